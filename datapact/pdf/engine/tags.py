"""The logical structure of a document while it is drawn: elements, and their marks on the pages.

The elements are made in reading order when the story is composed. Drawing then records, page by page, the numbered
marks (PDF 32000-1, 14.7.4) that fill them, so that a paragraph over two pages stays one paragraph for a listener.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbered stretch of a page's content; ``page`` counts from 0."""

    page: int
    number: int
    """The MCID, from 0 on each page."""


@dataclass(slots=True, eq=False)
class Element:
    """A structure element: its standard type, its contents in reading order, and its text for a listener."""

    role: str
    """Standard structure type, such as ``P`` or ``H2``."""
    language: str = ""
    """Code such as ``en``; empty where it is that of the document."""
    alternative: str = ""
    """Read instead of the content; empty for none."""
    scope: str = ""  # of a table header cell: "Column" or "Row"
    """Of a table header cell: ``Column`` or ``Row``; else empty."""
    numbering: str = ""  # of a list: "LowerAlpha"
    """Of a list, such as ``LowerAlpha``; else empty."""
    column_span: int = 1
    """Columns that a cell of a table spans."""
    kids: list[Element | Mark | Annotation] = field(default_factory=list)
    """In the order of reading; marks are added while pages are drawn."""

    def add(self, role: str, *, language: str = "", scope: str = "", alternative: str = "") -> Element:
        """A new element at the end of this one."""
        child = Element(role, language=language, scope=scope, alternative=alternative)
        self.kids.append(child)
        return child


@dataclass(slots=True, eq=False)
class Annotation:
    """A link (``target`` names a place) or a signature field (``field`` is its name) at ``rectangle`` in points."""

    page: int
    """From 0."""
    rectangle: tuple[float, float, float, float]
    description: str
    """Read to listeners, and shown as a hint."""
    owner: Element
    """The element that contains it, such as a Link."""
    target: str = ""
    field: str = ""


@dataclass(slots=True)
class Tags:
    """Marks by page and annotations, collected while the pages are drawn."""

    root: Element = field(default_factory=lambda: Element("Document"))
    """Made from the start; everything is below it."""
    pages: dict[int, list[Element]] = field(default_factory=dict)
    """By page from 0, the element of each mark in the order of their numbers."""
    annotations: list[Annotation] = field(default_factory=list)
    """In the order of drawing; the place is the key in the parent tree."""

    def open(self, element: Element, page: int) -> str:
        """The operator that begins the next mark of ``element`` on ``page``; ``EMC`` ends it."""
        marks = self.pages.setdefault(page, [])
        element.kids.append(Mark(page, len(marks)))
        marks.append(element)
        return f"/{element.role} <</MCID {len(marks) - 1}>> BDC"

    def annotate(self, annotation: Annotation) -> None:
        """Place a link or field, as the next thing in the element that owns it."""
        annotation.owner.kids.append(annotation)
        self.annotations.append(annotation)


CLOSE = "EMC"
ARTIFACT = "/Artifact BMC"
PAGINATION = "/Artifact <</Type /Pagination>> BDC"
