"""authorisation: a user's contract or request, or a data holder's permission; no consent, revocable as agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import LEGAL_OR_LEAD, Kind, Names, never, shown, unchanged, words
from datapact.history.kinds.members import day, line, name, one_of, optional, text, truth
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry

SORTS = ("user_contract", "user_request", "holder_permission")


def _sentence(entry: Entry, names: Names) -> Message:
    revoked = isinstance(entry.body["revoked"], str) and entry.body["revoked"] != ""
    pattern = (
        N_("{member} recorded that an authorisation for the dataset {dataset} was revoked.")
        if revoked
        else N_("{member} recorded an authorisation for the dataset {dataset}.")
    )
    return Message(pattern, {"member": shown(entry.kid, names), "dataset": words(entry.body["dataset"])})


KIND = Kind(
    name="authorisation",
    stream="internal",
    roles=LEGAL_OR_LEAD,
    members={
        "key": name,
        "sort": one_of(*SORTS),
        "dataset": name,
        "partner": line,  # a party reference; empty: whoever
        "purpose": line,  # empty: whatever the document allows, as its reader found
        "granted_by": name,
        "reference": name,  # where contract, request or permission is kept
        "valid_from": day,
        "valid_to": optional(day),
        "revocable": line,  # how it may be revoked, as agreed
        "revoked": optional(day),
        "no_sharing_on": truth,  # recipients are bound not to share on (Art. 4(14) Data Act)
        "note": text,
    },
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
