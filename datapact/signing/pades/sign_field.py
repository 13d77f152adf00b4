"""Sign a prepared field of a PDF: PAdES B-B (ETSI EN 319 142-1), one revision a signature.

The revision that carries a signature also carries the certificates and the revocation lists of its signer in the
document security store, so that the signature covers them. Nothing else of the document changes: neither metadata nor
the version of the catalog, because PDF/A-3 is based on PDF 1.7.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Sequence
from datetime import datetime

from asn1crypto import cms
from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from datapact.base.errors import DataPactError, Malformed, WrongUse
from datapact.base.texts import N_
from datapact.signing.pades.appearance import DrawnStamp, SignatureAppearance
from datapact.signing.pades.revisions import open_pdf

type SigningKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

type Stamp = Callable[[bytes], bytes | None]
"""Takes the value of a signature and gives a timestamp over it (RFC 3161, DER), or None where there is none."""

LARGEST_TIMESTAMP = 16 * 1024
"""Bytes of a timestamp for which room is kept beside the signature."""
_DIGEST = "sha256"


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
    """Append one revision that signs the empty field ``field``, and return the whole file.

    ``chain`` holds the issuers of ``certificate``, ``crls`` their revocation lists; ``at`` is the claimed time.
    ``certify`` makes it a certification (DocMDP, form filling allowed) and is only for the first signature. ``stamp`` asks for
    a timestamp over the value of the signature; without its answer the signature has none. Raises WrongUse when the field is missing or already signed, Malformed or TooLarge when the structure of the PDF is not in
    perfect order.
    """
    signer = SimpleSigner(
        signing_cert=_certificate(certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(
            key.private_bytes(
                serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        ),
        cert_registry=SimpleCertificateStore.from_certs([_certificate(one) for one in chain]),
    )
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
        writer = _Pdf17Writer(io.BytesIO(pdf), prev=open_pdf(pdf).reader)
        _require_empty(writer, field)
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            sig_contents=None,
            certs=[_certificate(one) for one in (certificate, *chain)],
            crls=[asn1_crl.CertificateList.load(one.public_bytes(serialization.Encoding.DER)) for one in crls],
        )
        style = DrawnStamp(border_width=0, lines=appearance.lines(at))
        return _signed(_Pdf17Signer(metadata, signer, stamp_style=style), writer, at, stamp)
    except DataPactError:
        raise
    except Exception as error:  # hostile objects make the parser fail in many ways; all mean the same
        raise Malformed(
            N_("This PDF cannot be signed: its structure is damaged. Ask the partner for a new file.")
        ) from error


class _Pdf17Writer(IncrementalPdfFileWriter):
    """Appends a revision and leaves version, information dictionary and XMP as they are."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """Leave /Version out of the catalog, because PDF/A-3 is based on PDF 1.7."""

    def _update_meta(self) -> None:
        """Do nothing: pyHanko would write its name and the computer's time into the metadata."""


class _Pdf17Signer(PdfSigner):
    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        """Declare only the PAdES extension of PDF 1.7; pyHanko adds that of ISO 32002 and with it PDF 2.0."""
        pdf_out.register_extension(ESIC_EXTENSION_1)


def _signed(signer: PdfSigner, writer: IncrementalPdfFileWriter, at: datetime, stamp: Stamp | None = None) -> bytes:
    digest, output, signature = asyncio.run(_signature(signer, writer, at, 0 if stamp is None else LARGEST_TIMESTAMP))
    info = signature["content"]["signer_infos"][0]
    token = None if stamp is None else stamp(info["signature"].native)
    if token is not None:
        kind = cms.CMSAttributeType("signature_time_stamp_token")
        info["unsigned_attrs"] = [cms.CMSAttribute({"type": kind, "values": [cms.ContentInfo.load(token)]})]
    digest.fill_with_cms(output, signature)
    return output.getvalue()


async def _signature(
    signer: PdfSigner, writer: IncrementalPdfFileWriter, at: datetime, room: int
) -> tuple[PreparedByteRangeDigest, io.BytesIO, cms.ContentInfo]:
    """The file with a hole for the signature, and the signature; the hole has ``room`` more bytes than that needs."""
    session = signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = at
    reserved = await session.estimate_signature_container_size(None)
    prepared = session.prepare_tbs_document(validation_info=None, bytes_reserved=reserved + 2 * room)
    digest, output = prepared.digest_tbs_document()
    assert isinstance(output, io.BytesIO)
    signature = await prepared.signer.async_sign(
        digest.document_digest,
        prepared.md_algorithm,
        use_pades=prepared.use_pades,
        signed_attr_settings=PdfCMSSignedAttributes(signing_time=at),
    )
    return digest, output, signature


def _require_empty(writer: IncrementalPdfFileWriter, field: str) -> None:
    for name, value, _reference in enumerate_sig_fields(writer.prev):
        if name == field:
            if value is None:
                return
            raise WrongUse(N_("The field {field} is signed already."), field=field)
    raise WrongUse(N_("This PDF has no signature field {field}. Sign the PDF that the freeze made."), field=field)


def _certificate(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
