"""The check of one agreement in this vault: findings on the text that counts, and their overrides."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from datapact.agreements.projection.projection import ends_on, state_digest
from datapact.agreements.projection.status import duration_days, status
from datapact.agreements.projection.who_is_party import members_of
from datapact.agreements.text.current_text import current_proposal, current_state, is_whole_text
from datapact.agreements.text.own_answers import own_facts
from datapact.agreements.text.text_version import terms_of_clauses
from datapact.agreements.text.versions import authors_of_text
from datapact.base.local_time import day_of, local_zone
from datapact.base.strictjson import JsonObject, canonical, to_base64url
from datapact.base.texts import Argument, Message
from datapact.checks.model.facts import SigningFacts
from datapact.checks.model.finding import Finding
from datapact.checks.model.missing_in_text import gaps_joined
from datapact.checks.model.signing_authority import is_met
from datapact.checks.run.engine import HOUSE_RULES, RULES, check, may_stand_in_file
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.document import ACCEDES, amends_on_paper, relation_of, taking_part
from datapact.contract.wording.provided import Confirmed, wording_at
from datapact.contract.wording.remembered import Remembered

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import Override


def house_rules() -> tuple[tuple[str, str, Message], ...]:
    """(id, severity by default, what it requires) of every rule whose severity may be set."""
    return tuple((rule.id, rule.severity or "W", rule.requirement) for rule in RULES if rule.id in HOUSE_RULES)


type Where = tuple[str, str]


def overrides_that_hold(
    folded: AgreementState,
    state: Mapping[str, Any],
    organisation: str,
    findings: Iterable[Finding],
    others: AbstractSet[str] = frozenset(),
) -> dict[Where, Override]:
    """The newest override, by finding id and place, that holds for this text.

    ``others``: keys of further authors, of what it amends or amended it.

    A legal member sets a finding aside for the wording that it is about: once that changes, it is open again. Whoever
    drafted the text does so only as the one legal member there is, and marked as such.
    """
    found: dict[Where, Override] = {}
    if not folded.facts.overrides:  # the digest of a text of many parties takes its time
        return found
    digest, drafters = state_digest(state), authors_of_text(folded, organisation) | others
    wordings = {(one.id, one.place): wording_of(state, one) for one in findings}
    for one in folded.facts.overrides:
        where = (str(one.finding), str(one.place))
        same = one.wording == wordings.get(where) if one.wording else one.state_digest == digest
        if same and (one.alone or one.author not in drafters):
            found[where] = one
    return found


def overridden_places(
    folded: AgreementState,
    state: Mapping[str, Any],
    organisation: str,
    findings: Iterable[Finding],
    others: AbstractSet[str] = frozenset(),
) -> frozenset[Where]:
    """(finding id, place) of every override that holds for this text; ``others`` as above."""
    return frozenset(overrides_that_hold(folded, state, organisation, findings, others))


def wording_of(state: Mapping[str, Any], finding: Finding) -> str:
    """Digest (base64url SHA-256) of what a finding is about: the values at its place, and what its sentence names.

    Of a paragraph this is its clause; of words that stand nowhere, the whole text.
    """
    said = {name: _plainly(value) for name, value in finding.message.arguments.items()}
    about: JsonObject = {"place": finding.place, "value": part_at(state, finding.place), "says": said}
    if len(finding.places) > 1:  # the sentence counts beyond the first few, and names words by their places
        about["values"] = {place: part_at(state, place) for place in finding.places}
    return to_base64url(hashlib.sha256(canonical(about)).digest())


def _plainly(value: Argument) -> str:
    return value.text("en") if isinstance(value, Message) else str(value)


def part_at(state: Mapping[str, Any], place: str) -> Any:
    """The part of a state that a place lies in: a member of a list with its key, or a whole member of the terms."""
    first, *rest = place.split(".")
    if first in ("clauses", "provides"):
        clauses = state.get("clauses", [])
        return next((one for one in clauses if _holds(one, ".".join(rest))), clauses)
    value = state.get("terms", {}).get(first, state.get(first))
    if not isinstance(value, list) or not rest:
        return value
    if rest[0].isdigit():
        return value[int(rest[0])] if int(rest[0]) < len(value) else None
    return next((one for one in value if isinstance(one, Mapping) and one.get("key") == rest[0]), None)


def _holds(part: Any, key: str) -> bool:
    """Whether a clause is the one with this id, or has it inside."""
    if isinstance(part, Mapping):
        return part.get("id") == key or any(_holds(one, key) for one in part.values())
    return isinstance(part, list) and any(_holds(one, key) for one in part)


def earlier_states(folded: AgreementState) -> list[dict[str, Any]]:
    """The states that the current one grew from, oldest first: they show which translations are outdated."""
    current = current_proposal(folded)
    if current is None:
        return []
    known = {draft.digest: draft for draft in folded.facts.drafts} | dict(folded.facts.offers)
    before = []
    for digest in folded.order[: folded.order.index(current.digest)]:
        proposal = known.get(digest)
        if proposal is None or not isinstance(proposal.state, Mapping) or not is_whole_text(folded, proposal):
            continue
        if digest in folded.facts.offers and not folded.dag.knows(current.digest, digest):
            continue  # a proposal that the current one does not answer
        before.append(dict(proposal.state))
    return before


def signing_facts(folded: AgreementState, state: Mapping[str, Any], on: date) -> SigningFacts:
    """Facts from the signatures under this text as at ``on``; parties by their key."""
    terms = state.get("terms", {})
    starts, ends = duration_days(terms)
    now = status(folded.stage, on, starts=starts, ends=ends, terminated=ends_on(folded))
    given = {signed.slot for signed in folded.signed}
    slots = folded.freeze.slots if folded.freeze is not None else ()
    met = set()
    for party in terms.get("parties", ()):
        own = [slot for slot in slots if slot.party == party["key"]]
        signed = [str(slot.capacity) for slot in own if slot.id in given]
        if len(signed) == len(own) and is_met(str(party.get("signing_rule", "sole")), signed):
            met.add(str(party["key"]))
    elsewhere = folded.signed_elsewhere
    recorded = (
        {} if elsewhere is None else {str(party["key"]): elsewhere.evidence for party in terms.get("parties", ())}
    )
    return SigningFacts(
        in_force=now == "in_force", rule_met=frozenset(met), elsewhere=recorded, concluded=concluded_on(folded)
    )


def _asked_for_no_signature(folded: AgreementState, state: Mapping[str, Any]) -> frozenset[str]:
    """Keys of parties that sign nothing of this text: for whom others sign an accession, and who joined by one.

    Findings do not ask for their signatures. Whether an accession counts, the members say; answers on sharing rest on that alone.
    """
    parties = state.get("terms", {}).get("parties", ())
    signing = {party["key"] for party in taking_part(state)} if relation_of(state) == ACCEDES else None
    joined = {one.organisation for one in members_of(folded).joined} if folded.facts.accessions else set()
    return frozenset(
        str(party["key"])
        for party in parties
        if (signing is not None and party["key"] not in signing) or party.get("organisation") in joined
    )


def _without_part(folded: AgreementState, state: Mapping[str, Any]) -> dict[str, Any]:
    """The text as it is checked: who joined has no part in an activity with data that it neither provides nor receives.

    An accession gives no right to data agreed before, and an order agreed meanwhile could not name who joins.
    """
    terms = state.get("terms", {})
    joined = {one.organisation for one in members_of(folded).joined} if folded.facts.accessions else set()
    keys = {str(one["key"]) for one in terms.get("parties", ()) if one.get("organisation") in joined}
    if not keys or has_withheld(terms):
        return dict(state)
    activities = []
    for activity in terms.get("activities", ()):
        data = [
            one
            for one in terms.get("datasets", ())
            if one["key"] in activity.get("datasets", ()) or not activity.get("datasets")
        ]
        named = {str(one["party"]) for one in activity.get("roles", ())}
        named.update(str(one) for each in data for one in (each.get("provider", ""), *each.get("recipients", ())))
        aside = [{"party": key, "role": "none"} for key in sorted(keys - named)]
        activities.append({**activity, "roles": [*activity.get("roles", ()), *aside]} if aside else activity)
    return {**state, "terms": {**terms, "activities": activities}} if activities else dict(state)


def concluded_on(folded: AgreementState) -> date | None:
    """The local day on which the contract was concluded: of the last signature, or as recorded; None while open."""
    elsewhere = folded.signed_elsewhere
    if elsewhere is not None:
        return date.fromisoformat(elsewhere.signed_on) if elsewhere.signed_on else None
    slots = {slot.id for slot in folded.freeze.slots} if folded.freeze is not None else set()
    if not slots or slots - {signed.slot for signed in folded.signed}:
        return None
    last = max(signed.time for signed in folded.signed)
    return day_of(last, local_zone(last))


def shown_concluded(folded: AgreementState) -> date | None:
    """The first local day on which something on file shows that all had signed; None while that is open.

    Of a contract signed elsewhere on a day that nobody knows, the day on which it was recorded: nothing shows it before.
    """
    elsewhere = folded.signed_elsewhere
    if elsewhere is not None and not elsewhere.signed_on:
        return day_of(elsewhere.time, local_zone(elsewhere.time))
    return concluded_on(folded)


def confirmed_by(folded: AgreementState, other_than: Collection[str] = ()) -> Confirmed:
    """Confirmations of own words by legal members, by wording and place; not those with the keys ``other_than``."""
    found: dict[str, set[str]] = {}
    for one in folded.facts.confirmations:
        if one.author not in other_than:
            for wording in one.wordings:
                where = wording_at(str(wording["place"]), str(wording["digest"]))
                found.setdefault(where, set()).update(map(str, wording["parts"]))
    return found


_SIGNED = ("signed", "terminated")
"""Stages in which the wording can be changed by an amendment only."""


def findings_on(
    folded: AgreementState,
    state: Mapping[str, Any],
    on: date,
    house: Mapping[str, str] | None = None,
    confirmed: Confirmed | None = None,
    *,
    freezing: bool = False,
    ours: str = "",
    on_paper: bool | None = None,
    remembered: Remembered | None = None,
    amendments: Sequence[Mapping[str, Any]] = (),
) -> tuple[Finding, ...]:
    """All findings on ``state``, the current one of ``folded``, as at ``on`` (local day).

    ``house``: see house_rules. ``confirmed``: what legal members confirmed of own words (own_findings.py).
    ``freezing``: as they are once the text is to be fixed for signature, which an agreed one is in any case. ``ours``: the
    organisation id of this house. ``on_paper``: the text amends a contract whose clauses stand in a file, where what
    nobody entered may well stand; None takes the word of the state. ``amendments``: the texts that amended it as agreements of
    their own, oldest first; clauses as signed are compared by the terms that they were signed with. Who asks again and again of one text passes the same
    ``remembered``.
    """
    amends = amends_on_paper(state) if on_paper is None else on_paper
    rendered = signed_terms(folded, state, amendments)
    signing = signing_facts(folded, state, on)
    signing = replace(signing, rule_met=signing.rule_met | _asked_for_no_signature(folded, state))
    return check(
        _without_part(folded, state),
        on,
        house_severity=house,
        signing=signing,
        earlier=earlier_states(folded),
        freezing=freezing or folded.stage == "agreed",
        own=own_facts(folded, state),
        ours=ours,
        confirmed=confirmed,
        signed=folded.stage in _SIGNED,
        on_paper=amends,
        remembered=remembered,
        before=_first_signed(folded, state),
        rendered=None if rendered is state.get("terms") else dict(rendered),
    )


def shown_findings(
    folded: AgreementState,
    state: Mapping[str, Any],
    on: date,
    house: Mapping[str, str],
    confirmed: Confirmed,
    *,
    freezing: bool = False,
    ours: str = "",
    remembered: Remembered | None = None,
    amendments: Sequence[Mapping[str, Any]] = (),
) -> tuple[Finding, ...]:
    """The findings that the page and a dossier show: those of ``findings_on``, of a contract whose text lies in a file without
    what may well stand there. ``agreement check`` lists these, too, so that nothing of such a contract reads as complete."""
    found = gaps_joined(
        findings_on(
            folded,
            state,
            on,
            house,
            confirmed,
            freezing=freezing,
            ours=ours,
            remembered=remembered,
            amendments=amendments,
        )
    )
    if folded.signed_elsewhere is not None and not state.get("clauses"):
        return tuple(one for one in found if not may_stand_in_file(one))
    return found


def signed_terms(
    folded: AgreementState, state: Mapping[str, Any], amendments: Sequence[Mapping[str, Any]] = ()
) -> Mapping[str, Any]:
    """The terms as JSON that the clauses of ``state`` were written for: of a text changed after signature those as signed."""
    own: Mapping[str, Any] = state.get("terms", {})
    if folded.stage not in _SIGNED:
        return own
    return terms_of_clauses(state, [one for one in (current_state(folded), *amendments) if not has_withheld(one)])


def _first_signed(folded: AgreementState, state: Mapping[str, Any]) -> dict[str, Any] | None:
    """The terms as they were first signed, where ``state`` is that text as changed since; None where it is the same."""
    if folded.stage not in _SIGNED:
        return None
    first = current_state(folded).get("terms")
    known = isinstance(first, dict) and not has_withheld(first)
    return first if known and first != state.get("terms") else None


def still_blocking(
    folded: AgreementState,
    state: Mapping[str, Any],
    organisation: str,
    findings: Iterable[Finding],
    authors: AbstractSet[str] = frozenset(),
) -> tuple[Finding, ...]:
    """The errors among these findings that nobody has overridden. ``authors``: keys of further authors, of what it amends or amended it."""
    found = tuple(findings)
    overridden = overridden_places(folded, state, organisation, found, authors)
    return gaps_joined(
        finding
        for finding in found
        if finding.severity == "E" and (finding.final or (finding.id, finding.place) not in overridden)
    )
