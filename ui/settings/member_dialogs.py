"""Inviting a member, changing roles, and handing over the one-time code."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from datapact.base.texts import _
from datapact.organisation.members.invitation import Invitation
from datapact_ui.kit.background.dialogs import Dialogs
from datapact_ui.kit.fields.form_fields import Form
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, figures, margins, type_font
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.ticks import Tick
from datapact_ui.settings.role_words import ROLES
from datapact_ui.unlock.first_start import CAPACITIES, capacity_title


class RolesBoxes(QWidget):
    """A tick a role."""

    def __init__(self, roles: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        held = set(roles)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._boxes: dict[str, QCheckBox] = {}
        for role, (name, what) in ROLES.items():
            box = Tick(f"{_(name)}: {_(what)}", self)
            box.setObjectName(f"role-{role}")
            box.setChecked(role in held)
            self._boxes[role] = box
            column.addWidget(box)

    def roles(self) -> list[str]:
        """The roles that are ticked."""
        return [role for role, box in self._boxes.items() if box.isChecked()]


class MemberDialog(QDialog):
    """Name, roles and capacity of somebody to invite; or, with a name given, only the roles of a member."""

    def __init__(
        self, title: str, action: str, parent: QWidget | None, *, name: str = "", roles: Iterable[str] = ()
    ) -> None:
        super().__init__(parent)
        self.setObjectName("member-dialog")
        self.setWindowTitle(title)
        self.setMinimumWidth(characters(60))
        self._name: QLineEdit | None = None
        self._capacity: QComboBox | None = None
        form = Form(self)
        if not name:
            self._name = form.line("member-name", _("Name"))
        self._roles = RolesBoxes(roles, self)
        form.add("member-roles", _("Roles"), self._roles)
        if not name:
            choices = [(code, capacity_title(code)) for code in CAPACITIES]
            self._capacity = form.choice(
                "member-capacity", _("Position"), [("", _("does not represent it")), *choices], ""
            )
        buttons = QDialogButtonBox(self)
        buttons.addButton(action, QDialogButtonBox.ButtonRole.AcceptRole).setObjectName("member-accept")
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        margins(column, 4, 3)
        column.addWidget(Words(name or title, "heading", self))
        column.addWidget(form)
        column.addWidget(buttons)
        form.first().setFocus()

    def name(self) -> str:
        """The name that was typed."""
        return self._name.text().strip() if self._name is not None else ""

    def roles(self) -> list[str]:
        """The roles that are ticked."""
        return self._roles.roles()

    def capacity(self) -> str:
        """The code of the capacity, empty for none."""
        return str(self._capacity.currentData()) if self._capacity is not None else ""


class CodeDialog(QDialog):
    """The one-time code of an invitation, shown this once."""

    def __init__(self, invitation: Invitation, dialogs: Dialogs, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("invitation-code")
        self.setWindowTitle(_("One-time code"))
        self.setMinimumWidth(characters(60))
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
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        copy = QPushButton(icon("copy"), _("Copy"), self)
        copy.setObjectName("code-copy")
        copy.clicked.connect(lambda _checked=False: dialogs.copy(invitation.code, secret=True))
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        margins(column, 4, 3)
        for widget in (Words(_("One-time code"), "heading", self), code, Words(how, parent=self), buttons):
            column.addWidget(widget)
