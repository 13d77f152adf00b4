"""Subjects of clauses and positions: clauses of DataPact by their headings, terms by a lawyer's names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from datapact.base.texts import N_, Message
from datapact.contract.templates.expressions import Pieces, Words
from datapact.contract.templates.template import ClauseSource, Template, list_templates, shared_clauses
from datapact.contract.vocabulary.labels import label_of_path
from datapact.contract.vocabulary.messages import OwnWords
from datapact.library.clauses.sources import ShownTerm, shown_terms
from datapact.library.playbook.position import term_shape


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that a clause can replace, or a position can be about."""

    value: str
    """Id of a clause, or path of a term."""
    name: Message
    """In a lawyer's words."""


@cache
def shipped_topics() -> tuple[Topic, ...]:
    """The clauses of DataPact's newest templates, each once, by heading; two of one heading name their template, too."""
    shared: list[tuple[ClauseSource, Template | None]] = [(one, None) for one in shared_clauses().values()]
    own = [(one, template) for template in list_templates() for one in template.clauses]
    found: dict[str, tuple[ClauseSource, Template | None]] = {}
    for source, template in [*shared, *own]:
        found.setdefault(source.id, (source, template))
    headings = Counter(_plain(source.heading["de"]) for source, _template in found.values())
    return tuple(
        Topic(source.id, _heading(source, template if headings[_plain(source.heading["de"])] > 1 else None))
        for source, template in found.values()
    )


def _heading(source: ClauseSource, template: Template | None) -> Message:
    words = OwnWords(_plain(source.heading["en"]), german=_plain(source.heading["de"]))
    if template is None:
        return words
    name = OwnWords(template.name.text("en"), german=template.name.text("de"))
    return Message(N_("{heading} – {template}"), {"heading": words, "template": name})


def _plain(pieces: Pieces) -> str:
    return "".join(one.text for one in pieces if isinstance(one, Words)).strip()


@cache
def term_topics() -> tuple[Topic, ...]:
    """The terms that a position can be about, of those that templates ask for or show, by path."""
    paths = {path for template in list_templates() for group in template.groups for path in _question_paths(group)}
    paths |= set(shown_terms())
    return tuple(Topic(path, _named(path)) for path in sorted(paths) if term_shape(path) is not None)


def _question_paths(group: object) -> Iterator[str]:
    for question in getattr(group, "questions", ()):
        yield question.path


@cache
def term_choices() -> tuple[tuple[ShownTerm, Message], ...]:
    """The terms that an own clause can show, with their names."""
    return tuple((one, _named(path)) for path, one in shown_terms().items())


def read_choices() -> None:
    """Read all of them once, which takes a second or two, so that a window that asks for them then opens at once."""
    shipped_topics()
    term_topics()
    term_choices()


def _named(path: str) -> Message:
    """The part and the field: “Meldung von Verletzungen: Stunden”."""
    before, _dot, _name = path.rpartition(".")
    label = label_of_path(path)
    own = OwnWords(label.text("en"), german=label.text("de"))
    if not before:
        return own
    part = label_of_path(before)
    return Message(N_("{part}: {what}"), {"part": OwnWords(part.text("en"), german=part.text("de")), "what": own})
