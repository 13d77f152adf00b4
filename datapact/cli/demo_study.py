"""The lead's part of the sample: a study of 5,000 people, of whom 4,812 may go out until 31 March.

Contracts on paper, a notice, consents, an answer that was used, a delivery, and a withdrawal that the recipient has not been
told of. All of it is recorded by the same functions as everything else; only the clock is set back for what lies in the past.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from datapact.agreements.answers import read_answers
from datapact.agreements.elsewhere import Conclusion, record_elsewhere
from datapact.consent.delivery_decision import record_by_decision
from datapact.consent.events import Event, append_events
from datapact.consent.moments import day_of, end_of_day, local_zone
from datapact.consent.notice_file import notice_from, read_notice
from datapact.consent.notices import record_notice
from datapact.consent.question import Question
from datapact.consent.recall_answers import Evidence, settle
from datapact.consent.states import DPV
from datapact.consent.used_decisions import use_decision
from datapact.packaged import data_folder
from datapact.parties.external_partners import import_csv
from datapact.parties.references import find_reference

if TYPE_CHECKING:
    from datapact.clock import Clock
    from datapact.parties.acting import Acting

DATASET = "operator-study"
RESEARCH, SERVICE = f"{DPV}ScientificResearch", f"{DPV}ServiceOptimisation"
INSTITUTE = "Institut für Produktionsdaten e. V."
PEOPLE = 5_000
ALLOWED = 4_812
"""Of them, after the withdrawal."""
_REFUSED, _EARLIER = 61, 88
_CONTRACTS = (
    ("institute", date(2024, 12, 11)),
    ("university", date(2025, 12, 2)),
    ("switzerland", date(2026, 2, 17)),
    ("toolmaker", date(2023, 12, 20)),
)
_RECORDED, _DELIVERED, _WITHDRAWN = timedelta(days=30), timedelta(days=21), timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Study:
    """What was made: the partner to whom the data went, the contract, and the day on which the consents run out."""

    partner: str
    agreement: str
    until: date
    withdrawn: str
    """Who withdrew after the data had left; empty where nothing has left."""


def add_study(acting: Acting, *, delivered: bool = True) -> Study:
    """Put the study into a vault of Maschinenbau Keller GmbH in which the institute is a partner.

    ``delivered``: data has left, and one person of it has withdrawn since; else nothing has left yet.
    """
    now = acting.clock()
    before = replace(acting, clock=_from(now - _RECORDED))
    import_csv(acting, _data("partners.csv"))
    histories = []
    with acting.vault.write() as session:
        partner = find_reference(session, INSTITUTE)
        for name, day in _CONTRACTS:
            answers = read_answers(_data(f"{name}.toml"))
            how = Conclusion("reference_only", day, answers.number, remarks="Ordner Datenverträge, Rechtsabteilung")
            histories.append(record_elsewhere(before, session, answers, how)[0])
        values = read_notice(_data("notice.toml"))
        record_notice(before, session, notice_from(session, values, acting.organisation, lambda _name: b""))
        until = last_day(now)
        allowed = ALLOWED + 1 if delivered else ALLOWED
        events = _consents(acting.organisation, until, now, allowed)
        append_events(before, session, events, source="bedienstudie-2026.csv")
    after = replace(acting, clock=_from(now - _RECORDED + timedelta(days=2)))
    with acting.vault.write() as session:
        settle(after, session, DATASET, RESEARCH, "erased", evidence=Evidence(note="Löschprotokoll 2026-10"))
    withdrawn = _deliver_and_withdraw(acting, partner, now) if delivered else ""
    return Study(partner, histories[0], until, withdrawn)


def _deliver_and_withdraw(acting: Acting, partner: str, now: datetime) -> str:
    """An answer is used, data leaves on it; then somebody withdraws. Returns who."""
    sent = replace(acting, clock=_from(now - _DELIVERED))
    used = use_decision(sent, Question(DATASET, partner, RESEARCH, sent.clock()))
    record_by_decision(sent, used.record.entry, at=sent.clock(), version="2026-1", note="SFTP")
    late = replace(acting, clock=_from(now - _WITHDRAWN))
    withdrawn = _pseudonym(ALLOWED)
    with acting.vault.write() as session:
        when = now - _WITHDRAWN - timedelta(hours=3)
        append_events(late, session, _withdrawal(acting.organisation, withdrawn, when), source="form")
    return withdrawn


def last_day(now: datetime) -> date:
    """The next 31 March that is at least a month away."""
    today = day_of(now, local_zone(now))
    year = today.year if today < date(today.year, 3, 1) else today.year + 1
    return date(year, 3, 31)


def _data(name: str) -> bytes:
    return (data_folder() / "demo" / "study" / name).read_bytes()


def _from(moment: datetime) -> Clock:
    return lambda: moment


def _pseudonym(number: int) -> str:
    return f"B-{number + 1:04d}"


def _consents(controller: str, until: date, now: datetime, allowed: int) -> Iterator[Event]:
    """For research everybody was asked; the last ones refused, withdrew or ran out. Few were asked for service."""
    end = end_of_day(until, local_zone(now))
    for number in range(PEOPLE):
        given = now - timedelta(days=400 - number % 90, hours=number % 9)
        state, last = "given", end
        if number >= allowed:
            place = number - allowed
            state = "refused" if place < _REFUSED else "withdrawn" if place < _REFUSED + _EARLIER else "given"
            last = end if state != "given" else now - timedelta(days=60)
        yield _event(controller, number, RESEARCH, state, given, last)
        if number % 4 == 0:
            yield _event(controller, number, SERVICE, "given" if number % 24 else "refused", given, None)


def _withdrawal(controller: str, pseudonym: str, at: datetime) -> Iterator[Event]:
    yield Event(f"w-{pseudonym}", pseudonym, DATASET, RESEARCH, controller, "withdrawn", at)


def _event(controller: str, number: int, purpose: str, state: str, at: datetime, until: datetime | None) -> Event:
    pseudonym = _pseudonym(number)
    return Event(
        event_id=f"{pseudonym}-{'r' if purpose == RESEARCH else 's'}",
        subject=pseudonym,
        dataset=DATASET,
        purpose=purpose,
        controller=controller,
        state=state,
        at=at,
        until=until if state == "given" else None,
        notice="operator-study",
        notice_version="2",
    )
