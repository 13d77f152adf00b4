"""One record out of several of one key whose authors did not know of each other: of what they say, the strictest.

Legal bases, authorisations, facts, purpose links and notices permit sharing. What one colleague ended, another's correction that did
not know of it must not bring back; so an end that any of them says holds, and what only one of them permits does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

KINDS = ("legal_basis", "authorisation", "fact_on_file", "purpose_link", "notice")
"""The kinds of records that are read so."""

_EARLIEST = ("valid_to", "revoked", "invalid_from", "review")
_ALL = ("subject_is_contract_party", "no_sharing_on", "weighed", "other_act")
_COMMON = ("controllers", "recipients", "purposes", "categories")
_GIVEN_BY_EACH = (
    "special",
    "offence_authority",
    "overriding_grounds",
    "despite_restriction",
    "beside_consent",
    "requester",
    "outcome",
)
"""Texts that permit more than none would."""
_SCOPE = (
    "sort",
    "controller",
    "recipient",
    "partner",
    "about",
    "dataset",
    "purpose",
    "operation",
    "article",
    "result",
    "agreed",
    "words",
    "judged",
    "conditions",
)
"""What a record is about; where they differ none of them is in force."""
_RESTRICTING = ("practice", "said")
"""Sorts of purpose links that take away, so that withdrawing one permits more."""
NEVER = "1970-01-01"
"""The last day of a record that is in force at no time."""


def strictest(bodies: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The body that counts out of those of one kind and key, the newest last."""
    newest = bodies[-1]
    against = [body for body in bodies if body.get("against") is True or body.get("outcome") == "against"]
    if against:
        return against[-1]

    def values_of(name: str) -> list[Any]:
        return [body.get(name) for body in bodies]

    found = dict(newest)
    for name in _EARLIEST:
        if days := [day for day in values_of(name) if day]:
            found[name] = min(days)
    if days := [day for day in values_of("valid_from") if day]:
        found["valid_from"] = max(days)
    for name in newest.keys() & set(_ALL):
        found[name] = all(value is True for value in values_of(name))
    for name in newest.keys() & set(_COMMON):
        found[name] = [one for one in newest[name] if all(one in (body.get(name) or ()) for body in bodies)]
    for name in newest.keys() & set(_GIVEN_BY_EACH):
        if _differ(values_of(name)):
            found[name] = ""
    scope_differs = any(_differ(values_of(name)) for name in _SCOPE)
    if "withdrawn" in newest:
        taken = [value is True for value in values_of("withdrawn")]
        found["withdrawn"] = all(taken) if newest.get("sort") in _RESTRICTING else any(taken) or scope_differs
    elif "valid_to" in newest and scope_differs:
        found["valid_to"] = NEVER
    return found


def _differ(values: Sequence[Any]) -> bool:
    return any((value or "") != (values[0] or "") for value in values)
