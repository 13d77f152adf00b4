"""How much of an id names a thing: enough that a slip of the keyboard names nothing.

Ids are random or digests, so that one typed character is the beginning of some id or other, sooner or later.
"""

from __future__ import annotations

from collections.abc import Iterable

from datapact.base.errors import WrongUse
from datapact.base.texts import N_

LEAST = 5
"""Characters of an id, or digits of a fingerprint (a group of it), that name something."""


def begins(id: str, text: str, kind: str = "") -> bool:
    """Whether a text names an id: it is the whole of it, or enough of its beginning.

    ``kind`` is what all ids of its kind begin with; that does not tell them apart, so it does not count.
    """
    return text == id or (len(text) >= len(kind) + LEAST and id.startswith(text))


def named(ids: Iterable[str], text: str, kind: str = "") -> tuple[str, ...]:
    """The ids that a text names: the one that it is, else all that begin with it; raises WrongUse for too short a text."""
    known = tuple(dict.fromkeys(ids))
    if text in known:
        return (text,)
    require_enough(text, kind)
    return tuple(one for one in known if begins(one, text, kind))


def require_enough(text: str, kind: str = "") -> None:
    """Raise WrongUse for what is too short to be the beginning of an id."""
    if len(text) < len(kind) + LEAST:
        raise WrongUse(
            N_("“{text}” is too short. Give the whole id, or at least its first {least} characters."),
            text=text,
            least=len(kind) + LEAST,
        )
