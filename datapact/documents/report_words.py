"""Words, days and numbers of a report in its one language, and the few fixed words of reports.

They are not part of ``wording``, which belongs to the layout of agreements.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from babel.dates import format_date
from babel.numbers import format_decimal

from datapact.agreements.formatters import long_date
from datapact.documents.report_parts import Words
from datapact.texts import N_, Language, Message

WARNING = Message(N_("Warning"))
NOTHING = Message(N_("There are no entries."))
NOT_GIVEN = "–"


def said(words: Words, language: Language) -> str:
    """Words in running text: ``24. November 2026``, ``24. November 2026, 08:03 UTC``, ``4.812``."""
    if words is None:
        return ""
    if isinstance(words, str):
        return words
    if isinstance(words, Message):
        return words.text(language)
    if isinstance(words, datetime):
        return f"{long_date(words.astimezone(UTC).date(), language)}, {words.astimezone(UTC):%H:%M} UTC"
    if isinstance(words, date):
        return long_date(words, language)
    return str(format_decimal(words, locale=language))


def said_short(words: Words, language: Language) -> str:
    """Words in a cell of a table: ``24.11.2026``, ``24 Nov 2026``; a dash for nothing."""
    if isinstance(words, datetime):
        moment = words.astimezone(UTC)
        return f"{_short_date(moment.date(), language)} {moment:%H:%M}"
    if isinstance(words, date):
        return _short_date(words, language)
    return said(words, language) or NOT_GIVEN


def _short_date(day: date, language: Language) -> str:
    return str(format_date(day, "dd.MM.y" if language == "de" else "d MMM y", locale=language))
