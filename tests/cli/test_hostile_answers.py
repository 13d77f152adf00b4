"""Hostile text in every field of an answers file: refused in one line, or harmless down to the printed PDF."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from datapact.contract.templates.template import example_answers
from tests.cli.desks import Houses, carry, offered_by_keller

pytestmark = pytest.mark.journey  # whole commands for every field

REFUSED = {
    "control": "a\x07b",
    "null": "a\x00b",
    "right to left": "Anna\u202egpj.exe",
    "isolate": "a\u2066b\u2069",
    "separator": "a\u2028b",
    "private use": "a\ue000b",
}
HARMLESS = {
    "markup": '<b>fett</b> <para> <a href="file:///etc/passwd">x</a> <img src="/etc/passwd"/> &amp; &#0; <',
    "markdown": "# Titel [x](http://x.example) **y** `z` ![i](file:///etc/passwd)",
    "template": "{{ 7*7 }} {% for x in y %} {{ cycler.__init__.__globals__ }} {# #} ${7*7} %(x)s {0} {n}",
    "path": "../../../etc/passwd",
    "windows path": "C:\\Windows\\System32\\..\\x",
    "long": "lang " * 380,
    "wide": "漢字 😀 ﷽ ẞ ǅ",
    "quotes": "\"'`´“”«»';--",
}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every text in an answers file."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from places(member, (*path, name))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from places(member, (*path, index))


EXAMPLE = tomllib.loads(example_answers("ai-pilot").decode("utf-8"))
_SHAPES = {tuple("*" if isinstance(step, int) else step for step in path): path for path in places(EXAMPLE)}
FIELDS = [_SHAPES[shape] for shape in sorted(_SHAPES)]  # one of each kind of field


def toml(value: Any) -> str:
    """Any value as TOML, tables inline."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)} = {toml(member)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=True).replace("\\ud83d\\ude00", "\\U0001F600")
    return str(value)


def file_with(folder: Path, text: str, *fields: tuple[Any, ...]) -> Path:
    """The example with ``text`` in these fields."""
    answers = tomllib.loads(example_answers("ai-pilot").decode("utf-8"))
    for path in fields:
        place = answers
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = text
    file = folder / "hostile.toml"
    file.write_text("\n".join(f"{json.dumps(name)} = {toml(value)}" for name, value in answers.items()), "utf-8")
    return file


def test_the_example_survives_being_written_again(houses: Houses) -> None:
    houses.anna("agreement", "new", "--template", "ai-pilot", "--answers", file_with(houses.folder, ""))
    assert len(FIELDS) > 60


@pytest.mark.in_turn(3)
@pytest.mark.parametrize("kind", [*REFUSED, *HARMLESS])
def test_one_field_at_a_time(houses: Houses, kind: str) -> None:
    """Every field takes the text as text, or refuses the file; what is refused changes nothing."""
    text = {**REFUSED, **HARMLESS}[kind]
    step = 9 if kind in HARMLESS else 17
    taken = 0
    for field in FIELDS[len(kind) % step :: step]:
        file = file_with(houses.folder, text, field)
        answer = houses.anna.run("agreement", "new", "--template", "ai-pilot", "--answers", file)
        assert answer.code in ((4, 2) if kind in REFUSED else (0, 2, 4)), (field, answer.err)
        taken += answer.code == 0
    assert len(houses.anna.json("agreement", "list")) == taken
    assert houses.anna.json("vault", "check")["sound"]


def test_ten_thousand_characters(houses: Houses) -> None:
    for field in FIELDS[::11]:
        file = file_with(houses.folder, "x" * 10_001, field)
        answer = houses.anna.run("agreement", "new", "--template", "ai-pilot", "--answers", file)
        assert answer.code in (0, 2, 4), answer.err
        assert len(answer.err) < 1000


def _free(path: tuple[Any, ...]) -> bool:
    """Whether a field is free text about a thing, not a key, code or party's name that others refer to."""
    return path[-1] in ("de", "en") and path[0] not in ("agreement",)


@pytest.mark.in_turn(3)
@pytest.mark.parametrize("kind", list(HARMLESS))
def test_harmless_down_to_the_pdf(houses: Houses, kind: str) -> None:
    """Text in all free fields at once: drafted, checked, sent, shown in sentences, and printed as it stands."""
    anna, sofia, folder = houses.anna, houses.sofia, houses.folder
    fields = [path for path in FIELDS if _free(path)]
    file = file_with(folder, HARMLESS[kind], *fields)
    history = anna("agreement", "new", "--template", "ai-pilot", "--answers", file)
    assert anna.run("agreement", "check", history).code in (0, 1)
    anna("agreement", "show", history)
    carry(anna, history, sofia)
    sofia("agreement", "history", history)
    sofia("agreement", "export", history, "-o", folder / "out.pdf")
    with pikepdf.open(folder / "out.pdf") as document:
        assert len(document.pages) > 5
        state = json.loads(document.attachments["agreement.json"].get_file().read_bytes())
    assert HARMLESS[kind].strip() in json.dumps(state, ensure_ascii=False).replace("\\\\", "\\").replace('\\"', '"')


NO_REMARK = [text for kind, text in REFUSED.items() if kind != "separator"]  # there it is a line, as Word means it


@pytest.mark.parametrize("text", [*NO_REMARK, "x" * 10_001])
def test_remarks_and_reasons(houses: Houses, text: str) -> None:
    anna = houses.anna
    history = offered_by_keller(houses)
    before = len(anna.json("agreement", "history", history))
    for words in (
        ("comment", history, text),
        ("approve", history, "--note", text),
        ("decline", history, "--reason", text),
        ("override", history, "--finding", text, "--reason", text),
        ("accept", history, "--offer", text),
        ("compare", history, "--from", text),
        ("show", text),
    ):
        anna.refused(2 if words[0] != "accept" else 1, "agreement", *words)
    anna.refused(4, "vault", "members", "invite", text, "--roles", "legal")
    anna.refused(2, "partner", "show", text)
    assert len(anna.json("agreement", "history", history)) == before


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"a = ", b"[" * 5000, b"a = 1\n" * 2, b"x" * (1024 * 1024 + 1), b"a=nan"]
)
def test_files_that_are_no_answers(houses: Houses, data: bytes) -> None:
    file = houses.folder / "bad.toml"
    file.write_bytes(data)
    houses.anna.refused(4, "agreement", "new", "--template", "ai-pilot", "--answers", file)
    assert houses.anna.json("agreement", "list") == []
