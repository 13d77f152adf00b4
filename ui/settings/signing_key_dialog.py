"""The key that signs for the member: choose one on a token or at a service; modules and services of this computer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QPushButton, QWidget

from datapact.base.errors import AnswerNo
from datapact.base.texts import N_, Argument, _
from datapact.signing.keys.services import RELEASED, RemoteKey
from datapact_ui.kit.background.dialogs import client_secret
from datapact_ui.kit.background.runner import Cancelled
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.tables.empty_words import EmptyWords
from datapact_ui.kit.tables.section import nothing_chosen
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control, underway
from datapact_ui.kit.widgets.list_lines import add_line
from datapact_ui.kit.widgets.wheel_free import ComboBox

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from datapact.base.errors import DataPactError
    from datapact.organisation.acting.acting_member import Acting
    from datapact.signing.keys.device import Device
    from datapact.signing.keys.services import Api, Service
    from datapact.signing.keys.tokens import OnTokens, TokenKey
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

_AT = Qt.ItemDataRole.UserRole


class SigningKeyDialog(Dialog):
    """Shows the certificates on connected tokens or at a service; ``chosen`` gives the one that is to count."""

    chosen = Signal(object)
    """A TokenKey or a RemoteKey."""
    file_wanted = Signal()
    """The member would rather take a key from a file."""
    help_page = "settings"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("signing-key", _("Signing key"), parent)
        self._context = context
        self._found: tuple[TokenKey | RemoteKey, ...] = ()
        self._device: Device | None = None
        self.column.addWidget(Words(_("Sign with a key from elsewhere"), "title", self))
        self.column.addWidget(
            Words(
                _(
                    "The key stays where it is. Its certificate goes on your organisation’s card, and texts that are frozen from then on are signed by it."
                ),
                parent=self,
            )
        )
        self.place = ComboBox(self)
        self.place.setObjectName("signing-key-place")
        self.place.setAccessibleName(_("Where the key lies"))
        self.place.addItem(_("Connected tokens and smart cards"), "")
        self.place.activated.connect(lambda _row: self._turn())
        self.column.addWidget(Words(_("Where the key lies"), "strong", self))
        self.column.addWidget(self.place)
        self.keys = self._list("signing-key-certificates", _("Certificates"))
        EmptyWords(_("No certificate is found yet."), self.keys)
        self.keys.currentRowChanged.connect(self._update_state)
        self.column.addWidget(self.keys, 2)
        self.words = Words("", "small", self)
        self.words.setObjectName("signing-key-words")
        self.column.addWidget(self.words)
        self.again = self._button("signing-key-again", "refresh", _("Look again"), self.look)
        self._row(self.again)
        self.column.addWidget(Words(_("Modules for tokens, and signing services"), "strong", self))
        self.column.addWidget(
            Words(
                _(
                    "If your token does not appear, add the module (PKCS#11) that its software has installed. All this is noted on this computer only."
                ),
                "small",
                self,
                quiet=True,
            )
        )
        self.modules = self._list("signing-key-modules", _("Modules for tokens, and signing services"))
        EmptyWords(_("None is noted on this computer: add one below."), self.modules)
        self.modules.currentRowChanged.connect(self._update_state)
        self.column.addWidget(self.modules, 1)
        self.add = self._button("signing-key-add", "add", _("Add a module …"), self._add)
        self.remove = self._button("signing-key-remove", "delete", _("Remove"), self._remove)
        self.add_service = self._button("signing-key-add-service", "add", _("Add a service …"), self._ask_for_service)
        self._row(self.add, self.add_service, self.remove)
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

    def _turn(self) -> None:
        """Show another place: tokens at once, a service once somebody wants to log in."""
        self.show_problem("")
        self._show_keys(())
        if not self.place.currentData():
            self.look()
            return
        self.again.setText(_("Show its certificates"))
        service = self._service()
        login = service is not None and service.login
        self._show_words(
            _("Your browser opens at {host}; log in there.", host=service.login_host) if service and login else ""
        )

    def _service(self) -> Service | None:
        device, name = self._device, self.place.currentData()
        return next((one for one in device.services if one.name == name), None) if device is not None and name else None

    def look(self) -> None:
        """Ask all tokens, or the chosen service, off the UI thread."""
        service = self._service()
        bar_control(self.again, underway())
        self.show_problem("")
        if service is not None:
            secret = client_secret(self._context.dialogs, service)
            if secret is None:
                bar_control(self.again, "")
                return
            self._show_words(_("Waiting for {name} …", name=service.name))

            def asked(progress: Progress) -> tuple[RemoteKey, ...]:
                from datapact.signing.keys.csc import log_in, remote_keys

                def alive() -> None:
                    try:
                        progress(_("Waiting for your browser"), 0, 0)
                    except Cancelled:
                        raise AnswerNo(N_("You stopped waiting for {name}."), name=service.name) from None

                return remote_keys(log_in(service, alive=alive, secret=secret))

            self._context.worker.run_apart(
                self, _("Waiting for your browser"), asked, self._show_remote, failed=self._failed
            )
            return
        self.again.setText(_("Look again"))
        self._show_words(_("Looking for tokens …"))

        def job(_progress: Progress) -> tuple[Device, OnTokens]:
            from datapact.signing.keys.device import read_device
            from datapact.signing.keys.tokens import on_tokens

            device = read_device()
            return device, on_tokens(device)

        self._context.worker.run_apart(
            self, _("Looking for tokens …"), job, lambda found: self._show(*found), failed=self._failed
        )

    def _show_remote(self, keys: tuple[RemoteKey, ...]) -> None:
        bar_control(self.again, "")
        self._show_keys(keys)
        self._show_words("" if keys else _("The service holds no key for you."))

    def _show(self, device: Device, found: OnTokens) -> None:
        bar_control(self.again, "")
        self._show_device(device)
        self._show_keys(found.keys)
        self._show_words("\n".join([*map(str, found.faults), *self._nothing(found)]))

    def _show_device(self, device: Device) -> None:
        self._device = device
        self.modules.clear()
        for module in device.modules:
            line = add_line(self.modules, str(module), icon("key"))
            line.setData(_AT, ("module", str(module)))
        for service in device.services:
            words = _(
                "{name}, {host}, interface {api}", name=service.name, host=service.host, api=RELEASED[service.api]
            )
            line = add_line(self.modules, words, icon("network"))
            line.setData(_AT, ("service", service.name))
        chosen = self.place.currentData()
        while self.place.count() > 1:
            self.place.removeItem(1)
        for service in device.services:
            self.place.addItem(service.name, service.name)
        self.place.setCurrentIndex(max(0, self.place.findData(chosen)))

    def _show_keys(self, keys: Sequence[TokenKey | RemoteKey]) -> None:
        from datapact.signing.pades.revocation import certificate_end, certificate_name

        self._found = tuple(keys)
        self.keys.clear()
        for place, key in enumerate(keys):
            named: dict[str, Argument] = {
                "name": certificate_name(key.certificate),
                "day": certificate_end(key.certificate),
            }
            if isinstance(key, RemoteKey):
                words = _("{name}, at {service}, valid until {day}", service=key.service, **named)
            else:
                words = _("{name}, on the token “{token}”, valid until {day}", token=key.token.label, **named)
            if not key.suits:
                words += "\n" + _("Not for contracts: it takes P-256 or RSA of 3,072 bits, for non-repudiation.")
            line = add_line(self.keys, words, icon("key"))
            line.setData(_AT, place)
            if not key.suits:
                line.setFlags(line.flags() & ~Qt.ItemFlag.ItemIsEnabled)
        if keys and keys[0].suits:
            self.keys.setCurrentRow(0)
        self._update_state()

    def _nothing(self, found: OnTokens) -> list[str]:
        if found.keys:
            return []
        if found.tokens:
            return [_("The connected tokens hold no certificate.")]
        return [_("No token is connected. Connect it, and look again.")]

    def _show_words(self, words: str) -> None:
        self.words.setText(words)
        self.words.setVisible(bool(words))

    def _failed(self, error: DataPactError) -> bool:
        bar_control(self.again, "")
        self.show_problem(str(error))
        self._show_words("")
        return True

    # ---- choosing ----

    def _update_state(self, *_row: object) -> None:
        bar_control(self.doing, "" if self._current() is not None else _("Choose a certificate above."))
        bar_control(self.remove, "" if self.modules.currentRow() >= 0 else nothing_chosen(None))

    def _current(self) -> TokenKey | RemoteKey | None:
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

        path = self._context.dialogs.ask_open_file(
            _("Choose the module of the token"), _("Modules (*.so *.dll *.dylib)")
        )
        if path is not None:
            self._change(lambda: add_module(path))

    def _ask_for_service(self) -> None:
        dialog = ServiceDialog(self._context, self)
        dialog.accepted.connect(self.look)
        dialog.open()

    def _remove(self) -> None:
        from datapact.signing.keys.device import forget_service, remove_module

        line = self.modules.currentItem()
        if line is None:
            return
        kind, name = line.data(_AT)
        self._change((lambda: remove_module(Path(name))) if kind == "module" else (lambda: forget_service(name)))

    def _change(self, do: Callable[[], object]) -> None:
        self.show_problem("")
        self.place.setCurrentIndex(0)
        self._context.worker.run_apart(
            self,
            _("Writing the settings"),
            lambda _progress: do(),
            lambda _device: self.look(),
            failed=self._failed,
        )


class ServiceDialog(FormDialog):
    """Sets up a remote signing service: it is asked once what it is, and noted on this computer."""

    help_page = "settings"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "signing-service",
            _("Add a signing service"),
            _(
                "A service that keeps your key and signs hashes by the interface of the Cloud Signature Consortium. Its operator gives you address and client id."
            ),
            _("Add the service"),
            "add",
            parent,
        )
        self.called = self.line("signing-service-name", _("Name"), longest=80)
        self.address = self.line("signing-service-address", _("Address of the service"))
        self.address.setPlaceholderText("https://")
        versions = [(code, _("Version {number}", number=RELEASED[code])) for code in ("2", "1")]
        self.api = self.choice("signing-service-api", _("Interface"), versions, "2")
        self.client = self.line("signing-service-client", _("Client id, where you log in"))
        secrets = [("none", _("none")), ("asked", _("asked for at each login, and kept nowhere"))]
        self.confidential = self.choice("signing-service-secret", _("Client secret"), secrets, "none")
        self.fit_fields(72)

    def why_not(self) -> str:
        return self.needs("", self.called, self.address)

    def do(self) -> None:
        name, address, client = self.called.text(), self.address.text(), self.client.text()
        confidential = self.confidential.currentData() == "asked"
        api: Api = "1" if self.api.currentData() == "1" else "2"

        def job(_acting: Acting, _progress: Progress) -> Service:
            from datapact.signing.keys.csc import set_up
            from datapact.signing.keys.device import remember_service

            return remember_service(set_up(name, address, api, client, confidential=confidential))

        self.run(_("Asking the service"), job, lambda _made: self.accept(), touches=frozenset())
