"""Statements, rows and transactions of the database library alone, for what is shown before SQLAlchemy is loaded.

Loading SQLAlchemy takes longer than painting a window. Opening a vault and the list of agreements ask in plain SQL, so
they run on these; whoever asks for more within such a transaction gets SQLAlchemy's session over the same connection,
and sees the same moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlcipher3 import dbapi2

    from datapact.vault.database.session import Session

type Values = Mapping[str, Any] | Sequence[Any]


class Statement:
    """SQL with places named ``:name``; runs on a plain connection and on SQLAlchemy's."""

    __slots__ = ("_theirs", "sql")

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self._theirs: Any = None

    def _execute_on_connection(self, connection: Connection, values: Any, options: Any) -> Any:
        """How SQLAlchemy runs a statement; its own is built once."""
        if self._theirs is None:
            from sqlalchemy import text

            self._theirs = text(self.sql)
        return self._theirs._execute_on_connection(connection, values, options)


def sql(statement: str) -> Any:
    """A statement to keep and run; typed as loosely as SQLAlchemy's connection takes it."""
    return Statement(statement)


class Rows:
    """The rows that a statement found, to be read once; a row is a tuple whose columns have names, too."""

    __slots__ = ("cursor",)

    def __init__(self, cursor: dbapi2.Cursor) -> None:
        self.cursor = cursor

    @property
    def rowcount(self) -> int:
        """The number of changed rows."""
        return int(self.cursor.rowcount)

    def __iter__(self) -> Iterator[Any]:
        return map(self._row(), self.cursor)

    def fetchone(self) -> Any:
        """The next row, or None."""
        found = self.cursor.fetchone()
        return None if found is None else self._row()(found)

    first = fetchone

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        return list(self)

    all = fetchall

    def partitions(self, size: int) -> Iterator[list[Any]]:
        """All rows that are left, so many at a time."""
        while rows := self.cursor.fetchmany(size):
            yield rows

    def scalar(self) -> Any:
        """The first column of the first row, or None."""
        found = self.cursor.fetchone()
        return None if found is None else found[0]

    def scalar_one(self) -> Any:
        """The first column of the one row that there must be."""
        (row,) = self.cursor.fetchall()
        return row[0]

    def scalars(self) -> Scalars:
        """The first column of each row."""
        return Scalars(self.cursor)

    def _row(self) -> Any:
        return _row_class(tuple(column[0] for column in self.cursor.description or ()))


class Scalars:
    """The first column of each row, to be read once."""

    __slots__ = ("_cursor",)

    def __init__(self, cursor: dbapi2.Cursor) -> None:
        self._cursor = cursor

    def __iter__(self) -> Iterator[Any]:
        return map(itemgetter(0), self._cursor)

    def all(self) -> list[Any]:
        """All that are left."""
        return list(self)


@lru_cache(maxsize=256)
def _row_class(names: tuple[str, ...]) -> type[tuple[Any, ...]]:
    columns = {name: property(itemgetter(place)) for place, name in enumerate(names) if name.isidentifier()}
    return type("Row", (tuple,), {"__slots__": (), **columns})


class PlainConnection:
    """A connection within a transaction, as far as plain SQL goes; ``grow`` gives SQLAlchemy's for anything else."""

    __slots__ = ("driver_connection", "grow")

    def __init__(self, raw: dbapi2.Connection) -> None:
        self.driver_connection = raw
        self.grow: Callable[[], Connection] | None = None

    @property
    def connection(self) -> PlainConnection:
        """Itself: SQLAlchemy's has the library's own one step further."""
        return self

    def execute(self, statement: Any, values: Values = ()) -> Any:
        """Run a statement with its values."""
        if not isinstance(statement, Statement):
            return self._grown().execute(statement, values or None)
        return Rows(self.driver_connection.execute(statement.sql, values))

    def exec_driver_sql(self, statement: str, values: Values = ()) -> Rows:
        """Run SQL as the library takes it."""
        return Rows(self.driver_connection.execute(statement, values))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._grown(), name)

    def _grown(self) -> Connection:
        if self.grow is None:
            raise TypeError("a transaction about the vault itself is plain")
        return self.grow()


class PlainSession:
    """Stands in for a session that reads; becomes SQLAlchemy's when more than plain SQL is asked of it."""

    def __init__(
        self, connection: PlainConnection, info: dict[str, Any], grow: Callable[[dbapi2.Connection], Session]
    ) -> None:
        self.info = info
        self._connection = connection
        connection.grow = lambda: self._grown().connection()
        self._grow = grow
        self._whole: Session | None = None

    def connection(self) -> PlainConnection:
        """The connection of this transaction."""
        return self._connection

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._grown(), name)

    def _grown(self) -> Session:
        if self._whole is None:
            self._whole = self._grow(self._connection.driver_connection)
        return self._whole

    def end(self) -> None:
        """Give back what SQLAlchemy holds, if it was asked."""
        if self._whole is not None:
            held = self._whole.connection()
            self._whole.close()
            held.close()
        self._connection.grow = None  # what they held each other by
