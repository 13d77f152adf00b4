"""Shapes of the members of an entry's body, defined once and used by every kind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from datapact.base.clock import read_time
from datapact.base.errors import Malformed
from datapact.base.strictjson import LARGEST_INTEGER, from_base64url
from datapact.base.texts import N_
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.commitments.jws import is_digest

type Check = Callable[[Any], bool]
"""Answers whether a value has the shape; may raise Malformed. Never sees WITHHELD."""

_EXTERNAL = re.compile(r"external:[1-9][0-9]{0,15}", re.ASCII)
_REFUSED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
LONGEST_TEXT = 10_000
LONGEST_LINE = 300
MOST_MEMBERS = 1_000
ROLES = frozenset({"legal", "signatory", "lead", "auditor", "admin"})


def text(value: Any) -> bool:
    """A text of at most 10,000 visible characters; may be empty."""
    return isinstance(value, str) and len(value) <= LONGEST_TEXT and _is_plain(value)


def line(value: Any) -> bool:
    """A text of at most 300 characters without line breaks; may be empty."""
    return isinstance(value, str) and len(value) <= LONGEST_LINE and "\n" not in value and _is_plain(value)


def _is_plain(value: str) -> bool:
    """Whether a text has no control, direction or other invisible characters, which act on a terminal or mislead."""
    return value.isprintable() or not any(
        character != "\n" and unicodedata.category(character) in _REFUSED for character in value
    )


def name(value: Any) -> bool:
    """A line that is not empty."""
    return line(value) and bool(value.strip())


def digest(value: Any) -> bool:
    """Base64url of 32 bytes: the digest of an entry or a file, or the thumbprint of a key."""
    return is_digest(value)


def party(value: Any) -> bool:
    """A partner: an organisation id, or ``external:<n>`` for one without DataPact."""
    return isinstance(value, str) and (is_digest(value) or _EXTERNAL.fullmatch(value) is not None)


def number(value: Any) -> bool:
    """A whole number from 0."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_INTEGER


def truth(value: Any) -> bool:
    """True or false."""
    return isinstance(value, bool)


def moment(value: Any) -> bool:
    """A time in the form of datapact.base.clock."""
    read_time(value)
    return True


def day(value: Any) -> bool:
    """A local day, YYYY-MM-DD."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def binary(value: Any) -> bool:
    """Base64url of at least one byte."""
    return bool(from_base64url(value))


@dataclass(frozen=True, slots=True)
class Optional:
    """The same shape, or the empty text for "none"."""

    check: Check
    """The shape of what is there."""

    def __call__(self, value: Any) -> bool:
        return value == "" or self.check(value)


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of these words."""

    words: tuple[str, ...]
    """All that pass."""

    def __call__(self, value: Any) -> bool:
        return isinstance(value, str) and value in self.words


@dataclass(frozen=True, slots=True)
class Listed:
    """A list whose elements have one shape; withheld elements pass."""

    check: Check
    """The shape of each element."""
    least: int
    """Number of elements, at least."""
    most: int
    """Number of elements, at most."""

    def __call__(self, value: Any) -> bool:
        return (
            isinstance(value, list)
            and self.least <= len(value) <= self.most
            and all(element is WITHHELD or self.check(element) for element in value)
        )


@dataclass(frozen=True, slots=True)
class Members:
    """An object with exactly these members, except withheld ones."""

    members: Mapping[str, Check]
    """The shape of each, by its name."""

    def __call__(self, value: Any) -> bool:
        return isinstance(value, dict) and fault(value, self.members) is None


def optional(check: Check) -> Check:
    """The same shape, or the empty text for "none"."""
    return Optional(check)


def one_of(*words: str) -> Check:
    """One of these words."""
    return OneOf(words)


def roles(value: Any) -> bool:
    """A non-empty list of different roles."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(role, str) and role in ROLES for role in value)
        and len(set(value)) == len(value)
    )


def listed(check: Check, *, least: int = 0, most: int = MOST_MEMBERS) -> Check:
    """A list whose elements have one shape; withheld elements pass."""
    return Listed(check, least, most)


def record(members: Mapping[str, Check]) -> Check:
    """An object with exactly these members, except withheld ones."""
    return Members(members)


def anything(value: Any) -> bool:
    """An object of any content: read by the package that owns its meaning."""
    return isinstance(value, dict)


def fault(body: Mapping[str, Any], members: Mapping[str, Check], later: frozenset[str] = frozenset()) -> str | None:
    """The name of the first member that is unknown, absent or misshapen; None when there is none.

    Members in ``later`` can be absent: entries of older versions do not have them.
    """
    withheld = "..." in body
    for key in body:
        if key not in members and key != "...":
            return key
    for key, check in members.items():
        if key not in body:
            if not withheld and key not in later:
                return key
        elif (value := body[key]) is not WITHHELD:
            try:
                if not check(value):
                    return key
            except Malformed:
                return key
    return None


_PASTED = str.maketrans(
    {"\t": " ", "\r": "\n", "\u2028": "\n", "\u2029": "\n", **dict.fromkeys("\u00ad\u200b\u2060\ufeff", "")}
)


def meant(text: str) -> str:
    """A text as whoever typed it means it, without what copying from Word, PDF or a browser brings along unseen: tabs, soft
    hyphens, spaces without width. What acts on other words (direction marks) stays, to be refused."""
    return text if text.isprintable() else text.replace("\r\n", "\n").translate(_PASTED)


def as_meant(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body of our own with its texts as they are meant; nothing that was valid changes."""
    return {key: meant(value) if isinstance(value, str) else value for key, value in body.items()}


def check_members(
    kind: str, body: Mapping[str, Any], members: Mapping[str, Check], later: frozenset[str] = frozenset()
) -> None:
    """Raises Malformed naming the kind and the first wrong member."""
    wrong = fault(body, members, later)
    if wrong is not None:
        raise Malformed(
            N_("An entry of the kind {kind} is not valid at {member}. Ask the sender for a new file."),
            kind=kind,
            member=wrong[:100],
        )


MOST_FILES = 50


_FILE: Mapping[str, Check] = {"digest": digest, "name": line, "media": name}


files: Check = listed(record(_FILE), most=MOST_FILES)
"""The shape of a member that lists files."""
