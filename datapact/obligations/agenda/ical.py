"""The agenda as an iCalendar file (RFC 5545): whole-day events with stable UIDs and reminders 90, 30 and 7 days before.

It holds only what the agenda shows: no pseudonyms, no addresses, no evidence. Opening the file again after a change
replaces events of the same UID.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from datapact.base.texts import N_, Language, Message
from datapact.obligations.agenda.reminders import DAYS_BEFORE
from datapact.obligations.due.obligation import Duty

if TYPE_CHECKING:
    from icalendar import Alarm, Calendar, Event

PRODID = "-//DataPact//DataPact//EN"
MORNING = timedelta(hours=9)
"""Reminders come at nine in the morning of their day, local time."""
HOURS_BEFORE = (timedelta(hours=24), timedelta(hours=4))
"""Reminders of what is due at an hour."""
_DOMAIN = "obligations.datapact.invalid"


def write_calendar(duties: Iterable[Duty], now: datetime, language: Language) -> bytes:
    """An iCalendar file of the obligations ``duties`` in ``language``; ``now`` is the time of making the file (UTC)."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", Message(N_("Duties from agreements")).text(language))
    for duty in duties:
        calendar.add_component(_event(duty, now, language))
    return _bytes(calendar)


def _bytes(calendar: Calendar) -> bytes:
    return bytes(calendar.to_ical())


def _event(duty: Duty, now: datetime, language: Language) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{duty.key.replace(':', '-')}@{_DOMAIN}")
    event.add("dtstamp", now)
    if duty.moment is not None:
        event.add("dtstart", duty.moment)  # RFC 5545, 3.6.1: without an end it ends as it begins
    else:
        event.add("dtstart", duty.due)
        if duty.due < date.max:
            event.add("dtend", duty.due + timedelta(days=1))
    summary = duty.title.text(language)
    event.add("summary", _plain(f"{duty.number}: {summary}" if duty.number else summary))
    event.add("description", _plain(_description(duty, language)))
    event.add("categories", [duty.kind_words.text(language)])
    event.add("transp", "TRANSPARENT")
    event.add("class", "CONFIDENTIAL")
    if duty.state in ("open", "not_ours"):
        for before in _alarms(duty, now):
            event.add_component(_alarm(before, summary))
    return event


def _description(duty: Duty, language: Language) -> str:
    lines = [duty.agreement_title] if duty.agreement_title else []
    lines += [step.text(language) for step in duty.steps]
    if duty.citation is not None:
        lines.append(duty.citation.text(language))
    lines.append(f"{duty.state_words.text(language)} · {duty.key}")
    return "\n".join(lines)


def _alarms(duty: Duty, now: datetime) -> list[timedelta]:
    """The lead times of an event's reminders, without those whose time has passed."""
    if duty.moment is not None:
        return [before for before in HOURS_BEFORE if duty.moment - before > now]
    begin = datetime(duty.due.year, duty.due.month, duty.due.day, tzinfo=now.tzinfo)
    spans = [timedelta(days=days) - MORNING for days in DAYS_BEFORE]
    return [before for before in spans if begin - now > before]


def _alarm(before: timedelta, summary: str) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _plain(summary))
    alarm.add("trigger", -before)
    return alarm


def _plain(words: str) -> str:
    """Text without control characters except line breaks: a partner's text must not begin a line of the file."""
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in words)
