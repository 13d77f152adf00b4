"""The shapes of ``--json`` of commands on signatures, archives and partners without DataPact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, NotRequired

from datapact.cli.printed.words import AgreementId, Both, Day, Digest, HexDigest, Printed, Time, by, one_of

if TYPE_CHECKING:
    from datapact.signing.archive.renew import OUTCOMES
    from datapact.signing.authorities.level import LEVELS


class AgreementSign(Printed):
    """Printed by datapact agreement sign."""

    agreement: AgreementId
    entry: Digest
    level: Annotated[str, one_of([*LEVELS])]
    wanted: Annotated[str, one_of([*LEVELS])]
    missing: Sequence[Both]


class AgreementLevel(Printed):
    """Printed by datapact agreement level."""

    agreement: AgreementId
    level: Annotated[str, one_of([*LEVELS])]


class VaultLevel(Printed):
    """Printed by datapact vault level."""

    level: Annotated[str, one_of([*LEVELS])]


class ArchiveRenewAgreement(Printed):
    """One of the ``agreements`` of ArchiveRenew."""

    agreement: AgreementId
    number: str
    outcome: Annotated[str, one_of([*OUTCOMES])]
    level: Annotated[str, one_of(["", *LEVELS])]
    until: Time | None
    reasons: Sequence[Both]
    file: str


class ArchiveRenew(Printed):
    """Printed by datapact archive renew."""

    agreements: Sequence[ArchiveRenewAgreement]
    left: int


class ArchiveSealAgreement(Printed):
    """One of the ``agreements`` of ArchiveSeal."""

    agreement: AgreementId
    number: str
    new: bool
    reason: Both | None
    file: str
    left_out: bool


class ArchiveSeal(Printed):
    """Printed by datapact archive seal."""

    agreements: Sequence[ArchiveSealAgreement]


class SealKeyShown(Printed):
    """The ``key`` of ArchiveSealKey."""

    sha256: Digest
    since: Time
    here: bool
    certificate: str


class ArchiveSealKey(Printed):
    """Printed by datapact archive seal-key."""

    key: SealKeyShown | None


class ArchiveListRow(Printed):
    """One row of ArchiveList."""

    agreement: AgreementId
    number: str
    file: str
    level: Annotated[str, one_of([*LEVELS])]
    until: Time | None
    renew: Day | None
    completed: bool


class TimestampAuthoritiesAdd(Printed):
    """Printed by datapact timestamp-authorities add."""

    name: str
    address: str
    fingerprint: HexDigest
    revocation: Sequence[str]


class TimestampAuthoritiesListRow(Printed):
    """One row of TimestampAuthoritiesList."""

    name: str
    address: str
    certificate: str
    fingerprint: HexDigest
    revocation: Sequence[str]


class TimestampAuthoritiesRemove(Printed):
    """Printed by datapact timestamp-authorities remove."""

    name: str


class AgreementPacket(Printed):
    """Printed by datapact agreement packet; recorded is false where the same text went out before; pages say how to
    sign.
    """

    agreement: AgreementId
    file: str
    recorded: bool
    pages: NotRequired[Sequence[str]]


class AgreementBroughtBack(Printed):
    """Printed by datapact agreement brought-back; open names who has still to sign, told says who signed and on what that
    rests.
    """

    agreement: AgreementId
    entries: Sequence[Digest]
    open: Sequence[str]
    told: Sequence[Both]


class AgreementTakePart(Printed):
    """Printed by datapact agreement take-part; problem is why the signatures in the packet fill no place, null where
    they do; told says who signed and on what that rests.
    """

    agreement: AgreementId
    open: Sequence[str]
    problem: Both | None
    told: Sequence[Both]


class AgreementTakeOut(Printed):
    """Printed by datapact agreement take-out; agreement is the one as which the text goes on, ended the negotiation."""

    agreement: AgreementId
    number: str
    ended: AgreementId


class JudgedSignature(Printed):
    """One of the ``signatures`` of AgreementLookFile."""

    field: str
    kind: str
    indication: str
    sub_indication: str
    covers: str
    change_after: str
    level: str
    signer: str
    issuer: str
    card: str
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
    """One of the ``files`` of AgreementLook."""

    file: str
    came: Annotated[str, one_of(["signed", "unsigned", "other"])]
    fills: Sequence[str]
    by_word: Sequence[str]
    problem: Both | None
    remarks: Sequence[Both]
    signatures: Sequence[JudgedSignature]


class AgreementLook(Printed):
    """Printed by datapact agreement brought-back --look; fills are the fields that the file fills as signatures in our
    PDF, by_word those that it fills only by the word of who records it.
    """

    agreement: AgreementId
    files: Sequence[AgreementLookFile]


class AgreementOutside(Printed):
    """Printed by datapact agreement answered, return."""

    agreement: AgreementId
    entry: Digest


class SigningServiceAdd(Printed):
    """The object of SigningKeysAddService."""

    name: str
    address: str
    api: str
    login: str


class SigningServiceRemove(Printed):
    """The object of SigningKeysRemoveService."""

    name: str


class TokenModules(Printed):
    """The object of SigningKeysModules."""

    modules: Sequence[str]


class SigningKeyShown(Printed):
    """One row of SigningKeysList."""

    certificate: HexDigest
    name: str
    token: NotRequired[str]
    service: NotRequired[str]
    until: Time
    suits: bool


class TrustedListImported(Printed):
    """One row of TrustListsImport."""

    name: str
    territory: str
    issued: Time
    taken: bool


class TrustedListShown(Printed):
    """One row of TrustListsList."""

    territory: str
    sequence: int
    issued: Time
    next_update: Time | None
    sha256: Digest
    late: bool


type ArchiveList = Annotated[Sequence[ArchiveListRow], by("datapact archive list")]
type TimestampAuthoritiesList = Annotated[
    Sequence[TimestampAuthoritiesListRow], by("datapact timestamp-authorities list")
]
type SigningKeysAddService = Annotated[SigningServiceAdd, by("datapact signing-keys add-service")]
type SigningKeysRemoveService = Annotated[SigningServiceRemove, by("datapact signing-keys remove-service")]
type SigningKeysModules = Annotated[TokenModules, by("datapact signing-keys add-module, remove-module")]
type SigningKeysList = Annotated[
    Sequence[SigningKeyShown], by("datapact signing-keys list; service instead of token with --service")
]
type TrustListsImport = Annotated[Sequence[TrustedListImported], by("datapact trust-lists import")]
type TrustListsList = Annotated[Sequence[TrustedListShown], by("datapact trust-lists list")]
