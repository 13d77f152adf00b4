"""Verify a register in a PDF: whether its pages and tables are those of the register.json inside.

Nobody signs a register, so nothing else can be verified: the file proves neither its author nor its truth.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from datapact.audit.formats.verdict import Finding, Verdict, against
from datapact.audit.verify.redrawn import compared, language_of
from datapact.audit.verify.skeleton import verdict_on
from datapact.base.clock import write_time
from datapact.base.strictjson import JsonObject, parse_object
from datapact.base.texts import N_, Message
from datapact.pdf.reports.register import (
    CSV_NAME,
    JSON_NAME,
    register_attachments,
    register_csv,
    register_json,
    register_report,
)
from datapact.registers.register import Register
from datapact.registers.register_file import RegisterInFile, read_register
from datapact.signing.pades.attachments import attached_files
from datapact.signing.pades.revisions import OpenPdf, open_pdf

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


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of the file; ``register`` is None where an earlier version wrote it."""

    pdf: OpenPdf
    written: bytes
    register: Register | None


def verify_register(data: bytes, name: str) -> Verdict:
    """The verdict on a register: at best indeterminate."""
    return verdict_on("pdf", name, lambda: _read(data), lambda parts, _lines: _judge(parts), details=_details)


def _read(data: bytes) -> _Parts:
    pdf = open_pdf(data)
    written = attached_files(pdf)[JSON_NAME]
    shown = parse_object(written.rstrip(b"\n"), limit=RegisterInFile.largest)
    return _Parts(pdf, written, read_register(shown) if "cards" in shown else None)


def _judge(parts: _Parts) -> Iterator[Finding]:
    yield Finding("indeterminate", _UNSIGNED)
    if len(parts.pdf.revisions) > 1:
        yield against(N_("Somebody changed this register after it was made."))
    if parts.register is None:
        yield Finding("indeterminate", _NOT_REDRAWN)
        return
    proof = parts.register.proof
    if proof is not None and not proof.holds:
        yield from (Finding("note", one) for one in proof.statements())
    if register_json(parts.register) != parts.written:
        yield against(N_("The pages are not what DataPact makes of {file}."), file=JSON_NAME)
    yield from _pages(parts.pdf, parts.register)


def _pages(pdf: OpenPdf, register: Register) -> Iterator[Finding]:
    language = language_of(pdf)
    files = register_attachments(register, language)
    if attached_files(pdf).get(CSV_NAME) == register_csv(
        register, language, stated=False
    ):  # as earlier programs wrote it
        files = register_attachments(register, language, stated=False)
    found = list(compared(pdf, lambda: register_report(register, language), register.known_at, files, JSON_NAME))
    yield from found
    if not found:
        yield Finding("note", _SAME)


def _details(parts: _Parts) -> JsonObject | None:
    register = parts.register
    if register is None:
        return None
    return {
        "register": register.name,
        "organisation": register.organisation,
        "on": register.on.isoformat(),
        "known_at": write_time(register.known_at),
        "rows": len(register.rows),
    }
