"""What was read from the vault and holds until anybody writes: kept for the questions that follow, by the database's own count of changes.

SQLite tells a connection by one number (``data_version``) that another connection has committed, and by another one
(``total_changes``) what it has itself changed. Both are as they were: every row is. Nothing is kept of a transaction that
may write, for it can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from datapact.vault.database.remembered import Remembered
from datapact.vault.database.session import Session


@dataclass(slots=True)
class _Kept:
    """The values read through one connection while nothing changed."""

    mark: tuple[int, int]
    values: dict[Hashable, Any] = field(default_factory=dict)


_KEPT = Remembered[Any, _Kept](2)
"""By connection: reads use one or two in turn, and either may have seen another moment."""
_MOST = 64


def while_unchanged[V](
    session: Session, key: Hashable, make: Callable[[], V], *, keeps: Callable[[V], bool] = lambda _value: True
) -> V:
    """The value of ``key`` as read before, if nothing in the vault has changed since; else what ``make`` reads now.

    ``key`` names the value and holds all that it depends on beside the vault; ``make`` gives a value that nobody changes.
    What ``keeps`` does not want is read each time.
    """
    connection = session.connection().connection.driver_connection
    mark = _mark(connection)
    if mark is None:
        return make()
    kept = _KEPT.get(session, connection)
    if kept is None or kept.mark != mark:
        kept = _KEPT.put(session, connection, _Kept(mark))
    if key in kept.values:
        found: V = kept.values[key]
        return found
    made = make()
    if keeps(made):
        if len(kept.values) >= _MOST:
            kept.values.clear()
        kept.values[key] = made
    return made


def _mark(connection: Any) -> tuple[int, int] | None:
    """What changes with every change of the vault; None within a transaction that may write, or without one."""
    if not connection.in_transaction or not connection.execute("PRAGMA query_only").fetchone()[0]:
        return None
    return int(connection.execute("PRAGMA data_version").fetchone()[0]), int(connection.total_changes)
