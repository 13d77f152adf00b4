"""Numbers of clauses, by position: what a cross-reference says in each language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from datapact.agreements.clauses import Clause, RunTexts, mapped
from datapact.texts import Language


def clause_number(n: int, language: Language) -> str:
    """What the ``n``-th clause, from 1, is called: ``§ 12``, ``Section 12``."""
    return f"§ {n}" if language == "de" else f"Section {n}"


def numbers(clauses: Sequence[Clause], language: Language) -> dict[str, str]:
    """The number of every clause, paragraph and item by id: ``§ 12``, ``§ 12 Abs. 2``, ``§ 12 Abs. 2 Buchst. a``.

    In English: ``Section 12``, ``Section 12(2)``, ``Section 12(2)(a)``.
    """
    result: dict[str, str] = {}
    for n, clause in enumerate(clauses, start=1):
        number = clause_number(n, language)
        result[clause.id] = number
        for m, paragraph in enumerate(clause.paragraphs, start=1):
            inner = f"{number} Abs. {m}" if language == "de" else f"{number}({m})"
            result[paragraph.id] = inner
            for index, item in enumerate(paragraph.items):
                mark = letter(index)
                result[item.id] = f"{inner} Buchst. {mark}" if language == "de" else f"{inner}({mark})"
    return result


def letter(index: int) -> str:
    """The mark of an item: a to z, then aa, bb."""
    return chr(ord("a") + index % 26) * (1 + index // 26)


def numbered(clauses: Sequence[Clause], languages: Sequence[Language]) -> tuple[Clause, ...]:
    """The clauses with the text of every reference set to the number of its target, or "?" where there is none."""
    table = {language: numbers(clauses, language) for language in languages}

    def refer(_identifier: str, texts: RunTexts) -> RunTexts:
        return {
            language: tuple(
                replace(run, text=table[language].get(run.ref, "?")) if run.ref is not None else run for run in runs
            )
            for language, runs in texts.items()
        }

    return mapped(clauses, refer)
