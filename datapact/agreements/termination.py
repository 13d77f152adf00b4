"""Giving notice of termination: the day that the terms allow is computed and said, the user's own day is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from datapact.agreements.negotiation import terminate
from datapact.agreements.notice_period import Ground, TerminationDay, termination_day
from datapact.agreements.projection import has_withheld
from datapact.agreements.reading_version import consolidated
from datapact.errors import AnswerNo, WrongUse
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry
    from datapact.parties.acting import Acting


@dataclass(frozen=True, slots=True)
class Terminated:
    """A notice of termination that was written; ``too_early`` says that the terms allow a later day only."""

    entry: Entry
    end: date
    too_early: bool
    remarks: tuple[Message, ...]


def proposed_end(acting: Acting, history: str, received: date, ground: Ground) -> TerminationDay:
    """The earliest last day by the terms in force when the notice arrives; raises WrongUse for an unknown agreement."""
    with acting.vault.read() as session:
        on = consolidated(session, history, received)
    if not on.state or has_withheld(on.state):
        raise AnswerNo(N_("Parts of this text are withheld or erased in this vault, so this step is not possible."))
    return termination_day(on.terms, received, ground)


def terminate_on(
    acting: Acting, history: str, end: date | None, reason: str, ground: Ground, computed: TerminationDay
) -> Terminated:
    """Give notice to ``end``, or to the computed day; a day before that one is kept, and said to be too early.

    A notice that is too early usually counts to the next permitted day; whether it does is a question of its words.
    Raises WrongUse where no day is given and none can be computed.
    """
    chosen = end or computed.end
    if chosen is None:
        raise WrongUse(N_("The terms name no period of notice. Say the last day: --end DATE."))
    too_early = computed.end is not None and chosen < computed.end
    remarks = list(computed.remarks)
    if too_early and computed.end is not None:
        remarks.insert(
            0,
            Message(
                N_("By the terms the agreement cannot be ended before {day}. The notice says an earlier day."),
                {"day": computed.end.isoformat()},
            ),
        )
    never = computed.before_start(chosen)
    if never is not None:
        remarks.insert(0, never)
    entry = terminate(acting, history, chosen, reason, ground)
    return Terminated(entry, chosen, too_early, tuple(remarks))
