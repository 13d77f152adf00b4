"""Two texts of an agreement laid side by side: clauses first (moved, renamed, renumbered, split, merged), then words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from datapact.base.texts import N_, Language, Message, counted
from datapact.contract.editing.change import Change
from datapact.contract.editing.compare import compare_documents
from datapact.contract.editing.compare_text import numbers_in_both
from datapact.contract.text.clauses import (
    Clause,
    Item,
    Paragraph,
    Part,
    RunTexts,
    parts_of,
    places,
    plain_text,
    same_words,
)
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.keeping import live, settled_as_kept
from datapact.contract.text.marked import MarkedPlace, marked_text
from datapact.contract.text.value_words import BilingualMessage, bilingual, quoted

type ClauseMark = Literal["same", "changed", "added", "removed"]

_ALIKE = 0.6  # share of words from which a clause that went and one that came are taken for the same
_PART = 0.3  # share of the words of a clause that went, from which another one has a part of it
_PASSAGE = 5  # words in a row that are no chance
_MOST_CELLS = 4_000_000  # of a table of words
_MOST_NAMED = 12  # clauses that a sentence of the summary names


@dataclass(frozen=True, slots=True)
class ComparedClause:
    """One clause of either text."""

    id: str
    """In the newer text; in the older one where it is gone."""
    mark: ClauseMark
    """``changed``: words of it are others, its heading's included."""
    moved: bool
    """Whether it stands in another order among those that both have."""
    old_number: BilingualMessage | None
    """Number in the older text; None where it was not there."""
    new_number: BilingualMessage | None
    """Number in the newer text; None where it is gone."""
    old_heading: BilingualMessage | None
    """Without the number; None where it was not there."""
    new_heading: BilingualMessage | None
    """Without the number; None where it is gone."""
    taken_from: tuple[BilingualMessage, ...] = ()
    """Numbers in the older text of the clauses out of which most of its words were taken: one was split."""
    went_into: tuple[BilingualMessage, ...] = ()
    """Numbers in the newer text of the clauses into which most of its words went: it was merged, or split up."""

    @property
    def renamed(self) -> bool:
        """Whether both texts have it under different headings."""
        headings = self.old_heading, self.new_heading
        return None not in headings and headings[0] != headings[1]

    @property
    def renumbered(self) -> bool:
        """Whether both texts have it under different numbers."""
        numbers = self.old_number, self.new_number
        return None not in numbers and numbers[0] != numbers[1]

    @property
    def name(self) -> BilingualMessage:
        """Number and heading by which a reader finds it."""
        number, heading = self.new_number or self.old_number, self.new_heading or self.old_heading
        assert number is not None
        assert heading is not None
        return bilingual(f"{number.de} {heading.de}".strip(), f"{number.en} {heading.en}".strip())


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences between two texts."""

    old: AgreementDocument
    """The older text."""
    new: AgreementDocument
    """The newer one; clauses that are the same as in the older one have the same ids."""
    clauses: tuple[ComparedClause, ...]
    """In the order of the newer text, removed ones where they stood."""
    places: Mapping[Language, tuple[MarkedPlace, ...]]
    """Every heading, paragraph and point by language, marked by words."""
    changes: tuple[Change, ...]
    """All changes as sentences, terms and frame included."""
    summary: tuple[Message, ...]
    """What differs, in a few sentences; one of them where nothing does."""

    @property
    def changed_places(self) -> tuple[str, ...]:
        """Ids of places with changed words, in reading order."""
        found: dict[str, None] = {}
        for listed in self.places.values():
            for place in listed:
                if place.mark != "same":
                    found[place.id] = None
        order = {place.id: n for n, place in enumerate(next(iter(self.places.values()), ()))}
        return tuple(sorted(found, key=lambda one: order.get(one, len(order))))


def compared(old: AgreementDocument, new: AgreementDocument) -> Comparison:
    """Compare two texts; ``new`` may come from outside, with ids of its own."""
    new = aligned(old, new)
    clauses = tuple(_clauses(replace(old, clauses=live(old.clauses)), replace(new, clauses=live(new.clauses))))
    languages = [one for one in new.languages if one in old.languages] or list(new.languages)
    found = {language: marked_text(old, new, language) for language in languages}
    changes = compare_documents(old, new)
    return Comparison(old, new, clauses, found, changes, tuple(_summary(old, new, clauses, changes)))


# ---- the same clause under another id ----


def aligned(old: AgreementDocument, new: AgreementDocument) -> AgreementDocument:
    """``new`` with the ids of ``old`` for clauses and paragraphs that are the same in equal or similar words."""
    before, after = _parts(live(old.clauses)), _parts(live(new.clauses))
    names: dict[str, str] = {}
    for level in (Clause, Paragraph, Item):
        gone = {id: one for id, one in before.items() if isinstance(one, level) and id not in after}
        come = {id: one for id, one in after.items() if isinstance(one, level) and id not in before}
        names.update(_pairs(gone, come))
    if not names:
        return new
    clauses = tuple(_renamed(clause, names) for clause in new.clauses)
    return replace(new, clauses=settled_as_kept(clauses, new.terms, new.languages))


def _parts(clauses: Sequence[Clause]) -> dict[str, Part]:
    return {part.id: part for part in parts_of(clauses)}


def _pairs(deleted: Mapping[str, Part], come: Mapping[str, Part]) -> dict[str, str]:
    """New id -> old id, the most similar first; each is used once."""
    words = {id: _words(one) for id, one in (*deleted.items(), *come.items())}
    scored: list[tuple[float, str, str]] = []
    for new in come:
        matcher = SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(words[new])
        for old in deleted:
            matcher.set_seq1(words[old])
            if words[old] and matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE:
                share = matcher.ratio()
                if share >= _ALIKE:
                    scored.append((share, new, old))
    result: dict[str, str] = {}
    for _share, new, old in sorted(scored, reverse=True):
        if new not in result and old not in result.values():
            result[new] = old
    return result


def _words(part: Clause | Paragraph | Item) -> list[str]:
    texts: list[RunTexts]
    if isinstance(part, Clause):
        texts = [said for _place, said in places((part,))]
    elif isinstance(part, Paragraph):
        texts = [part.text, *(item.text for item in part.items)]
    else:
        texts = [part.text]
    return [word for said in texts for runs in said.values() for word in plain_text(runs).split()]


def _renamed(clause: Clause, names: Mapping[str, str]) -> Clause:
    def runs(texts: RunTexts) -> RunTexts:
        return {
            language: tuple(
                replace(run, ref=names[run.ref]) if run.ref is not None and run.ref in names else run for run in listed
            )
            for language, listed in texts.items()
        }

    return replace(
        clause,
        id=names.get(clause.id, clause.id),
        heading=runs(clause.heading),
        paragraphs=tuple(
            replace(
                one,
                id=names.get(one.id, one.id),
                text=runs(one.text),
                items=tuple(replace(item, id=names.get(item.id, item.id), text=runs(item.text)) for item in one.items),
            )
            for one in clause.paragraphs
        ),
    )


# ---- clauses ----


def _clauses(old: AgreementDocument, new: AgreementDocument) -> Iterator[ComparedClause]:
    before = {clause.id: clause for clause in old.clauses}
    after = {clause.id: clause for clause in new.clauses}
    old_numbers, new_numbers = numbers_in_both(old.clauses), numbers_in_both(new.clauses)
    moved = _moved([id for id in before if id in after], [id for id in after if id in before])
    taken, went = _split_and_merged(before, after)

    def one(id: str) -> ComparedClause:
        left, right = before.get(id), after.get(id)
        mark: ClauseMark = "added" if left is None else "removed" if right is None else "same"
        if left is not None and right is not None and not _same(left, right):
            mark = "changed"
        return ComparedClause(
            id,
            mark,
            id in moved,
            old_numbers[id] if left is not None else None,
            new_numbers[id] if right is not None else None,
            _heading(left) if left is not None else None,
            _heading(right) if right is not None else None,
            tuple(old_numbers[other] for other in taken.get(id, ())),
            tuple(new_numbers[other] for other in went.get(id, ())),
        )

    behind: dict[str, list[str]] = {}
    last = ""
    for id in before:
        if id in after:
            last = id
        else:
            behind.setdefault(last, []).append(id)
    yield from map(one, behind.get("", ()))
    for id in after:
        yield one(id)
        yield from map(one, behind.get(id, ()))


def _split_and_merged(
    before: Mapping[str, Clause], after: Mapping[str, Clause]
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """For clauses that came, the ones that their words were taken from; for clauses that went, those that have them now.

    A passage counts that went from one clause and came in another; chance words that follow each other do not.
    """
    if before.keys() == after.keys():
        return {}, {}
    differ = {id for id in {*before, *after} if before.get(id) != after.get(id)}
    come = {
        id: _came(_words(clause), _words(before[id]) if id in before else [])
        for id, clause in after.items()
        if id in differ
    }
    gone = {
        id: _came(_words(clause), _words(after[id]) if id in after else [])
        for id, clause in before.items()
        if id in differ
    }
    taken: dict[str, list[str]] = {}
    went: dict[str, list[str]] = {}
    for new, pieces in come.items():
        for old, rests in gone.items():
            if new == old or not pieces or not rests or (new in before and old in after):
                continue
            shared = _shared(rests, pieces)
            if new not in before and shared >= _ALIKE * max(1, len(_words(after[new]))):
                taken.setdefault(new, []).append(old)
            if old not in after and shared >= _PART * len(_words(before[old])):
                went.setdefault(old, []).append(new)
    return taken, went


def _came(words: list[str], others: list[str]) -> list[str]:
    """The words of a clause that its other version does not have."""
    if not others:
        return words
    steps = SequenceMatcher(None, others, words, autojunk=False).get_opcodes()
    return [word for what, _a, _b, start, end in steps if what in ("insert", "replace") for word in words[start:end]]


def _shared(left: list[str], right: list[str]) -> int:
    """The number of words in passages that both have."""
    if len(left) * len(right) > _MOST_CELLS or not set(left) & set(right):
        return 0
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= _PASSAGE)


def _same(left: Clause, right: Clause) -> bool:
    before, after = list(places((left,))), list(places((right,)))
    return [id for id, _texts in before] == [id for id, _texts in after] and all(
        same_words(one, other) for (_a, one), (_b, other) in zip(before, after, strict=True)
    )


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Ids that are out of the longest order that both texts have."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    kept = {id for block in matcher.get_matching_blocks() for id in before[block.a : block.a + block.size]}
    return set(before) - kept


def _heading(clause: Clause) -> BilingualMessage:
    words = {language: plain_text(runs) for language, runs in clause.heading.items()}
    return bilingual(words.get("de", words.get("en", "")), words.get("en", words.get("de", "")))


# ---- sentences ----


def _summary(
    old: AgreementDocument, new: AgreementDocument, clauses: Sequence[ComparedClause], changes: Sequence[Change]
) -> Iterator[Message]:
    by_mark = {mark: [one for one in clauses if one.mark == mark] for mark in ("changed", "added", "removed")}
    terms = [one for one in changes if one.kind not in ("text", "follows")]
    if by_mark["changed"]:
        n = len(by_mark["changed"])
        words = {"which": _listed(by_mark["changed"])}
        yield counted(
            "{n} clause is worded otherwise: {which}.", "{n} clauses are worded otherwise: {which}.", n, **words
        )
    if by_mark["added"]:
        n, words = len(by_mark["added"]), {"which": _listed(by_mark["added"])}
        yield counted("{n} clause is new: {which}.", "{n} clauses are new: {which}.", n, **words)
    if by_mark["removed"]:
        n, words = len(by_mark["removed"]), {"which": _listed(by_mark["removed"])}
        yield counted("{n} clause is gone: {which}.", "{n} clauses are gone: {which}.", n, **words)
    for one in clauses:
        if one.taken_from and one.new_number is not None:
            words = {"number": one.new_number, "which": _joined(one.taken_from)}
            yield Message(N_("{number} holds what was taken out of the former {which}."), words)
        if one.went_into and one.old_number is not None:
            words = {"number": one.old_number, "which": _joined(one.went_into)}
            yield Message(N_("The former {number} went into {which}."), words)
    moved = [one for one in clauses if one.moved]
    if moved:
        n, words = len(moved), {"which": _listed(moved)}
        yield counted("{n} clause stands elsewhere: {which}.", "{n} clauses stand elsewhere: {which}.", n, **words)
    for one in clauses:
        if one.renamed and one.old_heading is not None and one.new_heading is not None and one.new_number is not None:
            yield Message(
                N_("{number} is now called {new}; it was {old}."),
                {"number": one.new_number, "new": quoted(one.new_heading), "old": quoted(one.old_heading)},
            )
    renumbered = [one for one in clauses if one.renumbered and not one.moved]
    if renumbered:
        yield counted("{n} clause has another number.", "{n} clauses have other numbers.", len(renumbered))
    if terms:
        yield counted("{n} term is another.", "{n} terms are others.", len(terms))
    if not changes and not moved:
        yield Message(N_("Both texts say the same."))
    elif not any(by_mark.values()) and old.clauses == new.clauses:
        yield Message(N_("No clause is worded otherwise."))


def _joined(numbers: Sequence[BilingualMessage]) -> BilingualMessage:
    return bilingual(", ".join(one.de for one in numbers), ", ".join(one.en for one in numbers))


def _listed(clauses: Sequence[ComparedClause]) -> BilingualMessage:
    shown = [one.new_number or one.old_number or bilingual("", "") for one in clauses[:_MOST_NAMED]]
    more = ", …" if len(clauses) > _MOST_NAMED else ""
    return bilingual(", ".join(one.de for one in shown) + more, ", ".join(one.en for one in shown) + more)
