"""partner_introduced: a confirmed partner vouched for the identity of another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import ADMIN_OR_LEGAL, Names, Rule, shown
from datapact.history.shapes.partner_introduced import PARTNER_INTRODUCED_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{partner} was introduced by {by}."),
        {"partner": shown(str(entry.body["organisation"]), names), "by": shown(str(entry.body["by"]), names)},
    )


PARTNER_INTRODUCED_RULE: Rule[Any] = Rule(
    shape=PARTNER_INTRODUCED_SHAPE,
    roles=ADMIN_OR_LEGAL,
    sentence=_sentence,
)
