"""A report signed by the exporting organisation: PAdES with the acting member's key for entries, as a dossier is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding

from datapact.audit.signing_job import SigningJob, carry_out
from datapact.audit.trust import Lines
from datapact.audit.verdict import Finding
from datapact.documents.report import Attachment, Report
from datapact.history.entry import Entry
from datapact.history.organisation_state import Member, OrganisationLine
from datapact.history.vouching import Voucher, doubt, doubtful
from datapact.parties.acting import Acting, identity_roots, revocation_lists
from datapact.parties.identity import decode_certificate, order_chain
from datapact.signing.appearance import SignatureAppearance
from datapact.signing.inspect import SignatureReport
from datapact.strictjson import to_base64url
from datapact.texts import N_, Message


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
    """What ``carry_out`` needs; ``purpose`` stands in the picture of the signature, ``person`` instead of the name."""
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
    """Both at once."""
    job = prepare_signing(acting, line, report, attachments, field=field, purpose=purpose, at=at)
    return carry_out(job, acting.author_key)


@dataclass(frozen=True, slots=True)
class Exporter:
    """Who a file says has signed it: organisation, id of the member, thumbprint of the author key."""

    organisation: str
    member: str
    kid: str


def judge_exporter(report: SignatureReport, lines: Lines, exporter: Exporter, field: str) -> Iterator[Finding]:
    """Whether the file carries one signature, over all of it, by the member whom it names as its exporter."""
    for reason in report.all_reasons:
        yield Finding("invalid" if report.verdict == "invalid" else "indeterminate", reason)
    for note in (*report.notes, *(note for one in report.signatures for note in one.notes)):
        yield Finding("note", note)
    line = lines.get(exporter.organisation)
    if line is None:
        yield Finding("invalid", Message(N_("The file lacks the public history of the organisation that exported it.")))
        return
    if [one.field for one in report.signatures] != [field] or report.empty_fields:
        yield Finding("invalid", Message(N_("The file must carry exactly one signature, that of its exporter.")))
        return
    certificate = to_base64url(report.signatures[0].certificate.public_bytes(Encoding.DER))
    holder = next(
        (
            one
            for state in line.states.values()
            for one in state.members.values()
            if one.author_kid == exporter.kid and one.id == exporter.member
        ),
        None,
    )
    if holder is None or holder.author != certificate:
        yield Finding("invalid", Message(N_("The file was signed with another key than that of the member it names.")))
    elif exporter.kid in line.state.revoked:
        yield exported_by_who_left(holder)


def exported_by_who_left(holder: Member) -> Finding:
    """The doubt about a file whose exporter's key was revoked since: its time is that key's own claim."""
    said = N_(
        "The key of {person}, who exported this, was revoked since; nobody can tell whether before. Ask for a new export."
    )
    return Finding("indeterminate", Message(said, {"person": holder.name or holder.id}))


def doubts_about_keys(
    entries: Iterable[Entry], lines: Lines, exporter: Exporter, vouchers: Sequence[Voucher] = ()
) -> Iterator[Finding]:
    """A doubt for each organisation and person with entries by a key revoked since, which nothing shows to be older.

    The exporter's signature shows it of the exporting organisation's own entries, while the exporter's key holds.
    """
    line = lines.get(exporter.organisation)
    holds = line is not None and exporter.kid not in line.state.revoked
    for one in doubtful(entries, lines, vouchers, exporter.organisation if holds else None):
        yield Finding("indeterminate", doubt(one, lines))


def digest(data: bytes) -> str:
    """base64url SHA-256."""
    return to_base64url(hashlib.sha256(data).digest())
