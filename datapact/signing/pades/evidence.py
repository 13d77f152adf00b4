"""Evidence in a PDF that certificates were not revoked: OCSP answers and revocation lists, each verified."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose

from datapact.history.entries.certificates import extension
from datapact.organisation.identity.certificate_authority import issued_by, order_chain
from datapact.signing.pades.revisions import OpenPdf
from datapact.signing.pades.revocation import is_issued

log = logging.getLogger(__name__)

_MOST = 256
"""Certificates, answers and lists of a store that are read; a file with more carries more than any chain needs."""


_HARMLESS = (x509.ReasonFlags.superseded, x509.ReasonFlags.cessation_of_operation)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The document security store, as read; what cannot be read counts as absent."""

    certificates: tuple[x509.Certificate, ...] = ()
    """In no order that means anything."""
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()
    """Successful answers; whose they are is not judged yet."""
    crls: tuple[x509.CertificateRevocationList, ...] = ()
    """Whose they are is not judged yet."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The state of a chain at a moment, as evidence shows it."""

    complete: bool
    """Of every certificate below the root it shows whether it was revoked."""
    revoked: datetime | None = None
    """The earliest revocation at or before the moment, by the word of the issuer."""


def evidence_in(pdf: OpenPdf, revision: int) -> Evidence:
    """The store as it was in a revision."""
    root = pdf.reader.get_historical_resolver(revision).root
    if "/DSS" not in root:
        return Evidence()
    store = root["/DSS"]
    answers: Iterator[ocsp.OCSPResponse] = _read(
        store, "/OCSPs", DecodePurpose.OCSP_RESPONSE, ocsp.load_der_ocsp_response
    )
    return Evidence(
        tuple(_read(store, "/Certs", DecodePurpose.CERTIFICATE, x509.load_der_x509_certificate)),
        tuple(one for one in answers if one.response_status == ocsp.OCSPResponseStatus.SUCCESSFUL),
        tuple(_read(store, "/CRLs", DecodePurpose.CRL, x509.load_der_x509_crl)),
    )


def _read[T](
    store: generic.DictionaryObject, key: str, purpose: DecodePurpose, load: Callable[[bytes], T]
) -> Iterator[T]:
    items = store[key] if key in store else ()  # noqa: SIM401  ``get`` follows no pointer
    for place in range(min(len(items), _MOST)):
        try:
            yield load(bytes(items[place].read_data(purpose)))
        except (ValueError, TypeError) as error:
            log.info("part of the validation data not readable", exc_info=error)


def evidence_from(certificates: Iterable[bytes], ocsps: Sequence[Any], crls: Sequence[Any]) -> Evidence:
    """What certificates (DER) and answers and lists of asn1crypto show; what cannot be read counts as absent."""
    answers = loaded((one.dump() for one in ocsps[:_MOST]), ocsp.load_der_ocsp_response)
    return Evidence(
        tuple(loaded(certificates, x509.load_der_x509_certificate)),
        tuple(one for one in answers if one.response_status == ocsp.OCSPResponseStatus.SUCCESSFUL),
        tuple(loaded((one.dump() for one in crls[:_MOST]), x509.load_der_x509_crl)),
    )


def loaded[T](parts: Iterable[bytes], load: Callable[[bytes], T]) -> Iterator[T]:
    """What ``load`` reads of DER; what cannot be read is left out."""
    for one in parts:
        with contextlib.suppress(ValueError, TypeError):
            yield load(one)


def chain_of(certificate: x509.Certificate, others: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The certificate and its issuers, as far as they are among ``others``."""
    return (certificate, *order_chain(certificate, others))


def shown(path: Sequence[x509.Certificate], evidence: Evidence, moment: datetime) -> Shown:
    """The status of ``path`` (nearest first) at ``moment`` by the evidence; the last one must have signed itself."""
    complete = issued_by(path[-1], path[-1])
    revoked: list[datetime] = []
    for certificate, issuer in pairwise(path):
        found = [day for day, _why in _statements(certificate, issuer, evidence, moment)]
        complete = complete and bool(found)
        revoked += [day for day in found if day is not None and day <= moment]
    return Shown(complete, min(revoked, default=None))


def ever_revoked(path: Sequence[x509.Certificate], evidence: Evidence) -> datetime | None:
    """The earliest revocation of ``path`` (nearest first), of whatever day, but for those that say nothing against the key."""
    days = [
        day
        for certificate, issuer in pairwise(path)
        for day, reason in _statements(certificate, issuer, evidence, None)
        if day is not None and reason not in _HARMLESS
    ]
    return min(days, default=None)


def _statements(
    certificate: x509.Certificate, issuer: x509.Certificate, evidence: Evidence, moment: datetime | None
) -> Iterator[tuple[datetime | None, x509.ReasonFlags | None]]:
    """For each answer or list that counted at the moment, or all of them: None, or since when and why it is revoked."""
    for crl in evidence.crls:
        if _counts(crl.next_update_utc, moment) and is_issued(crl, issuer):
            entry = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
            yield (None, None) if entry is None else (entry.revocation_date_utc, _reason(entry))
    for answer in evidence.ocsps:
        if is_about(answer, certificate, issuer) and _counts(answer.next_update_utc, moment):
            if answer.certificate_status == ocsp.OCSPCertStatus.GOOD:
                yield None, None
            elif answer.certificate_status == ocsp.OCSPCertStatus.REVOKED:
                yield answer.revocation_time_utc, answer.revocation_reason


def _reason(entry: x509.RevokedCertificate) -> x509.ReasonFlags | None:
    found = extension(entry, x509.CRLReason)
    return None if found is None else found.reason


def _counts(until: datetime | None, moment: datetime | None) -> bool:
    return until is None or moment is None or until >= moment


def is_about(answer: ocsp.OCSPResponse, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether an answer is about a certificate, by its issuer or whom that entitled (RFC 6960, 4.2.2.2)."""
    try:
        if not _names(answer, certificate, issuer):
            return False
        delegated = [one for one in answer.certificates if issued_by(one, issuer) and _answers_for_others(one)]
        return any(_signed(answer, one) for one in (issuer, *delegated))
    except (ValueError, UnsupportedAlgorithm):
        return False


def _names(answer: ocsp.OCSPResponse, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether it answers the question that one would ask about this certificate of this issuer."""
    ours = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, answer.hash_algorithm).build()
    return (answer.issuer_name_hash, answer.issuer_key_hash) == (
        ours.issuer_name_hash,
        ours.issuer_key_hash,
    ) and answer.serial_number == ours.serial_number


def _answers_for_others(certificate: x509.Certificate) -> bool:
    return ExtendedKeyUsageOID.OCSP_SIGNING in (extension(certificate, x509.ExtendedKeyUsage) or ())


def _signed(answer: ocsp.OCSPResponse, by: x509.Certificate) -> bool:
    key, digest = by.public_key(), answer.signature_hash_algorithm
    if digest is None or isinstance(digest, hashes.SHA1 | hashes.MD5):
        return False
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(answer.signature, answer.tbs_response_bytes, ec.ECDSA(digest))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(answer.signature, answer.tbs_response_bytes, padding.PKCS1v15(), digest)
        else:
            return False
    except InvalidSignature:
        return False
    return True
