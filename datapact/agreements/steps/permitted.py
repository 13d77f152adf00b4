"""Permitted steps: those that a member may take in an agreement now, and why not the others.

The rules of the entries are checked in advance, so that a step is offered exactly when its entry would be valid; the
few exceptions are in ``held_back``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from datapact.agreements.approvals.changes import waiting_changes
from datapact.agreements.comments.threads import bars_signature, open_shared
from datapact.agreements.projection.projection import amended_agreement
from datapact.agreements.projection.who_is_party import to_agree
from datapact.agreements.text.changes import open_suspensions
from datapact.agreements.text.current_text import current_state
from datapact.agreements.text.paper import FOREIGN, is_foreign
from datapact.agreements.text.road import (
    FIXED_ALREADY,
    FIXED_OUTSIDE,
    FIXED_TEXT,
    NOT_FIXED,
    NOT_SENT_OUTSIDE,
    OUTSIDE,
    SIGNED_ELSEWHERE,
    refusal_of_road,
)
from datapact.base.texts import N_, Listed, Message, counted
from datapact.contract.text.document import ACCEDES, relation_of
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

NO_DRAFT = Message(N_("There is no draft to offer."))
NOT_OFFERED = Message(N_("The agreement has not been offered yet. Send it to your partners first."))


ONE_CHAIN = Message(
    N_(
        "An accession is signed here by all, by key: its record in the agreement that is joined names the one PDF that all signed."
    )
)
BY_PERSON = N_(
    "The place of {person} is bound to the person and not to a key: it is signed in another program or on paper, and a legal member of the"
    " same house records it."
)
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
    kinds = dict(_KINDS)
    if folded.freeze is not None and folded.outside is None:
        kinds["record_signature"] = "counterpart_signed"  # our house says of its own place what nobody else can
    return {
        name: _by_role(kind, roles) or _by_rule(name, kind, folded, organisation, member)
        for name, kind in kinds.items()
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
    if name == "send":
        return _send(folded)
    if (reason := refusal_of_road(folded, kind)) is not None and folded.outside is None:
        return reason
    if (name in ("record_answer", "record_signature") and kind != "counterpart_signed") or (
        folded.outside is not None and not folded.facts.offers
    ):
        return _outside(name, folded, member)
    refused = None
    for body in _bodies(name, folded, organisation):
        entry = _unsigned(folded, organisation, member, kind, body)
        if refusal_of_step(folded.ledger, entry) is None:
            return held_back(name, folded, organisation)
        refused = refused or AGREEMENT_RULES[kind].allow(folded.ledger, entry)
    return _why_not(name, folded) or refused or NOT_A_PARTY


def _send(folded: AgreementState) -> Message | None:
    """None where there is something to send: to partners here, where it makes the offer, or as a PDF by e-mail and on paper."""
    if folded.outside is not None and folded.outside.slots is not None and folded.stage in ("frozen", "signing"):
        return FIXED_OUTSIDE
    return None if folded.facts.offers or folded.facts.drafts else NO_DRAFT


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
            return FIXED_ALREADY
        case "freeze":
            return Message(N_("The text is not agreed by every party yet, so it cannot be frozen."))
        case "record_signature" if stage in ("frozen", "signing"):
            return None
        case "record_signature":
            return NOT_FIXED
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
        case "record_signature":
            slot = folded.next_slots[0].id if folded.next_slots else ""
            stood = min(folded.revisions, default="")
            return [{"slot": slot, "evidence": "reference_only", "revision": stood, "files": []}]
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
            return FIXED_TEXT
        case "freeze" | "sign" | "record_signature" if bars_signature(folded) and (n := open_shared(folded)):
            return counted(
                "{n} shared comment is still open, and your house does not sign before. Settle it first.",
                "{n} shared comments are still open, and your house does not sign before. Settle them first.",
                n,
            )
        case "record_signature" if relation_of(current_state(folded)) == ACCEDES:
            return ONE_CHAIN
        case "override" if fixed:
            return Message(N_("The text is fixed; there is nothing left to approve."))
        case "approve" | "give_back" if not to_approve(folded) and waiting_changes(folded, organisation):
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
            return FIXED_ALREADY
        case "freeze" if folded.stage != "agreed" or folded.agreed is None:
            return not_agreed(folded)
        case "freeze":
            return Message(N_("Only the organisation that wrote the agreed text may freeze it. Ask the partner to."))
        case "sign" if folded.freeze is None:
            return NOT_FIXED
        case "sign" | "record_signature" if not folded.next_slots:
            return Message(N_("There is nothing left to sign."))
        case "sign" if not folded.next_slots[0].kid:
            return Message(BY_PERSON, {"person": str(folded.next_slots[0].person)})
        case "sign" | "record_signature":
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
