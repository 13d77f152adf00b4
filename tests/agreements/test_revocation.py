"""A member goes: keys revoked and open agreements told, both or neither, also where the power fails in between."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps import key_revocation
from datapact.agreements.steps.key_revocation import remove_and_announce, revoke_old_and_announce
from datapact.agreements.views.drafts import drafts
from datapact.base.clock import utc_now
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.members.key_renewal import renew_keys
from datapact.organisation.members.unlocking import unlock
from datapact.vault.folder.open_vault import OpenVault
from tests.agreements.negotiated import PASSPHRASE, Table, at_table, found_houses
from tests.warm import Child


def kill(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def remove_and_be_killed(folder: str, when: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        if when == "before the slot goes":
            patched.setattr(OpenVault, "remove_slot", kill)
        else:
            patched.setattr(key_revocation, "append_onto", kill)
        with unlock(Path(folder), "anna-keller", PASSPHRASE, utc_now) as anna:
            remove_and_announce(anna, "martin-vogt", "left")


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    found_houses(tmp_path / "houses", utc_now)
    made = at_table(tmp_path / "houses", tmp_path / "copies", utc_now)
    made.sign_twice()
    yield made
    made.close()


def revoked(acting: Acting, history: str) -> tuple[bool, int]:
    """Whether Martin Vogt is a member still, and how many of his keys the agreement calls revoked."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        kinds = [entry.kind for entry in folded.entries.values()]
        return "martin-vogt" in own_line(session).state.members, kinds.count("revocation")


@pytest.mark.journey
def test_who_goes_is_announced_with_the_removal(table: Table) -> None:
    table.martin.close()
    removed, told = remove_and_announce(table.anna, "martin-vogt", "left")
    assert told == (table.history,)
    assert len(removed.kids) == 2
    still, announced = revoked(table.anna, table.history)
    assert not still
    assert announced >= 1


@pytest.mark.journey
def test_a_lost_computers_keys_are_revoked_and_what_they_signed_stands(table: Table) -> None:
    old = table.anna.kid
    with table.anna.vault.read() as session:
        before = load_state(session, table.history)
    renewed = renew_keys(table.anna).acting
    kids, told = revoke_old_and_announce(renewed, "anna-keller", "Notebook lost")
    assert (old in kids, told) == (True, (table.history,))
    with renewed.vault.read() as session:
        folded = load_state(session, table.history)
        announced = [entry for entry in folded.entries.values() if entry.kind == "revocation"]
        assert {entry.body["kid"] for entry in announced} <= set(kids)
        assert announced
        assert folded.stage == before.stage
        assert not folded.void
        assert folded.facts.drafts == before.facts.drafts
        assert before.facts.drafts
    assert len(drafts(renewed, table.history)) == len(before.facts.drafts)


@pytest.mark.kill
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a matter of POSIX")
@pytest.mark.parametrize("when", ["before the slot goes", "amid the announcements"])
def test_a_kill_leaves_both_or_neither(table: Table, when: str) -> None:
    folder = table.anna.vault.folder
    table.anna.close()
    table.martin.close()
    assert Child(remove_and_be_killed, str(folder), when).end() == -signal.SIGKILL
    with unlock(folder, "anna-keller", PASSPHRASE, utc_now) as anna:
        still, announced = revoked(anna, table.history)
        slots = {slot.id for slot in anna.vault.slots()}
        assert still == (when == "amid the announcements")
        assert (announced == 0) == still
        assert ("martin-vogt" in slots) == still  # opening finished what was cut off
        if still:
            assert remove_and_announce(anna, "martin-vogt", "left")[1] == (table.history,)
