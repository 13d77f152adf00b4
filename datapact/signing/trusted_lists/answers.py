"""Which of the OCSP answers in a file speak of a certificate or its issuers: those of other people say nothing of it.

pyHanko takes an answer of the same issuer about another certificate for a failed check, and then finds no path at all. A contract
signed by two customers of one trust service carries such answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from asn1crypto import x509

_LONGEST: Final = 16


def issuers(certificate: x509.Certificate, others: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The certificate and those among ``others`` that can be its issuers, by name, nearest first."""
    chain = [certificate]
    for one in chain:
        if len(chain) >= _LONGEST or one.issuer == one.subject:
            break
        chain += [other for other in others if other.subject == one.issuer and other not in chain]
    return tuple(chain[:_LONGEST])


def answers_about(certificate: x509.Certificate, others: Sequence[x509.Certificate], ocsps: Sequence[Any]) -> list[Any]:
    """The OCSP answers (``asn1crypto.ocsp.OCSPResponse``) that speak of the certificate or of its issuers in ``others``."""
    numbers = {one.serial_number for one in issuers(certificate, others)}
    return [one for one in ocsps if numbers & set(_numbers(one))]


def _numbers(answer: Any) -> list[int]:
    """The serial numbers of which an answer speaks; none where it cannot be read."""
    try:
        told = answer.response_data["responses"]
        return [int(one["cert_id"]["serial_number"].native) for one in told]
    except (ValueError, TypeError, KeyError, AttributeError):
        return []
