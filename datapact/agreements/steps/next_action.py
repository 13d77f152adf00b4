"""The next action in an agreement: what its card says and its button does, by whose turn it is and what is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import dropwhile, takewhile
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from datapact.agreements.projection.endings import not_shown_to_have, order_ends
from datapact.agreements.projection.projection import next_step
from datapact.agreements.projection.status import CONCLUDED, ENDED, evidence_words
from datapact.agreements.projection.who_is_party import members_of
from datapact.agreements.projection.who_is_party import waiting_for as awaited_consent
from datapact.agreements.steps.permitted import BY_PERSON, StepName, declined_words, party_names, unsent
from datapact.agreements.text.unsaid_files import Unsaid
from datapact.base.clock import local_day
from datapact.base.texts import N_, Listed, Message, counted
from datapact.checks.model.finding import Tally
from datapact.organisation.acting.handed_over import OUTSIDE, WORD

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.history.fold.agreement import AgreementState


type ActionName = Literal[
    "interview",
    "edit",
    "send",
    "read",
    "reply",
    "counter",
    "freeze",
    "sign",
    "answer_change",
    "vote",
    "admit",
    "ask_votes",
    "open_accession",
    "record_answer",
    "record_signature",
    "ask_approval",
    "approve",
    "propose_change",
    "paper",
    "word",
    "word_back",
    "word_answer",
    "say_sent",
    "none",
]


@dataclass(frozen=True, slots=True)
class NextAction:
    """The next action: ``action`` of the button ("none": no button), ``words`` of the next step, ``why`` the reason."""

    action: ActionName
    words: Message
    why: Message | None = None
    about: str = ""
    """History id of the agreement that the button opens; empty where the step is one on this agreement."""


_BUTTONS: Mapping[ActionName, str] = {
    "interview": N_("Continue with the questions"),
    "edit": N_("Continue with the text"),
    "send": N_("Send to the partner …"),
    "read": N_("Read and answer"),
    "reply": N_("Answer change by change …"),
    "counter": N_("Compare the proposals"),
    "freeze": N_("Freeze for signature …"),
    "sign": N_("Read and sign …"),
    "answer_change": N_("Answer the proposed change …"),
    "vote": N_("Vote …"),
    "admit": N_("Record the accession"),
    "open_accession": N_("Open the accession"),
    "ask_votes": N_("Ask for the votes"),
    "record_answer": N_("Record the reply …"),
    "record_signature": N_("Record the signed contract …"),
    "ask_approval": N_("Ask for approval …"),
    "approve": N_("Approve internally …"),
    "propose_change": N_("Propose the approved change"),
    "paper": N_("Read the paper"),
    "word": N_("Write Word files …"),
    "word_back": N_("Read in a Word file …"),
    "word_answer": N_("Answer in their Word file …"),
    "say_sent": N_("It was sent …"),
}


def button_words(action: ActionName) -> Message:
    """The button's label; raises KeyError for "none"."""
    return Message(_BUTTONS[action])


def next_action(
    folded: AgreementState,
    organisation: str,
    possible: Mapping[StepName, Message | None],
    findings: Tally,
    waiting_for: str | Message,
    open_questions: int = 0,
    carried_by_word: Mapping[str, datetime] = MappingProxyType({}),
) -> NextAction:
    """The next action; ``findings`` are those not overridden, ``waiting_for`` names whose turn it is,
    ``open_questions`` are the interview's questions that a draft leaves without an answer. ``carried_by_word``: when a Word file carried
    what a step of ours says, by its digest (``text/carried_by_word.py``).
    """
    waiting = unsent(folded, organisation)
    step = next_step(folded, organisation)
    if waiting and step == "sign" and possible["sign"] is None:
        saves = Message(N_("You can sign before you send it: that saves the partner a round."))
        return NextAction("sign", Message(N_("Read the final text and sign")), saves)
    if step == "answer" and all(entry.kind in ("comment", "remark") for entry in waiting):
        waiting = ()  # the answer comes first, and takes remarks along
    crossed = len(folded.open_offers) > 1
    remarks_only = all(entry.kind == "comment" for entry in waiting)
    if waiting and possible["send"] is None and not (crossed and remarks_only):
        several = len(folded.parties) > 2
        return NextAction(
            "send",
            counted("Send your step to the partners", "Send your {n} steps to the partners", len(waiting))
            if several
            else counted("Send your step to the partner", "Send your {n} steps to the partner", len(waiting)),
            _crossed(folded) if crossed else _unknown_there(waiting, carried_by_word, several=several),
        )
    match step:
        case "finish_draft":
            return _draft(possible, findings, open_questions)
        case "read_paper":
            return NextAction(
                "paper",
                Message(N_("Read the other side's paper: terms, gaps, words to stop at")),
                Message(
                    N_("Nothing of it is taken over by itself. Record the signed contract here once there is one.")
                ),
            )
        case "record_answer":
            if possible["record_answer"] is not None:
                words = N_("A legal member records the partner's reply")
                return NextAction("none", Message(words), possible["record_answer"])
            return NextAction(
                "record_answer",
                Message(N_("Waiting for the reply of {party}"), {"party": waiting_for}),
                Message(
                    N_("The text went by e-mail or on paper. Record the reply with its evidence once it is there.")
                ),
            )
        case "record_signature":
            if possible["record_signature"] is not None:
                words = N_("A legal member records the signed contract")
                return NextAction("none", Message(words), possible["record_signature"])
            return NextAction(
                "record_signature",
                Message(N_("Have the fixed text signed, then record it")),
                Message(
                    N_(
                        "Write the packet, have every party sign it, and attach here what comes back: a signed PDF is checked."
                    )
                ),
            )
        case "answer":
            return NextAction("read", Message(N_("Read the proposal and answer it")), possible["accept"])
        case "choose":
            return NextAction("read", Message(N_("Several proposals are open: choose one")), _crossed(folded))
        case "freeze":
            if possible["freeze"] is not None:
                return NextAction("none", Message(N_("A legal member freezes the text")), possible["freeze"])
            every = Message(N_("Every party has agreed. Freezing fixes text, signatories and order."))
            words = N_("Freeze the agreed text for signature")
            return NextAction("freeze", Message(words), _barred(findings) or every)
        case "sign":
            if folded.next_slots and not folded.next_slots[0].kid and possible["record_signature"] is None:
                person = {"person": str(folded.next_slots[0].person)}
                return NextAction(
                    "record_signature",
                    Message(N_("Record the signature of {person}"), person),
                    Message(BY_PERSON, person),
                )
            if possible["sign"] is not None:
                return NextAction("none", Message(N_("Somebody of your organisation signs next")), possible["sign"])
            return NextAction("sign", Message(N_("Read the final text and sign")))
        case "answer_change":
            if possible["agree_change"] is not None:
                words = N_("A legal member answers the proposed change")
                return NextAction("none", Message(words), possible["agree_change"])
            return NextAction("answer_change", Message(N_("Agree to the proposed change, or object")))
        case "vote":
            return NextAction(
                "vote",
                Message(N_("Vote on an accession, an exclusion or the end")),
                Message(N_("A majority is counted from the votes; silence is none.")),
            )
        case "await_change":
            names = _names_of(folded, sorted(awaited_consent(folded)))
            words = N_("Waiting for the reply of {party} to the proposed change")
            return NextAction("none", Message(words, {"party": Listed.of(names)}))
        case "await_freeze" if (barred := _barred(findings)) is not None and possible["edit"] is None:
            return NextAction("edit", Message(N_("The agreed text cannot be frozen yet: complete it")), barred)
        case "await_answer" | "await_freeze" | "await_signature":
            awaited = {
                "await_answer": N_("Waiting for the reply of {party}"),
                "await_freeze": N_("Waiting until {party} freezes the text"),
                "await_signature": N_("Waiting for the signature of {party}"),
            }
            whom = _who_signs(folded) if step == "await_signature" else waiting_for
            return NextAction("none", Message(awaited[step], {"party": whom}))
        case _ if folded.stage == "declined":
            return NextAction("none", Message(ENDED), Listed.of(declined_words(folded)))
        case _ if folded.disputes:
            return NextAction(
                "none",
                Message(N_("Settle the dispute")),
                Message(N_("A party disputes what was signed with a key that it revoked. Talk to that party.")),
            )
        case _ if folded.stage == "terminated" and folded.terminated:
            return _after_notice(folded, organisation, possible)
        case _:
            open_errors = findings.errors if folded.stage == "signed" else 0
            why = counted("{n} error is open: see the findings.", "{n} errors are open: see the findings.", open_errors)
            if folded.stage == "signed":
                said = _who_leaves(folded) or _orders_that_end(folded) or _how_signed(folded)
                return NextAction("none", Message(CONCLUDED), why if open_errors else said)
            return NextAction("none", Message(N_("Nothing to do")))


def until_sent(
    action: NextAction, unsaid: Sequence[Unsaid], names: Mapping[str, str], others: str | Message
) -> NextAction:
    """The next action while files wait to be sent: before anybody is waited for, a person says that they were.

    ``names`` are by organisation id; ``others`` are all other parties.
    """
    if (
        not unsaid
        or action.action not in ("none", "send", "word", "word_back")
        or (action.action in ("send", "word") and not _outside(unsaid))
    ):
        return action
    to = [names[one.recipient] for one in unsaid if one.recipient in names]
    opened = all(one.handed.opened for one in unsaid)
    why = (
        N_("The e-mail was opened. Whether it went out, nobody has recorded yet.")
        if opened
        else N_("The file is written. Whoever wrote it has not sent it yet.")
    )
    words = N_("Send the file to {party}, and record that it was sent")
    return NextAction("say_sent", Message(words, {"party": Listed.of(to) if to else others}), Message(why))


def _outside(unsaid: Sequence[Unsaid]) -> bool:
    return any(one.recipient in (OUTSIDE, WORD) for one in unsaid)


def _names_of(folded: AgreementState, organisations: Iterable[str]) -> list[str]:
    """The names of parties by the frozen text and their accession; the beginning of the id of any other."""
    known = {} if folded.freeze is None else dict(party_names(folded, folded.freeze.offer))
    known |= {one.joined: str(one.name) for one in folded.facts.accessions.values()}
    return [known.get(one) or one[:8] for one in organisations]


def _unknown_there(waiting: Sequence[Entry], carried_by_word: Mapping[str, datetime], *, several: bool) -> Message:
    """What partners do not know yet of steps that no sealed file carried: a Word file may have told them."""
    days = [local_day(carried_by_word[one.digest]).isoformat() for one in waiting if one.digest in carried_by_word]
    if several and len(days) < len(waiting):
        return counted(
            "Your step is recorded here, and not all partners know of it yet.",
            "Your {n} steps are recorded here, and not all partners know of them yet.",
            len(waiting),
        )
    if several:
        words = N_(
            "The partners know it by your Word files, the last of {day}. It goes out as a sealed file, too: only on that can"
            " they answer and sign in DataPact."
        )
        return Message(words, {"day": max(days)})
    if not days:
        return counted(
            "Your step is recorded here, and the partner does not know of it yet.",
            "Your {n} steps are recorded here, and the partner does not know of them yet.",
            len(waiting),
        )
    if len(days) < len(waiting):
        words = N_("The partner knows the text by your Word file of {day}, but not yet what else you recorded here.")
        return Message(words, {"day": max(days)})
    words = N_(
        "The partner knows it by your Word file of {day}. It goes out as a sealed file, too: only on that can the partner answer"
        " and sign in DataPact."
    )
    return Message(words, {"day": max(days)})


def _who_signs(folded: AgreementState) -> Message | str:
    """Who signs next, and after that person who else of that organisation, with its name; empty where nobody is awaited."""
    if not folded.next_slots or folded.freeze is None:
        return ""
    following = folded.next_slots[0]
    to_come = dropwhile(lambda slot: slot.id != following.id, folded.freeze.slots)
    together = takewhile(lambda slot: slot.organisation == following.organisation, to_come)
    people = [slot.person for slot in together if isinstance(slot.person, str) and slot.person]
    (name,) = _names_of(folded, [following.organisation])
    if not people:
        return name
    return Message(N_("{people} ({organisation})"), {"people": Listed.of(people), "organisation": name})


def _after_notice(folded: AgreementState, organisation: str, possible: Mapping[StepName, Message | None]) -> NextAction:
    """After a notice of termination: until a step of theirs shows that ours arrived, it may not have (s. 130 BGB)."""
    lacking = not_shown_to_have(folded, organisation)
    if lacking:
        return NextAction(
            "send" if possible["send"] is None else "none",
            Message(
                N_("See that your notice of termination reaches {party}"),
                {"party": ", ".join(_names_of(folded, lacking))},
            ),
            Message(
                N_(
                    "A file with it was written; nothing here shows that it arrived. It takes effect when it arrives, and the "
                    "period runs from then: keep proof of it, or write the file again."
                )
            ),
        )
    theirs = any(one.organisation != organisation for one in folded.terminated)
    answer = Message(
        N_(
            "A notice takes effect without a reply. If you hold it ineffective, contest it in writing; lack of authority without"
            " undue delay (§§ 174, 180 BGB). A file of yours shows the partner that it arrived."
        )
    )
    return NextAction(
        "none",
        Message(N_("Notice was given: what falls due until the end and after it stands in the calendar")),
        answer if theirs else None,
    )


def _crossed(folded: AgreementState) -> Message:
    return counted(
        "{n} proposal is open. Answer it.",
        "{n} proposals are open at once. Compare them, and answer them with one counter-proposal.",
        len(folded.open_offers),
    )


def _orders_that_end(folded: AgreementState) -> Message | None:
    """The orders that end or ended before the agreement; None without one."""
    ends = order_ends(folded).ends
    if not ends:
        return None
    words = N_("An order ends for {name} on {day}; what follows for its data stands in the calendar.")
    known = dict.fromkeys((one.recipient, one.last.isoformat()) for one in ends)
    names = _names_of(folded, [recipient for recipient, _day in known])
    told = [Message(words, {"name": name, "day": day}) for name, (_id, day) in zip(names, known, strict=True)]
    return Listed.of(told[:_MOST_TOLD], " ")


_MOST_TOLD = 3


def _who_leaves(folded: AgreementState) -> Message | None:
    """Whose part ends, by a notice or by the vote of the others; None where nobody's does."""
    members = members_of(folded).members if folded.facts.leavings or folded.facts.motions else ()
    words = N_("The part of {name} ends on {day}; the agreement goes on among the others.")
    leaving = [(one.organisation, one.until.isoformat()) for one in members if one.until is not None and one.way]
    names = _names_of(folded, [one for one, _day in leaving])
    ends = [Message(words, {"name": name, "day": day}) for name, (_one, day) in zip(names, leaving, strict=True)]
    return Listed.of(ends, " ") if len(ends) > 1 else ends[0] if ends else None


def _how_signed(folded: AgreementState) -> Message:
    """The state of the signatures in words: those given here were checked, others stand in a record with its evidence."""
    record = folded.signed_elsewhere
    return Message(N_("Everybody has signed.")) if record is None else evidence_words(record.evidence)


def _barred(findings: Tally) -> Message | None:
    """What is said beside an agreed text that cannot be frozen: either side can propose it completed."""
    if not findings.barring:
        return None
    return counted(
        "{n} finding bars freezing. Complete the text in a new proposal, or ask the party whose fact it is.",
        "{n} findings bar freezing. Complete the text in a new proposal, or ask the party whose facts they are.",
        findings.at_freezing,
    )


def _draft(possible: Mapping[StepName, Message | None], findings: Tally, open_questions: int) -> NextAction:
    if possible["edit"] is not None:
        return NextAction("none", Message(N_("A legal member finishes the draft")), possible["edit"])
    open_words = counted(
        "{n} question of the interview has no answer yet.",
        "{n} questions of the interview have no answer yet.",
        open_questions,
    )
    if findings.required and open_questions:  # an error in what was entered is no open question
        return NextAction("interview", Message(N_("Finish the draft")), open_words)
    if findings.barring:
        why = counted(
            "{n} finding would bar signature later; complete it before the offer goes out.",
            "{n} findings would bar signature later; complete them before the offer goes out.",
            findings.at_freezing,
        )
        return NextAction("edit", Message(N_("Finish the draft")), why)
    found_nothing = Message(N_("The check found nothing that bars it."))
    why = open_words if open_questions else found_nothing
    return NextAction("send", Message(N_("Offer the draft to the partner")), why)
