"""One difference between two states of an agreement, with its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from datapact.base.texts import Message

type ChangeKind = Literal["changed", "added", "removed", "order", "text", "follows"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``place`` is a term's path, the id of a clause, paragraph or item, or a member of the state
    (``title``).

    ``kind``: ``changed``, ``added``, ``removed`` and ``order`` concern terms and the frame; ``text`` is wording that
    changed by itself, ``follows`` is wording that follows from changed terms. ``old`` and ``new`` are the full contents
    there before and now, in both languages.
    """

    place: str
    kind: ChangeKind
    message: Message
    """The change in a sentence, for people."""
    old: Message | None
    new: Message | None
