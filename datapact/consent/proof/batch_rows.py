"""The rows of a signed batch held against their leaves: most of them as the database writes them, the others one by one.

The database writes the text of a plain row, which counts and is not erased, from the columns; with its salt it gives the leaf, or
the row is read anew and judged by the program's own text of it. So the short way can only accept a row whose columns give its leaf.
"""

from __future__ import annotations

import json
from binascii import b2a_base64
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from datapact.consent.records.batch import SIGNED_COLUMNS, SIGNED_TABLES
from datapact.consent.records.row_disclosure import Row, canonical_row, time_text
from datapact.consent.terms.states import BY_CODE
from datapact.history.commitments.sealed_list import SALT_BYTES, URLSAFE, leaf_of

_STATE = " ".join(f"WHEN {code} THEN '{state.name}'" for code, state in enumerate(BY_CODE))
_TEXT = (
    "json_object('controller', s.controller, 'dataset', s.dataset, 'event_id', e.event_id,"
    " 'explicit', CASE e.explicit WHEN 0 THEN json('false') WHEN 1 THEN json('true') END, 'more', json(e.more),"
    " 'notice', e.notice, 'notice_version', e.notice_version, 'purpose', s.purpose,"
    f" 'state', CASE e.state {_STATE} END, 'subject', u.pseudonym)"
)
_PLAIN = (
    "r.id IS NULL AND length(e.salt) = 16 AND e.batch = ?3 AND e.recorded = ?4 AND u.dataset = s.dataset"
    " AND (e.more = '{}' OR json(e.more) = e.more)"
)
WRITTEN = (
    f"SELECT CASE WHEN {_PLAIN} THEN CAST({_TEXT} AS BLOB) END, e.salt, e.leaf, e.at, e.until, e.scope, e.id"  # noqa: S608
    f" FROM consent_event AS e {SIGNED_TABLES} WHERE e.id BETWEEN ?1 AND ?2 ORDER BY e.id"
)
"""SQL: the rows of ids ?1 to ?2 of batch ?3, recorded at ?4, as ``not_shown`` takes them; no text for rows that are not plain."""
_COLUMNS = (
    f"SELECT e.id, e.batch, e.recorded, e.salt, e.leaf, {SIGNED_COLUMNS}, coalesce(u.dataset, r.dataset), e.scope, e.subject"  # noqa: S608
    f" FROM consent_event AS e {SIGNED_TABLES} WHERE e.id IN (SELECT value FROM json_each(?)) ORDER BY e.id"
)
_EMPTIED = (None, 0, 0, 0, None, "", "", 0, "")
_NO_SALT = bytes(SALT_BYTES)
_NO_END = b"null"


class _Times(dict[Any, bytes]):
    """Seconds since 1970 as they are signed, made once each: many people decide at one time."""

    def __missing__(self, seconds: Any) -> bytes:
        made = self[seconds] = _NO_END if seconds is None else b'"%b"' % time_text(seconds).encode()
        return made


def columns(connection: Any, numbers: Iterable[int]) -> list[Sequence[Any]]:
    """The rows of these ids as ``fits`` takes them."""
    return connection.execute(_COLUMNS, (json.dumps(list(numbers)),)).fetchall()  # type: ignore[no-any-return]


def not_shown(rows: Sequence[Sequence[Any]]) -> list[int]:
    """Ids of those rows of ``WRITTEN`` whose text is there and does not give the leaf: ``fits`` has to judge them."""
    try:
        return [row[6] for row, right in zip(rows, _shown(rows), strict=True) if not right and row[0] is not None]
    except (TypeError, ValueError, OverflowError):  # a value of a sort that no row has
        return [row[6] for row in rows if row[0] is not None]


def _shown(rows: Sequence[Sequence[Any]]) -> Iterator[bool]:
    times, new = _Times(), sha256().copy
    salts = b"".join([b"%b\0\0" % (_NO_SALT if row[0] is None else row[1]) for row in rows])
    salted = b2a_base64(salts, newline=False).translate(URLSAFE)  # 24 letters a salt, of which the first 22 say it all
    encoded = b2a_base64
    for place, (text, _salt, leaf, at, until, _scope, _id) in zip(range(0, len(salted), 24), rows, strict=True):
        if text is None or at is None:
            yield False
            continue
        array = b'["%b",{"at":%b,%b,"until":%b}]' % (salted[place : place + 22], times[at], text[1:-1], times[until])
        hashed = new()
        # few texts have one of the two letters that differ: to look for them is quicker than to translate all
        hashed.update(encoded(array, newline=False).rstrip(b"=").replace(b"+", b"-").replace(b"/", b"_"))
        yield hashed.digest() == leaf


def fits(row: Sequence[Any], number: int, recorded: int) -> bool:
    """Whether the columns of a row of ``columns`` give the leaf, and those beside them say what the batch says."""
    _id, batch, at_batch, salt, leaf, *rest, dataset, scope, subject = row
    if batch != number or at_batch != recorded:
        return False
    if salt is None:  # erased: nothing of it may be left
        values = (rest[0], scope, subject, rest[5], rest[7], rest[8], rest[9], rest[10], rest[11])
        return values == _EMPTIED
    try:
        if dataset != rest[2] or rest[10] not in (0, 1) or not 0 <= rest[5] < len(BY_CODE):
            return False
        if None in rest[:7] or None in rest[8:]:  # only the end of a consent may be absent
            return False
        return bool(leaf_of(salt, canonical_row(Row._make(rest))) == leaf)
    except (TypeError, ValueError, OverflowError):  # a number where a text belongs, and the like
        return False
