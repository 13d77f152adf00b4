"""The encrypted store against plain SQLite: opening, the list, search, one agreement, writing."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from sqlalchemy import Engine, event

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.projection import search_text
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.steps import negotiation
from datapact.agreements.text.current_text import current_state
from datapact.agreements.views.filters import COLUMNS, Filters
from datapact.agreements.views.list import list_agreements, rows_of
from datapact.agreements.views.list_index import ListIndex
from datapact.agreements.views.overview import overview
from datapact.base.clock import utc_now
from datapact.base.strictjson import from_base64url
from datapact.contract.templates.template import example_answers
from datapact.history.entries import store
from datapact.history.entries.entry import Entry, write_entry
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.own_history import own_line
from datapact.vault.database.plain import PlainConnection, Statement
from datapact.vault.database.search import index_agreement
from datapact.vault.database.session import Session
from datapact.vault.folder import opening as folders
from datapact.vault.keys import slots
from datapact.vault.keys.paths import Paths
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
        masters = folders.remembering(PASSPHRASE, slot, master)
        folders.open_unlocked(big.vault, lambda file: folders.member_slot(file, ANNA), masters, utc_now).close()

    def plain() -> None:
        with open_plain(big.plain) as connection:
            json.loads(paths.vault_file.read_bytes())
            n = json.loads(paths.checkpoint.read_bytes())["n"]
            connection.execute("SELECT version_num FROM alembic_version").fetchone()
            connection.execute("SELECT running FROM entry WHERE seq = ?", (n,)).fetchone()
            connection.execute("SELECT seq, digest, running FROM entry WHERE seq > ? ORDER BY seq", (n,)).fetchall()
            connection.execute("SELECT value FROM meta WHERE key = 'replica'").fetchone()

    return [Figure("vault open beyond key derivation", seconds(ours, rounds) * 1e3, seconds(plain, rounds) * 1e3, "ms")]


class Queries:
    """What SQL the vault runs, to run the very same on the plain database."""

    def __init__(self, plain: sqlite3.Connection) -> None:
        self.plain = plain
        self.plain.isolation_level = None

    def of(self, work: Callable[[], object]) -> list[tuple[str, Any]]:
        """The statements that ``work`` runs, in SQLAlchemy and beside it."""
        found: list[tuple[str, Any]] = []
        run, driven = PlainConnection.execute, PlainConnection.exec_driver_sql

        def execute(self: PlainConnection, statement: Any, values: Any = ()) -> Any:
            if isinstance(statement, Statement):
                found.append((statement.sql, values))
            return run(self, statement, values)

        def exec_driver_sql(self: PlainConnection, statement: str, values: Any = ()) -> Any:
            found.append((statement, values))
            return driven(self, statement, values)

        def note(_connection, _cursor, statement: str, parameters: Any, _context, _many) -> None:
            found.append((statement, parameters))

        event.listen(Engine, "before_cursor_execute", note)
        try:
            with mock.patch.multiple(PlainConnection, execute=execute, exec_driver_sql=exec_driver_sql):
                work()
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        assert found, "a baseline that runs nothing compares with nothing"
        return found

    def run(self, statements: list[tuple[str, Any]]) -> None:
        """The same on the plain database, transaction included."""
        for statement, parameters in statements:
            self.plain.execute(statement, parameters).fetchall()
        self.plain.rollback()


def first_pages(big: Big, rounds: int = 15) -> list[Figure]:
    """The first page of the list by every column, both ways; the slower of the two counts."""
    figures = []
    with big.unlock() as anna, open_plain(big.plain) as plain:
        queries = Queries(plain)
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
    index = ListIndex()
    today = date(2026, 12, 1)
    figures = []
    with big.unlock() as anna, open_plain(big.plain) as plain:
        queries = Queries(plain)

        def by_sql(line: str) -> None:
            with anna.vault.read() as session:
                list_agreements(session, Filters(words=line), limit=PAGE)

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

    with big.unlock() as anna, open_plain(big.plain) as plain:
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
    """Agreements written, each one transaction: stored alone, and drafted from the template, checked and signed too."""
    answers = example_answers("ai-pilot")
    with big.unlock() as anna:
        start = time.perf_counter()
        drafted = [negotiation.new_agreement(anna, "ai-pilot", answers) for _ in range(number)]
        drafting = time.perf_counter() - start
        with anna.vault.read() as session:
            state = current_state(load_state(session, drafted[0]))
            row = session.get_one(AgreementRow, drafted[0]).model_dump()
        text = search_text(state)
        prepared = [draft_entry(anna, state) for _ in range(number)]
        start = time.perf_counter()
        for entry in prepared:
            with anna.vault.write() as session:
                store.save(session, entry)
                session.merge(AgreementRow(**{**row, "id": entry.history}))
                index_agreement(session, entry.history, text)
        storing = time.perf_counter() - start
        with anna.vault.read() as session:
            rows = [rows_to_write(session, entry.history) for entry in prepared]
    plain = _written_plainly(big.plain, rows)
    return [
        Figure(f"{number} agreements written, stored", storing, plain, "s", AIM),
        Figure(f"{number} agreements written, with drafting", drafting, plain, "s"),
    ]


def draft_entry(acting: Acting, state: Mapping[str, Any]) -> Entry:
    """The first entry of a new agreement with this text."""
    with acting.vault.read() as session:
        head = own_line(session).head
    return write_entry(
        key=acting.author_key,
        history=f"urn:uuid:{uuid.uuid4()}",
        kind="draft",
        body={"state": state, "note": ""},
        parents=(),
        organisation=acting.organisation,
        organisation_head=head,
        time=acting.clock(),
        replica=acting.vault.replica,
        counter=1,
    )


def rows_to_write(session: Session, history: str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of one agreement, by table."""
    tables = {
        "entry": "SELECT * FROM entry WHERE history = ?",
        "disclosure": "SELECT * FROM disclosure WHERE entry IN (SELECT digest FROM entry WHERE history = ?)",
        "agreement": "SELECT * FROM agreement WHERE id = ?",
        "agreement_text": "SELECT * FROM agreement_text WHERE id = ?",
        "agreement_fts (rowid, id, content)": "SELECT f.rowid, f.id, f.content FROM agreement_text t"
        " JOIN agreement_fts f ON f.rowid = t.number WHERE t.id = ?",
    }
    connection = session.connection()
    return {name: [tuple(row) for row in connection.exec_driver_sql(sql, (history,))] for name, sql in tables.items()}


def _written_plainly(file: Path, rows: list[dict[str, list[tuple[Any, ...]]]]) -> float:
    beside = file.with_name("beside.json")
    with open_plain(file) as plain:
        start = time.perf_counter()
        for one in rows:
            for name, many in one.items():
                plain.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(many[0]))})", many)
            plain.commit()
            _checkpoint_like_ours(beside)
        return time.perf_counter() - start


def _checkpoint_like_ours(file: Path) -> None:
    """The vault writes its checkpoint durably after each transaction; so does the baseline."""
    with file.open("wb") as stream:
        stream.write(bytes(100))
        stream.flush()
        os.fsync(stream.fileno())
