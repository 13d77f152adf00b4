"""Reports signed by their exporter (PAdES, with the acting member's key for entries): draw and sign them.

Each large export starts processes for this, which have neither vault nor tables, so this module imports only what
drawing and signing need.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from datapact.pdf.engine.pdfa import Attachment
from datapact.pdf.reports.parts import Report
from datapact.pdf.reports.report import render_report
from datapact.signing.pades.appearance import SignatureAppearance
from datapact.signing.pades.sign_field import sign_field


@dataclass(frozen=True, slots=True)
class SigningJob:
    """A report ready for drawing and signing, without vault and key, so that another process can do it.

    Certificates and revocation lists are DER.
    """

    report: Report
    """Parts of the PDF in order."""
    attachments: tuple[Attachment, ...]
    """Files that the PDF carries."""
    field: str
    """Name of the signature field."""
    at: datetime
    """UTC, claimed time of drawing and signing."""
    certificate: bytes
    """Of the signing member's author key."""
    chain: tuple[bytes, ...]
    """Certificates of issuers, nearest first."""
    crls: tuple[bytes, ...]
    """Of the organisation's identities, for readers without a network."""
    appearance: SignatureAppearance
    """What the signature shows on the page."""


def signed_pdf(job: SigningJob, key: ec.EllipticCurvePrivateKey) -> bytes:
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
