"""Templates of the house, drafts for others, duplicates: what goes in, what comes out, and what partners never see."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

from datapact.agreements.library.drafts import put_clause
from datapact.agreements.library.templates import (
    deviations_from_template,
    draft_with_own,
    duplicate,
    make_template,
)
from datapact.agreements.library.where_used import where_used
from datapact.agreements.steps.drafting import begin_draft, begin_from_own, open_draft, save_draft
from datapact.agreements.steps.negotiation import import_state, new_agreement, offer_draft
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.strictjson import parse_object
from datapact.contract.editing.commands import InsertClause, RemovePart, Reword, SetTerm
from datapact.contract.editing.edit import apply, replay
from datapact.contract.templates.clause_library import empty_clause
from datapact.contract.templates.template import example_answers
from datapact.contract.text.clauses import Run, places, plain_text
from datapact.contract.text.document import write_clause
from datapact.library.clauses.own_clauses import approve_clause, own_clause
from datapact.library.templates.matters import Matter, matter_of, set_client
from datapact.library.templates.own_templates import approve_template, own_templates
from datapact.pdf.reports.memo import open_points_pdf, signing_memo
from datapact.signing.ceremony.export import export_json
from datapact.word.steps.open_points import open_points_docx
from tests.agreements.negotiated import Table, at_table, found_houses
from tests.agreements.test_comments import holds
from tests.conftest import SteppingClock
from tests.library.clauses_of_keller import with_library

EXAMPLE = example_answers("ai-pilot")


def text_of(data: bytes) -> str:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtPdf import QPdfDocument
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication([])
    assert application is not None
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    text = " ".join(document.getAllText(page).text() for page in range(document.pageCount()))
    document.close()
    return text


@pytest.fixture
def table(tmp_path: Path, clock: SteppingClock) -> Iterator[Table]:
    found_houses(tmp_path / "kept", clock)
    made = at_table(tmp_path / "kept", tmp_path / "here", clock)
    yield made
    made.close()


def test_a_template_is_made_approved_and_drafted_with(table: Table) -> None:
    anna, martin = table.anna, table.martin
    table.draft()
    with_library(table)
    put_clause(anna, table.history, "liability", "middle")
    opened = open_draft(anna, table.history)
    document = (
        apply(opened.document, RemovePart("insurance"), opened.ground)
        if _has(opened.document, "insurance")
        else opened.document
    )
    document = apply(document, RemovePart("confidentiality"), opened.ground)
    extra = empty_clause(document)
    document = apply(document, InsertClause(write_clause(extra), 3), opened.ground)
    document = apply(document, Reword(extra.id, "de", (Run("Hausordnung"),)), opened.ground)
    document = apply(document, Reword(extra.id, "en", (Run("House rules"),)), opened.ground)
    for language in ("de", "en"):
        words = (Run("Siehe "), Run("", ref="liability"), Run(": {{ ok."))
        document = apply(document, Reword(extra.paragraphs[0].id, language, words), opened.ground)
    save_draft(anna, document)

    made = make_template(anna, table.history, "Pilot des Hauses")
    assert {one.clause for one in made.template.own} == {"liability", extra.id}
    assert "confidentiality" in made.template.without
    assert made.clauses == ("Hausordnung",)
    assert made.template.answers["breach"]["hours"] == 24
    assert "parties" not in made.template.answers
    key = made.template.key
    with pytest.raises(AnswerNo, match="approved yet"):
        draft_with_own(anna, key, EXAMPLE)
    approve_template(martin, key)
    with pytest.raises(AnswerNo, match="Hausordnung"):
        draft_with_own(anna, key, EXAMPLE)
    approve_clause(martin, extra.id)
    history = draft_with_own(anna, key, EXAMPLE)
    drafted = open_draft(anna, history).document
    texts = {name: plain_text(runs["de"]) for name, runs in places(drafted.clauses)}
    assert texts["liability-p1"].startswith("Bei leichter Fahrlässigkeit")
    assert texts[f"{extra.id}-p1"].startswith("Siehe §")
    assert "confidentiality" not in texts
    assert (drafted.template.id, drafted.template.version) == ("ai-pilot", made.template.base.version)
    report = deviations_from_template(anna, history)
    assert (report.own, report.deviates, {one.clause for one in report.rows}) == (True, False, {"liability", extra.id})
    changed = open_draft(anna, history)
    text = apply(changed.document, Reword("liability-p1", "de", (Run("Anders."),)), changed.ground)
    save_draft(anna, apply(text, RemovePart(extra.id), changed.ground))
    found = {one.clause: one.kind for one in deviations_from_template(anna, history).rows}
    assert found == {"liability": "changed", extra.id: "deleted"}
    assert [use.history for use in where_used(anna, "liability") if use.version] == [table.history]
    assert not holds(export_json(anna, history), key)
    opened = begin_from_own(anna, key, ("de", "en"), Matter("Mandant", "M 7"))
    saved, _entry = save_draft(anna, opened.document)
    assert "liability-p1" in dict(places(saved.clauses))
    assert saved.terms.breach.hours == 24
    with anna.vault.read() as session:
        assert matter_of(session, opened.history) == Matter("Mandant", "M 7", False, key, 1)
        assert list(own_templates(session)) == [key]
        assert own_clause(session, extra.id).newest.name == "Hausordnung"


def _has(document: object, clause: str) -> bool:
    return any(one.id == clause for one in document.clauses)  # type: ignore[attr-defined]


def test_one_drafts_for_others_and_a_party_takes_it_over(table: Table) -> None:
    anna, sofia = table.anna, table.sofia
    others = EXAMPLE.replace(b"Maschinenbau Keller GmbH", "Gießerei Lauter GmbH".encode())
    with pytest.raises(WrongUse, match="not among the parties"):
        new_agreement(anna, "ai-pilot", others)
    history = new_agreement(anna, "ai-pilot", others, matter=Matter("Lauter", "2026/14", for_others=True))
    opened = open_draft(anna, history)
    save_draft(anna, opened.document)
    with pytest.raises(AnswerNo, match="draft this for others"):
        offer_draft(anna, history)
    data = export_json(anna, history)
    assert not holds(data, "2026/14")

    taken = import_state(sofia, parse_object(data))
    assert open_draft(sofia, taken).document.terms.parties[0].name == "Gießerei Lauter GmbH"
    set_client(anna, history, "Lauter KG", "")
    with anna.vault.read() as session:
        assert matter_of(session, history) == Matter("Lauter KG", "", for_others=True)
    begun = begin_draft(anna, "processing", ("de",), Matter("Stadt", "7", for_others=True))
    assert anna.organisation not in {one.organisation for one in begun.document.terms.parties}
    save_draft(anna, begun.document)


def test_who_decides_gets_a_memo_and_a_list_that_say_they_are_internal(table: Table, tmp_path: Path) -> None:
    anna = table.anna
    table.draft()
    with_library(table)
    put_clause(anna, table.history, "liability", "last")
    memo, listed = signing_memo(anna, table.history, "de"), open_points_pdf(anna, table.history, "de")
    for data, words in (
        (
            memo,
            (
                "Intern",
                "Abweichungen vom Playbook",
                "Rückfall 2 von 2",
                "Martin Vogt",
                "Laufzeit",
                "Recht und Gerichtsstand",
            ),
        ),
        (listed, ("Intern", "Offene Punkte", "Rückfall 2 von 2", "Haftung")),
    ):
        text = "".join(text_of(data).split())
        assert all("".join(one.split()) in text for one in words), text[:400]
    with pikepdf.open(io.BytesIO(memo)) as pdf:
        assert len(pdf.pages) == 1
    document = zipfile.ZipFile(io.BytesIO(open_points_docx(anna, table.history, "de"))).read("word/document.xml")
    shown = "".join(etree.fromstring(document).itertext())
    assert "Rückfall 2 von 2" in shown
    assert "nicht für die andere Seite" in shown


def test_a_duplicate_is_a_draft_of_its_own(table: Table) -> None:
    table.draft()
    copy = duplicate(table.anna, table.history)
    before, after = open_draft(table.anna, table.history).document, open_draft(table.anna, copy).document
    assert after.number != before.number
    evidence = {
        person.name: (person.evidence, person.evidence_date)
        for party in after.terms.parties
        for person in party.signatories
    }
    assert evidence["Prof. Dr. Sofia Brandt"] == ("", None), "her power of attorney was given for the other contract"
    assert all(all(shown) for name, shown in evidence.items() if name != "Prof. Dr. Sofia Brandt")
    powers = [
        SetTerm(f"parties.ipd.signatories.sofia-brandt.{name}", value)
        for name, value in (("evidence", ""), ("evidence_date", None))
    ]
    assert replace(after, agreement=before.agreement, number=before.number) == replay(before, powers)
