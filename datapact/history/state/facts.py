"""The facts that entries state, one small record a kind: the vocabulary of the fold and of its readers.

A text member is WITHHELD where this copy of the entry lacks its disclosure. Days are local days as their author states
them; agreements/text/changes.py decides whether and from when a change counts.
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
    """Of the entry, base64url."""
    organisation: str
    """Id of the one that offers."""
    author: str
    """Thumbprint of the author's key."""
    time: datetime
    """UTC, by the author's clock."""
    parties: frozenset[str]
    """Ids of all parties' organisations, the offering one included."""
    body: Mapping[str, Any] = field(repr=False, hash=False)
    """Members of the entry, of which the text is opened when it is first read."""
    answers: str
    note: Text
    """To the partners, may be empty."""

    @property
    def state(self) -> Mapping[str, Any] | Withheld:
        """Proposed agreement.json as JSON."""
        return self.body["state"]  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Accept:
    """A party's agreement to an offer."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the one that accepts."""
    offer: str
    """Digest of the accepted offer or counter."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for one signature. ``order`` counts from 1; ``kid`` is the thumbprint of the signing key."""

    id: str
    """Such as ``signature-1``, unique within the freeze."""
    order: int
    party: str
    """Key of the party within the agreement."""
    organisation: str
    """Id of that party's organisation."""
    member: Text
    """Id of the member who signs, within his organisation."""
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
    """Of the entry, base64url."""
    organisation: str
    """Id of the one that froze the text."""
    time: datetime
    """UTC, by the author's clock."""
    offer: str
    """Digest of the agreed offer or counter."""
    agreement_sha256: Text
    """Digest (base64url) of the canonical agreement.json."""
    layout: Text
    """Version of the layout of the PDF."""
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class File:
    """A file kept with an entry, by its SHA-256 (base64url)."""

    digest: str
    """SHA-256 of the file, base64url."""
    name: Text
    """File name with its ending."""
    media: str
    """Media type, such as ``application/pdf``."""


@dataclass(frozen=True, slots=True)
class OwnCopy:
    """What shows a signature that a party's person gave in a copy of its own, by the word of that party."""

    evidence: str
    """Class of evidence, one of ``SLOT_EVIDENCE``."""
    day: Text
    """Local day of the signature; empty where it is not known."""
    files: tuple[File, ...]
    """The signed copy, or what else shows it."""
    remarks: Text
    """Free text, may be empty."""


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature; the revisions are digests of the PDF before and after it.

    One in an own copy leaves the common PDF as it is: both name the revision that stood then, or are empty before the first.
    """

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the signer's organisation."""
    time: datetime
    """UTC, by the author's clock."""
    slot: str
    """``id`` of the slot in the freeze."""
    person: Text
    """Name of the signer."""
    capacity: Text
    """Code of the power to sign."""
    revision_from: str
    """SHA-256 (base64url) of the PDF that was signed."""
    revision_to: str
    """SHA-256 (base64url) of the PDF with the signature."""
    own_copy: OwnCopy | None = None
    """What shows it where it is not in the common PDF."""


@dataclass(frozen=True, slots=True)
class Declined:
    """The end of a negotiation by a party."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the one that declines."""
    time: datetime
    """UTC, by the author's clock."""
    reason: Text
    """Free text, may be empty."""


@dataclass(frozen=True, slots=True)
class Termination:
    """A notice of termination; ``end`` is the last day, ISO 8601."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the one that gives notice, or that recorded the end."""
    time: datetime
    """UTC, by the author's clock."""
    end: str
    reason: Text
    """Free text, may be empty."""
    ground: Text
    """Code such as ``ordinary`` or ``cause``."""
    declared_by: Text = ""
    """Names of the persons who declare it, in one line; empty where that was not stated."""
    authority: Text = ""
    """On what they may bind the house, as stated; empty where the signing rule suffices or nothing was stated."""


@dataclass(frozen=True, slots=True)
class Revocation:
    """An organisation's announcement in the agreement that one of its keys is revoked."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the one whose key it was."""
    time: datetime
    """UTC, by the author's clock."""
    kid: str
    """Thumbprint of the revoked key, base64url."""
    reason: Text
    """Free text, may be empty."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A party's word that it has seen entries."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the one that confirms receipt."""
    time: datetime
    """UTC, by the author's clock."""
    seen: tuple[str, ...]
    """Digests of the shared heads that the author's vault had."""
    commitment: Text
    """Digest of a salt and the author's internal heads, or empty."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark in the shared history."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the author's organisation."""
    author: str
    """Thumbprint of the author's key."""
    time: datetime
    """UTC, by the author's clock."""
    text: Text
    """Remark to the partners."""
    about: Text
    """One line; empty in what this program writes."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment in a thread on a passage of the text, an answer to one, or its being settled."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the author's organisation."""
    author: str
    """Thumbprint of the author's key."""
    time: datetime
    """UTC, by the author's clock."""
    thread: Text
    """Digest of the entry that began the thread; empty for that one itself."""
    act: Text
    """``said``, ``resolved`` or ``reopened``."""
    place: Text
    """Id of a clause, paragraph or item, ``term:`` and a path, or empty for the whole agreement."""
    language: Text
    """Of the words; empty where both are meant."""
    words: Text
    """The passage as it stood; empty: the place as a whole."""
    at: int | Withheld
    """Where the passage began, in characters from 0."""
    of_text: Text
    """SHA-256 (base64url) of all words of the place as they stood; empty for none."""
    text: Text
    """What is said; may be empty for an act."""
    said_by: Text
    """Who said it in a Word file; empty: the author of the entry."""
    said_at: Text
    """When, as that file has it; may be empty."""
    audience: Text
    """``partners``, or ``house`` for what stays inside."""
    shared: bool
    """Whether it is in the stream that partners have."""


@dataclass(frozen=True, slots=True)
class CommentsBar:
    """Whether an open shared thread keeps this house from freezing the text."""

    digest: str
    """Of the entry, base64url."""
    author: str
    """Thumbprint of the author's key."""
    time: datetime
    """UTC, by the author's clock."""
    bar: bool
    """True: not for signature while a shared thread is open."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that was saved and that no partner has."""

    digest: str
    """Of the entry, base64url."""
    author: str
    """Thumbprint of the author's key."""
    time: datetime
    """UTC, by the author's clock."""
    body: Mapping[str, Any] = field(repr=False, hash=False)
    """Members of the entry, of which the text is opened when it is first read."""
    note: Text
    """Internal, may be empty."""

    @property
    def state(self) -> Mapping[str, Any] | Withheld:
        """Drafted agreement.json as JSON."""
        return self.body["state"]  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Approval:
    """Internal consent to the state with this SHA-256 (base64url)."""

    digest: str
    """Of the entry, base64url."""
    author: str
    """Thumbprint of the author's key."""
    time: datetime
    """UTC, by the author's clock."""
    state_digest: Text
    """SHA-256 (base64url) over the canonical agreement.json."""
    note: Text
    """Internal, may be empty."""
    alone: bool
    """The member wrote this text, too, and was the only legal one."""


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """Colleagues are asked to approve a text, or one of them gives it back."""

    digest: str
    """Of the entry, base64url."""
    author: str
    """Thumbprint of the author's key."""
    time: datetime
    """UTC, by the author's clock."""
    act: str
    """``asked`` or ``returned``."""
    state_digest: Text
    """SHA-256 (base64url) over the canonical agreement.json that it is about."""
    members: tuple[str, ...]
    """Ids of the members who are asked; empty: whoever may."""
    change: Mapping[str, Any] = field(repr=False, hash=False)
    """The change after signature that it is about, which nobody has proposed yet; empty for a text."""
    note: Text
    """Internal: what to look at, or why it is given back."""


@dataclass(frozen=True, slots=True)
class Override:
    """A legal member's override of a finding for one state, with a reason."""

    digest: str
    """Of the entry, base64url."""
    author: str
    """Thumbprint of the author's key."""
    time: datetime
    """UTC, by the author's clock."""
    finding: Text
    """Id of the check's rule."""
    place: Text
    """Where the rule found it, as the finding says."""
    reason: Text
    """Why the legal member sets it aside."""
    state_digest: Text
    """SHA-256 (base64url) over the canonical agreement.json that it is for."""
    wording: Text
    """Digest of what the finding is about; empty in entries of earlier programs, which hold for exactly this text."""
    alone: bool
    """The member also wrote the text, and is the only legal one."""


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """Facts on file in this house beside the agreement; they never leave it."""

    digest: str
    """Of the entry, base64url."""
    author: str
    """Thumbprint of the author's key."""
    time: datetime
    """UTC, by the author's clock."""
    facts: Mapping[str, Any]
    """By place, a path into the terms: what stands there, as the terms would have it; null takes it back."""
    note: Text
    """What it rests on; may be empty."""
    rests_on: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By place: the places whose words the fact rests on, with a digest of them; without those of entries before."""


@dataclass(frozen=True, slots=True)
class WordingConfirmed:
    """A legal member read own words of the text, and says which parts of requirements they provide."""

    digest: str
    """Of the entry, base64url."""
    author: str
    """Thumbprint of the author's key."""
    time: datetime
    """UTC, by the author's clock."""
    wordings: tuple[Mapping[str, Any], ...]
    """Each with the ``place`` at which it stood, the ``digest`` of its skeleton and its ``parts``, which may be none."""
    note: Text
    """Internal, may be empty."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note for the own house."""

    digest: str
    """Of the entry, base64url."""
    author: str
    """Thumbprint of the author's key."""
    time: datetime
    """UTC, by the author's clock."""
    text: Text
    """Nothing in it is markup."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A revocation that claims not to know steps (``entries``) that remain valid.

    They belong to the conclusion, to a notice of termination or to a change that every party agreed to.
    """

    revocation: Revocation
    """The one that claims not to know them."""
    entries: tuple[str, ...]


type Stage = Literal["draft", "offered", "agreed", "frozen", "signing", "signed", "declined", "terminated"]


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of an agreement. ``void`` gives the reason for each entry that has no effect.

    ``signed`` are the signatures that count, in order; ``revisions`` those PDFs from which the next may start (empty:
    the unsigned PDF). Two concurrent signatures in one slot both count until somebody signs after one. ``disputes`` are
    revocations that claim not to know steps which no revocation takes back once every slot is signed.
    """

    void: Mapping[str, Message] = field(hash=False)
    open_offers: tuple[str, ...]
    """Digests of the offers and counters that no later one knows."""
    accepted: Mapping[str, frozenset[str]] = field(hash=False)
    """Ids of the organisations that accept an offer, its own included, by digest of the offer."""
    agreed: str | None
    """Digest of the offer that every party accepts; None while there is none."""
    freeze: Freeze | None
    """The one that counts; None before the text is frozen."""
    signed: tuple[Signed, ...]
    next_slots: tuple[Slot, ...]
    """The slot to be signed next, one at most."""
    revisions: frozenset[str]
    fully_signed: bool
    """True once every slot of the frozen text is signed."""
    declined: tuple[Declined, ...]
    """Refusals that end the negotiation, oldest first."""
    terminated: tuple[Termination, ...]
    """Notices of termination, earliest end first."""
    stage: Stage
    """How far the shared entries got."""
    turn: tuple[str, ...]
    """Ids of the organisations that have to act next, sorted; empty for nobody."""
    disputes: tuple[Dispute, ...]

    @property
    def in_common_pdf(self) -> tuple[Signed, ...]:
        """The signatures by key, which stand in the one PDF that passes from party to party, in order."""
        return tuple(one for one in self.signed if one.own_copy is None)

    @property
    def own_copies(self) -> Mapping[str, Signed]:
        """By id of the slot: what fills it where the common PDF has no signature in it."""
        by_key = {one.slot for one in self.in_common_pdf}
        found: dict[str, Signed] = {}
        for one in self.signed:
            if one.slot not in by_key:
                found.setdefault(one.slot, one)
        return found


@dataclass(frozen=True, slots=True)
class OutsideStep:
    """A step of the negotiation outside DataPact, as a legal member of the house recorded it.

    ``step`` is ``sent``, ``accepted``, ``changes``, ``refused`` or ``frozen``; ``way`` how it was made, for an answer its evidence.
    """

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the house that recorded it."""
    time: datetime
    """UTC, by the author's clock."""
    step: str
    draft: str
    """Digest of the draft that it is about."""
    party: Text
    """Name of the party that answered, as the text has it; empty for a step of ours."""
    way: str
    day: str
    """Local day of the step, ISO 8601."""
    reason: Text
    """Free text, may be empty."""
    files: tuple[File, ...]
    """What shows it, such as a letter, or the PDF that was sent; may be empty."""


@dataclass(frozen=True, slots=True)
class ForeignPaper:
    """A step with the paper of another house: read in, a term taken or refused, a line of its report confirmed."""

    digest: str
    """Of the entry, base64url."""
    author: str
    """Thumbprint of the author's key."""
    time: datetime
    """UTC, by the author's clock."""
    step: str
    """``received``, ``taken``, ``refused`` or ``confirmed``."""
    text: str
    """SHA-256 of the paper's text as it was read, which is kept as an attachment."""
    files: tuple[File, ...]
    """What was received: the file, then its text; empty for other steps."""
    about: Text
    """Id of the proposed term, or of the requirement; empty for what was received."""
    says: Text
    """The value that was taken, as JSON; what a person found; empty for other steps."""
    places: tuple[Mapping[str, Any], ...] = field(hash=False)
    """``page``, ``passage`` and ``words`` that it rests on."""
    note: Text
    """Internal, may be empty."""


@dataclass(frozen=True, slots=True)
class SignedElsewhere:
    """A contract as a legal member recorded it. ``signed_on`` is a local day or empty.

    ``evidence`` is the class of evidence, ``signatures`` what a program found in the file when it was recorded.
    """

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the house that recorded it."""
    author: str
    """Thumbprint of the author's key."""
    time: datetime
    """UTC, by the author's clock."""
    state: Mapping[str, Any] | Withheld = field(repr=False, hash=False)
    """Terms as agreement.json in JSON; its clauses may be empty."""
    evidence: str
    signed_on: str
    reference: Text
    """The house's own, may be empty."""
    files: tuple[File, ...]
    """The contract as kept; empty where only a reference is known."""
    signatures: tuple[Mapping[str, Any], ...] = field(repr=False, hash=False)
    remarks: Text
    """Free text, may be empty."""


@dataclass(frozen=True, slots=True)
class EndedElsewhere:
    """The end of such a contract: ``end`` is its last day; empty takes an earlier record of an end back."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the house that recorded it."""
    time: datetime
    """UTC, by the author's clock."""
    end: str
    ground: str
    """``ordinary``, ``cause``, ``agreed`` or ``other``."""
    reason: Text
    """Free text, may be empty."""
    files: tuple[File, ...]
    """What shows the end, such as a letter; may be empty."""
