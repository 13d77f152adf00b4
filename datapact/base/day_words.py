"""Days in words, for sentences and documents."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from datapact.base.texts import Language


def long_date(day: date, language: Language) -> str:
    """``1. März 2027`` or ``1 March 2027``."""
    return format_date(day, "d. MMMM y" if language == "de" else "d MMMM y", locale=language)
