"""The clause library: wording that may stand in any agreement, resolved with the agreement's own terms."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from datapact.base.texts import Language
from datapact.contract.templates.resolve import resolve_clauses
from datapact.contract.templates.template import ClauseSource, Template, list_templates, shared_clauses
from datapact.contract.text.clauses import Clause, Paragraph, Run, RunTexts, mapped, places
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.keeping import live
from datapact.contract.text.numbering import MISSING, numbers


@dataclass(frozen=True, slots=True)
class LibraryClause:
    """A clause on offer: its origin (a template's name, or empty for the shared ones) and its text."""

    id: str
    """As templates name it."""
    source: str
    """Id of a template; empty for a shared clause."""
    clause: Clause
    """As the terms of this agreement make it."""
    present: bool
    """The agreement has a clause with this id."""
    lacks: tuple[str, ...] = ()
    """Ids of parts of other clauses that it refers to and the agreement does not have: such a reference leads nowhere."""


def library_clause(identifier: str) -> ClauseSource | None:
    """The shared clause with this id, without the condition under which templates use it."""
    source = shared_clauses().get(identifier)
    return None if source is None else replace(source, when=None)


def library(document: AgreementDocument) -> tuple[LibraryClause, ...]:
    """Every clause that this agreement can take, resolved with its terms: shared ones, then those of templates."""
    present = {clause.id for clause in document.clauses}
    sources: dict[str, tuple[str, ClauseSource, Template]] = {}
    templates = list_templates()
    for identifier in shared_clauses():
        source = library_clause(identifier)
        if source is not None:
            sources[identifier] = ("", source, templates[0])
    for template in templates:
        for source in template.clauses:
            sources.setdefault(source.id, (template.id, replace(source, when=None), template))
    result = []
    for identifier, (origin, source, template) in sources.items():
        whole = replace(template, clauses=(source,))
        made = resolve_clauses(whole, document.terms, document.languages, document.prevailing, loose=True)
        if made:
            clause, lacks = _referring(made[0], document)
            result.append(LibraryClause(identifier, origin, clause, identifier in present, lacks))
    return tuple(result)


def _referring(clause: Clause, document: AgreementDocument) -> tuple[Clause, tuple[str, ...]]:
    """The clause with the numbers of this agreement in its references, and what it refers to that is not there."""
    there = live(document.clauses)
    tables = {one: {**numbers([clause], one), **numbers(there, one)} for one in document.languages}
    lacks: dict[str, None] = {}

    def refer(_place: str, texts: RunTexts) -> RunTexts:
        return {language: tuple(led(run, language) for run in runs) for language, runs in texts.items()}

    def led(run: Run, language: Language) -> Run:
        if run.ref is None:
            return run
        number = tables[language].get(run.ref)
        if number is None:
            lacks[run.ref] = None
        return replace(run, text=MISSING[language] if number is None else number)

    made = mapped((clause,), refer)
    return made[0], tuple(lacks)


def with_fresh_ids(clause: Clause, document: AgreementDocument) -> Clause:
    """The clause under ids that the document does not use yet; references inside it are adapted."""
    taken = {identifier for identifier, _texts in places(document.clauses)}
    own = [identifier for identifier, _texts in places([clause])]
    if taken.isdisjoint(own):
        return clause
    names: dict[str, str] = {}
    for identifier in own:
        names[identifier] = free_id(identifier, taken | set(names.values()))
    return _renamed(clause, names)


_COUNTED = re.compile(r"-\d+$", re.ASCII)


def free_id(stem: str, taken: set[str]) -> str:
    """An id that begins like ``stem`` and is not taken."""
    stem = stem[:100]
    if stem not in taken:
        return stem
    base = _COUNTED.sub("", stem) or stem
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def fresh_id(stem: str, taken: set[str]) -> str:
    """An id of a part that is written anew: no other vault makes the same one, so that two texts can be merged."""
    return free_id(f"{_FRESH.sub('', stem)[:90]}-{secrets.token_hex(3)}", taken)


_FRESH = re.compile(r"(?:-[0-9a-f]{6})?(?:-\d+)?$", re.ASCII)


def _renamed(clause: Clause, names: Mapping[str, str]) -> Clause:
    def texts(value: RunTexts) -> RunTexts:
        return {language: _runs(runs, names) for language, runs in value.items()}

    return replace(
        clause,
        id=names[clause.id],
        heading=texts(clause.heading),
        paragraphs=tuple(
            replace(
                paragraph,
                id=names[paragraph.id],
                text=texts(paragraph.text),
                items=tuple(replace(item, id=names[item.id], text=texts(item.text)) for item in paragraph.items),
            )
            for paragraph in clause.paragraphs
        ),
    )


def _runs(runs: Sequence[Run], names: Mapping[str, str]) -> tuple[Run, ...]:
    return tuple(replace(run, ref=names.get(run.ref, run.ref)) if run.ref is not None else run for run in runs)


def empty_clause(document: AgreementDocument) -> Clause:
    """A new clause to be written freely: an empty heading and one empty paragraph, under free ids."""
    taken = {identifier for identifier, _texts in places(document.clauses)}
    identifier = fresh_id("clause", taken)
    nothing: dict[Language, tuple[Run, ...]] = dict.fromkeys(document.languages, ())
    return Clause(identifier, nothing, (Paragraph(f"{identifier}-p1", nothing),))
