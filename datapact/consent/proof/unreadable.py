"""Values that no program wrote and none can read: the finding names the row or the agreement, and the others are still held."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from sqlalchemy.exc import DBAPIError
from sqlcipher3.dbapi2 import Error

from datapact.base.texts import N_, Message
from datapact.consent.proof.unproven import Unproven
from datapact.vault.database.database import of_library

log = logging.getLogger(__name__)

UNREADABLE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    DBAPIError,
    Error,
    LookupError,
    OSError,
    StopIteration,
    TypeError,
    ValueError,
)
"""What reading such a value raises: a text where a number belongs, bytes that are no text, a moment that no calendar has."""

_OF_A_VALUE = (None, 1)
"""The numbers of SQLite's errors about a value: bytes that are no text have none; the others speak of disk, locks and damage."""


def note_unreadable(error: BaseException) -> None:
    """Log what nobody can read; an error of the database that is not about a value goes on to whoever explains it."""
    of_database = of_library(error)
    if of_database is not None and getattr(of_database, "sqlite_errorcode", None) not in _OF_A_VALUE:
        raise error
    log.warning("a row cannot be held against what was signed", exc_info=error)


def row_held(
    table: str,
    row: object,
    check: Callable[[], Iterable[Unproven]],
    *,
    about: str = "",
    called: Callable[[], str] = str,
) -> list[Unproven]:
    """What does not fit about one row or agreement; what nobody can read in it is one more finding, which names it."""
    found: list[Unproven] = []
    try:
        found.extend(check())
    except UNREADABLE as error:
        note_unreadable(error)
        found.append(unreadable_row(table, row, about=about, called=called()))
    return found


def unreadable_row(table: str, row: object, *, about: str = "", called: str = "") -> Unproven:
    """The finding of a row that holds what nobody can read; ``called`` says it for people, else the beginning of its id."""
    told = {"table": table, "row": called or str(row)[:43]}
    return Unproven(
        table, str(row), Message(N_("What stands in the table {table} of {row} is what nobody can read."), told), about
    )


def unreadable_table(table: str) -> Unproven:
    """The finding of a table of which no row could be held: nothing says what of it is right, so nothing is released."""
    told = Message(N_("Rows of the table {table} hold what nobody can read."), {"table": table})
    return Unproven(table, "", told, unheld=True)
