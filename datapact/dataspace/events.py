"""Events of the paper after a policy went out, for whoever runs a machine.

The Dataspace Protocol has no message after FINALIZED. So each later step of a party leaves as JSON in a CloudEvents envelope (version
1.0.2, JSON batch format), with the entry that the party signed itself and without its free words: an event proves itself like
every entry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, cast

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.endings import ending_notices, order_ends
from datapact.agreements.projection.reading_version import amendments_of, state_on
from datapact.agreements.projection.who_is_party import members_of
from datapact.agreements.text.current_text import current_state
from datapact.base.clock import read_time, write_time
from datapact.base.local_time import day_of, local_zone
from datapact.base.strictjson import JsonObject, JsonValue, canonical
from datapact.base.texts import N_, Message
from datapact.contract.vocabulary.messages import moment_words
from datapact.history.entries import store
from datapact.history.entries.entry import places_in, without

if TYPE_CHECKING:
    from datapact.agreements.text.text_version import SignedAmendment
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

type Happened = Literal[
    "declined",
    "notice",
    "suspended",
    "resumed",
    "terminated",
    "party-leaves",
    "party-joins",
    "order-ends",
    "amended",
    "disputed",
]
type Consequence = Literal["withdraw", "export_anew", "read"]

EVENT_TYPE: Final = "datapact.agreement."
"""Begins the type of every event; its version stands at the end."""
_CONSEQUENCES: Final[dict[Happened, Consequence]] = {
    "declined": "withdraw",
    "notice": "read",
    "suspended": "withdraw",
    "resumed": "export_anew",
    "terminated": "export_anew",
    "party-leaves": "export_anew",
    "party-joins": "export_anew",
    "order-ends": "export_anew",
    "amended": "export_anew",
    "disputed": "withdraw",
}
"""What to do with policies of the agreement: withdraw them from ``from`` on, export them anew, or read the paper."""
_FREE_WORDS: Final = frozenset({"reason", "text", "note", "content", "removals", "person", "capacity", "entries"})
"""Members of entries that an event withholds: words of the parties, names, and terms and whole accessions, which a new export carries."""


def events_of(acting: Acting, history: str) -> tuple[JsonObject, ...]:
    """The events of an agreement, oldest first; empty while nothing happened since its text was agreed."""
    now = acting.clock()
    with acting.vault.read() as session:
        folded = load_state(session, history)
        text = hashlib.sha256(canonical(dict(current_state(folded)))).hexdigest()
        found = [
            event
            for what, digest, begins, until in _happened(session, folded, day_of(now, local_zone(now)))
            if digest not in folded.void
            and (event := _event(session, history, text, what, digest, begins, until)) is not None
        ]
    placed = {digest: place for place, digest in enumerate(folded.order)}
    # Of one second the one that knew the other comes later.
    return tuple(
        sorted(found, key=lambda one: (str(one["time"]), placed.get(str(one["id"]), len(placed)), str(one["id"])))
    )


def _happened(session: Session, folded: AgreementState, day: date) -> Iterator[tuple[Happened, str, str, str]]:
    """What happened, the digest of its entry, and the first and last local day on which it counts; empty where open."""
    facts, amendments = folded.facts, amendments_of(session, folded.history)
    for refusal in folded.declined:
        yield "declined", refusal.digest, "", ""
    for notice in facts.notices.values():
        yield "notice", notice.digest, notice.effective, ""
    for pause in facts.suspensions.values():
        yield "suspended", pause.digest, pause.begins, pause.until
    for again in facts.resumptions:
        yield "resumed", again.digest, again.day, ""
    for_all = {one.digest for one in ending_notices(folded, amendments)}
    for end in folded.terminated:
        yield "terminated" if end.digest in for_all else "party-leaves", end.digest, "", end.end
    yield from _members(folded, amendments)
    ended = {one.ended_by for one in order_ends(folded, amendments).ends}
    for order in facts.orders_ended:
        if order.digest in ended:
            yield "order-ends", order.digest, "", order.end
    for dispute in folded.disputes:
        yield "disputed", dispute.revocation.digest, "", ""
    for effect in state_on(folded, day, amendments).effects:
        if effect.begins is not None and effect.standing == "in_effect":
            yield "amended", effect.change.digest, effect.begins.isoformat(), ""
    for amendment in amendments:
        if signed := load_state(session, amendment.history).signed:
            yield "amended", max(signed, key=lambda one: one.time).digest, amendment.begins.isoformat(), ""


def _members(folded: AgreementState, amendments: Sequence[SignedAmendment]) -> Iterator[tuple[Happened, str, str, str]]:
    """Who left by a notice of its own or was excluded, who joined, and the end by a vote; days as the entry says them."""
    facts, members = folded.facts, members_of(folded, amendments)
    for one in members.members:
        if one.entry and one.since is not None:
            yield "party-joins", one.entry, "", ""
        said = facts.motions.get(one.ended_by) or next((n for n in facts.leavings if n.digest == one.ended_by), None)
        if said is not None:
            yield "party-leaves", said.digest, "", said.end
    for motion in facts.motions.values():
        if members.end_by_vote and motion.act == "end" and motion.digest not in members.refused:
            yield "terminated", motion.digest, "", motion.end


def _event(
    session: Session, history: str, text: str, what: Happened, digest: str, begins: str, until: str
) -> JsonObject | None:
    entry = store.load_one(session, digest)
    if entry is None or entry.stream != "shared":
        return None  # a record of this house alone leaves nobody
    shown = without(entry, [one for one, path in places_in(entry).items() if path[0] in _FREE_WORDS], erased=False)
    days: JsonObject = {name: one for name, one in (("from", begins), ("until", until)) if one}
    return {
        "specversion": "1.0",
        "id": digest,
        "source": history,
        "type": f"{EVENT_TYPE}{what}.v1",
        "subject": f"sha256:{text}",
        "time": write_time(entry.time),
        "datacontenttype": "application/json",
        "data": {
            "agreement": history,
            "text": f"sha256:{text}",
            "happened": what,
            **days,
            "policies": _CONSEQUENCES[what],
            "entry": {"jws": shown.jws, "disclosures": cast("list[JsonValue]", list(shown.disclosures))},
        },
    }


_WORDS: Final[dict[Happened, str]] = {
    "declined": N_("{time}: declined. Policies are to be withdrawn."),
    "notice": N_("{time}: a notice. Read it in the paper."),
    "suspended": N_("{time}: paused. Policies are to be withdrawn while it lasts."),
    "resumed": N_("{time}: resumed. Export anew."),
    "terminated": N_("{time}: notice of termination. Export anew; the policy then ends with the last day."),
    "party-leaves": N_("{time}: a party goes. Export anew."),
    "party-joins": N_("{time}: a party joined. Export anew."),
    "order-ends": N_("{time}: an order ends. Export anew; its rules then end with its last day."),
    "amended": N_("{time}: changed. Export anew."),
    "disputed": N_("{time}: disputed. Policies are to be withdrawn."),
}


def event_words(event: JsonObject) -> Message:
    """An event in a sentence."""
    data = cast(JsonObject, event["data"])
    happened = cast("Happened", data["happened"])
    return Message(_WORDS[happened], {"time": moment_words(read_time(str(event["time"])))})
