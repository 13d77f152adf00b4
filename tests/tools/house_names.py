"""The names of all modules, room by room, as docs/architecture.md lists them.

PYTHONPATH=. .venv/bin/python tests/tools/house_names.py  writes the list into the page
"""

from __future__ import annotations

import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "architecture.md"
HEADING = "## Every file by its name\n"
WIDTH = 120
INDENT = 30


def names() -> str:
    """A block with a line for each folder that holds modules: its path and the names of its files."""
    lines = []
    for top in ("datapact", "ui"):
        for folder in sorted({file.parent for file in (ROOT / top).rglob("*.py")}):
            if "versions" in folder.parts:
                continue
            files = [file.stem for file in sorted(folder.glob("*.py")) if file.stem != "__init__"]
            if files:
                place = folder.relative_to(ROOT / "datapact") if top == "datapact" else folder.relative_to(ROOT)
                words = textwrap.wrap(" ".join(files), WIDTH - INDENT)
                lines += [f"{str(place) if not number else '':{INDENT}}{line}" for number, line in enumerate(words)]
    return "```\n" + "\n".join(lines) + "\n```\n"


def with_names(page: str) -> str:
    """The page with the list as it is now."""
    above, below = page.split(HEADING)
    rest = below.split("```\n", 2)
    return above + HEADING + rest[0] + names() + rest[2]


if __name__ == "__main__":
    PAGE.write_text(with_names(PAGE.read_text("utf-8")), "utf-8")
