"""Freezing and signing as a person sees them beforehand: the plan, the sheet, what bars them, the receipt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from datapact.agreements.steps import negotiation
from datapact.agreements.views.agreement import agreement_page
from datapact.audit.engagements.engagements import auditors
from datapact.base.errors import AnswerNo, Locked
from datapact.exchange.receive.preview import preview_bundle
from datapact.exchange.send.outgoing import outgoing
from datapact.exchange.send.send import send_agreement
from datapact.organisation.acting.own_profile import change_profile, own_profile, write_card
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.identity.profile import write_profile
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.partners.partners import add_partner, trust_partner
from datapact.signing.ceremony.before_signing import signing_sheet
from datapact.signing.ceremony.freeze import OTHER_PROPOSAL, freeze, plan_freeze
from datapact.signing.ceremony.pdf_files import for_screen, revision_files, revision_pdf
from datapact.signing.ceremony.receipt import signing_receipt
from datapact.signing.ceremony.sign import digest_of, sign
from tests.agreements.negotiated import CHEAP, PASSPHRASE, Table, at_table, demo_file, found_houses


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    found_houses(folder, lambda: datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
    return folder


@pytest.fixture
def table(houses: Path, tmp_path: Path, clock) -> Iterator[Table]:
    made = at_table(houses, tmp_path / "copies", clock)
    yield made
    made.close()


def page(acting, table: Table):
    return agreement_page(acting, table.history, acting.clock().date())


# ---- freezing ----


def test_the_plan_names_everybody_who_signs(table: Table) -> None:
    table.agree()
    plan = plan_freeze(table.anna, table.history, table.anna.clock().date())
    assert plan.blocked == ()
    assert [slot.person for slot in plan.slots] == ["Anna Keller", "Martin Vogt", "Prof. Dr. Sofia Brandt"]
    assert plan.agreement_sha256 == page(table.anna, table).overview.state_digest
    freeze(table.anna, table.history, table.anna.clock().date())


def test_an_open_proposal_bars_freezing(table: Table) -> None:
    table.offer()
    first = page(table.sofia, table).prevailing_version
    negotiation.counter(table.sofia, table.history, demo_file("counter.toml"))
    counter = page(table.sofia, table).prevailing_version
    shorter = demo_file("counter.toml").replace(b"12", b"6")
    negotiation.counter(table.anna, table.history, shorter, answers_offer=first)
    table.carry(table.sofia, table.anna)
    table.carry(table.anna, table.sofia)
    negotiation.accept(table.anna, table.history, counter)
    table.carry(table.anna, table.sofia)
    assert len(page(table.sofia, table).overview.open_offers) == 2
    plan = plan_freeze(table.sofia, table.history, table.sofia.clock().date())
    assert OTHER_PROPOSAL in plan.blocked
    with pytest.raises(AnswerNo) as refused:
        freeze(table.sofia, table.history, table.sofia.clock().date())
    assert refused.value.message == OTHER_PROPOSAL


def test_there_is_no_plan_without_agreement(table: Table) -> None:
    table.offer()
    with pytest.raises(AnswerNo):
        plan_freeze(table.anna, table.history, table.anna.clock().date())


# ---- signing ----


def test_the_sheet_shows_the_bytes_that_will_be_signed(table: Table) -> None:
    table.freeze()
    sheet = signing_sheet(table.anna, table.history)
    assert sheet.bars == ()
    assert (sheet.verdict, sheet.place, sheet.places) == ("own", 1, 3)
    assert sheet.revision == digest_of(sheet.pdf)
    assert sheet.certificate is not None
    assert sheet.certificate.own
    entry = sign(table.anna, table.history, PASSPHRASE)
    receipt = signing_receipt(table.anna, table.history, entry.digest)
    assert receipt.revision_from == sheet.revision
    assert receipt.agreement_sha256 == sheet.agreement_sha256
    assert (receipt.next_person, receipt.next_is_ours, receipt.complete) == ("Martin Vogt", True, False)
    (file,) = revision_files(table.anna, table.history)
    assert digest_of(revision_pdf(table.anna, file.digest)) == receipt.revision_to


def test_the_last_signatory_compares_and_completes(table: Table) -> None:
    table.sign_twice()
    sheet = signing_sheet(table.sofia, table.history)
    assert (sheet.verdict, sheet.bars) == ("same", ())
    assert [(one.person, one.verdict) for one in sheet.earlier] == [("Anna Keller", "valid"), ("Martin Vogt", "valid")]
    receipt = signing_receipt(table.sofia, table.history, sign(table.sofia, table.history, PASSPHRASE).digest)
    assert receipt.complete
    assert page(table.sofia, table).fully_signed
    told = preview_bundle(table.anna, send_agreement(table.sofia, table.history, [table.anna.organisation]))
    assert (told.agreements[0].status in ("signed", "in_force"), told.agreements[0].steps[-1].kind) == (True, "signed")


def test_somebody_else_reads_but_cannot_sign(table: Table) -> None:
    table.freeze()
    (bar,) = signing_sheet(table.martin, table.history).bars
    assert bar.kind == "turn"
    assert "Anna Keller" in bar.reason.text("en")


def test_an_unconfirmed_partner_bars_the_signature_and_is_named(tmp_path: Path, clock) -> None:
    found_houses(tmp_path / "template", clock, confirmed=False)
    table = at_table(tmp_path / "template", tmp_path / "copies", clock)
    try:
        table.freeze()
        (bar,) = signing_sheet(table.anna, table.history).bars
        assert (bar.kind, bar.organisation) == ("identity", table.sofia.organisation)
        with pytest.raises(AnswerNo):
            sign(table.anna, table.history, PASSPHRASE)
        trust_partner(table.anna, bar.organisation, fingerprint(bar.organisation))
        assert signing_sheet(table.anna, table.history).bars == ()
    finally:
        table.close()


def test_a_party_that_was_confirmed_under_another_name_bars_the_signature(table: Table) -> None:
    table.freeze()
    table.confirm_under("Foo Ltd")
    (bar,) = signing_sheet(table.anna, table.history).bars
    assert (bar.kind, bar.organisation) == ("identity", table.sofia.organisation)
    assert "Foo Ltd" in bar.reason.text("en")
    with pytest.raises(AnswerNo, match="confirmed under another name: Foo Ltd"):
        sign(table.anna, table.history, PASSPHRASE)
    (party,) = page(table.anna, table).overview.parties[1:]
    assert (party.identity, party.confirmed_as) == ("renamed", "Foo Ltd")
    (recipient,) = outgoing(table.anna, table.history).recipients
    assert recipient.standing == "renamed"
    table.carry(table.sofia, table.anna)
    shown = preview_bundle(table.anna, send_agreement(table.sofia, table.history, [table.anna.organisation]))
    assert shown.trust == "renamed"
    assert [one.trust for one in auditors(table.anna).outside] == ["renamed"]
    trust_partner(table.anna, bar.organisation, fingerprint(bar.organisation))
    assert signing_sheet(table.anna, table.history).bars == ()
    assert sign(table.anna, table.history, PASSPHRASE).kind == "signed"


def test_a_partner_renamed_after_the_text_was_agreed_signs_as_the_text_names_it(table: Table) -> None:
    table.freeze()
    with table.sofia.vault.read() as session:
        profile = write_profile(own_profile(session))
    change_profile(table.sofia, {**profile, "name": "Foo Ltd"})
    for again in (False, True):
        add_partner(table.anna, write_card(table.sofia))
        if again:  # and its new name is confirmed, too
            trust_partner(table.anna, table.sofia.organisation, fingerprint(table.sofia.organisation))
        assert signing_sheet(table.anna, table.history).bars == ()
    with create_organisation(  # somebody else takes the name that stands in the text
        table.anna.vault.folder.parent / "other", {"name": str(profile["name"])}, "X", ["legal"], PASSPHRASE,
        "managing_director", table.anna.clock, CHEAP,
    ).acting as other:  # fmt: skip
        add_partner(table.anna, write_card(other))
    (bar,) = signing_sheet(table.anna, table.history).bars
    assert "the name of another partner" in bar.reason.text("en")
    with pytest.raises(AnswerNo, match="decline"):
        sign(table.anna, table.history, PASSPHRASE)


def test_a_key_file_must_be_the_one_that_the_text_was_frozen_for(table: Table) -> None:
    table.freeze()
    key, certificate, _chain = table.martin.signing_key(PASSPHRASE)
    other = pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, BestAvailableEncryption(b"geheim"))
    with pytest.raises(AnswerNo):
        sign(table.anna, table.history, "geheim", other)
    key, certificate, _chain = table.anna.signing_key(PASSPHRASE)
    own = pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, BestAvailableEncryption(b"geheim"))
    with pytest.raises(Locked):
        sign(table.anna, table.history, "falsch", own)
    assert sign(table.anna, table.history, "geheim", own).kind == "signed"


def test_the_copy_for_the_screen_shows_the_first_signature(table: Table) -> None:
    table.sign_twice()
    sheet = signing_sheet(table.sofia, table.history)
    shown = for_screen(sheet.pdf)
    assert shown != sheet.pdf
    with pikepdf.open(BytesIO(sheet.pdf)) as before, pikepdf.open(BytesIO(shown)) as after:
        assert len(after.pages) == len(before.pages)
        assert "/AcroForm" not in after.Root
        assert len(after.pages[-1].Resources.get("/XObject", {})) > len(before.pages[-1].Resources.get("/XObject", {}))
    assert for_screen(b"no PDF at all") == b"no PDF at all"
