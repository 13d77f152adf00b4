"""The rules of entries by which parties join a signed agreement, leave it or one order under it, or are excluded.

Here stands who may say what at all. Whether it counts under the terms (who signs for the others, which majority, which
period) follows from the text in force, see agreements/projection/who_is_party.py and endings.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datapact.base.texts import N_, Message
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.entries.author_roles import LEGAL
from datapact.history.entries.sentence import Sentence, known_or, member_value
from datapact.history.state.later_facts import Accession, Leaving, Motion, OrderEnded, Vote
from datapact.history.state.ledger import Ledger
from datapact.history.state.standing import standing_of
from datapact.history.transitions.common import filed, refusal_unless_signed
from datapact.history.transitions.rule import Rule

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry


def _allow_motion(ledger: Ledger, entry: Entry) -> Message | None:
    if (reason := refusal_unless_signed(ledger)) is not None:
        return reason
    body = entry.body
    about, act = body["organisation"], body["act"]
    if act == "admission" and (not about or about in ledger.parties):
        return Message(N_("Only an organisation that is not a party can be admitted."))
    if act == "exclusion" and (about not in ledger.circle or about == entry.organisation):
        return Message(N_("Only another party can be excluded."))
    if act == "end" and about:
        return Message(N_("The end of the agreement for all is about no single party."))
    if act != "admission" and not body["end"]:
        return Message(N_("The motion names no last day."))
    if act == "exclusion" and body["reason"] is not WITHHELD and not str(body["reason"]).strip():
        return Message(N_("An exclusion needs its reason."))
    return None


def _moved(body: Mapping[str, Any]) -> str:
    return {
        "admission": N_("{organisation} asked for votes on the accession of {name}."),
        "exclusion": N_("{organisation} asked for votes on the exclusion of {name}, to {end}."),
    }.get(str(body["act"]), N_("{organisation} asked for votes on ending the agreement for all, to {end}."))


def _allow_vote(ledger: Ledger, entry: Entry) -> Message | None:
    if (reason := refusal_unless_signed(ledger)) is not None:
        return reason
    motion = ledger.motions.get(entry.body["motion"])
    if motion is None or motion.digest in standing_of(ledger).void:
        return Message(N_("There is no such motion to vote on."))
    if motion.about == entry.organisation:
        return Message(N_("Nobody votes on its own accession or exclusion."))
    return None


def _voted(body: Mapping[str, Any]) -> str:
    return N_("{organisation} voted yes.") if body["vote"] == "yes" else N_("{organisation} voted no.")


def _left(body: Mapping[str, Any]) -> str:
    """A notice that names the day on which it was given leaves the last day to the contract; one that arrives late moves it."""
    if body["end"] == body["day"] and body["ground"] != "cause":
        return N_("{organisation} gave notice to leave, on the first last day that the contract allows.")
    return N_("{organisation} gave notice to leave, with {day} as its last day at the earliest.")


def _allow_leaving(ledger: Ledger, entry: Entry) -> Message | None:
    if entry.body["end"] < entry.body["day"]:
        return Message(N_("The last day lies before the notice."))
    return refusal_unless_signed(ledger)


def _order_ended(body: Mapping[str, Any]) -> str:
    if body["end"] == body["day"] and body["ground"] != "cause":
        return N_("{organisation} gave notice to end one order, on the first last day that the contract allows.")
    return N_("{organisation} gave notice to end one order, with {day} as its last day at the earliest.")


def _allow_order_ended(ledger: Ledger, entry: Entry) -> Message | None:
    if entry.body["end"] < entry.body["day"]:
        return Message(N_("The last day lies before the notice."))
    change = ledger.changes.get(entry.body["change"])
    if entry.body["change"] and (change is None or change.annex != "order"):
        return Message(N_("There is no such order."))
    return refusal_unless_signed(ledger)


def _allow_accession(ledger: Ledger, entry: Entry) -> Message | None:
    if (reason := refusal_unless_signed(ledger)) is not None:
        return reason
    if entry.body["organisation"] in ledger.parties:
        return Message(N_("The organisation is or was a party already."))
    return None


RULES: tuple[Rule[Ledger], ...] = (
    # A party proposes that an organisation joins, a party is excluded, or the agreement ends for all.
    Rule(
        "motion",
        roles=LEGAL,
        sentence=Sentence(_moved, {"name": known_or("organisation", "name")}),
        allow=_allow_motion,
        step=filed("motions", Motion, about=lambda body: body["organisation"]),
    ),
    # A party votes on a motion, named by its digest; its latest word counts until the motion is carried.
    Rule(
        "vote",
        roles=LEGAL,
        sentence=Sentence(_voted),
        allow=_allow_vote,
        step=filed("votes", Vote),
    ),
    # A party gives notice that ends its own part; ``end`` is its last day as it says.
    Rule(
        "leaving",
        roles=LEGAL,
        sentence=Sentence(_left, {"day": member_value("end")}),
        allow=_allow_leaving,
        step=filed("leavings", Leaving),
    ),
    # A party gives notice that ends one order: its provider as a whole, a recipient for itself.
    Rule(
        "order_ended",
        roles=LEGAL,
        sentence=Sentence(_order_ended, {"day": member_value("end")}),
        allow=_allow_order_ended,
        step=filed("orders_ended", OrderEnded),
    ),
    # A party records that an organisation joined, with the agreement by which it did.
    Rule(
        "accession",
        roles=LEGAL,
        sentence=Sentence(
            N_("{organisation} recorded that {name} joined."), {"name": known_or("organisation", "name")}
        ),
        allow=_allow_accession,
        step=filed("accessions", Accession, joined=lambda body: body["organisation"]),
    ),
)
