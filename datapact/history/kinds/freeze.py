"""freeze: fixes the agreed text, the layout, and who signs in which order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datapact.history.disclosure import WITHHELD
from datapact.history.facts import Freeze, Slot
from datapact.history.kinds.rule import LEGAL, NOT_BINDING, Names, Rule, shown
from datapact.history.ledger import Ledger
from datapact.history.shapes.freeze import _PERSONAL, _SLOT, FREEZE_SHAPE
from datapact.history.standing import standing_of
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


# The public head of each party's history that the freezing vault knew: proof.json is made from these everywhere.


def _slots(body: Mapping[str, Any]) -> tuple[Slot, ...] | None:
    """The slots in signing order; None where more than a person's particulars are withheld."""
    if any(slot is WITHHELD or not (slot.keys() >= _SLOT.keys() - _PERSONAL) for slot in body["slots"]):
        return None
    slots = (Slot(**{key: slot.get(key, WITHHELD) for key in _SLOT}) for slot in body["slots"])
    return tuple(sorted(slots, key=lambda slot: slot.order))


def _allow(ledger: Ledger, entry: Entry) -> Message | None:
    standing = standing_of(ledger)
    if standing.stage != "agreed" or standing.agreed is None or standing.agreed != entry.body["offer"]:
        return Message(N_("Only a text that every party has accepted can be frozen."))
    if ledger.offers[standing.agreed].organisation != entry.organisation:
        return Message(N_("Only the organisation that wrote the accepted text can freeze it."))
    slots = _slots(entry.body)
    if slots is None:
        return Message(N_("The signing slots are withheld."))
    if [slot.order for slot in slots] != list(range(1, len(slots) + 1)) or len({slot.id for slot in slots}) < len(
        slots
    ):
        return Message(N_("The signing slots have no clear order."))
    if {slot.organisation for slot in slots} != ledger.parties:
        return Message(N_("Every party, and nobody else, must have a signing slot."))
    return None


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    ledger.freezes[entry.digest] = Freeze(
        digest=entry.digest,
        organisation=entry.organisation,
        time=entry.time,
        offer=entry.body["offer"],
        agreement_sha256=entry.body["agreement_sha256"],
        layout=entry.body["layout"],
        slots=_slots(entry.body) or (),
    )
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{organisation} froze the text for signature. {not_binding}"),
        {"organisation": shown(entry.organisation, names), "not_binding": NOT_BINDING},
    )


FREEZE_RULE = Rule(
    shape=FREEZE_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
