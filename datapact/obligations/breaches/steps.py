"""Steps after a breach, and the counting of their deadlines."""

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
    """One step to take after a breach.

    ``due`` and ``latest`` are UTC; without ``due`` the step is to be taken without undue delay, and counts as overdue
    once the day of awareness has passed. ``agreement`` is the history id of the contract that asks for it, or empty.
    """

    id: str
    """Stable within the breach; records of steps name it."""
    title: Message
    """The step in words."""
    whom: Message
    """The party or authority to notify."""
    citation: Message
    """The provision or clause that asks for it."""
    source: str = ""
    """Act, such as ``CELEX:32016R0679``, or address on the web; empty for a contract."""
    due: datetime | None = None
    latest: datetime | None = None
    agreement: str = ""
    contact: str = ""
    """Name, e-mail address and telephone of whom to tell; empty where nobody is named."""
    country: str = ""
    """Of whom to tell, ISO 3166-1 alpha-2: what is written speaks its language; empty where it is not known."""
    steps: tuple[Message, ...] = ()
    """The calculation of the moment, sentence by sentence."""
    state: Literal["open", "done", "not_needed"] = "open"
    """As last recorded."""
    overdue: bool = False
    """Open, and its moment has passed."""
    at: datetime | None = None
    """When it was done or set aside; None while it is open."""
    evidence: Mapping[str, str] = field(default_factory=dict, hash=False)
    """As in ``StepMark``; empty while it is open."""

    @property
    def tells_others(self) -> bool:
        """Whether somebody outside the house is told: a notification is written for no other step."""
        return self.whom != OURSELVES


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps, the earliest due first, and the questions that the plan leaves to judgement."""

    breach: Breach
    """The facts that it follows from."""
    steps: tuple[Step, ...]
    """Done ones too."""
    notes: tuple[Message, ...]
    """Sentences for people; may be empty."""


@dataclass(frozen=True, slots=True)
class Counting:
    """The inputs for counting deadlines: the breach, the place of our organisation, its time zone, the steps done."""

    breach: Breach
    """Its ``aware`` is where periods begin."""
    place: Place
    """Country and region whose holidays count."""
    zone: tzinfo
    """The zone of days."""
    marks: Mapping[str, StepMark]
    """By id of the step."""


def named(name: str) -> Message:
    """A name as a message: the same in every language."""
    return Message(N_("{name}"), {"name": name})


def within_hours(counting: Counting, id_: str, hours: int, title: str, whom: str, law: str, source: str) -> Step:
    """A step that is due that many hours after we became aware."""
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
