"""Claims of a certificate, and algorithms that are no longer held safe."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from asn1crypto import cms, keys, tsp, x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pyhanko.sign.ades.qualified_asn1 import get_qc_statements
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from datapact.base.clock import in_zone
from datapact.signing.ades.judgement import Claims, SaidOf

LONGEST: Final = 200
_MADE_FOR: Final[dict[str, SaidOf]] = {
    "qct_esign": "signature", "qct_eseal": "seal", "qct_web": "website",
    "0.4.0.1862.1.6.1": "signature", "0.4.0.1862.1.6.2": "seal", "0.4.0.1862.1.6.3": "website",
}  # fmt: skip
_BROKEN_DIGESTS: Final = {"md2": "MD2", "md5": "MD5", "sha1": "SHA-1"}
_KINDS: Final = {"rsa": "RSA", "rsassa_pss": "RSA", "dsa": "DSA", "ec": "ECDSA", "ed25519": "EdDSA", "ed448": "EdDSA"}
_LEAST_RSA: Final = 2048
"""Bits; shorter RSA keys are below what ETSI TS 119 312 names."""
NO_CLAIMS: Final = Claims("", "", False, None, None, False, False, ())


def claims_of(certificate: x509.Certificate) -> Claims:
    """The claims of the certificate; a part that cannot be read counts as not said."""
    qualified, device, made_for = _statements(certificate)
    return Claims(
        signer=name_of(certificate.subject, organisation=False),
        issuer=name_of(certificate.issuer),
        self_signed=certificate.subject.dump() == certificate.issuer.dump(),
        begins=_moment(certificate.not_valid_before),
        ends=_moment(certificate.not_valid_after),
        qualified=qualified,
        device=device,
        made_for=made_for,
    )


def name_of(name: x509.Name, *, organisation: bool = True) -> str:
    """The common name with the organisation in brackets, or the whole name where it has none."""
    parts = name.native
    common = parts.get("common_name") if isinstance(parts, dict) else None
    house = parts.get("organization_name") if isinstance(parts, dict) else None
    if not isinstance(common, str):
        return plain(str(name.human_friendly))
    return plain(f"{common} ({house})" if organisation and isinstance(house, str) and house != common else common)


def beyond_us(info: cms.SignerInfo, certificate: x509.Certificate) -> bool:
    """Whether the signature uses what is not computed here (RIPEMD-160, a rare curve, RSA-PSS without its parameters): then nobody can tell, and it has not failed."""
    signing = info["signature_algorithm"]
    if signing["algorithm"].native == "rsassa_pss" and signing["parameters"].native is None:
        return True
    try:
        get_pyca_cryptography_hash(str(info["digest_algorithm"]["algorithm"].native))
        load_der_public_key(certificate.public_key.dump())
    except (AttributeError, UnsupportedAlgorithm, ValueError):
        return True
    return False


def weak_algorithms(info: cms.SignerInfo, certificate: x509.Certificate | None) -> tuple[str, ...]:
    """Names of the algorithms of a signature that are no longer held safe, such as ``SHA-1`` and ``RSA 1024``."""
    digests = {str(info["digest_algorithm"]["algorithm"].native).lower()}
    with suppress(ValueError):  # an algorithm may name no digest of its own
        digests.add(str(info["signature_algorithm"].hash_algo).lower())
    found = [words for name, words in _BROKEN_DIGESTS.items() if name in digests]
    if certificate is not None:
        key: keys.PublicKeyInfo = certificate.public_key
        if key.algorithm in ("rsa", "rsassa_pss") and key.bit_size < _LEAST_RSA:
            found.append(f"RSA {key.bit_size}")
        if key.algorithm == "dsa":
            found.append("DSA")
    return tuple(found)


def weak_timestamp(signed: cms.SignedData | None, certificate: x509.Certificate | None) -> tuple[str, ...]:
    """The same of a timestamp, with the digest that it attests."""
    if signed is None:
        return ()
    found = weak_algorithms(signed["signer_infos"][0], certificate)
    info = signed["encap_content_info"]["content"].parsed
    if not isinstance(info, tsp.TSTInfo):
        return found
    attested = _BROKEN_DIGESTS.get(str(info["message_imprint"]["hash_algorithm"]["algorithm"].native).lower())
    return found if attested is None else tuple(dict.fromkeys((*found, attested)))


def algorithm_of(certificate: x509.Certificate) -> str:
    """Kind and bits of a certificate's key, such as ``ECDSA 256``; empty for a kind that is not known."""
    try:
        key = certificate.public_key
        kind = _KINDS.get(key.algorithm, "")
        return f"{kind} {key.bit_size}" if kind else ""
    except (ValueError, KeyError):  # such as a curve without a name
        return ""


def plain(text: str) -> str:
    """An unknown author's text, made fit to show and keep."""
    return "".join(character if character.isprintable() else " " for character in text)[:LONGEST]


def _statements(certificate: x509.Certificate) -> tuple[bool, bool, tuple[SaidOf, ...]]:
    qualified = device = False
    made_for: list[SaidOf] = []
    try:
        for statement in get_qc_statements(certificate):
            kind = statement["statement_id"].native
            if kind == "qc_compliance":
                qualified = True
            elif kind == "qc_sscd":
                device = True
            elif kind == "qc_type":
                made_for += [_MADE_FOR[one] for one in statement["statement_info"].native if one in _MADE_FOR]
    except (ValueError, TypeError, KeyError, AttributeError):
        return False, False, ()
    return qualified, device, tuple(dict.fromkeys(made_for))


def _moment(moment: datetime) -> datetime:
    return in_zone(moment, UTC)
