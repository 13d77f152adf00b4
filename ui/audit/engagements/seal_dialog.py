"""The dialog for a sealed copy for an external auditor: the dossiers in scope, sealed to the auditor's card."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from datapact.audit.engagements.engagements import Auditors, Engagement, auditors
from datapact.audit.engagements.sealed_copy import ENDING
from datapact.audit.exports.sealed_scope import SealedScope, seal_scope
from datapact.base.day_words import long_date
from datapact.base.errors import DataPactError
from datapact.base.files import write_whole
from datapact.base.texts import _, counted, current_language
from datapact_ui.audit.parts.withhold_tree import WithholdTree
from datapact_ui.audit.parts.written_line import WrittenLine
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.fields.day_field import DayField
from datapact_ui.kit.layout.flow_layout import labelled
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control, underway
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class SealDialog(Dialog):
    """The dialog that seals an export for an external auditor: content, last day, and what that day means."""

    help_page = "audit"

    def __init__(self, context: AppContext, engagement: Engagement, parent: QWidget | None = None) -> None:
        super().__init__(
            "seal-dialog", _("Sealed copy for {auditor}", auditor=engagement.auditor), parent, leave="close"
        )
        self._context, self._engagement = context, engagement
        column = self.column
        column.addWidget(Words(engagement.title, "heading", self))
        scope = (
            counted(
                "The internal dossiers of {n} agreement, with registers, tables and index.",
                "The internal dossiers of {n} agreements, with registers, tables and index.",
                len(engagement.agreements),
            )
            if engagement.agreements
            else _("The internal dossiers of all agreements, with registers, tables and index.")
        )
        column.addWidget(Words(str(scope), parent=self))
        sealed = _("Only {auditor} and your own organisation can open the file.", auditor=engagement.auditor)
        column.addWidget(WarningLine(sealed, "info", self))
        self.identity = WarningLine(
            _(
                "The identity of {auditor} is not confirmed: whoever made that card can open the copy. Compare the"
                " fingerprint before you send it.",
                auditor=engagement.auditor,
            ),
            "warn",
            self,
        )
        self.identity.setObjectName("seal-identity")
        self.identity.hide()
        column.addWidget(self.identity)
        self.day = DayField("seal-day", _("For use until"), self)
        self.day.set_value(engagement.last.isoformat())
        self.day.line.textChanged.connect(lambda _text: self._update_state())
        row = QHBoxLayout()
        row.addWidget(labelled(_("For use until"), self.day, self))
        row.addStretch(1)
        column.addLayout(row)
        courtesy = _(
            "DataPact does not open the copy after this day. That is a courtesy, not a lock: whoever has opened it once"
            " has what is in it."
        )
        column.addWidget(WarningLine(courtesy, "warn", self))
        column.addSpacing(space(1))
        column.addWidget(Words(_("Withhold"), "strong", self))
        self.tree = WithholdTree(self, "seal-withhold")
        column.addWidget(self.tree)
        self.written = WrittenLine(context, "seal-written", self)
        column.addWidget(self.written)
        column.addStretch(1)
        self.sealing = self.add_button("seal-save", _("Seal and save …"), "lock", self._seal, primary=True)
        self.finish(88, 26)
        self._update_state()
        self.sealing.setFocus()
        context.worker.read(self, auditors, self._show_identity, key="seal-identity")

    def _show_identity(self, known: Auditors) -> None:
        trust = {one.organisation: one.trust for one in known.outside}.get(self._engagement.organisation)
        self.identity.setVisible(trust != "confirmed")

    def _update_state(self) -> None:
        if not hasattr(self, "sealing"):
            return  # still being built
        day, last = self.day.day(), self._engagement.last
        wrong = ""
        if day is None:
            wrong = _("Give the last day.")
        elif day > last:
            wrong = _("The audit ends on {day}.", day=long_date(last, current_language()))
        elif day < self._context.today():
            wrong = _("The last day has passed.")
        bar_control(self.sealing, wrong)
        self.show_problem(wrong)

    def _seal(self) -> None:
        found, day, withheld = self._engagement, self.day.day(), self.tree.chosen()
        path = self._context.dialogs.ask_save_file(
            _("Save the sealed copy"), f"datapact-{self._context.today().isoformat()}{ENDING}", f"DataPact (*{ENDING})"
        )
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(ENDING)

        def job(acting: Acting, progress: Progress) -> SealedScope:
            made = seal_scope(
                acting,
                found.key,
                f"{path.stem}.zip",
                use_by=day,
                withheld=withheld,
                progress=lambda done, total: progress(_("Making dossiers"), done, total),
            )
            write_whole(path, made.data)
            return made

        bar_control(self.sealing, underway())
        self.written.clear()
        self._context.worker.change(
            self,
            _("Sealing the copy"),
            job,
            lambda made: self._sealed(path, made),
            touches=frozenset({"exports"}),
            failed=self._failed,
        )

    def _failed(self, error: DataPactError) -> bool:
        bar_control(self.sealing, "")
        self.show_problem(str(error))
        return True

    def _sealed(self, path: Path, made: SealedScope) -> None:
        bar_control(self.sealing, "")
        number = len(made.export.dossiers)
        words = counted("{n} dossier was sealed and recorded.", "{n} dossiers were sealed and recorded.", number)
        self.written.show_file(path, made.sha256, str(words))
        self._context.notify(_("The sealed copy was written to {name}.", name=path.name))
