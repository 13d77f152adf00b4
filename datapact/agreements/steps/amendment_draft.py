"""The first clauses of an amendment of a contract whose clauses are not here: what it amends, what changes, from when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from datapact.base.day_words import long_date
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Language, Message

_HEADINGS = (
    ("amended", N_("The contract that is amended")),
    ("changes", N_("What changes")),
    ("rest", N_("What stays")),
)
_OPEN = N_("[Write here what changes, clause by clause.]")
_AMENDED = N_("This amendment changes the contract “{title}”, number {number}, from {day}.")
_REST = N_("Everything else in that contract stays in force unchanged.")


def amendment_clauses(languages: Sequence[Language], title: str, number: str, begins: date) -> list[JsonObject]:
    """Three clauses of one paragraph each, in every language of the contract."""

    def said(pattern: str) -> JsonObject:
        told: JsonObject = {}
        for language in languages:
            day = long_date(begins, language)
            words = Message(pattern, {"title": title, "number": number or "–", "day": day}).text(language)
            told[language] = [{"text": words}]
        return told

    texts = {"amended": _AMENDED, "changes": _OPEN, "rest": _REST}
    return [
        {
            "id": key,
            "heading": said(heading),
            "paragraphs": [{"id": f"{key}-1", "text": said(texts[key]), "items": []}],
        }
        for key, heading in _HEADINGS
    ]
