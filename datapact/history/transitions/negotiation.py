"""The rules of entries before signature: drafts, offers, counters, accepts, refusals, remarks, approvals, overrides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datapact.base.texts import N_, Message
from datapact.history.entries.author_roles import EVERYBODY, LEGAL, LEGAL_OR_LEAD, SPEAKERS
from datapact.history.entries.sentence import Sentence
from datapact.history.state.facts import (
    Accept,
    Approval,
    ApprovalRequest,
    Comment,
    CommentsBar,
    Declined,
    Draft,
    Note,
    Offer,
    Override,
    OwnFacts,
    Receipt,
    Remark,
    WordingConfirmed,
)
from datapact.history.state.ledger import Ledger
from datapact.history.state.standing import standing_of
from datapact.history.transitions.common import filed
from datapact.history.transitions.rule import Rule

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry


def _allow_offer(ledger: Ledger, entry: Entry) -> Message | None:
    parties = entry.body["parties"]
    if ledger.offers:
        return Message(N_("There is an offer already; answer it with a counter."))
    if len(set(parties)) != len(parties) or entry.organisation not in parties:
        return Message(N_("The offering organisation must be one of the different parties."))
    return None


def _allow_counter(ledger: Ledger, entry: Entry) -> Message | None:
    standing = standing_of(ledger)
    if standing.stage not in ("offered", "agreed"):
        return Message(N_("The text is not under negotiation, so it cannot be countered."))
    if entry.body["answers"] not in standing.open_offers:
        return Message(N_("The offer that this counter answers is not open."))
    if len(set(entry.body["parties"])) != len(entry.body["parties"]) or set(entry.body["parties"]) != ledger.parties:
        return Message(N_("A counter cannot change who the parties are."))
    return None


def _allow_accept(ledger: Ledger, entry: Entry) -> Message | None:
    standing = standing_of(ledger)
    offer = entry.body["offer"]
    if standing.stage != "offered" or offer not in standing.open_offers:
        return Message(N_("The offer is not open, so it cannot be accepted."))
    everybody = ledger.offers[offer].parties <= standing.accepted[offer]
    if entry.organisation in standing.accepted[offer] and not everybody:
        return Message(N_("The organisation has accepted this offer already."))
    return None


def _allow_declined(ledger: Ledger, entry: Entry) -> Message | None:
    standing = standing_of(ledger)
    if standing.stage not in ("offered", "agreed", "frozen", "signing"):
        return Message(N_("There is nothing left to decline."))
    if any(signed.organisation == entry.organisation for signed in standing.signed):
        return Message(N_("The organisation has signed already; it can give notice of termination instead."))
    return None


def _allow_remark(ledger: Ledger, entry: Entry) -> Message | None:
    thread = entry.body["thread"]
    if thread and thread not in ledger.remarks and thread not in {one.digest for one in ledger.comments}:
        return Message(N_("The comment that this one answers is not there."))
    return _allow_house_remark(ledger, entry)


def _allow_house_remark(_ledger: Ledger, entry: Entry) -> Message | None:
    if entry.body["act"] != "said" and not entry.body["thread"]:
        return Message(N_("Only a thread that is there can be settled or opened again."))
    return None


def _bar_sentence(body: Mapping[str, Any]) -> str:
    if body["bar"] is True:
        return N_("{member} decided: not for signature while a shared comment is open.")
    return N_("{member} decided: open comments do not bar signature.")


def _approval_sentence(body: Mapping[str, Any]) -> str:
    if body.get("alone") is True:
        return N_("{member} approved the own text internally, as the only legal member.")
    return N_("{member} approved the text internally.")


def _request_sentence(body: Mapping[str, Any]) -> str:
    if body["act"] == "asked":
        return N_("{member} asked colleagues to approve the text.")
    return N_("{member} gave the text back instead of approving it.")


def _members(body: Mapping[str, Any]) -> tuple[str, ...]:
    listed = body["members"]
    return tuple(one for one in listed if isinstance(one, str)) if isinstance(listed, list) else ()


def _planned(body: Mapping[str, Any]) -> Mapping[str, Any]:
    change = body.get("change")
    return change if isinstance(change, Mapping) else {}


def _parties(body: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(body["parties"])


def _seen(body: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(digest for digest in body["seen"] if isinstance(digest, str))


def _wordings(body: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    return tuple(one for one in body["wordings"] if isinstance(one, Mapping))


def _rests_on(body: Mapping[str, Any]) -> Mapping[str, Mapping[str, str]]:
    found = body.get("rests_on")
    places = found.items() if isinstance(found, Mapping) else ()
    return {place: digests for place, digests in places if isinstance(digests, Mapping)}


_REMARK_WORDS = {
    "said": N_("{organisation} commented on the text."),
    "resolved": N_("{organisation} settled a comment on the text."),
    "reopened": N_("{organisation} opened a comment on the text again."),
}
_TAKEN_WORDS = {
    "said": N_("{organisation} took over a comment by {said_by} from a Word file."),
    "resolved": N_("{organisation} took over from a Word file that a comment is settled."),
}
"""What a file from elsewhere says is not said by the organisation that reads it."""


def _remark_sentence(body: Mapping[str, Any]) -> str:
    act = body.get("act", "")
    taken = _TAKEN_WORDS.get(act) if body.get("said_at") else None
    return taken or _REMARK_WORDS.get(act, N_("{organisation} commented on the text, or settled a comment."))


RULES: tuple[Rule[Ledger], ...] = (
    # A complete state of the agreement that has not left the house.
    Rule(
        "draft",
        roles=LEGAL,
        sentence=Sentence(N_("{member} saved a draft.")),
        step=filed("drafts", Draft),
    ),
    # The first complete proposed state sent to partners; its organisation accepts it thereby.
    Rule(
        "offer",
        roles=LEGAL,
        sentence=Sentence(N_("{organisation} made an offer. {not_binding}")),
        allow=_allow_offer,
        step=filed("offers", Offer, parties=_parties, answers=lambda _body: ""),
    ),
    # Another complete state in answer to an open offer; what changed is computed, never trusted.
    Rule(
        "counter",
        roles=LEGAL,
        sentence=Sentence(N_("{organisation} made a counter-proposal. {not_binding}")),
        allow=_allow_counter,
        step=filed("offers", Offer, parties=_parties),
    ),
    # A party accepts the state of one offer, named by its digest; not binding before signature.
    Rule(
        "accept",
        roles=LEGAL,
        sentence=Sentence(N_("{organisation} accepted the text. {not_binding}")),
        allow=_allow_accept,
        step=filed("accepts", Accept),
    ),
    # A party does not conclude this agreement.
    Rule(
        "declined",
        roles=LEGAL,
        sentence=Sentence(N_("{organisation} declined the agreement.")),
        allow=_allow_declined,
        step=filed("declined", Declined),
    ),
    # A plain remark to the other parties; ``about`` names an entry or a place in the text, or is empty.
    Rule(
        "comment",
        roles=SPEAKERS,
        sentence=Sentence(N_("{organisation} commented.")),
        step=filed("comments", Comment),
    ),
    # A comment in a thread on a passage, or its being settled or opened again; every party reads it.
    Rule(
        "remark",
        roles=SPEAKERS,
        sentence=Sentence(_remark_sentence),
        allow=_allow_remark,
        step=filed("remarks", Remark, audience=lambda _body: "partners", shared=lambda _body: True),
    ),
    # The same inside the house; one for partners waits there until the text is offered.
    Rule(
        "house_remark",
        roles=SPEAKERS,
        sentence=Sentence(N_("{member} commented internally, or settled a comment.")),
        allow=_allow_house_remark,
        step=filed("house_remarks", Remark, shared=lambda _body: False),
    ),
    # Whether an open shared thread keeps this house from freezing the text.
    Rule(
        "comments_bar",
        roles=LEGAL,
        sentence=Sentence(_bar_sentence),
        step=filed("comments_bars", CommentsBar),
    ),
    # An internal remark.
    Rule(
        "note",
        roles=SPEAKERS,
        sentence=Sentence(N_("{member} made an internal note.")),
        step=filed("notes", Note),
    ),
    # Internal consent to one state.
    Rule(
        "approval",
        roles=LEGAL_OR_LEAD,
        sentence=Sentence(_approval_sentence),
        step=filed("approvals", Approval, alone=lambda body: body.get("alone") is True),
    ),
    # Colleagues are asked for their approval of one text, or one of them gives it back.
    Rule(
        "approval_request",
        roles=LEGAL_OR_LEAD,
        sentence=Sentence(_request_sentence),
        step=filed("approval_requests", ApprovalRequest, members=_members, change=_planned),
    ),
    # A legal member overrides a finding of the check for one state, with a reason.
    Rule(
        "override",
        roles=LEGAL,
        sentence=Sentence(N_("{member} set the finding {finding} aside: {reason}")),
        step=filed(
            "overrides",
            Override,
            wording=lambda body: body.get("wording", ""),
            alone=lambda body: body.get("alone") is True,
        ),
    ),
    # Facts on file in this house, which the terms leave open or which are nobody else's business.
    Rule(
        "own_fact",
        roles=LEGAL,
        sentence=Sentence(N_("{member} recorded facts of our own beside the agreement.")),
        step=filed("own_facts", OwnFacts, rests_on=_rests_on),
    ),
    # A legal member says what own words of the text provide; the partners do not learn of it.
    Rule(
        "wording_confirmed",
        roles=LEGAL,
        sentence=Sentence(N_("{member} confirmed what own words of the text provide.")),
        step=filed("confirmations", WordingConfirmed, wordings=_wordings),
    ),
    # The receipt in every bundle: the heads that its sender has seen, a commitment to its internal heads.
    Rule(
        "receipt",
        roles=EVERYBODY,
        sentence=Sentence(N_("{organisation} confirmed what it has received.")),
        step=filed("receipts", Receipt, seen=_seen),
    ),
)
