"""A text that was frozen between houses is signed by key, in another program and on paper: each house's own word, judged by all."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.reading_version import text_in_force
from datapact.agreements.steps import negotiation
from datapact.agreements.steps.in_force import amend
from datapact.agreements.steps.permitted import ONE_CHAIN, held_back
from datapact.agreements.views.agreement import agreement_page
from datapact.audit.formats.copies_at_hand import CopyAtHand
from datapact.audit.verify.verify import verify_file
from datapact.base.errors import AnswerNo, Locked, WrongUse
from datapact.contract.text.document import ACCEDES
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.send import send_agreement
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.can_sign import member_of_name
from datapact.signing.ceremony.before_signing import signing_sheet
from datapact.signing.ceremony.export import export_pdf
from datapact.signing.ceremony.freeze import freeze, plan_freeze
from datapact.signing.ceremony.proof import PROOF, Proof
from datapact.signing.ceremony.sign import sign
from datapact.signing.pades.attachments import attached_files
from datapact.signing.pades.revisions import open_pdf
from datapact.signing.returned.bring_back import bring_back, look_at, vouch
from datapact.signing.returned.copies import NOT_HERE, seen_copies
from datapact.signing.returned.page import packet_files
from datapact.vault.database import entries
from tests.agreements.negotiated import PASSPHRASE, Table, at_table, found_houses
from tests.signing.samples import authority, signatory
from tests.signing.test_ades import by_another_program
from tests.signing.test_elsewhere import SCAN
from tests.signing.test_judge_returned import changed, other_page

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    found_houses(folder, lambda: NOW)
    return folder


@pytest.fixture
def table(template: Path, tmp_path: Path):
    table = at_table(template, tmp_path, lambda: NOW)
    table.freeze()
    yield table
    table.close()


def state_of(acting: Acting, history: str):
    with acting.vault.read() as session:
        return load_state(session, history)


def copies_of(acting: Acting, history: str):
    with acting.vault.read() as session:
        return seen_copies(session, load_state(session, history))


def signed_by(name: str, pdf: bytes, field: str, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The field signed by pyHanko, as Acrobat does it, with a certificate in this name."""
    one = signatory(authority("Eine Bank"), name)
    with monkeypatch.context() as theirs:
        theirs.setattr(
            "tests.signing.test_ades.partner", lambda: SimpleNamespace(key=one.key, certificate=one.certificate)
        )
        return by_another_program(pdf, field)


def packet(acting: Acting, history: str) -> bytes:
    return packet_files(acting, history, "zu-signieren.pdf")["zu-signieren.pdf"]


def test_a_key_another_program_and_paper_make_one_agreement(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    sign(table.anna, table.history, PASSPHRASE)
    unsigned = packet(table.martin, table.history)
    came = signed_by("Martin Vogt", unsigned, "signature-2", monkeypatch)
    seen = look_at(table.martin, table.history, "signiert.pdf", came)
    assert ([slot.id for slot, _one in seen.filled], seen.problem) == (["signature-2"], None)
    assert "rests on your word" in str(seen.remarks)
    with pytest.raises(AnswerNo, match="was not recorded"):
        bring_back(table.martin, table.history, "signiert.pdf", came)
    bring_back(table.martin, table.history, "signiert.pdf", came, remarks_read=True)
    table.carry(table.martin, table.sofia)
    theirs = copies_of(table.sofia, table.history)["signature-2"]
    assert theirs.problem is None
    assert "certifies a key for Martin Vogt, and this signature was made with another one" in str(theirs.remarks[0])
    vouch(table.sofia, table.history, ["signature-3"], evidence="paper_scan", on=DAY, files=[("scan.pdf", SCAN)])
    table.carry(table.sofia, table.anna)
    for house in (table.anna, table.sofia):
        folded = state_of(house, table.history)
        assert (folded.stage, [one.slot for one in folded.signed], dict(folded.void)) == (
            "signed",
            ["signature-1", "signature-2", "signature-3"],
            {},
        )
        with house.vault.read() as session:  # the files travel with the entries that name them
            kept = [file.digest for one in folded.own_copies.values() for file in one.own_copy.files]
            assert [entries.attachment(session, digest)[1] for digest in kept] == [came, SCAN]
        pdf = export_pdf(house, table.history)
        assert pdf.startswith(unsigned)
        assert len(pdf) > len(unsigned)  # the common PDF has Anna's signature alone


def test_the_chain_of_keys_goes_on_past_a_copy(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    came = signed_by("Anna Keller", packet(table.anna, table.history), "signature-1", monkeypatch)
    bring_back(table.anna, table.history, "signiert.pdf", came, remarks_read=True)
    sign(table.martin, table.history, PASSPHRASE)
    table.carry(table.martin, table.sofia)
    sign(table.sofia, table.history, PASSPHRASE)
    table.carry(table.sofia, table.anna)
    folded = state_of(table.anna, table.history)
    assert (folded.stage, [one.slot for one in folded.in_common_pdf]) == ("signed", ["signature-2", "signature-3"])


def test_two_people_of_a_party_sign_one_copy(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    once = signed_by("Anna Keller", packet(table.anna, table.history), "signature-1", monkeypatch)
    both = signed_by("Martin Vogt", once, "signature-2", monkeypatch)
    made = bring_back(table.anna, table.history, "beide.pdf", both, remarks_read=True)
    assert [one.body["slot"] for one in made] == ["signature-1", "signature-2"]
    again = look_at(table.sofia, table.history, "beide.pdf", both)
    assert "not for this copy" in str(again.problem)  # the fields of another party


def test_nobody_speaks_for_another_party_or_before_its_turn(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    unsigned = packet(table.anna, table.history)
    others = signed_by("Prof. Dr. Sofia Brandt", unsigned, "signature-3", monkeypatch)
    with pytest.raises(AnswerNo, match="not for this copy"):
        bring_back(table.anna, table.history, "signiert.pdf", others, remarks_read=True)
    with pytest.raises(AnswerNo, match="organisation's"):
        vouch(table.anna, table.history, ["signature-3"], evidence="paper_scan", on=DAY, files=[("s.pdf", SCAN)])
    with pytest.raises(AnswerNo, match="turn of Anna Keller"):
        vouch(table.sofia, table.history, ["signature-3"], evidence="paper_scan", on=DAY, files=[("s.pdf", SCAN)])
    with pytest.raises(WrongUse, match="cannot be signed before"):
        vouch(table.anna, table.history, ["signature-1"], evidence="reference_only", on=date(2026, 11, 23), remarks="x")
    assert state_of(table.anna, table.history).signed == ()


def test_what_does_not_fit_is_refused_here_and_open_there(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    unsigned = packet(table.anna, table.history)
    altered = signed_by("Anna Keller", changed(unsigned, other_page), "signature-1", monkeypatch)
    with pytest.raises(AnswerNo, match="changed in more than its signature fields"):
        bring_back(table.anna, table.history, "signiert.pdf", altered, remarks_read=True)
    with pytest.raises(AnswerNo, match="nobody has signed it"):
        bring_back(table.anna, table.history, "signiert.pdf", unsigned, remarks_read=True)
    with pytest.raises(AnswerNo, match="not the frozen text"):
        bring_back(table.anna, table.history, "signiert.pdf", SCAN, remarks_read=True)
    honest = signed_by("Anna Keller", unsigned, "signature-1", monkeypatch)
    from datapact.signing.returned import own_copy

    seen = own_copy.look_at_copy(table.anna, table.history, "signiert.pdf", honest)
    with monkeypatch.context() as hostile:  # another program says that the altered file is a signature
        hostile.setattr("datapact.signing.returned.own_copy.look_at_copy", lambda *_: seen)
        bring_back(table.anna, table.history, "signiert.pdf", altered, remarks_read=True)
    received = receive_bundle(table.sofia, send_agreement(table.anna, table.history, [table.sofia.organisation]))
    found = copies_of(table.sofia, table.history)["signature-1"]
    assert "changed in more than its signature fields" in str(found.problem)
    assert found.signed is None
    assert any("changed in more than its signature fields" in str(one) for one in received.warnings)


def test_without_the_file_nothing_is_said_to_be_signed_there(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    came = signed_by("Anna Keller", packet(table.anna, table.history), "signature-1", monkeypatch)
    bring_back(table.anna, table.history, "signiert.pdf", came, remarks_read=True)
    with monkeypatch.context() as lost:
        lost.setattr("datapact.signing.returned.copies.entries.attachment", lambda *_: None)
        assert copies_of(table.anna, table.history)["signature-1"].problem == NOT_HERE


def test_a_legal_member_vouches_for_a_colleague(table: Table) -> None:
    vouch(
        table.martin, table.history, ["signature-1"], evidence="reference_only", on=DAY, remarks="Original bei Martin"
    )
    assert [one.slot for one in state_of(table.anna, table.history).signed] == ["signature-1"]


def test_an_amendment_is_signed_so_too_and_an_accession_says_why_not(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, person in ((1, table.anna), (2, table.martin), (3, table.sofia)):
        said = {"evidence": "reference_only", "on": DAY, "remarks": "Original im Haus"}
        vouch(person, table.history, [f"signature-{place}"], **said)  # type: ignore[arg-type]
        table.carry(person, table.sofia if person is not table.sofia else table.anna)
    draft = amend(table.anna, table.history, b"[duration]\nnotice_months = 5\n", effective=date(2027, 3, 1)).draft
    assert draft
    contract, table.history = table.history, draft
    negotiation.offer_draft(table.anna, draft)
    table.carry(table.anna, table.sofia)
    negotiation.accept(table.sofia, draft)
    table.carry(table.sofia, table.anna)
    freeze(table.anna, draft, DAY)
    came = signed_by("Anna Keller", packet(table.anna, draft), "signature-1", monkeypatch)
    bring_back(table.anna, draft, "signiert.pdf", came, remarks_read=True)
    vouch(table.martin, draft, ["signature-2"], evidence="paper_scan", on=DAY, files=[("scan.pdf", SCAN)])
    table.carry(table.martin, table.sofia)
    sign(table.sofia, draft, PASSPHRASE)
    table.carry(table.sofia, table.anna)
    for house in (table.anna, table.sofia):
        with house.vault.read() as session:
            terms = [text_in_force(session, contract, day)[1]["terms"] for day in (date(2027, 2, 28), date(2027, 3, 1))]
        assert [one["duration"]["notice_months"] for one in terms] == [3, 5]
    monkeypatch.setattr("datapact.agreements.steps.permitted.relation_of", lambda _state: ACCEDES)
    assert held_back("record_signature", state_of(table.anna, draft)) == ONE_CHAIN


# ---- places bound to a person ----


def test_who_has_no_key_is_bound_by_name(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = at_table(template, tmp_path, lambda: NOW)
    monkeypatch.setattr("datapact.signing.ceremony.slots.member_of_name", without_martin)
    monkeypatch.setattr("datapact.organisation.identity.can_sign.member_of_name", without_martin)
    table.agree()
    plan = plan_freeze(table.anna, table.history, DAY)
    assert (plan.unkeyed, [str(one) for one in plan.blocked]) == (("Martin Vogt",), [str(plan.lack)])
    assert "concluded by electronic signatures of all" in str(plan.form)  # who signs on paper does not keep that form
    with pytest.raises(AnswerNo, match="--elsewhere NAME"):
        freeze(table.anna, table.history, DAY)
    with pytest.raises(WrongUse, match="Those who are: Martin Vogt"):
        freeze(table.anna, table.history, DAY, ["Anna Keller"])
    entry = freeze(table.anna, table.history, DAY, ["Martin Vogt"])
    assert entry.kind == "freeze_persons"
    assert [(slot["bound"], bool(slot["kid"]), bool(slot["member"])) for slot in entry.body["slots"]] == [
        ("key", True, True),
        ("person", False, False),
        ("key", True, True),
    ]
    monkeypatch.undo()  # what others know of a key changes nothing any more
    sign(table.anna, table.history, PASSPHRASE)
    for house in (table.anna, table.martin):
        with pytest.raises((AnswerNo, Locked)):
            sign(house, table.history, PASSPHRASE)
    table.carry(table.anna, table.sofia)  # until then the next step is to send
    seen = agreement_page(table.anna, table.history, DAY).next
    assert (seen.action, str(seen.words)) == ("record_signature", "Record the signature of Martin Vogt")
    (bar,) = signing_sheet(table.anna, table.history).bars
    assert "is bound to the person and not to a key" in str(bar.reason)
    came = signed_by("Martin Vogt", packet(table.anna, table.history), "signature-2", monkeypatch)
    bring_back(table.anna, table.history, "signiert.pdf", came, remarks_read=True)
    table.carry(table.anna, table.sofia)
    sign(table.sofia, table.history, PASSPHRASE)
    table.carry(table.sofia, table.anna)
    for house in (table.anna, table.sofia):
        folded = state_of(house, table.history)
        assert (folded.stage, len(folded.signed), dict(folded.void)) == ("signed", 3, {})
    pdf = export_pdf(table.anna, table.history)
    alone = verify_file(pdf, "a.pdf")
    assert alone.verdict == "indeterminate"
    assert [one.verdict for one in alone.signatures] == ["valid", "indeterminate", "valid"]
    beside = verify_file(pdf, "a.pdf", copies={table.history: {"signature-2": CopyAtHand("pdf_signature", came)}})
    assert [one.verdict for one in beside.signatures][::2] == ["valid", "valid"]
    assert Proof.read(attached_files(open_pdf(pdf))[PROOF]).own_number() == 2


def without_martin(state, name: str):
    return None if name == "Martin Vogt" else member_of_name(state, name)
