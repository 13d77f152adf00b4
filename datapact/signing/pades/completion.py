"""Append proofs to a signed PDF: validation data, and a timestamp over the whole document (ETSI EN 319 142-1, 5.4 and 5.5).

One completion is one revision. It adds certificates, OCSP answers and revocation lists to the document security store and, where an
authority answers, exactly one field without size that holds the timestamp. No page and no signature changes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp, PreparedByteRangeDigest
from pyhanko.sign.validation.dss import DocumentSecurityStore

from datapact.base.errors import DataPactError, Malformed
from datapact.base.texts import N_
from datapact.signing.pades.modification_policy import FLAGS, NO_SIZE
from datapact.signing.pades.revisions import open_pdf
from datapact.signing.pades.sign_field import LARGEST_TIMESTAMP, Pdf17Writer, Stamp
from datapact.signing.pades.timestamp import DIGEST


@dataclass(frozen=True, slots=True)
class ValidationData:
    """Evidence that shows years later that certificates were valid: themselves, OCSP answers and revocation lists."""

    certificates: tuple[x509.Certificate, ...] = ()
    """Of issuers and responders, in no order."""
    ocsps: tuple[bytes, ...] = ()
    """DER of whole answers."""
    crls: tuple[bytes, ...] = ()
    """DER."""

    def __add__(self, other: ValidationData) -> ValidationData:
        return ValidationData(
            tuple(dict.fromkeys((*self.certificates, *other.certificates))),
            tuple(dict.fromkeys((*self.ocsps, *other.ocsps))),
            tuple(dict.fromkeys((*self.crls, *other.crls))),
        )

    @property
    def answers(self) -> bool:
        """Whether it says of any certificate if it was revoked."""
        return bool(self.ocsps or self.crls)

    def __bool__(self) -> bool:
        return bool(self.certificates or self.ocsps or self.crls)


def append_proofs(pdf: bytes, data: ValidationData, stamp: Stamp | None = None) -> bytes | None:
    """The file with one more revision: ``data`` and a timestamp by ``stamp``; None where the authority gives none.

    Without ``stamp`` the revision has no timestamp. Raises Malformed or TooLarge for a PDF whose structure is not in order.
    """
    try:
        writer = Pdf17Writer(io.BytesIO(pdf), prev=open_pdf(pdf).reader)
        put_data(writer, [one.public_bytes(Encoding.DER) for one in data.certificates], data.ocsps, data.crls)
        if stamp is None:
            return written(writer)
        prepared, output = with_hole(writer)
        token = stamp(prepared.document_digest)
        if token is None:
            return None
        prepared.fill_with_cms(output, token)
        return output.getvalue()
    except DataPactError:
        raise
    except Exception as error:  # hostile objects make the parser fail in many ways; all mean the same
        raise Malformed(
            N_("This PDF cannot be completed: its structure is damaged. Ask the partner for a new file.")
        ) from error


def put_data(
    writer: IncrementalPdfFileWriter, certificates: Sequence[bytes], ocsps: Sequence[bytes], crls: Sequence[bytes]
) -> None:
    """Put validation data (DER) into the document security store, if there is any."""
    if certificates or ocsps or crls:
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            sig_contents=None,
            certs=[asn1_x509.Certificate.load(one) for one in certificates],
            ocsps=[asn1_ocsp.OCSPResponse.load(one) for one in ocsps],
            crls=[asn1_crl.CertificateList.load(one) for one in crls],
        )


def written(writer: IncrementalPdfFileWriter) -> bytes:
    """The whole file with the new revision."""
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def with_hole(writer: IncrementalPdfFileWriter) -> tuple[PreparedByteRangeDigest, io.BytesIO]:
    """The file with a new field without size, whose hole waits for a timestamp over the rest."""
    value = DocumentTimestamp(bytes_reserved=2 * LARGEST_TIMESTAMP)
    taken = {str(name) for name, _value, _pointer in enumerate_sig_fields(writer.prev)}
    name = next(f"timestamp-{place}" for place in range(1, len(taken) + 2) if f"timestamp-{place}" not in taken)
    field = writer.add_object(
        generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/Widget"),
                pdf_name("/FT"): pdf_name("/Sig"),
                pdf_name("/T"): generic.TextStringObject(name),
                pdf_name("/Rect"): generic.ArrayObject(generic.NumberObject(one) for one in NO_SIZE),
                pdf_name("/F"): generic.NumberObject(FLAGS),
                pdf_name("/V"): writer.add_object(value),
            }
        )
    )
    form = writer.root["/AcroForm"]
    form["/Fields"].append(field)
    writer.update_container(form["/Fields"])
    prepared, output = next(value.fill(writer, DIGEST))
    assert isinstance(output, io.BytesIO)
    return prepared, output
