"""The report of checking or importing a file: the figures in a sentence, groups of its lines, and refused lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from datapact.base.clock import in_zone
from datapact.base.texts import N_, Message, _, counted
from datapact.base.write_table import write_csv
from datapact.consent.facts.unmended import Unmended
from datapact.consent.imports.import_file import MOST_REFUSALS, Report
from datapact.consent.imports.preview import MOST_GROUPS, Group
from datapact.consent.imports.read_as import ReadAs
from datapact.consent.terms.subjects import shortened
from datapact_ui.consent.parts.record_appearance import state_badge, state_word
from datapact_ui.kit.fields.form_fields import Form
from datapact_ui.kit.tables.days import short_day
from datapact_ui.kit.tables.rows_model import Column
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.theme.colours import Tone
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from datapact.consent.imports.aliases import NotProvided
    from datapact.consent.records.bulk_write import Refusal
    from datapact_ui.kit.context.names import Names

_MOST_NOTICES = 5


class ReportPage(QWidget):
    """The report of a file; ``save`` writes a CSV under a proposed name.

    ``waiting`` are imports whose lines were left aside and that this file may mend; ``likely`` is the entry of the one that
    it seems to mend.
    """

    judged = Signal()
    """What was chosen about mending changed."""
    read_anew = Signal()
    """``read_as`` changed: read the file again with it."""

    def __init__(
        self,
        report: Report,
        save: Callable[[str, bytes], object],
        called: Names,
        *,
        dry: bool,
        waiting: Sequence[Unmended] = (),
        likely: str = "",
        read_as: ReadAs | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self._called = called
        super().__init__(parent)
        self.report = report
        self.read_as = read_as or ReadAs()
        self._save = save
        self.setObjectName("import-report")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        warned = report.not_provided or report.without_notice or report.remarks or report.held_back
        tone: Tone = "bad" if report.refused else "good" if report.taken and not warned else "info"
        line = WarningLine(_verdict(report, dry=dry), tone, self)
        line.words.setObjectName("import-verdict")
        column.addWidget(line)
        column.addWidget(Words(_figures(report), parent=self))
        for lacking in report.about_notices()[:_MOST_NOTICES]:
            column.addWidget(WarningLine(str(lacking), parent=self))
        for words in _check_words(report):
            column.addWidget(WarningLine(words, parent=self))
        if report.without_notice:
            column.addWidget(WarningLine(_unnoticed_words(report.without_notice), parent=self))
        for number, lost in enumerate(report.not_provided[:_MOST_NOTICES], start=1):
            column.addWidget(WarningLine(str(lost.words), parent=self))
            if dry and lost.offered:
                column.addWidget(self._meaning(lost, number))
        if dry and self.read_as:
            column.addWidget(self._meanings_chosen())
        calling = recalling_lines(report)
        if calling and not report.refused:
            column.addWidget(WarningLine(_recalling_words(calling), "info", self))
        self.table: RowsTable[Refusal] | None = None
        self.checks: RowsTable[Check] | None = None
        self.meant: QCheckBox | None = None
        self.mends: QComboBox | None = None
        self._waiting = {one.entry: one for one in waiting}
        if report.aside is not None and dry:
            against = report.aside.why_not(report.taken)
            words = _aside_words(report, called) if against is None else str(against)
            self.leaving = WarningLine(words, "info", self)
            self.leaving.words.setObjectName("leaving-aside")
            column.addWidget(self.leaving)
        if dry and waiting:
            column.addWidget(self._mending(likely))
        checks = lines_to_check(report)
        if report.refusals:
            column.addWidget(self._refused(), 3)
        if checks:
            column.addWidget(self._to_check(checks), 2 if report.refusals else 3)
        if report.refusals:
            return
        if dry and report.held_back:
            self.meant = QCheckBox(
                str(
                    counted(
                        "This is a different person: import the pseudonym as it is written",
                        "These are different people: import the pseudonyms as they are written",
                        len(report.alike),
                    )
                ),
                self,
            )
            self.meant.setObjectName("pseudonyms-meant")
            column.addWidget(self.meant)
        if report.groups:
            column.addWidget(self._states_card(), 2)
        elif not checks:
            column.addStretch(1)

    def _meaning(self, lost: NotProvided, number: int) -> QWidget:
        """What a name can be read as, beside the words that no agreement has it."""
        form = Form(self)
        text = lost.dataset if lost.about == "dataset" else lost.purpose
        box = form.choice(
            f"read-as-{number}",
            _("Read “{name}” as", name=shortened(text)),
            [("", _("as it is written")), *((value, str(name)) for value, name in lost.offered)],
            "",
        )

        def say() -> None:
            value = str(box.currentData() or "")
            if not value:
                return
            said = self.read_as
            if lost.about == "dataset":
                said = replace(said, datasets={**said.datasets, text: value})
            else:
                said = replace(said, purposes={**said.purposes, (lost.dataset, text): value})
            self._say(said)

        box.activated.connect(lambda _index: say())
        return form

    def _meanings_chosen(self) -> QWidget:
        """What names in the file were said to mean, and the way back."""
        words = [
            _("“{name}” is read as “{meant}”.", name=shortened(text), meant=self._called.dataset(meant))
            for text, meant in self.read_as.datasets.items()
        ]
        words += [
            _(
                "“{name}” is read as “{meant}”.",
                name=shortened(text),
                meant=self._called.purpose(meant, dataset=dataset),
            )
            for (dataset, text), meant in self.read_as.purposes.items()
        ]
        box = QWidget(self)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        shown = Words(" ".join(words), "small", box, quiet=True)
        shown.setObjectName("read-as")
        row.addWidget(shown, 1)
        undo = QPushButton(icon("undo"), _("As it is written"), box)
        undo.setObjectName("read-as-written")
        undo.clicked.connect(lambda _checked=False: self._say(ReadAs()))
        row.addWidget(undo)
        return box

    def _say(self, said: ReadAs) -> None:
        self.read_as = said
        self.read_anew.emit()

    def _mending(self, likely: str) -> QWidget:
        """Whether this file brings the lines that an import left aside, and why it has fewer."""
        form = Form(self)
        choices = [("", _("no"))]
        for one in self._waiting.values():
            words = counted(
                "yes: {n} line of “{file}”, imported on {day}",
                "yes: {n} lines of “{file}”, imported on {day}",
                one.lines,
                file=one.source,
                day=_day(one.recorded),
            )
            choices.append((one.entry, str(words)))
        self.mends = form.choice("import-mends", _("Does it bring lines that were left aside?"), choices, likely)
        self.fewer = form.line("import-fewer", _("Why the others need not be imported"))

        def follow() -> None:
            form.show_row(self.fewer, on=self._too_few())
            self.judged.emit()

        self.mends.currentIndexChanged.connect(lambda _index: follow())
        self.fewer.textChanged.connect(lambda _text: self.judged.emit())
        follow()
        return form

    def _too_few(self) -> bool:
        chosen = self._waiting.get(self.mended())
        return chosen is not None and self.report.lines < chosen.lines

    def mended(self) -> str:
        """The entry of the import whose lines this file brings; empty for none."""
        return "" if self.mends is None else str(self.mends.currentData() or "")

    def why_fewer(self) -> str:
        """The reason for bringing fewer lines than were left aside; empty where it brings all."""
        return self.fewer.text().strip() if self._too_few() else ""

    def why_not(self) -> str:
        """Why the file cannot be imported yet; empty where it can."""
        if self._too_few() and not self.why_fewer():
            return _("The file has fewer lines than were left aside. Say why the others need not be imported.")
        if self.meant is not None and not self.meant.isChecked():
            return _("Look at the pseudonyms first.")
        return ""

    def _to_check(self, checks: Sequence[Check]) -> QWidget:
        """The card of lines that can be imported but are probably mistakes."""
        box = QWidget(self)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        head = QHBoxLayout()
        head.addWidget(Words(_("Lines to check"), "heading", box), 1)
        save = QPushButton(icon("save"), _("Save this list …"), box)
        save.setObjectName("save-checks")
        save.clicked.connect(
            lambda _checked=False: self._save("import-check.csv", write_csv([_("Line"), _("What to check")], checks))
        )
        head.addWidget(save)
        column.addLayout(head)
        columns: list[Column[Check]] = [
            Column("line", _("Line"), 10, lambda one: str(one[0] or "–"), order=lambda one: one[0]),
            Column("check", _("What to check"), 68, lambda one: str(one[1]), flexible=True),
        ]
        self.checks = table = RowsTable("lines-to-check", _("Lines to check"), columns, box)
        table.show_lines(checks)
        column.addWidget(table, 1)
        whole = Words("", parent=box)
        whole.setObjectName("whole-check")

        def show() -> None:
            chosen = table.current()
            whole.setText("" if chosen is None else str(chosen[1]))

        table.chosen.connect(show)
        column.addWidget(whole)
        table.selectRow(0)
        more = report_more(self.report)
        if more:
            words = _("The first {most} lines are named; {n} more are to be checked.", most=len(checks), n=more)
            column.addWidget(Words(words, "small", box, quiet=True))
        return box

    def _states_card(self) -> QWidget:
        """The card of groups of lines: a wrong column or order of dates shows here before anything is written."""
        box = QWidget(self)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(Words(_("What the file says"), "heading", box))
        columns: list[Column[Group]] = [
            Column(
                "dataset", _("Dataset"), 22, lambda one: self._called.dataset(one.dataset), flexible=True, gives_way=4
            ),
            Column(
                "purpose",
                _("Purpose"),
                30,
                lambda one: self._called.purpose(one.purpose, dataset=one.dataset),
                flexible=True,
            ),
            Column("state", _("Status"), 20, lambda one: state_word(one.state), badge=_state_of),
            Column("lines", _("Lines"), 11, lambda one: grouped(one.lines), order=lambda one: one.lines),
            Column("line", _("From line"), 11, lambda one: grouped(one.line), order=lambda one: one.line, gives_way=3),
            Column("first", _("Earliest"), 15, lambda one: _day(one.first), order=lambda one: one.first, gives_way=2),
            Column("last", _("Latest"), 15, lambda one: _day(one.last), order=lambda one: one.last, gives_way=1),
        ]
        table = RowsTable("import-groups", _("What the file says"), columns, box)
        table.show_lines(self.report.groups)
        table.selectRow(0)
        column.addWidget(table, 1)
        if len(self.report.groups) == MOST_GROUPS:
            words = _("Only the first {most} kinds of lines are counted.", most=MOST_GROUPS)
            column.addWidget(Words(words, "small", box, quiet=True))
        return box

    def _refused(self) -> QWidget:
        box = QWidget(self)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        head = QHBoxLayout()
        head.addWidget(Words(_("Lines that cannot be taken"), "heading", box), 1)
        save = QPushButton(icon("save"), _("Save this list …"), box)
        save.setObjectName("save-report")
        save.clicked.connect(lambda _checked=False: self._save_list())
        head.addWidget(save)
        column.addLayout(head)
        columns: list[Column[Refusal]] = [
            Column("line", _("Line"), 10, lambda one: str(one[0]), order=lambda one: one[0]),
            Column("reason", _("Why"), 68, lambda one: str(one[1]), flexible=True),
        ]
        self.table = RowsTable("refused-lines", _("Lines that cannot be taken"), columns, box)
        self.table.show_lines(self.report.refusals)
        column.addWidget(self.table, 1)
        self.whole = Words("", parent=box)
        self.whole.setObjectName("whole-reason")
        self.table.chosen.connect(self._show_whole)
        column.addWidget(self.whole)
        self.table.selectRow(0)
        more = self.report.refused - len(self.report.refusals)
        if more > 0:
            words = _("The first {most} lines are named; {n} more cannot be taken either.", most=MOST_REFUSALS, n=more)
            column.addWidget(Words(words, "small", box, quiet=True))
        return box

    def _show_whole(self) -> None:
        """Show the whole reason of the chosen line, which may be longer than its row."""
        chosen = self.table.current() if self.table is not None else None
        self.whole.setText("" if chosen is None else _("Line {line}: {reason}", line=chosen[0], reason=chosen[1]))

    def _save_list(self) -> None:
        rows = [(line, reason) for line, reason in self.report.refusals]
        self._save("import-report.csv", write_csv([_("Line"), _("Why")], rows))


type Check = tuple[int, Message]
"""A line, and what is to be checked there."""


def lines_to_check(report: Report) -> tuple[Check, ...]:
    """Lines to check: second spellings of pseudonyms, then events that take consent back and meet none, by line."""
    alike = [
        (
            one.line,
            Message(
                N_("{subject} is new and differs from {other} only in case, width or blanks. Is it the same person?"),
                {"subject": one.subject, "other": one.other},
            ),
        )
        for one in (report.alike if report.held_back else ())
    ]
    return (*alike, *((one.line, one.words) for one in report.remarks.listed))


def report_more(report: Report) -> int:
    """The number of lines to check that are counted but not listed."""
    remarks = report.remarks
    return remarks.meeting_nothing + remarks.same_second + remarks.yes_and_no - len(remarks.listed)


def people_csv(report: Report) -> bytes:
    """The table of who is who: dataset, person as in the file, pseudonym."""
    return write_csv(["dataset", "person", "pseudonym"], report.people)


def recalling_lines(report: Report) -> int:
    """The number of lines that cause recalls of data that may have left before."""
    return sum(one.lines for one in report.groups if one.causes_recalls)


def _recalling_words(number: int) -> str:
    return str(
        counted(
            "{count} line is a withdrawal, objection or restriction. Whoever got the data has to be told: see Recalls.",
            "{count} lines are withdrawals, objections or restrictions. Whoever got the data has to be told: see Recalls.",
            number,
            count=grouped(number),
        )
    )


def _check_words(report: Report) -> list[str]:
    found = []
    if report.held_back:
        found.append(
            counted(
                "{count} new pseudonym differs from another only in case, width or blanks. Nothing is ever merged: what "
                "one of them withdrew does not reach the other.",
                "{count} new pseudonyms differ from others only in case, width or blanks. Nothing is ever merged: what "
                "one of them withdrew does not reach the other.",
                len(report.alike),
                count=grouped(len(report.alike)),
            )
        )
    if report.remarks.meeting_nothing:
        found.append(
            counted(
                "{count} withdrawal, objection, restriction or erasure meets no consent on file.",
                "{count} withdrawals, objections, restrictions or erasures meet no consent on file.",
                report.remarks.meeting_nothing,
                count=grouped(report.remarks.meeting_nothing),
            )
        )
    if report.remarks.same_second:
        found.append(
            counted(
                "{count} withdrawal or objection has the same time as a consent; it holds.",
                "{count} withdrawals or objections have the same time as a consent; they hold.",
                report.remarks.same_second,
                count=grouped(report.remarks.same_second),
            )
        )
    if report.remarks.yes_and_no:
        found.append(
            counted(
                "{count} person has a yes and a no for the same purpose in this file. The later one holds.",
                "{count} people have a yes and a no for the same purpose in this file. The later one holds.",
                report.remarks.yes_and_no,
                count=grouped(report.remarks.yes_and_no),
            )
        )
    return [str(one) for one in found]


def _aside_words(report: Report, called: Names) -> str:
    assert report.aside is not None
    return str(
        counted(
            "{n} line can be left aside into a file to be mended. Until it is, answers about {datasets} are incomplete.",
            "{n} lines can be left aside into a file to be mended. Until they are, answers about {datasets} are incomplete.",
            len(report.aside.lines),
            datasets=", ".join(called.dataset(one) for one in report.aside.datasets),
        )
    )


def _unnoticed_words(number: int) -> str:
    return str(
        counted(
            "{count} consent names no notice, so nobody can rely on it. Choose the notice that the people were given.",
            "{count} consents name no notice, so nobody can rely on them. Choose the notice that the people were given.",
            number,
            count=grouped(number),
        )
    )


def _state_of(one: Group) -> tuple[str, str, Tone]:
    return state_badge(one.state)


def _day(moment: datetime) -> str:
    return short_day(in_zone(moment).date().isoformat())


def _verdict(report: Report, *, dry: bool) -> str:
    if report.aside is not None and dry and report.refused and report.aside.why_not(report.taken) is None:
        return str(
            counted(
                "{count} line cannot be taken. Correct the file, or import the others without it.",
                "{count} lines cannot be taken. Correct the file, or import the others without them.",
                report.refused,
                count=grouped(report.refused),
            )
        )
    if report.refused:
        return str(
            counted(
                "Nothing can be imported: {count} line cannot be taken. Correct the file, or read it in another way.",
                "Nothing can be imported: {count} lines cannot be taken. Correct the file, or read it in another way.",
                report.refused,
                count=grouped(report.refused),
            )
        )
    if not report.taken:
        return _("There is nothing new in this file.")
    if dry and report.held_back:
        return str(
            counted(
                "{count} line can be imported once you have looked at the pseudonyms below. Nothing was written yet.",
                "{count} lines can be imported once you have looked at the pseudonyms below. Nothing was written yet.",
                report.taken,
                count=grouped(report.taken),
            )
        )
    if dry and (report.not_provided or report.without_notice or report.remarks):
        return str(
            counted(
                "{count} line can be imported, but read the warning first. Nothing was written yet.",
                "{count} lines can be imported, but read the warning first. Nothing was written yet.",
                report.taken,
                count=grouped(report.taken),
            )
        )
    if dry:
        return str(
            counted(
                "All is well: {count} line can be imported. Nothing was written yet.",
                "All is well: {count} lines can be imported. Nothing was written yet.",
                report.taken,
                count=grouped(report.taken),
            )
        )
    return str(
        counted(
            "{count} event was imported and signed as one entry.",
            "{count} events were imported and signed as one entry.",
            report.taken,
            count=grouped(report.taken),
        )
    )


def _figures(report: Report) -> str:
    return _(
        "{lines} lines read: {taken} new, {known} there already, {refused} cannot be taken.",
        lines=grouped(report.lines),
        taken=grouped(report.taken),
        known=grouped(report.known),
        refused=grouped(report.refused),
    )
