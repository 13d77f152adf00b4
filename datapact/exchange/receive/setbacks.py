"""Setbacks by a file from a partner: stages that went backwards, and signed agreements that are now disputed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from datapact.agreements.projection.disputes import disputes_of
from datapact.agreements.projection.status import status_message
from datapact.agreements.projection.tables import AgreementRow
from datapact.base.texts import N_, Message
from datapact.contract.vocabulary.messages import moment_words
from datapact.history.fold.agreement import AgreementState
from datapact.history.state.facts import Stage

_FORWARDS: tuple[tuple[Stage, ...], ...] = (
    ("draft",),
    ("offered",),
    ("agreed",),
    ("frozen",),
    ("signing",),
    ("signed",),
    ("declined", "terminated"),
)


@dataclass(frozen=True, slots=True)
class Setback:
    """An agreement whose stage went backwards."""

    agreement: str
    """History id."""
    number: str
    """As it is shown in this vault; may be empty."""
    before: Stage
    """As the list had it."""
    after: Stage
    """As the history says now."""

    @property
    def warning(self) -> Message:
        return Message(
            N_("{number} went back from “{before}” to “{after}”. Read its history before you rely on it."),
            {
                "number": self.number or self.agreement,
                "before": status_message(self.before),
                "after": status_message(self.after),
            },
        )


def stage_of(row: AgreementRow) -> Stage:
    """The present stage in the list."""
    return next(stage for stages in _FORWARDS for stage in stages if stage == row.stage)


def goes_back(before: Stage, after: Stage) -> bool:
    """Whether a stage comes before another on the way from a draft to the end of an agreement, or ended otherwise."""
    return before != after and _place(after) <= _place(before)


def _place(stage: Stage) -> int:
    return next(place for place, stages in enumerate(_FORWARDS) if stage in stages)


def new_disputes(state: AgreementState, fresh: Set[str], names: Mapping[str, str]) -> Iterator[Message]:
    """A warning for each dispute that came with new entries: a revocation, or the steps that it claims not to know."""
    for one in disputes_of(state, names):
        if fresh & {one.revocation, *one.entries}:
            yield one.words
            yield Message(
                N_("Its revocation claims the time {time} and the reason: {reason}"),
                {"time": moment_words(one.time), "reason": one.reason or "–"},
            )
