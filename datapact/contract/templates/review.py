"""Whether a lawyer reviewed a template, read without compiling it: a document on paper says so on every page."""

from __future__ import annotations

import tomllib
from functools import cache

from datapact.base.resources import data_folder
from datapact.contract.text.clauses import is_id


@cache
def is_reviewed(identifier: str, version: int) -> bool:
    """Whether a lawyer's review of this version is recorded; False for a template that this program does not have."""
    if not is_id(identifier):
        return False
    file = data_folder() / "templates" / identifier / str(version) / "template.toml"
    if not file.is_file():
        return False
    return tomllib.loads(file.read_text("utf-8")).get("reviewed") is True
