"""The state of an organisation at one entry of its history: members, keys, roles, revocations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from datapact.base.errors import MissingEntries
from datapact.base.texts import N_, Message
from datapact.history.entries import certificates
from datapact.history.entries.entry import Entry


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the organisation. Certificates are base64url DER, ``signing`` may be empty; ``name`` too, once erased."""

    id: str
    """Slug of the name, unique in the organisation."""
    name: str
    roles: frozenset[str]
    """Of ``legal``, ``signatory``, ``lead``, ``auditor`` and ``admin``."""
    author: str
    """Certificate of the key that signs entries."""
    author_kid: str
    """Thumbprint of the key in ``author``, base64url."""
    signing: str
    signing_kid: str
    """Thumbprint of the key in ``signing``; empty where that is."""
    personal: str
    """Raw public HPKE key, base64url."""
    power: str
    """Power to sign as one line, may be empty."""

    @property
    def author_key(self) -> ec.EllipticCurvePublicKey:
        """The key that verifies this member's entries."""
        return certificates.author_key(self.author)

    def fault_at(self, at: datetime) -> Message | None:
        """The reason why the author certificate gives no authority at a time; None when it does."""
        return certificates.fault_of_author(self.author, at)


@dataclass(frozen=True, slots=True)
class OrganisationState:
    """The state of an organisation after one entry of its history.

    ``identities`` holds the identity certificates, the newest last; ``members`` those with a valid author
    key, by member id; ``known_kids`` every key that any member ever had.
    """

    id: str = ""
    """Thumbprint of the founding identity key; empty before the founding."""
    profile: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Name, address and more as the founding or last ``profile`` entry has them."""
    identities: tuple[str, ...] = ()
    cross: tuple[str, ...] = ()
    """Certificate of each renewed identity key by the one before, base64url DER, newest last."""
    members: Mapping[str, Member] = field(default_factory=dict, hash=False)
    by_kid: Mapping[str, Member] = field(default_factory=dict, hash=False)
    """The same members by thumbprint of their author key."""
    known_kids: frozenset[str] = frozenset()
    revoked: frozenset[str] = frozenset()
    """Thumbprints of keys that hold no longer."""
    sealing_public: str = ""
    """Raw public HPKE key of the organisation, base64url."""
    sealing_thumbprint: str = ""
    """Base64url of SHA-256 over ``sealing_public``."""
    crl: str = ""
    """Newest revocation list, base64url DER; empty before the first."""
    long_term: str = ""
    """Certificate of the ML-DSA-65 key for long-term seals in force, base64url DER; empty for none."""

    @property
    def identity(self) -> str:
        """The current identity certificate, which issues the others."""
        return self.identities[-1]

    @property
    def name(self) -> str:
        """The organisation's own name for itself."""
        name = self.profile.get("name", "")
        return name if isinstance(name, str) else ""


def member_of(body: Mapping[str, Any]) -> Member:
    """A member as the body of an entry describes it."""
    name = body.get("name", "")
    return Member(
        id=body["id"],
        name=name if isinstance(name, str) else "",
        roles=frozenset(body["roles"]),
        author=body["author"],
        author_kid=certificates.key_thumbprint(body["author"]),
        signing=body["signing"],
        signing_kid=certificates.key_thumbprint(body["signing"]) if body["signing"] else "",
        personal=body["personal"],
        power=body["power"] if isinstance(body.get("power"), str) else "",
    )


def by_kid(members: Mapping[str, Member]) -> dict[str, Member]:
    """The members by the thumbprint of their author key."""
    return {member.author_kid: member for member in members.values()}


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """The verified public history of one organisation, first entry first."""

    id: str
    """Of the organisation, thumbprint of its founding identity key."""
    entries: tuple[Entry, ...]
    """One or more, each the parent of the next."""
    states: Mapping[str, OrganisationState] = field(repr=False, hash=False)
    """As each entry leaves it, by digest."""
    positions: Mapping[str, int] = field(repr=False, hash=False)
    """Place in ``entries`` by digest, from 0."""

    @property
    def head(self) -> str:
        """Digest of the newest entry."""
        return self.entries[-1].digest

    @property
    def state(self) -> OrganisationState:
        """The state at the head."""
        return self.states[self.head]

    def people(self) -> Iterator[Member]:
        """Every member as every entry left them, the earliest first; those who have left since, too."""
        return (member for state in self.states.values() for member in state.members.values())

    def names_by_kid(self) -> dict[str, str]:
        """The names of all who ever wrote for the organisation, by their author keys; an erased one by the member id."""
        return {member.author_kid: member.name or member.id for member in self.people()}

    def find(self, head: str | None) -> OrganisationState | None:
        """The state at an entry; None where this line does not have it."""
        return None if head is None else self.states.get(head)

    def at(self, head: str) -> OrganisationState:
        """The state at an entry; raises MissingEntries where this line does not have it."""
        state = self.states.get(head)
        if state is None:
            raise MissingEntries(
                N_("A part of the public history of {organisation} is missing. Ask for its newest card."),
                (head,),
                organisation=self.state.name or self.id,
            )
        return state

    def time_of(self, digest: str) -> datetime:
        """The time at which an entry counts: the one that it claims, but never before an entry that it follows."""
        return max(entry.time for entry in self.entries[: self.positions[digest] + 1])

    def member_at(self, head: str | None, kid: str) -> Member | None:
        """The member whose author key this was at an entry; None for a key without authority there."""
        state = self.find(head)
        return None if state is None else state.by_kid.get(kid)
