"""Receipts of a relay (``.dpreceipts``): which files it took from a member and laid ready for it, in an unbroken chain.

A compact JWS (``typ`` dp-relay-receipts) by the relay's own key, which stands inside: it is nobody's identity, and shows that
the receipts of today and of last month come from one hand. Each member gets the lines that name its label, numbered from 1; the
head after a line is SHA-256 of the head before it and the canonical line. So a line that was once shown cannot be taken back
or changed unnoticed by a member who remembers its number and head.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from datapact.base.errors import Damaged
from datapact.base.format import Bounds, Format, Shown, Time, part
from datapact.base.strictjson import canonical, from_base64url, parse_object, sha256_of, to_base64url
from datapact.base.texts import N_
from datapact.exchange.bundle.limits import LIMITS
from datapact.history.commitments.jws import read_compact, sign_compact, thumbprint, verify
from datapact.history.entries.packed import Digest
from datapact.organisation.network.labels import Label, is_label

TYPE = "dp-relay-receipts"
ENDING = ".dpreceipts"
LARGEST = 16 * 1024 * 1024
MOST_LINES = 20_000
"""Lines in one file; earlier ones are left out, and the head before the first says which they were."""
_UNSIGNED = N_("These receipts are not signed by the relay that they name. Ask whoever runs the relay for new ones.")


@part
class ReceiptLine:
    """A file that the relay took from somebody and laid ready for others."""

    names: ClassVar = {"sender": "from"}

    digest: Digest
    """SHA-256 of the whole file."""
    number: Annotated[int, Bounds(1, 1_000_000_000)]
    """From 1, without a gap, for this label."""
    sender: Label
    """The label from which the file says that it comes."""
    size: Annotated[int, Bounds(1)]
    """Bytes."""
    time: Time
    """When the relay took it, by its own clock, UTC."""
    to: Annotated[tuple[Label, ...], Bounds(1, LIMITS.recipients)]
    """The labels for which it was laid ready."""


@part
class ReceiptsPayload(Format):
    """The content of a file of receipts; a compact JWS around it is the file."""

    largest: ClassVar = LARGEST
    canonical_only: ClassVar = True
    malformed: ClassVar = N_(
        "This file is not a relay's receipts, or it was damaged. Ask whoever runs the relay for new ones."
    )

    before: Digest
    """The head before the first line."""
    key: Annotated[str, Shown({"pattern": "^[A-Za-z0-9_-]{44}$"})]
    """The relay's public key, a compressed point of P-256 in base64url."""
    label: Label
    """Whose receipts these are."""
    lines: Annotated[tuple[ReceiptLine, ...], Bounds(0, MOST_LINES)]
    """Oldest first."""
    network: Annotated[str, Shown({"pattern": "^[A-Za-z0-9_-]{22}$"}, is_label)]
    """Id of the network."""
    time: Time
    """As of when they hold, by the relay's clock, UTC."""

    def mistake(self) -> str:
        numbers = [one.number for one in self.lines]
        return "" if not numbers or numbers == list(range(numbers[0], numbers[0] + len(numbers))) else "lines"


@dataclass(frozen=True, slots=True)
class Receipts:
    """Verified receipts: they come from whoever has the relay's key, and are the relay's word."""

    said: ReceiptsPayload
    """Their content."""
    relay: str
    """Thumbprint of the relay's key, base64url."""
    heads: tuple[str, ...]
    """The head after each line; the one before the first stands first."""

    @property
    def first(self) -> int:
        """Number of the first line; 1 where there is none."""
        return self.said.lines[0].number if self.said.lines else 1

    @property
    def last(self) -> int:
        """Number of the last line; 0 where there is none."""
        return self.said.lines[-1].number if self.said.lines else 0

    def head_at(self, number: int) -> str | None:
        """The head after that line; None where these receipts do not reach there."""
        place = number - self.first + 1
        return self.heads[place] if 0 <= place < len(self.heads) else None


def no_head(label: str) -> str:
    """The head before the first line of a label."""
    return sha256_of(label.encode("ascii"))


def next_head(head: str, line: ReceiptLine) -> str:
    """The head after a line."""
    told = canonical(
        {
            "digest": line.digest,
            "from": line.sender,
            "number": line.number,
            "size": line.size,
            "time": line.time.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "to": list(line.to),
        }
    )
    return to_base64url(hashlib.sha256(from_base64url(head) + told).digest())


def heads_of(before: str, lines: Sequence[ReceiptLine]) -> tuple[str, ...]:
    """The heads before the first line and after each."""
    heads = [before]
    for line in lines:
        heads.append(next_head(heads[-1], line))
    return tuple(heads)


def public_point(key: ec.EllipticCurvePublicKey) -> str:
    """The compressed point of a public key, base64url."""
    return to_base64url(key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))


def write_receipts(payload: ReceiptsPayload, key: ec.EllipticCurvePrivateKey) -> bytes:
    """The signed file."""
    return sign_compact(payload.write(), key, typ=TYPE).encode("ascii")


def is_receipts(data: bytes) -> bool:
    """Whether a file begins as receipts do; nothing else of it is looked at."""
    head, dot, _rest = data[:2048].partition(b".")
    try:
        return bool(dot) and parse_object(from_base64url(head.decode("ascii")), limit=2048).get("typ") == TYPE
    except (Damaged, UnicodeDecodeError):
        return False


def read_receipts(data: bytes) -> Receipts:
    """Read and verify receipts; raises TooLarge, NewerFormat, Malformed, or Damaged where the signature does not hold."""
    try:
        token = read_compact(data.decode("ascii"), TYPE)
    except UnicodeDecodeError:
        raise ReceiptsPayload.refusal() from None
    said = ReceiptsPayload.read(token.payload)
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_base64url(said.key))
    except ValueError:
        raise ReceiptsPayload.refusal("key") from None
    if not verify(token, key):
        raise Damaged(_UNSIGNED)
    return Receipts(said, thumbprint(key), heads_of(said.before, said.lines))
