"""One version of a notice: what people were told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class NoticeText:
    """The notice in one language: its words, or the digest of an attachment, or where it can be read."""

    language: str
    title: str
    text: str = ""
    file: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """One version of a notice as last recorded. Controllers and recipients are party references or names."""

    key: str
    version: str
    texts: tuple[NoticeText, ...]
    valid_from: date
    controllers: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    transfers: str = ""
    """Transfers to third countries and their safeguards (Art. 13(1)(f))."""
    withdrawal: str = ""
    retention: str = ""
    jurisdiction: str = ""
    rights: str = ""
    contact: str = ""
    invalid_from: date | None = None
    reason: str = ""
    """Why it is no longer valid."""
    entry: str = ""

    @property
    def language(self) -> str:
        """Of the first text."""
        return self.texts[0].language if self.texts else ""

    @property
    def title(self) -> str:
        """Of the first text."""
        return self.texts[0].title if self.texts else ""

    @property
    def text_digest(self) -> str:
        """Of the first text's file; empty without one."""
        return self.texts[0].file if self.texts else ""
