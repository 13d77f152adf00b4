"""Consents: a list of any size with filters, as at a day, and beside it the person of the chosen row."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Message, _, counted
from datapact.consent.matrix.question_form import FormChoices, form_choices, read_question_form
from datapact.consent.terms.states import STATES
from datapact.consent.views.browse import (
    Choices,
    ListedRecord,
    RecordFilters,
    choices,
    first_numbers,
    read_filters,
    record_numbers,
    records_numbered,
    write_filters,
)
from datapact.consent.views.person_story import Story
from datapact.organisation.partners.references import reference_names
from datapact_ui.consent.parts.consent_form import CONCERNS
from datapact_ui.consent.parts.record_files import RecordFiles
from datapact_ui.consent.records.aside_bar import AsideBar
from datapact_ui.consent.records.person_panel import PersonPanel
from datapact_ui.consent.records.record_filter_bar import RecordFilterBar
from datapact_ui.consent.records.records_table import RecordsTable
from datapact_ui.kit.context.view import View
from datapact_ui.kit.dialogs.side_panel import SidePanel
from datapact_ui.kit.fields.dropped_files import table_in
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.kit.tables.section import bar, nothing_chosen
from datapact_ui.kit.theme.measures import characters, icon_size, space
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from pathlib import Path

    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.consent.records.change_dialog import Change
    from datapact_ui.kit.context.app_context import AppContext

_FILTERS, _SPLIT = "consent.records", "consent.records.split"
_WRITERS = frozenset({"legal", "lead"})


@dataclass(frozen=True, slots=True)
class _Found:
    """The result of a read: the rows, and the choices of the filters."""

    filters: RecordFilters
    numbers: array[int]
    choices: Choices
    names: Mapping[str, str]


class RecordsView(View):
    """The record browser. ``narrow`` takes dataset, purpose, covering, controller, state (with commas), subject, day, every.

    ``covering``: consents for wider purposes too, as a decision counts them. ``lacking``: other records of people
    without one for the purpose. ``answer``: the question whose decision led here.
    """

    name = "records"
    help_page = "records"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._shown_filters = RecordFilters()
        self._any = False
        self._to_find = False
        self._may_write = bool(_WRITERS & context.identity.roles)
        self.setAcceptDrops(self._may_write)
        self._files = RecordFiles(context, self)
        self._make_actions()
        self._build()
        self.filters.show_filters(read_filters(context.recall(_FILTERS)))
        self.table.show_order(self.filters.filters().order)
        self._allow_steps(None)
        self.hold_back(
            self._import,
            self._new,
            self._withdraw,
            self._object,
            self._restrict,
            self._rectify,
            self._renew,
            self._erase,
        )
        self._read(first=True)

    def _make_actions(self) -> None:
        make = self.action
        self._import = make("import-consents", _("Import consents …"), self.import_file, icon_name="receive")
        self._new = make("record-consent", _("Record a consent …"), self.record, icon_name="add")
        self._find = make(
            "find-pseudonym", _("Find a pseudonym"), self.focus_search, shortcut="Ctrl+F", icon_name="search"
        )
        self._withdraw = make("withdraw", _("Withdrawal …"), lambda: self._change("withdrawn"), icon_name="undo")
        self._object = make("object", _("Objection …"), lambda: self._change("objected"), icon_name="comment")
        self._restrict = make("restrict", _("Restriction …"), lambda: self._change("restricted"), icon_name="lock")
        self._rectify = make("rectify", _("Rectification …"), self.rectify, icon_name="edit")
        self._renew = make("record-for-person", _("Another entry …"), self.record_for_person, icon_name="add")
        self._disclosures = make("whom-we-told", _("To whom did it go? …"), self.disclosure_log_of, icon_name="send")
        self._erase = make("erase-person", _("Erase this person …"), self.erase_person, icon_name="delete")
        self._receipt = make("receipt-pdf", _("Receipt as PDF …"), lambda: self._receipt_of("pdf"), icon_name="text")
        self._receipt_json = make(
            "receipt-json", _("Receipt as JSON …"), lambda: self._receipt_of("json"), icon_name="export"
        )
        self._proof = make("proof", _("Proof …"), self._save_proof, icon_name="fingerprint")
        self._keeping = make("keeping", _("Keeping and erasing …"), self.keeping, icon_name="archive")
        for action in (self._import, self._new):
            bar(action, self._why_not_write())

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        self.filters = RecordFilterBar(lambda: self.context.names, self)
        self.filters.changed.connect(self._on_filters)
        self.filters.left.connect(self._enter_table)
        self.filters.answer_wanted.connect(lambda key: self.context.open_decision(read_question_form(key)))
        self._add_buttons()
        self.aside = AsideBar(
            self.context, lambda entry: self.import_file(mends=entry), self, may_write=self._may_write
        )
        column.addWidget(self.filters)
        self.table = RecordsTable(self._rows, lambda: self.context.names, self)
        self.model = self.table.lines
        self.table.chosen.connect(self._show_person)
        self.table.order_wanted.connect(lambda order: self._on_filters(replace(self.filters.filters(), order=order)))
        self.person = PersonPanel(
            self.context,
            (self._withdraw, self._object, self._restrict, self._rectify, self._renew, self._disclosures, self._erase),
            self._files.fill,
            self._allow_steps,
            self,
        )
        self.person.setMinimumWidth(characters(44))
        self.table.opened.connect(lambda _row: self.person.setFocus())
        self._none_found = EmptyState(
            "search",
            _("Nothing fits"),
            _("No consent fits the filters."),
            _("Show all"),
            lambda: self.filters.show_all(keep_subject=True),
            self,
        )
        self._lists = FrontStack(self)
        self._lists.addWidget(self.table)
        self._lists.addWidget(self._none_found)
        self.splitter = SidePanel(self.context, "records-splitter", _SPLIT, self._lists, self.person, self)
        whole = QWidget(self)
        inside = QVBoxLayout(whole)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(space(1))
        inside.addWidget(self.splitter, 1)
        self.count_words = Words("", "small", whole, quiet=True)
        self.count_words.setObjectName("how-many-records")
        inside.addWidget(self.count_words)
        none_yet = EmptyState(
            "consent",
            _("No consents yet"),
            _(
                "Import a list as CSV or Excel, or record a single consent by form. Both are checked before anything is kept."
            ),
            _("Import consents …") if self._may_write else "",
            self.import_file,
            self,
            other=(_("Record a consent …"), self.record) if self._may_write else None,
        )
        self.pages = FrontStack(self)
        self.pages.addWidget(whole)
        self.pages.addWidget(none_yet)
        column.addWidget(self.pages, 1)
        column.addWidget(self.aside)  # at the end: what it says is read later than the rest, and nothing moves for it

    def _add_buttons(self) -> None:
        single = QPushButton(self._new.icon(), self._new.text(), self.filters)
        single.setObjectName("record-consent-button")
        single.setIconSize(icon_size())
        single.clicked.connect(lambda _checked=False: self.record())
        several = PrimaryButton(_("Import …"), "receive", self.filters)
        several.setObjectName("import-consents-button")
        several.clicked.connect(lambda _checked=False: self.import_file())
        for button in (single, several):
            bar_control(button, self._why_not_write())
            self.filters.tools.addWidget(button)

    # ---- what the main window asks ----

    def title(self) -> str:
        return _("Consents")

    def actions(self) -> list[QAction]:
        return [
            self._import,
            self._new,
            self._find,
            self._withdraw,
            self._object,
            self._restrict,
            self._rectify,
            self._renew,
            self._disclosures,
            self._receipt,
            self._receipt_json,
            self._proof,
            self._erase,
            self._keeping,
        ]

    def take_focus(self) -> None:
        if self._to_find:
            self._to_find = False
            self.focus_search()
        elif self.pages.currentIndex() == 0:
            self.table.setFocus()
        else:
            self.pages.setFocus()

    def refresh(self, what: frozenset[str]) -> None:
        if what & CONCERNS:
            self._read()
            if self.person.story is not None and "consent" in what:
                self.person.show_person(self.person.story.dataset, self.person.story.subject, again=True)

    def narrow(self, options: Mapping[str, str]) -> None:
        if options.get("import"):
            self._import.trigger()  # nothing where this member may not
            return
        if options.get("whom"):
            self.ask_whom()
            return
        states = tuple(name for name in options.get("state", "").split(",") if name in STATES)
        try:
            day = date.fromisoformat(options["day"]) if options.get("day") else None
        except ValueError:
            day = None
        filters = RecordFilters(
            dataset=options.get("dataset", ""),
            purpose=options.get("purpose", ""),
            controller=options.get("controller", ""),
            states=states,
            subject=options.get("subject", ""),
            notice=(options["notice"], options.get("notice_version", "")) if options.get("notice") else None,
            day=day,
            every=bool(options.get("every")),
            covering=bool(options.get("covering")),
            lacking=bool(options.get("lacking")),
        )
        self._to_find = bool(options.get("find"))
        self.filters.show_answer(options.get("answer", ""))
        self.filters.show_filters(filters)
        self._on_filters(filters)

    # ---- asking the core ----

    def _rows(self, numbers: Sequence[int]) -> Mapping[int, ListedRecord]:
        """The few rows that are shown, read at once: a page takes some milliseconds. None while the vault is busy."""
        try:
            with self.context.worker.acting.vault.read() as session:
                return records_numbered(session, numbers, self._shown_filters, self.context.now())
        except DataPactError:
            return {}

    def _on_filters(self, filters: RecordFilters) -> None:
        self.filters.show_filters(filters)
        self.table.show_order(filters.order)
        self.context.remember(_FILTERS, write_filters(filters))
        self._read(to_top=True)

    def _read(self, *, first: bool = False, to_top: bool = False) -> None:
        filters, now = self.filters.filters(), self.context.now()
        self.aside.read()

        def some(acting: Acting) -> _Found:
            with acting.vault.read() as session:
                names = reference_names(session)
                return _Found(filters, first_numbers(session, filters, now), Choices(), names)

        def every(acting: Acting) -> _Found:
            with acting.vault.read() as session:
                names = reference_names(session)
                return _Found(filters, record_numbers(session, filters, now), choices(session), names)

        if first or to_top:
            self.context.worker.read(self, some, self._show_first, key="first")
        self.context.worker.read(self, every, lambda found: self._show(found, to_top=to_top), key="rows")

    def _show_first(self, found: _Found) -> None:
        if found.numbers:
            self._any = True
            self._shown_filters = found.filters
            self.pages.setCurrentIndex(0)
            self._lists.setCurrentWidget(self.table)
            self.table.show_numbers(found.numbers, found.names, to_top=True)
            self.count_words.setText(_("Counting …"))

    def _show(self, found: _Found, *, to_top: bool) -> None:
        self._any = bool(found.choices.datasets)
        self._shown_filters = found.filters
        self.filters.show_choices(found.choices, found.names)
        self.pages.setCurrentIndex(0 if self._any or found.filters.narrows else 1)
        had_focus = self.table.hasFocus()
        self._lists.setCurrentWidget(self.table if found.numbers else self._none_found)
        if had_focus and not found.numbers:
            self.filters.subject.setFocus()
        self.table.show_numbers(found.numbers, found.names, to_top=to_top)
        number = len(found.numbers)
        if found.filters.every:
            words = counted("{count} event", "{count} events", number, count=grouped(number))
        else:
            words = counted("{count} record", "{count} records", number, count=grouped(number))
        if found.filters.lacking:
            words = Message(
                N_("{words}, of people of whom nothing is on record for “{purpose}”"),
                {
                    "words": words,
                    "purpose": self.context.names.purpose(found.filters.purpose, dataset=found.filters.dataset),
                },
            )
        self.count_words.setText(str(words))
        self._allow_steps(self.person.story)

    # ---- the person beside ----

    def _show_person(self) -> None:
        record = self.table.current()
        if record is None:
            self.person.show_nothing()
        else:
            self.person.show_person(record.event.dataset, record.event.subject)

    def _allow_steps(self, story: Story | None) -> None:
        nobody, role = nothing_chosen(story), self._why_not_write()
        for action in (self._object, self._restrict, self._rectify, self._renew):
            bar(action, role or nobody)
        none = story is not None and not story.can_withdraw
        bar(self._withdraw, role or nobody or (_("There is no consent of this person to withdraw.") if none else ""))
        bar(self._disclosures, nobody)
        may_erase = bool({"legal", "admin"} & self.context.identity.roles)
        bar(self._erase, ("" if may_erase else _("A legal member or an administrator does this.")) or nobody)
        for action in (self._receipt, self._receipt_json, self._proof):
            bar(action, nothing_chosen(self.table.current()))

    def _why_not_write(self) -> str:
        """Why this member records nothing here; empty for one who does."""
        return "" if self._may_write else _("A legal member or a lead does this.")

    # ---- doing something ----

    def focus_search(self) -> None:
        """Put the cursor into the line that searches pseudonyms."""
        self.filters.subject.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.subject.selectAll()

    def _enter_table(self) -> None:
        if self.model.rowCount():
            self.table.setFocus()

    def record(self) -> None:
        """Record one consent by form."""
        filters = self.filters.filters()
        self._open_form({"dataset": filters.dataset, "purpose": filters.purpose, "controller": filters.controller})

    def record_for_person(self) -> None:
        """Record one more event of the person shown."""
        story, current = self.person.story, self.table.current()
        if story is None:
            return
        beginning = {"subject": story.subject, "dataset": story.dataset}
        if current is not None and current.event.subject == story.subject:
            beginning |= {"purpose": current.event.purpose, "controller": current.event.controller}
        self._open_form(beginning)

    def _open_form(self, beginning: Mapping[str, str]) -> None:
        def show(known: FormChoices) -> None:
            from datapact_ui.consent.records.record_dialog import RecordDialog

            RecordDialog(self.context, known, beginning, self.window()).open()

        self.context.worker.read(self, form_choices, show, key="choices")

    def _change(self, change: Change) -> None:
        from datapact_ui.consent.records.change_dialog import ChangeDialog

        if self.person.story is not None:
            ChangeDialog(self.context, self.person.story, change, self.window()).open()

    def rectify(self) -> None:
        """Record that data of this person was corrected."""
        from datapact_ui.consent.records.rectify_dialog import RectifyDialog

        story = self.person.story
        if story is not None:
            RectifyDialog(self.context, story.dataset, story.subject, self.window()).open()

    def import_file(self, path: Path | None = None, *, mends: str = "") -> None:
        """Choose a table and preview it before the import; while one is imported, show its progress.

        ``mends``: the entry of the import whose lines it is to bring.
        """
        from datapact_ui.consent.imports.import_dialog import ImportDialog, ask_for_table

        underway = [one for one in self.window().findChildren(ImportDialog) if one.busy]
        if underway:
            underway[0].come_back()
            return
        path = path or ask_for_table(self.context)
        if path is not None:
            ImportDialog(self.context, path, self.window(), mends=mends).open()

    def disclosure_log_of(self) -> None:
        """Show the disclosure log of this person (Art. 15)."""
        from datapact_ui.consent.records.disclosure_log_dialog import DisclosureLogDialog

        story = self.person.story
        if story is not None:
            DisclosureLogDialog(self.context, story.dataset, story.subject, self.window()).open()

    def ask_whom(self) -> None:
        """Ask to whom a person's data went, before anybody is chosen."""
        from datapact_ui.consent.records.disclosure_log_dialog import DisclosureLogDialog

        DisclosureLogDialog(self.context, "", "", self.window()).open()

    def erase_person(self) -> None:
        """Erase the records of this person, on request."""
        from datapact_ui.consent.records.erase_person_dialog import ErasePersonDialog

        story = self.person.story
        if story is not None:
            ErasePersonDialog(self.context, story.dataset, story.subject, self.window()).open()

    def keeping(self) -> None:
        """Open retention rules and the records due for erasure."""
        from datapact_ui.consent.records.retention_dialog import RetentionDialog

        RetentionDialog(self.context, self.window()).open()

    def _receipt_of(self, form: str) -> None:
        record = self.table.current()
        if record is not None:
            self._files.save_receipt(record.event, "pdf" if form == "pdf" else "json")

    def _save_proof(self) -> None:
        record = self.table.current()
        if record is not None:
            self._files.save_proof(record.event)

    # ---- files that are dropped ----

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if table_in(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = table_in(event)
        if path is not None:
            event.acceptProposedAction()
            self.import_file(path)
