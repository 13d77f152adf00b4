"""notice: a version of what people are told before they consent (Art. 13, 14 GDPR), or that it is no longer valid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import LEGAL_OR_LEAD, Names, Rule, words
from datapact.history.shapes.notice import NOTICE_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    places = {"notice": words(entry.body["notice"]), "version": words(entry.body["version"])}
    ended = entry.body["invalid_from"]
    if isinstance(ended, str) and ended:
        return Message(
            N_("Notice {notice}, version {version}, is not valid from {day}."), {**places, "day": words(ended)}
        )
    return Message(N_("Notice {notice}, version {version}, was recorded."), places)


NOTICE_RULE: Rule[Any] = Rule(
    shape=NOTICE_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence,
)
