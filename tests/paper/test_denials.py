"""No sentence of a paper counts as met that denies the thing, binds the other side, or stands in a header; no flag is raised by its denial."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from datapact.paper.judge.gaps import GROUPS, REQUIREMENTS, Line, gap_report
from datapact.paper.read.text import PaperText, Passage
from tests.depth import examples

ROWS = [
    (requirement, what, words)
    for requirement, what, words in (
        line.split("\t")
        for line in Path(__file__).with_name("denied.tsv").read_text("utf-8").splitlines()
        if not line.startswith("#")
    )
]
PADDING = {
    "de": "Diese Urkunde ist die Urkunde von und zu der Sache mit dem und den in der und die.",
    "en": "This deed is the deed of and for the matter with the one and the other in the place and by the day.",
}
SWAPS = (
    ("Auftragnehmer", "Auftraggeber"), ("Processor", "Controller"),
)  # fmt: skip


def is_german(words: str) -> bool:
    return re.search(r"\b(der|die|das|ist|eine?|keine?|nicht|für|und|wird|gilt|zu)\b", words.lower()) is not None


def line_of(requirement: str, words: str, *, edge: bool = False) -> Line:
    rows = ((PADDING["de" if is_german(words) else "en"], False), (words, edge))
    text = PaperText(
        "docx", 0, tuple(Passage(number, 0, one, edge=at_edge) for number, (one, at_edge) in enumerate(rows, 1))
    )
    group = REQUIREMENTS[requirement].group
    return next(one for one in gap_report(text, {group}).lines if one.id == requirement)


def swapped(words: str) -> str:
    """The sentence with both sides in each other's place."""
    for one, two in SWAPS:
        words = words.replace(one, "\0").replace(two, one).replace("\0", two)
    return words


def test_every_requirement_has_sentences_that_say_and_that_deny() -> None:
    found = {(requirement, what) for requirement, what, _words in ROWS}
    for one in REQUIREMENTS.values():
        wanted = ("flags", "clears") if one.flag else ("says", "denies")
        assert {(one.id, what) for what in wanted} <= found or one.id == "D13.copy", one.id
    assert found == {(one, what) for one, what in found if one in REQUIREMENTS}, "of a requirement that is none"
    assert set(GROUPS) == {one.group for one in REQUIREMENTS.values()}


@pytest.mark.parametrize("requirement", sorted({one for one, _what, _words in ROWS}))
def test_a_sentence_counts_by_what_it_says(requirement: str) -> None:
    for _one, what, words in (row for row in ROWS if row[0] == requirement):
        verdict = line_of(requirement, words).verdict
        match what:
            case "says":
                assert verdict == "met", words
                assert line_of(requirement, words, edge=True).verdict == "none", f"in a header: {words}"
                if REQUIREMENTS[requirement].binds == "processor":
                    other = line_of(requirement, swapped(words))
                    assert other.verdict != "met", f"of the wrong side: {swapped(words)}"
            case "denies":
                assert verdict != "met", words
            case "other":
                assert verdict != "met", words
                assert line_of(requirement, swapped(words)).verdict == "met", f"of the right side: {swapped(words)}"
            case "flags":
                assert verdict == "flagged", words
            case _:
                assert verdict == "clear", words


BEFORE = st.sampled_from(
    (
        "",
        "(3) ",
        "7.2 ",
        "Im Übrigen: ",
        "§ 4 ",
        "12. ",
        "b) ",
        "(iii) ",
        "§ 4 Abs. 2 ",
        "(2) Hinweis: ",
        "Note: ",
        "For clarity, ",
    )
)
AFTER = st.sampled_from(
    (
        "",
        " Das Nähere steht in § 9.",
        " Details are in section 9.",
        " Dies gilt für beide Jahre.",
        " The agreement is in force from 1 May.",
    )
)
ROLES = st.sampled_from(
    (
        {}, {"Auftragnehmer": "Dienstleister", "Processor": "Supplier"}, {"Auftraggeber": "Besteller", "Controller": "Customer"},
        {"Auftragnehmer": "Anbieter", "Auftraggeber": "Besteller", "Processor": "Provider", "Controller": "Client"},
    )
)  # fmt: skip


@given(st.sampled_from([row for row in ROWS if row[1] in ("denies", "clears")]), BEFORE, AFTER, ROLES, st.booleans())
@example(
    (
        "N05",
        "denies",
        "No exception is made for what is public, was already known, received from a third party or independently developed.",
    ),
    "Im Übrigen: ",
    "",
    {},
    False,
)
@example(
    ("G19.term", "denies", "No initial term is agreed and no right to terminate is granted."),
    "",
    " Dies gilt für beide Jahre.",
    {},
    False,
)
@example(
    (
        "D13.interpretation",
        "clears",
        "Keine Bestimmung dieses Vertrags gibt einer Partei das alleinige Recht, ihn auszulegen.",
    ),
    "Im Übrigen: ",
    "",
    {},
    False,
)
@settings(max_examples=examples(150), deadline=None)
def test_a_denial_stays_one_wherever_it_stands(
    row: tuple[str, str, str], before: str, after: str, roles: dict[str, str], other: bool
) -> None:
    requirement, what, words = row
    if other:
        words = swapped(words)
    for one, two in roles.items():
        words = words.replace(one, two)
    line = line_of(requirement, f"{before}{words}{after}")
    assert line.verdict != ("met" if what == "denies" else "flagged"), line.quotes
