"""What entries say, one small record a kind: the vocabulary of the fold and of all who read its result.

A text member is WITHHELD where this copy of the entry lacks its disclosure. Days are local days as their author states
them; whether and from when a change counts, agreements/projection/changes.py says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from datapact.base.texts import Message
from datapact.history.commitments.disclosure import Withheld

type Text = str | Withheld


@dataclass(frozen=True, slots=True)
class Offer:
    """A complete proposed state, from an offer or a counter; ``answers`` is empty for an offer."""

    digest: str
    organisation: str
    author: str
    time: datetime
    parties: frozenset[str]
    state: Mapping[str, Any] | Withheld = field(repr=False, hash=False)
    answers: str
    note: Text


@dataclass(frozen=True, slots=True)
class Accept:
    digest: str
    organisation: str
    offer: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for one signature. ``order`` counts from 1; ``kid`` is the thumbprint of the signing key."""

    id: str
    order: int
    party: str
    """Key of the party within the agreement."""
    organisation: str
    member: Text
    person: Text
    """Name of who signs."""
    capacity: Text
    """Code of the power to sign; the signature page puts it into words."""
    evidence: Text
    """What proves the capacity, one line; may be empty."""
    evidence_date: Text
    """Date of that proof in ISO form; empty for none."""
    kid: Text


@dataclass(frozen=True, slots=True)
class Freeze:
    """The text is fixed for signature; ``slots`` in signing order."""

    digest: str
    organisation: str
    time: datetime
    offer: str
    agreement_sha256: Text
    layout: Text
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature; the revisions are digests of the PDF before and after it."""

    digest: str
    organisation: str
    time: datetime
    slot: str
    person: Text
    capacity: Text
    revision_from: str
    revision_to: str


@dataclass(frozen=True, slots=True)
class Declined:
    digest: str
    organisation: str
    time: datetime
    reason: Text


@dataclass(frozen=True, slots=True)
class Termination:
    """A notice of termination; ``end`` is the last day, ISO 8601."""

    digest: str
    organisation: str
    time: datetime
    end: str
    reason: Text
    ground: Text


@dataclass(frozen=True, slots=True)
class Revocation:
    """An organisation announces in the agreement that a key of its own holds no longer."""

    digest: str
    organisation: str
    time: datetime
    kid: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Receipt:
    digest: str
    organisation: str
    time: datetime
    seen: tuple[str, ...]
    commitment: Text


@dataclass(frozen=True, slots=True)
class Comment:
    digest: str
    organisation: str
    author: str
    time: datetime
    text: Text
    about: Text


@dataclass(frozen=True, slots=True)
class Draft:
    digest: str
    author: str
    time: datetime
    state: Mapping[str, Any] | Withheld = field(repr=False, hash=False)
    note: Text


@dataclass(frozen=True, slots=True)
class Approval:
    """Internal consent to the state with this SHA-256 (base64url)."""

    digest: str
    author: str
    time: datetime
    state_digest: Text
    note: Text


@dataclass(frozen=True, slots=True)
class Override:
    """A finding that a legal member sets aside for one state, with a reason."""

    digest: str
    author: str
    time: datetime
    finding: Text
    place: Text
    reason: Text
    state_digest: Text


@dataclass(frozen=True, slots=True)
class Note:
    digest: str
    author: str
    time: datetime
    text: Text
    """Nothing in it is markup."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A revocation that claims not to know steps which stand nevertheless (``entries``).

    They belong to the conclusion, to a notice of termination or to a change that every party agreed to.
    """

    revocation: Revocation
    entries: tuple[str, ...]


type Stage = Literal["draft", "offered", "agreed", "frozen", "signing", "signed", "declined", "terminated"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an agreement stands. ``void`` gives the reason for each entry that has no effect.

    ``signed`` are the signatures that count, in order; ``revisions`` those PDFs from which the next may start
    (empty: the unsigned PDF). Two concurrent signatures in one slot both count until somebody signs behind one.
    ``disputes`` are revocations that claim not to know steps which no revocation takes back once every slot is signed.
    """

    void: Mapping[str, Message] = field(hash=False)
    open_offers: tuple[str, ...]
    accepted: Mapping[str, frozenset[str]] = field(hash=False)
    agreed: str | None
    freeze: Freeze | None
    signed: tuple[Signed, ...]
    next_slots: tuple[Slot, ...]
    revisions: frozenset[str]
    fully_signed: bool
    declined: tuple[Declined, ...]
    terminated: tuple[Termination, ...]
    stage: Stage
    turn: tuple[str, ...]
    disputes: tuple[Dispute, ...]


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

    @property
    def needs_consent(self) -> bool:
        """Whether the other parties have to agree to it."""
        return not self.annex or self.rule == "both"


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
