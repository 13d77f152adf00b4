"""How strict the house rules of the check are in this vault: a setting, since no law fixes their severity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from datapact.agreements.checks.rule_table import HOUSE_RULES, RULES
from datapact.texts import Message
from datapact.vault.settings_store import WHOLE_VAULT, read_settings

if TYPE_CHECKING:
    from sqlmodel import Session

PREFIX = "checks."
"""Name of a rule's setting: this, then its id. The value is "E" or "W"."""


def house_rules() -> tuple[tuple[str, str, Message], ...]:
    """(id, severity by default, what it requires) of every rule whose severity may be set."""
    return tuple((rule.id, rule.severity or "W", rule.requirement) for rule in RULES if rule.id in HOUSE_RULES)


def house_severity(session: Session) -> Mapping[str, str]:
    """What this vault has set, by id; anything that is not a severity of a house rule counts as not set."""
    found = read_settings(session, WHOLE_VAULT)
    return {rule: str(found[PREFIX + rule]) for rule in HOUSE_RULES if found.get(PREFIX + rule) in ("E", "W")}
