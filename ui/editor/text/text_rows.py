"""The rows of an agreement's text: one a heading, paragraph or point, with its number, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from datapact.base.texts import Language
from datapact.contract.text.clauses import RunTexts
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.numbering import clause_marks, marks

type RowKind = Literal["heading", "paragraph", "item"]


@dataclass(frozen=True, slots=True)
class TextRow:
    """A heading, paragraph or point of the text, as the editor draws it.

    ``mark`` is shown in the margin; ``clause`` and ``index`` give the place of the part among its kind.
    """

    place: str
    """Id of the clause, paragraph or item."""
    kind: RowKind
    """A heading is that of a clause."""
    mark: str
    texts: RunTexts
    """Runs by language."""
    clause: str
    parent: str
    """Id of the clause or paragraph that it is part of; empty for a heading."""
    index: int
    cell: tuple[int, int, int] = (0, 0, 0)
    """Row and column of a cell of a table from 0, and the number of columns; 0 columns for none."""


def text_rows(document: AgreementDocument, language: Language) -> Iterator[TextRow]:
    """Every row of the document, with its numbers in ``language``."""
    numbers = clause_marks(document.clauses, language)
    for n, clause in enumerate(document.clauses):
        yield TextRow(clause.id, "heading", numbers[n], clause.heading, clause.id, "", n)
        for m, (paragraph, number) in enumerate(zip(clause.paragraphs, marks(clause.paragraphs), strict=True)):
            yield TextRow(paragraph.id, "paragraph", f"({number})", paragraph.text, clause.id, clause.id, m)
            for i, (item, mark) in enumerate(zip(paragraph.items, marks(paragraph.items), strict=True)):
                cell = (*divmod(i, paragraph.columns), paragraph.columns) if paragraph.columns else (0, 0, 0)
                shown = "" if paragraph.columns else f"{mark})"
                yield TextRow(item.id, "item", shown, item.text, clause.id, paragraph.id, i, cell)
