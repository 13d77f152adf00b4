"""Looks and words of consents: icon, word and tone of a state, purposes and times in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache

from babel.dates import format_datetime

from datapact.base.clock import in_zone
from datapact.base.local_time import day_or_time, is_day_alone
from datapact.base.texts import Language, Message, current_language
from datapact.consent.terms.states import CALLED_FOR
from datapact.contract.text.formatters import article
from datapact.contract.vocabulary.labels import label_of_iri
from datapact_ui.kit.theme.colours import Tone

STATE_LOOKS: Mapping[str, tuple[str, Tone]] = {
    "unknown": ("help", "neutral"),
    "requested": ("time", "info"),
    "given": ("check", "good"),
    "renewed": ("refresh", "good"),
    "refused": ("decline", "neutral"),
    "withdrawn": ("undo", "bad"),
    "expired": ("expired", "warn"),
    "invalidated": ("declined", "bad"),
    "objected": ("comment", "bad"),
    "restricted": ("lock", "warn"),
    "erased": ("delete", "neutral"),
    "rectified": ("edit", "info"),
}
"""Icon and tone of each state."""


def state_badge(state: str) -> tuple[str, str, Tone]:
    """Icon, word and tone of a state."""
    picture, tone = STATE_LOOKS[state]
    return picture, state_word(state), tone


def state_word(state: str) -> str:
    """The word for a state."""
    return str(Message(CALLED_FOR[state].label))


def term_words(term: str) -> str:
    """The vocabulary's name of a term, such as a category of data; an unknown one by its own text."""
    return label_of_iri(term).text(current_language())


def basis_words(basis: str) -> str:
    """Legal bases of a delivery (``6(1)(a), 9(2)(a)``), cited in the reader's language; empty for none."""
    return ", ".join(article(one, current_language()) for one in basis.split(", ") if one)


def short_time(moment: datetime) -> str:
    """Local day and minute, for a table; the day alone of what was recorded by its day."""
    return _short(int(moment.timestamp()) // 60, current_language(), is_day_alone(moment))


def whole_time(moment: datetime) -> str:
    """Local day and time with seconds; the day alone of what was recorded by its day, begins or ends with it."""
    return day_or_time(moment, None, current_language())


@lru_cache(maxsize=20_000)
def _short(minutes: int, language: Language, day: bool) -> str:
    local = in_zone(datetime.fromtimestamp(minutes * 60, UTC))
    clock = "" if day else ", HH:mm"
    return str(format_datetime(local, ("dd.MM.yyyy" if language == "de" else "d MMM yyyy") + clock, locale=language))
