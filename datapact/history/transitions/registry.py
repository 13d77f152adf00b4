"""Every kind of entry by its rule, in the two kinds of histories. A rule registers by being in its module's RULES."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from datapact.history.entries.shape import Shape
from datapact.history.entries.shapes import AGREEMENT_SHAPES, ORGANISATION_SHAPES, RECORDS, shape_of
from datapact.history.state.ledger import Ledger
from datapact.history.state.organisation import OrganisationState
from datapact.history.transitions import (
    after_signature,
    membership,
    negotiation,
    organisation,
    signed_elsewhere,
    signing,
    slots,
)
from datapact.history.transitions.rule import Rule


def _by_shape[State](shapes: Mapping[str, Shape], rules: Iterable[Rule[State]]) -> Mapping[str, Rule[State]]:
    """The rules by name; there is one for every shape, and no other."""
    by_name = {rule.name: rule for rule in rules}
    assert by_name.keys() == shapes.keys(), by_name.keys() ^ shapes.keys()
    return MappingProxyType(by_name)


ORGANISATION_RULES: Mapping[str, Rule[OrganisationState]] = _by_shape(
    ORGANISATION_SHAPES,
    [*organisation.RULES, *(Rule[OrganisationState](one.name, one.roles, one.sentence) for one in RECORDS)],
)

AGREEMENT_RULES: Mapping[str, Rule[Ledger]] = _by_shape(
    AGREEMENT_SHAPES,
    [
        *negotiation.RULES,
        *signing.RULES,
        *after_signature.RULES,
        *membership.RULES,
        *signed_elsewhere.RULES,
        *slots.RULES,
    ],
)


def rule_of(history: str, name: str) -> Rule[Any]:
    """The rule of this kind in a history with this id; raises NewerFormat for an unknown kind."""
    rules: Mapping[str, Rule[Any]] = AGREEMENT_RULES
    if AGREEMENT_SHAPES.get(name) is not shape_of(history, name):
        rules = ORGANISATION_RULES
    return rules[name]
