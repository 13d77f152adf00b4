"""Members: list, invite, certify, change roles, remove."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QVBoxLayout,
    QWidget,
)

from datapact.base.texts import _, counted
from datapact.organisation.members.members import MemberListed, list_members
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.tables.rows_model import Column
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.theme.measures import figures, margins
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.picture_button import picture_button
from datapact_ui.settings.member_dialogs import CodeDialog, MemberDialog
from datapact_ui.settings.role_words import STANDINGS, role_names
from datapact_ui.unlock.first_start import capacity_title

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.organisation.members.invitation import Invitation
    from datapact.organisation.members.key_renewal import Renewed
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

MEMBERS = frozenset({"members"})


class MembersPage(QWidget):
    """The table, and the buttons for the marked member."""

    selection_changed = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._may = "admin" in context.identity.roles
        columns = (
            Column[MemberListed]("name", _("Name"), 24, lambda one: one.name),
            Column[MemberListed]("roles", _("Roles"), 30, lambda one: role_names(one.roles), flexible=True),
            Column[MemberListed](
                "position", _("Position"), 24, lambda one: capacity_title(one.power) if one.power else "", gives_way=1
            ),
            Column[MemberListed](
                "standing",
                _("Standing"),
                24,
                lambda one: _(STANDINGS[one.standing][0]),
                picture=lambda one: STANDINGS[one.standing][1],
            ),
        )
        self.table = RowsTable[MemberListed]("members-table", _("Members"), columns, self)
        self.table.chosen.connect(self._show_buttons)
        self._fingerprint = Words("", parent=self)
        self._fingerprint.setObjectName("member-fingerprint")
        self._fingerprint.setFont(figures())
        self._old = Words("", parent=self, quiet=True)
        self._old.setObjectName("member-old-keys")
        self._buttons = {
            name: picture_button(self, f"member-{name}", picture, text, do)
            for name, picture, text, do in (
                ("invite", "invite", _("Invite …"), self.invite),
                ("certify", "accept", _("Certify …"), self.certify),
                ("roles", "edit", _("Change roles and position …"), self.change_roles),
                ("revoke-old", "key", _("Revoke old keys …"), self.revoke_old),
                ("remove", "delete", _("Remove …"), self.remove),
            )
        }
        row = FlowLayout()
        for button in self._buttons.values():
            row.addWidget(button)
        column = QVBoxLayout(self)
        margins(column, 0, 3)
        if not self._may:
            column.addWidget(Words(_("Only administrators change this list."), parent=self, quiet=True))
        column.addWidget(self.table, 1)
        column.addWidget(self._fingerprint)
        column.addWidget(self._old)
        column.addLayout(row)
        self._show_buttons()
        self.read()

    def read(self) -> None:
        """Read the members again."""
        self._context.worker.read(self, list_members, self._show, key="members")

    def _show(self, members: Sequence[MemberListed]) -> None:
        self.table.show_lines(members, same=lambda one: one.id)
        self._show_buttons()

    def marked(self) -> MemberListed | None:
        """The member that is marked in the table."""
        return self.table.current()

    def _show_buttons(self) -> None:
        member = self.marked()
        role = "" if self._may else _("Only administrators change this.")
        none = role or ("" if member is not None else _("Nothing is chosen."))
        standing = "" if member is None else member.standing
        yourself = member is not None and member.id == self._context.identity.member
        old = 0 if member is None else member.old_keys
        bar_control(self._buttons["invite"], role)
        bar_control(
            self._buttons["certify"],
            none or ("" if standing == "waiting" else _("This member does not wait to be certified.")),
        )
        bar_control(self._buttons["roles"], none or ("" if standing == "active" else _("This member is not active.")))
        bar_control(self._buttons["remove"], none or (_("Another administrator removes you.") if yourself else ""))
        bar_control(self._buttons["revoke-old"], none or ("" if old else _("This member has no former keys.")))
        self._old.setVisible(old > 0)
        if old:
            said = counted(
                "{n} replaced key still holds. Revoke it if a computer or a copy of the vault is lost.",
                "{n} replaced keys still hold. Revoke them if a computer or a copy of the vault is lost.",
                old,
            )
            self._old.setText(str(said))
        self._fingerprint.setVisible(member is not None and bool(member.fingerprint))
        if member is not None and member.fingerprint:
            self._fingerprint.setText(_("Fingerprint of the new keys: {digits}", digits=member.fingerprint))
        self.selection_changed.emit()

    # ---- what an administrator does ----

    def invite(self) -> None:
        """Ask for the person, then make the code."""
        dialog = MemberDialog(self._context, _("Invite a member"), _("Invite"), self.window())
        dialog.accepted.connect(lambda: self.invite_as(dialog.name(), dialog.roles(), dialog.capacity()))
        dialog.open()

    def invite_as(self, name: str, roles: Sequence[str], capacity: str) -> None:
        """Invite, and show the one-time code."""

        def job(acting: Acting, _progress: Progress) -> Invitation:
            from datapact.organisation.members.invitation import invite

            return invite(acting, name, roles, capacity)

        def done(invitation: Invitation) -> None:
            CodeDialog(invitation, self._context.dialogs, self.window()).open()

        self._context.worker.change(self, _("Inviting {name}", name=name), job, done, touches=MEMBERS)

    def certify(self) -> None:
        """Certify the marked member after the fingerprint was compared."""
        member = self.marked()
        if member is None:
            return
        if not self._context.dialogs.confirm(
            _("Certify {name}?", name=member.name),
            _(
                "Compare this fingerprint with what {name} sees or noted: {digits}. Certify only when every digit is the same.",
                name=member.name,
                digits=member.fingerprint,
            ),
            _("They are the same: certify"),
            keep=_("Do not certify"),
            danger=True,  # Enter must not say that somebody compared the digits
        ):
            return

        def job(acting: Acting, _progress: Progress) -> str:
            from datapact.organisation.members.members import certify

            return certify(acting, member.id).name

        self._change(_("Certifying {name}", name=member.name), job, _("{name} is a member now.", name=member.name))

    def change_roles(self) -> None:
        """Give the marked member other roles."""
        member = self.marked()
        if member is None:
            return
        dialog = MemberDialog(
            self._context,
            _("Change roles and position"),
            _("Change"),
            self.window(),
            name=member.name,
            roles=member.roles,
            power=member.power,
        )
        dialog.accepted.connect(lambda: self._give_roles(member, dialog.roles(), dialog.capacity()))
        dialog.open()

    def _give_roles(self, member: MemberListed, roles: list[str], power: str) -> None:
        def job(acting: Acting, _progress: Progress) -> tuple[Renewed | None, bool]:
            from datapact.organisation.members.key_renewal import own_signing_key
            from datapact.organisation.members.members import set_power, set_roles

            if set(roles) != set(member.roles):
                set_roles(acting, member.id, roles)
            changed = set_power(acting, member.id, power)
            renewed = own_signing_key(acting, member.id)
            return renewed, renewed is None and "signatory" in changed.roles and not changed.signing

        def done(made: tuple[Renewed | None, bool]) -> None:
            renewed, lacks = made
            if renewed is not None:
                self._context.worker.work_as(renewed.acting)
                self._context.notify(_("You have a key for contracts now. Give partners a new card."))
            elif lacks:
                self._context.notify(
                    _(
                        "Roles and position of {name} are changed. Before signing, {name} makes new keys under Settings,"
                        " “You and your keys”.",
                        name=member.name,
                    )
                )
            else:
                self._context.notify(_("Roles and position of {name} are changed.", name=member.name))

        self._context.worker.change(self, _("Changing roles"), job, done, touches=frozenset({"members"}))

    def revoke_old(self) -> None:
        """Revoke the keys that the marked member has replaced, after asking why."""
        member = self.marked()
        if member is None:
            return
        reason = self._context.dialogs.ask_text(
            _("Revoke old keys of {name}", name=member.name), _("Why? Partners read this with the revoked keys.")
        )
        if reason is None or not self._context.dialogs.confirm(
            _("Revoke the old keys of {name}?", name=member.name),
            _(
                "What {name} signed until now is put on record and stands. What turns up later under an old key is indeterminate"
                " to everybody who has your new card. This cannot be undone.",
                name=member.name,
            ),
            _("Revoke old keys"),
            keep=_("Leave them valid"),
            danger=True,
        ):
            return

        def job(acting: Acting, _progress: Progress) -> int:
            from datapact.agreements.steps.key_revocation import revoke_old_and_announce

            _kids, told = revoke_old_and_announce(acting, member.id, reason)
            return len(told)

        def done(agreements: int) -> None:
            self._context.notify(
                counted(
                    "Old keys are revoked. {n} open agreement tells your partners: send it again.",
                    "Old keys are revoked. {n} open agreements tell your partners: send them again.",
                    agreements,
                )
                if agreements
                else _("Old keys are revoked. Give partners a new card.")
            )

        self._context.worker.change(self, _("Revoking old keys"), job, done, touches=frozenset({"members", "list"}))

    def remove(self) -> None:
        """Revoke the marked member's keys and renew those of the vault, after asking why."""
        member = self.marked()
        if member is None:
            return
        reason = self._context.dialogs.ask_text(
            _("Remove {name}", name=member.name), _("Why? Partners read this with the revoked keys.")
        )
        if reason is None or not self._context.dialogs.confirm(
            _("Remove {name}?", name=member.name),
            _("The keys are revoked and the vault is encrypted anew. Old copies stay readable to whoever had them."),
            _("Remove"),
            keep=_("Keep as a member"),
            danger=True,
        ):
            return

        def job(acting: Acting, progress: Progress) -> int:
            from datapact.agreements.steps.key_revocation import remove_and_announce

            _removed, told = remove_and_announce(acting, member.id, reason, progress)
            return len(told)

        def done(agreements: int) -> None:
            self._context.notify(
                counted(
                    "Removed. {n} open agreement tells your partners: send it again.",
                    "Removed. {n} open agreements tell your partners: send them again.",
                    agreements,
                )
                if agreements
                else _("Removed. Give partners a new card.")
            )

        self._context.worker.change(
            self, _("Removing {name}", name=member.name), job, done, touches=frozenset({"members", "list"}), alone=True
        )

    def _change(self, words: str, job: object, said: str) -> None:
        def done(_name: str) -> None:
            self._context.notify(said)

        self._context.worker.change(self, words, job, done, touches=MEMBERS)  # type: ignore[arg-type]
