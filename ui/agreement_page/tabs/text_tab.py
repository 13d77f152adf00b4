"""Text: the clauses in one language or two side by side, with the changes of a version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QTextCursor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from datapact.agreements.projection.write_row import TEXT
from datapact.agreements.views.agreement import AgreementPage
from datapact.agreements.views.comparison import AMENDED, version_document
from datapact.base.texts import N_, Language, Message, _, current_language
from datapact.contract.changes.anchor import TERM, Anchor, Found, anchor_of_words
from datapact.contract.changes.change_lines import ChangeLine, change_lines, how_many
from datapact.contract.text.clauses import places as places_of
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.marked import MarkedPlace, marked_text, reading_text
from datapact.vault.database.entries import attachment
from datapact_ui.editor.comments.comments_panel import CommentsPanel
from datapact_ui.kit.context.key_names import shown_keys
from datapact_ui.kit.layout.flow_layout import FlowLayout, together
from datapact_ui.kit.layout.front_page import FrontTabs
from datapact_ui.kit.tables.section import bar
from datapact_ui.kit.text.reader import Reader
from datapact_ui.kit.text.text_document import written_text
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, margins, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.flat_button import flat_button
from datapact_ui.kit.widgets.greyed_entries import tell_reasons
from datapact_ui.kit.widgets.list_lines import add_line
from datapact_ui.kit.widgets.wheel_free import ComboBox

if TYPE_CHECKING:
    from datapact.agreements.text.versions import Version
    from datapact.agreements.views.timeline import ElsewhereView
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext

_PLACE = Qt.ItemDataRole.UserRole
_NAMES: dict[Language, str] = {"de": N_("German"), "en": N_("English")}


@dataclass(frozen=True, slots=True)
class _Compared:
    """The result of a read for this tab: the places of every language, and the changes in sentences."""

    places: dict[Language, tuple[MarkedPlace, ...]]
    changes: tuple[ChangeLine, ...]
    compared: bool


class TextTab(QWidget):
    """The text of one agreement."""

    place_wanted = Signal(str)
    """The path of a term to show on the tab of the terms."""
    story_wanted = Signal(str)
    """Id of the clause whose story over the rounds somebody wants to read."""

    def __init__(self, context: AppContext, history: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._history = history
        self._document: AgreementDocument | None = None
        self._versions: tuple[Version, ...] = ()
        self._shown: _Compared | None = None
        self._wanted = ""
        self._first = True

        self.language = ComboBox(self)
        self.language.setObjectName("text_language")
        self.language.setAccessibleName(_("Language of the text"))
        self.language.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.language.setMinimumContentsLength(19)
        self.language.activated.connect(lambda _index: self._write())
        self.against = ComboBox(self)
        self.against.setObjectName("text_against")
        self.against.setAccessibleName(_("Show what changed"))
        self.against.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.against.setMinimumContentsLength(40)
        self.against.activated.connect(lambda _index: self._read())
        self.legend = Words(_("Inserted words are underlined, deleted words are struck through."), "small", self)
        self.legend.hide()
        self.next_change = self._tool("down", _("Next change"), lambda: self.step_change(1))
        self.previous_change = self._tool("up", _("Previous change"), lambda: self.step_change(-1))
        self._at_change = -1
        find = QToolButton(self)
        find.setObjectName("text_open_find")
        find.setIcon(icon("search"))
        find.setIconSize(icon_size())
        find.setText(_("Find"))
        find.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        find.setToolTip(_("Find in the text ({shortcut})", shortcut=shown_keys("Ctrl+F")))
        find.setAutoRaise(True)

        self.editing = QToolButton(self)
        self.editing.setObjectName("text_edit")
        self.editing.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.editing.setIconSize(icon_size())
        self.editing.hide()  # until the state of the agreement is known

        self.reader = Reader("text_page", _("Text of the agreement"), self)
        find.clicked.connect(self.reader.find_bar.open)
        self.reader.page.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.reader.page.customContextMenuRequested.connect(
            lambda at: self.menu_in_text(at).popup(_over(self.reader.page, at))
        )

        self.outline = self._list("text_outline", _("Clauses"))
        self.outline.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.outline.customContextMenuRequested.connect(
            lambda at: self.menu_in_outline(at).popup(_over(self.outline, at))
        )
        self.changes = self._list("text_changes", _("What changed"))
        self.changes.setWordWrap(True)
        self.changes.hide()  # until it is a tab
        self.side = FrontTabs(self)
        self.side.setObjectName("text_side")
        self.side.setAccessibleName(_("Clauses and changes"))
        self.side.setDocumentMode(True)
        self.side.addTab(self.outline, _("Clauses"))
        self.comments = CommentsPanel(context, history, self._anchor, self)
        self.comments.place_wanted.connect(self._to_comment)
        self.comments.shown.connect(self._count_comments)
        self.side.addTab(self.comments, _("Comments"))

        bar = FlowLayout()
        for label, box in ((_("Language"), self.language), (_("Changes"), self.against)):
            words = QLabel(label, self)
            words.setBuddy(box)
            bar.addWidget(together(words, box))
        for tool in (self.previous_change, self.next_change, find, self.editing):
            bar.addWidget(tool)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.side)
        split.addWidget(self.reader)
        split.setStretchFactor(0, 0)
        split.setStretchFactor(1, 1)
        split.setSizes([characters(48), characters(110)])
        layout = QVBoxLayout(self)
        margins(layout, 3, 2)
        layout.addLayout(bar)
        layout.addWidget(self.legend)
        layout.addWidget(split, 1)
        self.setFocusProxy(self.reader)

    def offer_editing(self, step: QAction) -> None:
        """Show the step that changes this text beside it, because the text itself is for reading."""
        before = self.editing.defaultAction()
        if before is not None and before is not step:
            self.editing.removeAction(before)  # of several, a button makes a menu
        self.editing.setDefaultAction(step)
        self.editing.setVisible(step.isVisible())

    def show_comments(self) -> None:
        """Bring the comments to the front."""
        self.side.setCurrentWidget(self.comments)
        self.comments.list.setFocus()

    def new_comment(self) -> None:
        """Comment on the words that are selected in the text, or on the place of the cursor."""
        self.side.setCurrentWidget(self.comments)
        self.comments.begin()

    def _anchor(self) -> Anchor:
        """The passage that a new comment is about."""
        if self._document is None:
            return Anchor()
        place, words = self.reader.at_cursor({place for place, _texts in places_of(self._document.clauses)})
        return anchor_of_words(self._document, place, words) if place else Anchor()

    def menu_in_text(self, at: QPoint) -> QMenu:
        """What can be done at a point of the text: what a page offers anyway, and the story of the clause there."""
        menu = self.reader.page.createStandardContextMenu(at)
        menu.addSeparator()
        return self._with_story(menu, self.clause_at(self.reader.page.cursorForPosition(at)))

    def menu_in_outline(self, at: QPoint) -> QMenu:
        """What can be done with the clause at a point of the list."""
        entry = self.outline.itemAt(at)
        return self._with_story(QMenu(self.outline), "" if entry is None else str(entry.data(_PLACE) or ""))

    def _with_story(self, menu: QMenu, clause: str) -> QMenu:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        story = menu.addAction(icon("history"), _("Story of this clause …"), lambda: self.story_wanted.emit(clause))
        bar(story, "" if clause else _("No clause stands here."))
        tell_reasons(menu)
        return menu

    def clause_at(self, cursor: QTextCursor | None = None) -> str:
        """Id of the clause in which the cursor of the text, or ``cursor``, stands; empty for none."""
        if self._document is None:
            return ""
        return self.reader.at_cursor({clause.id for clause in self._document.clauses}, cursor)[0]

    def _to_comment(self, here: Found) -> None:
        self.go_to(here.place.removeprefix(TERM))

    def _count_comments(self) -> None:
        count = self.comments.open_count
        title = _("Comments ({n})", n=count) if count else _("Comments")
        self.side.setTabText(self.side.indexOf(self.comments), title)

    def _tool(self, picture: str, words: str, do: Callable[[], None]) -> QToolButton:
        made = flat_button(self, f"text_change_{picture}", picture, words, do)
        made.hide()
        return made

    def step_change(self, by: int) -> None:
        """Go to the next or previous place that a version changed."""
        if self._shown is None:
            return
        changed = [place.id for place in self._shown.places[self._outline_language()] if place.mark != "same"]
        if changed:
            self._at_change = (self._at_change + by) % len(changed)
            self.reader.go_to(changed[self._at_change])

    def _list(self, name: str, accessible: str) -> QListWidget:
        made = QListWidget(self)
        made.setObjectName(name)
        made.setAccessibleName(accessible)
        made.setFrameShape(QListWidget.Shape.NoFrame)
        made.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setMinimumWidth(characters(20))
        made.setSpacing(space(0.5))
        made.itemActivated.connect(self._go)
        made.itemClicked.connect(self._go)
        return made

    def show_page(self, page: AgreementPage) -> None:
        """Show the current text; the changes of a partner's proposal are marked from the start."""
        unchanged = page.document == self._document and page.versions == self._versions
        self._document, self._versions = page.document, page.versions
        self.comments.load()
        if self._document is None:
            self.reader.write_plain(_("Parts of this text are withheld or erased in this vault."))
            return
        if page.overview.elsewhere is not None and not self._document.clauses:
            self._read_file(page.overview.elsewhere)
            return
        if unchanged and self._shown is not None:
            return
        self._fill_languages(self._document)
        self._fill_versions(page)
        self._read()

    def _read_file(self, record: ElsewhereView) -> None:
        """Show the text that was read from the file of a contract signed elsewhere, or where its clauses stand."""
        digests = [file.digest for file in record.files if file.media == TEXT]

        def job(acting: Acting) -> str:
            with acting.vault.read() as session:
                held = [attachment(session, digest) for digest in digests]
            return "\n\n".join(one[1].decode("utf-8", "replace") for one in held if one is not None)

        def show(text: str) -> None:
            where = (
                _("The clauses stand in the file that was signed elsewhere: see the tab Attachments.")
                if record.files
                else _(
                    "No file of this contract is here: its clauses stand where it is kept. Add the file to read them here."
                )
            )
            if text:
                where = _("Read from the signed file, without its layout. What binds is the file itself.")
            self.reader.write_plain(f"{where}\n\n{text}".strip())
            for control in (self.language, self.against):
                bar_control(control, _("No text of this contract was drafted here."))

        self._context.worker.read(self, job, show, key="text")

    def _fill_languages(self, document: AgreementDocument) -> None:
        chosen = self.language.currentData()
        self.language.clear()
        for language in document.languages:
            self.language.addItem(str(_named(language, document)), language)
        if len(document.languages) > 1:
            self.language.addItem(_("Side by side"), "both")
        wanted = chosen or (current_language() if current_language() in document.languages else document.prevailing)
        self.language.setCurrentIndex(max(0, self.language.findData(wanted)))

    def _fill_versions(self, page: AgreementPage) -> None:
        chosen = self.against.currentData()
        self.against.clear()
        self.against.addItem(_("not marked"), "")
        current = page.prevailing_version
        open_ones = {offer.digest for offer in page.overview.open_offers}
        for version in reversed(page.versions):
            if version.digest == current:
                continue
            self.against.addItem(
                _("against: {version}", version=str(page.version_names[version.digest]))
                + (f" ({_('open')})" if version.digest in open_ones else ""),
                version.digest,
            )
            self.against.setItemData(
                self.against.count() - 1, self.against.itemText(self.against.count() - 1), Qt.ItemDataRole.ToolTipRole
            )
        amends = page.overview.amends
        if amends is not None and amends.status:
            words = (
                _("against: the text of {number} that is joined", number=amends.number)
                if amends.relation == "accedes"
                else _("against: the text of {number} that it amends", number=amends.number)
            )
            self.against.addItem(words, f"{AMENDED}{amends.history}")
        before = next((one.before for one in page.versions if one.digest == current), "")
        kind = next((one.kind for one in page.versions if one.digest == current), "")
        if self._first:
            chosen = before if kind == "counter" and page.next.action in ("read", "reply") else ""
            if amends is not None and amends.status and not chosen:
                chosen = f"{AMENDED}{amends.history}"
            self._first = False
        self.against.setCurrentIndex(max(0, self.against.findData(chosen or "")))
        bar_control(self.against, "" if self.against.count() > 1 else _("There is no other version of the text yet."))

    def _read(self) -> None:
        document = self._document
        if document is None:
            return
        digest = str(self.against.currentData() or "")
        history = self._history

        def job(acting: Acting) -> _Compared:
            if not digest:
                return _Compared({one: reading_text(document, one) for one in document.languages}, (), False)
            old = version_document(acting, history, digest)
            places = {language: marked_text(old, document, language) for language in document.languages}
            return _Compared(places, change_lines(old, document), True)

        self._context.worker.read(self, job, self._show, key="text")

    def _show(self, compared: _Compared) -> None:
        self._shown = compared
        self._fill_outline()
        self._fill_changes(compared)
        self._write()
        if self._wanted:
            wanted, self._wanted = self._wanted, ""
            self.go_to(wanted)
        elif compared.compared:
            self._at_change = -1
            self.step_change(1)

    def _write(self) -> None:
        if self._shown is None or self._document is None:
            return
        chosen = self.language.currentData()
        languages = self._document.languages if chosen == "both" else (chosen,)
        self.reader.write(
            written_text(
                self.reader.page.document(),
                {language: self._shown.places[language] for language in languages},
                {language: _named(language, self._document) for language in languages},
                colours_of(self.palette()),
            )
        )
        self._fill_outline()

    def _outline_language(self) -> Language:
        assert self._document is not None
        chosen = self.language.currentData()
        return self._document.prevailing if chosen == "both" else chosen

    def _fill_outline(self) -> None:
        assert self._shown is not None
        self.outline.clear()
        for place in self._shown.places[self._outline_language()]:
            if place.kind != "heading":
                continue
            words = place.words or "".join(piece.text for piece in place.pieces)
            entry = add_line(self.outline, f"{place.number}  {words}")
            entry.setData(_PLACE, place.id)
            entry.setToolTip(words)

    def _fill_changes(self, compared: _Compared) -> None:
        at = self.side.indexOf(self.changes)
        for widget in (self.legend, self.next_change, self.previous_change):
            widget.setVisible(compared.compared)
        if not compared.compared:
            if at >= 0:
                self.side.removeTab(at)
                self.changes.hide()
            return
        self.changes.clear()
        for change in compared.changes:
            entry = add_line(self.changes, str(change))
            entry.setData(_PLACE, change.place)
        if not compared.changes:
            add_line(self.changes, _("Nothing changed."))
        title = _("Changes ({n})", n=how_many(compared.changes))
        if at < 0:
            at = self.side.addTab(self.changes, title)
        self.side.setTabText(at, title)
        self.side.setCurrentWidget(self.changes)

    def _go(self, entry: QListWidgetItem) -> None:
        place = entry.data(_PLACE)
        if place:
            self.go_to(str(place))

    def go_to(self, place: str) -> None:
        """Show a place: the id of a clause, paragraph or item, or the path of a term that the text shows."""
        if self._shown is None:
            self._wanted = place
            return
        places = self._shown.places[self._outline_language()]
        if any(one.id == place for one in places):
            self.reader.go_to(place)
            return
        if place == "clauses":  # wording that follows from several changes
            self.step_change(1)
            return
        found = place_of_term(places, place)
        if found is not None:
            self.reader.go_to(found)
        else:
            self.place_wanted.emit(place)


def _named(language: Language, document: AgreementDocument) -> Message:
    """The name of a language, marked as prevailing where there are two."""
    name = Message(_NAMES[language])
    if len(document.languages) > 1 and language == document.prevailing:
        return Message(N_("{language} (prevails)"), {"language": name})
    return name


def place_of_term(places: Sequence[MarkedPlace], path: str) -> str | None:
    """The first place of the text that shows the term at ``path``, or one that holds it or lies within it."""
    for close in (
        lambda term: term == path,
        lambda term: term.startswith(f"{path}."),
        lambda term: path.startswith(f"{term}."),
    ):
        for place in places:
            if any(piece.term is not None and close(piece.term) for piece in place.pieces):
                return place.id
    return None


def _over(area: QAbstractScrollArea, at: QPoint) -> QPoint:
    """A point of a scrolled area on the screen."""
    return area.viewport().mapToGlobal(at)
