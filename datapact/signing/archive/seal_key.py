"""The house's key for long-term seals (ML-DSA-65): made here, announced in the public history, ended there.

Everybody who keeps an entry that was written later keeps a SHA-256 digest of the announcement, which a quantum computer does not
forge. Its private half lies in the vault of the computer that made it, open to every member, as the key for received files does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import mldsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

from datapact.base.errors import AnswerNo, Damaged
from datapact.base.strictjson import from_base64url, sha256_of, to_base64url
from datapact.base.texts import N_
from datapact.history.entries.certificates import load_certificate
from datapact.organisation.acting.log import append_organisation_entry, public_time
from datapact.organisation.identity.certificate_authority import long_term_certificate
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.identity.profile import plain_line
from datapact.vault.database.entries import get_meta, set_meta

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

_PREFIX: Final = "seal-key:"


@dataclass(frozen=True, slots=True)
class SealKey:
    """A key for long-term seals."""

    certificate: str
    """Self-issued, base64url DER."""
    since: datetime
    """When it was announced, UTC."""
    here: bool
    """This vault has the private half."""

    @property
    def sha256(self) -> str:
        """Digest of the certificate, base64url: what people compare."""
        return sha256_of(from_base64url(self.certificate))


def seal_key(session: Session) -> SealKey | None:
    """The key in force; None where the house does not seal."""
    line = own_line(session)
    certificate = line.state.long_term
    if not certificate:
        return None
    since = next(one.time for one in reversed(line.entries) if one.kind == "long_term_key")
    key = SealKey(certificate, since, here=False)
    return SealKey(certificate, since, here=get_meta(session, _PREFIX + key.sha256) is not None)


def begin_sealing(acting: Acting) -> SealKey:
    """Make a key and announce it; needs the role admin. Raises AnswerNo where one is in force here."""
    with acting.vault.write() as session:
        known = seal_key(session)
        if known is not None and known.here:
            raise AnswerNo(N_("A key for long-term seals is in force. End it first, to begin with a new one."))
        line = own_line(session)
        private = mldsa.MLDSA65PrivateKey.generate()
        made = long_term_certificate(private, line.state.name, public_time(acting, line))
        der = made.public_bytes(Encoding.DER)
        append_organisation_entry(acting, session, "long_term_key", {"certificate": to_base64url(der), "reason": ""})
        secret = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        set_meta(session, _PREFIX + sha256_of(der), to_base64url(secret))
        found = seal_key(session)
        assert found is not None
        return found


def end_sealing(acting: Acting, reason: str) -> None:
    """End the key in force, and erase its private half; needs the role admin. Seals that were made stay as they are."""
    with acting.vault.write() as session:
        known = seal_key(session)
        if known is None:
            raise AnswerNo(N_("No key for long-term seals is in force."))
        body = {"certificate": "", "reason": plain_line(reason, "reason")}
        append_organisation_entry(acting, session, "long_term_key", body)
        set_meta(session, _PREFIX + known.sha256, None)


def private_seal_key(session: Session) -> tuple[mldsa.MLDSA65PrivateKey, x509.Certificate] | None:
    """The private half of the key in force with its certificate; None where this vault has none. Raises Damaged."""
    known = seal_key(session)
    kept = None if known is None else get_meta(session, _PREFIX + known.sha256)
    if known is None or kept is None:
        return None
    try:
        key = load_der_private_key(from_base64url(kept), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, mldsa.MLDSA65PrivateKey):
        raise Damaged(N_("The key for long-term seals in this vault is damaged. End it, and begin with a new one."))
    return key, load_certificate(known.certificate)
