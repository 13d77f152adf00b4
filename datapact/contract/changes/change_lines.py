"""Changes as every list and every count tells them: one line for each that is decided on its own, then what only follows.

A count in a window, a file or a mail is ``how_many`` of such lines, so two of them cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from datapact.base.texts import Message
from datapact.contract.changes.proposed import proposed_changes
from datapact.contract.editing.compare import compare_documents
from datapact.contract.text.document import AgreementDocument


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A line of a list of changes."""

    place: str
    """Path of a term, id of a clause, paragraph or item, a member of the state, or ``clauses``."""
    messages: tuple[Message, ...]
    """What changes, a sentence each; never empty."""
    follows: bool
    """Whether it is wording that follows from other lines: none of its own, and not counted."""

    def __str__(self) -> str:
        return " ".join(map(str, self.messages))


def change_lines(old: AgreementDocument, new: AgreementDocument) -> tuple[ChangeLine, ...]:
    """The changes from ``old`` to ``new`` as an answer decides on them, then what follows from them."""
    whole = compare_documents(old, new)
    own = (ChangeLine(one.place, one.messages, False) for one in proposed_changes(old, new))
    return (*own, *(ChangeLine(one.place, (one.message,), True) for one in whole if one.kind == "follows"))


def how_many(changes: Iterable[ChangeLine]) -> int:
    """The number of changes, as people count and decide them."""
    return sum(not one.follows for one in changes)
