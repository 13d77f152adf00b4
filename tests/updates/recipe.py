"""The modules of ``.ci/package``, which belong to no package of the program."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from types import ModuleType

RECIPES = Path(__file__).parents[2] / ".ci" / "package"


@cache
def recipe(name: str) -> ModuleType:
    """A module of the recipes by the name of its file."""
    made = ModuleType(name)
    made.__file__ = str(RECIPES / f"{name}.py")
    sys.modules.setdefault(name, made)  # where dataclasses look for the module of a class
    exec(compile((RECIPES / f"{name}.py").read_text("utf-8"), f"{name}.py", "exec"), made.__dict__)
    return made
