"""Facts of the house beside an agreement: answers to screening questions, balancing tests, what was negotiated.

They never leave the vault. An agreement that is in force is answered this way; its signed text stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from sqlmodel import select

from datapact.agreements.projection.append import append
from datapact.agreements.projection.reading_version import text_in_force
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.steps.negotiation import bounded
from datapact.agreements.text.own_answers import VoidAnswer, grounds_of, own_facts, void_answers
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.strictjson import canonical, sha256_of
from datapact.base.texts import N_, Argument, Message, current_language, printable_place
from datapact.contract.screening.outcomes import named_documents
from datapact.contract.screening.own_facts import contradicted, is_left_open, require_own_fact, with_own_facts
from datapact.contract.screening.questions import PlacedQuestion, placed_questions
from datapact.contract.screening.rests_on import CLAUSES, digests
from datapact.contract.terms import Localised, Terms, read_terms
from datapact.contract.terms.known_facts import automated_decisions, new_purpose
from datapact.contract.terms.paths import value_at
from datapact.contract.terms.references import has_withheld
from datapact.contract.vocabulary.messages import joined, own, place_name

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class ScreenedAgreement:
    """An agreement with its screening questions as answered by its terms and by the house."""

    history: str
    """History id."""
    number: str
    """The organisation's own number."""
    title: str
    """In the language of the reader."""
    status: str
    """Code of where it stands."""
    questions: tuple[PlacedQuestion, ...]
    """Datasets, agreement, parties."""
    prevailing_title: str
    """For machines."""
    void: tuple[VoidAnswer, ...] = ()
    """Answers that no longer count, since the words that they rest on have changed."""
    sentences: tuple[Message, ...] = ()
    """What is said of them."""

    @property
    def open(self) -> tuple[PlacedQuestion, ...]:
        return tuple(one for one in self.questions if one.is_open)


def _terms_with_own(folded: AgreementState, state: Mapping[str, Any]) -> Terms | None:
    """The terms with the house's own facts that hold for them; None where there is no text, or a part of it is withheld."""
    terms = state.get("terms")
    if not isinstance(terms, Mapping) or has_withheld(terms):
        return None
    return with_own_facts(read_terms(terms), own_facts(folded, state))


def screened(acting: Acting, history: str) -> ScreenedAgreement:
    """The screening of one agreement; raises WrongUse where its text is withheld."""
    with acting.vault.read() as session:
        found = _screened(session, session.get_one(AgreementRow, history), local_day(acting.clock()))
    if found is None:
        raise WrongUse(N_("The text of this agreement is withheld, so its facts cannot be answered here."))
    return found


def terms_of_agreement(acting: Acting, history: str) -> Terms:
    """The current terms with the house's own facts; raises WrongUse where they are withheld."""
    with acting.vault.read() as session:
        terms = _terms_with_own(*text_in_force(session, history, local_day(acting.clock())))
    if terms is None:
        raise WrongUse(N_("The text of this agreement is withheld, so its facts cannot be answered here."))
    return terms


def with_open_questions(session: Session, today: date, *, ended: bool = False) -> tuple[ScreenedAgreement, ...]:
    """Every agreement with an open screening question, by number; those that ended or were declined only if asked."""
    over = ("expired", "terminated", "declined")
    rows = session.exec(select(AgreementRow).order_by(AgreementRow.number)).all()
    found = (_screened(session, row, today) for row in rows if ended or row.status not in over)
    return tuple(one for one in found if one is not None and one.open)


def _screened(session: Session, row: AgreementRow, today: date) -> ScreenedAgreement | None:
    folded, state = text_in_force(session, row.id, today)
    terms = _terms_with_own(folded, state)
    if terms is None:
        return None
    questions, void = placed_questions(terms), void_answers(folded, state)
    return ScreenedAgreement(
        row.id, row.number, row.shown_title, row.status, questions, row.title, void, tuple(void_sentences(void, terms))
    )


def record_own_facts(
    acting: Acting,
    history: str,
    facts: Mapping[str, Any],
    note: str = "",
    *,
    seen: str = "",
    named: Collection[str] = (),
) -> Entry:
    """Record facts by place on the text of today; a value of None takes one back.

    ``named``: places that somebody named one by one, each of which has to change something; of the others it is enough that one does.
    ``seen``: ``text`` of the facts on file that were shown to whoever answered; empty for any. Raises WrongUse for a place or value that
    cannot be, or where nothing would change, and AnswerNo where the text has changed since.
    """
    if not facts:
        raise WrongUse(N_("Name at least one fact."))
    with acting.vault.write() as session:
        folded, state = text_in_force(session, history, local_day(acting.clock()))
        terms = read_terms(state["terms"])
        if seen and seen != _digest_of(state):
            raise AnswerNo(
                N_(
                    "The text of the agreement has changed since you opened it. Open the facts again and answer them anew."
                )
            )
        for place, value in facts.items():
            require_own_fact(terms, place, value)
        _require_change(terms, facts, {**own_facts(folded, state), **_by_place(void_answers(folded, state))}, named)
        body = {"facts": dict(facts), "note": bounded(note), "rests_on": grounds_of(folded, state, facts)}
        return append(acting, session, history, "own_fact", body, folded)


def _by_place(answers: Sequence[VoidAnswer]) -> dict[str, Any]:
    return {one.place: one.value for one in answers}


def _require_change(terms: Terms, facts: Mapping[str, Any], on_file: Mapping[str, Any], named: Collection[str]) -> None:
    """Refuse what would be signed and change nothing: what the text says itself, and taking back what is not on file.

    Another tick or choice than the text's is taken: it is named until one of both is taken back.
    """
    idle = [place for place, value in facts.items() if not _changes(terms, place, value, on_file)]
    refused = [place for place in idle if place in named] or (idle if len(idle) == len(facts) else [])
    if refused and facts[refused[0]] in _TAKEN_BACK:
        raise WrongUse(
            N_("The house has no answer on file at {place}, so there is nothing to take back."),
            place=printable_place(refused[0]),
        )
    if refused:
        raise WrongUse(
            N_(
                "The text of the agreement says itself what holds at {place}, and the house only answers what the text leaves open: nothing "
                "would change. Change the text; once it is signed, by an amendment."
            ),
            place=printable_place(refused[0]),
        )


def _changes(terms: Terms, place: str, value: Any, on_file: Mapping[str, Any]) -> bool:
    if value in _TAKEN_BACK:
        return place in on_file
    return is_left_open(terms, place) or place in contradicted(terms, {place: value})


_TAKEN_BACK: tuple[Any, ...] = (None, "", [])
"""Values that answer nothing."""


def void_sentences(answers: Sequence[VoidAnswer], terms: Terms) -> list[Message]:
    """Sentences on the answers that count no longer and what changed under them, one for all of the same change."""
    groups: dict[tuple[str, ...], list[VoidAnswer]] = {}
    for answer in answers:
        groups.setdefault(answer.changed, []).append(answer)
    return [
        Message(
            N_("Changed since it was answered: {changed}. These answers no longer count, so answer again: {facts}."),
            {
                "changed": _named([_of(terms, one) for one in changed]),
                "facts": _named([_of(terms, one.place) for one in held]),
            },
        )
        for changed, held in groups.items()
    ]


def _named(names: Sequence[Argument]) -> Argument:
    return joined(list({str(name): name for name in names}.values()))


def _of(terms: Terms, place: str) -> Argument:
    """A place by its label, with the name of the row that it is in."""
    if place == CLAUSES:
        return Message(N_("the clauses"))
    label = place_name(place, {})
    try:
        row = value_at(terms, ".".join(place.split(".")[:2]))
    except KeyError:
        return label
    name = getattr(row, "name", None)
    shown = own(name, "") if isinstance(name, Localised) else name
    return (
        Message(N_("{label} of “{name}”"), {"label": label, "name": shown}) if shown and place.count(".") > 1 else label
    )


def nobody_recognised(terms: Terms, dataset: str) -> dict[str, Any]:
    """The answer that nobody can recognise people in a dataset, for everybody who provides or receives it."""
    found = next(one for one in terms.datasets if one.key == dataset)
    parties = dict.fromkeys((found.provider, *found.recipients))
    return {
        f"datasets.{dataset}.personal": [{"party": party, "judgement": "not_personal"} for party in parties if party]
    }


@dataclass(frozen=True, slots=True)
class HouseFacts:
    """The terms of an agreement as its text has them, and what the house has on file beside them."""

    history: str
    """History id."""
    heading: str
    """Number and title."""
    terms: Terms
    """Without the facts of the house."""
    own: Mapping[str, Any]
    """By place."""
    text: str
    """Digest of its terms and clauses, for ``record_own_facts``."""
    organisation: str = ""
    """Id of the house."""
    void: tuple[VoidAnswer, ...] = ()
    """Answers that no longer count, since the words that they rest on have changed."""

    @property
    def disputed(self) -> tuple[str, ...]:
        """Places to which the house has another answer on file than the text."""
        return contradicted(self.terms, self.own)

    @property
    def whole(self) -> Terms:
        """The terms with what the house answered."""
        return with_own_facts(self.terms, self.own)


@dataclass(frozen=True, slots=True)
class BalancingTest:
    """A test under Art. 6(1)(f) GDPR that the text leaves to the house."""

    place: str
    """Of the legal basis, such as ``legal_bases.0``."""
    dataset: str
    """Its name in the language of the program."""
    purpose: str
    """Likewise."""
    reference: str
    """As on file; may be empty."""
    day: date | None
    """As on file."""


def balancing_tests(found: HouseFacts) -> tuple[BalancingTest, ...]:
    """The tests that our own bases on legitimate interests need and the text does not name."""
    terms, language = found.terms, current_language()
    datasets = {one.key: one.name.text(language) for one in terms.datasets}
    purposes = {one.key: one.name.text(language) for one in terms.purposes}
    ours = {party.key for party in terms.parties if party.organisation == found.organisation}
    tests = []
    for index, (basis, answered) in enumerate(zip(terms.legal_bases, found.whole.legal_bases, strict=True)):
        if basis.article == "6(1)(f)" and basis.party in ours and not basis.balancing_test:
            tests.append(
                BalancingTest(
                    f"legal_bases.{index}",
                    datasets.get(basis.dataset, basis.dataset),
                    purposes.get(basis.purpose, basis.purpose),
                    answered.balancing_test,
                    answered.balancing_test_date,
                )
            )
    return tuple(tests)


type AnswerKind = Literal["outcome", "line", "words", "screened", "ground", "equipment"]


@dataclass(frozen=True, slots=True)
class FurtherFact:
    """A fact that the text leaves open and the house can answer beside it, other than by a screening question."""

    place: str
    """Path into the terms."""
    kind: AnswerKind
    """How it is answered: a choice, a line, or a text in the reader's language."""
    about: str
    """What it is about, in the language of the program; empty for the agreement."""
    value: str
    """As on file; empty for none."""


def further_facts(found: HouseFacts) -> tuple[FurtherFact, ...]:
    """Further facts: outcomes of named documents, the tests and notices of new purposes, the test of Art. 26, and Art. 22 GDPR.

    Only what the text leaves open; what the house has answered shows its answer.
    """
    terms, whole, language = found.terms, found.whole, current_language()
    rows: list[FurtherFact] = []

    def add(place: str, kind: AnswerKind, about: str = "") -> None:
        given = value_at(terms, place)
        if given in ("", None) or (isinstance(given, Localised) and not given.given()):
            now = value_at(whole, place)
            rows.append(FurtherFact(place, kind, about, now.text(language) if isinstance(now, Localised) else str(now)))

    for one in whole.purposes:
        if new_purpose(whole, one).value and not one.prohibited:
            for name in ("compatibility_test", "further_notice"):
                add(f"purposes.{one.key}.{name}", "line", one.name.text(language))
    for document in named_documents(whole):
        add(document.answer, "outcome", document.words)
        open_in_text = value_at(terms, document.answer) == ""
        if open_in_text or document.outcome == "conditions":  # what the text answers without conditions needs none
            add(document.conditions_at, "line", document.words)
    if any(one.terminal_equipment for one in whole.datasets):
        add("facts.terminal_equipment_ground", "equipment")
    if automated_decisions(whole).value:
        add("facts.automated_decisions_ground", "ground")
        add("facts.automated_decisions_safeguards", "words")
    deciding = {
        entry.party
        for activity in whole.activities
        for entry in activity.roles
        if entry.role in ("controller", "joint_controller")
    }
    if len(deciding) > 1:
        add("joint.screened", "screened")
        add("joint.reasons", "words")
    return tuple(rows)


def house_facts(acting: Acting, history: str) -> tuple[HouseFacts, ...]:
    """The facts of one agreement, or, where ``history`` is empty, of every one that is not over and has an open question."""
    today = local_day(acting.clock())
    with acting.vault.read() as session:
        wanted = [history] if history else [one.history for one in with_open_questions(session, today)]
        found = [
            _house_facts(session, session.get_one(AgreementRow, each), acting.organisation, today) for each in wanted
        ]
    return tuple(one for one in found if one is not None)


def _house_facts(session: Session, row: AgreementRow, organisation: str, today: date) -> HouseFacts | None:
    folded, state = text_in_force(session, row.id, today)
    terms = state.get("terms")
    if not isinstance(terms, Mapping) or has_withheld(terms):
        return None
    heading = f"{row.number}  {row.shown_title}".strip()
    own, void = own_facts(folded, state), void_answers(folded, state)
    return HouseFacts(row.id, heading, read_terms(terms), own, _digest_of(state), organisation, void)


def _digest_of(state: Mapping[str, Any]) -> str:
    """Of what an answer can rest on: terms and clauses, base64url."""
    return sha256_of(canonical([state.get("terms"), state.get("clauses")]))


def for_the_house(
    agreements: Sequence[HouseFacts], history: str, answers: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """The answers by agreement: those on a dataset go for every other one that has the same dataset of the same provider.

    A question on data is answered once for the house, where the other agreement describes the data in the same words: of others nobody
    has read. Where the other agreement answers it itself, its text stays.
    """
    found: dict[str, dict[str, Any]] = {history: dict(answers)}
    source = next(one for one in agreements if one.history == history)
    for place, value in answers.items():
        list_name, _dot, rest = place.partition(".")
        key, _dot, name = rest.partition(".")
        if list_name != "datasets" or name == "personal":  # who can recognise people depends on the parties
            continue
        mark = _mark(source.terms, key)
        for other in agreements:
            same = [
                one.key
                for one in other.terms.datasets
                if _mark(other.terms, one.key) == mark
                and _dataset_words(other.terms, one.key) == _dataset_words(source.terms, key)
            ]
            if (
                other.history != history
                and mark[0]
                and same
                and is_left_open(other.terms, f"datasets.{same[0]}.{name}")
            ):
                found.setdefault(other.history, {})[f"datasets.{same[0]}.{name}"] = value
    return found


def _dataset_words(terms: Terms, key: str) -> dict[str, str]:
    """A dataset in the words of an agreement; its provider is a key that each agreement chooses."""
    found = digests(terms, (), f"datasets.{key}.children")
    return {path.rpartition(".")[2]: digest for path, digest in found.items() if not path.endswith(".provider")}


def _mark(terms: Terms, key: str) -> tuple[str, str]:
    dataset = next((one for one in terms.datasets if one.key == key), None)
    if dataset is None:
        return "", ""
    provider = next((party.name for party in terms.parties if party.key == dataset.provider), "")
    return (dataset.name.de or dataset.name.en).strip().casefold(), provider.strip().casefold()
