"""The resolved text of an agreement: clauses, paragraphs and items made of runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from datapact.base.format import Bounds, Shown, Written, part
from datapact.base.texts import Language
from datapact.contract.terms.base import LONGEST_LINE, LONGEST_TEXT, one_line, printable
from datapact.contract.text.number_order import is_number

MOST_PARAGRAPHS = 200
MOST_ITEMS = 500
MOST_RUNS = 2_000
_ID = re.compile(r"[a-z][a-z0-9-]{0,119}", re.ASCII)


def is_id(text: str) -> bool:
    """Whether a text names a clause, a paragraph, an item or a template."""
    return _ID.fullmatch(text) is not None


def _is_plain(text: str) -> bool:
    """Whether a text is printable ASCII, which needs no further look at its characters."""
    return text.isascii() and text.isprintable()


def is_line(text: str) -> bool:
    """Whether a text is one line as contracts hold it; raises ValueError, too, for one that is not."""
    if len(text) > LONGEST_LINE:
        return False
    return (_is_plain(text) and text == text.strip()) or one_line(text) == text


def is_words(text: str) -> bool:
    """Whether a text is as contracts hold it; raises ValueError, too, for one that is not."""
    return len(text) <= LONGEST_TEXT and printable(text) == text


type Id = Annotated[str, Shown({"pattern": "^[a-z][a-z0-9-]{0,119}$"}, is_id)]
type Number = Annotated[str, Shown({"pattern": "^[0-9a-z-]{1,24}$"}, is_number)]
type RunTexts = Mapping[Language, Runs]
"""Runs by language."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text; ``term`` is the path of the term that it shows, ``ref`` the clause that it points to."""

    text: str
    """Never empty unless it is a reference whose number is to come."""
    term: str | None = None
    ref: str | None = None


def _read_runs(shown: list[dict[str, str]]) -> tuple[Run, ...]:
    return tuple(map(_read_run, shown))


def _read_run(shown: dict[str, str]) -> Run:
    text = shown.get("text")
    if text is None or len(text) > LONGEST_TEXT or not ((text.isascii() and text.isprintable()) or is_words(text)):
        raise ValueError
    members = len(shown)
    if members == 1:
        return Run(text)
    if members == 2 and "term" in shown and is_line(shown["term"]):
        return Run(text, shown["term"])
    if members == 2 and "ref" in shown and is_id(shown["ref"]):
        return Run(text, None, shown["ref"])
    raise ValueError


def _write_runs(runs: tuple[Run, ...]) -> list[dict[str, str]]:
    return [
        {"text": run.text, "term": run.term}
        if run.term is not None
        else {"text": run.text}
        if run.ref is None
        else {"text": run.text, "ref": run.ref}
        for run in runs
    ]


def _run_schema(*names: str) -> dict[str, object]:
    members = {name: {"type": "string"} for name in names}
    return {"type": "object", "properties": members, "required": [*names], "additionalProperties": False}


_RUN = Shown({"anyOf": [_run_schema("text"), _run_schema("text", "term"), _run_schema("text", "ref")]})
type Runs = Annotated[
    tuple[Run, ...],
    Written(Annotated[list[Annotated[dict[str, str], _RUN]], Bounds(most=MOST_RUNS)], _read_runs, _write_runs),
]


_KEPT = frozenset({"number", "deleted"})


@part
class Item:
    """A point of an enumeration: a), b), c)."""

    optional: ClassVar = _KEPT

    id: Id
    """Unique in the agreement."""
    text: RunTexts
    """Runs by language."""
    number: Number | None = None
    """Kept while others come and go: "b"; None: it is the position. All of a list have one, or none has."""
    deleted: bool = False
    """Whether only its number stands, with words that say so; then it has no parts."""


@part
class Paragraph:
    """A numbered paragraph of a clause, with its enumeration."""

    optional: ClassVar = _KEPT

    id: Id
    """Unique in the agreement."""
    text: RunTexts
    """Runs by language; what stands before the enumeration."""
    items: Annotated[tuple[Item, ...], Bounds(most=MOST_ITEMS)] = ()
    """In their order; empty without an enumeration."""
    number: Number | None = None
    """Kept while others come and go: "2a"; None: it is the position. All of a list have one, or none has."""
    deleted: bool = False
    """Whether only its number stands, with words that say so; then it has no parts."""


@part
class Clause:
    """A clause (Paragraf): heading and paragraphs."""

    optional: ClassVar = _KEPT

    id: Id
    """Unique in the agreement."""
    heading: RunTexts
    """Runs by language, without the number."""
    paragraphs: Annotated[tuple[Paragraph, ...], Bounds(most=MOST_PARAGRAPHS)]
    """In their order."""
    number: Number | None = None
    """Kept while others come and go: "14a"; None: it is the position. All of a list have one, or none has."""
    deleted: bool = False
    """Whether only its number stands, with words that say so; then it has no parts."""


def places(clauses: Sequence[Clause]) -> Iterator[tuple[str, RunTexts]]:
    """Every id of a heading, paragraph or item with its text, in reading order."""
    for clause in clauses:
        yield clause.id, clause.heading
        for paragraph in clause.paragraphs:
            yield paragraph.id, paragraph.text
            for item in paragraph.items:
                yield item.id, item.text


type Part = Clause | Paragraph | Item


def parts_of(clauses: Sequence[Clause]) -> Iterator[Part]:
    """Every clause, paragraph and item, in reading order."""
    for clause in clauses:
        yield clause
        for paragraph in clause.paragraphs:
            yield paragraph
            yield from paragraph.items


def plain_text(runs: Sequence[Run]) -> str:
    """The words of some runs."""
    return "".join(run.text for run in runs)


def mapped(clauses: Sequence[Clause], change: Callable[[str, RunTexts], RunTexts]) -> tuple[Clause, ...]:
    """The clauses with every text passed through ``change``, which gets the id of its place."""
    return tuple(
        replace(
            clause,
            heading=change(clause.id, clause.heading),
            paragraphs=tuple(
                replace(
                    paragraph,
                    text=change(paragraph.id, paragraph.text),
                    items=tuple(replace(item, text=change(item.id, item.text)) for item in paragraph.items),
                )
                for paragraph in clause.paragraphs
            ),
        )
        for clause in clauses
    )


def same_words(left: RunTexts, right: RunTexts) -> bool:
    """Whether two texts are equal apart from numbers of references, which follow from positions, and doubled stops."""
    return left == right or _words(left) == _words(right)


def with_one_stop(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs without the full stop of a sentence whose last word is a term that ends in one: "e. V." """
    kept: list[Run] = []
    stopped = False  # whether the run before shows a term and ends in a full stop
    for run in runs:
        plain = run.term is None and run.ref is None
        if stopped and plain and run.text.startswith(".") and not run.text.startswith(".."):
            run = Run(run.text[1:])
        if run.text or run.ref is not None:
            kept.append(run)
            stopped = run.term is not None and run.text.endswith(".")
    return tuple(kept)


def _words(texts: RunTexts) -> dict[Language, list[tuple[str, str | None]]]:
    return {
        language: [("", run.ref) if run.ref is not None else (run.text, run.term) for run in with_one_stop(runs)]
        for language, runs in texts.items()
    }
