"""Docstrings that a newcomer can read: a class says what it is before it speaks of a member, and every name is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = {path: path.read_text("utf-8") for folder in ("datapact", "ui") for path in (ROOT / folder).rglob("*.py")}


def test_a_class_says_what_it_is_first() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path, source in SOURCES.items()
        if re.search(r'^ *(r?""")``', source, re.MULTILINE)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef) and (ast.get_docstring(node) or "").startswith("``")
    ]
    assert not found, "\n".join(found)


def test_every_name_in_a_docstring_is_there() -> None:
    named = re.compile(r"``([a-z]+(?:_[a-z0-9]+)+)(?:\(\))?``")
    known = {word for source in SOURCES.values() for word in re.findall(r"\w+", re.sub(r"``[^`\n]+``", "", source))}
    known |= {path.stem for path in SOURCES}
    missing = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, source in SOURCES.items()
        for name in named.findall(source)
        if name not in known
    ]
    assert not missing, "\n".join(missing)
