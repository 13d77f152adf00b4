"""Sending and receiving between vaults: what arrives, and that repeating, order and gaps do no harm."""

from __future__ import annotations

import dataclasses
import hashlib
import json

import pytest

from datapact.base.errors import AnswerNo, Locked, MissingEntries, NotForUs, WrongUse
from datapact.base.strictjson import canonical, from_base64url, sha256_of, to_base64url
from datapact.exchange.bundle.bundle import read_bundle
from datapact.exchange.receive.receive import receive_bundle
from datapact.history.entries import store as history_store
from datapact.history.fold.agreement import fold
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.log import directory
from datapact.organisation.acting.private_keys import sealing_keys
from datapact.organisation.identity.tables import PartnerRow
from datapact.vault.database import entries as vault_store
from tests.exchange.forgery import changed, with_entries
from tests.exchange.houses import HISTORY, comment, contents_of, exchange, meet, offer, send, with_roles, write


def shared(acting: Acting) -> set[str]:
    with acting.vault.read() as session:
        return {entry.digest for entry in history_store.load(session, HISTORY) if entry.stream == "shared"}


def folded(acting: Acting):
    with acting.vault.read() as session:
        return fold(history_store.load(session, HISTORY), directory(session))


def packed(acting: Acting, data: bytes) -> list[str]:
    """Kinds of the entries in a bundle."""
    with acting.vault.read() as session:
        bundle = read_bundle(data, sealing_keys(session))
    return [
        json.loads(from_base64url(entry.jws.split(".")[1]))["kind"]
        for history in bundle.contents.histories
        for entry in history.entries
    ]


def test_an_offer_arrives(houses):
    offered = offer(houses.keller, houses.institute)
    received = exchange(houses.keller, houses.institute)
    assert received.sender == houses.keller.organisation
    assert received.sender_name == "Maschinenbau Keller GmbH"
    assert received.agreements == (HISTORY,)
    assert offered.digest in received.new_entries
    assert len(received.new_entries) == 2
    (change,) = received.changes
    assert str(change).startswith("Maschinenbau Keller GmbH made an offer")
    assert "not binding" in str(change)
    assert received.warnings == ()
    assert shared(houses.keller) == shared(houses.institute)


def test_both_agree(houses):
    offered = offer(houses.keller, houses.institute)
    exchange(houses.keller, houses.institute)
    write(houses.institute, "accept", {"offer": offered.digest})
    exchange(houses.institute, houses.keller)
    assert folded(houses.keller).agreed == offered.digest == folded(houses.institute).agreed


def test_one_receipt_a_bundle_says_what_was_seen_and_commits_to_internal_heads(houses):
    offered = offer(houses.keller, houses.institute)
    before = shared(houses.keller)
    send(houses.keller, houses.institute)
    (digest,) = shared(houses.keller) - before
    with houses.keller.vault.read() as session:
        receipt = history_store.load_one(session, digest)
        assert receipt is not None
        assert receipt.kind == "receipt"
        assert receipt.body["seen"] == [offered.digest]
        opening = json.loads(vault_store.get_meta(session, f"commitment:{receipt.body['commitment']}") or "")
    assert opening["heads"] == []
    commitment = hashlib.sha256(from_base64url(opening["salt"]) + canonical(opening["heads"])).digest()
    assert to_base64url(commitment) == receipt.body["commitment"]


def test_the_commitment_covers_internal_entries_which_never_leave(houses):
    offer(houses.keller, houses.institute)
    note = write(houses.keller, "note", {"text": "Nicht unter 30 Tagen."})
    data = send(houses.keller, houses.institute)
    assert packed(houses.institute, data) == ["offer", "receipt"]
    receipt = folded(houses.keller).entries[
        max(shared(houses.keller), key=lambda d: folded(houses.keller).order.index(d))
    ]
    with houses.keller.vault.read() as session:
        opening = json.loads(vault_store.get_meta(session, f"commitment:{receipt.body['commitment']}") or "")
    assert opening["heads"] == [note.digest]


def test_receiving_twice_changes_nothing(houses):
    offer(houses.keller, houses.institute)
    data = send(houses.keller, houses.institute)
    receive_bundle(houses.institute, data)
    before = contents_of(houses.institute)
    again = receive_bundle(houses.institute, data)
    assert again.new_entries == ()
    assert again.changes == ()
    assert contents_of(houses.institute) == before


def test_our_own_copy_opens_and_changes_nothing(houses):
    offer(houses.keller, houses.institute)
    data = send(houses.keller, houses.institute)
    before = contents_of(houses.keller)
    received = receive_bundle(houses.keller, data)
    assert received.sender == houses.keller.organisation
    assert received.new_entries == ()
    assert contents_of(houses.keller) == before


def test_sending_again_includes_what_was_not_acknowledged(houses):
    offer(houses.keller, houses.institute)
    assert packed(houses.institute, send(houses.keller, houses.institute)) == ["offer", "receipt"]
    assert packed(houses.institute, send(houses.keller, houses.institute)) == ["offer", "receipt", "receipt"]


def test_what_was_acknowledged_is_not_sent_again_but_on_request(houses):
    offer(houses.keller, houses.institute)
    exchange(houses.keller, houses.institute)
    exchange(houses.institute, houses.keller)
    comment(houses.keller)
    assert packed(houses.institute, send(houses.keller, houses.institute)) == ["comment", "receipt"]
    everything = send(houses.keller, houses.institute, everything=True)
    assert packed(houses.institute, everything) == ["offer", "receipt", "receipt", "comment", "receipt", "receipt"]


def test_the_wrong_order_is_harmless(houses):
    offer(houses.keller, houses.institute)
    first = send(houses.keller, houses.institute)
    comment(houses.keller)
    second = send(houses.keller, houses.institute)
    receive_bundle(houses.institute, second)
    before = contents_of(houses.institute)
    assert receive_bundle(houses.institute, first).new_entries == ()
    assert contents_of(houses.institute) == before
    assert shared(houses.keller) == shared(houses.institute)


def test_a_gap_is_named_and_nothing_applied(houses):
    offer(houses.keller, houses.institute)
    exchange(houses.keller, houses.institute)
    exchange(houses.institute, houses.keller)
    comment(houses.keller)
    gap = send(houses.keller, houses.institute)
    lost = shared(houses.keller) - shared(houses.institute)
    pretend_acknowledged(houses.keller, houses.institute)
    comment(houses.keller, "Noch etwas.")
    behind = send(houses.keller, houses.institute)
    before = contents_of(houses.institute)
    with pytest.raises(MissingEntries) as refused:
        receive_bundle(houses.institute, behind)
    assert refused.value.exit_code == 1
    assert set(refused.value.digests) <= lost
    assert refused.value.digests[0] in str(refused.value)
    assert contents_of(houses.institute) == before
    receive_bundle(houses.institute, gap)
    receive_bundle(houses.institute, behind)
    assert shared(houses.keller) == shared(houses.institute)


def pretend_acknowledged(sender: Acting, receiver: Acting) -> None:
    """As if the receiver had acknowledged everything, which an old copy of its vault no longer has."""
    from datapact.vault.database.tables import ReceiptSeen

    with sender.vault.write() as session:
        row = session.get(ReceiptSeen, (HISTORY, receiver.organisation))
        row.head = folded(sender).shared_heads[0]
        session.add(row)


def test_after_a_gap_sending_everything_helps(houses):
    offer(houses.keller, houses.institute)
    exchange(houses.keller, houses.institute)
    exchange(houses.institute, houses.keller)
    comment(houses.keller)
    pretend_acknowledged(houses.keller, houses.institute)
    with pytest.raises(MissingEntries):
        receive_bundle(houses.institute, send(houses.keller, houses.institute))
    receive_bundle(houses.institute, send(houses.keller, houses.institute, everything=True))
    assert shared(houses.keller) == shared(houses.institute)


def test_steps_at_the_same_time_meet(houses):
    offer(houses.keller, houses.institute)
    exchange(houses.keller, houses.institute)
    comment(houses.keller, "A")
    comment(houses.institute, "B")
    there, back = send(houses.keller, houses.institute), send(houses.institute, houses.keller)
    receive_bundle(houses.institute, there)
    receive_bundle(houses.keller, back)
    assert shared(houses.keller) == shared(houses.institute)
    assert len(folded(houses.keller).facts.comments) == 2
    exchange(houses.keller, houses.institute)
    assert len(folded(houses.institute).shared_heads) == 1


def test_nothing_is_sent_before_an_offer(houses):
    with pytest.raises(WrongUse):
        send(houses.keller, houses.institute)
    write(houses.keller, "note", {"text": "Nur intern."})
    before = contents_of(houses.keller)
    with pytest.raises(WrongUse):
        send(houses.keller, houses.institute)
    assert contents_of(houses.keller) == before


def test_only_parties_are_sent_to(houses):
    offer(houses.keller, houses.institute)
    before = contents_of(houses.keller)
    for recipients in ([houses.third], [houses.keller], [], [houses.institute, houses.third]):
        with pytest.raises(WrongUse):
            send(houses.keller, *recipients)
    assert contents_of(houses.keller) == before


def test_three_parties_and_an_introduction(houses):
    offer(houses.keller, houses.institute, houses.third)
    data = send(houses.keller, houses.institute, houses.third)
    received = receive_bundle(houses.institute, data)
    assert [str(warning) for warning in received.warnings] == [
        "Maschinenbau Keller GmbH introduces Werkzeugbau Lindner KG. Compare fingerprints before you sign with this partner."
    ]
    receive_bundle(houses.third, data)
    with houses.institute.vault.read() as session:
        assert session.get(PartnerRow, houses.third.organisation).trust == "introduced"
    comment(houses.third, "Auch von uns.")
    onward = send(houses.third, houses.keller, houses.institute)
    receive_bundle(houses.keller, onward)
    receive_bundle(houses.institute, onward)
    assert shared(houses.keller) == shared(houses.institute) == shared(houses.third)


def test_entries_of_a_third_come_through_the_second(houses):
    offer(houses.keller, houses.institute, houses.third)
    exchange(houses.keller, houses.third)
    comment(houses.third, "Über Keller.")
    exchange(houses.third, houses.keller)
    exchange(houses.keller, houses.institute)
    assert shared(houses.keller) == shared(houses.institute)
    assert len(folded(houses.institute).facts.comments) == 1


def test_an_auditor_cannot_send(houses):
    offer(houses.keller, houses.institute)
    auditor = with_roles(houses.keller, ["auditor"])
    before = contents_of(houses.keller)
    with pytest.raises((AnswerNo, Locked)):
        send(auditor, houses.institute)
    assert contents_of(houses.keller) == before


def test_a_new_member_of_the_partner_is_known_by_the_card_in_the_bundle(houses):
    offer(houses.keller, houses.institute)
    exchange(houses.keller, houses.institute)
    colleague = with_roles(houses.keller, ["lead"])
    comment(colleague, "Ich bin neu.")
    received = receive_bundle(houses.institute, send(colleague, houses.institute))
    assert len(received.changes) == 1
    with houses.institute.vault.read() as session:
        assert session.get(PartnerRow, houses.keller.organisation).sequence == 2


def test_an_older_card_never_replaces_a_newer(houses):
    offer(houses.keller, houses.institute)
    old = send(houses.keller, houses.institute)
    with_roles(houses.keller, ["lead"])
    exchange(houses.keller, houses.institute)
    receive_bundle(houses.institute, old)
    with houses.institute.vault.read() as session:
        assert session.get(PartnerRow, houses.keller.organisation).sequence == 2


def test_a_lead_can_receive_but_not_add_partners(houses):
    offer(houses.keller, houses.institute, houses.third)
    data = send(houses.keller, houses.institute)
    lead = with_roles(houses.institute, ["lead"])
    before = contents_of(houses.institute)
    with pytest.raises(NotForUs) as refused:  # only once somebody of the third house has written
        exchange_through_third(houses, lead)
    assert "partner" in str(refused.value)
    assert contents_of(houses.institute) == before
    assert len(receive_bundle(lead, data).new_entries) == 2


def exchange_through_third(houses, lead):
    exchange(houses.keller, houses.third)
    comment(houses.third)
    exchange(houses.third, houses.keller)
    receive_bundle(lead, send(houses.keller, houses.institute))


def test_an_unconfirmed_partner_cannot_introduce(houses, template, clock, tmp_path):
    meet(houses.institute, houses.third, confirm=False)
    meet(houses.third, houses.institute)
    offer(houses.third, houses.institute, houses.keller)
    with houses.institute.vault.write() as session:
        session.delete(session.get(PartnerRow, houses.keller.organisation))
    before = contents_of(houses.institute)
    with pytest.raises(NotForUs) as refused:
        exchange(houses.third, houses.institute)
    assert "not confirmed" in str(refused.value)
    assert contents_of(houses.institute) == before


def test_a_clock_that_is_years_ahead_is_said(houses, clock):
    clock.now = clock.now.replace(year=2031)
    offer(houses.keller, houses.institute)
    data = send(houses.keller, houses.institute)
    clock.now = clock.now.replace(year=2026)
    (warning,) = receive_bundle(houses.institute, data).warnings
    assert "2031" in str(warning)


def test_a_step_without_effect_is_said(houses):
    offered = offer(houses.keller, houses.institute)
    exchange(houses.keller, houses.institute)
    write(houses.institute, "declined", {"reason": "Kein Bedarf."})
    exchange(houses.institute, houses.keller)
    assert folded(houses.keller).stage == "declined"
    assert offered.digest in folded(houses.keller).facts.offers


def without_note(contents):
    """The same bundle by somebody who claims that the offer's note was erased."""
    (history,) = contents.histories
    first, *others = history.entries
    note = next(text for text in first.disclosures if json.loads(from_base64url(text))[1] == "note")
    kept = tuple(text for text in first.disclosures if text != note)
    erased = dataclasses.replace(first, disclosures=kept, erased=(sha256_of(note.encode()),))
    return with_entries(contents, erased, *others)


def disclosures(acting: Acting, digest: str) -> tuple[str, ...]:
    with acting.vault.read() as session:
        entry = history_store.load_one(session, digest)
        assert entry is not None
        return entry.disclosures


def test_what_a_sender_calls_erased_comes_back_from_another(houses):
    meet(houses.institute, houses.third)
    offered = offer(houses.keller, houses.institute, houses.third)
    exchange(houses.keller, houses.third)
    by_third = send(houses.third, houses.institute)
    received = receive_bundle(houses.institute, changed(houses.third, houses.institute, by_third, without_note))
    assert ["were erased" in str(warning) for warning in received.warnings].count(True) == 1
    assert len(disclosures(houses.institute, offered.digest)) == len(offered.disclosures) - 1
    assert exchange(houses.keller, houses.institute).warnings == ()
    assert set(disclosures(houses.institute, offered.digest)) == set(offered.disclosures)


def test_what_we_erased_ourselves_does_not_come_back(houses):
    offered = offer(houses.keller, houses.institute)
    data = send(houses.keller, houses.institute)
    receive_bundle(houses.institute, data)
    with houses.institute.vault.write() as session:
        note = next(text for text in offered.disclosures if json.loads(from_base64url(text))[1] == "note")
        kept = tuple(text for text in offered.disclosures if text != note)
        vault_store.set_disclosures(session, offered.digest, kept, (sha256_of(note.encode()),))
    before = contents_of(houses.institute)
    receive_bundle(houses.institute, data)
    assert contents_of(houses.institute) == before


def test_the_author_may_erase_and_its_partners_go_on(houses):
    offered = offer(houses.keller, houses.institute)
    data = changed(houses.keller, houses.institute, send(houses.keller, houses.institute), without_note)
    receive_bundle(houses.institute, data)
    write(houses.institute, "accept", {"offer": offered.digest})
    exchange(houses.institute, houses.keller)
    assert folded(houses.keller).agreed == offered.digest
