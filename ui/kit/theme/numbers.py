"""Whole numbers as people of the window's language write them."""

from __future__ import annotations

from datapact.base.texts import current_language


def grouped(number: int) -> str:
    """12,345 in English, 12.345 in German."""
    return f"{number:,}".replace(",", "." if current_language() == "de" else ",")
