"""All modules with what each does, room by room, as docs/architecture.md lists them.

PYTHONPATH=. .venv/bin/python tests/tools/house_names.py  writes the list into the page
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "architecture.md"
HEADING = "## Every file by its name\n"


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
                yield str(folder.relative_to(ROOT / "datapact" if top == "datapact" else ROOT)), files


def names() -> str:
    """A block with the path of each folder that holds modules, and below it a line for each of them."""
    lines = []
    for place, files in rooms():
        lines.append(f"{place}/")
        lines += [f"  {file.stem}: {purpose(file)}" for file in files]
    return "```\n" + "\n".join(lines) + "\n```\n"


def with_names(page: str) -> str:
    """The page with the list as it is now."""
    above, below = page.split(HEADING)
    rest = below.split("```\n", 2)
    return above + HEADING + rest[0] + names() + rest[2]


if __name__ == "__main__":
    PAGE.write_text(with_names(PAGE.read_text("utf-8")), "utf-8")
