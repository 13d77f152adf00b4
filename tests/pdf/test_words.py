"""What a reader sees, read back by poppler: status, numbers, languages, and nothing interpreted."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from datapact.contract.editing.answers_file import read_answers
from datapact.contract.templates.resolve import draft_state
from datapact.contract.templates.template import example_answers, load_template
from datapact.contract.terms import read_terms, write_terms
from datapact.pdf.agreement.input import DocumentInput
from datapact.pdf.agreement.render import render_agreement
from tests.pdf.sample import sample_document, sample_state, sample_terms

pytestmark = pytest.mark.judge("pdftotext")


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def words(document: DocumentInput) -> str:
        file = tmp_path / "a.pdf"
        file.write_bytes(render_agreement(document))
        run = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, text=True, check=True)
        return " ".join(run.stdout.split()).replace("\u00ad ", "")

    return words


def test_draft_and_agreed_say_that_they_do_not_bind(read: Any) -> None:
    draft = read(sample_document(("de", "en"), "draft"))
    assert "Entwurf, nicht anwaltlich geprüft · Draft, not reviewed by a lawyer" in draft
    assert "§ 154 Abs. 2 BGB" in draft
    assert "section 154(2) BGB" in draft
    assert "Text abgestimmt (unverbindlich)" in read(sample_document(("de",), "agreed"))


def test_frozen_names_every_signatory(read: Any) -> None:
    words = read(sample_document(("de",)))
    assert "Entwurf" not in words
    for expected in (
        "Anna Keller",
        "Geschäftsführung",
        "Unterschrift 3 von 3",
        "Vollmacht des Vorstands vom 19. Oktober 2026",
    ):
        assert expected in words


def test_every_page_is_counted_and_carries_number_and_digest(read: Any) -> None:
    document = sample_document(("de",))
    words = read(document)
    total = int(re.search(r"Seite 1 von (\d+)", words).group(1))  # type: ignore[union-attr]
    assert all(f"Seite {page} von {total}" in words for page in range(1, total + 1))
    assert words.count(f"Prüfsumme {document.digest[:12]}") == total


def test_the_prevailing_language_is_named(read: Any) -> None:
    words = read(sample_document(("de", "en"), state=sample_state(("de", "en"), "en")))
    assert "The English version prevails." in words
    assert "English (prevailing)" in words
    assert "Deutsch (Übersetzung)" in words


HOSTILE = (
    "<b>fett</b> <a href='https://x.example'>Verweis</a> <font size=99>groß</font> &lt; <br/> <img src='file:///etc/passwd'/>",
    "**Markdown** _kursiv_ [Verweis](https://x.example) {{ 7*7 }} {% raw %} ${jndi} %s {0}",
    r"(PDF) \(escape\) /MCID 0 BDC EMC ET Q <</S /JavaScript>> endstream endobj ../../etc/passwd",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_is_shown_as_it_stands(read: Any, text: str) -> None:
    state = sample_state()
    clauses: Any = state["clauses"]
    clauses[0]["paragraphs"][0]["text"]["de"] = [{"text": text}]
    terms: Any = state["terms"]
    terms["datasets"][0]["description"] = {"de": text}
    terms["parties"][1]["short_name"] = text[:60].strip()
    words = read(replace(sample_document(state=state), attachments={})).replace(" ", "")
    assert words.count(text.replace(" ", "")) == 2


def test_every_kind_of_term_has_its_place(read: Any) -> None:
    state = sample_state()
    terms = sample_terms()
    terms["joint"] = {
        "notices_owner": "keller",
        "topics": [{"topic": "security", "party": "ipd"}],
        "rights": [{"right": "15", "party": "keller"}],
        "contact_point": {"name": "Anlaufstelle Daten", "email": "stelle@keller.example"},
    }
    terms["processing"] = {
        "controller": "keller",
        "processor": "ipd",
        "subject_matter": {"de": "Auswertung der Protokolle"},
        "sub_processing": "general",
        "sub_processing_notice_days": 30,
    }
    terms["data_act"] = {
        "applies": True,
        "holder": "keller",
        "product": {"de": "Fräszentrum X4"},
        "instrument": "user_contract",
    }
    terms["datasets"][0] |= {
        "special_categories": True,
        "product_data": True,
        "origin": {"de": "Steuerung der Maschine"},
    }
    state["terms"] = write_terms(read_terms(terms))
    words = read(sample_document(state=state))
    for expected in (
        "Zuständigkeiten der gemeinsam Verantwortlichen",
        "Anlaufstelle Daten",
        "Auskunft (Art. 15 DSGVO)",
        "Auftragsverarbeitung",
        "Weitere vereinbarte Angaben",
        "Auswertung der Protokolle",
        "30 Tage",
        "Angaben nach dem Data Act",
        "Fräszentrum X4",
        "Steuerung der Maschine",
        "Besondere Kategorien (Art. 9 DSGVO)",
        "Example Analytics Inc.",
        "Vereinigte Staaten",
        "Rechenzentrum Neckar eG",
        "Zwischenbericht",
        "Leitstelle",
        "Untersagte Zwecke",
    ):
        assert expected in words, expected


def test_an_agreement_without_datasets_says_nothing_of_all_datasets(read: Any) -> None:
    lines = example_answers("nda").decode().splitlines()
    heads = [index for index, line in enumerate(lines) if line.startswith("[")]
    parts = [lines[start:end] for start, end in zip(heads, [*heads[1:], len(lines)], strict=True)]
    kept = [line for part in parts if "datasets" not in part[0] for line in part if not line.startswith("datasets = ")]
    answers = read_answers("\n".join(lines[: heads[0]] + kept).encode())
    state = draft_state(
        load_template("nda"),
        answers.terms,
        agreement=sample_state()["agreement"],
        number="DP-2026-0001",
        title={"de": answers.title["de"]},
        languages=("de",),
        prevailing="de",
    )
    words = read(replace(sample_document(("de",), "draft"), state=state))
    assert "Zwecke" in words
    assert not re.search("alle Datensätze", words)
