"""What was compiled when the program was set up: it says the same as compiling it anew, and only of the very same text."""

from __future__ import annotations

import dataclasses
import marshal
import string
import tomllib
from decimal import Decimal
from pathlib import Path

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
