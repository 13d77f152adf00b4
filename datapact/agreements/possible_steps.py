"""What a member may do with an agreement now, and why not otherwise: the same rules as the entries', said beforehand.

The fold remains the judge; this tells people before they write a reason for nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Literal

from datapact.agreements.changes import open_suspensions, waiting_for
from datapact.agreements.projection import amended_agreement, current_state
from datapact.parties.role_words import ROLE_WORDS as ROLE_WORDS
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.agreement import AgreementState
    from datapact.history.entry import Entry

type StepName = Literal[
    "edit",
    "send",
    "counter",
    "accept",
    "decline",
    "comment",
    "approve",
    "override",
    "freeze",
    "sign",
    "terminate",
    "notice",
    "annex",
    "amend",
    "agree_change",
    "object",
    "suspend",
    "resume",
]

ROLES: Mapping[StepName, tuple[str, ...]] = {
    "edit": ("legal",),
    "send": ("legal", "lead", "signatory", "admin"),
    "counter": ("legal",),
    "accept": ("legal",),
    "decline": ("legal",),
    "comment": ("legal", "lead", "signatory"),
    "approve": ("legal", "lead"),
    "override": ("legal",),
    "freeze": ("legal",),
    "sign": ("signatory",),
    "terminate": ("legal",),
    "notice": ("legal",),
    "annex": ("legal",),
    "amend": ("legal",),
    "agree_change": ("legal",),
    "object": ("legal",),
    "suspend": ("legal",),
    "resume": ("legal",),
}
SIGNED_ELSEWHERE = Message(
    N_("The contract was signed elsewhere. Correct the record or record its end; steps between partners need DataPact.")
)
NOT_OFFERED = Message(N_("The agreement has not been offered yet. Send it to your partners first."))


def possible_steps(
    folded: AgreementState, organisation: str, member: str, roles: Collection[str]
) -> dict[StepName, Message | None]:
    """For every step None when it is possible now, else the reason why not."""
    return {name: _by_role(name, roles) or _by_stage(name, folded, organisation, member) for name in ROLES}


def _by_role(name: StepName, roles: Collection[str]) -> Message | None:
    if set(ROLES[name]).intersection(roles):
        return None
    first = Message(ROLE_WORDS[ROLES[name][0]])
    return Message(N_("This takes the role {role}. Ask a member who has it."), {"role": first})


def _by_stage(name: StepName, folded: AgreementState, organisation: str, member: str) -> Message | None:
    stage = folded.stage
    if folded.signed_elsewhere is not None:
        return SIGNED_ELSEWHERE
    signed = any(one.organisation == organisation for one in folded.signed)
    match name:
        case "edit" | "counter" | "accept":
            return _negotiation(name, folded, organisation)
        case "send":
            return None if folded.offers or folded.drafts else Message(N_("There is no draft to offer."))
        case "comment":
            return None if folded.offers else NOT_OFFERED
        case "decline":
            if stage not in ("offered", "agreed", "frozen", "signing"):
                return Message(N_("There is nothing left to decline.")) if folded.offers else NOT_OFFERED
            if signed:
                return Message(N_("The organisation has signed already; it can give notice of termination instead."))
            return None
        case "approve" | "override":
            if stage in ("draft", "offered", "agreed"):
                return None
            return Message(N_("The text is fixed; there is nothing left to approve."))
        case "freeze":
            return _freezing(folded, organisation)
        case "sign":
            return _signing(folded, organisation, member)
        case "terminate":
            if stage not in ("signing", "signed", "terminated"):
                return Message(N_("Only a signed agreement can be terminated."))
            if not signed:
                return Message(N_("The organisation has not signed yet; it can decline instead."))
            return None
        case _:
            return _once_signed(name, folded, organisation)


def _once_signed(name: StepName, folded: AgreementState, organisation: str) -> Message | None:
    if not_yet_signed(folded):
        return Message(N_("This is possible only once every signatory has signed."))
    if name in ("notice", "annex", "amend", "suspend", "resume") and amended_agreement(current_state(folded)):
        return Message(N_("This agreement amends another one. Take this step there."))
    match name:
        case "agree_change" if organisation not in waiting_for(folded):
            return Message(N_("No proposed change waits for your organisation."))
        case "object" if not folded.changes and not folded.notices:
            return Message(N_("There is no notice or proposed change to object to."))
        case "resume" if not open_suspensions(folded, organisation):
            return Message(N_("Your organisation has not suspended this agreement."))
        case _:
            return None


def not_yet_signed(folded: AgreementState) -> bool:
    """Whether somebody has still to sign, so that nothing that follows signature is possible."""
    return folded.stage not in ("signed", "terminated") or not folded.fully_signed


def _negotiation(name: StepName, folded: AgreementState, organisation: str) -> Message | None:
    if name == "edit":
        if folded.stage in ("draft", "offered", "agreed"):
            return None
        return Message(N_("The text is frozen or ended and cannot be changed. Start a new agreement."))
    if not folded.offers:
        return NOT_OFFERED
    if name == "counter":
        if folded.stage in ("offered", "agreed") and folded.open_offers:
            return None
        return Message(N_("The text is not under negotiation, so it cannot be countered."))
    if folded.stage != "offered":
        return Message(N_("There is no open offer to answer."))
    if all(organisation in folded.accepted[digest] for digest in folded.open_offers):
        return Message(N_("Your organisation has agreed to this text already. It is the partner's turn."))
    return None


def _freezing(folded: AgreementState, organisation: str) -> Message | None:
    if folded.freeze is not None:
        return Message(N_("The text is frozen already."))
    if folded.stage != "agreed" or folded.agreed is None:
        return Message(N_("The text is not agreed by every party yet, so it cannot be frozen."))
    if folded.offers[folded.agreed].organisation != organisation:
        return Message(N_("Only the organisation that wrote the agreed text may freeze it. Ask the partner to."))
    return None


def _signing(folded: AgreementState, organisation: str, member: str) -> Message | None:
    if folded.freeze is None:
        return Message(N_("The text is not frozen yet, so there is nothing to sign."))
    if not folded.next_slots:
        return Message(N_("There is nothing left to sign."))
    slot = folded.next_slots[0]
    if slot.organisation != organisation or slot.member != member:
        return Message(N_("It is the turn of {person} to sign."), {"person": str(slot.person)})
    return None


def unsent(folded: AgreementState, organisation: str) -> tuple[Entry, ...]:
    """Shared steps of one's own that no bundle has carried yet: those that no own receipt builds on.

    Sending writes one receipt over everything that it carries.
    """
    own = [
        entry
        for digest in folded.order
        if (entry := folded.entries[digest]).stream == "shared" and entry.organisation == organisation
    ]
    receipts = [entry.digest for entry in own if entry.kind == "receipt"]
    return tuple(
        entry
        for entry in own
        if entry.kind != "receipt" and not any(folded.dag.knows(receipt, entry.digest) for receipt in receipts)
    )
