"""A text composed of one's own and of those changes of a proposal that were accepted.

All changes accepted give exactly the proposal, none exactly the own text. What is written by the template follows the
terms that were accepted; a change that cannot stand without another one brings it along.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from datapact.base.errors import WrongUse
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_
from datapact.contract.changes.proposed import NUMBERS, ProposedChange, proposed_changes
from datapact.contract.templates.propagate import followed
from datapact.contract.terms import Terms, read_terms, write_terms
from datapact.contract.terms.references import dangling_key
from datapact.contract.text.clauses import Clause, Item, Paragraph, Part, RunTexts, inner_parts, parts_of, places
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.keeping import (
    bears_numbers,
    lists_by_parent,
    live,
    renumbered,
    settled_as_kept,
    standing_in,
    with_deleted,
)
from datapact.contract.text.numbering import settled
from datapact.contract.text.tables import changed_tables, shape_of


@dataclass(frozen=True, slots=True)
class Composed:
    """The composed text and the changes that are in it."""

    document: AgreementDocument
    """Whole: its references are settled and its keys name something."""
    accepted: frozenset[str]
    """Ids of the changes in it: those chosen, those that they need, and without those that cannot be."""


def compose(base: AgreementDocument, proposal: AgreementDocument, chosen: Collection[str]) -> Composed:
    """``base`` with the ``chosen`` changes (ids) of ``proposal``.

    Raises WrongUse for an id that is no change of the proposal, and where the chosen terms cannot stand together.
    """
    changes = {change.id: change for change in proposed_changes(base, proposal)}
    for identifier in chosen:
        if identifier not in changes:
            raise WrongUse(N_("The proposal has no change {id} any more. Open it again."), id=identifier[:120])
    accepted = set(chosen)
    if accepted == set(changes):
        return Composed(proposal, frozenset(accepted))
    if not accepted:
        return Composed(base, frozenset())
    ground, offered = base.clauses, proposal.clauses
    base, proposal = (replace(one, clauses=live(one.clauses)) for one in (base, proposal))
    terms = _terms(base, proposal, changes, accepted)
    frame = _frame(base, proposal, accepted)
    mine, theirs = (_following(document, terms, frame) for document in (base, proposal))
    clauses = _Assembly(mine, theirs, base, proposal, frozenset(accepted), ground).clauses()
    while needed := _needed(mine, theirs, clauses) & changes.keys() - accepted:
        accepted |= needed
        clauses = _Assembly(mine, theirs, base, proposal, frozenset(accepted), ground).clauses()
    accepted -= _without_effect(accepted, ground, clauses)
    whole = replace(frame, terms=terms, clauses=clauses)
    if NUMBERS in accepted:
        return Composed(_counted_as_offered(whole, ground, offered), frozenset(accepted))
    # Other numbers than those of the ground are a change that was not accepted: nothing of them comes in.
    proposed = () if NUMBERS in changes else offered
    made = with_deleted(with_deleted(clauses, proposed), ground)
    made = settled_as_kept(made, terms, whole.languages, ground, proposed)
    return Composed(replace(whole, clauses=made), frozenset(accepted))


def _needed(own: Sequence[Clause], other: Sequence[Clause], made: Sequence[Clause]) -> set[str]:
    """Ids of the changes without which a part that both texts have would be lost, or a table have too few cells."""
    there = {one.id for one in parts_of(own)}
    was, now = _around(own), _around(other)
    shapes = [{one.id: shape_of(one) for clause in side for one in clause.paragraphs} for side in (own, other)]
    found = set()
    for place in there & {one.id for one in parts_of(other)} - {one.id for one in parts_of(made)}:
        found.add(f"moved:{place}")
        while place := now[place]:
            if place not in there or shapes[0].get(place) != shapes[1].get(place):
                found.add(f"text:{place}")
    for table in (one for clause in made for one in clause.paragraphs if one.columns):
        known = [side[table.id] for side in shapes if table.id in side]
        if shape_of(table) not in known:
            cells = {cell for _columns, listed in known for cell in listed}
            found |= {f"text:{one}" for cell in cells for one in (table.id, was.get(cell), now.get(cell))}
            found |= {f"moved:{cell}" for cell in cells}
    return found


def _without_effect(accepted: Collection[str], ground: Sequence[Clause], made: Sequence[Clause]) -> set[str]:
    """Of the accepted changes those of an order in which, without others that were refused, nothing stands otherwise."""
    before, now = ({parent: _ids(listed) for parent, listed in lists_by_parent(one)} for one in (ground, made))
    found = set()
    for identifier in accepted:
        kind, _colon, place = identifier.partition(":")
        parent = "" if place == "clauses" else place
        if kind == "order" and parent in before:
            here = now.get(parent, [])
            there = [one for one in before[parent] if one in here]
            if there == [one for one in here if one in there]:
                found.add(identifier)
    return found


def _counted_as_offered(
    whole: AgreementDocument, ground: Sequence[Clause], offered: Sequence[Clause]
) -> AgreementDocument:
    """The text with the numbers of the proposal: counted anew, or those that it keeps."""
    if not bears_numbers(offered):
        return replace(whole, clauses=settled(renumbered(whole.clauses), whole.terms, whole.languages))
    made = with_deleted(whole.clauses, offered)
    made = settled_as_kept(made, whole.terms, whole.languages, standing_in(offered, made), ground)
    return replace(whole, clauses=made)


def _frame(base: AgreementDocument, proposal: AgreementDocument, accepted: Collection[str]) -> AgreementDocument:
    """``base`` with the accepted changes of title, number, languages, framework and template."""
    frame = base
    if "frame:languages" in accepted:
        title = {language: base.title.get(language, proposal.title[language]) for language in proposal.languages}
        prevailing = base.prevailing if base.prevailing in proposal.languages else proposal.prevailing
        frame = replace(frame, languages=proposal.languages, title=title, prevailing=prevailing)
    if "frame:prevailing" in accepted and proposal.prevailing in frame.languages:
        frame = replace(frame, prevailing=proposal.prevailing)
    if "frame:title" in accepted:
        title = {language: proposal.title.get(language, frame.title[language]) for language in frame.languages}
        frame = replace(frame, title=title)
    if "frame:number" in accepted:
        frame = replace(frame, number=proposal.number)
    if "frame:parent" in accepted:
        frame = replace(frame, parent=proposal.parent)
    if "frame:template" in accepted:
        frame = replace(frame, kind=proposal.kind, template=proposal.template)
    return frame


def _following(document: AgreementDocument, terms: Terms, frame: AgreementDocument) -> tuple[Clause, ...]:
    after = replace(document, terms=terms, languages=frame.languages, prevailing=frame.prevailing)
    if after == document:
        return document.clauses
    return followed(document, after)


# ---- terms ----


def _terms(
    base: AgreementDocument, proposal: AgreementDocument, changes: Mapping[str, ProposedChange], accepted: set[str]
) -> Terms:
    """The terms with the accepted changes; adds to ``accepted`` what they need, and takes out what cannot be."""
    old, new = write_terms(base.terms), write_terms(proposal.terms)
    for _round in range(len(changes) + 1):
        terms = read_terms(_merged(old, new, [changes[one] for one in changes if one in accepted]))
        dangling = dangling_key(terms)
        if dangling is None:
            return terms
        path, key = dangling
        brings = [
            one for one, change in changes.items() if change.kind == "term" and change.place.rpartition(".")[2] == key
        ]
        missing = [one for one in brings if one not in accepted]
        if missing:
            accepted.update(missing)
        elif brings:
            accepted.difference_update(brings)  # the member stays, for something refused still names it
        else:
            raise WrongUse(
                N_("'{key}' is named at {place}, but there is nothing with this key."), key=key, place=path[:200]
            )
    raise WrongUse(N_("These changes cannot be accepted without others. Accept all of them, or none."))


def _merged(old: JsonObject, new: JsonObject, changes: Sequence[ProposedChange]) -> JsonObject:
    merged: Any = old
    for change in changes:
        if change.kind == "term":
            merged = _taken(merged, new, change.place.split("."))
    return cast(JsonObject, merged)


_NOTHING = object()


def _taken(old: Any, new: Any, path: Sequence[str]) -> Any:
    """``old`` with the value of ``new`` at the path, or without it where ``new`` has none."""
    step, rest = path[0], path[1:]
    if isinstance(old, list) or isinstance(new, list):
        return _taken_member(old if isinstance(old, list) else [], new if isinstance(new, list) else [], step, rest)
    before = old if isinstance(old, dict) else {}
    after = new if isinstance(new, dict) else {}
    if rest:
        value = _taken(before.get(step, _NOTHING), after.get(step, _NOTHING), rest)
    elif isinstance(before.get(step), list) and isinstance(after.get(step), list) and _keyed(after[step]):
        value = _ordered(before[step], after[step])  # what came or went is a change of its own
    else:
        value = after.get(step, _NOTHING)
    result = {name: one for name, one in before.items() if name != step}
    if value is not _NOTHING and value not in ({}, []):
        result[step] = value
    return result


def _taken_member(old: list[Any], new: list[Any], key: str, rest: Sequence[str]) -> list[Any]:
    before = next((one for one in old if _key(one) == key), _NOTHING)
    after = next((one for one in new if _key(one) == key), _NOTHING)
    if rest:
        if before is _NOTHING:
            return old
        return [_taken(one, after, rest) if one is before else one for one in old]
    if after is _NOTHING:
        return [one for one in old if one is not before]
    if before is not _NOTHING:
        return [after if one is before else one for one in old]
    return _inserted(old, after, [_key(one) for one in new])


def _keyed(listed: list[Any]) -> bool:
    return all(_key(one) for one in listed)


def _key(member: Any) -> str:
    return str(member.get("key", "")) if isinstance(member, dict) else ""


def _inserted(old: list[Any], member: Any, order: Sequence[str]) -> list[Any]:
    """``member`` behind the nearest earlier one of ``order`` that is there."""
    present = [_key(one) for one in old]
    earlier = next((key for key in reversed(order[: order.index(_key(member))]) if key in present), None)
    at = present.index(earlier) + 1 if earlier is not None else 0
    return [*old[:at], member, *old[at:]]


def _ordered(old: list[Any], new: list[Any]) -> list[Any]:
    order = [_key(one) for one in new]
    common = [one for one in old if _key(one) in order]
    wanted = iter(sorted(common, key=lambda one: order.index(_key(one))))
    return [next(wanted) if _key(one) in order else one for one in old]


# ---- text ----


class _Assembly:
    """Puts the clauses together: own ones that follow the terms, and accepted ones of the proposal."""

    def __init__(
        self,
        mine: Sequence[Clause],
        theirs: Sequence[Clause],
        base: AgreementDocument,
        proposal: AgreementDocument,
        accepted: frozenset[str],
        ground: Sequence[Clause],
    ) -> None:
        self.mine, self.theirs = mine, theirs
        self.accepted = accepted
        self.own, self.other = dict(places(mine)), dict(places(theirs))
        self.before = {place for place, _texts in places(base.clauses)}
        self.proposed = {place for place, _texts in places(proposal.clauses)}
        self.own_parts = {part.id: part for part in parts_of(mine)}
        self.other_parts = {part.id: part for part in parts_of(theirs)}
        self.around = _around(theirs)
        self.tables = changed_tables(base.clauses, proposal.clauses).keys()
        self.stood = {
            (parent, one.id): (_stood(listed[:index], listed), _stood(listed[index:], listed))
            for parent, listed in lists_by_parent(ground)
            for index, one in enumerate(listed)
            if one.deleted
        }
        """What stands before and behind each number of a deleted part: one that comes back stands there again."""
        was = _around(mine)
        self.away = {
            place
            for place, now in self.around.items()
            if f"moved:{place}" in accepted
            # Into a table that is taken as a whole, and out of one, everything goes with it.
            or (
                place in was
                and was[place] != now
                and any(f"text:{one}" in accepted for one in self.tables & {was[place], now})
            )
        }

    def clauses(self) -> tuple[Clause, ...]:
        found = [self.clause(place) for place in self.order("", _ids(self.mine), _ids(self.theirs))]
        return tuple(clause for clause in found if clause.paragraphs or not _inner(self.other_parts.get(clause.id)))

    def clause(self, place: str) -> Clause:
        own, other = self.own_parts.get(place), self.other_parts.get(place)
        order = self.order(place, _inner(own), _inner(other))
        made = own if isinstance(own, Clause) else other
        assert isinstance(made, Clause)
        return replace(made, heading=self.text(place), paragraphs=tuple(self.paragraph(one) for one in order))

    def paragraph(self, place: str) -> Paragraph:
        own, other = self.own_parts.get(place), self.other_parts.get(place)
        order = self.order(place, _inner(own), _inner(other))
        made = own if isinstance(own, Paragraph) else other
        assert isinstance(made, Paragraph)
        if place in self.tables and isinstance(own, Paragraph) and isinstance(other, Paragraph):  # one whole
            taken = other if f"text:{place}" in self.accepted else own
            return replace(made, text=self.text(place), items=taken.items, columns=taken.columns)
        return replace(made, text=self.text(place), items=tuple(self.item(one) for one in order))

    def item(self, place: str) -> Item:
        own, other = self.own_parts.get(place), self.other_parts.get(place)
        made = own if isinstance(own, Item) else other
        assert isinstance(made, Item)
        return replace(made, text=self.text(place))

    def text(self, place: str) -> RunTexts:
        if place not in self.own or (f"text:{place}" in self.accepted and place in self.other):
            return self.other[place]
        return self.own[place]

    def order(self, parent: str, own: Sequence[str], other: Sequence[str]) -> list[str]:
        """The ids of the parts of ``parent`` that stand in the composed text."""
        kept = [one for one in own if one not in self.away and not self.removed(one)]
        ordered = f"order:{parent or 'clauses'}" in self.accepted
        if ordered:
            common = [one for one in kept if one in other]
            wanted = iter(sorted(common, key=other.index))
            kept = [next(wanted) if one in other else one for one in kept]
        for index, one in enumerate(other):
            if one in kept or not (self.added(one, parent) or (one in self.away and self.around[one] == parent)):
                continue
            earlier = next((name for name in reversed(other[:index]) if name in kept), None)
            at = kept.index(earlier) + 1 if earlier is not None else 0
            if earlier is None or earlier in self.before & self.proposed:  # both insert here: alike, whoever composes
                while at < len(kept) and kept[at] not in other and kept[at] < one:
                    at += 1
                    while at < len(kept) and kept[at] not in other:
                        at += 1
            before, behind = ((), ()) if ordered else self.stood.get((parent, one), ((), ()))
            least = next((kept.index(name) + 1 for name in reversed(before) if name in kept), 0)
            most = next((kept.index(name) for name in behind if name in kept), len(kept))
            kept.insert(max(least, min(at, most)), one)
        return kept

    def removed(self, place: str) -> bool:
        return place not in self.proposed and f"text:{place}" in self.accepted

    def added(self, place: str, parent: str) -> bool:
        """Whether a part of the proposal that the own text lacks comes in: on its own, or inside one that does."""
        if place in self.before or place in self.own:
            return False
        if f"text:{place}" in self.accepted:
            return True
        return bool(parent) and parent not in self.before and parent not in self.own


def _stood(parts: Sequence[Part], listed: Sequence[Part]) -> Sequence[str]:
    """The ids of some parts of a list; in place of a number that a part left which stands elsewhere now, that of the part."""
    there = {one.id for one in listed}
    names: list[str] = []
    for part in parts:
        texts = part.heading if isinstance(part, Clause) else part.text
        now = next((run.ref for runs in texts.values() for run in runs if run.ref is not None), None)
        names.append(now if part.deleted and now is not None and now not in there else part.id)
    return names


def _around(clauses: Sequence[Clause]) -> dict[str, str]:
    return {one: part.id for part in parts_of(clauses) for one in _inner(part)} | dict.fromkeys(_ids(clauses), "")


def _ids(parts: Sequence[Part]) -> list[str]:
    return [part.id for part in parts]


def _inner(part: Part | None) -> list[str]:
    return _ids(inner_parts(part)) if part else []
