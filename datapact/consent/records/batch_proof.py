"""The proof that a row stands under the root of a signed batch (RFC 9162, 2.1.3), as a file carries it."""

from __future__ import annotations

from dataclasses import dataclass

from datapact.base.errors import Malformed
from datapact.base.strictjson import JsonObject, from_base64url, parse
from datapact.base.texts import N_
from datapact.history.commitments.disclosure import digest_of
from datapact.history.commitments.merkle import is_included

PROOF_TYPE = "datapact-consent-row"
WITH_VOUCHERS = 2
"""The number of a proof with vouchers for a member who has left; the first form has none."""


@dataclass(frozen=True, slots=True)
class Inclusion:
    """The proof that one row is under the root of a signed batch (RFC 9162, 2.1.3)."""

    entry: str
    index: int
    size: int
    root: str
    digest: str
    disclosure: str
    path: tuple[str, ...]

    def holds(self) -> bool:
        """Whether disclosure, digest, path and root belong together; the signature of the entry is another question."""
        if self.disclosure and digest_of(self.disclosure) != self.digest:
            return False
        path = [from_base64url(node) for node in self.path]
        return is_included(from_base64url(self.digest), self.index, self.size, path, from_base64url(self.root))


def row_of_disclosure(disclosure: str) -> JsonObject:
    """The row that a disclosure shows; raises Malformed for any other text."""
    value = parse(from_base64url(disclosure), limit=64 * 1024)
    if isinstance(value, list) and len(value) == 2 and isinstance(value[1], dict):
        return value[1]
    raise Malformed(N_("A part of this file is not the row of a batch. Ask the sender for a new file."))
