"""The rules of entries before signature: drafts, offers, counters, accepts, refusals, remarks, approvals, overrides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.base.texts import N_, Message
from datapact.history.entries.agreement_shapes import (
    ACCEPT_SHAPE,
    APPROVAL_SHAPE,
    COMMENT_SHAPE,
    COUNTER_SHAPE,
    DECLINED_SHAPE,
    DRAFT_SHAPE,
    NOTE_SHAPE,
    OFFER_SHAPE,
    OVERRIDE_SHAPE,
)
from datapact.history.state.facts import Accept, Approval, Comment, Declined, Draft, Note, Offer, Override
from datapact.history.state.ledger import Ledger
from datapact.history.state.standing import standing_of
from datapact.history.transitions.rule import LEGAL, LEGAL_OR_LEAD, NOT_BINDING, SPEAKERS, Names, Rule, shown, words

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry


def _step_draft(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.drafts.append(Draft(entry.digest, entry.kid, entry.time, body["state"], body["note"]))
    return ledger


def _sentence_draft(entry: Entry, names: Names) -> Message:
    return Message(N_("{member} saved a draft."), {"member": shown(entry.kid, names)})


DRAFT_RULE = Rule(
    shape=DRAFT_SHAPE,
    roles=LEGAL,
    sentence=_sentence_draft,
    step=_step_draft,
)
"""A complete state of the agreement that has not left the house."""


def _allow_offer(ledger: Ledger, entry: Entry) -> Message | None:
    parties = entry.body["parties"]
    if ledger.offers:
        return Message(N_("There is an offer already; answer it with a counter."))
    if len(set(parties)) != len(parties) or entry.organisation not in parties:
        return Message(N_("The offering organisation must be one of the different parties."))
    return None


def _step_offer(ledger: Ledger, entry: Entry) -> Ledger:
    ledger.offers[entry.digest] = Offer(
        digest=entry.digest,
        organisation=entry.organisation,
        author=entry.kid,
        time=entry.time,
        parties=frozenset(entry.body["parties"]),
        state=entry.body["state"],
        answers="",
        note=entry.body["note"],
    )
    return ledger


def _sentence_offer(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{organisation} made an offer. {not_binding}"),
        {"organisation": shown(entry.organisation, names), "not_binding": NOT_BINDING},
    )


OFFER_RULE = Rule(
    shape=OFFER_SHAPE,
    roles=LEGAL,
    sentence=_sentence_offer,
    allow=_allow_offer,
    step=_step_offer,
)
"""The first complete proposed state that leaves the house; its organisation accepts it thereby."""


def _allow_counter(ledger: Ledger, entry: Entry) -> Message | None:
    standing = standing_of(ledger)
    if standing.stage not in ("offered", "agreed"):
        return Message(N_("The text is not under negotiation, so it cannot be countered."))
    if entry.body["answers"] not in standing.open_offers:
        return Message(N_("The offer that this counter answers is not open."))
    if len(set(entry.body["parties"])) != len(entry.body["parties"]) or set(entry.body["parties"]) != ledger.parties:
        return Message(N_("A counter cannot change who the parties are."))
    return None


def _step_counter(ledger: Ledger, entry: Entry) -> Ledger:
    ledger.offers[entry.digest] = Offer(
        digest=entry.digest,
        organisation=entry.organisation,
        author=entry.kid,
        time=entry.time,
        parties=frozenset(entry.body["parties"]),
        state=entry.body["state"],
        answers=entry.body["answers"],
        note=entry.body["note"],
    )
    return ledger


def _sentence_counter(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{organisation} made a counter-proposal. {not_binding}"),
        {"organisation": shown(entry.organisation, names), "not_binding": NOT_BINDING},
    )


COUNTER_RULE = Rule(
    shape=COUNTER_SHAPE,
    roles=LEGAL,
    sentence=_sentence_counter,
    allow=_allow_counter,
    step=_step_counter,
)
"""Another complete state in answer to an open offer; what changed is computed, never trusted."""


def _allow_accept(ledger: Ledger, entry: Entry) -> Message | None:
    standing = standing_of(ledger)
    offer = entry.body["offer"]
    if standing.stage != "offered" or offer not in standing.open_offers:
        return Message(N_("The offer is not open, so it cannot be accepted."))
    everybody = ledger.offers[offer].parties <= standing.accepted[offer]
    if entry.organisation in standing.accepted[offer] and not everybody:
        return Message(N_("The organisation has accepted this offer already."))
    return None


def _step_accept(ledger: Ledger, entry: Entry) -> Ledger:
    ledger.accepts.append(Accept(entry.digest, entry.organisation, entry.body["offer"]))
    return ledger


def _sentence_accept(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{organisation} accepted the text. {not_binding}"),
        {"organisation": shown(entry.organisation, names), "not_binding": NOT_BINDING},
    )


ACCEPT_RULE = Rule(
    shape=ACCEPT_SHAPE,
    roles=LEGAL,
    sentence=_sentence_accept,
    allow=_allow_accept,
    step=_step_accept,
)
"""A party accepts the state of one offer, named by its digest; not binding before signature."""


def _allow_declined(ledger: Ledger, entry: Entry) -> Message | None:
    standing = standing_of(ledger)
    if standing.stage not in ("offered", "agreed", "frozen", "signing"):
        return Message(N_("There is nothing left to decline."))
    if any(signed.organisation == entry.organisation for signed in standing.signed):
        return Message(N_("The organisation has signed already; it can give notice of termination instead."))
    return None


def _step_declined(ledger: Ledger, entry: Entry) -> Ledger:
    ledger.declined.append(Declined(entry.digest, entry.organisation, entry.time, entry.body["reason"]))
    return ledger


def _sentence_declined(entry: Entry, names: Names) -> Message:
    return Message(N_("{organisation} declined the agreement."), {"organisation": shown(entry.organisation, names)})


DECLINED_RULE = Rule(
    shape=DECLINED_SHAPE,
    roles=LEGAL,
    sentence=_sentence_declined,
    allow=_allow_declined,
    step=_step_declined,
)
"""A party does not conclude this agreement."""


def _step_comment(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.comments.append(
        Comment(entry.digest, entry.organisation, entry.kid, entry.time, body["text"], body["about"])
    )
    return ledger


def _sentence_comment(entry: Entry, names: Names) -> Message:
    return Message(N_("{organisation} commented."), {"organisation": shown(entry.organisation, names)})


COMMENT_RULE = Rule(
    shape=COMMENT_SHAPE,
    roles=SPEAKERS,
    sentence=_sentence_comment,
    step=_step_comment,
)
"""A plain remark to the other parties; ``about`` names an entry or a place in the text, or is empty."""


def _step_note(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.notes.append(Note(entry.digest, entry.kid, entry.time, body["text"]))
    return ledger


def _sentence_note(entry: Entry, names: Names) -> Message:
    return Message(N_("{member} made an internal note."), {"member": shown(entry.kid, names)})


NOTE_RULE = Rule(
    shape=NOTE_SHAPE,
    roles=SPEAKERS,
    sentence=_sentence_note,
    step=_step_note,
)
"""An internal remark."""


def _step_approval(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.approvals.append(Approval(entry.digest, entry.kid, entry.time, body["state_digest"], body["note"]))
    return ledger


def _sentence_approval(entry: Entry, names: Names) -> Message:
    return Message(N_("{member} approved the text internally."), {"member": shown(entry.kid, names)})


APPROVAL_RULE = Rule(
    shape=APPROVAL_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence_approval,
    step=_step_approval,
)
"""Internal consent to one state."""


def _step_override(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.overrides.append(
        Override(
            entry.digest, entry.kid, entry.time, body["finding"], body["place"], body["reason"], body["state_digest"]
        )
    )
    return ledger


def _sentence_override(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{member} set the finding {finding} aside: {reason}"),
        {
            "member": shown(entry.kid, names),
            "finding": words(entry.body["finding"]),
            "reason": words(entry.body["reason"]),
        },
    )


OVERRIDE_RULE = Rule(
    shape=OVERRIDE_SHAPE,
    roles=LEGAL,
    sentence=_sentence_override,
    step=_step_override,
)
"""A legal member sets a finding of the check aside for one state, with a reason."""
