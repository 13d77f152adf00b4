"""Carrying files as a relay: a folder, the labels that it goes by, and what became of each file. Nothing is opened or read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from datapact.base.clock import utc_now
from datapact.base.errors import DataPactError
from datapact.base.files import read_whole
from datapact.base.texts import _, counted
from datapact.consent.matrix.question_form import Choice
from datapact.exchange.relay.carry import Report, carry
from datapact.exchange.relay.label_list import KnownLabels, labels_in, read_labels
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.network.directory_file import LARGEST
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.fields.choice_box import ChoiceBox
from datapact_ui.kit.fields.form_fields import Form
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.layout.scroll_page import scrolling
from datapact_ui.kit.theme.measures import margins
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.warning_line import WarningLine

_MOST_LINES = 40
_FROM_FILE = "file"


class RelayDialog(Dialog):
    """Asks for the folder and, the first time or when members changed, for the labels; then carries and reports."""

    help_page = "network"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("relay", _("Carry files as a relay"), parent)
        self._context = context
        self._known: Mapping[str, KnownLabels] = {}
        self._folder: Path | None = None
        first = QWidget(self)
        column = QVBoxLayout(first)
        margins(column, 0, 3)
        column.addWidget(Words(_("Carry files as a relay"), "title", first))
        about = _(
            "Members put sealed files with routing labels into the folder “incoming”. Each is moved to its recipients' folders "
            "under “outgoing”, with receipts. Nothing is opened: neither this vault nor any key is used for it."
        )
        column.addWidget(Words(about, parent=first))
        self.labels = ChoiceBox(self._choices(), empty=_("Those that the folder goes by already"), parent=first)
        form = Form(first)
        form.add("relay-labels", _("Labels of the network"), self.labels)
        column.addWidget(form)
        column.addStretch(1)
        self.turn(first)
        self.start = self.add_button("carry", _("Choose folder and carry …"), "send", self._choose, primary=True)
        self.again = self.add_button("carry-again", _("Carry once more"), "send", self._carry, primary=True)
        self.again.hide()
        self.finish(92, 16)
        context.worker.read(self, _labels_here, self._offer, key="labels")

    def _choices(self) -> list[Choice]:
        named = [Choice(one.network, _("Network {name}", name=one.name)) for one in self._known.values()]
        return [*named, Choice(_FROM_FILE, _("From a file …"))]

    def _offer(self, known: tuple[KnownLabels, ...]) -> None:
        self._known = {one.network: one for one in known}
        self.labels.offer(self._choices(), empty=_("Those that the folder goes by already"))

    def _choose(self) -> None:
        dialogs = self._context.dialogs
        path: Path | None = None
        if self.labels.value() == _FROM_FILE:
            kinds = _("Directories and lists of labels (*.dpdir *.dplabels)")
            path = dialogs.ask_open_file(_("Labels of the network"), kinds)
            if path is None:
                return
        folder = dialogs.ask_folder(_("Folder of the relay"), str(self._context.recall("relay.folder", "")))
        if folder is not None:
            self._context.remember("relay.folder", str(folder))
            self._folder = folder
            self._run(folder, self._known.get(self.labels.value()), path)

    def _carry(self) -> None:
        if self._folder is not None:
            self._run(self._folder, None, None)

    def _run(self, folder: Path, labels: KnownLabels | None, path: Path | None) -> None:
        self.buttons.setEnabled(False)
        self._context.worker.change(
            self,
            _("Carrying the files"),
            lambda _acting, progress: carry(
                folder, utc_now, labels if path is None else read_labels(read_whole(path, limit=LARGEST)), progress
            ),
            self._done,
            touches=frozenset(),
            failed=self._enable,
        )

    def _enable(self, _error: DataPactError) -> bool:
        self.buttons.setEnabled(True)
        return False

    def _done(self, report: Report) -> None:
        page = QWidget(self)
        column = QVBoxLayout(page)
        margins(column, 0, 3)
        said = counted("{n} file was carried.", "{n} files were carried.", len(report.carried))
        column.addWidget(Words(str(said), "title", page))
        if report.finished:
            finished = counted(
                "{n} file that an interrupted run had begun is laid ready.",
                "{n} files that an interrupted run had begun are laid ready.",
                report.finished,
            )
            column.addWidget(Words(str(finished), parent=page))
        left = [*report.left, *report.again]
        for one in left[:_MOST_LINES]:
            card = Card(one.name, page)
            card.column.addWidget(WarningLine(str(one.reason), parent=card))
            column.addWidget(card)
        if len(left) > _MOST_LINES:
            column.addWidget(Words(_("and {n} more", n=len(left) - _MOST_LINES), parent=page, quiet=True))
        lines = [f"{one.name} → {', '.join(one.to)}" for one in report.carried]
        if lines:
            column.addWidget(Words("\n".join(lines), parent=page))
        if not left and not lines:
            column.addWidget(Words(_("The folder “incoming” is empty."), parent=page, quiet=True))
        column.addStretch(1)
        self.turn(scrolling(page, "relay-report", str(said)))
        self.buttons.setEnabled(True)
        self.start.hide()
        self.again.show()
        leave = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        if leave is not None:
            leave.setText(_("Done"))
        fit(self, 92, 24)


def _labels_here(acting: Acting) -> tuple[KnownLabels, ...]:
    with acting.vault.read() as session:
        return labels_in(session, acting.organisation)
