"""Entries in a real vault: what goes in comes out, in commit order, erasures included."""

from __future__ import annotations

from pathlib import Path

import pytest

from datapact.base.errors import Damaged
from datapact.base.strictjson import canonical, from_base64url, parse, to_base64url
from datapact.history.commitments.reveal import Unopened
from datapact.history.entries import store
from datapact.history.entries.entry import Entry, places_in, without
from datapact.vault.database import entries as vault_store
from datapact.vault.folder.opening import create_vault
from datapact.vault.keys.slot import KdfParameters
from tests.history.world import AGREEMENT, START, founded, replica, slot

KELLER, INSTITUT = founded("Keller"), founded("Institut")


@pytest.fixture
def vault(tmp_path: Path):
    opened, _code = create_vault(
        tmp_path / "Keller.datapact",
        member_id="anna",
        display_name="Anna",
        passphrase="correct horse",
        clock=lambda: START,
        kdf=KdfParameters(passes=1, memory_kib=8192, lanes=1),
    )
    with opened:
        yield opened


def test_entries_come_back_in_commit_order(vault):
    author = replica(KELLER, "keller")
    entries = [
        author.write("draft", {"state": {"format": 1}, "note": ""}),
        author.offer(KELLER, INSTITUT),
        author.comment(),
    ]
    with vault.write() as session:
        assert [store.save(session, entry) for entry in entries] == [1, 2, 3]
        assert store.has(session, entries[0].digest)
    with vault.read() as session:
        assert store.load(session, AGREEMENT) == entries
        assert store.load(session, "urn:uuid:other") == []
        assert store.load_one(session, entries[2].digest) == entries[2]
        assert store.load_one(session, "A" * 43) is None
        assert not store.has(session, "A" * 43)


def test_public_entries_too(vault):
    with vault.write() as session:
        for entry in KELLER.entries:
            store.save(session, entry)
    with vault.read() as session:
        assert store.load(session, KELLER.entries[0].history) == KELLER.entries


def test_an_erasure_stays(vault):
    author = replica(KELLER, "keller")
    freeze = author.freeze(author.offer(KELLER, INSTITUT), [slot(1, KELLER), slot(2, INSTITUT)])
    person = next(digest for digest, path in places_in(freeze).items() if path == ("slots", 0, "person"))
    with vault.write() as session:
        store.save(session, freeze)
    erased = without(freeze, [person], erased=True)
    with vault.write() as session:
        store.save_disclosures(session, erased)
    with vault.read() as session:
        again = store.load_one(session, freeze.digest)
    assert again == erased
    assert again.erased == (person,)


def a_large_offer(vault) -> Entry:
    author = replica(KELLER, "keller")
    state = {"format": 1, "terms": {"measures": [{"key": f"m{number}"} for number in range(60)]}}
    entry = author.write("offer", {"parties": sorted([KELLER.id, INSTITUT.id]), "state": state, "note": "Bitte."})
    with vault.write() as session:
        store.save(session, entry)
    return entry


def test_a_text_waits_until_somebody_reads_it_and_is_the_same_then(vault):
    entry = a_large_offer(vault)
    with vault.read() as session:
        [folded] = store.load_to_fold(session, AGREEMENT)
        assert (folded.body["parties"], folded.body["note"]) == (entry.body["parties"], "Bitte.")
        assert isinstance(folded.revealed, Unopened)
        assert folded.revealed.is_waiting
        assert folded == entry
        assert list(folded.body.items()) == list(entry.body.items())
        [whole] = store.load(session, AGREEMENT)
    assert whole == entry
    assert not (isinstance(whole.revealed, Unopened) and whole.revealed.is_waiting)


@pytest.mark.parametrize("place", [0, 30, -3, -2, -1])
@pytest.mark.parametrize("how", ["another salt", "gone"])
def test_no_part_of_a_text_is_read_unproven(vault, place: int, how: str):
    """Whether it is found with the first texts of the list or among those that wait."""
    entry = a_large_offer(vault)
    texts = list(entry.disclosures)
    content = parse(from_base64url(texts[place]))
    content[0] = "A" * 22
    texts[place : place + 1 or None] = [to_base64url(canonical(content))] if how == "another salt" else []
    with vault.write() as session:
        vault_store.set_disclosures(session, entry.digest, texts)
    with vault.read() as session:
        if how == "another salt":
            with pytest.raises(Damaged):
                _ = [one.body["state"] for one in store.load_to_fold(session, AGREEMENT)]
            with pytest.raises(Damaged):
                store.load(session, AGREEMENT)
        else:  # as where a part was withheld: the places say so, or what they lead to is of no use
            try:
                [whole] = store.load(session, AGREEMENT)
            except Damaged:
                with pytest.raises(Damaged):
                    _ = [one.body["state"] for one in store.load_to_fold(session, AGREEMENT)]
            else:
                [folded] = store.load_to_fold(session, AGREEMENT)
                assert folded == whole
                assert folded.absent == whole.absent != ()
