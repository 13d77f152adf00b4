"""The authorities for timestamps of this computer, below the settings of signatures: set up, put first, removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtWidgets import QPushButton, QWidget

from datapact.base.errors import DataPactError
from datapact.base.texts import _
from datapact.signing.authorities.address import require_address
from datapact.signing.authorities.settings import (
    LONGEST_NAME,
    TimestampAuthority,
    add_authority,
    authorities,
    prefer,
    remove_authority,
)
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.tables.rows_list import RowsList
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.disabled_controls import bar_control

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class AuthoritiesPanel(Card):
    """The authorities in the order in which they are asked, and the buttons for the marked one."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(_("Authorities for timestamps"), parent)
        self._context = context
        words = _(
            "They attest when a signature was made. They belong to this computer, not to the vault. When you sign at B-T or above,"
            " the first one that answers is taken; it learns a digest, never the text. With none set up, nothing goes over a network."
        )
        self.column.addWidget(Words(words, parent=self, quiet=True))
        headings = (_("Name"), _("Address of the service"), _("SHA-256 of its certificate"))
        self.rows = RowsList(
            "timestamp-authorities", _("Authorities for timestamps"), headings, (0.25, 0.4, 0.35), self
        )
        self.rows.itemSelectionChanged.connect(self._show_buttons)
        self.column.addWidget(self.rows)
        self.none = Words("", parent=self)
        self.column.addWidget(self.none)
        flow = FlowLayout()
        self.buttons: dict[str, QPushButton] = {}
        for name, picture, text, do in (
            ("add", "add", _("Set up an authority …"), self.add),
            ("first", "up", _("Ask it first"), self.put_first),
            ("remove", "delete", _("Remove the authority"), self.remove),
        ):
            button = QPushButton(icon(picture), text, self)
            button.setObjectName(f"authority-{name}")
            button.clicked.connect(lambda _checked=False, do=do: do())
            self.buttons[name] = button
            flow.addWidget(button)
        self.column.addLayout(flow)
        self.read()

    def read(self) -> None:
        """Read the list of this computer again."""
        self.none.setText(_("No authority is set up: nothing goes over a network."))
        try:
            known = authorities()
        except DataPactError as error:
            known = ()
            self.none.setText(str(error))
        self.rows.show_rows([(one.name, "check", (one.name, one.address, one.fingerprint), False) for one in known])
        self.rows.setVisible(bool(known))
        self.none.setVisible(not known)
        self._show_buttons()

    def marked(self) -> str | None:
        """Name of the marked authority."""
        item = self.rows.currentItem()
        return item.text(0) if item is not None else None

    def _show_buttons(self) -> None:
        marked = self.marked() is not None and self.rows.topLevelItemCount() > 0
        none = "" if marked else _("Nothing is chosen.")
        only = "" if self.rows.topLevelItemCount() > 1 else _("It is the only one.")
        bar_control(self.buttons["remove"], none)
        bar_control(self.buttons["first"], none or only)

    def add(self) -> None:
        """Ask for an authority, and keep it."""
        dialog = AuthorityDialog(self._context, self.window())
        dialog.accepted.connect(self.read)
        dialog.open()

    def put_first(self) -> None:
        """Ask the marked one before the others."""
        self._change(prefer)

    def remove(self) -> None:
        """Forget the marked one."""
        self._change(remove_authority)

    def _change(self, do: Callable[[str], None]) -> None:
        name = self.marked()
        if name is None:
            return
        try:
            do(name)
        except DataPactError as error:
            self._context.dialogs.show_error(str(error))
        self.read()


class AuthorityDialog(FormDialog):
    """Address and name of an authority; it is asked once, and a person looks at the certificate before it is kept."""

    help_page = "settings"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "timestamp-authority",
            _("Set up an authority for timestamps"),
            _(
                "Give the address of a service after RFC 3161, as its operator names it. It is asked once, now, so that you can"
                " compare its certificate."
            ),
            _("Ask it now …"),
            "refresh",
            parent,
        )
        self.address = self.line("authority-address", _("Address of the service"), "", 500)
        self.address.setPlaceholderText("https://")
        self.name = self.line("authority-name", _("Name (optional)"), "", LONGEST_NAME)
        self.fit_fields(80)

    def why_not(self) -> str:
        if reason := self.needs("", self.address):
            return reason
        try:
            require_address(self.address.text())
        except DataPactError as error:
            return str(error)
        return ""

    def do(self) -> None:
        address = require_address(self.address.text())
        name = self.name.text().strip() or str(urlsplit(address).hostname)

        def learn(_acting: Acting, _progress: Progress) -> TimestampAuthority:
            from datapact.signing.authorities.timestamps import learn_authority

            return learn_authority(address, name)

        self.run(_("Asking the authority"), learn, self._compare)

    def _compare(self, authority: TimestampAuthority) -> None:
        digits = " ".join(authority.fingerprint[at : at + 8] for at in range(0, 64, 8))
        agreed = self.context.dialogs.confirm(
            _("Is this its certificate?"),
            _(
                "{name} answered. Its timestamps lead to the certificate “{subject}” with SHA-256 {digits}. Compare that with"
                " what the operator publishes. Whether its certificates were revoked is asked at: {addresses}.",
                name=authority.name,
                subject=authority.certificate.subject.rfc4514_string(),
                digits=digits,
                addresses=", ".join(authority.revocation) or "–",
            ),
            _("Use this authority"),
            keep=_("Do not use it"),
            danger=True,  # Enter must not say that somebody compared the digits
        )
        if not agreed:
            return
        try:
            add_authority(authority)
        except DataPactError as error:
            self.show_problem(str(error))
            return
        self.context.notify(_("{name} is set up on this computer.", name=authority.name))
        self.accept()
