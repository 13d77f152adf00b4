"""A policy from elsewhere taken in: a draft made of it, or its digest bound to an agreement with what differs."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Final, cast

from datapact.agreements.projection.append import append, load_state
from datapact.agreements.projection.numbers import next_number
from datapact.agreements.projection.parties import KnownParty, blank_party, with_key
from datapact.agreements.projection.party_answers import parties_to_choose
from datapact.agreements.steps.negotiation import LONGEST_NOTE, bounded
from datapact.agreements.text.current_text import current_state
from datapact.base.beginnings import begins
from datapact.base.errors import DataPactError, WrongUse
from datapact.base.local_time import local_zone
from datapact.base.strictjson import parse
from datapact.base.texts import LANGUAGES, N_, Message, counted
from datapact.consent.terms.agreed_keys import agreed_key
from datapact.contract.templates.clause_library import free_id
from datapact.contract.templates.resolve import draft_state
from datapact.contract.templates.template import load_template
from datapact.contract.text.document import read_state
from datapact.dataspace.compare import NO_ALARM, OTHER_TEXT, Difference, Given, differences, read_given
from datapact.dataspace.export import ForMachines, for_machines
from datapact.dataspace.from_terms import dataset_iri
from datapact.dataspace.into_terms import MOST_NAMED, NOT_UNDERSTOOD, FromPolicy, into_terms, named_parties, shown
from datapact.dataspace.policy import PURPOSE, Rule
from datapact.dataspace.sentences import ACTIONS, day_words
from datapact.obligations.due.policies import PolicyRecord, keep_policy_record

if TYPE_CHECKING:
    from datapact.base.strictjson import JsonObject
    from datapact.contract.terms import Dataset, Localised, Party
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

LARGEST: Final = 16 * 1024 * 1024
"""Bytes of a policy from elsewhere."""
_ROOM: Final = 200  # characters for the last line of a remark that does not hold everything
_OURS: Final = "urn:datapact:organisation:"


@dataclass(frozen=True, slots=True)
class PolicyPreview:
    """The content of a draft from a policy, before anybody has said who its parties are."""

    names: tuple[str, ...]
    """Its parties, as ``named_parties`` has them."""
    meant: tuple[str, ...]
    """For each of them the name of the organisation that it is by itself; empty where a person has to say it."""
    known: tuple[str, ...]
    """Names of the organisations to choose from, our own first."""
    unmapped: tuple[Message, ...]
    """What would not be in the draft."""


def preview_policy(acting: Acting, data: bytes) -> PolicyPreview:
    """Read a policy for the questions that a draft of it needs answered; raises what ``draft_from_policy`` raises for the file."""
    given = read_given(parse(data, limit=LARGEST))
    names = named_parties(given)
    with acting.vault.read() as session:
        known = parties_to_choose(session)
    blank = {name: blank_party(f"party-{number}") for number, name in enumerate(names, start=1)}
    by_id = {one.organisation: one.name for one in known if one.organisation}
    meant = tuple(by_id.get(name.removeprefix(_OURS), "") if name.startswith(_OURS) else "" for name in names)
    found = into_terms(given, blank, local_zone(acting.clock()))
    return PolicyPreview(names, meant, tuple(dict.fromkeys(one.name for one in known)), found.unmapped)


@dataclass(frozen=True, slots=True)
class DraftFromPolicy:
    """A draft that was made of a policy."""

    history: str
    """Id of the new agreement."""
    digest: str
    """SHA-256 of the file of the policy, 64 hex digits."""
    found: FromPolicy
    """What became terms, and what did not."""
    numbers: tuple[str, ...] = ()
    """Numbers of the agreements of this vault whose policy it is; the draft has their names of data and purposes."""


def draft_from_policy(acting: Acting, data: bytes, template: str, who: Mapping[str, str]) -> DraftFromPolicy:
    """Draft an agreement of a template from a policy; its digest and what could not be mapped stand in the draft's remark.

    ``who`` says which organisation a party of the policy is: its name there, or ``assigner`` and ``assignee`` where it has
    none, with the beginning of an id or fingerprint or the name. Raises Malformed or TooLarge for what is no policy, AnswerNo for one that
    permits nothing, WrongUse where a party is missing, unknown or not told.
    """
    given = read_given(parse(data, limit=LARGEST))
    chosen_template = load_template(template)
    with acting.vault.read() as session:
        known = parties_to_choose(session)
    parties = _parties(named_parties(given), known, who)
    if not any(party.organisation == acting.organisation for party in parties.values()):
        raise WrongUse(
            N_("Your organisation is not among the parties of this policy. Say which one it is: --party NAME=ID.")
        )
    with acting.vault.read() as session:
        own_agreements = _agreements_of(session, given, {party.organisation for party in parties.values()})
    called = {iri: name for terms in own_agreements.values() for iri, name in terms.items()}
    found = into_terms(given, parties, local_zone(acting.clock()), called)
    digest = hashlib.sha256(data).hexdigest()
    history = f"urn:uuid:{uuid.uuid4()}"
    # What was not understood comes last: whoever sent the policy can write any number of it.
    told = sorted(found.unmapped, key=lambda one: one.id == NOT_UNDERSTOOD)
    remark = in_one_remark((Message(N_("Drafted from a policy, SHA-256 {digest}."), {"digest": digest}), *told))
    with acting.vault.write() as session:
        state = draft_state(
            chosen_template,
            found.terms,
            agreement=history,
            number=next_number(session, acting.clock()),
            title={language: chosen_template.name.text(language) for language in LANGUAGES},
            languages=LANGUAGES,
            prevailing=LANGUAGES[0],
        )
        append(acting, session, history, "draft", {"state": state, "note": bounded(remark)})
    return DraftFromPolicy(history, digest, found, tuple(own_agreements))


def _agreements_of(session: Session, given: Given, organisations: Set[str]) -> dict[str, dict[str, Localised]]:
    """Agreements of this vault to whose data and purposes the policy refers: by number, their names by what it calls them.

    Only those that all these organisations are parties of: a draft tells no partner what another one agreed.
    """
    named = [one.target for policy in given.policies for one in policy.rules]
    named += [
        text for policy in given.policies for rule in policy.rules for one in rule.constraints for text in one.right
    ]
    histories = dict.fromkeys(one.partition("#")[0] for one in named if one.startswith("urn:uuid:") and "#" in one)
    found: dict[str, dict[str, Localised]] = {}
    for history in list(histories)[:MOST_NAMED]:
        try:
            state = current_state(load_state(session, history))
            terms = read_state(cast("JsonObject", dict(state))).terms
        except DataPactError:  # not here, or not as a whole
            continue
        if not organisations <= {one.organisation for one in terms.parties if one.organisation}:
            continue
        names = {dataset_iri(history, one.key): one.name for one in terms.datasets}
        found[str(state.get("number", ""))] = names | {agreed_key(history, one.key): one.name for one in terms.purposes}
    return found


def _as_drafted(given: Given, found: FromPolicy, history: str) -> Given:
    """A policy with the names that the draft made of it has for its data and purposes."""
    datasets: dict[str, list[Dataset]] = {}
    for one, target in zip(found.terms.datasets, found.targets, strict=True):
        datasets.setdefault(target, []).append(one)
    purposes = {iri: agreed_key(history, one.key) for one, iri in zip(found.terms.purposes, found.meant, strict=True)}

    def called(rule: Rule) -> Rule:
        constraints = tuple(
            replace(one, right=tuple(purposes.get(text, text) for text in one.right)) if one.left == PURPOSE else one
            for one in rule.constraints
        )
        ours = datasets.get(rule.target, [])
        target = dataset_iri(history, ours[0].key) if len(ours) == 1 else rule.target
        return replace(rule, target=target, constraints=constraints)

    return Given(
        tuple(replace(one, rules=tuple(called(rule) for rule in one.rules), definition="") for one in given.policies)
    )


def _drafted_from(acting: Acting, history: str, digest: str, given: Given) -> FromPolicy | None:
    """What a draft of this agreement took from this very file; None where none was made of it."""
    with acting.vault.read() as session:
        drafts = load_state(session, history).facts.drafts
        if not any(isinstance(one.note, str) and digest in one.note for one in drafts):
            return None
        parties = next((read_state(one.state).terms.parties for one in drafts if isinstance(one.state, dict)), ())
    by_id = {f"{_OURS}{one.organisation}": one for one in parties if one.organisation}
    blank = {name: by_id.get(name, blank_party(f"party-{n}")) for n, name in enumerate(named_parties(given), start=1)}
    return into_terms(given, blank, local_zone(acting.clock()))


def in_one_remark(remarks: Sequence[Message]) -> str:
    """Sentences a line each; how many did not fit stands in the last line."""
    lines = [str(one) for one in remarks]
    kept = _fitting(lines, LONGEST_NOTE)
    if kept < len(lines):
        kept = _fitting(lines, LONGEST_NOTE - _ROOM)
        lines = [
            *lines[:kept],
            str(counted("{n} more finding: see the policy.", "{n} more findings: see the policy.", len(lines) - kept)),
        ]
    return "\n".join(lines)


def _fitting(lines: Sequence[str], most: int) -> int:
    return sum(length - 1 <= most for length in accumulate(len(one) + 1 for one in lines))


def _parties(names: tuple[str, ...], known: tuple[KnownParty, ...], who: Mapping[str, str]) -> dict[str, Party]:
    unknown = sorted(who.keys() - set(names))
    if unknown:
        raise WrongUse(
            N_("The policy names no party “{key}”. It names: {keys}."),
            key=shown(unknown[0]),
            keys=", ".join(shown(one) for one in names),
        )
    found: dict[str, Party] = {}
    orders = 1
    for name in names:
        wanted = who.get(name) or (name.removeprefix(_OURS) if name.startswith(_OURS) else "")
        fitting = [one for one in known if wanted and _is_meant(one, wanted)]
        if len(fitting) != 1:
            raise WrongUse(
                N_(
                    "Which organisation is “{name}” of the policy? Say it: --party {name}=ID, by its id, fingerprint or name."
                ),
                name=shown(name),
            )
        party = next(
            (one for one in found.values() if one.organisation and one.organisation == fitting[0].organisation), None
        )
        if party is None:
            key = free_id(fitting[0].party.key, {one.key for one in found.values()})
            party = with_key(fitting[0].party, key, orders)
            orders += len(party.signatories)
        found[name] = party
    return found


def _is_meant(one: KnownParty, wanted: str) -> bool:
    return (
        one.name.casefold() == wanted.casefold()
        or begins(one.organisation, wanted)
        or begins("".join(one.fingerprint.split()), "".join(wanted.split()))
    )


_MADE_OF_IT: Final = Difference(
    "left",
    Message(
        N_(
            "This draft was made of the policy, which refers to the text it came with. Once this text is signed, export its own policy."
        )
    ),
)


def _against_its_draft(exported: ForMachines, given: Given) -> tuple[Difference, ...]:
    """Where a policy says something other than what was made of it: what a draft does not say yet is no disagreement."""
    policy = exported.policy
    if exported.binding:
        return differences(policy, exported.terms, given)
    settled = replace(policy, rules=tuple(one for one in policy.rules if not one.unsettled))
    told = differences(settled, exported.terms, given)
    forbidden = {(one.target, one.action) for each in given.policies for one in each.rules if one.kind == "prohibition"}
    open_ = dict.fromkeys(
        one.action for one in policy.rules if one.unsettled and (one.target, one.action) not in forbidden
    )
    left = (Difference("left", Message(_NOT_SETTLED, {"action": Message(ACTIONS.get(one, one))})) for one in open_)
    return (*(_MADE_OF_IT if one.message.id == OTHER_TEXT else one for one in told), *left)


_NOT_SETTLED: Final = N_(
    "The policy does not forbid this, and the draft does not say yet whether it may be done: {action}."
)


@dataclass(frozen=True, slots=True)
class BoundPolicy:
    """A policy held against the text that counts today, and recorded with it."""

    digest: str
    """SHA-256 of the file of the policy, 64 hex digits."""
    differences: tuple[Difference, ...]
    """Where it says something else than the paper."""

    @property
    def alarms(self) -> tuple[Difference, ...]:
        """Differences in which it permits more, or cannot be understood."""
        return tuple(one for one in self.differences if one.matter not in NO_ALARM)


def held_against(acting: Acting, history: str, data: bytes, *, bind: bool = False) -> BoundPolicy:
    """Compare a policy with the paper; with ``bind`` a remark in this vault records its digest, the text's and what differs.

    Raises Malformed or TooLarge for what is no policy, and what ``for_machines`` raises.
    """
    given = read_given(parse(data, limit=LARGEST))
    exported = for_machines(acting, history)
    digest = hashlib.sha256(data).hexdigest()
    found = _drafted_from(acting, history, digest, given)
    if found is None:
        told = differences(exported.policy, exported.terms, given)
    else:
        told = _against_its_draft(exported, _as_drafted(given, found, history))
    if exported.pause is not None and any(one.matter == "end" for one in told):
        paused = N_(
            "The agreement is suspended from {day} on: until then alone a machine may go on. Export the policy anew."
        )
        told = (*told, Difference("left", Message(paused, {"day": day_words(exported.pause)})))
    bound = BoundPolicy(digest, told)
    if bind:
        words = Message(
            N_("Bound to the policy with SHA-256 {policy}, held against the text with SHA-256 {text}. {verdict}"),
            {
                "policy": bound.digest,
                "text": exported.policy.paper.text,
                "verdict": Message(
                    N_("They disagree:") if bound.alarms else N_("The policy permits no more than the paper.")
                ),
            },
        )
        remark = in_one_remark((words, *(each.message for each in bound.differences)))
        with acting.vault.write() as session:
            append(acting, session, history, "note", {"text": bounded(remark)})
            if exported.binding:
                paper = exported.policy.paper
                record = PolicyRecord(paper.text, paper.changes, exported.day, agrees=not bound.alarms)
                keep_policy_record(session, history, record)
    return bound
