"""Judge one timestamp (RFC 3161): its mathematics, who made it, and whether that leads to a certificate that is trusted."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from datapact.base.clock import in_zone
from datapact.base.errors import DataPactError, Malformed
from datapact.base.texts import N_, Argument
from datapact.contract.vocabulary.messages import moment_words
from datapact.signing.pades.revocation import certificate_name

log = logging.getLogger(__name__)

DIGEST: Final = "sha256"
_WEAK: Final = frozenset({"md2", "md5", "sha1"})


@dataclass(frozen=True, slots=True)
class JudgedTimestamp:
    """The judgement on a timestamp, revocations left aside."""

    time: datetime
    """As it attests, UTC, whole seconds."""
    certificate: x509.Certificate
    """Of whoever signed it."""
    others: tuple[x509.Certificate, ...]
    """Further certificates that it carries."""
    nonce: int | None
    """The number of the question that it answers."""
    fits: bool
    """It is over the digest in question, its signature is in order, and its certificate is for timestamps alone."""
    in_time: bool
    """The certificate was valid at its time."""
    weak: bool
    """It is signed with SHA-1 or older."""
    trusted: bool
    """Its certificate leads to a trusted one."""

    @property
    def authority(self) -> str:
        """The name in the certificate of whoever signed it."""
        return certificate_name(self.certificate)

    @property
    def holds(self) -> bool:
        """Whether it proves its time to whoever trusts the authority."""
        return self.fits and self.in_time and not self.weak


class _TimestampFacts(Protocol):
    @property
    def authority(self) -> str: ...
    @property
    def time(self) -> datetime: ...


def timestamp_words(stamp: _TimestampFacts) -> dict[str, Argument]:
    """The content of a timestamp, as arguments of a message."""
    return {"authority": stamp.authority, "stamp": moment_words(stamp.time)}


def judge_timestamp(signed: cms.SignedData, digest: bytes, roots: Sequence[x509.Certificate] = ()) -> JudgedTimestamp:
    """Judge a timestamp over a SHA-256 ``digest``; raises Malformed for what is none."""
    try:
        return _judged(signed, digest, roots)
    except DataPactError:
        raise
    except Exception as error:  # a hostile one makes the parsers fail in many ways; all mean the same
        log.info("timestamp not readable", exc_info=error)
        raise _unreadable() from error


def _judged(signed: cms.SignedData, digest: bytes, roots: Sequence[x509.Certificate]) -> JudgedTimestamp:
    info = signed["encap_content_info"]["content"].parsed
    if not isinstance(info, tsp.TSTInfo) or len(signed["signer_infos"]) != 1:
        raise _unreadable()
    made = in_zone(info["gen_time"].native, UTC).replace(microsecond=0)
    signer = signed["signer_infos"][0]
    certificate, others = _signer(signed)
    context = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in roots],
        other_certs=others,
        allow_fetching=False,
        revocation_mode="soft-fail",
        moment=made,
    )
    weak = _weak(signer)
    status = {} if weak else asyncio.run(validate_tst_signed_data(signed, context, lambda _algorithm: digest))
    plain = x509.load_der_x509_certificate(certificate.dump())
    return JudgedTimestamp(
        time=made,
        certificate=plain,
        others=tuple(x509.load_der_x509_certificate(one.dump()) for one in others),
        nonce=info["nonce"].native,
        fits=info["message_imprint"]["hash_algorithm"]["algorithm"].native == DIGEST
        and bool(status.get("intact"))
        and bool(status.get("valid"))
        and is_for_timestamps(certificate),
        in_time=plain.not_valid_before_utc <= made <= plain.not_valid_after_utc,
        weak=weak,
        trusted=status.get("validation_path") is not None,
    )


def _signer(signed: cms.SignedData) -> tuple[asn1_x509.Certificate, list[asn1_x509.Certificate]]:
    """The certificate by which pyHanko checks the mathematics, and the others; raises Malformed where several could be it.

    Whoever makes a certificate himself can give it issuer and number of another one.
    """
    found = extract_certificate_info(signed)
    carried = sum(one.name == "certificate" for one in signed["certificates"])
    if len(found.other_certs) + 1 != carried:  # of several that match, pyHanko takes the last and drops the others
        raise _unreadable()
    return found.signer_cert, found.other_certs


def is_for_timestamps(certificate: asn1_x509.Certificate) -> bool:
    """Whether a certificate is for timestamps and nothing else, critically (RFC 3161, 2.3)."""
    usage = certificate.extended_key_usage_value
    return (
        usage is not None
        and usage.native == ["time_stamping"]
        and "extended_key_usage" in certificate.critical_extensions
    )


def _weak(signer: cms.SignerInfo) -> bool:
    named = {signer["digest_algorithm"]["algorithm"].native}
    with contextlib.suppress(ValueError):  # an algorithm may name no digest of its own
        named.add(signer["signature_algorithm"].hash_algo)
    return not _WEAK.isdisjoint(named)


def _unreadable() -> Malformed:
    return Malformed(N_("A timestamp in this file cannot be read. Ask the sender for a new file."))
