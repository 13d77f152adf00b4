"""Sentences for people, where names of their own stand in them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from datapact.base.texts import Message
from datapact.contract.text.clauses import Run, same_words, with_one_stop


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Keller GmbH", "Waiting for Keller GmbH."),
        ("Institut e. V.", "Waiting for Institut e. V."),
        ("so on...", "Waiting for so on...."),
        (".", "Waiting for ."),
    ],
)
def test_a_sentence_ends_with_one_full_stop(name: str, sentence: str) -> None:
    assert Message("Waiting for {party}.", {"party": name}).text("en") == sentence


def test_within_a_sentence_a_name_stays_as_it_is() -> None:
    assert Message("{party} waits.", {"party": "Institut e. V."}).text("en") == "Institut e. V. waits."
    assert Message("{party}, {other}.", {"party": "A.", "other": "B."}).text("en") == "A., B."


def test_a_clause_ends_with_one_full_stop() -> None:
    name, stop, number = Run("Institut e. V.", "parties.b.name"), Run(". The rest."), Run("§ 1", ref="a")
    assert with_one_stop([Run("With "), name, stop]) == (Run("With "), name, Run(" The rest."))
    assert with_one_stop([name, Run(".")]) == (name,)
    assert with_one_stop([name, number, Run(".")]) == (name, number, Run("."))
    assert with_one_stop([name, Run("...")]) == (name, Run("..."))


def test_a_text_written_before_counts_as_the_same() -> None:
    name = Run("Institut e. V.", "parties.b.name")
    assert same_words({"en": (name, Run("."))}, {"en": (name,)})
    assert not same_words({"en": (name, Run("!"))}, {"en": (name,)})


@pytest.mark.parametrize(
    ("day", "german", "english"),
    [
        ("2027-03-01", "1. März 2027", "1 March 2027"),
        ("2027-02-30", "2027-02-30", "2027-02-30"),
        ("next week", "next week", "next week"),
    ],
)
def test_a_day_is_read_as_people_write_it(day: str, german: str, english: str) -> None:
    sentence = Message("Signed on {day}", {"day": day})
    assert sentence.text("en") == f"Signed on {english}"
    assert sentence.text("de").endswith(german)


def test_what_a_person_wrote_stays_as_it_is() -> None:
    assert "“2027-03-01”" in Message("“{value}” is no text.", {"value": "2027-03-01"}).text("en")


def test_no_window_sets_quotation_marks_of_one_language() -> None:
    """German ones are others, so they come with a translated sentence or from ``quoted``."""
    root = Path(__file__).resolve().parents[1] / "ui"
    fixed = [
        f"{file.relative_to(root)}:{node.lineno}"
        for file in root.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.JoinedStr)
        and any(isinstance(part, ast.Constant) and set(str(part.value)) & set("“”„") for part in node.values)
    ]
    assert not fixed
