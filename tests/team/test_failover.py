"""A server that fails over, and a pool in front of it: what was acknowledged is there, and what was lost is put back."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from datapact.base.errors import Surroundings
from datapact.organisation.acting.acting_member import Acting
from datapact.team.database import rows
from datapact.team.kept.chunks import chunks_here
from datapact.team.kept.store import kept_items
from datapact.team.log.apart import token_of
from datapact.team.steps import news
from datapact.team.steps.news import wait_for_news
from datapact.team.steps.status import team_status
from datapact.team.steps.synchronise import synchronise
from tests.conftest import SteppingClock
from tests.consent.sharing import ready
from tests.exchange.houses import HISTORY, comment, offer
from tests.team import desks as houses
from tests.team.cluster import Cluster, wait_until_up
from tests.team.desks import PEOPLE, Desks, folded
from tests.team.standby import Pair, bouncing, running_pair

TWO = {one: PEOPLE[one] for one in ("anna-keller", "bernd-vogel")}


def kept(acting: Acting) -> set[str]:
    """What the database acknowledged, or showed."""
    with acting.vault.read() as session:
        return {item.token for item in kept_items(session)} | set(map(token_of, chunks_here(session)))


def tokens(cluster: Pair, database: str) -> set[str]:
    with cluster.at(cluster.standby, database) as chief:
        return {token for (token,) in chief.execute("SELECT token FROM datapact_team_log").fetchall()}


def write(acting: Acting, until: Event, written: list[str]) -> None:
    """Comment and synchronise as fast as it goes, until somebody says that it is enough; without a server go on working."""
    while not until.is_set():
        written.append(comment(acting, f"{acting.member.id} {len(written)}").digest)
        try:
            synchronise(acting)
        except Surroundings:
            time.sleep(0.05)


def require_all(desks: Desks, written: list[str]) -> None:
    for acting in (*desks.at.values(), *desks.at.values()):
        synchronise(acting)
    for acting in desks.at.values():
        assert set(written) <= folded(acting, HISTORY).entries.keys()
        assert team_status(acting).code == team_status(desks.anna).code
        assert team_status(acting).last.strays == ()


def test_no_acknowledged_item_is_lost_with_a_primary(tmp_path: Path, clock: SteppingClock) -> None:
    houses.build(tmp_path / "house", clock)
    with running_pair() as pair:
        pair.new_database("team")
        with pair.at(pair.primary, "team") as chief:
            chief.execute("GRANT CREATE ON SCHEMA public TO writer")
        desks = houses.opened(tmp_path / "house", pair, "team", clock, TWO)
        offer(desks.anna, desks.institute)
        for acting in desks.at.values():
            synchronise(acting)
        pair.set_synchronous("*")
        enough, written = Event(), ([], [])
        with ThreadPoolExecutor(2) as pool:
            both = [pool.submit(write, one, enough, mine) for one, mine in zip(desks.at.values(), written, strict=True)]
            time.sleep(1)
            before = len(written[0] + written[1])
            pair.primary.kill()
            pair.promote()
            time.sleep(0.7)
            enough.set()
            for one in both:
                one.result()
        assert len(written[0] + written[1]) > before > 1
        acknowledged = kept(desks.anna) | kept(desks.bernd)
        assert len(acknowledged) > 5
        assert acknowledged <= tokens(pair, "team")
        require_all(desks, written[0] + written[1])
        assert all(team_status(one).last.put_back == 0 for one in desks.at.values())
        desks.close()


def test_what_an_asynchronous_standby_never_got_is_put_back(tmp_path: Path, clock: SteppingClock) -> None:
    houses.build(tmp_path / "house", clock)
    with running_pair() as pair:
        pair.new_database("team")
        with pair.at(pair.primary, "team") as chief:
            chief.execute("GRANT CREATE ON SCHEMA public TO writer")
        desks = houses.opened(tmp_path / "house", pair, "team", clock, TWO)
        offer(desks.anna, desks.institute)
        for acting in desks.at.values():
            synchronise(acting)
        pair.set_synchronous("")
        pair.standby.kill()
        ready(desks.anna, {"P1": "given"})
        new = [comment(desks.anna, "Nur am alten Server.").digest]
        for acting in (desks.anna, desks.bernd):
            synchronise(acting)
        before = kept(desks.anna)
        pair.primary.kill()
        pair.standby.start()
        wait_until_up(lambda: pair.at(pair.standby), pair.standby.process)
        pair.promote()
        assert not before <= tokens(pair, "team")
        new.append(comment(desks.bernd, "Am neuen.").digest)
        assert synchronise(desks.bernd).last.put_back > 0
        assert before <= tokens(pair, "team")
        require_all(desks, new)
        desks.close()


def test_a_row_that_another_took_the_place_of_is_missed(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    """A standby that takes over numbers its transactions as the lost ones, so only what is written in the row differs."""
    monkeypatch.setattr(rows, "_MARK", rows._MARK.replace("xmin::text", "''"))
    offer(desks.anna, desks.institute)
    for acting in (desks.anna, desks.bernd):
        synchronise(acting)
    lost = comment(desks.anna, "Nur am alten Server.").digest
    for _ in range(2):
        synchronise(desks.anna)
    with desks.cluster.chief(desks.database) as chief:
        chief.execute("DELETE FROM datapact_team_log WHERE place = (SELECT max(place) FROM datapact_team_log)")
    new = comment(desks.bernd, "Am neuen.").digest
    synchronise(desks.bernd)
    for acting in (*desks.at.values(), *desks.at.values()):
        synchronise(acting)
    assert all({lost, new} <= folded(one, HISTORY).entries.keys() for one in desks.at.values())
    for (
        acting
    ) in desks.at.values():  # whichever row of the two counts, the other one was a colleague's, and nobody's junk
        assert synchronise(acting).last.strays == ()


def test_through_a_pool_that_shares_connections(
    tmp_path: Path, cluster: Cluster, database: str, clock: SteppingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    houses.build(tmp_path / "house", clock)
    with bouncing(cluster) as pool:
        desks = houses.opened(tmp_path / "house", pool, database, clock)
        offer(desks.anna, desks.institute)
        ready(desks.anna, {"P1": "given"})
        synchronise(desks.anna)
        written = []
        for acting in desks.at.values():
            synchronise(acting)
            written.append(comment(acting, acting.member.id).digest)
        with ThreadPoolExecutor(3) as three:
            list(three.map(synchronise, desks.at.values()))
        require_all(desks, written)
        monkeypatch.setattr(rows, "_TELLS", 0.3)
        with ThreadPoolExecutor(1) as one:
            waiting = one.submit(wait_for_news, desks.bernd, 20)
            time.sleep(0.5)
            comment(desks.anna, "Neu.")
            synchronise(desks.anna)
            done = time.monotonic()
            assert waiting.result()
            assert (
                time.monotonic() - done < 3 * news.POLL_AT_WORK
            )  # notices do not pass: it asks, often while somebody is at work
        desks.close()
