"""Agreements by e-mail or on paper: from the draft that is sent as a PDF to a contract in force on recorded evidence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.reading_version import amendments_of, consolidated
from datapact.agreements.steps.change_draft import change_draft
from datapact.agreements.steps.in_force import amend
from datapact.agreements.steps.negotiation import new_agreement, revise
from datapact.agreements.text.outside_replies import outside_replies
from datapact.agreements.views.agreement import agreement_page
from datapact.agreements.views.comparison import AMENDED, compare_versions, step_changes, version_document
from datapact.base.errors import AnswerNo, WrongUse
from datapact.contract.changes.amending import AMENDING
from datapact.contract.editing.answers_file import read_changes
from datapact.contract.templates.template import example_answers
from datapact.contract.text.clauses import plain_text
from datapact.obligations.due.source import ground_of
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.partners.external_profiles import external_partners
from datapact.signing.ceremony.export import export_pdf
from datapact.signing.elsewhere.form import Filled, filled_from, register_filled
from datapact.signing.elsewhere.outside import (
    freeze_outside,
    record_answer,
    record_signed,
    send_outside,
)
from tests.agreements.negotiated import at_table, found_houses
from tests.signing.test_elsewhere import SCAN

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)
LAB = "Testlabor Süd GmbH"
CHANGE = b"[duration]\nnotice_months = 5\n"
INSTITUTE = "Institut für Produktionsdaten e. V."


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    found_houses(folder, lambda: NOW)
    return folder


@pytest.fixture
def anna(template: Path, tmp_path: Path):
    table = at_table(template, tmp_path, lambda: NOW)
    yield table.anna
    table.close()


def drafted(anna: Acting) -> str:
    return new_agreement(anna, "ai-pilot", example_answers("ai-pilot").replace(INSTITUTE.encode(), LAB.encode()))


def page_of(anna: Acting, history: str):
    return agreement_page(anna, history, DAY)


def stands(anna: Acting, history: str) -> tuple[str, str]:
    page = page_of(anna, history)
    return page.overview.status, page.next.action


@pytest.mark.journey
def test_from_the_draft_to_force_with_a_partner_without_datapact(anna: Acting) -> None:
    history = drafted(anna)
    pdf, entry = send_outside(anna, history, way="email", on=DAY, note="Bitte bis Freitag.")
    assert pdf.startswith(b"%PDF-")
    assert entry is not None
    assert stands(anna, history) == ("offered", "record_answer")
    assert send_outside(anna, history, way="email", on=DAY)[1] is None
    with anna.vault.read() as session:
        assert LAB in {profile.name for profile in external_partners(session).values()}
    with pytest.raises(WrongUse):
        record_answer(anna, history, LAB, "accepted", way="email", on=DAY)  # nothing shows it
    with pytest.raises(AnswerNo):
        freeze_outside(anna, history, DAY)
    record_answer(anna, history, LAB, "accepted", way="email", on=DAY, files=[("antwort.eml", b"From: x\n\nJa.")])
    assert stands(anna, history) == ("agreed", "freeze")
    freeze_outside(anna, history, DAY)
    assert stands(anna, history) == ("frozen", "record_signature")
    fixed = export_pdf(anna, history)
    with pikepdf.open(BytesIO(fixed)) as opened:
        assert [str(field.T) for field in opened.Root.AcroForm.Fields][:1] == ["signature-1"]
    assert fixed == export_pdf(anna, history)
    done = record_signed(anna, history, evidence="paper_scan", signed_on=DAY, files=[("gescannt.pdf", SCAN)])
    assert done.history == history
    page = page_of(anna, history)
    assert page.overview.evidence == "paper_scan"
    assert page.overview.status in ("signed", "in_force")
    assert page.document is not None
    assert page.document.clauses  # the text was drafted here, and stays readable
    assert all(party.signed and party.accepted for party in page.overview.parties)


@pytest.mark.journey
def test_a_changed_text_is_sent_again_and_a_refusal_ends_it(anna: Acting) -> None:
    history = drafted(anna)
    send_outside(anna, history, way="letter", on=DAY)
    record_answer(anna, history, LAB, "refused", way="letter", on=DAY, reason="Ordner 7")
    assert stands(anna, history)[0] == "declined"
    with pytest.raises(AnswerNo):
        revise(anna, history, CHANGE)
    record_answer(anna, history, LAB, "changes", way="email", on=DAY, reason="Mail vom 24.11.")
    assert stands(anna, history)[0] == "draft"
    revise(anna, history, CHANGE)
    assert stands(anna, history)[0] == "draft"
    with pytest.raises(AnswerNo):
        record_answer(anna, history, LAB, "accepted", way="letter", on=DAY, reason="Ordner 7")
    assert send_outside(anna, history, way="letter", on=DAY)[1] is not None
    record_answer(anna, history, LAB, "accepted", way="letter", on=DAY, reason="Ordner 8")
    with anna.vault.read() as session:
        parties = outside_replies(load_state(session, history), anna.organisation)
    assert [(party.is_own, party.answer) for party in parties] == [(True, "accepted"), (False, "accepted")]
    with pytest.raises(WrongUse):
        record_answer(anna, history, "Niemand", "accepted", way="letter", on=DAY, reason="x")


def test_a_correction_of_the_record_keeps_the_text_that_was_drafted_here(anna: Acting) -> None:
    history = drafted(anna)
    send_outside(anna, history, way="email", on=DAY)
    record_answer(anna, history, LAB, "accepted", way="meeting", on=DAY, reason="Telefonat mit Herrn Süd")
    freeze_outside(anna, history, DAY)
    record_signed(anna, history, evidence="reference_only", signed_on=DAY, remarks="Original im Tresor")
    before = page_of(anna, history).document
    register_filled(anna, filled_from(anna, history), [], history)
    after = page_of(anna, history).document
    assert before is not None
    assert after is not None
    assert after.clauses == before.clauses


def test_a_contract_signed_elsewhere_is_amended_on_paper_and_both_ends_say_so(anna: Acting) -> None:
    contract = register_filled(
        anna,
        Filled(
            "Rahmenvertrag", (LAB,), reference="V-9", start=date(2025, 1, 1), end=date(2027, 12, 31), remarks="Tresor"
        ),
    ).history
    page = page_of(anna, contract)
    assert page.possible["amend"] is None
    assert (page.next.action, str(page.next.why), page.tally.errors) == (
        *("none", "Signed elsewhere by what was recorded: no signature is on file", 0),
    )
    begins = date(2026, 12, 15)
    draft = amend(anna, contract, b"[duration]\nend = 2029-12-31\n", effective=begins).draft
    told = page_of(anna, draft)
    assert told.overview.amends is not None
    assert (told.overview.amends.history, told.overview.amends.begins) == (contract, "2026-12-15")
    assert told.overview.starts == "2026-12-15"
    (other,) = page_of(anna, contract).overview.amended_by
    assert (other.history, other.status, other.begins) == (draft, "draft", "2026-12-15")
    assert told.document is not None
    assert [clause.id for clause in told.document.clauses] == ["amended", "changes", "rest"]
    first = told.versions[0].digest
    assert any("2029" in str(change) for change in step_changes(anna, draft, first))
    assert not version_document(anna, draft, f"{AMENDED}{contract}").clauses
    # what the paper says is not asked again, but who signs the amendment is
    barring = [one for one in told.findings if one.bars_freezing]
    (place,) = [one.place for one in barring]
    assert place.endswith(".signatories")
    key = place.split(".")[1]
    signs = f'[[parties]]\nkey = "{key}"\nsignatories = [{{ key = "s", name = "Erika Süd", capacity = "managing_director" }}]'
    draft = amend(anna, contract, f"{signs}\n[duration]\nend = 2029-12-31\n".encode(), effective=begins).draft
    page = page_of(anna, draft)
    assert page.document is not None
    assert not any(one.bars_freezing for one in page.findings)
    own, other_party = page.document.terms.parties
    assert own.address.street
    assert (own.signatories[0].order, other_party.signatories[0].name) == (1, "Erika Süd")
    send_outside(anna, draft, way="letter", on=DAY)
    record_answer(anna, draft, LAB, "accepted", way="letter", on=DAY, reason="Ordner 9")
    with anna.vault.read() as session:
        assert consolidated(session, contract, begins).terms.duration.end == date(2027, 12, 31)
    freeze_outside(anna, draft, DAY)
    record_signed(anna, draft, evidence="reference_only", signed_on=DAY, remarks="Ordner 9")
    with anna.vault.read() as session:
        assert consolidated(session, contract, begins).terms.duration.end == date(2029, 12, 31)
        ground = ground_of(
            load_state(session, contract),
            contract,
            anna.organisation,
            anna.clock(),
            UTC,
            amendments_of(session, contract),
        )
    assert ground is not None
    assert ground.today < begins
    assert page_of(anna, contract).overview.ends == "2029-12-31"
    assert ground.end == date(2029, 12, 31), "calendar and summary name one last day, also before the amendment counts"

    second = amend(anna, contract, b"[duration]\nnotice_months = 6\n", effective=date(2027, 1, 1)).draft
    of_terms = [
        one.place
        for one in compare_versions(anna, second).comparison.changes
        if one.place.partition("-")[0] not in ("amended", "changes", "rest")
    ]
    assert of_terms == ["duration.notice_months"], "what the first amendment changed is no change of the second"
    shown = [str(one) for one in step_changes(anna, second, page_of(anna, second).versions[0].digest)]
    assert not any("2029" in one for one in shown)
    assert not any("Rahmenvertrag wurde geändert" in one or "framework" in one for one in shown)
    assert version_document(anna, second, f"{AMENDED}{contract}").terms.duration.end == date(2029, 12, 31)
    named = page_of(anna, second).document
    assert named is not None
    assert named.parent is not None
    assert (named.parent["number"], named.parent["title"]) == ("V-9", "Rahmenvertrag"), (
        "not those of the first amendment"
    )
    assert named.title["de"] == "Nachtrag Nr. 3 zu „Rahmenvertrag“", "a draft before it was never signed"
    opening = {one: plain_text(named.clauses[0].paragraphs[0].text[one]) for one in named.languages}
    assert all("V-9" in words and "Nachtrag" not in words.partition("„")[2] for words in opening.values())
    assert [clause.id for clause in named.clauses] == ["amended", "changes", "rest"]


def test_an_amendment_says_nothing_of_what_a_paper_said_before(anna: Acting) -> None:
    contract = register_filled(anna, Filled("Rahmenvertrag", (LAB,), start=date(2025, 1, 1), remarks="Tresor")).history
    draft = amend(anna, contract, b'[law]\nvenue = "Ulm"\n', effective=date(2026, 12, 15)).draft
    document = page_of(anna, draft).document
    assert document is not None
    (changed,) = (clause for clause in document.clauses if clause.id == "changes")
    told = {
        language: "".join(run.text for run in runs) for language, runs in changed.paragraphs[0].items[0].text.items()
    }
    assert told == {"de": "Gerichtsstand: „Ulm“."}, "what the paper says is not on file here"


def test_an_amendment_without_a_change_leaves_a_gap_that_bars_signature(anna: Acting) -> None:
    contract = register_filled(anna, Filled("Rahmenvertrag", (LAB,), reference="V-9", remarks="Tresor")).history
    page = page_of(anna, amend(anna, contract, b"").draft)
    assert "G43" in {one.id for one in page.findings if one.final}


def test_forms_amend_a_contract_that_was_drafted_here_and_signed_outside(anna: Acting) -> None:
    history = drafted(anna)
    send_outside(anna, history, way="email", on=DAY)
    record_answer(anna, history, LAB, "accepted", way="meeting", on=DAY, reason="Telefonat mit Herrn Süd")
    freeze_outside(anna, history, DAY)
    record_signed(anna, history, evidence="reference_only", signed_on=DAY, remarks="Original im Tresor")
    assert change_draft(anna, history, DAY).rules[""] == "outside", "its clauses are here, and are edited as a whole"
    changes = b"[duration]\nnotice_months = 9\n"
    drafts = [amend(anna, history, one, effective=date(2027, 2, 1)).draft for one in (changes, read_changes(changes))]
    for draft in drafts:
        document = page_of(anna, draft).document
        assert document is not None
        assert document.terms.duration.notice_months == 9, (
            "what was entered in a form is in the draft, as what a file says"
        )
        assert document.clauses[-1].id == AMENDING
