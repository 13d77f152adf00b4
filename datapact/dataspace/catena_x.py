"""Policies in the profile of Catena-X, edition 2025-9: constraints where a term of the agreement has one.

The profile's constraints carry legal text of their own. So one is written only where the paper says the same; above all the
reference to the paper and that the paper prevails.
"""

from __future__ import annotations

from typing import Final

from datapact.base.strictjson import JsonObject, JsonValue
from datapact.dataspace.policy import DATE_TIME, DELETE, DERIVE, DISTRIBUTE, Policy
from datapact.dataspace.protocol import Pair, pair_id

CONTEXTS: Final = (
    "https://w3id.org/catenax/2025/9/policy/odrl.jsonld",
    "https://w3id.org/catenax/2025/9/policy/context.jsonld",
)
_PAPER_PREVAILS: Final = "cx.precedence.contractReference:1"
_NO_THIRD_PARTY: Final = "cx.thirdParty.forbidden:1"
_NO_DERIVATIONS: Final = "cx.derivations.forbidden:1"
_DELETED: Final = "cx.data.deletion:1"


def usage_policy(policy: Policy, pair: Pair) -> JsonObject:
    """A usage policy of one pair; purposes of the network's list are not guessed and so are missing."""
    rules = policy.of_pair(pair)
    constraints: list[JsonValue] = [
        _constraint(
            "ContractReference",
            "isAllOf",
            [policy.paper.agreement, f"sha256:{policy.paper.signed or policy.paper.text}"],
        ),
        _constraint("Precedence", "eq", _PAPER_PREVAILS),
    ]
    deleted = any(one.kind == "obligation" and one.action == DELETE for one in rules)
    last = [
        constraint.right[0]
        for one in rules
        if one.kind == "permission"
        for constraint in one.constraints
        if constraint.left == DATE_TIME and constraint.operator == "lteq"
    ]
    if deleted and last:
        constraints += [
            _constraint("DataUsageEndDate", "eq", max(last)),
            _constraint("ContractTermination", "eq", _DELETED),
        ]
    value: JsonObject = {
        "@context": list(CONTEXTS),
        "@type": "Set",
        "@id": pair_id(policy, pair, "catena-x"),
        "permission": [{"action": "use", "constraint": [{"and": constraints}]}],
    }
    forbidden: list[JsonValue] = [
        term
        for action, term in ((DISTRIBUTE, _NO_THIRD_PARTY), (DERIVE, _NO_DERIVATIONS))
        if any(one.kind == "prohibition" and one.action == action and not one.unsettled for one in rules)
    ]
    if forbidden:
        value["prohibition"] = [
            {"action": "use", "constraint": [{"and": [_constraint("UsageRestriction", "isAllOf", forbidden)]}]}
        ]
    return value


def _constraint(left: str, operator: str, right: JsonValue) -> JsonObject:
    return {"leftOperand": left, "operator": operator, "rightOperand": right}
