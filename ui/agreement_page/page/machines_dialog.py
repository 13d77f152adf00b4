"""An agreement for machines: what one will understand, what of the paper it will not, and a policy held against the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from datapact.base.errors import AnswerNo
from datapact.base.file_names import stem
from datapact.base.files import read_whole
from datapact.base.texts import N_, _
from datapact.contract.vocabulary.messages import own
from datapact.dataspace.data_contract import LARGEST as LARGEST_SCHEMA
from datapact.dataspace.data_contract import HeldSchema, bind_schema, held_schemas, is_data_contract
from datapact.dataspace.drafts import LARGEST, BoundPolicy, held_against
from datapact.dataspace.events import event_words, events_of
from datapact.dataspace.export import (
    FORMS,
    ForMachines,
    Written,
    for_machines,
    left_out,
    understood,
    write_for_machines,
)
from datapact.organisation.acting.exported import agreement_file
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.front_page import FrontTabs
from datapact_ui.kit.text.reader import Reader
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control, being_read
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.kit.widgets.wheel_free import ComboBox

if TYPE_CHECKING:
    from pathlib import Path

    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext

_FORM_WORDS = {
    "odrl": N_("Policy engines and archives (ODRL)"),
    "dsp": N_("Dataspace Protocol 2025-1"),
    "edc": N_("Eclipse connectors (EDC)"),
    "catena-x": N_("Catena-X"),
    "dpv": N_("Registers (DPV)"),
    "dcat": N_("Data catalogues (DCAT-AP)"),
}


@dataclass(frozen=True, slots=True)
class _Exported:
    exported: ForMachines | None
    why_not: str
    events: tuple[str, ...]


class MachinesDialog(Dialog):
    """The dialog of policies. Nothing is written before a folder is chosen; a policy that is compared changes nothing unless it is recorded."""

    help_page = "machines"

    def __init__(self, context: AppContext, history: str, number: str, parent: QWidget | None = None) -> None:
        super().__init__("machines_dialog", _("{number} for machines", number=number), parent, leave="close")
        self._context, self._history, self._number = context, history, number
        self.exported: ForMachines | None = None
        self.compared: Path | None = None
        self.form = ComboBox(self)
        self.form.setObjectName("machines_form")
        self.form.setAccessibleName(_("For whom"))
        for form in FORMS:
            self.form.addItem(_(_FORM_WORDS[form]), form)
        self.form.currentIndexChanged.connect(lambda _index: self._show_left_out())
        self.badge = StateBadge(self)
        self.badge.hide()
        top = QWidget(self)
        head = FlowLayout(top)
        for part in (Words(_("For whom"), "strong", top), self.form, self.badge):
            head.addWidget(part)
        self.understood = Reader("machines_understood", _("What a machine understands"), self)
        self.left_out = Reader("machines_left_out", _("What it does not understand"), self)
        self.later = Reader("machines_later", _("What happened since the text was agreed"), self)
        self.differences = Reader("machines_differences", _("Where a policy and the paper disagree"), self)
        self.tabs = FrontTabs(self)
        self.tabs.setObjectName("machines_tabs")
        self.tabs.setAccessibleName(_("Parts of the preview"))
        self.tabs.setDocumentMode(True)
        self.tabs.setIconSize(icon_size())
        for page, picture, words in (
            (self.understood, "check", _("Understood")),
            (self.left_out, "text", _("Only on paper")),
            (self.later, "history", _("Since then")),
            (self.differences, "compare", _("Compared")),
        ):
            self.tabs.addTab(page, icon(picture), words)
        _fill(
            self.differences,
            _(
                "Choose a policy of a machine, or the technical schema of a dataset, to see where it and the paper disagree."
            ),
            (),
        )
        policy = QWidget(self)
        row = FlowLayout(policy)
        self.compare_button = QPushButton(icon("compare"), _("Compare with a file …"), policy)
        self.compare_button.setObjectName("machines_compare")
        self.compare_button.clicked.connect(lambda _checked=False: self._compare())
        self.record_button = QPushButton(icon("check"), _("Record the comparison"), policy)
        self.record_button.setObjectName("machines_record")
        self.record_button.clicked.connect(lambda _checked=False: self._record())
        row.addWidget(self.compare_button)
        row.addWidget(self.record_button)
        self.bind_dataset = ComboBox(policy)
        self.bind_dataset.setObjectName("machines_dataset")
        self.bind_dataset.setAccessibleName(_("Dataset that the schema is about"))
        self.bind_button = QPushButton(icon("attachment"), _("Bind to this dataset"), policy)
        self.bind_button.setObjectName("machines_bind")
        self.bind_button.clicked.connect(lambda _checked=False: self._bind())
        row.addWidget(self.bind_dataset)
        row.addWidget(self.bind_button)
        self.bind_dataset.hide()
        self.bind_button.hide()
        self.column.addWidget(top)
        self.column.addWidget(self.tabs, 1)
        self.column.addWidget(policy)
        self.save_button = self.add_button("machines_save", _("Save in a folder …"), "export", self._save, primary=True)
        for button in (self.record_button, self.save_button):
            bar_control(button, being_read())
        self.finish(110, 34)
        context.worker.read(
            self, lambda acting: _exported(acting, history), self._show, key="machines", failed=self.show_error
        )

    def _show(self, exported: _Exported) -> None:
        self.exported = exported.exported
        self.show_problem(exported.why_not)
        bar_control(self.save_button, exported.why_not)
        bar_control(self.record_button, _("Compare a policy first."))
        _fill(
            self.later, _("Leaves as signed events beside the policy:"), exported.events, _("Nothing happened since.")
        )
        if exported.exported is None:
            return
        self.badge.set_badge(
            "info",
            _("All have signed") if exported.exported.binding else _("An offer, nothing in it binds"),
            "good" if exported.exported.binding else "warn",
        )
        self.badge.show()
        self._show_left_out()

    def _show_left_out(self) -> None:
        if self.exported is not None:
            form = str(self.form.currentData())
            _fill(self.understood, _("A machine understands:"), [str(one) for one in understood(self.exported, form)])
            lines = [str(one) for one in left_out(self.exported, form)]
            _fill(self.left_out, _("It does not understand, so read the paper for:"), lines)

    def _save(self) -> None:
        form, history = str(self.form.currentData()), self._history
        folder = self._context.dialogs.ask_folder(_("Folder for the files"))
        if folder is None:
            return
        what = agreement_file(self._number)
        into = folder / stem(f"{self._number} {form}")

        def done(written: Written) -> None:
            self._context.notify(_("Saved: {name}", name=str(into)))

        self._context.worker.change(
            self,
            _("Saving {name}", name=into.name),
            lambda acting, _p: write_for_machines(acting, history, form, _made(into), what),
            done,
            touches=frozenset({"exports"}),
        )

    def _compare(self) -> None:
        path = self._context.dialogs.ask_open_file(
            _("Policy of a machine, or technical schema"), "JSON, YAML (*.json *.jsonld *.yaml *.yml)"
        )
        if path is None:
            return
        history = self._history

        def show(held: BoundPolicy | tuple[HeldSchema, ...]) -> None:
            self.show_problem("")
            self.compared = path
            if isinstance(held, BoundPolicy):
                self._show_differences(held)
            else:
                self._show_schema(held)
            schema = _("A technical schema is bound to a dataset instead.")
            bar_control(self.record_button, "" if isinstance(held, BoundPolicy) else schema)
            self._offer_to_bind(() if isinstance(held, BoundPolicy) else held)

        def failed(error: Exception) -> bool:
            self.show_problem(str(error))
            return True

        self._context.worker.read(
            self,
            lambda acting: _held(acting, history, read_whole(path, limit=LARGEST)),
            show,
            key="policy",
            failed=failed,
        )

    def _show_differences(self, held: BoundPolicy) -> None:
        head = (
            _("The policy permits something else than the paper:")
            if held.alarms
            else _("The policy permits no more than the paper.")
        )
        _fill(self.differences, head, [str(one.message) for one in held.differences])
        self.tabs.setCurrentWidget(self.differences)

    def _show_schema(self, held: tuple[HeldSchema, ...]) -> None:
        lines = []
        for one in held:
            name = str(own(one.dataset.name, one.dataset.key))
            said = [str(each.message) for each in one.differences] or [_("Schema and agreement say the same.")]
            lines += [f"{name}: {each}" for each in said]
        _fill(self.differences, _("The technical schema against the agreed data items:"), lines)
        self.tabs.setCurrentWidget(self.differences)

    def _offer_to_bind(self, held: Sequence[HeldSchema]) -> None:
        """A schema can be bound to the datasets that do not bind this file yet."""
        unbound = [one.dataset for one in held if one.dataset.data_contract.sha256 != one.given.sha256]
        self.bind_dataset.clear()
        for one in unbound:
            self.bind_dataset.addItem(str(own(one.name, one.key)), one.key)
        self.bind_dataset.setVisible(len(unbound) > 1)
        self.bind_button.setVisible(bool(unbound))

    def _bind(self) -> None:
        """Bind the file to the chosen dataset in a new draft; the text that counts stays as it is until that is agreed."""
        path, history, key = self.compared, self._history, str(self.bind_dataset.currentData())
        if path is None:
            return

        def done(held: HeldSchema) -> None:
            self._show_schema((held,))
            self._offer_to_bind(())
            self._context.notify(_("Bound to “{dataset}” in a new draft.", dataset=str(own(held.dataset.name, key))))

        def failed(error: Exception) -> bool:
            self.show_problem(str(error))
            return True

        self._context.worker.change(
            self,
            _("Binding the schema"),
            lambda acting, _p: bind_schema(acting, history, read_whole(path, limit=LARGEST_SCHEMA), key),
            done,
            touches=frozenset({history}),
            failed=failed,
        )

    def _record(self) -> None:
        path, history = self.compared, self._history
        if path is None:
            return

        def done(held: BoundPolicy) -> None:
            self._show_differences(held)
            bar_control(self.record_button, _("This comparison is recorded."))
            self._context.notify(_("Its digest and this result are recorded in your vault."))

        self._context.worker.change(
            self,
            _("Recording the comparison"),
            lambda acting, _p: held_against(acting, history, read_whole(path, limit=LARGEST), bind=True),
            done,
            touches=frozenset({history}),
        )


def _held(acting: Acting, history: str, data: bytes) -> BoundPolicy | tuple[HeldSchema, ...]:
    """A policy, or a technical schema, held against the paper."""
    return held_schemas(acting, history, data) if is_data_contract(data) else held_against(acting, history, data)


def _exported(acting: Acting, history: str) -> _Exported:
    events = tuple(str(event_words(one)) for one in events_of(acting, history))
    try:
        return _Exported(for_machines(acting, history), "", events)
    except AnswerNo as error:
        return _Exported(None, str(error), events)


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def _fill(page: Reader, head: str, lines: Sequence[str], empty: str = "") -> None:
    """A heading and a list; plain text, since names in it come from others."""
    text = "\n".join([head, "", *(f"• {one}" for one in lines)]) if lines else empty or head
    page.page.setPlainText(text)
