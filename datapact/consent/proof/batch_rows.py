"""The rows of a signed batch held against their leaves: most of them as the database writes them, the others one by one.

The database writes the texts of the plain rows, which count and are not erased, from their columns, some thousands in one value: so
no object is made of each column. With their salts they give the leaves, or the rows are read anew and judged by the program's own
text of them. So the short way can only accept rows whose columns give their leaves.
"""

from __future__ import annotations

import json
from binascii import b2a_base64
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

from datapact.consent.records.batch import SIGNED_COLUMNS, SIGNED_TABLES
from datapact.consent.records.row_disclosure import Row, canonical_row, time_text
from datapact.consent.terms.states import BY_CODE
from datapact.history.commitments.sealed_list import URLSAFE, leaf_of

_STATE = " ".join(f"WHEN {code} THEN '{state.name}'" for code, state in enumerate(BY_CODE))
_TEXT = (
    "json_object('controller', s.controller, 'dataset', s.dataset, 'event_id', e.event_id,"
    " 'explicit', CASE e.explicit WHEN 0 THEN json('false') WHEN 1 THEN json('true') END, 'more', json(e.more),"
    " 'notice', e.notice, 'notice_version', e.notice_version, 'purpose', s.purpose,"
    f" 'state', CASE e.state {_STATE} END, 'subject', u.pseudonym)"
)
# values of several rows are read as one text, which does not say their kinds: so these are asked for (a text is more than any number,
# and less than any bytes)
_PLAIN = (
    "e.id BETWEEN ?1 AND ?2 AND s.id = e.scope AND u.id = e.subject AND r.id IS NULL AND e.batch = ?3 AND e.recorded = ?4"
    " AND u.dataset = s.dataset AND e.salt >= x'' AND length(e.salt) = 16 AND e.leaf >= x'' AND length(e.leaf) = 32"
    " AND e.at < '' AND (e.until IS NULL OR e.until < '') AND (e.more = '{}' OR json(e.more) = e.more)"
    " AND instr(e.event_id, char(10)) = 0"
)
_FROM = (  # in this order, so that the rows come in the order of their ids
    "FROM consent_event AS e CROSS JOIN consent_scope AS s CROSS JOIN consent_subject AS u LEFT JOIN consent_repeat AS r ON r.id = e.id"
)
TOGETHER = (
    f"SELECT count(*), CAST(group_concat({_TEXT}, x'0a') AS BLOB), CAST(group_concat(e.salt, x'0000') AS BLOB),"
    " CAST(group_concat(e.leaf, '') AS BLOB), group_concat(e.at), group_concat(coalesce(e.until, ''))"
    f" {_FROM} WHERE {_PLAIN}"
)
"""SQL: the plain rows of ids ?1 to ?2 of batch ?3, recorded at ?4, as ``leaves_shown`` takes them, in one line."""
NOT_PLAIN = (
    f"SELECT id FROM consent_event WHERE id BETWEEN ?1 AND ?2 AND id NOT IN (SELECT e.id {_FROM} WHERE {_PLAIN})"  # noqa: S608
)
"""SQL: ids of the others."""
_COLUMNS = (
    f"SELECT e.id, e.batch, e.recorded, e.salt, e.leaf, {SIGNED_COLUMNS}, coalesce(u.dataset, r.dataset), e.scope, e.subject"  # noqa: S608
    f" FROM consent_event AS e {SIGNED_TABLES} WHERE e.id IN (SELECT value FROM json_each(?)) ORDER BY e.id"
)
_EMPTIED = (None, 0, 0, 0, None, "", "", 0, "")
_SALTED = 24
"""Letters of a salt and two zero bytes, of which the first 22 say the salt."""


@lru_cache(maxsize=50_000)
def _time(seconds: str) -> bytes:
    """Seconds since 1970, as a text, as they are signed: many people decide at one time."""
    return b'"%b"' % time_text(int(seconds)).encode() if seconds else b"null"


def columns(connection: Any, numbers: Iterable[int]) -> list[Sequence[Any]]:
    """The rows of these ids as ``fits`` takes them."""
    return connection.execute(_COLUMNS, (json.dumps(list(numbers)),)).fetchall()  # type: ignore[no-any-return]


def leaves_shown(together: Sequence[Any]) -> list[bytes] | None:
    """The leaves of the rows of ``TOGETHER``, in their order; None where one is not what its columns give: ``fits`` judges them."""
    count, texts, salts, leaves, starts, ends = together
    if not count:
        return []
    try:
        made = _leaves(texts, salts, starts, ends)
    except (ValueError, OverflowError):  # other numbers of values than of rows; a moment that no calendar has
        return None
    return made if b"".join(made) == leaves else None


def _leaves(texts: bytes, salts: bytes, starts: str, ends: str) -> list[bytes]:
    new = sha256().copy
    salted = b2a_base64(salts + b"\0\0", newline=False).translate(URLSAFE)
    values = zip(
        [salted[place : place + 22] for place in range(0, len(salted), _SALTED)],
        map(_time, starts.split(",")),
        texts[1:-1].split(b"}\n{"),  # no such text within a row: the text of one has no line breaks
        map(_time, ends.split(",")),
        strict=True,
    )
    made = []
    for encoded in map(b2a_base64, map(b'["%b",{"at":%b,%b,"until":%b}]'.__mod__, values)):
        hashed = new()
        # few texts have one of the two letters that differ: to look for them is quicker than to translate all
        hashed.update(encoded.rstrip(b"=\n").replace(b"+", b"-").replace(b"/", b"_"))
        made.append(hashed.digest())
    return made


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
