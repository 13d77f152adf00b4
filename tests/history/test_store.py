"""Entries in a real vault: what goes in comes out, in commit order, erasures included."""

from __future__ import annotations

from pathlib import Path

import pytest

from datapact.history.entries import store
from datapact.history.entries.entry import places_in, without
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
