"""Names of the roles of members, and the short names of members for ``--as`` and key slots."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Container, Mapping

from datapact.base.errors import WrongUse
from datapact.base.texts import N_, Listed, Message, printable_place

ROLE_WORDS: Mapping[str, str] = {
    "legal": N_("Legal"),
    "signatory": N_("Signatory"),
    "lead": N_("Project lead"),
    "auditor": N_("Auditor"),
    "admin": N_("Administrator"),
}


def roles_in_words(roles: Collection[str]) -> Message:
    """Roles one after the other, in the order of ``ROLE_WORDS``."""
    return Listed.of(Message(words) for role, words in ROLE_WORDS.items() if role in roles)


CAPACITIES: Mapping[str, str] = {
    "managing_director": N_("Managing director"),
    "board_member": N_("Member of the board"),
    "sole_prokurist": N_("Holder of sole Prokura (ppa.)"),
    "joint_prokurist": N_("Holder of joint Prokura (ppa.)"),
    "prokurist": N_("Holder of Prokura (ppa.)"),
    "by_power_of_attorney": N_("By power of attorney"),
    "commercial_agent": N_("Authorised agent (i. V.)"),
    "owner": N_("Owner"),
    "partner": N_("Partner of the company"),
    "official": N_("Official of the public body"),
}
"""Powers to represent an organisation, by their codes."""


def read_capacity(text: str) -> str:
    """The code of a power to represent the organisation, or empty for none; raises WrongUse for any other word.

    An agreement takes no other ones, so that a member with another could never sign.
    """
    code = text.strip()
    if code and code not in CAPACITIES:
        raise WrongUse(
            N_("There is no position {name} in which somebody signs. Choose one of: {codes}."),
            name=printable_place(code),
            codes=", ".join(CAPACITIES),
        )
    return code


LONGEST = 40
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa", "ł": "l"})
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def is_member_id(text: object) -> bool:
    """Whether the text has the form of a member id: lower-case words joined by hyphens, at most 40 characters."""
    return isinstance(text, str) and len(text) <= LONGEST and _ID.fullmatch(text) is not None


def member_id(name: str, taken: Container[str] = ()) -> str:
    """``Jürgen Groß`` -> ``juergen-gross``; a number follows where that is taken already."""
    lower = unicodedata.normalize("NFC", name).casefold().translate(_GERMAN)
    plain = unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain)
    stem = "-".join(words)[: LONGEST - 4].strip("-").lstrip("0123456789-") or "member"
    candidate, number = stem, 1
    while candidate in taken:
        number += 1
        candidate = f"{stem}-{number}"
    return candidate
