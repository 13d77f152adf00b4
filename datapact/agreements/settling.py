"""After every edit: references say the number of their target, and what points nowhere says so in words.

A text that is saved never names a clause or a term that is not there. Where the target of a reference went, the
words say that it is missing, so that a reader sees it and an editor finds it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from datapact.agreements.clause_numbers import numbers
from datapact.agreements.clauses import Clause, Run, RunTexts, mapped, places
from datapact.agreements.paths import value_at
from datapact.agreements.terms import Terms
from datapact.texts import Language

MISSING: Mapping[Language, str] = {"de": "[Verweis ins Leere]", "en": "[missing reference]"}


def settled(clauses: Sequence[Clause], terms: Terms, languages: Sequence[Language]) -> tuple[Clause, ...]:
    """The clauses with every reference numbered, and with no run that names what is not there."""
    tables = {language: numbers(clauses, language) for language in languages}
    known: dict[str, bool] = {}

    def text(_identifier: str, texts: RunTexts) -> RunTexts:
        return {language: settled_runs(texts[language], tables[language], terms, language, known) for language in texts}

    return mapped(clauses, text)


def settled_runs(
    runs: Sequence[Run],
    table: Mapping[str, str],
    terms: Terms,
    language: Language,
    known: dict[str, bool] | None = None,
) -> tuple[Run, ...]:
    """One text settled; ``table`` numbers the places, ``known`` remembers which terms exist."""
    known = {} if known is None else known
    return tuple(_settled(run, table, terms, language, known) for run in runs)


def _settled(run: Run, table: Mapping[str, str], terms: Terms, language: Language, known: dict[str, bool]) -> Run:
    if run.ref is not None:
        number = table.get(run.ref)
        if number == run.text:
            return run
        return Run(MISSING[language]) if number is None else replace(run, text=number)
    if run.term is not None:
        if run.term not in known:
            known[run.term] = _exists(terms, run.term)
        return run if known[run.term] else Run(run.text)
    return run


def _exists(terms: Terms, path: str) -> bool:
    try:
        value_at(terms, path)
    except KeyError:
        return False
    return True


def loose_references(clauses: Sequence[Clause]) -> tuple[tuple[str, Language], ...]:
    """(place, language) of every text that says a reference is missing."""
    return tuple(
        (identifier, language)
        for identifier, texts in places(clauses)
        for language, runs in texts.items()
        if any(run.ref is None and MISSING[language] in run.text for run in runs)
    )
