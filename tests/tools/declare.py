"""Declares a version: ``PYTHONPATH=. python tests/tools/declare.py VERSION [YYYY-MM-DD]``, to be committed as one commit.

It writes the version where it stands, gives what is unreleased in the changelog its heading, and freezes a corpus: what this
program writes, and what it says of it (tests/corpus/README.md). A correction (1.0.1) freezes none.
"""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOT_YET = re.compile(r"No version has been released yet\..*?\n\n", re.S)
UNCHANGED = "# What later programs say otherwise of this corpus, each with its reason; the form is that of ../../changed.toml.\n"


def declared(version: str, day: str, texts: dict[str, str]) -> dict[str, str]:
    """The files that name the version, by their paths, with the new one; raises ValueError where a place is not found."""
    release = f'<release version="{version}" date="{day}"/>\n    <release '
    changes = {
        "pyproject.toml": (r'(?m)^version = "[^"]*"', f'version = "{version}"'),
        "datapact/__init__.py": (r'__version__ = "[^"]*"', f'__version__ = "{version}"'),
        "resources/desktop/datapact.metainfo.xml": ("<release (?=version)", release),
        ".ci/package/flatpak/invalid.datapact.DataPact.yml": (r"datapact-[\d.]+-linux", f"datapact-{version}-linux"),
        "docs/CHANGELOG.md": (r"(?m)^## \[Unreleased\]\n", f"## [Unreleased]\n\n## [{version}] - {day}\n"),
    }
    made = {}
    for name, (pattern, new) in changes.items():
        made[name], found = re.subn(pattern, lambda _found, new=new: new, texts[name], count=1)  # type: ignore[misc]
        if not found:
            raise ValueError(name)
    made["docs/CHANGELOG.md"] = NOT_YET.sub("", made["docs/CHANGELOG.md"])
    return made


NAMED = (
    "pyproject.toml",
    "datapact/__init__.py",
    "resources/desktop/datapact.metainfo.xml",
    ".ci/package/flatpak/invalid.datapact.DataPact.yml",
    "docs/CHANGELOG.md",
)
"""The files that name the version."""


def main(version: str, day: str) -> None:
    """Write all of it."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise SystemExit("Say a version such as 1.0.0.")
    texts = declared(version, day, {name: (ROOT / name).read_text("utf-8") for name in NAMED})
    if version.endswith(".0"):
        from tests.corpus.reading import RELEASED
        from tests.corpus.write import write

        write(RELEASED / version)
        (RELEASED / version / "changed.toml").write_text(UNCHANGED, "utf-8")
    for name, text in texts.items():
        (ROOT / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1], date.fromisoformat((sys.argv[2:] or [date.today().isoformat()])[0]).isoformat())
