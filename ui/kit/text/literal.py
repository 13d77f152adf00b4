"""Words of people on buttons, tabs and in menus, where Qt takes an ampersand for a letter of access and hides it."""

from __future__ import annotations


def literal(words: str) -> str:
    """The words with each ampersand shown as one."""
    return words.replace("&", "&&")
