"""A team's log against the same items as plain rows in the same PostgreSQL: pushing, a first synchronisation, seeing a change."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from threading import Event, Thread
from time import perf_counter, process_time

import psycopg

from datapact.base.clock import utc_now
from datapact.consent.records.event import Event as Consent
from datapact.consent.records.events import append_events
from datapact.team.kept.facts import require_team
from datapact.team.kept.store import kept_items
from datapact.team.steps.news import wait_for_news
from datapact.team.steps.synchronise import synchronise
from tests.benchmarks.measure import Figure
from tests.consent.sharing import PARTNER, RESEARCH, ready
from tests.exchange.houses import comment, offer
from tests.team import desks as houses
from tests.team.cluster import QUICK, Cluster, running
from tests.team.desks import PEOPLE, Desks

VISIBLE = 200.0
"""ms by LISTEN: the most until a colleague's change is here."""
IDLE = 0.5
"""Percent of a core that waiting takes."""


@contextmanager
def _two() -> Iterator[tuple[Desks, Cluster]]:
    with (
        running(QUICK.replace("=off", "=on")) as cluster,
        tempfile.TemporaryDirectory(prefix="datapact-team-") as folder,
    ):
        cluster.new_database("team")
        with cluster.chief("team") as chief:
            chief.execute("GRANT CREATE ON SCHEMA public TO writer")
        house = Path(folder) / "house"
        houses.build(house, utc_now)
        two = {one: PEOPLE[one] for one in ("anna-keller", "bernd-vogel")}
        desks = houses.opened(house, cluster, "team", utc_now, two)
        offer(desks.anna, desks.institute)
        for acting in desks.at.values():
            synchronise(acting)
        yield desks, cluster
        desks.close()


def team(items: int, consents: int, changes: int) -> list[Figure]:
    """So many small entries, so many consents, so many changes seen, one after another."""
    with _two() as (desks, cluster):
        return [
            *_pushed(desks, cluster, items),
            *_first(desks, cluster, consents),
            *_seen(desks, changes),
            _idle(desks),
        ]


def _plain(cluster: Cluster, texts: list[tuple[str, bytes]]) -> tuple[float, float]:
    """Seconds for the same items as plain rows over a new connection, one statement for all and durable once; and for reading them."""
    url, password = cluster.url("writer", "team"), cluster.passwords["writer"]
    with psycopg.connect(url, password=password) as connection:
        connection.execute("CREATE TABLE plain (place bigint PRIMARY KEY, token text NOT NULL, sealed bytea NOT NULL)")
    start = perf_counter()
    with psycopg.connect(url, password=password) as connection:
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO plain VALUES (%s, %s, %s)", [(n, *one) for n, one in enumerate(texts)])
        connection.commit()
        written = perf_counter() - start
        start = perf_counter()
        assert len(connection.execute("SELECT * FROM plain ORDER BY place").fetchall()) == len(texts)
        read = perf_counter() - start
        connection.execute("DROP TABLE plain")
        connection.commit()
    return written, read


def _pushed(desks: Desks, cluster: Cluster, items: int) -> list[Figure]:
    for number in range(items):
        comment(desks.anna, f"Anmerkung {number}")
    with desks.anna.vault.read() as session:
        known = require_team(session).sequence
        texts = [
            (str(digest), str(jws).encode())
            for digest, jws in session.connection().exec_driver_sql(
                f"SELECT digest, jws FROM entry ORDER BY seq DESC LIMIT {items}"
            )
        ]
    start = perf_counter()
    synced = synchronise(desks.anna)
    pushed = perf_counter() - start
    written, read = _plain(cluster, texts)
    start, of_own = perf_counter(), process_time()
    synchronise(desks.bernd)
    taken, of_own = perf_counter() - start, process_time() - of_own
    assert synced.sequence > known
    return [
        Figure(f"push of {items} small entries", pushed * 1000, written * 1000, "ms", 2.0),
        Figure(f"{items} entries taken in: on the wall, of that our processor", taken, of_own, "s"),
        Figure(f"{items} plain rows read", read * 1000, None, "ms"),
    ]


def _first(desks: Desks, cluster: Cluster, consents: int) -> list[Figure]:
    ready(desks.anna, {"P-first": "given"})
    synchronise(desks.anna)
    at = utc_now().replace(microsecond=0) - timedelta(hours=1)
    events = (
        Consent(f"e{n}", f"B-{n:07}", "panel", RESEARCH, PARTNER, "given", at, notice="panel", notice_version="1")
        for n in range(consents)
    )
    with desks.anna.vault.write() as session:
        append_events(desks.anna, session, events, source="benchmark")
    start = perf_counter()
    synchronise(desks.anna)
    sent = perf_counter() - start
    start = perf_counter()
    synchronise(desks.bernd)
    taken = perf_counter() - start
    with desks.anna.vault.read() as session:
        rows_there = [(one.token, one.sealed) for one in kept_items(session)]
    _written, read = _plain(cluster, rows_there)
    return [
        Figure(f"a list of {consents:,} consents sent", sent, None, "s"),
        Figure(f"a list of {consents:,} consents taken in, held against its root", taken, None, "s"),
        Figure("all items read as plain rows", read * 1000, None, "ms"),
    ]


def _seen(desks: Desks, changes: int) -> list[Figure]:
    """From the moment in which a colleague synchronises to the moment in which the change is folded here."""
    found: list[float] = []
    begun, done = Event(), Event()

    def follow() -> None:
        while not done.is_set():
            begun.set()
            if wait_for_news(desks.bernd, 2):
                synchronise(desks.bernd)
                found.append(perf_counter())

    follower = Thread(target=follow)
    follower.start()
    times = []
    for number in range(changes):
        begun.wait()
        time.sleep(0.3)
        comment(desks.anna, f"Sichtbar {number}")
        before, start = len(found), perf_counter()
        synchronise(desks.anna)
        until = perf_counter() + 20
        while len(found) == before and perf_counter() < until:
            time.sleep(0.005)
        times.append((found[-1] - start) * 1000)
    done.set()
    follower.join()
    return [
        Figure("a colleague's change folded here by LISTEN, p50", median(times), None, "ms"),
        Figure("a colleague's change folded here by LISTEN, p95", quantiles(times, n=20)[-1], VISIBLE, "ms", 1.0),
    ]


def _idle(desks: Desks) -> Figure:
    start, used = perf_counter(), process_time()
    wait_for_news(desks.bernd, 5)
    share = 100 * (process_time() - used) / (perf_counter() - start)
    return Figure("waiting for news, of a core", share, IDLE, "%", 1.0)


def twenty(rounds: int) -> list[Figure]:
    """Twenty devices of one house write at once: how long the slowest waits until all that it wrote is in the log."""
    return _at_once(20, rounds)


def _at_once(devices: int, rounds: int) -> list[Figure]:
    from datapact.team.steps.joining import join_team
    from datapact.vault.folder.backup import backup_vault

    with _two() as (desks, _cluster):
        copy = desks.folder / "copy20"
        backup_vault(desks.anna.vault, copy)
        extra = [
            join_team(
                copy, desks.folder / f"d{n}", "bernd-vogel", PEOPLE["bernd-vogel"], utc_now, desks.url, desks.password
            )[0]
            for n in range(devices - 2)
        ]
        everybody = [*desks.at.values(), *extra]
        for acting in everybody:
            synchronise(acting)
        times: list[float] = []

        def write(number: int) -> None:
            start = perf_counter()
            synchronise(everybody[number])
            times.append(perf_counter() - start)

        for turn in range(rounds):
            for number, acting in enumerate(everybody):
                comment(acting, f"Runde {turn} von {number}")
            with ThreadPoolExecutor(devices) as pool:
                list(pool.map(write, range(devices)))
        for acting in extra:
            acting.close()
    ordered = sorted(times)
    return [Figure(f"{devices} devices write at once, slowest against median", ordered[-1], median(times), "s", 3.0)]
