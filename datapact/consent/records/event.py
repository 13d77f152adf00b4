"""One event of consent, as it was recorded or is about to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Event:
    """One event. ``recorded``, ``batch`` (digest of the signed entry) and ``line`` are known once it is stored."""

    event_id: str
    subject: str
    dataset: str
    purpose: str
    controller: str
    """Organisation id or ``external:<n>``."""
    state: str
    """A name of ``states.STATES``."""
    at: datetime
    until: datetime | None = None
    notice: str = ""
    notice_version: str = ""
    explicit: bool = False
    more: Mapping[str, str] = field(default=NOTHING, hash=False)
    recorded: datetime | None = None
    batch: str = ""
    line: int = 0
