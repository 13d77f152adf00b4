"""The certificates in an organisation's history, each read once and without trust."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, mldsa, rsa
from joserfc.jwk import RSAKey

from datapact.base.errors import Malformed
from datapact.base.strictjson import from_base64url
from datapact.base.texts import N_, Message
from datapact.history.commitments.jws import is_p256, thumbprint

LARGEST_CERTIFICATE = 16 * 1024
LARGEST_CRL = 1024 * 1024
SMALLEST_RSA_KEY = 3072  # bits; only an imported signing key may be RSA

_UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,
    OverflowError,
    UnsupportedAlgorithm,
    InvalidSignature,
    Warning,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""What ``cryptography`` raises for a certificate, or a part of one, that cannot be read."""


def extension[T: x509.ExtensionType](
    of: x509.Certificate | x509.CertificateRevocationList | x509.RevokedCertificate, kind: type[T]
) -> T | None:
    """The extension of this kind; None where there is none, and where the extensions cannot be read (they are parsed lazily)."""
    try:
        return of.extensions.get_extension_for_class(kind).value
    except (x509.ExtensionNotFound, *_UNREADABLE):
        return None


@lru_cache(maxsize=1024)
def load_certificate(text: str) -> x509.Certificate:
    """The certificate in base64url DER; raises Malformed."""
    try:
        data = from_base64url(text)
        if 0 < len(data) <= LARGEST_CERTIFICATE:
            certificate = x509.load_der_x509_certificate(data)
            _ = certificate.subject, certificate.extensions  # parsed lazily: fail here, not later
            return certificate
    except _UNREADABLE:
        pass
    raise Malformed(N_("A certificate in this file is not valid. Ask the sender for a new file."))


@lru_cache(maxsize=1024)
def author_key(text: str) -> ec.EllipticCurvePublicKey:
    """The P-256 public key of the certificate in base64url DER; raises Malformed for any other key."""
    try:
        key = load_certificate(text).public_key()
    except _UNREADABLE:
        key = None
    if isinstance(key, ec.EllipticCurvePublicKey) and is_p256(key):
        return key
    raise Malformed(N_("A certificate in this file has a key of an unexpected kind. Ask the sender for a new file."))


@lru_cache(maxsize=1024)
def key_thumbprint(text: str) -> str:
    """RFC 7638 thumbprint of the key in a certificate: P-256, or RSA of 3072 bits or more; raises Malformed."""
    try:
        key = load_certificate(text).public_key()
    except _UNREADABLE:
        key = None
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= SMALLEST_RSA_KEY:
        return RSAKey.import_key(key).thumbprint()
    return thumbprint(author_key(text))


def issued_by(text: str, issuer: str) -> bool:
    """Whether the issuer's key signed the certificate and the names agree; both in base64url DER."""
    try:
        load_certificate(text).verify_directly_issued_by(load_certificate(issuer))
    except _UNREADABLE:
        return False
    return True


def signs_list(crl: str, issuer: str) -> bool:
    """Whether the issuer's key signed this revocation list; both in base64url DER."""
    try:
        data = from_base64url(crl)
        if not 0 < len(data) <= LARGEST_CRL:
            return False
        return x509.load_der_x509_crl(data).is_signature_valid(author_key(issuer))
    except (*_UNREADABLE, Malformed):
        return False


NOT_FOR_ENTRIES = Message(N_("It is not meant for signing entries (keyUsage without digitalSignature)."))
OF_AN_AUTHORITY = Message(N_("It is the certificate of an authority (CA:TRUE), not of a person."))
EXPIRED = Message(N_("It had expired."))


def fault_of_author(text: str, at: datetime) -> Message | None:
    """The reason why a certificate (base64url DER) gives its key no right to sign entries at a time; None when it does.

    Such a certificate stays readable and its key verifies; it only gives no authority.
    """
    fault, ends = _author_use(text)
    return fault if fault is not None else EXPIRED if ends < at else None


@lru_cache(maxsize=1024)
def _author_use(text: str) -> tuple[Message | None, datetime]:
    certificate = load_certificate(text)
    ends = certificate.not_valid_after_utc
    constraints = extension(certificate, x509.BasicConstraints)
    if constraints is not None and constraints.ca:
        return OF_AN_AUTHORITY, ends
    usage = extension(certificate, x509.KeyUsage)
    return None if usage is not None and usage.digital_signature else NOT_FOR_ENTRIES, ends


def is_certificate(value: Any) -> bool:
    """Whether a value is a certificate with a key that DataPact knows, in base64url DER."""
    return isinstance(value, str) and bool(key_thumbprint(value))


def is_author_certificate(value: Any) -> bool:
    """Whether a value is a certificate with a P-256 key, in base64url DER."""
    return isinstance(value, str) and author_key(value) is not None


@lru_cache(maxsize=64)
def long_term_key(text: str) -> mldsa.MLDSA65PublicKey:
    """The ML-DSA-65 key (FIPS 204, RFC 9881) of a self-issued certificate in base64url DER; raises Malformed for any other.

    Who announces the certificate vouches for it, so its own signature is not verified.
    """
    certificate = load_certificate(text)
    try:
        key = certificate.public_key()
    except _UNREADABLE:
        key = None
    if isinstance(key, mldsa.MLDSA65PublicKey) and certificate.issuer == certificate.subject:
        return key
    raise Malformed(N_("A certificate in this file has a key of an unexpected kind. Ask the sender for a new file."))


def is_long_term_certificate(value: Any) -> bool:
    """Whether a value is a self-issued certificate with an ML-DSA-65 key, in base64url DER."""
    return isinstance(value, str) and long_term_key(value) is not None
