"""Sign a prepared field of a PDF: PAdES B-B (ETSI EN 319 142-1), one revision a signature.

The revision that carries a signature also carries the certificates and the revocation lists of its signer in the
document security store, so that the signature covers them. Nothing else of the document changes: neither metadata nor
the version of the catalog, because PDF/A-3 is based on PDF 1.7.

A key outside this program (token, remote service) signs in between: ``begin_signature`` gives the signed attributes,
and ``BegunSignature.finish`` takes the value over them.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from asn1crypto import cms
from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from datapact.base.errors import AnswerNo, DataPactError, Malformed, WrongUse
from datapact.base.texts import N_
from datapact.signing.pades.appearance import DrawnStamp, SignatureAppearance
from datapact.signing.pades.revisions import open_pdf

type SigningKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

type Stamp = Callable[[bytes], bytes | None]
"""Takes a SHA-256 digest and gives a timestamp over it (RFC 3161, DER), or None where there is none."""

LARGEST_TIMESTAMP = 16 * 1024
"""Bytes of a timestamp for which room is kept beside the signature."""
_DIGEST = "sha256"
_REST = 2048
"""Bytes of a signature besides certificates: attributes and value, that of an RSA key of 8192 bits included."""


@dataclass(slots=True)
class BegunSignature:
    """A signature that lacks only its value, which whoever holds the key computes over ``attributes``."""

    attributes: bytes = field(repr=False)
    """DER of the signed attributes (RFC 5652, 5.4); they bind the digest of the PDF, the certificate and the time."""
    certificate: x509.Certificate
    """Of the key that is to sign."""
    _signer: _ValueFromElsewhere
    _signed: cms.CMSAttributes
    _hole: PreparedByteRangeDigest
    _output: io.BytesIO

    @property
    def sha256(self) -> bytes:
        """The SHA-256 of ``attributes`` for a remote service, 32 bytes."""
        return hashlib.sha256(self.attributes).digest()

    def finish(self, value: bytes, stamp: Stamp | None = None) -> bytes:
        """The whole signed file, once; ``value`` is ECDSA (DER) or RSA (PKCS #1 v1.5) with SHA-256.

        ``stamp`` asks for a timestamp over the value; without its answer the signature has none. Raises AnswerNo where the
        value does not fit the certificate, whoever computed it; then no authority was asked.
        """
        require_fitting(self.certificate, self.attributes, value)
        self._signer.value = value
        made = asyncio.run(self._signer.async_sign_prescribed_attributes(_DIGEST, self._signed))
        return filled(self._hole, self._output, made, stamp)


def require_fitting(certificate: x509.Certificate, data: bytes, value: bytes) -> None:
    """Raise AnswerNo unless ``value`` signs ``data`` (with SHA-256) by the key of the certificate."""
    key = certificate.public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(value, data, ec.ECDSA(hashes.SHA256()))
            return
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(value, data, padding.PKCS1v15(), hashes.SHA256())
            return
    except InvalidSignature:
        pass
    raise AnswerNo(
        N_(
            "What came back is not a signature by the key of your certificate over this text. Nothing was signed; ask"
            " whoever issued the token or runs the service."
        )
    )


def signature_value(key: SigningKey, data: bytes) -> bytes:
    """The signature over ``data`` with SHA-256: ECDSA (DER), or RSA by PKCS #1 v1.5."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    return key.sign(data, ec.ECDSA(hashes.SHA256()))


def sign_field(
    pdf: bytes,
    *,
    field: str,
    key: SigningKey,
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate],
    crls: Sequence[x509.CertificateRevocationList],
    at: datetime,
    certify: bool,
    appearance: SignatureAppearance,
    stamp: Stamp | None = None,
) -> bytes:
    """Append one revision that signs the empty field ``field`` by a key at hand, and return the whole file.

    ``stamp`` asks for a timestamp over the value of the signature; without its answer the signature has none. Raises what
    ``begin_signature`` and ``BegunSignature.finish`` raise.
    """
    begun = begin_signature(
        pdf,
        field=field,
        certificate=certificate,
        chain=chain,
        crls=crls,
        at=at,
        certify=certify,
        appearance=appearance,
        timestamped=stamp is not None,
    )
    return begun.finish(signature_value(key, begun.attributes), stamp)


def begin_signature(
    pdf: bytes,
    *,
    field: str,
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate],
    crls: Sequence[x509.CertificateRevocationList],
    at: datetime,
    certify: bool,
    appearance: SignatureAppearance,
    timestamped: bool = False,
) -> BegunSignature:
    """Prepare one revision that signs the empty field ``field``; the key of ``certificate`` gives the value later.

    ``chain`` holds the issuers of ``certificate``, ``crls`` their revocation lists; ``at`` is the claimed time.
    ``certify`` makes it a certification (DocMDP, form filling allowed) and is only for the first signature.
    ``timestamped`` keeps room for a timestamp. Raises WrongUse when the field is missing or already signed, Malformed or
    TooLarge when the structure of the PDF is not in perfect order.
    """
    signer = _ValueFromElsewhere(certificate, chain)
    metadata = PdfSignatureMetadata(
        field_name=field,
        md_algorithm=_DIGEST,
        name=appearance.person,
        reason=f"{appearance.capacity}, {appearance.party}",
        certify=certify,
        subfilter=SigSeedSubFilter.PADES,
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )
    try:
        writer = Pdf17Writer(io.BytesIO(pdf), prev=open_pdf(pdf).reader)
        _require_empty(writer, field)
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            sig_contents=None,
            certs=[_certificate(one) for one in (certificate, *chain)],
            crls=[asn1_crl.CertificateList.load(one.public_bytes(serialization.Encoding.DER)) for one in crls],
        )
        style = DrawnStamp(border_width=0, lines=appearance.lines(at))
        pdf_signer = _Pdf17Signer(metadata, signer, stamp_style=style)
        room = LARGEST_TIMESTAMP if timestamped else 0
        hole, output = prepared(pdf_signer, writer, at, room)
        signed = asyncio.run(
            signer.signed_attrs(
                hole.document_digest, _DIGEST, attr_settings=PdfCMSSignedAttributes(signing_time=at), use_pades=True
            )
        )
        return BegunSignature(signed.dump(), certificate, signer, signed, hole, output)
    except DataPactError:
        raise
    except Exception as error:  # hostile objects make the parser fail in many ways; all mean the same
        raise Malformed(
            N_("This PDF cannot be signed: its structure is damaged. Ask the partner for a new file.")
        ) from error


class _ValueFromElsewhere(Signer):
    """Puts a signature value that somebody else computed into the CMS signature."""

    def __init__(self, certificate: x509.Certificate, chain: Sequence[x509.Certificate]) -> None:
        key = certificate.public_key()
        self._size = key.key_size // 8 if isinstance(key, rsa.RSAPublicKey) else 2 * 32 + 9
        self.value: bytes | None = None
        super().__init__(
            signing_cert=_certificate(certificate),
            cert_registry=SimpleCertificateStore.from_certs([_certificate(one) for one in chain]),
        )

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(self._size)
        assert self.value is not None
        return self.value


class Pdf17Writer(IncrementalPdfFileWriter):
    """Appends a revision and leaves version, information dictionary and XMP as they are."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """Leave /Version out of the catalog, because PDF/A-3 is based on PDF 1.7."""

    def _update_meta(self) -> None:
        """Do nothing: pyHanko would write its name and the computer's time into the metadata."""


class _Pdf17Signer(PdfSigner):
    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        """Declare only the PAdES extension of PDF 1.7; pyHanko adds that of ISO 32002 and with it PDF 2.0."""
        pdf_out.register_extension(ESIC_EXTENSION_1)


def prepared(
    signer: PdfSigner, writer: IncrementalPdfFileWriter, at: datetime, room: int
) -> tuple[PreparedByteRangeDigest, io.BytesIO]:
    """The file with a hole for the signature, which has ``room`` more bytes than that needs."""
    session = signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = at
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=2 * (_size_for(signer.signer) + room))
    hole, output = document.digest_tbs_document()
    assert isinstance(output, io.BytesIO)
    return hole, output


def _size_for(signer: Signer) -> int:
    """Bytes of a signature at most: its certificates, and the rest, which has a few hundred besides the value."""
    certificates = [signer.signing_cert, *signer.cert_registry]
    return sum(len(one.dump()) for one in certificates if one is not None) + _REST


def filled(hole: PreparedByteRangeDigest, output: io.BytesIO, signature: cms.ContentInfo, stamp: Stamp | None) -> bytes:
    """The file with the signature in its hole, and with the timestamp that ``stamp`` gives."""
    info = signature["content"]["signer_infos"][0]
    token = None if stamp is None else stamp(hashlib.sha256(info["signature"].native).digest())
    if token is not None:
        kind = cms.CMSAttributeType("signature_time_stamp_token")
        info["unsigned_attrs"] = [cms.CMSAttribute({"type": kind, "values": [cms.ContentInfo.load(token)]})]
    hole.fill_with_cms(output, signature)
    return output.getvalue()


def _require_empty(writer: IncrementalPdfFileWriter, field: str) -> None:
    for name, value, _reference in enumerate_sig_fields(writer.prev):
        if name == field:
            if value is None:
                return
            raise WrongUse(N_("The field {field} is signed already."), field=field)
    raise WrongUse(N_("This PDF has no signature field {field}. Sign the PDF that the freeze made."), field=field)


def _certificate(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
