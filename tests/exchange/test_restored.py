"""After a restore a vault asks its partners for what it lost, and gets it; clones are noticed."""

from __future__ import annotations

import shutil

import pytest

from datapact.base.errors import MissingEntries
from datapact.exchange.bundle.contents import Restored, RestoreReply
from datapact.exchange.receive.receive import receive_bundle
from datapact.organisation.acting.acting_member import Acting, acting_in
from datapact.organisation.members.unlocking import unlock
from datapact.vault.folder.backup import backup_vault
from datapact.vault.folder.restore import restore_vault
from tests.exchange.forgery import opened_by
from tests.exchange.houses import PASSPHRASE, Houses, comment, contents_of, exchange, offer, send
from tests.exchange.test_exchange import folded, packed, shared


def restored(houses: Houses, acting: Acting, backup: str) -> Acting:
    """The vault of ``acting`` lost, and put back from a backup."""
    folder = houses.folder / f"{backup}-restored"
    return acting_in(restore_vault(houses.folder / backup, folder, passphrase=PASSPHRASE, clock=acting.clock))


def messages(acting: Acting, data: bytes) -> tuple[object, ...]:
    return opened_by(acting, data).contents.messages


@pytest.fixture
def lost(houses):
    """Keller restored its vault from a backup made before its last comment, the institute's answer and a second one."""
    offer(houses.keller, houses.institute)
    exchange(houses.keller, houses.institute)
    exchange(houses.institute, houses.keller)
    backup_vault(houses.keller.vault, houses.folder / "backup")
    comment(houses.keller, "Geht verloren.")
    exchange(houses.keller, houses.institute)
    comment(houses.institute, "Antwort.")
    exchange(houses.institute, houses.keller)
    comment(houses.keller, "Ging nie hinaus.")
    keller = restored(houses, houses.keller, "backup")
    yield keller
    keller.close()


def test_the_old_copy_sees_that_something_is_missing(houses, lost):
    comment(houses.institute, "Weiter.")
    before = contents_of(lost)
    with pytest.raises(MissingEntries):
        receive_bundle(lost, send(houses.institute, houses.keller))
    assert contents_of(lost) == before


def test_it_asks_and_gets_everything_back(houses, lost):
    question = send(lost, houses.institute)
    assert messages(houses.institute, question) == (Restored(lost.vault.replica),)
    received = receive_bundle(houses.institute, question)
    assert ["restored its vault" in str(warning) for warning in received.warnings] == [True]
    answer = send(houses.institute, houses.keller)
    assert messages(lost, answer) == (RestoreReply(lost.organisation, lost.vault.replica),)
    assert packed(lost, answer)[0] == "offer"
    assert packed(lost, answer).count("comment") == 2
    received = receive_bundle(lost, answer)
    assert shared(lost) == shared(houses.institute)
    assert len(received.changes) == 2
    assert {str(c.text) for c in folded(lost).facts.comments} == {"Geht verloren.", "Antwort."}
    assert folded(lost).cloned == ()


def test_the_question_ends_with_the_answer(houses, lost):
    receive_bundle(houses.institute, send(lost, houses.institute))
    receive_bundle(lost, send(houses.institute, houses.keller))
    again = send(lost, houses.institute)
    assert messages(houses.institute, again) == ()
    receive_bundle(houses.institute, again)
    comment(houses.institute)
    assert packed(lost, send(houses.institute, houses.keller)) == ["comment", "receipt"]


def test_an_old_bundle_is_no_answer(houses, lost):
    old = send(houses.institute, houses.keller, everything=True)
    question = send(lost, houses.institute)
    receive_bundle(lost, old)
    assert messages(houses.institute, question) == (Restored(lost.vault.replica),)
    assert messages(houses.institute, send(lost, houses.institute)) == (Restored(lost.vault.replica),)


def test_asking_twice_is_harmless(houses, lost):
    receive_bundle(houses.institute, send(lost, houses.institute))
    received = receive_bundle(houses.institute, send(lost, houses.institute))
    assert received.warnings == ()
    receive_bundle(lost, send(houses.institute, houses.keller))
    assert shared(lost) == shared(houses.institute)


def test_our_own_copy_of_what_we_sent_brings_back_our_own_entries(houses):
    offer(houses.keller, houses.institute)
    backup_vault(houses.keller.vault, houses.folder / "backup")
    comment(houses.keller, "Geht verloren.")
    sent = send(houses.keller, houses.institute)
    keller = restored(houses, houses.keller, "backup")
    assert len(receive_bundle(keller, sent).new_entries) == 2
    assert shared(keller) == shared(houses.keller)
    keller.close()


def test_a_draft_that_was_sent_after_the_backup_comes_back_as_ours(houses):
    backup_vault(houses.keller.vault, houses.folder / "backup")
    offer(houses.keller, houses.institute)
    exchange(houses.keller, houses.institute)
    keller = restored(houses, houses.keller, "backup")
    receive_bundle(keller, send(houses.institute, houses.keller, everything=True))
    assert folded(keller).stage == "offered"
    keller.close()


def test_a_copied_vault_is_reported(houses, clock):
    offer(houses.keller, houses.institute)
    exchange(houses.keller, houses.institute)
    houses.keller.close()
    shutil.copytree(houses.folder / "keller", houses.folder / "copy")
    original = unlock(houses.folder / "keller", None, PASSPHRASE, clock)
    copy = unlock(houses.folder / "copy", None, PASSPHRASE, clock)
    comment(original, "Vom Original.")
    comment(copy, "Von der Kopie.")
    assert receive_bundle(houses.institute, send(original, houses.institute)).warnings == ()
    (warning,) = {str(w) for w in receive_bundle(houses.institute, send(copy, houses.institute)).warnings}
    assert warning.startswith("Maschinenbau Keller GmbH works with two copies of one vault")
    original.close()
    copy.close()
