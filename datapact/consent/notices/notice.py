"""One version of a notice: the information given to people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from datapact.base.texts import N_, Message, current_language
from datapact.contract.vocabulary.messages import OwnWords


@dataclass(frozen=True, slots=True)
class NoticeText:
    """The notice in one language: its words, the digest of an attachment, or its address."""

    language: str
    """Code of two letters, such as ``de``."""
    title: str
    """One line, in this language."""
    text: str = ""
    """The words themselves; empty where a file or reference stands for them."""
    file: str = ""
    """Digest of the attachment; empty for none."""
    reference: str = ""
    """Place where it can be read, such as an address on the web; may be empty."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One version of a notice as last recorded. Controllers and recipients are party references or names."""

    key: str
    """The same for all versions."""
    version: str
    """As people number it, without spaces."""
    texts: tuple[NoticeText, ...]
    """One for each language, the first one leading."""
    valid_from: date
    """First local day on which people were told this."""
    controllers: tuple[str, ...] = ()
    """Organisation ids, ``external:N`` or names."""
    recipients: tuple[str, ...] = ()
    """Organisation ids, ``external:N``, names or words for categories."""
    purposes: tuple[str, ...] = ()
    """IRIs, or keys of agreements' own purposes."""
    categories: tuple[str, ...] = ()
    """Of data: IRIs of the Data Privacy Vocabulary, or words."""
    transfers: str = ""
    """Transfers to third countries and their safeguards (Art. 13(1)(f))."""
    withdrawal: str = ""
    """The way to withdraw consent, free text; may be empty."""
    retention: str = ""
    """The retention of data, free text; may be empty."""
    jurisdiction: str = ""
    """Whose law applies, free text; may be empty."""
    rights: str = ""
    """Rights of the people, free text; may be empty."""
    contact: str = ""
    """Whom people can ask, free text; may be empty."""
    invalid_from: date | None = None
    """First local day on which it counts no more; None while it counts."""
    reason: str = ""
    """The reason why it is no longer valid."""
    entry: str = ""
    """Digest of the entry that recorded it last; empty before."""

    @property
    def language(self) -> str:
        """The language of the first text."""
        return self.texts[0].language if self.texts else ""

    @property
    def title(self) -> str:
        """The title in the language of the reader, else that of the first text."""
        spoken = [one.title for one in self.texts if one.language == current_language()]
        return (spoken or [one.title for one in self.texts] or [""])[0]

    @property
    def named(self) -> Message:
        """The one name of a version for people: its title and number."""
        titles = {one.language: one.title for one in self.texts if one.title}
        otherwise = next(iter(titles.values()), self.key)
        title = OwnWords(titles.get("en", otherwise), german=titles.get("de", otherwise))
        return Message(N_("{notice}, version {version}"), {"notice": title, "version": self.version})

    @property
    def text_digest(self) -> str:
        """The digest of the first text's file; empty without one."""
        return self.texts[0].file if self.texts else ""
