"""Facts after signature: notices, changes of the contract, motions and votes, suspensions, accessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from datapact.history.commitments.disclosure import Withheld
from datapact.history.state.facts import Text


@dataclass(frozen=True, slots=True)
class Notice:
    """A party's announcement; ``objection_until`` is empty where nobody is asked to object."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the one that announces."""
    author: str
    """Thumbprint of the author's key."""
    time: datetime
    """UTC, by the author's clock."""
    about: str
    """``sub_processors``, ``measures``, ``contacts`` or ``other``."""
    text: Text
    """What is announced."""
    day: str
    """Local day on which it is given, ISO 8601."""
    effective: str
    """First day of what it announces, ISO 8601."""
    objection_until: str


@dataclass(frozen=True, slots=True)
class Objection:
    """A party's objection to the notice or change ``to``; on its own proposal it takes the proposal back."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the one that objects."""
    time: datetime
    """UTC, by the author's clock."""
    to: str
    day: str
    """Local day on which it objects, ISO 8601."""
    reason: Text
    """Free text, may be empty."""


@dataclass(frozen=True, slots=True)
class ContractChange:
    """A new version of an annex, or with an empty ``annex`` an amendment of the agreement.

    ``content`` are terms to merge into those that counted before, ``removals`` are paths to remove; ``rule`` says who
    has to agree, ``notice`` is the announcement that it rests on, or empty.
    """

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the one that changes or proposes."""
    author: str
    """Thumbprint of the author's key."""
    time: datetime
    """UTC, by the author's clock."""
    annex: str
    rule: str
    content: Mapping[str, Any] = field(repr=False, hash=False)
    removals: tuple[str, ...]
    day: str
    """Local day of writing, ISO 8601; it counts from no earlier day."""
    effective: str
    """Day from which it is to count, ISO 8601."""
    notice: str
    note: Text
    """To the partners, may be empty."""
    asked: tuple[str, ...] | None = ()
    """Ids of the only organisations whose consent an order asks for; empty: every party. None where it is withheld."""
    silence: str = ""
    """What an order says that silence on it means: "consent", "refusal", or empty for nothing."""
    answer_days: int = 0
    """Days within which it is to be answered; 0 where silence means nothing."""
    silent: tuple[str, ...] | None = ()
    """Ids of those whose silence counts as consent. None where it is withheld."""

    def others(self, parties: frozenset[str]) -> frozenset[str]:
        """The organisations of ``parties`` whose consent it asks for, without its author."""
        return frozenset(self.asked or parties) - {self.organisation}

    @property
    def needs_consent(self) -> bool:
        """Whether the other parties have to agree to the change."""
        return not self.annex or self.rule == "both"


@dataclass(frozen=True, slots=True)
class ChangeAccepted:
    """A party's agreement to a change of a signed text."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the one that agrees."""
    time: datetime
    """UTC, by the author's clock."""
    change: str
    """Digest of the change."""
    day: str
    """Local day on which it agrees, ISO 8601."""
    authority: Text = ""
    """On what its author may bind the house, as stated; empty: not stated, so not shown."""


@dataclass(frozen=True, slots=True)
class SilenceRecorded:
    """A party's record that others have not answered an order in the time that it gave."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the one that records it."""
    time: datetime
    """UTC, by the author's clock."""
    change: str
    """Digest of the order."""
    day: str
    """Local day on which it is recorded, ISO 8601."""
    organisations: tuple[str, ...]
    """Ids of those that kept silent."""


@dataclass(frozen=True, slots=True)
class Suspension:
    """A party's suspension of performance from ``begins`` to ``until``, both included; an empty end is open."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the one that holds back."""
    time: datetime
    """UTC, by the author's clock."""
    begins: str
    until: str
    reason: Text
    """Free text, may be empty."""


@dataclass(frozen=True, slots=True)
class Resumption:
    """The end of a suspension: from ``day`` the agreement is performed again."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the one that performs again."""
    time: datetime
    """UTC, by the author's clock."""
    suspension: str
    """Digest of the suspension, by the same organisation."""
    day: str


@dataclass(frozen=True, slots=True)
class Motion:
    """A party's proposal on which the parties vote; its author is for it."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the one that proposes."""
    time: datetime
    """UTC, by the author's clock."""
    act: str
    """``admission``, ``exclusion`` or ``end``."""
    about: str
    """Id of the organisation that is to join or to go; empty for the end of the agreement."""
    name: Text
    """Of that organisation, as its author calls it."""
    content: Mapping[str, Any] | Withheld = field(repr=False, hash=False)
    """What the organisation that joins adds to the terms; empty otherwise."""
    day: str
    """Local day of writing, ISO 8601."""
    end: str
    """Last day that is proposed, ISO 8601; empty for an admission."""
    reason: Text
    """Free text; an exclusion needs one."""


@dataclass(frozen=True, slots=True)
class Vote:
    """A party's vote on a motion."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the one that votes."""
    time: datetime
    """UTC, by the author's clock."""
    motion: str
    """Digest of the motion."""
    vote: str
    """``yes`` or ``no``."""
    day: str
    """Local day on which it votes, ISO 8601."""
    reason: Text
    """Free text, may be empty."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """A party's notice that ends its own part."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the one that leaves."""
    time: datetime
    """UTC, by the author's clock."""
    day: str
    """Local day of the notice, ISO 8601."""
    end: str
    """Its last day as it says, ISO 8601."""
    ground: str
    """``ordinary`` or ``cause``."""
    reason: Text
    """Free text, may be empty."""


@dataclass(frozen=True, slots=True)
class OrderEnded:
    """A party's notice that ends one order: its provider's as a whole, a recipient's for itself."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the one that gives notice."""
    time: datetime
    """UTC, by the author's clock."""
    change: str
    """Digest of the order; empty for the data that the signed text began with."""
    dataset: str
    """Key of the only dataset of it that it is about; empty for all."""
    day: str
    """Local day of the notice, ISO 8601."""
    end: str
    """Last day as it says, ISO 8601."""
    ground: str
    """``ordinary`` or ``cause``."""
    reason: Text
    """Free text, may be empty."""


@dataclass(frozen=True, slots=True)
class Accession:
    """The record that an organisation joined by an agreement of its own, which the entry carries."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the party that records it."""
    time: datetime
    """UTC, by the author's clock."""
    joined: str
    """Id of the organisation that joined."""
    name: Text
    """Its name."""
    accession: str
    """``urn:uuid:`` id of the agreement by which it joined."""
    motion: str
    """Digest of the motion to admit it; empty where none was needed."""
    day: str
    """Local day of the record, ISO 8601."""


@dataclass(frozen=True, slots=True)
class Acceded:
    """The accession by which an organisation joined."""

    signers: frozenset[str]
    """Ids of the parties that signed it for the others."""
    state: Mapping[str, Any] = field(repr=False, hash=False)
    """Its text as agreement.json: the text as it stood, with the newcomer."""
