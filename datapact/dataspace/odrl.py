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
    AGGREGATE,
    DATE_TIME,
    DELETE,
    DELIVERIES,
    DERIVE,
    DISTRIBUTE,
    FINE_TUNE,
    LICENCE,
    PROFILE,
    PUBLISH,
    PURPOSE,
    REMOTE,
    SPATIAL,
    TERMS,
    TEST,
    TEXT_DIGEST,
    TRAIN,
    USE,
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
_OPERATORS: Final[Mapping[str, tuple[str, ...]]] = {
    PURPOSE: ("eq", "isAnyOf"),
    SPATIAL: ("eq", "isAnyOf"),
    DATE_TIME: ("lteq", "gteq"),
    DELIVERIES: ("lteq",),
    TEXT_DIGEST: ("eq",),
}
"""Comparisons that we understand, by what is compared."""
_ACTIONS: Final[Mapping[Kind, frozenset[str]]] = {
    "permission": frozenset({USE}),
    "prohibition": frozenset(
        {USE, DISTRIBUTE, DERIVE, AGGREGATE, TRAIN, FINE_TUNE, TEST, REMOTE, LICENCE, PUBLISH, DELETE}
    ),
    "obligation": frozenset({DELETE}),
}
"""Actions that we understand, by the kind of rule: the paper permits the use, and within it what no rule forbids."""


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

    What is not understood is named by its place (``permission[2].constraint[0]``) and never dropped in silence: a rule with an
    end, an action or a value that is more than one name is such a place. Raises Malformed for what is no policy, TooLarge for more
    than 20,000 rules.
    """
    if _name(value.get("type", value.get("@type"))) not in ("Set", "Offer", "Agreement"):
        raise Malformed(N_("This is no ODRL policy of a kind that DataPact knows: Set, Offer or Agreement."))
    rules: list[Rule] = []
    strange: list[str] = []
    for kind in _KINDS:
        given = value.get(kind, [])
        given = given if isinstance(given, list) else [given]
        if len(rules) + len(given) > MOST_RULES:
            raise TooLarge(N_("This policy has more than {most} rules."), most=MOST_RULES)
        for place, one in enumerate(given):
            where = f"{kind}[{place}]"
            if not isinstance(one, Mapping):
                strange.append(where)
                continue
            strange += [f"{where}.{name}" for name in sorted(set(one) - _RULE_MEMBERS)]
            found = tuple(_constraints(one.get("constraint", []), where, strange))
            strange += [f"{where}.{name}" for name in _ENDS if name in one and not _iri(one[name])]
            assigner, assignee, target = (_iri(one.get(name, value.get(name))) for name in _ENDS)
            action = _name(one.get("action"))
            if action not in _ACTIONS[kind]:
                said = action[:60] if action.isprintable() else ""
                strange.append(f"{where}.action" + (f" ({said})" if said else ""))
            rules.append(Rule(kind, assigner, assignee, target, action, found))
    strange += sorted(set(value) - _POLICY_MEMBERS)
    strange += [name for name in _ENDS if name in value and not _iri(value[name])]
    strange += [name for name in sorted(_TOLD & set(value)) if not _is_plain(value[name])]
    strange += ["@type"] * ("type" in value and "@type" in value)
    strange += ["@context"] * (not is_known_context(value.get("@context")))
    # A conflict that permissions win, or the rules of another profile, turn every prohibition round.
    strange += ["conflict"] * ("conflict" in value and _name(value["conflict"]) != "prohibit")
    strange += ["profile"] * ("profile" in value and _iri(value["profile"]) != PROFILE)
    return tuple(rules), tuple(strange)


_KNOWN_CONTEXTS: Final = (
    "http://www.w3.org/ns/odrl.jsonld",
    "https://www.w3.org/ns/odrl.jsonld",
    "https://w3id.org/dspace/2025/1/context.jsonld",
    "https://w3id.org/edc/connector/management/v2",
)
"""Contexts in which the terms that we read mean what they say."""


def is_known_context(value: Any) -> bool:
    """Whether a ``@context`` leaves our terms their meaning; another may turn any word into any other. A missing one does."""
    return all(one is None or one == CONTEXT or one in _KNOWN_CONTEXTS for one in _several(value))


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_plain(value: Any) -> bool:
    """A value and no node: a node of the same id would bring rules of its own (JSON-LD merges by id)."""
    return isinstance(value, str | int) or (
        isinstance(value, Mapping) and bool(_iri(value, _NAMES | _TYPES[DATE_TIME] | _TYPES[DELIVERIES]))
    )


_ENDS: Final = ("assigner", "assignee", "target")
_RULE_MEMBERS: Final = {"assigner", "assignee", "target", "action", "constraint"}
_TOLD: Final = {
    *("@id", "uid", "timestamp", "dcterms:title", "dcterms:identifier"),
    *("dp:paper", "dp:textDigest", "dp:signedDigest", "dp:signedAt", "dp:laterChanges"),
}
_POLICY_MEMBERS: Final = {
    *("@context", "@type", "type", "profile", "conflict", "permission", "prohibition", "obligation"),
    *_ENDS,
    *_TOLD,
}


def _constraints(value: Any, where: str, strange: list[str]) -> Iterator[Constraint]:
    for place, one in enumerate(_several(value)):
        here = f"{where}.constraint[{place}]"
        if isinstance(one, Mapping) and set(one) == {"and"} and isinstance(one["and"], list):
            yield from _constraints(one["and"], here, strange)
            continue
        if isinstance(one, Mapping) and (compared := _iri(one.get("leftOperand"))).isprintable() and compared:
            here = f"{here} ({compared[:60]})"
        if not isinstance(one, Mapping) or set(one) != {"leftOperand", "operator", "rightOperand"}:
            strange.append(here)
            continue
        left, operator = _name(one["leftOperand"]), _name(one["operator"])
        right = _several(one["rightOperand"])
        texts = tuple(_right_read(left, each) for each in right)
        if (
            operator not in _OPERATORS.get(left, ())
            or not texts
            or "" in texts
            or (operator != "isAnyOf" and texts[1:])
        ):
            strange.append(here)
            continue
        yield Constraint(left, operator, texts)


def _right_read(left: str, value: Any) -> str:
    """A right operand as we write it; empty where it is none for this left operand."""
    text = _iri(value, _TYPES.get(left, _NAMES))
    if left == DATE_TIME:
        return _time(text)
    if left == DELIVERIES:
        return text if text.isascii() and text.isdecimal() and len(text) <= 16 else ""
    return text


_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_NAMES: Final = frozenset(f"{place}{name}" for place in ("xsd:", _XSD) for name in ("anyURI", "string"))
"""Types of a literal that may stand for a name."""
_TYPES: Final[Mapping[str, frozenset[str]]] = {
    DATE_TIME: frozenset({"xsd:dateTime", f"{_XSD}dateTime", "xsd:dateTimeStamp", f"{_XSD}dateTimeStamp"}),
    DELIVERIES: frozenset(
        f"{place}{name}"
        for place in ("xsd:", _XSD)
        for name in ("nonNegativeInteger", "positiveInteger", "integer", "int")
    ),
}
"""Types of a right operand: under another one its text would mean something else."""


def _time(text: str) -> str:
    """A time in UTC as we write it; empty where it is none, or names no zone."""
    try:
        moment = datetime.fromisoformat(text)
        return write_time(moment) if moment.tzinfo is not None else ""
    except (ValueError, OverflowError):
        return ""


def _iri(value: Any, types: frozenset[str] = frozenset()) -> str:
    """The text of a reference, a value of one of these types or a string; empty where more stands beside it, such as a refinement."""
    if isinstance(value, Mapping):
        if "@type" in value and not (isinstance(value["@type"], str) and value["@type"] in (types or _NAMES)):
            return ""
        forms = ({"@id"}, {"uid"}, {"@value"}, {"@value", "@type"})
        value = (
            next((value.get(name) for name in ("@id", "uid", "@value") if name in value), "")
            if set(value) in forms
            else ""
        )
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _name(value: Any) -> str:
    """A term without the prefix or the namespace of ODRL; terms of our profile by their IRI."""
    text = _iri(value)
    if text.startswith("dp:"):
        return TERMS + text.removeprefix("dp:")
    return text.removeprefix(VOCABULARY).removeprefix("odrl:")
