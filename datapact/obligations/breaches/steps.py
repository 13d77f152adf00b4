"""What a step after a breach is, and how its end is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Literal

from datapact.base.local_time import day_of, end_of_day
from datapact.base.texts import N_, Message
from datapact.deadlines.eu import eu_hours, eu_period
from datapact.deadlines.holidays import Place
from datapact.deadlines.period import Period
from datapact.obligations.breaches.breach import Breach, StepMark

GDPR = "CELEX:32016R0679"
OURSELVES = Message(N_("our own files"))


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do after a breach.

    ``due`` and ``latest`` are UTC; without ``due`` the step is to be taken without undue delay, and counts as overdue
    once the day of awareness has passed. ``agreement`` is the history id of the contract that asks for it, or empty.
    """

    id: str
    title: Message
    whom: Message
    citation: Message
    source: str = ""
    due: datetime | None = None
    latest: datetime | None = None
    agreement: str = ""
    contact: str = ""
    steps: tuple[Message, ...] = ()
    state: Literal["open", "done", "not_needed"] = "open"
    overdue: bool = False
    at: datetime | None = None
    evidence: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps, what is due first coming first, and what the plan leaves to judgement."""

    breach: Breach
    steps: tuple[Step, ...]
    notes: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Counting:
    """What the end of a step is counted by: the breach, the place of our organisation, its time zone, what was done."""

    breach: Breach
    place: Place
    zone: tzinfo
    marks: Mapping[str, StepMark]


def named(name: str) -> Message:
    """A name as a message: the same in every language."""
    return Message(N_("{name}"), {"name": name})


def within_hours(counting: Counting, id_: str, hours: int, title: str, whom: str, law: str, source: str) -> Step:
    """A step that is due so many hours after we became aware."""
    found = eu_hours(counting.breach.aware, hours, counting.place, counting.zone)
    return Step(id_, Message(title), Message(whom), Message(law), source, found.plain, found.moment, steps=found.steps)


def a_month_after(counting: Counting, after: Step, id_: str, title: str, law: str) -> Step:
    """A report due one month after the notification ``after`` was submitted or, until then, after it is due."""
    assert after.due is not None
    mark = counting.marks.get(after.id)
    submitted = mark is not None and mark.state == "done"
    moment = mark.at if mark is not None and submitted else after.due
    found = eu_period(day_of(moment, counting.zone), Period(1, "months"), counting.place)
    first = (
        N_("Counted from the submission of the notification.")
        if submitted
        else N_("The notification is not recorded yet, so its own last moment stands in for its submission.")
    )
    return Step(
        id_,
        Message(title),
        after.whom,
        Message(law),
        after.source,
        due=end_of_day(found.counted, counting.zone),
        latest=end_of_day(found.day, counting.zone),
        steps=(Message(first), *found.steps),
    )
