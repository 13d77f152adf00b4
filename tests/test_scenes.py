"""Every dialog has a scene among the pictures (``python -m tests.screenshots``), so that somebody sees it in both themes and languages."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
CLASS = re.compile(r"^class (\w+)(?:\[[^\]]*\])?\(([^)]*)\)", re.M)
ROOTS = frozenset({"Dialog", "FormDialog", "QDialog"})


def dialogs() -> set[str]:
    """The public dialogs of the windows that nothing inherits from."""
    bases: dict[str, list[str]] = {}
    for file in ROOT.glob("ui/**/*.py"):
        for name, listed in CLASS.findall(file.read_text("utf-8")):
            bases[name] = [one.strip().partition("[")[0] for one in listed.split(",")]

    def is_dialog(name: str, below: tuple[str, ...] = ()) -> bool:
        if name in ROOTS:
            return True
        return name not in below and any(is_dialog(one, (*below, name)) for one in bases.get(name, ()))

    inherited = {one for listed in bases.values() for one in listed}
    return {name for name in bases if is_dialog(name) and name not in inherited and not name.startswith("_")} - ROOTS


def test_a_new_dialog_has_a_scene() -> None:
    scenes = "\n".join(file.read_text("utf-8") for file in (ROOT / "tests/screenshots").glob("*.py"))
    found = dialogs()
    assert len(found) > 100
    without = {name for name in found if not re.search(rf"\b{name}\b", scenes)}
    assert without == set(), "give it a scene in tests/screenshots"
