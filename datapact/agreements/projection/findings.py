"""The check of one agreement in this vault: findings on the text that counts, and their overrides."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from datapact.agreements.projection.current_text import current_proposal
from datapact.agreements.projection.projection import ends_on, state_digest
from datapact.agreements.projection.status import duration_days, status
from datapact.agreements.projection.versions import authors_of_text
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import Message
from datapact.checks.model.facts import SigningFacts
from datapact.checks.model.finding import Finding
from datapact.checks.model.signing_authority import is_met
from datapact.checks.run.engine import HOUSE_RULES, RULES, check
from datapact.contract.terms.references import has_withheld
from datapact.contract.wording.provided import Confirmed

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState


def house_rules() -> tuple[tuple[str, str, Message], ...]:
    """(id, severity by default, what it requires) of every rule whose severity may be set."""
    return tuple((rule.id, rule.severity or "W", rule.requirement) for rule in RULES if rule.id in HOUSE_RULES)


type Where = tuple[str, str]


def overridden_places(folded: AgreementState, state: Mapping[str, Any], organisation: str) -> frozenset[Where]:
    """(finding id, place) of every override for exactly this text by a legal member who did not draft it."""
    digest = state_digest(state)
    drafters = authors_of_text(folded, organisation)
    return frozenset(
        (str(override.finding), str(override.place))
        for override in folded.facts.overrides
        if override.state_digest == digest and override.author not in drafters
    )


def earlier_states(folded: AgreementState) -> list[dict[str, Any]]:
    """The states that the current one grew from, oldest first: they show which translations are outdated."""
    current = current_proposal(folded)
    if current is None:
        return []
    known = {draft.digest: draft for draft in folded.facts.drafts} | dict(folded.facts.offers)
    before = []
    for digest in folded.order[: folded.order.index(current.digest)]:
        proposal = known.get(digest)
        if proposal is None or not isinstance(proposal.state, Mapping) or has_withheld(proposal.state):
            continue
        if digest in folded.facts.offers and not folded.dag.knows(current.digest, digest):
            continue  # a proposal that the current one does not answer
        before.append(dict(proposal.state))
    return before


def signing_facts(folded: AgreementState, state: Mapping[str, Any], on: date) -> SigningFacts:
    """Facts from the signatures under this text as at ``on``; parties by their key."""
    terms = state.get("terms", {})
    starts, ends = duration_days(terms)
    now = status(folded.stage, on, starts=starts, ends=ends, terminated=ends_on(folded))
    given = {signed.slot for signed in folded.signed}
    slots = folded.freeze.slots if folded.freeze is not None else ()
    met = set()
    for party in terms.get("parties", ()):
        own = [slot for slot in slots if slot.party == party["key"]]
        signed = [str(slot.capacity) for slot in own if slot.id in given]
        if len(signed) == len(own) and is_met(str(party.get("signing_rule", "sole")), signed):
            met.add(str(party["key"]))
    elsewhere = folded.signed_elsewhere
    recorded = (
        {} if elsewhere is None else {str(party["key"]): elsewhere.evidence for party in terms.get("parties", ())}
    )
    return SigningFacts(
        in_force=now == "in_force", rule_met=frozenset(met), elsewhere=recorded, concluded=_concluded(folded)
    )


def _concluded(folded: AgreementState) -> date | None:
    """The local day on which the contract was concluded: of the last signature, or as recorded; None while open."""
    elsewhere = folded.signed_elsewhere
    if elsewhere is not None:
        return date.fromisoformat(elsewhere.signed_on) if elsewhere.signed_on else None
    slots = {slot.id for slot in folded.freeze.slots} if folded.freeze is not None else set()
    if not slots or slots - {signed.slot for signed in folded.signed}:
        return None
    last = max(signed.time for signed in folded.signed)
    return day_of(last, local_zone(last))


def own_facts(folded: AgreementState) -> dict[str, Any]:
    """Facts on file in this house beside the agreement, by place; the newest record of each counts."""
    found: dict[str, Any] = {}
    for recorded in folded.facts.own_facts:
        found.update(recorded.facts)
    return {place: value for place, value in found.items() if value is not None}


def confirmed_by(folded: AgreementState, other_than: Collection[str] = ()) -> Confirmed:
    """What legal members confirmed of own words, by the digest of the wording; not those with the keys ``other_than``."""
    found: dict[str, set[str]] = {}
    for one in folded.facts.confirmations:
        if one.author not in other_than:
            for wording in one.wordings:
                found.setdefault(str(wording["digest"]), set()).update(map(str, wording["parts"]))
    return found


_SIGNED = ("signed", "terminated")
"""Stages in which the wording can be changed by an amendment only."""


def findings_on(
    folded: AgreementState,
    state: Mapping[str, Any],
    on: date,
    house: Mapping[str, str] | None = None,
    confirmed: Confirmed | None = None,
    *,
    freezing: bool = False,
    ours: str = "",
) -> tuple[Finding, ...]:
    """All findings on ``state``, the current one of ``folded``, as at ``on`` (local day).

    ``house``: see house_rules. ``confirmed``: what legal members confirmed of own words (own_findings.py).
    ``freezing``: as they are once the text is to be fixed for signature, which an agreed one is in any case. ``ours``: the
    organisation id of this house.
    """
    return check(
        dict(state),
        on,
        house_severity=house,
        signing=signing_facts(folded, state, on),
        earlier=earlier_states(folded),
        freezing=freezing or folded.stage == "agreed",
        own=own_facts(folded),
        ours=ours,
        confirmed=confirmed,
        signed=folded.stage in _SIGNED,
    )


def blocking_findings(
    folded: AgreementState,
    state: Mapping[str, Any],
    organisation: str,
    on: date,
    house: Mapping[str, str] | None = None,
    confirmed: Confirmed | None = None,
) -> tuple[Finding, ...]:
    """Findings of severity E, now or at freezing, on ``state`` as at ``on`` that nobody has overridden: they block freezing."""
    overridden = overridden_places(folded, state, organisation)
    return tuple(
        finding
        for finding in findings_on(folded, state, on, house, confirmed, freezing=True, ours=organisation)
        if finding.severity == "E" and (finding.final or (finding.id, finding.place) not in overridden)
    )
