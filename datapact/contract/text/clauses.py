"""The resolved text of an agreement: clauses, paragraphs and items made of runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated, ClassVar, Literal, Protocol, cast

from datapact.base.format import Bounds, Shown, Written, part
from datapact.base.texts import Language
from datapact.contract.terms.base import LONGEST_LINE, LONGEST_TEXT, one_line, printable
from datapact.contract.text.number_order import is_number

MOST_PARAGRAPHS = 200
MOST_ITEMS = 2_000
MOST_RUNS = 2_000
MOST_COLUMNS = 12
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
type Number = Annotated[str, Shown({"pattern": "^[0-9a-z-]{1,100}$"}, is_number)]
type RunTexts = Mapping[Language, Runs]
"""Runs by language."""


type Emphasis = Literal["", "bold", "italic", "bold-italic"]
EMPHASES: tuple[Emphasis, ...] = ("bold", "italic", "bold-italic")


def emphasis_of(*, bold: bool, italic: bool) -> Emphasis:
    """The emphasis of words that are bold, italic, both or neither."""
    return ("bold-italic" if italic else "bold") if bold else "italic" if italic else ""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text; ``term`` is the path of the term that it shows, ``ref`` the clause that it points to."""

    text: str
    """Never empty unless it is a reference whose number is to come."""
    term: str | None = None
    ref: str | None = None
    emphasis: Emphasis = ""
    """How the words stand out; empty: not at all. Never in a heading, which stands out as a whole."""

    @property
    def is_plain(self) -> bool:
        """Whether it is words of the text itself, neither a term nor a reference."""
        return self.term is None and self.ref is None

    @property
    def is_bold(self) -> bool:
        return self.emphasis.startswith("bold")

    @property
    def is_italic(self) -> bool:
        return self.emphasis.endswith("italic")


def _read_runs(shown: list[dict[str, str]]) -> tuple[Run, ...]:
    return tuple(map(_read_run, shown))


def _read_run(shown: dict[str, str]) -> Run:
    text = shown.get("text")
    if text is None or len(text) > LONGEST_TEXT or not ((text.isascii() and text.isprintable()) or is_words(text)):
        raise ValueError
    members = len(shown)
    if members == 1:
        return Run(text)
    emphasis = shown.get("emphasis", "")
    if "emphasis" in shown:
        if emphasis not in EMPHASES:
            raise ValueError
        members -= 1
        if members == 1:
            return Run(text, emphasis=emphasis)
    if members == 2 and "term" in shown and is_line(shown["term"]):
        return Run(text, shown["term"], None, cast(Emphasis, emphasis))
    if members == 2 and "ref" in shown and is_id(shown["ref"]):
        return Run(text, None, shown["ref"], cast(Emphasis, emphasis))
    raise ValueError


def _write_runs(runs: tuple[Run, ...]) -> list[dict[str, str]]:
    written = [
        {"text": run.text, "term": run.term}
        if run.term is not None
        else {"text": run.text}
        if run.ref is None
        else {"text": run.text, "ref": run.ref}
        for run in runs
    ]
    for run, members in zip(runs, written, strict=True):
        if run.emphasis:
            members["emphasis"] = run.emphasis
    return written


def _run_schema(*names: str) -> dict[str, object]:
    members: dict[str, object] = {name: {"type": "string"} for name in names}
    members["emphasis"] = {"enum": [*EMPHASES]}
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
    """A numbered paragraph of a clause, with its enumeration or its table."""

    optional: ClassVar = _KEPT | {"columns"}

    id: Id
    """Unique in the agreement."""
    text: RunTexts
    """Runs by language; what stands before the enumeration."""
    items: Annotated[tuple[Item, ...], Bounds(most=MOST_ITEMS)] = ()
    """In their order; empty without an enumeration. Of a table its cells, row by row."""
    number: Number | None = None
    """Kept while others come and go: "2a"; None: it is the position. All of a list have one, or none has."""
    deleted: bool = False
    """Whether only its number stands, with words that say so; then it has no parts."""
    columns: Annotated[int, Bounds(0, MOST_COLUMNS)] = 0
    """Of its table, whose first row names them; 0: it has none."""


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


def inner_parts(part: Part) -> tuple[Part, ...]:
    """The direct parts of a part: the paragraphs of a clause, the points or cells of a paragraph."""
    match part:
        case Clause():
            return part.paragraphs
        case Paragraph():
            return part.items
        case Item():
            return ()


def within(part: Part) -> Iterator[Part]:
    """A part and everything in it, in reading order."""
    yield part
    for one in inner_parts(part):
        yield from within(one)


def ids_within(clauses: Sequence[Clause]) -> dict[str, frozenset[str]]:
    """The ids, for each part by its id, of itself and of everything in it."""
    return {part.id: frozenset(one.id for one in within(part)) for part in parts_of(clauses)}


def plain_text(runs: Sequence[Run]) -> str:
    """The words of some runs."""
    return "".join(run.text for run in runs)


def runs_of(words: str, looks: Sequence[Emphasis]) -> tuple[Run, ...]:
    """Plain words as runs; ``looks`` tells how each character stands out."""
    cuts = [0, *(n for n in range(1, len(words)) if looks[n] != looks[n - 1]), len(words)]
    return tuple(Run(words[a:b], emphasis=looks[a]) for a, b in pairwise(cuts) if b > a)


def emphasis_by_character(runs: Sequence[Run]) -> list[Emphasis]:
    """The emphasis of each character of some runs."""
    return [run.emphasis for run in runs for _letter in run.text]


def emphasis_at(runs: Sequence[Run], position: int) -> Emphasis:
    """The emphasis of the character at a position."""
    at = 0
    for run in runs:
        at += len(run.text)
        if position < at:
            return run.emphasis
    return ""


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


class PartChange(Protocol):
    """Makes one part out of another of the same kind."""

    def __call__[P: (Clause, Paragraph, Item)](self, part: P, /) -> P: ...


def with_parts(clauses: Sequence[Clause], change: PartChange) -> tuple[Clause, ...]:
    """The clauses with every part passed through ``change``, what is in it first."""
    return tuple(
        change(
            replace(
                clause,
                paragraphs=tuple(
                    change(replace(one, items=tuple(map(change, one.items)))) for one in clause.paragraphs
                ),
            )
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
            run = replace(run, text=run.text[1:])
        if run.text or run.ref is not None:
            kept.append(run)
            stopped = run.term is not None and run.text.endswith(".")
    return tuple(kept)


def _words(texts: RunTexts) -> dict[Language, list[tuple[str, str | None, Emphasis]]]:
    return {
        language: [
            ("", run.ref, run.emphasis) if run.ref is not None else (run.text, run.term, run.emphasis)
            for run in with_one_stop(with_plain_edges(runs))
        ]
        for language, runs in texts.items()
    }


def with_plain_edges(runs: Sequence[Run]) -> Sequence[Run]:
    """The runs with spaces standing out only between words that stand out alike: elsewhere nobody sees it."""
    if not any(run.emphasis for run in runs):
        return runs
    words, looks = plain_text(runs), emphasis_by_character(runs)
    behind: list[Emphasis] = []
    for letter, look in zip(reversed(words), reversed(looks), strict=True):
        behind.append(look if not letter.isspace() else behind[-1] if behind else "")
    behind.reverse()
    before: Emphasis = ""
    result: list[Run] = []
    at = 0
    for run in runs:
        now: list[Emphasis] = []
        for n, letter in enumerate(run.text, at):
            if letter.isspace():
                now.append(before if before == behind[n] else "")
            else:
                before = looks[n]
                now.append(before)
        result += runs_of(run.text, now) if run.is_plain else (run,)
        at += len(run.text)
    return tidy_runs(result)


def without_emphasis(texts: RunTexts) -> RunTexts:
    """The texts with no words standing out, neighbouring plain words as one run."""
    if not any(run.emphasis for runs in texts.values() for run in runs):
        return texts
    return {language: tidy_runs([replace(run, emphasis="") for run in runs]) for language, runs in texts.items()}


def tidy_runs(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Neighbouring plain words of one look as one run, no empty ones."""
    result: list[Run] = []
    for run in runs:
        if not run.text and run.ref is None:
            continue
        if result and run.is_plain and result[-1].is_plain and run.emphasis == result[-1].emphasis:
            result[-1] = replace(run, text=result[-1].text + run.text)
        else:
            result.append(run)
    return tuple(result)
