"""An organisation's identity: a small certificate authority for its own members only.

The identity key signs certificates and revocation lists (RFC 5280) and the first public entry. Certificates carry the
well-known "no expiry" date, because they end by a revocation in the organisation history and in the revocation list
included in every PDF signature.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, mldsa, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from datapact.base.errors import Malformed
from datapact.base.strictjson import from_base64url, to_base64url
from datapact.base.texts import N_
from datapact.history.entries.certificates import extension
from datapact.history.state.organisation import OrganisationLine

NO_EXPIRY: Final = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)  # RFC 5280, 4.1.2.5
BACKDATING: Final = timedelta(hours=1)  # so that a partner with a slightly slow clock does not find us "not yet valid"
LONGEST_NAME: Final = 64  # ub-common-name and ub-organization-name (RFC 5280, appendix A.1), counted in UTF-8 bytes
LONGEST_CERTIFICATE: Final = 16 * 1024
SMALLEST_RSA: Final = 3072


def new_key() -> ec.EllipticCurvePrivateKey:
    """A fresh P-256 key, for an identity, an author or a signatory."""
    return ec.generate_private_key(ec.SECP256R1())


def identity_certificate(
    key: ec.EllipticCurvePrivateKey,
    organisation_name: str,
    at: datetime,
) -> x509.Certificate:
    """The self-issued certificate authority certificate of an organisation, valid from ``at``."""
    subject = _organisation_subject(organisation_name)
    return _authority(subject, key.public_key(), subject, key, at)


def cross_certificate(
    new: x509.Certificate,
    old: x509.Certificate,
    old_key: ec.EllipticCurvePrivateKey,
    at: datetime,
) -> x509.Certificate:
    """The renewed identity key certified by the old one, so that trust in the old one extends to it."""
    return _authority(new.subject, p256_key(new), old.subject, old_key, at)


def author_certificate(
    public_key: ec.EllipticCurvePublicKey,
    *,
    name: str,
    member: str,
    identity: x509.Certificate,
    identity_key: ec.EllipticCurvePrivateKey,
    at: datetime,
) -> x509.Certificate:
    """A member's certificate for entries, cards and bundles (keyUsage digitalSignature)."""
    usage = _key_usage(digital_signature=True)
    return _member_certificate(public_key, usage, name, member, identity, identity_key, at)


def signing_certificate(
    public_key: ec.EllipticCurvePublicKey,
    *,
    name: str,
    member: str,
    identity: x509.Certificate,
    identity_key: ec.EllipticCurvePrivateKey,
    at: datetime,
) -> x509.Certificate:
    """A signatory's certificate for contracts (keyUsage contentCommitment, once called nonRepudiation)."""
    usage = _key_usage(content_commitment=True)
    return _member_certificate(public_key, usage, name, member, identity, identity_key, at)


def long_term_certificate(key: mldsa.MLDSA65PrivateKey, organisation_name: str, at: datetime) -> x509.Certificate:
    """The self-issued certificate of the key for long-term seals (RFC 9881), valid from ``at``.

    Self-issued, for a certificate under an elliptic curve would fall with it: the public history vouches for this one.
    """
    subject = _organisation_subject(organisation_name)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - BACKDATING)
        .not_valid_after(NO_EXPIRY)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(digital_signature=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, None)
    )


def revocation_list(
    revoked: Mapping[int, datetime],
    *,
    number: int,
    identity: x509.Certificate,
    identity_key: ec.EllipticCurvePrivateKey,
    at: datetime,
) -> x509.CertificateRevocationList:
    """The list of revoked certificate serial numbers, each with its time; ``number`` only grows.

    There is no next update by date: the organisation history brings a new list when a member leaves.
    """
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(identity.subject)
        .last_update(at - BACKDATING if not revoked else at)
        .next_update(NO_EXPIRY)
        .add_extension(_authority_key_identifier(identity), critical=False)
        .add_extension(x509.CRLNumber(number), critical=False)
    )
    for serial, moment in sorted(revoked.items()):
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment).build()
        )
    return builder.sign(identity_key, hashes.SHA256())


def revoked_serials(crl: x509.CertificateRevocationList) -> dict[int, datetime]:
    """Serial numbers on the list with the times of their revocation."""
    return {entry.serial_number: entry.revocation_date_utc for entry in crl}


def list_number(crl: x509.CertificateRevocationList) -> int:
    """The CRL number; raises Malformed when the list has none."""
    number = extension(crl, x509.CRLNumber)
    if number is None:
        raise Malformed(N_("A revocation list carries no number. Ask the sender for a new file."))
    return number.crl_number


def encode(item: x509.Certificate | x509.CertificateRevocationList | x509.CertificateSigningRequest) -> str:
    """DER in base64url, as entries and requests carry it."""
    return to_base64url(item.public_bytes(Encoding.DER))


def decode_certificate(text: object) -> x509.Certificate:
    """A certificate from base64url DER; raises Malformed for anything else."""
    data = from_base64url(text)
    try:
        if len(data) > LONGEST_CERTIFICATE:
            raise ValueError
        certificate = x509.load_der_x509_certificate(data)
        # All of these are parsed lazily: a hostile certificate must fail here and not later.
        certificate.public_key(), certificate.extensions, certificate.not_valid_before_utc
        certificate.subject.rfc4514_string(), certificate.issuer.rfc4514_string()
    except Exception:  # noqa: BLE001 - the ASN.1 parser has many kinds of refusal, all mean the same
        raise Malformed(N_("A certificate in this file cannot be read. Ask the sender for a new file.")) from None
    return certificate


def decode_revocation_list(text: object) -> x509.CertificateRevocationList:
    """A revocation list from base64url DER; raises Malformed for anything else."""
    try:
        crl = x509.load_der_x509_crl(from_base64url(text))
        crl.issuer.rfc4514_string(), crl.extensions, crl.last_update_utc, revoked_serials(crl)
    except Exception:  # noqa: BLE001 - as above
        raise Malformed(N_("A revocation list in this file cannot be read. Ask the sender for a new file.")) from None
    return crl


def issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether ``issuer``'s key signed ``certificate`` and the names agree (RFC 5280, 6.1.3)."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def list_issued_by(crl: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    """Whether ``issuer``'s key signed the revocation list and the names agree."""
    key = issuer.public_key()
    return isinstance(key, ec.EllipticCurvePublicKey) and crl.issuer == issuer.subject and crl.is_signature_valid(key)


def p256_key(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey:
    """The certificate's P-256 key; raises Malformed for a key of another kind."""
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise Malformed(N_("A certificate in this file has a key of a kind that DataPact does not use."))


def for_signing_contracts(certificate: x509.Certificate) -> bool:
    """Whether the certificate is meant for contracts: nonRepudiation, with a P-256 or large RSA key."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        strong = key.key_size >= SMALLEST_RSA
    else:
        strong = isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)
    usage = extension(certificate, x509.KeyUsage)
    return strong and usage is not None and usage.content_commitment


def order_chain(leaf: x509.Certificate, others: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The issuers of ``leaf`` among ``others``, nearest first, as far as they lead."""
    chain: list[x509.Certificate] = []
    current = leaf
    while not issued_by(current, current):
        issuer = next((other for other in others if other not in chain and issued_by(current, other)), None)
        if issuer is None:
            break
        chain.append(issuer)
        current = issuer
    return tuple(chain)


def _organisation_subject(name: str) -> x509.Name:
    short = _shortened(name)
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, short),
            x509.NameAttribute(NameOID.COMMON_NAME, short),
        ]
    )


def _shortened(name: str) -> str:
    name = unicodedata.normalize("NFC", name)
    if len(name.encode()) <= LONGEST_NAME:
        return name
    return name.encode()[: LONGEST_NAME - len("…".encode())].decode(errors="ignore").rstrip() + "…"


def _authority(
    subject: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    at: datetime,
) -> x509.Certificate:
    return (
        _builder(subject, public_key, issuer, issuer_key.public_key(), at)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_key_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


def _member_certificate(
    public_key: ec.EllipticCurvePublicKey,
    usage: x509.KeyUsage,
    name: str,
    member: str,
    identity: x509.Certificate,
    identity_key: ec.EllipticCurvePrivateKey,
    at: datetime,
) -> x509.Certificate:
    organisation = identity.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    subject = x509.Name(
        [
            *organisation,
            x509.NameAttribute(NameOID.SERIAL_NUMBER, member),  # distinguishes two people of one name
            x509.NameAttribute(NameOID.COMMON_NAME, _shortened(name)),
        ]
    )
    return (
        _builder(subject, public_key, identity.subject, identity_key.public_key(), at)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(identity_key, hashes.SHA256())
    )


def _builder(
    subject: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePublicKey,
    at: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - BACKDATING)
        .not_valid_after(NO_EXPIRY)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)
    )


def _authority_key_identifier(identity: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(p256_key(identity))


def _key_usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def identity_roots(line: OrganisationLine) -> tuple[x509.Certificate, ...]:
    """The identity certificates of an organisation, the newest last: the roots of its members' certificates."""
    return tuple(decode_certificate(text) for text in line.state.identities)


def revocation_lists(line: OrganisationLine) -> tuple[x509.CertificateRevocationList, ...]:
    """The newest revocation list of each identity certificate that has one, for the signatures of contracts."""
    newest: dict[bytes, x509.CertificateRevocationList] = {}
    for state in line.states.values():
        if state.crl:
            crl = decode_revocation_list(state.crl)
            authority = extension(crl, x509.AuthorityKeyIdentifier)
            newest[b"" if authority is None else authority.key_identifier or b""] = crl
    return tuple(newest.values())
