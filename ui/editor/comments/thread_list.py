"""The list of threads: internal ones with a lock and a dashed edge, shared ones with two people and a full one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QStyleOptionViewItem, QWidget

from datapact.agreements.views.comments import AUDIENCE_WORDS, ThreadView, whereabouts_words
from datapact.base.texts import _, counted
from datapact.contract.text.value_words import bilingual, quoted
from datapact_ui.editor.fields.list_appearance import Wrapped, soften, steady_icon
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.widgets.list_lines import add_line
from datapact_ui.kit.widgets.no_break_spaces import held

_DIGEST = Qt.ItemDataRole.UserRole
_INTERNAL = Qt.ItemDataRole.UserRole + 1
_LONGEST_PASSAGE = 90
_LONGEST_TEXT = 220


class ThreadList(QListWidget):
    """One item a thread."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comments-list")
        self.setAccessibleName(_("Comments"))
        self.setWordWrap(True)
        self.setIconSize(icon_size())
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        soften(self)
        self.setItemDelegate(_Edged(self))
        self.setSpacing(space(1))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._awaited = ""

    def show_threads(self, threads: Sequence[ThreadView]) -> None:
        """Show these threads; the chosen one stays chosen."""
        chosen = self.chosen()
        if any(one.digest == self._awaited for one in threads):
            chosen, self._awaited = self._awaited, ""
        self.blockSignals(True)
        self.clear()
        for thread in threads:
            self._add(thread)
            if thread.digest == chosen:
                self.setCurrentRow(self.count() - 1)
        if self.currentRow() < 0 and threads:
            self.setCurrentRow(0)
        self.blockSignals(False)
        self.currentItemChanged.emit(self.currentItem(), None)

    def chosen(self) -> str:
        """Digest of the chosen thread; empty for none."""
        item = self.currentItem()
        return "" if item is None else str(item.data(_DIGEST))

    def choose(self, digest: str) -> None:
        """Choose a thread, as soon as it is listed."""
        self._awaited = digest
        for row in range(self.count()):
            if self.item(row).data(_DIGEST) == digest:
                self._awaited = ""
                self.setCurrentRow(row)

    def _add(self, thread: ThreadView) -> None:
        internal = thread.audience == "house"
        text = thread_words(thread)
        colours = colours_of(self.palette())
        tone = colours.tone("warn" if internal else "info")
        item = add_line(self, held(text), steady_icon("lock" if internal else "partners", tone.ink))
        item.setData(_DIGEST, thread.digest)
        item.setData(_INTERNAL, internal)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, text.replace("\n", ". "))


def thread_words(thread: ThreadView) -> str:
    """A thread in a few lines: place, audience, state, passage, beginning, number of answers."""
    state = _("settled") if thread.settled else _("open")
    lines = [f"{thread.where} · {_(AUDIENCE_WORDS[thread.audience])} · {state}"]
    if passage := " ".join(thread.anchor.words.split()):
        shown = _cut(passage, _LONGEST_PASSAGE)
        lines.append(str(quoted(bilingual(shown, shown))))
    if place := whereabouts_words(thread):
        lines.append(place)
    if thread.waits:
        lines.append(_("Leaves with Word files, and with the offer."))
    lines.append(f"{thread.first.author}: {_cut(thread.first.text, _LONGEST_TEXT)}")
    if len(thread.said) > 1:
        lines.append(str(counted("{n} reply", "{n} replies", len(thread.said) - 1)))
    return "\n".join(lines)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


class _Edged(Wrapped):
    """A thread with its edge: the shape says for whom it is, not the colour alone."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        internal = bool(index.data(_INTERNAL))
        tone = colours_of(self.list.palette()).tone("warn" if internal else "info")
        area: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(tone.ink), 1.5, Qt.PenStyle.DashLine if internal else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.drawRoundedRect(area.adjusted(1, 1, -2, -2), space(1), space(1))
        painter.restore()
