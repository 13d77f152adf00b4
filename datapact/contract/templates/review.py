"""Name and review of a template, read without compiling it: a document on paper names it and says whether it was reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from datapact.base.resources import data_folder, tables
from datapact.contract.text.clauses import is_id
from datapact.contract.vocabulary.label import Label


@cache
def is_reviewed(identifier: str, version: int) -> bool:
    """Whether a lawyer's review of this version is recorded; False for a template that this program does not have."""
    return _about(identifier, version).get("reviewed") is True


@cache
def template_name(identifier: str, version: int) -> Label | None:
    """The name of this version; None for a template that this program does not have."""
    name = _about(identifier, version).get("name")
    return None if name is None else Label(name["de"], name["en"])


def _about(identifier: str, version: int) -> Mapping[str, Any]:
    """The head of the template; nothing where there is none."""
    if not is_id(identifier):
        return {}
    file = data_folder() / "templates" / identifier / str(version) / "template.toml"
    return tables(file.read_text("utf-8")) if file.is_file() else {}
