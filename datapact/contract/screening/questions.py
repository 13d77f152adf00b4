"""The screening questions in the words of a non-lawyer, where each is asked, and which of them are open.

Four are asked per dataset, one per purpose, one per agreement, one per party. Each has "none of these" and "still open"; an answer is a
set of facts that hold, and then the others of the question do not. What follows from other terms counts as known and
is shown with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from datapact.base.texts import N_, Message
from datapact.contract.screening.access import access_outside_eea
from datapact.contract.terms import Dataset, Purpose, Terms, known_facts
from datapact.contract.terms.known_facts import Known
from datapact.contract.terms.parties import Party
from datapact.contract.vocabulary.messages import own

type QuestionId = Literal["recognise", "about", "protected", "devices", "use", "party", "other"]
type QuestionScope = Literal["dataset", "purpose", "agreement", "party"]


@dataclass(frozen=True, slots=True)
class ScreeningFact:
    """One thing to tick; ``name`` is the member of the terms that holds it."""

    name: str
    words: str
    """English message id."""


@dataclass(frozen=True, slots=True)
class ScreeningQuestion:
    """A question whether a rule applies at all."""

    id: QuestionId
    """Never used again."""
    scope: QuestionScope
    """What it is asked for: each dataset, the agreement, or each party."""
    text: str
    """English message id of the question."""
    help: str
    """English message id: why it is asked, in a sentence."""
    none: str
    """English message id of the answer that nothing of it holds."""
    facts: tuple[ScreeningFact, ...]
    """In the order shown; empty for the question that is answered per party."""


RECOGNISE = ScreeningQuestion(
    "recognise",
    "dataset",
    N_("Who can recognise people in “{name}”?"),
    N_("By name, by a number, or together with what they have otherwise. A number in place of a name still counts."),
    N_("Nobody: there are no people in it"),
    (),
)
ABOUT = ScreeningQuestion(
    "about",
    "dataset",
    N_("Whom is “{name}” about?"),
    N_("Some people are protected more: children, and employees towards their employer."),
    N_("None of these"),
    (
        ScreeningFact("children", N_("Children or young people")),
        ScreeningFact("employees", N_("Employees or applicants, also as a number in a log")),
    ),
)
PROTECTED = ScreeningQuestion(
    "protected",
    "dataset",
    N_("Is something specially protected in “{name}”?"),
    N_("Such data needs a permission of its own. Church tax tells the religion; a sick note tells of health."),
    N_("Nothing of this"),
    (
        ScreeningFact(
            "special_categories", N_("Health, religion, origin, opinions, trade union, sex life, biometrics, genes")
        ),
        ScreeningFact("offence_data", N_("Criminal offences or convictions")),
        ScreeningFact(
            "secret", N_("A secret that law protects: of a doctor, a lawyer, social or tax authorities, statistics")
        ),
    ),
)
DEVICES = ScreeningQuestion(
    "devices",
    "dataset",
    N_("Does “{name}” come from devices, or does it hold trade secrets?"),
    N_("The Data Act gives the user of a connected machine rights in its data; trade secrets need measures."),
    N_("Neither"),
    (
        ScreeningFact("product_data", N_("It comes from connected machines, vehicles or other products")),
        ScreeningFact("terminal_equipment", N_("It is read from phones, computers or apps of people")),
        ScreeningFact("trade_secrets", N_("It holds trade secrets")),
    ),
)
USE = ScreeningQuestion(
    "use",
    "agreement",
    N_("Which of these happens with the data?"),
    N_(
        "Access from outside the EU, Iceland, Liechtenstein and Norway is a transfer to a third country, also by remote maintenance. The "
        "other three bring obligations of their own under the GDPR and the AI Act."
    ),
    N_("None of these"),
    (
        ScreeningFact(
            "access_outside_eea", N_("Another organisation outside that area gets access, such as a service provider")
        ),
        ScreeningFact("training", N_("Training of AI models")),
        ScreeningFact("monitoring", N_("Observing or judging people, such as their performance or behaviour")),
        ScreeningFact("automated_decisions", N_("Decisions about people that no human being takes")),
    ),
)
PARTY = ScreeningQuestion(
    "party",
    "party",
    N_("Is {name} a public body, and does it need a data protection officer?"),
    N_(
        "Authorities, municipalities, state universities and their institutions are. Other forms and bases apply to them."
    ),
    N_("Neither"),
    (
        ScreeningFact("public_body", N_("It is a public body")),
        ScreeningFact("dpo_required", N_("It must designate a data protection officer")),
    ),
)
PRIVATE_PARTY = ScreeningQuestion(
    "party",
    "party",
    N_("Must {name} designate a data protection officer?"),
    N_(
        "Whether it is a public body, its legal form answers: under private law it is none, unless it performs tasks of public "
        "administration (Section 2(3) and (4) BDSG)."
    ),
    N_("Neither"),
    (
        ScreeningFact("dpo_required", N_("It must designate a data protection officer")),
        ScreeningFact(
            "public_body", N_("It performs tasks of public administration, so it is a public body all the same")
        ),
    ),
)
"""``PARTY``, of one whose legal form answers half of it."""
OTHER = ScreeningQuestion(
    "other",
    "purpose",
    N_("Was the data collected for “{name}”?"),
    N_(
        "For another purpose than that of collection, the law asks whether both are compatible, and that people are told."
    ),
    N_("Yes, it was collected for this"),
    (ScreeningFact("new_purpose", N_("No, it is another purpose")),),
)
QUESTIONS = (RECOGNISE, ABOUT, PROTECTED, DEVICES, OTHER, USE, PARTY)


@dataclass(frozen=True, slots=True)
class PlacedQuestion:
    """A screening question at one place, with what is known of its facts."""

    question: ScreeningQuestion
    """One of the seven."""
    place: str
    """Of the dataset, the purpose, the party, or ``facts``."""
    name: Message | str
    """Of the dataset, the purpose or the party; empty for the agreement."""
    known: Mapping[str, Known]
    """By the name of the fact, in the order of the question."""
    needs_land: bool = False
    """It is a public body and nobody said of which Land."""

    @property
    def open(self) -> tuple[str, ...]:
        """Names of the facts that nobody answered and that nothing tells."""
        return tuple(name for name, known in self.known.items() if known.open)

    @property
    def is_open(self) -> bool:
        return bool(self.open) or self.needs_land

    @property
    def first_open(self) -> str:
        """The place of the first open fact."""
        return f"{self.place}.{self.open[0] if self.open else 'land'}"

    def text(self) -> Message:
        return Message(self.question.text, {"name": self.name} if self.name else {})


def _of_dataset(terms: Terms, dataset: Dataset, later: Collection[str] = ()) -> Iterator[PlacedQuestion]:
    """``later``: keys of datasets that came after signature: a "no" of the agreement was said of others."""
    place, name = f"datasets.{dataset.key}", own(dataset.name, dataset.key)
    if dataset.key in later and terms.facts.personal_data is False:
        terms = terms.model_copy(update={"facts": terms.facts.model_copy(update={"personal_data": None})})
    people = known_facts.personal(terms, dataset)
    yield PlacedQuestion(RECOGNISE, place, name, {"personal": people})
    if people.value is not False:
        about: Mapping[str, Callable[[Dataset], Known]] = {
            "children": known_facts.children,
            "employees": known_facts.employees,
        }
        protected: Mapping[str, Callable[[Dataset], Known]] = {
            "special_categories": known_facts.special_categories,
            "offence_data": known_facts.offence_data,
            "secret": known_facts.secret,
        }
        yield PlacedQuestion(ABOUT, place, name, {fact: judge(dataset) for fact, judge in about.items()})
        yield PlacedQuestion(PROTECTED, place, name, {fact: judge(dataset) for fact, judge in protected.items()})
    yield PlacedQuestion(
        DEVICES,
        place,
        name,
        {
            "product_data": known_facts.product_data(terms, dataset),
            "terminal_equipment": known_facts.terminal_equipment(dataset),
            "trade_secrets": known_facts.trade_secrets(dataset),
        },
    )


def _of_party(terms: Terms, party: Party) -> PlacedQuestion:
    public = known_facts.public_body(party)
    by_form = known_facts.public_body(party.model_copy(update={"public_body": None}))
    return PlacedQuestion(
        PRIVATE_PARTY if by_form.value is False and party.kind != "person" else PARTY,
        f"parties.{party.key}",
        party.short_name or party.name,
        {"public_body": public, "dpo_required": known_facts.dpo_required(party)},
        needs_land=public.value is True and party.address.country == "DE" and not known_facts.land(terms, party),
    )


def is_of_people(terms: Terms, purpose: Purpose) -> bool:
    """Whether a purpose is agreed for data that may be personal."""
    return not purpose.prohibited and any(
        known_facts.personal(terms, one).value is not False
        for one in terms.datasets
        if not purpose.datasets or one.key in purpose.datasets
    )


def questions_of_added(terms: Terms, later: Collection[str]) -> tuple[PlacedQuestion, ...]:
    """The screening questions on datasets that came after signature, by their keys: what was said of others is no answer."""
    return tuple(
        one for dataset in terms.datasets if dataset.key in later for one in _of_dataset(terms, dataset, later)
    )


def placed_questions(terms: Terms, later: Collection[str] = ()) -> tuple[PlacedQuestion, ...]:
    """Every screening question of an agreement at its places: datasets, purposes, the agreement, the parties.

    ``later``: keys of datasets that came after signature.
    """
    people = any(known_facts.personal(terms, dataset).value is not False for dataset in terms.datasets)
    found = [one for dataset in terms.datasets for one in _of_dataset(terms, dataset, later)]
    for purpose in terms.purposes:
        if is_of_people(terms, purpose):
            name, known = own(purpose.name, purpose.key), known_facts.new_purpose(terms, purpose)
            found.append(PlacedQuestion(OTHER, f"purposes.{purpose.key}", name, {"new_purpose": known}))
    use = {"access_outside_eea": access_outside_eea(terms), "training": known_facts.training(terms)}
    if people:
        use["monitoring"] = known_facts.monitoring(terms)
        use["automated_decisions"] = known_facts.automated_decisions(terms)
    found.append(PlacedQuestion(USE, "facts", "", use))
    found += [_of_party(terms, party) for party in terms.parties]
    return tuple(found)


def is_screened(place: str) -> bool:
    """Whether a screening question asks for this place of the terms."""
    owner, _dot, name = place.rpartition(".")
    scope = {"datasets": "dataset", "purposes": "purpose", "parties": "party", "facts": "agreement"}.get(
        owner.partition(".")[0]
    )
    if (owner == "facts") != (scope == "agreement"):
        return False
    named = {fact.name for question in QUESTIONS if question.scope == scope for fact in question.facts}
    return name in named or (scope == "party" and name == "land")


def open_questions(terms: Terms, later: Collection[str] = ()) -> tuple[PlacedQuestion, ...]:
    """The screening questions that are still open; ``later`` as in ``placed_questions``."""
    return tuple(one for one in placed_questions(terms, later) if one.is_open)
