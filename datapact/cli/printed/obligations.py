"""The shapes of ``--json`` of commands on obligations and breaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

from datapact.cli.printed.words import AgreementId, Both, Day, Printed, Signed, Time, by, one_of

if TYPE_CHECKING:
    from datapact.history.entries.obligation_records import DAYS_ALONE
    from datapact.obligations.breaches.breach import REGIME_WORDS, RISK_WORDS, ROLE_WORDS
    from datapact.obligations.due.obligation import KINDS as DUTY_KINDS
    from datapact.obligations.due.obligation import STATES as DUTY_STATES


class ObligationsCount(Printed):
    """The ``counts`` of Obligations."""

    overdue: int
    within_7: int
    within_30: int
    within_90: int


class DutyShown(Printed):
    """Stands under ``duties`` of Obligations and ``duty`` of ObligationsRemindReminder."""

    key: str
    agreement: str
    number: str
    agreement_title: str
    kind: Annotated[str, one_of(DUTY_KINDS)]
    kind_text: Both
    title: Both
    due: Day
    moment: Time | None
    nature: Annotated[str, one_of(["duty", "date"])]
    state: Annotated[str, one_of(DUTY_STATES)]
    overdue: bool
    owner: str
    party: str
    party_name: str
    place: str
    citation: Both | None
    source: str
    steps: Sequence[Both]
    evidence: Mapping[str, str]
    note: str


class Obligations(Printed):
    """Printed by datapact obligations."""

    today: Day
    last: Day
    counts: ObligationsCount
    duties: Sequence[DutyShown]
    file: str | None


class ObligationsRemindReminder(Printed):
    """One of the ``reminders`` of ObligationsRemind."""

    stage: Annotated[int, one_of([90, 30, 7, -1])]
    days_left: Signed
    duty: DutyShown


class ObligationsRemind(Printed):
    """Printed by datapact obligations remind."""

    reminders: Sequence[ObligationsRemindReminder]


class BreachStep(Printed):
    """One of the ``steps`` of BreachShown."""

    id: str
    title: Both
    whom: Both
    citation: Both
    source: str
    due: Time | None
    latest: Time | None
    agreement: str
    contact: str
    calculation: Sequence[Both]
    state: Annotated[str, one_of(["open", "done", "not_needed"])]
    overdue: bool
    at: Time | None
    evidence: Mapping[str, str]


class BreachShown(Printed):
    """One of the ``breaches`` of BreachList."""

    key: str
    title: str
    what: str
    aware: Time
    occurred: Time | None
    role: Annotated[str, one_of(ROLE_WORDS)]
    role_text: Both
    risk: Annotated[str, one_of(RISK_WORDS)]
    risk_text: Both
    datasets: Sequence[str]
    agreements: Sequence[AgreementId]
    people: int | None
    records: int | None
    categories: str
    consequences: str
    measures: str
    authority: str
    contact: str
    regimes: Sequence[Annotated[str, one_of(REGIME_WORDS)]]
    measure_available: Time | None
    classified: Time | None
    note: str
    recorded: Time | None
    at_partner: str
    told: Time | None
    partner_aware: Time | None
    day_only: Sequence[Annotated[str, one_of(DAYS_ALONE)]]
    told_by: str
    steps: Sequence[BreachStep]
    notes: Sequence[Both]


class BreachList(Printed):
    """Printed by datapact breach list."""

    breaches: Sequence[BreachShown]


class BreachNotice(Printed):
    """Printed by datapact breach notice."""

    breach: str
    step: str
    file: str
    bytes: int


type Obligation = Annotated[DutyShown, by("datapact obligations done, waive, reopen, assign, add")]
type Breach = Annotated[BreachShown, by("datapact breach record, show, done")]
