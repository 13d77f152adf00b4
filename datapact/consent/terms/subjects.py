"""Only pseudonyms enter the records; text that looks like a name, an e-mail address or a telephone number is refused.

Nobody can tell every name from every study id. Text is refused that looks personal: an @, words made of letters alone
(``Anna Keller``, ``Keller``), a telephone number. Study ids have a digit, or are short codes in one case.
"""

from __future__ import annotations

import re
import unicodedata

from datapact.base.texts import N_, Message

LONGEST = 100
"""Characters of a pseudonym."""

_PLAIN = re.compile(r"[A-Za-z0-9._:/#-]*[0-9][A-Za-z0-9._:/#-]*", re.ASCII)
_TELEPHONE = re.compile(r"(\+|00)[0-9][0-9 ()/.-]{6,}", re.ASCII)
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][^\W\d_]*")


def one_form(text: str) -> str:
    """The text in one Unicode form (NFC): “Ü1” from one computer is the same person as “Ü1” from another."""
    return unicodedata.normalize("NFC", text)


def objection(pseudonym: str) -> Message | None:
    """The reason why this cannot be a pseudonym of ours, or None."""
    if _PLAIN.fullmatch(pseudonym) and len(pseudonym) <= LONGEST and not _TELEPHONE.fullmatch(pseudonym):
        return None
    if not pseudonym.strip():
        return Message(N_("The pseudonym is missing."))
    if len(pseudonym) > LONGEST or not pseudonym.isprintable():
        return Message(N_("The pseudonym is longer than 100 characters or holds invisible ones."))
    if seems_personal(pseudonym):
        return Message(
            N_(
                "“{value}” looks like a name, an e-mail address or a telephone number. Use the study id, or let pseudonyms"
                " be made."
            ),
            {"value": shortened(pseudonym)},
        )
    return None


def seems_personal(text: str) -> bool:
    """Whether a text looks like a name, an e-mail address or a telephone number."""
    if "@" in text or _TELEPHONE.fullmatch(text.strip()):
        return True
    words = text.replace(",", " ").replace(";", " ").split()
    if any(character.isdigit() for character in text):
        return False
    if len(words) > 1:
        return all(_WORD.fullmatch(word) for word in words)
    return bool(words) and len(words[0]) > 2 and _is_name(words[0])


def _is_name(word: str) -> bool:
    """One word in letters, written like a name: ``Keller``, ``Müller-Lüdenscheidt``, but not ``ABX`` or ``abx``."""
    parts = [part for part in re.split(r"['’.-]", word) if part]
    return all(_NAME.fullmatch(part) for part in parts) and any(not part.isupper() for part in parts)


def shortened(text: str) -> str:
    """A value for a message: its first characters, with what could act on a terminal taken out."""
    shown = "".join(character if character.isprintable() else "�" for character in text[:41])
    return f"{shown[:40]}…" if len(shown) > 40 else shown
