"""After the vault was made: the recovery sheet, once, before work begins."""

from __future__ import annotations

from datapact.base.clock import in_zone
from datapact.base.texts import _
from datapact.pdf.reports.recovery_sheet import RecoverySheet
from datapact_ui.kit.context.app_context import Opened
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.unlock.gate import Gate, Screen
from datapact_ui.unlock.recovery_sheet_panel import RecoverySheetPanel


class RecoverySheetScreen(Screen):
    """The recovery sheet: the code, ways to keep it, and the button to begin work."""

    def __init__(self, gate: Gate, opened: Opened, code: str) -> None:
        super().__init__(
            gate,
            "recovery-sheet",
            _("Keep the recovery code"),
            _("It is the only way back when the passphrase is lost, and it is shown this once."),
        )
        facts = opened.facts
        self._opened = opened
        made = in_zone(gate.clock()).date()
        sheet = RecoverySheet(facts.organisation_name, str(facts.folder), facts.member_name, made, code)
        self.panel = RecoverySheetPanel(sheet, gate.dialogs, self)
        self.column.addWidget(self.panel)
        self.column.addWidget(
            Words(
                _("Keep it on paper, away from this computer. Whoever has both it and the vault can read everything."),
                parent=self,
            )
        )
        self._go = PrimaryButton(_("Begin to work"), "", self)
        self._go.setObjectName("sheet-go")
        self._go.clicked.connect(lambda _checked=False: self.go_on())
        self.column.addWidget(self._go)
        self.finish(self._go)

    def take_focus(self) -> None:
        self.panel.save_button.setFocus()

    def go_on(self) -> None:
        """Begin to work; asks once more when the sheet was neither saved nor printed."""
        if not self.panel.kept and not self.gate.dialogs.confirm(
            _("Did you write the code down?"),
            _("The recovery sheet was neither saved nor printed. The code is not shown again."),
            _("I wrote it down"),
            keep=_("Back to the sheet"),
            danger=True,
        ):
            return
        self.gate.opened.emit(self._opened)
