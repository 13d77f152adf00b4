"""A screen for who comes with a code: who you are, the code, and a passphrase of your own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.base.errors import DataPactError
from datapact.base.texts import _
from datapact.vault.keys.header import list_slots
from datapact_ui.kit.fields.form_fields import Form
from datapact_ui.kit.fields.new_passphrase import NewPassphrase
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.kit.widgets.wheel_free import ComboBox
from datapact_ui.unlock.gate import Gate, Screen

if TYPE_CHECKING:
    from datapact_ui.kit.background.runner import Progress


class CodeScreen(Screen):
    """A screen for a person who comes with a code.

    ``kind`` is that of the key slots whose people can come; subclasses make keys with what was entered.
    """

    def __init__(
        self,
        gate: Gate,
        folder: Path,
        name: str,
        kind: str,
        heading: str,
        sentence: str,
        code: str,
        button: str,
        note: str = "",
    ) -> None:
        """``code`` is what the code is called, ``note`` stands before the button."""
        super().__init__(gate, name, heading, sentence)
        self.folder = folder
        form = Form(self)
        self.members = ComboBox(self)
        try:
            for slot in list_slots(folder):
                if slot.kind == kind:
                    self.members.addItem(slot.display_name or slot.id, slot.id)
        except DataPactError as error:
            self.problem.say(str(error))
        form.add(f"{name}-member", _("Your name"), self.members)
        self.code = form.line(f"{name}-code", code)
        self.new = NewPassphrase(self, founds=kind != "invitation")
        self.new.entered.connect(self.go)
        form.wide(self.new)
        self.button = PrimaryButton(button, "key", self)
        self.button.setObjectName(f"{name}-button")
        self.button.clicked.connect(lambda _checked=False: self.go())
        back = self.links([(f"{name}-back", "back", _("Back to unlock"), lambda: gate.vault_chosen.emit(folder))])
        self.form = form
        self.column.addWidget(form)
        if note:
            self.column.addWidget(Words(note, parent=self, quiet=True))
        self.column.addWidget(self.button)
        self.column.addWidget(back)
        self.finish(form, self.button, back)

    def go(self) -> None:
        """Make the keys, if the new passphrase can be used."""
        raise NotImplementedError

    def make_keys[T](self, words: str, make: Callable[[str, str, str], T], done: Callable[[T], object]) -> None:
        """Call ``make`` with the member, the code and the new passphrase, off the UI thread; then forget the passphrase."""
        problem = self.new.problem()
        if problem:
            self.problem.say(problem)
            return
        member, code, secret = self.members.currentData(), self.code.text(), self.new.text()

        def job(_progress: Progress) -> T:
            return make(member, code, secret)

        def made(value: T) -> None:
            self.new.clear()
            done(value)

        self.do(words, job, made)
