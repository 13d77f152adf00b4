"""An answer as policy, request and state of the world, for evaluators of ODRL that are not ours.

After the W3C formal semantics of ODRL, in the vocabulary of its test suite (``force/sotw``): what each agreement of the answer permits
and forbids, who asks for what, and the moment. It carries the contract's part of an answer; consents and law are no rules of ODRL.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from datapact.base.clock import write_time
from datapact.base.errors import AnswerNo, Locked, Malformed, WrongUse
from datapact.base.strictjson import JsonObject, JsonValue, canonical, parse_object
from datapact.base.texts import N_, Message
from datapact.consent.decision.from_inputs import question_of
from datapact.consent.decision.replay import LARGEST_INPUTS
from datapact.consent.facts.facts import AgreementFacts, DecisionFacts
from datapact.consent.facts.facts_json import facts_from_json
from datapact.consent.facts.question import Question
from datapact.consent.proof.run import Rests, proven_whole
from datapact.dataspace.from_terms import COUNTRIES, dataset_iri, party_iri, policy_of
from datapact.dataspace.odrl import CONTEXT, VOCABULARY, write_rule
from datapact.dataspace.policy import (
    AGGREGATE,
    DELIVERIES,
    DERIVE,
    FINE_TUNE,
    LICENCE,
    PROFILE,
    PUBLISH,
    PURPOSE,
    REMOTE,
    SPATIAL,
    TEST,
    TRAIN,
    USE,
    Kind,
    Paper,
)
from datapact.organisation.acting.exported import write_exported
from datapact.organisation.acting.records import record_by_entry
from datapact.vault.database import entries

if TYPE_CHECKING:
    from pathlib import Path

    from datapact.organisation.acting.acting_member import Acting

_SOTW: Final = "https://w3id.org/force/sotw#"
_WORDS: Final[JsonObject] = {
    "sotw": _SOTW,
    "dcterms": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_TYPES: Final[Mapping[Kind, str]] = {"permission": "Permission", "prohibition": "Prohibition", "obligation": "Duty"}
_ACTIONS: Final[Mapping[str, str]] = {
    "share": USE,
    "train": TRAIN,
    "fine_tune": FINE_TUNE,
    "test": TEST,
    "remote_access": REMOTE,
    "derive": DERIVE,
    "link": AGGREGATE,
    "publish": PUBLISH,
    "license_model": LICENCE,
}
_GRANTING: Final = ("in_force", "suspended")
POLICY, REQUEST, STATE = "policy.jsonld", "request.jsonld", "state-of-the-world.jsonld"
"""Names of the three files."""


def evaluation_of(inputs: Mapping[str, Any], agreed: str) -> Mapping[str, JsonObject]:
    """The three documents of an answer by file name, from its inputs; ``agreed`` is the agreed purpose that it is about, or empty."""
    return documents_of(question_of(inputs), facts_from_json(inputs["world"]), agreed)


def documents_of(question: Question, facts: DecisionFacts, agreed: str) -> Mapping[str, JsonObject]:
    """The same of a question and its facts."""
    about = [one for one in facts.agreements if any(each.key == question.dataset for each in one.terms.datasets)]
    wanted = agreed or question.agreed
    asked = next((one for one in about if wanted.startswith(f"{one.id}#")), about[0] if about else None)
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{question.dataset} {question.partner} {wanted} {write_time(question.at)}")
    return {
        POLICY: {"@context": CONTEXT, "@graph": list(_policies(about, facts))},
        REQUEST: {"@context": _WORDS, **_request(question, facts, asked, wanted, name)},
        STATE: {
            "@context": _WORDS,
            "@id": f"urn:uuid:{name}#state",
            "@type": "sotw:SotW",
            "sotw:currentTime": {
                "@id": f"urn:uuid:{name}#now",
                "dcterms:issued": {"@value": write_time(question.at), "@type": "xsd:dateTime"},
            },
        },
    }


def _policies(about: list[AgreementFacts], facts: DecisionFacts) -> Iterator[JsonObject]:
    """One policy for each agreement that is in force then; the others grant nothing."""
    for one in about:
        if (
            not one.signed
            or one.status not in _GRANTING
            or any(gone == one.own and last < facts.day for gone, last, _way in one.going)
        ):
            continue
        keys = {party.key: party.organisation for party in one.terms.parties}
        until = {keys[key]: last for key, last, _way in one.going if keys.get(key)}
        ordered = {(dataset, keys[party]): last for dataset, party, last in one.ended if keys.get(party)}
        paper = Paper(one.id, one.number, one.title, "", "", "", 0)
        policy = policy_of(one.terms, paper, facts.zone, facts.day, until, one.ends, ordered)
        value: JsonObject = {"uid": f"{one.id}#policy", "type": "Agreement", "profile": PROFILE, "conflict": "prohibit"}
        for kind, name in _TYPES.items():
            written: list[JsonValue] = [
                {"uid": f"{one.id}#policy.{place}", "type": name, **write_rule(rule)}
                for place, rule in enumerate(policy.rules)
                if rule.kind == kind
            ]
            if written:
                value[kind] = written
        yield value


def _request(
    question: Question, facts: DecisionFacts, asked: AgreementFacts | None, agreed: str, name: uuid.UUID
) -> JsonObject:
    party, target, place = question.partner, question.dataset, question.place
    if asked is not None:
        key = asked.key_of(question.partner)
        seat = next((one for one in asked.terms.parties if one.key == key), None)
        party = party_iri(asked.id, key, seat.organisation if seat is not None else "")
        target = dataset_iri(asked.id, question.dataset)
        place = place or (asked.seats_of(key)[0] if seat is not None else "")
    count = next(
        (n for dataset, who, n in facts.deliveries if (dataset, who) == (question.dataset, question.partner)), 0
    )
    parameters: list[JsonValue] = [
        _parameter(f"{VOCABULARY}{PURPOSE}", {"@id": agreed or question.purpose}),
        _parameter(DELIVERIES, {"@value": str(count + 1), "@type": "xsd:nonNegativeInteger"}),
    ]
    if place:
        parameters.append(_parameter(f"{VOCABULARY}{SPATIAL}", {"@id": f"{COUNTRIES}{place}"}))
    action = _ACTIONS.get(question.action, USE)
    return {
        "@id": f"urn:uuid:{name}",
        "@type": "sotw:EvaluationRequest",
        "dcterms:issued": {"@value": write_time(facts.known_at), "@type": "xsd:dateTime"},
        "sotw:requestingParty": {"@id": party},
        "sotw:requestedAction": {"@id": action if ":" in action else f"{VOCABULARY}{action}"},
        "sotw:requestedTarget": {"@id": target},
        "sotw:requestParameter": parameters,
    }


def _parameter(feature: str, value: JsonValue) -> JsonObject:
    return {"@type": "sotw:RequestParameter", "sotw:describesFeature": {"@id": feature}, "sotw:value": value}


def write_evaluation(acting: Acting, entry: str, folder: Path) -> tuple[Path, ...]:
    """Write the three files of a used answer, recorded as exports.

    Raises WrongUse for an entry that is no answer, AnswerNo where its inputs are gone, Malformed where they cannot be read, Locked for a
    member who is neither legal, lead nor auditor, NotProven where records do not fit what was signed.
    """
    if acting.member.roles.isdisjoint({"legal", "lead", "auditor"}):
        raise Locked(N_("Answers are exported by a legal member, a lead or an auditor. Ask one of them."))
    with acting.vault.read() as session:
        proven_whole(acting, session, Rests())
        record = record_by_entry(session, entry)
        if record is None or record.kind != "decision":
            raise WrongUse(N_("There is no answer with this entry in the vault."))
        kept = entries.attachment(session, str(record.body.get("inputs", "")))
    if kept is None:
        raise AnswerNo(N_("The inputs of the answer are no longer in this vault."))
    inputs = parse_object(kept[1], limit=LARGEST_INPUTS)
    try:
        documents = evaluation_of(inputs, str(record.body.get("agreed", "")))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Malformed(N_("The inputs of this answer cannot be read. Restore the record from a backup.")) from error
    for name, value in documents.items():
        write_exported(acting, folder / name, canonical(value), Message(N_("Export of an answer on sharing")))
    return tuple(folder / name for name in documents)
