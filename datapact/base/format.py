"""File formats as models: each is strict and frozen, reads, writes and yields its JSON Schema.

A format is a class of fields, made by ``part``, that inherits from ``Format``; its inner classes are a ``part``, too.
Bytes are parsed by strictjson first (no duplicate keys, no fractions, bounds of size and nesting), then pydantic checks
them against the fields: no member more, none less, nothing converted. A field with ``Written`` has one form in the file
and another in the program: a time, an entry, a mapping. Objects made by the program itself are checked by mypy and not
again.

Pydantic is loaded when the first file is read or written, so that describing a format costs a start nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, cast, dataclass_transform

from datapact.base.clock import read_time, write_time
from datapact.base.errors import DataPactError, Malformed, NewerFormat, TooLarge
from datapact.base.strictjson import JsonObject, canonical, parse_object
from datapact.base.texts import N_, Message, printable_place

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter
    from pydantic_core import CoreSchema, SchemaValidator


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def part[Model](cls: type[Model]) -> type[Model]:
    """Make a frozen dataclass that a file fills strictly; a default is for the program, a file has every member.

    ``names`` of the class, a mapping, has the member's name for fields whose member is no name of Python; ``optional`` has
    the fields that a file leaves out where they have their default.
    """
    made: Any = dataclass(frozen=True, slots=True)(cls)
    made.__pydantic_config__ = {"extra": "forbid", "arbitrary_types_allowed": True}
    made.__get_pydantic_core_schema__ = classmethod(_without_defaults)
    return cast("type[Model]", made)


def _without_defaults(cls: type, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
    schema: Any = handler(source)
    optional, names = getattr(cls, "optional", ()), getattr(cls, "names", {})
    whole: Any = handler.resolve_ref_schema(schema)
    if optional:
        whole["serialization"] = {"type": "function-wrap", "function": _without_unsaid}
    for one in whole["schema"]["fields"]:
        if one["name"] in names:
            one["validation_alias"] = one["serialization_alias"] = names[one["name"]]
        if one["schema"]["type"] == "default" and one["name"] not in optional:
            one["schema"] = one["schema"]["schema"]
    return cast("CoreSchema", schema)


def _without_unsaid(value: Any, write: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """The members of a part without optional ones that have their default."""
    unsaid = {
        one.name for one in fields(value) if one.name in value.optional and getattr(value, one.name) == one.default
    }
    return {name: one for name, one in write(value).items() if name not in unsaid}


@dataclass(frozen=True, slots=True)
class Written[InternalAuditor, InFile]:
    """The written form of a field: ``inner`` is its type in the file, ``read`` and ``write`` convert.

    ``read`` raises ValueError for wrong values of the inner type, or a DataPactError with its own words.
    """

    inner: Any
    read: Callable[[InFile], InternalAuditor]
    write: Callable[[InternalAuditor], InFile]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        inner = handler.generate_schema(self.inner)
        written = core_schema.plain_serializer_function_ser_schema(self.write, return_schema=inner)
        return core_schema.no_info_after_validator_function(self.read, inner, serialization=written)


_LENGTHS = ("min_length", "max_length")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds of a number, of the length of a text, or of a list."""

    least: int | None = None
    """Least value, or least length; None where there is none."""
    most: int | None = None
    """Greatest value, or greatest length; None where there is none."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = dict(handler.resolve_ref_schema(handler(source)))
        schema.pop("ref", None)  # bounds are those of the field and not of the type that it shares
        low, high = {"int": ("ge", "le"), "str": _LENGTHS, "list": _LENGTHS, "tuple": _LENGTHS}[schema["type"]]
        bounds = {name: bound for name, bound in ((low, self.least), (high, self.most)) if bound is not None}
        return cast("CoreSchema", {**schema, **bounds})


@dataclass(frozen=True, slots=True)
class Shown:
    """Further JSON Schema of a field that is checked elsewhere, or by ``holds``."""

    schema: Mapping[str, Any] = field(hash=False)
    """JSON Schema that is merged into that of the field."""
    holds: Callable[[Any], bool] | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        inner = handler(source)
        return inner if self.holds is None else core_schema.no_info_after_validator_function(self._held, inner)

    def _held(self, value: object) -> object:
        if self.holds is not None and not self.holds(value):
            raise ValueError
        return value

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), **self.schema}


_CHOICES = ("(having)", "(lacking)")
"""Places of pydantic's that are no members of a file."""


@dataclass(frozen=True, slots=True)
class Either:
    """A field of one part or another; which of them, a member tells."""

    member: str
    """The member that only ``having`` has, by its name in the file."""
    having: type
    """The part with the member."""
    lacking: type
    """The part without it."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        parts = dict(zip(_CHOICES, map(handler.generate_schema, (self.having, self.lacking)), strict=True))
        return core_schema.tagged_union_schema(cast("Any", parts), self._choice)

    def _choice(self, value: object) -> str:
        having = self.member in value if isinstance(value, dict) else isinstance(value, self.having)
        return _CHOICES[0] if having else _CHOICES[1]


@dataclass(frozen=True, slots=True)
class SchemaOf:
    """A field whose JSON Schema is that of a format inside the format, or of a pydantic model that somebody else reads."""

    model: Any
    """A format class, or a pydantic model."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        if not issubclass(self.model, Format):
            return handler(self.model.__pydantic_core_schema__)
        found = handler(_adapter(self.model).core_schema)
        handler.resolve_ref_schema(found).update(self.model.with_head(handler.resolve_ref_schema(found)))
        return found


class Format:
    """Base of formats. Type and number of a file are read first: they show whether this program can read the rest."""

    __slots__ = ()

    largest: ClassVar[int] = 16 * 1024 * 1024
    """Bytes."""
    file_kind: ClassVar[str] = ""
    """The value of the member ``type``; empty for a format without it."""
    typed: ClassVar[str] = "type"
    """The member that has the kind."""
    numbers: ClassVar[tuple[int, ...]] = (1,)
    """The numbers of the format that we read; none for what another file around it numbers."""
    numbered: ClassVar[str] = "format"
    """The member that has the number."""
    canonical_only: ClassVar[bool] = False
    """Whether other bytes of the same content are refused, too."""
    optional: ClassVar[frozenset[str]] = frozenset()
    """Members that the file has only where they say something else than their default."""
    malformed: ClassVar[str]
    """The error for a file of the wrong form; a message id."""
    newer: ClassVar[str] = N_("This file was written by a newer DataPact. Update DataPact and try again.")
    too_large: ClassVar[str] = ""
    """The error for a list over its bound, a message id; empty: that of any other mistake."""
    too_long: ClassVar[str] = N_("A part of this file is larger than its format allows. Ask the sender for a new file.")
    """What a person is told of a file over its bound, a message id."""

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Read a file; raises Malformed, TooLarge or NewerFormat. No signature is checked here."""
        found = cls.of(parse_object(data, limit=cls.largest))
        if cls.canonical_only and found.write() != data:
            raise cls.refusal()
        return found

    @classmethod
    def of(cls, value: JsonObject) -> Self:
        """Like ``read``, for an object that strictjson has parsed."""
        from pydantic import ValidationError

        number = cls._number_in(value)
        data = cls._members_of(value, number)
        try:
            found = cast("Self", _validator(cls).validate_json(data, strict=True))
        except _StrangeMember as error:
            raise cls.refusal(error.name) from None
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            place = ".".join(str(one) for one in first["loc"] if one not in _CHOICES)
            if cls.too_large and first["type"] == "too_long":
                raise TooLarge(cls.too_large, place=printable_place(place)) from None
            raise cls.refusal(place) from None
        if cls.numbers and number != found.own_number():
            raise cls.refusal(cls.numbered)
        if place := found.mistake():
            raise cls.refusal(place)
        return found

    @classmethod
    def _members_of(cls, value: JsonObject, number: int) -> bytes:
        """The members but type and number as JSON; raises TooLarge over the bound, Malformed for what JSON cannot hold."""
        head = cls._head(number)
        members = {name: member for name, member in value.items() if name not in head}
        try:
            data = json.dumps(members, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        except (ValueError, RecursionError, TypeError):
            raise cls.refusal() from None
        if len(data) + len(canonical(head)) - 1 > cls.largest:
            raise TooLarge(cls.too_long)
        return data

    @classmethod
    def fits(cls, value: JsonObject) -> bool:
        """Whether an object is as large as files of the format may be."""
        try:
            cls._members_of(value, cls._number_in(value))
        except DataPactError:
            return False
        return True

    def mistake(self) -> str:
        """The place of the first mistake that no single field shows; empty for none."""
        return ""

    @classmethod
    def _number_in(cls, value: JsonObject) -> int:
        if cls.file_kind and value.get(cls.typed) != cls.file_kind:
            raise cls.refusal(cls.typed)
        number = value.get(cls.numbered) if cls.numbers else 0
        if not isinstance(number, int) or isinstance(number, bool) or number < min(cls.numbers, default=0):
            raise cls.refusal(cls.numbered)
        if number > max(cls.numbers, default=0):
            raise NewerFormat(cls.newer)
        return number

    def own_number(self) -> int:
        """The lowest number of the format that has all members of this file."""
        return self.numbers[0]

    @classmethod
    def refusal(cls, place: str = "") -> Malformed:
        """The error for a file of the wrong form; ``place`` is the path of the first mistake."""
        what = Message(cls.malformed)
        if not place:
            return Malformed(what)
        return Malformed(N_("{what} The first mistake is at {place}."), what=what, place=printable_place(place))

    def write(self) -> bytes:
        """The file as canonical bytes."""
        return canonical(self.to_json())

    def to_json(self) -> JsonObject:
        """The file as JSON."""
        members = _adapter(type(self)).dump_python(self, mode="json", by_alias=True)
        return {**self._head(self.own_number() if self.numbers else 0), **members}

    @classmethod
    def _head(cls, number: int) -> JsonObject:
        return {
            **({cls.typed: cls.file_kind} if cls.file_kind else {}),
            **({cls.numbered: number} if cls.numbers else {}),
        }

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """The format as JSON Schema (2020-12)."""
        return cls.with_head(cast("dict[str, Any]", _plain(_adapter(cls).json_schema())))

    @classmethod
    def with_head(cls, schema: dict[str, Any]) -> dict[str, Any]:
        """The schema of the fields with type and number before them."""
        told: dict[str, Any] = {cls.typed: {"const": cls.file_kind}, cls.numbered: {"enum": [*cls.numbers]}}
        head = {name: told[name] for name in cls._head(1)}
        return {
            **schema,
            "properties": {**head, **schema["properties"]},
            "required": [*head, *schema.get("required", ())],
        }


_ADAPTERS: dict[type[Format], TypeAdapter[Any]] = {}
_VALIDATORS: dict[type[Format], SchemaValidator] = {}


def _adapter(cls: type[Format]) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return _ADAPTERS.get(cls) or _ADAPTERS.setdefault(cls, TypeAdapter(cls))


def _validator(cls: type[Format]) -> SchemaValidator:
    from pydantic_core import SchemaValidator

    return _VALIDATORS.get(cls) or _VALIDATORS.setdefault(cls, SchemaValidator(_hasty(_adapter(cls).core_schema)))


class _StrangeMember(Exception):
    """The first member that a part does not know, or need not state; no ValueError, so that nothing after it is looked at."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _refuse(name: str) -> None:
    raise _StrangeMember(name)


def _hasty(schema: Any) -> Any:
    """The schema with its validation stopped by the first mistake in a list or object.

    Pydantic gathers a mistake for each of a million wrong members, each several hundred bytes: a small hostile file would
    fill the memory.
    """
    if isinstance(schema, list):
        return [_hasty(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: one if name in ("metadata", "serialization") else _hasty(one) for name, one in schema.items()}
    match made.get("type"):
        case "dict" | "list" | "tuple":
            return {**made, "fail_fast": True}
        case "dataclass-args":
            members = {one["name"]: _member(one) for one in made["fields"]}
            known = {
                "type": "model-fields",
                "fields": members,
                "extra_behavior": "allow",
                "extras_keys_schema": _by_function("function-plain", _refuse),
            }
            unsaid = {one["name"]: one["schema"]["default"] for one in made["fields"] if "default" in one["schema"]}
            return {**_by_function("function-after", partial(_stated, unsaid)), "schema": known}
    return made


def _stated(unsaid: Mapping[str, Any], found: tuple[dict[str, Any], object, set[str]]) -> tuple[dict[str, Any], None]:
    """The members of a part; a member that states its default would be left out on writing."""
    members, _further, stated = found
    for name, default in unsaid.items():
        if name in stated and members[name] == default:
            _refuse(name)
    return members, None


def _member(field_of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "model-field", **{key: field_of[key] for key in ("schema", "validation_alias") if key in field_of}}


def _by_function(kind: str, function: Callable[[Any], object]) -> dict[str, Any]:
    return {"type": kind, "function": {"type": "no-info", "function": function}}


def _plain(schema: Any) -> Any:
    """A schema without pydantic's additions about the program: names of classes, values of absent members."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: {key: _plain(one) for key, one in value.items()} if name in ("properties", "$defs") else _plain(value)
        for name, value in schema.items()
        if name not in ("title", "default")
    }


def _read_day(text: str) -> date:
    day = date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError
    return day


type Count = Annotated[int, Bounds(0)]
type JsonMembers = Annotated[dict[str, Any], Shown({})]
"""Any JSON object."""
type Base64url = Annotated[str, Shown({"pattern": "^[A-Za-z0-9_-]*$"})]
type Json = Annotated[Any, Shown({})]
"""Any JSON."""
_TIME = Shown({"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"})
_DAY = Shown({"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
type Time = Annotated[datetime, Written(Annotated[str, _TIME], read_time, write_time)]
type Day = Annotated[date, Written(Annotated[str, _DAY], _read_day, date.isoformat)]
