"""Cells that spreadsheet programs would run: every CSV and XLSX that goes out has them made harmless.

The one rule of all writers, below everything that writes tables.
"""

from __future__ import annotations

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection), in full width too.
_BEGINNINGS = frozenset("=+-@\t\r\n|％%＝＋－＠")


def neutral(text: str) -> str:
    """The text as it may stand in a cell: with an apostrophe before it where a program could take it for a formula.

    Spaces before the formula do not hide it. Numbers that are meant as numbers are not texts: do not pass them here.
    """
    return f"'{text}" if text.lstrip(" \u00a0\u3000")[:1] in _BEGINNINGS and text.strip() else text


def original(text: str) -> str:
    """The text without the apostrophe that ``neutral`` put before it: a list that went out is understood coming back."""
    return text[1:] if text[:1] == "'" and neutral(text[1:]) == text else text
