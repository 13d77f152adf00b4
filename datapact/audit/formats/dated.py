"""Whether an entry can be as old as it says: its time is its author's claim, and some claims cannot be true.

No key signs before it exists, and nobody acts for an organisation before its founding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from datapact.audit.formats.trust import Lines
from datapact.audit.formats.verdict import Finding
from datapact.base.texts import N_, Message
from datapact.contract.vocabulary.messages import moment_words
from datapact.history.entries.certificates import load_certificate
from datapact.history.entries.entry import Entry
from datapact.history.fold.authority import author_of

SLOW_CLOCK: Final = timedelta(hours=1)
"""By so much a computer's clock may be behind: certificates begin as much before they are issued."""

TOO_EARLY = N_(
    "{organisation}: an entry is dated {time}, which cannot be: the key that signed it is certified only from {since}."
    " Times are the author's claim. Ask when it was really written."
)
BEFORE_FOUNDING = N_(
    "{organisation}: an entry is dated {time}, which cannot be: the organisation was founded only on {since}. Times are"
    " the author's claim. Ask when it was really written."
)


def begins(entry: Entry, lines: Lines) -> tuple[datetime, bool] | None:
    """The earliest time (UTC) that an entry can bear, and whether its organisation's founding sets it.

    None where its author is not known here.
    """
    line, author = lines.get(entry.organisation), author_of(entry, lines)
    if line is None or author is None:
        return None
    certified = load_certificate(author.author).not_valid_before_utc
    founded = line.entries[0].time - SLOW_CLOCK
    return (founded, True) if founded > certified else (certified, False)


def impossible_times(entries: Iterable[Entry], lines: Lines) -> Iterator[Finding]:
    """A doubt for each organisation, on the earliest of its entries that is dated before it can have been written."""
    earliest: dict[str, Entry] = {}
    for one in entries:
        limit = begins(one, lines)
        before = earliest.get(one.organisation)
        if limit is not None and one.time < limit[0] and (before is None or one.time < before.time):
            earliest[one.organisation] = one
    for organisation, one in sorted(earliest.items()):
        since, of_founding = begins(one, lines) or (datetime.max.replace(tzinfo=UTC), False)
        shown = lines[organisation].entries[0].time if of_founding else since
        told: dict[str, str | int | Message] = {
            "organisation": lines[organisation].state.name,
            "time": moment_words(one.time),
            "since": moment_words(shown),
        }
        yield Finding("indeterminate", Message(BEFORE_FOUNDING if of_founding else TOO_EARLY, told))
