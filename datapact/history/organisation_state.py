"""What is true of an organisation at one entry of its history: members, keys, roles, revocations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from datapact.history import certificates
from datapact.texts import Message


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the organisation. Certificates are base64url DER, ``signing`` may be empty; ``name`` too, once erased."""

    id: str
    name: str
    roles: frozenset[str]
    author: str
    author_kid: str
    signing: str
    signing_kid: str
    personal: str
    power: str

    @property
    def author_key(self) -> ec.EllipticCurvePublicKey:
        """The key that verifies this member's entries."""
        return certificates.author_key(self.author)

    def fault_at(self, at: datetime) -> Message | None:
        """Why the author certificate gives no authority at a time; None when it does."""
        return certificates.fault_of_author(self.author, at)


@dataclass(frozen=True, slots=True)
class OrganisationState:
    """The organisation as one entry of its history leaves it.

    ``identities`` holds the identity certificates, the newest last; ``members`` those with a valid author
    key, by member id; ``known_kids`` every key that any member ever had.
    """

    id: str = ""
    profile: Mapping[str, Any] = field(default_factory=dict, hash=False)
    identities: tuple[str, ...] = ()
    cross: tuple[str, ...] = ()
    members: Mapping[str, Member] = field(default_factory=dict, hash=False)
    by_kid: Mapping[str, Member] = field(default_factory=dict, hash=False)
    known_kids: frozenset[str] = frozenset()
    revoked: frozenset[str] = frozenset()
    sealing_public: str = ""
    sealing_thumbprint: str = ""
    crl: str = ""

    @property
    def identity(self) -> str:
        """The identity certificate that issues now."""
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
