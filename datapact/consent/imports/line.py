"""Read one line of a file into one row, or give the reason why not.

Files of a million lines have few purposes, controllers and states, so each is read once and remembered; only the id,
the pseudonym and the times are read for each line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter

from datapact.base.date_formats import DateReader, NoDate, order_of
from datapact.base.errors import WrongUse
from datapact.base.read_table import Cell
from datapact.base.strictjson import canonical, to_base64url
from datapact.base.texts import N_, Message
from datapact.base.write_table import original
from datapact.consent.imports.aliases import NO_NAMES, OwnNames
from datapact.consent.imports.read_as import written_term
from datapact.consent.records.event import DERIVED
from datapact.consent.records.row_disclosure import Row, more_text
from datapact.consent.terms.fields import CORE_NAMES, LONGEST_MORE, MORE_NAME, NEEDED
from datapact.consent.terms.states import ACCEPTED
from datapact.consent.terms.subjects import objection, one_form, seems_personal, shortened

_MOST_REMEMBERED = 50_000
_TRUE = frozenset({"true", "1", "yes", "ja", "wahr", "x", "explicit", "ausdrücklich", "explicitly"})
_FALSE = frozenset({"", "false", "0", "no", "nein", "falsch", "-", "implicit"})
_LONGEST_NAME = 300
_LONGEST_KEY = 100
_HASHED = ("subject", "dataset", "purpose", "controller")
_OWN = frozenset({"event_id", "subject", "event_time", "valid_until"})  # fields that differ from line to line

type _Common = tuple[str, str, str, int, str, str, bool, str]


class Wrong(ValueError):
    """A line that cannot be taken; ``message`` says why."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message.id)


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading of a file's columns: field by column, and values that hold for every line.

    Fields outside the twelve, known or not, are kept by name in ``more``.
    """

    columns: Mapping[int, str] = field(hash=False)
    """Name of the field by place of the column, from 0."""
    constants: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Value by name of the field."""

    def check(self) -> None:
        """Raises WrongUse for a field that is missing, given twice, or has a name that cannot be."""
        names = [*self.columns.values(), *self.constants]
        missing = [name for name in NEEDED if name not in names]
        if missing:
            raise WrongUse(
                N_("The file lacks {fields}. Name the columns for them, or values for all lines."),
                fields=", ".join(missing),
            )
        if len(set(names)) != len(names):
            raise WrongUse(N_("A field is given twice. Give each one column, or one value for all lines."))
        for name in names:
            if name not in CORE_NAMES and not MORE_NAME.fullmatch(name):
                raise WrongUse(
                    N_("A field cannot be called {name}. Use small letters, digits and _."), name=shortened(name)
                )


@dataclass(slots=True)
class LineReader:
    """Reads lines by a mapping. ``controller_of`` finds the reference of a party (raises WrongUse).

    ``pseudonym_of`` makes pseudonyms of (dataset, value), where the file has names; else names are refused. ``names`` is
    what our agreements call datasets and purposes.
    """

    mapping: Reading
    """Which column is which field; checked when the reader is made."""
    dates: DateReader
    """Reads times of the file in its zone and order of day and month."""
    controller_of: Callable[[str], str]
    pseudonym_of: Callable[[str, str], str] | None = None
    names: OwnNames = NO_NAMES
    _known: dict[object, _Common] = field(default_factory=dict)
    _controllers: dict[str, str | Message] = field(default_factory=dict)
    _common: Callable[[Sequence[Cell]], object] = field(default=len)
    _places: Mapping[str, int] = field(default_factory=dict)
    _width: int = 0

    def __post_init__(self) -> None:
        self.mapping.check()
        self._places = {name: place for place, name in self.mapping.columns.items()}
        shared = [place for name, place in self._places.items() if name not in _OWN]
        self._common = itemgetter(*shared) if shared else lambda _cells: None
        self._width = 1 + max(self.mapping.columns, default=-1)

    def read(self, cells: Sequence[Cell]) -> Row:
        """The row of a line; raises Wrong."""
        if len(cells) < self._width:
            cells = [*cells, *[""] * (self._width - len(cells))]
        key = self._common(cells)
        common = self._known.get(key)
        if common is None:
            if len(self._known) > _MOST_REMEMBERED:
                self._known.clear()
            common = self._known[key] = self._read_common(cells)
        dataset, purpose, controller, state, notice, version, explicit, more = common
        subject = self._subject(_text(self._cell(cells, "subject")), dataset)
        at = self._time(self._cell(cells, "event_time"), self.dates.start)
        until = self._cell(cells, "valid_until")
        ends = None if until == "" else self._time(until, self.dates.end)
        given = self._cell(cells, "event_id")
        event_id = "" if given == "" else _event_id(_text(given))
        row = Row(event_id, subject, dataset, purpose, controller, state, at, ends, notice, version, explicit, more)
        return row if event_id else row._replace(event_id=derived_id(row))

    def _read_common(self, cells: Sequence[Cell]) -> _Common:
        """The part that many lines of a file share: all but person, times and id."""

        def text(name: str) -> str:
            return _text(self._cell(cells, name))

        dataset = self.names.dataset(_dataset(text("dataset")))
        return (
            dataset,
            self.names.purpose(text("purpose"), dataset) or _purpose(text("purpose")),
            self._controller(text("controller")),
            _state(text("state")),
            _line(text("notice")),
            _line(text("notice_version")),
            _truth(text("explicit")),
            more_text(self._further(cells)),
        )

    def raw(self, cells: Sequence[Cell], name: str) -> str:
        """The text of a field of a line, as far as it can be read; empty where the line has none."""
        place = self._places.get(name)
        if place is not None and place >= len(cells):
            return ""
        return _text(self._cell(cells, name))

    def dataset(self, cells: Sequence[Cell]) -> str | None:
        """The key of the dataset of a line; None where it cannot be read."""
        try:
            return self.names.dataset(_dataset(self.raw(cells, "dataset")))
        except Wrong:
            return None

    def _cell(self, cells: Sequence[Cell], name: str) -> Cell:
        place = self._places.get(name)
        if place is None:
            return self.mapping.constants.get(name, "")
        value = cells[place]
        return one_form(original(value.strip())) if isinstance(value, str) else value

    def _subject(self, value: str, dataset: str) -> str:
        if self.pseudonym_of is not None:
            if not value or len(value) > _LONGEST_NAME or not value.isprintable():
                raise Wrong(
                    Message(N_("The person is missing, or the text is too long or holds invisible characters."))
                )
            return self.pseudonym_of(dataset, value)
        wrong = objection(value)
        if wrong is not None:
            raise Wrong(wrong)
        return value

    def _controller(self, value: str) -> str:
        found = self._controllers.get(value)
        if found is None:
            if len(self._controllers) > _MOST_REMEMBERED:
                self._controllers.clear()
            found = self._controllers[value] = self._party(value)
        if isinstance(found, Message):
            raise Wrong(found)
        return found

    def _party(self, value: str) -> str | Message:
        """The reference of a party, or why there is none."""
        if not value:
            return Message(N_("The controller is missing."))
        try:
            return self.controller_of(_line(value))
        except WrongUse as error:
            return error.message

    def _time(self, value: Cell, read: Callable[[Cell], int]) -> int:
        try:
            return read(value)
        except NoDate:
            if value == "":
                raise Wrong(Message(N_("The time of the event is missing."))) from None
            if self.dates.order is None and order_of([value]):
                raise Wrong(
                    Message(
                        N_("“{value}” can be read in two ways. Choose the order of dates with slashes for this file."),
                        {"value": shortened(_text(value))},
                    )
                ) from None
            raise Wrong(
                Message(
                    N_(
                        "“{value}” is no day of the calendar that can be read. Such are 2026-03-01, 1.3.2026 and 1 March 2026."
                    ),
                    {"value": shortened(_text(value))},
                )
            ) from None

    def _further(self, cells: Sequence[Cell]) -> dict[str, str]:
        found = {}
        for name in (*self._places, *self.mapping.constants):
            if name not in CORE_NAMES and (text := _text(self._cell(cells, name))):
                found[name] = _further(name, text)
        return found


def _further(name: str, text: str) -> str:
    if len(text) > LONGEST_MORE or not _is_visible(text):
        raise Wrong(
            Message(
                N_("The field {name} is longer than {limit} characters or holds invisible ones."),
                {"name": name, "limit": LONGEST_MORE},
            )
        )
    if name == "guardian" and seems_personal(text):
        raise Wrong(
            Message(N_("“{value}” looks like a name. Give the guardian a pseudonym."), {"value": shortened(text)})
        )
    return text


def derived_id(row: Row) -> str:
    """The id of an event without one: the same event of the same person gets the same id each time."""
    parts = [*(getattr(row, name) for name in _HASHED), row.state, row.at]
    return f"{DERIVED}{to_base64url(hashlib.sha256(canonical(parts)).digest())}"


def _text(value: Cell) -> str:
    if isinstance(value, str):
        return value
    return value.isoformat(sep="T") if isinstance(value, datetime) else value.isoformat()


def _is_visible(text: str) -> bool:
    """Printable, or a line break, or the no-break spaces that spreadsheets write."""
    return text.isprintable() or all(c.isprintable() or c in "\n\u00a0\u202f" for c in text)


def _line(text: str) -> str:
    if len(text) > _LONGEST_NAME or not text.isprintable():
        raise Wrong(
            Message(N_("“{value}” is too long or holds invisible characters."), {"value": shortened(text)}),
        )
    return text


def _event_id(text: str) -> str:
    _line(text)
    if "@" in text:
        raise Wrong(
            Message(
                N_("“{value}” cannot be the id of an event: it looks like an e-mail address."),
                {"value": shortened(text)},
            )
        )
    return text


def _dataset(text: str) -> str:
    if not text:
        raise Wrong(Message(N_("The dataset is missing.")))
    if len(text) > _LONGEST_KEY:
        raise Wrong(Message(N_("The id of the dataset is longer than 100 characters.")))
    return _line(text)


def _purpose(text: str) -> str:
    if not text:
        raise Wrong(Message(N_("The purpose is missing.")))
    return written_term(_line(text))


def _state(text: str) -> int:
    code = ACCEPTED.get(text.casefold())
    if code is None:
        raise Wrong(
            Message(
                N_(
                    "“{value}” is not a state of a consent. Use given, refused, withdrawn, expired, requested or another."
                ),
                {"value": shortened(text)},
            )
            if text
            else Message(N_("The state of the consent is missing."))
        )
    return code


def _truth(text: str) -> bool:
    folded = text.casefold()
    if folded in _TRUE:
        return True
    if folded in _FALSE:
        return False
    raise Wrong(Message(N_("“{value}” is neither yes nor no."), {"value": shortened(text)}))
