"""Packets for people without DataPact: what comes back fills a slot as a signature, or counts by somebody's word, or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.negotiation import new_agreement
from datapact.agreements.views.agreement import agreement_page
from datapact.audit.exports.dossier import build_dossier
from datapact.audit.own_vault.verify import verify_here
from datapact.audit.verify.verify import verify_file
from datapact.base.errors import AnswerNo, Damaged
from datapact.contract.templates.template import example_answers
from datapact.organisation.acting.acting_member import Acting
from datapact.registers.register import RegisterWords
from datapact.registers.registers import register
from datapact.signing.ceremony.before_signing import signing_sheet
from datapact.signing.ceremony.export import export_pdf
from datapact.signing.ceremony.fixed_pdf import fixed_pdf
from datapact.signing.ceremony.receipt import signing_receipt
from datapact.signing.ceremony.sign import digest_of, sign
from datapact.signing.elsewhere.outside import freeze_outside, record_answer, send_outside
from datapact.signing.returned.bring_back import bring_back, look_at, vouch
from datapact.signing.returned.judge import judge_returned
from tests.agreements.negotiated import PASSPHRASE, at_table, found_houses
from tests.library.test_own_templates import text_of
from tests.signing.test_ades import by_another_program
from tests.signing.test_elsewhere import SCAN
from tests.signing.test_judge_returned import changed, other_page

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)
LAB = "Testlabor Süd GmbH"
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


def fixed(anna: Acting, copies: str = "chain") -> str:
    history = new_agreement(anna, "ai-pilot", example_answers("ai-pilot").replace(INSTITUTE.encode(), LAB.encode()))
    send_outside(anna, history, way="email", on=DAY)
    record_answer(anna, history, LAB, "accepted", way="email", on=DAY, reason="Mail")
    freeze_outside(anna, history, DAY, copies)
    return history


def slots(anna: Acting, history: str):
    with anna.vault.read() as session:
        return load_state(session, history).outside.slots


def by_slot(anna: Acting, history: str) -> dict[str, str]:
    return {slot: record.evidence for slot, record in slots(anna, history).filled.items()}


def test_verifying_a_packet_looks_at_its_first_version_strictly(anna: Acting) -> None:
    sent = export_pdf(anna, fixed(anna))
    assert [str(one) for one in verify_file(sent, "a.pdf").reasons] == ["Nobody has signed this file yet."]
    changed_first = sent.replace(b"<datapact:number>DP", b"<datapact:number>XX", 1)
    assert changed_first != sent
    assert verify_file(changed_first, "a.pdf").verdict == "invalid"
    later = by_another_program(changed(sent, other_page), "signature-3")
    assert "more than its signature fields" in str(verify_file(later, "a.pdf").reasons)


def test_our_slot_is_signed_in_nothing_but_the_text(anna: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who fixes the text, or records a signature, names a file; the program of who signs compares it first."""
    with monkeypatch.context() as hostile:
        hostile.setattr(
            "datapact.signing.ceremony.outside_slots.fixed_pdf",
            lambda state, dated, copies: fixed_pdf({**state, "number": "DP-2026-9999"}, dated, copies),
        )
        history = fixed(anna)
    sheet = signing_sheet(anna, history)
    assert (sheet.verdict, [bar.kind for bar in sheet.bars]) == ("different", ["document"])
    with pytest.raises(Damaged, match="not what DataPact makes of the text"):
        sign(anna, history, PASSPHRASE)


def test_our_slot_can_be_signed_last(anna: Acting) -> None:
    history = fixed(anna)
    bring_back(
        anna, history, "signed.pdf", by_another_program(export_pdf(anna, history), "signature-3"), remarks_read=True
    )
    sheet = signing_sheet(anna, history)
    assert (sheet.verdict, sheet.bars) == ("same", ())
    sign(anna, history, PASSPHRASE)
    assert by_slot(anna, history) == {"signature-1": "signed_here", "signature-3": "pdf_signature"}


def test_a_member_of_our_house_does_not_sign_for_a_partner(anna: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    history = fixed(anna)
    key, certificate, _chain = anna.signing_key(PASSPHRASE)
    with monkeypatch.context() as ours:
        ours.setattr("tests.signing.test_ades.partner", lambda: SimpleNamespace(key=key, certificate=certificate))
        came = by_another_program(export_pdf(anna, history), "signature-3")
    seen = look_at(anna, history, "signed.pdf", came)
    assert not seen.filled
    assert "made with the certificate of Anna Keller" in str(seen.problem)
    with pytest.raises(AnswerNo):
        bring_back(anna, history, "signed.pdf", came, remarks_read=True)
    assert by_slot(anna, history) == {}


def test_our_slot_is_signed_after_nothing_but_signatures(anna: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    history = fixed(anna)
    sent = export_pdf(anna, history)
    came = by_another_program(changed(sent, other_page), "signature-3")
    honest = judge_returned(by_another_program(sent, "signature-3"), sent, sent, ["signature-3"])
    claimed = replace(honest, fields=(replace(honest.fields[0], after=digest_of(came)),))
    with monkeypatch.context() as hostile:
        hostile.setattr("datapact.signing.returned.bring_back._judged", lambda *_: claimed)
        bring_back(anna, history, "signed.pdf", came, remarks_read=True)
    assert export_pdf(anna, history) == came
    with pytest.raises(Damaged, match="more than its signature fields"):
        sign(anna, history, PASSPHRASE)


@pytest.mark.journey
def test_from_the_packet_to_force_with_three_classes_of_evidence(anna: Acting) -> None:
    history = fixed(anna)
    found = slots(anna, history)
    assert [(slot.id, slot.bound) for slot in found.fixed.slots] == [
        ("signature-1", "key"),
        ("signature-2", "key"),
        ("signature-3", "person"),
    ]
    sheet = signing_sheet(anna, history)
    assert (sheet.person, sheet.verdict, sheet.bars, sheet.outside) == ("Anna Keller", "own", (), True)
    done = signing_receipt(anna, history, sign(anna, history, PASSPHRASE).digest)
    assert (done.person, done.next_person, done.next_is_ours, done.complete) == (
        "Anna Keller",
        "Martin Vogt",
        True,
        False,
    )
    assert [one.person for one in signing_sheet(anna, history).earlier] == ["Anna Keller"]
    assert agreement_page(anna, history, DAY).overview.status == "signing"
    with pytest.raises(AnswerNo):  # her place is signed
        sign(anna, history, PASSPHRASE)
    sent = export_pdf(anna, history)
    with pytest.raises(AnswerNo):
        bring_back(anna, history, "packet.pdf", sent, remarks_read=True)  # nobody signed it
    came = by_another_program(sent, "signature-3")
    seen = look_at(anna, history, "signed.pdf", came)
    assert (seen.problem, [slot.id for slot, _one in seen.filled]) == (None, ["signature-3"])
    assert "Dr. Eva Stein" in str(seen.remarks[0])  # the certificate names somebody else than the page
    assert str(verify_here(anna, came, "signed.pdf").verdict.notes[0]).startswith("The history in this vault does not")
    bring_back(anna, history, "signed.pdf", came, remarks_read=True)
    told = verify_here(anna, came, "signed.pdf").verdict
    assert (told.verdict, len(told.other.signatures)) == ("indeterminate", 2)  # no trusted list is at hand
    assert str(told.notes[0]).endswith("Signed so far: 2 of 3.")
    assert export_pdf(anna, history) == came
    assert agreement_page(anna, history, DAY).overview.evidence == ""
    with pytest.raises(AnswerNo):
        vouch(anna, history, ["signature-3"], evidence="paper_scan", on=DAY, files=[("scan.pdf", SCAN)])
    vouch(anna, history, ["signature-2"], evidence="paper_scan", on=DAY, files=[("scan.pdf", SCAN)])
    assert by_slot(anna, history) == {
        "signature-1": "signed_here",
        "signature-2": "paper_scan",
        "signature-3": "pdf_signature",
    }
    page = agreement_page(anna, history, DAY)
    assert page.overview.evidence == "paper_scan"  # the weakest of them
    (row,) = register(anna, "agreements", DAY).rows
    cell = row.cells["evidence"]
    assert isinstance(cell, RegisterWords)
    assert (cell.code, cell.en) == (
        "paper_scan",
        "Elsewhere: paper, scan (Anna Keller: in DataPact; Martin Vogt: on paper, a scan, by our word; "
        "Prof. Dr. Sofia Brandt: in the PDF, by our word)",
    )
    assert page.overview.status in ("signed", "in_force")
    assert export_pdf(anna, history) == came
    with pytest.raises(AnswerNo):
        bring_back(anna, history, "signed.pdf", came, remarks_read=True)


@pytest.mark.journey
def test_in_counterparts_each_party_signs_its_own_copy(anna: Acting) -> None:
    history = fixed(anna, "counterparts")
    sign(anna, history, PASSPHRASE)
    unsigned = export_pdf(anna, history, for_others=True)
    ours = export_pdf(anna, history)  # our copy, which the others keep
    assert ours.startswith(unsigned)
    assert len(ours) > len(unsigned)
    sheet = signing_sheet(anna, history)
    assert [str(bar.reason) for bar in sheet.bars] == [
        "No open place for a signature is yours. Look at who signs, on the page of the agreement."
    ]
    on_ours = by_another_program(sheet.pdf, "signature-3")
    refused = look_at(anna, history, "ours.pdf", on_ours)
    assert not refused.filled
    assert "not for this copy" in str(refused.problem)
    bring_back(anna, history, "theirs.pdf", by_another_program(unsigned, "signature-3"), remarks_read=True)
    vouch(anna, history, ["signature-2"], evidence="reference_only", on=None, remarks="Original im Tresor")
    page = agreement_page(anna, history, DAY)
    assert page.overview.evidence == "reference_only"
    assert page.overview.elsewhere.signed_on == ""  # one day is not known
    assert [file.media for file in page.overview.elsewhere.files] == ["application/pdf"] * 2
    told = [str(slot.how) for slot in page.overview.slots]
    assert told[0] == "signed in DataPact"
    assert "by the word of Anna Keller" in told[1]
    assert "nobody known here vouches for who that is: by the word of Anna Keller" in told[2]
    dossier = build_dossier(anna, history, audience="internal", language="en").pdf
    words = " ".join(text_of(dossier).split())
    assert "by the word of Anna Keller" in words
    assert "Each party signs its own copy" in words
    assert verify_file(dossier, "dossier.pdf").verdict != "invalid"
