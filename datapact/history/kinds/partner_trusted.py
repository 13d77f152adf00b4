"""partner_trusted: people compared the fingerprint of a partner; its identity is confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import ADMIN_OR_LEGAL, Names, Rule, shown
from datapact.history.shapes.partner_trusted import PARTNER_TRUSTED_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("The identity of {partner} was confirmed by comparing fingerprints."),
        {"partner": shown(str(entry.body["organisation"]), names)},
    )


PARTNER_TRUSTED_RULE: Rule[Any] = Rule(
    shape=PARTNER_TRUSTED_SHAPE,
    roles=ADMIN_OR_LEGAL,
    sentence=_sentence,
)
