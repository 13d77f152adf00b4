"""A team's log against the same items as plain rows in the same PostgreSQL: pushing, a first synchronisation, seeing a change."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median, quantiles
from threading import Event, Thread
from time import monotonic, perf_counter, process_time

import psycopg

from datapact.base.clock import utc_now
from datapact.consent.records.event import Event as Consent
from datapact.consent.records.events import append_events
from datapact.organisation.members.unlocking import unlock
from datapact.team.database.rows import StayingConnection, TeamLog
from datapact.team.kept.facts import require_team
from datapact.team.kept.store import kept_items
from datapact.team.steps.news import hear_news, wait_for_news
from datapact.team.steps.synchronise import synchronise
from tests.benchmarks.measure import Figure
from tests.consent.sharing import PARTNER, RESEARCH, ready
from tests.exchange.houses import comment, offer
from tests.team import desks as houses
from tests.team.cluster import QUICK, Cluster, running
from tests.team.desks import PEOPLE, Desks

VISIBLE = 200.0
"""ms by LISTEN: the most until a colleague's change is here."""
POLLED = 1000.0
"""ms by polling, while somebody is at work."""
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
            *_seen(desks, changes, polling=True),
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


def _seen(desks: Desks, changes: int, *, polling: bool = False) -> list[Figure]:
    """From the moment in which a colleague synchronises to the moment in which the change is folded here, as windows do it.

    The colleague is a process of its own; both keep their connection.
    """
    desks.at.pop("bernd-vogel").close()
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    other = context.Process(target=_follow, args=(str(desks.folder / "bernd-vogel"), theirs, polling))
    other.start()
    ours.recv()
    times, through = [], StayingConnection()
    for number in range(changes):
        time.sleep(0.3 + 0.037 * (number % 13))
        comment(desks.anna, f"Sichtbar {number} {polling}")
        start = monotonic()
        synchronise(desks.anna, through=through)
        assert ours.poll(30)
        times.append((ours.recv() - start) * 1000)
    through.close()
    ours.send("end")
    other.join()
    desks.at["bernd-vogel"] = unlock(desks.folder / "bernd-vogel", "bernd-vogel", PEOPLE["bernd-vogel"], utc_now)
    way = "polling" if polling else "LISTEN"
    return [
        Figure(f"a colleague's change folded here by {way}, p50", median(times), None, "ms"),
        Figure(
            f"a colleague's change folded here by {way}, p95",
            quantiles(times, n=20)[-1],
            POLLED if polling else VISIBLE,
            "ms",
            1.0,
        ),
    ]


def _follow(folder: str, parent: Connection, polling: bool) -> None:
    """A colleague's window: it hears or asks, synchronises, and says when something new was folded."""
    through, stop, heard = StayingConnection(), Event(), Event()
    with unlock(Path(folder), "bernd-vogel", PEOPLE["bernd-vogel"], utc_now) as acting:
        synchronise(acting, through=through)
        with acting.vault.read() as session:
            facts = require_team(session)
        if polling:  # as behind a pool of connections
            TeamLog.tells = lambda _log: False  # type: ignore[method-assign]
            TeamLog.hear = lambda _log, _team, seconds: time.sleep(seconds) or []  # type: ignore[method-assign]
        words = (facts.database, facts.team, stop, lambda kind, _what: kind == "news" and heard.set())
        listener = Thread(target=hear_news, args=words)
        listener.start()
        heard.wait()
        time.sleep(0.5)
        parent.send("ready")
        while not parent.poll():
            if heard.wait(0.05):
                heard.clear()
                if synchronise(acting, through=through).new_entries:
                    parent.send(monotonic())
        stop.set()
        listener.join()
    through.close()


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
