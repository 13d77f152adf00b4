"""What agreements on file say otherwise than a fact that is put on file now, or than an answer beside one of them.

Recording stays possible: the fact may be right and the agreement wrong. Whoever records hears at once which term says otherwise; the
decision, which may be asked months later by somebody else, is no place to learn it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datapact.agreements.projection.reading_version import text_in_force
from datapact.base.clock import local_day
from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Argument, Message
from datapact.consent.facts.facts import BasisRecord, FactOnFile
from datapact.consent.facts.judged import importer_of
from datapact.consent.facts.judgement import MARKS, PERSONAL, is_agreed_personal
from datapact.consent.facts.load_facts import facts_at
from datapact.consent.terms.agreed_keys import agreed_key
from datapact.contract.screening.own_facts import contradicted, is_left_open
from datapact.contract.terms import Dataset, LegalBasis, Term, Terms, read_terms
from datapact.contract.terms.paths import value_at
from datapact.contract.text.clauses import Clause
from datapact.contract.text.document import read_state
from datapact.contract.text.numbering import numbers
from datapact.contract.text.value_words import bilingual, name_of, value_words
from datapact.contract.vocabulary.broader import ANY_PURPOSE
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


class _Texts:
    """The agreements on file and what says otherwise in them: each text in force is read once, and each term is told once."""

    def __init__(self, acting: Acting, session: Session) -> None:
        self._session = session
        self._day = local_day(acting.clock())
        self._states: dict[str, Mapping[str, Any]] = {}
        self._clauses: dict[str, tuple[Clause, ...]] = {}
        self._found: dict[tuple[str, str], Contradiction] = {}
        on_file = facts_at(acting, session, acting.clock()).agreements
        self.agreements = sorted(on_file, key=lambda one: (one.number, one.id))

    @property
    def found(self) -> tuple[Contradiction, ...]:
        """In the order in which they were found."""
        return tuple(self._found.values())

    def running(self) -> Iterator[AgreementFacts]:
        """Those that are not over, by number."""
        yield from (one for one in self.agreements if one.status not in _OVER)

    def terms(self, history: str) -> Terms:
        """The terms of the text alone, without what our house answered beside it."""
        return read_terms(self._state(history)["terms"])

    def add(self, agreement: AgreementFacts, place: str, value: Any, words: str, with_clause: str) -> None:
        """Tell of a term, unless it has been told."""
        if (agreement.id, place) in self._found:
            return
        number = agreement.number or agreement.title
        told: dict[str, Argument] = {
            "number": number,
            "term": _term(agreement.terms, place),
            "value": _value(agreement.terms, place, value),
        }
        clause = _clause(self._paragraphs(agreement.id), place)
        message = Message(words, told) if clause is None else Message(with_clause, {**told, "clause": clause})
        self._found[agreement.id, place] = Contradiction(agreement.id, number, place, message)

    def _state(self, history: str) -> Mapping[str, Any]:
        if history not in self._states:
            self._states[history] = text_in_force(self._session, history, self._day)[1]
        return self._states[history]

    def _paragraphs(self, history: str) -> tuple[Clause, ...]:
        """The clauses of the text; none where it has none, or this copy withholds one."""
        if history not in self._clauses:
            state = self._state(history)
            try:
                self._clauses[history] = tuple(read_state({**state}).clauses) if state.get("clauses") else ()
            except DataPactError:
                self._clauses[history] = ()
        return self._clauses[history]


def against_record(acting: Acting, session: Session, record: FactOnFile | BasisRecord) -> tuple[Contradiction, ...]:
    """What agreements that are not over say otherwise than a fact, or a legal basis, by number."""
    texts = _Texts(acting, session)
    for agreement in texts.running():
        found = _other_basis(agreement, record) if isinstance(record, BasisRecord) else _otherwise(agreement, record)
        for place, value in found:
            texts.add(agreement, place, value, _AGAINST_FACT, _AGAINST_FACT_AT)
    return texts.found


def against_answers(
    acting: Acting, session: Session, answers: Mapping[str, Mapping[str, Any]]
) -> tuple[Contradiction, ...]:
    """What the texts of agreements (history ids) say otherwise than the answers beside them, and what others say of the same datasets.

    Answers that take one back (nothing) say nothing.
    """
    texts = _Texts(acting, session)
    for history, facts in answers.items():
        given = {place: value for place, value in facts.items() if value not in (None, "", [])}
        for own in texts.agreements:
            if own.id == history:
                here = texts.terms(history)
                for place in contradicted(here, given):
                    texts.add(own, place, value_at(here, place), _AGAINST_ANSWER, _AGAINST_ANSWER_AT)
        for other in texts.running():
            if other.id == history:
                continue
            for place, value in _elsewhere(other.terms, given):
                beside = is_left_open(texts.terms(other.id), place)
                words = (_ANSWERED_BESIDE, _ANSWERED_BESIDE) if beside else (_AGAINST_ANSWER, _AGAINST_ANSWER_AT)
                texts.add(other, place, value, *words)
    return texts.found


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


def _other_basis(agreement: AgreementFacts, basis: BasisRecord) -> Iterator[tuple[str, Any]]:
    """What the agreement states of the basis of this controller for the data and the purpose, where nothing it states is the one recorded."""
    stated = [
        (f"legal_bases.{index}", one)
        for index, one in enumerate(agreement.terms.legal_bases)
        if one.article
        and agreement.reference(one.party) == basis.controller
        and one.dataset == basis.dataset
        and basis.purpose in _names_of(agreement, one.purpose)
    ]
    for name in ("article", "special"):
        recorded = getattr(basis, name)
        said = [(place, getattr(one, name)) for place, one in stated if getattr(one, name)]
        if recorded and all(value != recorded for _place, value in said):
            yield from ((f"{place}.{name}", value) for place, value in said)


def _names_of(agreement: AgreementFacts, purpose: str) -> set[str]:
    """What a record may call an agreed purpose: its place, its key, its term."""
    found = (one.iri for one in agreement.terms.purposes if one.key == purpose and one.iri != ANY_PURPOSE)
    return {agreed_key(agreement.id, purpose), purpose, *found}


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
        if not concerned or fact.about not in (one.country, importer_of(agreement, one)):
            continue
        for name in _OUTCOMES.get(fact.sort, ()):
            outcome = getattr(one, name)
            if chosen and outcome and outcome != chosen:
                yield f"transfers.{one.key}.{name}", outcome
        if fact.sort in _ADEQUATE and chosen == "against" and one.mechanism == "45":
            yield f"transfers.{one.key}.mechanism", one.mechanism


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


def _term(terms: Terms, place: str) -> Argument:
    """The label of a place with the name of the row that it is in."""
    label = place_name(place, {})
    steps = place.split(".")
    if len(steps) < 3:
        return label
    row = value_at(terms, ".".join(steps[:2]))
    if not isinstance(row, Term):
        return label
    name = name_of(terms, row)
    if isinstance(row, LegalBasis):  # it has no name; the party, the data and the purpose that it connects have
        return Message(N_("{label} ({connected})"), {"label": label, "connected": name})
    return Message(N_("{label} of “{name}”"), {"label": label, "name": _unquoted(name)})


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


def _clause(clauses: Sequence[Clause], place: str) -> Argument | None:
    """The number of the first paragraph that prints the term; None where its words show it nowhere, such as in a table of an annex."""
    for clause in clauses:
        for paragraph in clause.paragraphs:
            texts = [paragraph.text, *(one.text for one in paragraph.items)]
            terms = [run.term for text in texts for runs in text.values() for run in runs if run.term]
            if any(one == place or one.startswith(f"{place}.") for one in terms):
                german, english = (numbers(clauses, language).get(paragraph.id, "") for language in ("de", "en"))
                return bilingual(german, english)
    return None


__all__ = ["Contradiction", "against_answers", "against_record"]
