"""The whole text with its changes marked, and two buttons that go from one change to the next."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from datapact.base.texts import N_, Language, Message, _
from datapact.contract.text.marked import MarkedPlace
from datapact.exchange.receive.preview import NewText
from datapact_ui.kit.context.key_names import shown_keys
from datapact_ui.kit.text.reader import Reader
from datapact_ui.kit.text.text_document import written_text
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import margins, space

LANGUAGES: dict[Language, str] = {"de": N_("German"), "en": N_("English")}


class MarkedTextTab(QWidget):
    """Shows a proposal in all its languages side by side; a first offer has no changes and no buttons."""

    def __init__(self, text: NewText, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        accessible = _("Text of the agreement") if text.old is None else _("Text with the changes marked")
        self.reader = Reader(name, accessible, self)
        columns = {language: text.marked(language) for language in text.new.languages}
        headings = {language: Message(LANGUAGES[language]) for language in columns}
        colours = colours_of(QApplication.palette())
        self.reader.write(written_text(self.reader.page.document(), columns, headings, colours))
        self._changed = [place.id for place in _changed(columns[text.new.prevailing])] if text.old is not None else []
        self._at = -1
        self._place = QLabel(self)
        self._place.setObjectName(f"{name}-place")
        column = QVBoxLayout(self)
        margins(column, 0, 0)
        column.setContentsMargins(0, 0, 0, 0)
        if self._changed:
            column.addLayout(self._bar(name))
        column.addWidget(self.reader, 1)
        self.setFocusProxy(self.reader)

    def _bar(self, name: str) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setContentsMargins(space(3), space(1), space(3), space(1))
        bar.setSpacing(space(2))
        for step, words, picture, keys in (
            (-1, _("Previous change"), "up", "Shift+F3"),
            (1, _("Next change"), "down", "F3"),
        ):
            button = QToolButton(self)
            button.setObjectName(f"{name}-{picture}")
            button.setIcon(icon(picture))
            button.setAccessibleName(words)
            button.setToolTip(f"{words} ({shown_keys(keys)})")
            button.setShortcut(QKeySequence(keys))
            button.setAutoRaise(True)
            button.clicked.connect(lambda _checked=False, step=step: self.go(step))
            bar.addWidget(button)
        bar.addWidget(self._place)
        bar.addStretch(1)
        self._update_state()
        return bar

    def go(self, step: int) -> None:
        """Move by that many changes, wrapping around."""
        if self._changed:
            self._at = (self._at + step) % len(self._changed)
            self.reader.go_to(self._changed[self._at])
            self._update_state()

    def _update_state(self) -> None:
        if self._at < 0:
            self._place.setText(_("Changed places: {total}", total=len(self._changed)))
        else:
            self._place.setText(_("Change {number} of {total}", number=self._at + 1, total=len(self._changed)))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._at < 0:
            QTimer.singleShot(0, self, self._begin)

    def _begin(self) -> None:
        self.reader.page.verticalScrollBar().setValue(0)
        if self._at < 0:
            self.go(1)


def _changed(places: tuple[MarkedPlace, ...]) -> list[MarkedPlace]:
    return [place for place in places if place.mark != "same"]
