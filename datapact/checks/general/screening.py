"""Rules on the facts that decide which rules apply: answered at all, and in accord with what the terms themselves say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.rule import Gap, rule
from datapact.contract.screening.questions import PlacedQuestion, QuestionId, open_questions
from datapact.contract.terms import Dataset, Purpose, known_facts
from datapact.contract.terms.known_facts import Known
from datapact.contract.vocabulary.acts import GDPR, PRACTICE
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import own
from datapact.contract.vocabulary.words_of_people import reads_as_automatic, reads_as_observing, words_against

_OPEN: dict[QuestionId, str] = {
    "recognise": N_("Nobody has said yet who can recognise people in “{name}”. Answer it, or say that nobody can."),
    "about": N_(
        "Nobody has said yet whether “{name}” is about children or employees. Answer it, or tick none of these."
    ),
    "protected": N_(
        "Nobody has said yet whether “{name}” holds something specially protected: health, religion and the like, "
        "offences, or a secret that law protects. Answer it, or tick nothing of this."
    ),
    "devices": N_(
        "Nobody has said yet whether “{name}” comes from devices or holds trade secrets. Answer it, or tick neither."
    ),
    "other": N_(
        "Nobody has said yet whether the data was collected for “{name}”. Answer it: for another purpose, compatibility is tested "
        "and people are told."
    ),
    "use": N_(
        "Nobody has said yet whether another organisation outside the EEA gets access to the data, or whether it is for training "
        "models, observing people or automatic decisions. Answer it, or tick none of these."
    ),
    "party": N_(
        "Nobody has said yet whether {name} is a public body, of which Land, or whether it needs a data protection "
        "officer. Answer it."
    ),
}


def still_open(one: PlacedQuestion) -> Message:
    """The questions that nobody has answered, and how to answer them."""
    return Message(_OPEN[one.question.id], {"name": one.name} if one.name else {})


@rule(
    "G41",
    "W",
    "house",
    cite(PRACTICE),
    N_(
        "Each fact that decides which rules apply is answered with yes or no. An open one is a warning, and an error once "
        "the text is fixed for signature."
    ),
)
def g41(case: Case) -> Iterator[Gap]:
    for one in open_questions(case.terms, case.document.added):
        yield Gap(one.first_open, still_open(one), when_freezing="E")


def _contradicted(dataset: Dataset) -> Iterator[tuple[str, Known, str]]:
    answers = (
        (
            "special_categories",
            dataset.special_categories,
            known_facts.special_categories(dataset),
            N_(
                "“{dataset}” is said to hold no special categories of personal data, but {reason}. Correct the answer, or "
                "the category."
            ),
        ),
        (
            "offence_data",
            dataset.offence_data,
            known_facts.offence_data(dataset),
            N_("“{dataset}” is said to hold no data on offences, but {reason}. Correct the answer, or the category."),
        ),
        (
            "children",
            dataset.children,
            known_facts.children(dataset),
            N_("“{dataset}” is said not to be about children, but {reason}. Correct the answer, or the data subjects."),
        ),
        (
            "employees",
            dataset.employees,
            known_facts.employees(dataset),
            N_(
                "“{dataset}” is said not to be about employees, but {reason}. Correct the answer, or the data subjects."
            ),
        ),
    )
    for name, answered, known, words in answers:
        if answered is False and known.value is True:
            yield name, known, words


_AGAINST = {
    "special_categories": N_(
        "“{dataset}” is said to hold no special categories of personal data, and speaks of “{words}”. Correct the answer; if "
        "it is right, a legal member sets this aside with the reason."
    ),
    "offence_data": N_(
        "“{dataset}” is said to hold no data on offences, and speaks of “{words}”. Correct the answer; if it is right, a legal "
        "member sets this aside with the reason."
    ),
    "children": N_(
        "“{dataset}” is said not to be about children, and speaks of “{words}”. Correct the answer; if it is right, a legal "
        "member sets this aside with the reason."
    ),
    "employees": N_(
        "“{dataset}” is said not to be about employees, and speaks of “{words}”. Correct the answer; if it is right, a legal "
        "member sets this aside with the reason."
    ),
    "secret": N_(
        "“{dataset}” is said to be under no statutory secrecy, and speaks of “{words}”. Correct the answer; if it is right, a legal "
        "member sets this aside with the reason."
    ),
}


def _only_of(case: Case, dataset: Dataset) -> list[Purpose]:
    """The permitted purposes that are for this dataset and no other."""
    alone = len(case.terms.datasets) == 1
    return [
        one
        for one in case.terms.purposes
        if not one.prohibited and (one.datasets == (dataset.key,) or (alone and not one.datasets))
    ]


def _against_words(dataset: Dataset, purposes: Iterable[Purpose]) -> Iterator[Gap]:
    """A "no" beside words that can hardly mean anything else: a person's answer stands, once somebody has looked again."""
    if dataset.personal and not dataset.is_personal():
        return  # whether that is right, G47 asks
    for name, message in _AGAINST.items():
        answered, known = getattr(dataset, name), getattr(known_facts, name)(dataset)
        words = words_against(dataset, name, purposes) if answered is False and known.value is not True else ""
        if words:
            yield Gap(
                f"datasets.{dataset.key}.{name}",
                Message(message, {"dataset": own(dataset.name, dataset.key), "words": words}),
                "W",
                when_freezing="E",
            )


_ABOUT_USE = {
    "monitoring": (
        reads_as_observing,
        N_(
            "Nobody is said to be observed or judged with the data, and a purpose speaks of “{words}”. Correct the answer; if it is "
            "right, a legal member sets this aside with the reason."
        ),
    ),
    "automated_decisions": (
        reads_as_automatic,
        N_(
            "No decision on people is said to be taken by a machine alone, and a purpose speaks of “{words}”. Correct the answer; if it "
            "is right, a legal member sets this aside with the reason."
        ),
    ),
}


def _about_use(case: Case) -> Iterator[Gap]:
    """A "no" on what is done with the data, beside a permitted purpose that reads like it: Art. 22 and 35 rest on the answer."""
    for name, (reads, message) in _ABOUT_USE.items():
        if getattr(case.terms.facts, name) is not False or not case.personal_datasets:
            continue
        for purpose in case.terms.purposes:
            words = "" if purpose.prohibited else reads(purpose)
            if words:
                yield Gap(f"purposes.{purpose.key}.name", Message(message, {"words": words}), "W", when_freezing="E")


@rule(
    "G42",
    "E",
    "statute",
    cite(GDPR, "9(1), 10"),
    N_(
        "What is said of a dataset agrees with the categories of data and of data subjects that it lists. Words that speak "
        "against a “no” are a warning, and an error once the text is fixed for signature."
    ),
    version=3,
)
def g42(case: Case) -> Iterator[Gap]:
    yield from _about_use(case)
    for dataset in case.terms.datasets:
        yield from _against_words(dataset, _only_of(case, dataset))
        for name, known, words in _contradicted(dataset):
            yield Gap(
                f"datasets.{dataset.key}.{name}",
                Message(words, {"dataset": own(dataset.name, dataset.key), "reason": known_facts.reason_words(known)}),
            )


RULES = (g41, g42)
