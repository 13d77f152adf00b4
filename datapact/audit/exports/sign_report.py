"""Prepare the exporter's signature of a report: a file for a partner or an auditor is signed as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding

from datapact.audit.formats.signed_report import SigningJob, signed_pdf
from datapact.base.texts import Message
from datapact.history.state.organisation import OrganisationLine
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.certificate_authority import (
    decode_certificate,
    identity_roots,
    order_chain,
    revocation_lists,
)
from datapact.pdf.engine.pdfa import Attachment
from datapact.pdf.reports.parts import Report
from datapact.signing.pades.appearance import SignatureAppearance


def prepare_signing(
    acting: Acting,
    line: OrganisationLine,
    report: Report,
    attachments: Sequence[Attachment],
    *,
    field: str,
    purpose: Message,
    at: datetime,
    person: str = "",
) -> SigningJob:
    """The job for ``signed_pdf``; the picture of the signature shows ``purpose``, and ``person`` for the name."""
    member = line.state.members.get(acting.member.id, acting.member)
    certificate = decode_certificate(member.author)
    language = report.language
    shown = person or member.name or member.id
    return SigningJob(
        report=report,
        attachments=tuple(attachments),
        field=field,
        at=at,
        certificate=certificate.public_bytes(Encoding.DER),
        chain=tuple(one.public_bytes(Encoding.DER) for one in order_chain(certificate, identity_roots(line))),
        crls=tuple(one.public_bytes(Encoding.DER) for one in revocation_lists(line)),
        appearance=SignatureAppearance(shown, purpose.text(language), line.state.name, language),
    )


def sign_report(
    acting: Acting,
    line: OrganisationLine,
    report: Report,
    attachments: Sequence[Attachment],
    *,
    field: str,
    purpose: Message,
    at: datetime,
) -> bytes:
    """Prepare and sign a report at once."""
    job = prepare_signing(acting, line, report, attachments, field=field, purpose=purpose, at=at)
    return signed_pdf(job, acting.author_key)
