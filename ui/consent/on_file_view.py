"""What answers rest on besides consents: legal bases, permissions and facts, listed with their state, added and ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from datapact.agreements.formatters import long_date
from datapact.consent.on_file_form import lacking, why_not
from datapact.consent.on_file_list import FileLine, Kind, Narrowing, Part, file_lines, narrowed
from datapact.consent.on_file_words import DESPITE_RESTRICTION, OPERATIONS, SPECIAL, STATES
from datapact.consent.world import Authorisation, Basis, FactOnFile
from datapact.texts import Message, _, counted, current_language
from datapact_ui.agreements.days import short_day
from datapact_ui.audit.lines_table import LineColumn
from datapact_ui.audit.section import bar
from datapact_ui.consent.list_part import ListPart
from datapact_ui.consent.on_file_filters import OnFileFilters
from datapact_ui.consent.on_file_looks import KINDS, article_words, state_badge, what_words
from datapact_ui.consent.put_on_file import open_form
from datapact_ui.consent.record_looks import purpose_words
from datapact_ui.exchange.warning_line import WarningLine
from datapact_ui.looks.colours import Tone
from datapact_ui.looks.empty_state import EmptyState
from datapact_ui.looks.numbers import grouped

if TYPE_CHECKING:
    from datetime import date

    from datapact.parties.acting import Acting
    from datapact_ui.desk import Desk


class OnFileView(ListPart[FileLine]):
    """``narrow`` takes kind and key: the record to choose; kind, state (with commas) and words: what is looked at."""

    name = "on-file"
    help_page = "consent"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._lines: tuple[FileLine, ...] = ()
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
                "Answers count what agreements say. What else they need – a legal basis, a user's request, an assessment,"
                " a training – is put on file here."
            ),
            parent=self,
        )
        columns: list[LineColumn[FileLine]] = [
            LineColumn("what", _("What"), 36, what_words, flexible=True),
            LineColumn("state", _("Status"), 18, lambda one: state_badge(one)[1], badge=state_badge),
            LineColumn("about", _("Concerns"), 26, lambda one: one.name, flexible=True),
            LineColumn("dataset", _("Dataset"), 20, lambda one: one.part.dataset or _("every dataset"), flexible=True),
            LineColumn("purpose", _("Purpose"), 24, _purpose, flexible=True),
            LineColumn("from", _("Valid from"), 15, lambda one: _short(one.part.valid_from), order=_first),
            LineColumn("until", _("Valid until"), 15, lambda one: _short(one.last), order=_last),
        ]
        beside = (self._correct, self._renew, self._end)
        self.filters = OnFileFilters(self)
        self.filters.changed.connect(self._narrowed)
        self.build(_("On file"), columns, beside, tuple(self._adding.values()), None, empty)
        column = cast("QVBoxLayout", self.layout())
        column.insertWidget(1, self.filters)
        hindrance = self._hindrance()
        if hindrance:
            self.told = WarningLine(hindrance, "info", self)
            self.told.words.setObjectName("on-file-who-may")
            column.insertWidget(0, self.told)
        for kind, action in self._adding.items():
            bar(action, self._why_not(kind))
        self.nothing_fits = EmptyState(
            "search",
            _("Nothing fits"),
            _("Nothing on file fits the filters."),
            _("Show all"),
            lambda: self.filters.narrow(Narrowing()),
            self,
        )
        self.pages.addWidget(self.nothing_fits)
        self.read()

    def title(self) -> str:
        return _("On file")

    def actions(self) -> list[QAction]:
        return [*self._adding.values(), self._find, self._correct, self._renew, self._end]

    def narrow(self, options: Mapping[str, str]) -> None:
        if options.get("key"):
            self._wanted = options.get("kind", ""), options["key"]
            self.filters.narrow(Narrowing())
        else:
            kinds = tuple(one for one in options.get("kind", "").split(",") if one in KINDS)
            states = tuple(one for one in options.get("state", "").split(",") if one in STATES)
            self.filters.narrow(Narrowing(kinds, states, options.get("words", "")))
        self._choose()

    def _why_not(self, kind: str) -> str:
        return str(why_not(self.desk.identity.roles, kind) or "")

    def _hindrance(self) -> str:
        """Why this member cannot put everything on file, each reason once."""
        return " ".join(dict.fromkeys(words for kind in KINDS if (words := self._why_not(kind))))

    # ---- reading ----

    def read(self) -> None:
        def job(acting: Acting) -> tuple[FileLine, ...]:
            with acting.vault.read() as session:
                return file_lines(session, acting.clock())

        self.desk.worker.read(self, job, self._show, key="on-file-list")

    def _show(self, lines: tuple[FileLine, ...]) -> None:
        self._lines = lines
        self._narrowed()

    def _narrowed(self) -> None:
        found = narrowed(self._lines, self.filters.wanted)
        self.filters.setVisible(bool(self._lines))
        self.filters.show_counts(self._lines)
        words = counted("{count} record", "{count} records", len(found), count=grouped(len(found)))
        self.show_lines(found, lambda one: (one.kind, one.key), str(words))
        if self._lines and not found:
            self.pages.setCurrentWidget(self.nothing_fits)
        self._choose()

    def _choose(self) -> None:
        if self._wanted is not None:
            kind, key = self._wanted
            if self.table.choose(lambda one: one.key == key and kind in ("", one.kind)):
                self._wanted = None

    def show_current(self, line: FileLine | None) -> None:
        self._end.setText(_("Revoke …") if line is not None and line.kind == "authorisation" else _("End …"))
        reason = _("Nothing is chosen.") if line is None else self._why_not(line.kind)
        bar(self._correct, reason)
        bar(self._renew, reason)
        over = line is not None and line.state in ("ended", "revoked")
        bar(self._end, reason or (_("This has ended already.") if over else ""))
        if line is None:
            self.facts.show_nothing(_("Nothing is chosen"))
            return
        part = line.part
        warnings: list[tuple[str, Tone]] = []
        if isinstance(part, Basis):
            warnings = [(str(one), "warn") for one in lacking(part)]
            if line.state == "review" and part.review is not None:
                warnings.insert(0, (_("The review was due on {day}.", day=_long(part.review)), "warn"))
        self.facts.show_facts(what_words(line), state_badge(line), [*_facts(line), *_common(line)], warnings)

    # ---- doing ----

    def search(self) -> None:
        """Put the focus where one searches."""
        self.filters.search.setFocus()
        self.filters.search.selectAll()

    def add(self, kind: Kind) -> None:
        """Put something on file by form."""
        open_form(self.desk, self, kind)

    def correct(self) -> None:
        """Put another version of the record in its place."""
        line = self.table.current()
        if line is not None:
            open_form(self.desk, self, line.kind, key=line.key)

    def renew(self) -> None:
        """Put a further record on file that begins with what this one says; this one stays as it is."""
        line = self.table.current()
        if line is not None:
            open_form(self.desk, self, line.kind, _anew(line.part, self.desk.today()))

    def end(self) -> None:
        """Record from which day on it is gone."""
        from datapact_ui.consent.end_on_file_dialog import EndOnFileDialog

        line = self.table.current()
        if line is not None:
            EndOnFileDialog(self.desk, line, self.window()).open()


def _anew(part: Part, today: date) -> Part:
    """The same for the time to come, under a key of its own."""
    if isinstance(part, FactOnFile):
        return replace(part, key="", entry="", day=today, valid_from=today, valid_to=None)
    if isinstance(part, Authorisation):
        return replace(part, key="", entry="", valid_from=today, valid_to=None, revoked=None)
    return replace(part, key="", entry="", valid_from=today, valid_to=None, review=None)


def _facts(line: FileLine) -> list[tuple[str, str]]:
    part = line.part
    if isinstance(part, Basis):
        special = article_words(part.special, SPECIAL) if part.special in SPECIAL else part.special
        despite = DESPITE_RESTRICTION.get(part.despite_restriction, "")
        return [
            (_("Controller"), line.name),
            (_("For"), str(Message(OPERATIONS.get(part.operation, part.operation)))),
            (_("Condition of Art. 9(2) GDPR"), special),
            (_("Law that it rests on"), part.law),
            (_("People are party to the contract"), _("yes") if part.subject_is_contract_party else ""),
            (_("Authority for data on offences"), part.offence_authority),
            (_("Overriding grounds"), part.overriding_grounds),
            (_("Despite a restriction, for"), str(Message(despite)) if despite else ""),
            (_("Approved by"), part.approver),
            (_("Review on"), _long(part.review)),
        ]
    if isinstance(part, Authorisation):
        return [
            (_("Recipient"), line.name or _("every recipient")),
            (_("Granted by"), part.granted_by),
            (_("Revoked from"), _long(part.revoked)),
            (_("How it can be revoked"), line.revocable),
            (_("Bound not to share on"), _("yes") if part.no_sharing_on else ""),
        ]
    return [(_("Concerns"), line.name), (_("Dated"), _long(part.day)), (_("Result"), part.result)]


def _common(line: FileLine) -> list[tuple[str, str]]:
    part = line.part
    return [
        (_("Dataset"), part.dataset or _("every dataset")),
        (_("Purpose"), _purpose(line)),
        (_("Where the document is kept"), line.document),
        (_("Valid from"), _long(part.valid_from)),
        (_("Valid until"), _long(part.valid_to)),
        (_("Note"), line.note),
        (_("Put on file"), _long(line.recorded.astimezone().date())),
        (_("Key"), line.key),
        (_("Entry"), part.entry),
    ]


def _purpose(line: FileLine) -> str:
    if line.kind == "fact_on_file":
        return ""
    return purpose_words(line.purpose) if line.purpose else _("every purpose")


def _short(day: date | None) -> str:
    return short_day(day.isoformat()) if day is not None else ""


def _long(day: date | None) -> str:
    return "" if day is None else long_date(day, current_language())


def _first(line: FileLine) -> str:
    return line.part.valid_from.isoformat() if line.part.valid_from is not None else ""


def _last(line: FileLine) -> str:
    return line.last.isoformat() if line.last is not None else "9999"
