"""Policies as ODRL 2.2 in JSON-LD, and back.

The context stands in the file itself and maps to the published vocabularies, so that nobody has to fetch anything. ODRL 3 will
replace this module alone. Source: W3C ODRL Information Model 2.2 and ODRL Vocabulary and Expression 2.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, Literal

from datapact.base.clock import write_time
from datapact.base.errors import Malformed, TooLarge
from datapact.base.strictjson import JsonObject, JsonValue
from datapact.base.texts import N_
from datapact.dataspace.policy import (
    DATE_TIME,
    DELIVERIES,
    PROFILE,
    PURPOSE,
    SPATIAL,
    TERMS,
    TEXT_DIGEST,
    Constraint,
    Kind,
    Policy,
    Rule,
)

type Form = Literal["Set", "Offer", "Agreement"]

VOCABULARY: Final = "http://www.w3.org/ns/odrl/2/"
CONTEXT: Final[JsonObject] = {
    "@vocab": VOCABULARY,
    "uid": "@id",
    "type": "@type",
    "dp": TERMS,
    "dpv": "https://w3id.org/dpv#",
    "dcterms": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "profile": {"@type": "@id"},
    "assigner": {"@type": "@id"},
    "assignee": {"@type": "@id"},
    "target": {"@type": "@id"},
    "conflict": {"@type": "@vocab"},
    "action": {"@type": "@vocab"},
    "leftOperand": {"@type": "@vocab"},
    "operator": {"@type": "@vocab"},
}
MOST_RULES: Final = 20_000
"""Rules that a file may have: 25 parties with 25 datasets and a dozen purposes have fewer."""
_KINDS: Final[tuple[Kind, ...]] = ("permission", "prohibition", "obligation")
_LEFTS: Final = {PURPOSE, SPATIAL, DATE_TIME, DELIVERIES, TEXT_DIGEST}
_OPERATORS: Final = {"eq", "isAnyOf", "lteq", "gteq"}


def write_policy(policy: Policy, form: Form, uid: str) -> JsonObject:
    """The policy as one JSON-LD object; ``uid`` is its own IRI, ``form`` says whether people have agreed."""
    paper = policy.paper
    value: JsonObject = {
        "@context": CONTEXT,
        "type": form,
        "uid": uid,
        "profile": PROFILE,
        "conflict": "prohibit",
        "dcterms:title": paper.title,
        "dcterms:identifier": paper.number,
        "dp:paper": {"@id": paper.agreement},
        "dp:textDigest": f"sha256:{paper.text}",
        "dp:laterChanges": paper.changes,
    }
    if paper.signed:
        value["dp:signedDigest"] = f"sha256:{paper.signed}"
        value["dp:signedAt"] = {"@value": paper.signed_at, "@type": "xsd:dateTime"}
    for kind in _KINDS:
        written: list[JsonValue] = [write_rule(one) for one in policy.rules if one.kind == kind]
        if written:
            value[kind] = written
    return value


def write_rule(rule: Rule) -> JsonObject:
    """One rule with its parties and its dataset."""
    value: JsonObject = {
        "assigner": rule.assigner,
        "assignee": rule.assignee,
        "target": rule.target,
        "action": rule.action,
    }
    if rule.constraints:
        value["constraint"] = [write_constraint(one) for one in rule.constraints]
    return value


def write_constraint(one: Constraint) -> JsonObject:
    """One comparison; IRIs as references, times and numbers typed."""
    typed: list[JsonValue] = [_right(one, text) for text in one.right]
    return {
        "leftOperand": one.left,
        "operator": one.operator,
        "rightOperand": typed if one.operator == "isAnyOf" else typed[0],
    }


def _right(one: Constraint, text: str) -> JsonValue:
    if one.left == DATE_TIME:
        return {"@value": text, "@type": "xsd:dateTime"}
    if one.left == DELIVERIES:
        return {"@value": text, "@type": "xsd:nonNegativeInteger"}
    if one.left == TEXT_DIGEST:
        return text
    return {"@id": text}


def read_rules(value: Mapping[str, Any]) -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    """The rules of a policy that uses our context or plain ODRL terms, and what in it was not understood.

    What is not understood is named by its place (``permission[2].constraint[0]``) and never dropped in silence. Raises
    Malformed for what is no policy, TooLarge for more than 20,000 rules.
    """
    if _name(value.get("type", value.get("@type"))) not in ("Set", "Offer", "Agreement"):
        raise Malformed(N_("This is no ODRL policy of a kind that DataPact knows: Set, Offer or Agreement."))
    rules: list[Rule] = []
    strange: list[str] = []
    for kind in _KINDS:
        given = value.get(kind, [])
        given = given if isinstance(given, list) else [given]
        if len(given) > MOST_RULES:
            raise TooLarge(N_("This policy has more than {most} rules."), most=MOST_RULES)
        for place, one in enumerate(given):
            where = f"{kind}[{place}]"
            if not isinstance(one, Mapping):
                strange.append(where)
                continue
            strange += [f"{where}.{name}" for name in sorted(set(one) - _RULE_MEMBERS)]
            found = tuple(_constraints(one.get("constraint", []), where, strange))
            assigner, assignee, target = (_iri(one.get(name, value.get(name))) for name in _ENDS)
            rules.append(Rule(kind, assigner, assignee, target, _name(one.get("action")), found))
    strange += sorted(set(value) - _POLICY_MEMBERS)
    return tuple(rules), tuple(strange)


_ENDS: Final = ("assigner", "assignee", "target")
_RULE_MEMBERS: Final = {"assigner", "assignee", "target", "action", "constraint"}
_POLICY_MEMBERS: Final = {
    *("@context", "@type", "@id", "type", "uid", "profile", "conflict", "assigner", "assignee", "target"),
    *("permission", "prohibition", "obligation", "timestamp"),
    *("dcterms:title", "dcterms:identifier"),
    *("dp:paper", "dp:textDigest", "dp:signedDigest", "dp:signedAt", "dp:laterChanges"),
}


def _constraints(value: Any, where: str, strange: list[str]) -> Iterator[Constraint]:
    for place, one in enumerate(value if isinstance(value, list) else [value]):
        here = f"{where}.constraint[{place}]"
        if isinstance(one, Mapping) and set(one) == {"and"} and isinstance(one["and"], list):
            yield from _constraints(one["and"], here, strange)
            continue
        if not isinstance(one, Mapping) or set(one) != {"leftOperand", "operator", "rightOperand"}:
            strange.append(here)
            continue
        left, operator = _name(one["leftOperand"]), _name(one["operator"])
        right = one["rightOperand"] if isinstance(one["rightOperand"], list) else [one["rightOperand"]]
        if left not in _LEFTS or operator not in _OPERATORS or not right:
            strange.append(here)
            continue
        texts = tuple(_time(_iri(each)) if left == DATE_TIME else _iri(each) for each in right)
        if "" in texts:
            strange.append(here)
            continue
        yield Constraint(left, operator, texts)


def _time(text: str) -> str:
    """A time in UTC as we write it; empty where it is none, or names no zone."""
    try:
        moment = datetime.fromisoformat(text)
        return write_time(moment) if moment.tzinfo is not None else ""
    except (ValueError, OverflowError):
        return ""


def _iri(value: Any) -> str:
    """The text of a reference, a typed value or a string."""
    if isinstance(value, Mapping):
        value = value.get("@id", value.get("@value", value.get("uid", "")))
    return str(value) if isinstance(value, str | int) else ""


def _name(value: Any) -> str:
    """A term without the prefix or the namespace of ODRL; terms of our profile by their IRI."""
    text = _iri(value)
    if text.startswith("dp:"):
        return TERMS + text.removeprefix("dp:")
    return text.removeprefix(VOCABULARY).removeprefix("odrl:")
