"""partner_added: a partner's card was taken over; its identity is declared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import ADMIN_OR_LEGAL, Names, Rule, words
from datapact.history.shapes.partner_added import PARTNER_ADDED_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("{partner} was added as a partner."), {"partner": words(entry.body["name"])})


PARTNER_ADDED_RULE: Rule[Any] = Rule(
    shape=PARTNER_ADDED_SHAPE,
    roles=ADMIN_OR_LEGAL,
    sentence=_sentence,
)
