"""Unlock a vault: member, passphrase, and alternatives for those without one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFormLayout, QWidget

from datapact.base.errors import DataPactError, Locked
from datapact.base.texts import _
from datapact.vault.folder.preferences import last_member
from datapact.vault.keys.header import list_slots, read_vault_file
from datapact.vault.keys.paths import Paths
from datapact_ui.kit.fields.vault_folders import sample_passphrase
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.passphrase_field import PassphraseField
from datapact_ui.kit.widgets.wheel_free import ComboBox
from datapact_ui.unlock.gate import Gate, Screen

if TYPE_CHECKING:
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import Opened

DELAYS = (0, 0, 1, 2, 4, 8, 15, 30)
"""Seconds to wait after so many wrong passphrases; the last one stays. The key derivation protects the file itself,
the delay keeps somebody at the keyboard from trying."""

_LOST_STOP = re.compile(r"\be\. ?V$")
"""Ends of names without their full stop, which the folders of earlier versions left out."""


class _Members(ComboBox):
    """The people of a vault. ``taken``: one was picked in the open list; whoever types a name is not at its end yet."""

    taken = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_open = False
        self.activated.connect(self._on_activated)

    def showPopup(self) -> None:
        self._is_open = True
        super().showPopup()

    def hidePopup(self) -> None:
        super().hidePopup()
        QTimer.singleShot(0, self, self._forget)  # the choice is told after the list has gone

    def _on_activated(self, _index: int) -> None:
        if self._is_open:
            self.taken.emit()

    def _forget(self) -> None:
        self._is_open = False


class UnlockScreen(Screen):
    """Member chooser (with one member only a name), field, button."""

    def __init__(self, gate: Gate, folder: Path, member: str | None = None) -> None:
        super().__init__(gate, "unlock", _("Unlock"), vault_name(folder))
        self._folder = folder
        self._wrong = 0
        self._left = 0
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._count_down)
        self._members = _Members(self)
        self._members.setObjectName("unlock-member")
        self._members.setAccessibleName(_("Member"))
        self._field = PassphraseField("unlock-passphrase", _("Passphrase"), self)
        self._field.entered.connect(self.unlock)
        self._field.edited.connect(lambda _text: self.problem.clear())
        self._button = PrimaryButton(_("Unlock"), "unlock", self)
        self._button.setObjectName("unlock-button")
        self._button.clicked.connect(lambda _checked=False: self.unlock())
        self._waiting = Words("", parent=self, quiet=True)
        self._waiting.setObjectName("unlock-waiting")
        self._waiting.hide()
        form = QWidget(self)
        fields = QFormLayout(form)
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setSpacing(space(3))
        fields.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        fields.addRow(_("Member"), self._members)
        fields.addRow(_("Passphrase"), self._field)
        self.why = Words("", parent=self, quiet=True)
        self.why.setObjectName("unlock-why")
        self.why.hide()
        self.column.addWidget(self.why)
        self.column.addWidget(form)
        self.column.addWidget(self._button)
        self.column.addWidget(self._waiting)
        self._sample_note = Words(_("This is the sample vault: its passphrase is filled in."), parent=self, quiet=True)
        self.column.addWidget(self._sample_note)
        self._fill_members(member)
        self._members.currentIndexChanged.connect(lambda _index: self._know_sample())
        self._members.taken.connect(self._field.setFocus)
        self._know_sample()
        links = self._ways()
        self.finish(form, self._button, links)
        self.column.insertWidget(self.column.count() - 1, links)

    def say_why(self, words: str) -> None:
        """Say why the passphrase is asked, where nobody locked the vault."""
        self.why.setText(words)
        self.why.show()

    def _fill_members(self, member: str | None) -> None:
        try:
            slots = list_slots(self._folder)
        except DataPactError as error:
            self.problem.say(str(error))
            return
        for slot in slots:
            if slot.kind == "member":
                self._members.addItem(slot.display_name or slot.id, slot.id)
        several = self._members.count() > 1
        known = member or last_member(self._folder)
        index = self._members.findData(known) if known else -1
        if index < 0 and several and not sample_passphrase(self._folder, self._members.itemData(0)):
            self._members.setPlaceholderText(_("Choose who you are"))  # nobody types into another person's field
            self._members.setCurrentIndex(-1)
        else:
            self._members.setCurrentIndex(max(index, 0))
        bar_control(self._members, "" if several else _("The vault has one member."))

    def _know_sample(self) -> None:
        known = sample_passphrase(self._folder, self._members.currentData() or "")
        self._sample_note.setVisible(bool(known))
        if known:
            self._field.line.setText(known)

    def _ways(self) -> QWidget:
        return self.links(
            [
                ("unlock-invitation", "invite", _("I have an invitation code"), self._join),
                ("unlock-recovery", "key", _("I have lost my passphrase"), self._recover),
                ("unlock-other", "vault", _("Another vault"), lambda: self.gate.vault_chosen.emit(None)),
            ]
        )

    def _join(self) -> None:
        from datapact_ui.unlock.join_screen import JoinScreen

        self.gate.show(lambda: JoinScreen(self.gate, self._folder))

    def _recover(self) -> None:
        from datapact_ui.unlock.recover_screen import RecoverScreen

        self.gate.show(lambda: RecoverScreen(self.gate, self._folder))

    def take_focus(self) -> None:
        (self._field if self._members.currentIndex() >= 0 else self._members).setFocus()

    def unlock(self, passphrase: str | None = None) -> None:
        """Derive the keys off the UI thread and open the vault."""
        if self._left:
            return
        if self._members.currentIndex() < 0:
            self.problem.say(_("Choose who you are first."))
            self._members.setFocus()
            return
        folder, member, clock = self._folder, self._members.currentData(), self.gate.clock
        secret = self._field.text() if passphrase is None else passphrase

        def job(_progress: Progress) -> Opened:
            from datapact.organisation.members.unlocking import unlock
            from datapact.team.steps.line_confirmation import ask_the_team
            from datapact_ui.kit.context.app_context import read_opened

            ask_the_team()
            acting = unlock(folder, member, secret, clock)
            try:
                return read_opened(acting)
            except BaseException:
                acting.close()
                raise

        self.do(unlocking_words(folder), job, self._done)

    def _done(self, opened: Opened) -> None:
        self._field.clear()
        self.gate.opened.emit(opened)

    def refused(self, error: DataPactError) -> None:
        self._field.line.selectAll()
        if isinstance(error, Locked):
            self._wrong += 1
            self._left = DELAYS[min(self._wrong, len(DELAYS) - 1)]
        if self._left:
            self._show_waiting()
            self._tick.start()
        self._field.setFocus()

    def _count_down(self) -> None:
        self._left -= 1
        self._show_waiting()
        if self._left <= 0:
            self._tick.stop()
            bar_control(self._button, "")

    def _show_waiting(self) -> None:
        self._waiting.setVisible(self._left > 0)
        words = _("You can try again in {n} s.", n=self._left)
        self._waiting.setText(words)
        if self._left > 0:
            bar_control(self._button, words)


def unlocking_words(folder: Path) -> str:
    """What unlocking does: a vault that an earlier version wrote last is backed up and brought up to this one meanwhile."""
    from datapact.vault.database.migrate import CURRENT

    try:
        older = read_vault_file(Paths(folder).vault_file).schema < CURRENT
    except DataPactError:  # unlocking says why
        older = False
    if older:
        return _("Unlocking, after a backup bringing the vault up to this version of DataPact …")
    return _("Unlocking …")


def vault_name(folder: Path) -> str:
    """The name of a vault's folder for people."""
    name = folder.name.removesuffix(".datapact")
    return f"{name}." if _LOST_STOP.search(name) else name
