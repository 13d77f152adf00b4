"""Numbers of clauses, by position or as they are kept, and the references to them, renewed after every edit.

A saved text never names a missing clause or term. Where the target of a reference was removed, the words say that it is
missing, so that a reader sees it and an editor finds it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from datapact.base.texts import Language
from datapact.contract.terms import Terms
from datapact.contract.terms.paths import value_at
from datapact.contract.text.clauses import (
    Clause,
    Item,
    Part,
    Run,
    RunTexts,
    mapped,
    places,
    with_plain_edges,
    without_emphasis,
)
from datapact.contract.text.number_order import letter
from datapact.contract.text.tables import cell_number


def clause_number(n: int | str, language: Language) -> str:
    """The number of the ``n``-th clause, from 1, or a kept number, in words: ``§ 12``, ``Section 12``."""
    return f"§ {n}" if language == "de" else f"Section {n}"


PREAMBLE = "preamble"
"""Id of the clause that has no number where it is the first: § 1 is the next one."""
_PREAMBLE: Mapping[Language, str] = {"de": "Präambel", "en": "Preamble"}


_UNKNOWN = "…"


def clause_numbers(
    identifiers: Sequence[str | None], language: Language, kept: Sequence[str | None] = ()
) -> tuple[str, ...]:
    """The number of each clause by its id (None: not known, as of a withheld one); empty for a preamble.

    ``kept`` has the numbers that are kept, of each clause or of none. By position, only a preamble at the beginning has
    no number; where numbers are kept, that of a withheld clause is not known.
    """
    if any(kept):
        return tuple(
            clause_number(number, language) if number else "" if name == PREAMBLE else clause_number(_UNKNOWN, language)
            for name, number in zip(identifiers, kept, strict=True)
        )
    before = 1 if identifiers and identifiers[0] == PREAMBLE else 0
    counted = [clause_number(n, language) for n in range(1, len(identifiers) - before + 1)]
    return (*([""] * before), *counted)


def clause_marks(clauses: Sequence[Clause], language: Language) -> tuple[str, ...]:
    """The number of each clause in words, ``§ 14a``; empty for a preamble."""
    return clause_numbers([one.id for one in clauses], language, [one.number for one in clauses])


def marks(parts: Sequence[Part]) -> tuple[str, ...]:
    """The number in front of each paragraph of a clause, ``2a``, or of each point of an enumeration, ``b``."""
    return tuple(one.number or mark for one, mark in zip(parts, counted_marks(parts), strict=True))


def counted_marks(parts: Sequence[Part]) -> tuple[str, ...]:
    """The number in front of each part by position: ``14``, ``2``, ``b``; empty for a preamble at the beginning."""
    before = 1 if parts and isinstance(parts[0], Clause) and parts[0].id == PREAMBLE else 0
    return (
        *([""] * before),
        *(letter(n) if isinstance(one, Item) else str(n + 1) for n, one in enumerate(parts[before:])),
    )


def kept_in(members: Sequence[object]) -> tuple[str | None, ...]:
    """The kept number of each clause, paragraph or point that is JSON, parts of which may be withheld."""
    found = (one.get("number") if isinstance(one, Mapping) else None for one in members)
    return tuple(number if isinstance(number, str) else None for number in found)


def marks_in(members: Sequence[object], *, letters: bool = False) -> tuple[str, ...]:
    """``marks`` of paragraphs, or of points (``letters``), that are JSON, parts of which may be withheld."""
    kept = kept_in(members)
    if any(kept):
        return tuple(number or _UNKNOWN for number in kept)
    return tuple(letter(n) if letters else str(n + 1) for n in range(len(members)))


def preamble_word(language: Language) -> str:
    """The word by which a reference names the preamble."""
    return _PREAMBLE[language]


def numbers(clauses: Sequence[Clause], language: Language) -> dict[str, str]:
    """The number of every clause, paragraph and item by id: ``§ 12``, ``§ 12 Abs. 2``, ``§ 12 Abs. 2 Buchst. a``.

    In English: ``Section 12``, ``Section 12(2)``, ``Section 12(2)(a)``.
    """
    result: dict[str, str] = {}
    for clause, counted in zip(clauses, clause_marks(clauses, language), strict=True):
        number = counted or _PREAMBLE[language]
        result[clause.id] = number
        for paragraph, m in zip(clause.paragraphs, marks(clause.paragraphs), strict=True):
            inner = f"{number} Abs. {m}" if language == "de" else f"{number}({m})"
            result[paragraph.id] = inner
            if not paragraph.items:  # most have none, and a long text is numbered some twenty times while it is read
                continue
            for index, (item, mark) in enumerate(zip(paragraph.items, marks(paragraph.items), strict=True)):
                if paragraph.columns:
                    cell = cell_number(index, paragraph.columns, language)
                    result[item.id] = f"{inner} {cell}" if language == "de" else f"{inner}, {cell}"
                    continue
                result[item.id] = f"{inner} Buchst. {mark}" if language == "de" else f"{inner}({mark})"
    return result


MISSING: Mapping[Language, str] = {"de": "[Verweis ins Leere]", "en": "[missing reference]"}


def numbered(clauses: Sequence[Clause], languages: Sequence[Language]) -> tuple[Clause, ...]:
    """The clauses with the text of every reference set to the number of its target; words say where there is none."""
    table = {language: numbers(clauses, language) for language in languages}

    def refer(_identifier: str, texts: RunTexts) -> RunTexts:
        return {
            language: tuple(
                run
                if run.ref is None
                else replace(run, text=table[language][run.ref])
                if run.ref in table[language]
                else Run(MISSING[language], emphasis=run.emphasis)
                for run in runs
            )
            for language, runs in texts.items()
        }

    return mapped(clauses, refer)


def settled(clauses: Sequence[Clause], terms: Terms, languages: Sequence[Language]) -> tuple[Clause, ...]:
    """The clauses with every reference numbered, without runs that name something missing or stand out in a heading."""
    tables = {language: numbers(clauses, language) for language in languages}
    known: dict[str, bool] = {}
    headings = {clause.id for clause in clauses}

    def text(identifier: str, texts: RunTexts) -> RunTexts:
        if identifier in headings:
            texts = without_emphasis(texts)
        return {
            language: settled_runs(with_plain_edges(runs), tables[language], terms, language, known)
            for language, runs in texts.items()
        }

    return mapped(clauses, text)


def settled_runs(
    runs: Sequence[Run],
    table: Mapping[str, str],
    terms: Terms,
    language: Language,
    known: dict[str, bool] | None = None,
) -> tuple[Run, ...]:
    """One text settled; ``table`` has the numbers of places, ``known`` caches which terms exist."""
    known = {} if known is None else known
    return tuple(_settled(run, table, terms, language, known) for run in runs)


def _settled(run: Run, table: Mapping[str, str], terms: Terms, language: Language, known: dict[str, bool]) -> Run:
    if run.ref is not None:
        number = table.get(run.ref)
        if number == run.text:
            return run
        return Run(MISSING[language], emphasis=run.emphasis) if number is None else replace(run, text=number)
    if run.term is not None:
        if run.term not in known:
            known[run.term] = _exists(terms, run.term)
        return run if known[run.term] else Run(run.text, emphasis=run.emphasis)
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
