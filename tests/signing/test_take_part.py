"""Two houses with DataPact in one signing that a third party, or one of their own people, does elsewhere."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import pytest

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.negotiation import new_agreement
from datapact.agreements.views.agreement import agreement_page
from datapact.audit.verify.verify import verify_file
from datapact.base.errors import AnswerNo, Damaged, WrongUse
from datapact.contract.templates.template import example_answers
from datapact.organisation.acting.acting_member import Acting
from datapact.signing.ceremony.before_signing import signing_sheet
from datapact.signing.ceremony.export import export_pdf
from datapact.signing.ceremony.freeze import freeze
from datapact.signing.ceremony.sign import sign
from datapact.signing.elsewhere.outside import freeze_outside, record_answer, send_outside
from datapact.signing.elsewhere.taken_out import take_out
from datapact.signing.returned.bring_back import bring_back, vouch
from datapact.signing.returned.take_part import read_packet, take_part
from tests.agreements.negotiated import PASSPHRASE, Table, at_table, found_houses
from tests.signing.test_ades import by_another_program
from tests.signing.test_elsewhere import SCAN
from tests.signing.test_judge_returned import changed, other_page
from tests.signing.test_outside import INSTITUTE

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)
KELLER = "Maschinenbau Keller GmbH"
THIRD = "Binnenreederei Mosel eG"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    found_houses(folder, lambda: NOW)
    return folder


@pytest.fixture
def table(template: Path, tmp_path: Path):
    laid = at_table(template, tmp_path, lambda: NOW)
    yield laid
    laid.close()


def three_parties() -> bytes:
    """A framework of Keller and the institute, which have DataPact, and a third party without."""
    answers = example_answers("framework").decode()
    for old, new in {
        "Bahnterminal Ruhr-West AG": INSTITUTE,
        "Spedition Wesertal GmbH": KELLER,
        "Rolf Hagen": "Anna Keller",
        "Nina Reuter": "Prof. Dr. Sofia Brandt",
    }.items():
        assert old in answers
        answers = answers.replace(old, new)
    return answers.encode()


def two_parties(partner: str) -> bytes:
    """A confidentiality agreement between Keller and a partner for whom Sofia Brandt and another one sign."""
    answers = example_answers("nda").decode()
    for old, new in {
        "Pumpenwerk Lahnstein GmbH": KELLER,
        "Jan Maurer": "Anna Keller",
        "Rheinanalytik AG": partner,
        "Omar Haddad": "Prof. Dr. Sofia Brandt",
    }.items():
        assert old in answers
        answers = answers.replace(old, new)
    return answers.encode()


def packet(
    anna: Acting,
    template: str,
    answers: bytes,
    *others: str,
    elsewhere: tuple[str, ...] = (),
    copies: Literal["chain", "counterparts"] = "chain",
) -> str:
    """The history of a text that Keller fixed for signature outside."""
    history = new_agreement(anna, template, answers)
    send_outside(anna, history, way="email", on=DAY)
    for name in others:
        record_answer(anna, history, name, "accepted", way="email", on=DAY, reason="Mail")
    freeze_outside(anna, history, DAY, copies, elsewhere)
    return history


def evidence(house: Acting, history: str) -> dict[str, str]:
    with house.vault.read() as session:
        slots = load_state(session, history).outside.slots
    return {slot.removeprefix("signature-"): one.evidence for slot, one in slots.filled.items()}


@pytest.mark.journey
def test_two_houses_and_a_third_without_sign_one_file(table: Table) -> None:
    anna, sofia = table.anna, table.sofia
    history = packet(anna, "framework", three_parties(), INSTITUTE, THIRD)
    sign(anna, history, PASSPHRASE)
    sent = export_pdf(anna, history)
    assert take_part(sofia, read_packet(sofia, "Paket.pdf", sent), remarks_read=True).history == history
    assert evidence(sofia, history) == {"3": "pdf_signature"}
    sheet = signing_sheet(sofia, history)
    assert (sheet.person, sheet.verdict, sheet.bars) == ("Prof. Dr. Sofia Brandt", "same", ())
    sign(sofia, history, PASSPHRASE)
    both = export_pdf(sofia, history)
    bring_back(anna, history, "zurück.pdf", both, remarks_read=True)
    assert evidence(anna, history) == {"3": "signed_here", "1": "pdf_signature"}
    came = by_another_program(both, "signature-4")  # the third party signs in its own program
    for house in (anna, sofia):
        bring_back(house, history, "Mosel.pdf", came, remarks_read=True)  # nobody here has a card of theirs
        vouch(house, history, ["signature-2", "signature-5"], evidence="paper_scan", on=DAY, files=[("s.pdf", SCAN)])
        page = agreement_page(house, history, DAY)
        assert page.overview.status in ("signed", "in_force")
        assert export_pdf(house, history) == came
    with pytest.raises(AnswerNo, match="in your vault already"):
        take_part(sofia, read_packet(sofia, "Paket.pdf", sent), remarks_read=True)


@pytest.mark.journey
def test_a_house_takes_part_whose_people_sign_elsewhere(table: Table) -> None:
    anna, sofia = table.anna, table.sofia
    with pytest.raises(WrongUse, match="no place here that a key"):
        packet(anna, "nda", two_parties(INSTITUTE), INSTITUTE, elsewhere=("Lea Brandt",))
    history = packet(anna, "nda", two_parties(INSTITUTE), INSTITUTE, elsewhere=("Anna Keller",))
    sent = export_pdf(anna, history)
    came = by_another_program(sent, "signature-2")
    for wrong, error in (
        (b"%PDF-1.7\n%%EOF\n", WrongUse),
        (sent.replace(b"<datapact:number>DP", b"<datapact:number>XX"), Damaged),
    ):
        with pytest.raises(error):
            read_packet(sofia, "Paket.pdf", wrong)
    with pytest.raises(Damaged, match="more than its signature fields"):
        read_packet(sofia, "Paket.pdf", by_another_program(changed(sent, other_page), "signature-1"))
    taken = take_part(
        sofia, read_packet(sofia, "Paket.pdf", came), elsewhere=("Prof. Dr. Sofia Brandt",), remarks_read=True
    )
    assert (taken.problem, evidence(sofia, history)) == (None, {"2": "pdf_signature"})
    with pytest.raises(AnswerNo, match="certifies a key for"):
        bring_back(anna, history, "zurück.pdf", came, remarks_read=True)
    bring_back(anna, history, "zurück.pdf", came, by_word=True)
    assert evidence(anna, history) == {"2": "other_service"}
    for house in (anna, sofia):
        vouch(house, history, ["signature-1", "signature-3"], evidence="paper_scan", on=DAY, files=[("s.pdf", SCAN)])
        assert agreement_page(house, history, DAY).overview.status in ("signed", "in_force")


@pytest.mark.journey
def test_a_text_agreed_here_is_signed_by_keys_and_in_another_program(table: Table) -> None:
    """Keller's people sign in DataPact, the institute's in Acrobat: nothing is agreed again, and nothing signed in both ways."""
    table.agree()
    anna, sofia, old = table.anna, table.sofia, table.history
    with pytest.raises(AnswerNo, match="Only the organisation that wrote"):
        take_out(sofia, old, DAY)
    out = take_out(anna, old, DAY)
    freeze_outside(anna, out.history, DAY)
    for director in (anna, table.martin):
        sign(director, out.history, PASSPHRASE)
    came = by_another_program(export_pdf(anna, out.history), "signature-3")
    bring_back(anna, out.history, "zurück.pdf", came, by_word=True)  # a bank's certificate, and she said so
    taken = take_part(
        sofia, read_packet(sofia, "zurück.pdf", came), elsewhere=("Prof. Dr. Sofia Brandt",), remarks_read=True
    )
    assert (taken.history, taken.problem) == (out.history, None)
    assert evidence(anna, out.history) == {"1": "signed_here", "2": "signed_here", "3": "other_service"}
    assert set(evidence(sofia, out.history).values()) == {"pdf_signature"}
    table.carry(anna, sofia)
    for house in (anna, sofia):
        assert agreement_page(house, out.history, DAY).overview.status in ("signed", "in_force")
        assert agreement_page(house, old, DAY).overview.status == "declined"
        with house.vault.read() as session:
            assert out.number in str(load_state(session, old).declined[0].reason)
    with pytest.raises(AnswerNo):
        freeze(anna, old, DAY)


def test_signatures_that_fill_no_place_are_said_when_one_takes_part(table: Table) -> None:
    history = packet(table.anna, "nda", two_parties(INSTITUTE), INSTITUTE)
    sent = export_pdf(table.anna, history)
    twice = by_another_program(by_another_program(sent, "signature-1"), "signature-2")  # by one and the same person
    taken = take_part(table.sofia, read_packet(table.sofia, "Paket.pdf", twice), remarks_read=True)
    assert "was fixed for another certificate" in str(taken.problem)
    assert evidence(table.sofia, history) == {}


def test_a_packet_says_itself_how_it_is_signed(table: Table) -> None:
    history = packet(table.anna, "nda", two_parties(INSTITUTE), INSTITUTE, copies="counterparts")
    sent = export_pdf(table.anna, history)
    assert "Each party signs its own copy" in str(verify_file(sent, "Paket.pdf").notes)
    read = read_packet(table.sofia, "Paket.pdf", sent)
    with pytest.raises(WrongUse, match="says how it is signed"):
        take_part(table.sofia, read, "chain")
    take_part(table.sofia, read, remarks_read=True)
    with table.sofia.vault.read() as session:
        assert load_state(session, history).outside.slots.fixed.copies == "counterparts"


def test_a_packet_that_does_not_name_our_house_is_refused(table: Table) -> None:
    history = packet(table.anna, "nda", two_parties("Testlabor Süd GmbH"), "Testlabor Süd GmbH")
    with pytest.raises(WrongUse, match="names no party with the identity"):
        read_packet(table.sofia, "Paket.pdf", export_pdf(table.anna, history))
