"""The facts that stand once the void ones are left out; what was recorded as signed elsewhere is judged here too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from datapact.history.elsewhere import SignedElsewhere
from datapact.history.facts import Standing, Termination
from datapact.history.ledger import Ledger
from datapact.texts import N_, Message

NEGOTIATED_HERE = Message(
    N_("The agreement was negotiated in DataPact, so a record of a signing elsewhere has no effect.")
)
NOT_ELSEWHERE = Message(N_("The agreement was not recorded as signed elsewhere."))


class _Said(Protocol):
    """A fact that an entry says."""

    @property
    def digest(self) -> str: ...


def standing_facts[Said: _Said](said: list[Said], void: Mapping[str, Message]) -> tuple[Said, ...]:
    """Those that are not void."""
    return tuple([one for one in said if one.digest not in void])


def by_digest[Fact](facts: Mapping[str, Fact], void: Mapping[str, Message]) -> dict[str, Fact]:
    """Those that are not void, by digest."""
    return {digest: fact for digest, fact in facts.items() if digest not in void}


def signed_elsewhere(
    internal: Ledger, standing: Standing, void: dict[str, Message]
) -> tuple[tuple[SignedElsewhere, ...], tuple[Termination, ...]]:
    """The records of a signing elsewhere, and its end; none counts once the agreement is negotiated here."""
    if standing.stage != "draft":
        void.update({one.digest: NEGOTIATED_HERE for one in internal.elsewhere if one.digest not in void})
    elsewhere = standing_facts(internal.elsewhere, void)
    if not elsewhere:
        void.update({one.digest: NOT_ELSEWHERE for one in internal.ended_elsewhere if one.digest not in void})
    ends = standing_facts(internal.ended_elsewhere, void)
    if not ends or not ends[-1].end:
        return elsewhere, ()
    last = ends[-1]
    return elsewhere, (Termination(last.digest, last.organisation, last.time, last.end, last.reason, last.ground),)
