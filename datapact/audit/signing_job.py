"""A report that is ready to be drawn and signed: all that a process needs for it, which has neither vault nor tables.

Such a process is started for each large export, so this module imports what drawing and signing need and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from datapact.documents.report import Attachment, Report, render_report
from datapact.signing.appearance import SignatureAppearance
from datapact.signing.pades import sign_field


@dataclass(frozen=True, slots=True)
class SigningJob:
    """A report that is ready to be drawn and signed, without vault and without key: another process can do it.

    Certificates and revocation lists are DER.
    """

    report: Report
    attachments: tuple[Attachment, ...]
    field: str
    at: datetime
    certificate: bytes
    chain: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    appearance: SignatureAppearance


def carry_out(job: SigningJob, key: ec.EllipticCurvePrivateKey) -> bytes:
    """The report as PDF, signed in its field."""
    return sign_field(
        render_report(job.report, job.at, job.attachments),
        field=job.field,
        key=key,
        certificate=x509.load_der_x509_certificate(job.certificate),
        chain=[x509.load_der_x509_certificate(one) for one in job.chain],
        crls=[x509.load_der_x509_crl(one) for one in job.crls],
        at=job.at,
        certify=True,
        appearance=job.appearance,
    )
