"""What agreements on file say otherwise than a fact that is put on file now, or than an answer beside one of them.

Recording stays possible: the fact may be right and the agreement wrong. Whoever records hears at once which term says otherwise; the
decision, which may be asked months later by somebody else, is no place to learn it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datapact.agreements.projection.reading_version import text_in_force
from datapact.base.clock import local_day
from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Argument, Message
from datapact.checks.regimes.transfers import same_name
from datapact.consent.facts.facts import FactOnFile
from datapact.consent.facts.judgement import MARKS, PERSONAL, is_agreed_personal
from datapact.consent.facts.load_facts import facts_at
from datapact.contract.screening.own_facts import contradicted, is_left_open
from datapact.contract.terms import Dataset, Term, Terms, Transfer, read_terms
from datapact.contract.terms.paths import value_at
from datapact.contract.text.document import read_state
from datapact.contract.text.numbering import numbers
from datapact.contract.text.value_words import bilingual, name_of, value_words
from datapact.contract.vocabulary.messages import place_name

if TYPE_CHECKING:
    from datapact.consent.facts.facts import AgreementFacts
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

_OVER = ("expired", "terminated", "declined")
_OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "transfer_assessment": ("assessment_outcome",),
    "derogation": ("necessity_outcome",),
}
"""Of a transfer in the terms, by the sort of a fact."""
_ADEQUATE = ("adequacy", "adequacy_scope", "dpf")
_MODELS = ("training", "fine_tuning", "testing", "derived_models")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A term that says otherwise than what was recorded."""

    agreement: str
    """History id."""
    number: str
    """As shown here, or the title where there is none."""
    place: str
    """Path into the terms."""
    words: Message
    """Which term of which agreement says what, and what to do."""


def against_fact(acting: Acting, session: Session, fact: FactOnFile) -> tuple[Contradiction, ...]:
    """What agreements that are not over say otherwise than this fact, by number."""
    on_file = facts_at(acting, session, acting.clock()).agreements
    found = [
        _contradiction(acting, session, agreement, place, value, _AGAINST_FACT, _AGAINST_FACT_AT)
        for agreement in sorted(on_file, key=lambda one: (one.number, one.id))
        if agreement.status not in _OVER
        for place, value in _otherwise(agreement, fact)
    ]
    return tuple(found)


def against_answers(
    acting: Acting, session: Session, history: str, answers: Mapping[str, Any]
) -> tuple[Contradiction, ...]:
    """What the text of this agreement says otherwise than answers beside it, and what others say of the same datasets.

    Answers that take one back (nothing) say nothing.
    """
    given = {place: value for place, value in answers.items() if value not in (None, "", [])}
    _folded, state = text_in_force(session, history, local_day(acting.clock()))
    here = read_terms(state["terms"])
    on_file = {one.id: one for one in facts_at(acting, session, acting.clock()).agreements}
    found = []
    if history in on_file:
        own = on_file[history]
        found += [
            _contradiction(acting, session, own, place, value_at(here, place), _AGAINST_ANSWER, _AGAINST_ANSWER_AT)
            for place in contradicted(here, given)
        ]
    for other in sorted(on_file.values(), key=lambda one: (one.number, one.id)):
        if other.id == history or other.status in _OVER:
            continue
        for place, value in _elsewhere(other.terms, given):
            text = read_terms(text_in_force(session, other.id, local_day(acting.clock()))[1]["terms"])
            beside = is_left_open(text, place)
            words = (_ANSWERED_BESIDE, _ANSWERED_BESIDE) if beside else (_AGAINST_ANSWER, _AGAINST_ANSWER_AT)
            found.append(_contradiction(acting, session, other, place, value, *words))
    return tuple(found)


_AGAINST_FACT = N_(
    "The agreement {number} says otherwise: {term}: {value}. What you recorded is on file; now amend the agreement, or correct what you "
    "recorded, whichever is wrong."
)
_AGAINST_FACT_AT = N_(
    "The agreement {number} says otherwise in {clause}: {term}: {value}. What you recorded is on file; now amend the agreement, or "
    "correct what you recorded, whichever is wrong."
)
_AGAINST_ANSWER = N_(
    "The agreement {number} says otherwise: {term}: {value}. Your answer is on file; now change or amend the agreement, or take the "
    "answer back, whichever is wrong."
)
_AGAINST_ANSWER_AT = N_(
    "The agreement {number} says otherwise in {clause}: {term}: {value}. Your answer is on file; now change or amend the agreement, or "
    "take the answer back, whichever is wrong."
)
_ANSWERED_BESIDE = N_(
    "Beside the agreement {number} our house answered otherwise: {term}: {value}. Your answer is on file; now take back the one that is "
    "wrong."
)


def _otherwise(agreement: AgreementFacts, fact: FactOnFile) -> Iterator[tuple[str, Any]]:
    """Places in the terms with the values that say otherwise than the fact."""
    terms = agreement.terms
    about = agreement.key_of(fact.about)
    datasets = [one for one in terms.datasets if fact.dataset in ("", one.key)]
    if fact.dataset and not datasets:
        return
    chosen = "against" if fact.against else "" if not fact.weighed else "conditions" if fact.conditions else "carries"
    match fact.sort:
        case "anonymity" if about and chosen:
            yield from _judged(datasets, about, refuted=chosen == "against")
        case "dpia" | "prior_consultation" if about and chosen:
            for one in terms.assessments:
                if (one.kind, one.party) == (fact.sort, about) and one.outcome and one.outcome != chosen:
                    yield f"assessments.{one.key}.outcome", one.outcome
            if fact.sort == "prior_consultation" and terms.facts.dpia_required is False:
                yield "facts.dpia_required", False
        case "works_council" if about == agreement.own:
            outcome = terms.facts.works_council_outcome
            if chosen and outcome and outcome != chosen:
                yield "facts.works_council_outcome", outcome
            yield from ((f"datasets.{one.key}.employees", False) for one in _named(fact, datasets, "employees"))
        case "secrecy":
            yield from (
                (f"datasets.{one.key}.secret", False) for one in _named(fact, datasets, "secret") if not one.secrecies
            )
        case "onward_conditions" if chosen in ("carries", "conditions") and terms.onward.rule == "forbidden":
            receives = {key for one in datasets for key in one.recipients}
            if about in receives or (fact.dataset and agreement.own in receives):
                yield "onward.rule", "forbidden"
        case "model_conditions" if about and chosen in ("carries", "conditions"):
            rules = {name: getattr(terms.models, name) for name in _MODELS}
            if "forbidden" in rules.values() and not {"allowed", "conditional"} & set(rules.values()):
                name = next(name for name, rule in rules.items() if rule == "forbidden")
                yield f"models.{name}", "forbidden"
        case "article_26" if about and chosen and terms.joint.screened == "separate":
            yield "joint.screened", "separate"
        case _:
            yield from _of_transfers(agreement, fact, datasets, chosen)


def _named(fact: FactOnFile, datasets: list[Dataset], mark: str) -> list[Dataset]:
    """The dataset that a fact names, where the terms say that it has no such mark; a fact about all names none."""
    return [one for one in datasets if fact.dataset and getattr(one, mark) is False]


def _judged(datasets: list[Dataset], party: str, *, refuted: bool) -> Iterator[tuple[str, str]]:
    for one in datasets:
        judgement = next((entry.judgement for entry in one.personal if entry.party == party), "")
        if judgement and (judgement in PERSONAL) is not refuted:
            yield f"datasets.{one.key}.personal", judgement


def _of_transfers(
    agreement: AgreementFacts, fact: FactOnFile, datasets: list[Dataset], chosen: str
) -> Iterator[tuple[str, str]]:
    keys = {one.key for one in datasets}
    for one in agreement.terms.transfers:
        concerned = not fact.dataset or not one.datasets or keys & set(one.datasets)
        if not concerned or fact.about not in (one.country, _importer(agreement, one)):
            continue
        for name in _OUTCOMES.get(fact.sort, ()):
            outcome = getattr(one, name)
            if chosen and outcome and outcome != chosen:
                yield f"transfers.{one.key}.{name}", outcome
        if fact.sort in _ADEQUATE and chosen == "against" and one.mechanism == "45":
            yield f"transfers.{one.key}.mechanism", one.mechanism


def _importer(agreement: AgreementFacts, transfer: Transfer) -> str:
    """The party reference of an importer; empty where it is nobody's partner."""
    terms = agreement.terms
    for party in terms.parties:
        if same_name(transfer.importer, party.name, party.short_name):
            return agreement.reference(party.key)
    for one in terms.sub_processors:
        if same_name(transfer.importer, one.name):
            return agreement.reference(f"sub_processors.{one.key}")
    return next((reference for key, reference in agreement.importers if key == transfer.key), "")


def _elsewhere(terms: Terms, answers: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What another agreement says otherwise of the same datasets: the marks of data, and that people can be recognised in it."""
    known = {one.key: one for one in terms.datasets}
    for place, value in answers.items():
        match place.split("."):
            case ["datasets", key, name] if key in known and name in MARKS and isinstance(value, bool):
                there = getattr(known[key], name)
                if there is not None and there is not value:
                    yield place, there
            case ["datasets", key, "personal"] if key in known and _is_nobody(value):
                if is_agreed_personal(terms, known[key]):
                    one = next((each for each in known[key].personal if each.judgement in PERSONAL), None)
                    yield place, None if one is None else one.judgement
            case _:
                pass


def _is_nobody(value: Any) -> bool:
    return bool(value) and all(one["judgement"] == "not_personal" for one in value)


def _contradiction(
    acting: Acting, session: Session, agreement: AgreementFacts, place: str, value: Any, words: str, with_clause: str
) -> Contradiction:
    number = agreement.number or agreement.title
    clause = _clause(acting, session, agreement.id, place)
    told: dict[str, Argument] = {
        "number": number,
        "term": _term(agreement.terms, place),
        "value": _value(agreement.terms, place, value),
    }
    message = Message(words, told) if clause is None else Message(with_clause, {**told, "clause": clause})
    return Contradiction(agreement.id, number, place, message)


def _term(terms: Terms, place: str) -> Argument:
    """The label of a place with the name of the row that it is in."""
    label = place_name(place, {})
    steps = place.split(".")
    if len(steps) < 3:
        return label
    row = value_at(terms, ".".join(steps[:2]))
    if not isinstance(row, Term):
        return label
    return Message(N_("{label} of “{name}”"), {"label": label, "name": _unquoted(name_of(terms, row))})


def _unquoted(name: Message) -> Message:
    german, english = (name.text(language).strip("„“”") for language in ("de", "en"))
    return bilingual(german, english)


def _value(terms: Terms, place: str, value: Any) -> Argument:
    if place.endswith(".personal"):
        if isinstance(value, tuple):
            value = next((one.judgement for one in value), None)
        words = value_words(terms, "PersonalFor", "judgement", value or "personal")
    else:
        holder = value_at(terms, place.rpartition(".")[0])
        words = value_words(terms, type(holder).__name__, place.rpartition(".")[2], value)
    return words if words is not None else str(value)


def _clause(acting: Acting, session: Session, history: str, place: str) -> Argument | None:
    """The number of the first paragraph that prints the term; None where its words show it nowhere, such as in a table of an annex."""
    _folded, state = text_in_force(session, history, local_day(acting.clock()))
    if not state.get("clauses"):
        return None
    try:
        clauses = read_state({**state}).clauses
    except DataPactError:  # a copy that withholds a clause
        return None
    for clause in clauses:
        for paragraph in clause.paragraphs:
            texts = [paragraph.text, *(one.text for one in paragraph.items)]
            terms = [run.term for text in texts for runs in text.values() for run in runs if run.term]
            if any(one == place or one.startswith(f"{place}.") for one in terms):
                german, english = (numbers(clauses, language).get(paragraph.id, "") for language in ("de", "en"))
                return bilingual(german, english)
    return None


__all__ = ["Contradiction", "against_answers", "against_fact"]
