"""Certification requests: keys that a member asks an administrator to certify, kept in the vault until then.

A compact JWS (``typ`` dp-request) by the new author key, so that nobody else in the vault can replace the keys unseen:
member and administrator may compare its ``kid``, as a fingerprint. An existing member signs the whole once more
(``typ`` dp-renewal) with the author key in force. A signing key of the member's own comes as a certification request
(PKCS #10), which proves possession; an imported one as its certificate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from cryptography.x509.oid import NameOID

from datapact.base.errors import Damaged
from datapact.base.format import Base64url, Format, part
from datapact.base.strictjson import from_base64url, to_base64url
from datapact.history.commitments.jws import is_p256, read_compact, sign_compact, verify
from datapact.history.state.organisation import Member
from datapact.organisation.identity.certificate_authority import decode_certificate, encode
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.members.member_keys import MemberKeys
from datapact.vault.database.entries import get_meta, set_meta
from datapact.vault.database.session import Session
from datapact.vault.keys.own_data import REQUEST, own_data

TYPE = "dp-request"
RENEWAL_TYPE = "dp-renewal"
_PREFIX = "certification_request."


@part
class RequestPayload(Format):
    """The content of a request, not yet verified; a compact JWS around it is what the vault keeps."""

    numbers: ClassVar = ()
    malformed: ClassVar = REQUEST.id

    author: Base64url
    """DER of the public key."""
    imported: str
    """A certificate, encoded as in entries; empty where none is to be recorded."""
    member: str
    """Id of the member who asks."""
    personal: str
    """Raw public HPKE key (1,216 bytes) as base64url."""
    signing: str
    """The PKCS #10 request for a signing key, encoded alike; empty where none is asked for."""


@dataclass(frozen=True, slots=True)
class CertificationRequest:
    """Public keys to certify; ``imported`` is the certificate of a signing key from elsewhere."""

    member: str
    """Id of the member who asks."""
    kid: str
    """Thumbprint of ``author``, which signed the request."""
    author: ec.EllipticCurvePublicKey
    """P-256; for entries."""
    signing: ec.EllipticCurvePublicKey | None
    """P-256; for contracts; None where none is asked for."""
    imported: x509.Certificate | None
    personal: str
    """Raw public HPKE key (1,216 bytes) as base64url."""

    @property
    def fingerprint(self) -> str:
        """Eight groups of five digits: the same on the member's screen and on the administrator's."""
        return fingerprint(self.kid)


def write_request(member: str, keys: MemberKeys) -> str:
    """The request for a member's fresh keys."""
    return _write(member, keys.author, keys.signing, None, to_base64url(keys.personal.public))


def countersigned(token: str, in_force: ec.EllipticCurvePrivateKey) -> str:
    """A request for new keys, countersigned by its member with the old ones."""
    return sign_compact(token.encode("ascii"), in_force, typ=RENEWAL_TYPE)


def write_import_request(
    member: str, author: ec.EllipticCurvePrivateKey, imported: x509.Certificate, personal: str
) -> str:
    """The request to record the certificate of an imported signing key, with the other keys unchanged."""
    return _write(member, author, None, imported, personal)


def _write(
    member: str,
    author: ec.EllipticCurvePrivateKey,
    signing: ec.EllipticCurvePrivateKey | None,
    imported: x509.Certificate | None,
    personal: str,
) -> str:
    public = author.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    payload = RequestPayload(
        author=to_base64url(public),
        imported="" if imported is None else encode(imported),
        member=member,
        personal=personal,
        signing="" if signing is None else encode(_possession(member, signing)),
    )
    return sign_compact(payload.write(), author, typ=TYPE)


def _possession(member: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateSigningRequest:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, member)])
    return x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())


def read_request(token: str) -> CertificationRequest:
    """Read and verify a request; raises Damaged."""
    with own_data(REQUEST):
        return _request(token)


def _request(token: str) -> CertificationRequest:
    unverified = read_compact(token, TYPE)
    claims = RequestPayload.read(unverified.payload)
    author = _p256(from_base64url(claims.author))
    if not verify(unverified, author):
        raise _damaged()
    return CertificationRequest(
        claims.member,
        unverified.kid,
        author,
        _possessed(from_base64url(claims.signing)) if claims.signing else None,
        decode_certificate(claims.imported) if claims.imported else None,
        claims.personal,
    )


def _p256(data: bytes) -> ec.EllipticCurvePublicKey:
    try:
        key = load_der_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        raise _damaged() from None
    if not isinstance(key, ec.EllipticCurvePublicKey) or not is_p256(key):
        raise _damaged()
    return key


def _possessed(data: bytes) -> ec.EllipticCurvePublicKey:
    try:
        request = x509.load_der_x509_csr(data)
        key = request.public_key()
        valid = request.is_signature_valid
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        raise _damaged() from None
    if not valid or not isinstance(key, ec.EllipticCurvePublicKey) or not is_p256(key):
        raise _damaged()
    return key


def leave_request(session: Session, member: str, token: str | None) -> None:
    """Store a member's request, replacing the one before; None takes it back."""
    set_meta(session, _PREFIX + member, token)


def pending_request(session: Session, member: str, known: Member | None) -> CertificationRequest | None:
    """The request of a member that waits for an administrator; ``known`` is the present member, if any.

    Raises Damaged where somebody else wrote it, or tampered with it.
    """
    token = get_meta(session, _PREFIX + member)
    if token is None:
        return None
    request = read_request(token if known is None else _opened(token, known))
    if request.member != member:
        raise _damaged()
    return request


def _opened(token: str, known: Member) -> str:
    with own_data(REQUEST):
        renewal = read_compact(token, RENEWAL_TYPE)
    if not verify(renewal, known.author_key):
        raise _damaged()
    try:
        return renewal.payload.decode("ascii")
    except UnicodeDecodeError:
        raise _damaged() from None


def _damaged() -> Damaged:
    return Damaged(REQUEST)
