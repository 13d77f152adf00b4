"""Hits of a search in foreign papers: the page and paragraph, for lists of agreements that were found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text as sql

from datapact.agreements.projection.append import load_state
from datapact.base.texts import Message
from datapact.paper.judge.places import place_words
from datapact.paper.steps.received import text_of

if TYPE_CHECKING:
    from datapact.paper.read.text import PaperText
    from datapact.vault.database.session import Session

_WITH_PAPER = sql("SELECT history FROM entry WHERE kind = 'foreign_paper' GROUP BY history ORDER BY max(seq) DESC")
_HAS_PAPER = sql("SELECT 1 FROM entry WHERE history = :history AND kind = 'foreign_paper' LIMIT 1")


@dataclass(frozen=True, slots=True)
class FoundIn:
    """The place of searched words in a paper."""

    passage: int
    """Number of the paragraph, from 1."""
    place: Message
    """As people name it."""


def histories_with_paper(session: Session) -> list[str]:
    """The agreements that have the other side's paper, the one that was worked on last first."""
    return [str(one) for one in session.connection().execute(_WITH_PAPER).scalars()]


def papers_with(session: Session, histories: Sequence[str], words: str) -> dict[str, FoundIn]:
    """The places where each of these agreements has the searched words in its paper; those whose paper has none are left out."""
    found: dict[str, FoundIn] = {}
    for history in histories if words.split() else ():
        if session.connection().execute(_HAS_PAPER, {"history": history}).first() is None:
            continue
        text = text_of(session, load_state(session, history))
        number = 0 if text is None else passage_with(text, words)
        if text is not None and number:
            found[history] = FoundIn(number, place_words(text, number))
    return found


def passage_with(text: PaperText, words: str) -> int:
    """The first passage with the most of the words, from 1; 0 where none has any."""
    wanted = words.casefold().split()
    best = most = 0
    for passage in text.passages:
        low = passage.text.casefold()
        count = sum(word in low for word in wanted)
        if count > most:
            best, most = passage.number, count
            if most == len(wanted):
                break
    return best
