"""Reports as archival documents: tagged PDF/A-3a and PDF/UA-1 in the look of the agreements, byte for byte repeatable.

The same report, moment and attachments give the same bytes. All documents except agreements are made here: registers,
dossiers, letters, receipts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from datapact.base.worker_process import drawing
from datapact.pdf.agreement.render import draw
from datapact.pdf.engine.header_footer import Running
from datapact.pdf.engine.pdfa import About, Attachment, Drawn, archive
from datapact.pdf.engine.report_layout import report_layout
from datapact.pdf.engine.tags import Tags
from datapact.pdf.engine.typography import PAGE_HEIGHT, PAGE_WIDTH
from datapact.pdf.reports.parts import (
    Facts,
    Heading,
    Icon,
    Items,
    Note,
    PageBreak,
    Paragraph,
    Part,
    Report,
    SignatureField,
    SignatureLine,
    Table,
    Verdict,
    Words,
    warning,
)
from datapact.pdf.reports.story import compose, in_running_text

__all__ = [
    "Attachment",
    "Facts",
    "Heading",
    "Icon",
    "Items",
    "Note",
    "PageBreak",
    "Paragraph",
    "Part",
    "Report",
    "SignatureField",
    "SignatureLine",
    "Table",
    "Verdict",
    "Words",
    "render_report",
    "warning",
]


@drawing()
def render_report(
    report: Report, dated: datetime, attachments: Sequence[Attachment] = (), layout: str | None = ""
) -> bytes:
    """The PDF of a report; ``dated`` and ``layout`` go into its metadata.

    Without ``layout`` it is this program's; to redraw a file, pass the one that the file names, None for none.
    """
    named = report_layout() if layout == "" else layout
    tags = Tags()
    story = compose(report, tags)
    language = report.language
    title = in_running_text(report.title, language)
    running = Running(
        number=in_running_text(report.kind, language) or title,
        title=title if report.kind else "",
        digest="",
        marking=in_running_text(report.marking, language),
        foot=in_running_text(report.foot, language),
        language=language,
    )
    size = (PAGE_HEIGHT, PAGE_WIDTH) if report.landscape else (PAGE_WIDTH, PAGE_HEIGHT)
    sheet, data = draw(story, running, tags, size)
    about = About(title=title, languages=(language,), dated=dated, own={} if named is None else {"layout": named})
    return archive(Drawn(data, tags, sheet.places, story.entries), about, attachments)
