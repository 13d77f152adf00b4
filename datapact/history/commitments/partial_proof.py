"""A partial proof: some rows of a sealed list, and hashes in place of the others, from which the signed root follows.

The tree is that of RFC 9162, 2.1.1, over the digests of the rows' disclosures (RFC 9901, 4.2.3).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from datapact.base.errors import DataPactError
from datapact.base.strictjson import from_base64url, to_base64url
from datapact.history.commitments.disclosure import digest_of
from datapact.history.commitments.merkle import EMPTY, leaf_hash, node_hash, root_of

type Span = tuple[int, int]
"""Rows of a list from the first to the one before the second."""


@dataclass(frozen=True, slots=True)
class ShownRows:
    """A list of ``count`` rows: the disclosures of the shown rows, by place from 0, and hashes of the rest."""

    count: int
    rows: Mapping[int, str]
    """Disclosure (base64url of salt and row) by place, from 0."""
    nodes: Mapping[Span, str]
    """Hash (base64url) of each largest subtree without a shown row, by its span of places."""

    def are_under(self, root: str) -> bool:
        """Whether rows and hashes give this root, and nothing is left over."""
        if self.count < 0:
            return False
        nodes, rows = set(self.nodes), set(self.rows)
        try:
            found = self._hash(0, self.count, nodes, rows) if self.count else EMPTY
        except (KeyError, DataPactError):
            return False
        return to_base64url(found) == root and not nodes and not rows

    def _hash(self, start: int, end: int, nodes: set[Span], rows: set[int]) -> bytes:
        """The hash of a subtree; the parts that it was made of are removed from ``nodes`` and ``rows``."""
        node = self.nodes.get((start, end))
        if node is not None:
            nodes.discard((start, end))
            return from_base64url(node)
        if end - start == 1:
            rows.discard(start)
            return leaf_hash(from_base64url(digest_of(self.rows[start])))
        middle = start + split(end - start)
        return node_hash(self._hash(start, middle, nodes, rows), self._hash(middle, end, nodes, rows))


def split(size: int) -> int:
    """The largest power of two below ``size`` (RFC 9162, 2.1.1)."""
    return 1 << ((size - 1).bit_length() - 1)


def sibling_nodes(leaves: Sequence[bytes], shown: Iterable[int]) -> dict[Span, str]:
    """The hashes of the largest subtrees without any shown row."""
    found: dict[Span, str] = {}
    places = sorted(shown)

    def cover(start: int, end: int, first: int, last: int) -> None:
        """Add the hashes beside the shown places of a subtree, which are ``first`` to ``last`` (excluded)."""
        if first == last:
            found[start, end] = to_base64url(root_of(leaves[start:end]))
        elif end - start > 1:
            middle = start + split(end - start)
            between = bisect_left(places, middle, first, last)
            cover(start, middle, first, between)
            cover(middle, end, between, last)

    if leaves:
        cover(0, len(leaves), 0, len(places))
    return found
