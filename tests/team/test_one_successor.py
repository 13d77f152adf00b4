"""One public head gets one successor, whoever else inserts into the database or deletes in it meanwhile."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from datapact.base.errors import AnswerNo, Surroundings
from datapact.base.strictjson import sha256_of
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.members.members import remove_member, set_power, set_roles
from datapact.team.database import rows
from datapact.team.database.rows import TeamLog, connected
from datapact.team.kept.chunks import live_chunks
from datapact.team.kept.facts import require_team
from datapact.team.log.apart import PREFIX
from datapact.team.steps import line_change
from datapact.team.steps.synchronise import synchronise
from tests.team.desks import Desks
from tests.team.test_line_from_any_desk import BOTH, all_synchronise, heads, reopen


def _last(log: TeamLog, team: str) -> int:
    return max(row.place for row in log.rows(team))


@pytest.fixture
def team(desks: Desks) -> str:
    """Anna and Bernd may both change members; returns the team."""
    all_synchronise(desks)
    set_roles(desks.anna, "bernd-vogel", BOTH)
    all_synchronise(desks)
    reopen(desks, "bernd-vogel")
    all_synchronise(desks)
    with desks.anna.vault.read() as session:
        return require_team(session).team


def _is_waiting(desks: Desks, kind: str) -> bool:
    with desks.cluster.chief(desks.database) as chief:
        query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE %s"
        return chief.execute(query, (f"%{kind}%",)).fetchone() != (0,)


def _await(desks: Desks, kind: str) -> None:
    for _try in range(200):
        if _is_waiting(desks, kind):
            return
        time.sleep(0.02)
    raise AssertionError(kind)


def test_an_uncommitted_row_of_somebody_who_may_only_insert_makes_no_fork(desks: Desks, team: str) -> None:
    insert = "INSERT INTO datapact_team_log VALUES (%s, %s, 'x', 'x')"
    with (
        psycopg.connect(desks.url, password=desks.password) as open_one,
        psycopg.connect(desks.url, password=desks.password, autocommit=True) as other,
        ThreadPoolExecutor() as pool,
    ):
        last = _last(TeamLog(other, desks.url), team)
        open_one.execute(insert, (team, last + 1))
        anna = pool.submit(set_power, desks.anna, "carla-sommer", "managing_director")
        _await(desks, "INSERT INTO datapact_team_log")
        other.execute(insert, (team, last + 2))
        bernd = pool.submit(set_power, desks.bernd, "carla-sommer", "official")
        _await(desks, "pg_advisory_xact_lock")
        open_one.rollback()
        anna.result()
        with pytest.raises(AnswerNo, match="Synchronise"):
            bernd.result()
    all_synchronise(desks)
    assert len(heads(desks)) == 1


def test_maintenance_between_two_readings_makes_no_fork(
    desks: Desks, team: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desks.anna.vault.read() as session:
        database = require_team(session).database
    with connected(database) as log:
        for number in range(2):  # two computers were stopped between a chunk and its item
            assert log.append_row(team, _last(log, team) + 1, PREFIX + sha256_of(bytes([number])), bytes([number]))
    real, swept = TeamLog.append, []

    def append(self: TeamLog, *values: object) -> bool:
        if not swept:
            with desks.cluster.chief(desks.database) as chief, desks.bernd.vault.read() as session:
                swept.append(TeamLog(chief, "").delete_chunks(team, live_chunks(session)))
            set_power(desks.bernd, "carla-sommer", "official")
        return real(self, *values)  # type: ignore[arg-type]

    monkeypatch.setattr(TeamLog, "append", append)
    with pytest.raises(AnswerNo, match="Synchronise"):
        set_power(desks.anna, "carla-sommer", "managing_director")
    assert swept == [1]  # the last row stays
    all_synchronise(desks)
    assert len(heads(desks)) == 1


def test_a_removal_whose_new_key_comes_too_late_says_that_the_log_has_it(
    desks: Desks, team: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = line_change.new_epoch

    def overtaken(*values: object) -> object:
        with connected(require_team(values[0]).database) as log:  # type: ignore[arg-type]
            assert log.append_row(team, _last(log, team) + 1, "x", b"x")
        return real(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(line_change, "new_epoch", overtaken)
    with pytest.raises(AnswerNo, match="Do not make it again"):
        remove_member(desks.anna, "carla-sommer", "left")
    monkeypatch.undo()
    for acting in (desks.anna, desks.bernd, desks.anna):
        synchronise(acting)
    found = set()
    for acting in (desks.anna, desks.bernd):
        with acting.vault.read() as session:
            line = own_line(session)
            found.add((line.head, *sorted(line.state.revoked)))
    assert len(found) == 1
    assert len(found.pop()) > 1


def test_a_lock_that_is_held_ends_in_a_sentence(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    with desks.anna.vault.read() as session:
        facts = require_team(session)
    monkeypatch.setattr(rows, "_ALONE", rows._ALONE.replace("120s", "100ms"))
    with psycopg.connect(desks.url, password=desks.password) as other, connected(facts.database) as log:
        other.execute(rows._LOCK, (rows._lock_number(facts.team),))
        with pytest.raises(Surroundings, match="two minutes"):
            log.append_row(facts.team, 900, "x", b"x")
    # without advisory locks as elsewhere: it goes on, and compares all the same
    monkeypatch.setattr(rows, "_LOCK", "SELECT no_such_lock(%s::bigint)")
    with connected(facts.database) as one, connected(facts.database) as two:
        last = _last(one, facts.team)
        _last(two, facts.team)
        assert one.append_row(facts.team, last + 1, "x", b"x")
        assert not two.append_row(facts.team, last + 2, "x", b"x")
