"""Certificates: what they say, and that openssl, pyHanko and pdfsig accept the chain."""

from __future__ import annotations

import asyncio
import io
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.pdfgen.canvas import Canvas

from datapact.base.errors import DataPactError, Malformed
from datapact.organisation.identity import certificate_authority

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = datetime(2039, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Keys:
    identity_key: ec.EllipticCurvePrivateKey
    identity: x509.Certificate
    author: x509.Certificate
    signing_key: ec.EllipticCurvePrivateKey
    signing: x509.Certificate


@pytest.fixture(scope="module")
def keys() -> Keys:
    return make("Institut für Produktionsdaten e. V.", "Dr. Jana Öztürk")


def make(organisation: str, person: str) -> Keys:
    identity_key = certificate_authority.new_key()
    root = certificate_authority.identity_certificate(identity_key, organisation, AT)
    signing_key = certificate_authority.new_key()
    issuer = {"name": person, "member": "jana", "identity": root, "identity_key": identity_key, "at": AT}
    return Keys(
        identity_key,
        root,
        certificate_authority.author_certificate(certificate_authority.new_key().public_key(), **issuer),
        signing_key,
        certificate_authority.signing_certificate(signing_key.public_key(), **issuer),
    )


def usage(certificate: x509.Certificate) -> set[str]:
    value = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    names = ("digital_signature", "content_commitment", "key_encipherment", "key_cert_sign", "crl_sign")
    return {name for name in names if getattr(value, name)}


def test_each_certificate_serves_one_use(keys: Keys) -> None:
    assert usage(keys.identity) == {"key_cert_sign", "crl_sign"}
    assert usage(keys.author) == {"digital_signature"}
    assert usage(keys.signing) == {"content_commitment"}
    assert certificate_authority.for_signing_contracts(keys.signing)
    assert not certificate_authority.for_signing_contracts(keys.author)


def test_certificates_do_not_expire_and_chain_by_key_identifier(keys: Keys) -> None:
    subject_key = keys.identity.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    for certificate in (keys.identity, keys.author, keys.signing):
        assert certificate.not_valid_after_utc == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
        assert b"99991231235959Z" in certificate.public_bytes(Encoding.DER)
        authority = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
        assert authority.key_identifier == subject_key
        assert certificate_authority.issued_by(certificate, keys.identity)
        assert not certificate_authority.issued_by(certificate, keys.author)


def test_an_identity_of_the_same_name_is_still_another(keys: Keys) -> None:
    other = make("Institut für Produktionsdaten e. V.", "Dr. Jana Öztürk")
    assert not certificate_authority.issued_by(keys.signing, other.identity)


def test_a_long_name_fits_into_a_certificate() -> None:
    long = make("Ä" * 200, "Ö" * 200)
    assert certificate_authority.issued_by(long.signing, long.identity)


def test_revocation_list_names_serials_and_grows(keys: Keys) -> None:
    issuer = {"identity": keys.identity, "identity_key": keys.identity_key}
    empty = certificate_authority.revocation_list({}, number=1, at=AT, **issuer)
    full = certificate_authority.revocation_list({keys.signing.serial_number: AT}, number=2, at=AT, **issuer)
    assert certificate_authority.revoked_serials(empty) == {}
    assert certificate_authority.revoked_serials(full) == {keys.signing.serial_number: AT}
    assert (certificate_authority.list_number(empty), certificate_authority.list_number(full)) == (1, 2)
    assert certificate_authority.list_issued_by(full, keys.identity)
    assert not certificate_authority.list_issued_by(full, make("Andere GmbH", "X").identity)
    assert certificate_authority.encode(
        certificate_authority.decode_revocation_list(certificate_authority.encode(full))
    ) == certificate_authority.encode(full)


def test_a_renewed_identity_is_certified_by_the_old(keys: Keys) -> None:
    new_key = certificate_authority.new_key()
    new = certificate_authority.identity_certificate(new_key, "Institut für Produktionsdaten e. V.", LATER)
    cross = certificate_authority.cross_certificate(new, keys.identity, keys.identity_key, LATER)
    leaf = certificate_authority.signing_certificate(
        certificate_authority.new_key().public_key(),
        name="Neu",
        member="neu",
        identity=new,
        identity_key=new_key,
        at=LATER,
    )
    assert certificate_authority.issued_by(cross, keys.identity)
    assert not certificate_authority.issued_by(new, keys.identity)
    assert certificate_authority.p256_key(cross) == new_key.public_key()
    assert certificate_authority.order_chain(leaf, [keys.identity, cross]) == (cross, keys.identity)
    assert certificate_authority.order_chain(leaf, [new]) == (new,)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_certificate_are_refused(data: bytes) -> None:
    text = certificate_authority.to_base64url(data)
    with pytest.raises(Malformed):
        certificate_authority.decode_certificate(text)
    with pytest.raises(Malformed):
        certificate_authority.decode_revocation_list(text)


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_changed_certificate_is_refused_or_not_issued_by_us(place: int, change: int) -> None:
    root, leaf = FIXED.identity, bytearray(FIXED.signing.public_bytes(Encoding.DER))
    leaf[place % len(leaf)] ^= change
    try:
        certificate = certificate_authority.decode_certificate(certificate_authority.to_base64url(bytes(leaf)))
    except DataPactError:
        return
    # What is signed cannot be changed; the unused bits of the signature's own BIT STRING can (one bit, no meaning).
    unsigned_part_only = certificate.tbs_certificate_bytes == FIXED.signing.tbs_certificate_bytes
    assert unsigned_part_only or not certificate_authority.issued_by(certificate, root)


FIXED = make("Maschinenbau Keller GmbH", "Anna Keller")


def asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def validate_path(keys: Keys, crl: x509.CertificateRevocationList, roots: list[x509.Certificate]) -> None:
    context = ValidationContext(
        trust_roots=[asn1(root) for root in roots],
        crls=[asn1_crl.CertificateList.load(crl.public_bytes(Encoding.DER))],
        revocation_mode="require",
        moment=LATER,
        allow_fetching=False,
    )
    validator = CertificateValidator(asn1(keys.signing), [asn1(keys.identity)], validation_context=context)
    asyncio.run(validator.async_validate_usage({"non_repudiation"}))


def test_pyhanko_accepts_the_chain_and_heeds_the_list(keys: Keys) -> None:
    issuer = {"identity": keys.identity, "identity_key": keys.identity_key}
    validate_path(keys, certificate_authority.revocation_list({}, number=1, at=AT, **issuer), [keys.identity])
    revoked = certificate_authority.revocation_list(
        {keys.signing.serial_number: AT + timedelta(1)}, number=2, at=LATER, **issuer
    )
    with pytest.raises(PathValidationError):
        validate_path(keys, revoked, [keys.identity])
    with pytest.raises(PathBuildingError):
        validate_path(keys, certificate_authority.revocation_list({}, number=1, at=AT, **issuer), [FIXED.identity])


@pytest.mark.judge("openssl")
def test_openssl_accepts_the_chain_and_heeds_the_list(keys: Keys, tmp_path) -> None:
    new_key = certificate_authority.new_key()
    new = certificate_authority.identity_certificate(new_key, "Institut für Produktionsdaten e. V.", AT)
    cross = certificate_authority.cross_certificate(new, keys.identity, keys.identity_key, AT)
    leaf = certificate_authority.signing_certificate(
        certificate_authority.new_key().public_key(),
        name="Neu",
        member="neu",
        identity=new,
        identity_key=new_key,
        at=AT,
    )
    issuer = {"identity": keys.identity, "identity_key": keys.identity_key, "at": AT}

    def pem(name: str, item) -> str:
        (tmp_path / name).write_bytes(item.public_bytes(Encoding.PEM))
        return str(tmp_path / name)

    root, signing = pem("root.pem", keys.identity), pem("signing.pem", keys.signing)
    good = pem("good.crl", certificate_authority.revocation_list({}, number=1, **issuer))
    bad = pem("bad.crl", certificate_authority.revocation_list({keys.signing.serial_number: AT}, number=2, **issuer))

    def verify(*arguments: str) -> int:
        command = ["openssl", "verify", "-x509_strict", "-attime", str(int(LATER.timestamp())), *arguments]
        return subprocess.run(command, capture_output=True, check=False).returncode

    assert verify("-CAfile", root, "-crl_check", "-CRLfile", good, signing) == 0
    assert verify("-CAfile", root, "-crl_check", "-CRLfile", bad, signing) != 0
    assert verify("-CAfile", pem("new.pem", new), signing) != 0
    assert verify("-CAfile", root, "-untrusted", pem("cross.pem", cross), pem("leaf.pem", leaf)) == 0


def signed_pdf(keys: Keys, at: datetime) -> bytes:
    page = io.BytesIO()
    canvas = Canvas(page, invariant=1)
    canvas.drawString(100, 700, "Vereinbarung")
    canvas.save()
    key = asn1_key(keys.signing_key)
    signer = signers.SimpleSigner(
        signing_cert=asn1(keys.signing),
        signing_key=key,
        cert_registry=SimpleCertificateStore.from_certs([asn1(keys.identity)]),
    )
    metadata = signers.PdfSignatureMetadata(field_name="one", subfilter=fields.SigSeedSubFilter.PADES)
    out = signers.sign_pdf(IncrementalPdfFileWriter(page), metadata, signer=signer)
    return out.getvalue()


def asn1_key(key: ec.EllipticCurvePrivateKey):
    from asn1crypto.keys import PrivateKeyInfo

    return PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


def test_pyhanko_accepts_a_pdf_signature(keys: Keys) -> None:
    reader = PdfFileReader(io.BytesIO(signed_pdf(keys, AT)))
    context = ValidationContext(trust_roots=[asn1(keys.identity)], allow_fetching=False)
    status = validate_pdf_signature(reader.embedded_signatures[0], context)
    assert status.bottom_line


@pytest.mark.judge("pdfsig")
def test_pdfsig_accepts_a_pdf_signature(keys: Keys, tmp_path) -> None:
    (tmp_path / "signed.pdf").write_bytes(signed_pdf(keys, AT))
    answer = subprocess.run(
        ["pdfsig", "-nocert", "signed.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "Signature is Valid" in answer.stdout
    assert "Jana Öztürk" in answer.stdout
