"""The way that files travel, and what a person chose before one is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import (
    QWidget,
)

from datapact.base.texts import _
from datapact.consent.matrix.question_form import Choice
from datapact.exchange.send.outgoing import Sent, send_out
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.network.known import routings
from datapact.organisation.network.labels import Routing
from datapact_ui.kit.fields.choice_box import ChoiceBox
from datapact_ui.kit.fields.form_fields import Form

THROUGH = "exchange.through"
"""The name under which the way that files travelled last is remembered: id of a network, empty for the usual one."""


def networks_of(acting: Acting) -> tuple[Routing, ...]:
    """The networks with routing labels in which our organisation is."""
    with acting.vault.read() as session:
        return routings(session, (acting.organisation,))


class TravelWay(Form):
    """The choice of how files travel: as usual, or under the labels of a network; hidden without such a network."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._networks: dict[str, Routing] = {}
        self.box = ChoiceBox([], empty=_as_usual(), parent=parent)
        self.add("send-through", _("How they travel"), self.box)
        self.hide()

    def offer(self, networks: Sequence[Routing], before: str) -> None:
        """Offer these networks; ``before`` is the one that was chosen last, by its id."""
        self._networks = {one.network: one for one in networks}
        named = [Choice(one.network, _("Relay of the network {name}", name=one.name)) for one in networks]
        self.box.offer(named, empty=_as_usual())
        self.box.choose(before)
        self.setVisible(bool(named))

    def through(self) -> Routing | None:
        """The network that is chosen; None for the usual way."""
        return self._networks.get(self.box.value())


def _as_usual() -> str:
    return _("E-mail or a shared folder, as usual")


@dataclass(frozen=True, slots=True)
class Entered:
    """The choices of a person before a sealed file is written."""

    partners: tuple[str, ...]
    """Organisation ids."""
    note: str
    """For the first offer; may be empty."""
    everything: bool
    """Whether the file holds what the recipients have already."""
    with_gaps: bool
    """Whether it goes out knowingly with open gaps."""
    with_errors: bool
    """Whether it goes out knowingly with errors."""

    def send(self, acting: Acting, history: str, file: str, through: Routing | None = None) -> Sent:
        """Offer what is a draft yet, and seal the file."""
        return send_out(
            acting,
            history,
            self.partners,
            self.note,
            everything=self.everything,
            file=file,
            with_gaps=self.with_gaps,
            with_errors=self.with_errors,
            through=through,
        )
