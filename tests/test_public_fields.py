"""Each field of a public record says its unit or its shape: below it, or by its name in the docstring of the class."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parsed import parsed

ROOT = Path(__file__).parent.parent
MODULES = [path for folder in ("datapact", "ui") for path in sorted((ROOT / folder).rglob("*.py"))]
RECORDS = ("dataclass", "NamedTuple", "TypedDict", "Model", "Terms", "Format")


def _is_record(node: ast.ClassDef) -> bool:
    said = [ast.unparse(one) for one in (*node.decorator_list, *node.bases)]
    return not node.name.startswith("_") and any(word in one for one in said for word in RECORDS)


def _undescribed(node: ast.ClassDef) -> Iterator[str]:
    words = ast.get_docstring(node) or ""
    for number, line in enumerate(node.body):
        if not isinstance(line, ast.AnnAssign) or not isinstance(line.target, ast.Name):
            continue
        name = line.target.id
        below = node.body[number + 1] if number + 1 < len(node.body) else None
        has_line = (
            isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str)
        )
        is_field = not name.startswith("_") and "ClassVar" not in ast.unparse(line.annotation)
        if is_field and not has_line and f"``{name}``" not in words:
            yield f"{node.name}.{name}"


@pytest.mark.parametrize("folder", ["datapact", "ui"])
def test_each_field_says_its_unit_or_shape(folder: str) -> None:
    missing = [
        f"{path.relative_to(ROOT)}: {one}"
        for path in MODULES
        if path.is_relative_to(ROOT / folder)
        for node in ast.walk(parsed(path, "|".join(RECORDS)))
        if isinstance(node, ast.ClassDef) and _is_record(node)
        for one in _undescribed(node)
    ]
    assert not missing, "\n".join(missing)
