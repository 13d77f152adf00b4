"""The last proof of the vault's rows, and the red bar once a proof failed, with what can be done about it."""

from __future__ import annotations

from dataclasses import replace
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
from datapact_ui.kit.widgets.disabled_controls import bar_control, underway
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
        self.check = picture_button(self, "proof-check", "check", _("Check every row"), self._check)
        line = QHBoxLayout(self)
        line.setContentsMargins(space(4), space(2), space(2), space(2))
        line.setSpacing(space(3))
        line.addWidget(self._picture)
        line.addWidget(self.words, 1)
        line.addWidget(self.check)
        line.addWidget(self.repair)
        line.addWidget(self.release)
        self.state = QLabel(self.window())
        self.state.setObjectName("proof-state")
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.hide()
        self.watch = context.findChild(ProofWatch) or ProofWatch(context)  # a window built anew finds the one of before
        self.watch.proven.connect(self._show_result)
        if self.watch.failed is None:
            self._read_last()
        else:
            self.show_proof(self.watch.failed)

    def hear(self, error: DataPactError) -> None:
        """Show what a refused export found."""
        from datapact.consent.proof.unproven import NotProven

        if isinstance(error, NotProven):
            proof = error.proof
            self.show_proof(self._with_earlier(proof))
            self._context.worker.read(self, lambda acting: _note(acting, proof), lambda _none: None, key="note-proof")

    def _show_result(self, proof: Proof, whole: bool) -> None:
        if not proof.holds:
            self.show_proof(proof if whole else self._with_earlier(proof))
        elif whole:
            self._all_fits()
        elif self.proof is None:
            self._read_last()

    def _with_earlier(self, proof: Proof) -> Proof:
        """A proof of some rows with what an earlier one found: it says nothing of the other rows."""
        known = () if self.proof is None else self.proof.unproven
        return replace(proof, unproven=(*proof.unproven, *(one for one in known if one not in proof.unproven)))

    def _all_fits(self) -> None:
        self.proof = self.watch.failed = self.watch.released = None
        self.hide()
        self._read_last()

    def show_proof(self, proof: Proof) -> None:
        """Show a proof that failed."""
        self.proof = self.watch.failed = proof
        named = " ".join(str(one.message) for one in proof.unproven[:_NAMED])
        more = len(proof.unproven) - _NAMED
        if more > 0:
            named += " " + str(counted("And {n} more.", "And {n} more.", more))
        released = self._is_released(proof)
        said = (
            _(
                "Rows of this vault are not those that were signed. You released the rest: until the vault is locked, what you"
                " export leaves these rows out, names them, and is not called complete. {what}",
                what=named,
            )
            if released
            else _(
                "Rows of this vault are not those that were signed. Until this is settled, nothing that rests on them leaves."
                " {what}",
                what=named,
            )
        )
        roles = self._context.identity.roles
        self.repair.setVisible(any(one.follows for one in proof.unproven) and not roles.isdisjoint(_MAY_REPAIR))
        self.release.setVisible("legal" in roles and not released and proof.has_rest)
        self.check.hide()
        self._show_words(said)

    def _is_released(self, proof: Proof) -> bool:
        given = self.watch.released
        return proof.has_rest and given is not None and all(one in given.unproven for one in proof.unproven)

    def _show_failed_before(self, failed: datetime) -> None:
        """Show that a proof failed before the vault was locked, of which the rows are not known here."""
        said = _(
            "On {time}, rows of this vault were not those that were signed, and not every row has been checked since.",
            time=_minute(failed),
        )
        self.repair.setVisible(not self._context.identity.roles.isdisjoint(_MAY_REPAIR))
        self.release.hide()
        self.check.show()
        self._show_words(said)

    def _show_words(self, said: str) -> None:
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
        if last.failed is not None:
            self._show_failed_before(last.failed)
            return
        self.hide()
        if not moments:
            self.state.setText(_("Records: not checked yet"))
            self.state.setToolTip("")
            return
        whole = _("never") if last.whole is None else _minute(last.whole)
        self.state.setText(_("Records checked: {time}", time=_minute(max(moments))))
        self.state.setToolTip(_("Every row was last held against what was signed: {time}.", time=whole))

    # ---- what can be done ----

    def _check(self) -> None:
        bar_control(self.check, underway())
        self.words.setText(_("Holding every row against what was signed …"))
        self._context.worker.read(self, _check_all, self._checked, key="check-all", failed=self._not_checked)

    def _checked(self, proof: Proof) -> None:
        bar_control(self.check, "")
        self.watch.proven.emit(proof, True)

    def _not_checked(self, _error: Exception) -> bool:
        bar_control(self.check, "")
        self._read_last()
        return False

    def _repair(self) -> None:
        def job(acting: Acting, _progress: Progress) -> Proof:
            from datapact.consent.proof.last import note_proof
            from datapact.consent.proof.repair import repair

            proof = repair(acting)
            note_proof(acting, proof, whole=True)
            return proof

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
            lambda _none: self._released(proof),
            key="release",
        )

    def _released(self, proof: Proof) -> None:
        self.watch.released = proof
        self.show_proof(proof)
        self._context.notify(_("Released. Export again; the file names the rows that do not fit."))


def _check_all(acting: Acting) -> Proof:
    from datapact.consent.proof.last import prove_now

    return prove_now(acting, whole=True)


def _note(acting: Acting, proof: Proof) -> None:
    from datapact.consent.proof.last import note_proof

    note_proof(acting, proof, whole=False)


def _last(acting: Acting) -> LastProof:
    from datapact.consent.proof.last import last_proof

    with acting.vault.read() as session:
        return last_proof(session)


def _minute(moment: datetime) -> str:
    """A moment by the clock on the wall, as short as the status line needs it."""
    here = in_zone(moment)
    return f"{short_day(here.date().isoformat())} {here:%H:%M}"
