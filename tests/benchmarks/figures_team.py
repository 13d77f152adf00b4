"""A team's log against the same items as plain rows in the same PostgreSQL: pushing, a first synchronisation, seeing a change."""

from __future__ import annotations

import ctypes
import gc
import random
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median, quantiles
from threading import Event, Thread
from time import monotonic, perf_counter, process_time
from uuid import uuid4

import psycopg

from datapact.base.clock import utc_now
from datapact.consent.records.event import Event as Consent
from datapact.consent.records.events import append_events, row_of
from datapact.consent.records.row_disclosure import canonical_row
from datapact.history.commitments.jws import verify
from datapact.history.commitments.merkle import Tree
from datapact.history.commitments.sealed_list import SALT_BYTES, leaf_of
from datapact.history.entries import store as history_store
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.members.unlocking import unlock
from datapact.team.database.rows import StayingConnection, TeamLog
from datapact.team.kept.facts import require_team
from datapact.team.kept.store import kept_items
from datapact.team.steps import outgoing
from datapact.team.steps.news import hear_news, wait_for_news
from datapact.team.steps.synchronise import synchronise
from datapact.vault.database import database
from tests.benchmarks.generator import ENTRIES_A_HISTORY, remarks
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
FLAT = 1.1
"""Times the memory after half of the items: the most after all."""
BATCH = 100_000
"""Consents in one signed batch."""
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


def team(items: int, consents: int) -> list[Figure]:
    """So many small entries pushed, so many consents, and what waiting takes."""
    with _two() as (desks, cluster):
        return [*_pushed(desks, cluster, items), *_first(desks, cluster, consents), _idle(desks)]


def seen(changes: int) -> list[Figure]:
    """So many changes seen by a colleague, one after another, by LISTEN and by polling."""
    with _two() as (desks, _cluster):
        return [*_seen(desks, changes), *_seen(desks, changes, polling=True)]


def first(entries: int, consents: int) -> list[Figure]:
    """A copy from before so many entries and consents: its first synchronisation, and the share of what cannot be left out.

    That is one signature an entry, and the hash of each row under its signed root.
    """
    with _two() as (desks, _cluster):
        rows = min(consents, 20_000)
        _write(desks, entries)
        for begin in range(0, consents, BATCH):
            _consent(desks, range(begin, min(begin + BATCH, consents)))
        before = memory()
        start, of_own = perf_counter(), process_time()
        synchronise(desks.anna)
        sent, sent_own, after_sending = perf_counter() - start, process_time() - of_own, memory()
        start, of_own = perf_counter(), process_time()
        synced = synchronise(desks.bernd)
        taken, taken_own, after = perf_counter() - start, process_time() - of_own, memory()
        assert synced.new_entries >= entries
        assert not synced.refused
        of_rows = _hashing(rows) * consents / rows
        proof = _signatures(desks, entries) + of_rows
    name = f"{entries:,} entries and {consents:,} consents"
    return [
        Figure(f"{name} sent, on the wall; of that our processor", sent, sent_own, "s"),
        Figure(f"{name} taken in, on the wall; of that our processor", taken, taken_own, "s"),
        Figure("   our processor against signatures and hashes of rows alone", taken_own, proof, "s"),
        Figure("   memory after sending, before", after_sending, before, "MiB"),
        Figure("   memory after taking in, before", after, after_sending, "MiB"),
    ]


def many_items(number: int) -> list[Figure]:
    """Memory of two desks in one process, where each entry is an item of its own: after all of them against after half.

    With few pages of the vaults kept in memory: those that are kept else, 64 MiB a vault at most, would hide what grows.
    """
    found: list[float] = []
    usual, database._ON_OPEN = database._ON_OPEN, (*database._ON_OPEN, database._SMALL_CACHE)
    try:
        with _two() as (desks, _cluster):
            _grow(desks, number, found)
    finally:
        database._ON_OPEN = usual
    return [Figure(f"memory after {number:,} items sent and received, against half", found[1], found[0], "MiB", FLAT)]


def _grow(desks: Desks, number: int, found: list[float]) -> None:
    """Add the memory after half of so many items, and after all."""
    batch, outgoing.BATCH = outgoing.BATCH, 1
    try:
        for _half in range(2):
            _write(desks, number // 2)
            for acting in (desks.anna, desks.bernd):
                synchronise(acting)
            found.append(memory())
        with desks.bernd.vault.read() as session:
            assert require_team(session).sequence >= number
    finally:
        outgoing.BATCH = batch


def memory() -> float:
    """MiB that this process has now; what the allocator can give back is given back first, where it can be asked."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS")) / 1024


def _write(desks: Desks, entries: int) -> None:
    """Entries in histories of a hundred, signed and stored as they are, without the steps of a person."""
    anna, chance = desks.anna, random.Random(entries)
    with anna.vault.read() as session:
        head = own_line(session).head
    for _ in range(max(1, entries // ENTRIES_A_HISTORY)):
        history = f"urn:uuid:{uuid4()}"
        begun = offer(anna, desks.institute, history=history)
        with anna.vault.write() as session:
            more = remarks(anna, head, chance, history, ENTRIES_A_HISTORY - 1, begun.digest, anna.clock())
            for entry in more:
                history_store.save(session, entry)


def _consent(desks: Desks, numbers: range) -> None:
    if not numbers.start:
        ready(desks.anna, {"P-first": "given"})
    with desks.anna.vault.write() as session:
        append_events(desks.anna, session, _events(numbers), source="benchmark")


def _events(numbers: range) -> Iterator[Consent]:
    at = utc_now().replace(microsecond=0) - timedelta(hours=1)
    return (
        Consent(f"e{n}", f"B-{n:07}", "panel", RESEARCH, PARTNER, "given", at, notice="panel", notice_version="1")
        for n in numbers
    )


def _signatures(desks: Desks, entries: int) -> float:
    """Seconds of the processor to verify the signatures of so many entries and nothing else."""
    key = desks.anna.author_key.public_key()
    with desks.bernd.vault.read() as session:
        found = session.connection().exec_driver_sql(
            f"SELECT jws FROM entry ORDER BY seq DESC LIMIT {min(entries, 2_000)}"
        )
        tokens = [str(jws) for (jws,) in found]
    start = process_time()
    for one in tokens:
        verify(one, key)
    return (process_time() - start) / len(tokens) * entries


def _hashing(rows: int) -> float:
    """Seconds of the processor to hash so many rows into a tree and nothing else."""
    plain = [row_of(event) for event in _events(range(rows))]
    start, tree = process_time(), Tree()
    for one in plain:
        tree.extend([leaf_of(bytes(SALT_BYTES), canonical_row(one))])
    tree.root()
    return process_time() - start


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
    synchronise(desks.anna)  # what the colleague wrote is no part of the push
    for number in range(items):
        comment(desks.anna, f"Anmerkung {number}")
    with desks.anna.vault.read() as session:
        known = require_team(session).sequence
        found = session.connection().exec_driver_sql(
            "SELECT entry.digest, jws || coalesce(texts, '') FROM entry LEFT JOIN disclosure ON disclosure.entry = entry.digest"
            f" ORDER BY seq DESC LIMIT {items}"
        )
        texts = [(str(digest), str(whole).encode()) for digest, whole in found]
    gc.collect()  # a thousand comments leave much, which else would be collected at some moment of what is measured
    start, of_own = perf_counter(), process_time()
    synced = synchronise(desks.anna)
    pushed, sealed = perf_counter() - start, process_time() - of_own
    written, read = _plain(cluster, texts)
    start, of_own = perf_counter(), process_time()
    synchronise(desks.bernd)
    taken, of_own = perf_counter() - start, process_time() - of_own
    assert synced.sequence > known
    return [
        Figure(f"push of {items} small entries", pushed * 1000, written * 1000, "ms", 2.0),
        Figure("   of that our processor", sealed * 1000, None, "ms"),
        Figure(f"{items} entries taken in: on the wall, of that our processor", taken, of_own, "s"),
        Figure(f"{items} plain rows read", read * 1000, None, "ms"),
    ]


def _first(desks: Desks, cluster: Cluster, consents: int) -> list[Figure]:
    _consent(desks, range(consents))
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
    gc.collect()
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
