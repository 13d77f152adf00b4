"""The scripts that DataPact puts into files for people to run: every one ever released, by its digest."""

from __future__ import annotations

import hashlib
from functools import cache

from datapact.base.resources import data_folder, tables


def is_released(name: str, program: bytes) -> bool:
    """Whether a script of this name came with this DataPact or an earlier one."""
    return hashlib.sha256(program).hexdigest() in _released().get(name, ())


@cache
def _released() -> dict[str, list[str]]:
    found: dict[str, list[str]] = tables((data_folder() / "by_hand" / "released.toml").read_text("utf-8"))
    return found
