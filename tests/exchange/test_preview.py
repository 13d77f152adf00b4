"""Looking into a file before it is taken in: everything that it brings, nothing that stays."""

from __future__ import annotations

import pytest

from datapact.base.errors import Damaged, MissingEntries, NotForUs
from datapact.exchange.bundle.bundle import Refused
from datapact.exchange.receive.preview import BundlePreview, CardPreview, preview_bundle, preview_card, preview_file
from datapact.exchange.receive.receive import receive_bundle
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.partners.partners import add_partner
from tests.exchange.houses import (
    HISTORY,
    comment,
    contents_of,
    exchange,
    meet,
    offer,
    send,
    state,
    write,
)


def counter(acting, other, answers, text):
    body = {
        "parties": sorted((acting.organisation, other.organisation)),
        "state": state(other, acting, text=text),
        "answers": answers,
        "note": "Bitte so.",
    }
    return write(acting, "counter", body)


def test_a_first_offer_is_shown_and_nothing_stays(houses):
    offer(houses.keller, houses.institute)
    data = send(houses.keller, houses.institute)
    before = contents_of(houses.institute)
    checkpoint = houses.institute.vault.paths.checkpoint.read_bytes()
    shown = preview_file(houses.institute, data, "offer.dpact")
    assert isinstance(shown, BundlePreview)
    assert contents_of(houses.institute) == before
    assert houses.institute.vault.paths.checkpoint.read_bytes() == checkpoint
    assert (shown.sender_name, shown.trust) == ("Maschinenbau Keller GmbH", "confirmed")
    assert shown.signed_by == "Anna Keller"
    (agreement,) = shown.agreements
    assert (agreement.is_new, agreement.number, agreement.next_step) == (True, "DP-2026-0001", "answer")
    assert [step.kind for step in agreement.steps] == ["offer"]
    assert agreement.text is not None
    assert agreement.text.old is None
    assert agreement.text.changes == ()
    assert {place.mark for place in agreement.text.marked("de")} == {"same"}


def test_a_counter_shows_what_changed_in_sentences_and_marked(houses):
    offered = offer(houses.keller, houses.institute, text="Daten.")
    exchange(houses.keller, houses.institute)
    counter(houses.institute, houses.keller, offered.digest, "Andere Zahlen.")
    comment(houses.institute, "Ein Wunsch.")
    data = send(houses.institute, houses.keller)
    (agreement,) = preview_bundle(houses.keller, data).agreements
    assert [(step.kind, step.remark) for step in agreement.steps] == [
        ("counter", "Bitte so."),
        ("comment", "Ein Wunsch."),
    ]
    assert not agreement.is_new
    assert agreement.text is not None
    assert any("§ 1" in message.text("de") for change in agreement.text.changes for message in change.messages)
    marks = {piece.mark for place in agreement.text.marked("de") for piece in place.pieces}
    assert {"inserted", "deleted"} <= marks


def test_after_a_no_a_file_says_that_it_ended_and_what_can_be_done(houses):
    offer(houses.keller, houses.institute)
    exchange(houses.keller, houses.institute)
    write(houses.institute, "declined", {"reason": "Kein Budget."})
    (agreement,) = preview_bundle(houses.keller, send(houses.institute, houses.keller)).agreements
    assert (agreement.status, agreement.next_step) == ("declined", "none")
    assert "new draft" in agreement.then.text("en")
    assert "neuen Entwurf" in agreement.then.text("de")


def test_a_counter_to_a_text_never_seen_is_held_against_the_one_that_was(houses):
    offered = offer(houses.keller, houses.institute, text="Daten.")
    exchange(houses.keller, houses.institute)
    first = counter(houses.institute, houses.keller, offered.digest, "Zweite Daten.")
    counter(houses.institute, houses.keller, first.digest, "Dritte Daten.")
    (agreement,) = preview_bundle(houses.keller, send(houses.institute, houses.keller)).agreements
    assert agreement.text is not None
    assert agreement.text.old is not None
    words = [place.words for place in agreement.text.marked("de")]
    deleted = [piece.text for place in agreement.text.marked("de") for piece in place.pieces if piece.mark == "deleted"]
    assert any("Dritte" in text for text in words)
    assert not any("Zweite" in text for text in deleted)


def test_what_the_preview_says_is_what_receiving_brings(houses):
    offered = offer(houses.keller, houses.institute)
    exchange(houses.keller, houses.institute)
    write(houses.institute, "accept", {"offer": offered.digest})
    comment(houses.institute)
    data = send(houses.institute, houses.keller)
    shown = preview_bundle(houses.keller, data)
    received = receive_bundle(houses.keller, data)
    assert shown.new_entries == len(received.new_entries)
    assert tuple(step.sentence for agreement in shown.agreements for step in agreement.steps) == received.changes
    assert shown.warnings == received.warnings
    again = preview_bundle(houses.keller, data)
    assert again.new_entries == 0
    assert again.agreements[0].steps == ()


def test_introductions_are_named(houses):
    meet(houses.institute, houses.keller)
    offer(houses.keller, houses.institute, houses.third)
    shown = preview_bundle(houses.institute, send(houses.keller, houses.institute))
    assert [(one.name, one.trust) for one in shown.introductions] == [("Werkzeugbau Lindner KG", "introduced")]


def test_a_stranger_is_refused_with_the_card_to_add(houses):
    add_partner(houses.third, write_card(houses.institute))
    offer(houses.third, houses.institute)
    data = send(houses.third, houses.institute)
    refused = preview_file(houses.institute, data, "fremd.dpact")
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, NotForUs)
    assert refused.stranger is not None
    assert refused.stranger.profile.name == "Werkzeugbau Lindner KG"
    add_partner(houses.institute, refused.stranger.data)
    assert isinstance(preview_file(houses.institute, data, "fremd.dpact"), BundlePreview)


def test_a_file_for_others_is_refused_without_a_sender(houses):
    offer(houses.keller, houses.institute)
    refused = preview_file(houses.third, send(houses.keller, houses.institute), "irrlaeufer.dpact")
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, NotForUs)
    assert (refused.sender, refused.stranger) == (None, None)


def test_missing_entries_are_refused_by_name_of_the_sender(houses):
    offer(houses.keller, houses.institute)
    exchange(houses.keller, houses.institute)
    exchange(houses.institute, houses.keller)
    comment(houses.keller)
    lost = send(houses.keller, houses.institute)
    comment(houses.keller, "Zweite Bemerkung.")
    assert lost
    with houses.keller.vault.write() as session:
        from datapact.vault.database.tables import ReceiptSeen

        row = session.get(ReceiptSeen, (HISTORY, houses.institute.organisation))
        heads = session.connection().exec_driver_sql(
            "SELECT digest FROM entry WHERE history = ? AND kind = 'comment' ORDER BY seq LIMIT 1", (HISTORY,)
        )
        row.head = heads.scalar_one()
        session.add(row)
    refused = preview_file(houses.institute, send(houses.keller, houses.institute), "spaet.dpact")
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, MissingEntries)
    assert refused.sender is not None
    assert refused.sender.name == "Maschinenbau Keller GmbH"


@pytest.mark.parametrize("data", [b"", b"{", b"eyJ", b"PK\x03\x04", b"{}\n" + b"x" * 50])
@pytest.mark.parametrize("name", ["a.dpact", "a.dpcard", "a.txt"])
def test_rubbish_is_refused_in_words(houses, data, name):
    before = contents_of(houses.keller)
    refused = preview_file(houses.keller, data, name)
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, Damaged)
    assert str(refused.reason)
    assert contents_of(houses.keller) == before


def test_a_tampered_bundle_is_refused(houses):
    offer(houses.keller, houses.institute)
    data = bytearray(send(houses.keller, houses.institute))
    data[-40] ^= 1
    refused = preview_file(houses.institute, bytes(data), "kaputt.dpact")
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, Damaged)


def test_a_card_is_shown_and_nothing_stays(houses):
    before = contents_of(houses.institute)
    shown = preview_file(houses.institute, write_card(houses.third), "lindner.dpcard")
    assert isinstance(shown, CardPreview)
    assert (shown.news, shown.trust, shown.known) == ("new", "declared", None)
    assert contents_of(houses.institute) == before
    known = preview_card(houses.institute, write_card(houses.keller))
    assert (known.news, known.trust) == ("same", "confirmed")
    assert known.known is not None


def test_the_own_copy_can_be_looked_at(houses):
    offer(houses.keller, houses.institute)
    shown = preview_bundle(houses.keller, send(houses.keller, houses.institute))
    assert shown.trust is None
    assert shown.new_entries == 0
    assert shown.signed_by == "Anna Keller"
