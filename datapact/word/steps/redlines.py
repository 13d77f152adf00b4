"""A comparison as a file: a PDF for reading, or a Word file with tracked changes. The export is recorded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datapact.agreements.projection.append import load_state
from datapact.agreements.views.comparison import Compared
from datapact.agreements.views.file_names import file_name
from datapact.base.clock import local_day
from datapact.base.texts import N_, Language, Message, current_language
from datapact.consent.proof.run import prove_contract
from datapact.organisation.acting.records import record_export
from datapact.pdf.reports.redline import redline_report
from datapact.pdf.reports.report import render_report
from datapact.word.steps.sent import Written, about_file
from datapact.word.write.docx import write_docx

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

COMPARISON = Message(N_("comparison"))
_FOOT = N_("Comparison, not the text of the contract")
_FOOT_NAMED = N_("Comparison, not the text of the contract. Older text: {old}. Newer text: {new}.")


def redline_pdf(acting: Acting, found: Compared, language: Language | None = None) -> Written:
    """The comparison as PDF/UA, clause by clause with its changes marked."""
    spoken = language or current_language()
    prove_contract(acting, found.history)
    with acting.vault.read() as session:
        about = about_file(acting, session, load_state(session, found.history), found.comparison.new, ())
    report = redline_report(
        found.comparison,
        found.old_name,
        found.new_name,
        spoken,
        found.parties,
        about.author,
        Message(_FOOT),
    )
    return _recorded(acting, found, render_report(report, about.moment), "pdf")


def redline_docx(acting: Acting, found: Compared) -> Written:
    """The newer text as a Word file whose changes against the older one are tracked."""
    prove_contract(acting, found.history)
    with acting.vault.read() as session:
        about = about_file(acting, session, load_state(session, found.history), found.comparison.new, ())
    told = {"old": found.old_name, "new": found.new_name}
    about = replace(about, foot=Message(_FOOT_NAMED, told).text(current_language()))
    return _recorded(acting, found, write_docx(found.comparison.new, about, found.comparison.old), "docx")


def _recorded(acting: Acting, found: Compared, data: bytes, ending: str) -> Written:
    number = found.comparison.new.number
    words = f"{COMPARISON.text(current_language())} {found.old_name.text(current_language())}"[:60]
    name = file_name(f"{local_day(acting.clock()).isoformat()} {number}", words, ending)
    record_export(acting, Message(N_("Comparison of {number}"), {"number": number}), data)
    return Written(name, data)
