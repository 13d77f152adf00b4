"""Signatures that are no CMS over the document, or that cannot be read: those of old programs, judged by their mathematics alone.

``adbe.x509.rsa_sha1`` is a bare RSA value beside its certificate, ``adbe.pkcs7.sha1`` a CMS around the SHA-1 of the document (ISO
32000-1, 12.8.3). Both were given up, and archives are full of them.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

from asn1crypto import cms, core, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, extract_contents

BARE: Final = "/adbe.x509.rsa_sha1"
AROUND: Final = "/adbe.pkcs7.sha1"
_DIGESTS: Final = {
    "SHA-1": hashes.SHA1(),  # noqa: S303  by which such signatures are made
    "SHA-256": hashes.SHA256(),
    "SHA-384": hashes.SHA384(),
    "SHA-512": hashes.SHA512(),
}


class Readable(EmbeddedPdfSignature):
    """A signature whose date need not be one: what its dictionary says of the time is a claim, and no reason against it."""

    @property
    def self_reported_timestamp(self) -> datetime | None:
        """The claimed time; None where it is none."""
        try:
            return super().self_reported_timestamp
        except (ValueError, TypeError, AttributeError, OverflowError, PdfReadError):
            return None


def claimed_time(embedded: EmbeddedPdfSignature) -> datetime | None:
    """The time in the dictionary of a signature that is no CMS; None where it is none."""
    try:
        return generic.parse_pdf_date(str(embedded.sig_object["/M"]), strict=False)
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError, PdfReadError):
        return None


class Uncovered(EmbeddedPdfSignature):
    """A signature whose contents are no CMS with one signer: its place in the file can be judged all the same."""

    def __init__(self, reader: PdfFileReader, field: generic.DictionaryObject, name: str) -> None:
        self.reader = reader
        self.sig_field = field
        pointer = field.raw_get("/V")
        self.sig_object = pointer.get_object()
        self.byte_range = self.sig_object.raw_get("/ByteRange")
        self.pkcs7_content = extract_contents(self.sig_object)
        self.signed_revision = reader.xrefs.get_last_change(pointer.reference)
        self.fq_name = name
        self.coverage = None
        self.diff_result = None
        self._docmdp = self._fieldmdp = None
        self._docmdp_queried = self._fieldmdp_queried = False

    @property
    def several(self) -> bool:
        """Whether it is a CMS by several signers at once or by none."""
        try:
            found = cms.ContentInfo.load(self.pkcs7_content)["content"]
            return isinstance(found, cms.SignedData) and len(found["signer_infos"]) != 1
        except (ValueError, TypeError, KeyError):
            return False


def signed_bytes(embedded: EmbeddedPdfSignature) -> bytes:
    """The bytes of the file that a signature covers."""
    stream = embedded.reader.stream
    pieces = []
    for place in range(0, len(embedded.byte_range), 2):
        stream.seek(int(embedded.byte_range[place]))
        pieces.append(stream.read(int(embedded.byte_range[place + 1])))
    return b"".join(pieces)


def bare_certificate(embedded: EmbeddedPdfSignature) -> x509.Certificate | None:
    """The certificate beside a bare RSA value; None where there is none that can be read."""
    try:
        found = embedded.sig_object["/Cert"]
        first = found[0] if isinstance(found, generic.ArrayObject) else found
        certificate = x509.Certificate.load(first.original_bytes)
        certificate.native  # noqa: B018  read it whole
    except (KeyError, IndexError, ValueError, TypeError, AttributeError):
        return None
    return certificate


def bare_fits(embedded: EmbeddedPdfSignature, certificate: x509.Certificate) -> tuple[bool, str]:
    """Whether a bare RSA value fits the document, and by which digest."""
    key = load_der_x509_certificate(certificate.dump()).public_key()
    value = core.OctetString.load(embedded.pkcs7_content).native
    if not isinstance(key, rsa.RSAPublicKey):
        return False, ""
    data = signed_bytes(embedded)
    for name, digest in _DIGESTS.items():
        try:
            key.verify(value, data, padding.PKCS1v15(), digest)
        except InvalidSignature:
            continue
        return True, name
    return False, ""


def around_fits(embedded: EmbeddedPdfSignature, certificate: x509.Certificate) -> tuple[bool, bool]:
    """Whether a CMS around a digest names that of the document, and whether it is signed by the certificate's key."""
    content: bytes = embedded.signed_data["encap_content_info"]["content"].native
    inner = hashlib.new(embedded.md_algorithm.replace("-", ""), content).digest()
    intact, valid = validate_sig_integrity(embedded.signer_info, certificate, "data", inner)
    same = content == hashlib.sha1(signed_bytes(embedded), usedforsecurity=False).digest()
    return same and intact, valid
