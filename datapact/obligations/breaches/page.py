"""The page of breaches: their list, and the plan that follows from facts while they are still being typed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, String, literal_column
from sqlmodel import col, select

from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.views.filters import title_column
from datapact.agreements.views.list import find_agreement
from datapact.base.local_time import local_zone
from datapact.base.texts import Message
from datapact.obligations.breaches.breach import Breach, breaches
from datapact.obligations.breaches.delivered import datasets_at, missing_at, people_at
from datapact.obligations.breaches.parties import agreements_with
from datapact.obligations.breaches.plan import plan_of
from datapact.obligations.breaches.steps import Plan
from datapact.organisation.identity.own_history import own_line

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class NamedAgreement:
    """An agreement that a breach concerns, by its history id; number and title are empty where it is not here."""

    id: str
    """History id (``urn:uuid:…``)."""
    number: str
    """As it is shown in this vault."""
    title: str
    """In its prevailing language."""


@dataclass(frozen=True, slots=True)
class BreachLine:
    """A recorded breach: how many steps are open, how many of them overdue, and when the next one is due (UTC)."""

    breach: Breach
    """Its facts as last recorded."""
    open: int
    """Number of steps neither done nor set aside."""
    overdue: int
    """Number of open steps."""
    next_due: datetime | None
    """None where no open step has a moment."""
    at_once: int = 0
    """Number of open steps for which the law names no hour: they are to be taken without undue delay."""


@dataclass(frozen=True, slots=True)
class BreachPreview:
    """The plan for facts that need not be recorded yet, and the agreements that they name."""

    plan: Plan
    """As of now."""
    agreements: tuple[NamedAgreement, ...]
    """Those that the person named, then those found by dataset."""
    members: Mapping[str, str] = field(hash=False)
    """Names of our members by id, for who recorded a step."""
    there: tuple[str, ...] = ()
    """Keys of the datasets of which something went to the partner at which it happened."""
    people: int | None = None
    """Number of different people whose data of these datasets went there; None where it happened at ours."""
    missing: tuple[Message, ...] = ()
    """What is gone of the rows from which they are counted."""


def breach_lines(acting: Acting) -> tuple[BreachLine, ...]:
    """All recorded breaches, the newest awareness first."""
    now = acting.clock()
    zone = local_zone(now)
    found = []
    with acting.vault.read() as session:
        for breach in breaches(session):
            steps = [step for step in plan_of(session, breach, now, zone).steps if step.state == "open"]
            due = min((step.due for step in steps if step.due is not None), default=None)
            found.append(
                BreachLine(
                    breach,
                    len(steps),
                    sum(step.overdue for step in steps),
                    due,
                    sum(step.due is None for step in steps),
                )
            )
    return tuple(sorted(found, key=lambda line: line.breach.aware, reverse=True))


def breach_preview(
    acting: Acting, breach: Breach, left_out: Collection[str] = (), *, find: bool = True
) -> BreachPreview:
    """The plan for these facts; with ``find``, adds agreements about their datasets, except those ``left_out``."""
    with acting.vault.read() as session:
        there = datasets_at(session, breach.at_partner) if breach.at_partner else ()
        if there and not breach.datasets:
            breach = replace(breach, datasets=there)
        about = agreements_with(session, breach.datasets, breach.at_partner) if find else ()
        found = [one for one in about if one not in left_out]
        whole = replace(breach, agreements=tuple(dict.fromkeys([*breach.agreements, *found])))
        members = {one.id: one.name for one in own_line(session).state.members.values()}
        people = people_at(session, breach.at_partner, breach.datasets) if breach.at_partner else None
        plan = plan_of(session, whole, acting.clock())
        missing = missing_at(session, breach.at_partner) if breach.at_partner else ()
        return BreachPreview(plan, _named(session, whole.agreements), members, there, people, missing)


def agreement_by_number(acting: Acting, text: str) -> str:
    """The history id of an agreement by its number or the beginning of its id; raises WrongUse."""
    with acting.vault.read() as session:
        return find_agreement(session, text)


def _named(session: Session, histories: tuple[str, ...]) -> tuple[NamedAgreement, ...]:
    shown: ColumnElement[str] = literal_column(title_column(), String)
    wanted = select(AgreementRow.id, AgreementRow.number, shown)
    rows = {row[0]: row for row in session.exec(wanted.where(col(AgreementRow.id).in_(histories)))} if histories else {}
    return tuple(NamedAgreement(one, *(rows[one][1:] if one in rows else ("", ""))) for one in histories)
