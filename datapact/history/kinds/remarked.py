"""remarked: what an auditor wrote down: a mark and a remark, a sample drawn, what was looked at.

With ``exported`` the only kind that the key of a mere auditor is accepted for; and nobody else may write it, so that
marks stay the auditor's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from datapact.history.kinds.kind import Kind, Names, never, shown, unchanged
from datapact.history.kinds.members import anything, line, name, one_of, text
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry

MARKS = ("seen", "in_order", "question", "finding", "none")
_SENTENCES: Mapping[str, str] = {
    "remark": N_("{member} made a remark in an audit."),
    "sample": N_("{member} drew a sample in an audit."),
    "access": N_("{member} looked at records in an audit."),
}


def _sentence(entry: Entry, names: Names) -> Message:
    what = entry.body["what"]
    told = _SENTENCES[what] if what in _SENTENCES else N_("{member} wrote something down in an audit.")
    return Message(told, {"member": shown(entry.kid, names)})


KIND = Kind(
    name="remarked",
    stream="internal",
    roles=frozenset({"auditor"}),
    members={
        "key": name,
        "what": one_of("remark", "sample", "access"),
        "engagement": line,  # key of the engagement
        "agreement": line,  # history id where it is about one, else empty
        "about": line,  # entry, agreement, register, sample item: what the mark is on
        "mark": one_of(*MARKS),
        "text": text,
        "data": anything,  # of a sample: population, seed, method, items; of accesses: what and when
    },
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
