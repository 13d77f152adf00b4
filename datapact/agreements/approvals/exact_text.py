"""Whether an approved text is exactly the one that goes out.

Everything in the text counts: words, order, ids, terms, annexes, number, names of parties. Sending itself fills one thing: the
organisation id of a party that had none. So an empty id may be filled; one that was there must stay (decision 93).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datapact.agreements.projection.projection import state_digest
from datapact.contract.terms import read_terms, write_terms


def text_key(state: Mapping[str, Any]) -> str:
    """base64url SHA-256 of a complete state with its terms in their one form and without the parties' organisation ids."""
    terms = dict(write_terms(read_terms(state["terms"])))
    parties = terms.get("parties")
    if isinstance(parties, list):
        terms["parties"] = [_without_id(party) for party in parties]
    return state_digest({**state, "terms": terms})


def is_exactly(approved: Mapping[str, Any], sent: Mapping[str, Any]) -> bool:
    """Whether ``sent`` is the text ``approved``, as it was or with the ids of parties that sending fills."""
    if is_one(approved, sent):
        return True
    if text_key(approved) != text_key(sent):
        return False
    pairs = zip(_ids(approved), _ids(sent), strict=True)
    return all(before in ("", after) for before, after in pairs)


def is_one(approved: Mapping[str, Any], sent: Mapping[str, Any]) -> bool:
    """Whether both are one text held twice, which needs no comparison."""
    return approved.keys() == sent.keys() and all(approved[name] is sent[name] for name in sent)


def _without_id(party: Any) -> Any:
    if not isinstance(party, Mapping):
        return party
    return {name: value for name, value in party.items() if name != "organisation"}


def _ids(state: Mapping[str, Any]) -> list[str]:
    return [party.organisation for party in read_terms(state["terms"]).parties]
