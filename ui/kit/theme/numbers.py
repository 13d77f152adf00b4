"""Whole numbers as people of the window's language write them."""

from __future__ import annotations

from babel.numbers import format_decimal

from datapact.base.texts import current_language


def grouped(number: int) -> str:
    """12,345 in English, 12.345 in German."""
    return str(format_decimal(number, locale=current_language()))
