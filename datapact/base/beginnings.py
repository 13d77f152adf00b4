"""Beginnings of ids: how many characters name a thing, enough that a typing mistake names none.

Ids are random or digests, so a single typed character is sooner or later the beginning of some id.
"""

from __future__ import annotations

from collections.abc import Iterable

from datapact.base.errors import WrongUse
from datapact.base.texts import N_

LEAST = 5
"""Characters of an id, or digits of a fingerprint (a group of it), that name something."""


def begins(id: str, text: str, kind: str = "") -> bool:
    """Whether a text names an id: the whole of it, or enough of its beginning.

    ``kind`` is the common prefix of ids of a kind; it does not distinguish them, so it does not count.
    """
    return text == id or (len(text) >= len(kind) + LEAST and id.startswith(text))


def named(ids: Iterable[str], text: str, kind: str = "") -> tuple[str, ...]:
    """The ids that a text names: the equal one, else all that begin with it; raises WrongUse for too short a text."""
    known = tuple(dict.fromkeys(ids))
    if text in known:
        return (text,)
    require_enough(text, kind)
    return tuple(one for one in known if begins(one, text, kind))


def require_enough(text: str, kind: str = "") -> None:
    """Raise WrongUse for a text too short to be the beginning of an id."""
    if len(text) < len(kind) + LEAST:
        raise WrongUse(
            N_("“{text}” is too short. Give the whole id, or at least its first {least} characters."),
            text=text,
            least=len(kind) + LEAST,
        )
