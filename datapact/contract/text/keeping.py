"""The number that each part of a changed text gets: what stays keeps its own, what came in is § 14a, what went leaves its.

The earlier text (the ground) is the last one that both sides have. What it has keeps its number; what came in gets one
in between; what was deleted leaves its number with words that say so; what was moved leaves its number, with the number
that it has now, and gets a new one where it stands. What keeps its number is the largest part of the list whose order
is that of the ground, so numbers always ascend.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import cast

from datapact.base.errors import TooLarge
from datapact.base.texts import N_, Language
from datapact.contract.terms import Terms
from datapact.contract.text.clauses import Clause, Item, Paragraph, Part, RunTexts, parts_of, places, with_parts, within
from datapact.contract.text.kept_numbers import deleted_words, lists_of
from datapact.contract.text.number_order import Steps, between, in_words, is_number, steps
from datapact.contract.text.numbering import PREAMBLE, counted_marks, marks, settled

_LIVE, _MOVED, _GONE = 10_000, 100, 1
"""How much it counts that a part keeps its number: one in its place, one that was moved, one that was deleted."""


def bears_numbers(clauses: Sequence[Clause]) -> bool:
    """Whether any part has a number of its own, or was deleted."""
    return any(one.number is not None or one.deleted for one in parts_of(clauses))


def live(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses without deleted parts; those that stay bear the numbers that they have."""
    if not bears_numbers(clauses):
        return tuple(clauses)
    return tuple(_live(clause) for clause in _numbered(clauses) if not clause.deleted)


def _live(clause: Clause) -> Clause:
    paragraphs = [one for one in _numbered(clause.paragraphs) if not one.deleted]
    inner = (
        one
        if one.columns  # cells bear no numbers
        else replace(one, items=tuple(item for item in _numbered(one.items) if not item.deleted))
        for one in paragraphs
    )
    return replace(clause, paragraphs=tuple(inner))


def _numbered[P: (Clause, Paragraph, Item)](parts: Sequence[P]) -> list[P]:
    return [replace(one, number=mark or None) for one, mark in zip(parts, marks(parts), strict=True)]


def kept(
    clauses: Sequence[Clause],
    ground: Sequence[Clause] | None,
    languages: Sequence[Language],
    proposed: Sequence[Clause] = (),
    moved: str = "",
    before: Sequence[Clause] = (),
) -> tuple[Clause, ...]:
    """The clauses with the numbers that they keep from ``ground``, and with the deleted parts of it.

    Without a ground the numbers that they bear count. ``proposed`` is another text that both sides have: what only one
    of the two has keeps its number where the other has not given it, too. ``moved`` is the id of a part that was moved
    just now; the text ``before`` shows where it, and what is gone, stood. Where ``before`` was counted anew, its numbers
    stay. References are not renewed. Raises TooLarge where no short number is left.
    """
    if ground is not None and before and counted_anew(before, ground):
        ground = before
    own = ground is None
    ground = clauses if ground is None else ground
    if not bears_numbers(clauses) and not bears_numbers(ground) and (own or _same_shape(clauses, ground)):
        return tuple(clauses)
    alive = frozenset(one.id for one in parts_of(clauses) if not one.deleted)
    keeping = _Keeping(alive, tuple(languages), moved, own, frozenset(one.id for one in parts_of(ground)))
    keeping.stood.update(_stood(before))
    return _with_words(keeping.clauses(clauses, ground, proposed), tuple(languages))


def settled_as_kept(
    clauses: Sequence[Clause],
    terms: Terms,
    languages: Sequence[Language],
    ground: Sequence[Clause] | None = None,
    proposed: Sequence[Clause] = (),
    moved: str = "",
    before: Sequence[Clause] = (),
) -> tuple[Clause, ...]:
    """The clauses as ``kept`` numbers them, with their references settled."""
    return settled(kept(clauses, ground, languages, proposed, moved, before), terms, languages)


def places_that_refer_to_deleted(clauses: Sequence[Clause]) -> tuple[str, ...]:
    """Ids of the texts that refer to a part of which only the number stands."""
    deleted = {one.id for one in parts_of(clauses) if one.deleted}
    if not deleted:
        return ()
    return tuple(
        place
        for place, texts in places(clauses)
        if place not in deleted and any(run.ref in deleted for runs in texts.values() for run in runs)
    )


def places_that_refer_into(clauses: Sequence[Clause], place: str) -> tuple[str, ...]:
    """Ids of the texts outside of a part that refer to it, or to something in it."""
    inside = {one.id for part in parts_of(clauses) if part.id == place for one in within(part)}
    return tuple(
        name
        for name, texts in places(clauses)
        if name not in inside and any(run.ref in inside for runs in texts.values() for run in runs)
    )


def renumbered(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses counted anew, without deleted parts. References are not renewed."""
    return tuple(
        replace(
            clause,
            number=None,
            paragraphs=tuple(
                replace(one, number=None, items=tuple(replace(item, number=None) for item in one.items))
                for one in clause.paragraphs
            ),
        )
        for clause in live(clauses)
    )


def with_deleted(clauses: Sequence[Clause], earlier: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses with the deleted parts that ``earlier`` has and they lack, behind the same parts as there."""
    if not any(one.deleted for one in parts_of(earlier)):
        return tuple(clauses)
    there = frozenset(one.id for one in parts_of(clauses))
    before = {one.id: one for one in earlier}
    return tuple(
        replace(clause, paragraphs=_inner_with_deleted(clause, before[clause.id], there))
        if clause.id in before and not clause.deleted
        else clause
        for clause in _with_deleted(clauses, earlier, there)
    )


def _inner_with_deleted(clause: Clause, earlier: Clause, there: frozenset[str]) -> tuple[Paragraph, ...]:
    before = {one.id: one for one in earlier.paragraphs}
    return tuple(
        replace(one, items=_with_deleted(one.items, before[one.id].items, there))
        if one.id in before and not one.deleted
        else one
        for one in _with_deleted(clause.paragraphs, earlier.paragraphs, there)
    )


def _with_deleted[P: (Clause, Paragraph, Item)](
    parts: Sequence[P], earlier: Sequence[P], there: frozenset[str]
) -> tuple[P, ...]:
    result = list(parts)
    for index, one in enumerate(earlier):
        if one.deleted and one.id not in there:
            known = [other.id for other in result]
            behind = next((known.index(other.id) for other in reversed(earlier[:index]) if other.id in known), -1)
            result.insert(behind + 1, one)
    return tuple(result)


def standing_in(clauses: Sequence[Clause], other: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses and parts that ``other`` has in the same place, with the numbers that they have."""
    there = {(parent, one.id) for parent, listed in lists_by_parent(other) for one in listed}

    def found[P: (Clause, Paragraph, Item)](parent: str, parts: Sequence[P]) -> tuple[P, ...]:
        return tuple(one for one in _numbered(parts) if (parent, one.id) in there)

    return tuple(
        replace(
            clause,
            paragraphs=tuple(
                one if one.columns else replace(one, items=found(one.id, one.items))
                for one in found(clause.id, clause.paragraphs)
            ),
        )
        for clause in found("", clauses)
    )


def counted_anew(clauses: Sequence[Clause], ground: Sequence[Clause]) -> bool:
    """Whether a number of the ground stands in the clauses neither for the part that had it nor for its absence."""
    if not bears_numbers(clauses) and not bears_numbers(ground) and _same_shape(clauses, ground):
        return False
    now = dict(_by_parent(clauses))
    return any(
        (one.id, mark) not in now[parent]
        and (_was(parent, one.id, steps(mark), isinstance(one, Item)), mark) not in now[parent]
        for parent, listed in lists_by_parent(ground)
        if parent in now
        for one, mark in zip(listed, marks(listed), strict=True)
        if mark
    )


def _by_parent(clauses: Sequence[Clause]) -> Iterator[tuple[str, frozenset[tuple[str, str]]]]:
    for parent, listed in lists_by_parent(clauses):
        yield parent, frozenset((one.id, mark) for one, mark in zip(listed, marks(listed), strict=True))


def lists_by_parent(clauses: Sequence[Clause]) -> Iterator[tuple[str, Sequence[Part]]]:
    """Every list of parts with the id of the part around it; of deleted parts none."""
    yield "", clauses
    for clause in clauses:
        if not clause.deleted:
            yield clause.id, clause.paragraphs
        for paragraph in clause.paragraphs:
            if not paragraph.deleted and not paragraph.columns:
                yield paragraph.id, paragraph.items


def _points(paragraph: Paragraph | None) -> tuple[Item, ...]:
    """The points of a paragraph; cells of a table are none."""
    return () if paragraph is None or paragraph.columns else paragraph.items


def _stood(clauses: Sequence[Clause]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for listed in lists_of(clauses):
        ids = [one.id for one in listed]
        yield from ((name, tuple(reversed(ids[:index]))) for index, name in enumerate(ids))


def _same_shape(left: Sequence[Clause], right: Sequence[Clause]) -> bool:
    return [(type(one), one.id) for one in parts_of(left)] == [(type(one), one.id) for one in parts_of(right)]


def _was(parent: str, place: str, label: Steps, letters: bool) -> str:
    """The id of what stands where a part was, under its number in the part around it, before it was moved."""
    name = hashlib.sha256(f"{parent}/{place}".encode()).hexdigest()[:10]
    return f"was-{in_words(label, letters=letters)}-{name}"


@dataclass(slots=True)
class _Known:
    """The numbers that the parts of one list may keep."""

    hard: Mapping[str, Steps]
    """Of the parts of the ground by id; a number of these that nobody keeps stays with words that say so."""
    soft: Mapping[str, Steps]
    """Of parts that one of two texts has; they give way."""
    unnumbered: frozenset[str]
    """Ids of parts that have no number: a preamble."""


@dataclass(frozen=True, slots=True)
class _Keeping:
    alive: frozenset[str]
    """Ids of all parts of the text that were not deleted."""
    languages: tuple[Language, ...]
    moved: str
    own: bool
    """Whether the ground is the text itself."""
    ground: frozenset[str]
    """Ids of all parts of the ground; where one of them is gone, the ground says so."""
    stood: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Before the last change: the ids of a part's list up to it, the nearest first."""

    def clauses(
        self, clauses: Sequence[Clause], ground: Sequence[Clause], proposed: Sequence[Clause]
    ) -> tuple[Clause, ...]:
        before, offered = {one.id: one for one in ground}, {one.id: one for one in proposed}
        were = {one.id: one for clause in ground for one in clause.paragraphs}
        might = {one.id: one for clause in proposed for one in clause.paragraphs}
        result = []
        for clause in self.in_list("", clauses, ground, proposed):
            if clause.deleted:
                result.append(replace(clause, paragraphs=()))
                continue
            old, other = before.get(clause.id), offered.get(clause.id)
            paragraphs = [
                replace(
                    one,
                    items=()
                    if one.deleted
                    else one.items
                    if one.columns
                    else self.in_list(one.id, one.items, _points(were.get(one.id)), _points(might.get(one.id))),
                )
                for one in self.in_list(
                    clause.id, clause.paragraphs, old.paragraphs if old else (), other.paragraphs if other else ()
                )
            ]
            result.append(replace(clause, paragraphs=tuple(paragraphs)))
        return tuple(result)

    def in_list[P: (Clause, Paragraph, Item)](
        self, parent: str, parts: Sequence[P], ground: Sequence[P], proposed: Sequence[P]
    ) -> tuple[P, ...]:
        """The parts of one list, that of ``parent``, with their numbers, and with the deleted ones of the ground."""
        known = self.known(parts, ground, proposed)
        letters = isinstance(next(iter(parts or ground), None), Item)
        names = {_was(parent, one, label, letters): one for one, label in known.hard.items()}
        labels = [known.hard.get(names.get(one.id, one.id) if one.deleted else one.id) for one in parts]
        away = {names[one.id] for one in parts if one.deleted and one.id in names} | {self.moved}
        weights = [_GONE if one.deleted else _MOVED if one.id in away else _LIVE for one in parts]
        holders = _holders(labels, weights)
        row: list[tuple[P, Steps | None]] = [
            (one, labels[index] if index in holders else None)
            for index, one in enumerate(parts)
            if index in holders
            or not one.deleted
            or (one.id in known.soft and one.id not in names and one.id not in self.ground)
        ]
        taken = {label for _one, label in row if label is not None}
        by_id = {one.id: one for one in ground}
        for name, label in sorted(known.hard.items(), key=lambda entry: entry[1]):
            if label not in taken:
                stood = self.stood.get(name) or self.stood.get(_was(parent, name, label, letters)) or ()
                row.insert(_place(row, label, stood, known), (self.deletion_mark(parent, by_id[name], label), label))
                taken.add(label)
        row = [
            (
                self.deletion_mark(parent, by_id[names.get(one.id, one.id)], label)
                if one.deleted and label is not None
                else one,
                label,
            )
            for one, label in row
        ]
        numbers = _filled(row, known)
        counted = [steps(mark) for mark in counted_marks([one for one, _label in row])]
        if numbers == counted:
            return tuple(replace(one, number=None) if one.number is not None else one for one, _label in row)
        return tuple(
            replace(one, number=in_words(number, letters=isinstance(one, Item)) if number else None)
            for (one, _label), number in zip(row, numbers, strict=True)
        )

    def known[P: (Clause, Paragraph, Item)](
        self, parts: Sequence[P], ground: Sequence[P], proposed: Sequence[P]
    ) -> _Known:
        has_own = self.own and any(one.number is not None for one in ground)
        hard = {
            one.id: steps(mark)
            for one, mark in zip(ground, marks(ground), strict=True)
            if mark and (not has_own or one.number is not None)
        }
        other = {one.id: steps(mark) for one, mark in zip(proposed, marks(proposed), strict=True) if mark}
        soft = {name: label for name, label in other.items() if name not in hard}
        if proposed:
            soft |= {name: label for name, label in hard.items() if name not in other}
        first = {one.id for one in parts[:1] if one.id == PREAMBLE and one.id not in hard and isinstance(one, Clause)}
        silent = {one.id for one in ground if one.id == PREAMBLE and one.id not in hard and isinstance(one, Clause)}
        return _Known(hard, soft, frozenset(first | silent))

    def deletion_mark[P: (Clause, Paragraph, Item)](self, parent: str, one: P, label: Steps) -> P:
        """The mark in place of a part that was deleted."""
        name, now = one.id, ""
        if one.id in self.alive:
            name, now = _was(parent, one.id, label, isinstance(one, Item)), one.id
        elif one.deleted:
            return one
        return cast(P, _deleted(one, name, deleted_words(self.languages, now)))


def _with_words(clauses: Sequence[Clause], languages: tuple[Language, ...]) -> tuple[Clause, ...]:
    """The clauses with the words of deleted parts in the languages of the text; one that stands nowhere now says so."""
    there = frozenset(one.id for one in parts_of(clauses))

    def worded[P: (Clause, Paragraph, Item)](one: P) -> P:
        if not one.deleted:
            return one
        texts = one.heading if isinstance(one, Clause) else one.text
        now = next((run.ref for runs in texts.values() for run in runs if run.ref in there), None)
        return cast(P, _deleted(one, one.id, deleted_words(languages, now or "")))

    return with_parts(clauses, worded)


def _deleted(one: Part, name: str, words: RunTexts) -> Part:
    match one:
        case Clause():
            return replace(one, id=name, heading=words, paragraphs=(), deleted=True)
        case Paragraph():
            return replace(one, id=name, text=words, items=(), columns=0, deleted=True)
        case Item():
            return replace(one, id=name, text=words, deleted=True)


def _holders(labels: Sequence[Steps | None], weights: Sequence[int]) -> frozenset[int]:
    """The indexes of the parts that keep their numbers: those of the heaviest row that ascends, the first of equal ones."""
    known = [index for index, label in enumerate(labels) if label is not None]
    ordered = [labels[index] or () for index in known]
    if all(left < right for left, right in pairwise(ordered)):
        return frozenset(known)
    best: list[tuple[int, int]] = [(0, -1)] * len(known)  # weight of the row that begins here, the next of it
    for here in range(len(known) - 1, -1, -1):
        weight, follows = 0, -1
        for there in range(here + 1, len(known)):
            if ordered[there] > ordered[here] and best[there][0] > weight:
                weight, follows = best[there][0], there
        best[here] = (weight + weights[known[here]], follows)
    at = max(range(len(known)), key=lambda n: best[n][0], default=-1)
    found: set[int] = set()
    while at >= 0:
        found.add(known[at])
        at = best[at][1]
    return frozenset(found)


def _place[P: (Clause, Paragraph, Item)](
    row: Sequence[tuple[P, Steps | None]], label: Steps, stood: Sequence[str], known: _Known
) -> int:
    """Where what stands for a gone part comes in: behind what it stood behind, as far as the numbers allow."""
    least = 1 + max((n for n, (_one, other) in enumerate(row) if other is not None and other < label), default=-1)
    least += not least and bool(row) and row[0][0].id in known.unnumbered
    most = next((n for n, (_one, other) in enumerate(row) if other is not None and other > label), len(row))
    there = {one.id: n for n, (one, _other) in enumerate(row)}
    behind = next((there[other] for other in stood if other in there), -1)
    return min(max(least, behind + 1), most)


def _filled[P: (Clause, Paragraph, Item)](row: Sequence[tuple[P, Steps | None]], known: _Known) -> list[Steps]:
    """The number of every part of the row: its own, or one in between; empty for one that has none."""
    fixed = [label if label is not None and one.id not in known.soft else None for one, label in row]
    numbers: list[Steps] = []
    before: Steps = ()
    for index, (one, _label) in enumerate(row):
        number = fixed[index]
        if one.id in known.unnumbered:
            numbers.append(())
            continue
        if number is None:
            end = next((n for n in range(index, len(row)) if fixed[n] is not None), len(row))
            after = fixed[end] or () if end < len(row) else ()
            wanted = [known.soft.get(other.id) for other, _label in row[index:end] if other.id not in known.unnumbered]
            given: list[Steps] = [label for label in wanted if label is not None]
            fits = all(left < right for left, right in zip((before, *given), (*given, after), strict=True) if right)
            number = known.soft.get(one.id) if fits else None
            number = number or between(before, given[0] if fits and given else after)
            fixed[index] = number
        if not is_number(in_words(number, letters=isinstance(one, Item))):
            raise TooLarge(N_("There is no short number left between these clauses. Renumber the clauses first."))
        numbers.append(number)
        before = number
    return numbers
