"""The list of rows, parts and files that one erasure destroyed: a file whose digest its record signs, so that nobody can change the list.

It names nobody: places in lists, and digests. Each other computer of the house erases by it, and takes something that comes
without its content only where such a list names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from datapact.base.errors import Damaged
from datapact.base.format import Bounds, Format, part
from datapact.base.texts import N_
from datapact.history.entries.packed import Digest
from datapact.vault.database.entries import attachment, put_attachment

if TYPE_CHECKING:
    from datapact.consent.views.erasing import Emptied
    from datapact.history.entries.entry import Entry
    from datapact.vault.database.session import Session

MEDIA = "application/vnd.datapact.erased+json"
"""Media type of the list."""
_COUNTS = ("events", "deliveries", "recalls", "records", "files")


@part
class ErasedOfEntry:
    """The parts that one entry and its rows lost."""

    entry: Digest
    """The entry."""
    lines: tuple[Annotated[int, Bounds(0)], ...]
    """Places of its rows, from 0."""
    parts: tuple[Digest, ...]
    """Digests of the parts of its body."""


@part
class ErasedList(Format):
    """The data that one erasure destroyed."""

    file_kind: ClassVar = "datapact-erased"
    largest: ClassVar = 64 * 1024 * 1024
    malformed: ClassVar = N_("The list of what a colleague erased is not in its form.")
    newer: ClassVar = N_(
        "The list of what was erased was written by a newer DataPact. Update this DataPact to read it."
    )

    entries: tuple[ErasedOfEntry, ...]
    """By digest."""
    files: tuple[Digest, ...]
    """Files that went with them."""


@dataclass(frozen=True, slots=True)
class Erased:
    """The parts of one entry that lists of erasures name."""

    lines: frozenset[int] = frozenset()
    """Places of its rows, from 0."""
    parts: frozenset[str] = frozenset()
    """Digests of parts of its body."""


def keep_list(session: Session, emptied: Emptied) -> str:
    """Store the list of what was erased; returns its digest for the record."""
    entries = sorted({*emptied.lines, *emptied.parts})
    written = ErasedList(
        entries=tuple(
            ErasedOfEntry(
                entry=one,
                lines=tuple(sorted(emptied.lines.get(one, ()))),
                parts=tuple(sorted(emptied.parts.get(one, ()))),
            )
            for one in entries
        ),
        files=tuple(sorted(emptied.lost)),
    )
    return put_attachment(session, written.write(), MEDIA)


def list_of(session: Session, record: Entry) -> ErasedList | None:
    """The list of what an erasure erased, from its record; None where it erased nothing. Raises Damaged where no list says it."""
    if not any(record.body.get(name) for name in _COUNTS):
        return None
    digest = record.body.get("list")
    found = attachment(session, digest) if isinstance(digest, str) and digest else None
    if found is None:
        raise Damaged(N_("The list of what a colleague erased is missing, so that nothing was erased by it."))
    return ErasedList.read(found[1])


def erased_by(session: Session, records: Iterable[Entry]) -> Mapping[str, Erased]:
    """The erased places that these records of erasures name, by entry; one without a list names nothing."""
    found: dict[str, Erased] = {}
    for record in records:
        try:
            said = list_of(session, record)
        except Damaged:
            continue
        for one in () if said is None else said.entries:
            before = found.get(one.entry, Erased())
            found[one.entry] = Erased(before.lines | set(one.lines), before.parts | set(one.parts))
    return found
