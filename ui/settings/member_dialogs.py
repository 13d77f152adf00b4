"""Inviting a member, changing roles, and handing over the one-time code."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.checks.model.signing_authority import offered_in
from datapact.organisation.members.invitation import Invitation
from datapact_ui.kit.background.dialogs import Dialogs
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.theme.measures import figures, type_font
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.settings.role_words import ROLES
from datapact_ui.unlock.first_start import capacity_title


class RolesBoxes(QWidget):
    """A tick a role."""

    def __init__(self, roles: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        held = set(roles)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.boxes: dict[str, QCheckBox] = {}
        for role, (name, what) in ROLES.items():
            box = Tick(f"{_(name)}: {_(what)}", self)
            box.setObjectName(f"role-{role}")
            box.setChecked(role in held)
            self.boxes[role] = box
            column.addWidget(box)

    def roles(self) -> list[str]:
        """The roles that are ticked."""
        return [role for role, box in self.boxes.items() if box.isChecked()]


class MemberDialog(FormDialog):
    """Name, roles and capacity of somebody to invite; or, with a name given, roles and capacity of a member."""

    help_page = "settings"

    def __init__(
        self,
        context: AppContext,
        title: str,
        action: str,
        parent: QWidget | None,
        *,
        name: str = "",
        roles: Iterable[str] = (),
        power: str = "",
    ) -> None:
        super().__init__(
            context, "member-dialog", title, "", action, "check" if name else "invite", parent, heading=name
        )
        self._name = None if name else self.line("member-name", _("Name"))
        offered = dict.fromkeys([*offered_in(context.identity.legal_form), *([power] * bool(power))])
        choices = [*((code, capacity_title(code)) for code in offered), ("", _("does not represent it"))]
        self._capacity: QComboBox = self.choice("member-capacity", _("Position"), choices, power)
        self._roles = RolesBoxes(roles, self.form)
        self.form.add("member-roles", _("Roles"), self._roles)
        self._signing = Words("", "small", self.form, quiet=True)
        self._signing.setObjectName("member-signing")
        self.form.wide(self._signing)
        self._capacity.currentIndexChanged.connect(lambda _index: self._show_signing())
        for box in self._roles.boxes.values():
            box.toggled.connect(self._show_signing)
        self.taken.connect(self.accept)
        self._show_signing()
        self.fit_fields(92)

    def _show_signing(self) -> None:
        """Say what position and role come to."""
        if not self.capacity():
            words = ""
        elif self._roles.boxes["signatory"].isChecked():
            words = _("In this position, this person signs for the organisation.")
        else:
            words = _("This person represents the organisation, and signs here only with the role Signatory.")
        self._signing.setText(words)
        self.update_state()

    def why_not(self) -> str:
        missing = "" if self._name is None else self.needs("", self._name)
        return missing or ("" if self.roles() else _("Tick at least one role: it says what the person may sign."))

    def name(self) -> str:
        """The name that was typed."""
        return self._name.text().strip() if self._name is not None else ""

    def roles(self) -> list[str]:
        """The roles that are ticked."""
        return self._roles.roles()

    def capacity(self) -> str:
        """The code of the capacity, empty for none."""
        return str(self._capacity.currentData())


class CodeDialog(Dialog):
    """The one-time code of an invitation, shown only once."""

    help_page = "settings"

    def __init__(self, invitation: Invitation, dialogs: Dialogs, parent: QWidget | None) -> None:
        super().__init__("invitation-code", _("One-time code"), parent, leave="close")
        code = Words(invitation.code, "title", self)
        code.setObjectName("code")
        code.setFont(figures(type_font("title")))
        code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        how = _(
            "Hand this code over by another way than the vault, for example on the telephone; it is shown this once. The"
            " new member opens this vault's folder, chooses “I have an invitation code”, and makes keys of their own."
            " Then certify them here."
        )
        for widget in (Words(_("One-time code"), "heading", self), code, Words(how, parent=self)):
            self.column.addWidget(widget)
        self.add_button("code-copy", _("Copy"), "copy", lambda: dialogs.copy(invitation.code, secret=True))
        self.finish(60, 12)
