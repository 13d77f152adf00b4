"""The glossary is true: people read its words in both languages, and code has those that nobody else reads."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]


def words_of(cell: str) -> list[str]:
    """The words of a cell: what brackets hold is explained, and a colon comes before words of one thing."""
    return [word.strip() for word in re.sub(r"\([^)]*\)", "", cell).replace(":", ",").split(",")]


def table(part: str) -> list[list[str]]:
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows[1:]]


READ, CODE = map(table, (ROOT / "docs" / "glossary.md").read_text("utf-8").split("## In code only"))


@cache
def read_by_people() -> dict[str, str]:
    """What people read, by language: the guide and the sentences of the catalogue."""
    texts = {
        name: [one.read_text("utf-8") for one in (ROOT / "docs/guide" / name).glob("*.md")] for name in ("en", "de")
    }
    with (ROOT / "resources/locale/de/LC_MESSAGES/datapact.po").open("rb") as file:
        for message in read_po(file, locale="de"):
            for name, said in (("en", message.id), ("de", message.string)):
                texts[name] += [said] if isinstance(said, str) else list(said)
    return {name: "\n".join(parts) for name, parts in texts.items()}


@cache
def code() -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "datapact").rglob("*.py"))).replace("_", " ")


@pytest.mark.parametrize("row", READ, ids=lambda row: row[0])
def test_people_read_the_words_of_the_glossary(row: list[str]) -> None:
    for language, cell in zip(("en", "de"), row, strict=False):
        for word in words_of(cell):
            assert re.search(rf"\b{re.escape(word)}", read_by_people()[language], re.IGNORECASE), (language, word)


@pytest.mark.parametrize("row", CODE, ids=lambda row: row[0])
def test_code_has_the_words_that_nobody_else_reads(row: list[str]) -> None:
    for word in words_of(row[0]):
        assert re.search(rf"\b{re.escape(word)}", code(), re.IGNORECASE), word


def test_a_word_stands_once() -> None:
    words = [row[0] for row in READ + CODE]
    assert len(READ) > 50
    assert sorted(set(words)) == sorted(words)
    for row in READ + CODE:
        assert len(row) == 4, row
        assert row[2], row
