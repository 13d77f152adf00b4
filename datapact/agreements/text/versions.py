"""The versions of an agreement's text: every draft, offer and counter, and which one each answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from datapact.agreements.text.current_text import is_whole_text
from datapact.history.state.facts import Draft, Offer

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.organisation import OrganisationLine


type VersionKind = Literal["draft", "offer", "counter"]


@dataclass(frozen=True, slots=True)
class Version:
    """A version that this vault holds in full. ``before`` is the digest of the one that it grew from, or empty."""

    digest: str
    """Of its entry, base64url."""
    kind: VersionKind
    """``counter`` answers an offer or another counter."""
    organisation: str
    """Id of its author's organisation."""
    time: datetime
    """UTC, by the author's clock."""
    before: str


def proposals_of(folded: AgreementState) -> dict[str, Offer | Draft]:
    """The drafts, offers and counters that are not void, by digest, whatever parts of them this copy shows."""
    return {**{draft.digest: draft for draft in folded.facts.drafts}, **folded.facts.offers}


def versions(folded: AgreementState) -> tuple[Version, ...]:
    """All versions in order, oldest first; those with withheld parts are left out."""
    found: list[Version] = []
    proposals = proposals_of(folded)
    for digest in folded.order:
        entry = folded.entries[digest]
        proposal = proposals.get(digest)
        if proposal is None or not isinstance(proposal.state, Mapping) or not is_whole_text(folded, proposal):
            continue
        answered = proposal.answers if isinstance(proposal, Offer) else ""
        known = {version.digest for version in found}
        before = answered if answered in known else (found[-1].digest if found else "")
        kind: VersionKind = "counter" if answered else "offer" if isinstance(proposal, Offer) else "draft"
        found.append(Version(digest, kind, entry.organisation, proposal.time, before))
    return tuple(found)


def is_only_legal(line: OrganisationLine, member: str) -> bool:
    """Whether the organisation has no other legal member than the one with this id."""
    return {one.id for one in line.state.members.values() if "legal" in one.roles} == {member}


def authors_of_text(folded: AgreementState, organisation: str) -> set[str]:
    """Keys of the organisation's members who wrote a draft, offer or counter of this agreement, or changed its text since."""
    return {
        entry.kid
        for entry in folded.entries.values()
        if entry.organisation == organisation
        and (
            entry.kind in ("draft", "offer", "counter", "amendment")
            or (entry.kind == "annex_version" and entry.body.get("annex") in _ANNEXES_WITH_TEXT)
        )
    }


_ANNEXES_WITH_TEXT = ("datasets", "order")
"""Whoever changes them writes what data is and what it may be used for; contacts, measures and processors are lists."""
