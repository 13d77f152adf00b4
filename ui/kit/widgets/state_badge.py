"""A state as icon and word on a soft ground: never by colour alone."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from datapact.agreements.projection.disputes import status_and_dispute
from datapact.agreements.projection.status import STATUS_WORDS
from datapact.base.texts import N_, Message, _
from datapact_ui.kit.theme.colours import Tone, colours_of
from datapact_ui.kit.theme.icons import paint_icon
from datapact_ui.kit.theme.measures import characters, line_height, space, type_font

_LEAST = 30
"""Characters of a badge that are always seen."""

STATES: Mapping[str, tuple[str, Tone]] = {
    "draft": ("draft", "neutral"),
    "offered": ("offered", "info"),
    "agreed": ("agreed", "info"),
    "frozen": ("frozen", "info"),
    "signing": ("signing", "info"),
    "signed": ("signed", "good"),
    "in_force": ("in-force", "good"),
    "expired": ("expired", "warn"),
    "declined": ("declined", "bad"),
    "terminated": ("terminated", "warn"),
}
"""Icon and tone of each status of an agreement."""


_DRAFT_BY_WORD: Mapping[str, tuple[str, str, Tone]] = {
    "awaited": ("offered", N_("Draft, with the partner"), "info"),
    "unanswered": ("draft", N_("Draft, the partner answered"), "info"),
}
"""What a draft is that went out or came back as a Word file; its status stays that of a draft, since nobody offered it."""


def state_words(status: str) -> str:
    """The word for a status in the current language."""
    return str(Message(str(STATUS_WORDS[status]))) if status in STATUS_WORDS else status


def disputed_badge(status: str, disputed: str, by_word: str = "") -> tuple[str, str, Tone]:
    """Icon, words and tone of a status; in red for a disputed one. ``by_word``: where a draft stands by Word files."""
    if disputed:
        return "error", str(status_and_dispute(status, disputed)), "bad"
    if status == "draft" and by_word in _DRAFT_BY_WORD:
        name, words, tone = _DRAFT_BY_WORD[by_word]
        return name, _(words), tone
    name, tone = STATES.get(status, ("info", "neutral"))
    return name, state_words(status), tone


def paint_badge(painter: QPainter, box: QRectF, icon_name: str, words: str, tone: Tone, palette: QPalette) -> None:
    """Paint a badge at the left of a box, vertically centred; for delegates of tables."""
    colours = colours_of(palette).tone(tone)
    font = type_font("small")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    height = min(box.height(), line_height() * 1.35)
    side, gap = height * 0.68, space(1)
    width = min(box.width(), painter.fontMetrics().horizontalAdvance(words) + side + gap * 5)
    ground = QRectF(box.left(), box.center().y() - height / 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.soft))
    painter.drawRoundedRect(ground, height / 2, height / 2)
    paint_icon(
        painter, icon_name, QRectF(ground.left() + gap * 2, ground.center().y() - side / 2, side, side), colours.ink
    )
    painter.setPen(QColor(colours.ink))
    text = ground.adjusted(side + gap * 3, 0, -gap, 0)
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(text.width()) + 1)
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    painter.restore()


def badge_width(words: str) -> int:
    """Pixels that a badge with these words takes in a cell."""
    height = line_height() * 1.35
    return round(QFontMetrics(type_font("small")).horizontalAdvance(words) + height * 0.68 + space(1) * 5 + space(4))


class StateBadge(QWidget):
    """A badge as a widget; ``set_state`` for agreements, ``set_badge`` for anything else."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._words = "", ""
        self._tone: Tone = "neutral"
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def keep_place(self) -> None:
        """Hold the room while hidden, so that what stands around it does not move under the mouse."""
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)

    def set_state(self, status: str, disputed: str = "", by_word: str = "") -> None:
        """Show a status of an agreement, who disputes it, and where a draft stands by Word files."""
        self.set_badge(*disputed_badge(status, disputed, by_word))

    def set_badge(self, icon_name: str, words: str, tone: Tone) -> None:
        """Show an icon and a word in a tone."""
        self._icon, self._words, self._tone = icon_name, words, tone
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The word shown."""
        return self._words

    def sizeHint(self) -> QSize:
        height = round(line_height() * 1.35)
        words = QFontMetrics(type_font("small")).horizontalAdvance(self._words)
        return QSize(round(words + height * 0.68 + space(1) * 5 + 1), height)

    def minimumSizeHint(self) -> QSize:
        whole = self.sizeHint()  # a long word is cut at the end rather than widening the window
        return QSize(min(whole.width(), characters(_LEAST)), whole.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._words:
            painter = QPainter(self)
            paint_badge(painter, QRectF(self.rect()), self._icon, self._words, self._tone, QApplication.palette())
            painter.end()
