"""The shapes of ``--json`` of commands on files for machines."""

from __future__ import annotations

from collections.abc import Sequence

from datapact.cli.printed.words import AgreementId, Both, HexDigest, Printed


class AgreementNewFromPolicy(Printed):
    """Printed by datapact agreement new-from-policy."""

    agreement: AgreementId
    digest: HexDigest
    not_mapped: Sequence[Both]


class AgreementComparePolicyDifference(Printed):
    """One of the ``differences`` of AgreementComparePolicy."""

    matter: str
    message: Both


class AgreementComparePolicy(Printed):
    """Printed by datapact agreement compare-policy."""

    agreement: AgreementId
    digest: HexDigest
    agrees: bool
    bound: bool
    differences: Sequence[AgreementComparePolicyDifference]


class AgreementDataContractDifference(Printed):
    """One of the ``differences`` of AgreementDataContract."""

    matter: str
    message: Both


class AgreementDataContract(Printed):
    """Printed by datapact agreement data-contract."""

    agreement: AgreementId
    dataset: str
    digest: HexDigest
    fields: int
    bound: bool
    differences: Sequence[AgreementDataContractDifference]


class AgreementExportMachines(Printed):
    """Printed by datapact agreement export --format odrl, dsp, edc, catena-x, dpv or dcat."""

    agreement: AgreementId
    format: str
    binding: bool
    files: Sequence[str]
    understood: Sequence[Both]
    not_understood: Sequence[Both]


class AgreementExportEvents(Printed):
    """Printed by datapact agreement export --format events."""

    agreement: AgreementId
    file: str
    events: Sequence[str]
