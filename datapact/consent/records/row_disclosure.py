"""The row of an event as it is signed: a disclosure of RFC 9901 that can be rebuilt byte for byte from the columns.

A row is the JSON object with the members of ``Row``, canonical (RFC 8785); its disclosure is the base64url text of
``[salt, row]``, as for an element of an array. A million rows are written at a time, so this writes the canonical text
directly; a test compares it with ``strictjson.canonical``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from json.encoder import encode_basestring
from typing import NamedTuple

from datapact.base.strictjson import canonical
from datapact.consent.terms.states import BY_CODE

NO_MORE = "{}"
_STATE_NAMES = tuple(f'"{state.name}"' for state in BY_CODE)


class Row(NamedTuple):
    """An event in the form of its columns; ``at`` and ``until`` are seconds since 1970, ``more`` canonical JSON."""

    event_id: str
    """At most 300 characters."""
    subject: str
    """Pseudonym in our records."""
    dataset: str
    """Key of the dataset."""
    purpose: str
    """IRI or key."""
    controller: str
    """Organisation id or ``external:N``."""
    state: int
    """Code of ``states.BY_CODE``."""
    at: int
    until: int | None
    notice: str
    """Key of the notice; empty for none."""
    notice_version: str
    """As people number it; empty for none."""
    explicit: bool
    """Declared expressly (Art. 9 or 22 GDPR)."""
    more: str = NO_MORE


@lru_cache(maxsize=4096)
def _day(number: int) -> str:
    return datetime.fromtimestamp(number * 86400, UTC).strftime("%Y-%m-%d")


@lru_cache(maxsize=4096)
def _of_day(seconds: int) -> str:
    return f"T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}Z"


def time_text(seconds: int) -> str:
    """RFC 3339 in UTC of seconds since 1970."""
    day, rest = divmod(seconds, 86400)
    return _day(day) + _of_day(rest)


@lru_cache(maxsize=8192)
def _quoted(text: str) -> str:
    return encode_basestring(text)


def more_text(more: Mapping[str, str]) -> str:
    """Canonical JSON of the further members."""
    return canonical(dict(more)).decode("utf-8") if more else NO_MORE


def canonical_row(row: Row) -> str:
    """The row's object, exactly as ``strictjson.canonical`` would write it."""
    event_id, subject, dataset, purpose, controller, state, at, until, notice, version, explicit, more = row
    ends = "null" if until is None else f'"{time_text(until)}"'
    return (
        f'{{"at":"{time_text(at)}","controller":{_quoted(controller)},"dataset":{_quoted(dataset)},'
        f'"event_id":{encode_basestring(event_id)},"explicit":{"true" if explicit else "false"},"more":{more},'
        f'"notice":{_quoted(notice)},"notice_version":{_quoted(version)},"purpose":{_quoted(purpose)},'
        f'"state":{_STATE_NAMES[state]},"subject":{encode_basestring(subject)},"until":{ends}}}'
    )
