"""The shapes of ``--json`` of commands on signatures, archives and partners without DataPact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, NotRequired

from datapact.cli.printed.words import AgreementId, Both, Day, Digest, HexDigest, Printed, Time, one_of

if TYPE_CHECKING:
    from datapact.signing.archive.renew import OUTCOMES
    from datapact.signing.authorities.level import LEVELS


class AgreementSign(Printed):
    agreement: AgreementId
    entry: Digest
    level: Annotated[str, one_of([*LEVELS])]
    wanted: Annotated[str, one_of([*LEVELS])]
    missing: Sequence[Both]


class AgreementLevel(Printed):
    agreement: AgreementId
    level: Annotated[str, one_of([*LEVELS])]


class VaultLevel(Printed):
    level: Annotated[str, one_of([*LEVELS])]


class ArchiveRenewAgreement(Printed):
    agreement: AgreementId
    number: str
    outcome: Annotated[str, one_of([*OUTCOMES])]
    level: Annotated[str, one_of(["", *LEVELS])]
    until: Time | None
    reasons: Sequence[Both]


class ArchiveRenew(Printed):
    agreements: Sequence[ArchiveRenewAgreement]
    left: int


class ArchiveSealAgreement(Printed):
    agreement: AgreementId
    number: str
    new: bool
    reason: Both | None


class ArchiveSeal(Printed):
    agreements: Sequence[ArchiveSealAgreement]


class SealKeyShown(Printed):
    sha256: Digest
    since: Time
    here: bool
    certificate: str


class ArchiveSealKey(Printed):
    key: SealKeyShown | None


class ArchiveListRow(Printed):
    agreement: AgreementId
    number: str
    level: Annotated[str, one_of([*LEVELS])]
    until: Time | None
    renew: Day | None
    completed: bool


class TimestampAuthoritiesAdd(Printed):
    name: str
    address: str
    fingerprint: HexDigest
    revocation: Sequence[str]


class TimestampAuthoritiesListRow(Printed):
    name: str
    address: str
    certificate: str
    fingerprint: HexDigest
    revocation: Sequence[str]


class TimestampAuthoritiesRemove(Printed):
    name: str


class AgreementPacket(Printed):
    agreement: AgreementId
    file: str
    recorded: bool
    pages: NotRequired[Sequence[str]]


class AgreementBroughtBack(Printed):
    agreement: AgreementId
    entries: Sequence[Digest]
    open: Sequence[str]


class AgreementTakePart(Printed):
    agreement: AgreementId
    open: Sequence[str]
    problem: Both | None


class JudgedSignature(Printed):
    field: str
    kind: str
    indication: str
    sub_indication: str
    covers: str
    change_after: str
    level: str
    signer: str
    issuer: str
    claimed_time: str
    attested_time: str
    attested_by: str
    proven_time: str
    proven_by: str
    proven_how: str
    proven_until: str
    intact: bool
    change_allowed: bool
    self_signed: bool
    claims_qualified: bool
    claims_device: bool
    made_for: Sequence[str]
    weak: Sequence[str]
    revision: int
    listed: Mapping[str, Any] | None
    timestamp_listed: Mapping[str, Any] | None


class AgreementLookFile(Printed):
    file: str
    came: Annotated[str, one_of(["signed", "unsigned", "other"])]
    fills: Sequence[str]
    problem: Both | None
    remarks: Sequence[Both]
    signatures: Sequence[JudgedSignature]


class AgreementLook(Printed):
    agreement: AgreementId
    files: Sequence[AgreementLookFile]


class AgreementOutside(Printed):
    agreement: AgreementId
    entry: Digest


class SigningServiceAdd(Printed):
    name: str
    address: str
    api: str
    login: str


class SigningServiceRemove(Printed):
    name: str


class TokenModules(Printed):
    modules: Sequence[str]


class SigningKeyShown(Printed):
    certificate: HexDigest
    name: str
    token: NotRequired[str]
    service: NotRequired[str]
    until: Time
    suits: bool


class TrustedListImported(Printed):
    name: str
    territory: str
    issued: Time
    taken: bool


class TrustedListShown(Printed):
    territory: str
    sequence: int
    issued: Time
    next_update: Time | None
    sha256: Digest
    late: bool
