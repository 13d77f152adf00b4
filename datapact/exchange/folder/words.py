"""Words for what a file in a shared folder is to us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.base.texts import N_, Message

if TYPE_CHECKING:
    from datapact.exchange.folder.looking import LyingFile, State

_WORDS: dict[State, str] = {
    "new": N_("new"),
    "done": N_("taken in"),
    "ours": N_("from us"),
    "others": N_("for somebody else"),
    "waiting": N_("being written"),
    "conflict": N_("left alone"),
    "refused": N_("cannot be taken in"),
}


def state_words(one: LyingFile) -> Message:
    """The state of a file."""
    return Message(_WORDS[one.state])
