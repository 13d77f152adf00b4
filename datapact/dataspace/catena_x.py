"""Policies in the profile of Catena-X, edition 2025-9: constraints where a term of the agreement has one, and back.

The profile's constraints carry legal text of their own. So one is written only where the paper says the same; above all the
reference to the paper and that the paper prevails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from datapact.base.strictjson import JsonObject, JsonValue
from datapact.dataspace.odrl import read_rules
from datapact.dataspace.policy import DATE_TIME, DELETE, DERIVE, DISTRIBUTE, PURPOSE, TEXT_DIGEST, Policy, Rule
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


def rules_read_back(policy: Policy, pair: Pair) -> tuple[Rule, ...]:
    """The rules of the usage policy of a pair: read back from it as a stranger reads it."""
    plain, _prevails = in_plain_odrl(usage_policy(policy, pair))
    assigner, assignee, target = pair
    rules, _strange = read_rules({**plain, "assigner": assigner, "assignee": assignee, "target": target})
    return rules


def is_catena_x(context: Any) -> bool:
    """Whether a ``@context`` is that of the profile in the edition that we know, with nothing that turns its words."""
    given = context if isinstance(context, list) else [context]
    return bool(given) and all(one in CONTEXTS for one in given) and CONTEXTS[1] in given


def agreements_named(value: Mapping[str, Any]) -> tuple[str, ...]:
    """Ids (``urn:uuid:…``) of the agreements to which the rules of a policy refer; each of them prevails."""
    found: dict[str, None] = {}
    for kind in _KINDS:
        given = value.get(kind, [])
        for rule in given if isinstance(given, list) else [given]:
            for one in _flat(rule.get("constraint", [])) if isinstance(rule, Mapping) else ():
                right = one.get("rightOperand") if isinstance(one, Mapping) else None
                if isinstance(right, list) and one.get("leftOperand") == "ContractReference":
                    found |= dict.fromkeys(each for each in right if str(each).startswith("urn:uuid:"))
    return tuple(found)


def in_plain_odrl(value: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """A policy of the profile with its constraints in our words, and whether the paper that it refers to prevails over it.

    What has no word of ours stays as it is, so that whoever reads the policy names it.
    """
    found: dict[str, Any] = {name: one for name, one in value.items() if name not in (*_KINDS, "@context")}
    prevails = []
    for kind in _KINDS:
        given = value.get(kind, [])
        for rule in given if isinstance(given, list) else [given]:
            if not isinstance(rule, Mapping):
                found.setdefault(kind, []).append(rule)
                continue
            flat = list(_flat(rule.get("constraint", [])))
            if kind == "prohibition":
                found.setdefault(kind, []).extend(_prohibitions(rule, flat))
                continue
            kept = [each for one in flat for each in (_plain(one) if kind == "permission" else [one])]
            if kind == "permission":
                prevails.append(_is_over_paper(flat))
                if (deletion := _deletion(flat)) is not None:
                    kept.remove(_ON_END)
                    found.setdefault("obligation", []).append(deletion)
            found.setdefault(kind, []).append({**rule, "constraint": kept})
    return found, bool(prevails) and all(prevails)


_KINDS: Final = ("permission", "prohibition", "obligation")
_ON_END: Final = {"leftOperand": "ContractTermination", "operator": "eq", "rightOperand": _DELETED}
_FORBIDDEN: Final[Mapping[str, str]] = {_NO_THIRD_PARTY: DISTRIBUTE, _NO_DERIVATIONS: DERIVE}
_SILENT: Final = (
    {"leftOperand": "Precedence", "operator": "eq", "rightOperand": _PAPER_PREVAILS},
    {"leftOperand": "DataUsageEndDefinition", "operator": "eq", "rightOperand": "cx.dataUsageEnd.unlimited:1"},
)
"""Constraints that say nothing which a rule would have to carry."""


def _flat(value: Any) -> Iterator[Any]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, Mapping) and set(one) == {"and"} and isinstance(one["and"], list):
            yield from _flat(one["and"])
        else:
            yield one


def _plain(one: Any) -> Iterator[Any]:
    """One constraint of a permission in our words."""
    if not isinstance(one, Mapping) or set(one) != {"leftOperand", "operator", "rightOperand"}:
        yield one
        return
    left, operator, right = one["leftOperand"], one["operator"], one["rightOperand"]
    if one in _SILENT:
        return
    if (left, operator) == ("ContractReference", "isAllOf") and isinstance(right, list):
        digests = [each for each in right if isinstance(each, str) and each.startswith("sha256:")]
        yield from (_constraint(TEXT_DIGEST, "eq", each) for each in digests)
        others = [each for each in right if each not in digests and not str(each).startswith("urn:uuid:")]
        if others or not digests:
            yield {**one, "rightOperand": others}
    elif (left, operator) == ("DataUsageEndDate", "eq") and isinstance(right, str):
        yield _constraint(DATE_TIME, "lteq", right)
    elif (left, operator) == ("UsagePurpose", "isAnyOf") and isinstance(right, list):
        yield _constraint(PURPOSE, "isAnyOf", right)
    else:
        yield one


def _is_over_paper(constraints: list[Any]) -> bool:
    named = any(isinstance(one, Mapping) and one.get("leftOperand") == "ContractReference" for one in constraints)
    return named and _SILENT[0] in constraints


def _deletion(constraints: list[Any]) -> dict[str, Any] | None:
    """The duty to delete at the end of the use, where the policy gives its day."""
    ends = [
        one["rightOperand"]
        for one in constraints
        if isinstance(one, Mapping)
        and (one.get("leftOperand"), one.get("operator")) == ("DataUsageEndDate", "eq")
        and isinstance(one.get("rightOperand"), str)
    ]
    if _ON_END not in constraints or len(ends) != 1:
        return None
    return {"action": DELETE, "constraint": [_constraint(DATE_TIME, "lteq", ends[0])]}


def _prohibitions(rule: Mapping[str, Any], constraints: list[Any]) -> Iterator[dict[str, Any]]:
    """Each restriction of a prohibition that we know as a rule of its own, the rest as it is."""
    left: list[Any] = []
    bare = {name: one for name, one in rule.items() if name not in ("action", "constraint")}
    for one in constraints if rule.get("action") == "use" else ():
        named = one.get("rightOperand") if isinstance(one, Mapping) else None
        if (
            isinstance(named, list)
            and set(one) == {"leftOperand", "operator", "rightOperand"}
            and (one["leftOperand"], one["operator"]) == ("UsageRestriction", "isAllOf")
            and len(constraints) == 1
        ):
            known = [each for each in named if isinstance(each, str) and each in _FORBIDDEN]
            yield from ({**bare, "action": _FORBIDDEN[each]} for each in known)
            if others := [each for each in named if each not in known]:
                left.append({**one, "rightOperand": others})
        else:
            left.append(one)
    if left or rule.get("action") != "use" or not constraints:
        yield {**rule, "constraint": left or constraints}
