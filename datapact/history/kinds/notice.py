"""notice: a version of what people are told before they consent (Art. 13, 14 GDPR), or that it is no longer valid."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from datapact.history.kinds.kind import LEGAL_OR_LEAD, Kind, Names, never, unchanged, words
from datapact.history.kinds.members import digest, line, listed, name, optional, record, text
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)


def _sentence(entry: Entry, names: Names) -> Message:
    places = {"notice": words(entry.body["notice"]), "version": words(entry.body["version"])}
    ended = entry.body["invalid_from"]
    if isinstance(ended, str) and ended:
        return Message(
            N_("Notice {notice}, version {version}, is not valid from {day}."), {**places, "day": words(ended)}
        )
    return Message(N_("Notice {notice}, version {version}, was recorded."), places)


def _day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _language(value: Any) -> bool:
    return isinstance(value, str) and _LANGUAGE.fullmatch(value) is not None


KIND = Kind(
    name="notice",
    stream="internal",
    roles=LEGAL_OR_LEAD,
    members={
        "key": name,
        "notice": name,
        "version": name,
        "texts": listed(
            record(
                {"language": _language, "title": name, "text": text, "file": optional(digest), "reference": line},
            ),
            least=1,
        ),
        "controllers": listed(name),
        "recipients": listed(name),
        "purposes": listed(name),
        "categories": listed(name),
        "transfers": text,
        "withdrawal": text,
        "retention": text,
        "jurisdiction": line,
        "rights": text,
        "contact": text,
        "valid_from": _day,
        "invalid_from": optional(_day),
        "reason": text,
    },
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
