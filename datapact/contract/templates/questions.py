"""The questions that a template asks, grouped: each names its place in the terms and the article behind it.

The questions themselves are shared data (resources/templates/questions.toml), so that one place is asked for in the
same words everywhere; a template lists which of them it asks. The kind of answer of a place follows from the model of
the terms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from datapact.base.resources import data_folder, tables
from datapact.base.strictjson import JsonValue
from datapact.contract.templates.evaluate import holds
from datapact.contract.templates.expressions import Condition, compile_condition
from datapact.contract.terms import Terms, known_facts
from datapact.contract.terms.derived import Setting
from datapact.contract.terms.known_facts import names_who_acts_alone
from datapact.contract.terms.paths import Shape, field, given, joined, members, shape_at
from datapact.contract.vocabulary.label import Label
from datapact.contract.vocabulary.labels import label_of_path

_NO_WORDS = Label("", "")
_OTHER_LAW = re.compile(r"§|Data Act|KI-VO|DGA|AEUV")


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the interview.

    ``path`` is a pattern with ``*`` for each member of a list; ``when`` says whether it is asked at all.

    An ``optional`` one may stay without an answer: none is one too, such as no transfer to a third country.
    """

    path: str
    shape: Shape
    """The kind of answer of the place."""
    text: Label
    """The question in words."""
    help: Label
    """Hints for answering; both languages may be empty."""
    article: str
    """The provision behind it, as German writes it; may be empty."""
    example: Label
    """An answer to show, the same in both languages where it has no words; may be empty."""
    when: Condition | None
    optional: bool = False
    usual: Label = _NO_WORDS
    """Words that many agreements have, for a person to take over; both languages may be empty."""
    usual_members: tuple[JsonValue, ...] = ()
    """Entries that many agreements have in this list, as the terms hold them, in both languages; to be checked one by one."""
    help_of_people: bool = False
    """The hints are about personal data alone."""
    without: Label = _NO_WORDS
    """What holds where an optional choice is not made, as the choice that stands first; both languages may be empty."""

    def source(self, *, personal: bool) -> str:
        """The provision behind it; none where only data protection law asks and no personal data is shared."""
        of_people = "DSGVO" in self.article and not _OTHER_LAW.search(self.article)
        return "" if of_people and not personal and "personal" not in self.path else self.article

    def hints(self, *, personal: bool) -> Label:
        """The hints; none where they are about personal data and none is shared."""
        return _NO_WORDS if self.help_of_people and not personal else self.help


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """The questions of one page of the interview."""

    title: Label
    """Heading of its page."""
    questions: tuple[Question, ...]
    """In the order in which they are asked."""


def read_groups(value: Sequence[Mapping[str, Any]]) -> tuple[QuestionGroup, ...]:
    """The question groups in a template's list; raises KeyError for a question or place that does not exist."""
    return tuple(
        QuestionGroup(
            Label(group["title"]["de"], group["title"]["en"]), tuple(_question(path) for path in group["questions"])
        )
        for group in value
    )


def library() -> tuple[Question, ...]:
    """Every question that a template can ask."""
    return tuple(map(_question, _library()))


@cache
def _library() -> Mapping[str, Any]:
    file = data_folder() / "templates" / "questions.toml"
    return tables(file.read_text(encoding="utf-8"))


def _question(name: str) -> Question:
    """The question of that name: its path, and behind a space for which templates it has words of its own."""
    entry = _library()[name]
    path = name.partition(" ")[0]
    return Question(
        path=path,
        shape=shape_at(path),
        text=Label(entry["de"], entry["en"]),
        help=Label(entry.get("help_de", ""), entry.get("help_en", "")),
        article=entry.get("article", ""),
        example=Label(entry.get("example", ""), entry.get("example_en", entry.get("example", ""))),
        when=compile_condition(entry["when"], path) if "when" in entry else None,
        optional=entry.get("optional", False),
        usual=Label(entry.get("usual_de", ""), entry.get("usual_en", "")),
        usual_members=tuple(entry.get("usual_members", ())),
        help_of_people=entry.get("help_of_people", False),
        without=Label(entry.get("without_de", ""), entry.get("without_en", "")),
    )


def question_about(path: str, why: Label) -> Question:
    """The question about one place that no template asks for; ``why`` is the help."""
    words = label_of_path(path)
    text = Label(words.de[:1].upper() + words.de[1:], words.en[:1].upper() + words.en[1:])
    return Question(path, shape_at(path), text, why, "", _NO_WORDS, None)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that is asked and not answered yet, at one concrete place of the terms."""

    question: Question
    """The one that is asked."""
    path: str
    """Without any ``*``."""


def unanswered(groups: Sequence[QuestionGroup], setting: Setting) -> tuple[Unanswered, ...]:
    """The questions without an answer, in order; a yes-or-no question always has one, an optional one needs none."""
    result = []
    for group in groups:
        for question in group.questions:
            if question.optional or question.shape.kind == "yes_no":
                continue
            if question.when is not None and not holds(question.when, setting, {}):
                continue
            for path, value in _places(setting.terms, question.path.split("."), ""):
                if question.path == PEOPLE and not _leaves_people_open(setting.terms, path):
                    continue
                if not given(value) or is_unchosen_rule(setting.terms, path):
                    result.append(Unanswered(question, path))
    return tuple(result)


PEOPLE = "datasets.*.subjects"
"""The question whom a dataset is about; it is asked of personal data alone, and may be answered in words."""


def _leaves_people_open(terms: Terms, path: str) -> bool:
    dataset = next((one for one in terms.datasets if one.key == path.split(".")[1]), None)
    return (
        dataset is not None
        and known_facts.personal(terms, dataset).value is True
        and not dataset.subjects
        and not any((dataset.subjects_note.de, dataset.subjects_note.en))
    )


def is_unchosen_rule(terms: Terms, path: str) -> bool:
    """Whether a signing rule is the one that stands there before anybody has chosen, and may be wrong by law."""
    match path.split("."):
        case ["parties", key, "signing_rule"]:
            found = next((one for one in terms.parties if one.key == key), None)
            return found is not None and not names_who_acts_alone(found)
    return False


def places_of(question: Question, terms: Terms) -> tuple[str, ...]:
    """The concrete places of the terms that a question asks for: one for each member of the lists on its path."""
    return tuple(path for path, _value in _places(terms, question.path.split("."), ""))


def _places(value: object, steps: Sequence[str], path: str) -> Iterator[tuple[str, object]]:
    if not steps:
        yield path, value
    elif steps[0] == "*":
        for step, member in members(value):
            yield from _places(member, steps[1:], joined(path, step))
    else:
        yield from _places(field(value, steps[0]), steps[1:], joined(path, steps[0]))
