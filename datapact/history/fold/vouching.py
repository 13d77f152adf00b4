"""Vouching: which entries by keys that their organisation revoked later still count, and why.

The time in an entry is its author's claim, and a former member can sign under an old head of the history for ever. So
an entry by a revoked key proves nothing by itself. It counts where its organisation shows that it existed before:
another of its entries builds on it, by a key that still holds, or an administrator vouched for it when the key was
revoked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Annotated

from datapact.base.format import Bounds, Count, part
from datapact.base.strictjson import from_base64url
from datapact.base.texts import N_, Message
from datapact.history.commitments.merkle import is_included
from datapact.history.entries.entry import Entry
from datapact.history.entries.packed import Digest
from datapact.history.fold.authority import Directory
from datapact.history.state.organisation import OrganisationLine

LONGEST_PATH = 64


@part
class Voucher:
    """The path from the digest of an entry to the root stated by the public entry ``by`` (kind vouched).

    ``path`` is that of RFC 9162, 2.1.3.1, each hash as base64url, lowest first.
    """

    entry: Digest
    by: Digest
    index: Count
    path: Annotated[tuple[Digest, ...], Bounds(most=LONGEST_PATH)]


def is_revoked(entry: Entry, directory: Directory) -> bool:
    """Whether the newest known history of the author's organisation has revoked the key."""
    line = directory.get(entry.organisation)
    return line is not None and entry.kid in line.state.revoked


def is_vouched(entry: Entry, voucher: Voucher, line: OrganisationLine) -> bool:
    """Whether the voucher leads from this entry to a root that the entry's organisation stated for its key."""
    by = next((one for one in line.entries if one.digest == voucher.by and one.kind == "vouched"), None)
    if by is None or voucher.entry != entry.digest or entry.kid not in by.body["kids"]:
        return False
    path = [from_base64url(node) for node in voucher.path]
    leaf, root = from_base64url(entry.digest), from_base64url(by.body["root"])
    return is_included(leaf, voucher.index, by.body["count"], path, root)


def doubtful(
    entries: Iterable[Entry],
    directory: Directory,
    vouchers: Sequence[Voucher] = (),
    signed_by: str | None = None,
    void: Collection[str] = (),
) -> tuple[Entry, ...]:
    """The verified entries by revoked keys that nothing shows to have existed before the revocation.

    Those that are ``void`` say nothing that could be doubted. What builds on them builds on what they know
    nevertheless: else a partner that has one of its steps void could break the way to those that stand.

    ``signed_by`` is the organisation whose key, one that still holds, has signed the file around them: that shows it
    for its own entries. A later entry of the same organisation shows it for all entries that it builds on.
    """
    given = {entry.digest: entry for entry in entries}
    left = [one for one in given.values() if one.digest not in void and is_revoked(one, directory)]
    shown: set[tuple[str, str]] = set()
    for organisation in {one.organisation for one in left} - {signed_by}:
        line = directory[organisation]
        by_digest: dict[str, list[Voucher]] = {}
        for voucher in vouchers:
            by_digest.setdefault(voucher.entry, []).append(voucher)
        holding = [
            one.digest
            for one in given.values()
            if one.organisation == organisation
            and (
                one.kid not in line.state.revoked
                or any(is_vouched(one, voucher, line) for voucher in by_digest.get(one.digest, ()))
            )
        ]
        shown |= {(organisation, digest) for digest in _with_ancestors(holding, given)}
    return tuple(one for one in left if one.organisation != signed_by and (one.organisation, one.digest) not in shown)


def _with_ancestors(digests: Collection[str], given: dict[str, Entry]) -> set[str]:
    found: set[str] = set()
    waiting = list(digests)
    while waiting:
        digest = waiting.pop()
        if digest in given and digest not in found:
            found.add(digest)
            waiting += given[digest].parents
    return found


def doubt(entry: Entry, directory: Directory) -> Message:
    """The warning about an entry by a key that was revoked since."""
    line = directory[entry.organisation]
    return Message(
        N_(
            "{organisation} has revoked the key of {person} since, and nothing shows that this was signed before. Ask it"
            " to export the file again."
        ),
        {"organisation": line.state.name or line.id[:8], "person": person_of(entry, line)},
    )


def person_of(entry: Entry, line: OrganisationLine) -> str:
    """The name of the member whose key signed an entry, or its id."""
    member = line.member_at(entry.organisation_head, entry.kid)
    return entry.kid[:8] if member is None else member.name or member.id
