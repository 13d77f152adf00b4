"""A file format as one model: strict and frozen, it reads, writes and yields its JSON Schema.

A format is a class of fields, made by ``part``, that inherits from ``Format``; what stands inside it is a ``part``, too.
Bytes are parsed by strictjson first (no duplicate keys, no fractions, bounds of size and nesting), then held against the
fields: no member more, none less, nothing converted. A field with ``Written`` has one form in the file and another in the
program: a time, an entry, a mapping.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass as plain_dataclass
from dataclasses import field
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Self, cast, dataclass_transform

from pydantic import ConfigDict, Field, GetCoreSchemaHandler, TypeAdapter, ValidationError, WithJsonSchema
from pydantic.dataclasses import dataclass
from pydantic_core import core_schema

from datapact.base.clock import read_time, write_time
from datapact.base.errors import Malformed, NewerFormat, TooLarge
from datapact.base.strictjson import JsonObject, canonical, parse_object
from datapact.base.texts import N_, Message

_STRICT = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True, arbitrary_types_allowed=True)
_LONGEST_PLACE = 200


@dataclass_transform(frozen_default=True, field_specifiers=(field, Field))
def part[Model](cls: type[Model]) -> type[Model]:
    """Make a frozen dataclass that takes nothing but what its fields say."""
    return cast("type[Model]", dataclass(frozen=True, slots=True, config=_STRICT)(cls))


@plain_dataclass(frozen=True, slots=True)
class Written[Inside, InFile]:
    """How a field is written: ``inner`` is the type that the file has, ``read`` and ``write`` lead there and back.

    ``read`` raises ValueError for what the inner type lets pass, or a DataPactError with words of its own.
    """

    inner: Any
    read: Callable[[InFile], Inside]
    write: Callable[[Inside], InFile]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        inner = handler.generate_schema(self.inner)
        return core_schema.json_or_python_schema(
            json_schema=core_schema.no_info_after_validator_function(self.read, inner),
            python_schema=core_schema.any_schema(),  # made by the program, and held by mypy
            serialization=core_schema.plain_serializer_function_ser_schema(self.write, return_schema=inner),
        )


class Format:
    """Base of formats. Type and number of a file are looked at first: they tell whether the rest is ours to read."""

    largest: ClassVar[int] = 16 * 1024 * 1024
    """Bytes."""
    kind: ClassVar[str] = ""
    """What the member ``type`` says; empty for a format that has none."""
    numbers: ClassVar[tuple[int, ...]] = (1,)
    """The numbers of the format that we read; none for what another file around it numbers."""
    numbered: ClassVar[str] = "format"
    """The member that has the number."""
    malformed: ClassVar[str]
    """What a person is told of a file that is not in its form; a message id."""
    newer: ClassVar[str] = N_("This file was written by a newer DataPact. Update DataPact and try again.")
    too_large: ClassVar[str] = ""
    """What a person is told of a list over its bound, a message id; empty: the same as of any other mistake."""

    @classmethod
    def read(cls, data: bytes) -> Self:
        """The file; raises Malformed, TooLarge or NewerFormat. No signature is checked here."""
        return cls.of(parse_object(data, limit=cls.largest))

    @classmethod
    def of(cls, value: JsonObject) -> Self:
        """Like ``read``, for an object that strictjson has parsed."""
        number = cls._number_in(value)
        members = {name: member for name, member in value.items() if name not in cls._head(1)}
        try:
            found = cast("Self", _adapter(cls).validate_json(json.dumps(members, ensure_ascii=False)))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            if cls.too_large and first["type"] == "too_long":
                raise TooLarge(cls.too_large) from None
            raise cls.refusal(".".join(map(str, first["loc"]))) from None
        if cls.numbers and number != found.number():
            raise cls.refusal(cls.numbered)
        return found

    @classmethod
    def _number_in(cls, value: JsonObject) -> int:
        if cls.kind and value.get("type") != cls.kind:
            raise cls.refusal("type")
        number = value.get(cls.numbered) if cls.numbers else 0
        if not isinstance(number, int) or isinstance(number, bool) or number < min(cls.numbers, default=0):
            raise cls.refusal(cls.numbered)
        if number > max(cls.numbers, default=0):
            raise NewerFormat(cls.newer)
        return number

    def number(self) -> int:
        """The lowest number of the format that has all that this file says."""
        return self.numbers[0]

    @classmethod
    def refusal(cls, place: str = "") -> Malformed:
        """The refusal of a file that is not in its form; ``place`` is the path of the first mistake."""
        what = Message(cls.malformed)
        if not place:
            return Malformed(what)
        return Malformed(N_("{what} The first mistake is at {place}."), what=what, place=printable_place(place))

    def write(self) -> bytes:
        """Canonical bytes."""
        return canonical(self.to_json())

    def to_json(self) -> JsonObject:
        """What the file says."""
        members = _adapter(type(self)).dump_python(self, mode="json")
        return {**self._head(self.number() if self.numbers else 0), **members}

    @classmethod
    def _head(cls, number: int) -> JsonObject:
        return {**({"type": cls.kind} if cls.kind else {}), **({cls.numbered: number} if cls.numbers else {})}

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """The format as JSON Schema (2020-12)."""
        schema = _plain(_adapter(cls).json_schema())
        head: dict[str, Any] = {"type": {"const": cls.kind}, cls.numbered: {"enum": [*cls.numbers]}}
        head = {name: head[name] for name in cls._head(1)}
        return {
            **schema,
            "properties": {**head, **schema["properties"]},
            "required": [*head, *schema.get("required", ())],
        }


def _adapter(cls: Any) -> TypeAdapter[Any]:
    return TypeAdapter(cls)  # which takes what the class has ready


def _plain(schema: Any) -> Any:
    """A schema without what pydantic adds about the program: names of classes, values of absent members."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: {key: _plain(one) for key, one in value.items()} if name in ("properties", "$defs") else _plain(value)
        for name, value in schema.items()
        if name not in ("title", "default")
    }


def printable_place(place: str) -> str:
    """A place for a message: one line, without control or bidirectional characters, of bounded length."""
    return "".join(character if character.isprintable() else "?" for character in place)[:_LONGEST_PLACE]


def shown_as(**schema: Any) -> WithJsonSchema:
    """What the JSON Schema says of a field whose text is judged elsewhere."""
    return WithJsonSchema({"type": "string", **schema})


def _read_day(text: str) -> date:
    day = date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError
    return day


type Count = Annotated[int, Field(ge=0)]
type Json = Annotated[Any, WithJsonSchema({})]
"""Any JSON."""
type Time = Annotated[
    datetime,
    Written(
        Annotated[str, shown_as(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")],
        read_time,
        write_time,
    ),
]
type Day = Annotated[
    date, Written(Annotated[str, shown_as(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")], _read_day, date.isoformat)
]
