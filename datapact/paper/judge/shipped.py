"""The paragraphs of all shipped clauses in both languages, as texts to compare with; what a term fills in is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from datapact.base.resources import data_folder, tables
from datapact.base.texts import LANGUAGES
from datapact.paper.judge.matches import LibraryText

_FILLED = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}")
_VERSION = re.compile(r"^(.*)-(\d+)$")


@cache
def shipped_texts() -> tuple[LibraryText, ...]:
    """Each paragraph of the newest version of every shared and template clause: id with language, heading, words."""
    found: dict[str, LibraryText] = {}
    for clause in _clauses():
        heading = clause.get("heading", {})
        for number, paragraph in enumerate(clause.get("paragraphs", ()), start=1):
            for language in LANGUAGES:
                words = [str(paragraph.get(language, ""))]
                words += [str(item.get(language, "")) for item in paragraph.get("items", ())]
                text = without_terms(" ".join(words))
                if text:
                    identifier = f"{paragraph.get('id') or f'{clause["id"]}-{number}'}:{language}"
                    found[identifier] = (identifier, str(heading.get(language, "")), text)
    return tuple(found[one] for one in sorted(found))


def without_terms(text: str) -> str:
    """The words of a clause; an ellipsis stands where a term fills in, nothing where a condition stood."""
    return " ".join(_FILLED.sub(lambda found: "…" if found[0].startswith("{{") else " ", text).split())


def _clauses() -> Iterator[Mapping[str, Any]]:
    """Clauses by age, so that a newer version of a paragraph takes the place of an older one."""
    home = data_folder()
    shared = []
    for path in (home / "clauses").iterdir():
        match = _VERSION.match(path.name.removesuffix(".toml"))
        if match is not None:
            shared.append((match.group(1), int(match.group(2)), path))
    for _name, _version, path in sorted(shared, key=lambda one: one[:2]):
        yield tables(path.read_text("utf-8"))
    for template in sorted((home / "templates").iterdir(), key=lambda entry: entry.name):
        if template.is_dir():
            for version in sorted(template.iterdir(), key=lambda entry: int(entry.name)):
                listed = tables((version / "clauses.toml").read_text("utf-8"))
                for one in listed.values():
                    yield from (member for member in (one if isinstance(one, list) else ()) if isinstance(member, dict))
