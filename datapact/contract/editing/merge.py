"""Merging changes into a state: terms by path, text by paragraph, so that nothing else moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from datapact.base.errors import Malformed, WrongUse
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Language, printable_place
from datapact.contract.terms.paths import ROOT, Shape, identity_of, step_into
from datapact.contract.text.clauses import (
    Clause,
    Item,
    Paragraph,
    Part,
    Run,
    RunTexts,
    mapped,
    parts_of,
    places,
    same_words,
)
from datapact.contract.text.document import Texts
from datapact.contract.text.keeping import bears_numbers, kept, live
from datapact.contract.text.numbering import numbered, numbers


def merge_terms(base: JsonObject, changes: Mapping[str, Any], removals: Sequence[str]) -> dict[str, Any]:
    """``base`` (terms as JSON) with ``changes`` merged in after ``removals``; reading the terms checks validity."""
    merged = cast("dict[str, Any]", base)
    for path in removals:
        merged = _without(merged, path)
    return cast("dict[str, Any]", _merged(ROOT, merged, changes))


def _merged(shape: Shape, base: object, change: object) -> object:
    if shape.kind in ("part", "localised") and isinstance(change, Mapping) and isinstance(base, Mapping):
        result = dict(base)
        for name, value in change.items():
            try:
                result[name] = _merged(step_into(shape, name), result.get(name, _empty(value)), value)
            except KeyError:
                result[name] = value  # the reader of the terms names the mistake
        return result
    if shape.kind == "list" and shape.element is not None and shape.element.model is not None:
        return _merged_list(shape.element, base, change)
    return change


def _empty(value: object) -> object:
    return {} if isinstance(value, Mapping) else None


def _merged_list(element: Shape, base: object, change: object) -> object:
    names = identity_of(element.model) if element.model is not None else ()
    change = members_to_merge(element, change)
    if not isinstance(change, list) or not names:
        return change
    result = list(base) if isinstance(base, list) else []
    for member in change:
        index = next((n for n, old in enumerate(result) if _same(old, member, names)), None)
        if index is None:
            result.append(_merged(element, {}, member))
        else:
            result[index] = _merged(element, result[index], member)
    return result


def members_to_merge(element: Shape, change: object) -> object:
    """The members of a list in a change: where they have keys, they may be given as an object by key."""
    if isinstance(change, Mapping) and element.model is not None and identity_of(element.model) == ("key",):
        return [{**value, "key": key} if isinstance(value, Mapping) else value for key, value in change.items()]
    return change


def _same(old: object, new: object, names: tuple[str, ...]) -> bool:
    return (
        isinstance(old, Mapping)
        and isinstance(new, Mapping)
        and all(name in old and old.get(name) == new.get(name) for name in names)
    )


def _without(base: dict[str, Any], path: str) -> dict[str, Any]:
    first, _dot, rest = path.partition(".")
    return {**base, first: _cut(base[first], rest, path)} if rest and first in base else _dropped(base, first, path)


def _cut(value: Any, path: str, whole: str) -> Any:
    step, _dot, rest = path.partition(".")
    if isinstance(value, dict):
        if rest and step in value:
            return {**value, step: _cut(value[step], rest, whole)}
        return _dropped(value, step, whole)
    if isinstance(value, list):
        for index, member in enumerate(value):
            if (isinstance(member, dict) and member.get("key") == step) or step == str(index):
                kept = [_cut(member, rest, whole)] if rest else []
                return [*value[:index], *kept, *value[index + 1 :]]
    raise _nothing_there(whole)


def _dropped(value: dict[str, Any], step: str, whole: str) -> dict[str, Any]:
    if step not in value:
        raise _nothing_there(whole)
    return {name: entry for name, entry in value.items() if name != step}


def _nothing_there(path: str) -> Malformed:
    return Malformed(N_("There is nothing to remove at {place}. Correct the place."), place=printable_place(path))


def merge_text(
    current: Sequence[Clause],
    before: Sequence[Clause],
    after: Sequence[Clause],
    languages: Sequence[Language],
    reworded: frozenset[str] = frozenset(),
    ground: Sequence[Clause] | None = None,
) -> tuple[Clause, ...]:
    """The current clauses with the changes from ``before`` to ``after`` (both made from the template).

    Numbers of ``ground``, which both sides have already, stay. A paragraph that the change does not concern keeps its current words. Raises WrongUse when it concerns one
    whose words are no longer the template's, unless ``reworded`` says that new words for it come along.
    """
    ground = current if ground is None and bears_numbers(current) else ground
    current = live(earlier := current)
    merger = _Merger(
        dict(places(current)),
        dict(places(before)),
        dict(places(after)),
        reworded,
        {language: numbers(current, language) for language in languages},
    )
    return numbered(kept(merger.clauses(current, before, after), ground, languages, before=earlier), languages)


def reword(
    clauses: Sequence[Clause], wording: Mapping[str, Texts], languages: Sequence[Language]
) -> tuple[Clause, ...]:
    """The clauses with free words in place of some texts, by id; raises Malformed for an id that is not there."""
    known = {part.id for part in parts_of(clauses) if not part.deleted}
    for identifier in wording:
        if identifier not in known:
            raise Malformed(
                N_("There is no clause, paragraph or item '{id}' in this agreement. Correct the name under [wording]."),
                id=printable_place(identifier),
            )

    def text(identifier: str, current: RunTexts) -> RunTexts:
        if identifier not in wording:
            return current
        return {language: (Run(wording[identifier][language]),) for language in languages}

    return numbered(mapped(clauses, text), languages)


@dataclass(frozen=True, slots=True)
class _Merger:
    current: Mapping[str, RunTexts]
    before: Mapping[str, RunTexts]
    after: Mapping[str, RunTexts]
    reworded: frozenset[str]
    numbers: Mapping[Language, Mapping[str, str]]

    def clauses(self, current: Sequence[Clause], before: Sequence[Clause], after: Sequence[Clause]) -> list[Clause]:
        now, was, will = _by_id(current), _by_id(before), _by_id(after)
        result = []
        for name in _order(current, before, after):
            paragraphs = self.paragraphs(*(side[name].paragraphs if name in side else () for side in (now, was, will)))
            whole = now.get(name) or will[name]
            result.append(replace(whole, heading=self.text(name), paragraphs=tuple(paragraphs)))
        return result

    def paragraphs(
        self, current: Sequence[Paragraph], before: Sequence[Paragraph], after: Sequence[Paragraph]
    ) -> list[Paragraph]:
        now, was, will = _by_id(current), _by_id(before), _by_id(after)
        result = []
        for name in _order(current, before, after):
            listed = [side[name].items if name in side else () for side in (now, was, will)]
            own, made = _by_id(listed[0]), _by_id(listed[2])
            items = tuple(replace(own.get(one) or made[one], text=self.text(one)) for one in _order(*listed))
            result.append(replace(now.get(name) or will[name], text=self.text(name), items=items))
        return result

    def text(self, identifier: str) -> RunTexts:
        now, was, will = (side.get(identifier) for side in (self.current, self.before, self.after))
        if will is None or now is None:
            return cast(RunTexts, will or now)
        if was is not None and same_words(was, will):
            return now
        if was is None or same_words(now, was) or same_words(now, will) or identifier in self.reworded:
            return will
        number = next(iter(self.numbers.values())).get(identifier, identifier)
        raise WrongUse(
            N_(
                "{number} was worded freely and shows a term that you change. "
                "Give its new words under [wording.{id}] in the same file."
            ),
            number=number,
            id=identifier,
        )


def _by_id[P: (Clause, Paragraph, Item)](parts: Sequence[P]) -> dict[str, P]:
    return {part.id: part for part in parts}


def _order(current: Sequence[Part], before: Sequence[Part], after: Sequence[Part]) -> list[str]:
    """The ids of ``after``, without freely removed ones and with freely inserted ones in place."""
    now = [part.id for part in current]
    was = {part.id for part in before}
    order = [part.id for part in after if part.id in now or part.id not in was]
    for index, name in enumerate(now):
        if name not in was and name not in order:
            previous = now[index - 1] if index else None
            order.insert(order.index(previous) + 1 if previous in order else 0, name)
    return order
