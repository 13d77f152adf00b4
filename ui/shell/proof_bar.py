"""The last proof of the vault's rows, and the red bar once a proof failed, with what can be done about it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QWidget

from datapact.base.clock import in_zone
from datapact.base.texts import _, counted
from datapact_ui.kit.tables.days import short_day
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.theme.tint import tint, tone_roles
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.picture_button import picture_button
from datapact_ui.shell.proof_watch import ProofWatch

if TYPE_CHECKING:
    from datapact.base.errors import DataPactError
    from datapact.consent.proof.last import LastProof
    from datapact.consent.proof.unproven import Proof
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

_NAMED = 3
_MAY_REPAIR = frozenset({"legal", "admin"})


class ProofBar(QFrame):
    """The red bar: what does not fit, and the buttons that repair it or release the rest; hidden while all fits."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.proof: Proof | None = None
        self.setObjectName("proof-bar")
        self.setAutoFillBackground(True)
        self._picture = QLabel(self)
        self.words = Words("", parent=self)
        self.words.setObjectName("proof-words")
        self.repair = picture_button(self, "proof-repair", "history", _("Repair from the entries"), self._repair)
        self.release = picture_button(self, "proof-release", "accept", _("Release the rest …"), self._release)
        line = QHBoxLayout(self)
        line.setContentsMargins(space(4), space(2), space(2), space(2))
        line.setSpacing(space(3))
        line.addWidget(self._picture)
        line.addWidget(self.words, 1)
        line.addWidget(self.repair)
        line.addWidget(self.release)
        self.state = QLabel(self.window())
        self.state.setObjectName("proof-state")
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.hide()
        self.watch = context.findChild(ProofWatch) or ProofWatch(context)  # a window built anew finds the one of before
        self.watch.proven.connect(self._show_result)
        self._read_last()

    def hear(self, error: DataPactError) -> None:
        """Show what a refused export found."""
        from datapact.consent.proof.unproven import NotProven

        if isinstance(error, NotProven):
            self.show_proof(error.proof)

    def _show_result(self, proof: Proof, whole: bool) -> None:
        if not proof.holds:
            self.show_proof(proof)
        elif whole or self.proof is None:
            self._all_fits()

    def _all_fits(self) -> None:
        self.proof = None
        self.hide()
        self._read_last()

    def show_proof(self, proof: Proof) -> None:
        """Show a proof that failed."""
        self.proof = proof
        named = " ".join(str(one.message) for one in proof.unproven[:_NAMED])
        more = len(proof.unproven) - _NAMED
        if more > 0:
            named += " " + str(counted("And {n} more.", "And {n} more.", more))
        said = _(
            "Rows of this vault are not those that were signed. Until this is settled, nothing that rests on them leaves."
            " {what}",
            what=named,
        )
        roles = self._context.identity.roles
        self.repair.setVisible(any(one.follows for one in proof.unproven) and not roles.isdisjoint(_MAY_REPAIR))
        self.release.setVisible("legal" in roles)
        self.words.setText(said)
        self.setAccessibleName(said)
        tint(self, tone_roles("bad"))
        self._picture.setPixmap(icon("error", colours_of(QApplication.palette()).bad.ink).pixmap(icon_size(1.2)))
        self.state.setText(_("Records: not those that were signed"))
        newly = self.isHidden()
        self.show()
        if newly:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    # ---- when ----

    def _read_last(self) -> None:
        self._context.worker.read(self, _last, self._show_last, key="last", unhurried=True)

    def _show_last(self, last: LastProof) -> None:

        moments = [one for one in (last.quick, last.whole) if one is not None]
        if self.proof is not None:
            return
        if not moments:
            self.state.setText(_("Records: not checked yet"))
            self.state.setToolTip("")
            return
        whole = _("never") if last.whole is None else _minute(last.whole)
        self.state.setText(_("Records checked: {time}", time=_minute(max(moments))))
        self.state.setToolTip(_("Every row was last held against what was signed: {time}.", time=whole))

    # ---- what can be done ----

    def _repair(self) -> None:
        def job(acting: Acting, _progress: Progress) -> Proof:
            from datapact.consent.proof.repair import repair

            return repair(acting)

        self._context.worker.change(
            self,
            _("Writing rows anew from the entries"),
            job,
            self._repaired,
            touches=frozenset({"list", "partners", "consent", "deliveries", "recalls", "decisions"}),
        )

    def _repaired(self, proof: Proof) -> None:
        if proof.holds:
            self._all_fits()
            self._context.notify(_("Every row follows from the signed entries again."))
        else:
            self.show_proof(proof)
            self._context.notify(_("Some rows cannot be written anew. Restore the newest backup."))

    def _release(self) -> None:
        proof = self.proof
        if proof is None:
            return
        named = "\n".join(str(one.message) for one in proof.unproven[:10])
        more = _(
            "Until the vault is locked, exports that rest on these rows are made all the same. They leave out what does not"
            " fit, name it, and are not called complete."
        )
        if not self._context.dialogs.confirm(
            _("Release the rest?"), f"{named}\n\n{more}", _("Release"), keep=_("Keep it back"), danger=True
        ):
            return

        def job(acting: Acting) -> None:
            from datapact.consent.proof.run import release

            with acting.vault.read() as session:
                release(acting, session, proof)

        self._context.worker.read(
            self,
            job,
            lambda _none: self._context.notify(_("Released. Export again; the file names the rows that do not fit.")),
            key="release",
        )


def _last(acting: Acting) -> LastProof:
    from datapact.consent.proof.last import last_proof

    with acting.vault.read() as session:
        return last_proof(session)


def _minute(moment: datetime) -> str:
    """A moment by the clock on the wall, as short as the status line needs it."""
    here = in_zone(moment)
    return f"{short_day(here.date().isoformat())} {here:%H:%M}"
