"""The clause library: wording to put into the agreement, resolved with its terms."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from datapact.base.texts import Language, _, current_language
from datapact.contract.templates.clause_library import LibraryClause, library
from datapact.contract.templates.placing import sensible_place
from datapact.contract.templates.template import load_template
from datapact.contract.text.clauses import places, plain_text
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.numbering import marks, numbers
from datapact.library.clauses.own_clause import RISK_WORDS, SLANT_WORDS
from datapact.library.clauses.own_clauses import OnOffer
from datapact_ui.editor.fields.list_appearance import soften, steady_icon
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.tables.section import nothing_chosen
from datapact_ui.kit.theme.measures import space, type_font
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.list_lines import add_line
from datapact_ui.kit.widgets.wheel_free import ComboBox


class LibraryDialog(Dialog):
    """Chooses a clause, and shows where it goes in: a place is proposed, and every other one can be chosen."""

    help_page = "library"

    chosen = Signal(object, int)
    """A LibraryClause, and the index before which it goes in."""

    def __init__(
        self,
        document: AgreementDocument,
        language: Language,
        parent: QWidget | None = None,
        own: Sequence[OnOffer] = (),
        behind: int | None = None,
    ) -> None:
        """``own`` are approved clauses of the house, which come first; ``behind`` is the index behind the clause at the cursor."""
        super().__init__("library-dialog", _("Insert a clause from the library"), parent)
        self._language, self._document, self._behind = language, document, behind
        self._own = {id(one.offered): one for one in own}
        self._entries = [
            *(one.offered for one in own),
            *sorted(library(document), key=lambda entry: entry.present),
        ]
        self.line = QLineEdit(self)
        self.line.setObjectName("library-search")
        self.line.setAccessibleName(_("Search in the library"))
        self.line.setPlaceholderText(_("Search in the library"))
        self.line.textChanged.connect(lambda _text: self._fill())
        self.list = QListWidget(self)
        self.list.setObjectName("library-list")
        self.list.setAccessibleName(_("Clauses of the library"))
        self.list.setWordWrap(True)
        soften(self.list)
        self.list.currentItemChanged.connect(lambda _now, _before: self._show())
        self.list.itemActivated.connect(lambda _item: self._take())
        self.text = QTextBrowser(self)
        self.text.setObjectName("library-text")
        self.text.setAccessibleName(_("Text of the clause"))
        self.text.setFont(type_font("document"))
        self.where = ComboBox(self)
        self.where.setObjectName("library-where")
        self.where.setAccessibleName(_("Where it goes in"))
        where_label = QLabel(_("&Where it goes in"), self)
        where_label.setBuddy(self.where)
        self._insert = self.add_button("library-insert", _("Insert"), "add", self._take, primary=True)
        left = QVBoxLayout()
        left.addWidget(self.line)
        left.addWidget(self.list, 1)
        middle = QHBoxLayout()
        middle.setSpacing(space(3))
        middle.addLayout(left, 2)
        middle.addWidget(self.text, 3)
        column = self.column
        column.addWidget(
            Words(
                _("The text is shown with the terms of this agreement; gaps are filled by their answers."),
                parent=self,
                quiet=True,
            )
        )
        column.addLayout(middle, 1)
        place = QHBoxLayout()
        place.setSpacing(space(2))
        place.addWidget(where_label)
        place.addWidget(self.where, 1)
        column.addLayout(place)
        self.finish(130, 27)
        self._fill()
        self.line.setFocus()

    def _fill(self) -> None:
        wanted = self.line.text().casefold()
        self.list.clear()
        for entry in self._entries:
            heading = plain_text(entry.clause.heading[self._language])
            if wanted not in f"{heading} {self._words(entry)}".casefold():
                continue
            source = self._source(entry)
            note = f"\n{self._present(entry)}" if entry.present else ""
            item = add_line(self.list, f"{heading}\n{source}{note}", steady_icon("clause"))
            item.setData(Qt.ItemDataRole.UserRole, entry)
        self.list.setCurrentRow(0)
        self._show()

    def _source(self, entry: LibraryClause) -> str:
        own = self._own.get(id(entry))
        if own is not None:
            slant = _(SLANT_WORDS[own.alternative.slant])
            return _("Own clause: {name} ({slant})", name=own.alternative.name, slant=slant)
        return load_template(entry.source).name.text(current_language()) if entry.source else _("for all agreements")

    def _present(self, entry: LibraryClause) -> str:
        if id(entry) in self._own:
            return _("takes the place of the clause in this agreement")
        return _("already in this agreement")

    def _lacking(self, entry: LibraryClause) -> list[str]:
        """The headings of the clauses that one refers to and the agreement lacks; the part's id for one of no clause here."""
        holding = {
            place: plain_text(one.clause.heading[self._language])
            for one in self._entries
            for place, _texts in places([one.clause])
        }
        return list(dict.fromkeys(holding.get(part, part) for part in entry.lacks))

    def _words(self, entry: LibraryClause) -> str:
        return " ".join(plain_text(paragraph.text[self._language]) for paragraph in entry.clause.paragraphs)

    def _show(self) -> None:
        item = self.list.currentItem()
        bar_control(self._insert, nothing_chosen(item))
        self._show_places(None if item is None else item.data(Qt.ItemDataRole.UserRole))
        if item is None:
            self.text.setPlainText(
                _("No clause of the library has these words. Type fewer, or write a clause of your own.")
            )
            return
        lines = []
        entry: LibraryClause = item.data(Qt.ItemDataRole.UserRole)
        for paragraph, number in zip(entry.clause.paragraphs, marks(entry.clause.paragraphs), strict=True):
            lines.append(f"({number}) {plain_text(paragraph.text[self._language])}")
            for point, mark in zip(paragraph.items, marks(paragraph.items), strict=True):
                lines.append(f"    {mark}) {plain_text(point.text[self._language])}")
        own = self._own.get(id(entry))
        if own is not None:
            risk = _(RISK_WORDS[own.alternative.risk])
            cited = f" ({own.alternative.citation})" if own.alternative.citation else ""
            told = [own.alternative.meaning, f"{_('Risk')}: {risk}{cited}", own.alternative.reason]
            lines = ["\n".join(one for one in told if one), *lines]
        if entry.lacks:
            which = ", ".join(_("“{words}”", words=one) for one in self._lacking(entry))
            lines = [
                _(
                    "It refers to a clause that this agreement does not have: {which}. Insert that one first, or delete the"
                    " reference afterwards.",
                    which=which,
                ),
                *lines,
            ]
        self.text.setPlainText("\n\n".join(lines))

    def _show_places(self, entry: LibraryClause | None) -> None:
        """The places for a clause, the proposed one first; none to choose for one that takes the place of another."""
        self.where.clear()
        bar_control(self.where, nothing_chosen(entry))
        if entry is None:
            return
        if entry.present and id(entry) in self._own:
            self.where.addItem(_("in place of the clause that it replaces"), -1)
            bar_control(self.where, _("It takes the place of the clause that stands there."))
            return
        clauses = self._document.clauses
        at = sensible_place(clauses, entry.id, self._document.template_id)
        self.where.addItem(_("Proposed: {place}", place=self._place_words(at)), at)
        if self._behind is not None and self._behind != at:
            self.where.addItem(_("At the cursor: {place}", place=self._place_words(self._behind)), self._behind)
        for index, clause in enumerate(clauses):
            if not clause.deleted and index + 1 not in (at, self._behind):
                self.where.addItem(self._place_words(index + 1), index + 1)
        self.where.setCurrentIndex(0)

    def _place_words(self, at: int) -> str:
        """A place in words: behind which clause, and what follows it."""
        named = numbers(self._document.clauses, self._language)
        said = [f"{named.get(one.id, '')} {plain_text(one.heading[self._language])}" for one in self._document.clauses]
        if not at:
            return _("at the beginning")
        if at < len(said):
            return _("behind {clause}, before {next}", clause=said[at - 1], next=said[at])
        return _("behind {clause}, at the end", clause=said[at - 1])

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            at = self.where.currentData()
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole), -1 if at is None else int(at))
            self.accept()
