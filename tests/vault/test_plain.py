"""Reading without SQLAlchemy: the same rows by the same names, and more within the same moment when it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlcipher3 import dbapi2
from sqlmodel import select

from datapact.vault.database import entries
from datapact.vault.database.connections import Connections
from datapact.vault.database.plain import PlainConnection, PlainSession, sql
from datapact.vault.database.session import Session
from datapact.vault.database.tables import Meta

KEY = bytes(range(32))


@pytest.fixture
def connections(tmp_path: Path) -> Connections:
    made = Connections(tmp_path / "vault.db", KEY)
    with made.transaction(writes=True) as connection:
        connection.exec_driver_sql("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT)")
        for number in range(5):
            connection.execute(sql("INSERT INTO meta VALUES (:key, :value)"), {"key": f"k{number}", "value": "v"})
    return made


def test_rows_are_as_sqlalchemy_gives_them(connections: Connections) -> None:
    statement = sql("SELECT key, value AS told FROM meta WHERE key >= :least ORDER BY key")
    values = {"least": "k2"}
    with connections.transaction() as plain, connections.engine.connect() as whole:
        for ask in (
            lambda found: [(row.key, row.told, row[0], tuple(row)) for row in found],
            lambda found: found.first().key,
            lambda found: found.scalar(),
            lambda found: list(found.scalars()),
            lambda found: found.scalars().all(),
            lambda found: found.all()[-1].told,
            lambda found: [len(part) for part in found.partitions(2)],
            lambda found: found.fetchall(),
        ):
            assert ask(plain.execute(statement, values)) == ask(whole.execute(statement, values))
        nothing = {"least": "z"}
        assert plain.execute(statement, nothing).first() is whole.execute(statement, nothing).first() is None
        assert plain.execute(statement, nothing).scalar() is whole.execute(statement, nothing).scalar() is None


def test_a_plain_session_grows_within_its_moment(connections: Connections) -> None:
    info: dict[str, object] = {"kept": 1}
    with connections.reading(info) as session:
        assert isinstance(session, PlainSession)
        assert entries.get_meta(session, "k1") == "v"
        with connections.transaction(writes=True) as other:
            entries_of(other, "k1", "changed")
        assert [row.value for row in session.exec(select(Meta).where(Meta.key == "k1"))] == ["v"]
        assert entries.get_meta(session, "k1") == "v"
        of_others = session.connection().execute(text("SELECT value FROM meta WHERE key = :key"), {"key": "k1"})
        assert of_others.scalar_one() == "v"
    with connections.reading(info) as session:
        assert isinstance(session, Session)
        assert session.info == info
        assert entries.get_meta(session, "k1") == "changed"
    connections.dispose()


def entries_of(connection: object, key: str, value: str) -> None:
    assert isinstance(connection, PlainConnection)
    connection.execute(sql("UPDATE meta SET value = :value WHERE key = :key"), {"key": key, "value": value})


def test_what_raises_is_undone_and_what_reads_cannot_write(connections: Connections) -> None:
    with pytest.raises(dbapi2.OperationalError), connections.transaction(writes=True) as connection:
        connection.exec_driver_sql("DELETE FROM meta WHERE key = 'k1'").fetchall() or connection.exec_driver_sql("NO")
    with pytest.raises(dbapi2.OperationalError), connections.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM meta")
    with connections.transaction() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM meta").scalar_one() == 5
