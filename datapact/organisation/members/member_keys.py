"""The keys that a member makes: one to write entries, one to sign contracts where the role asks for it, one to
receive secrets. Only the public halves ever leave the member's own slot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from datapact.base.errors import WrongUse
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_
from datapact.history.commitments.jws import thumbprint
from datapact.organisation.acting.private_keys import KeyWithChain, store_key
from datapact.organisation.identity.certificate_authority import (
    author_certificate,
    encode,
    new_key,
    signing_certificate,
)
from datapact.organisation.identity.hpke_keys import HybridKey, new_hybrid_key
from datapact.vault.database.session import Session
from datapact.vault.folder.open_vault import OpenVault

ROLES = ("legal", "signatory", "lead", "auditor", "admin")


@dataclass(frozen=True, slots=True)
class MemberKeys:
    """A member's fresh private keys; ``signing`` is None for those who sign no contracts."""

    author: ec.EllipticCurvePrivateKey = field(repr=False)
    """P-256; for entries."""
    signing: ec.EllipticCurvePrivateKey | None = field(repr=False)
    personal: HybridKey
    """The key to which secrets are sealed for the member."""

    @classmethod
    def fresh(cls, *, signing: bool) -> MemberKeys:
        """New keys of every kind."""
        return cls(new_key(), new_key() if signing else None, new_hybrid_key())

    def certified(
        self,
        *,
        name: str,
        member: str,
        identity_certificate: x509.Certificate,
        identity_key: ec.EllipticCurvePrivateKey,
        at: datetime,
    ) -> dict[str, str]:
        """Certificates and personal public key, for a member entry."""
        return certificates(
            self.author.public_key(),
            None if self.signing is None else self.signing.public_key(),
            name=name,
            member=member,
            identity_certificate=identity_certificate,
            identity_key=identity_key,
            at=at,
        ) | {"personal": to_base64url(self.personal.public)}

    def store(self, vault: OpenVault, session: Session, member: str, at: datetime) -> None:
        """Wrap the keys for this member's slot."""
        author = vault.wrap_private_for(member, "author", KeyWithChain(self.author).to_bytes())
        kid = thumbprint(self.author.public_key())
        store_key(session, member=member, purpose="author", kid=kid, wrapped=author, at=at)
        if self.signing is not None:
            signing = vault.wrap_private_for(member, "signing", KeyWithChain(self.signing).to_bytes())
            kid = thumbprint(self.signing.public_key())
            store_key(session, member=member, purpose="signing", kid=kid, wrapped=signing, at=at)
        personal = vault.wrap_private_for(member, "personal", self.personal.private)
        kid = self.personal.thumbprint
        store_key(session, member=member, purpose="personal", kid=kid, wrapped=personal, at=at)


def certificates(
    author: ec.EllipticCurvePublicKey,
    signing: ec.EllipticCurvePublicKey | None,
    *,
    name: str,
    member: str,
    identity_certificate: x509.Certificate,
    identity_key: ec.EllipticCurvePrivateKey,
    at: datetime,
) -> dict[str, str]:
    """The certificates of a member by the organisation's identity; ``signing`` is empty where there is no such key."""

    def issue(public: ec.EllipticCurvePublicKey, *, for_contracts: bool) -> str:
        make = signing_certificate if for_contracts else author_certificate
        return encode(
            make(public, name=name, member=member, identity=identity_certificate, identity_key=identity_key, at=at)
        )

    return {
        "author": issue(author, for_contracts=False),
        "signing": "" if signing is None else issue(signing, for_contracts=True),
    }


def read_roles(roles: Iterable[str]) -> list[str]:
    """The roles in their fixed order; raises WrongUse for an unknown one or none at all."""
    wanted = set(roles)
    if not wanted or not wanted <= set(ROLES):
        raise WrongUse(N_("A member needs one or more of these roles: {roles}."), roles=", ".join(ROLES))
    return [role for role in ROLES if role in wanted]
