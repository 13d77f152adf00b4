"""The versions of an agreement's text: every draft, offer and counter, and which of them answers which.

Two proposals of an agreement, to be compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.current_text import whole_state
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.texts import N_
from datapact.contract.terms.references import has_withheld
from datapact.history.state.facts import Offer

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting


type VersionKind = Literal["draft", "offer", "counter"]


@dataclass(frozen=True, slots=True)
class Version:
    """A version that this vault holds whole. ``before`` is the digest of the one that it grew from, or empty."""

    digest: str
    kind: VersionKind
    organisation: str
    time: datetime
    before: str


def versions(folded: AgreementState) -> tuple[Version, ...]:
    """All versions in order, oldest first; those with withheld parts are left out."""
    found: list[Version] = []
    for digest in folded.order:
        entry = folded.entries[digest]
        proposal = folded.offers.get(digest) or next((one for one in folded.drafts if one.digest == digest), None)
        if proposal is None or not isinstance(proposal.state, Mapping) or has_withheld(proposal.state):
            continue
        answered = proposal.answers if isinstance(proposal, Offer) else ""
        known = {version.digest for version in found}
        before = answered if answered in known else (found[-1].digest if found else "")
        kind: VersionKind = "counter" if answered else "offer" if isinstance(proposal, Offer) else "draft"
        found.append(Version(digest, kind, entry.organisation, proposal.time, before))
    return tuple(found)


def authors_of_text(folded: AgreementState, organisation: str) -> set[str]:
    """Keys of the organisation's members who wrote a draft, offer or counter of this agreement."""
    return {
        entry.kid
        for entry in folded.entries.values()
        if entry.organisation == organisation and entry.kind in ("draft", "offer", "counter")
    }


@dataclass(frozen=True, slots=True)
class Proposal:
    """A complete state that somebody proposed or drafted."""

    digest: str
    state: dict[str, Any]


def proposals(acting: Acting, history: str, old: str = "", new: str = "") -> tuple[Proposal, Proposal]:
    """Two proposals by the beginnings of their digests; by default the newest and what it answers.

    Raises AnswerNo when there is nothing to compare, WrongUse when a digest fits nothing.
    """
    with acting.vault.read() as session:
        folded = load_state(session, history)
    known: dict[str, Any] = {draft.digest: draft for draft in folded.drafts} | dict(folded.offers)
    order = [digest for digest in folded.order if digest in known]
    if len(order) < 2 and not (old and new):
        raise AnswerNo(N_("There is only one version so far, so there is nothing to compare."))
    after = _one(order, new) if new else order[-1]
    if old:
        before = _one(order, old)
    else:
        answered = getattr(known[after], "answers", "")
        before = answered if answered in known else order[max(0, order.index(after) - 1)]
    return Proposal(before, whole_state(known[before])), Proposal(after, whole_state(known[after]))


def _one(order: Sequence[str], beginning: str) -> str:
    found = [digest for digest in order if digest.startswith(beginning)]
    if len(found) != 1:
        raise WrongUse(
            N_("There is no single version {digest}. See datapact agreement history."), digest=beginning[:43]
        )
    return found[0]
