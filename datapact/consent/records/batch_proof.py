"""The proof that a row stands under the root of a signed batch (RFC 9162, 2.1.3), as a file carries it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from datapact.base.errors import Malformed
from datapact.base.format import Base64url, Bounds, Count, Format, part
from datapact.base.strictjson import JsonObject, from_base64url, parse
from datapact.base.texts import N_
from datapact.history.commitments.disclosure import digest_of
from datapact.history.commitments.merkle import is_included
from datapact.history.entries.packed import Digest, SignedEntryInFile
from datapact.history.fold.vouching import Voucher

LONGEST_PATH = 64


@part
class RowProof(Format):
    """The proof of a row: ``entry`` signs the batch of ``count`` rows; the disclosed row has the place ``index``."""

    file_kind: ClassVar = "datapact-consent-row"
    numbered: ClassVar = "v"
    numbers: ClassVar = (1, 2)
    """The second one has ``vouched``, for a member who has left; readers of the first form do not know it."""
    optional: ClassVar = frozenset({"vouched"})
    largest: ClassVar = 1024 * 1024
    malformed: ClassVar = N_("This proof is not in its form. Ask the sender for a new file.")

    entry: SignedEntryInFile
    index: Count
    count: Annotated[int, Bounds(1)]
    disclosure: Base64url
    """Base64url of salt and row, as it was hashed."""
    path: Annotated[tuple[Digest, ...], Bounds(most=LONGEST_PATH)]
    """Digests beside the way from the row to the root, lowest first, base64url."""
    vouched: tuple[Voucher, ...] = ()
    """Ways to the roots that vouch for a member who has left; mostly empty."""

    def own_number(self) -> int:
        return 2 if self.vouched else 1


@dataclass(frozen=True, slots=True)
class Inclusion:
    """The proof that one row is under the root of a signed batch (RFC 9162, 2.1.3)."""

    entry: str
    """Digest of the entry of the kind ``consent_batch``."""
    index: int
    """Place of the row in the batch, from 0."""
    size: int
    """Number of rows in the batch."""
    root: str
    """Base64url of 32 bytes, as the entry has it."""
    digest: str
    """Base64url of SHA-256 over the disclosure."""
    disclosure: str
    """Base64url of ``[salt, row]``; empty for an erased row."""
    path: tuple[str, ...]
    """Hashes from the leaf up to the root, as base64url of 32 bytes each."""

    def holds(self) -> bool:
        """Whether disclosure, digest, path and root belong together; the signature of the entry is not checked."""
        if self.disclosure and digest_of(self.disclosure) != self.digest:
            return False
        path = [from_base64url(node) for node in self.path]
        return is_included(from_base64url(self.digest), self.index, self.size, path, from_base64url(self.root))


def row_of_disclosure(disclosure: str) -> JsonObject:
    """The row in a disclosure; raises Malformed for any other text."""
    value = parse(from_base64url(disclosure), limit=64 * 1024)
    if isinstance(value, list) and len(value) == 2 and isinstance(value[1], dict):
        return value[1]
    raise Malformed(N_("A part of this file is not the row of a list. Ask the sender for a new file."))
