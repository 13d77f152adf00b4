"""A long-term seal: a detached CMS signature with ML-DSA-65 over a finished PDF, beside it (RFC 5652, RFC 9882, FIPS 204).

It holds where elliptic curves and RSA no longer do. It is the house's seal, no person's signature: it shows that this file lay
before the house that has the key. The PDF itself keeps one signature a field.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from asn1crypto import algos, cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from datapact.base.errors import Malformed
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_
from datapact.history.entries.certificates import long_term_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import mldsa

ENDING: Final = ".p7s"
"""The ending of the name of a sealed file."""
LARGEST_SEAL: Final = 64 * 1024
"""Bytes; ours have about 9,400."""
_ML_DSA_65: Final = "2.16.840.1.101.3.4.3.18"
_VALUE_BYTES: Final = 3309
_DIGEST: Final = "sha512"
"""The digest of the file and of what is signed, as RFC 9882 wants it for ML-DSA-65 at least."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal that was read; nothing of it is checked but its form."""

    certificate: str
    """Of the key, base64url DER; self-issued."""
    time: datetime
    """When it was made, as the sealer claims, UTC."""
    digest: bytes
    """SHA-512 of the file that it is over."""
    signed: bytes
    """What the value is over: the signed attributes, DER."""
    value: bytes
    """3,309 bytes."""


class _Sealer(Signer):
    def __init__(self, key: mldsa.MLDSA65PrivateKey, certificate: x509.Certificate) -> None:
        self._key = key
        super().__init__(
            signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
            cert_registry=SimpleCertificateStore(),
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": _ML_DSA_65}),
        )

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return bytes(_VALUE_BYTES) if dry_run else self._key.sign(data)


def make_seal(data: bytes, key: mldsa.MLDSA65PrivateKey, certificate: x509.Certificate, at: datetime) -> bytes:
    """The seal over ``data`` as a detached CMS, DER; ``at`` is the claimed time, UTC."""
    claimed = PdfCMSSignedAttributes(signing_time=at.replace(microsecond=0))
    made = asyncio.run(
        _Sealer(key, certificate).async_sign(
            hashlib.new(_DIGEST, data).digest(), _DIGEST, signed_attr_settings=claimed, is_pdf_sig=False
        )
    )
    return bytes(made.dump())


def read_seal(data: bytes) -> Seal:
    """The parts of a seal; raises Malformed for any other file, also for a CMS of another form."""
    if len(data) > LARGEST_SEAL:
        raise _malformed()
    try:
        signed = cms.ContentInfo.load(data, strict=True)["content"]
        (signer,) = signed["signer_infos"]
        (certificate,) = signed["certificates"]
        named = {one["type"].native: one["values"] for one in signer["signed_attrs"]}
        (digest,) = named["message_digest"].native
        (time,) = named["signing_time"].native
        fits = named["content_type"].native == ["data"] and len(named) == len(signer["signed_attrs"])
        value = signer["signature"].native
        same = _content(certificate.chosen, signer["signed_attrs"], value).dump() == data
        text = to_base64url(certificate.chosen.dump())
        attributes = signer["signed_attrs"].untag().dump()
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        raise _malformed() from None
    if not (fits and same) or not isinstance(digest, bytes) or not isinstance(time, datetime):
        raise _malformed()
    return Seal(text, time, digest, attributes, value)


def _content(certificate: asn1_x509.Certificate, attributes: cms.CMSAttributes, value: bytes) -> cms.ContentInfo:
    """A seal as ``make_seal`` writes it, with these parts: nothing that is not signed is left to choose."""
    named = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": cms.IssuerAndSerialNumber(named)}),
            "digest_algorithm": {"algorithm": _DIGEST},
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": _ML_DSA_65},
            "signature": value,
        }
    )
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": _DIGEST})],
            "encap_content_info": {"content_type": "data"},
            "certificates": [certificate],
            "signer_infos": [signer],
        }
    )
    return cms.ContentInfo({"content_type": "signed_data", "content": signed})


def fits_file(seal: Seal, data: bytes) -> bool:
    """Whether the seal is over these bytes."""
    return seal.digest == hashlib.new(_DIGEST, data).digest()


def holds(seal: Seal) -> bool:
    """Whether the key of the seal's own certificate made its value; says nothing about whose key that is."""
    try:
        long_term_key(seal.certificate).verify(seal.value, seal.signed)
    except (InvalidSignature, Malformed):
        return False
    return True


def _malformed() -> Malformed:
    return Malformed(N_("This is no long-term seal of DataPact, or it is damaged. Ask for a new copy."))
