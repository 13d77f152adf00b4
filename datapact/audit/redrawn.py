"""The pages of a report, drawn again from the data in the file: what that says of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from datapact.audit.verdict import Finding
from datapact.documents.compare import compare_report, layout_of
from datapact.documents.report_layout import report_layout
from datapact.errors import DataPactError, Malformed
from datapact.signing.revisions import OpenPdf
from datapact.texts import LANGUAGES, N_, Language, Message


def language_of(pdf: OpenPdf) -> Language:
    """The language that the unsigned document says it is in; raises Malformed for another than ours."""
    try:
        said = str(pdf.reader.get_historical_resolver(0).root["/Lang"])
    except Exception as error:  # a hostile catalog makes the parser fail in many ways
        raise _no_language() from error
    for language in LANGUAGES:
        if said == language:
            return language
    raise _no_language()


def names_our_layout(pdf: OpenPdf) -> bool:
    """Whether the unsigned document says that this very program drew it."""
    return layout_of(_base(pdf)) == report_layout()


def _base(pdf: OpenPdf) -> bytes:
    return pdf.data[: pdf.revisions[0].end]


def compared(
    pdf: OpenPdf, draw: Callable[[str | None], bytes], *, different: Message, unknown: Message
) -> Iterator[Finding]:
    """Findings on the unsigned revision: none where the pages are the same, else ``different`` or ``unknown`` and why.

    ``unknown`` is for pages that differ and were drawn by another release, of which this one can say nothing.
    """
    try:
        rendering = compare_report(_base(pdf), draw)
    except DataPactError as error:
        yield Finding("invalid", error.message)
        return
    if rendering.verdict == "same":
        return
    weight, told = ("invalid", different) if rendering.verdict == "different" else ("indeterminate", unknown)
    for message in (told, *rendering.reasons):
        yield Finding("invalid" if weight == "invalid" else "indeterminate", message)


def _no_language() -> Malformed:
    return Malformed(N_("This PDF does not say in which language of DataPact it is. Ask the sender for a new file."))
