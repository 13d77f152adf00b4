"""Propagation of changed terms to the text: the template's words are written anew, a person's words stay.

Clauses and paragraphs stay in the order that the drafters gave them. In a person's words only the values of terms are
updated.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from datapact.base.errors import WrongUse
from datapact.base.texts import Language
from datapact.contract.templates.clause_library import library_clause
from datapact.contract.templates.resolve import resolve_clauses
from datapact.contract.templates.template import load_template
from datapact.contract.terms import Terms
from datapact.contract.terms.paths import given, shape_at, value_at
from datapact.contract.text.clauses import Clause, Item, Paragraph, Part, Run, RunTexts, places, same_words
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.numbering import MISSING
from datapact.contract.text.value_words import value_words

type _Values = Mapping[tuple[Language, str, str], str]


def followed(before: AgreementDocument, after: AgreementDocument) -> tuple[Clause, ...]:
    """The clauses of ``before`` with the terms and languages of ``after``; references are not settled yet."""
    was, will = made(before), made(after)
    present = {identifier for identifier, _texts in places(before.clauses)}
    follower = _Follower(
        now=dict(places(before.clauses)),
        was={identifier: _loosened(texts, present) for identifier, texts in places(was)},
        will=dict(places(will)),
        values=_values(was, will),
        before=before.terms,
        after=after,
    )
    return follower.clauses(before.clauses, was, will)


def made(document: AgreementDocument) -> tuple[Clause, ...]:
    """The texts of template and clause library for the document's terms; none if this DataPact lacks the template.

    What was made last is kept: the terms after one edit are those before the next.
    """
    key = (
        document.template_id,
        document.template_version,
        document.languages,
        document.prevailing,
        tuple(clause.id for clause in document.clauses),
    )
    for known, terms, clauses in tuple(_LAST):
        if terms is document.terms and known == key:
            return clauses
    clauses = _made(document)
    _LAST.append((key, document.terms, clauses))
    return clauses


_LAST: deque[tuple[object, Terms, tuple[Clause, ...]]] = deque(maxlen=4)
"""Terms are values that nobody changes; they are held, so that no other ones take their place in memory."""


def _made(document: AgreementDocument) -> tuple[Clause, ...]:
    try:
        template = load_template(document.template_id, document.template_version)
    except WrongUse:
        return ()
    own = {source.id for source in template.clauses}
    extra = [
        source
        for clause in document.clauses
        if clause.id not in own and (source := library_clause(clause.id)) is not None
    ]
    whole = replace(template, clauses=(*template.clauses, *extra))
    return resolve_clauses(whole, document.terms, document.languages, document.prevailing)


def freely_written(document: AgreementDocument) -> frozenset[str]:
    """The ids of the texts that differ from the template's for the terms."""
    present = {identifier for identifier, _texts in places(document.clauses)}
    was = {identifier: _loosened(texts, present) for identifier, texts in places(made(document))}
    return frozenset(
        identifier
        for identifier, texts in places(document.clauses)
        if identifier not in was or not same_words(texts, was[identifier])
    )


def _loosened(texts: RunTexts, present: set[str]) -> RunTexts:
    """The template's words with references to removed targets marked as missing."""
    return {
        language: tuple(
            Run(MISSING[language], emphasis=run.emphasis) if run.ref is not None and run.ref not in present else run
            for run in runs
        )
        for language, runs in texts.items()
    }


def _values(was: Sequence[Clause], will: Sequence[Clause]) -> _Values:
    """The new words for each shown value of a term, where the template shows it in the same words everywhere."""
    old: dict[tuple[Language, str], list[str]] = {}
    new: dict[tuple[Language, str], list[str]] = {}
    for found, clauses in ((old, was), (new, will)):
        for _identifier, texts in places(clauses):
            for language, runs in texts.items():
                for run in runs:
                    if run.term is not None:
                        found.setdefault((language, run.term), []).append(run.text)
    result: dict[tuple[Language, str, str], str] = {}
    for (language, term), shown in old.items():
        later = new.get((language, term), [])
        if len(shown) == len(later):
            for text, changed in zip(shown, later, strict=True):
                result.setdefault((language, term, text), changed)
    return result


@dataclass(frozen=True, slots=True)
class _Follower:
    now: Mapping[str, RunTexts]
    was: Mapping[str, RunTexts]
    will: Mapping[str, RunTexts]
    values: _Values
    before: Terms
    after: AgreementDocument

    def clauses(self, now: Sequence[Clause], was: Sequence[Clause], will: Sequence[Clause]) -> tuple[Clause, ...]:
        current, old, new = _by_id(now), _by_id(was), _by_id(will)
        return tuple(
            replace(
                current.get(name) or new[name],
                heading=self.text(name),
                paragraphs=self.paragraphs(
                    current[name].paragraphs if name in current else (),
                    old[name].paragraphs if name in old else (),
                    new[name].paragraphs if name in new else (),
                ),
            )
            for name in self.order(now, was, will)
        )

    def paragraphs(
        self, now: Sequence[Paragraph], was: Sequence[Paragraph], will: Sequence[Paragraph]
    ) -> tuple[Paragraph, ...]:
        current, old, new = _by_id(now), _by_id(was), _by_id(will)
        result = []
        for name in self.order(now, was, will):
            listed = [side[name].items if name in side else () for side in (current, old, new)]
            own, made = _by_id(listed[0]), _by_id(listed[2])
            items = tuple(replace(own.get(one) or made[one], text=self.text(one)) for one in self.order(*listed))
            result.append(replace(current.get(name) or new[name], text=self.text(name), items=items))
        return tuple(result)

    def order(self, now: Sequence[Part], was: Sequence[Part], will: Sequence[Part]) -> list[str]:
        current, old, new = ([part.id for part in side] for side in (now, was, will))
        kept = [part.id for part in now if part.id in new or part.id not in old or self.holds_own_words(part)]
        common = [name for name in kept if name in old and name in new]
        if common == [name for name in old if name in common]:
            wanted = iter([name for name in new if name in common])
            kept = [next(wanted) if name in common else name for name in kept]
        for index, name in enumerate(new):
            if name not in old and name not in current:
                earlier = next((other for other in reversed(new[:index]) if other in kept), None)
                kept.insert(kept.index(earlier) + 1 if earlier is not None else 0, name)
        return kept

    def holds_own_words(self, part: Part) -> bool:
        if part.id not in self.was or not same_words(self.now[part.id], self.was[part.id]):
            return True
        inner: Sequence[Part] = ()
        if isinstance(part, Clause):
            inner = part.paragraphs
        elif isinstance(part, Paragraph):
            inner = part.items
        return any(self.holds_own_words(entry) for entry in inner)

    def text(self, identifier: str) -> RunTexts:
        now, was, will = (side.get(identifier) for side in (self.now, self.was, self.will))
        if now is None:
            return will if will is not None else {}
        if will is not None and was is not None:
            if same_words(now, was):
                return will
            if same_words(was, {language: will[language] for language in was if language in will}):
                return self.in_languages(now, will)
        return self.in_languages(self.up_to_date(now), will)

    def in_languages(self, now: RunTexts, will: RunTexts | None) -> RunTexts:
        """The text in the languages of ``after``: a new language takes the template's words, else the other's."""
        result: dict[Language, tuple[Run, ...]] = {}
        for language in self.after.languages:
            if language in now:
                result[language] = now[language]
            elif will is not None:
                result[language] = will[language]
            else:
                result[language] = next(iter(now.values()))
        return result

    def up_to_date(self, texts: RunTexts) -> RunTexts:
        return {
            language: tuple(
                replace(run, text=self.shown(language, run.term, run.text)) if run.term is not None else run
                for run in runs
            )
            for language, runs in texts.items()
        }

    def shown(self, language: Language, term: str, text: str) -> str:
        changed = self.values.get((language, term, text))
        if changed is not None:
            return changed
        try:
            old, new = value_at(self.before, term), value_at(self.after.terms, term)
        except KeyError:
            return text
        return text if old == new else shown_value(self.after.terms, term, language)


def shown_value(terms: Terms, term: str, language: Language) -> str:
    """The words of a term's chip where no template says how to show it: its value, or a visible gap."""
    from datapact.contract.vocabulary.labels import label_of_path

    value = value_at(terms, term)
    label = label_of_path(term).text(language)
    if not given(value):
        return f"[{'offen' if language == 'de' else 'open'}: {label}]"
    owner, _dot, name = term.rpartition(".")
    model = shape_at(owner).model if owner else Terms
    words = value_words(terms, model.__name__ if model is not None else "", name, value)
    text = words.text(language) if words is not None else label
    return text.strip("„“”")


def _by_id[P: (Clause, Paragraph, Item)](parts: Sequence[P]) -> dict[str, P]:
    return {part.id: part for part in parts}
