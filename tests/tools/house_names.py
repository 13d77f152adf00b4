"""What docs/architecture.md lists of the code: words of windows, commands, rules, and every file with what it does.

PYTHONPATH=. .venv/bin/python tests/tools/house_names.py  writes the lists into the page
"""

from __future__ import annotations

import ast
import inspect
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from datapact.checks.run.engine import RULES
from datapact.cli.app.app import make_app

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "architecture.md"
GUIDE = ROOT / "docs" / "guide" / "en"
FEW = 3
"""In more files than this a word of the guide leads nowhere, and is left out."""


def purpose(file: Path) -> str:
    """The first sentence of the docstring of a module, on one line."""
    said = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    return " ".join(said.split("\n\n", 1)[0].split()).replace("``", "").removesuffix(".")


def rooms() -> Iterator[tuple[str, list[Path]]]:
    """Each folder that holds modules, by its path as the page writes it, with its files."""
    for top in ("datapact", "ui"):
        for folder in sorted({file.parent for file in (ROOT / top).rglob("*.py")}):
            files = [file for file in sorted(folder.glob("*.py")) if file.stem != "__init__"]
            if files and "versions" not in folder.parts:
                yield place(folder), files


def place(file: Path) -> str:
    """The path of a file or folder as the page writes it: below datapact/, or with ui/ in front."""
    path = file.relative_to(ROOT).with_suffix("")
    return str(path.relative_to("datapact") if path.parts[0] == "datapact" else path)


def every_file() -> Iterator[str]:
    """The path of each folder that holds modules, and below it a line for each of them."""
    for folder, files in rooms():
        yield f"{folder}/"
        yield from (f"  {file.stem}: {purpose(file)}" for file in files)


def plain(words: str) -> str:
    """Words of a button or heading as they are compared: without the arrow before, dots behind, the mark of a key, and capitals."""
    return " ".join(words.replace("&", "").split()).rpartition("→ ")[2].rstrip(" .:…").lower()


def messages() -> defaultdict[str, list[str]]:
    """The messages of the window as they are compared, with the files that have each."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for file in sorted((ROOT / "ui").rglob("*.py")):
        for words in {plain(one) for one in re.findall(r'\bN?_\(\s*"([^"\\]+)"', file.read_text("utf-8"))}:
            found[words].append(place(file))
    return found


def words_of_windows() -> Iterator[str]:
    """Each thing that the guide has in bold, with the few files of the window in which those words stand."""
    bold = {
        plain(words): " ".join(words.split()).rpartition("→ ")[2]
        for page in sorted(GUIDE.glob("*.md"))
        for words in re.findall(r"\*\*([^*]+)\*\*", page.read_text("utf-8"))
    }
    found = messages()
    for words in sorted(bold):
        if 0 < len(found[words]) <= FEW:
            yield f"{bold[words]}: {', '.join(found[words])}"


def commands() -> Iterator[str]:
    """Each command, with the module of its options and those of what it does."""

    def walk(command: Any, name: str) -> Iterator[str]:
        if hasattr(command, "commands"):
            for word in sorted(command.commands):
                yield from walk(command.commands[word], f"{name} {word}")
        elif command.callback is not None:
            called = inspect.unwrap(command.callback)
            does = re.findall(r"from datapact\.(cli\.[\w.]+) import", inspect.getsource(called))
            modules = [called.__module__.removeprefix("datapact."), *does]
            yield f"{name.strip()}: {', '.join(dict.fromkeys(one.replace('.', '/') for one in modules))}"

    yield from walk(get_command(make_app()), "")


def rules() -> Iterator[str]:
    """Each module of the checks, with the ids of its rules."""
    ids: defaultdict[str, set[str]] = defaultdict(set)
    for rule in RULES:
        ids[rule.judge.__module__.removeprefix("datapact.").replace(".", "/")].add(rule.id)
    for module in sorted(ids):
        yield f"{module}: {' '.join(sorted(ids[module]))}"


WORDS = "### Words in bold of the guide, and the files of the window in which they stand\n"
LISTS = {
    WORDS: words_of_windows,
    "### Commands, and the files of their options and of what they do\n": commands,
    "### Rules of the check\n": rules,
    "## Every file by its name\n": every_file,
}


def written(lines: Iterable[str]) -> str:
    return "```\n" + "".join(f"{line}\n" for line in lines) + "```\n"


def with_names(page: str, *, words: bool = True) -> str:
    """The page with its lists as they are now; ``words``: that of words of windows, too."""
    for heading, lines in LISTS.items():
        if heading == WORDS and not words:
            continue
        above, below = page.split(heading)
        rest = below.split("```\n", 2)
        page = above + heading + rest[0] + written(lines()) + rest[2]
    return page


if __name__ == "__main__":
    PAGE.write_text(with_names(PAGE.read_text("utf-8")), "utf-8")
