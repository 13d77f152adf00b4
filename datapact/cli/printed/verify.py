"""The shapes of ``--json`` of commands on verifying files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, NotRequired

from datapact.cli.printed.words import Both, Digest, HexDigest, Printed, Time, VerdictWord, by, one_of

if TYPE_CHECKING:
    from datapact.audit.formats.verdict import Kind


class VerifyRowSignature(Printed):
    """One of the ``signatures`` of VerifyRow."""

    slot: str
    person: str
    capacity: str
    party: str
    organisation: str
    verdict: VerdictWord
    reasons: Sequence[Both]
    signer: str
    time: Time | None
    level: str
    covers: str
    proven_time: Time | None
    proven_by: str
    proven_until: Time | None


class VerifyRowIdentity(Printed):
    """One of the ``identities`` of VerifyRow."""

    organisation: Digest
    name: str
    identity: Annotated[str, one_of(["declared", "confirmed"])]


class VerifyRow(Printed):
    """One row of Verify."""

    file: str
    kind: NotRequired[Kind]
    name: NotRequired[str]
    verdict: VerdictWord
    reasons: Sequence[Both]
    notes: NotRequired[Sequence[Both]]
    signatures: NotRequired[Sequence[VerifyRowSignature]]
    identities: NotRequired[Sequence[VerifyRowIdentity]]
    details: NotRequired[Mapping[str, Any]]


class VerifyPage(Printed):
    """The object of VerifyWriteHtml."""

    file: str
    sha256: HexDigest


type Verify = Annotated[
    Sequence[VerifyRow], by("datapact verify; a file that cannot be read has only file, verdict and reasons")
]
type VerifyWriteHtml = Annotated[VerifyPage, by("datapact verify --write-html")]
