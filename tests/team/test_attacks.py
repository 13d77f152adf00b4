"""Whoever controls the database, superuser included: nothing of theirs is applied, and honest devices mend the log."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from datapact.base.strictjson import canonical, sha256_of, to_base64url
from datapact.history.commitments.jws import sign_compact
from datapact.team.kept.facts import require_team
from datapact.team.log.item import TYPE, seal, write_item
from datapact.team.steps.synchronise import synchronise
from tests.conftest import SteppingClock
from tests.consent.sharing import ready
from tests.depth import depth, examples
from tests.exchange.houses import HISTORY, comment, offer
from tests.team import desks as houses
from tests.team.cluster import Cluster
from tests.team.desks import Desks, folded

ATTACKER = ec.generate_private_key(ec.SECP256R1())
_texts = count(1)
KEPT: dict[str, Rows] = {}
"""The rows of a team as the attacker kept them."""

type Rows = list[tuple[int, str, bytes]]
type Attack = tuple[str, int, int]

WAYS = (
    "update", "update token", "delete", "swap", "replay", "truncate", "junk", "far", "mix", "other team", "forged",
    "forged epoch", "newer", "huge", "tail", "keep", "show another",
)  # fmt: skip


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory, cluster: Cluster) -> Iterator[Desks]:
    cluster.new_database("attacked")
    with cluster.chief("attacked") as connection:
        connection.execute("GRANT CREATE ON SCHEMA public TO writer")
    two = {one: houses.PEOPLE[one] for one in ("anna-keller", "bernd-vogel")}
    clock, folder = SteppingClock(), tmp_path_factory.mktemp("attacked") / "house"
    houses.build(folder, clock)
    made = houses.opened(folder, cluster, "attacked", clock, two)
    offer(made.anna, made.institute)
    ready(made.anna, {"P1": "given"})
    for acting in made.at.values():
        synchronise(acting)
    yield made
    made.close()


def rows(chief: psycopg.Connection[Any], team: str) -> Rows:
    found = chief.execute("SELECT place, token, sealed FROM datapact_team_log WHERE team = %s ORDER BY place", (team,))
    return [(place, token, bytes(sealed)) for place, token, sealed in found.fetchall()]


def put(chief: psycopg.Connection[Any], team: str, place: int, token: str, sealed: bytes) -> None:
    chief.execute(
        "INSERT INTO datapact_team_log VALUES (%s, %s, %s, %s) ON CONFLICT (team, place)"
        " DO UPDATE SET token = excluded.token, sealed = excluded.sealed",
        (team, place, token, sealed),
    )


def carry_out(chief: psycopg.Connection[Any], desks: Desks, team: str, attack: Attack) -> None:
    way, one, other = attack
    found = rows(chief, team)
    if not found:
        found = [(1, "", b"")]
    here, there = found[one % len(found)], found[other % len(found)]
    end = found[-1][0] + 1
    if end > 2**62:
        end = len(found) + 1
    with desks.bernd.vault.read() as session:
        facts = require_team(session)

    def item(kind: str, epoch: int, sealed: bytes) -> str:
        return write_item(ATTACKER, team, facts.sequence + 1, epoch, facts.head, kind, sealed).token  # type: ignore[arg-type]

    match way:
        case "update":
            put(chief, team, here[0], here[1], bytes([here[2][0] ^ 1]) + here[2][1:] if here[2] else b"x")
        case "update token":
            put(chief, team, here[0], here[1][:-9] + "A" + here[1][-8:], here[2])
        case "delete":
            chief.execute("DELETE FROM datapact_team_log WHERE team = %s AND place = %s", (team, here[0]))
        case "tail":
            chief.execute("DELETE FROM datapact_team_log WHERE team = %s AND place >= %s", (team, here[0]))
        case "swap":
            put(chief, team, here[0], there[1], there[2])
            put(chief, team, there[0], here[1], here[2])
        case "replay":
            put(chief, team, end, here[1], here[2])
        case "keep":
            KEPT[team] = found
        case "show another":  # a log of before to one of them: what both then write follows on one item
            chief.execute("DELETE FROM datapact_team_log WHERE team = %s", (team,))
            for place, token, sealed in KEPT.get(team, found[: max(2, len(found) // 2)]):
                put(chief, team, place, token, sealed)
        case "truncate":
            chief.execute("TRUNCATE datapact_team_log")
        case "junk":
            put(chief, team, end, "junk", bytes([one % 256, other % 256]))
        case "far":
            put(chief, team, 2**63 - 1 - one % 3, here[1], there[2])
            put(chief, team, -1 - other % 3, here[1], here[2])
        case "mix":
            put(chief, team, end, here[1], there[2])
        case "other team":
            put(chief, "A" * 22, here[0], here[1], here[2])
            put(chief, team, end, item("contents", 1, b"x").replace(".", "..", 1), b"x")
        case "forged":
            sealed = seal(bytes(32), b"{}", team, facts.sequence + 1, facts.epoch)
            put(chief, team, end, item("contents", facts.epoch, sealed), sealed)
        case "forged epoch":
            wrapped = [{"device": kid, "sealed": "AAAA"} for kid in (facts.keeper, facts.device)]
            sealed = canonical({"before": "", "format": 1, "keys": wrapped, "type": "datapact-team-keys"})  # type: ignore[dict-item]
            put(chief, team, end, item("keys", facts.epoch + 1, sealed), sealed)
        case "newer":
            told = {"epoch": 1, "format": 2, "kind": "contents", "previous": facts.head, "sealed": sha256_of(b"x")}
            token = sign_compact(canonical({**told, "sequence": facts.sequence + 1, "team": team}), ATTACKER, typ=TYPE)
            put(chief, team, end, token, b"x")
        case "huge":
            put(chief, team, end, to_base64url(bytes(20_000)), bytes(100))


def honest(desks: Desks) -> set[str]:
    return {digest for acting in desks.at.values() for digest in folded(acting, HISTORY).entries}


attacks = st.lists(st.tuples(st.sampled_from(WAYS), st.integers(0, 400), st.integers(0, 400)), min_size=1, max_size=6)


@settings(
    max_examples=10_000 if depth() == "long" else examples(100),
    phases=[Phase.explicit, Phase.generate],  # the team goes on from example to example, so none can be made smaller
)
@given(before=attacks, between=attacks, writes=st.tuples(st.booleans(), st.booleans()))
def test_nothing_of_an_attacker_is_applied_and_the_log_is_mended(
    team: Desks, before: list[Attack], between: list[Attack], writes: tuple[bool, bool]
) -> None:
    everybody = [team.anna, team.bernd]
    with team.anna.vault.read() as session:
        name = require_team(session).team
    with team.cluster.chief(team.database) as chief:
        chief.execute(
            "DELETE FROM datapact_team_log WHERE token = 'junk' OR place > 2^40 OR place < 0 OR team <> %s", (name,)
        )
        written = {
            comment(acting, f"Nr. {next(_texts)}").digest
            for acting, is_so in zip(everybody, writes, strict=True)
            if is_so
        }
        expected = honest(team) | written
        synchronise(team.anna)
        for attack in before:
            carry_out(chief, team, name, attack)
        synchronise(team.bernd)
        for attack in between:
            carry_out(chief, team, name, attack)
        for _ in range(3):
            if len({synchronise(acting).head for acting in everybody}) == 1:
                break
        else:
            pytest.fail("the devices do not come to one log")
        assert honest(team) == expected
        states = [folded(acting, HISTORY) for acting in everybody]
        assert all(state.entries.keys() == expected for state in states)
        assert all(
            (state.order, state.stage, state.void) == (states[0].order, states[0].stage, states[0].void)
            for state in states
        )
        with team.anna.vault.read() as session:
            kept = (
                session.connection()
                .exec_driver_sql(
                    "SELECT token, sealed FROM team_item UNION ALL SELECT 'chunk.' || name, sealed FROM team_chunk WHERE sequence > 0"
                )
                .all()
            )
        # the database holds every item again, for who joins now
        assert {(token, bytes(sealed)) for token, sealed in kept} <= {(t, s) for _place, t, s in rows(chief, name)}
