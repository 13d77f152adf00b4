"""Dialogs on who is a party: an accession, leaving, an exclusion or the end for all, a vote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.agreements.views.members import EndableOrder, MemberLine, MotionLine
from datapact.base.day_words import long_date
from datapact.base.texts import _, current_language
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.widgets.cards import Words

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

_WIDE = 80


class JoinDialog(FormDialog):
    """The form for an accession: which partner, and from when."""

    def __init__(self, context: AppContext, partners: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "join_dialog",
            _("Accession of a partner"),
            _(
                "This drafts an agreement by which the partner joins the text as it stands. Whoever the contract authorises"
                " signs it for the others. Its role and its data are agreed there and by orders."
            ),
            _("Draft the accession"),
            "partners",
            parent,
            help_page="network",
        )
        self.partner = self.choice("join_partner", _("Partner"), partners)
        self.begins = self.set_day("join_begins", _("First day"), context.today())
        self.fit_fields(_WIDE)

    def why_not(self) -> str:
        return "" if self.partner.count() else _("No other partner is here. Add its card first.")

    def entered(self) -> tuple[str, date]:
        """Id of the partner, and the first day."""
        return str(self.partner.currentData() or ""), self.begins.day()


class LeaveDialog(FormDialog):
    """The form for leaving: ground, last day, reason, and the first last day that is possible."""

    def __init__(self, context: AppContext, first: date | None, parent: QWidget | None = None) -> None:
        """``first``: the last day at the earliest, by the agreed period, if another party had the notice today; None without one."""
        super().__init__(
            context,
            "leave_dialog",
            _("Leave the agreement"),
            _(
                "Your part alone ends; between the others the agreement goes on. The period of the contract counts from"
                " the day on which another party has the notice: send it afterwards."
            ),
            _("Give notice"),
            "terminated",
            parent,
            help_page="network",
        )
        grounds = [("ordinary", _("ordinary, by the agreed period")), ("cause", _("for cause, without a period"))]
        self.ground = self.choice("leave_ground", _("Ground"), grounds)
        self.day = self.maybe_day("leave_day", _("Last day"), None, _("the first that is possible"))
        self.text = self.paragraph("leave-reason", _("Reason"), 3)
        self._first = first
        self.told = Words("", parent=self.form)
        self.told.setObjectName("leave-first")
        self.form.wide(self.told)
        self.ground.currentIndexChanged.connect(lambda _place: self._tell())
        self._tell()
        self.fit_fields(_WIDE)

    def _earliest(self) -> date | None:
        return self.context.today() if self.ground.currentData() == "cause" else self._first

    def _tell(self) -> None:
        """Say which last day is the first that is possible."""
        first = self._earliest()
        self.told.setText(
            _(
                "The first possible last day is {day}, if another party has the notice today.",
                day=long_date(first, current_language()),
            )
            if first is not None
            else _("The contract names no period, so the first possible last day is not known here.")
        )

    def entered(self) -> tuple[date | None, str, str]:
        """Last day or None, reason, ground."""
        return self.day.day(), self.text.toPlainText().strip(), str(self.ground.currentData())


class EndOrderDialog(FormDialog):
    """The form for the end of one order: which, ground, last day, reason."""

    def __init__(self, context: AppContext, orders: Sequence[EndableOrder], parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "end_order_dialog",
            _("End an order"),
            _(
                "One order ends, and the agreement with all other orders goes on: as a whole where you provide its data, for"
                " yourself where you receive it. The period counts from receipt: send it afterwards."
            ),
            _("Give notice"),
            "terminated",
            parent,
            help_page="network",
        )
        self._orders = {one.dataset: one for one in orders}
        self.order = self.choice(
            "end_order_order", _("Data of the order"), [(one.dataset, str(one.words)) for one in orders]
        )
        self.ground = self.choice("end_order_ground", _("Ground"), [])
        self.day = self.maybe_day("end_order_day", _("Last day"), None, _("the first that is possible"))
        self.text = self.paragraph("end_order-reason", _("Reason"), 3)
        self.order.currentIndexChanged.connect(lambda _place: self._offer_grounds())
        self._offer_grounds()
        self.fit_fields(_WIDE)

    def _offer_grounds(self) -> None:
        """Only for cause where the contract names no period for a single order."""
        chosen = self._orders.get(str(self.order.currentData()))
        self.ground.clear()
        if chosen is not None and chosen.ordinary:
            self.ground.addItem(_("ordinary, by the agreed period"), "ordinary")
        self.ground.addItem(_("for cause, without a period"), "cause")

    def entered(self) -> tuple[str, date | None, str, str]:
        """Key of the dataset, last day or None, reason, ground."""
        return (
            str(self.order.currentData()),
            self.day.day(),
            self.text.toPlainText().strip(),
            str(self.ground.currentData()),
        )


class ExcludeDialog(FormDialog):
    """The form for a motion to exclude a party, or to end the agreement for all."""

    def __init__(
        self, context: AppContext, parties: Sequence[MemberLine], *, whole: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            context,
            "exclude_dialog",
            _("Ask for votes"),
            _(
                "The others vote. What you ask for counts once so many are for it as the contract says. Send it afterwards."
            ),
            _("Ask for votes"),
            "ask",
            parent,
            help_page="network",
        )
        choices = [(one.organisation, _("Exclude {name}", name=one.name)) for one in parties]
        if whole:
            choices.append(("", _("End the agreement for all")))
        self.what = self.choice("exclude_what", _("What"), choices)
        self.day = self.maybe_day("exclude_day", _("Last day"), None, _("the first that is possible"))
        self.text = self.paragraph("exclude-reason", _("Reason"), 3)
        self.fit_fields(_WIDE)

    def why_not(self) -> str:
        return self.needs("", self.text)

    def entered(self) -> tuple[str, date | None, str]:
        """Id of the party or empty for the end for all, last day or None, reason."""
        return str(self.what.currentData() or ""), self.day.day(), self.text.toPlainText().strip()


class VoteDialog(FormDialog):
    """The form for a vote: on what, yes or no, and why."""

    def __init__(self, context: AppContext, motions: Sequence[MotionLine], parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "vote_dialog",
            _("Vote"),
            _("Every party gets your vote. Send it afterwards."),
            _("Vote"),
            "check",
            parent,
            help_page="network",
        )
        self._motion_words = [
            _("{about}, asked by {name}: {reason}", about=str(one.words), name=one.by, reason=one.reason)
            if one.reason
            else _("{about}, asked by {name}", about=str(one.words), name=one.by)
            for one in motions
        ]
        self.motion = self.choice("vote_motion", _("On what"), [(one.digest, str(one.words)) for one in motions])
        self.told = Words(parent=self.form)
        self.told.setObjectName("vote-told")
        self.form.wide(self.told)
        answers = [("yes", _("Yes")), ("no", _("No"))]
        self.vote = self.choice("vote_choice", _("Your vote"), answers, unchosen=_("please choose"))
        self.text = self.paragraph("vote-reason", _("Reason"), 2)
        self.motion.currentIndexChanged.connect(self._show_motion)
        self._show_motion(self.motion.currentIndex())
        self.fit_fields(_WIDE)

    def _show_motion(self, place: int) -> None:
        """Show the motion whole: a choice has one line and would cut the reason."""
        self.told.setText(self._motion_words[place] if place >= 0 else "")

    def why_not(self) -> str:
        return self.needs("", self.vote)

    def entered(self) -> tuple[str, str, str]:
        """Digest of the motion, ``yes`` or ``no``, reason."""
        return str(self.motion.currentData()), str(self.vote.currentData()), self.text.toPlainText().strip()
