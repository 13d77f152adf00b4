"""A certificate in a partner's name of an invented issuer: shown before anything is recorded, and no signature of that partner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from datapact.agreements.views.agreement import agreement_page
from datapact.audit.own_vault.verify import verify_here
from datapact.audit.verify.verify import verify_file
from datapact.base.errors import AnswerNo
from datapact.history.state.organisation import Member, OrganisationLine, OrganisationState
from datapact.organisation.acting.own_profile import write_card
from datapact.signing.ades.judgement import NO_CHAIN, Claims, JudgedSignature
from datapact.signing.ceremony.export import export_pdf
from datapact.signing.ceremony.sign import sign
from datapact.signing.returned.bring_back import bring_back, look_at
from datapact.signing.returned.judged import FilledField
from datapact.signing.returned.known_keys import KnownCard, Place, signed_places
from datapact.signing.returned.take_part import look_at_packet, read_packet, take_part
from tests.agreements.negotiated import PASSPHRASE, Table, at_table, found_houses
from tests.signing.samples import Signatory, authority, signatory
from tests.signing.test_ades import by_another_program
from tests.signing.test_outside import INSTITUTE
from tests.signing.test_take_part import KELLER, evidence, packet, two_parties

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)
SOFIA = "Prof. Dr. Sofia Brandt"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    found_houses(folder, lambda: NOW)
    return folder


@pytest.fixture
def table(template: Path, tmp_path: Path) -> Iterator[Table]:
    laid = at_table(template, tmp_path, lambda: NOW)
    yield laid
    laid.close()


def forged(pdf: bytes, field: str, name: str, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Signed with a certificate in this name by an issuer that nobody knows."""
    made: Signatory = signatory(authority("Erfundene Zertifizierungsstelle"), name)
    with monkeypatch.context() as hostile:
        hostile.setattr("tests.signing.test_ades.partner", lambda: made)
        return by_another_program(pdf, field)


def place_of(table: Table, history: str, person: str) -> str:
    slots = agreement_page(table.anna, history, DAY).overview.slots
    return next(slot.id for slot in slots if slot.person == person)


def how_of(table: Table, house: object, history: str, person: str) -> str:
    slots = agreement_page(house, history, DAY).overview.slots
    return next(str(slot.how) for slot in slots if slot.person == person)


@pytest.mark.parametrize("copies", ["chain", "counterparts"])
def test_a_forged_signature_fills_the_place_of_a_known_partner_by_nothing_but_a_members_word(
    table: Table, copies: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = packet(table.anna, "nda", two_parties(INSTITUTE), INSTITUTE, copies=copies)
    place = place_of(table, history, SOFIA)
    came = forged(export_pdf(table.anna, history, for_others=True), place, SOFIA, monkeypatch)
    seen = look_at(table.anna, history, "zurück.pdf", came)
    assert (seen.problem, [one.by for one in seen.signed]) == (None, ["other_key"])
    assert "Erfundene Zertifizierungsstelle" in str(seen.doubts[0])
    with pytest.raises(AnswerNo, match="certifies a key for"):
        bring_back(table.anna, history, "zurück.pdf", came)
    assert evidence(table.anna, history) == {}
    bring_back(table.anna, history, "zurück.pdf", came, by_word=True)
    assert set(evidence(table.anna, history).values()) == {"other_service"}
    assert "by the word of Anna Keller" in how_of(table, table.anna, history, SOFIA)
    if copies == "chain":  # the file goes on from it all the same
        sign(table.anna, history, PASSPHRASE)
        assert export_pdf(table.anna, history).startswith(came)


def test_the_key_of_the_card_is_known_and_its_signature_credited(table: Table) -> None:
    history = packet(table.anna, "nda", two_parties(INSTITUTE), INSTITUTE)
    take_part(table.sofia, read_packet(table.sofia, "Paket.pdf", export_pdf(table.anna, history)))
    sign(table.sofia, history, PASSPHRASE)
    came = export_pdf(table.sofia, history)
    seen = look_at(table.anna, history, "zurück.pdf", came)
    assert [(one.by, one.field.signature.card, one.remarks) for one in seen.signed] == [("card", INSTITUTE, ())]
    bring_back(table.anna, history, "zurück.pdf", came)
    assert "with the key that the party's card certifies" in how_of(table, table.anna, history, SOFIA)
    alone = verify_file(came, "zurück.pdf")
    trusting = verify_file(came, "zurück.pdf", cards=[write_card(table.sofia)])
    assert any("Whether the certificates can be trusted" in str(one) for one in alone.reasons)
    assert not any("Whether the certificates can be trusted" in str(one) for one in trusting.reasons)
    assert [one.card for one in trusting.other.signatures] == [INSTITUTE]
    assert [one.card for one in verify_here(table.anna, came, "zurück.pdf").verdict.other.signatures] == [INSTITUTE]


def test_a_packet_shows_who_signed_it_before_one_takes_part(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    history = packet(table.anna, "nda", two_parties(INSTITUTE), INSTITUTE)
    place = place_of(table, history, "Anna Keller")
    came = forged(export_pdf(table.anna, history), place, "Anna Keller", monkeypatch)
    read = read_packet(table.sofia, "Paket.pdf", came)
    seen = look_at_packet(read)
    assert [one.by for one in seen.signed] == ["other_key"]
    assert KELLER in str(seen.remarks[0])
    taken = take_part(table.sofia, read)
    assert taken.problem is not None
    assert evidence(table.sofia, history) == {}
    verdict = verify_file(came, "Paket.pdf", cards=[write_card(table.anna)])
    assert any("certifies a key for Anna Keller" in str(one) for one in verdict.reasons)


def test_a_partner_without_a_card_is_vouched_for_by_who_records_it(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = "Testlabor Süd GmbH"
    history = packet(table.anna, "nda", two_parties(lab), lab)
    place = place_of(table, history, SOFIA)
    came = forged(export_pdf(table.anna, history), place, "Sofia Brandt", monkeypatch)  # certificates leave titles out
    seen = look_at(table.anna, history, "zurück.pdf", came)
    assert [one.by for one in seen.signed] == ["unknown"]
    assert len(seen.remarks) == 1
    assert "No trusted list on this computer names" in str(seen.remarks[0])
    with pytest.raises(AnswerNo, match="remarks-read"):  # nobody said that the issuer, whom nobody knows, was read
        bring_back(table.anna, history, "zurück.pdf", came)
    assert evidence(table.anna, history) == {}
    bring_back(table.anna, history, "zurück.pdf", came, remarks_read=True)
    assert evidence(table.anna, history) == {place.removeprefix("signature-"): "pdf_signature"}
    assert "nobody known here vouches for who that is" in how_of(table, table.anna, history, SOFIA)


def card_of(organisation: str, people: dict[str, str], *, then: dict[str, str] | None = None) -> KnownCard:
    """A confirmed card that certifies a key for each person, by name; ``then`` are names before they changed."""

    def members(names: dict[str, str]) -> dict[str, Member]:
        roles = frozenset({"signatory"})
        return {kid: Member(kid, name, roles, "", kid, "", kid, "", "") for name, kid in names.items()}

    states = {"old": OrganisationState(members=members(then or people)), "new": OrganisationState()}
    states["new"] = OrganisationState(profile={"name": organisation}, members=members(people))
    entries = (SimpleNamespace(digest="old"), SimpleNamespace(digest="new"))
    return KnownCard(OrganisationLine(organisation, entries, states, {"old": 0, "new": 1}), True)


def judged_by(card: KnownCard, person: str, kid: str, signer: str, *others: KnownCard) -> tuple[str, bool, bool]:
    """On what a signature in the place of a person rests, whether it is barred, and whether it is in doubt."""
    claims = Claims(signer, signer, True, None, None, False, False, ())
    one = JudgedSignature(
        "signature-1", "signature", "INDETERMINATE", NO_CHAIN, True, "whole", "nothing", True, "", claims, None, None,
        "", (), 1,
    )  # fmt: skip
    place = Place("signature-1", person, card.line.state.name, card.line.id)
    (found,) = signed_places(
        {"signature-1": place}, [FilledField("signature-1", one, kid, "c", "", "")], (card, *others), "ours"
    )
    return found.by, found.bars is not None, found.doubt is not None


def test_titles_and_a_changed_name_neither_bar_a_persons_own_key_nor_let_another_pass() -> None:
    card = card_of("Weber AG", {"Eva Lang": "k"}, then={"Eva Kurz": "k"})
    stranger = card_of("Fremd GmbH", {"Udo Fremd": "k"})  # a card can name any key
    for person in ("Eva Lang", "Dr. Eva Lang", "Eva Kurz"):
        assert judged_by(card, person, "k", person) == ("card", False, False)
        assert judged_by(card, person, "k", person, stranger) == ("card", False, False)
    for person in ("Eva Lang", "Prof. Dr. Eva Lang"):
        assert judged_by(card, person, "invented", "Eva Lang") == ("other_key", False, True)
    assert judged_by(card, "Udo Lang", "k", "Udo Lang")[1], "a colleague's key is nobody else's"
    initials = card_of("Weber AG", {"H. Lang": "h", "K. Lang": "k"})
    assert judged_by(initials, "H. Lang", "k", "H. Lang")[1]
    assert judged_by(initials, "H. Lang", "h", "H. Lang") == ("card", False, False)
