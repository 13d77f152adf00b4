"""The encrypted store against plain SQLite: opening, the list, search, one agreement, writing."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from datapact.agreements import negotiation
from datapact.agreements.browse import Filters, rows_of
from datapact.agreements.list_index import ListIndex
from datapact.agreements.listing import COLUMNS, list_agreements
from datapact.agreements.overview import overview
from datapact.agreements.template import example_answers
from datapact.clock import utc_now
from datapact.strictjson import from_base64url
from datapact.vault import folder as folders
from datapact.vault import slots
from datapact.vault.paths import Paths
from tests.acceptance.journey import ANNA, PASSPHRASE
from tests.benchmarks.generator import CITIES, DATA, NAMES, SEED, SUBJECTS, Big, open_plain
from tests.benchmarks.measure import Figure, each, p50_p95, seconds

PAGE = 100
AIM = 2.0
_ROW = (
    "id, number, title, kind, partners, status, stage, turn, since, next_step, due, starts, ends, archived, head,"
    " changed, state_digest"
)


def opening(big: Big, rounds: int = 15) -> list[Figure]:
    """The vault opened and closed with the master secret at hand; the baseline reads the same rows."""
    paths = Paths(big.vault)
    slot = folders.member_slot(folders.read_for_opening(paths), ANNA)
    master = slots.master_secret(slot, PASSPHRASE)

    def ours() -> None:
        folders.open_unlocked(big.vault, lambda file: folders.member_slot(file, ANNA), slot, master, utc_now).close()

    def plain() -> None:
        connection = open_plain(big.plain)
        json.loads(paths.vault_file.read_bytes())
        n = json.loads(paths.checkpoint.read_bytes())["n"]
        connection.execute("SELECT version_num FROM alembic_version").fetchone()
        connection.execute("SELECT running FROM entry WHERE seq = ?", (n,)).fetchone()
        connection.execute("SELECT seq, digest, running FROM entry WHERE seq > ? ORDER BY seq", (n,)).fetchall()
        connection.execute("SELECT value FROM meta WHERE key = 'replica'").fetchone()
        connection.close()

    return [Figure("vault open beyond key derivation", seconds(ours, rounds) * 1e3, seconds(plain, rounds) * 1e3, "ms")]


class Queries:
    """What SQL the vault runs, to run the very same on the plain database."""

    def __init__(self, big: Big) -> None:
        self.plain = open_plain(big.plain)
        self.plain.isolation_level = None

    def of(self, work: Callable[[], object]) -> list[tuple[str, Any]]:
        """The statements that ``work`` runs."""
        found: list[tuple[str, Any]] = []

        def note(_connection, _cursor, statement: str, parameters: Any, _context, _many) -> None:
            found.append((statement, parameters))

        event.listen(Engine, "before_cursor_execute", note)
        try:
            work()
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        return found

    def run(self, statements: list[tuple[str, Any]]) -> None:
        """The same on the plain database, transaction included."""
        for statement, parameters in statements:
            self.plain.execute(statement, parameters).fetchall()
        self.plain.rollback()


def first_pages(big: Big, rounds: int = 15) -> list[Figure]:
    """The first page of the list by every column, both ways; the slower of the two counts."""
    queries = Queries(big)
    figures = []
    with big.unlock() as anna:
        for column in COLUMNS:
            times = []
            for sort in (column, f"-{column}"):

                def ours(sort: str = sort) -> None:
                    with anna.vault.read() as session:
                        assert list_agreements(session, sort=sort, limit=PAGE)

                statements = queries.of(ours)
                theirs = partial(queries.run, statements)
                times.append((seconds(ours, rounds) * 1e3, seconds(theirs, rounds) * 1e3))
            figures.append(Figure(f"first page by {column}", *max(times), "ms", AIM))
    return figures


def typed(number: int) -> list[str]:
    """What stands in the search line after each key, from the third on, for words that people look for."""
    chance = random.Random(SEED)
    words = [chance.choice(CITIES + DATA + NAMES) for _ in range(number)]
    words += [f"{chance.choice(NAMES)} {chance.choice(SUBJECTS).split()[0]}" for _ in range(number)]
    return [word[:end] for word in words for end in range(3, len(word) + 1)]


def search_as_you_type(big: Big, words: int = 12) -> list[Figure]:
    """The first page of what is found, the newest change first, after each key: by SQL, and as the window does it."""
    lines = typed(words)
    queries = Queries(big)
    index = ListIndex()
    today = date(2026, 12, 1)
    figures = []
    with big.unlock() as anna:

        def by_sql(line: str) -> None:
            with anna.vault.read() as session:
                list_agreements(session, search=line, limit=PAGE)

        def in_window(line: str) -> None:
            with anna.vault.read() as session:
                keys = index.keys(session, Filters(words=line), "-changed", today)
                rows_of(session, keys[:PAGE])

        with anna.vault.read() as session:
            index.load(session)
        for name, work in (("search as you type", by_sql), ("search as you type, window", in_window)):
            mine, theirs = [], []
            for line in lines:
                statements = queries.of(partial(work, line))
                mine += each(partial(work, line), 1)
                theirs += each(partial(queries.run, statements), 1)
            for which, ours, baseline in zip(("p50", "p95"), p50_p95(mine), p50_p95(theirs), strict=True):
                figures.append(Figure(f"{name}, {which}", ours * 1e3, baseline * 1e3, "ms", AIM))
    return figures


def one_opened(big: Big, rounds: int = 9) -> list[Figure]:
    """One signed agreement: overview with parties, slots and warnings; the baseline reads and decodes the same rows."""
    plain = open_plain(big.plain)

    def theirs() -> None:
        rows = plain.execute(
            "SELECT e.digest, e.jws, d.texts FROM entry e LEFT JOIN disclosure d ON d.entry = e.digest"
            " WHERE e.history = ? ORDER BY e.seq",
            (big.history,),
        ).fetchall()
        for _digest, jws, texts in rows:
            json.loads(from_base64url(jws.split(".")[1]))
            for text in json.loads(texts or "[]"):
                json.loads(from_base64url(text))
        plain.execute(f"SELECT {_ROW} FROM agreement WHERE id = ?", (big.history,)).fetchone()

    with big.unlock() as anna:
        return [
            Figure(
                "one agreement opened",
                seconds(lambda: overview(anna, big.history), rounds) * 1e3,
                seconds(theirs, rounds) * 1e3,
                "ms",
                AIM,
            )
        ]


def written(big: Big, number: int) -> list[Figure]:
    """Agreements drafted from the template, each one transaction; the baseline inserts the same rows, signing nothing."""
    answers = example_answers("ai-pilot")
    with big.unlock() as anna:
        start = time.perf_counter()
        made = [negotiation.new_agreement(anna, "ai-pilot", answers) for _ in range(number)]
        ours = time.perf_counter() - start
        with anna.vault.read() as session:
            tables = {
                "entry": "history = ?",
                "disclosure": "entry IN (SELECT digest FROM entry WHERE history = ?)",
                "agreement": "id = ?",
            }
            rows = [
                {
                    name: [tuple(row) for row in session.connection().exec_driver_sql(f"SELECT * FROM {name} WHERE {where}", (history,))]
                    for name, where in tables.items()
                }
                for history in made
            ]  # fmt: skip
            texts = [
                tuple(row)
                for history in made
                for row in session.connection().exec_driver_sql(
                    "SELECT f.rowid, f.id, f.content FROM agreement_text t JOIN agreement_fts f ON f.rowid = t.number WHERE t.id = ?",
                    (history,),
                )
            ]
    return [Figure(f"{number} agreements written", ours, _written_plainly(big.plain, rows, texts), "s")]


def _written_plainly(
    file: Path, rows: list[dict[str, list[tuple[object, ...]]]], texts: list[tuple[object, ...]]
) -> float:
    plain = open_plain(file)
    beside = file.with_name("beside.json")
    start = time.perf_counter()
    for one, text in zip(rows, texts, strict=True):
        for name, many in one.items():
            plain.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(many[0]))})", many)
        plain.execute("INSERT INTO agreement_text VALUES (?, ?)", text[:2])
        plain.execute("INSERT INTO agreement_fts (rowid, id, content) VALUES (?, ?, ?)", text)
        plain.commit()
        _checkpoint_like_ours(beside)
    taken = time.perf_counter() - start
    plain.close()
    return taken


def _checkpoint_like_ours(file: Path) -> None:
    """The vault writes its checkpoint durably after each transaction; so does the baseline."""
    with file.open("wb") as stream:
        stream.write(bytes(100))
        stream.flush()
        os.fsync(stream.fileno())
