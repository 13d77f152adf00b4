"""The cure of missing wording: released paragraphs put where they belong, in every language of the agreement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.texts import N_
from datapact.contract.templates.propagate import followed
from datapact.contract.templates.resolve import resolve_clauses, resolve_provided
from datapact.contract.templates.template import Template, all_templates, list_templates, load_template, shared_clauses
from datapact.contract.terms.derived import Setting
from datapact.contract.text.clauses import Clause, Paragraph, places
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.keeping import bears_numbers, live, settled_as_kept


@dataclass(frozen=True, slots=True)
class _Source:
    """A released paragraph with the clause that it stands in, as the agreement's terms make it."""

    clause: Clause
    """The whole released clause, in every language of the agreement."""
    paragraph: Paragraph
    order: tuple[str, ...]
    """Ids of the clauses of its template, in their order."""


def with_cure(
    document: AgreementDocument, place: str, parts: Sequence[str], ground: Sequence[Clause] | None = None
) -> AgreementDocument:
    """The document with released wording at ``place``, a paragraph's id, that provides ``parts``.

    A paragraph that stands there gets its released words again; one that is gone comes back, with its clause where
    that is gone, too. Without a place of its own (empty) the first released paragraph that provides them is inserted.
    Numbers of ``ground``, which both sides have already, stay. Raises AnswerNo where no released wording provides them for these terms.
    """
    source = _source(document, place, frozenset(parts))
    earlier = document.clauses
    document = replace(document, clauses=live(earlier))
    clauses = list(followed(document, document))  # words that only lost a reference to what comes back get it again
    there = {identifier for identifier, _texts in places(clauses)}
    at = next((index for index, clause in enumerate(clauses) if _holds(clause, source.paragraph.id)), None)
    if at is not None:
        kept = clauses[at].paragraphs
        new = [source.paragraph if one.id == source.paragraph.id else one for one in kept]
        clauses[at] = replace(clauses[at], paragraphs=tuple(new))
    elif source.clause.id in there:
        at = next(index for index, clause in enumerate(clauses) if clause.id == source.clause.id)
        order = [paragraph.id for paragraph in source.clause.paragraphs]
        inner = list(clauses[at].paragraphs)
        inner.insert(_after([one.id for one in inner], order, source.paragraph.id), source.paragraph)
        clauses[at] = replace(clauses[at], paragraphs=tuple(inner))
    else:
        whole = _without_known(source.clause, there)
        clauses.insert(_after([one.id for one in clauses], source.order, whole.id), whole)
    ground = earlier if ground is None and bears_numbers(earlier) else ground
    made = settled_as_kept(clauses, document.terms, document.languages, ground, before=earlier)
    return replace(document, clauses=made)


def _holds(clause: Clause, paragraph: str) -> bool:
    return any(one.id == paragraph for one in clause.paragraphs)


def _after(there: Sequence[str], order: Sequence[str], wanted: str) -> int:
    """Where ``wanted`` belongs among those that are there, by the order that the template gives; at the end else."""
    position = order.index(wanted)
    for earlier in reversed(order[:position]):
        if earlier in there:
            return there.index(earlier) + 1
    later = next((name for name in order[position + 1 :] if name in there), None)
    return len(there) if later is None else there.index(later)


def _without_known(clause: Clause, there: Iterable[str]) -> Clause:
    """The clause without paragraphs that were moved elsewhere in the agreement."""
    known = set(there)
    return replace(clause, paragraphs=tuple(one for one in clause.paragraphs if one.id not in known))


def _source(document: AgreementDocument, place: str, parts: frozenset[str]) -> _Source:
    for template in _templates(document):
        for every in (False, True):
            found = _in_template(document, template, place, parts, every=every)
            if found is not None:
                return found
    raise AnswerNo(
        N_("No template provides this for the terms of the agreement. Write it in your own words and confirm it.")
    )


def _templates(document: AgreementDocument) -> list[Template]:
    """The agreement's own template with the shared clauses that it can take, then the newest of all others."""
    try:
        own = [load_template(document.template_id, document.template_version)]
    except WrongUse:
        own = []
    known = {source.id for template in own for source in template.clauses}
    extra = tuple(source for name, source in shared_clauses().items() if name not in known)
    base = own or list(list_templates()[:1])
    others = [one for one in reversed(all_templates()) if one not in own]
    return [*own, replace(base[0], clauses=extra), *others]


def _in_template(
    document: AgreementDocument, template: Template, place: str, parts: frozenset[str], *, every: bool
) -> _Source | None:
    setting = Setting(document.terms, document.languages, document.prevailing)
    _clauses, provided = resolve_provided(template.clauses, setting, all_alternatives=every)
    clauses = resolve_clauses(template, document.terms, document.languages, document.prevailing, all_alternatives=every)
    order = tuple(source.id for source in template.clauses)
    found: _Source | None = None
    for clause in clauses:
        for paragraph in clause.paragraphs:
            provides = provided.get(paragraph.id, frozenset()).union(
                *(provided.get(item.id, frozenset()) for item in paragraph.items)
            )
            if parts <= provides and (paragraph.id == place or (found is None and parts)):
                found = _Source(clause, paragraph, order)
                if paragraph.id == place:
                    return found
    return found
