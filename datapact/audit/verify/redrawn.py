"""Redraw the pages of a report from the data in the file, and compare them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Final

from datapact.audit.formats.verdict import Finding
from datapact.base.errors import DataPactError, Malformed
from datapact.base.texts import LANGUAGES, N_, Language, Message
from datapact.pdf.agreement.compare import compare_report, layout_of
from datapact.pdf.engine.pdfa import Attachment
from datapact.pdf.engine.report_layout import report_layout
from datapact.pdf.reports.parts import Report
from datapact.pdf.reports.report import render_report
from datapact.signing.pades.revisions import OpenPdf

log = logging.getLogger(__name__)

MOST_CHARACTERS: Final = 3_000_000
"""Some minutes of drawing at most."""
_OTHER_PAGES = N_("The pages are not what DataPact makes of {file}.")
_OTHER_RELEASE = N_(
    "The pages were not drawn by this version of DataPact and differ from its own, so they are not proven. Compare them"
    " with the attached file {file}."
)
_TOO_LONG = Message(
    N_("The file is too long to draw its pages again, so they are not proven. Compare them with the attached files.")
)


def language_of(pdf: OpenPdf) -> Language:
    """The language that the unsigned document states; raises Malformed for one that is not ours."""
    try:
        said = str(pdf.reader.get_historical_resolver(0).root["/Lang"])
    except Exception as error:  # a hostile catalog makes the parser fail in many ways
        raise _no_language() from error
    for language in LANGUAGES:
        if said == language:
            return language
    raise _no_language()


def names_our_layout(pdf: OpenPdf) -> bool:
    """Whether the unsigned document states that this version of the program drew it."""
    return layout_of(_base(pdf)) == report_layout()


def _base(pdf: OpenPdf) -> bytes:
    return pdf.data[: pdf.revisions[0].end]


def compared(
    pdf: OpenPdf,
    compose: Callable[[], Report],
    dated: datetime,
    files: Sequence[Attachment],
    source: str,
) -> Iterator[Finding]:
    """Findings on the unsigned revision: none where the pages are the same, else that they differ from ``source``.

    This release cannot judge pages that differ and were drawn by another one. Data from which no page can be drawn
    cannot have been drawn by us.
    """
    base = _base(pdf)
    try:
        report = compose()
        if size_of(report) > MOST_CHARACTERS:
            yield Finding("indeterminate", _TOO_LONG)
            return
        rendering = compare_report(base, lambda layout: render_report(report, dated, files, layout))
        same, prepared, reasons = rendering.verdict == "same", rendering.verdict == "different", rendering.reasons
    except DataPactError as error:
        yield Finding("invalid", error.message)
        return
    except Exception as error:  # hostile data make the builders of pages fail in many ways
        log.info("pages not drawn", exc_info=error)
        same, prepared, reasons = False, names_our_layout(pdf), ()
    if not same:
        for message in (Message(_OTHER_PAGES if prepared else _OTHER_RELEASE, {"file": source}), *reasons):
            yield Finding("invalid" if prepared else "indeterminate", message)


def size_of(report: Report) -> int:
    """The approximate number of characters of a report."""
    return sum(_size(one) for one in (report.title, report.subtitle, *report.blocks))


def _size(part: object) -> int:
    if isinstance(part, str):
        return len(part)
    if isinstance(part, Message):
        return len(part.id) + sum(_size(one) for one in part.arguments.values())
    if isinstance(part, list | tuple):
        return sum(map(_size, part))
    if is_dataclass(part) and not isinstance(part, type):
        return sum(_size(getattr(part, one.name)) for one in fields(part))
    return 8


def _no_language() -> Malformed:
    return Malformed(N_("This PDF does not say in which language of DataPact it is. Ask the sender for a new file."))
