"""The check of an agreement of this vault, with its own severities of the house rules.

The severity of house rules is a setting, since no law fixes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.current_text import current_state
from datapact.agreements.projection.findings import Where, blocking_findings, findings_on, overridden_places
from datapact.checks.model.finding import Finding
from datapact.checks.run.engine import HOUSE_RULES
from datapact.vault.database.settings import WHOLE_VAULT, read_settings

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


PREFIX = "checks."
"""Name of a rule's setting: this, then its id. The value is "E" or "W"."""


def house_severity(session: Session) -> Mapping[str, str]:
    """The severities set in this vault, by rule id; other ids and values count as not set."""
    found = read_settings(session, WHOLE_VAULT)
    return {rule: str(found[PREFIX + rule]) for rule in HOUSE_RULES if found.get(PREFIX + rule) in ("E", "W")}


def all_findings(acting: Acting, history: str, on: date) -> tuple[tuple[Finding, ...], frozenset[Where]]:
    """All findings on the agreement's current text as at ``on`` (local day), and the overridden places."""
    with acting.vault.read() as session:
        folded, house = load_state(session, history), house_severity(session)
    state = current_state(folded)
    return findings_on(folded, state, on, house), overridden_places(folded, state, acting.organisation)


def open_findings(acting: Acting, history: str, on: date) -> tuple[Finding, ...]:
    """The findings of severity E that still block freezing."""
    with acting.vault.read() as session:
        folded, house = load_state(session, history), house_severity(session)
    return blocking_findings(folded, current_state(folded), acting.organisation, on, house)
