"""The changes that a proposal makes, one by one, each with an id that stays while both texts stay.

Wording that only follows from a changed term is no change of its own: it goes with the term.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from datapact.base.texts import LANGUAGES, N_, Message
from datapact.contract.changes.renumbering import number_changes, numbers_that_came
from datapact.contract.editing.change import Change
from datapact.contract.editing.compare import compare_documents
from datapact.contract.editing.compare_text import numbers_in_both
from datapact.contract.terms.paths import ROOT, Shape, step_into
from datapact.contract.text.clauses import Clause, places, plain_text
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.keeping import live
from datapact.contract.text.tables import changed_tables
from datapact.contract.text.value_words import BilingualMessage, bilingual, cut, quoted

type ProposedKind = Literal["frame", "term", "text", "moved", "order", "numbers"]

FRAME = ("title", "number", "languages", "prevailing", "parent", "template")


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """One change of a proposal that can be decided on its own."""

    id: str
    """``kind:place``; the same for the same two texts."""
    kind: ProposedKind
    """``text`` is new, removed or other wording; ``moved`` went to another clause; ``order`` concerns a list of parts.
    ``numbers``: what kept its number is counted anew."""
    place: str
    """Path of a term, id of a clause, paragraph or item, or a member of the state."""
    clause: str
    """Id of the clause in which it stands; empty for terms and the frame."""
    messages: tuple[Message, ...]
    """What changes, a sentence each; never empty."""
    old: Message | None
    """Contents so far, None: there were none."""
    new: Message | None
    """Contents as proposed, None: none any more."""
    displaced: tuple[str, ...] = ()
    """Ids of the parts that left their places, where the order changed."""


def proposed_changes(base: AgreementDocument, proposal: AgreementDocument) -> tuple[ProposedChange, ...]:
    """Every change from ``base`` to ``proposal``: frame, terms, then wording in reading order, moves and orders."""
    again = tuple(_renumbering(base.clauses, proposal.clauses))
    ground = base.clauses
    base, proposal = (replace(one, clauses=live(one.clauses)) for one in (base, proposal))
    found: dict[str, list[Change]] = {}
    kinds: dict[str, ProposedKind] = {}
    tree = _Trees(base, proposal, ground)
    for change in compare_documents(base, proposal):
        if change.kind == "follows" or (change.kind == "text" and change.place == "clauses"):
            continue
        if change.kind == "text":
            kind: ProposedKind = "text"
            place = tree.whole(change.place)
        elif change.place in FRAME:
            kind, place = "frame", change.place
        else:
            kind, place = "term", whole_list(change.place)
        identifier = f"{kind}:{place}"
        kinds[identifier] = kind
        found.setdefault(identifier, []).append(change)
    result = [_grouped(identifier, kinds[identifier], changes, tree) for identifier, changes in found.items()]
    return (*result, *tree.moves(), *tree.orders(), *again)


NUMBERS = "numbers:clauses"
"""Id of the one change that counts anew what kept its number."""


def _renumbering(base: Sequence[Clause], proposal: Sequence[Clause]) -> Iterator[ProposedChange]:
    """That numbers which were kept are others now, are gone, or stand for what was not there."""
    changed, came = number_changes(base, proposal), numbers_that_came(base, proposal)
    if not changed and not came:
        return
    messages = []
    which = [
        bilingual(f"{one.old.de} → {one.new.de}", f"{one.old.en} → {one.new.en}")
        for one in changed
        if one.new is not None
    ]
    if which:
        messages.append(Message(N_("The clauses are numbered anew: {which}."), {"which": _listed(which)}))
    elif changed:
        messages.append(Message(N_("What is deleted goes without its number.")))
    if came:
        messages.append(Message(N_("Numbers of deleted parts come in: {which}."), {"which": _listed(came)}))
    yield ProposedChange(NUMBERS, "numbers", "clauses", "", tuple(messages), None, None)


def _listed(which: Sequence[BilingualMessage]) -> BilingualMessage:
    more = " …" if len(which) > _NAMED else ""
    german, english = (", ".join(getattr(one, name) for one in which[:_NAMED]) + more for name in ("de", "en"))
    return bilingual(german, english)


_NAMED = 12


def _grouped(identifier: str, kind: ProposedKind, changes: Sequence[Change], tree: _Trees) -> ProposedChange:
    place = identifier.partition(":")[2]
    first = changes[0]
    old, new = (first.old, first.new) if len(changes) == 1 else (None, None)
    return ProposedChange(
        identifier,
        kind,
        place,
        tree.clause_of(place) if kind == "text" else "",
        tuple(change.message for change in changes),
        old,
        new,
    )


def whole_list(path: str) -> str:
    """The path of a change, cut at a list whose members have no key: such a list is decided on as a whole."""
    shape: Shape = ROOT
    steps = path.split(".")
    for index, step in enumerate(steps):
        element = shape.element if shape.kind == "list" else None
        if element is not None and (element.model is None or "key" not in element.model.model_fields):
            return ".".join(steps[:index])
        shape = step_into(shape, step)
    return path


class _Trees:
    """Where the parts of both texts stand."""

    def __init__(self, base: AgreementDocument, proposal: AgreementDocument, ground: Sequence[Clause]) -> None:
        self.ground = ground
        self.base, self.proposal = base, proposal
        self.before, self.after = _parents(base.clauses), _parents(proposal.clauses)
        self.tables = changed_tables(base.clauses, proposal.clauses)
        """Those that are decided on as a whole."""

    def whole(self, place: str) -> str:
        """The outermost part that came or went together with the one at ``place``."""
        one_side = self.after if place not in self.before else self.before
        for side in (self.before, self.after):
            if side.get(place, "") in self.tables:
                return side[place]
        if place in self.before and place in self.after:
            return place
        other = self.before if one_side is self.after else self.after
        while (parent := one_side[place]) and parent not in other:
            place = parent
        return place

    def clause_of(self, place: str) -> str:
        table = self.after if place in self.after else self.before
        while parent := table.get(place, ""):
            place = parent
        return place

    def moves(self) -> Iterator[ProposedChange]:
        """Parts that stand in another clause or paragraph than before."""
        moved = [
            place
            for place, parent in self.after.items()
            if self.before.get(place, parent) != parent and not {parent, self.before[place]} & self.tables.keys()
        ]
        if not moved:
            return
        numbers_before, numbers_after = numbers_in_both(self.base.clauses), numbers_in_both(self.proposal.clauses)
        for place in moved:
            message = _stands_now(self.proposal.clauses, place, numbers_before[place], numbers_after[place])
            yield ProposedChange(f"moved:{place}", "moved", place, self.clause_of(place), (message,), None, None)

    def orders(self) -> Iterator[ProposedChange]:
        """Lists of parts that both texts have, in another order; of what was deleted and comes back, too."""
        inner_before, inner_after = _children(_parents(self.ground)), _children(self.after)
        was, now = numbers_in_both(self.ground), numbers_in_both(self.proposal.clauses)
        for parent, listed in inner_after.items():
            earlier = inner_before.get(parent, [])
            kept = [place for place in listed if place in earlier]
            if parent in self.tables or kept == [place for place in earlier if place in listed]:
                continue
            if parent:
                message = Message(N_("The order within {number} changed."), {"number": now[parent]})
            else:
                message = Message(N_("The order of the clauses changed."))
            name = parent or "clauses"
            clause = self.clause_of(parent) if parent else ""
            left = displaced([one for one in earlier if one in kept], kept)
            said = (message, *(_stands_now(self.proposal.clauses, one, was[one], now[one]) for one in left))
            yield ProposedChange(f"order:{name}", "order", name, clause, said, None, None, left)


def displaced(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """The fewest of the names in both lists that have to leave their places for the other order, as they now follow."""
    at = {name: index for index, name in enumerate(before)}
    longest: list[list[str]] = []
    """Of each length the row of names that stay whose last one stood foremost."""
    for name in after:
        length = bisect_left(longest, at[name], key=lambda row: at[row[-1]])
        row = [*(longest[length - 1] if length else ()), name]
        longest[length : length + 1] = [row]
    stay = frozenset(longest[-1] if longest else ())
    return tuple(name for name in after if name not in stay)


def _stands_now(clauses: Sequence[Clause], place: str, old: BilingualMessage, new: BilingualMessage) -> Message:
    """The sentence on a part that has another place, with its words: nobody knows all numbers by heart."""
    texts = dict(places(clauses)).get(place, {})
    german, english = (plain_text(texts.get(one, ())).strip() for one in LANGUAGES)
    if not german and not english:
        return Message(N_("{old} (so far) stands in another place: {new}."), {"old": old, "new": new})
    words = quoted(cut(bilingual(german or english, english or german)))
    if (old.de, old.en) == (new.de, new.en):
        return Message(N_("{number} now stands in another place: {words}"), {"number": new, "words": words})
    return Message(N_("{old} (so far) now stands as {new}: {words}"), {"old": old, "new": new, "words": words})


def _parents(clauses: Iterable[Clause]) -> dict[str, str]:
    """The id of the part around each part, empty for clauses, in reading order."""
    result: dict[str, str] = {}
    for clause in clauses:
        result[clause.id] = ""
        for paragraph in clause.paragraphs:
            result[paragraph.id] = clause.id
            for item in paragraph.items:
                result[item.id] = paragraph.id
    return result


def _children(parents: Mapping[str, str]) -> dict[str, list[str]]:
    result: dict[str, list[str]] = {}
    for place, parent in parents.items():
        result.setdefault(parent, []).append(place)
    return result
