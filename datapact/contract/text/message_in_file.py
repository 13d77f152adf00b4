"""A sentence in a file: written in both languages, and read back as one that says each as it stands there."""

from __future__ import annotations

from typing import Annotated

from datapact.base.format import Written, part
from datapact.base.texts import Message
from datapact.contract.text.value_words import bilingual


@part
class _Both:
    de: str
    en: str


def _words(both: _Both) -> Message:
    return bilingual(both.de, both.en)


def _both(message: Message) -> _Both:
    return _Both(message.text("de"), message.text("en"))


type MessageInFile = Annotated[Message, Written(_Both, _words, _both)]
"""A message of a format: ``{"de": ..., "en": ...}``."""
