"""SQLAlchemy over the connections to vault.db; loaded with the first query by tables, or the first change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool, StaticPool
from sqlcipher3 import dbapi2

from datapact.vault.database.session import Session


def engine(connect: Callable[[], dbapi2.Connection]) -> Engine:
    """The engine over ``connect``; transactions begin as their execution option ``writes`` says."""
    made = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=connect,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=12,
        pool_use_lifo=True,  # the connection that was used last has the most pages in its cache
    )

    @event.listens_for(made, "begin")
    def begin(connection: Connection) -> None:
        raw = connection.connection.driver_connection
        if raw is not None and raw.in_transaction:
            return  # a session over a transaction that was plain before
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql(f"PRAGMA query_only = {0 if writes else 1}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return made


def session_over(made: Engine, raw: dbapi2.Connection, info: dict[str, Any]) -> Session:
    """A session within the transaction that this connection is in already; closing it ends the transaction."""
    made.connect().close()  # an engine's first connection is rolled back, once it knows the library
    held = Connection(made, connection=StaticPool(lambda: raw).connect())
    return Session(held, expire_on_commit=False, info=info)
