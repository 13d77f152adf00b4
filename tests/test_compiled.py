"""What was compiled when the program was set up: it says the same as compiling it anew, and only of the very same text."""

from __future__ import annotations

import dataclasses
import marshal
import re
import string
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from babel.numbers import format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfbase import pdfdoc

import datapact.pdf.engine.fonts  # noqa: F401 - has put its own encoding into reportlab
from datapact.base import left_out
from datapact.base.resources import data_folder, tables
from datapact.contract.text.formatters import whole_number
from datapact.pdf.engine.hyphenation import SHIPPED, dictionary, divided, syllables, words_in
from datapact.pdf.engine.layout import HYPHENATION
from tests.depth import examples


def test_a_text_is_found_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left_out, "_read", left_out._read)
    monkeypatch.setattr(dataclasses, "exec", exec, raising=False)
    monkeypatch.setattr(re._compiler, "compile", re._compiler.compile)  # type: ignore[attr-defined]
    text, other = "a = 1", "a = 2"
    assert left_out.key_of(text) != left_out.key_of(other)
    body = marshal.dumps({"a": 1}, 2)
    places = {left_out.key_of(text): (0, len(body))}
    file = tmp_path / "compiled"
    head = marshal.dumps((left_out.MAGIC, 0, places), 2)
    file.write_bytes(marshal.dumps((left_out.MAGIC, len(head), places), 2) + body)
    left_out.take_compiled(file)
    assert tables(text) == {"a": 1}
    assert left_out.compiled(other) is None
    assert tables(other) == {"a": 2}
    assert tables("a = 3") == {"a": 3}


def test_a_pattern_is_taken_only_for_its_own_text_and_flags(monkeypatch: pytest.MonkeyPatch) -> None:
    """The code that lies there is run for this text with these flags; any other is compiled as ever."""
    kept = {left_out.pattern_text("a+(?P<b>b)?", 0): (32, re_code("a+(?P<b>b)?"), 1, {"b": 1}, (None, "b"))}
    monkeypatch.setattr(left_out, "_read", kept.get)
    compiled: list[object] = []

    def note(pattern: str | bytes, flags: int = 0) -> re.Pattern[Any]:
        compiled.append((pattern, flags))
        return plain(pattern, flags)

    plain = left_out.compile_pattern
    monkeypatch.setattr(left_out, "compile_pattern", note)
    taken = left_out._pattern("a+(?P<b>b)?", 0)
    assert not compiled
    expected = plain("a+(?P<b>b)?", 0)
    assert taken == expected
    assert (taken.flags, taken.groups, dict(taken.groupindex)) == (
        expected.flags,
        expected.groups,
        dict(expected.groupindex),
    )
    for text in ("aab", "aa", "b", ""):
        for one, other in zip(taken.finditer(text), expected.finditer(text), strict=True):
            assert (one.span(), one.groupdict()) == (other.span(), other.groupdict())
    others: list[tuple[str | bytes, int]] = [("a+(?P<b>b)?", int(re.I)), (b"a+(?P<b>b)?", 0), ("a+(?P<b>b)? ", 0)]
    for pattern, flags in others:
        assert left_out._pattern(pattern, flags) == plain(pattern, flags)
    assert compiled == others


def re_code(pattern: str) -> list[int]:
    """The code that Python compiles a pattern to."""
    parsed = re._parser.parse(pattern)  # type: ignore[attr-defined]
    return [*map(int, re._compiler._code(parsed, 0))]  # type: ignore[attr-defined]


def test_python_asks_where_patterns_are_taken() -> None:
    """Python would compile patterns itself if it went another way."""
    seen: list[object] = []
    before = re._compiler.compile  # type: ignore[attr-defined]

    def note(pattern: object, flags: int = 0) -> re.Pattern[Any]:
        seen.append(pattern)
        return before(pattern, flags)  # type: ignore[no-any-return]

    re._compiler.compile = note  # type: ignore[attr-defined]
    try:
        re.compile("a pattern that nobody compiled before")
    finally:
        re._compiler.compile = before  # type: ignore[attr-defined]
    assert seen == ["a pattern that nobody compiled before"]


@pytest.mark.parametrize("data", [b"", b"no marshal", marshal.dumps((b"another Python", 0, {}), 2)])
def test_a_file_of_nothing_is_passed_over(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "compiled").write_bytes(data)
    before = left_out._read
    left_out.take_compiled(tmp_path / "compiled")
    left_out.take_compiled(tmp_path / "there is none")
    assert left_out._read is before


def test_dataclasses_ask_where_they_did() -> None:
    """Python would compile them itself if it ran their text another way."""
    seen: list[str] = []
    before = vars(dataclasses).get("exec", exec)

    def note(text: str, *names: dict[str, object]) -> None:
        seen.append(text)
        exec(text, *names)

    try:
        dataclasses.exec = note  # type: ignore[attr-defined]
        made = dataclasses.make_dataclass("Made", ["one"])
    finally:
        dataclasses.exec = before  # type: ignore[attr-defined]
    assert made(1) == made(1)
    assert any("__init__" in text for text in seen)


def test_tables_are_those_of_the_file() -> None:
    text = (data_folder() / "vocabularies" / "words.toml").read_text("utf-8")
    assert tables(text) == tomllib.loads(text)


@settings(max_examples=examples(50), deadline=None)
@given(st.integers(-(10**12), 10**12))
def test_whole_numbers_are_those_of_unicode(number: int) -> None:
    assert whole_number(number, "de") == format_decimal(Decimal(number), locale="de_DE")
    assert whole_number(number, "en") == format_decimal(Decimal(number), locale="en_GB")


def test_plain_letters_are_encoded_as_reportlab_does() -> None:
    for letter in [*string.printable, "ä", "€", "\x18", "\n"]:
        try:
            expected = letter.encode("extpdfdoc")
        except UnicodeEncodeError:
            with pytest.raises(UnicodeEncodeError):
                pdfdoc.pdfdocEnc(letter)
        else:
            assert pdfdoc.pdfdocEnc(letter) == expected


@pytest.mark.parametrize("language", HYPHENATION)
def test_words_that_ship_are_divided_as_their_patterns_say(language: str) -> None:
    tables = [tomllib.loads(path.read_text("utf-8")) for path in (data_folder() / "templates").rglob("*.toml")]
    words = sorted({word for table in tables for word in words_in(table, language)})
    assert len(words) > 1_000
    kept = left_out.compiled(dictionary(language) + SHIPPED)
    if kept is not None:  # made by the set-up
        assert set(words) <= {*kept}
    for word in words[:: max(1, len(words) // 400)]:
        assert syllables(word, language) == divided(word, language), word
