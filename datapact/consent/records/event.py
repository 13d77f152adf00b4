"""One consent event, recorded or about to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final

NOTHING: Mapping[str, str] = MappingProxyType({})
DERIVED: Final = "derived:"
"""Begins the id that is made for an event of a file without ids."""
RECEIVED: Final = "received"
"""In ``Event.more``: the moment (UTC, ISO 8601) at which a declaration reached us, where somebody said so."""
EVENT_ID: Final = "substr(e.event_id, 1, instr(e.event_id || char(10), char(10)) - 1)"
"""SQL: the id of event ``e`` as it was signed.

Two computers of a house may give one id to two events. Both count; in the table the later one's id is followed by a line break,
which no id can hold, the digest of its entry and its line there.
"""
SAME_ID: Final = "e.event_id >= {0} AND e.event_id < {0} || char(11)"
"""SQL: whether event ``e`` has the id that is filled in; uses the index."""


@dataclass(frozen=True, slots=True)
class Event:
    """A consent event. ``recorded``, ``batch`` (digest of the signed entry) and ``line`` are set once it is stored."""

    event_id: str
    """At most 300 characters; a UUID, the file's own, or ``derived:`` and a digest."""
    subject: str
    """Pseudonym in our records, at most 100 characters."""
    dataset: str
    """Key of the dataset within its agreements."""
    purpose: str
    """IRI, or the key of an agreement's own purpose."""
    controller: str
    """Organisation id or ``external:<n>``."""
    state: str
    """A name of ``states.STATES``."""
    at: datetime
    """When the person decided, UTC, whole seconds once it is stored."""
    until: datetime | None = None
    """Last second on which a consent holds, UTC; None: without end."""
    notice: str = ""
    """Key of the notice; empty for none."""
    notice_version: str = ""
    """As people number it; empty for none."""
    explicit: bool = False
    """Declared expressly (Art. 9 or 22 GDPR)."""
    more: Mapping[str, str] = field(default=NOTHING, hash=False)
    """Texts by name of a further field, such as ``guardian``."""
    recorded: datetime | None = None
    batch: str = ""
    line: int = 0
