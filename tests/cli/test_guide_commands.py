"""Every command that the guide prints is one that the program takes, with its words and options, in both languages alike."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from babel.messages.pofile import read_po

from datapact.cli.app.app import make_app

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"
CATALOGUE = GUIDE.parents[1] / "resources" / "locale" / "de" / "LC_MESSAGES" / "datapact.po"


def commands(page: Path) -> list[str]:
    """The lines of a page's blocks that begin a command; one that goes on by a backslash is one line."""
    lines, inside = [], False
    for line in page.read_text("utf-8").replace("\\\n", " ").splitlines():
        inside ^= line.strip().startswith("```")
        words = line.strip().removeprefix("$ ")
        if inside and words.startswith("datapact "):
            lines.append(words)
    return lines


PAGES = sorted(page for language in ("de", "en") for page in (GUIDE / language).glob("*.md") if commands(page))


def parsed(line: str) -> str:
    """The path of the command that a line names; raises what the program would say of a word or option it does not know."""
    words = [one for one in shlex.split(line, comments=True)[1:] if one != "--json"]  # which stands anywhere
    for cut in ("|", ">", "&&", ";"):
        words = words[: words.index(cut)] if cut in words else words
    command: Any = typer.main.get_command(make_app())
    context, path = None, list[str]()
    while True:
        context = command.make_context(path[-1] if path else "datapact", [*words], parent=context)
        if not hasattr(command, "resolve_command"):
            return " ".join(path)
        words = [*context._protected_args, *context.args]
        name, command, words = command.resolve_command(context, words)
        path.append(str(name))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_the_program_takes_every_command_of_the_guide(page: Path) -> None:
    for line in commands(page):
        parsed(line)


def test_both_languages_print_the_same_commands_of_a_network() -> None:
    german, english = ([parsed(one) for one in commands(GUIDE / language / "network.md")] for language in ("de", "en"))
    assert german == english
    assert len(german) > 15


@pytest.mark.parametrize("line", ["datapact directory raed x.dpdir", "datapact directory read x.dpdir --labels"])
def test_a_command_that_is_none_is_found(line: str) -> None:
    with pytest.raises(Exception, match="No such"):
        parsed(line)


def unknown_commands(sentence: str) -> Iterator[str]:
    """Each command that a sentence names by its words and that the program does not have."""
    for found in re.finditer(r"\bdatapact((?: [a-z][a-z-]*)+)", sentence):
        command: Any = typer.main.get_command(make_app())
        for word in found[1].split():
            if not hasattr(command, "commands"):
                break  # what follows are arguments, or the sentence goes on
            if word not in command.commands:
                yield found[0]
                break
            command = command.commands[word]


def test_messages_name_only_commands_that_there_are() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file)
    sentences = {
        text
        for message in catalogue
        for one in (message.id, message.string)
        for text in ([one] if isinstance(one, str) else one or ())
        if "datapact " in text and "datapact in " not in text  # the program itself, not a command
    }
    assert len(sentences) > 100
    assert [(text, command) for text in sorted(sentences) for command in unknown_commands(text)] == []


def test_a_command_that_a_sentence_made_up_is_found() -> None:
    assert list(unknown_commands("Duplicate it (datapact agreement duplicate), or datapact library duplicate.")) == [
        "datapact agreement duplicate"
    ]
