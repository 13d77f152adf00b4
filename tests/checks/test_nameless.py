"""No sentence names a part of the terms by its key: keys are nothing that people wrote, so what has no name gets words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pytest

from datapact.agreements.views.terms_table import terms_table
from datapact.base.texts import LANGUAGES, Message
from datapact.checks.run.engine import check_terms
from datapact.contract.editing.compare_terms import compare_terms
from datapact.contract.editing.term_edits import new_member
from datapact.contract.screening.questions import placed_questions
from datapact.contract.terms import Terms, read_terms
from datapact.contract.terms.references import DATASET_FIELDS, PARTY_FIELDS, PURPOSE_FIELDS
from datapact.contract.vocabulary.label import Label
from datapact.contract.vocabulary.labels import labels_of_members
from datapact.contract.vocabulary.unnamed import stem_of, unnamed
from tests.agreements.drafts import TEMPLATES, example

_POINTING = {"key", *PARTY_FIELDS, *DATASET_FIELDS, *PURPOSE_FIELDS}
_NAMES = ("name", "short_name", "reference", "importer", "title")
ON = date(2027, 3, 1)


def _opaque(value: Any, made: dict[str, str], field: str = "") -> Any:
    """The terms with other keys, which stand in no word, and without the names of what bears one."""
    if isinstance(value, dict):
        keyed = "key" in value
        return {
            name: ({} if isinstance(member, dict) else "") if keyed and name in _NAMES else _opaque(member, made, name)
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [_opaque(one, made, field) for one in value]
    if field in _POINTING and isinstance(value, str) and value:
        return made.setdefault(value, f"qx{len(made)}zq")
    return value


def _nameless(template: str) -> tuple[Terms, set[str]]:
    made: dict[str, str] = {}
    return read_terms(_opaque(example(template)["terms"], made)), set(made.values())


def _all_words(messages: Iterable[Message]) -> Iterator[str]:
    for message in messages:
        for language in LANGUAGES:
            yield message.text(language)


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_has_no_name_is_never_called_by_its_key(template: str) -> None:
    terms, keys = _nameless(template)
    said = [one.message for one in check_terms(terms, ON, freezing=True)]
    said += [one.message for one in compare_terms(read_terms(example(template)["terms"]), terms)]
    said += [one.message for one in compare_terms(terms, read_terms(example(template)["terms"]))]
    said += [question.text() for question in placed_questions(terms)]
    for group in terms_table(terms):
        for part in group.parts:
            said += [part.title] if part.title else []
            said += [row.value for row in part.rows if row.value is not None]
    words = list(_all_words(said))
    assert len(words) > 20
    assert not [text for text in words if any(key in text for key in keys)]


@pytest.mark.parametrize("label", labels_of_members(), ids=lambda one: one.en)
def test_a_new_member_is_called_by_what_it_is_and_its_number(label: Label) -> None:
    called = unnamed(f"{stem_of(label)}-2")
    assert called.de.casefold() == f"{label.de} 2".casefold()
    assert called.en.casefold() == f"{label.en} 2".casefold()


def test_the_editor_gives_keys_that_have_words() -> None:
    made = new_member(read_terms(example("nda")["terms"]), "purposes")
    assert isinstance(made, dict)
    assert unnamed(str(made["key"])).de == "Zweck 1"
    assert unnamed(f"keller--{made['key']}").de == "Zweck 1"
    assert unnamed("x9").de == "ohne Namen"
