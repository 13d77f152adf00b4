"""The layout of a row of the text: its fonts, its columns, its height for a width; kept until something changes."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication

from datapact.base.texts import Language
from datapact.contract.text.clauses import Run, plain_text
from datapact.contract.text.marked import Piece
from datapact_ui.editor.text.run_text import formats_of, formats_of_pieces
from datapact_ui.editor.text.text_rows import TextRow
from datapact_ui.editor.text.tracked import Tracked, position_at, shown_at
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.measures import characters, space, type_font
from datapact_ui.kit.widgets.no_break_spaces import held


@dataclass(slots=True)
class LaidText:
    """A text laid out for a width."""

    runs: tuple[Run, ...]
    """The text that was laid out."""
    width: float
    """Pixels that it was laid out for."""
    layout: QTextLayout
    """Drawn as it is."""
    height: float
    """Pixels, without the room above and below."""
    pieces: tuple[Piece, ...] = ()
    """What is laid out where changes are shown; empty: the text itself."""
    edited: float = 0.0
    """Pixels of the text under the editor, where its changes are laid out below it; 0 elsewhere."""

    def shown(self, mark: QTextLayout.FormatRange) -> QTextLayout.FormatRange:
        """A mark on the words of the text, as it stands in what is laid out."""
        if not self.pieces:
            return mark
        moved = QTextLayout.FormatRange()
        moved.start = shown_at(self.pieces, mark.start)
        moved.length = shown_at(self.pieces, mark.start + mark.length - 1) + 1 - moved.start
        moved.format = mark.format
        return moved

    def position(self, shown: int) -> int:
        """The position in the text of a character of what is laid out."""
        return position_at(self.pieces, shown, len(plain_text(self.runs))) if self.pieces else shown


@dataclass(slots=True)
class LaidRow:
    """A row with its height: estimated until it is laid out ``exact``ly, one text a language."""

    row: TextRow
    """The row of the text."""
    height: float
    """Pixels, with the room above and below."""
    exact: bool = False
    laid: dict[Language, LaidText] = field(default_factory=dict)
    """By language; empty until it is looked at."""
    placed: float = 0.0
    """Pixels that the rows below leave for it: its height when the positions were computed last."""


def is_cell(row: TextRow) -> bool:
    """Whether a row of the text is a cell of a table, beside others."""
    return row.cell[2] > 0


class RowLayout:
    """Lays out rows in columns, one a language, within ``whole`` pixels."""

    def __init__(self) -> None:
        self.whole = 0.0
        self.languages: tuple[Language, ...] = ()
        self.tracked: Tracked | None = None
        """What changes are shown against; None: none are."""
        self.edited: tuple[str, Language] | None = None
        """Place and language under the editor, where changes stand below the words."""
        self._widest = ""
        self.read_fonts()

    def read_fonts(self) -> None:
        """Read the present fonts and measures of the application."""
        self.body, self.bold = type_font("document"), type_font("document_heading")
        self.head = QFont(self.body)
        self.head.setBold(True)
        self.gutter = max(float(characters(7)), self._mark_width())
        self.step = float(characters(7)) * 0.6
        self.margin = float(space(5))
        self.gap = float(space(6))

    def make_room_for(self, mark: str) -> None:
        """Make the margin as wide as the widest clause number."""
        self._widest = mark
        self.gutter = max(float(characters(7)), self._mark_width())

    def _mark_width(self) -> float:
        return QFontMetricsF(self.bold).horizontalAdvance(self._widest) + space(2.5)

    def font(self, row: TextRow) -> QFont:
        """Headings and the names of columns are bold."""
        if is_cell(row) and row.cell[0] == 0:
            return self.head
        return self.bold if row.kind == "heading" else self.body

    def padding(self, row: TextRow) -> float:
        """Room above the text of a row."""
        if is_cell(row):
            return float(space(1))
        return float(space({"heading": 6, "paragraph": 1.5, "item": 0.5}[row.kind]))

    def below(self, row: TextRow) -> float:
        """Room below the text of a row."""
        if is_cell(row):
            return float(space(1))
        return float(space({"heading": 1, "paragraph": 1.5, "item": 0.5}[row.kind]))

    def column(self, row: TextRow, number: int) -> tuple[float, float]:
        """Left edge and width of a language's text in a row."""
        count = max(1, len(self.languages))
        whole = self.whole - 2 * self.margin - self.gutter
        most = QFontMetricsF(self.body).averageCharWidth() * 86
        width = max(min((whole - (count - 1) * self.gap) / count, most), characters(12))
        indent = self.step if row.kind == "item" else 0.0
        left = self.margin + self.gutter + number * (width + self.gap)
        if is_cell(row):
            share = width / row.cell[2]
            inset = float(space(1.5))
            return left + row.cell[1] * share + inset, max(share - 2 * inset, float(characters(3)))
        return left + indent, width - indent

    def estimate(self, row: TextRow) -> float:
        """About how high a row will be."""
        metrics = QFontMetricsF(self.font(row))
        _left, width = self.column(row, 0)
        longest = max((sum(len(run.text) for run in runs) for runs in row.texts.values()), default=0)
        lines = max(1, -(-int(longest * metrics.averageCharWidth() * 1.05) // max(1, int(width))))
        return lines * metrics.lineSpacing() + self.padding(row) + self.below(row)

    def lay_out(self, entry: LaidRow) -> None:
        """Lay out the parts of a row that are not laid out yet for its width."""
        tallest = QFontMetricsF(self.font(entry.row)).height()
        for number, language in enumerate(self.languages):
            _left, width = self.column(entry.row, number)
            laid = entry.laid.get(language)
            if laid is None or laid.width != width:
                laid = self._laid(entry.row, language, width)
                entry.laid[language] = laid
            tallest = max(tallest, laid.height)
        entry.height = tallest + self.padding(entry.row) + self.below(entry.row)
        entry.exact = True

    def forget(self, entry: LaidRow) -> None:
        """Drop the layout of the row, because fonts or width have changed."""
        entry.exact = False
        entry.laid.clear()
        entry.height = self.estimate(entry.row)

    def _laid(self, row: TextRow, language: Language, width: float) -> LaidText:
        runs = row.texts.get(language, ())
        colours = colours_of(QApplication.palette())
        pieces = self.tracked.pieces(row.place, language, runs) if self.tracked is not None else None
        if pieces is None:
            layout, height = self._lines(row, plain_text(runs), width, formats_of(runs, colours))
            return LaidText(tuple(runs), width, layout, height)
        edited = 0.0
        if (row.place, language) == self.edited:
            edited = self._lines(row, plain_text(runs), width, [])[1] or QFontMetricsF(self.font(row)).height()
        words = "".join(piece.text for piece in pieces)
        layout, height = self._lines(row, words, width, formats_of_pieces(pieces, colours))
        whole = height + (edited + self.apart if edited else 0.0)
        return LaidText(tuple(runs), width, layout, whole, pieces, edited)

    @property
    def apart(self) -> float:
        """Pixels between the words under the editor and their changes."""
        return float(space(1))

    def _lines(
        self, row: TextRow, words: str, width: float, formats: list[QTextLayout.FormatRange]
    ) -> tuple[QTextLayout, float]:
        layout = QTextLayout(held(words).replace("\n", "\u2028"), self.font(row))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats(formats)
        layout.setCacheEnabled(True)
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, height))
            height += line.height()
        layout.endLayout()
        return layout, height
