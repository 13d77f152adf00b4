"""Register a contract that was signed elsewhere, or correct its record: parties, dates, datasets, evidence, files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from datapact.agreements.projection.parties import identity_words
from datapact.agreements.projection.status import ELSEWHERE, evidence_words
from datapact.base.errors import DataPactError
from datapact.base.files import read_whole
from datapact.base.texts import _, current_language
from datapact.contract.templates.kinds import kind_name
from datapact.contract.templates.template import list_templates
from datapact.organisation.partners.namesakes import Candidate, all_candidates, undecided
from datapact.organisation.partners.references import reference_names
from datapact.signing.elsewhere.form import Filled, filled_from, own_name, register_filled
from datapact.signing.elsewhere.record import Registered
from datapact.signing.pades.revisions import LARGEST_PDF
from datapact_ui.kit.dialogs.help_key import help_key
from datapact_ui.kit.fields.day_field import TickedDay
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.layout.tab_order import go_on
from datapact_ui.kit.tables.files_field import FilesField
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import line_height, margins, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.partners.identity import which_is_meant

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.desk import Desk

_MOST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Known:
    """What the form knows beforehand: our name, those of partners, what is on record, and whom a name can mean."""

    own: str
    partners: tuple[str, ...]
    filled: Filled | None
    candidates: tuple[Candidate, ...] = ()


class Meant(QWidget):
    """Who is meant by each name that several partners bear; hidden while every name says it."""

    def __init__(self, candidates: tuple[Candidate, ...], said: dict[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("register_meant")
        self._candidates, self._said = candidates, said
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self._boxes: dict[str, QComboBox] = {}
        self.hide()

    def ask(self, names: tuple[str, ...]) -> None:
        """Ask for those of the names that do not say who is meant; what was chosen before stays."""
        asked = undecided(self._candidates, dict.fromkeys(names))
        if list(asked) == list(self._boxes):
            return
        self._said.update(self.chosen())
        while self._form.rowCount():
            self._form.removeRow(0)
        self._boxes = {name: self._box(name, bearing) for name, bearing in asked.items()}
        self.setVisible(bool(asked))

    def _box(self, name: str, bearing: tuple[Candidate, ...]) -> QComboBox:
        box = QComboBox(self)
        words = _("Which “{name}” is meant", name=name)
        box.setObjectName(f"register_meant_{len(self._boxes)}")
        box.setAccessibleName(words)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setPlaceholderText(which_is_meant(len(bearing)))
        for one in bearing:
            box.addItem(f"{one.name} ({identity_words(one)})", one.organisation)
        box.setCurrentIndex(box.findData(self._said.get(name, "")))
        self._form.addRow(words, box)
        return box

    def chosen(self) -> dict[str, str]:
        """The organisation id by name, of those for whom one was chosen."""
        return {name: str(box.currentData()) for name, box in self._boxes.items() if box.currentIndex() >= 0}


class RegisterDialog(QDialog):
    """``history`` is the record to correct, or empty."""

    def __init__(self, desk: Desk, known: Known, history: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("register_dialog")
        title = _("Correct the record") if history else _("Register a contract signed elsewhere")
        self.setWindowTitle(title)
        self._desk, self._known, self._history = desk, known, history
        self._language = known.filled.language if known.filled is not None else current_language()
        column = QVBoxLayout(self)
        margins(column, 5, 3)
        column.addWidget(Words(title, "heading", self))
        column.addWidget(
            Words(
                _(
                    "It counts like other agreements, in lists, duties and decisions; everywhere it says that it was"
                    " signed elsewhere, and on what evidence."
                ),
                "body",
                self,
            )
        )
        scroll = ScrollPage(self)
        scroll.setObjectName("register_scroll")
        page = QWidget(scroll)
        self._form = QFormLayout(page)
        self._form.setSpacing(space(2))
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self._make_fields(page, desk.today())
        scroll.set_page(page)
        column.addWidget(scroll, 1)
        self.problem = Words("", "body", self)
        self.problem.setObjectName("register_problem")
        self.problem.hide()
        column.addWidget(self.problem)
        buttons = QDialogButtonBox(self)
        self.doing = QPushButton(icon("check"), _("Correct") if history else _("Register"), self)
        self.doing.setObjectName("register_do")
        self.doing.setAutoDefault(False)
        self.doing.clicked.connect(lambda _checked=False: self.register())
        buttons.addButton(self.doing, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel).setObjectName("register_cancel")
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        help_key(self, "contracts")
        if known.filled is not None:
            self._show(known.filled)
        fit(self, 90, 40)
        self.title_line.setFocus()
        self._look()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return go_on([self], forward)

    # ---- fields ----

    def _make_fields(self, page: QWidget, today: date) -> None:
        several = _("several with a semicolon")
        self.title_line = self._line(page, "title", _("Title"))
        self.partners = self._line(page, "partners", _("Partners ({hint})", hint=several))
        completer = QCompleter(list(self._known.partners), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.partners.setCompleter(completer)
        said = dict(self._known.filled.identities) if self._known.filled is not None else {}
        self.meant = Meant(self._known.candidates, said, page)
        self._form.addRow(self.meant)
        self.kind = QComboBox(page)
        self.kind.addItem(_("another contract"), "")
        for template in list_templates():
            self.kind.addItem(kind_name(template.kind), template.id)
        self._add(self.kind, "kind", _("Kind"))
        self.reference = self._line(page, "reference", _("Reference or number"))
        self.signed_on = self._day(page, "signed_on", _("Signed on"), today)
        self.starts = self._day(page, "start", _("Begins"), today)
        self.ends = self._day(page, "end", _("Ends"), today)
        self.notice = QSpinBox(page)
        self.notice.setRange(-1, _MOST_MONTHS)
        self.notice.setValue(-1)
        self.notice.setSpecialValueText(_("not stated"))
        self.notice.setSuffix(" " + _("months"))
        self._add(self.notice, "notice", _("Period of notice"))
        self.datasets = self._line(page, "datasets", _("Datasets ({hint})", hint=several))
        self.provider = QComboBox(page)
        self._add(self.provider, "provider", _("Who provides the datasets"))
        self.purposes = self._line(page, "purposes", _("Purposes ({hint})", hint=several))
        self.evidence = QComboBox(page)
        for evidence in ELSEWHERE:
            self.evidence.addItem(str(evidence_words(evidence, short=True)), evidence)
        self.evidence.setCurrentIndex(self.evidence.findData("paper_scan"))
        self._add(self.evidence, "evidence", _("Evidence"))
        self.meaning = Words("", "small", page, quiet=True)
        self._form.addRow(self.meaning)
        kept = self._known.filled.files if self._known.filled is not None else ()
        self.files = FilesField(self._desk.dialogs, "register_files", _("Scan or signed PDF"), kept, page)
        self._form.addRow(_("Scan or signed PDF"), self.files)
        self.remarks = QPlainTextEdit(page)
        self.remarks.setTabChangesFocus(True)
        self.remarks.setFixedHeight(round(line_height() * 3))
        self._add(self.remarks, "remarks", _("Remarks"))
        for line in (self.title_line, self.partners, self.datasets):
            line.textChanged.connect(lambda _text: self._look())
        self.evidence.currentIndexChanged.connect(lambda _index: self._look())

    def _add(self, widget: QWidget, name: str, words: str) -> None:
        widget.setObjectName(f"register_{name}")
        widget.setAccessibleName(words)
        self._form.addRow(words, widget)

    def _line(self, page: QWidget, name: str, words: str) -> QLineEdit:
        line = QLineEdit(page)
        self._add(line, name, words)
        return line

    def _day(self, page: QWidget, name: str, words: str, today: date) -> TickedDay:
        given = _("Stated: {what}", what=words)
        field = TickedDay(f"register_{name}", _("stated:"), given, words, today, page)
        self._form.addRow(words, field)
        return field

    def _show(self, filled: Filled) -> None:
        self.title_line.setText(filled.title)
        self.partners.setText("; ".join(filled.partners))
        self.kind.setCurrentIndex(max(0, self.kind.findData(filled.kind)))
        self.reference.setText(filled.reference)
        for field, day in ((self.signed_on, filled.signed_on), (self.starts, filled.start), (self.ends, filled.end)):
            field.set_day(day)
        self.notice.setValue(-1 if filled.notice_months is None else filled.notice_months)
        self.datasets.setText("; ".join(filled.datasets))
        self.purposes.setText("; ".join(filled.purposes))
        self.evidence.setCurrentIndex(self.evidence.findData(filled.evidence))
        self.remarks.setPlainText(filled.remarks)
        self._look()
        self.provider.setCurrentIndex(max(0, self.provider.findText(filled.provider)))

    def _look(self) -> None:
        wanted = [self._known.own, *split(self.partners.text())]
        if [self.provider.itemText(n) for n in range(self.provider.count())] != wanted:
            chosen = self.provider.currentText()
            self.provider.clear()
            self.provider.addItems(wanted)
            self.provider.setCurrentIndex(max(0, self.provider.findText(chosen)))
        self.meant.ask(split(self.partners.text()))
        self.provider.setEnabled(bool(split(self.datasets.text())))
        self.meaning.setText(str(evidence_words(str(self.evidence.currentData()))))
        self.doing.setEnabled(bool(self.title_line.text().strip() and split(self.partners.text())))

    # ---- what was entered ----

    def filled(self) -> Filled:
        """What was entered."""
        datasets = split(self.datasets.text())
        return Filled(
            title=self.title_line.text().strip(),
            partners=split(self.partners.text()),
            kind=str(self.kind.currentData()),
            reference=self.reference.text().strip(),
            signed_on=self.signed_on.day(),
            start=self.starts.day(),
            end=self.ends.day(),
            notice_months=self.notice.value() if self.notice.value() >= 0 else None,
            datasets=datasets,
            provider=self.provider.currentText() if datasets else "",
            purposes=split(self.purposes.text()),
            evidence=self.evidence.currentData(),
            remarks=self.remarks.toPlainText().strip(),
            language=self._language,
            identities=tuple(self.meant.chosen().items()),
        )

    def register(self) -> None:
        """Record what was entered; what is wrong is said here, and the form stays."""
        filled, paths, history = self.filled(), self.files.paths(), self._history
        self.problem.hide()

        def write(acting: Acting, _progress: Progress) -> Registered:
            files = [(path.name, read_whole(path, limit=LARGEST_PDF)) for path in paths]
            return register_filled(acting, filled, files, history)

        def written(done: Registered) -> None:
            self._desk.notify(_("The contract is registered.") if not history else _("The record is corrected."))
            self.accept()
            if not history:
                self._desk.open_agreement(done.history)

        def failed(error: DataPactError) -> bool:
            self.problem.setText(str(error))
            self.problem.show()
            return True

        self._desk.worker.change(
            self,
            _("Registering the contract"),
            write,
            written,
            touches=lambda done: frozenset({done.history, "list", "partners"}),
            failed=failed,
        )


def open_register(desk: Desk, owner: QWidget, history: str = "") -> None:
    """Open the form, filled with what is on record where there is something."""

    def read(acting: Acting) -> Known:
        with acting.vault.read() as session:
            partners = sorted({name for name in reference_names(session).values() if name})
            candidates = all_candidates(session)
        filled = filled_from(acting, history) if history else None
        return Known(own_name(acting), tuple(partners), filled, candidates)

    def show(known: Known) -> None:
        dialog = RegisterDialog(desk, known, history, owner)
        dialog.finished.connect(dialog.deleteLater)
        dialog.setModal(True)
        dialog.open()

    desk.worker.read(owner, read, show, key="register")


def split(text: str) -> tuple[str, ...]:
    """Names with semicolons between them."""
    return tuple(name.strip() for name in text.split(";") if name.strip())
