"""Help pages: every command says in a sentence what it does, every option what it is, in German as in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import typer
from typer.main import get_command

from datapact.base.texts import Language, use_language
from datapact.cli.app.app import make_app
from datapact.cli.app.help_pages import in_words
from tests.cli.desks import datapact

ENGLISH = ("Usage:", "Options:", "Commands:", "Arguments:", "Show this", "[required]", "[default", "[env", "COMMAND")
CODES = ("<str>", "<int", "list[", "%Y", "x<=", "x>=", "Options]")


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every group and command with the words that call it."""
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))


@cache
def tree(language: Language) -> dict[tuple[str, ...], tuple[Any, str]]:
    """Every command with its page, in a language."""
    use_language(language)
    found = dict(commands(in_words(get_command(make_app()))))
    return {path: (one, one.get_help(typer.Context(one, info_name=" ".join(path)))) for path, one in found.items()}


def options(command: Any) -> dict[str, str]:
    return {one.name: one.help or "" for one in command.params if one.name != "help"}


def test_every_command_and_option_says_what_it_is_in_both_languages() -> None:
    assert tree("en").keys() == tree("de").keys()
    for path, (english, _page) in tree("en").items():
        german = tree("de")[path][0]
        for command in (english, german):
            assert re.fullmatch(r"\S[^\n]*[.?)]", command.help), (path, command.help)
            assert len(command.help) <= 210, (path, command.help)
            assert all(options(command).values()), (path, options(command))
        assert english.help != german.help, path
        assert [name for name, words in options(english).items() if words == options(german)[name]] == [], path


def test_pages_are_in_one_language_whole_and_without_codes() -> None:
    for path, (_command, german) in tree("de").items():
        english = tree("en")[path][1]
        for word in ENGLISH:
            assert word not in german, (path, word)
        for word in CODES:
            assert word not in german + english, (path, word)
        for page, rest in ((german, "BEFEHL [ANGABEN]..."), (english, "COMMAND [ARGUMENTS]...")):
            assert "..." not in re.sub(r"\b(?:files|subjects)\.\.\.|\}\.\.\.", "", page.replace(rest, "")), (
                path,
                page,
            )  # nothing is cut off
    assert datapact("may-share", "--help", lang="de").out.startswith("Aufruf: datapact may-share [OPTIONEN]\n")


def test_missing_and_misspelt_words_are_named_as_they_are_typed() -> None:
    assert datapact("may-share", "--dataset", "d").err == "datapact: Something is missing: --to. See --help.\n"
    assert datapact("obligations", "add", "x", "--due", "soon").err == (
        "datapact: --due takes a day, written as 2026-12-31.\n"
    )
    assert datapact("obligations", "--due-within", "1e9").code == 2
    assert datapact("obligations", "--due-within", "-4", lang="de").err == (
        "datapact: --due-within verlangt eine ganze Zahl von 0 bis 36500.\n"
    )
    assert "UTF-8" in datapact("register", "agreements", "-o", "caf\udce9.pdf").err


def test_the_readme_names_every_command() -> None:
    page = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
    rows = " ".join(row.split("|")[1] for row in page.splitlines() if row.startswith("| `datapact"))
    named = set(re.findall(r"[a-z-]+", rows))
    assert {path[0] for path in tree("en") if path} - {"demo"} <= named


def test_no_page_has_a_chapter_twice() -> None:
    root = Path(__file__).resolve().parents[2]
    for page in [root / "README.md", root / "CONTRIBUTING.md", *(root / "docs").rglob("*.md")]:
        chapters = [line for line in page.read_text("utf-8").splitlines() if line.startswith("## ")]
        assert len(chapters) == len(set(chapters)), page.name
