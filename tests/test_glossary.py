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


PAGE = (ROOT / "docs" / "glossary.md").read_text("utf-8")
READ, CODE, NEVER = map(table, re.split("## In code only|## Words that name nothing in code", PAGE))


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


KEPT = {"FactOnFile", "facts_on_file"}
"""Called like the kind of entry."""


def test_no_name_in_code_has_a_word_that_names_nothing() -> None:
    words = [word.replace(" ", "_") for row in NEVER for word in words_of(row[0])]
    assert len(words) > 20
    pattern = re.compile(rf"(?:^|_)(?:{'|'.join(words)})(?:_|$)")
    found = []
    for file in [*ROOT.glob("datapact/**/*.py"), *ROOT.glob("ui/**/*.py")]:
        if "printed" in file.parts:
            continue
        text = file.read_text("utf-8")
        names = [file.stem, *re.findall(r"(?m)^\s*(?:async )?(?:def|class) (\w+)", text)]
        found += [
            (file.relative_to(ROOT).as_posix(), name)
            for name in names
            if name not in KEPT and pattern.search(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower())
        ]
    assert found == [], "docs/glossary.md says what to call it instead"
