"""The interview: a template's question groups as pages, with only the questions that earlier answers make necessary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datapact.base.errors import WrongUse
from datapact.base.texts import N_, Message
from datapact.contract.screening import questions as screening
from datapact.contract.screening.questions import PlacedQuestion, is_screened
from datapact.contract.templates.evaluate import holds
from datapact.contract.templates.questions import (
    Question,
    QuestionGroup,
    Unanswered,
    places_of,
    question_about,
    unanswered,
)
from datapact.contract.templates.template import Template, load_template
from datapact.contract.terms import Terms, known_facts
from datapact.contract.terms.derived import Setting
from datapact.contract.terms.paths import is_untouched, value_at
from datapact.contract.text.document import ACCEDES, AgreementDocument
from datapact.contract.vocabulary.label import Label


@dataclass(frozen=True, slots=True)
class Page:
    """One question group that is asked now; ``number`` is its place in the template, ``open`` its open questions.

    ``untouched``: every place that it asks for still has its first value.
    """

    number: int
    title: Label
    """Of the question group."""
    questions: tuple[Question, ...]
    """Those that earlier answers make necessary, at least one."""
    open: tuple[Unanswered, ...]
    untouched: bool

    @property
    def requires_nothing(self) -> bool:
        """Whether nothing is open although nobody answered: its questions begin with an answer."""
        return self.untouched and not self.open


def setting_of(document: AgreementDocument) -> Setting:
    """The parts of a document that conditions read."""
    return Setting(document.terms, document.languages, document.prevailing)


def asks_of(document: AgreementDocument) -> str:
    """The beginning of all places that the interview asks for: all of them, of an accession those of who joins.

    What else it says is agreed already, and an accession that changed it would have no effect.
    """
    if document.parent is None or document.parent.get("relation") != ACCEDES or not document.taking_part:
        return ""
    return f"parties.{document.taking_part[-1].key}."


def screening_questions(document: AgreementDocument) -> tuple[PlacedQuestion, ...]:
    """The questions what an agreement is about; of an accession those on who joins, and what is open besides."""
    where = asks_of(document)
    asked = screening.placed_questions(document.terms)
    return tuple(one for one in asked if not where or one.is_open or f"{one.place}." == where)


def pages(template: Template, document: AgreementDocument) -> tuple[Page, ...]:
    """The pages of the interview by the answers so far; a group without a question to ask is left out.

    What a screening question asks for is asked there, and not a second time.
    """
    setting, where = setting_of(document), asks_of(document)
    result = []
    for number, group in enumerate(template.groups):
        asked = tuple(
            question
            for question in group.questions
            if is_needed(question, setting)
            and not is_screened(question.path)
            and (not where or question.path.startswith("parties.*."))
        )
        if asked:
            open_ = tuple(
                one
                for one in unanswered([QuestionGroup(group.title, asked)], setting)
                if one.path.startswith(where) and not _is_known_of_each(one.path, document.terms)
            )
            places = [path for question in asked for path in places_of(question, document.terms)]
            untouched = all(
                is_untouched(document.terms, path) or _is_preset(template, document, path) for path in places
            )
            result.append(Page(number, group.title, asked, open_, untouched))
    return tuple(result)


def _is_known_of_each(path: str, terms: Terms) -> bool:
    """Whether what is asked of the agreement was said of each of its datasets: no people are in any of them."""
    if path != "facts.personal_data" or not terms.datasets:
        return False
    return all(known_facts.personal(terms, one).value is False for one in terms.datasets)


_OR_NAMED = {"data_act.user": "data_act.user_name", "data_act.holder": "data_act.holder_name"}
"""Places that take a party, with the place for the name of somebody who is none."""


def further_page(
    template: Template, shown: Sequence[Page], document: AgreementDocument, barring: Mapping[str, Message]
) -> Page | None:
    """A last page with the places that bar freezing and that no page asks for; None where there are none.

    ``barring``: the sentence of each finding by its place. A template asks for what its own text needs; rules about the
    parties or the data can need more.
    """
    asked: dict[str, Message] = {}
    for place, why in barring.items():
        asked[place] = why
        if place in _OR_NAMED:
            asked.setdefault(_OR_NAMED[place], Message(N_("And who is it, if it is none of the parties?")))
    questions = tuple(
        question_about(place, Label(why.text("de"), why.text("en")))
        for place, why in asked.items()
        if _is_there(document, place) and not is_screened(place) and not _is_asked(shown, place)
    )
    title = Message(N_("What rules ask besides"))
    return (
        Page(len(template.groups), Label(title.text("de"), title.text("en")), questions, (), False)
        if questions
        else None
    )


def _is_there(document: AgreementDocument, place: str) -> bool:
    try:
        value_at(document.terms, place)
    except KeyError:  # a place in the text
        return False
    return True


def _is_asked(shown: Sequence[Page], place: str) -> bool:
    """Whether a page has a field for the place: its question, a whole with it, a part of it, or a member's further details."""
    steps = place.split(".")
    for page in shown:
        for question in page.questions:
            asked = question.path.split(".")
            if _shared_steps(asked, steps) in (len(asked), len(steps)) or asked[:2] == [steps[0], "*"]:
                return True
    return False


def has_interview(document: AgreementDocument) -> bool:
    """Whether this program still has the template whose questions the text answers."""
    try:
        load_template(document.template_id, document.template_version)
    except WrongUse:
        return False
    return True


def open_questions(document: AgreementDocument) -> int:
    """The number of open questions of a document's template and of what it is about, as the interview counts them.

    Raises WrongUse where the template is not here.
    """
    template = load_template(document.template_id, document.template_version)
    return sum(len(page.open) for page in pages(template, document)) + sum(
        one.is_open for one in screening_questions(document)
    )


def _is_preset(template: Template, document: AgreementDocument, path: str) -> bool:
    """Whether a place still has the template's first value."""
    preset: object = template.preset
    for step in path.split("."):
        preset = preset.get(step) if isinstance(preset, Mapping) else None
    return preset is not None and value_at(document.terms, path) == preset


def is_needed(question: Question, setting: Setting) -> bool:
    """Whether earlier answers make the question necessary."""
    return question.when is None or holds(question.when, setting, {})


def page_of(pages: Sequence[Page], place: str) -> tuple[int, str] | None:
    """(index of the page, the question's path) that asks for a place of the terms; None where none does.

    The closest question wins: the place itself, a part of it, or the whole that it belongs to.
    """
    best: tuple[int, int, str] | None = None
    for index, page in enumerate(pages):
        for question in page.questions:
            shared = _shared_steps(question.path.split("."), place.split("."))
            if shared and (best is None or shared > best[0]):
                best = (shared, index, question.path)
    return None if best is None else best[1:]


def _shared_steps(pattern: Sequence[str], place: Sequence[str]) -> int:
    shared = 0
    for asked, step in zip(pattern, place, strict=False):
        if asked not in ("*", step):
            break
        shared += 1
    return 0 if shared == 0 or (pattern[0] != place[0]) else shared
