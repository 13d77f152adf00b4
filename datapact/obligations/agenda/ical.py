"""The agenda as an iCalendar file (RFC 5545): whole-day events with stable UIDs and reminders 90, 30 and 7 days before;
what is overdue or too near for them is reminded of on the next morning.

It holds only what the agenda shows: no pseudonyms, no addresses, no evidence. Opening the file again after a change
replaces events of the same UID.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from datapact.base.clock import in_zone
from datapact.base.local_time import local_zone
from datapact.base.texts import N_, Language, Message
from datapact.obligations.agenda.reminders import DAYS_BEFORE
from datapact.obligations.due.obligation import Obligation

if TYPE_CHECKING:
    from icalendar import Alarm, Calendar, Event

PRODID = "-//DataPact//DataPact//EN"
MORNING = timedelta(hours=9)
"""Reminders come at nine in the morning of their day, local time."""
HOURS_BEFORE = (timedelta(hours=24), timedelta(hours=4))
"""Reminders of what is due at an hour."""
_DOMAIN = "obligations.datapact.invalid"


def write_calendar(obligations: Iterable[Obligation], now: datetime, language: Language) -> bytes:
    """An iCalendar file of the obligations ``obligations`` in ``language``; ``now`` is the time of making the file (UTC)."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", Message(N_("Duties from agreements")).text(language))
    for obligation in obligations:
        calendar.add_component(_event(obligation, now, language))
    return _bytes(calendar)


def _bytes(calendar: Calendar) -> bytes:
    return bytes(calendar.to_ical())


def _event(obligation: Obligation, now: datetime, language: Language) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{obligation.key.replace(':', '-')}@{_DOMAIN}")
    event.add("dtstamp", now)
    if obligation.moment is not None:
        event.add("dtstart", obligation.moment)  # RFC 5545, 3.6.1: without an end it ends as it begins
    else:
        event.add("dtstart", obligation.due)
        if obligation.due < date.max:
            event.add("dtend", obligation.due + timedelta(days=1))
    summary = obligation.title.text(language)
    event.add("summary", _plain(f"{obligation.number}: {summary}" if obligation.number else summary))
    event.add("description", _plain(_description(obligation, language)))
    event.add("categories", [obligation.kind_words.text(language)])
    event.add("transp", "TRANSPARENT")
    event.add("class", "CONFIDENTIAL")
    if obligation.state in ("open", "not_ours"):
        leads = _alarms(obligation, now)
        for before in leads:
            event.add_component(_alarm(-before, summary))
        if not leads and (
            obligation.nature == "duty" or obligation.overdue
        ):  # overdue, or due before the last reminder would come
            event.add_component(_alarm(_next_morning(now), summary))
    return event


def _description(obligation: Obligation, language: Language) -> str:
    lines = [obligation.agreement_title] if obligation.agreement_title else []
    lines += [step.text(language) for step in obligation.steps]
    if obligation.citation is not None:
        lines.append(obligation.citation.text(language))
    lines.append(f"{obligation.state_words.text(language)} · {obligation.key}")
    return "\n".join(lines)


def _alarms(obligation: Obligation, now: datetime) -> list[timedelta]:
    """The lead times of an event's reminders, without those whose time has passed."""
    if obligation.moment is not None:
        return [before for before in HOURS_BEFORE if obligation.moment - before > now]
    begin = datetime(obligation.due.year, obligation.due.month, obligation.due.day, tzinfo=now.tzinfo)
    spans = [timedelta(days=days) - MORNING for days in DAYS_BEFORE]
    return [before for before in spans if begin - now > before]


def _next_morning(now: datetime) -> datetime:
    """Nine in the morning of the next local day, UTC: when an urgent duty is reminded of."""
    local = in_zone(now, local_zone(now))
    return in_zone(datetime.combine(local.date() + timedelta(days=1), time(9), local.tzinfo), UTC)


def _alarm(trigger: timedelta | datetime, summary: str) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _plain(summary))
    # a moment is not the usual kind of trigger, and without the word Outlook refuses the file (RFC 5545, 3.8.6.3)
    alarm.add("trigger", trigger, parameters={} if isinstance(trigger, timedelta) else {"VALUE": "DATE-TIME"})
    return alarm


def _plain(words: str) -> str:
    """Text without control characters except line breaks: a partner's text must not begin a line of the file."""
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in words)
