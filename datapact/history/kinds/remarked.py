"""remarked: what an auditor wrote down: a mark and a remark, a sample drawn, what was looked at.

With ``exported`` the only kind that the key of a mere auditor is accepted for; and nobody else may write it, so that
marks stay the auditor's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import Names, Rule, shown
from datapact.history.shapes.remarked import REMARKED_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry

_SENTENCES: Mapping[str, str] = {
    "remark": N_("{member} made a remark in an audit."),
    "sample": N_("{member} drew a sample in an audit."),
    "access": N_("{member} looked at records in an audit."),
}


def _sentence(entry: Entry, names: Names) -> Message:
    what = entry.body["what"]
    told = _SENTENCES[what] if what in _SENTENCES else N_("{member} wrote something down in an audit.")
    return Message(told, {"member": shown(entry.kid, names)})


REMARKED_RULE: Rule[Any] = Rule(
    shape=REMARKED_SHAPE,
    roles=frozenset({"auditor"}),
    sentence=_sentence,
)
