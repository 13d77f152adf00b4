"""Permitted steps: those that a member may take in an agreement now, why not the others, and which is next.

The rules of the entries are checked in advance, so that a step is offered exactly when its entry would be valid; the
few exceptions are in ``held_back``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from datapact.agreements.approvals.changes import waiting_change
from datapact.agreements.comments.threads import bars_signature, open_shared
from datapact.agreements.projection.endings import not_shown_to_have
from datapact.agreements.projection.projection import amended_agreement, next_step
from datapact.agreements.projection.status import evidence_words
from datapact.agreements.projection.who_is_party import members_of, to_agree, waiting_for
from datapact.agreements.text.changes import open_suspensions
from datapact.agreements.text.current_text import current_state
from datapact.agreements.text.paper import FOREIGN, is_foreign
from datapact.base.texts import N_, Listed, Message, counted
from datapact.checks.model.finding import Tally
from datapact.history.commitments.disclosure import Withheld
from datapact.history.commitments.reveal import Revealed
from datapact.history.entries.agreement_shapes import ANNEX_RULES, SLOT_MEMBERS
from datapact.history.entries.shapes import AGREEMENT_SHAPES
from datapact.history.fold.agreement import NOT_A_PARTY, refusal_of_step
from datapact.history.transitions.registry import AGREEMENT_RULES
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
    "ask_approval",
    "give_back",
    "override",
    "confirm",
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
    "record_answer",
    "record_signature",
]

SIGNED_ELSEWHERE = Message(
    N_("The contract was signed elsewhere. Correct the record or record its end; steps between partners need DataPact.")
)
OUTSIDE = Message(
    N_(
        "This agreement goes by e-mail or on paper. Record what the partner answers; steps between partners need DataPact."
    )
)
NOT_SENT_OUTSIDE = Message(N_("The text was not sent by e-mail or on paper, so there is no reply to record."))
NOT_OFFERED = Message(N_("The agreement has not been offered yet. Send it to your partners first."))


AMENDS_ANOTHER = Message(N_("This agreement amends another one. Take this step there."))


_KINDS: Mapping[StepName, str] = {
    "edit": "draft",
    "send": "receipt",
    "counter": "counter",
    "accept": "accept",
    "decline": "declined",
    "comment": "comment",
    "approve": "approval",
    "ask_approval": "approval_request",
    "give_back": "approval_request",
    "override": "override",
    "confirm": "wording_confirmed",
    "freeze": "freeze",
    "sign": "signed",
    "terminate": "termination_notice",
    "notice": "notice",
    "annex": "annex_version",
    "amend": "amendment",
    "agree_change": "change_accepted",
    "object": "objection",
    "suspend": "suspended",
    "resume": "resumed",
    "record_answer": "outside_step",
    "record_signature": "signed_elsewhere",
}
"""The entry that each step writes, in the order of the steps."""


def possible_steps(
    folded: AgreementState, organisation: str, member: str, roles: Collection[str]
) -> dict[StepName, Message | None]:
    """Every step with None when it is possible now, else with the reason why not."""
    return {
        name: _by_role(kind, roles) or _by_rule(name, kind, folded, organisation, member)
        for name, kind in _KINDS.items()
    }


def _by_role(kind: str, roles: Collection[str]) -> Message | None:
    needed = AGREEMENT_RULES[kind].roles
    if not needed.isdisjoint(roles):
        return None
    first = next(words for role, words in ROLE_WORDS.items() if role in needed)
    return Message(N_("This takes the role {role}. Ask a member who has it."), {"role": Message(first)})


def _by_rule(name: StepName, kind: str, folded: AgreementState, organisation: str, member: str) -> Message | None:
    """None when the kind's own rule allows one such entry, and nothing else bars the step; else the reason."""
    if folded.signed_elsewhere is not None:
        amends = name in ("amend", "override") and folded.stage == "signed"
        return held_back(name, folded) if amends else SIGNED_ELSEWHERE
    if is_foreign(folded):
        return None if name == "record_signature" else FOREIGN
    if name == "send":  # sending makes the offer, without which there are no parties for a receipt
        return None if folded.facts.offers or folded.facts.drafts else Message(N_("There is no draft to offer."))
    if name in ("record_answer", "record_signature") or (folded.outside is not None and not folded.facts.offers):
        return _outside(name, folded, member)
    refused = None
    for body in _bodies(name, folded, organisation):
        entry = _unsigned(folded, organisation, member, kind, body)
        if refusal_of_step(folded.ledger, entry) is None:
            return held_back(name, folded, organisation)
        refused = refused or AGREEMENT_RULES[kind].allow(folded.ledger, entry)
    return _why_not(name, folded) or refused or NOT_A_PARTY


def _outside(name: StepName, folded: AgreementState, member: str) -> Message | None:
    """None when the step is possible in an agreement that goes by e-mail or on paper."""
    stage = folded.stage if folded.outside is not None else ""
    match name:
        case "record_answer" if stage:
            return None
        case "record_answer":
            return NOT_SENT_OUTSIDE
        case "freeze" if stage == "agreed":
            return held_back(name, folded)
        case "freeze" if stage in ("frozen", "signing"):
            return Message(N_("The text is frozen already."))
        case "freeze":
            return Message(N_("The text is not agreed by every party yet, so it cannot be frozen."))
        case "record_signature" if stage in ("frozen", "signing"):
            return None
        case "record_signature":
            return Message(N_("The text is not frozen yet, so there is nothing to sign."))
        case "sign" if folded.outside is not None and folded.outside.slots is not None:
            mine = any(slot.member == member for slot in folded.outside.slots.open)
            return None if mine else Message(N_("No open place for a signature is yours. Look at who signs."))
        case "edit" | "approve" | "ask_approval" | "give_back" | "override":
            return held_back(name, folded)
        case _:
            return OUTSIDE


def _unsigned(folded: AgreementState, organisation: str, member: str, kind: str, body: Mapping[str, Any]) -> Entry:
    """The entry that a member would write now, with the members that a rule reads."""
    line = folded.ledger.directory[organisation]
    known = line.state.members.get(member)
    return replace(
        folded.dag.order[-1],
        digest="",
        kid="" if known is None else known.author_kid,
        kind=kind,
        organisation=organisation,
        organisation_head=line.head,
        revealed=Revealed(body, (), ()),
        stream=AGREEMENT_SHAPES[kind].stream,
    )


def _bodies(name: StepName, folded: AgreementState, organisation: str) -> list[dict[str, Any]]:
    """The possible bodies of a step's entry now; none where it would have to name something missing."""
    match name:
        case "counter":
            parties = sorted(folded.parties)
            return [{"answers": digest, "parties": parties} for digest in folded.open_offers or ("",)]
        case "accept":
            return [{"offer": digest} for digest in folded.open_offers or ("",)]
        case "freeze":
            blank = dict.fromkeys(SLOT_MEMBERS, "")
            places = enumerate(sorted(folded.parties), start=1)
            slots = [{**blank, "id": str(place), "order": place, "organisation": party} for place, party in places]
            return [{"offer": folded.agreed, "slots": slots}]
        case "sign":
            slot = folded.next_slots[0].id if folded.next_slots else ""
            return [{"slot": slot, "revision_from": min(folded.revisions, default=""), "revision_to": "signed"}]
        case "notice":
            return [{"objection_until": ""}]
        case "annex":
            return [{"annex": annex, "rule": "alone", "notice": ""} for annex in ANNEX_RULES]
        case "agree_change":
            waiting = to_agree(folded, organisation)
            return [{"change": digest} for digest in waiting or ("",)]
        case "object":
            return [{"to": digest} for digest in [*folded.facts.notices, *folded.facts.changes] or ("",)]
        case "suspend":
            return [{"until": ""}]
        case "resume":
            own = [one.digest for one in open_suspensions(folded, organisation)]
            return [{"suspension": digest} for digest in own or ("",)]
        case _:
            return [{}]


def held_back(name: StepName, folded: AgreementState, organisation: str = "") -> Message | None:
    """The reason why a step is not offered although its entry would be valid."""
    fixed = folded.stage not in ("draft", "offered", "agreed")
    match name:
        case "edit" if fixed:
            return Message(N_("The text is frozen or ended and cannot be changed. Start a new agreement."))
        case "freeze" | "sign" if bars_signature(folded) and (n := open_shared(folded)):
            return counted(
                "{n} shared comment is still open, and your house does not sign before. Settle it first.",
                "{n} shared comments are still open, and your house does not sign before. Settle them first.",
                n,
            )
        case "override" if fixed:
            return Message(N_("The text is fixed; there is nothing left to approve."))
        case "approve" | "give_back" if not to_approve(folded) and waiting_change(folded, organisation):
            return None
        case "approve" | "ask_approval" | "give_back" if not to_approve(folded):
            return Message(N_("The text is fixed; there is nothing left to approve."))
        case "give_back" if not any(one.act == "asked" for one in folded.facts.approval_requests):
            return Message(N_("Nobody asked for approval of this text."))
        case "notice" | "annex" | "amend" | "suspend" | "resume" if amended_agreement(current_state(folded)):
            return AMENDS_ANOTHER
        case _:
            return None


def to_approve(folded: AgreementState) -> bool:
    """Whether there is a text that colleagues can approve: until everybody has signed it, or it came to nothing."""
    return folded.stage in ("draft", "offered", "agreed", "frozen", "signing")


def _why_not(name: StepName, folded: AgreementState) -> Message | None:
    """Better words for a rule's refusal; None: those of the rule."""
    match name:
        case "counter" | "accept" | "decline" | "comment" if not folded.facts.offers:
            return NOT_OFFERED
        case "accept" if folded.stage != "offered":
            return Message(N_("There is no open offer to answer."))
        case "accept":
            return Message(N_("Your organisation has agreed to this text already. It is the partner's turn."))
        case "freeze" if folded.freeze is not None:
            return Message(N_("The text is frozen already."))
        case "freeze" if folded.stage != "agreed" or folded.agreed is None:
            return not_agreed(folded)
        case "freeze":
            return Message(N_("Only the organisation that wrote the agreed text may freeze it. Ask the partner to."))
        case "sign" if folded.freeze is None:
            return Message(N_("The text is not frozen yet, so there is nothing to sign."))
        case "sign" if not folded.next_slots:
            return Message(N_("There is nothing left to sign."))
        case "sign":
            return Message(N_("It is the turn of {person} to sign."), {"person": str(folded.next_slots[0].person)})
        case "agree_change" if not not_yet_signed(folded):
            return Message(N_("No proposed change waits for your organisation."))
        case "object" if not not_yet_signed(folded):
            return Message(N_("There is no notice or proposed change to object to."))
        case "resume" if not not_yet_signed(folded):
            return held_back(name, folded) or Message(N_("Your organisation has not suspended this agreement."))
        case _:
            return None


def not_agreed(folded: AgreementState) -> Message:
    """Why the text cannot be frozen yet: who has not accepted it, or that several proposals are open."""
    if len(folded.open_offers) > 1:
        return Message(
            N_("{n} proposals are open at once, so nobody can freeze the text. Answer them with one counter-proposal."),
            {"n": len(folded.open_offers)},
        )
    missing = [
        name
        for offer in folded.open_offers
        for organisation, name in party_names(folded, offer)
        if organisation not in folded.accepted.get(offer, frozenset())
    ]
    if not missing:
        return Message(N_("The text is not agreed by every party yet, so it cannot be frozen."))
    return Message(N_("Not accepted yet by: {names}. The text cannot be frozen before."), {"names": Listed.of(missing)})


def declined_words(folded: AgreementState) -> tuple[Message, ...]:
    """Words on who declined, and why, oldest first; empty where nobody did."""
    names = {one: name for offer in folded.facts.offers for one, name in party_names(folded, offer)}
    return tuple(
        Message(
            N_("{organisation} declined and gave no reason.")
            if isinstance(one.reason, Withheld) or not one.reason
            else N_("{organisation} declined: {reason}"),
            {
                "organisation": names.get(one.organisation, one.organisation[:8]),
                "reason": "" if isinstance(one.reason, Withheld) else one.reason,
            },
        )
        for one in folded.declined
    )


def party_names(folded: AgreementState, offer: str) -> list[tuple[str, str]]:
    """Organisation id and name of each party of an offer, by its text; the beginning of the id where that is withheld."""
    found = folded.facts.offers[offer]
    terms = found.state.get("terms", {}) if isinstance(found.state, Mapping) else {}
    named = terms.get("parties", ()) if isinstance(terms, Mapping) else ()
    names = {
        str(party.get("organisation", "")): str(party.get("name", ""))
        for party in (named if isinstance(named, list) else ())
        if isinstance(party, Mapping)
    }
    return [(one, names.get(one) or one[:8]) for one in sorted(found.parties)]


def not_yet_signed(folded: AgreementState) -> bool:
    """Whether somebody has still to sign, so that nothing that follows signature is possible."""
    return folded.stage not in ("signed", "terminated") or not folded.fully_signed


def unsent(folded: AgreementState, organisation: str) -> tuple[Entry, ...]:
    """Our shared steps that no bundle has carried yet: those that no receipt of ours builds on.

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
    "record_answer",
    "record_signature",
    "ask_approval",
    "approve",
    "propose_change",
    "paper",
    "word",
    "word_back",
    "word_answer",
    "none",
]


@dataclass(frozen=True, slots=True)
class NextAction:
    """The next action: ``action`` of the button ("none": no button), ``words`` of the next step, ``why`` the reason."""

    action: ActionName
    words: Message
    why: Message | None = None


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
    "record_answer": N_("Record the reply …"),
    "record_signature": N_("Record the signed contract …"),
    "ask_approval": N_("Ask for approval …"),
    "approve": N_("Approve internally …"),
    "propose_change": N_("Propose the approved change"),
    "paper": N_("Read the paper"),
    "word": N_("Write Word files …"),
    "word_back": N_("Read in a Word file …"),
    "word_answer": N_("Answer in their Word file …"),
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
) -> NextAction:
    """The next action; ``findings`` are those not overridden, ``waiting_for`` names whose turn it is,
    ``open_questions`` are the interview's questions that a draft leaves without an answer.
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
        unknown = (
            N_("Your step is recorded here, but the partners do not know of it yet.")
            if several
            else N_("Your step is recorded here, but the partner does not know of it yet.")
        )
        return NextAction(
            "send",
            counted("Send your step to the partners", "Send your {n} steps to the partners", len(waiting))
            if several
            else counted("Send your step to the partner", "Send your {n} steps to the partner", len(waiting)),
            _crossed(folded) if crossed else Message(unknown),
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
        case "vote":
            return NextAction(
                "vote",
                Message(N_("Vote on an accession, an exclusion or the end")),
                Message(N_("A majority is counted from the votes; silence is none.")),
            )
        case "await_change":
            names = _waiting_for_change(folded)
            words = N_("Waiting for the reply of {party} to the proposed change")
            return NextAction("none", Message(words, {"party": Listed.of(names)}))
        case "await_answer" | "await_freeze" | "await_signature":
            awaited = {
                "await_answer": N_("Waiting for the reply of {party}"),
                "await_freeze": N_("Waiting until {party} freezes the text"),
                "await_signature": N_("Waiting for the signature of {party}"),
            }
            return NextAction("none", Message(awaited[step], {"party": waiting_for}))
        case _ if folded.stage == "declined":
            return NextAction("none", Message(N_("Nothing to do")), Listed.of(declined_words(folded)))
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
                concluded = Message(N_("Concluded: what falls due from it stands in the calendar"))
                return NextAction("none", concluded, why if open_errors else _who_leaves(folded) or _how_signed(folded))
            return NextAction("none", Message(N_("Nothing to do")))


def _waiting_for_change(folded: AgreementState) -> list[str]:
    """Names of the parties whose consent to a proposed change is open."""
    known = {} if folded.freeze is None else dict(party_names(folded, folded.freeze.offer))
    known |= {one.joined: str(one.name) for one in folded.facts.accessions.values()}
    return [known.get(one) or one[:8] for one in sorted(waiting_for(folded))]


def _after_notice(folded: AgreementState, organisation: str, possible: Mapping[StepName, Message | None]) -> NextAction:
    """After a notice of termination: until a step of theirs shows that ours arrived, it may not have (s. 130 BGB)."""
    lacking = not_shown_to_have(folded, organisation)
    if lacking:
        known = {} if folded.freeze is None else dict(party_names(folded, folded.freeze.offer))
        return NextAction(
            "send" if possible["send"] is None else "none",
            Message(
                N_("See that your notice of termination reaches {party}"),
                {"party": ", ".join(known.get(one, one[:8]) for one in lacking)},
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


def _who_leaves(folded: AgreementState) -> Message | None:
    """Whose part ends, by a notice or by the vote of the others; None where nobody's does."""
    members = members_of(folded).members if folded.facts.leavings or folded.facts.motions else ()
    known = {} if folded.freeze is None else dict(party_names(folded, folded.freeze.offer))
    known |= {one.joined: str(one.name) for one in folded.facts.accessions.values()}
    words = N_("The part of {name} ends on {day}; the agreement goes on among the others.")
    ends = [
        Message(words, {"name": known.get(one.organisation) or one.organisation[:8], "day": one.until.isoformat()})
        for one in members
        if one.until is not None and one.way
    ]
    return Listed.of(ends, " ") if len(ends) > 1 else ends[0] if ends else None


def _how_signed(folded: AgreementState) -> Message:
    """The state of the signatures in words: those given here were checked, others stand in a record with its evidence."""
    record = folded.signed_elsewhere
    return Message(N_("Everybody has signed.")) if record is None else evidence_words(record.evidence)


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
