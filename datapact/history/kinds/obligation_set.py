"""obligation_set: a duty added by hand, or who looks after a derived one; with ``open`` it opens a duty again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import LEGAL_OR_LEAD, Kind, Names, never, shown, unchanged, words
from datapact.history.kinds.members import day, line, name, number, one_of, optional, text, truth
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry

OWN_KINDS = ("own", "certificate", "guarantee", "training", "review", "sub_processor", "transfer_assessment", "")
"""What a duty added by hand is about; empty where the record is about a derived duty."""


def _sentence(entry: Entry, names: Names) -> Message:
    places = {"member": shown(entry.kid, names), "duty": words(entry.body["title"])}
    return Message(N_("{member} recorded who looks after a duty, or a duty of our own: {duty}."), places)


KIND = Kind(
    name="obligation_set",
    stream="internal",
    roles=LEGAL_OR_LEAD,
    members={
        "key": name,
        "agreement": line,
        "about": one_of(*OWN_KINDS),
        "title": line,
        "due": optional(day),
        "every_months": number,
        "owner": line,
        "note": text,
        "open": truth,
    },
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
