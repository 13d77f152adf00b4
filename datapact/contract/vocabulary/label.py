"""A name in both languages: of a field, a code, a kind of agreement."""

from __future__ import annotations

from dataclasses import dataclass

from datapact.base.texts import Language


@dataclass(frozen=True, slots=True)
class Label:
    """A name in both languages."""

    de: str
    """In German."""
    en: str
    """In English."""

    def text(self, language: Language) -> str:
        return self.de if language == "de" else self.en
