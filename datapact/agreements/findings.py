"""The check of one agreement in this vault: findings on the text that counts, and what was overridden for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from datapact.agreements.checks.engine import check
from datapact.agreements.checks.finding import Finding
from datapact.agreements.negotiation import authors_of_text
from datapact.agreements.projection import current_state
from datapact.agreements.record import load_state, state_digest

if TYPE_CHECKING:
    from datapact.history.agreement import AgreementState
    from datapact.parties.acting import Acting

type Where = tuple[str, str]


def overridden_places(folded: AgreementState, state: Mapping[str, Any], organisation: str) -> frozenset[Where]:
    """(finding id, place) of every override for exactly this text by a legal member who did not draft it."""
    digest = state_digest(state)
    drafters = authors_of_text(folded, organisation)
    return frozenset(
        (str(override.finding), str(override.place))
        for override in folded.overrides
        if override.state_digest == digest and override.author not in drafters
    )


def blocking_findings(
    folded: AgreementState, state: Mapping[str, Any], organisation: str, on: date
) -> tuple[Finding, ...]:
    """Findings of severity E on ``state`` as at ``on`` that nobody has overridden: they block freezing."""
    overridden = overridden_places(folded, state, organisation)
    return tuple(
        finding
        for finding in check(dict(state), on)
        if finding.severity == "E" and (finding.id, finding.place) not in overridden
    )


def all_findings(acting: Acting, history: str, on: date) -> tuple[tuple[Finding, ...], frozenset[Where]]:
    """All findings on the agreement's current text as at ``on`` (local day), and the overridden places."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
    state = current_state(folded)
    return check(dict(state), on), overridden_places(folded, state, acting.organisation)


def open_findings(acting: Acting, history: str, on: date) -> tuple[Finding, ...]:
    """The findings of severity E that still block freezing."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
    return blocking_findings(folded, current_state(folded), acting.organisation, on)
