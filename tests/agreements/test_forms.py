"""The form that a state declares: the lowest that has everything that is in it."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import Malformed, NewerFormat
from datapact.base.strictjson import JsonObject, canonical
from datapact.contract.text.clauses import Clause, Paragraph
from datapact.contract.text.document import AgreementDocument, check_partial_state, read_state, write_state
from datapact.contract.text.forms import FORMS, NEWER, form_of_json, with_clauses
from datapact.contract.text.kept_numbers import deleted_words
from datapact.contract.text.number_order import LONGEST, Steps, begins_with_letter, between, in_words, steps
from datapact.contract.text.numbering import numbers, settled
from tests.agreements.drafts import example
from tests.depth import examples


def kept(document: AgreementDocument, marks: dict[int, str], gone: int | None = None) -> AgreementDocument:
    """The document with numbers of its own for clauses by index, and one clause deleted."""
    clauses = [replace(one, number=str(n)) if n else one for n, one in enumerate(document.clauses)]
    for index, number in marks.items():
        clauses[index] = replace(clauses[index], number=number)
    if gone is not None:
        words = deleted_words(document.languages)
        clauses[gone] = replace(clauses[gone], heading=words, paragraphs=(), deleted=True)
    return replace(document, clauses=settled(clauses, document.terms, document.languages))


@pytest.fixture
def document() -> AgreementDocument:
    return read_state(example())


def test_a_state_without_later_members_keeps_its_form(document: AgreementDocument) -> None:
    assert document.to_json()["format"] == 1
    assert canonical(write_state(read_state(example()))) == canonical(example())


def test_a_state_with_a_later_member_declares_its_form(document: AgreementDocument) -> None:
    last = len(document.clauses) - 1
    made = kept(document, {last: f"{last - 1}a"}, gone=2)
    state = write_state(made)
    assert state["format"] == form_of_json(state["clauses"]) == 2
    assert read_state(state) == made
    assert numbers(made.clauses, "de")[made.clauses[last].paragraphs[0].id] == f"§ {last - 1}a Abs. 1"
    with pytest.raises(Malformed):
        read_state({**state, "format": 1})
    with pytest.raises(Malformed):
        read_state({**example(), "format": 2})
    with pytest.raises(NewerFormat):
        read_state({**state, "format": max(FORMS) + 1})


def test_a_state_with_other_clauses_is_in_the_form_of_these(document: AgreementDocument) -> None:
    last = len(document.clauses) - 1
    made = write_state(kept(document, {last: f"{last - 1}a"}, gone=2))
    bare = with_clauses(made)
    assert read_state(bare).clauses == ()
    assert read_state(with_clauses(bare, made["clauses"])) == read_state(made)


def test_nobody_else_puts_other_clauses_into_a_state() -> None:
    """A literal that spreads a state and replaces its clauses keeps the form of the clauses that were there."""
    found = [
        f"{file}:{node.lineno}"
        for file in Path("datapact").rglob("*.py")
        if file.name != "forms.py" and '"clauses": ' in (text := file.read_text())
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Dict) and None in node.keys
        if (names := {key.value for key in node.keys if isinstance(key, ast.Constant)}) >= {"clauses"}
        and "format" not in names
    ]
    assert found == []


def test_every_later_member_is_optional_and_known(document: AgreementDocument) -> None:
    parts = {"Clause": Clause, "Paragraph": Paragraph}
    for one in NEWER:
        assert one.form in FORMS[1:]
        if one.part in parts:
            assert one.member in parts[one.part].optional


def with_first(document: AgreementDocument, **members: Any) -> JsonObject:
    state: Any = write_state(kept(document, {2: "1a"}))
    state["clauses"][3] |= members
    return dict(state)


@pytest.mark.parametrize(
    "members",
    [
        {"number": "1"},
        {"number": "1-a"},
        {"number": "x"},
        {"number": "3 "},
        {"number": "1" * (LONGEST + 1)},
        {"number": ""},
        {"deleted": False},
        {"deleted": True},
        {"deleted": 1},
    ],
)
def test_numbers_that_cannot_be_are_refused(document: AgreementDocument, members: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        read_state(with_first(document, **members))


def test_numbers_of_some_parts_or_as_counted_are_refused(document: AgreementDocument) -> None:
    state: Any = with_first(document)
    del state["clauses"][4]["number"]
    with pytest.raises(Malformed):
        read_state(state)
    with pytest.raises(Malformed, match=document.clauses[0].id):
        read_state(write_state(kept(document, {})))


def test_a_partial_state_may_declare_more_than_is_seen(document: AgreementDocument) -> None:
    state: Any = write_state(kept(document, {2: "1a"}))
    parties = frozenset(one.organisation for one in document.terms.parties)
    check_partial_state(state, document.agreement, parties)
    for clause in state["clauses"]:
        clause.pop("number", None)
    check_partial_state(state, document.agreement, parties)
    with pytest.raises(Malformed):
        check_partial_state({**state, "format": 1, "clauses": with_first(document)["clauses"]}, "x", parties)
    state["clauses"][1]["number"] = "%"
    with pytest.raises(Malformed):
        check_partial_state(state, document.agreement, parties)


# ---- the order of numbers ----

TEXTS = [
    "1",
    "01",
    "14",
    "14a",
    "14z",
    "14aa",
    "14zz",
    "14-0a",
    "14-00a",
    "14a1",
    "14a-01",
    "14a1b",
    "2a",
    "a",
    "0a",
    "aa1",
]


def test_numbers_are_read_as_they_are_written() -> None:
    for text in TEXTS:
        assert in_words(steps(text), letters=begins_with_letter(text)) == text
    for text in ("", "0", "00", "14A", "14-a", "140-a", "14ab", "a-1", "1-01", "§ 1", "1.", "14a-0", "١"):
        assert steps(text) == (), text


def test_the_order_of_numbers() -> None:
    order = ["01", "1", "2", "2-00a", "2-0a", "2-0b", "2a", "2a-01", "2a1", "2a1a", "2a2", "2b", "2z", "2aa", "3", "10"]
    assert sorted(order, key=steps) == order


@settings(max_examples=examples(100))
@given(st.lists(st.integers(0, 30), max_size=25), st.booleans())
def test_something_fits_between_any_two_numbers(gaps: list[int], letters: bool) -> None:
    row: list[Steps] = [((0, n),) for n in range(1, 5)]
    for gap in gaps:
        at = gap % (len(row) + 1)
        made = between(row[at - 1] if at else (), row[at] if at < len(row) else ())
        row.insert(at, made)
        text = in_words(made, letters=letters)
        assert len(text) > LONGEST or steps(text) == made
    assert row == sorted(set(row))


def test_numbers_that_come_between() -> None:
    def next_to(before: str, after: str) -> str:
        return in_words(between(steps(before), steps(after)), letters=begins_with_letter(before or after))

    for before, after, made in (
        ("14", "15", "14a"),
        ("14a", "15", "14b"),
        ("14z", "15", "14aa"),
        ("14aa", "15", "14bb"),
        ("14", "14a", "14-0a"),
        ("14-0a", "14a", "14-0b"),
        ("14", "14-0a", "14-00a"),
        ("14a", "14b", "14a1"),
        ("20", "", "21"),
        ("", "1", "01"),
        ("", "01", "001"),
        ("a", "b", "a1"),
        ("", "a", "0a"),
        ("c", "", "d"),
    ):
        assert next_to(before, after) == made, (before, after)
