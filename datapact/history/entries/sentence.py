"""The sentence of an entry for people: data with places that the entry fills."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from datapact.base.texts import N_, Argument, Message

type Names = Mapping[str, str]
"""Names to show, by organisation id, key thumbprint, member id, or key of a dataset or purpose."""

type Fill = Callable[[Written, Names], Argument]
"""The value for a place of a sentence about an entry."""

REMARKS = ("text", "reason", "remarks", "note")
"""Members of a body that hold the author's own words, in the order in which they are shown."""

NOT_BINDING = Message(N_("Text only, not binding until every named signatory has signed (§ 154(2) BGB)."))


class Written(Protocol):
    """The part of an entry that a sentence uses."""

    @property
    def kid(self) -> str: ...
    @property
    def organisation(self) -> str: ...
    @property
    def body(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with ``{named}`` places.

    Unless ``fills`` says otherwise, ``{member}`` is the author, ``{organisation}`` the author's organisation,
    ``{not_binding}`` the reservation before signature, and every other place the member of the body by that name.
    """

    pattern: str | Callable[[Mapping[str, Any]], str]
    """The message id, or which of several it is by the body."""
    fills: Mapping[str, Fill] = field(default_factory=dict)
    """Places that are filled otherwise than by their names."""
    remarks: tuple[str, ...] = REMARKS
    """Members of the body with the author's own words."""

    def __call__(self, entry: Written, names: Names) -> Message:
        """The sentence about one entry."""
        pattern = self._pattern(entry)
        fills = {**_USUAL, **self.fills}
        return Message(
            pattern, {place: fills.get(place, member_value(place))(entry, names) for place in _places(pattern)}
        )

    def remark(self, entry: Written) -> str:
        """The author's own words that the sentence leaves out, to stand below it; empty where they are withheld."""
        places = _places(self._pattern(entry))
        own = (entry.body.get(name) for name in self.remarks if name not in places)
        return "\n".join(text for text in own if isinstance(text, str) and text)

    def _pattern(self, entry: Written) -> str:
        return self.pattern if isinstance(self.pattern, str) else self.pattern(entry.body)


@cache
def _places(pattern: str) -> tuple[str, ...]:
    return tuple(name for _, name, _, _ in string.Formatter().parse(pattern) if name)


def member_value(member: str) -> Fill:
    """A member of the body, unchanged."""
    return lambda entry, _names: words(entry.body[member])


def who(member: str) -> Fill:
    """The name of the organisation or person in a member of the body."""

    def fill(entry: Written, names: Names) -> Argument:
        value = entry.body[member]
        return shown(value, names) if isinstance(value, str) else words(value)

    return fill


def known_or(identity: str, name: str) -> Fill:
    """The name of the organisation in a member of the body; the one that the author states only where none is known."""

    def fill(entry: Written, names: Names) -> Argument:
        return names.get(str(entry.body[identity])) or words(entry.body[name])

    return fill


def titled(member: str) -> Fill:
    """A dataset or purpose in the body by its title, where one is known."""

    def fill(entry: Written, names: Names) -> Argument:
        value = entry.body[member]
        return names.get(value, value) if isinstance(value, str) else words(value)

    return fill


def shown(key: str | None, names: Names) -> Argument:
    """The name for an organisation, key or member, or its first characters."""
    if key is None:
        return Message(N_("unknown"))
    return names.get(key, key if len(key) < 43 else key[:8] + "…")


def words(value: Any) -> Argument:
    """A member of a body as an argument of a sentence; withheld ones are marked."""
    return value if isinstance(value, str | int) else Message(N_("(withheld)"))


_USUAL: Mapping[str, Fill] = {
    "member": lambda entry, names: shown(entry.kid, names),
    "organisation": lambda entry, names: shown(entry.organisation, names),
    "not_binding": lambda _entry, _names: NOT_BINDING,
}
