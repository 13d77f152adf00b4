"""Verify a register that came as a PDF: that its pages and tables are those of the register.json inside.

Nobody signs a register, so that is all that can be said of it: whose it is, and whether it is true, the file does not prove.
"""

from __future__ import annotations

from collections.abc import Iterator

from datapact.audit.formats.verdict import Finding, Verdict, conclude, refused
from datapact.audit.verify.redrawn import compared, language_of
from datapact.base.clock import write_time
from datapact.base.errors import DataPactError
from datapact.base.strictjson import JsonObject, parse_object
from datapact.base.texts import N_, Message
from datapact.pdf.reports.register import JSON_NAME, register_attachments, register_json, register_report
from datapact.registers.reading import read_register
from datapact.registers.register import Register
from datapact.signing.pades.attachments import attached_files
from datapact.signing.pades.revisions import OpenPdf, open_pdf

LARGEST = 64 * 1024 * 1024
_UNSIGNED = Message(
    N_(
        "This register carries no signature: from the file alone nobody can tell who made it, or whether it was changed. Ask"
        " whoever made it whether its SHA-256 digest is the recorded one."
    )
)
_SAME = Message(N_("Its pages and its table show what {file} in it says."), {"file": JSON_NAME})
_NOT_REDRAWN = Message(
    N_(
        "Its pages were not drawn again: an earlier version of DataPact wrote it, which did not put all of it into {file}."
    ),
    {"file": JSON_NAME},
)
_OTHER_PAGES = Message(N_("The pages are not what DataPact makes of {file}."), {"file": JSON_NAME})
_OTHER_RELEASE = Message(
    N_(
        "The pages were not drawn by this version of DataPact and differ from its own, so they are not proven. Compare them"
        " with the attached file {file}."
    ),
    {"file": JSON_NAME},
)


def verify_register(data: bytes, name: str) -> Verdict:
    """The verdict on a register: at best indeterminate."""
    try:
        pdf = open_pdf(data)
        shown = parse_object(attached_files(pdf)[JSON_NAME].rstrip(b"\n"), limit=LARGEST)
        findings = [Finding("indeterminate", _UNSIGNED)]
        if len(pdf.revisions) > 1:
            findings.append(Finding("invalid", Message(N_("Somebody changed this register after it was made."))))
        if "cards" not in shown:
            return conclude("pdf", name, [*findings, Finding("indeterminate", _NOT_REDRAWN)])
        register = read_register(shown)
        if register_json(register) != attached_files(pdf)[JSON_NAME]:
            findings.append(Finding("invalid", _OTHER_PAGES))
        findings += _pages(pdf, register)
    except DataPactError as error:
        return conclude("pdf", name, [refused(error)])
    return conclude("pdf", name, findings, details=_details(register))


def _pages(pdf: OpenPdf, register: Register) -> Iterator[Finding]:
    language = language_of(pdf)
    found = list(
        compared(
            pdf,
            lambda: register_report(register, language),
            register.known_at,
            register_attachments(register, language),
            different=_OTHER_PAGES,
            unknown=_OTHER_RELEASE,
        )
    )
    yield from found
    if not found:
        yield Finding("note", _SAME)


def _details(register: Register) -> JsonObject:
    return {
        "register": register.name,
        "organisation": register.organisation,
        "on": register.on.isoformat(),
        "known_at": write_time(register.known_at),
        "rows": len(register.rows),
    }
