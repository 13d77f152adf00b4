"""What people type for the consent commands: pairs, days and moments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from datapact.clock import Clock
from datapact.consent.dates import DateReader, NoDate
from datapact.consent.events import moment
from datapact.consent.moments import local_zone, moment_of
from datapact.errors import WrongUse
from datapact.texts import N_


def pairs(texts: Sequence[str]) -> dict[str, str]:
    """Options in the form name=value; raises WrongUse for another."""
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise WrongUse(N_("“{text}” is not in the form name=value."), text=text[:80])
        found[name.strip()] = value.strip()
    return found


def read_time_of(text: str | None, clock: Clock, *, ends: bool = False) -> datetime | None:
    """A moment, or a day: its beginning, with ``ends`` its end; today's beginning is now. Raises WrongUse."""
    if text is None:
        return None
    now = clock()
    reader = DateReader(local_zone(now))
    if not ends and text == now.astimezone(reader.zone).date().isoformat():
        return now  # said of today: the day has begun before, but what it was given on has not
    try:
        return moment(reader.end(text) if ends else reader.start(text))
    except NoDate:
        raise WrongUse(
            N_("“{value}” is not a date that can be read. Write it as 2026-03-01 or 2026-03-01T09:00:00Z."),
            value=text[:40],
        ) from None


def read_moment(text: str | None, now: datetime) -> datetime:
    """What a question on a day is about; raises WrongUse for another text."""
    if text is not None and "T" in text:
        return read_time_of(text, lambda: now) or now
    try:
        return moment_of(None if text is None else date.fromisoformat(text), now).astimezone(UTC)
    except ValueError:
        raise WrongUse(N_("“{value}” is not a day. Write it as 2026-12-31."), value=(text or "")[:40]) from None
