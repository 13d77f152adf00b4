"""A format takes what its fields say and nothing else, says where a file is wrong, and writes what it read."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

import datapact
from datapact.base.errors import Damaged, Malformed, NewerFormat, TooLarge
from datapact.base.format import Bounds, Count, Day, Either, Format, Time, Written, part
from datapact.base.strictjson import JsonValue
from tests.depth import examples


@part
class Pair:
    name: str
    n: Count


def _by_name(pairs: tuple[Pair, ...]) -> dict[str, int]:
    found = {one.name: one.n for one in pairs}
    if len(found) < len(pairs):
        raise ValueError
    return found


def _listed(found: Mapping[str, int]) -> tuple[Pair, ...]:
    return tuple(Pair(name, n) for name, n in sorted(found.items()))


type _Names = tuple[str, ...]


@part
class Example(Format):
    file_kind: ClassVar = "datapact-example"
    numbers: ClassVar = (1, 2)
    optional: ClassVar = frozenset({"more"})
    largest: ClassVar = 10_000
    malformed: ClassVar = "This example is not in its form."
    too_large: ClassVar = "This example names too much."

    when: Time
    on: Day
    counts: Mapping[str, Count]
    pairs: Annotated[Mapping[str, int], Written(tuple[Pair, ...], _by_name, _listed)]
    more: Annotated[_Names, Bounds(1, 2)] = ()

    def own_number(self) -> int:
        return 2 if self.more else 1


SOUND: dict[str, Any] = {
    "type": "datapact-example",
    "format": 1,
    "when": "2026-11-24T23:14:17Z",
    "on": "2026-11-24",
    "counts": {"x": 2},
    "pairs": [{"name": "a", "n": 1}, {"name": "b", "n": 0}],
}


def written(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def test_a_file_is_read_and_written_again_byte_for_byte() -> None:
    read = Example.read(written(SOUND))
    assert (read.when.year, read.on, read.pairs, read.more) == (2026, date(2026, 11, 24), {"a": 1, "b": 0}, ())
    assert read.write() == written(SOUND)
    second = {**SOUND, "format": 2, "more": ["x"]}
    assert Example.read(written(second)).write() == written(second)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"type": "other"}, "type"),
        ({"format": True}, "format"),
        ({"format": 0}, "format"),
        ({"format": 2}, "format"),
        ({"more": ["x"]}, "format"),
        ({"on": "20261124"}, "on"),
        ({"on": 20261124}, "on"),
        ({"pairs": [{"name": "a", "n": True}]}, "pairs.0.n"),
        ({"pairs": [{"name": "a", "n": -1}]}, "pairs.0.n"),
        ({"pairs": [{"name": "a"}]}, "pairs.0.n"),
        ({"pairs": [{"name": "a", "n": 1}, {"name": "a", "n": 2}]}, "pairs"),
        ({"pairs": {"name": "a", "n": 1}}, "pairs"),
        ({"extra\u202e": None}, "extra?"),
        ({"more": None}, "more"),
        ({"more": []}, "more"),
    ],
)
def test_the_first_mistake_is_named_by_its_place(change: dict[str, Any], place: str) -> None:
    with pytest.raises(Malformed) as refused:
        Example.read(written({**SOUND, **change}))
    assert str(refused.value) == f"This example is not in its form. The first mistake is at {place}."


@part
class Term:
    names: ClassVar = {"iri": "@id"}
    optional: ClassVar = frozenset({"shown"})

    iri: str
    shown: bool = True


@part
class Linked(Format):
    names: ClassVar = {"context": "@context"}
    numbers: ClassVar = ()
    optional: ClassVar = frozenset({"more"})
    malformed: ClassVar = "This example is not in its form."

    context: str
    about: Annotated[Term | Pair, Either("@id", Term, Pair)]
    more: dict[str, str] | None = None


LINKED: dict[str, Any] = {"@context": "x", "about": {"@id": "y"}}


@pytest.mark.parametrize(
    "change",
    [{}, {"about": {"@id": "y", "shown": False}}, {"about": {"name": "a", "n": 1}}, {"more": {}}, {"more": {"a": "b"}}],
)
def test_members_with_other_names_and_of_two_parts_are_written_as_read(change: dict[str, Any]) -> None:
    read = Linked.read(written({**LINKED, **change}))
    assert (read.context, type(read.about)) == ("x", Pair if "name" in {**LINKED, **change}["about"] else Term)
    assert read.more == change.get("more")
    assert read.write() == written({**LINKED, **change})
    assert list(read.to_json()) == [*LINKED, *("more" for _ in [1] if "more" in change)]
    Draft202012Validator(Linked.json_schema()).validate({**LINKED, **change})


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"context": "x"}, "context"),
        ({"@context": 1}, "@context"),
        ({"about": {"iri": "y"}}, "iri"),
        ({"about": {"@id": 1}}, "about.@id"),
        ({"about": {"@id": "y", "name": "a"}}, "name"),
        ({"about": {"name": "a"}}, "about.n"),
        ({"about": {"@id": "y", "shown": True}}, "shown"),
        ({"about": {"@id": "y", "shown": 0}}, "about.shown"),
        ({"about": "@id"}, "about"),
        ({"about": None}, "about"),
        ({"more": None}, "more"),
    ],
)
def test_mistakes_in_them_are_named_by_the_words_of_the_file(change: dict[str, Any], place: str) -> None:
    with pytest.raises(Malformed) as refused:
        Linked.read(written({**LINKED, **change}))
    assert str(refused.value) == f"This example is not in its form. The first mistake is at {place}."


def test_what_is_newer_or_too_large_is_said_to_be_so() -> None:
    with pytest.raises(NewerFormat):
        Example.read(written({**SOUND, "format": 3, "unknown": 1}))
    with pytest.raises(TooLarge, match="names too much"):
        Example.read(written({**SOUND, "format": 2, "more": ["x", "y", "z"]}))
    with pytest.raises(TooLarge):
        Example.read(b" " * 10_001)


@pytest.mark.parametrize(
    "change",
    [
        {"pairs": [1] * 1000},
        {"more": [1] * 1000, "format": 2},
        {"pairs": [{f"x{n}": 1 for n in range(1000)}]},
        {f"x{n}": 1 for n in range(500)},
        {"counts": {f"x{n}": "1" for n in range(500)}},
    ],
)
def test_a_thousand_mistakes_cost_no_more_than_one(change: dict[str, Any]) -> None:
    with pytest.raises(Malformed) as refused:
        Example.read(written({**SOUND, **change}))
    found = refused.value.__context__
    assert not isinstance(found, ValidationError) or found.error_count() <= len(SOUND)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3) | st.sampled_from(["2026-11-24", "a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "n", "x"]), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=examples(300))
@given(st.dictionaries(st.sampled_from([*SOUND, "more", "x"]), JSON, max_size=3), st.sets(st.sampled_from([*SOUND])))
def test_a_file_is_read_exactly_where_its_schema_holds(change: dict[str, Any], gone: set[str]) -> None:
    value = {name: one for name, one in (SOUND | change).items() if name not in gone}
    schema = Draft202012Validator(Example.json_schema())
    try:
        read = Example.read(written(value))
    except (Malformed, NewerFormat, TooLarge):
        return
    assert schema.is_valid(value)
    assert json.loads(read.write()) == json.loads(Example.of(json.loads(read.write())).write())
    assert {name: one for name, one in json.loads(read.write()).items() if name != "pairs"} == {
        name: one for name, one in value.items() if name != "pairs"
    }


def test_a_model_is_frozen_and_says_what_its_schema_is() -> None:
    read = Example.read(written(SOUND))
    with pytest.raises(AttributeError):
        read.on = date(2027, 1, 1)  # type: ignore[misc]
    schema = Example.json_schema()
    assert schema["required"] == ["type", "format", "when", "on", "counts", "pairs"]
    assert schema["properties"]["format"] == {"enum": [1, 2]}
    assert schema["additionalProperties"] is False
    assert isinstance(read.when, datetime)


def formats(base: type[Format] = Format) -> Iterator[type[Format]]:
    for one in base.__subclasses__():
        yield one
        yield from formats(one)


def numbered(one: type[Format]) -> dict[str, JsonValue]:
    return {one.numbered: one.numbers[0]} if one.numbers else {}


def test_every_format_of_the_program_can_be_read_and_says_what_it_refuses() -> None:
    folder = Path(datapact.__file__).parent
    for file in folder.rglob("*.py"):
        if "datapact.base.format import" in file.read_text("utf-8"):
            importlib.import_module(".".join(("datapact", *file.relative_to(folder).with_suffix("").parts)))
    found = {one for one in formats() if getattr(sys.modules[one.__module__], one.__name__, None) is one}
    found = {one for one in found if one.__module__.startswith("datapact.") and is_dataclass(one)}
    assert len(found) >= 18
    for one in found:
        Draft202012Validator.check_schema(one.json_schema())
        with pytest.raises(Damaged) as refused:
            one.of(
                {**dict.fromkeys([one.typed] if one.file_kind else [], one.file_kind), **numbered(one), "nothing": None}
            )
        assert "nothing" in str(refused.value)
