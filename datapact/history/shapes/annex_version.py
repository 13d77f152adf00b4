"""The shape of annex_version."""

from __future__ import annotations

from datapact.history.kinds.change_content import conceals, content, removals
from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import day, digest, one_of, optional, text

ANNEX_RULES = {
    "sub_processors": ("objection", "both"),
    "measures": ("alone",),
    "contacts": ("alone",),
    "datasets": ("both",),
}
"""Who may change an annex: its party alone; everybody's silence after a notice; everybody's consent."""


ANNEX_VERSION_SHAPE = Shape(
    name="annex_version",
    stream="shared",
    members={
        "annex": one_of(*ANNEX_RULES),
        "rule": one_of("alone", "objection", "both"),
        "content": content,
        "removals": removals,
        "day": day,
        "effective": day,
        "notice": optional(digest),
        "note": text,
    },
    conceals=conceals,
    essential=frozenset({"annex", "rule", "content", "removals", "day", "effective", "notice"}),
)
