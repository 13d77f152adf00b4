"""The open points of an agreement as a Word file, to be worked through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.base.texts import N_, Language, Message, current_language
from datapact.pdf.reports.memo import HEADINGS, INTERNAL, open_points
from datapact.word.write.table_file import table_docx

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


def open_points_docx(acting: Acting, history: str, language: Language | None = None) -> bytes:
    """The list as a Word file."""
    spoken = language or current_language()
    page, points = open_points(acting, history)
    rows = [(one.kind.text(spoken), one.place.text(spoken), one.words.text(spoken)) for one in points]
    nothing = [("", "", Message(N_("Nothing is open.")).text(spoken))]
    title = f"{Message(N_('Open points')).text(spoken)}: {page.overview.number} {page.overview.title}"
    headings = [one.text(spoken) for one in HEADINGS]
    return table_docx(title, INTERNAL.text(spoken), headings, rows or nothing, (2, 3, 8))
