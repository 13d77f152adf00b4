"""Whose key signs for the member: choose one on a token or smart card, and the libraries that tokens need."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QPushButton, QWidget

from datapact.base.texts import _
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.list_lines import add_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from datapact.base.errors import DataPactError
    from datapact.signing.keys.device import Device
    from datapact.signing.keys.tokens import OnTokens, TokenKey
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

_AT = Qt.ItemDataRole.UserRole


class SigningKeyDialog(Dialog):
    """Shows the certificates on connected tokens; ``chosen`` gives the one that is to count."""

    chosen = Signal(object)
    """A TokenKey."""
    file_wanted = Signal()
    """The member would rather take a key from a file."""
    help_page = "settings"

    def __init__(self, desk: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("signing-key", _("Signing key"), parent)
        self._desk = desk
        self._found: tuple[TokenKey, ...] = ()
        self.column.addWidget(Words(_("Sign with a key on a token or smart card"), "title", self))
        self.column.addWidget(
            Words(
                _(
                    "The key stays on the token. Its certificate goes on your organisation’s card, and texts that are frozen from then on are signed by it."
                ),
                parent=self,
            )
        )
        self.column.addWidget(Words(_("Certificates on connected tokens"), "strong", self))
        self.keys = self._list("signing-key-certificates", _("Certificates on connected tokens"))
        self.keys.currentRowChanged.connect(self._update_state)
        self.column.addWidget(self.keys, 2)
        self.words = Words("", "small", self)
        self.words.setObjectName("signing-key-words")
        self.column.addWidget(self.words)
        self.again = self._button("signing-key-again", "refresh", _("Look again"), self.look)
        self._row(self.again)
        self.column.addWidget(Words(_("Modules for tokens on this computer"), "strong", self))
        self.column.addWidget(
            Words(
                _(
                    "Only if your token does not appear: choose the module (PKCS#11) that its software has installed. It is noted on this computer only."
                ),
                "small",
                self,
                quiet=True,
            )
        )
        self.modules = self._list("signing-key-modules", _("Modules for tokens on this computer"))
        self.modules.currentRowChanged.connect(self._update_state)
        self.column.addWidget(self.modules, 1)
        self.add = self._button("signing-key-add", "add", _("Add a module …"), self._add)
        self.remove = self._button("signing-key-remove", "delete", _("Remove"), self._remove)
        self._row(self.add, self.remove)
        self.add_button("signing-key-file", _("From a file instead …"), "attachment", self._from_file)
        self.doing = self.add_button("signing-key-do", _("Use this key"), "sign", self._choose, primary=True)
        self._update_state()
        self.finish(78, 26)
        self.keys.setFocus()
        self.look()

    def _list(self, name: str, words: str) -> QListWidget:
        made = QListWidget(self)
        made.setObjectName(name)
        made.setAccessibleName(words)
        made.setWordWrap(True)
        made.setMinimumHeight(space(12))
        return made

    def _button(self, name: str, picture: str, words: str, do: Callable[[], object]) -> QPushButton:
        made = QPushButton(icon(picture), words, self)
        made.setObjectName(name)
        made.setAutoDefault(False)
        made.clicked.connect(lambda _checked=False: do())
        return made

    def _row(self, *buttons: QPushButton) -> None:
        row = QHBoxLayout()
        row.setSpacing(space(2))
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)

    # ---- looking ----

    def look(self) -> None:
        """Ask all tokens, off the UI thread."""
        self.again.setEnabled(False)
        self._say(_("Looking for tokens …"))

        def job(_progress: Progress) -> tuple[Device, OnTokens]:
            from datapact.signing.keys.device import read_device
            from datapact.signing.keys.tokens import on_tokens

            device = read_device()
            return device, on_tokens(device)

        self._desk.worker.beside(
            self, _("Looking for tokens …"), job, lambda found: self._show(*found), failed=self._failed
        )

    def _show(self, device: Device, found: OnTokens) -> None:
        from datapact.signing.pades.revocation import certificate_name

        self.again.setEnabled(True)
        self._found = found.keys
        self.keys.clear()
        for place, key in enumerate(found.keys):
            words = _(
                "{name}, on the token “{token}”, valid until {day}",
                name=certificate_name(key.certificate),
                token=key.token.label,
                day=key.certificate.not_valid_after_utc.date().isoformat(),
            )
            if not key.suits:
                words += "\n" + _("Not for contracts: it takes P-256 or RSA of 3,072 bits, for non-repudiation.")
            line = add_line(self.keys, words, icon("key"))
            line.setData(_AT, place)
            if not key.suits:
                line.setFlags(line.flags() & ~Qt.ItemFlag.ItemIsEnabled)
        if found.keys and found.keys[0].suits:
            self.keys.setCurrentRow(0)
        self.modules.clear()
        for module in device.modules:
            add_line(self.modules, str(module)).setToolTip(str(module))
        self._say("\n".join([*map(str, found.faults), *self._nothing(found)]))
        self._update_state()

    def _nothing(self, found: OnTokens) -> list[str]:
        if found.keys:
            return []
        if found.tokens:
            return [_("The connected tokens hold no certificate.")]
        return [_("No token is connected. Connect it, and look again.")]

    def _say(self, words: str) -> None:
        self.words.setText(words)
        self.words.setVisible(bool(words))

    def _failed(self, error: DataPactError) -> bool:
        self.again.setEnabled(True)
        self.say_problem(str(error))
        self._say("")
        return True

    # ---- choosing ----

    def _update_state(self, *_row: object) -> None:
        self.doing.setEnabled(self._current() is not None)
        self.remove.setEnabled(self.modules.currentRow() >= 0)

    def _current(self) -> TokenKey | None:
        line = self.keys.currentItem()
        if line is None or self.keys.currentRow() < 0:
            return None
        key = self._found[line.data(_AT)]
        return key if key.suits else None

    def _choose(self) -> None:
        key = self._current()
        if key is not None:
            self.chosen.emit(key)
            self.accept()

    def _from_file(self) -> None:
        self.accept()
        self.file_wanted.emit()

    def _add(self) -> None:
        from datapact.signing.keys.device import add_module

        path = self._desk.dialogs.ask_open_file(_("Choose the module of the token"), _("Modules (*.so *.dll *.dylib)"))
        if path is not None:
            self._change(lambda: add_module(path))

    def _remove(self) -> None:
        from datapact.signing.keys.device import remove_module

        line = self.modules.currentItem()
        if line is not None:
            path = Path(line.text())
            self._change(lambda: remove_module(path))

    def _change(self, do: Callable[[], object]) -> None:
        self.say_problem("")
        self._desk.worker.beside(
            self,
            _("Writing the settings"),
            lambda _progress: do(),
            lambda _device: self.look(),
            failed=self._failed,
        )
