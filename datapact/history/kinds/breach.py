"""breach: a personal data breach or security incident, as it is known; a later record of the same key replaces it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.kinds.kind import LEGAL_OR_LEAD, Kind, Names, never, shown, unchanged, words
from datapact.history.kinds.members import line, listed, moment, name, number, one_of, optional, text
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry

ROLES = ("controller", "joint_controller", "processor")
RISKS = ("unknown", "none", "risk", "high")
REGIMES = ("nis2", "cra_vulnerability", "cra_incident")


def _sentence(entry: Entry, names: Names) -> Message:
    places = {"member": shown(entry.kid, names), "title": words(entry.body["title"])}
    return Message(N_("{member} recorded a breach: {title}."), places)


KIND = Kind(
    name="breach",
    stream="internal",
    roles=LEGAL_OR_LEAD,
    members={
        "key": name,
        "title": name,
        "what": text,
        "occurred": optional(moment),
        "aware": moment,
        "role": one_of(*ROLES),
        "risk": one_of(*RISKS),
        "datasets": listed(line),
        "agreements": listed(line),
        "people": optional(number),
        "records": optional(number),
        "categories": text,
        "consequences": text,
        "measures": text,
        "authority": line,
        "contact": line,
        "regimes": listed(one_of(*REGIMES)),
        "measure_available": optional(moment),
        "note": text,
    },
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
