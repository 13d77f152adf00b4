"""The table of pseudonyms of a dataset and a recipient, for a trusted third party; and deleting the key behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import N_, Message, _, counted
from datapact.consent.deliveries.pseudonym_table import forget_pseudonyms, mapping_file
from datapact.consent.matrix.question_form import FormChoices
from datapact.organisation.acting.exported import write_exported
from datapact_ui.consent.parts.consent_form import ConsentForm
from datapact_ui.consent.parts.record_files import file_name
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.disabled_controls import bar_control

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class PseudonymsDialog(ConsentForm):
    """There is one key for each dataset and recipient, so that two partners cannot link their data."""

    def __init__(self, context: AppContext, choices: FormChoices, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "pseudonyms",
            _("Table of pseudonyms"),
            _(
                "Each partner can have other pseudonyms of the same people, made with a key of its own that stays in this"
                " vault. The table of ours and theirs is for a trusted third party only: whoever has it can link the two."
            ),
            _("Save the table …"),
            "save",
            parent,
        )
        self.dataset = self.box("pseudonyms-dataset", _("Dataset"), choices.datasets, free=True)
        self.recipient = self.box("pseudonyms-recipient", _("Recipient"), choices.partners, empty=_("please choose"))
        self.forget = self.add_button("forget-key", _("Forget the key …"), "delete", self._forget)
        self.buttons.addButton(self.forget, self.buttons.ButtonRole.DestructiveRole)
        self.fit_fields(100)

    def why_not(self) -> str:
        return self.needs(_("Choose dataset and recipient."), self.dataset, self.recipient)

    def update_state(self, *_entered: object) -> None:
        super().update_state()
        if self._complete:
            bar_control(self.forget, self.why_not())

    def do(self) -> None:
        dataset, recipient = self.dataset.value(), self.recipient.value()
        name = file_name("pseudonyms", dataset, "csv")
        path = self.context.dialogs.ask_save_file(_("Save the table of pseudonyms"), name, "CSV (*.csv)")
        if path is None:
            return

        def write(acting: Acting, _progress: Progress) -> int:
            data, people = mapping_file(acting, dataset, recipient)
            what = Message(N_("Table of pseudonyms of {dataset}"), {"dataset": dataset})
            write_exported(acting, path, data, what)
            return people

        def written(number: int) -> None:
            words = counted(
                "{count} pseudonym was written.", "{count} pseudonyms were written.", number, count=grouped(number)
            )
            self.context.notify(words)
            self.accept()

        self.run(_("Writing the table of pseudonyms"), write, written, touches=frozenset())

    def _forget(self) -> None:
        dataset, recipient = self.dataset.value(), self.recipient.value()
        sure = self.context.dialogs.confirm(
            _("Forget the key for good?"),
            _(
                "Nobody can make the table again then, and the pseudonyms of {dataset} at {recipient} cannot be continued.",
                dataset=self.context.names.dataset(dataset),
                recipient=self.recipient.currentText(),
            ),
            _("Forget the key"),
            keep=_("Keep it"),
            danger=True,
        )
        if not sure:
            return

        def forget(acting: Acting, _progress: Progress) -> bool:
            return forget_pseudonyms(acting, dataset, recipient)

        def done(forgotten: bool) -> None:
            self.context.notify(_("The key is forgotten.") if forgotten else _("There was no key."))

        self.run(_("Forgetting the key"), forget, done, touches=frozenset())
