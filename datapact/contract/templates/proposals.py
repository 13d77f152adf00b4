"""Answers that a person may take over for open questions: from an earlier agreement, from the parties, from what was answered here.

None of them stands in the text before a person takes it. Facts that decide which rules apply are never proposed: whether
something holds is seen in the matter at hand, not in an earlier one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from datapact.base.strictjson import JsonValue
from datapact.base.texts import Language
from datapact.contract.templates.interview import Page
from datapact.contract.templates.questions import PEOPLE, Question
from datapact.contract.terms import Term, Terms
from datapact.contract.terms.parties import Party
from datapact.contract.terms.paths import given, value_at
from datapact.contract.terms.references import DATASET_FIELDS, PARTY_FIELDS, PURPOSE_FIELDS
from datapact.contract.text.document import AgreementDocument

type Source = Literal["earlier", "parties", "answers", "usual", "to_check"]

_FACTS = ("facts.", "legal_bases", "assessments", "transfers", "roles.", "consent.", "data_act.")
"""Places whose answers say what is so, or on what sharing rests."""
_PERIODS = ("hours", "days", "months")


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer for the open question at ``path``."""

    path: str
    """Place of the terms."""
    value: JsonValue
    """As ``SetTerm`` takes it."""
    source: Source
    """Where it comes from: an earlier agreement of the template, the parties, other answers, or what is usual; ``to_check``: usual, and
    a promise of what is done, so that a person takes it by itself and keeps what is so."""


def proposals(
    listed: Sequence[Page], document: AgreementDocument, earlier: Terms | None, today: date
) -> Mapping[str, Proposal]:
    """The proposals for the open questions of some pages, by place. ``earlier`` has the answers of the agreement before."""
    found: dict[str, Proposal] = {}
    for page in listed:
        for entry in page.open:
            if (made := _proposal(entry.question, entry.path, document, earlier, today)) is not None:
                found[entry.path] = made
    return found


def _proposal(
    question: Question, path: str, document: AgreementDocument, earlier: Terms | None, today: date
) -> Proposal | None:
    if question.shape.kind == "fact" or path.startswith(_FACTS):
        return None
    terms = document.terms
    if path.startswith("parties."):
        return _of_party(path, terms)
    if question.path == PEOPLE:
        people = _people(terms, path)
        return Proposal(path, people, "answers") if people else None
    if "*" in question.path:
        return None
    if (value := _from_answers(path, document)) is not None:
        return Proposal(path, value, "answers")
    if path == "duration.start":
        return Proposal(path, _months_on(today, 1).replace(day=1).isoformat(), "usual")
    if earlier is not None and (value := _as_before(path, terms, earlier)) is not None:
        return Proposal(path, value, "earlier")
    if question.shape.kind == "number" and path.endswith(_PERIODS) and question.example.de.isdecimal():
        return Proposal(path, int(question.example.de), "usual")
    if question.shape.kind == "localised" and question.usual.de:
        texts: dict[str, JsonValue] = {one: question.usual.text(one) for one in document.languages}
        return Proposal(path, texts, "usual")
    if question.usual_members:
        return Proposal(path, [_in_languages(one, document.languages) for one in question.usual_members], "to_check")
    return None


def _in_languages(value: JsonValue, languages: Sequence[Language]) -> JsonValue:
    """The value with its texts in these languages alone."""
    if not isinstance(value, dict):
        return value
    if value.keys() <= {"de", "en"}:
        return {one: value[one] for one in languages if one in value}
    return {name: _in_languages(inner, languages) for name, inner in value.items()}


def _of_party(path: str, terms: Terms) -> Proposal | None:
    """The contact of a party, where it is not answered."""
    steps = path.split(".")
    reached = _contact(_party(terms, steps[1])) if steps[2:] == ["contact"] else None
    return None if reached is None else Proposal(path, reached, "parties")


def _people(terms: Terms, path: str) -> list[JsonValue]:
    """Whom a dataset is about, as answered before: employees, children."""
    dataset = next((one for one in terms.datasets if one.key == path.split(".")[1]), None)
    if dataset is None:
        return []
    said = (("Employee", dataset.employees), ("Child", dataset.children))
    return [f"https://w3id.org/dpv#{name}" for name, holds in said if holds]


def _from_answers(path: str, document: AgreementDocument) -> JsonValue:
    """Proposals that follow from other answers of this agreement."""
    terms = document.terms
    task = terms.processing
    keys = [party.key for party in terms.parties]
    match path:
        case "processing.processor" | "processing.controller":
            other = task.controller if path.endswith("processor") else task.processor
            return next(iter(set(keys) - {other}), None) if other and len(keys) == 2 else None
        case "processing.instructions_contact":
            return _contact(_party(terms, task.controller))
        case "processing.instructions_recipient":
            return _contact(_party(terms, task.processor))
        case "breach.contacts":
            reached = [(key, _contact(_party(terms, key))) for key in keys]
            if keys and all(contact is not None for _key, contact in reached):
                return [{"party": key, "contact": contact} for key, contact in reached]
        case "activities":
            if task.controller and task.processor:
                about = task.subject_matter
                texts = {one: about.text(one) or document.title[one] for one in document.languages}
                roles: list[JsonValue] = [
                    {"party": task.controller, "role": "controller"},
                    {"party": task.processor, "role": "processor"},
                ]
                datasets: list[JsonValue] = [dataset.key for dataset in terms.datasets]
                return [{"key": "processing", "name": _named(texts), "datasets": datasets, "roles": roles}]
        case "review.first":
            start, end = terms.duration.start, terms.duration.end
            first = None if start is None else _months_on(start, 12)
            return None if first is None or (end is not None and first >= end) else first.isoformat()
    return None


def _named(texts: Mapping[Language, str]) -> dict[str, JsonValue]:
    return {str(language): text.strip().rstrip(".") for language, text in texts.items()}


def _contact(party: Party | None) -> JsonValue:
    """The contact of a party; where its card has an address and no name, that of who signs first. None: it has none."""
    if party is None or not (party.contact.email or party.contact.phone):
        return None
    if party.contact.name:
        return _written(party.contact)
    first = min(party.signatories, key=lambda one: one.order, default=None)
    return None if first is None or not first.name else _written(party.contact.model_copy(update={"name": first.name}))


def _party(terms: Terms, key: str) -> Party | None:
    return next((party for party in terms.parties if key and party.key == key), None)


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, 28))


def _as_before(path: str, terms: Terms, earlier: Terms) -> JsonValue:
    """The answer of the earlier agreement, with the keys that its parties have here; None where it names what is not here."""
    value = value_at(earlier, path)
    if not given(value) or isinstance(value, date):
        return None
    keys = _same_parties(terms, earlier)
    written = _written(value)
    name = path.rpartition(".")[2]
    try:
        return _with_keys(name, written, keys, {one.key for one in terms.datasets}, {one.key for one in terms.purposes})
    except KeyError:
        return None


def _same_parties(terms: Terms, earlier: Terms) -> Mapping[str, str]:
    found = {}
    for party in earlier.parties:
        for one in terms.parties:
            if (party.organisation and party.organisation == one.organisation) or (one.name and party.name == one.name):
                found[party.key] = one.key
    return found


def _with_keys(
    name: str, value: JsonValue, parties: Mapping[str, str], datasets: set[str], purposes: set[str]
) -> JsonValue:
    """The value with party keys of this agreement; raises KeyError for a party, dataset or purpose that is not in it."""
    if isinstance(value, dict):
        return {step: _with_keys(step, inner, parties, datasets, purposes) for step, inner in value.items()}
    if isinstance(value, list):
        return [_with_keys(name, inner, parties, datasets, purposes) for inner in value]
    if not isinstance(value, str):
        return value
    if name in PARTY_FIELDS:
        return parties[value]
    if (name in DATASET_FIELDS and value not in datasets) or (name in PURPOSE_FIELDS and value not in purposes):
        raise KeyError(value)
    return value


def _written(value: object) -> JsonValue:
    """A value of the terms as JSON."""
    if isinstance(value, Term):
        written: JsonValue = value.model_dump(mode="json", exclude_defaults=True)
        return written
    if isinstance(value, tuple):
        return [_written(one) for one in value]
    assert value is None or isinstance(value, bool | int | str)
    return value
