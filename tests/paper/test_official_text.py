"""The standard clauses as the house took them in, beside an agreement and beside a paper: paragraph by paragraph, proving nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.agreements.steps.negotiation import new_agreement
from datapact.base.clock import utc_now
from datapact.base.errors import AnswerNo, WrongUse
from datapact.contract.templates.template import example_answers
from datapact.library.templates.reviews import digest_of_template, record_review, reviews
from datapact.paper.steps.official_text import compare_with_official, compared, official_texts, take_in_official
from datapact.paper.steps.received import open_paper, take_in
from tests.agreements.drafts import example, words
from tests.agreements.negotiated import Table, at_table, found_houses
from tests.depth import examples
from tests.paper.samples import PROCESSING_DE, word_file


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    found_houses(tmp_path / "kept", utc_now)
    made = at_table(tmp_path / "kept", tmp_path / "here", utc_now)
    yield made
    made.close()


def test_a_text_is_taken_in_once_and_an_agreement_laid_beside_it(table: Table) -> None:
    state = example("ai-pilot")
    same, other = words(state, "liability-unlimited", "de"), words(state, "liability-data-subjects", "de")
    changed = other.replace("bleiben unberührt", "werden ausgeschlossen")
    missing = "Die Parteien verpflichten sich außerdem zu gemeinsamen Spaziergängen am Fluss entlang jeden Montag."
    file = word_file(("#Klauseln", f"(1) {same}", f"2. {changed}", missing))
    history = new_agreement(table.anna, "ai-pilot", example_answers("ai-pilot"))
    with pytest.raises(AnswerNo, match="taken in"):
        compare_with_official(table.anna, history, "2021/914")
    with pytest.raises(WrongUse):
        take_in_official(table.anna, "2010/87", "alt.docx", file)
    taken = take_in_official(table.anna, "2021/914", "scc.docx", file)
    assert (taken.language, taken.by, taken.file) == ("de", "Anna Keller", "scc.docx")
    assert [one.digest for one in official_texts(table.martin)] == [taken.digest]
    found = compare_with_official(table.martin, history, "2021/914")
    assert [one.likeness for one in found.rows] == ["same", "changed", "missing"]
    assert found.rows[0].place.startswith("§")
    assert found.rows[1].theirs == other
    assert "1 stand there word for word, 1 in other words, 1 not at all" in str(found.words)


def test_a_paper_of_the_other_side_is_laid_beside_it(table: Table) -> None:
    take_in_official(table.anna, "2021/915", "avv.docx", word_file(PROCESSING_DE))
    file = open_paper("ihr.docx", word_file(PROCESSING_DE))
    history = take_in(table.anna, file, title="AVV", partners=("Nordlicht",))
    found = compare_with_official(table.anna, history, "2021/915")
    assert {one.likeness for one in found.rows} == {"same"}


@given(st.lists(st.text("abcde (1.\u00a0„“–", min_size=0, max_size=60), max_size=8))
@settings(max_examples=examples(150))
def test_a_text_beside_itself_is_the_same_throughout(texts: list[str]) -> None:
    rows = compared(texts, [(str(number), text) for number, text in enumerate(texts)])
    assert all(one.likeness == "same" for one in rows)
    assert all(one.likeness == "missing" for one in compared(texts, []))


def test_a_lawyers_review_of_a_template_is_recorded_with_name_day_and_digest(table: Table) -> None:
    day = utc_now().date()
    with pytest.raises(WrongUse, match="who reviewed"):
        record_review(table.anna, "nda", " ", day)
    made = record_review(table.anna, "nda", "Dr. Petra Lang", day, "§ 5 zu streng")
    assert (made.version, made.recorded_by, made.holds) == (1, "Anna Keller", True)
    assert made.digest == digest_of_template("nda", 1) != digest_of_template("processing", 4)
    assert "Dr. Petra Lang" in str(made.words)
    assert reviews(table.martin)["nda", 1] == made
