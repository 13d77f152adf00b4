"""Members, roles and keys change at any desk while it is connected: once the log has the change, and then at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from datapact.base.errors import AnswerNo, Damaged, Surroundings
from datapact.consent.deliveries.pseudonym_table import mapping_file
from datapact.history.entries.packed import pack
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.members.key_renewal import renew_identity, renew_keys, revoke_old_keys
from datapact.organisation.members.members import certify, remove_member, set_power, set_roles
from datapact.organisation.members.unlocking import unlock
from datapact.team.kept.facts import device_keys, require_team, save_facts, state_of
from datapact.team.kept.store import kept_items
from datapact.team.log.chain import by_previous, continuation, follow
from datapact.team.log.contents import Contents
from datapact.team.steps.outgoing import sealed_item
from datapact.team.steps.status import team_status
from datapact.team.steps.synchronise import synchronise
from datapact.team.steps.words import counted_lines
from datapact.vault.folder import open_vault
from tests.exchange.houses import PASSPHRASE, comment, offer
from tests.team.desks import THEIRS, Desks, rows_of

BOTH = ("legal", "admin")


def heads(desks: Desks) -> set[str]:
    found = set()
    for acting in desks.at.values():
        with acting.vault.read() as session:
            found.add(own_line(session).head)
    return found


def all_synchronise(desks: Desks) -> None:
    for _round in range(2):
        for acting in desks.at.values():
            synchronise(acting)


def reopen(desks: Desks, member: str) -> Acting:
    old = desks.at[member]
    old.close()
    secret = PASSPHRASE if member == "anna-keller" else THEIRS
    desks.at[member] = unlock(old.vault.folder, member, secret, old.clock)
    return desks.at[member]


def test_one_of_two_changes_takes_effect_and_a_kill_loses_no_key(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    all_synchronise(desks)
    set_roles(desks.anna, "bernd-vogel", BOTH)
    all_synchronise(desks)
    bernd = reopen(desks, "bernd-vogel")
    set_power(bernd, "carla-sommer", "prokurist")  # the identity key came to him sealed, in the log
    with pytest.raises(AnswerNo, match="Synchronise"):
        set_power(desks.anna, "carla-sommer", "managing_director")
    assert len(heads(desks)) == 2
    all_synchronise(desks)
    assert len(heads(desks)) == 1
    set_power(desks.anna, "carla-sommer", "managing_director")
    # without a connection nothing changes
    with bernd.vault.write() as session:
        facts = require_team(session)
        save_facts(session, replace(facts, database=facts.database.replace(str(desks.cluster.port), "1")))
    with pytest.raises(Surroundings, match="cannot be reached"):
        set_power(bernd, "carla-sommer", "official")
    with bernd.vault.write() as session:
        save_facts(session, facts)
    synchronise(bernd)
    # killed when the log had it and this copy did not: the change comes from the log, its private keys from a file
    real = open_vault.confirmed

    def killed(vault: open_vault.OpenVault, session: object) -> None:
        if real(vault, session) is not None:  # type: ignore[arg-type]
            raise KeyboardInterrupt

    monkeypatch.setattr(open_vault, "confirmed", killed)
    with pytest.raises(KeyboardInterrupt):
        renew_keys(bernd)
    monkeypatch.undo()
    wrapped = bernd.vault.paths.unconfirmed.read_bytes()
    assert len(heads(desks)) == 2
    bernd = reopen(desks, "bernd-vogel")
    synchronise(bernd)
    assert not bernd.vault.paths.unconfirmed.exists()
    assert team_status(bernd).unopened == ""
    # of keys that nobody can open it is said, instead of dropping them
    bernd.vault.paths.unconfirmed.write_bytes(wrapped[:-9] + b"A" * 9)
    synchronise(bernd)
    assert any("cut short" in one for one in counted_lines(team_status(bernd)))
    bernd.vault.paths.unopened.unlink()
    before, bernd = bernd.kid, reopen(desks, "bernd-vogel")
    assert bernd.kid != before
    # his old keys are revoked at his own desk, which goes on under new keys of its own
    revoke_old_keys(bernd, "bernd-vogel", "key_compromise")
    all_synchronise(desks)
    assert len(heads(desks)) == 1
    assert {one.member for one in team_status(desks.carla).devices} == set(desks.at)
    renew_identity(bernd)
    all_synchronise(desks)
    remove_member(reopen(desks, "anna-keller"), "bernd-vogel", "left")  # with the identity key that he made
    for acting in (desks.anna, desks.carla):
        synchronise(acting)
    with pytest.raises(AnswerNo, match="no longer in the team"):
        synchronise(bernd)
    assert [one.member for one in team_status(desks.carla).devices] == ["anna-keller", "carla-sommer"]


def test_a_renewal_waits_for_an_administrator_anywhere_and_a_new_key_hides_no_withdrawal(desks: Desks) -> None:
    assert not renew_keys(desks.carla).certified
    synchronise(desks.carla)
    synchronise(desks.anna)
    certify(desks.anna, "carla-sommer")
    all_synchronise(desks)
    before = desks.carla.kid
    assert reopen(desks, "carla-sommer").kid != before
    assert len(heads(desks)) == 1
    mapping_file(desks.carla, "messdaten", desks.institute.organisation)
    with pytest.raises(AnswerNo, match="Synchronise"):
        mapping_file(desks.bernd, "messdaten", desks.institute.organisation)
    all_synchronise(desks)
    tables = [rows_of(one, "pseudonym_key") for one in desks.at.values()]
    assert tables[0]["pseudonym_key"]
    assert tables == [tables[0]] * 3
    records = [rows_of(one, "organisation_record") for one in desks.at.values()]
    assert records == [records[0]] * 3


def test_who_stole_the_first_computer_draws_nobody_to_a_branch(desks: Desks) -> None:
    """With all keys from before the revocation, and a copy of the revocation itself."""
    offer(desks.anna, desks.institute)
    all_synchronise(desks)
    with desks.anna.vault.read() as session:
        facts = require_team(session)
        stolen, start = device_keys(desks.anna, session, facts), state_of(session, facts)
        old, kept = own_line(session), kept_items(session)
    renew_keys(desks.anna)
    anna = reopen(desks, "anna-keller")
    with anna.vault.read() as session:
        renewed = own_line(session)
    revoke_old_keys(anna, "anna-keller", "key_compromise")
    with anna.vault.read() as session:
        known, all_items = own_line(session), kept_items(session)
        now = state_of(session, require_team(session))
    assert now.epoch == start.epoch + 1
    assert stolen.kid not in now.devices
    # many items and entries of the line up to the revocation, on a branch from before it
    state, branch = start, []
    for contents in [Contents()] * 6 + [
        Contents(entries=tuple(map(pack, renewed.entries[len(old.entries) :])), line=True)
    ]:
        branch.append(sealed_item(stolen, state, contents))
        state = follow(state, branch[-1], stolen, old).state
    revocation = Contents(entries=tuple(map(pack, known.entries[len(renewed.entries) :])), line=True)
    with pytest.raises(Damaged, match="does not follow"):
        follow(state, sealed_item(stolen, state, revocation), stolen, renewed)
    items = by_previous([*kept, *branch, sealed_item(stolen, state, revocation), *all_items])
    for line in (old, known):  # a desk that has not heard of it yet, and one that has
        with desks.carla.vault.read() as session:
            me = device_keys(desks.carla, session, require_team(session))
        steps = continuation(start, items, me, line)
        assert steps[-1].state.head == now.head
    for acting in (anna, desks.bernd, desks.carla):
        synchronise(acting)
        assert team_status(acting).head == team_status(anna).head
    comment(anna, "Weiter.")
    all_synchronise(desks)
