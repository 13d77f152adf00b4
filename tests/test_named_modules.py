"""Modules that the code names in texts, to import them late: each is there, and has what is asked of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest

import datapact
import datapact_ui
from datapact_ui.consent.page.consent_view import PARTS
from datapact_ui.kit.context.pages import ROOM_CLASSES, view_modules
from datapact_ui.shell.rail import ROOMS, rooms_for
from tests.parsed import parsed

HOMES = [Path(str(package.__file__)).parent for package in (datapact, datapact_ui)]
MODULE = re.compile(
    r"(?P<module>datapact(?:\.[a-z_0-9]+){2,}|datapact_ui(?:\.[a-z_0-9]+)+)(?::(?P<name>\w+))?", re.ASCII
)
"""Modules of the core lie in rooms: ``datapact.log`` is a file."""
LATE = ("pages.py", "read_ahead.py", "consent_view.py", "worker_process.py")
"""Files that certainly name modules: the search must find some in each."""


def named(tree: ast.AST) -> Iterator[tuple[int, str, str]]:
    """Line, module and name in it (or nothing) for each text that is a dotted name of ours.

    The name stands behind a colon, or is the next text of the same tuple or call.
    """
    for node in ast.walk(tree):
        values = list(ast.iter_child_nodes(node))
        for value, after in pairwise([*values, ast.Pass()]):
            text = value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""
            found = MODULE.fullmatch(text)
            if found is None:
                continue
            following = after.value if isinstance(after, ast.Constant) and isinstance(after.value, str) else ""
            beside = following if following.isidentifier() and following[0].isupper() else ""
            yield value.lineno, found["module"], found["name"] or beside  # type: ignore[attr-defined]


@lru_cache
def every_name() -> list[tuple[Path, int, str, str]]:
    return [
        (file, *found)
        for home in HOMES
        for file in sorted(home.rglob("*.py"))
        for found in named(parsed(file, r"""["']datapact"""))
    ]


@pytest.mark.window
def test_every_module_named_in_a_text_can_be_imported() -> None:
    missing = []
    for file, line, module, name in every_name():
        try:
            loaded = import_module(module)
        except ModuleNotFoundError:
            missing.append(f"{file.name}:{line} {module}")
            continue
        if name and not hasattr(loaded, name):
            missing.append(f"{file.name}:{line} {module} has no {name}")
    assert missing == []


def test_the_search_finds_the_names() -> None:
    found = every_name()
    assert {file.name for file, *_rest in found}.issuperset(LATE)
    assert [one[1:] for one in named(ast.parse("x = ('datapact_ui.a.b', 'View')"))] == [("datapact_ui.a.b", "View")]
    assert [one[1:] for one in named(ast.parse("f('datapact.a.b:c')"))] == [("datapact.a.b", "c")]
    assert [one[1:] for one in named(ast.parse("d = ['datapact.a.b', 'datapact.a.c']"))] == [
        ("datapact.a.b", ""),
        ("datapact.a.c", ""),
    ]


@pytest.mark.parametrize("role", ["lead", "signatory", "legal", "auditor", "admin", "nobody"])
def test_every_role_has_every_room(role: str) -> None:
    assert set(rooms_for([role])) == set(ROOMS) == set(ROOM_CLASSES)


@pytest.mark.window
def test_every_part_of_consent_has_its_class() -> None:
    for _words, _picture, module, kind in PARTS.values():
        assert getattr(import_module(module), kind)


def test_every_view_that_is_loaded_late_is_loaded_ahead() -> None:
    """A view that is not would hold up the window when it is first opened."""
    assert {module for file, _line, module, _name in every_name() if file.name == "pages.py"} == set(view_modules())
