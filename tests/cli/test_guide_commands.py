"""Every command that the guide prints is one that the program takes, with its words and options, in both languages alike."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from datapact.cli.app.app import make_app

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"


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
