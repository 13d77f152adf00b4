"""Ask whether certificates were revoked: OCSP, else a revocation list, and only at addresses that a person set up.

Certificates name addresses. One of them is asked only if it stands in the settings of this computer, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from datapact.base.clock import Clock, later
from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Message
from datapact.contract.vocabulary.messages import moment_words
from datapact.history.entries.certificates import extension
from datapact.signing.authorities.http_requests import CLOCKS_APART, Unanswered, fetch
from datapact.signing.pades.completion import ValidationData
from datapact.signing.pades.evidence import is_about
from datapact.signing.pades.revocation import certificate_name, is_issued

_LARGEST_ANSWER: Final = 64 * 1024
_LARGEST_LIST: Final = 2 * 1024 * 1024

ROOTLESS: Final = Message(
    N_(
        "The file does not show whether its certificates were revoked, and they lead to no issuer that could be asked here."
    )
)
"""Of a chain whose end nobody here knows."""


class Revoked(Unanswered):
    """The issuer says that a certificate is revoked."""


@dataclass(frozen=True, slots=True)
class RevocationAnswers:
    """The answers of a chain's issuers."""

    data: ValidationData
    """The chain, and what was answered about it."""
    missing: tuple[Message, ...]
    """Of which certificates nothing was learned, and why; empty where all is there."""


def addresses_in(chain: Sequence[x509.Certificate]) -> tuple[str, ...]:
    """The addresses that certificates name for OCSP and revocation lists, for a person to look at."""
    return tuple(dict.fromkeys(one for certificate in chain for one in (*_ocsp(certificate), *_lists(certificate))))


def revocation_answers(chain: Sequence[x509.Certificate], allowed: Sequence[str], clock: Clock) -> RevocationAnswers:
    """Ask about every certificate of ``chain`` (nearest first) but its end; raises Revoked where one is."""
    found = ValidationData(tuple(chain))
    missing: list[Message] = []
    for certificate, issuer in pairwise(chain):
        try:
            found += _about(certificate, issuer, allowed, clock)
        except Revoked:
            raise
        except DataPactError as error:
            missing.append(error.message)
    return RevocationAnswers(found, tuple(missing))


def _about(
    certificate: x509.Certificate, issuer: x509.Certificate, allowed: Sequence[str], clock: Clock
) -> ValidationData:
    name = certificate_name(certificate)
    problem: DataPactError | None = None
    for address in _ocsp(certificate):
        if address in allowed:
            try:
                return _by_ocsp(address, certificate, issuer, clock())
            except Revoked:
                raise
            except DataPactError as error:
                problem = error
    for address in _lists(certificate):
        if address in allowed:
            try:
                return _by_list(address, certificate, issuer, clock())
            except Revoked:
                raise
            except DataPactError as error:
                problem = error
    if problem is not None:
        raise problem
    raise Unanswered(
        N_("Whether the certificate of {name} was revoked cannot be asked: no address for it is set up here."),
        name=name,
    )


def _by_ocsp(address: str, certificate: x509.Certificate, issuer: x509.Certificate, now: datetime) -> ValidationData:
    name = certificate_name(issuer)
    question = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA1()).build()  # noqa: S303  a name
    body = question.public_bytes(Encoding.DER)
    encoded = fetch(address, name=name, body=body, kind="application/ocsp-request", most=_LARGEST_ANSWER)
    try:
        answer = ocsp.load_der_ocsp_response(encoded)
        fits = answer.response_status == ocsp.OCSPResponseStatus.SUCCESSFUL and is_about(answer, certificate, issuer)
        if fits and answer.certificate_status == ocsp.OCSPCertStatus.REVOKED:
            raise _revoked(certificate, answer.revocation_time_utc)
        fits = fits and answer.certificate_status == ocsp.OCSPCertStatus.GOOD
        fits = fits and _is_new(answer.this_update_utc, answer.next_update_utc, now)
    except (ValueError, UnsupportedAlgorithm):
        fits = False
    if not fits:
        raise Unanswered(N_("{name} gave no answer about a certificate that can be used."), name=name)
    return ValidationData(tuple(answer.certificates), ocsps=(encoded,))


def _by_list(address: str, certificate: x509.Certificate, issuer: x509.Certificate, now: datetime) -> ValidationData:
    name = certificate_name(issuer)
    encoded = fetch(address, name=name, body=None, kind="", most=_LARGEST_LIST)
    try:
        crl = x509.load_der_x509_crl(encoded)
        fits = is_issued(crl, issuer) and _is_new(crl.last_update_utc, crl.next_update_utc, now)
        entry = crl.get_revoked_certificate_by_serial_number(certificate.serial_number) if fits else None
    except ValueError:
        fits, entry = False, None
    if entry is not None:
        raise _revoked(certificate, entry.revocation_date_utc)
    if not fits:
        raise Unanswered(N_("{name} gave no answer about a certificate that can be used."), name=name)
    return ValidationData(crls=(encoded,))


def _is_new(made: datetime, until: datetime | None, now: datetime) -> bool:
    return made <= later(now, CLOCKS_APART) and (until is None or until >= now)


def _revoked(certificate: x509.Certificate, since: datetime | None) -> Revoked:
    name = certificate_name(certificate)
    if since is None:
        return Revoked(N_("The certificate of {name} is revoked: it is not used."), name=name)
    return Revoked(
        N_("The certificate of {name} is revoked since {time}: it is not used."), name=name, time=moment_words(since)
    )


def _ocsp(certificate: x509.Certificate) -> Iterator[str]:
    for one in extension(certificate, x509.AuthorityInformationAccess) or ():
        if one.access_method == AuthorityInformationAccessOID.OCSP and isinstance(
            one.access_location, x509.UniformResourceIdentifier
        ):
            yield one.access_location.value


def _lists(certificate: x509.Certificate) -> Iterator[str]:
    for point in extension(certificate, x509.CRLDistributionPoints) or ():
        for one in point.full_name or ():
            if isinstance(one, x509.UniformResourceIdentifier) and one.value.startswith(("http://", "https://")):
                yield one.value
