"""The road of a text: between partners here, or outside, by e-mail, on paper and with signatures of other programs.

An offer turns an agreement into one that is negotiated here, and what is on record of the other road counts no more
(standing.py). So no step of one road is written onto the other: every entry of our own is asked here before it is written
(projection/append.py), and windows ask the same (steps/permitted.py). What a partner wrote is folded as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from datapact.agreements.text.paper import FOREIGN, is_foreign
from datapact.base.texts import N_, Message
from datapact.history.entries.shapes import AGREEMENT_SHAPES
from datapact.history.entries.slot_shapes import FREEZING
from datapact.history.state.standing import NEGOTIATED_HERE

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.outside import Outside

SIGNED_ELSEWHERE: Final = Message(
    N_(
        "Not everybody signed this contract in DataPact, so this is declared to the other parties outside it, in the form that the contract"
        " asks for. Here an amendment is drafted, an end is recorded, and a wrong record is corrected."
    )
)
OUTSIDE: Final = Message(
    N_(
        "This agreement goes by e-mail or on paper. Record what the partner answers; steps between partners need DataPact."
    )
)
FIXED_OUTSIDE: Final = Message(
    N_(
        "The text is fixed for signature outside DataPact; an offer would void the signatures on record. Write the packet, and"
        " record what comes back. If a party wants changes after all, record that, change the text, and send the new one."
    )
)
ANSWERED_OUTSIDE: Final = Message(
    N_(
        "A party has answered this text by e-mail or on paper, and an offer would void that answer. Go on outside DataPact;"
        " or change the text, and offer the new one here."
    )
)
FIXED_TEXT: Final = Message(N_("The text is frozen or ended and cannot be changed. Start a new agreement."))
OFFERED_TOO: Final = Message(
    N_(
        "This text is fixed for signature outside DataPact, and was offered here as well: two contracts could come of it."
        " Decline the offer, and register the PDF that was signed."
    )
)
NOT_SENT_OUTSIDE: Final = Message(N_("The text was not sent by e-mail or on paper, so there is no reply to record."))
NOT_FIXED: Final = Message(N_("The text is not frozen yet, so there is nothing to sign."))
FIXED_ALREADY: Final = Message(N_("The text is frozen already."))
ALL_SIGNED: Final = Message(N_("Every slot is signed. There is nothing left to sign."))

_TO_EDIT: Final = ("draft", "offered", "agreed")
"""Stages in which a text can be changed."""
_OF_A_TEXT: Final = frozenset(
    {
        "draft",
        "approval",
        "approval_request",
        "wording_confirmed",
        "outside_step",
        "slots_fixed",
        "slot_signed",
        "slot_vouched",
    }
)
"""Kinds of our own house about a text that nobody has signed."""
_OF_NO_RECORD: Final = _OF_A_TEXT - {"wording_confirmed"}
"""Those that the record of a contract signed elsewhere has not; the free texts of its terms are read and confirmed."""
_OF_OUR_TEXT: Final = _OF_A_TEXT - {"draft"} | {"override"}
"""Those that the paper of another house has not; its terms are kept in drafts."""
_OF_PARTNERS: Final = frozenset({"offer", "counter", "accept", *FREEZING, "signed", "counterpart_signed"})
"""Kinds that make a contract between partners here."""


def refusal_of_road(folded: AgreementState | None, kind: str) -> Message | None:
    """The reason why our house does not write an entry of this kind onto the state; None where its road allows it.

    None for ``folded`` is an agreement that is new here. What the kind itself asks for is for its rule to say.
    """
    if folded is None:
        return None
    shared = AGREEMENT_SHAPES[kind].stream == "shared"
    if folded.signed_elsewhere is not None:
        return SIGNED_ELSEWHERE if shared or kind in _OF_NO_RECORD else None
    if is_foreign(folded):
        return FOREIGN if shared or kind in _OF_OUR_TEXT else None
    if kind == "draft" and folded.stage not in _TO_EDIT:
        return FIXED_TEXT
    if folded.outside is not None:
        return _outside(folded.outside, kind, shared=shared)
    if kind in _OF_PARTNERS and _is_offered_too(folded):
        return OFFERED_TOO
    not_outside = kind in ("slots_fixed", "slot_signed", "slot_vouched") and not folded.facts.offers
    return NOT_SENT_OUTSIDE if not_outside else None


def _outside(outside: Outside, kind: str, *, shared: bool) -> Message | None:
    slots = outside.slots
    match kind:
        case "offer" if slots is not None or outside.frozen is not None:
            return FIXED_OUTSIDE
        case "offer":
            return ANSWERED_OUTSIDE if outside.answers else None
        case "slots_fixed" if slots is not None and outside.stage in ("frozen", "signing"):
            return FIXED_ALREADY
        case "slot_signed" | "slot_vouched" if slots is None:
            return NOT_FIXED
        case "slot_signed" if slots is not None and not slots.open:
            return ALL_SIGNED
        case _:
            return OUTSIDE if shared else None


def _is_offered_too(folded: AgreementState) -> bool:
    """Whether records of the newest draft, fixed or signed outside, count no more because somebody offered it here."""
    drafts = [one.digest for one in folded.ledger.drafts if one.digest not in folded.void]
    records = [one.digest for one in folded.ledger.slots_fixed if drafts and one.draft == drafts[-1]]
    records += [one.digest for one in folded.ledger.elsewhere]
    return any(folded.void.get(one) == NEGOTIATED_HERE for one in records)
