"""One difference between two states of an agreement, with its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from datapact.base.texts import Message

type ChangeKind = Literal["changed", "added", "removed", "order", "text", "follows"]


@dataclass(frozen=True, slots=True)
class Change:
    """``place`` is a term's path, the id of a clause, paragraph or item, or a member of the state such as ``title``.

    ``kind``: ``changed``, ``added``, ``removed`` and ``order`` concern terms and the frame; ``text`` is wording that
    changed by itself, ``follows`` is wording that follows from changed terms. ``old`` and ``new`` are what stood and
    stands there, in full and in both languages.
    """

    place: str
    kind: ChangeKind
    message: Message
    """What changed, for people."""
    old: Message | None
    new: Message | None
