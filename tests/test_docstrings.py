"""Docstrings that a newcomer can read: a class says what it is before it speaks of a member."""

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
