"""Contracts signed elsewhere: recorded with evidence, in force like others, and never called more than they are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.calendar_statuses import refresh_statuses
from datapact.agreements.projection.own_findings import all_findings
from datapact.agreements.projection.status import STRENGTH, evidence_words
from datapact.agreements.projection.tables import evidence_of
from datapact.agreements.steps.negotiation import offer_draft
from datapact.agreements.steps.signed_elsewhere import end_elsewhere
from datapact.agreements.views.agreement import agreement_page
from datapact.agreements.views.filters import Filters
from datapact.agreements.views.list import first_keys, list_agreements, rows_of
from datapact.agreements.views.list_index import ListIndex
from datapact.agreements.views.network import network
from datapact.agreements.views.overview import overview
from datapact.agreements.views.timeline import sentences, signature_lines
from datapact.base.errors import AnswerNo, DataPactError, WrongUse
from datapact.organisation.acting.acting_member import Acting
from datapact.pdf.agreement.reading_version import reading_version_pdf
from datapact.signing.ades.found import found_signatures
from datapact.signing.ceremony.export import export_pdf
from datapact.signing.elsewhere.record import Registered, register
from datapact.vault.database import entries
from tests.agreements.negotiated import at_table, found_houses

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SCAN = b"%PDF-1.4\n% a scan without any signature\n%%EOF\n"
ANSWERS = """
[agreement]
languages = ["de"]
title = { de = "Datenlieferung Werk 2" }
[[parties]]
key = "keller"
name = "Maschinenbau Keller GmbH"
[[parties]]
key = "weber"
name = "Weber Analytik GmbH"
[[datasets]]
key = "machine-logs"
name = { de = "Maschinendaten" }
provider = "keller"
recipients = ["weber"]
[[purposes]]
key = "service"
name = { de = "Fernwartung" }
[duration]
start = 2025-01-01
end = 2027-12-31
notice_months = 3
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    found_houses(folder, lambda: NOW)
    return folder


@pytest.fixture
def anna(template: Path, tmp_path: Path) -> Acting:
    table = at_table(template, tmp_path, lambda: NOW)
    table.sofia.close()
    table.martin.close()
    yield table.anna
    table.anna.close()


def on_paper(anna: Acting, **more) -> Registered:
    given = {"evidence": "paper_scan", "signed_on": date(2024, 12, 20), "files": [("Vertrag.pdf", SCAN)], **more}
    return register(anna, given.pop("answers", ANSWERS).encode(), **given)


def test_in_force_like_others_and_visible_as_what_it_is(anna):
    done = on_paper(anna, reference="V-17", remarks="Original im Tresor")
    with anna.vault.read() as session:
        (row,) = list_agreements(session)
        assert (row.status, row.stage, row.evidence, row.number) == ("in_force", "signed", "paper_scan", "V-17")
        assert evidence_of(session, done.history) == "paper_scan"
        record = load_state(session, done.history).signed_elsewhere
        assert entries.attachment(session, record.files[0].digest) == ("application/pdf", SCAN)
    seen = overview(anna, done.history)
    assert (seen.evidence, seen.elsewhere.signed_on, seen.elsewhere.remarks) == (
        "paper_scan",
        "2024-12-20",
        "Original im Tresor",
    )
    assert [party.signed for party in seen.parties] == [True, True]
    page = agreement_page(anna, done.history, NOW.date())
    assert page.document.clauses == ()
    assert page.next.action == "none"
    assert {name for name, reason in page.possible.items() if reason is None} <= {"amend"}
    findings, _overridden = all_findings(anna, done.history, NOW.date())
    assert "G21" not in {finding.id for finding in findings}
    (step,) = sentences(anna, done.history)
    assert "anderswo" in step.sentence.text("de")


def test_the_newest_record_counts_and_both_stay(anna):
    first = on_paper(anna, reference="V-17")
    again = on_paper(anna, corrects=first.history, answers=ANSWERS.replace("2027-12-31", "2026-06-30"))
    assert again.history == first.history
    with anna.vault.read() as session:
        (row,) = list_agreements(session)
        folded = load_state(session, first.history)
    assert (row.status, row.ends, row.number) == ("expired", "2026-06-30", "V-17")
    assert len(folded.facts.elsewhere) == 2
    with pytest.raises(WrongUse):
        on_paper(anna, reference="V-17")


def test_its_end_is_recorded_and_can_be_taken_back(anna):
    history = on_paper(anna).history
    with anna.vault.read() as session:
        signed = load_state(session, history).signed_elsewhere
    assert signed is not None
    before = date.fromisoformat(signed.signed_on) - timedelta(days=1)
    with pytest.raises(WrongUse):
        end_elsewhere(anna, history, before, ground="ordinary", reason="vor der Unterschrift")
    end_elsewhere(anna, history, date(2026, 11, 23), ground="ordinary", reason="gekündigt am 1. August")
    with anna.vault.read() as session:
        (row,) = list_agreements(session)
    assert (row.stage, row.status, row.due) == ("terminated", "terminated", "2026-11-23")
    end_elsewhere(anna, history, None, ground="other", reason="war ein anderer Vertrag")
    with anna.vault.write() as session:
        refresh_statuses(session, NOW.date())
        (row,) = list_agreements(session)
    assert (row.stage, row.status) == ("signed", "in_force")


def test_nothing_of_it_can_be_sent_or_is_ended_by_notice_here(anna):
    history = on_paper(anna).history
    with pytest.raises(AnswerNo):
        offer_draft(anna, history)


@pytest.mark.parametrize(
    ("evidence", "files"),
    [("paper_scan", []), ("pdf_signature", [("a.pdf", SCAN)]), ("qualified_as_stated", []), ("reference_only", [])],
)
def test_evidence_that_says_more_than_there_is_is_refused(anna, evidence, files):
    with pytest.raises(WrongUse):
        on_paper(anna, evidence=evidence, files=files)


def test_files_that_are_no_scans_are_refused(anna):
    with pytest.raises(WrongUse):
        on_paper(anna, files=[("a.exe", b"MZ\0\0")])


def test_wrong_answers_are_refused_whole(anna):
    endless = ANSWERS.replace("end = 2027-12-31", "renewal_months = 12")
    for answers in ("", "x", ANSWERS.replace("Keller", "Fremd"), endless):
        with pytest.raises(DataPactError):
            on_paper(anna, answers=answers)
    with anna.vault.read() as session:
        assert list_agreements(session) == []


def test_classes_have_words_and_an_order():
    for evidence in STRENGTH:
        for short in (True, False):
            assert evidence_words(evidence, short=short).text("de") != evidence_words(evidence, short=short).text("en")


def test_what_is_no_signed_pdf_holds_no_signature():
    for data in (b"", b"%PDF-", SCAN, b"%PDF-1.7\n" + b"\0" * 1000, b"PK\3\4"):
        assert found_signatures(data) == ()


def test_what_is_exported_is_the_signed_file_or_a_version_to_read(anna):
    assert export_pdf(anna, on_paper(anna).history) == SCAN
    bare = on_paper(anna, evidence="reference_only", files=[], remarks="Ordner 7")
    pdf = export_pdf(anna, bare.history)
    assert pdf == reading_version_pdf(anna, bare.history, NOW.date())


@pytest.mark.journey
def test_a_pdf_with_real_signatures_is_recorded_as_what_it_is(template, tmp_path):
    table = at_table(template, tmp_path, lambda: NOW)
    table.sign_twice()
    signed = export_pdf(table.anna, table.history)
    done = on_paper(table.anna, evidence="pdf_signature", files=[("signed.pdf", signed)])
    assert [one["signer"] for one in done.signatures] == ["Anna Keller", "Martin Vogt"]
    assert all(one["intact"] for one in done.signatures)
    assert [one["whole_file"] for one in done.signatures] == [False, True]
    assert {one["verdict"] for one in done.signatures} == {"indeterminate"}
    lines = [str(line) for line in signature_lines(overview(table.anna, done.history).elsewhere.signatures)]
    assert len(lines) == 2
    place = signed.index(b"\nstream\n") + 40  # inside what the first signature covers
    tampered = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
    assert not any(one["intact"] for one in found_signatures(tampered))
    assert [one["whole_file"] for one in found_signatures(signed + b"% more\n")] == [False, False]
    with pytest.raises(WrongUse):
        on_paper(table.anna, evidence="pdf_signature", files=[("x.pdf", tampered)])
    table.close()


def test_the_network_and_the_list_name_it(anna):
    on_paper(anna)
    index = ListIndex()
    with anna.vault.read() as session:
        index.load(session)
        (edge,) = network(session, index).edges
        assert (edge.phase, edge.count, edge.elsewhere) == ("binding", 1, 1)
        (row,) = rows_of(session, first_keys(session, Filters(), "number", NOW.date(), 5)).values()
    assert row.evidence == "paper_scan"
