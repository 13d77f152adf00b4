"""Edits of the clause tree: words and ranges of words, insertion, removal, order, splitting, joining; numbers are
renewed later.

A range has one language. The other language's words beside it stay, and so do the parts that hold them: only selected
words are deleted. A part left without words in every language is removed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from datapact.base.errors import TooLarge, WrongUse
from datapact.base.texts import N_, Language
from datapact.contract.editing.commands import Style
from datapact.contract.text.clauses import (
    MOST_COLUMNS,
    Clause,
    Emphasis,
    Item,
    Paragraph,
    Part,
    Run,
    RunTexts,
    emphasis_at,
    emphasis_of,
    places,
    plain_text,
    tidy_runs,
)
from datapact.contract.text.sentences import sentence_ends
from datapact.contract.text.tables import cells

type Clauses = tuple[Clause, ...]


def find(clauses: Sequence[Clause], place: str) -> tuple[int, ...]:
    """The position of a part: (clause,), (clause, paragraph) or (clause, paragraph, item); raises WrongUse."""
    for n, clause in enumerate(clauses):
        if clause.id == place:
            return (n,)
        for m, paragraph in enumerate(clause.paragraphs):
            if paragraph.id == place:
                return (n, m)
            for i, item in enumerate(paragraph.items):
                if item.id == place:
                    return (n, m, i)
    raise WrongUse(N_("There is no clause, paragraph or point {id} in this agreement any more."), id=place[:120])


def part_at(clauses: Sequence[Clause], where: Sequence[int]) -> Part:
    """The part at a position that ``find`` gave."""
    part: Part = clauses[where[0]]
    for index in where[1:]:
        part = part.paragraphs[index] if isinstance(part, Clause) else _items(part)[index]
    return part


def text_of(part: Part) -> RunTexts:
    """The heading of a clause, the words of anything else."""
    return part.heading if isinstance(part, Clause) else part.text


def reworded(clauses: Clauses, place: str, language: Language, runs: tuple[Run, ...]) -> Clauses:
    """The clauses with other words at ``place`` in one language."""

    def change(part: Part) -> Part:
        texts = {**text_of(part), language: runs}
        return replace(part, heading=texts) if isinstance(part, Clause) else replace(part, text=texts)

    return _changed(clauses, find(clauses, place), change)


def with_clause(clauses: Clauses, clause: Clause, at: int) -> Clauses:
    """The clauses with one more, which then has the place ``at``."""
    return _inserted(clauses, clause, at)


def with_paragraph(clauses: Clauses, clause: str, paragraph: Paragraph, at: int) -> Clauses:
    """The clauses with one more paragraph in the clause of this id, which then has the place ``at`` in it."""
    where = find(clauses, clause)
    _expect(where, 1, clause)

    def change(part: Part) -> Part:
        assert isinstance(part, Clause)
        return replace(part, paragraphs=_inserted(part.paragraphs, paragraph, at))

    return _changed(clauses, where, change)


def with_item(clauses: Clauses, paragraph: str, item: Item, at: int) -> Clauses:
    """The clauses with one more item below the paragraph of this id, which then has the place ``at`` in its list."""
    where = find(clauses, paragraph)
    _expect(where, 2, paragraph)

    def change(part: Part) -> Part:
        assert isinstance(part, Paragraph)
        if part.columns:
            raise _is_table()
        return replace(part, items=_inserted(part.items, item, at))

    return _changed(clauses, where, change)


def without_part(clauses: Clauses, place: str) -> Clauses:
    """The clauses without a part; the only clause of an agreement, and the only paragraph of a clause, must stay."""
    where = find(clauses, place)
    if len(where) == 1:
        if all(one.deleted or one.id == place for one in clauses):
            raise WrongUse(N_("An agreement has at least one clause."))
        return _without(clauses, where[0])
    _expect_no_cell(clauses, where)
    siblings = _siblings(clauses, where)
    if len(where) == 2 and all(one.deleted or one.id == place for one in siblings):
        raise WrongUse(N_("A clause has at least one paragraph. Remove the clause instead."))
    return _with_siblings(clauses, where, _without(siblings, where[-1]))


def with_moved(clauses: Clauses, place: str, to: int, clause: str) -> Clauses:
    """The clauses with a part at another place among its own kind; a paragraph may go to another clause."""
    where = find(clauses, place)
    part = part_at(clauses, where)
    if isinstance(part, Clause):
        return _inserted(_without(clauses, where[0]), part, to)
    if clause and isinstance(part, Paragraph) and clauses[where[0]].id != clause:
        return with_paragraph(without_part(clauses, place), clause, part, to)
    _expect_no_cell(clauses, where)
    siblings = _without(_siblings(clauses, where), where[-1])
    return _with_siblings(clauses, where, _inserted(siblings, part, to))


def with_split(clauses: Clauses, place: str, fresh: str, cuts: Mapping[Language, int]) -> Clauses:
    """The clauses with a paragraph or item in two; the enumeration goes with the second half."""
    where = find(clauses, place)
    part = part_at(clauses, where)
    if isinstance(part, Clause):
        raise WrongUse(N_("A heading cannot be split."))
    _expect_no_cell(clauses, where)
    halves = {language: cut(runs, cuts.get(language, len(plain_text(runs)))) for language, runs in part.text.items()}
    head = {language: half[0] for language, half in halves.items()}
    tail = {language: half[1] for language, half in halves.items()}
    siblings = list(_siblings(clauses, where))
    if isinstance(part, Paragraph):
        siblings[where[-1] : where[-1] + 1] = [
            replace(part, text=head, items=(), columns=0),
            Paragraph(fresh, tail, part.items, columns=part.columns),
        ]
    else:
        siblings[where[-1] : where[-1] + 1] = [replace(part, text=head), Item(fresh, tail)]
    return _with_siblings(clauses, where, tuple(siblings))


def with_joined(clauses: Clauses, place: str) -> Clauses:
    """The clauses with a paragraph or item appended to the one before it."""
    where = find(clauses, place)
    part = part_at(clauses, where)
    siblings = list(_siblings(clauses, where)) if len(where) > 1 else []
    to = next((n for n in reversed(range(where[-1])) if siblings and not siblings[n].deleted), None)
    if isinstance(part, Clause) or to is None:
        raise WrongUse(N_("There is nothing before this to which it could be joined."))
    _expect_no_cell(clauses, where)
    before = siblings[to]
    assert not isinstance(before, Clause)
    texts = {language: joined_runs(before.text[language], runs) for language, runs in part.text.items()}
    if isinstance(before, Paragraph) and isinstance(part, Paragraph):
        if before.columns or (part.columns and before.items):
            raise _is_table()
        whole: Part = replace(before, text=texts, items=(*before.items, *part.items), columns=part.columns)
    else:
        whole = replace(before, text=texts)
    siblings[to] = whole
    del siblings[where[-1]]
    return _with_siblings(clauses, where, tuple(siblings))


def with_table(clauses: Clauses, place: str, columns: int, order: Sequence[str]) -> Clauses:
    """The clauses with the paragraph ``place`` having a table of these cells, row by row; 0 columns for none.

    A cell that is there keeps its words, any other is new and empty. Raises WrongUse where the cells fill no rows, or
    the paragraph has points.
    """
    where = find(clauses, place)
    _expect(where, 2, place)
    if columns not in range(MOST_COLUMNS + 1) or bool(columns) is not bool(order) or (columns and len(order) % columns):
        raise _is_table()

    def change(part: Part) -> Part:
        assert isinstance(part, Paragraph)
        if part.items and not part.columns:
            raise WrongUse(N_("This paragraph has points. Insert the table behind it."))
        known = {item.id: item for item in part.items}
        empty: RunTexts = dict.fromkeys(part.text, ())
        items = tuple(known.get(one) or Item(one, empty) for one in order)
        return replace(part, items=items, columns=columns)

    return _changed(clauses, where, change)


def _expect_no_cell(clauses: Clauses, where: Sequence[int]) -> None:
    if len(where) == 3 and clauses[where[0]].paragraphs[where[1]].columns:
        raise _is_table()


def _is_table() -> WrongUse:
    return WrongUse(N_("This is a table. Add and remove its rows and columns as a whole."))


def joined_runs(left: Sequence[Run], right: Sequence[Run]) -> tuple[Run, ...]:
    """Two texts as one, with a space between words that would touch."""
    if not left or not right:
        return (*left, *right)
    space = not left[-1].text.endswith((" ", "\n")) and not right[0].text.startswith((" ", "\n"))
    return tidy_runs([*left, *([Run(" ", emphasis=_shared(left[-1], right[0]))] if space else []), *right])


def _shared(left: Run, right: Run) -> Emphasis:
    return left.emphasis if left.emphasis == right.emphasis else ""


def cut(runs: Sequence[Run], at: int) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """A text cut in two at a character; a run that shows a term or a number goes whole into the first half."""
    left: list[Run] = []
    right: list[Run] = []
    for run in runs:
        if at <= 0:
            right.append(run)
        elif at >= len(run.text) or run.term is not None or run.ref is not None:
            left.append(run)
        else:
            left.append(replace(run, text=run.text[:at]))
            right.append(replace(run, text=run.text[at:]))
        at -= len(run.text)
    if left and left[-1].term is None and left[-1].ref is None:
        left[-1] = replace(left[-1], text=left[-1].text.rstrip(" \n"))
    if right and right[0].term is None and right[0].ref is None:
        right[0] = replace(right[0], text=right[0].text.lstrip(" \n"))
    return tidy_runs(left), tidy_runs(right)


_MARKS = ".;:!?"


def matching_cuts(texts: RunTexts, language: Language, at: int) -> dict[Language, int]:
    """The places to split all languages at when one is split at ``at``: the same sentence, else the end."""
    own = plain_text(texts[language])
    own_ends = sentence_ends(own, _MARKS)
    sentence = sum(end <= at for end in own_ends) if own[at:].strip() else 0
    cuts: dict[Language, int] = {}
    for other, runs in texts.items():
        words = plain_text(runs)
        ends = sentence_ends(words, _MARKS)
        if other == language:
            cuts[other] = at
        elif at == 0:
            cuts[other] = 0
        elif 0 < sentence <= len(ends) and len(ends) == len(own_ends):
            cuts[other] = ends[sentence - 1]
        else:
            cuts[other] = len(words)
    return cuts


def _items(part: Paragraph | Item) -> tuple[Item, ...]:
    return part.items if isinstance(part, Paragraph) else ()


def _siblings(clauses: Clauses, where: Sequence[int]) -> tuple[Part, ...]:
    parent = part_at(clauses, where[:-1])
    return parent.paragraphs if isinstance(parent, Clause) else _items(parent)


def _with_siblings(clauses: Clauses, where: Sequence[int], siblings: Sequence[Part]) -> Clauses:
    def change(part: Part) -> Part:
        if isinstance(part, Clause):
            return replace(part, paragraphs=tuple(entry for entry in siblings if isinstance(entry, Paragraph)))
        assert isinstance(part, Paragraph)
        return replace(part, items=tuple(entry for entry in siblings if isinstance(entry, Item)))

    return _changed(clauses, where[:-1], change)


def _changed(clauses: Clauses, where: Sequence[int], change: Callable[[Part], Part]) -> Clauses:
    clause = clauses[where[0]]
    if len(where) == 1:
        new = change(clause)
    else:
        paragraph = clause.paragraphs[where[1]]
        if len(where) == 2:
            inner = change(paragraph)
        else:
            item = change(paragraph.items[where[2]])
            assert isinstance(item, Item)
            inner = replace(paragraph, items=_replaced(paragraph.items, where[2], item))
        assert isinstance(inner, Paragraph)
        new = replace(clause, paragraphs=_replaced(clause.paragraphs, where[1], inner))
    assert isinstance(new, Clause)
    return _replaced(clauses, where[0], new)


def _replaced[P](parts: tuple[P, ...], index: int, part: P) -> tuple[P, ...]:
    return (*parts[:index], part, *parts[index + 1 :])


def _without[P](parts: tuple[P, ...], index: int) -> tuple[P, ...]:
    return (*parts[:index], *parts[index + 1 :])


def _inserted[P](parts: tuple[P, ...], part: P, at: int) -> tuple[P, ...]:
    at = max(0, min(at, len(parts)))
    return (*parts[:at], part, *parts[at:])


def _expect(where: Sequence[int], depth: int, place: str) -> None:
    if len(where) != depth:
        raise WrongUse(N_("There is no clause, paragraph or point {id} in this agreement any more."), id=place[:120])


def check_bounds(clauses: Clauses, clause_bound: int, paragraph_bound: int, item_bound: int) -> None:
    """Raise TooLarge when there are more parts than the format of a state allows."""
    if len(clauses) > clause_bound or any(
        len(clause.paragraphs) > paragraph_bound
        or any(len(paragraph.items) > item_bound for paragraph in clause.paragraphs)
        for clause in clauses
    ):
        raise TooLarge(N_("The agreement would have more parts than its format allows."))


@dataclass(frozen=True, slots=True)
class TextRange:
    """A range from character ``start`` of the part ``first`` to character ``end`` of ``last``, not before it."""

    language: Language
    """The words of the other language stay as they are."""
    first: str
    start: int
    last: str
    end: int


def words_in(parts: Iterable[tuple[str, RunTexts]], chosen: TextRange) -> str:
    """The words of the range, a line a part; ``parts`` are the places of the text and their words, in reading order.

    Raises WrongUse when the range is not in the text.
    """
    texts = dict(parts)
    lines = []
    for place in _parts(list(texts), chosen):
        words = plain_text(texts[place].get(chosen.language, ()))
        start = chosen.start if place == chosen.first else 0
        end = chosen.end if place == chosen.last else len(words)
        lines.append(words[start:end])
    return "\n".join(lines)


def with_range_replaced(clauses: Clauses, chosen: TextRange, words: tuple[Run, ...]) -> Clauses:
    """The clauses with ``words`` in place of the range; a shown term or number that it cuts is removed whole.

    Raises WrongUse when the range is not in the text.
    """
    texts = dict(places(clauses))
    parts = _parts(list(texts), chosen)
    for place in parts:
        runs = texts[place].get(chosen.language, ())
        start = chosen.start if place == chosen.first else 0
        end = chosen.end if place == chosen.last else len(plain_text(runs))
        left, right = cut_range(runs, start, end)
        between = words if place == chosen.first else ()
        if between and not any(run.emphasis for run in between) and end > start:
            between = tuple(replace(run, emphasis=emphasis_at(runs, start)) for run in between)
        clauses = reworded(clauses, place, chosen.language, tidy_runs([*left, *between, *right]))
    kept = cells(clauses)  # a cell stays as long as its row
    for place in reversed(parts[1:]):
        if place not in kept and _is_empty(clauses, place):
            clauses = without_part(clauses, place)
    return clauses


def with_emphasis(clauses: Clauses, chosen: TextRange, style: Style, *, on: bool) -> Clauses:
    """The clauses with the words of the range bold or italic, or no more so; headings stay as they are.

    Raises WrongUse when the range is not in the text.
    """
    texts = dict(places(clauses))
    headings = {clause.id for clause in clauses}
    for place in _parts(list(texts), chosen):
        runs = texts[place].get(chosen.language, ())
        start = chosen.start if place == chosen.first else 0
        end = chosen.end if place == chosen.last else len(plain_text(runs))
        if place not in headings and end > start:
            clauses = reworded(clauses, place, chosen.language, _emphasised(runs, start, end, style, on=on))
    return clauses


def is_emphasised(parts: Iterable[tuple[str, RunTexts]], chosen: TextRange, style: Style) -> bool:
    """Whether all words of the range are bold, or italic; not for a range without words."""
    texts = dict(parts)
    found = [run for place in _parts(list(texts), chosen) for run in _chosen_runs(texts[place], place, chosen)]
    words = [run for run in found if run.text.strip()]
    return bool(words) and all(run.is_bold if style == "bold" else run.is_italic for run in words)


def _chosen_runs(texts: RunTexts, place: str, chosen: TextRange) -> tuple[Run, ...]:
    runs = texts.get(chosen.language, ())
    start = chosen.start if place == chosen.first else 0
    end = chosen.end if place == chosen.last else len(plain_text(runs))
    return runs_between(runs, start, end)


def _emphasised(runs: Sequence[Run], start: int, end: int, style: Style, *, on: bool) -> tuple[Run, ...]:
    found: list[Run] = []
    at = 0
    for run in runs:
        first, last = max(start - at, 0), min(end - at, len(run.text))
        at += len(run.text)
        if first >= last:
            found.append(run)
            continue
        bold, italic = (on, run.is_italic) if style == "bold" else (run.is_bold, on)
        emphasis = emphasis_of(bold=bold, italic=italic)
        if run.is_plain:
            parts = run.text[:first], run.text[first:last], run.text[last:]
            found += [replace(run, text=parts[0]), Run(parts[1], emphasis=emphasis), replace(run, text=parts[2])]
        else:
            found.append(replace(run, emphasis=emphasis))
    return tidy_runs(found)


def _parts(order: Sequence[str], chosen: TextRange) -> Sequence[str]:
    if chosen.first not in order or chosen.last not in order:
        raise WrongUse(N_("What was selected is not in this agreement any more."))
    first, last = order.index(chosen.first), order.index(chosen.last)
    if first > last or (first == last and chosen.start > chosen.end):
        raise WrongUse(N_("The end of a selection stands before its beginning."))
    return order[first : last + 1]


def cut_range(runs: Sequence[Run], start: int, end: int) -> tuple[list[Run], list[Run]]:
    """The runs before ``start`` and behind ``end``, cut only where they are plain words."""
    left: list[Run] = []
    right: list[Run] = []
    at = 0
    for run in runs:
        behind = at + len(run.text)
        plain = run.term is None and run.ref is None
        if behind <= start:
            left.append(run)
        elif at >= end:
            right.append(run)
        elif plain:
            if at < start:
                left.append(replace(run, text=run.text[: start - at]))
            if behind > end:
                right.append(replace(run, text=run.text[end - at :]))
        at = behind
    return left, right


def runs_between(runs: Sequence[Run], start: int, end: int) -> tuple[Run, ...]:
    """The runs from character ``start`` to ``end``; of a shown term or number that is cut only the words."""
    found: list[Run] = []
    at = 0
    for run in runs:
        first, last = max(start, at), min(end, at + len(run.text))
        if first < last:
            whole = last - first == len(run.text)
            found.append(run if whole else Run(run.text[first - at : last - at], emphasis=run.emphasis))
        at += len(run.text)
    return tidy_runs(found)


def _is_empty(clauses: Clauses, place: str) -> bool:
    """Whether a part is empty in every language and removable: a clause keeps a paragraph, an agreement a clause."""
    where = find(clauses, place)
    part = part_at(clauses, where)
    if any(plain_text(runs) for runs in text_of(part).values()):
        return False
    if isinstance(part, Clause):
        return len(clauses) > 1 and all(
            not paragraph.items and not any(plain_text(runs) for runs in paragraph.text.values())
            for paragraph in part.paragraphs
        )
    if isinstance(part, Paragraph):
        return not part.items and len(clauses[where[0]].paragraphs) > 1
    return True
