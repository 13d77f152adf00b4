"""Runs of an agreement's text as formats of Qt, and back: a run that shows a term or a number is a chip.

The clause tree is the truth; a QTextDocument only shows one text of it while it is edited.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat, QTextLayout

from datapact.contract.text.clauses import EMPHASES, Emphasis, Run, tidy_runs
from datapact.contract.text.marked import Piece
from datapact.contract.text.numbering import MISSING
from datapact_ui.kit.theme.colours import Colours

TERM = int(QTextFormat.Property.UserProperty) + 1
REF = TERM + 1
SHOWN = TERM + 2
PLACE = TERM + 3
"""The number of the run in the text, so that two chips side by side stay two."""

EMPHASIS = TERM + 4
"""The emphasis of the words; not there for words that do not."""

_BREAKS = {"\u2028": "\n", "\u2029": "\n", "\u00a0": "\u00a0"}
_GAPS = ("[offen:", "[open:")


def is_gap(run: Run) -> bool:
    """Whether the run shows a term that is not given yet."""
    return run.term is not None and run.text.startswith(_GAPS)


def format_of(run: Run, colours: Colours, number: int) -> QTextCharFormat:
    """The format of a run: plain words plain, a term as a chip, a gap as a question chip, a number as a link."""
    look = plain_format(run.emphasis)
    if run.term is not None or run.ref is not None:
        look.setProperty(SHOWN, run.text)
        look.setProperty(PLACE, number)
    if run.term is not None:
        look.setProperty(TERM, run.term)
        tone = colours.warn if is_gap(run) else colours.info
        look.setBackground(QColor(tone.soft))
        look.setForeground(QColor(tone.ink))
    elif run.ref is not None:
        look.setProperty(REF, run.ref)
        look.setForeground(QColor(colours.link))
        look.setFontUnderline(True)
    return look


def plain_format(emphasis: Emphasis = "") -> QTextCharFormat:
    """The format of words that are no chip."""
    look = QTextCharFormat()
    if emphasis:
        look.setProperty(EMPHASIS, emphasis)
        if emphasis.startswith("bold"):
            look.setFontWeight(QFont.Weight.Bold)
        if emphasis.endswith("italic"):
            look.setFontItalic(True)
    return look


def emphasis_in(look: QTextCharFormat) -> Emphasis:
    """The emphasis of words of a format."""
    told = look.property(EMPHASIS)
    return next((one for one in EMPHASES if one == told), "")


def formats_of(runs: Sequence[Run], colours: Colours) -> list[QTextLayout.FormatRange]:
    """The formats of a text for a QTextLayout; a missing reference stands out."""
    found = []
    at = 0
    for number, run in enumerate(runs):
        if run.term is not None or run.ref is not None or run.emphasis:
            found.append(_range(at, len(run.text), format_of(run, colours, number)))
        if run.is_plain:
            for words in MISSING.values():
                start = run.text.find(words)
                if start >= 0:
                    look = plain_format(run.emphasis)
                    look.setBackground(QColor(colours.bad.soft))
                    look.setForeground(QColor(colours.bad.ink))
                    found.append(_range(at + start, len(words), look))
        at += len(run.text)
    return found


def formats_of_pieces(pieces: Sequence[Piece], colours: Colours) -> list[QTextLayout.FormatRange]:
    """The formats of words with their changes marked: inserted ones underlined, deleted ones struck out."""
    found = []
    at = 0
    for number, piece in enumerate(pieces):
        look = format_of(Run(piece.text, piece.term, piece.ref, piece.emphasis), colours, number)
        if piece.mark != "same":
            tone = colours.inserted if piece.mark == "inserted" else colours.removed
            look.setForeground(QColor(tone.ink))
            look.setBackground(QColor(tone.soft))
            look.setFontUnderline(piece.mark == "inserted")
            look.setFontStrikeOut(piece.mark == "deleted")
        found.append(_range(at, len(piece.text), look))
        at += len(piece.text)
    return found


def _range(start: int, length: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, length, look
    return made


def write_runs_into(document: QTextDocument, runs: Sequence[Run], font: QFont, colours: Colours) -> None:
    """Show a text in a document."""
    document.setDefaultFont(font)
    document.setDocumentMargin(0)
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.removeSelectedText()
    cursor.setCharFormat(plain_format())
    for number, run in enumerate(runs):
        cursor.insertText(run.text.replace("\n", "\u2028"), format_of(run, colours, number))
    for mark in formats_of(runs, colours):
        if mark.format.property(SHOWN) is None and mark.format.hasProperty(QTextFormat.Property.BackgroundBrush):
            cursor.setPosition(mark.start)
            cursor.setPosition(mark.start + mark.length, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(mark.format)
    cursor.endEditBlock()


def runs_in(document: QTextDocument) -> tuple[Run, ...]:
    """The text of a document as runs; a chip with changed words is no longer a chip."""
    found: list[Run] = []
    block = document.begin()
    first = True
    while block.isValid():
        if not first:
            found.append(Run("\n", emphasis=found[-1].emphasis if found else ""))
        first = False
        piece = block.begin()
        while not piece.atEnd():
            fragment = piece.fragment()
            text = "".join(_BREAKS.get(letter, letter) for letter in fragment.text())
            look = fragment.charFormat()
            shown, emphasis = look.property(SHOWN), emphasis_in(look)
            if shown is not None and str(shown) == text:
                term, ref = look.property(TERM), look.property(REF)
                found.append(Run(text, str(term) if term else None, str(ref) if ref else None, emphasis))
            else:
                found.append(Run(text, emphasis=emphasis))
            piece += 1
        block = block.next()
    return tidy_runs(found)


def run_at(runs: Sequence[Run], position: int) -> Run | None:
    """The run that holds the character at a position."""
    at = 0
    for run in runs:
        if at <= position < at + len(run.text):
            return run
        at += len(run.text)
    return None
