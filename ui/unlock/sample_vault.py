"""The sample vault: two made-up organisations and one signed agreement, to look around in without any setup."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from datapact.base.files import write_whole
from datapact.base.texts import _, current_language
from datapact.cli.actions.demo import KELLER, add_calendar, run_demo
from datapact.organisation.members.unlocking import unlock
from datapact.vault.keys.slot import KdfParameters
from datapact_ui.kit.context.app_context import Opened, read_opened
from datapact_ui.kit.fields.vault_folders import sample_folder, sample_passphrase
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.unlock.gate import Gate, Screen

if TYPE_CHECKING:
    from datapact.base.clock import Clock
    from datapact_ui.kit.background.runner import Progress

MEMBER = "anna-keller"
CHEAP = KdfParameters(1, 8192, 1)
"""The least cost of a key: nothing in the sample is secret, so nobody has to wait for the key derivation."""


def open_sample(clock: Clock, progress: Progress) -> Opened:
    """Open the sample vault, making it if missing; one that was cut short is made anew."""
    folder = sample_folder()
    vault, finished = folder / KELLER, folder / "finished"
    if not finished.is_file():
        shutil.rmtree(folder, ignore_errors=True)
        run_demo(folder, clock, CHEAP, progress)
        with unlock(vault, MEMBER, sample_passphrase(vault, MEMBER), clock) as acting:
            add_calendar(acting, current_language())
        write_whole(finished, b"")
    progress(_("Opening the sample vault"), 0, 0)
    return read_opened(unlock(vault, MEMBER, sample_passphrase(vault, MEMBER), clock))


class SampleScreen(Screen):
    """The screen that starts at once, without fields."""

    def __init__(self, gate: Gate) -> None:
        super().__init__(
            gate,
            "sample",
            _("The sample vault"),
            _(
                "Two organisations, a signed agreement and real keys. Everything in it is made up; change what you like."
            ),
        )
        self._again = PrimaryButton(_("Open the sample vault"), "sample", self)
        self._again.setObjectName("sample-open")
        self._again.clicked.connect(lambda _checked=False: self.open())
        back = self.links([("sample-back", "back", _("Back"), lambda: gate.vault_chosen.emit(None))])
        self.column.addWidget(
            Words(_("You work as Anna Keller, managing director of Maschinenbau Keller GmbH."), parent=self)
        )
        self.column.addWidget(self._again)
        self.column.addWidget(back)
        self.finish(self._again, back)

    def take_focus(self) -> None:
        self.open()

    def open(self) -> None:
        """Make and open it."""
        clock = self.gate.clock
        self.do(_("Making the sample vault …"), lambda progress: open_sample(clock, progress), self.gate.opened.emit)
