"""What is done with an answer: it is used, and the data that leaves on it is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from datapact.consent.asking import Asked, question_of
from datapact.consent.deliveries import Delivery
from datapact.consent.delivery_decision import record_by_decision
from datapact.consent.delivery_rows import Sent
from datapact.consent.moments import moment_of
from datapact.consent.used_decisions import UsedDecision, use_decision

if TYPE_CHECKING:
    from datapact.parties.acting import Acting


@dataclass(frozen=True, slots=True)
class Leaving:
    """What left: on which day (None: now), which version, to whom of those allowed (None: all of them).

    ``decision`` is the entry of an answer that was used before; empty uses the answer now. ``override`` is the reason
    why people left whom the answer does not allow.
    """

    decision: str = ""
    day: date | None = None
    version: str = ""
    subjects: Sequence[Sent] | None = None
    override: str = ""
    note: str = ""


def use_answer(acting: Acting, asked: Asked) -> UsedDecision:
    """Ask now and record the answer as one that is relied on; raises what ``question_of`` and ``use_decision`` raise."""
    with acting.vault.read() as session:
        question = question_of(session, asked, acting.clock())
    return use_decision(acting, question)


def deliver(acting: Acting, asked: Asked, leaving: Leaving) -> Delivery:
    """Record a delivery on an answer; where none was used, the answer as on the day it left is used first.

    Raises what ``record_by_decision`` does.
    """
    decision = leaving.decision or use_answer(acting, replace(asked, day=leaving.day)).record.entry
    now = acting.clock()
    return record_by_decision(
        acting,
        decision,
        at=min(moment_of(leaving.day, now), now),
        version=leaving.version,
        subjects=leaving.subjects,
        override=leaving.override,
        note=leaving.note,
    )
