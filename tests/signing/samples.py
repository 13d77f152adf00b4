"""A small certificate authority and a small contract with three empty signature fields, for signing tests."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from reportlab.pdfgen.canvas import Canvas

from datapact.signing.pades.appearance import SignatureAppearance
from datapact.signing.pades.sign_field import sign_field

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(days=30)
NEVER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
FIELDS = ("anna-keller", "bernd-keller", "clara-vogel")


@dataclass(frozen=True)
class Authority:
    """An organisation's certificate authority with its key."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def crl(self, revoked: dict[int, datetime] | None = None, at: datetime = BEFORE) -> x509.CertificateRevocationList:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(at)
            .next_update(NEVER)
        )
        for serial, moment in (revoked or {}).items():
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment).build()
            )
        return builder.sign(self.key, hashes.SHA256())


@dataclass(frozen=True)
class Signatory:
    """A person with a signing key and the authority that certified it."""

    name: str
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate
    authority: Authority


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def authority(name: str = "Maschinenbau Keller GmbH") -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEFORE)
        .not_valid_after(NEVER)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Authority(key, certificate)


def signatory(
    issuer: Authority,
    name: str,
    *,
    usage: x509.KeyUsage | None = None,
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | None = None,
    until: datetime = NEVER,
) -> Signatory:
    key = key or ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEFORE)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage or _usage(content_commitment=True), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
        .sign(issuer.key, hashes.SHA256())
    )
    return Signatory(name, key, certificate, issuer)


def _usage(**chosen: bool) -> x509.KeyUsage:
    every = ["digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"]
    names = [*every, "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"]
    return x509.KeyUsage(**{name: chosen.get(name, False) for name in names})


def author_usage() -> x509.KeyUsage:
    return _usage(digital_signature=True)


def contract(fields: tuple[str, ...] = FIELDS, text: str = "Vertrag über die Nutzung von Daten") -> bytes:
    """An unsigned PDF with metadata and one empty signature field a name."""
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    for number in (1, 2):
        canvas.drawString(72, 760, f"{text} ({number})")
        canvas.showPage()
    canvas.save()
    with pikepdf.open(io.BytesIO(stream.getvalue())) as pdf:
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = "Vertrag"
        page = pdf.pages[-1].obj
        widgets = [
            pdf.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Widget,
                    FT=pikepdf.Name.Sig,
                    T=pikepdf.String(name),
                    TU=pikepdf.String(f"Unterschrift {name}"),
                    F=132,
                    P=page,
                    Rect=[72, 600 - 80 * place, 300, 660 - 80 * place],
                )
            )
            for place, name in enumerate(fields)
        ]
        page.Annots = pdf.make_indirect(pikepdf.Array(widgets))
        pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array(widgets), SigFlags=0))
        out = io.BytesIO()
        pdf.save(out, min_version="1.7", force_version="1.7", deterministic_id=True)
    return out.getvalue()


def appearance(name: str) -> SignatureAppearance:
    return SignatureAppearance(name, "Geschäftsführung", "Maschinenbau Keller GmbH", "de")


def sign(
    pdf: bytes,
    field: str,
    by: Signatory,
    *,
    certify: bool = False,
    at: datetime = NOW,
    crl: x509.CertificateRevocationList | None = None,
) -> bytes:
    return sign_field(
        pdf,
        field=field,
        key=by.key,
        certificate=by.certificate,
        chain=[by.authority.certificate],
        crls=[by.authority.crl() if crl is None else crl],
        at=at,
        certify=certify,
        appearance=appearance(by.name),
    )


@dataclass(frozen=True)
class Signed:
    """A contract signed by all, with everything that made it."""

    authorities: tuple[Authority, ...]
    signatories: tuple[Signatory, ...]
    revisions: tuple[bytes, ...]

    @property
    def pdf(self) -> bytes:
        return self.revisions[-1]

    @property
    def roots(self) -> list[x509.Certificate]:
        return [one.certificate for one in self.authorities]


def signed_contract(base: bytes | None = None) -> Signed:
    """Two directors of one company and one person of another, in the order of FIELDS."""
    keller, institute = authority(), authority("Institut für Produktionsdaten e. V.")
    people = (
        signatory(keller, "Anna Keller"),
        signatory(keller, "Bernd Keller"),
        signatory(institute, "Clara Vogel"),
    )
    revisions = [base or contract()]
    for place, (field, person) in enumerate(zip(FIELDS, people, strict=True)):
        revisions.append(sign(revisions[-1], field, person, certify=place == 0, at=NOW + timedelta(minutes=place)))
    return Signed((keller, institute), people, tuple(revisions))
