"""What internal entries say of a contract that was signed outside DataPact: its text, its evidence, its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from datapact.history.disclosure import Withheld
from datapact.history.facts import Text


@dataclass(frozen=True, slots=True)
class File:
    """A file kept with an entry, by its SHA-256 (base64url)."""

    digest: str
    name: Text
    media: str


@dataclass(frozen=True, slots=True)
class SignedElsewhere:
    """A contract as a legal member recorded it. ``signed_on`` is a local day or empty.

    ``evidence`` is the class of evidence, ``signatures`` what a program found in the file when it was recorded.
    """

    digest: str
    organisation: str
    author: str
    time: datetime
    state: Mapping[str, Any] | Withheld = field(repr=False, hash=False)
    evidence: str
    signed_on: str
    reference: Text
    files: tuple[File, ...]
    signatures: tuple[Mapping[str, Any], ...] = field(repr=False, hash=False)
    remarks: Text


@dataclass(frozen=True, slots=True)
class EndedElsewhere:
    """The end of such a contract: ``end`` is its last day; empty takes an earlier record of an end back."""

    digest: str
    organisation: str
    time: datetime
    end: str
    ground: str
    reason: Text
    files: tuple[File, ...]
