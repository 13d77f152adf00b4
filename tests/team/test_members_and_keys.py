"""Who leaves or is removed reads nothing new; newcomers read the past; the house's own records stay at one computer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from datapact.base.errors import AnswerNo, Locked, NewerFormat, WrongUse
from datapact.base.strictjson import canonical, from_base64url, parse_object
from datapact.history.commitments.jws import sign_compact
from datapact.history.state.organisation import OrganisationLine
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.members.members import remove_member
from datapact.team.database.rows import connected
from datapact.team.kept.facts import device_keys, require_team, state_of, team_facts
from datapact.team.kept.store import cut_after, is_logged, kept_items
from datapact.team.log.chain import LogState, begun, by_previous, continuation, follow
from datapact.team.log.contents import Contents
from datapact.team.log.device import DeviceKeys, new_keys, vouch
from datapact.team.log.item import TYPE, seal, write_item
from datapact.team.steps.joining import create_team, join_team, leave_team
from datapact.team.steps.outgoing import sealed_item
from datapact.team.steps.status import team_status
from datapact.team.steps.synchronise import synchronise
from datapact.team.steps.taking_in import BEGINNING, MOST_STRAYS
from datapact.vault.database.entries import attachment, put_attachment
from datapact.vault.folder.backup import backup_vault
from tests.exchange.houses import HISTORY, comment, offer
from tests.team.desks import THEIRS, Desks, folded


def append_raw(acting: Acting, kind: str, sealed: bytes, *, plain: bytes | None = None) -> None:
    """What another program would append with the keys of a device."""
    with acting.vault.read() as session:
        facts = require_team(session)
        me, state = device_keys(acting, session, facts), state_of(session, facts)
    number = state.sequence + 1
    if plain is not None:
        sealed = seal(state.keys[state.epoch], plain, state.team, number, state.epoch)
    item = write_item(me.signs, state.team, number, state.epoch + (kind == "keys"), state.head, kind, sealed)  # type: ignore[arg-type]
    with connected(facts.database) as log:
        assert log.append(state.team, max(row.place for row in log.rows(state.team)) + 1, item)


def test_a_removed_member_reads_nothing_new(desks: Desks) -> None:
    offer(desks.anna, desks.institute)
    synchronise(desks.anna)
    synchronise(desks.bernd)
    synchronise(desks.anna)
    remove_member(desks.anna, "bernd-vogel", "left")
    with desks.bernd.vault.read() as session:
        old = own_line(session)
    synchronise(desks.carla)
    new = comment(desks.anna, "Nach der Entfernung.")
    assert synchronise(desks.anna).sent_items == 1  # the removal and the new key were there before it took effect
    with pytest.raises(AnswerNo, match="no longer in the team"):
        synchronise(desks.bernd)
    assert new.digest not in folded(desks.bernd, HISTORY).entries
    with desks.bernd.vault.read() as session:
        facts = require_team(session)
        assert {one.epoch for one in facts.keys} == {1}
        keys, line, kept = device_keys(desks.bernd, session, facts), own_line(session), kept_items(session)
    # what he writes all the same, on a longer log from before his removal, counts for nothing
    state = begun(kept[0], kept[1], {1: from_base64url(facts.keys[0].key)}, line)
    for item in kept[2:-2]:
        state = follow(state, item, keys, line).state
    start = state
    with connected(facts.database) as log:
        for place in range(90, 99):
            item = sealed_item(keys, state, Contents())
            state = follow(state, item, keys, line).state
            assert log.append(facts.team, place, item)
    # nor does an item of a newer DataPact, on a branch or of a form that nobody reads, stop anybody
    number = start.sequence + 1
    told = canonical({"format": 5, "type": "datapact-team-item"})
    sealed = seal(start.keys[1], told, start.team, number, 1)
    newer = write_item(keys.signs, start.team, number, 1, start.head, "contents", sealed)
    unknown = replace(newer, token=sign_compact(canonical({"format": 3, "team": start.team}), keys.signs, typ=TYPE))
    with connected(facts.database) as log:
        assert log.append(start.team, 99, newer)
        assert log.append(start.team, 100, unknown)
    synchronise(desks.carla)
    assert team_status(desks.carla).last.strays == tuple(range(90, 101))
    with desks.cluster.chief(desks.database) as chief:
        junk = "INSERT INTO datapact_team_log SELECT %s, place, '', '' FROM generate_series(2000, 9000) place"
        chief.execute(junk, (facts.team,))
    synchronise(desks.carla)
    assert len(team_status(desks.carla).last.strays) == MOST_STRAYS  # what a copy keeps of its team stays small
    assert new.digest in folded(desks.carla, HISTORY).entries
    assert [one.member for one in team_status(desks.carla).devices] == ["anna-keller", "carla-sommer"]
    _read_many_branches(start, keys, line)
    _judge_by_the_newest_line(desks.carla, old)


def _read_many_branches(start: LogState, keys: DeviceKeys, line: OrganisationLine) -> None:
    state, items = start, []
    for _ in range(1_100):
        items += (two := [sealed_item(keys, state, Contents()) for _ in range(2)])
        state = follow(state, two[0], keys, line).state
    assert [step.item for step in continuation(start, by_previous(items), keys, line)][:-1] == items[:-2:2]


def _judge_by_the_newest_line(acting: Acting, old: OrganisationLine) -> None:
    """An own copy that lacks the newest entries of the line judges a branch with them as everybody else does."""
    with acting.vault.read() as session:
        facts, line, kept = require_team(session), own_line(session), kept_items(session)
        me, state = device_keys(acting, session, facts), state_of(session, facts)
    keys = new_keys()
    statement = vouch(acting.author_key, keys, acting.member.id, line.head, state.team)
    newcomer = sealed_item(keys, state, Contents(device=statement))
    assert line.head not in old.positions
    steps = continuation(begun(kept[0], kept[1], state.keys, old), by_previous([*kept, newcomer]), me, old)
    assert steps[-1].item == newcomer


def test_who_leaves_is_left_out_of_the_next_key_and_a_newcomer_reads_the_past(desks: Desks) -> None:
    offer(desks.anna, desks.institute)
    synchronise(desks.anna)
    leave_team(desks.bernd)
    with desks.bernd.vault.read() as session:
        assert team_facts(session) is None
    old = desks.folder / "copy"  # from before the new key
    synchronise(desks.anna)
    with pytest.raises(AnswerNo, match="older than the newest key"):
        join_team(old, desks.folder / "late", "bernd-vogel", THEIRS, desks.anna.clock, desks.url, desks.password)
    backup_vault(desks.anna.vault, desks.folder / "newer")
    again, synced = join_team(
        desks.folder / "newer",
        desks.folder / "again",
        "bernd-vogel",
        THEIRS,
        desks.anna.clock,
        desks.url,
        desks.password,
    )
    with again:
        assert synced.last.strays == ()
        assert folded(again, HISTORY).entries.keys() == folded(desks.anna, HISTORY).entries.keys()
        assert {one.member for one in team_status(again).devices} == {"anna-keller", "bernd-vogel", "carla-sommer"}
        synchronise(desks.carla)
        comment(again, "Wieder da.")
        synchronise(again)
        assert synchronise(desks.carla).new_entries == 1


def test_files_and_a_newer_program(desks: Desks) -> None:
    offer(desks.anna, desks.institute)
    with desks.anna.vault.write() as session:
        digest = put_attachment(session, b"%PDF-1.7 Werkvertrag", "application/pdf")
    comment(desks.anna, digest)  # an entry that names a file
    synchronise(desks.anna)
    synchronise(desks.bernd)
    with desks.bernd.vault.read() as session:
        assert attachment(session, digest) == ("application/pdf", b"%PDF-1.7 Werkvertrag")
    with (
        desks.bernd.vault.write() as session
    ):  # and what was erased does not come back with a branch that is read again
        session.connection().exec_driver_sql("DELETE FROM attachment")
        cut_after(session, BEGINNING)
        assert is_logged(session, "file", digest)
    # a colleague's DataPact is newer: nothing is applied or sent, and nothing is lost
    synchronise(desks.carla)
    comment(desks.carla, "Wartet.")
    newer = {**parse_object(Contents().write()), "format": 5, "mentions": []}
    append_raw(desks.bernd, "contents", b"", plain=canonical(newer))
    with pytest.raises(NewerFormat, match="newer DataPact"):
        synchronise(desks.carla)
    assert team_status(desks.carla).waiting == 1


def test_an_insider_cannot_begin_an_epoch_or_change_the_line(desks: Desks) -> None:
    before = team_status(desks.anna).head
    append_raw(desks.bernd, "keys", canonical({"before": "", "format": 1, "keys": [], "type": "datapact-team-keys"}))
    append_raw(desks.bernd, "contents", b"", plain=b"{}")
    synchronise(desks.carla)
    synchronise(desks.anna)
    assert team_status(desks.anna).head in (before, team_status(desks.carla).head)
    assert len(team_status(desks.anna).last.strays) == 2


def test_a_second_team_and_a_copy_from_before(desks: Desks) -> None:
    with pytest.raises(WrongUse, match="already"):
        create_team(desks.anna, desks.url, desks.password)
    with pytest.raises(Locked, match="administrator"):
        create_team(desks.bernd, desks.url, desks.password)
    backup_vault(desks.institute.vault, desks.folder / "other")
    with pytest.raises(WrongUse, match="before the team"):
        join_team(
            desks.folder / "other",
            desks.folder / "x",
            None,
            "vier Worte sind gut",
            desks.anna.clock,
            desks.url,
            desks.password,
        )
