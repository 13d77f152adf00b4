"""A text that is agreed in DataPact is taken out of it, because somebody signs it on paper or in another program.

It goes on as an agreement of its own that every party has agreed to, with places bound to keys or to people; the negotiation ends by
a decline that names it. So no text can be signed in both ways, whatever others write meanwhile: a decline ends a negotiation
whoever did not know of it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from datapact.agreements.approvals.standing import require_approved
from datapact.agreements.projection.append import append, append_onto, load_state
from datapact.agreements.projection.numbers import next_number
from datapact.agreements.projection.parties import link_state
from datapact.agreements.projection.projection import amended_agreement
from datapact.agreements.steps.permitted import held_back, not_agreed
from datapact.agreements.text.current_text import whole_state
from datapact.base.errors import AnswerNo
from datapact.base.texts import N_, Message
from datapact.signing.ceremony.freeze import OTHER_PROPOSAL, others_open

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

FIXED: Message = Message(
    N_(
        "The text is frozen here, bound to keys. Decline it and agree on it anew, if somebody signs elsewhere after all."
    )
)
NOT_OURS: Message = Message(
    N_("Only the organisation that wrote the agreed text may take it out of DataPact. Ask the partner to.")
)
AMENDMENT: Message = Message(
    N_(
        "This agreement amends another one, which was signed in DataPact. It is signed here, too, as one chain of proof."
    )
)
GOES_ON: Message = Message(
    N_("The text that is agreed here is signed elsewhere, as {number}. Nothing is signed under this number any more.")
)
AGREED: Message = Message(N_("Agreed in DataPact as {number}; the acceptance is in that agreement's history."))


@dataclass(frozen=True, slots=True)
class TakenOut:
    """The agreement as which an agreed text goes on."""

    history: str
    """Id of the agreement."""
    number: str
    """Such as ``DP-2026-0002``."""


def take_out(acting: Acting, history: str, on: date) -> TakenOut:
    """Take an agreed text out of DataPact; ``on`` is the local day. It can be frozen for signature elsewhere at once.

    Raises AnswerNo where it is not agreed, frozen already, of another house, or amends another agreement; Locked for a member
    who may not.
    """
    with acting.vault.write() as session:
        folded = load_state(session, history)
        if folded.freeze is not None:
            raise AnswerNo(FIXED)
        if folded.agreed is None:
            raise AnswerNo(not_agreed(folded))
        offer = folded.facts.offers[folded.agreed]
        if offer.organisation != acting.organisation:
            raise AnswerNo(NOT_OURS)
        if others_open(folded):
            raise AnswerNo(OTHER_PROPOSAL)
        if (
            reason := held_back("freeze", folded)
        ) is not None:  # it would be frozen next, without the threads of this one
            raise AnswerNo(reason)
        state = whole_state(offer)
        if amended_agreement(state):
            raise AnswerNo(AMENDMENT)
        require_approved(acting, session, folded, state)
        old, number = str(state["number"]), next_number(session, acting.clock())
        made = f"urn:uuid:{uuid.uuid4()}"
        fresh = link_state(session, acting, {**state, "agreement": made, "number": number})
        _draft, out = append_onto(None, acting, session, made, "draft", {"state": fresh, "note": ""})
        step = {"draft": out.facts.drafts[-1].digest, "way": "other", "day": on.isoformat(), "files": []}
        agreed = _both(Message(AGREED.id, {"number": old}))
        sent = {**step, "step": "sent", "party": "", "reason": ""}
        _sent, out = append_onto(out, acting, session, made, "outside_step", sent)
        for party in fresh["terms"]["parties"]:
            if party.get("organisation") != acting.organisation:
                said = {**step, "step": "accepted", "party": str(party["name"]), "reason": agreed}
                _said, out = append_onto(out, acting, session, made, "outside_step", said)
        append(acting, session, history, "declined", {"reason": _both(Message(GOES_ON.id, {"number": number}))}, folded)
    return TakenOut(made, number)


def _both(words: Message) -> str:
    """A sentence in both languages, for it is kept, and the reason travels."""
    return f"{words.text('de')} / {words.text('en')}"
