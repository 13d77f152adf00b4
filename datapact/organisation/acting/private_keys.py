"""Private keys in the vault: each wrapped so that only one member can use it.

Author and personal keys open for a session, signing keys with the passphrase anew for each signature. The
identity key is shared by those who certify: sealed to every administrator's personal key, which the
organisation history vouches for (the slots in vault.json could be rewritten by any member), and to the
recovery code.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from datapact.base.clock import write_time
from datapact.base.errors import Damaged, Locked
from datapact.base.strictjson import canonical, from_base64url, parse_object, to_base64url
from datapact.base.texts import N_
from datapact.history.commitments.jws import thumbprint
from datapact.history.state.organisation import Member
from datapact.organisation.identity.certificate_authority import decode_certificate, encode
from datapact.organisation.identity.hpke_keys import key_thumbprint, unwrap_with, wrap_to
from datapact.vault.database.plain import sql
from datapact.vault.folder.open_vault import RECOVERY_ID, OpenVault
from datapact.vault.keys.own_data import PRIVATE_KEY, own_data

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

type Purpose = Literal["author", "signing", "personal", "identity", "device"]
type ContractKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class KeyWithChain:
    """A private key and, for an imported one, the certificates of its issuers."""

    key: ContractKey = field(repr=False)
    """P-256, or RSA of 3,072 bits or more where it was imported."""
    chain: tuple[x509.Certificate, ...] = ()
    """Nearest first; empty for a key of our own making."""

    def to_bytes(self) -> bytes:
        """The bytes to wrap: PKCS #8 and DER in canonical JSON."""
        return canonical({"key": to_base64url(_pkcs8(self.key)), "chain": [encode(issuer) for issuer in self.chain]})


@own_data(PRIVATE_KEY)
def key_from_bytes(secret: bytes) -> KeyWithChain:
    """The key that ``to_bytes`` wrote; raises Damaged for anything else."""
    value = parse_object(secret)
    chain = value.get("chain")
    try:
        key = load_der_private_key(from_base64url(value.get("key")), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _damaged() from None
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) or not isinstance(chain, Sequence):
        raise _damaged()
    return KeyWithChain(key, tuple(decode_certificate(issuer) for issuer in chain))


def author_key_from_bytes(secret: bytes) -> ec.EllipticCurvePrivateKey:
    """An author key, always P-256; raises Damaged."""
    key = key_from_bytes(secret).key
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise _damaged()
    return key


_KEY = "member = :member AND purpose = :purpose AND kid = :kid"
_WRAPPED = sql(f"SELECT wrapped FROM person_key WHERE {_KEY} LIMIT 1")  # noqa: S608 - a constant
_WRAP_ANEW = sql(f"UPDATE person_key SET wrapped = :wrapped WHERE {_KEY}")  # noqa: S608 - a constant
_KEEP = sql(
    "INSERT INTO person_key (member, purpose, kid, wrapped, created) VALUES (:member, :purpose, :kid, :wrapped, :created)"
)
_RETIRE = sql(
    "UPDATE person_key SET retired = :retired WHERE member = :member AND retired IS NULL AND purpose <> 'identity'"
    " AND purpose <> 'device' AND kid NOT IN (SELECT value FROM json_each(:keep))"
)
_FORGET = sql("DELETE FROM person_key WHERE member = :member AND (:purpose IS NULL OR purpose = :purpose)")
_FORGET_DEVICES = sql("DELETE FROM person_key WHERE purpose = 'device'")


def store_key(session: Session, *, member: str, purpose: Purpose, kid: str, wrapped: str, at: datetime) -> None:
    """Store a wrapped key, replacing the same key wrapped before."""
    key = {"member": member, "purpose": purpose, "kid": kid, "wrapped": wrapped}
    connection = session.connection()
    if connection.execute(_WRAP_ANEW, key).rowcount == 0:
        connection.execute(_KEEP, {**key, "created": write_time(at)})


def wrapped_key(session: Session, member: str, purpose: Purpose, kid: str) -> str | None:
    """The wrapped key of a member, if this vault has it."""
    key = {"member": member, "purpose": purpose, "kid": kid}
    found: str | None = session.connection().execute(_WRAPPED, key).scalar()
    return found


def retire_keys(session: Session, member: str, *, keep: Iterable[str], at: datetime) -> None:
    """Mark the keys of a member as no longer in use, except those with a kid to keep."""
    values = {"member": member, "keep": json.dumps(list(keep)), "retired": write_time(at)}
    session.connection().execute(_RETIRE, values)


def forget_keys(session: Session, member: str, purpose: Purpose | None = None) -> None:
    """Erase the wrapped keys of a member, all or those of one purpose."""
    session.connection().execute(_FORGET, {"member": member, "purpose": purpose})


def forget_device_keys(session: Session) -> None:
    """Erase the keys of devices of a team, in a copy of the vault that another device made."""
    session.connection().execute(_FORGET_DEVICES, {})


def share_identity_key(
    vault: OpenVault,
    session: Session,
    key: ec.EllipticCurvePrivateKey,
    organisation: str,
    admins: Iterable[Member],
    *,
    recovery: bool = True,
) -> None:
    """Give the identity key to these administrators and, with ``recovery``, to the recovery code."""
    kid, secret, at = thumbprint(key.public_key()), _pkcs8(key), vault.clock()
    for admin in admins:
        sealed = wrap_to(from_base64url(admin.personal), secret, _identity_info(organisation, admin.id))
        wrapped = canonical({"hpke": to_base64url(sealed)}).decode()
        store_key(session, member=admin.id, purpose="identity", kid=kid, wrapped=wrapped, at=at)
    if recovery:
        wrapped = vault.wrap_private_for(RECOVERY_ID, "identity", secret)
        store_key(session, member=RECOVERY_ID, purpose="identity", kid=kid, wrapped=wrapped, at=at)


def identity_key(
    vault: OpenVault, session: Session, organisation: str, admin: Member, kid: str
) -> ec.EllipticCurvePrivateKey:
    """The organisation's identity key, for an administrator; raises Locked for everybody else."""
    wrapped = wrapped_key(session, admin.id, "identity", kid)
    if wrapped is None:
        raise Locked(N_("Only an administrator can do this: ask one of them."))
    with own_data(PRIVATE_KEY):
        sealed = from_base64url(parse_object(wrapped).get("hpke"))
    secret = unwrap_with(personal_key(vault, session, admin), sealed, _identity_info(organisation, admin.id))
    return _p256(secret)


def identity_secret(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The identity key in the form wrapped for the recovery code."""
    return _pkcs8(key)


def recovered_identity_key(vault: OpenVault, session: Session, kid: str) -> ec.EllipticCurvePrivateKey:
    """The identity key from a vault opened with the recovery code; raises Damaged where it is missing."""
    wrapped = wrapped_key(session, RECOVERY_ID, "identity", kid)
    if wrapped is None:
        raise Damaged(N_("The recovery code of this vault holds no identity key. Restore a backup."))
    return _p256(vault.unwrap_private("identity", wrapped))


def personal_key(vault: OpenVault, session: Session, member: Member) -> bytes:
    """The raw personal key of the member who opened the vault; raises Damaged where it is missing."""
    wrapped = wrapped_key(session, member.id, "personal", personal_kid(member.personal))
    if wrapped is None:
        raise _damaged()
    return vault.unwrap_private("personal", wrapped)


def personal_kid(public: str) -> str:
    """The thumbprint of a personal key, as in a member entry (base64url)."""
    return key_thumbprint(from_base64url(public))


_RETIRE_SEALING = sql("UPDATE sealing_key SET retired = :at WHERE retired IS NULL")
_KEEP_SEALING = sql(
    "INSERT INTO sealing_key (thumbprint, private, public, created) VALUES (:thumbprint, :private, :public, :at)"
)
_SEALING = sql("SELECT thumbprint, private FROM sealing_key")


def store_sealing_key(session: Session, thumbprint: str, private: bytes, public: bytes, at: datetime) -> None:
    """Store the organisation's new sealing key and retire the earlier ones, which still open bundles underway."""
    connection = session.connection()
    connection.execute(_RETIRE_SEALING, {"at": write_time(at)})
    key = {"thumbprint": thumbprint, "private": private, "public": public, "at": write_time(at)}
    connection.execute(_KEEP_SEALING, key)


def sealing_keys(session: Session) -> dict[str, bytes]:
    """The raw private sealing keys by thumbprint, the retired ones included."""
    return {row.thumbprint: row.private for row in session.connection().execute(_SEALING)}


def _identity_info(organisation: str, member: str) -> bytes:
    return canonical({"member": member, "organisation": organisation, "purpose": "identity", "v": 1})


def _pkcs8(key: ContractKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def _p256(secret: bytes) -> ec.EllipticCurvePrivateKey:
    try:
        key = load_der_private_key(secret, password=None)
    except (ValueError, UnsupportedAlgorithm):
        raise _damaged() from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise _damaged()
    return key


def _damaged() -> Damaged:
    return Damaged(N_("A private key in this vault is damaged or missing. Restore a backup."))
