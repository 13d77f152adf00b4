"""Compliance records, on which decisions rest besides consents: legal bases, permissions and facts to add and end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from datapact.base.texts import Message, _, counted
from datapact.consent.facts.facts import Authorisation, BasisRecord, FactOnFile, PurposeLink
from datapact.consent.facts.load_facts import facts_at
from datapact.consent.views.compliance_record_form import lacking, why_not
from datapact.consent.views.compliance_record_list import STATES, FileLine, Kind, Narrowing, Part, file_lines, narrowed
from datapact_ui.consent.compliance_records.add_compliance_record import open_form
from datapact_ui.consent.compliance_records.compliance_record_facts import facts_of, long_day, purpose_of
from datapact_ui.consent.compliance_records.compliance_record_filters import ComplianceRecordFilters
from datapact_ui.consent.parts.compliance_record_appearance import KINDS, state_badge, what_words
from datapact_ui.consent.parts.list_part import ListPart
from datapact_ui.kit.tables.days import short_day
from datapact_ui.kit.tables.rows_model import Column
from datapact_ui.kit.tables.section import bar
from datapact_ui.kit.theme.colours import Tone
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datetime import date

    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext


class ComplianceRecordsView(ListPart[FileLine]):
    """The list of compliance records.

    ``narrow`` takes kind and key of the record to choose, or the filters kind, state (with commas) and words.
    """

    name = "on-file"
    help_page = "consent"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._lines: tuple[FileLine, ...] | None = None
        self._wanted: tuple[str, str] | None = None
        make = self.action
        self._adding = {
            kind: make(f"add-{kind}", str(Message(words)), partial(self.add, kind), icon_name=picture)
            for kind, (_many, picture, words) in KINDS.items()
        }
        self._find = make(
            "find-on-file", _("Search what is on file"), self.search, shortcut="Ctrl+F", icon_name="search"
        )
        self._correct = make("correct-on-file", _("Correct …"), self.correct, icon_name="edit")
        self._renew = make("renew-on-file", _("Renew …"), self.renew, icon_name="refresh")
        self._end = make("end-on-file", _("End …"), self.end, icon_name="declined")
        empty = EmptyState(
            "attachment",
            _("Nothing on file yet"),
            _(
                "What answers need besides agreements is put on file here: a legal basis, a user's request, an assessment,"
                " a training."
            ),
            "" if self._why_not("legal_basis") else self._adding["legal_basis"].text(),
            partial(self.add, "legal_basis"),
            parent=self,
        )
        columns: list[Column[FileLine]] = [
            Column("what", _("What"), 36, what_words, flexible=True),
            Column("state", _("Status"), 21, lambda one: state_badge(one)[1], badge=state_badge),
            Column("about", _("Concerns"), 26, lambda one: one.name, flexible=True, gives_way=3),
            Column(
                "dataset",
                _("Dataset"),
                19,
                lambda one: str(one.dataset_name) or _("every dataset"),
                flexible=True,
                gives_way=2,
            ),
            Column("purpose", _("Purpose"), 19, purpose_of, flexible=True, gives_way=1),
            Column("until", _("Valid until"), 13, lambda one: _short(one.last), order=_last, gives_way=4),
        ]
        row_actions = (self._correct, self._renew, self._end)
        self.filters = ComplianceRecordFilters(self)
        self.filters.changed.connect(self._narrowed)
        self.filters.left.connect(self.table_focus)
        self.build(_("On file"), columns, row_actions, tuple(self._adding.values()), None, empty)
        column = cast("QVBoxLayout", self.layout())
        column.insertWidget(1, self.filters)
        why = self._why_not_everything()
        if why:
            self.told = WarningLine(why, "info", self)
            self.told.words.setObjectName("on-file-who-may")
            column.insertWidget(0, self.told)
        for kind, action in self._adding.items():
            bar(action, self._why_not(kind))
        self.nothing_fits = EmptyState(
            "search",
            _("Nothing fits"),
            _("Nothing on file fits the filters."),
            _("Show all"),
            lambda: self.filters.change(Narrowing()),
            self,
        )
        self.pages.addWidget(self.nothing_fits)
        self.read()

    def title(self) -> str:
        return _("On file")

    def actions(self) -> list[QAction]:
        return [*self._adding.values(), self._find, self._correct, self._renew, self._end]

    def take_focus(self) -> None:
        if self.pages.currentIndex() == 0:
            self.table.setFocus()
        elif self.pages.currentWidget() is self.nothing_fits and self.nothing_fits.button is not None:
            self.nothing_fits.button.setFocus()
        else:
            first = next((action for action in self._adding.values() if action.isEnabled()), None)
            button = None if first is None else self.findChild(QWidget, f"{first.objectName()}-button")
            (button or self).setFocus()

    def narrow(self, options: Mapping[str, str]) -> None:
        if options.get("key"):
            self._wanted = options.get("kind", ""), options["key"]
        else:
            kinds = tuple(one for one in options.get("kind", "").split(",") if one in KINDS)
            states = tuple(one for one in options.get("state", "").split(",") if one in STATES)
            self.filters.change(Narrowing(kinds, states, options.get("words", "")))
        self._choose()

    def _why_not(self, kind: str) -> str:
        return str(why_not(self.context.identity.roles, kind) or "")

    def _why_not_everything(self) -> str:
        """The reasons why this member cannot put everything on file, each once."""
        return " ".join(dict.fromkeys(words for kind in KINDS if (words := self._why_not(kind))))

    # ---- reading ----

    def read(self) -> None:
        def job(acting: Acting) -> tuple[FileLine, ...]:
            with acting.vault.read() as session:
                now = acting.clock()
                return file_lines(session, now, facts_at(acting, session, now).links)

        self.context.worker.read(self, job, self._show, key="on-file-list")

    def _show(self, lines: tuple[FileLine, ...]) -> None:
        self._lines = lines
        self._narrowed()
        self._choose()

    def _narrowed(self) -> None:
        lines, at_work = self._lines or (), self.focusWidget() is self.table
        found = narrowed(lines, self.filters.filters())
        self.filters.setVisible(bool(lines))
        self.filters.show_counts(lines)
        words = counted("{count} record on file", "{count} records on file", len(found), count=grouped(len(found)))
        self.show_lines(found, lambda one: (one.kind, one.key), str(words))
        if lines and not found:
            self.pages.setCurrentWidget(self.nothing_fits)
        if at_work and not found:
            self.take_focus()

    def _choose(self) -> None:
        """Choose the wanted line once it is read; filters that hide it are removed."""
        if self._wanted is None or self._lines is None:
            return
        kind, key = self._wanted
        self._wanted = None

        def is_it(one: FileLine) -> bool:
            return one.key == key and kind in ("", one.kind)

        if not any(is_it(one) for one in self._lines):
            self.context.notify(_("There is no such record in this vault."))
        elif not self.table.choose(is_it):
            self.filters.change(Narrowing())
            self.table.choose(is_it)

    def show_current(self, line: FileLine | None) -> None:
        self._end.setText(_("Revoke …") if line is not None and line.kind == "authorisation" else _("End …"))
        reason = _("Nothing is chosen.") if line is None else self._why_not(line.kind)
        link = line is not None and line.kind == "purpose_link"
        bar(self._correct, reason or (_("What was signed stays as it is. End it, or sign anew.") if link else ""))
        bar(self._renew, reason)
        over = line is not None and line.state in ("ended", "revoked")
        bar(self._end, reason or (_("This has ended already.") if over else ""))
        if line is None:
            self.facts.show_nothing(_("Nothing is chosen"))
            return
        part = line.part
        warnings: list[tuple[str, Tone]] = []
        if line.state == "void":
            words = _(
                "The words of the agreed purpose have changed since: this no longer counts. Check that it still holds, and sign it anew."
            )
            warnings = [(words, "warn")]
        if isinstance(part, BasisRecord):
            warnings = [(str(one), "warn") for one in lacking(part)]
            if line.state == "review" and part.review is not None:
                warnings.insert(0, (_("The review has been due since {day}.", day=long_day(part.review)), "warn"))
        self.facts.show_facts(what_words(line), state_badge(line), facts_of(line), warnings)

    # ---- doing ----

    def search(self) -> None:
        """Put the focus into the search line."""
        self.filters.search.setFocus()
        self.filters.search.selectAll()

    def add(self, kind: Kind) -> None:
        """Put a record on file by form."""
        self._open(kind)

    def correct(self) -> None:
        """Replace the record by another version."""
        line = self.table.current()
        if line is not None:
            self._open(line.kind, key=line.key)

    def renew(self) -> None:
        """Put a further record on file that begins with this one's values; this one stays unchanged."""
        line = self.table.current()
        if line is not None:
            self._open(line.kind, _anew(line.part, self.context.today()))

    def end(self) -> None:
        """Record the day from which the record is gone."""
        from datapact_ui.consent.compliance_records.end_compliance_record_dialog import EndComplianceRecordDialog

        line = self.table.current()
        if line is not None:
            EndComplianceRecordDialog(self.context, line, self.window()).open()

    def _open(self, kind: Kind, part: Part | None = None, key: str = "") -> None:
        def kept(made: Part) -> None:
            self._wanted = kind, made.key

        open_form(self.context, self, kind, part, key, kept)

    def table_focus(self) -> None:
        """Move the focus from the search into the table."""
        if self.pages.currentIndex() == 0:
            self.table.setFocus()


def _anew(part: Part, today: date) -> Part:
    """The record for a later time, under a key of its own."""
    if isinstance(part, PurposeLink):
        return replace(part, key="", entry="")
    if isinstance(part, FactOnFile):
        return replace(part, key="", entry="", day=today, valid_from=None, valid_to=None)
    if isinstance(part, Authorisation):
        return replace(part, key="", entry="", valid_from=today, valid_to=None, revoked=None)
    return replace(part, key="", entry="", valid_from=today, valid_to=None, review=None)


def _short(day: date | None) -> str:
    return short_day(day.isoformat()) if day is not None else ""


def _last(line: FileLine) -> str:
    return line.last.isoformat() if line.last is not None else "9999"
