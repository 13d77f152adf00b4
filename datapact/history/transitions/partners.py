"""The rules of entries about partners: card taken over, trust confirmed, introduced or withdrawn, removal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.base.texts import N_, Message
from datapact.history.entries.organisation_shapes import (
    PARTNER_ADDED_SHAPE,
    PARTNER_DISTRUSTED_SHAPE,
    PARTNER_INTRODUCED_SHAPE,
    PARTNER_REMOVED_SHAPE,
    PARTNER_TRUSTED_SHAPE,
)
from datapact.history.transitions.rule import ADMIN_OR_LEGAL, Names, Rule, shown, words

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry


def _sentence_partner_added(entry: Entry, names: Names) -> Message:
    return Message(N_("{partner} was added as a partner."), {"partner": words(entry.body["name"])})


PARTNER_ADDED_RULE: Rule[Any] = Rule(
    shape=PARTNER_ADDED_SHAPE,
    roles=ADMIN_OR_LEGAL,
    sentence=_sentence_partner_added,
)
"""A partner's card was taken over; its identity is declared."""


def _sentence_partner_distrusted(entry: Entry, names: Names) -> Message:
    return Message(
        N_("The trust in the identity of {partner} was withdrawn: {reason}"),
        {"partner": shown(str(entry.body["organisation"]), names), "reason": str(entry.body["reason"])},
    )


PARTNER_DISTRUSTED_RULE: Rule[Any] = Rule(
    shape=PARTNER_DISTRUSTED_SHAPE,
    roles=ADMIN_OR_LEGAL,
    sentence=_sentence_partner_distrusted,
)
"""The trust in a partner's identity is withdrawn; it is only declared again."""


def _sentence_partner_introduced(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{partner} was introduced by {by}."),
        {"partner": shown(str(entry.body["organisation"]), names), "by": shown(str(entry.body["by"]), names)},
    )


PARTNER_INTRODUCED_RULE: Rule[Any] = Rule(
    shape=PARTNER_INTRODUCED_SHAPE,
    roles=ADMIN_OR_LEGAL,
    sentence=_sentence_partner_introduced,
)
"""A confirmed partner vouched for the identity of another."""


def _sentence_partner_trusted(entry: Entry, names: Names) -> Message:
    return Message(
        N_("The identity of {partner} was confirmed by comparing fingerprints."),
        {"partner": shown(str(entry.body["organisation"]), names)},
    )


PARTNER_TRUSTED_RULE: Rule[Any] = Rule(
    shape=PARTNER_TRUSTED_SHAPE,
    roles=ADMIN_OR_LEGAL,
    sentence=_sentence_partner_trusted,
)
"""People compared the fingerprint of a partner; its identity is confirmed."""


def _sentence_partner_removed(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{partner} was removed from the partners: {reason}"),
        {"partner": words(entry.body["name"]), "reason": words(entry.body["reason"])},
    )


PARTNER_REMOVED_RULE: Rule[Any] = Rule(
    shape=PARTNER_REMOVED_SHAPE,
    roles=ADMIN_OR_LEGAL,
    sentence=_sentence_partner_removed,
)
"""A partner with whom nothing was agreed was taken off the list; its name stays in this entry."""
