"""A selection of the text as HTML for other programs: headings, numbered paragraphs, lettered points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Literal

from datapact.contract.text.clauses import Run


@dataclass(frozen=True, slots=True)
class CopiedPart:
    """The selected words of one heading, paragraph or point."""

    kind: Literal["heading", "paragraph", "item"]
    """A heading is that of a clause."""
    number: str
    """As it stands in the margin; empty where the selection begins amid the words."""
    index: int
    """Among its kind, from 0."""
    words: str
    """With line breaks."""
    runs: tuple[Run, ...] = ()
    """The same words with how they stand out; empty where that is not known."""
    cell: tuple[int, int, int] = (0, 0, 0)
    """Row and column of a cell of a table from 0, and the number of columns; 0 columns for none."""


def _as_html(run: Run) -> str:
    words = escape(run.text).replace("\n", "<br>")
    words = f"<b>{words}</b>" if run.is_bold else words
    return f"<i>{words}</i>" if run.is_italic else words


def as_html(parts: Iterable[CopiedPart]) -> str:
    """The parts as HTML. Numbers of paragraphs and points are those of lists, so that they follow in Word, too."""
    made: list[str] = []
    level = 0  # lists that are open

    def close(to: int) -> None:
        nonlocal level
        while level > to:
            made.append("</li></ol>")
            level -= 1

    row = -1  # of the table that is open
    for part in parts:
        if row >= 0 and (not part.cell[2] or part.cell[0] < row):
            made.append("</tr></table>")
            row = -1
        words = "".join(map(_as_html, part.runs or (Run(part.words),)))
        if part.cell[2]:
            close(0)
            made.append("<table><tr>" if row < 0 else "</tr><tr>" if part.cell[0] != row else "")
            row = part.cell[0]
            made.append(f"<td>{words}</td>")
            continue
        if part.kind == "heading" or not part.number:
            close(0)
            tag = "h3" if part.kind == "heading" else "p"
            number = f"{escape(part.number)} " if part.number else ""
            made.append(f"<{tag}>{number}{words}</{tag}>")
            continue
        wanted = 2 if part.kind == "item" and level else 1
        if level == wanted:
            made.append("</li>")
        else:
            close(wanted)
            if level < wanted:
                style = ' type="a"' if part.kind == "item" else ""
                start = f' start="{part.index + 1}"' if part.index else ""
                made.append(f"<ol{style}{start}>")
                level += 1
            else:
                made.append("</li>")
        made.append(f"<li>{words}")
    close(0)
    if row >= 0:
        made.append("</tr></table>")
    return "".join(made)
