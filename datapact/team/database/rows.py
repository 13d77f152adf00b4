"""The rows of a team in PostgreSQL: plain tables, no extensions; rows are only read and inserted."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from selectors import EVENT_READ, DefaultSelector
from threading import Lock
from types import MappingProxyType
from typing import Any

import psycopg
from psycopg import errors, sql

from datapact.base.errors import Locked, NewerFormat, Surroundings
from datapact.base.texts import N_
from datapact.team.database.address import shown
from datapact.team.database.refusals import database_errors, refused
from datapact.team.log.apart import PREFIX, token_of
from datapact.team.log.item import LARGEST_SEALED, LARGEST_TOKEN, Item

FORMAT = 2
"""The number of the form of the tables: 2 says that who writes waits for the lock and compares; a DataPact that does neither, of number 1, stops there."""
TABLES = (
    "CREATE TABLE IF NOT EXISTS datapact_team_format (number integer NOT NULL)",
    "CREATE TABLE IF NOT EXISTS datapact_team_log (team text NOT NULL, place bigint NOT NULL, token text NOT NULL,"
    " sealed bytea NOT NULL, PRIMARY KEY (team, place))",
    f"INSERT INTO datapact_team_format SELECT {FORMAT} WHERE NOT EXISTS (SELECT FROM datapact_team_format)",  # noqa: S608 - a number
)
"""Statements that an administrator runs once, or ``team create`` where the user may make tables."""
_NEAR = 1000

_FORMAT = "SELECT number FROM datapact_team_format ORDER BY number"
_RAISE = f"UPDATE datapact_team_format SET number = {FORMAT}"  # noqa: S608 - a number
_ROWS = (
    "SELECT place, CASE WHEN octet_length(token) <= %(token)s THEN token END,"
    " CASE WHEN octet_length(sealed) <= %(sealed)s THEN encode(sha256(sealed), 'base64') END"
    " FROM datapact_team_log WHERE team = %(team)s ORDER BY place"
)
_SEALED = (
    "SELECT CASE WHEN octet_length(sealed) <= %(sealed)s THEN sealed END FROM datapact_team_log"
    " WHERE team = %(team)s AND place = %(place)s"
)
_BOUND = "SET LOCAL statement_timeout = '120s'"
_ALONE = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '120s'"
"""What is read behind the lock must be what is there then, whatever isolation the server is set to."""
_LOCK = "SELECT pg_advisory_xact_lock(%s::bigint)"
_WHOLE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
"""What is read of rows and of how they stand must be of one moment."""
_MARK = (
    "SELECT count(*), coalesce(sum(hashtextextended(place || ' ' || xmin::text, 0)), 0) || ' '"
    " || coalesce(sum(CASE place WHEN %(place)s THEN hashtextextended(token, 0) END), 0)"
    " FROM datapact_team_log WHERE team = %(team)s AND place <= %(place)s"
)
"""With the token of the last row: a server that takes over gives the numbers of lost transactions to new ones, at the same places."""
_PLACES = (
    "SELECT encode(sha256(coalesce(string_agg(place::text, ',' ORDER BY place), '')::bytea), 'hex')"
    " FROM datapact_team_log WHERE team = %s"
)
_BEFORE = (
    "SELECT CASE WHEN octet_length(token) <= %s THEN token ELSE '' END FROM datapact_team_log"
    " WHERE team = %s AND place = %s"
)
_SINCE = (
    "BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL statement_timeout = '120s';"
    " SELECT number FROM datapact_team_format ORDER BY number;"
    " SELECT count(*) FILTER (WHERE place <= %(after)s), coalesce(sum(said) FILTER (WHERE place <= %(after)s), 0)::text,"
    " coalesce(sum(CASE place WHEN %(after)s THEN hashtextextended(token, 0) END), 0)::text,"
    " max(CASE place WHEN %(after)s THEN CASE WHEN octet_length(token) <= %(token)s THEN token ELSE '' END END),"
    " count(*) FILTER (WHERE place <= newest), coalesce(sum(said) FILTER (WHERE place <= newest), 0)::text,"
    " coalesce(sum(CASE place WHEN newest THEN hashtextextended(token, 0) END), 0)::text, max(newest),"
    " encode(sha256(coalesce(string_agg(place::text, ',' ORDER BY place), '')::bytea), 'hex')"
    " FROM (SELECT place, token, hashtextextended(place || ' ' || xmin::text, 0) AS said FROM datapact_team_log WHERE team = %(team)s"
    " OFFSET 0) AS one, (SELECT greatest(%(after)s, max(place)) AS newest FROM datapact_team_log WHERE team = %(team)s) AS of_all;"
    " SELECT place, CASE WHEN octet_length(token) <= %(token)s THEN token END,"
    " CASE WHEN octet_length(sealed) <= %(sealed)s THEN encode(sha256(sealed), 'base64') END,"
    " CASE WHEN octet_length(sealed) <= %(small)s AND row_number() OVER (ORDER BY place) <= %(few)s THEN sealed END"
    " FROM datapact_team_log WHERE team = %(team)s AND place > %(after)s ORDER BY place; COMMIT"
)
"""``_MARK`` at a place and at the last one, the places, and the rows behind it, with the bytes of few small ones: all in one message."""
_SMALL = 64 * 1024
"""Bytes of a row that come with it, unasked, and of one that is written in one message: as text it has twice as many."""
_FEW = 16
_INSERT = (
    "BEGIN ISOLATION LEVEL READ COMMITTED",
    "SET LOCAL lock_timeout = '120s'",
    "SELECT pg_advisory_xact_lock(%(lock)s)",
    "SET LOCAL statement_timeout = '120s'",
    "WITH one AS (INSERT INTO datapact_team_log (team, place, token, sealed) SELECT %(team)s::text, %(place)s::bigint, %(new)s::text, %(bytes)s::bytea"
    " WHERE (SELECT encode(sha256(coalesce(string_agg(place::text, ',' ORDER BY place), '')::bytea), 'hex')"
    " FROM datapact_team_log WHERE team = %(team)s) = %(places)s AND (%(last)s::bigint >= %(place)s::bigint OR (SELECT"
    " CASE WHEN octet_length(token) <= %(token)s THEN token ELSE '' END FROM datapact_team_log"
    " WHERE team = %(team)s AND place = %(last)s) = %(before)s) RETURNING place) SELECT place, pg_notify(%(channel)s, '') FROM one",
    _PLACES.replace("%s", "%(team)s"),
    "COMMIT",
)
"""``_alone``, the comparison behind the lock, the row and the notice of it, which the commit passes on: sent together, without an
answer being awaited between them."""
_TELLS = 2.0  # seconds in which a notice to oneself comes through
_PAGE = 500  # rows fetched at a time
_NEWS = "SELECT count(*), max(place) FROM datapact_team_log WHERE team = %s"
_NEWEST = "SELECT max(place) FROM datapact_team_log WHERE team = %s AND place <= %s"
_PROBE = "datapact_probe_"
_DELETE = "DELETE FROM datapact_team_log WHERE team = %s"
_DELETE_CHUNKS = "DELETE FROM datapact_team_log WHERE team = %s AND token LIKE %s AND token <> ALL(%s) AND place < %s"
_LAST_PLACE = "SELECT max(place) FROM datapact_team_log WHERE team = %s"
_APPEND = "INSERT INTO datapact_team_log (team, place, token, sealed) VALUES (%s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the database shows it, whoever wrote it."""

    place: int
    """Unique within the team; means nothing else."""
    token: str
    """Empty where it is too long, or no text."""
    sealed: str
    """Digest of the sealed bytes, as the database reckons it; empty where they are too long. Fetched bytes are reckoned here."""


@dataclass(frozen=True, slots=True)
class Position:
    """The state of a team's rows up to a place when they were read: with the same number and mark none came, went or was changed.

    The mark sums up places and the transactions that wrote the rows, and names the last row, so no bytes are read for it. A database that lies here could as well show
    this device the right rows and others wrong ones.
    """

    place: int
    """The last place that counts."""
    count: int
    """Rows up to there."""
    mark: str
    """A sum over them, as the database reckons it."""


@dataclass(slots=True)
class _Known:
    """The rows read of a team, and those written since."""

    places: str
    """Digest of the places of all rows."""
    last: tuple[int, str] | None
    """The last row behind which is written: its place and token."""


class TeamLog:
    """An open connection to the rows of teams."""

    __slots__ = ("_attends", "_brought", "_connection", "_database", "_hears", "_known", "_unheard", "position")

    def __init__(self, connection: psycopg.Connection[Any], database: str) -> None:
        self._connection, self._database = connection, database
        self._known: dict[str, _Known] = {}
        self._brought: dict[tuple[str, int], bytes] = {}  # bytes that came with their rows
        self._attends, self._hears = "", False
        self._unheard: list[str] = []  # what a team was told while this connection was tried
        self.position: Position | None = None
        """Of the rows that were read last; None where the database cannot tell."""

    def rows(self, team: str, known: Mapping[str, str] = MappingProxyType({})) -> list[Row]:
        """All rows of a team by place, without their bytes; raises Surroundings, or NewerFormat for tables of another format.

        Tokens that are among ``known`` are the same objects, so that they lie in memory once.
        """
        with database_errors(self._database), self._connection.transaction():
            self._connection.execute(f"{_WHOLE}; {_BOUND}")
            self._require_format()
            found = self._read(team, known)
            self.position = self._position(team, last_place(found))
        text = ",".join(map(str, sorted(row.place for row in found)))
        self._known[team] = _Known(hashlib.sha256(text.encode()).hexdigest(), _last_row(found))
        return found

    def rows_since(self, team: str, before: Position) -> list[Row] | None:
        """The rows behind a position, where those up to it stand as they stood then; None where they do not. Raises as ``rows``."""
        values = {"team": team, "after": before.place, "token": LARGEST_TOKEN, "sealed": LARGEST_SEALED}
        cannot = (errors.FeatureNotSupported, errors.UndefinedFunction, errors.UndefinedColumn, errors.SyntaxError)
        with database_errors(self._database):
            try:
                formats, (stand,), found = self._ask(_SINCE, values | {"small": _SMALL, "few": _FEW})
            except cannot:
                return None
            self._require_format(formats)
        count, mark, token_mark, token, count_now, mark_now, token_mark_now, newest, places = stand
        if Position(before.place, int(count), f"{mark} {token_mark}") != before or token is None:
            return None
        rows = [_row(*one[:3]) for one in found]
        last = _last_row(rows, before.place) or (before.place, str(token))
        if last[0] != newest:
            return None
        self.position = Position(last[0], int(count_now), f"{mark_now} {token_mark_now}")
        self._known[team] = _Known(str(places), last)
        self._brought = {(team, one[0]): bytes(one[3]) for one in found if one[3] is not None}
        return rows

    def _ask(self, statements: str, values: Mapping[str, Any]) -> list[list[tuple[Any, ...]]]:
        """The rows of each of these statements that gives rows, which are a transaction in one message; undone at any error."""
        try:
            cursor = psycopg.ClientCursor(self._connection).execute(statements, values)
        except psycopg.Error:
            with suppress(psycopg.Error):
                self._connection.rollback()
            raise
        found = [cursor.fetchall()] if cursor.description else []
        while cursor.nextset():
            found += [cursor.fetchall()] if cursor.description else []
        return found

    def _together(self, statements: Sequence[str], values: Mapping[str, Any]) -> list[list[tuple[Any, ...]]] | None:
        """As ``_ask``, with the values beside the statements, as bytes stay bytes; None where the library cannot."""
        if not psycopg.Pipeline.is_supported():
            return None
        try:
            with self._connection.pipeline():
                cursors = [self._connection.execute(one, values) for one in statements]
            return [cursor.fetchall() for cursor in cursors if cursor.description]
        except psycopg.Error:
            with suppress(psycopg.Error):
                self._connection.rollback()
            raise

    def _read(self, team: str, known: Mapping[str, str]) -> list[Row]:
        values = {"team": team, "token": LARGEST_TOKEN, "sealed": LARGEST_SEALED}
        with self._connection.cursor(name="datapact_rows") as cursor:
            cursor.itersize = _PAGE
            cursor.execute(_ROWS, values)
            return [_row(place, known.get(str(token), token), sealed) for place, token, sealed in cursor]

    def _position(self, team: str, place: int) -> Position | None:
        cannot = (errors.FeatureNotSupported, errors.UndefinedFunction, errors.UndefinedColumn, errors.SyntaxError)
        with suppress(*cannot), self._connection.transaction():
            count, mark = self._connection.execute(_MARK, {"team": team, "place": place}).fetchone() or (0, "")
            return Position(place, int(count), str(mark))
        return None

    def _places(self, team: str) -> str:
        (places,) = self._connection.execute(_PLACES, (team,)).fetchone() or ("",)
        return str(places)

    def sealed(self, team: str, place: int) -> bytes:
        """The bytes of one row; empty where they are too long or gone. Raises Surroundings."""
        if (brought := self._brought.pop((team, place), None)) is not None:
            return brought
        values = {"team": team, "place": place, "sealed": LARGEST_SEALED}
        with database_errors(self._database), self._connection.transaction():
            self._connection.execute(_BOUND)
            found = self._connection.execute(_SEALED, values).fetchone()
        return bytes(found[0]) if found is not None and isinstance(found[0], bytes | memoryview) else b""

    def news(self, team: str) -> tuple[int, int]:
        """The number of rows, and the last place: another pair means that somebody wrote. Raises Surroundings."""
        with database_errors(self._database), self._connection.transaction():
            self._connection.execute(_BOUND)
            count, last = self._connection.execute(_NEWS, (team,)).fetchone() or (0, 0)
        return int(count), int(last or 0)

    def newest(self, team: str, count: int) -> int:
        """The last place of a team of so many rows, junk far ahead left out; it costs the server next to nothing. Raises Surroundings."""
        with database_errors(self._database):
            found = self._connection.execute(_NEWEST, (team, 2 * count + _NEAR)).fetchone() or (0,)
        return int(found[0] or 0)

    def tells(self) -> bool:
        """Whether notices come through: a pool of connections, and some databases, pass none on. Raises Surroundings.

        A second connection tells this one something on a channel of their own; where it is refused, nobody can tell.
        """
        name = f"{_PROBE}{secrets.token_hex(8)}"
        nobody = (
            errors.FeatureNotSupported,
            errors.SyntaxError,
            errors.UndefinedFunction,
            errors.InsufficientPrivilege,
        )
        with database_errors(self._database), suppress(*nobody):
            self._connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(name)))
            with suppress(Surroundings, Locked), connected(self._database) as other:
                other._connection.execute("SELECT pg_notify(%s, '')", (name,))
            heard = self._gets_notice(name)
            self._connection.execute(sql.SQL("UNLISTEN {}").format(sql.Identifier(name)))
            return heard
        return False

    def _gets_notice(self, name: str) -> bool:
        """Whether a notice on a channel comes; those of colleagues who are at work are kept for ``hear``."""
        until = time.monotonic() + _TELLS
        while (left := until - time.monotonic()) > 0:
            for one in self._connection.notifies(timeout=left, stop_after=1):
                if one.channel == name:
                    return True
                self._unheard.append(one.payload)
        return False

    def attend(self, team: str) -> None:
        """Hear notices from now on; where nobody can listen there are none. Raises Surroundings."""
        nobody = (errors.FeatureNotSupported, errors.SyntaxError, errors.InsufficientPrivilege)
        self._attends, self._hears = team, False
        with database_errors(self._database), suppress(*nobody):
            self._connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(_channel(team))))
            self._hears = True

    def hear(self, team: str, seconds: float) -> list[str]:
        """The first notice within so many seconds: an empty text for a row, a hint of who is here; none for silence.

        Where nobody can listen it waits and hears nothing.
        """
        if self._attends != team:
            self.attend(team)
        if not self._hears:
            time.sleep(seconds)
            return []
        if self._unheard:
            told, self._unheard = self._unheard, []
            return told
        with database_errors(self._database):
            return [one.payload for one in self._connection.notifies(timeout=seconds, stop_after=1)]

    def say(self, team: str, hint: str) -> None:
        """Pass a hint on to whoever listens just now; it is kept nowhere, and where nobody can listen it is gone."""
        nobody = (errors.FeatureNotSupported, errors.UndefinedFunction, errors.InsufficientPrivilege)
        with database_errors(self._database), suppress(*nobody):
            self._connection.execute("SELECT pg_notify(%s, %s)", (_channel(team), hint))

    def delete(self, team: str) -> int:
        """Delete all rows of a team; returns how many. Raises Locked where the user may not."""
        with database_errors(self._database):
            try:
                with self._connection.transaction():
                    return self._connection.execute(_DELETE, (team,)).rowcount
            except errors.InsufficientPrivilege as error:
                raise Locked(
                    N_("The user may not delete in {database}. Name one who may: team delete --database."),
                    database=shown(self._database),
                ) from error

    def append(self, team: str, place: int, item: Item) -> bool:
        """Insert an item at a place unless somebody was faster; True means that the database has made it durable.

        Where ``rows`` read the team's rows by this connection, somebody was faster if any row came or went since.
        """
        return self.append_row(team, place, item.token, item.sealed)

    def append_row(self, team: str, place: int, token: str, sealed: bytes, *, put_back: bool = False) -> bool:
        """``append`` for a chunk, or for what is put back as it was, which follows nothing and so compares nothing."""
        with database_errors(self._database):
            try:
                if not put_back and (is_told := self._insert(team, place, token, sealed)) is not None:
                    return is_told
                is_there = self._insert_slowly(team, place, token, sealed, put_back=put_back)
            except errors.UniqueViolation:
                return False
        if not is_there:
            return False
        with suppress(psycopg.Error):  # where nobody can listen, colleagues ask from time to time
            self._connection.execute("SELECT pg_notify(%s, '')", (_channel(team),))
        return True

    def _insert(self, team: str, place: int, token: str, sealed: bytes) -> bool | None:
        """Insert a row in one message, and tell of it, unless others came; None where the database wants several messages."""
        known = self._known.get(team)
        if known is None or known.last is None:
            return None
        row = {"team": team, "place": place, "new": token, "bytes": sealed, "lock": _lock_number(team)}
        row["channel"] = _channel(team)
        before = {"places": known.places, "last": known.last[0], "before": known.last[1], "token": LARGEST_TOKEN}
        nobody = (
            errors.FeatureNotSupported,
            errors.UndefinedFunction,
            errors.InsufficientPrivilege,
            errors.SyntaxError,
        )
        try:
            found = self._together(_INSERT, row | before)
        except nobody:
            return None
        if found is None:
            return None
        _lock, inserted, places = found
        if not inserted:
            return False
        self._known[team] = _Known(str(places[0][0]), (place, token))
        return True

    def _insert_slowly(self, team: str, place: int, token: str, sealed: bytes, *, put_back: bool) -> bool:
        with self._connection.transaction():
            self._alone(team)
            self._connection.execute(_BOUND)
            if not put_back and not self._is_as_read(team, place):
                return False
            self._connection.execute(_APPEND, (team, place, token, sealed))
            places = self._places(team) if team in self._known and not put_back else ""
        if places:
            self._known[team] = _Known(places, (place, token))
        return True

    def delete_chunks(self, team: str, names: Sequence[str]) -> int:
        """Delete the chunks of a team but these and but its last row, whose place would be free again, as a user who may.

        Returns how many. Raises Locked where the user may not.
        """
        with database_errors(self._database):
            try:
                with self._connection.transaction():
                    self._alone(team)
                    (last,) = self._connection.execute(_LAST_PLACE, (team,)).fetchone() or (None,)
                    values = (team, f"{PREFIX}%", [token_of(one) for one in names], last)
                    number = self._connection.execute(_DELETE_CHUNKS, values).rowcount
            except errors.InsufficientPrivilege as error:
                raise Locked(
                    N_("The user may not delete in {database}. Name one who may: team maintain --database."),
                    database=shown(self._database),
                ) from error
            with suppress(
                psycopg.Error
            ):  # whoever owns the table frees the pages at once; else the database does in time
                self._connection.execute("VACUUM datapact_team_log")
        return number

    def make_tables(self) -> None:
        """Make the tables where they are missing; raises Locked where the user may not."""
        with database_errors(self._database), self._connection.transaction():
            if self._connection.execute("SELECT to_regclass('datapact_team_log')").fetchone() == (None,):
                for statement in TABLES:
                    self._connection.execute(statement)
            self._require_format()

    def _alone(self, team: str) -> None:
        """Wait, at the start of a transaction, until no other DataPact writes rows of the team; where nobody can, go on without."""
        self._connection.execute(_ALONE)
        nobody = (errors.FeatureNotSupported, errors.UndefinedFunction, errors.InsufficientPrivilege)
        with suppress(*nobody), self._connection.transaction():
            self._connection.execute(_LOCK, (_lock_number(team),))

    def _is_as_read(self, team: str, place: int) -> bool:
        """Whether the team has rows at the places that are known and no others, and before this place the same token.

        Places between known ones count: a row that waited for another's, uncommitted, appears before rows that were read.
        """
        known = self._known.get(team)
        if known is None:
            return True
        if self._places(team) != known.places:
            return False
        if known.last is None or known.last[0] >= place:
            return True
        return self._connection.execute(_BEFORE, (LARGEST_TOKEN, team, known.last[0])).fetchone() == (known.last[1],)

    def _require_format(self, read: Sequence[tuple[Any, ...]] | None = None) -> None:
        """Raise unless the tables are of this format; those of the one before are raised to it where the user may."""
        numbers = [number for (number,) in (self._connection.execute(_FORMAT).fetchall() if read is None else read)]
        if any(isinstance(number, int) and number > FORMAT for number in numbers):
            raise NewerFormat(N_("The tables of the team are of a newer DataPact. Update this one."))
        if numbers == [FORMAT - 1] and self._has_raised():
            return
        if FORMAT not in numbers:
            raise Surroundings(
                N_(
                    "The tables of the team are of an older DataPact, or damaged. Ask the database's administrator for one statement: UPDATE datapact_team_format SET number = {number}. Computers with an older DataPact stop then until they are updated; nothing is lost."
                ),
                number=FORMAT,
            )

    def _has_raised(self) -> bool:
        with suppress(errors.InsufficientPrivilege), self._connection.transaction():
            self._connection.execute(_RAISE)
            return True
        return False


@contextmanager
def connected(database: str) -> Iterator[TeamLog]:
    """A connection to the database of a team, closed afterwards.

    Raises Locked for a wrong password, Surroundings where the server cannot be reached or offers no checked TLS.
    """
    with _connection(database) as connection:
        yield TeamLog(connection, database)


def _connection(database: str) -> psycopg.Connection[Any]:
    try:
        return psycopg.connect(database, autocommit=True, prepare_threshold=None)
    except psycopg.OperationalError as error:
        raise refused(error, database) from error


class StayingConnection:
    """A connection that stays open from one synchronisation to the next, for who synchronises often; ended by ``close``.

    Opening one takes as long as all that a synchronisation without news asks.
    """

    __slots__ = ("_is_closed", "_kept", "_lock")

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: tuple[psycopg.Connection[Any], str, float] | None = None
        self._is_closed = False

    @contextmanager
    def connected(self, database: str) -> Iterator[TeamLog]:
        """As ``connected``; after any error the next one is a new connection."""
        connection = self._take(database) or _connection(database)
        try:
            yield TeamLog(connection, database)
        except BaseException:
            connection.close()
            raise
        with self._lock:
            if self._kept is None and not self._is_closed:
                self._kept = connection, database, time.monotonic()
                return
        connection.close()

    def rest(self, seconds: float) -> None:
        """Close the connection if nobody used it for so long."""
        with self._lock:
            if self._kept is not None and time.monotonic() - self._kept[2] >= seconds:
                self._kept[0].close()
                self._kept = None

    def close(self) -> None:
        """Close the connection for good; one in use is closed when its synchronisation is done."""
        self._is_closed = True
        self.rest(0)

    def _take(self, database: str) -> psycopg.Connection[Any] | None:
        with self._lock:
            kept, self._kept = self._kept, None
        if kept is None:
            return None
        connection, address, _since = kept
        if address == database and not connection.closed:
            with suppress(psycopg.Error, OSError):
                with DefaultSelector() as selector:
                    selector.register(connection, EVENT_READ)
                    if selector.select(0):  # the server ended it, or says something
                        connection.execute("SELECT 1")
                return connection
        connection.close()
        return None


def last_place(rows: Sequence[Row], before: int = 0) -> int:
    """The last place of these rows behind ``before`` rows more; junk far ahead does not count."""
    return max((row.place for row in rows if 0 < row.place <= 2 * (len(rows) + before) + _NEAR), default=before)


def free_places(rows: Sequence[Row], before: int = 0) -> Iterator[int]:
    """Places behind all rows, and behind ``before``, lowest first; junk far ahead does not use them up."""
    taken = {row.place for row in rows}
    return (place for place in count(last_place(rows, before) + 1) if place not in taken)


def _last_row(rows: Sequence[Row], before: int = 0) -> tuple[int, str] | None:
    last = last_place(rows, before)
    return next(((row.place, row.token) for row in rows if row.place == last), None)


def _row(place: object, token: object, sealed: object) -> Row:
    return Row(
        place if isinstance(place, int) else 0,
        token if isinstance(token, str) else "",
        _base64url(sealed) if isinstance(sealed, str) else "",
    )


def _base64url(text: str) -> str:
    return text.strip().rstrip("=").replace("+", "-").replace("/", "_")


def _channel(team: str) -> str:
    return f"datapact_{team}"


def _lock_number(team: str) -> int:
    return int.from_bytes(hashlib.sha256(_channel(team).encode()).digest()[:8], "big", signed=True)
