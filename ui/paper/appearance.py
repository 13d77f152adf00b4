"""The looks of verdicts, answers and closeness: a picture, a word and a tone; the word is never missing."""

from __future__ import annotations

from collections.abc import Mapping

from datapact.base.texts import N_, Argument, Message, _
from datapact.paper.judge.gaps import VERDICTS, Verdict
from datapact.paper.judge.matches import CLOSENESS, Closeness
from datapact.paper.judge.places import Quote, place_words
from datapact.paper.read.text import PaperText
from datapact.paper.steps.taken import Answer
from datapact_ui.kit.tables.rows_model import Badge
from datapact_ui.kit.theme.colours import Tone

_VERDICTS: Mapping[Verdict, tuple[str, Tone]] = {
    "met": ("check", "good"),
    "part": ("partial", "warn"),
    "against": ("error", "bad"),
    "none": ("declined", "bad"),
    "untold": ("help", "warn"),
    "flagged": ("warning", "warn"),
    "clear": ("check", "neutral"),
}
_ANSWERS: Mapping[Answer, tuple[str, str, Tone]] = {
    "open": ("draft", N_("open"), "neutral"),
    "taken": ("accept", N_("taken"), "good"),
    "refused": ("decline", N_("not taken"), "neutral"),
}
_CLOSENESS: Mapping[Closeness, Tone] = {"same": "good", "close": "info", "related": "neutral"}


def verdict_badge(verdict: Verdict) -> Badge:
    """The badge for the finding on a line."""
    picture, tone = _VERDICTS[verdict]
    return picture, _("Not found") if verdict == "none" else _(VERDICTS[verdict]), tone


def answer_badge(answer: Answer) -> Badge:
    """The badge for a person's decision on a proposed term."""
    picture, words, tone = _ANSWERS[answer]
    return picture, _(words), tone


def closeness_badge(closeness: Closeness) -> Badge:
    """The badge for the closeness of a clause."""
    return "clause", _(CLOSENESS[closeness]), _CLOSENESS[closeness]


def quote_words(quote: Quote) -> str:
    """The quoted words in the quotation marks of the reader."""
    return _("“{words}”", words=quote.shown)


def place_of(text: PaperText, quote: Quote) -> str:
    """The place of a quote, as people name it."""
    return str(place_words(text, quote.passage))


def value_text(value: Argument) -> str:
    """A value as it is shown."""
    return value.text() if isinstance(value, Message) else str(value)


def capital(words: str) -> str:
    """The words with a capital letter at the beginning."""
    return words[:1].upper() + words[1:]
