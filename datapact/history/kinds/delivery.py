"""delivery: data left for a partner: which dataset, when, for which purpose, on which decision, about whom (sealed)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.disclosure import WITHHELD
from datapact.history.kinds.kind import LEGAL_OR_LEAD, Kind, Names, named, shown, unchanged, words
from datapact.history.kinds.members import digest, line, moment, name, number, optional, party, text
from datapact.history.organisation_state import OrganisationState
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _allow(state: OrganisationState, entry: Entry) -> Message | None:
    overridden = entry.body["overridden"]
    if overridden is WITHHELD or overridden == 0:
        return None
    author = state.by_kid.get(entry.kid)
    if author is None or "legal" not in author.roles:
        return Message(N_("Only a legal member may record that data of people left whom the decision did not allow."))
    return None


def _sentence(entry: Entry, names: Names) -> Message:
    body = entry.body
    recipient = body["recipient"]
    return Message(
        N_("{dataset} went to {recipient} for {purpose}; number of people: {count}."),
        {
            "dataset": named(body["dataset"], names),
            "recipient": shown(recipient, names) if isinstance(recipient, str) else words(recipient),
            "count": words(body["count"]),
            "purpose": named(body["purpose"], names),
        },
    )


KIND = Kind(
    name="delivery",
    stream="internal",
    roles=LEGAL_OR_LEAD,
    members={
        "key": name,
        "agreement": line,
        "dataset": name,
        "version": line,
        "recipient": party,
        "purpose": name,
        "basis": line,
        "at": moment,
        "decision": optional(digest),
        "reason": text,
        "count": number,
        "root": digest,
        "overridden": number,
        "override_reason": text,
        "note": text,
    },
    sentence=_sentence,
    allow=_allow,
    step=unchanged,
)
