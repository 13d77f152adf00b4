"""Search in the texts of agreements: an FTS5 trigram index inside the encrypted file.

Trigrams find parts of words, which German compounds need. Typed text is always a quoted phrase, never query syntax.
Words of one or two characters have no trigram: beside longer words they filter the results; two characters alone are
looked up as beginnings of trigrams, one character alone is a scan that stops at the limit.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from datapact.vault.database.database import of_library
from datapact.vault.database.plain import sql

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from datapact.vault.database.session import Session

type Unwanted = Callable[[], bool]

_TRIGRAM = 3
_LONGEST_QUERY = 500  # characters
_MOST_WORDS = 16
_MOST_TRIGRAMS = 500  # most trigrams for one pair of characters
_STEPS = 20_000  # steps of SQLite's machine, some milliseconds
_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_END = "  "  # so that the last characters of a text begin a trigram too


_NUMBER = sql(
    "INSERT INTO agreement_text (id) VALUES (:id) ON CONFLICT (id) DO UPDATE SET id = excluded.id RETURNING number"
)
_PUT = sql("INSERT OR REPLACE INTO agreement_fts (rowid, id, content) VALUES (:number, :id, :content)")
_FORGET_NUMBER = sql("DELETE FROM agreement_text WHERE id = :id RETURNING number")
_FORGET = sql("DELETE FROM agreement_fts WHERE rowid = :number")
_TRIGRAMS = sql("SELECT term FROM agreement_trigram WHERE term >= :low AND term < :high")


def index_agreement(session: Session, agreement_id: str, content: str) -> None:
    """Put the text of an agreement into the index, replacing the former one."""
    connection = session.connection()
    number = connection.execute(_NUMBER, {"id": agreement_id}).scalar_one()
    connection.execute(_PUT, {"number": number, "id": agreement_id, "content": _folded(content) + _END})


def remove_agreement(session: Session, agreement_id: str) -> None:
    """Remove an agreement from the index; harmless when it is not there."""
    connection = session.connection()
    number = connection.execute(_FORGET_NUMBER, {"id": agreement_id}).scalar()
    if number is not None:
        connection.execute(_FORGET, {"number": number})


def search(session: Session, query: str, limit: int = 100) -> list[str]:
    """Ids of the agreements whose text has every word of ``query``, the last added first; none for an empty query.

    Case and Unicode composition do not matter; any text is harmless.
    """
    found = _conditions(session, query)
    if found is None or limit < 1:
        return []
    conditions, values = found
    statement = f"SELECT id FROM agreement_fts WHERE {conditions} ORDER BY rowid DESC LIMIT :limit"  # noqa: S608 - conditions are ours
    return list(session.connection().execute(sql(statement), {**values, "limit": limit}).scalars())


def search_numbers(session: Session, query: str, limit: int, unwanted: Unwanted | None = None) -> list[int]:
    """The results of a search as numbers of the table ``agreement_text``, unordered, at most ``limit``; reads no text.

    None as soon as ``unwanted`` says that nobody waits for them any more. They come as one JSON text: stepping through
    100,000 rows would take longer than finding them.
    """
    found = _conditions(session, query)
    if found is None or limit < 1:
        return []
    conditions, values = found
    statement = (
        "SELECT json_group_array(number) FROM"  # noqa: S608 - conditions are ours
        f" (SELECT rowid AS number FROM agreement_fts WHERE {conditions} LIMIT :limit)"
    )
    connection = session.connection()
    with _given_up_when(connection, unwanted):
        numbers: list[int] = json.loads(connection.execute(sql(statement), {**values, "limit": limit}).scalar_one())
        return numbers
    return []


@contextmanager
def _given_up_when(connection: Connection, unwanted: Unwanted | None) -> Iterator[None]:
    """End the block early, without an error, when ``unwanted``, which SQLite calls from time to time, says so."""
    raw = connection.connection.driver_connection
    if unwanted is None or raw is None:
        yield
        return
    raw.set_progress_handler(unwanted, _STEPS)
    try:
        yield
    except Exception as error:
        if getattr(of_library(error), "sqlite_errorname", "") != "SQLITE_INTERRUPT":
            raise
    finally:
        raw.set_progress_handler(None, 0)


def numbers_among(session: Session, query: str, numbers: Sequence[int]) -> set[int]:
    """The ones among a few ``numbers`` of agreements whose text has every word of ``query``; reads their texts, not the index.

    A word in most texts is found sooner in the first of them than through its hundred thousand places in the index.
    """
    words = _words(query)
    conditions = "".join(f" AND instr(content, :word{place})" for place in range(len(words)))
    found = session.connection().execute(
        sql(f"SELECT rowid FROM agreement_fts WHERE rowid IN (SELECT value FROM json_each(:numbers)){conditions}"),  # noqa: S608 - places alone
        {"numbers": json.dumps(list(numbers)), **{f"word{place}": word for place, word in enumerate(words)}},
    )
    return {int(number) for number in found.scalars()} if words else set()


def numbers_query(session: Session, query: str) -> tuple[str, dict[str, str | int]] | None:
    """A SELECT, as a subquery, of the numbers that ``query`` finds, and its values; None if it finds nothing."""
    found = _conditions(session, query)
    return found and (f"SELECT rowid FROM agreement_fts WHERE {found[0]}", found[1])  # noqa: S608 - conditions are ours


def _conditions(session: Session, query: str) -> tuple[str, dict[str, str | int]] | None:
    words = _words(query)
    if not words:
        return None
    long, short = [word for word in words if len(word) >= _TRIGRAM], [word for word in words if len(word) < _TRIGRAM]
    conditions: list[str] = []
    values: dict[str, str | int] = {}
    phrases = [_phrase(word) for word in long]
    for pair in [word for word in short if len(word) == _TRIGRAM - 1]:
        # a text with one of the trigrams that begin with the pair has the pair
        trigrams = _trigrams(session, pair)
        if not trigrams:
            return None
        if not phrases or len(trigrams) <= _MOST_TRIGRAMS:
            phrases.append(f"({' OR '.join(map(_phrase, trigrams))})")
            short.remove(pair)
    if phrases:
        conditions.append("agreement_fts MATCH :phrases")
        values["phrases"] = " AND ".join(phrases)
    for place, word in enumerate(short):
        conditions.append(f"instr(content, :short{place})")
        values[f"short{place}"] = word
    return " AND ".join(conditions), values


def _words(query: str) -> list[str]:
    return list(dict.fromkeys(_folded(query[:_LONGEST_QUERY]).split()))[:_MOST_WORDS]


def _trigrams(session: Session, pair: str) -> list[str]:
    """All trigrams in the index that begin with two characters."""
    found = session.connection().execute(_TRIGRAMS, {"low": pair, "high": pair + "\U0010ffff"})
    return [row.term for row in found]


def _phrase(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _folded(given: str) -> str:
    """One spelling for index and query: NFKC, case folded; spaces, control characters and lone surrogates as a space."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", given).casefold())
    return _BLANK.sub(" ", folded)
