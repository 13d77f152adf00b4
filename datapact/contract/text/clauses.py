"""The resolved text of an agreement: clauses, paragraphs and items made of runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from datapact.base.texts import Language

type RunTexts = Mapping[Language, tuple[Run, ...]]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; ``term`` is the path of the term that it shows, ``ref`` the clause that it points to."""

    text: str
    """Never empty unless it is a reference whose number is to come."""
    term: str | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A point of an enumeration: a), b), c)."""

    id: str
    """Unique in the agreement."""
    text: RunTexts
    """Runs by language."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A numbered paragraph of a clause, with its enumeration."""

    id: str
    """Unique in the agreement."""
    text: RunTexts
    """Runs by language; what stands before the enumeration."""
    items: tuple[Item, ...] = ()
    """In their order; empty without an enumeration."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause (Paragraf): heading and paragraphs. Its number is its position."""

    id: str
    """Unique in the agreement."""
    heading: RunTexts
    """Runs by language, without the number."""
    paragraphs: tuple[Paragraph, ...]
    """In their order."""


def places(clauses: Sequence[Clause]) -> Iterator[tuple[str, RunTexts]]:
    """Every id of a heading, paragraph or item with its text, in reading order."""
    for clause in clauses:
        yield clause.id, clause.heading
        for paragraph in clause.paragraphs:
            yield paragraph.id, paragraph.text
            for item in paragraph.items:
                yield item.id, item.text


def plain_text(runs: Sequence[Run]) -> str:
    """The words of some runs."""
    return "".join(run.text for run in runs)


def mapped(clauses: Sequence[Clause], change: Callable[[str, RunTexts], RunTexts]) -> tuple[Clause, ...]:
    """The clauses with every text passed through ``change``, which gets the id of its place."""
    return tuple(
        Clause(
            clause.id,
            change(clause.id, clause.heading),
            tuple(
                Paragraph(
                    paragraph.id,
                    change(paragraph.id, paragraph.text),
                    tuple(Item(item.id, change(item.id, item.text)) for item in paragraph.items),
                )
                for paragraph in clause.paragraphs
            ),
        )
        for clause in clauses
    )


def same_words(left: RunTexts, right: RunTexts) -> bool:
    """Equal but for the numbers of references, which follow from positions, and a full stop behind another."""
    return _words(left) == _words(right)


def with_one_stop(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs without the full stop of a sentence whose last word is a term that ends in one: "e. V." """
    kept: list[Run] = []
    for run in runs:
        before = kept[-1] if kept else None
        if before is not None and before.term is not None and before.text.endswith("."):
            plain = run.term is None and run.ref is None
            if plain and run.text.startswith(".") and not run.text.startswith(".."):
                run = Run(run.text[1:])
        if run.text or run.ref is not None:
            kept.append(run)
    return tuple(kept)


def _words(texts: RunTexts) -> dict[Language, list[tuple[str, str | None]]]:
    return {
        language: [("", run.ref) if run.ref is not None else (run.text, run.term) for run in with_one_stop(runs)]
        for language, runs in texts.items()
    }
