"""The one thing to do next with an agreement, for this member: what a summary shows with a single button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from datapact.agreements.checks.finding import Tally
from datapact.agreements.possible_steps import StepName, unsent
from datapact.agreements.projection import next_step
from datapact.texts import N_, Message, counted

if TYPE_CHECKING:
    from datapact.history.agreement import AgreementState

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
