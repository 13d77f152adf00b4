"""Heads of templates, of the newest version of each, read without compiling a clause: for lists that open at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from datapact.base.resources import data_folder, tables
from datapact.contract.vocabulary.label import Label


@dataclass(frozen=True, slots=True)
class TemplateHead:
    """The newest version of a template, by what people choose it by."""

    id: str
    """As ``load_template`` wants it."""
    version: int
    """Of the newest."""
    kind: str
    """Kind of the agreements that it makes."""
    name: Label
    """For people."""
    summary: Label
    """Its purpose in a sentence or two."""
    reviewed: bool
    """Whether its file says that a lawyer reviewed it."""


@cache
def template_heads() -> tuple[TemplateHead, ...]:
    """All templates that DataPact ships, by id."""
    found = []
    for folder in sorted((data_folder() / "templates").iterdir(), key=lambda entry: entry.name):
        versions = [int(one.name) for one in folder.iterdir() if one.name.isdecimal()] if folder.is_dir() else []
        if versions:
            about = tables((folder / str(max(versions)) / "template.toml").read_text("utf-8"))
            name, summary = (Label(about[one]["de"], about[one]["en"]) for one in ("name", "summary"))
            found.append(
                TemplateHead(
                    folder.name, max(versions), str(about["kind"]), name, summary, reviewed=about["reviewed"] is True
                )
            )
    return tuple(found)
