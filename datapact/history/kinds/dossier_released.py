"""dossier_released: a legal member let an internal audit dossier of one agreement out of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import LEGAL, Kind, Names, never, shown, unchanged, words
from datapact.history.kinds.members import digest, line, listed, name
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    places = {"member": shown(entry.kid, names), "title": words(entry.body["title"])}
    return Message(N_("{member} released the internal audit dossier of {title}."), places)


KIND = Kind(
    name="dossier_released",
    stream="internal",
    roles=LEGAL,
    members={
        "key": name,
        "agreement": line,
        "title": line,
        "digest": digest,  # of the dossier's PDF
        "recipient": line,  # for whom; empty where nobody said
        "withheld": listed(name),  # names, terms, clauses
    },
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
