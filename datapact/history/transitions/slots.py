"""The rules of entries about the signature fields of a text that also goes to people without DataPact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datapact.base.texts import N_, Message
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.entries.author_roles import LEGAL, SIGNATORY
from datapact.history.entries.sentence import Sentence
from datapact.history.entries.slot_shapes import OUTSIDE_SLOT
from datapact.history.state.filled_slots import SIGNED_HERE, OutsideSlot, SlotRecord, SlotsFixed
from datapact.history.state.ledger import Ledger
from datapact.history.transitions.common import filed, files_of
from datapact.history.transitions.rule import Rule

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry


def _allow(ledger: Ledger, _entry: Entry) -> Message | None:
    if ledger.offers:
        return Message(N_("The agreement is negotiated in DataPact, so its steps are taken here."))
    return None


def _allow_fixed(ledger: Ledger, entry: Entry) -> Message | None:
    if (refused := _allow(ledger, entry)) is not None:
        return refused
    slots = _slots(entry.body)
    if [slot.order for slot in slots] != list(range(1, len(slots) + 1)) or len({slot.id for slot in slots}) < len(
        slots
    ):
        return Message(N_("The signing slots have no clear order."))
    return None


def _slots(body: Mapping[str, Any]) -> tuple[OutsideSlot, ...]:
    found = body["slots"]
    slots = (
        OutsideSlot(**{key: one.get(key, WITHHELD) for key in OUTSIDE_SLOT})
        for one in found
        if isinstance(one, Mapping)
    )
    return tuple(sorted(slots, key=lambda slot: slot.order))


def _signature(body: Mapping[str, Any]) -> Mapping[str, Any]:
    found = body["signature"]
    return found if isinstance(found, Mapping) else {}


_VOUCHED = {
    "pdf_signature": N_("{member} recorded that a signed PDF came back. It was checked."),
    "other_service": N_("{member} recorded a signature that was made in another service."),
    "paper_scan": N_("{member} recorded a signature by hand, with its scan."),
    "reference_only": N_("{member} recorded a signature without keeping it here."),
}


def _vouched(body: Mapping[str, Any]) -> str:
    return _VOUCHED.get(body["evidence"], _VOUCHED["reference_only"])


RULES: tuple[Rule[Ledger], ...] = (
    # Fixes a text that also goes to people without DataPact: its PDF, its fields, chain or counterparts.
    Rule(
        "slots_fixed",
        roles=LEGAL,
        sentence=Sentence(N_("{member} fixed the text for signature, with its signature fields. {not_binding}")),
        allow=_allow_fixed,
        step=filed("slots_fixed", SlotsFixed, slots=_slots),
    ),
    # A member of our house signed the field with the own key.
    Rule(
        "slot_signed",
        roles=SIGNATORY,
        sentence=Sentence(N_("{person} signed for {organisation}.")),
        allow=_allow,
        step=filed(
            "slot_records",
            SlotRecord,
            evidence=lambda _body: SIGNED_HERE,
            files=lambda _body: (),
            signature=lambda _body: {},
            remarks=lambda _body: "",
        ),
    ),
    # A legal member vouches for a signature that somebody gave elsewhere; the class of evidence says on what.
    Rule(
        "slot_vouched",
        roles=LEGAL,
        sentence=Sentence(_vouched),
        allow=_allow,
        step=filed("slot_records", SlotRecord, files=lambda body: files_of(body["files"]), signature=_signature),
    ),
)
