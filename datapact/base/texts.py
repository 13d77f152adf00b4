"""The user's language: messages that can be rendered in German or English at any time.

English message ids are the source; resources/locale holds one gettext catalogue a language.
A ``Message`` keeps id and arguments apart, so that one finding, error or sentence can be shown in
both languages.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Literal

from datapact.base.resources import data_folder

type Language = Literal["de", "en"]
type Argument = str | int | Message

LANGUAGES: tuple[Language, ...] = ("de", "en")

_language: ContextVar[Language] = ContextVar("datapact_language", default="en")


def N_(message: str) -> str:  # gettext's name for "translate later"
    """Mark a message id for the catalogue without translating it here."""
    return message


class _Catalogue:
    """The sentences of one language, each read from the compiled catalogue when it is first asked for.

    Such a file (GNU gettext, "The Format of GNU MO Files") has its ids in order, so one is found without reading the
    others: reading all of them takes longer than painting the first window.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        _magic, _version, self._count, self._ids, self._texts = struct.unpack_from("<5I", data) if data else (0,) * 5
        self._found: dict[str, tuple[str, ...]] = {}

    def forms(self, message: str, plural: str | None = None) -> tuple[str, ...]:
        """The sentence, or its singular and plural; the id itself where the catalogue does not have it."""
        found = self._found.get(message)
        if found is None:
            found = self._found[message] = self._search(message.encode("utf-8", "surrogatepass"))
        return found or (message, plural or message)

    def _search(self, wanted: bytes) -> tuple[str, ...]:
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            key, _nul, _plural = self._at(self._ids, middle).partition(b"\0")
            if key == wanted:
                return tuple(self._at(self._texts, middle).decode("utf-8").split("\0"))
            low, high = (middle + 1, high) if key < wanted else (low, middle)
        return ()

    def _at(self, table: int, number: int) -> bytes:
        length, start = struct.unpack_from("<2I", self._data, table + 8 * number)
        return self._data[start : start + length]


@cache
def _catalogue(language: Language) -> _Catalogue:
    file = data_folder() / "locale" / language / "LC_MESSAGES" / "datapact.mo"
    return _Catalogue(file.read_bytes() if file.is_file() else b"")


def use_language(language: Language) -> None:
    """Set the language of this thread's (or task's) messages."""
    _language.set(language)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Messages speak this language inside the block: for a file in another language than the window's."""
    before = _language.set(language)
    try:
        yield
    finally:
        _language.reset(before)


def current_language() -> Language:
    """The language of ``str(message)``."""
    return _language.get()


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence for people: an English id with ``{named}`` places, their values, and an optional plural.

    With ``plural``, the argument ``n`` chooses the form. Arguments may be messages themselves.
    """

    id: str
    """In English, marked by ``N_`` or ``counted``."""
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    """By name; those called ``n`` and ``m`` are grouped, days are written out."""
    plural: str | None = None

    def text(self, language: Language | None = None) -> str:
        """The sentence in ``language``, by default the current one."""
        language = language or _language.get()
        forms = _catalogue(language).forms(self.id, self.plural)
        several = self.plural is not None and int(str(self.arguments["n"])) != 1
        pattern = forms[-1] if several else forms[0]
        if not self.arguments:
            return pattern.replace("{{", "{").replace("}}", "}")
        values = {
            name: value.text(language) if isinstance(value, Message) else value
            for name, value in self.arguments.items()
        }
        values = {name: _grouped(value, language) if name in _COUNTS else value for name, value in values.items()}
        values = {name: _written_out(value, language) if name in _DAYS else value for name, value in values.items()}
        if "country" in values:
            values["country"] = country_name(values["country"], language)
        return pattern.format(**{name: _before_a_stop(pattern, name, value) for name, value in values.items()})

    def both(self) -> dict[Language, str]:
        """The sentence in every language, for machine output."""
        return {language: self.text(language) for language in LANGUAGES}

    def __str__(self) -> str:
        return self.text()


_COUNTS = ("n", "m", "count", "people", "lines")
"""Arguments that say how many (of people, of lines), and of how many."""


def _grouped(value: str | int, language: Language) -> str | int:
    """A number as the language writes it: 4,812 or 4.812."""
    if not isinstance(value, int):
        return value
    return f"{value:,}".replace(",", "." if language == "de" else ",")


def country_name(value: str | int, language: Language) -> str | int:
    """The name of the country with a code of ISO 3166-1, as the argument ``{country}`` gives it; any other value stays."""
    if not isinstance(value, str) or len(value) != 2 or not value.isupper():
        return value
    from babel import Locale  # its tables load as long as a window needs to paint

    return str(Locale(language).territories.get(value, value))


_DAYS = ("day", "start", "first", "last", "since", "until", "end", "time")
"""Arguments that are a day, such as 2027-03-01, or one with a minute; they are given as machines write it, and read as people do."""


def _written_out(value: str | int, language: Language) -> str | int:
    """A day as the language writes it: 1 March 2027 or 1. März 2027, a minute behind it; any other text stays unchanged."""
    if not isinstance(value, str) or len(value) not in (len("2027-03-01"), len("2027-03-01 14:20")):
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    minute = f", {moment:%H:%M}" if len(value) > len("2027-03-01") else ""
    return f"{moment.day}{'.' if language == 'de' else ''} {MONTHS[language][moment.month - 1]} {moment.year}{minute}"


MONTHS: dict[Language, tuple[str, ...]] = {
    "de": (
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
"""Names of months: Unicode's tables, which know all of them, take longer to load than a window to paint."""


def _before_a_stop(pattern: str, name: str, value: str | int) -> str | int:
    """A value at the end of a sentence, whose own full stop ends that, too: "e. V." gets no second one."""
    if isinstance(value, str) and value.endswith(".") and not value.endswith("..") and f"{{{name}}}." in pattern:
        return value[:-1]
    return value


@dataclass(frozen=True, slots=True)
class Listed(Message):
    """A list of words, or of sentences, as one argument of a message."""

    parts: tuple[Argument, ...] = ()
    """In the order in which they are read."""
    between: str = ", "
    """Set between two of them."""

    @classmethod
    def of(cls, parts: Iterable[Argument], between: str = ", ") -> Listed:
        return cls("", parts=tuple(parts), between=between)

    def text(self, language: Language | None = None) -> str:
        return self.between.join(part.text(language) if isinstance(part, Message) else str(part) for part in self.parts)


def counted(singular: str, plural: str, n: int, /, **arguments: Argument) -> Message:
    """A message whose form follows the number ``n``, which is also its argument ``{n}``."""
    return Message(singular, {**arguments, "n": n}, plural)


def _(message: str, **arguments: Argument) -> str:
    """Translate now, in the current language."""
    return Message(message, arguments).text()


def printable_place(place: str) -> str:
    """A place for a message: one line, without control or bidirectional characters, of bounded length."""
    return "".join(character if character.isprintable() else "?" for character in place)[:200]
