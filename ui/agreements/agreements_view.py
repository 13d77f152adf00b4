"""The view of all agreements: search always visible, filter chips, one table of any size, and actions on several."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from datapact.agreements.views.filters import (
    LONGEST_LINE,
    SOON_DAYS,
    Filters,
    parse_search,
    read_filters,
    steps_of,
    write_filters,
)
from datapact.agreements.views.list import first_keys, keys_beginning, rows_of
from datapact.agreements.views.list_index import Counts
from datapact.base.texts import _, counted
from datapact_ui.agreements.agreement_filters import AgreementFilters, OutsideFilters, as_of_now
from datapact_ui.agreements.agreements_table import AgreementsTable
from datapact_ui.agreements.all_agreements import AllAgreements, concerns_list
from datapact_ui.agreements.bulk_actions import BulkActions
from datapact_ui.agreements.reading_ahead import ReadingAhead
from datapact_ui.agreements.saved_views import SavedViews
from datapact_ui.kit.context.app_context import Place
from datapact_ui.kit.context.view import View
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.kit.tables.section import bar, describe_reason, nothing_chosen
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, line_height, margins, space
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.kit.widgets.search_line import SearchLine

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.paper.steps.search_hits import FoundIn
    from datapact_ui.kit.context.app_context import AppContext

_FILTERS = "agreements.filters"
_LEAST_LINES = 11
"""Lines of height that the table keeps; where there is less room the page scrolls."""
_FIRST_ROWS = 200
_ROWS_IN_SIGHT = 64
_MOST_COPIED = 1_000


@dataclass(frozen=True, slots=True)
class _Found:
    """The result of a query to the core."""

    keys: list[int]
    counts: Counts
    outside: int = 0
    """Of nothing found: how many fit the words without the filters."""


class AgreementsView(View):
    """The room of the agreements."""

    name = "agreements"
    help_page = "agreements"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        source = AllAgreements.of(context)  # first, so that it gets a change before this view queries again
        super().__init__(context, parent)
        self._all = source
        self._mine = steps_of(context.identity.roles)
        remembered = context.recall(_FILTERS, "")
        kept = read_filters(remembered) if isinstance(remembered, str) and remembered else Filters()
        self._filters = as_of_now(kept, self._mine)
        self._counts = Counts()
        self._asked = 0
        self._ahead = ReadingAhead(self)
        self._bulk = BulkActions(context, self)
        self._make_actions()
        self._build()
        assert self._none_yet.button is not None
        self.hold_back(
            self._new, self._send, self._archive, self.new_button, self.register_button, self._none_yet.button
        )
        self._read(first=True)

    # ---- building ----

    def _make_actions(self) -> None:
        make = self.action
        # the window's own "New agreement" has the key Ctrl+N
        self._new = make("new-from-template", _("New agreement …"), self.new_agreement, icon_name="add")
        self._register = make(
            "register-elsewhere", _("Register a signed PDF or scan …"), self.register_file, icon_name="attachment"
        )
        self._register_by_hand = make(
            "register-by-hand", _("Register a contract without its file …"), self.register, icon_name="edit"
        )
        self._register_many = make(
            "register-many", _("Register many contracts …"), self.register_many, icon_name="table"
        )
        self._texts = make(
            "add-texts", _("Find registered contracts by their words"), self._bulk.add_texts, icon_name="search"
        )
        self._paper = make("read-paper", _("Read in the other side's paper …"), self.read_paper, icon_name="receive")
        self._policy = make("new-from-policy", _("Draft from a policy …"), self.draft_from_policy, icon_name="receive")
        self._facts = make("open-facts", _("Answer open facts …"), self.answer_facts, icon_name="check")
        self._find = make(
            "find-agreements", _("Search agreements"), self.focus_search, shortcut="Ctrl+F", icon_name="search"
        )
        self._open = make("open-agreement", _("Open"), self._open_current, icon_name="open")
        self._export = make(
            "export-pdfs", _("Export PDFs …"), self._export_selected, shortcut="Ctrl+E", icon_name="export"
        )
        self._send = make("send-selected", _("Send to the partners …"), self._send_selected, icon_name="send")
        self._archive = make("archive-selected", _("Move to the archive"), self._archive_selected, icon_name="archive")
        self._copy = make("copy-numbers", _("Copy number and title"), self._copy_selected, icon_name="copy")
        self._columns = make("choose-columns", _("Choose columns …"), self._show_columns, icon_name="columns")
        self._clear = make("show-all", _("Show all agreements"), self._show_all, icon_name="filter")
        self._keep = make("save-view", _("Save this view …"), lambda: self.views.ask_to_keep(), icon_name="bookmark")

    def answer_facts(self) -> None:
        """One page with every fact that is open in an agreement that is not over."""
        from datapact_ui.editor.page.own_facts_dialog import OwnFactsDialog

        OwnFactsDialog(self.context, parent=self).open()

    def _allow_registering(self) -> None:
        """Allow recording contracts signed elsewhere only to legal members."""
        if "legal" not in self.context.identity.roles:
            by_legal = (
                self._register,
                self._register_by_hand,
                self._register_many,
                self._texts,
                self._paper,
                self._policy,
                self._facts,
            )
            for action in by_legal:
                bar(action, _("This takes the role {role}. Ask a member who has it.", role=_("Legal")))

    def _build(self) -> None:
        self._allow_registering()
        column = QVBoxLayout(self)
        margins(column, 4, 3)
        column.addLayout(self._top_row())
        self.filter_bar = AgreementFilters(self._mine, self)
        self.filter_bar.changed.connect(self._on_filters)
        column.addWidget(self.filter_bar)
        self.table = AgreementsTable(self.context, self._all.rows, self)
        self.model = self.table.lines
        self._found_in: tuple[str, int] = "", 0
        self.table.opened.connect(lambda row: self._open_row(row.id))
        self.table.chosen.connect(self._look_into_paper)
        self.table.order_wanted.connect(lambda _sort: self._read(to_top=True))
        self.table.typed.connect(self._type_ahead)
        self.table.chosen.connect(self._show_selection)
        self.table.chosen.connect(lambda: self._ahead.page_of(self.table.current()))
        self.table.customContextMenuRequested.connect(self._show_menu)
        self._pages = FrontStack(self)
        self.table.setMinimumHeight(round(line_height() * _LEAST_LINES))
        self._pages.addWidget(self.table)
        self._none_yet = EmptyState(
            "agreements",
            _("No agreements yet"),
            _("Draft your first agreement from a template, or open a file that a partner sent you."),
            _("New agreement …"),
            self.new_agreement,
            self,
        )
        self._none_found = EmptyState(
            "search",
            _("Nothing fits"),
            _("No agreement fits the search and the filters."),
            _("Show all"),
            self._show_all,
            self,
        )
        self._pages.addWidget(self._none_yet)
        self._pages.addWidget(self._none_found)
        self._none_in_filters = OutsideFilters(lambda: self._set_filters(Filters(words=self.search.text())), self)
        self._pages.addWidget(self._none_in_filters)
        column.addWidget(self._pages, 1)
        self.found_words = Words("", "small", self)
        self.found_words.setObjectName("found-in-paper")
        self.found_words.hide()
        column.addWidget(self.found_words)
        column.addLayout(self._bottom_row())
        self.setTabOrder(self.search, self.filter_bar)
        self.filter_bar.show_filters(self._filters)
        self._show_selection()

    def _top_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(space(2))
        self.search = SearchLine(
            "search-agreements",
            _("Search agreements"),
            _("Search: words, status:signed, partner:NAME"),
            LONGEST_LINE,
            self,
            room=30,
        )
        self.search.setToolTip(
            _("Words of the text, or status:, kind:, partner:, number:, turn: with what you look for")
        )
        self.search.setText(self._filters.words)
        self.search.textChanged.connect(lambda _text: self._on_words())
        self.search.left.connect(self._enter_table)
        row.addWidget(self.search, 1, Qt.AlignmentFlag.AlignTop)
        tools = FlowLayout()
        row.addLayout(tools)
        self.views = SavedViews(
            self.context, lambda: (self._whole_filters(), self.table.sort()), self._show_saved, self
        )
        tools.addWidget(self.views)
        self.columns_button = QToolButton(self)
        self.columns_button.setObjectName("columns-button")
        self.columns_button.setText(_("Columns"))
        self.columns_button.setAccessibleName(_("Columns"))
        self.columns_button.setToolTip(_("Choose columns …"))
        self.columns_button.setIcon(icon("columns"))
        self.columns_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.columns_button.setIconSize(icon_size())
        self.columns_button.clicked.connect(lambda _checked=False: self._show_columns())
        tools.addWidget(self.columns_button)
        self.register_button = QToolButton(self)
        self.register_button.setObjectName("register-button")
        self.register_button.setText(_("From files"))
        self.register_button.setAccessibleName(_("Register contracts signed elsewhere, or read in a paper or a policy"))
        self.register_button.setToolTip(_("Register contracts signed elsewhere, or read in a paper or a policy"))
        self.register_button.setIcon(icon("attachment"))
        self.register_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.register_button.setIconSize(icon_size())
        self.register_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.register_button)
        menu.addActions(
            [self._register, self._register_by_hand, self._register_many, self._paper, self._policy, self._texts]
        )
        self.register_button.setMenu(menu)
        tools.addWidget(self.register_button)
        self.new_button = PrimaryButton(_("New agreement"), "add", self)
        self.new_button.setObjectName("new-agreement-button")
        self.new_button.setIconSize(icon_size())
        self.new_button.clicked.connect(lambda _checked=False: self.new_agreement())
        tools.addWidget(self.new_button)
        self.search.setMinimumHeight(self.new_button.sizeHint().height())  # one line, even if the tools need two
        return row

    def _bottom_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(space(2))
        self.count_words = Words("", "small", self, quiet=True)
        self.count_words.setObjectName("how-many")
        self.count_words.setWordWrap(False)
        row.addWidget(self.count_words)
        row.addStretch()
        self._selected_tools = QWidget(self)
        tools = FlowLayout(self._selected_tools)
        self.selected_words = Words("", "small", self)
        self.selected_words.setWordWrap(False)
        tools.addWidget(self.selected_words)
        for action in (self._export, self._send, self._archive):
            button = QToolButton(self._selected_tools)
            button.setDefaultAction(action)
            button.setObjectName(f"{action.objectName()}-button")
            button.setAccessibleName(action.text())
            describe_reason(button, action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIconSize(icon_size())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            tools.addWidget(button)
        row.addWidget(self._selected_tools)
        return row

    # ---- what the main window asks ----

    def title(self) -> str:
        return _("Agreements")

    def actions(self) -> list[QAction]:
        return [
            self._new,
            self._register,
            self._register_by_hand,
            self._paper,
            self._register_many,
            self._texts,
            self._policy,
            self._facts,
            self._find,
            self._open,
            self._export,
            self._send,
            self._archive,
            self._copy,
            self._columns,
            self._keep,
            self._clear,
        ]

    def take_focus(self) -> None:
        self.table.setFocus()

    def refresh(self, what: frozenset[str]) -> None:
        if concerns_list(what):
            self._read()

    def narrow(self, options: Mapping[str, str]) -> None:
        """Options: status, kind (several with commas), partner, turn, mine, ending, search; register, paper: a file;
        register_one: the form, for ``partner`` if there is one."""
        if options.get("register_one"):
            self.register(partner=options.get("partner", ""))
            return
        if options.get("register"):
            self.register(Path(options["register"]))
            return
        if options.get("paper"):
            self.read_paper(Path(options["paper"]))
            return

        def several(name: str) -> tuple[str, ...]:
            return tuple(part for part in options.get(name, "").split(",") if part)

        mine = bool(options.get("mine"))
        self._set_filters(
            Filters(
                status=several("status"),
                kind=several("kind"),
                partner=options.get("partner", ""),
                turn="us" if mine else options.get("turn", ""),
                steps=self._mine if mine else (),
                ending_days=SOON_DAYS if options.get("ending") else None,
                words=options.get("search", ""),
            )
        )

    # ---- asking the core ----

    def _whole_filters(self) -> Filters:
        return replace(self._filters, words=self.search.text())

    def _read(self, *, first: bool = False, to_top: bool = False) -> None:
        """Read the rows; if a window waits for painting or a key was pressed, those in sight first."""
        filters, sort, today = parse_search(self.search.text(), self._filters), self.table.sort(), self.context.today()
        mine, source = self._mine, self._all
        self._asked += 1
        question = self._asked

        def some(acting: Acting) -> list[int]:
            with acting.vault.read() as session:
                if first:
                    return first_keys(session, filters, sort, today, _FIRST_ROWS)
                return source.index(session).first_keys(session, filters, sort, today, _ROWS_IN_SIGHT)

        def every(acting: Acting) -> _Found:
            with acting.vault.read() as session:
                index = source.index(session)
                keys = index.keys(session, filters, sort, today, lambda: question != self._asked)
                without = (
                    [] if keys or not filters.words else index.keys(session, Filters(words=filters.words), sort, today)
                )
                return _Found(keys, index.counts(today, mine), len(without))

        if first or (to_top and filters.words):
            self.context.worker.read(self, some, self._show_first, key="first")
        self.context.worker.read(self, every, lambda found: self._show(found, to_top), key="rows", unhurried=first)

    def _show_first(self, keys: list[int]) -> None:
        if not keys:
            return
        self.table.show_first(keys)
        self._pages.setCurrentWidget(self.table)

    def _show(self, found: _Found, to_top: bool) -> None:
        self._counts = found.counts
        self.table.show_keys(found.keys, to_top=to_top)
        if found.keys and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self.filter_bar.show_counts(found.counts)
        nothing_at_all = not (found.counts.total or found.counts.archived)
        front = self.table if found.keys else self._none_yet if nothing_at_all else self._none_found
        if not found.keys and found.outside:
            self._none_in_filters.show_count(found.outside)
            front = self._none_in_filters
        had_focus = self.table.hasFocus()
        self._pages.setCurrentWidget(front)
        if had_focus and front is not self.table:
            self.search.setFocus()
        whole = found.counts.archived if self._filters.archived else found.counts.total
        if len(found.keys) == whole:
            words = counted("{count} agreement", "{count} agreements", whole, count=grouped(whole))
        else:
            words = counted(
                "{count} of {whole} agreement",
                "{count} of {whole} agreements",
                whole,
                count=grouped(len(found.keys)),
                whole=grouped(whole),
            )
        self.count_words.setText(str(words))
        self._ahead.histories_of(found.keys[:_ROWS_IN_SIGHT])
        self._show_selection()

    def _type_ahead(self, beginning: str) -> None:
        def find(acting: Acting) -> list[int]:
            with acting.vault.read() as session:
                return keys_beginning(session, beginning)

        self.context.worker.read(self, find, self.table.go_to_first_of, key="typed")

    # ---- filters ----

    def _on_words(self) -> None:
        self._filters = replace(self._filters, words=self.search.text())
        self._remember_filters()
        self._read(to_top=True)

    def _on_filters(self, filters: Filters) -> None:
        self._filters = replace(filters, words=self.search.text())
        self._remember_filters()
        self._read(to_top=True)

    def _set_filters(self, filters: Filters) -> None:
        self._filters = filters
        self.filter_bar.show_filters(filters)
        self.search.blockSignals(True)
        self.search.setText(filters.words)
        self.search.blockSignals(False)
        self._remember_filters()
        self._read(to_top=True)

    def _show_all(self) -> None:
        self._set_filters(Filters())

    def _show_saved(self, filters: Filters, sort: str) -> None:
        self.table.set_sort(sort)
        self._set_filters(as_of_now(filters, self._mine))

    def _remember_filters(self) -> None:
        self.context.remember(_FILTERS, write_filters(self._filters))

    def focus_search(self) -> None:
        """Put the cursor into the search line, its text selected."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _enter_table(self) -> None:
        if self.model.rowCount():
            if not self.table.currentIndex().isValid():
                self.table.selectRow(0)
            self.table.setFocus()

    # ---- doing something ----

    def new_agreement(self) -> None:
        """Begin the interview, which asks for the template first."""
        self.context.open_interview(None, None)

    def register_file(self) -> None:
        """Choose the signed file, then register what can be read in it."""
        from datapact_ui.agreements.register_dialog import ask_for_signed

        file = ask_for_signed(self.context)
        if file is not None:
            self.register(file)

    def register(self, file: Path | None = None, partner: str = "") -> None:
        """Register a contract that was signed elsewhere, with a file and a partner if there are any."""
        from datapact_ui.agreements.register_dialog import open_register

        open_register(self.context, self, file=file, partner=partner)

    def read_paper(self, file: Path | None = None) -> None:
        """Read in the other side's paper as an agreement that nobody has signed yet."""
        from datapact_ui.paper.read_dialog import open_read_dialog

        open_read_dialog(self.context, self, file=file)

    def draft_from_policy(self) -> None:
        """Draft an agreement from the policy of a machine."""
        from datapact_ui.agreements.from_policy_dialog import FromPolicyDialog

        file = self.context.dialogs.ask_open_file(_("Policy of a machine"), "JSON (*.json *.jsonld)")
        if file is not None:
            FromPolicyDialog(self.context, file, self).open()

    def register_many(self) -> None:
        """Register many of them from one table."""
        from datapact_ui.agreements.register_many_dialog import RegisterManyDialog

        dialog = RegisterManyDialog(self.context, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.setModal(True)
        dialog.open()

    def _open_current(self) -> None:
        agreement = self.model.row(self.table.currentIndex().row())
        if agreement is not None:
            self._open_row(agreement.id)

    def _export_selected(self) -> None:
        self._with_selected(lambda ids, _drafts: self._bulk.export(ids))

    def _send_selected(self) -> None:
        self._with_selected(self._bulk.send)

    def _archive_selected(self) -> None:
        archived = not self._filters.archived
        self._with_selected(lambda ids, _drafts: self._bulk.archive(ids, archived))

    def _with_selected(self, do: Callable[[list[str], int], None]) -> None:
        """Find the history ids of the selected rows, and how many of them are drafts; then run the action."""
        keys = self.table.selected_keys()

        def find(acting: Acting) -> tuple[list[str], int]:
            with acting.vault.read() as session:
                rows = rows_of(session, keys)
            found = [rows[key] for key in keys if key in rows]
            return [row.id for row in found], sum(row.status == "draft" for row in found)

        if keys:
            self.context.worker.read(self, find, lambda found: do(*found), key="selected")

    def _copy_selected(self) -> None:
        rows = [self.model.row(place) for place in self.table.selected_places()[:_MOST_COPIED]]
        if rows:
            self.context.dialogs.copy("\n".join(f"{row.number}\t{row.title}" for row in rows if row is not None))
            self.context.notify(_("Copied."))

    def _show_columns(self) -> None:
        menu = self.table.columns_menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.columns_button.mapToGlobal(self.columns_button.rect().bottomLeft()))

    def _show_menu(self, at: QPoint) -> None:
        row = self.model.row(self.table.currentIndex().row())
        if row is None:
            return
        menu = QMenu(self)
        menu.setObjectName("agreement-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self._open)
        if row.status in ("draft", "offered", "agreed") and not self.context.identity.reads_only:
            edit = menu.addAction(icon("edit"), _("Edit"))
            edit.triggered.connect(lambda _checked=False: self.context.open_editor(row.id))
        if row.next_step == "sign" and not self.context.identity.reads_only:
            sign = menu.addAction(icon("sign"), _("Read and sign …"))
            sign.triggered.connect(lambda _checked=False: self.context.open_signing(row.id))
        if row.partners:
            only = menu.addAction(icon("filter"), _("Show only this partner"))
            only.triggered.connect(lambda _checked=False: self._set_filters(Filters(partner=row.partners)))
        menu.addSeparator()
        menu.addActions([self._export, self._send, self._copy])
        menu.addSeparator()
        menu.addAction(self._archive)
        below = self.table.visualRect(self.table.currentIndex()).contains(at)
        menu.popup(self.table.viewport().mapToGlobal(at) if below else self.table.menu_place())

    def _open_row(self, history: str) -> None:
        """Open an agreement, at the paragraph of the other side's paper where the searched words stand."""
        found, passage = self._found_in
        if passage and found == history:
            self.context.went.emit(Place("agreement", history, {"tab": "paper", "passage": str(passage)}))
        else:
            self.context.open_agreement(history)

    def _look_into_paper(self) -> None:
        """Say where the searched words stand in the other side's paper, for the row that is chosen."""
        self._found_in = "", 0
        self.found_words.hide()
        row, words = self.table.current(), parse_search(self.search.text(), self._filters).words
        if row is None or not words.strip():
            return
        history = row.id

        def look(acting: Acting) -> FoundIn | None:
            from datapact.paper.steps.search_hits import papers_with  # much code, loaded when somebody searches

            with acting.vault.read() as session:
                return papers_with(session, [history], words).get(history)

        self.context.worker.read(self, look, lambda found: self._show_found(history, found), key="found-in-paper")

    def _show_found(self, history: str, found: FoundIn | None) -> None:
        if found is not None:
            self._found_in = history, found.passage
            self.found_words.setText(_("Found in the other side's paper: {place}", place=str(found.place)))
        self.found_words.setVisible(found is not None)

    def _show_selection(self) -> None:
        number = len(self.table.selected_places())
        for action in (self._open, self._export, self._send, self._archive, self._copy):
            bar(action, nothing_chosen(number or None))
        self._archive.setText(_("Back to the list") if self._filters.archived else _("Move to the archive"))
        self._selected_tools.setVisible(number > 0)
        self.selected_words.setText(str(counted("{n} selected", "{n} selected", number)))
