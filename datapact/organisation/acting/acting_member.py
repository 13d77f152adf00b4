"""The acting member: an open vault, the member who opened it, and the key that signs the member's entries.

A mere auditor reads and changes nothing; the kinds of entries refuse such a member by its roles, and this module says
so in advance.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from datapact.base.clock import Clock
from datapact.base.errors import Damaged, Locked
from datapact.base.texts import N_, Message
from datapact.history.state.organisation import Member
from datapact.organisation.acting.private_keys import ContractKey, author_key_from_bytes, key_from_bytes, wrapped_key
from datapact.organisation.identity.certificate_authority import (
    decode_certificate,
    identity_roots,
    order_chain,
)
from datapact.organisation.identity.own_history import own_line
from datapact.vault.folder.open_vault import OpenVault

if TYPE_CHECKING:
    from datapact.vault.database.session import Session


class SigningKey(NamedTuple):
    """The key for signing contracts: the private key, its certificate, and the issuers' certificates, nearest first."""

    key: ContractKey
    """P-256, or RSA of 3,072 bits or more."""
    certificate: x509.Certificate
    """The member's certificate for contracts that is in force."""
    chain: tuple[x509.Certificate, ...]
    """Without the certificate itself."""


@dataclass(frozen=True, slots=True)
class Acting:
    """A member at work. ``member`` is as of unlocking; ``close`` the vault when done."""

    vault: OpenVault
    """Open, under the slot of this member."""
    organisation: str
    """Organisation id of our own organisation."""
    member: Member
    author_key: ec.EllipticCurvePrivateKey = field(repr=False)
    """P-256; it signs entries, cards and bundles."""
    kid: str
    """Thumbprint of ``author_key``."""
    clock: Clock
    """Gives now, UTC, whole seconds."""

    def signing_key(self, passphrase: str) -> SigningKey:
        """The member's key for contracts, opened with the passphrase again; raises Locked without one."""
        with self.vault.read() as session:
            line = own_line(session)
            member = line.state.members.get(self.member.id, self.member)
            wrapped = wrapped_key(session, member.id, "signing", member.signing_kid) if member.signing_kid else None
        if wrapped is None and member.signing_kid:
            raise Locked(
                N_(
                    "Your key for signing contracts is not in this vault. If it stays on a token or at a signing service,"
                    " choose that as the key; on the command line with --token or --service."
                )
            )
        if wrapped is None:
            raise Locked(N_("You have no key for signing contracts. Ask an administrator to make you a signatory."))
        stored = key_from_bytes(self.vault.unwrap_private_with(passphrase, "signing", wrapped))
        certificate = decode_certificate(member.signing)
        return SigningKey(stored.key, certificate, stored.chain or order_chain(certificate, identity_roots(line)))

    def close(self) -> None:
        """Close the vault."""
        self.vault.close()

    def __enter__(self) -> Acting:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def acting_in(vault: OpenVault) -> Acting:
    """The member who opened this vault, at work; raises Locked when the organisation has not certified that member."""
    with vault.read() as session:
        return acting_within(vault, session)


def acting_within(vault: OpenVault, session: Session) -> Acting:
    """``acting_in`` inside a transaction, as after a change of the member's own keys."""
    line = own_line(session)
    member = line.state.members.get(vault.slot.id)
    if member is None:
        raise Locked(N_("No administrator has certified your keys yet. Ask one to do so."))
    vault.only_reads = READS_ONLY if reads_only(member.roles) else None
    wrapped = wrapped_key(session, member.id, "author", member.author_kid)
    if wrapped is None:
        raise Damaged(N_("A private key in this vault is damaged or missing. Restore a backup."))
    key = author_key_from_bytes(vault.unwrap_private("author", wrapped))
    return Acting(vault, line.id, member, key, member.author_kid, vault.clock)


READS_ONLY = Message(N_("You read here as an auditor and change nothing. Ask a member with another role."))


def reads_only(roles: Collection[str]) -> bool:
    """Whether a member with these roles may only read, apart from an auditor's own exports and remarks."""
    return set(roles) == {"auditor"}


def require_more_than_reading(acting: Acting) -> None:
    """Raise Locked for a mere auditor who would make a change that no entry records."""
    if reads_only(acting.member.roles):
        raise Locked(READS_ONLY)
