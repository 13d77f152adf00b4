"""A signing key and certificate from elsewhere, in a PKCS#12 file (RFC 7292)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from datapact.base.errors import Locked, Malformed, TooLarge, WrongUse
from datapact.base.texts import N_
from datapact.organisation.identity.certificate_authority import for_signing_contracts, order_chain

LARGEST_FILE: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class ImportedKey:
    """A key with its certificate and the issuers of it, nearest first."""

    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    """P-256, or RSA of 3,072 bits or more."""
    certificate: x509.Certificate
    """For signing contracts (nonRepudiation)."""
    chain: tuple[x509.Certificate, ...]
    """Without the certificate itself; may be empty."""


def load_pkcs12(data: bytes, passphrase: str) -> ImportedKey:
    """Open a PKCS#12 file and check that its key can sign contracts.

    Raises Locked for a wrong passphrase, Malformed or TooLarge for another file, WrongUse when it has no key or
    certificate, the key is neither P-256 nor RSA of 3,072 bits or more, or the certificate is not one for signing
    contracts (nonRepudiation).
    """
    if len(data) > LARGEST_FILE:
        raise TooLarge(N_("This file is too large for a key file (PKCS#12). Choose another file."))
    try:
        opened = pkcs12.load_pkcs12(data, passphrase.encode("utf-8"))
    except ValueError as error:
        if "password" in str(error).lower():
            raise Locked(N_("The passphrase does not open this key file. Try again.")) from None
        raise _no_key_file() from None
    except Exception as error:  # a hostile file makes the ASN.1 parser fail in many ways
        raise _no_key_file() from error
    key, certificate = opened.key, opened.cert
    if key is None or certificate is None:
        raise WrongUse(N_("This key file holds no key with its certificate. Export both together."))
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise _unsuitable()
    if key.public_key() != certificate.certificate.public_key():
        raise Malformed(N_("The key and the certificate in this key file do not belong together."))
    if not for_signing_contracts(certificate.certificate):
        raise _unsuitable()
    others = [one.certificate for one in opened.additional_certs]
    return ImportedKey(key, certificate.certificate, order_chain(certificate.certificate, others))


def _no_key_file() -> Malformed:
    return Malformed(N_("This file is not a key file (PKCS#12). Choose a file that ends in .p12 or .pfx."))


def _unsuitable() -> WrongUse:
    return WrongUse(
        N_(
            "The key in this file does not serve for contracts: it must be P-256 or RSA of 3,072 bits or more, with"
            " a certificate for non-repudiation."
        )
    )
