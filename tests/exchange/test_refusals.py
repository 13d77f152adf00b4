"""Whatever is wrong with a bundle, it is refused whole, with its reason, and the vault stays as it was."""

from __future__ import annotations

import dataclasses
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from datapact.agreements.projection.append import append
from datapact.base.errors import Damaged, DataPactError, Malformed, MissingEntries, NewerFormat, NotForUs, TooLarge
from datapact.base.strictjson import canonical, from_base64url, sha256_of, to_base64url
from datapact.exchange.bundle.contents import Attachment
from datapact.exchange.bundle.limits import LIMITS
from datapact.exchange.receive.receive import receive_bundle
from datapact.history.commitments.jws import sign_compact
from datapact.history.entries.entry import LARGEST_DISCLOSURES, LARGEST_JWS, TYPE, read_entry
from datapact.history.entries.packed import PackedEntry
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.acting.private_keys import store_sealing_key
from datapact.organisation.identity.hpke_keys import new_hybrid_key
from datapact.organisation.identity.tables import PartnerRow
from datapact.organisation.partners.partners import add_partner
from datapact.vault.database import entries
from tests.exchange.forgery import (
    changed,
    forged_entry,
    line_of,
    opened_by,
    packed,
    resealed,
    sealing_key,
    with_entries,
    with_more,
)
from tests.exchange.houses import (
    HISTORY,
    comment,
    contents_of,
    exchange,
    meet,
    offer,
    opened,
    revoke,
    send,
    state,
    with_roles,
    write,
)

OTHER = "urn:uuid:9d0c1d3a-1b52-4d0b-9c0f-2a8c1a7b6c11"
DIGEST = sha256_of(b"nothing")


def refused(houses, data: bytes, reason: type[DataPactError], words: str = "", limits=LIMITS) -> DataPactError:
    """Receive at the institute: exactly this error, nothing changed, one line for people, in both languages."""
    before = contents_of(houses.institute)
    with pytest.raises(reason) as caught:
        receive_bundle(houses.institute, data, limits)
    assert type(caught.value) is reason
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.message.text("de")
    assert contents_of(houses.institute) == before
    return caught.value


@pytest.fixture
def first(houses) -> bytes:
    """Keller's first bundle about the agreement."""
    offer(houses.keller, houses.institute)
    return send(houses.keller, houses.institute)


def offered(houses, first: bytes) -> str:
    """Digest of the first entry of a bundle."""
    entry = opened_by(houses.keller, first).contents.histories[0].entries[0]
    return read_entry(entry.jws, entry.disclosures).digest


# --- the envelope -----------------------------------------------------------------------------------------------------


def test_for_somebody_else(houses):
    offer(houses.keller, houses.third)
    refused(houses, send(houses.keller, houses.third), NotForUs, "somebody else")


@pytest.mark.parametrize("place", [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999])
def test_tampered(houses, first, place):
    flipped = bytearray(first)
    flipped[int(place * len(first))] ^= 1
    before = contents_of(houses.institute)
    with pytest.raises(Damaged):
        receive_bundle(houses.institute, bytes(flipped))
    assert contents_of(houses.institute) == before


@pytest.mark.parametrize("keep", [0, 1, 100, 3000, -1])
def test_truncated(houses, first, keep):
    before = contents_of(houses.institute)
    with pytest.raises(Damaged):
        receive_bundle(houses.institute, first[:keep])
    assert contents_of(houses.institute) == before


def test_a_newer_envelope(houses, first):
    line, rest = first.split(b"\n", 1)
    refused(houses, line.replace(b'"format":1', b'"format":2') + b"\n" + rest, NewerFormat, "newer DataPact")


# --- the sender -------------------------------------------------------------------------------------------------------


def test_an_unknown_partner(houses):
    offer(houses.third, houses.keller)
    stranger = opened_by(houses.third, send(houses.third, houses.keller))
    data = resealed(houses.third, houses.institute, stranger.contents)
    refused(houses, data, NotForUs, "Werkzeugbau Lindner KG")


def test_a_signature_by_another_key(houses, first):
    key = ec.generate_private_key(ec.SECP256R1())
    refused(houses, changed(houses.keller, houses.institute, first, lambda c: c, key=key), Damaged, "not signed")


def test_in_the_name_of_another(houses, first):
    # the third house knows the agreement and sends it in Keller's name, and with Keller's card in its own
    contents = opened_by(houses.keller, first).contents
    keller = {"organisation": houses.keller.organisation, "head": line_of(houses.keller).head}
    refused(houses, resealed(houses.third, houses.institute, contents, **keller), Damaged, "not signed")
    refused(houses, resealed(houses.third, houses.institute, contents), Damaged, "not its sender's")


def test_a_head_that_the_card_does_not_know(houses, first):
    refused(houses, changed(houses.keller, houses.institute, first, lambda c: c, head=DIGEST), Damaged, "not signed")


def test_a_key_that_was_revoked_since(houses, first):
    colleague = with_roles(houses.keller, ["lead"])
    comment(colleague)
    late = send(colleague, houses.institute)
    revoke(houses.keller, colleague)
    exchange_card(houses)
    refused(houses, late, Damaged, "revoked")


def exchange_card(houses) -> None:
    add_partner(houses.institute, write_card(houses.keller))


def test_a_history_of_the_sender_that_divides(houses, template, clock, tmp_path):
    copy = opened(template, tmp_path / "copy", clock)
    with_roles(copy.keller, ["lead"])
    with_roles(houses.keller, ["lead"])
    exchange_card(houses)
    offer(copy.keller, copy.institute)
    refused(houses, send(copy.keller, copy.institute), Damaged, "another history")
    copy.close()


@pytest.mark.parametrize("card", [b"", b"a.b.c", b"{}"])
def test_a_card_that_is_none(houses, first, card):
    data = changed(houses.keller, houses.institute, first, lambda c: dataclasses.replace(c, card=card))
    refused(houses, data, Malformed)


def test_an_introduction_that_is_not_sound(houses, first):
    card = write_card(houses.third)
    broken = card[:-5] + (b"AAAAA" if not card.endswith(b"AAAAA") else b"BBBBB")
    data = changed(houses.keller, houses.institute, first, lambda c: dataclasses.replace(c, introductions=(broken,)))
    before = contents_of(houses.institute)
    with pytest.raises(Damaged):
        receive_bundle(houses.institute, data)
    assert contents_of(houses.institute) == before


# --- entries ----------------------------------------------------------------------------------------------------------


def with_entry(houses, first: bytes, entry: PackedEntry) -> bytes:
    return changed(houses.keller, houses.institute, first, lambda contents: with_more(contents, entry))


def test_a_bad_signature_of_an_entry(houses, first):
    (history,) = opened_by(houses.keller, first).contents.histories
    good = history.entries[0]
    header, payload, _ = good.jws.split(".")
    other = sign_compact(b"{}", houses.keller.author_key, typ=TYPE).split(".")[2]
    bad = dataclasses.replace(good, jws=f"{header}.{payload}.{other}")
    data = changed(houses.keller, houses.institute, first, lambda c: with_entries(c, bad, *history.entries[1:]))
    refused(houses, data, Damaged, "signature is not valid")


def test_one_bad_entry_among_good_ones_refuses_all(houses, first):
    stranger = ec.generate_private_key(ec.SECP256R1())
    root = json.loads(
        from_base64url(opened_by(houses.keller, first).contents.histories[0].entries[0].jws.split(".")[1])
    )
    assert root["kind"] == "offer"
    entry = forged_entry(houses.keller, "comment", {"text": "x", "about": ""}, (), key=stranger)
    refused(houses, with_entry(houses, first, packed(entry)), Damaged)


def test_an_author_without_the_role(houses, first):
    lead = with_roles(houses.keller, ["lead"])
    entry = forged_entry(lead, "declined", {"reason": "x"})
    refused(
        houses, with_entry(houses, send(houses.keller, houses.institute), packed(entry)), Damaged, "roles do not allow"
    )


def test_an_author_who_was_not_a_member_at_that_head(houses, first):
    early = line_of(houses.keller).head
    lead = with_roles(houses.keller, ["lead"])
    entry = forged_entry(lead, "comment", {"text": "x", "about": ""}, organisation_head=early)
    refused(
        houses,
        with_entry(houses, send(houses.keller, houses.institute), packed(entry)),
        Damaged,
        "did not give this key",
    )


def test_an_author_of_an_unknown_organisation(houses, first):
    entry = forged_entry(houses.third, "comment", {"text": "x", "about": ""})
    refused(houses, with_entry(houses, first, packed(entry)), NotForUs, "not your partner")


def test_a_head_of_an_organisation_that_is_not_known_here(houses, first):
    entry = forged_entry(houses.keller, "comment", {"text": "x", "about": ""}, organisation_head=DIGEST)
    error = refused(houses, with_entry(houses, first, packed(entry)), MissingEntries)
    assert error.digests == (DIGEST,)


def test_internal_and_public_entries_do_not_travel(houses, first):
    note = write(houses.keller, "note", {"text": "x"})
    refused(houses, with_entry(houses, first, packed(note)), Malformed, "does not belong")
    founding = line_of(houses.keller).entries[0]
    refused(houses, with_entry(houses, first, packed(founding)), Malformed, "does not belong")
    data = changed(
        houses.keller, houses.institute, first, lambda c: with_entries(c, packed(founding), history=founding.history)
    )
    refused(houses, data, Malformed, "not of an agreement")


def test_entries_of_another_agreement_in_the_same_history(houses, first):
    entry = forged_entry(houses.keller, "comment", {"text": "x", "about": ""}, history=OTHER)
    refused(houses, with_entry(houses, first, packed(entry)), Malformed, "does not belong")


def test_a_history_without_entries(houses, first):
    refused(houses, changed(houses.keller, houses.institute, first, with_entries), Malformed)


def test_an_entry_with_a_disclosure_missing_or_too_many(houses, first):
    (history,) = opened_by(houses.keller, first).contents.histories
    good = history.entries[0]
    for disclosures in (good.disclosures[1:], (*good.disclosures, to_base64url(b'["aaaaaaaaaaaaaaaaaaaaaa","x",1]'))):
        bad = dataclasses.replace(good, disclosures=disclosures)
        data = changed(
            houses.keller, houses.institute, first, lambda c, bad=bad: with_entries(c, bad, *history.entries[1:])
        )
        refused(houses, data, Malformed)


def test_parents_that_are_missing_are_named(houses, first):
    entry = forged_entry(houses.keller, "comment", {"text": "x", "about": ""}, (DIGEST,))
    error = refused(houses, with_entry(houses, first, packed(entry)), MissingEntries, DIGEST)
    assert error.digests == (DIGEST,)
    assert error.exit_code == 1


def test_parents_that_are_internal_here_are_missing(houses, first):
    receive_bundle(houses.institute, first)
    note = write(houses.institute, "note", {"text": "x"})
    entry = forged_entry(houses.keller, "comment", {"text": "x", "about": ""}, (note.digest,))
    refused(houses, with_entry(houses, first, packed(entry)), MissingEntries)


@pytest.mark.parametrize("jws", ["", "a.b.c", "a.b", "ü", "." * 10])
def test_an_entry_that_is_none(houses, first, jws):
    refused(houses, with_entry(houses, first, PackedEntry(jws, (), ())), Malformed)


def test_an_entry_of_a_newer_kind_or_version(houses, first):
    (history,) = opened_by(houses.keller, first).contents.histories
    payload = json.loads(from_base64url(history.entries[-1].jws.split(".")[1]))
    for change in ({"v": 2}, {"kind": "holiday"}):
        token = sign_compact(canonical(payload | change), houses.keller.author_key, typ=TYPE)
        refused(houses, with_entry(houses, first, PackedEntry(token, (), ())), NewerFormat)


# --- agreements -------------------------------------------------------------------------------------------------------


def test_the_sender_is_not_a_party(houses, first):
    receive_bundle(houses.institute, first)
    meet(houses.institute, houses.third)
    contents = dataclasses.replace(opened_by(houses.keller, first).contents, card=write_card(houses.third))
    refused(houses, resealed(houses.third, houses.institute, contents), NotForUs, "agreement of others")
    comment_of_third = forged_entry(houses.third, "comment", {"text": "x", "about": ""}, (offered(houses, first),))
    data = resealed(houses.third, houses.institute, with_entries(contents, packed(comment_of_third)))
    refused(houses, data, NotForUs, "agreement of others")


def test_we_are_not_a_party(houses):
    offer(houses.keller, houses.third, history=OTHER)
    contents = opened_by(houses.keller, send(houses.keller, houses.third, history=OTHER)).contents
    refused(houses, resealed(houses.keller, houses.institute, contents), NotForUs, "not a party")


def test_the_id_of_our_agreement_with_somebody_else(houses, first):
    meet(houses.institute, houses.third)
    offer(houses.institute, houses.third, history=OTHER)
    body = {
        "parties": sorted([houses.keller.organisation, houses.institute.organisation]),
        "state": state(houses.keller, houses.institute, history=OTHER),
        "note": "",
    }
    entry = forged_entry(houses.keller, "offer", body, history=OTHER)
    data = changed(houses.keller, houses.institute, first, lambda c: with_entries(c, packed(entry), history=OTHER))
    refused(houses, data, Damaged, "id of another agreement")


def test_the_id_of_our_own_draft(houses, first):
    with houses.institute.vault.write() as session:
        body = {"state": state(houses.institute, houses.keller), "note": ""}
        append(houses.institute, session, HISTORY, "draft", body)
    refused(houses, first, Damaged, "id of another agreement")


def test_a_second_beginning_of_a_known_agreement(houses, first):
    receive_bundle(houses.institute, first)
    meet(houses.institute, houses.third)
    body = {
        "parties": sorted([houses.third.organisation, houses.institute.organisation]),
        "state": state(houses.third, houses.institute),
        "note": "",
    }
    contents = dataclasses.replace(
        with_entries(opened_by(houses.keller, first).contents, packed(forged_entry(houses.third, "offer", body))),
        card=write_card(houses.third),
    )
    refused(houses, resealed(houses.third, houses.institute, contents), Damaged, "id of another agreement")


@pytest.mark.parametrize(
    "change",
    [
        {"agreement": OTHER},
        {"format": 0},
        {"terms": {}},
        {"clauses": "none"},
        {"languages": ["xx"]},
        {"more": 1},
        {"title": {"de": "\u202eevil"}},
        {"number": "x" * 400},
    ],
)
def test_an_offer_whose_state_is_none(houses, first, change):
    parties = sorted([houses.keller.organisation, houses.institute.organisation])
    body = {"parties": parties, "state": state(houses.keller, houses.institute) | change, "note": ""}
    entry = forged_entry(houses.keller, "offer", body)
    data = changed(houses.keller, houses.institute, first, lambda c: with_entries(c, packed(entry)))
    refused(houses, data, Malformed)


def test_an_offer_whose_state_is_of_a_newer_format(houses, first):
    parties = sorted([houses.keller.organisation, houses.institute.organisation])
    body = {"parties": parties, "state": state(houses.keller, houses.institute) | {"format": 99}, "note": ""}
    entry = forged_entry(houses.keller, "offer", body)
    data = changed(houses.keller, houses.institute, first, lambda c: with_entries(c, packed(entry)))
    refused(houses, data, NewerFormat)


def test_an_offer_whose_parties_are_not_those_of_its_text(houses, first):
    parties = sorted([houses.keller.organisation, houses.institute.organisation])
    body = {"parties": parties, "state": state(houses.keller, houses.third), "note": ""}
    entry = forged_entry(houses.keller, "offer", body)
    data = changed(houses.keller, houses.institute, first, lambda c: with_entries(c, packed(entry)))
    refused(houses, data, Malformed, "not about its agreement")


# --- attachments and bounds -------------------------------------------------------------------------------------------


def test_a_file_that_no_entry_names(houses, first):
    file = Attachment(sha256_of(b"%PDF"), "application/pdf", b"%PDF")
    data = changed(houses.keller, houses.institute, first, lambda c: dataclasses.replace(c, attachments=(file,)))
    refused(houses, data, Damaged, "no entry names")


def test_a_file_whose_digest_does_not_match(houses, first):
    file = Attachment(DIGEST, "application/pdf", b"%PDF")
    data = changed(houses.keller, houses.institute, first, lambda c: dataclasses.replace(c, attachments=(file,)))
    refused(houses, data, Damaged, "does not match its digest")


def signed_entry(houses, revision: bytes):
    return forged_entry(
        houses.keller,
        "signed",
        {
            "slot": "s1",
            "person": "Anna Keller",
            "capacity": "managing_director",
            "revision_from": DIGEST,
            "revision_to": sha256_of(revision),
        },
    )


def test_a_signed_document_that_is_missing(houses, first):
    error = refused(houses, with_entry(houses, first, packed(signed_entry(houses, b"%PDF signed"))), MissingEntries)
    assert error.digests == (sha256_of(b"%PDF signed"),)


def test_a_signed_document_that_is_there_is_kept(houses, first):
    file = Attachment(sha256_of(b"%PDF signed"), "application/pdf", b"%PDF signed")
    entry = packed(signed_entry(houses, file.data))
    data = changed(
        houses.keller, houses.institute, first, lambda c: dataclasses.replace(with_more(c, entry), attachments=(file,))
    )
    received = receive_bundle(houses.institute, data)
    (warning,) = received.warnings  # nothing is frozen, so the fold says that this step has no effect
    assert "Without effect" in str(warning)
    with houses.institute.vault.read() as session:
        assert entries.attachment(session, file.digest) == ("application/pdf", b"%PDF signed")


def test_an_entry_that_is_too_large(houses, first):
    entry = PackedEntry("a." + "b" * LARGEST_JWS + ".c", (), ())
    refused(houses, with_entry(houses, first, entry), TooLarge)
    entry = PackedEntry("a.b.c", ("x" * (LARGEST_DISCLOSURES + 1),), ())
    refused(houses, with_entry(houses, first, entry), TooLarge)


@pytest.mark.parametrize(
    "bound",
    [{"payload": 1000}, {"attachment": 3}, {"contents": 1000}, {"entries": 1}, {"histories": 0}, {"recipients": 1}],
)
def test_a_bundle_beyond_its_bounds(houses, first, bound):
    file = Attachment(sha256_of(b"%PDF signed"), "application/pdf", b"%PDF signed")
    entry = packed(signed_entry(houses, file.data))
    data = changed(
        houses.keller, houses.institute, first, lambda c: dataclasses.replace(with_more(c, entry), attachments=(file,))
    )
    refused(houses, data, TooLarge, limits=dataclasses.replace(LIMITS, **bound))


def test_more_branches_than_an_entry_may_have_parents(houses, first):
    root = offered(houses, first)
    branches = [
        packed(forged_entry(houses.keller, "comment", {"text": str(place), "about": ""}, (root,), counter=place))
        for place in range(2, 66)
    ]
    data = changed(houses.keller, houses.institute, first, lambda contents: with_more(contents, *branches))
    refused(houses, data, TooLarge, "branches")
    data = changed(houses.keller, houses.institute, first, lambda contents: with_more(contents, *branches[:58]))
    receive_bundle(houses.institute, data)
    exchange(houses.institute, houses.keller)


def test_a_bundle_sealed_for_a_key_that_we_never_had(houses, first):
    data = changed(houses.keller, houses.institute, first, lambda c: c, recipients=[new_hybrid_key().public])
    refused(houses, data, NotForUs)


def test_an_old_sealing_key_still_opens(houses, first):
    fresh = new_hybrid_key()
    with houses.institute.vault.write() as session:
        store_sealing_key(session, fresh.thumbprint, fresh.private, fresh.public, houses.institute.clock())
    assert sealing_key(houses.institute) != fresh.public
    assert receive_bundle(houses.institute, first).new_entries


def test_a_partner_that_was_removed(houses, first):
    with houses.institute.vault.write() as session:
        session.delete(session.get(PartnerRow, houses.keller.organisation))
    refused(houses, first, NotForUs, "not among your partners")


def test_after_a_refusal_the_good_bundle_is_taken_in(houses, first):
    entry = forged_entry(houses.keller, "comment", {"text": "x", "about": ""}, (DIGEST,))
    refused(houses, with_entry(houses, first, packed(entry)), MissingEntries)
    assert len(receive_bundle(houses.institute, first).new_entries) == 2
    exchange(houses.institute, houses.keller)
