"""The entry of a trusted list on a certificate, and facts of the list itself: values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

type Qualification = Literal["qualified", "certificate_only", "not_qualified", "not_both", "unknown"]
"""Signature or seal with a qualified device; with a qualified certificate alone; neither; qualified either when the
certificate was issued or when it was used, but not both (eIDAS Art. 32(1)(a) and (b)); nobody can tell."""
type Purpose = Literal["signature", "seal", "website", "timestamp"]
type Revocation = Literal["not_revoked", "revoked", "revoked_later", "not_known"]
"""At the moment that was asked about; revoked only after it; or the file carries no answer."""


@dataclass(frozen=True, slots=True)
class ListHead:
    """The head of a trusted list: which one a file is."""

    territory: str
    """Two letters such as DE; EU for the list of lists."""
    issued: datetime
    """As the list says, UTC."""
    next_update: datetime | None
    """Until when the next one is due, UTC; None: it does not say."""
    sequence: int
    """Number of the list within its territory; larger is newer."""
    sha256: str
    """Of the file, base64url."""

    def ended_before(self, moment: datetime) -> bool:
        """Whether a newer list was due by then, so that this one says nothing of that moment."""
        return self.next_update is not None and self.next_update < moment


@dataclass(frozen=True, slots=True)
class Listed:
    """The statement of a trusted list on a certificate's issuer."""

    qualification: Qualification
    """At the moment asked, and when the certificate was issued."""
    purpose: Purpose
    """What the certificate is for; "signature" where it does not matter."""
    service: str
    """Name of the trusted service in the list; empty where none fits."""
    head: ListHead | None
    """The list that was asked; None: none of that country is at hand."""
    territory: str
    """Country of the issuer, two letters; empty where it names none."""
    moment: datetime
    """At which it was asked, UTC."""
    revocation: Revocation
    """By what the file carries, at that moment; never asked of anybody."""
    trusted: bool
    """A path of certificates leads to a service of the list."""
    revoked_on: datetime | None = None
    """Since when it was revoked, UTC, where that was after the moment; else None."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The result of importing a list."""

    name: str
    """Of the file."""
    head: ListHead
    """Which list it is."""
    taken: bool
    """False: the one at hand is newer or the same."""
