"""Changes shown in the text while one types: against the text that was offered last, switched on and off by a key."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from datapact.agreements.views.last_offer import LastOffer, ground_of_changes
from datapact.base.texts import _, counted
from datapact.contract.changes.proposed import proposed_changes
from datapact.contract.text.clauses import places
from datapact_ui.editor.text.clause_canvas import ClauseCanvas
from datapact_ui.editor.text.draft_session import DraftSession
from datapact_ui.editor.text.tracked import Tracked
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.flat_button import flat_button

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

_COUNTED_AFTER_MSECS = 250
_SHOWN = "editor.tracked"


class TrackBar(QWidget):
    """Above the text while changes are shown: against what, how many, and the way from one to the next."""

    offer_read = Signal(object)
    """The last offer, or None, has been read."""

    def __init__(
        self, context: AppContext, session: DraftSession, canvas: ClauseCanvas, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("track-bar")
        self._context, self._session, self._canvas = context, session, canvas
        self._offer: LastOffer | None = None
        self._wanted = False
        self.said = Words("", "small", self, quiet=True)
        self.said.setObjectName("track-said")
        row = QHBoxLayout(self)
        row.setContentsMargins(space(3), space(1), space(3), space(1))
        row.setSpacing(space(2))
        row.addWidget(self.said, 1)
        for name, symbol, words, by in (
            ("change-before", "up", _("Previous change"), -1),
            ("change-next", "down", _("Next change"), 1),
        ):
            row.addWidget(flat_button(self, name, symbol, words, partial(self.step, by)))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_COUNTED_AFTER_MSECS)
        self._soon.timeout.connect(self._count)
        session.changed.connect(lambda _command: self._soon.start() if self._canvas.tracked is not None else None)
        self.hide()

    def load(self, history: str, *, countering: bool = False) -> None:
        """Read what was offered last; a counter-proposal shows its changes from the start, unless a person switched that off."""
        self._wanted = self._wanted or (countering and self._context.recall(_SHOWN, True) is True)
        text = self._session.document if self._session.ready else None
        self._context.worker.read(
            self, lambda acting: ground_of_changes(acting, history, text), self._take, key="offer", unhurried=True
        )

    def _take(self, offer: LastOffer | None) -> None:
        if offer is not None and offer.drafted and self._offer is not None and self._canvas.tracked is not None:
            offer = self._offer  # a draft that is saved meanwhile does not take the shown changes away
        changed = offer is None or self._offer is None or offer.document != self._offer.document
        self._offer = offer
        if offer is not None and offer.amended and changed:  # a stray change in seventeen pages is seen at once
            self._wanted = self._context.recall(_SHOWN, True) is True
        if (self._canvas.tracked is not None and changed) or (self._wanted and offer is not None):
            self._wanted = False
            self._show(on=True)
        self.offer_read.emit(offer)

    def toggle(self) -> None:
        """Show the changes in the text, or no longer."""
        on = self._canvas.tracked is None
        self._context.remember(_SHOWN, on)
        self._show(on=on)

    def _show(self, *, on: bool) -> None:
        if not self._session.ready:
            return
        if on and self._offer is None:
            self._context.notify(_("Nothing was offered yet, so there is nothing to compare with."))
            on = False
        self._canvas.show_changes(
            Tracked(self._offer.document) if on and self._offer is not None else None, self._session.document
        )
        self.setVisible(on)
        self._count()

    def changed_places(self) -> list[str]:
        """Ids of the places that differ, in reading order."""
        tracked = self._canvas.tracked
        if tracked is None:
            return []
        return [place for place, texts in places(self._session.document.clauses) if tracked.is_changed(place, texts)]

    def _count(self) -> None:
        if self._canvas.tracked is None or self._offer is None:
            return
        base, document = self._offer.document, self._session.document
        self._context.worker.read(
            self, lambda _acting: len(proposed_changes(base, document)), self._tell, key="count", unhurried=True
        )

    def _tell(self, count: int) -> None:
        """Say how many changes a proposal of this text would have: what an answer change by change lists, terms as well."""
        if self._canvas.tracked is None or self._offer is None:
            return
        against = _("Changes against: {name}.", name=str(self._offer.name))
        number = str(counted("{n} change.", "{n} changes.", count)) if count else _("None yet.")
        if count and not self.changed_places():
            number += " " + _("None of them stands in the clauses: they are in terms and particulars.")
        self.said.setText(f"{against} {number}")

    def step(self, by: int) -> None:
        """Go to the next or previous changed place."""
        found = self.changed_places()
        if not found:
            self._context.notify(_("No change is shown."))
            return
        order = self._canvas.row_numbers
        here = order.get(self._canvas.current, 0)
        if by > 0:
            target = next((place for place in found if order[place] > here), found[0])
        else:
            target = next((place for place in reversed(found) if order[place] < here), found[-1])
        self._canvas.show_place(target)
        self._canvas.setFocus()
