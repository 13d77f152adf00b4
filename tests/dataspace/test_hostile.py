"""Policies made to pass for the paper and permit more: each is told, whatever form it hides in."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import pytest

from datapact.base.errors import Malformed
from datapact.base.strictjson import canonical, parse
from datapact.contract.terms import Terms
from datapact.dataspace.catena_x import CONTEXTS, usage_policy
from datapact.dataspace.compare import NO_ALARM, differences, read_given
from datapact.dataspace.connector import contract_agreement, contract_definition, policy_definition
from datapact.dataspace.drafts import LARGEST
from datapact.dataspace.odrl import MOST_RULES, write_policy
from datapact.dataspace.policy import DISTRIBUTE, PURPOSE, USE, Policy
from datapact.dataspace.protocol import agreement_message
from tests.conftest import of_other_hands
from tests.dataspace.samples import example_of, policy

LIMITED: Final = {"places": ("DE",), "deliveries": 3}


def limited() -> tuple[Terms, Policy]:
    """An agreement with places and a number of deliveries, that prohibits a purpose and sharing on."""
    terms = example_of("ai-pilot")
    datasets = tuple(one.model_copy(update={"limits": one.limits.model_copy(update=LIMITED)}) for one in terms.datasets)
    unwanted = terms.purposes[0].model_copy(
        update={"key": "unwanted", "prohibited": True, "iri": "https://w3id.org/dpv#Marketing", "datasets": ()}
    )
    onward = terms.onward.model_copy(update={"rule": "forbidden"})
    terms = terms.model_copy(update={"datasets": datasets, "purposes": (*terms.purposes, unwanted), "onward": onward})
    return terms, policy(terms)


def alarms(value: Any) -> set[str]:
    terms, made = limited()
    found = differences(made, terms, read_given(json.loads(canonical(value))))
    return {str(one.matter) for one in found} - NO_ALARM


def plain() -> dict[str, Any]:
    value: dict[str, Any] = json.loads(canonical(write_policy(limited()[1], "Agreement", "urn:x:1")))
    return value


def _rule(value: dict[str, Any], kind: str, action: str) -> dict[str, Any]:
    return next(one for one in value[kind] if one["action"] == action)


def _constraint(value: dict[str, Any], left: str) -> dict[str, Any]:
    return next(one for one in _rule(value, "permission", USE)["constraint"] if one["leftOperand"].endswith(left))


def _set(pick: Callable[[dict[str, Any]], dict[str, Any]], **members: Any) -> Callable[[dict[str, Any]], None]:
    return lambda value: pick(value).update(members)


def _top(value: dict[str, Any]) -> dict[str, Any]:
    return value


def _permission(value: dict[str, Any]) -> dict[str, Any]:
    return _rule(value, "permission", USE)


def _sharing(value: dict[str, Any]) -> dict[str, Any]:
    return _rule(value, "prohibition", DISTRIBUTE)


def _purposes(value: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in value["prohibition"] if one["action"] == USE)["constraint"][0]
    return found


ONLY_HERE: Final = {"leftOperand": "spatial", "operator": "eq", "rightOperand": {"@id": "https://w3id.org/dpv/loc#DE"}}
REFINED: Final = [{"leftOperand": "fileFormat", "operator": "eq", "rightOperand": "text/csv"}]
HOSTILE: Final[dict[str, Callable[[dict[str, Any]], None]]] = {
    "permitted-action": _set(_permission, action="distribute"),
    "permitted-action-of-nobody": _set(_permission, action="urn:x:everything"),
    "permitted-actions": _set(_permission, action=["use", "sell"]),
    "no-action": lambda value: _permission(value).pop("action"),
    "case": _set(_sharing, action="Distribute"),
    "conflict-turned": _set(_top, conflict="perm"),
    "conflict-turned-by-prefix": _set(_top, conflict={"@id": "odrl:perm"}),
    "context-elsewhere": _set(_top, **{"@context": "https://example.org/context.jsonld"}),
    "context-beside": _set(_top, **{"@context": [plain()["@context"], {"prohibition": "urn:x:ignored"}]}),
    "another-profile": _set(_top, profile="urn:x:profile"),
    "node-inside": _set(_top, **{"dp:paper": {"@id": "urn:x:1", "permission": [{"action": "use"}]}}),
    "graph": _set(_top, **{"@graph": [{"permission": [{"action": "use"}]}]}),
    "inherits": _set(_top, inheritFrom="urn:x:2"),
    "two-types": _set(_top, **{"@type": "ContractDefinition"}),
    "prohibition-only-here": lambda value: _sharing(value).update(constraint=[ONLY_HERE]),
    "prohibition-for-one-purpose": lambda value: _sharing(value).update(
        constraint=[{"leftOperand": "purpose", "operator": "eq", "rightOperand": {"@id": "urn:x:p"}}]
    ),
    "prohibition-refined": _set(_sharing, action={"@id": "odrl:distribute", "refinement": REFINED}),
    "prohibition-of-part": lambda value: _sharing(value).update(
        target={"@id": _sharing(value)["target"], "refinement": REFINED}
    ),
    "prohibition-of-a-list": lambda value: _sharing(value).update(assignee=[_sharing(value)["assignee"]]),
    "prohibited-purposes-both-at-once": lambda value: next(one for one in value["prohibition"] if one["action"] == USE)[
        "constraint"
    ].append(ONLY_HERE),
    "prohibited-purposes-compared-otherwise": _set(_purposes, operator="isAllOf"),
    "no-narrower-term": lambda value: _purposes(value)["rightOperand"].pop(),
    "duty-to-someone": lambda value: value.update(
        obligation=[{**one, "constraint": [*one["constraint"], ONLY_HERE]} for one in value.get("obligation", [])]
        or [{"action": "odrl:compensate"}]
    ),
    "anybody": lambda value: _permission(value).update(assignee=""),
    "everybody": lambda value: _permission(value).pop("assignee"),
    "whatever": lambda value: _permission(value).pop("target"),
    "anything": lambda value: _permission(value).update(target=[]),
    "place-at-least": lambda value: _constraint(value, "spatial").update(operator="gteq"),
    "place-other-than": lambda value: _constraint(value, "spatial").update(operator="neq"),
    "purpose-is-a": lambda value: _constraint(value, "purpose").update(operator="isA"),
    "purpose-at-least": lambda value: _constraint(value, "purpose").update(operator="gteq"),
    "deliveries-at-least": lambda value: _constraint(value, "deliveries").update(operator="gteq"),
    "deliveries-of-a-list": lambda value: _constraint(value, "deliveries").update(rightOperand=["3", "1000"]),
    "deliveries-squared": lambda value: _constraint(value, "deliveries").update(rightOperand="²"),
    "deliveries-endless": lambda value: _constraint(value, "deliveries").update(rightOperand="9" * 5000),
    "place-of-another-type": lambda value: _constraint(value, "spatial").update(
        rightOperand={"@value": "https://w3id.org/dpv/loc#DE", "@type": "urn:x:everywhere-but"}
    ),
    "end-of-another-calendar": lambda value: next(
        one
        for one in _permission(value)["constraint"]
        if one["operator"] == "lteq" and one["leftOperand"] == "dateTime"
    ).update(rightOperand={"@value": "2028-06-30T21:59:59Z", "@type": "urn:x:hijri"}),
    "action-of-a-type": _set(_sharing, action={"@value": "distribute", "@type": "urn:x:not"}),
    "party-of-a-type": lambda value: _permission(value).update(
        assignee={"@value": _permission(value)["assignee"], "@type": "urn:x:all-but"}
    ),
    "digest-of-a-type": _set(_top, **{"dp:textDigest": {"@value": "sha256:0", "@type": "urn:x:t"}}),
    "context-imported": _set(_top, **{"@context": {"@import": "https://example.org/context.jsonld"}}),
    "or": lambda value: _permission(value).update(constraint=[{"or": _permission(value)["constraint"]}]),
    "xone": lambda value: _permission(value).update(constraint=[{"xone": _permission(value)["constraint"]}]),
    "and-beside": lambda value: _permission(value).update(
        constraint=[{"and": _permission(value)["constraint"], "or": [ONLY_HERE]}]
    ),
    "remedy": _set(_sharing, remedy=[{"action": "compensate"}]),
    "duty": _set(_permission, duty=[{"action": "compensate"}]),
}


def test_the_sound_policy_agrees() -> None:
    assert alarms(plain()) == set()
    nested = plain()
    for one in nested["permission"]:
        one["constraint"] = [{"and": [{"and": one["constraint"]}]}]
    assert alarms(nested) == set()


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_policy_that_hides_more_is_told(name: str) -> None:
    value = plain()
    HOSTILE[name](value)
    assert alarms(value)


def test_each_policy_of_a_file_stands_alone() -> None:
    """A connector enforces the first without the prohibitions of the second."""
    open_one = plain()
    del open_one["prohibition"]
    assert "prohibition" in alarms([open_one, plain()])
    without = plain()
    del without["dp:textDigest"]
    assert "paper" in alarms([without, plain()])


def test_what_stands_around_a_policy_is_looked_at() -> None:
    made = limited()[1]
    messages: list[Any] = [agreement_message(made, pair) for pair in made.pairs()]
    assert alarms(messages) == set()
    assert alarms([{**messages[0], "@context": "https://example.org"}, *messages[1:]])
    assert alarms([{**messages[0], "odrl:permission": [{"odrl:action": "odrl:use"}]}, *messages[1:]])
    assert alarms([{"@type": "ContractDefinition", "permission": [{"action": "use"}]}, plain()])


def test_a_definition_is_held_to_the_dataset_that_is_offered_under_it() -> None:
    made = limited()[1]
    definitions = [write(made, pair) for pair in made.pairs() for write in (policy_definition, contract_definition)]
    assert alarms(definitions) == set()
    sent: list[Any] = json.loads(canonical(definitions))  # type: ignore[arg-type]
    sent[0]["policy"]["assignee"] = "did:web:somebody.example"
    assert "dataset" in alarms(sent)


def test_what_stands_beside_a_contract_agreement_counts_and_does_not_contradict_it() -> None:
    made = limited()[1]
    agreements: list[Any] = json.loads(canonical([contract_agreement(made, pair) for pair in made.pairs()]))
    for one in agreements:
        for name in ("assigner", "assignee", "target"):
            del one["policy"][name]
    assert alarms(agreements) == set()
    one = {**agreements[0], "policy": {**agreements[0]["policy"], "assignee": "did:web:somebody.example"}}
    assert "unknown" in alarms([one, *agreements[1:]])


def test_a_permission_that_names_no_dataset_is_held_to_each() -> None:
    terms, _made = limited()
    first = terms.datasets[0]
    other = first.model_copy(update={"key": "other"})
    allowed = next(one for one in terms.purposes if not one.prohibited)
    terms = terms.model_copy(
        update={
            "datasets": (first, other),
            "purposes": (allowed.model_copy(update={"datasets": ("other",)}),),
        }
    )
    made = policy(terms)
    value: dict[str, Any] = json.loads(canonical(write_policy(made, "Agreement", "urn:x:1")))
    assert differences(made, terms, read_given(value)) == ()
    terms = terms.model_copy(
        update={
            "purposes": (
                allowed.model_copy(update={"datasets": ("other",)}),
                allowed.model_copy(update={"key": "second", "datasets": (first.key,)}),
            )
        }
    )
    made = policy(terms)
    for one in value["permission"]:
        del one["target"]
    assert "purpose" in {one.matter for one in differences(made, terms, read_given(value))}


def test_very_many_constraints_are_read_once() -> None:
    value = plain()
    one = _permission(value)
    purpose = _constraint(value, "purpose")
    one["constraint"] = [*one["constraint"], *[purpose] * MOST_RULES]
    assert alarms(value) == set()


def test_a_wider_prohibited_purpose_reaches_the_agreed_one() -> None:
    """As the decision says it: who prohibits marketing prohibits direct marketing agreed beside it."""
    terms, _made = limited()
    narrow = next(one for one in terms.purposes if not one.prohibited).model_copy(
        update={"key": "narrow", "iri": "https://w3id.org/dpv#DirectMarketing"}
    )
    made = policy(terms.model_copy(update={"purposes": (*terms.purposes, narrow)}))
    prohibited = {
        text
        for rule in made.rules
        for one in rule.constraints
        if rule.kind == "prohibition" and one.left == PURPOSE
        for text in one.right
    }
    assert f"{made.paper.agreement}#purposes.narrow" in prohibited


def test_who_is_only_forbidden_gets_no_file_for_a_connector() -> None:
    """A connector takes a policy without a permission for one without limits."""
    terms, _made = limited()
    purposes = tuple(one.model_copy(update={"prohibited": True}) for one in terms.purposes)
    made = policy(terms.model_copy(update={"purposes": purposes}))
    assert made.rules
    assert made.pairs() == ()


def _catena_x() -> dict[str, Any]:
    made = limited()[1]
    value: dict[str, Any] = json.loads(canonical(usage_policy(made, made.pairs()[0])))
    return value


def _within(value: dict[str, Any], **constraint: Any) -> dict[str, Any]:
    value["permission"][0]["constraint"][0]["and"].append({"operator": "eq", **constraint})
    return value


def test_a_usage_policy_of_catena_x_leaves_the_rest_to_the_paper_and_says_so() -> None:
    terms, made = limited()
    found = differences(
        made, terms, read_given([json.loads(canonical(usage_policy(made, each))) for each in made.pairs()])
    )
    assert [one.matter for one in found] == ["left"]


def test_what_a_usage_policy_says_otherwise_is_told() -> None:
    assert alarms(_within(_catena_x(), leftOperand="DataUsageEndDate", rightOperand="2099-01-01T00:00:00Z")) == {"end"}
    purposes = _within(_catena_x(), leftOperand="UsagePurpose", operator="isAnyOf", rightOperand=["cx.pcf.base:1"])
    assert alarms(purposes) == {"purpose"}
    assert alarms(_within(_catena_x(), leftOperand="Liability", rightOperand="cx.grossNegligence:1")) == {"unknown"}
    value = _catena_x()
    value["permission"][0]["constraint"][0]["and"][1]["rightOperand"] = "cx.precedence.rcAgreement:1"
    assert {"unknown", "purpose"} <= alarms(value)
    value = _catena_x()
    value["permission"][0]["constraint"][0]["and"][0]["rightOperand"][1] = "sha256:" + "9" * 64
    assert "paper" in alarms(value)
    value = _catena_x()
    value["permission"][0]["constraint"][0]["and"][0]["rightOperand"].append("AGB9832")
    assert alarms(value) == {"unknown"}
    value = _catena_x()
    another = "urn:uuid:00000000-0000-4000-8000-000000000000"  # would prevail as well
    value["permission"][0]["constraint"][0]["and"][0]["rightOperand"].append(another)
    assert alarms(value) == {"paper"}
    assert alarms({**_catena_x(), "@context": ["https://w3id.org/catenax/2024/1/policy/context.jsonld"]})
    assert alarms({**_catena_x(), "@context": [*CONTEXTS, {"permission": "urn:x:ignored"}]})


@pytest.mark.parametrize(
    ("name", "understood"), [("usage-policy-sample.json", 3), ("usage-policy-comprehensive-sample.json", 3)]
)
def test_policies_of_the_network_are_read_and_the_rest_is_named(name: str, understood: int) -> None:
    """The profile's own samples: purposes and what is forbidden come in, every other constraint is named by its place."""
    (one,) = read_given(
        json.loads((of_other_hands("standards") / "catena-x/schema/samples" / name).read_bytes())
    ).policies
    assert any(each.left == PURPOSE for rule in one.rules for each in rule.constraints)
    assert len(one.rules) >= understood
    assert any("(FrameworkAgreement)" in place for place in one.strange)
    assert not any("UsagePurpose" in place for place in one.strange)


def test_purposes_that_exclude_one_another_permit_nothing() -> None:
    value = plain()
    for one in value["permission"]:
        one["constraint"].append({"leftOperand": "purpose", "operator": "eq", "rightOperand": {"@id": "urn:x:other"}})
    terms, made = limited()
    found = {one.matter for one in differences(made, terms, read_given(json.loads(canonical(value))))}
    assert found == {"narrower"}


def _nested(deep: int) -> bytes:
    rule = json.dumps(_permission(plain())["constraint"])[1:-1]
    return json.dumps(plain()).replace(rule, '{"and":[' * deep + rule + "]}" * deep, 1).encode()


def test_what_is_nested_is_read_and_what_is_nested_too_deeply_refused() -> None:
    terms, made = limited()
    given_ = read_given(parse(_nested(20), limit=LARGEST))
    assert not {one.matter for one in differences(made, terms, given_)} - {"narrower"}
    for deep in (40, 5000):
        with pytest.raises(Malformed):
            parse(_nested(deep), limit=LARGEST)


def test_a_node_that_stands_for_itself_is_named() -> None:
    value = {**plain(), "uid": "urn:x:1", "permission": [{"@id": "urn:x:1"}, {"uid": "urn:x:1", "action": "use"}]}
    assert {"unknown", "purpose"} <= alarms(value)
