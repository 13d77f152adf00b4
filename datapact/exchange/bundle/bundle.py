"""A bundle (`.dpact`): one sealed file from an organisation to its partners about agreements.

Inside the envelope (envelope.py): the statement, a line feed, the contents, and then the attachments end to end; since
format 2 contents and attachments are packed together, and zero bytes fill the payload up (packing.py).

- The statement is a compact JWS (``typ`` dp-bundle) by the acting member's author key. It names the bundle, the
  sending organisation and the head of its public history, the time, the recipients' key thumbprints (so nobody
  can seal it anew for others in the sender's name), the digest of the first line of the file, and digest and size of
  the contents, and how they are packed.
- The contents are JSON: the sender's card, cards that it introduces, histories with their entries, messages between
  organisations, and digest, media type and size of each attachment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey

from datapact.base.errors import Damaged, DataPactError, Malformed, TooLarge, WrongUse
from datapact.base.format import Count, Format, Shown, Time, part
from datapact.base.strictjson import canonical, from_base64url, parse_object, sha256_of
from datapact.base.texts import N_, Message
from datapact.exchange.bundle import packing
from datapact.exchange.bundle.contents import ALTERED, MALFORMED, Contents, contents_json, files_of, read_contents
from datapact.exchange.bundle.envelope import COPY_TYPE, TAMPERED, new_envelope, seal, unseal
from datapact.exchange.bundle.limits import LIMITS, Limits
from datapact.exchange.bundle.packing import PACKINGS, Packing
from datapact.exchange.bundle.parcel import Carried
from datapact.history.commitments.jws import Unverified, read_compact, sign_compact, verify
from datapact.organisation.identity.card import Card
from datapact.organisation.partners.partners import Partner


@dataclass(frozen=True, slots=True)
class Refused:
    """The refusal of a file, with the reason."""

    file: str
    """Name as the person chose it, only shown."""
    digest: str
    """base64url SHA-256 of the file, so that both sides can be sure to speak of the same one."""
    size: int
    """Bytes."""
    error: DataPactError
    """What receiving it would raise."""
    sender: Partner | None = None
    """The partner that the file claims to come from."""
    stranger: Card | None = None
    """The sound card of a sender who is no partner yet: added, the file could be received."""

    @property
    def reason(self) -> Message:
        return self.error.message


STATEMENT_TYPE = "dp-bundle"


@part
class _Contents:
    digest: str
    size: Count


@part
class _Packed:
    packing: Annotated[Packing, Shown({"enum": sorted(PACKINGS)})]
    size: Count
    unpacked: Count


@part
class Statement(Format):
    """The sender's signed statement: which bundle this is, for whom, and its content."""

    numbers: ClassVar = (1, 2, 3)
    optional: ClassVar = frozenset({"packed", "partial"})
    malformed: ClassVar = MALFORMED

    bundle: str
    """Random name of the bundle, base64url of 16 bytes."""
    contents: _Contents
    """Digest and size in bytes of the contents that follow."""
    envelope: str
    """Digest of the envelope that it is sealed in, base64url of SHA-256."""
    head: str
    """Digest of the newest entry of the sender's public history."""
    organisation: str
    """Id of the sender."""
    recipients: tuple[str, ...]
    """Organisation ids, in the order of the envelope."""
    time: Time
    """Moment of sealing, UTC."""
    packed: _Packed | None = None
    """How contents and attachments are packed, and the bytes of both forms; None where they stand as they are."""
    partial: bool = False
    """Whether of some attachments only the end is in the file; left out where they are whole."""

    def own_number(self) -> int:
        return 3 if self.partial else 1 if self.packed is None else 2

    def mistake(self) -> str:
        return "packed" if self.partial and self.packed is None else ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """An opened bundle; everything but the signature has been checked (``signed_by``)."""

    id: str
    """Random name of the bundle, base64url of 16 bytes."""
    organisation: str
    """The sender, as the statement claims."""
    head: str
    """Head of the sender's public history under which its member acted."""
    time: datetime
    """When it was written, by the sender's claim, UTC."""
    recipients: tuple[str, ...]
    """Thumbprints of the sealing keys that can open it, the sender's own among them."""
    statement: Unverified
    """The signed JWS; its signature is not checked yet."""
    contents: Contents
    """Held against the digest in the statement."""
    carried: Carried | None = None
    """How it travelled under routing labels; None for a file without them."""


def write_bundle(
    contents: Contents,
    *,
    organisation: str,
    head: str,
    key: EllipticCurvePrivateKey,
    time: datetime,
    recipients: Sequence[bytes],
    limits: Limits = LIMITS,
) -> bytes:
    """The sealed file; ``recipients`` are raw public sealing keys, the sender's own among them.

    Raises TooLarge when the contents are beyond what a reader accepts.
    """
    told = canonical(contents_json(contents))
    if (
        len(told) > limits.contents
        or len(contents.histories) > limits.histories
        or sum(len(history.entries) for history in contents.histories) > limits.entries
        or len(contents.attachments) > limits.attachments
        or any(len(attachment.data) > limits.attachment for attachment in contents.attachments)
        or sum(len(attachment.data) for attachment in contents.attachments) > limits.payload
        or any(one.sizes[-1][1] > limits.attachment for one in contents.continued)
    ):
        raise TooLarge(N_("This is more than one file may hold. Send the agreements or attachments one by one."))
    whole = b"".join([told, *files_of(contents)])
    how, packed = packing.pack(whole, limits)
    envelope = new_envelope(recipients, limits)
    statement = Statement(
        bundle=envelope.envelope.id,
        contents=_Contents(sha256_of(told), len(told)),
        envelope=envelope.envelope.digest,
        head=head,
        organisation=organisation,
        recipients=envelope.envelope.recipients,
        time=time,
        packed=_Packed(how, len(packed), len(whole)),
        partial=bool(contents.continued),
    )
    token = sign_compact(statement.write(), key, typ=STATEMENT_TYPE)
    return seal(envelope, packing.padded(b"".join([token.encode("ascii"), b"\n", packed])), limits)


def read_bundle(data: bytes, private_keys: Mapping[str, bytes], limits: Limits = LIMITS) -> Bundle:
    """Open and check a received file; ``private_keys`` are our raw sealing keys by thumbprint.

    The caller must still check its signature, with a key that the sender's history vouches for. Raises NotForUs,
    Damaged, Malformed, NewerFormat or TooLarge; WrongUse for a sealed copy of an audit.
    """
    envelope, payload = unseal(data, private_keys, limits)
    if _is_sealed_copy(payload):
        raise WrongUse(
            N_(
                "This is a sealed copy for an audit and brings no agreements. Open it with datapact audit open FILE -o OUT,"
                " or in the window under Audit."
            )
        )
    end = payload.find(b"\n", 0, limits.statement + 1)
    if end < 0:
        raise Malformed(MALFORMED)
    try:
        statement = payload[:end].decode("ascii")
    except UnicodeDecodeError:
        raise Malformed(MALFORMED) from None
    token = read_compact(statement, STATEMENT_TYPE)
    said = Statement.of(parse_object(token.payload, limit=limits.statement))
    if said.bundle != envelope.id or said.recipients != envelope.recipients:
        raise Damaged(N_("This file was sealed for others than its sender named. Nothing was taken in."))
    if said.envelope != envelope.digest:
        raise Damaged(TAMPERED)
    size = said.contents.size
    view = _unpacked(said, memoryview(payload), end + 1, limits)
    if len(view) < size or sha256_of(view[:size]) != said.contents.digest:
        raise Damaged(ALTERED)
    return Bundle(
        id=envelope.id,
        organisation=said.organisation,
        head=said.head,
        time=said.time,
        recipients=envelope.recipients,
        statement=token,
        contents=read_contents(
            bytes(view[:size]), view[size:], limits, lean=said.packed is not None, partial=said.partial
        ),
    )


def _unpacked(said: Statement, payload: memoryview, start: int, limits: Limits) -> memoryview:
    """Contents and attachments, which begin at ``start``."""
    if said.packed is None:
        return payload[start:]
    end = start + said.packed.size
    if end > len(payload) or not packing.is_padding(payload[end:], end):
        raise Damaged(ALTERED)
    return packing.unpack(said.packed.packing, payload[start:end], said.packed.unpacked, limits)


def _is_sealed_copy(payload: bytes) -> bool:
    """Whether the signed statement marks a sealed copy for an auditor, which has the same envelope."""
    try:
        return (
            parse_object(from_base64url(payload[: payload.find(b".", 0, 2048)].decode("ascii"))).get("typ") == COPY_TYPE
        )
    except (UnicodeDecodeError, Malformed):
        return False


def signed_by(bundle: Bundle, public_key: EllipticCurvePublicKey) -> bool:
    """Whether the holder of ``public_key`` made this bundle."""
    return verify(bundle.statement, public_key)
