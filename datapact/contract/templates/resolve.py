"""Resolve template and terms into the complete state: every clause as text, in each language of the agreement.

The text is stored resolved, so an agreement stays the same whatever happens to its template later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from datapact.base.strictjson import JsonObject
from datapact.base.texts import Language
from datapact.contract.templates.evaluate import Scopes, holds, repeat_scopes, runs_of
from datapact.contract.templates.template import (
    ClauseSource,
    ItemSource,
    ParagraphSource,
    Provides,
    Sources,
    Template,
)
from datapact.contract.terms import Terms, read_terms
from datapact.contract.terms.base import does_not_apply
from datapact.contract.terms.derived import Setting
from datapact.contract.text.clauses import Clause, Item, Paragraph, Run, RunTexts, with_one_stop
from datapact.contract.text.document import AgreementDocument, MadeFrom, read_state, write_state
from datapact.contract.text.formatters import View
from datapact.contract.text.numbering import numbered


def draft_state(
    template: Template,
    terms: Terms,
    *,
    agreement: str,
    number: str,
    title: Mapping[str, str],
    languages: Sequence[Language],
    prevailing: Language,
    parent: Mapping[str, str] | None = None,
) -> JsonObject:
    """The state from template and terms; terms that the template's wording fulfils by itself are preset.

    Raises Malformed when a value cannot be in a state (a title with control characters, a key that names nobody).
    """
    terms = with_preset(template, terms)
    document = AgreementDocument(
        agreement=agreement,
        number=number,
        kind=template.kind,
        template=MadeFrom(template.id, template.version),
        languages=tuple(languages),
        prevailing=prevailing,
        title=cast("Mapping[Language, str]", dict(title)),
        terms=terms,
        clauses=resolve_clauses(template, terms, languages, prevailing),
        parent=parent,
    )
    state = write_state(document)
    read_state(state)
    return state


def with_preset(template: Template, terms: Terms) -> Terms:
    """The terms with the template's presets wherever no answer was given."""
    return read_terms(_under(template.preset, terms.model_dump(exclude_unset=True)))


def _under(preset: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(answers)
    for name, value in preset.items():
        if isinstance(value, Mapping):
            merged[name] = _under(value, merged.get(name, {}))
        else:
            merged.setdefault(name, value)
    return merged


def resolve_clauses(
    template: Template,
    terms: Terms,
    languages: Sequence[Language],
    prevailing: Language,
    *,
    all_alternatives: bool = False,
    loose: bool = False,
) -> tuple[Clause, ...]:
    """Every clause whose condition holds, numbered, with its references resolved; with ``all_alternatives`` the others too.

    With ``loose`` without numbers: the clauses are to stand in a text of others, which they may refer to.
    """
    setting = Setting(terms, languages, prevailing)
    resolver = _Resolver({language: View(setting, language) for language in languages}, setting, all_alternatives)
    clauses = [resolver.clause(source) for source in template.clauses if resolver.wanted(source.when, {})]
    there = [clause for clause in clauses if clause.paragraphs]
    return tuple(there) if loose else numbered(there, languages)


def resolve_provided(
    sources: Iterable[ClauseSource],
    setting: Setting,
    *,
    all_alternatives: bool = False,
    language: Language | None = None,
) -> tuple[tuple[Clause, ...], Mapping[str, frozenset[str]]]:
    """The clauses in one language alone, the prevailing one unless it is said, without numbers, and what each paragraph and item
    provides, by id.

    With ``all_alternatives`` also those whose condition does not hold for these terms.
    """
    language = language or setting.prevailing
    resolver = _Resolver({language: View(setting, language)}, setting, all_alternatives, {})
    clauses = [resolver.clause(source) for source in sources if resolver.wanted(source.when, {})]
    return tuple(clause for clause in clauses if clause.paragraphs), resolver.provided or {}


def resolve_headings(sources: Iterable[ClauseSource], setting: Setting) -> Iterator[tuple[Run, ...]]:
    """The headings of clauses in the prevailing language, whether their conditions hold or not."""
    view = View(setting, setting.prevailing)
    return (tidy(runs_of(source.heading[setting.prevailing], view, {})) for source in sources)


@dataclass(frozen=True, slots=True)
class _Resolver:
    views: Mapping[Language, View]
    setting: Setting
    all_alternatives: bool = False
    provided: dict[str, frozenset[str]] | None = None

    def wanted(self, condition: Any, scopes: Scopes) -> bool:
        return self.all_alternatives or condition is None or holds(condition, self.setting, scopes)

    def note(self, identifier: str, provides: Provides, scopes: Scopes) -> None:
        if self.provided is not None and provides:
            self.provided[identifier] = frozenset(
                part for part, condition in provides if condition is None or holds(condition, self.setting, scopes)
            )

    def text(self, sources: Sources, scopes: Scopes) -> RunTexts:
        return {
            language: tidy(without_inapplicable([*runs_of(sources[language], view, scopes)]))
            for language, view in self.views.items()
        }

    def clause(self, source: ClauseSource) -> Clause:
        paragraphs = [paragraph for entry in source.paragraphs for paragraph in self.paragraphs(entry)]
        return Clause(source.id, self.text(source.heading, {}), tuple(paragraphs))

    def repeated(self, source: ParagraphSource | ItemSource, scopes: Scopes) -> Iterator[tuple[str, Scopes]]:
        if source.each is None:
            yield source.id, scopes
            return
        for step, inner in repeat_scopes(source.each, self.setting, scopes):
            yield f"{source.id}-{step}", inner

    def paragraphs(self, source: ParagraphSource) -> Iterator[Paragraph]:
        for identifier, scopes in self.repeated(source, {}):
            if not self.wanted(source.when, scopes):
                continue
            text = self.text(source.text, scopes)
            items = [item for entry in source.items for item in self.items(entry, identifier, source.id, scopes)]
            if not items and _lists_contacts(source):
                text = {language: _without_lead(runs) for language, runs in text.items()}
                if any(text.values()):
                    self.note(identifier, source.provides, scopes)
                    yield Paragraph(identifier, text, ())
            elif any(text.values()) and (items or not source.items):
                self.note(identifier, source.provides, scopes)
                yield Paragraph(identifier, text, tuple(items))

    def items(self, source: ItemSource, paragraph: str, template_id: str, scopes: Scopes) -> Iterator[Item]:
        for identifier, inner in self.repeated(source, scopes):
            if self.wanted(source.when, inner):
                text = self.text(source.text, inner)
                if any(text.values()):
                    # Inside a repeated paragraph the item's id follows the paragraph's.
                    name = paragraph + identifier.removeprefix(template_id)
                    self.note(name, source.provides, inner)
                    yield Item(name, text)


_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ„“])")


_CONTACTS = ("breach", "contacts")
"""Whom to tell of an incident. That it is told is owed before anybody is named, so the duty does not go with the list."""


def _lists_contacts(source: ParagraphSource) -> bool:
    return bool(source.items) and all(
        item.each is not None and tuple(item.each.over.steps) == _CONTACTS for item in source.items
    )


def _without_lead(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs without a last sentence that only leads to a list; none where there is nothing else."""
    sentences = _sentences(runs)
    if not "".join(run.text for run in sentences[-1]).rstrip().endswith(":"):
        return tuple(runs)
    return tidy([run for sentence in sentences[:-1] for run in sentence])


def without_inapplicable(runs: Sequence[Run]) -> list[Run]:
    """The runs without each sentence that shows a term whose answer is "does not apply"."""
    for run in runs:
        if run.term is not None and does_not_apply(run.text):
            break
    else:
        return list(runs)
    sentences = _sentences(runs)
    kept = [one for one in sentences if not any(run.term is not None and does_not_apply(run.text) for run in one)]
    return [run for sentence in kept for run in sentence]


def _sentences(runs: Sequence[Run]) -> list[list[Run]]:
    sentences: list[list[Run]] = [[]]
    for run in runs:
        if run.term is not None or run.ref is not None:
            sentences[-1].append(run)
            continue
        first, *others = _SENTENCE.split(run.text)
        sentences[-1].append(Run(first))
        sentences += [[Run(f" {words}")] for words in others]
    return sentences


_SPACE = re.compile(r"[ \t\n]+")
_UNTIDY = ("\n", "  ", "\t")
"""What none of the spaces in a tidy text looks like; looking for it is cheaper than replacing nothing."""


def _single_spaced(text: str) -> str:
    return _SPACE.sub(" ", text) if any(map(text.__contains__, _UNTIDY)) else text


def tidy(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Adjacent words joined, the template's line breaks turned into single spaces, none at either end; no full stop twice."""
    joined: list[Run] = []
    words = ""  # what stands since the last run that shows a term or a reference
    for run in runs:
        if run.term is None and run.ref is None:
            words += run.text
        elif run.text or run.ref is not None:
            if words:
                joined.append(Run(_single_spaced(words)))
                words = ""
            joined.append(run)
    if words:
        joined.append(Run(_single_spaced(words)))
    if joined and joined[0].term is None and joined[0].ref is None:
        joined[0] = Run(joined[0].text.lstrip(" "))
    if joined and joined[-1].term is None and joined[-1].ref is None:
        joined[-1] = Run(joined[-1].text.rstrip(" "))
    return with_one_stop(joined)
