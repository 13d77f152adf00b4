"""What a member may do with an agreement now, why not otherwise, and which step is next.

The same rules as the entries', said beforehand; the fold remains the judge.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from datapact.agreements.projection.changes import open_suspensions, waiting_for
from datapact.agreements.projection.current_text import current_state
from datapact.agreements.projection.projection import amended_agreement, next_step
from datapact.base.texts import N_, Message, counted
from datapact.checks.model.finding import Tally
from datapact.organisation.identity.roles import ROLE_WORDS

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.history.fold.agreement import AgreementState


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
            return None if folded.facts.offers or folded.facts.drafts else Message(N_("There is no draft to offer."))
        case "comment":
            return None if folded.facts.offers else NOT_OFFERED
        case "decline":
            if stage not in ("offered", "agreed", "frozen", "signing"):
                return Message(N_("There is nothing left to decline.")) if folded.facts.offers else NOT_OFFERED
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
        case "object" if not folded.facts.changes and not folded.facts.notices:
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
    if not folded.facts.offers:
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
    if folded.facts.offers[folded.agreed].organisation != organisation:
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


type ActionName = Literal["interview", "edit", "send", "read", "counter", "freeze", "sign", "answer_change", "none"]


@dataclass(frozen=True, slots=True)
class NextAction:
    """``action`` is what the button does ("none": there is no button), ``words`` what comes next, ``why`` the reason."""

    action: ActionName
    words: Message
    why: Message | None = None


_BUTTONS: Mapping[ActionName, str] = {
    "interview": N_("Continue with the questions"),
    "edit": N_("Continue with the text"),
    "send": N_("Send to the partner …"),
    "read": N_("Read and answer"),
    "counter": N_("Compare the proposals"),
    "freeze": N_("Freeze for signature …"),
    "sign": N_("Read and sign …"),
    "answer_change": N_("Answer the proposed change …"),
}


def button_words(action: ActionName) -> Message:
    """What the button says; raises KeyError for "none"."""
    return Message(_BUTTONS[action])


def next_action(
    folded: AgreementState,
    organisation: str,
    possible: Mapping[StepName, Message | None],
    findings: Tally,
    waiting_for: str,
    open_questions: int = 0,
) -> NextAction:
    """The next action; ``findings`` are those that stand, ``waiting_for`` names whose turn it is, ``open_questions``
    are those of the interview that a draft leaves without an answer.
    """
    waiting = unsent(folded, organisation)
    if waiting and possible["send"] is None:
        return NextAction(
            "send",
            counted("Send your step to the partner", "Send your {n} steps to the partner", len(waiting)),
            Message(N_("It is recorded here, but the partner does not have it yet.")),
        )
    step = next_step(folded, organisation)
    match step:
        case "finish_draft":
            return _draft(possible, findings, open_questions)
        case "answer" | "choose":
            words = (
                N_("Read the proposal and answer it")
                if step == "answer"
                else N_("Several proposals are open: choose one")
            )
            return NextAction("read", Message(words), possible["accept"])
        case "freeze":
            if possible["freeze"] is not None:
                return NextAction("none", Message(N_("A legal member freezes the text")), possible["freeze"])
            return NextAction(
                "freeze",
                Message(N_("Freeze the agreed text for signature")),
                Message(N_("Every party has agreed. Freezing fixes text, signatories and order.")),
            )
        case "sign":
            if possible["sign"] is not None:
                return NextAction("none", Message(N_("Somebody of your organisation signs next")), possible["sign"])
            return NextAction("sign", Message(N_("Read the final text and sign")))
        case "answer_change":
            if possible["agree_change"] is not None:
                words = N_("A legal member answers the proposed change")
                return NextAction("none", Message(words), possible["agree_change"])
            return NextAction("answer_change", Message(N_("Agree to the proposed change, or object")))
        case "await_change":
            return NextAction("none", Message(N_("Waiting for the partner's answer to the proposed change")))
        case "await_answer" | "await_freeze" | "await_signature":
            awaited = {
                "await_answer": N_("Waiting for the answer of {party}"),
                "await_freeze": N_("Waiting until {party} freezes the text"),
                "await_signature": N_("Waiting for the signature of {party}"),
            }
            return NextAction("none", Message(awaited[step], {"party": waiting_for}))
        case _:
            return NextAction("none", Message(N_("Nothing to do")))


def _draft(possible: Mapping[StepName, Message | None], findings: Tally, open_questions: int) -> NextAction:
    if possible["edit"] is not None:
        return NextAction("none", Message(N_("A legal member finishes the draft")), possible["edit"])
    open_words = counted(
        "{n} question of the interview has no answer yet.",
        "{n} questions of the interview have no answer yet.",
        open_questions,
    )
    if findings.barring and open_questions:
        return NextAction("interview", Message(N_("Finish the draft")), open_words)
    if findings.barring:
        why = counted(
            "{n} finding would bar signature later; complete it before the offer goes out.",
            "{n} findings would bar signature later; complete them before the offer goes out.",
            findings.barring,
        )
        return NextAction("edit", Message(N_("Finish the draft")), why)
    found_nothing = Message(N_("The check found nothing that bars it."))
    why = open_words if open_questions else found_nothing
    return NextAction("send", Message(N_("Offer the draft to the partner")), why)
