"""The page to choose the template of a new agreement: the purpose of each, and the languages of the agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QListWidget, QVBoxLayout, QWidget

from datapact.base.texts import Language, _, current_language
from datapact.contract.templates.everyday import everyday_words, is_meant, is_named
from datapact.contract.templates.heads import template_heads
from datapact.library.templates.matters import Matter
from datapact.library.templates.own_templates import own_templates
from datapact.library.templates.reviews import reviews_of_newest
from datapact_ui.editor.fields.list_appearance import soften, steady_icon
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.theme.measures import characters, icon_size, space
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.list_lines import add_line
from datapact_ui.kit.widgets.search_line import SearchLine
from datapact_ui.kit.widgets.wheel_free import ComboBox

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

CHOICES: tuple[tuple[Language, ...], ...] = (("de", "en"), ("en", "de"), ("de",), ("en",))
"""The languages that a draft can have, in the order in which they are offered."""

OWN_TEMPLATE = "own:"
"""Stands before the key of a template of the house where one of DataPact's could be named, too."""


def reviews_of_templates(acting: Acting) -> dict[str, str]:
    """The words on the newest version of each template by whoever reviewed it."""
    return {name: str(one.words) for name, one in reviews_of_newest(acting).items()}


def templates_of_house(acting: Acting) -> list[tuple[str, str, str]]:
    """The templates of the house that may be drafted with: what names each, its name, its summary."""
    with acting.vault.read() as session:
        known = own_templates(session)
    return [
        (OWN_TEMPLATE + key, kept.used.name, kept.used.summary) for key, kept in known.items() if kept.used is not None
    ]


class TemplateChooser(QWidget):
    """The first page of a new agreement."""

    chosen = Signal(str, object)
    """Template id and the languages, the prevailing one first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("template-chooser")
        language = current_language()
        self.list = QListWidget(self)
        self.list.setObjectName("templates")
        self.list.setAccessibleName(_("Templates"))
        self.list.setWordWrap(True)
        self.list.setIconSize(icon_size(1.4))
        self.list.setSpacing(space(1))
        soften(self.list)
        templates = template_heads()
        none_reviewed = not any(template.reviewed for template in templates)  # said once, above the list
        for template in templates:
            note = "" if template.reviewed or none_reviewed else "\n" + _("Not reviewed by a lawyer.")
            text = f"{template.name.text(language)}\n{template.summary.text(language)}{note}"
            item = add_line(self.list, text, steady_icon("template"))
            item.setData(Qt.ItemDataRole.UserRole, template.id)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _item: self._go())
        hint = _("Search: kind, or a word such as licence or research")
        self.search = SearchLine("search-templates", _("Search templates"), hint, 80, self)
        self.search.textChanged.connect(self._narrow)
        self.search.left.connect(self.list.setFocus)
        self._nothing = Words(
            _("No template has these words. Take the closest one: each of its clauses can be changed or deleted."),
            parent=self,
            quiet=True,
        )
        self._nothing.hide()
        self.languages = ComboBox(self)
        self.languages.setObjectName("languages")
        self.languages.setAccessibleName(_("Languages of the agreement"))
        for words in (
            _("German and English, German prevails"),
            _("English and German, English prevails"),
            _("German only"),
            _("English only"),
        ):
            self.languages.addItem(words)
        if language == "en":
            self.languages.setCurrentIndex(1)
        self.for_others = Tick(_("For others: your own organisation is not a party"), self)
        self.for_others.setObjectName("for-others")
        self.client = QLineEdit(self)
        self.client.setObjectName("draft-client")
        self.client.setAccessibleName(_("Client"))
        self.client.setMaxLength(300)
        self.reference = QLineEdit(self)
        self.reference.setObjectName("draft-matter")
        self.reference.setAccessibleName(_("Matter"))
        self.reference.setMaxLength(300)
        for field in (self.client, self.reference):
            field.setMinimumWidth(characters(34))
        self._whom = QWidget(self)
        whom = FlowLayout(self._whom)
        for words, field in (
            (_("&Client (stays in this vault)"), self.client),
            (_("&Matter (stays in this vault)"), self.reference),
        ):
            whom.addWidget(labelled(words, field, self._whom))
        self._whom.hide()  # a company drafts for itself; the agreement's page can name a matter later
        self.for_others.toggled.connect(self._whom.setVisible)
        label = QLabel(_("&Languages of the agreement"), self)
        label.setBuddy(self.languages)
        self.button = PrimaryButton(_("Begin"), "forward", self)
        self.button.setObjectName("begin")
        self.button.clicked.connect(self._go)
        foot = QHBoxLayout()
        foot.setSpacing(space(3))
        chosen = FlowLayout()
        chosen.addWidget(label)
        chosen.addWidget(self.languages)
        foot.addLayout(chosen, 1)
        foot.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        inner = QVBoxLayout()
        inner.setSpacing(space(3))
        inner.addWidget(Words(_("What kind of agreement is it?"), "heading", self))
        inner.addWidget(
            Words(_("The template decides which questions are asked and what the text says."), parent=self, quiet=True)
        )
        if none_reviewed:
            inner.addWidget(Words(_("None of these templates has been reviewed by a lawyer."), parent=self, quiet=True))
        inner.addWidget(self.search)
        inner.addWidget(self._nothing)
        inner.addWidget(self.list, 1)
        inner.addWidget(self.for_others)
        inner.addWidget(self._whom)
        inner.addLayout(foot)
        holder = QWidget(self)
        holder.setLayout(inner)
        holder.setMaximumWidth(characters(110))
        line = QHBoxLayout(self)
        line.setContentsMargins(space(6), space(4), space(6), space(6))
        line.addWidget(holder, 1)
        self.setFocusProxy(self.list)

    def offer_own(self, templates: Sequence[tuple[str, str, str]]) -> None:
        """Put templates of the house before those of DataPact: value, name, when to use it."""
        row = self.list.currentRow()
        for place, (value, name, summary) in enumerate(templates):
            text = f"{_('Own template: {name}', name=name)}\n{summary}".rstrip()
            item = add_line(self.list, text, steady_icon("library"))
            item.setData(Qt.ItemDataRole.UserRole, value)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
            self.list.insertItem(place, self.list.takeItem(self.list.row(item)))
        self.list.setCurrentRow(row + len(templates) if row > 0 else 0)

    def show_reviews(self, found: Mapping[str, str]) -> None:
        """Add to templates, by id, what the house recorded of a lawyer's review."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            words = found.get(str(item.data(Qt.ItemDataRole.UserRole)))
            if words:
                text = f"{item.text()}\n{words}"
                item.setText(text)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, text)

    def _narrow(self, words: str) -> None:
        """Show the templates that people may mean by these words, and choose the one that has them in its name."""
        shown: list[int] = []
        named: list[int] = []
        within: list[int] = []
        for row in range(self.list.count()):
            item = self.list.item(row)
            text = item.text()
            everyday = everyday_words(str(item.data(Qt.ItemDataRole.UserRole)))
            fits = is_meant(words, f"{text}\n{everyday}")
            item.setHidden(not fits)
            shown += [row] if fits else []
            called = f"{text.split(chr(10), 1)[0]}\n{everyday}"
            named += [row] if fits and is_named(words, called) else []
            within += [row] if fits and is_meant(words, called) else []
        self._nothing.setVisible(not shown)
        best = named or within or shown
        if self.list.currentRow() not in best:
            self.list.setCurrentRow(best[0] if best else -1)
        self.list.scrollToItem(self.list.currentItem())
        bar_control(self.button, "" if shown else _("No template has these words."))

    def matter(self) -> Matter:
        """The matter for which it is drafted."""
        if not self.for_others.isChecked():
            return Matter()
        return Matter(self.client.text().strip(), self.reference.text().strip(), self.for_others.isChecked())

    def _go(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            languages = cast(object, CHOICES[self.languages.currentIndex()])
            self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)), languages)


def labelled(words: str, field: QWidget, parent: QWidget) -> QWidget:
    """A field below its words, whose letter leads to it."""
    box = QWidget(parent)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(space(1))
    label = QLabel(words, box)
    label.setBuddy(field)
    column.addWidget(label)
    column.addWidget(field)
    return box
