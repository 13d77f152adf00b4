"""Who was removed, or has a copy with revoked keys, reads nothing new and writes nothing, whether a device joined or not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from datapact.base.clock import Clock
from datapact.base.errors import AnswerNo, Damaged
from datapact.consent.facts.compliance_records import legal_bases, record_legal_basis
from datapact.consent.facts.facts import BasisRecord
from datapact.organisation.acting.acting_member import Acting, acting_in
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.members.key_renewal import renew_keys, revoke_old_keys
from datapact.organisation.members.members import remove_member
from datapact.organisation.members.unlocking import unlock
from datapact.team.database.rows import connected
from datapact.team.kept.facts import device_keys, require_team, state_of
from datapact.team.kept.store import kept_items
from datapact.team.log.chain import LogState, follow
from datapact.team.log.contents import Contents, EpochKeys, open_contents, open_epoch
from datapact.team.log.device import new_keys, vouch
from datapact.team.steps.joining import leave_team
from datapact.team.steps.outgoing import outgoing, sealed_item
from datapact.team.steps.status import team_status
from datapact.team.steps.synchronise import synchronise
from datapact.vault.folder.backup import backup_vault
from datapact.vault.folder.restore import restore_vault
from tests.consent.sharing import RESEARCH
from tests.exchange.houses import HISTORY, PASSPHRASE, comment, offer
from tests.team.cluster import Cluster
from tests.team.desks import THEIRS, Desks, build, folded, opened


def state_at(acting: Acting) -> LogState:
    with acting.vault.read() as session:
        return state_of(session, require_team(session))


def test_a_copy_that_never_joined_ends_with_its_member(
    tmp_path: Path, cluster: Cluster, database: str, clock: Clock
) -> None:
    build(tmp_path / "house", clock)
    people = {"anna-keller": PASSPHRASE, "carla-sommer": THEIRS}
    desks = opened(tmp_path / "house", cluster, database, clock, people)
    carla = desks.at["carla-sommer"]
    copy = restore_vault(
        tmp_path / "house" / "copy", tmp_path / "his", member_id="bernd-vogel", passphrase=THEIRS, clock=clock
    )
    with acting_in(copy) as his:
        old = state_at(his)
        synchronise(desks.anna)
        remove_member(desks.anna, "bernd-vogel", "left")
        synchronise(desks.anna)
        offer(desks.anna, desks.institute)
        for acting in (desks.anna, carla, desks.anna):
            synchronise(acting)
        now = state_at(desks.anna)
        assert now.epoch == 2  # and none is begun again
        with desks.anna.vault.read() as session:
            kept = kept_items(session)
        for item in kept[-2:]:
            with pytest.raises(Damaged, match="no key"):
                open_contents(item, old.keys)
        # with the new key, as from a colleague: his device, vouched for under the head of his copy, counts nowhere
        me = new_keys()
        with his.vault.write() as session:
            basis = BasisRecord(
                "by-bernd", his.organisation, "panel", RESEARCH, "any", "6(1)(f)", document="x", outcome="carries"
            )
            record_legal_basis(his, session, basis)
            line = own_line(session)
        with his.vault.read() as session:
            (mine,) = [
                one.contents for one in outgoing(session, his.organisation, his.member.roles) if one.contents.entries
            ]
        statement = vouch(his.author_key, me, "bernd-vogel", line.head, now.team)
        with desks.anna.vault.read() as session:
            url = require_team(session).database
        with connected(url) as log:
            assert log.append(now.team, 900, sealed_item(me, now, replace(mine, device=statement, things=())))
        for acting in (carla, desks.anna):
            assert synchronise(acting).last.strays == (900,)
            assert {one.member for one in team_status(acting).devices} == {"anna-keller", "carla-sommer"}
            with acting.vault.read() as session:
                assert "by-bernd" not in [one.key for one in legal_bases(session)]
    desks.close()


def test_a_stolen_copy_of_the_first_computer_reads_and_writes_nothing_new(desks: Desks) -> None:
    offer(desks.anna, desks.institute)
    synchronise(desks.anna)
    with desks.anna.vault.read() as session:
        facts = require_team(session)
        stolen, before = device_keys(desks.anna, session, facts), state_of(session, facts)
    author = desks.anna.author_key
    renew_keys(desks.anna)
    desks.anna.close()
    anna = desks.at["anna-keller"] = unlock(desks.folder / "anna-keller", "anna-keller", PASSPHRASE, desks.bernd.clock)
    backup_vault(anna.vault, desks.folder / "before")
    revoke_old_keys(anna, "anna-keller", "key_compromise")
    synchronise(anna)
    new = comment(anna, "Nach dem Diebstahl.")
    for acting in (anna, desks.bernd, desks.carla, anna):
        synchronise(acting)
    state = state_at(anna)
    assert state.epoch == before.epoch + 1
    assert stolen.kid not in state.devices
    assert new.digest in folded(desks.bernd, HISTORY).entries
    with anna.vault.read() as session:
        (epoch,) = [one for one in kept_items(session) if one.head.kind == "keys" and one.head.epoch == state.epoch]
        line = own_line(session)
    with pytest.raises(Damaged, match="not sealed for this device"):
        open_epoch(state.team, state.epoch, EpochKeys.read(epoch.fetched().sealed), stolen)
    statement = vouch(author, stolen, "anna-keller", before.line_head, state.team)
    for hands_over in (False, True):
        forged = sealed_item(stolen, state, Contents(device=statement, hands_over=hands_over))
        with pytest.raises(Damaged, match="does not follow"):
            follow(state, forged, stolen, line)
    restored = restore_vault(
        desks.folder / "before",
        desks.folder / "again",
        member_id="anna-keller",
        passphrase=PASSPHRASE,
        clock=anna.clock,
    )
    with acting_in(restored) as again, pytest.raises(AnswerNo, match="no longer in the team"):
        synchronise(again)  # it was the first computer once, and is no newcomer
    leave_team(desks.bernd)
    leave_team(desks.carla)
    leave_team(anna)  # it is the keeper still, by its new keys
