"""The data that ships with DataPact: folders of plain files, installed as packages without code.

``importlib.resources`` cannot read such a package from an editable install on every Python 3.12, hence this.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from datapact.base.left_out import compiled


@cache
def data_folder(package: str = "datapact_resources") -> Path:
    """The folder of a data package; raises ModuleNotFoundError when it is not installed."""
    spec = find_spec(package)
    for place in (spec.submodule_search_locations or ()) if spec is not None else ():
        if Path(place).is_dir():
            return Path(place)
    raise ModuleNotFoundError(package)


def tables(text: str) -> dict[str, Any]:
    """The tables of one of our own TOML files, by its text; those that were read when the program was installed are taken from there."""
    found: dict[str, Any] | None = compiled(text)
    if found is None:
        import tomllib

        found = tomllib.loads(text)
    return found
