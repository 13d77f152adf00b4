"""What shared entries say once everybody has signed: notices, objections, changes of annexes and text, pauses.

The days are local days as their author states them; whether and from when a change counts, agreements/changes.py says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from datapact.history.facts import Text


@dataclass(frozen=True, slots=True)
class Notice:
    """A party announces something; ``objection_until`` is empty where nobody is asked to object."""

    digest: str
    organisation: str
    author: str
    time: datetime
    about: str
    text: Text
    day: str
    effective: str
    objection_until: str


@dataclass(frozen=True, slots=True)
class Objection:
    """A party objects to the notice or change ``to``; its own proposal it takes back thereby."""

    digest: str
    organisation: str
    time: datetime
    to: str
    day: str
    reason: Text


@dataclass(frozen=True, slots=True)
class ContractChange:
    """A new version of an annex, or with an empty ``annex`` an amendment of the agreement.

    ``content`` are terms to merge into those that counted before, ``removals`` paths that fall away; ``rule`` says who
    has to agree, ``notice`` is the announcement that it rests on, or empty.
    """

    digest: str
    organisation: str
    author: str
    time: datetime
    annex: str
    rule: str
    content: Mapping[str, Any] = field(repr=False, hash=False)
    removals: tuple[str, ...]
    day: str
    effective: str
    notice: str
    note: Text


@dataclass(frozen=True, slots=True)
class ChangeAccepted:
    digest: str
    organisation: str
    time: datetime
    change: str
    day: str


@dataclass(frozen=True, slots=True)
class Suspension:
    """A party holds its performance back from ``begins`` to ``until``, both included; an empty end is open."""

    digest: str
    organisation: str
    time: datetime
    begins: str
    until: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Resumption:
    """The suspension ends before ``day``, from which the agreement is performed again."""

    digest: str
    organisation: str
    time: datetime
    suspension: str
    day: str
