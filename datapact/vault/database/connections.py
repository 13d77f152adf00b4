"""The open connections to one vault.db: plain ones, which SQLAlchemy's engine takes over when it is first asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from sqlcipher3 import dbapi2

from datapact.vault.database.database import connect
from datapact.vault.database.plain import PlainConnection, PlainSession

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from datapact.vault.database.session import Session


class Connections:
    """Connections with the key set; ``dispose`` closes those that nobody uses."""

    def __init__(self, file: Path, key: bytes, *, only_look: bool = False) -> None:
        self._connect = partial(connect, file, key, only_look=only_look)
        self._idle: list[dbapi2.Connection] = []
        self._engine: Engine | None = None
        self._lock = Lock()

    @property
    def engine(self) -> Engine:
        """SQLAlchemy's engine over these connections, made when it is first asked for."""
        with self._lock:
            if self._engine is None:
                from datapact.vault.database.engine import engine

                self._engine = engine(self._take)
            return self._engine

    @property
    def writer(self) -> Engine:
        """The engine whose transactions write."""
        return self.engine.execution_options(writes=True)

    @contextmanager
    def transaction(self, *, writes: bool = False) -> Iterator[Connection]:
        """One transaction in plain SQL; with ``writes`` it is kept when the block has ended, undone when it raises."""
        raw = self._take()
        try:
            raw.execute(f"PRAGMA query_only = {0 if writes else 1}")
            raw.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
            yield cast("Connection", PlainConnection(raw))
            if writes:
                raw.execute("COMMIT")
        finally:
            self._give_back(raw)

    @contextmanager
    def reading(self, info: dict[str, Any]) -> Iterator[Session]:
        """A session that sees one moment; plain until somebody has asked for more than plain SQL."""
        if self._engine is not None:
            from datapact.vault.database.session import Session

            with Session(self._engine, expire_on_commit=False, info=info) as session:
                yield session
            return
        with self.transaction() as connection:
            plain = PlainSession(cast("PlainConnection", connection), info, partial(self._grow, info=info))
            try:
                yield cast("Session", plain)
            finally:
                plain.end()

    def dispose(self) -> None:
        """Close the connections that nobody uses."""
        if self._engine is not None:
            self._engine.dispose()
        while self._idle:
            self._idle.pop().close()

    def give_back_memory(self) -> None:
        """Close the connections that nobody uses, with the pages that they keep, and hand the free memory to the system."""
        self.dispose()
        if sys.platform == "linux":
            import ctypes

            trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc; others do it by themselves
            if trim is not None:
                trim(0)

    def _grow(self, raw: dbapi2.Connection, info: dict[str, Any]) -> Session:
        from datapact.vault.database.engine import session_over

        return session_over(self.engine, raw, info)

    def _take(self) -> dbapi2.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect()

    def _give_back(self, raw: dbapi2.Connection) -> None:
        try:
            if raw.in_transaction:
                raw.execute("ROLLBACK")
        except dbapi2.Error:
            raw.close()
        else:
            self._idle.append(raw)
