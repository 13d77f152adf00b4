"""Two proposals of an agreement, to be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datapact.agreements.projection.append import load_state
from datapact.agreements.text.current_text import whole_state
from datapact.agreements.text.versions import proposals_of
from datapact.base.beginnings import named
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.texts import N_
from datapact.history.state.facts import Offer

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


@dataclass(frozen=True, slots=True)
class Proposal:
    """A complete state that somebody proposed or drafted."""

    digest: str
    """Of its entry, base64url."""
    state: dict[str, Any]
    """As agreement.json, JSON."""


def proposals(acting: Acting, history: str, old: str = "", new: str = "") -> tuple[Proposal, Proposal]:
    """Two proposals by the beginnings of their digests; by default the newest and the one that it answers.

    Raises AnswerNo when there is nothing to compare, WrongUse when a digest matches no proposal.
    """
    with acting.vault.read() as session:
        folded = load_state(session, history)
    known = proposals_of(folded)
    order = [digest for digest in folded.order if digest in known]
    if len(order) < 2 and not (old and new):
        raise AnswerNo(N_("There is only one version so far, so there is nothing to compare."))
    after = _one(order, new) if new else order[-1]
    if old:
        before = _one(order, old)
    else:
        newest = known[after]
        answered = newest.answers if isinstance(newest, Offer) else ""
        before = answered if answered in known else order[max(0, order.index(after) - 1)]
    return Proposal(before, whole_state(known[before])), Proposal(after, whole_state(known[after]))


def _one(order: Sequence[str], beginning: str) -> str:
    found = named(order, beginning)
    if len(found) != 1:
        raise WrongUse(
            N_("There is no single version {digest}. See datapact agreement history."), digest=beginning[:43]
        )
    return found[0]
