"""Welcome: the vaults that were opened last, a new one, a backup, or the sample to look around."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QPushButton, QWidget

from datapact.base.texts import _
from datapact.vault.folder.preferences import recent_vaults
from datapact.vault.keys.paths import Paths
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.unlock.gate import Gate, Screen
from datapact_ui.unlock.unlock_screen import vault_name


class Welcome(Screen):
    """The first screen without an open vault."""

    def __init__(self, gate: Gate) -> None:
        super().__init__(
            gate,
            "welcome",
            _("Welcome to DataPact"),
            _(
                "Your organisation's agreements live in an encrypted vault on this computer. No platform stands in the middle."
            ),
        )
        known = recent_vaults()
        if known:
            self.column.addWidget(Words(_("Your vaults"), "heading", self))
            for number, folder in enumerate(known):
                self.column.addWidget(self._vault_button(number, folder))
            self.column.addSpacing(space(3))
        self._new = PrimaryButton(_("Make a vault for my organisation"), "add", self)
        self._new.setObjectName("welcome-new")
        self._new.clicked.connect(lambda _checked=False: self._make())
        self.column.addWidget(self._new)
        links = self.links(
            [
                ("welcome-sample", "sample", _("Look around in the sample vault"), self._sample),
                ("welcome-open", "open", _("Open a vault's folder"), self._open),
                ("welcome-restore", "restore", _("Restore a backup"), self._restore),
                ("welcome-team", "partners", _("Join your organisation's team"), self._join_team),
            ]
        )
        self.column.addWidget(links)
        self.finish(self._new, links)

    def _vault_button(self, number: int, folder: Path) -> QWidget:
        button = QPushButton(icon("vault"), vault_name(folder), self)
        button.setObjectName(f"welcome-vault-{number}")
        button.setIconSize(icon_size(1.2))
        button.setToolTip(str(folder))
        button.clicked.connect(lambda _checked=False: self.gate.vault_chosen.emit(folder))
        return button

    def take_focus(self) -> None:
        self._new.setFocus()

    def _make(self) -> None:
        from datapact_ui.unlock.first_start import FirstStart

        self.gate.show(lambda: FirstStart(self.gate))

    def _restore(self) -> None:
        from datapact_ui.unlock.restore_screen import RestoreScreen

        self.gate.show(lambda: RestoreScreen(self.gate))

    def _join_team(self) -> None:
        from datapact_ui.unlock.team_screen import TeamScreen

        self.gate.show(lambda: TeamScreen(self.gate))

    def _sample(self) -> None:
        from datapact_ui.unlock.sample_vault import SampleScreen

        self.gate.show(lambda: SampleScreen(self.gate))

    def _open(self) -> None:
        folder = self.gate.dialogs.ask_folder(_("Open a vault's folder"))
        if folder is None:
            return
        if Paths(folder).vault_file.is_file():
            self.gate.vault_chosen.emit(folder)
        else:
            self.problem.say(_("{folder} is not a DataPact vault. Check the name.", folder=str(folder)))
