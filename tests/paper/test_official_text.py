"""The standard clauses as the house took them in, beside an agreement and beside a paper: paragraph by paragraph, proving nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.agreements.projection.own_findings import all_findings
from datapact.agreements.steps.drafting import save_draft
from datapact.agreements.steps.negotiation import new_agreement
from datapact.agreements.steps.wording import cured, own_wordings
from datapact.base.clock import utc_now
from datapact.base.errors import AnswerNo, WrongUse
from datapact.checks.model.finding import Finding
from datapact.checks.model.official import part_of
from datapact.checks.run.engine import check
from datapact.contract.templates.template import example_answers, load_template
from datapact.contract.text.document import AgreementDocument, read_state, write_state
from datapact.contract.wording.provided import Confirmed, wording_at
from datapact.library.templates.reviews import digest_of_template, record_review, reviews
from datapact.paper.judge.official_parts import plain, required
from datapact.paper.steps.official_text import (
    compare_with_official,
    compared,
    official_texts,
    record_comparison,
    take_in_official,
)
from datapact.paper.steps.received import open_paper, take_in
from tests.agreements.drafts import draft, example, words
from tests.agreements.negotiated import Table, at_table, found_houses
from tests.checks.contracts import ON
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
    assert (made.version, made.recorded_by, made.holds) == (load_template("nda").version, "Anna Keller", True)
    assert made.digest == digest_of_template("nda", made.version) != digest_of_template("processing", 4)
    assert "Dr. Petra Lang" in str(made.words)
    assert reviews(table.martin)["nda", made.version] == made


STANDARD = tuple(
    f"Pflicht {number}: Der Auftragsverarbeiter verarbeitet die Daten {word} und legt dies dem Verantwortlichen auf Verlangen dar."
    for number, word in enumerate(("weisungsgemäß", "vertraulich", "sicher", "getrennt"), start=1)
)
OFFICIAL = (
    "Klausel 1",
    *STANDARD[:2],
    "Klausel 2",
    STANDARD[2],
    "Der Auftragsverarbeiter unterrichtet mindestens [ZEITRAUM ANGEBEN] im Voraus schriftlich.",
    "OPTION 1 Eine gesonderte Genehmigung wird für jeden Fall verlangt.",
    "ANHANG I",
    "Liste der Parteien mit ihren Anschriften und Ansprechpartnern",
)


def test_only_what_every_contract_must_have_is_wanted_with_its_blanks() -> None:
    wanted = required(OFFICIAL)
    assert [one.words for one in wanted] == [*STANDARD[:3], OFFICIAL[5]]
    assert wanted[3].is_in("Der Auftragsverarbeiter unterrichtet mindestens 30 Tage im Voraus schriftlich.")
    assert not wanted[3].is_in("Der Auftragsverarbeiter unterrichtet mindestens 30 Tage im Voraus mündlich.")
    assert not wanted[3].is_in(f"Der Auftragsverarbeiter unterrichtet mindestens {'x' * 301} im Voraus schriftlich.")
    modules = ("Klausel 8", "MODUL EINS: Verantwortlicher an Verantwortlichen", STANDARD[0], "MODUL ZWEI: an Verarbeiter",
               "MODUL DREI: an Unterauftragsverarbeiter", STANDARD[1], "Klausel 9", STANDARD[2])  # fmt: skip
    assert [one.words for one in required(modules, "1")] == [STANDARD[0], STANDARD[2]]
    assert [one.words for one in required(modules, "3")] == [STANDARD[1], STANDARD[2]]


@given(st.lists(st.text("ab [].", max_size=20), min_size=1, max_size=5))
@settings(max_examples=examples(150))
def test_a_paragraph_stands_in_itself(words: list[str]) -> None:
    for one in required(words):
        assert one.is_in(plain(one.words))


GONE = {"instructions", "personnel", "measures", "sub-processing", "data-subjects", "assistance", "audits"}
ANSWERS = (
    example_answers("processing").decode().replace("Stadtwerke Falkental GmbH", "Maschinenbau Keller GmbH").encode()
)


def with_standard_clauses(table: Table, history: str, texts: Sequence[str], without: str = "") -> None:
    """The draft with nothing in the template's clauses on Art. 28(3), and with these paragraphs in a clause of its own."""
    state: dict[str, Any] = dict(draft("processing", ANSWERS))
    clause = {
        "id": "own-standard",
        "heading": {one: [{"text": "Klauseln"}] for one in ("de", "en")},
        "paragraphs": [
            {"id": f"own-{number}", "text": {one: [{"text": text}] for one in ("de", "en")}, "items": []}
            for number, text in enumerate(texts)
        ],
    }
    for one in state["clauses"]:
        for paragraph in one["paragraphs"] if one["id"] in GONE else ():
            for part in (paragraph, *paragraph["items"]):
                part["text"] = {language: [{"text": "Dazu nichts."}] for language in ("de", "en")}
    state["clauses"] = [*state["clauses"], clause]
    state["terms"].pop(without, None)
    save_draft(table.anna, replace(read_state(state), agreement=history))


def errors(table: Table, history: str) -> set[str]:
    found, _overridden = all_findings(table.anna, history, utc_now().date())
    return {one.id for one in found if one.bars_freezing}


def test_clauses_compared_whole_meet_the_article_until_one_is_changed(table: Table) -> None:
    lost = {"P01", "P02", "P03", "P04", "P06", "P07", "P09"}
    filled = [words.replace("[ZEITRAUM ANGEBEN]", "30 Tage") for words in (*STANDARD[:3], OFFICIAL[5])]
    history = new_agreement(table.anna, "processing", ANSWERS)
    with_standard_clauses(table, history, filled)
    with pytest.raises(AnswerNo, match="taken in"):
        record_comparison(table.anna, history, "2021/915")
    take_in_official(table.anna, "2021/915", "avv.docx", word_file(OFFICIAL))
    assert lost <= errors(table, history)
    assert "avv.docx" in str(record_comparison(table.anna, history, "2021/915"))
    assert not lost & errors(table, history)
    for texts, without in ((filled[1:], ""), (filled, "measures")):
        with_standard_clauses(table, history, texts, without)
        assert lost <= errors(table, history), "void once a paragraph is gone or changed, or an annex is open"
    with_standard_clauses(table, history, filled[1:])
    with pytest.raises(AnswerNo, match=r"Of 4 paragraphs .* 1 do not stand"):
        record_comparison(table.anna, history, "2021/915")


IMPORTER: Any = {
    "key": "us", "importer": "Lohnwerk", "country": "US", "mechanism": "46(2)(c)", "module": "2", "assessment": "TIA 4",
    "assessment_date": "2026-10-20", "frequency": {"de": "täglich"}, "authority": "LfDI BW", "governing_law": "DE", "courts": "DE",
}  # fmt: skip


def test_clauses_by_reference_are_met_by_the_released_words_alone() -> None:
    def found(document: AgreementDocument, confirmed: Confirmed | None = None) -> list[Finding]:
        return [one for one in check(write_state(document), ON, confirmed=confirmed) if one.id == "X12"]

    state: dict[str, Any] = dict(draft("processing", example_answers("processing")))
    importer = next(one for one in state["terms"]["parties"] if one["key"] == state["terms"]["processing"]["processor"])
    state["terms"] = {**state["terms"], "transfers": [{**IMPORTER, "importer": importer["name"]}]}
    bare = read_state(state)
    missing = found(bare)
    assert {part for one in missing for part in one.parts} == {"X12.reference", "X12.annexes"}
    cured_text = cured(bare, missing)
    assert found(cured_text) == []
    other = write_state(cured_text)
    paragraph = next(one for one in other["clauses"] if one["id"] == "standard-clauses")["paragraphs"][0]
    paragraph["text"]["de"][0]["text"] = "Die Parteien vereinbaren Standardvertragsklauseln mit Änderungen:"
    assert [one.parts[0] for one in found(read_state(other))] == ["X12.reference"]
    own = next(one for one in own_wordings(read_state(other)) if one.lost)
    compared_ = {wording_at(own.place, own.digest): {part_of("2021/914/2", number, 2) for number in (1, 2)}}
    assert found(read_state(other), compared_) == []
    half = {wording_at(own.place, own.digest): {part_of("2021/914/2", 1, 2)}}
    assert [one.place for one in found(read_state(other), half)] == ["transfers.us.official_text"]
