"""Beside the text: what the other side changed last, a page for each language."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from datapact.agreements.views.last_offer import LastOffer, TheirChanges
from datapact.base.texts import N_, Language, Message, _
from datapact_ui.kit.layout.front_page import FrontTabs
from datapact_ui.kit.text.reader import Reader
from datapact_ui.kit.text.text_document import written_text
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words

_LANGUAGES: dict[Language, str] = {"de": N_("German"), "en": N_("English")}


class TheirChangesPanel(QWidget):
    """The changed places of the newest proposal of another organisation, marked by words."""

    place_wanted = Signal(str)
    """A place in the text is to be shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("their-changes")
        self._theirs: TheirChanges | None = None
        self.said = Words("", "small", self, quiet=True)
        self.said.setObjectName("their-changes-said")
        self.tabs = FrontTabs(self)
        self.tabs.setDocumentMode(True)
        self.readers: dict[Language, Reader] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(space(2), space(2), space(2), space(1))
        column.addWidget(self.said)
        column.addWidget(self.tabs, 1)
        self.show_offer(None)

    def show_offer(self, offer: LastOffer | None) -> None:
        """Show what the offer says of the other side."""
        theirs = offer.theirs if offer is not None else None
        if theirs is not None and theirs == self._theirs:
            return
        self._theirs = theirs
        while self.tabs.count():
            page = self.tabs.widget(0)
            self.tabs.removeTab(0)
            if page is not None:
                page.deleteLater()
        self.readers.clear()
        self.tabs.setVisible(theirs is not None)
        if theirs is None:
            self.said.setText(_("The other side has not answered with a text of its own yet."))
            return
        self.said.setText(
            _("{proposal}, compared with: {before}", proposal=str(theirs.name), before=str(theirs.before))
        )
        for language in theirs.places:
            reader = Reader(f"their-changes-{language}", _(_LANGUAGES[language]), self)
            reader.link_clicked.connect(self.place_wanted)
            self.readers[language] = reader
            self.tabs.addTab(reader, _(_LANGUAGES[language]))
        self._write()

    def _write(self) -> None:
        if self._theirs is None:
            return
        for language, reader in self.readers.items():
            if not self._theirs.places[language]:
                reader.write_plain(_("No words of this language were changed."))
                continue
            columns = {language: self._theirs.places[language]}
            headings = {language: Message(_LANGUAGES[language])}
            colours = colours_of(QApplication.palette())
            reader.write(written_text(reader.page.document(), columns, headings, colours))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._write()
