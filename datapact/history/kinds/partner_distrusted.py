"""partner_distrusted: the trust in a partner's identity is withdrawn; it is only declared again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import ADMIN_OR_LEGAL, Names, Rule, shown
from datapact.history.shapes.partner_distrusted import PARTNER_DISTRUSTED_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("The trust in the identity of {partner} was withdrawn: {reason}"),
        {"partner": shown(str(entry.body["organisation"]), names), "reason": str(entry.body["reason"])},
    )


PARTNER_DISTRUSTED_RULE: Rule[Any] = Rule(
    shape=PARTNER_DISTRUSTED_SHAPE,
    roles=ADMIN_OR_LEGAL,
    sentence=_sentence,
)
