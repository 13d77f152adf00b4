"""The first page of the interview: title, languages, and which language prevails."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from datapact.base.strictjson import JsonValue
from datapact.base.texts import Language, _
from datapact.contract.editing.commands import SetLanguages, SetTitle
from datapact_ui.editor.text.draft_session import DraftSession
from datapact_ui.kit.fields.text_fields import TextField
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.wheel_free import ComboBox

_CHOICES: tuple[tuple[tuple[Language, ...], Language], ...] = (
    (("de", "en"), "de"),
    (("de", "en"), "en"),
    (("de",), "de"),
    (("en",), "en"),
)


class FramePage(QWidget):
    """The form for the title and the languages of the agreement."""

    def __init__(self, session: DraftSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("frame-page")
        self.session = session
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(space(6), space(2), space(6), space(6))
        self._column.setSpacing(space(2))
        self._column.addWidget(Words(_("Title and languages"), "title", self))
        self._column.addWidget(Words(_("What is the agreement called?"), "strong", self))
        self._titles: dict[Language, TextField] = {}
        self._box = QGridLayout()
        self._box.setHorizontalSpacing(space(3))
        self._box.setVerticalSpacing(space(2))
        self._box.setColumnStretch(1, 1)
        self._column.addLayout(self._box)
        self._column.addSpacing(space(3))
        self._column.addWidget(Words(_("In which languages is it written, and which one prevails?"), "strong", self))
        self.languages = ComboBox(self)
        self.languages.setObjectName("edit-languages")
        self.languages.setAccessibleName(_("Languages of the agreement"))
        for words in (
            _("German and English, German prevails"),
            _("German and English, English prevails"),
            _("German only"),
            _("English only"),
        ):
            self.languages.addItem(words)
        self.languages.activated.connect(self._choose)
        self._column.addWidget(self.languages)
        self._column.addWidget(
            Words(
                _("Where the texts differ, the prevailing language decides. A clause of the agreement says so."),
                parent=self,
                quiet=True,
            )
        )
        self._column.addStretch()
        self.refresh()

    def refresh(self) -> None:
        """Show the present document."""
        document = self.session.document
        if tuple(self._titles) != document.languages:
            self._ask_titles(document.languages)
        for language, field in self._titles.items():
            field.set_value(document.title[language])
        wanted = (set(document.languages), document.prevailing)
        for index, (languages, prevailing) in enumerate(_CHOICES):
            if (set(languages), prevailing) == wanted:
                self.languages.setCurrentIndex(index)

    def _ask_titles(self, languages: tuple[Language, ...]) -> None:
        """Build a title field a language; with two languages each is labelled."""
        while (item := self._box.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        spoken = {"de": _("Title in German"), "en": _("Title in English")}
        names = {"de": _("In German"), "en": _("In English")}
        self._titles = {}
        for row, language in enumerate(languages):
            field = TextField(f"title-{language}", spoken[language], self)
            field.edited.connect(lambda value, language=language: self._retitle(language, value))
            self._titles[language] = field
            if len(languages) > 1:
                self._box.addWidget(Words(names[language], "small", self, quiet=True), row, 0)
            self._box.addWidget(field, row, 1)

    def commit(self) -> None:
        """Apply the last typed text."""
        for field in self._titles.values():
            field.commit()

    def take_focus(self) -> None:
        """Begin with the title."""
        first = next(iter(self._titles.values()))
        QTimer.singleShot(0, first, lambda: first.setFocus(Qt.FocusReason.TabFocusReason))  # typing replaces the title

    def _retitle(self, language: Language, value: JsonValue) -> None:
        self.session.do(SetTitle(language, str(value or "")), _("Title"), merge=f"title-{language}")
        refusal = self.session.refusal
        self._titles[language].show_problem("" if refusal is None else str(refusal))

    def _choose(self, index: int) -> None:
        languages, prevailing = _CHOICES[index]
        self.session.do(SetLanguages(languages, prevailing), _("Languages"))
