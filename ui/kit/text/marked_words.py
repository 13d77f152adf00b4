"""A paragraph whose deleted and inserted words are marked, for reading in a card or dialog."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from datapact.base.texts import _
from datapact.contract.text.clauses import Emphasis, Run
from datapact.contract.text.marked import Piece
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.measures import type_font
from datapact_ui.kit.widgets.no_break_spaces import held


class MarkedWords(QLabel):
    """Deleted words struck out, inserted ones underlined; a screen reader hears both named."""

    def __init__(self, pieces: Sequence[Piece] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pieces: Sequence[Piece] = ()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setFont(type_font("body"))
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.show_pieces(pieces)

    def show_pieces(self, pieces: Sequence[Piece]) -> None:
        """Show other words."""
        self._pieces = pieces
        colours = colours_of(QApplication.palette())
        looks = {
            "inserted": (colours.inserted, "underline"),
            "deleted": (colours.removed, "line-through"),
        }
        words = []
        for piece in pieces:
            text = escape(held(piece.text)).replace("\n", "<br>")
            if piece.emphasis.startswith("bold"):
                text = f'<span style="font-weight: 700">{text}</span>'
            if piece.emphasis.endswith("italic"):
                text = f"<i>{text}</i>"
            if piece.mark in looks:
                tone, line = looks[piece.mark]
                style = f"color: {tone.ink}; background-color: {tone.soft}; text-decoration: {line}"
                text = f'<span style="{style}">{text}</span>'
            words.append(text)
        self.setText("".join(words))
        self.setAccessibleName(marks_words(pieces))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.show_pieces(self._pieces)
        super().changeEvent(event)


def emphasis_words(words: str, emphasis: Emphasis) -> str:
    """The words, with how they stand out before them."""
    match emphasis:
        case "bold":
            return _("bold: {words}", words=words)
        case "italic":
            return _("italic: {words}", words=words)
        case "bold-italic":
            return _("bold and italic: {words}", words=words)
        case _:
            return words


def words_that_stand_out(runs: Sequence[Run]) -> str:
    """The words of a text that stand out, each with how; empty where none do."""
    return "; ".join(
        emphasis_words("".join(run.text for run in listed).strip(), emphasis)
        for emphasis, listed in groupby(runs, key=lambda run: run.emphasis)
        if emphasis
    )


def marks_words(pieces: Sequence[Piece]) -> str:
    """The words with what was deleted and inserted named, as a screen reader says them."""
    said = []
    for piece in pieces:
        match piece.mark:
            case "deleted":
                said.append(_("[deleted: {words}]", words=emphasis_words(piece.text.strip(), piece.emphasis)))
            case "inserted":
                said.append(_("[inserted: {words}]", words=emphasis_words(piece.text.strip(), piece.emphasis)))
            case _:
                said.append(piece.text)
    return " ".join(" ".join(said).split())
