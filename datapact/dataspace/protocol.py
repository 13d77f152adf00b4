"""Messages of the Dataspace Protocol 2025-1: one offer or agreement for each directed pair and dataset.

The protocol's context defines few terms, so those of ODRL bear their prefix and ours their IRI. There is no message after
FINALIZED or TERMINATED: what happens to the paper later is told beside it.
"""

from __future__ import annotations

from typing import Final
from uuid import NAMESPACE_URL, uuid5

from datapact.base.strictjson import JsonObject, JsonValue
from datapact.dataspace.odrl import write_constraint
from datapact.dataspace.policy import PROFILE, TEXT_DIGEST, USE, Constraint, Policy, Rule

CONTEXT: Final = "https://w3id.org/dspace/2025/1/context.jsonld"
type Pair = tuple[str, str, str]


def pair_id(policy: Policy, pair: Pair, what: str) -> str:
    """The same id for the same paper, pair and kind of file, wherever it is exported."""
    paper = policy.paper
    return f"urn:uuid:{uuid5(NAMESPACE_URL, '|'.join((what, paper.agreement, paper.text, str(paper.changes), *pair)))}"


def agreement_message(policy: Policy, pair: Pair) -> JsonObject:
    """A ContractAgreementMessage that concludes what the paper says between two parties on one dataset."""
    return {
        "@context": [CONTEXT],
        "@type": "ContractAgreementMessage",
        "providerPid": pair_id(policy, pair, "provider"),
        "consumerPid": pair_id(policy, pair, "consumer"),
        "agreement": agreement_of(policy, pair),
    }


def agreement_of(policy: Policy, pair: Pair) -> JsonObject:
    """The agreement inside a message or a connector's file."""
    assigner, assignee, target = pair
    return {
        "@type": "Agreement",
        "@id": pair_id(policy, pair, "agreement"),
        "target": target,
        "assigner": assigner,
        "assignee": assignee,
        **({"timestamp": policy.paper.signed_at} if policy.paper.signed_at else {}),
        "profile": PROFILE,
        **rules_of(policy, pair),
    }


def offer_message(policy: Policy, pair: Pair) -> JsonObject:
    """A ContractOfferMessage: what would be agreed once people have signed."""
    return {
        "@context": [CONTEXT],
        "@type": "ContractOfferMessage",
        "providerPid": pair_id(policy, pair, "provider"),
        "callbackAddress": "urn:datapact:no-callback",
        "offer": {
            "@type": "Offer",
            "@id": pair_id(policy, pair, "offer"),
            "target": pair[2],
            "profile": PROFILE,
            **rules_of(policy, pair),
        },
    }


def rules_of(policy: Policy, pair: Pair) -> JsonObject:
    """Permissions, prohibitions and obligations of a pair, without parties and target, which stand outside.

    Each permission names the digest of the paper, since connectors drop members that they do not know.
    """
    found: JsonObject = {}
    paper = Constraint(TEXT_DIGEST, "eq", (f"sha256:{policy.paper.text}",))
    for kind in ("permission", "prohibition", "obligation"):
        written: list[JsonValue] = [
            _rule(one, (paper,) if kind == "permission" else ()) for one in policy.of_pair(pair) if one.kind == kind
        ]
        if written:
            found[kind] = written
    return found


def _rule(rule: Rule, more: tuple[Constraint, ...]) -> JsonObject:
    value: JsonObject = {"action": _prefixed(rule.action)}
    if constraints := (*rule.constraints, *more):
        value["constraint"] = [_constraint(one) for one in constraints]
    return value


def _constraint(one: Constraint) -> JsonObject:
    return {**write_constraint(one), "leftOperand": _prefixed(one.left)}


def _prefixed(term: str) -> str:
    """Terms that the protocol's context lacks, with their prefix."""
    return term if ":" in term or term == USE else f"odrl:{term}"
