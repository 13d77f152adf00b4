"""Transactions, entries in commit order, attachments, facts."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlcipher3 import dbapi2

from datapact.base.errors import Surroundings
from datapact.base.strictjson import from_base64url, to_base64url
from datapact.vault.database.checkpoint import Checkpoint, read_checkpoint
from datapact.vault.database.entries import (
    append_entry,
    attachment,
    entries,
    entry,
    get_meta,
    has,
    next_counter,
    put_attachment,
    set_disclosures,
    set_meta,
)
from datapact.vault.database.session import Session
from datapact.vault.folder import lock
from datapact.vault.folder.open_vault import OpenVault
from tests.vault.making import HISTORY, Made, an_entry, write_entries


def test_entries_come_back_in_commit_order(vault: OpenVault) -> None:
    first = replace(an_entry(1), disclosures=("a", "ü\n"), erased=("x",))
    second, other = an_entry(2), an_entry(1, history="urn:other")
    with vault.write() as session:
        assert [append_entry(session, one) for one in (first, other, second)] == [1, 2, 3]
    with vault.read() as session:
        assert entries(session, HISTORY) == [replace(first, seq=1), replace(second, seq=3)]
        assert entries(session, HISTORY, after=1) == [replace(second, seq=3)]
        assert entry(session, first.digest) == replace(first, seq=1)
        assert entry(session, "missing") is None
        assert has(session, second.digest)
        assert not has(session, "missing")


def test_disclosures_can_be_erased(vault: OpenVault) -> None:
    one = replace(an_entry(1), disclosures=("a", "b"))
    with vault.write() as session:
        append_entry(session, one)
    with vault.write() as session:
        set_disclosures(session, one.digest, ["b"], ["digest of a"])
    with vault.read() as session:
        assert entry(session, one.digest) == replace(one, seq=1, disclosures=("b",), erased=("digest of a",))


def test_the_running_digest_is_the_one_of_the_design(vault: OpenVault) -> None:
    made = write_entries(vault, 2) + write_entries(vault, 3)
    running = bytes(32)
    for one in made:
        running = hashlib.sha256(running + from_base64url(one.digest)).digest()
    assert read_checkpoint(vault.paths.checkpoint, vault.vault_key) == Checkpoint(5, running)


def test_counters_run_by_history_stream_organisation_and_replica(vault: OpenVault) -> None:
    with vault.write() as session:
        assert next_counter(session, HISTORY, "shared", "r", "org") == 1
        append_entry(session, an_entry(1))
        append_entry(session, an_entry(2))
        assert next_counter(session, HISTORY, "shared", "r", "org") == 3
        assert next_counter(session, HISTORY, "internal", "r", "org") == 1
        assert next_counter(session, HISTORY, "shared", "other", "org") == 1
        assert next_counter(session, "urn:other", "shared", "r", "org") == 1
        assert next_counter(session, HISTORY, "shared", "r", "another organisation") == 1


def test_an_entry_from_outside_leads_no_counter_astray(vault: OpenVault) -> None:
    """Others may write our replica id, and of our own house a removed member: the next number is the lowest free one."""
    with vault.write() as session:
        append_entry(session, an_entry(1))
        append_entry(session, replace(an_entry(2**53 - 1), organisation="a partner"))
        append_entry(session, an_entry(2**53 - 1, text="a removed member"))
        assert next_counter(session, HISTORY, "shared", "r", "org") == 2
        append_entry(session, an_entry(2))
        append_entry(session, an_entry(4))
        assert next_counter(session, HISTORY, "shared", "r", "org") == 3


def test_an_entry_is_stored_once(vault: OpenVault) -> None:
    write_entries(vault, 1)
    with vault.read() as session:
        again = entries(session, HISTORY)[0]
    with pytest.raises(IntegrityError), vault.write() as session:
        append_entry(session, again)
    with vault.read() as session:
        assert len(entries(session, HISTORY)) == 1


def test_attachments_are_stored_once_by_digest(vault: OpenVault) -> None:
    with vault.write() as session:
        digest = put_attachment(session, b"%PDF", "application/pdf")
        assert put_attachment(session, b"%PDF", "application/pdf") == digest
    assert digest == to_base64url(hashlib.sha256(b"%PDF").digest())
    with vault.read() as session:
        assert attachment(session, digest) == ("application/pdf", b"%PDF")
        assert attachment(session, "missing") is None


def test_facts_are_set_changed_and_forgotten(vault: OpenVault) -> None:
    with vault.write() as session:
        set_meta(session, "language", "de")
        set_meta(session, "language", "en")
        assert get_meta(session, "language") == "en"
        set_meta(session, "language", None)
        assert get_meta(session, "language") is None


def test_a_failed_transaction_changes_nothing(vault: OpenVault) -> None:
    write_entries(vault, 1)
    checkpoint = vault.paths.checkpoint.read_bytes()

    class OfTheCaller(Exception):
        pass

    def fail(session: Session) -> None:
        append_entry(session, an_entry(7))
        set_meta(session, "language", "de")
        raise OfTheCaller

    with pytest.raises(OfTheCaller), vault.write() as session:
        fail(session)
    with vault.read() as session:
        assert len(entries(session, HISTORY)) == 1
        assert get_meta(session, "language") is None
    assert vault.paths.checkpoint.read_bytes() == checkpoint
    write_entries(vault, 1)
    assert read_checkpoint(vault.paths.checkpoint, vault.vault_key).n == 2


def test_a_reading_session_cannot_write(vault: OpenVault) -> None:
    with pytest.raises(dbapi2.OperationalError, match="readonly"), vault.read() as session:
        set_meta(session, "language", "de")


def test_references_are_enforced(vault: OpenVault) -> None:
    with pytest.raises(IntegrityError), vault.write() as session:
        set_disclosures(session, "no such entry", ["a"])


def test_a_reader_sees_one_moment_while_another_writes(vault: OpenVault) -> None:
    write_entries(vault, 1)
    with vault.read() as session:
        assert len(entries(session, HISTORY)) == 1
        write_entries(vault, 1)
        assert len(entries(session, HISTORY)) == 1
    with vault.read() as session:
        assert len(entries(session, HISTORY)) == 2


def test_writing_within_writing_is_a_bug_that_is_told_at_once(vault: OpenVault) -> None:
    with pytest.raises(RuntimeError), vault.write(), vault.write():
        pass
    write_entries(vault, 1)


def test_threads_take_turns(vault: OpenVault) -> None:
    def work() -> None:
        for _ in range(5):
            write_entries(vault, 2)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with vault.read() as session:
        found = entries(session, HISTORY)
    assert [one.seq for one in found] == [one.counter for one in found] == list(range(1, 41))
    assert read_checkpoint(vault.paths.checkpoint, vault.vault_key).n == 40


HOLDER = """
import sys
from pathlib import Path
from datapact.vault.folder.lock import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_who_has_to_wait_is_told_for_whom(vault: OpenVault, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = lock.writing.__wrapped__.__kwdefaults__  # type: ignore[attr-defined]
    monkeypatch.setattr(lock.writing.__wrapped__, "__kwdefaults__", {**usual, "patience": 0.2})  # type: ignore[attr-defined]
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(vault.paths.lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    with pytest.raises(Surroundings, match=f"process {process.pid} on "), vault.write():
        pass
    with vault.read() as session:  # reading goes on
        assert entries(session, HISTORY) == []
    process.communicate("\n")
    write_entries(vault, 1)


def test_two_openings_of_one_vault_build_on_each_other(made: Made) -> None:
    with made.open() as one, made.open() as two:
        for _ in range(3):
            write_entries(one, 1)
            write_entries(two, 2)
        with one.read() as session:
            assert [found.seq for found in entries(session, HISTORY)] == list(range(1, 10))
    with made.open() as again:
        assert read_checkpoint(again.paths.checkpoint, again.vault_key).n == 9


def test_the_database_is_durable_and_erases(vault: OpenVault) -> None:
    with vault.read() as session:
        values = {
            name: session.connection().execute(text(f"PRAGMA {name}")).scalar()
            for name in ("synchronous", "journal_mode", "secure_delete", "foreign_keys", "cipher_status", "query_only")
        }
    assert values == {
        "synchronous": 2,
        "journal_mode": "wal",
        "secure_delete": 1,
        "foreign_keys": 1,
        "cipher_status": "1",
        "query_only": 1,
    }


def test_memory_is_given_back_and_the_vault_goes_on(vault: OpenVault) -> None:
    """Also while somebody reads: the open moment stays, and later ones are opened anew."""
    write_entries(vault, 3)
    with vault.read() as session:
        before = [one.digest for one in entries(session, HISTORY)]
        vault.give_back_memory()
        assert [one.digest for one in entries(session, HISTORY)] == before
    write_entries(vault, 1)
    with vault.read() as session:
        assert len(list(entries(session, HISTORY))) == len(before) + 1
