"""Disagreements between the policy of a machine and the paper, as findings in sentences.

A machine may permit less than the paper; that is told and is no alarm. Where it permits more, for another purpose, longer, elsewhere,
or without a prohibition or a duty of the paper, somebody will one day do what nobody agreed to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from datapact.base.errors import Malformed, TooLarge
from datapact.base.texts import N_, Argument, Message
from datapact.contract.terms import Terms
from datapact.contract.vocabulary.messages import own
from datapact.dataspace.catena_x import agreements_named, in_plain_odrl, is_catena_x
from datapact.dataspace.connector import ASSET_ID
from datapact.dataspace.from_terms import dataset_iri
from datapact.dataspace.odrl import MOST_RULES, is_known_context, read_rules
from datapact.dataspace.policy import DATE_TIME, DELIVERIES, PURPOSE, SPATIAL, TEXT_DIGEST, USE, Policy, Rule
from datapact.dataspace.protocol import Pair, pair_id
from datapact.dataspace.sentences import ACTIONS

type Matter = Literal[
    "purpose",
    "place",
    "end",
    "begin",
    "count",
    "prohibition",
    "duty",
    "dataset",
    "paper",
    "narrower",
    "left",
    "unknown",
]
NO_ALARM: Final = frozenset({"narrower", "left"})
"""Matters of what is told and is no alarm."""
_INSIDE: Final[Mapping[str, str]] = {
    "ContractAgreementMessage": "agreement",
    "ContractOfferMessage": "offer",
    "PolicyDefinition": "policy",
    "ContractAgreement": "policy",
}
OTHER_TEXT: Final = N_("The policy refers to another text than the one that counts now.")
MOST_SHOWN: Final = 120
"""Characters of a word of a policy that a sentence repeats."""
_NEVER, _ALWAYS = "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Difference:
    """One disagreement of a policy with the paper."""

    matter: Matter
    """What it is about; ``narrower`` and ``left`` (to the paper, which prevails) are no alarm."""
    message: Message
    """One sentence."""


@dataclass(frozen=True, slots=True)
class GivenPolicy:
    """One policy from elsewhere, as far as it is understood. A machine enforces it without the others of its file."""

    rules: tuple[Rule, ...]
    """Its rules; a missing party or dataset is empty and stands for any."""
    digests: tuple[str, ...]
    """``sha256:`` digests of the text to which it refers."""
    strange: tuple[str, ...]
    """Places of what was not understood."""
    prevails: bool = False
    """It says itself that the paper to which it refers prevails over it."""
    agreements: tuple[str, ...] = ()
    """Ids of the agreements that it names beside their digests."""
    definition: str = ""
    """Id of the policy definition that it is, where nothing in the file says to which data it is bound."""


@dataclass(frozen=True, slots=True)
class Given:
    """The policies of a file from elsewhere."""

    policies: tuple[GivenPolicy, ...]
    """In the order of the file."""

    @property
    def digests(self) -> tuple[str, ...]:
        """Every digest that one of them names."""
        return tuple(dict.fromkeys(text for one in self.policies for text in one.digests))


def read_given(value: Any) -> Given:
    """The rules of an ODRL policy, of messages of the Dataspace Protocol or of a connector's files, or a list of them.

    Raises Malformed where there is none, TooLarge for more than 20,000 rules.
    """
    found: list[GivenPolicy] = []
    documents = value if isinstance(value, list) else [value]
    offered = _offered(documents)
    bare = 0
    for place, one in enumerate(documents):
        if not isinstance(one, Mapping):
            raise Malformed(N_("This file holds no policy: a JSON object was expected."))
        if one.get("@type") == "ContractDefinition" and "type" not in one:
            if set(one) - _AROUND["ContractDefinition"]:
                found.append(GivenPolicy((), (), (f"[{place}]",)))
            bare += 1
            continue  # it names a policy by its id and holds none
        kind = str(one.get("@type", ""))
        inside = _INSIDE.get(kind)
        policy = one.get(inside) if inside else one
        if not isinstance(policy, Mapping):
            raise Malformed(N_("This file holds no policy: a JSON object was expected."))
        if kind == "PolicyDefinition" and "target" not in policy and (target := offered.get(str(one.get("@id", "")))):
            policy = {**policy, "target": target}
        definition = str(one.get("@id", "")) if kind == "PolicyDefinition" and "target" not in policy else ""
        if kind == "ContractAgreement":
            said = {ours: one[theirs] for ours, theirs in _BESIDE.items() if theirs in one}
            beside = [
                theirs
                for ours, theirs in _BESIDE.items()
                if ours in said and policy.get(ours, said[ours]) != said[ours]
            ]
            policy = {**said, **policy}
        else:
            beside = []
        prevails = False
        agreements: tuple[str, ...] = ()
        of_profile = is_catena_x(policy.get("@context", one.get("@context")))
        if of_profile:
            agreements = agreements_named(policy)
            policy, prevails = in_plain_odrl(policy)
        rules, unknown = read_rules(policy)
        if sum(len(each.rules) for each in found) + len(rules) > MOST_RULES:
            raise TooLarge(N_("This policy has more than {most} rules."), most=MOST_RULES)
        strange = [f"[{place}].{name}" for name in (*unknown, *beside)]
        if inside:
            strange += [f"[{place}].{name}" for name in sorted(set(one) - _AROUND[kind])]
            known = is_known_context(one.get("@context")) or (of_profile and is_catena_x(one.get("@context")))
            strange += [] if known else [f"[{place}].@context"]
        digests = [str(policy["dp:textDigest"])] if "dp:textDigest" in policy else []
        digests += [
            text for rule in rules for each in rule.constraints if each.left == TEXT_DIGEST for text in each.right
        ]
        found.append(
            GivenPolicy(rules, tuple(dict.fromkeys(digests)), tuple(strange), prevails, agreements, definition)
        )
    if bare and bare == len(documents):
        raise Malformed(
            N_(
                "A contract definition holds no policy: it names one by its id. Compare the contract agreement, or the policy definition, "
                "alone or both in one list."
            )
        )
    return Given(tuple(found))


_BESIDE: Final = {"assigner": "providerId", "assignee": "consumerId", "target": "assetId"}
"""What stands beside the policy of a contract agreement and says the same as inside."""
_AROUND: Final[Mapping[str, frozenset[str]]] = {
    "ContractAgreementMessage": frozenset({"@context", "@type", "@id", "providerPid", "consumerPid", "agreement"}),
    "ContractOfferMessage": frozenset(
        {"@context", "@type", "@id", "providerPid", "consumerPid", "callbackAddress", "offer"}
    ),
    "PolicyDefinition": frozenset({"@context", "@type", "@id", "createdAt", "policy"}),
    "ContractAgreement": frozenset(
        {"@context", "@type", "@id", "assetId", "providerId", "consumerId", "contractSigningDate", "policy"}
    ),
    "ContractDefinition": frozenset(
        {"@context", "@type", "@id", "createdAt", "accessPolicyId", "contractPolicyId", "assetsSelector"}
    ),
}
"""What may stand around a policy, by the kind of its message or file; anything else might change what it says."""


def _offered(documents: Sequence[Any]) -> Mapping[str, str]:
    """The one dataset that the contract definitions of a file offer under each policy definition, by its id."""
    found: dict[str, set[str]] = {}
    for one in documents:
        if isinstance(one, Mapping) and one.get("@type") == "ContractDefinition":
            selector = one.get("assetsSelector")
            criteria = selector if isinstance(selector, list) else [selector]
            named = {
                str(each.get("operandRight", ""))
                for each in criteria
                if isinstance(each, Mapping) and each.get("operator") == "=" and each.get("operandLeft") == ASSET_ID
            }
            for definition in (one.get("accessPolicyId"), one.get("contractPolicyId")):
                found.setdefault(str(definition), set()).update(named or {""})
    return {definition: next(iter(named)) for definition, named in found.items() if len(named) == 1}


def differences(policy: Policy, terms: Terms, given: Given) -> tuple[Difference, ...]:
    """The places where a policy from elsewhere says something other than the paper; empty where both say the same."""
    found = {(one.matter, one.message.text("en")): one for one in _differences(policy, terms, given)}
    return tuple(found.values())


def _differences(policy: Policy, terms: Terms, given: Given) -> Iterator[Difference]:
    ours = {f"sha256:{one}" for one in (policy.paper.text, policy.paper.signed) if one}
    names = _names(policy, terms)
    bound = {pair_id(policy, pair, "policy"): pair for pair in policy.pairs()}
    policies = [replace(one, rules=_filled(policy, _bound(one, bound))) for one in given.policies]
    for one in policies:
        if pair := bound.get(one.definition):
            words = N_(
                "A policy definition names no data. This one has the id under which this agreement exports it for “{dataset}”, and was "
                "held against that: bind it to no other data."
            )
            yield Difference("left", Message(words, {"dataset": names.get(pair[2], pair[2])}))
        if one.prevails:
            words = N_(
                "What the policy does not say it leaves to the paper, which prevails. A machine does not enforce that: limit the access "
                "and tell those who use the data."
            )
            yield Difference("left", Message(words))
        if not one.digests:
            yield Difference("paper", Message(N_("The policy does not refer to the paper by its digest.")))
        elif not (set(one.digests) <= ours and set(one.agreements) <= {policy.paper.agreement}):
            yield Difference("paper", Message(OTHER_TEXT))
        for place in one.strange:
            yield Difference(
                "unknown", Message(N_("DataPact does not understand {place} of the policy."), {"place": place})
            )
        yield from _against(policy, one.rules, names)
        if one.definition and one.definition not in bound:
            words = N_(
                "To which data a policy definition is bound, its contract definition says: compare both in one list, or the contract "
                "agreement."
            )
            yield Difference("left", Message(words))
    if not given.digests and not given.policies:
        yield Difference("paper", Message(N_("The policy does not refer to the paper by its digest.")))
    permitted = tuple(rule for one in policies for rule in one.rules if rule.kind == "permission")
    for rule in policy.rules:
        if rule.kind == "permission" and (not permitted or any(_is_of(rule, one) for one in permitted)):
            yield from _lacking(rule, permitted, names)


def _bound(given: GivenPolicy, bound: Mapping[str, Pair]) -> GivenPolicy:
    """A policy definition of ours with the pair and the data under whose id it stands."""
    pair = bound.get(given.definition)
    if pair is None:
        return given
    assigner, assignee, target = pair
    rules = (
        replace(one, assigner=one.assigner or assigner, assignee=one.assignee or assignee, target=one.target or target)
        for one in given.rules
    )
    return replace(given, rules=tuple(rules))


def _filled(policy: Policy, given: GivenPolicy) -> tuple[Rule, ...]:
    """The rules of a policy over which the paper prevails, with what the paper says where they say nothing."""
    if not given.prevails:
        return given.rules
    found: list[Rule] = []
    for rule in given.rules:
        ours = [
            one for one in policy.rules if one.kind == rule.kind and one.action == rule.action and _is_of(one, rule)
        ]
        if rule.kind != "permission" or not ours:
            found.append(rule)
            continue
        said = {(one.left, one.operator) for one in rule.constraints}
        for one in ours:
            beside = [
                each for each in one.constraints if each.left == PURPOSE or (each.left, each.operator) not in said
            ]
            if _of(rule, PURPOSE):
                beside = [each for each in beside if each.left != PURPOSE]
            found.append(
                replace(
                    rule,
                    assigner=one.assigner,
                    assignee=one.assignee,
                    target=one.target,
                    constraints=(*rule.constraints, *beside),
                )
            )
    return (*dict.fromkeys(found), *(one for one in policy.rules if one.kind != "permission"))


def _against(policy: Policy, rules: Sequence[Rule], names: Mapping[str, Argument]) -> Iterator[Difference]:
    """Where one policy permits more than the paper, pair by pair: what it leaves open it permits to each, and to others."""
    by_pair: dict[tuple[str, str, str], list[Rule]] = {}
    for rule in policy.rules:
        by_pair.setdefault((rule.assigner, rule.assignee, rule.target), []).append(rule)
    permissions = [one for one in rules if one.kind == "permission"]
    for rule in dict.fromkeys(permissions):
        matching = [pair for pair, found in by_pair.items() if _is_of(found[0], rule)]
        if not matching:
            words = N_("The policy permits the use of “{dataset}” between parties that the paper does not name for it.")
            yield Difference("dataset", Message(words, {"dataset": names.get(rule.target, rule.target)}))
        about: dict[str, Argument] = {"dataset": names.get(rule.target, rule.target) or Message(N_("all data"))}
        if matching and not rule.assignee:
            words = N_("The policy permits “{dataset}” to everybody; the paper says to whom.")
            yield Difference("dataset", Message(words, about))
        if matching and not rule.target:
            words = N_("The policy names no data and permits whatever it is bound to; the paper names the data.")
            yield Difference("dataset", Message(words))
        if matching and rule.action != USE:
            words = N_(
                "The policy permits with “{dataset}”: {action}. The paper permits a machine nothing but the use."
            )
            action = Message(ACTIONS[rule.action]) if rule.action in ACTIONS else rule.action[:MOST_SHOWN]
            yield Difference("prohibition", Message(words, {**about, "action": action}))
        for pair in matching:
            yield from _wider(rule, by_pair[pair], names)
    for found in by_pair.values():
        if any(_is_of(found[0], one) for one in permissions):
            theirs = list(dict.fromkeys(one for one in rules if one.kind != "permission" and _is_of(found[0], one)))
            for rule in found:
                if rule.kind != "permission":
                    yield from _lacking(rule, theirs, names)


def _is_of(ours: Rule, theirs: Rule) -> bool:
    """Whether a rule from elsewhere is about the same pair and dataset; what it does not name stands for any."""
    return (
        theirs.assigner in ("", ours.assigner)
        and theirs.assignee in ("", ours.assignee)
        and theirs.target in ("", ours.target)
    )


def _wider(rule: Rule, matching: Sequence[Rule], names: Mapping[str, Argument]) -> Iterator[Difference]:
    about: dict[str, Argument] = {"dataset": names.get(matching[0].target, matching[0].target)}
    permitted = {purpose: one for one in matching if one.kind == "permission" for purpose in _of(one, PURPOSE)}
    purposes = _purposes(rule)
    if not _of(rule, PURPOSE):
        yield Difference("purpose", Message(N_("The policy permits “{dataset}” for every purpose."), about))
    for purpose in purposes:
        if purpose not in permitted:
            words = N_("The policy permits “{dataset}” for a purpose that the paper does not permit: {purpose}.")
            yield Difference("purpose", Message(words, about | {"purpose": names.get(purpose, purpose)}))
    for ours in (permitted[one] for one in purposes if one in permitted):
        if (places := set(_of(ours, SPATIAL))) and not set(_of(rule, SPATIAL)) <= places:
            yield Difference(
                "place", Message(N_("The policy permits “{dataset}” in places that the paper does not permit."), about)
            )
        elif places and not _of(rule, SPATIAL):
            yield Difference(
                "place", Message(N_("The policy permits “{dataset}” everywhere; the paper limits the place."), about)
            )
        if max(_of(rule, DATE_TIME, "lteq"), default=_NEVER) > max(_of(ours, DATE_TIME, "lteq"), default=_NEVER):
            yield Difference("end", Message(N_("The policy permits “{dataset}” longer than the paper."), about))
        if min(_of(rule, DATE_TIME, "gteq"), default=_ALWAYS) < min(_of(ours, DATE_TIME, "gteq"), default=_ALWAYS):
            yield Difference("begin", Message(N_("The policy permits “{dataset}” earlier than the paper."), about))
        most = [int(one) for one in _of(ours, DELIVERIES)]
        theirs = [int(one) for one in _of(rule, DELIVERIES)]
        if most and (not theirs or min(theirs) > min(most)):
            yield Difference(
                "count", Message(N_("The policy permits more deliveries of “{dataset}” than the paper."), about)
            )


def _lacking(ours: Rule, given: Sequence[Rule], names: Mapping[str, Argument]) -> Iterator[Difference]:
    theirs = [one for one in given if one.kind == ours.kind and _is_of(ours, one)]
    about: dict[str, Argument] = {
        "dataset": names.get(ours.target, ours.target),
        "action": Message(ACTIONS.get(ours.action, ours.action)),
    }
    if ours.kind == "permission":
        if not set(_of(ours, PURPOSE)) & {purpose for one in theirs for purpose in _purposes(one)}:
            words = N_("The paper permits “{dataset}” for a purpose that the policy does not name: {purpose}.")
            purpose = next(iter(_of(ours, PURPOSE)), "")
            yield Difference("narrower", Message(words, about | {"purpose": names.get(purpose, purpose)}))
    elif ours.kind == "prohibition":
        purposes = set(_of(ours, PURPOSE))
        if not any(one.action in (ours.action, USE) and _reaches(one, purposes) for one in theirs):
            words = (
                N_("A purpose that the paper prohibits for “{dataset}” is not prohibited in the policy.")
                if purposes
                else N_("The policy does not forbid this with “{dataset}”: {action}. The paper does not permit it.")
            )
            yield Difference("prohibition", Message(words, about))
    else:
        last = max(_of(ours, DATE_TIME, "lteq"), default=_NEVER)
        if not any(
            one.action == ours.action
            and all(each.left == DATE_TIME and each.operator == "lteq" for each in one.constraints)
            and max(_of(one, DATE_TIME, "lteq"), default=_NEVER) <= last
            for one in theirs
        ):
            yield Difference(
                "duty", Message(N_("The paper orders to delete “{dataset}” by a day; the policy does not."), about)
            )


def _purposes(rule: Rule) -> tuple[str, ...]:
    """The purposes of a permission; of several constraints all hold, so those that exclude one another leave none."""
    named = [one.right for one in rule.constraints if one.left == PURPOSE]
    common = set(named[0]).intersection(*named[1:]) if named else set()
    return tuple(dict.fromkeys(one for one in (named[0] if named else ()) if one in common))


def _reaches(prohibition: Rule, purposes: set[str]) -> bool:
    """Whether a prohibition holds always, or for all of these purposes: any other constraint lets something through."""
    if not prohibition.constraints:
        return True
    return bool(purposes) and all(one.left == PURPOSE and purposes <= set(one.right) for one in prohibition.constraints)


def _of(rule: Rule, left: str, operator: str = "") -> tuple[str, ...]:
    return tuple(
        text for one in rule.constraints if one.left == left and operator in ("", one.operator) for text in one.right
    )


def _names(policy: Policy, terms: Terms) -> dict[str, Argument]:
    agreement = policy.paper.agreement
    names: dict[str, Argument] = {dataset_iri(agreement, one.key): own(one.name, one.key) for one in terms.datasets}
    return names | {f"{agreement}#purposes.{one.key}": own(one.name, one.key) for one in terms.purposes}
