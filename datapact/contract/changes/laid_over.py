"""Three texts: what two sides made of one, laid over each other. What only one side changed stays as that side has it.

``base`` is the text that both began with; ``ours`` and ``theirs`` are what became of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from datapact.contract.changes.proposed import ProposedChange, proposed_changes
from datapact.contract.text.clauses import RunTexts, ids_within, mapped, places, same_words
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.keeping import live
from datapact.contract.text.tables import changed_tables


def kept_languages(base: AgreementDocument, ours: AgreementDocument, theirs: AgreementDocument) -> AgreementDocument:
    """``theirs`` with the words of ``ours`` in the languages in which it left a text alone: a side may edit one language only."""
    was, now = dict(places(base.clauses)), dict(places(ours.clauses))

    def text(place: str, texts: RunTexts) -> RunTexts:
        if place not in was or place not in now or same_words(was[place], texts):
            return texts
        return {
            language: now[place][language] if runs == was[place].get(language) and language in now[place] else runs
            for language, runs in texts.items()
        }

    return replace(theirs, clauses=mapped(theirs.clauses, text))


def made_by(
    changes: Iterable[ProposedChange], base: AgreementDocument, ours: AgreementDocument, theirs: AgreementDocument
) -> set[str]:
    """The ids of those changes from ``ours`` to ``theirs`` that are among the ``changes`` from ``base`` to ``theirs``, or follow from them."""
    listed = tuple(changes)
    ids = {one.id for one in listed}
    was, now, said = (ids_within(live(one.clauses)) for one in (base, ours, theirs))
    tables = changed_tables(live(ours.clauses), live(theirs.clauses))
    values = [one.place for one in listed if one.kind == "term"]
    words = {one.place for one in listed if one.kind in ("text", "moved", "order")}

    def made(change: ProposedChange) -> bool:
        place = change.place
        if change.id in ids:
            return True
        if change.kind == "term":
            return any(one_in_other(place, one) for one in values)
        if change.kind != "text":
            return False
        if (place in was) != (place in said):  # it came or went on that side
            return True
        return (place not in now or place in tables) and bool(words & {place, *said.get(place, ())})

    return {change.id for change in proposed_changes(ours, theirs) if made(change)}


def one_in_other(one: str, other: str) -> bool:
    """Whether two paths of terms are the same, or one lies within the other."""
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def meets(
    change: ProposedChange, mine: Iterable[ProposedChange], base: AgreementDocument, ours: AgreementDocument
) -> bool:
    """Whether ``ours``, which made the changes ``mine`` of ``base``, changed the place of a change of the other side, too."""
    if change.kind == "term":
        return any(one.kind == "term" and one_in_other(change.place, one.place) for one in mine)
    around = {change.place}
    if change.kind == "text":
        before, after = (
            live(base.clauses),
            live(ours.clauses),
        )  # a part that was struck is there no more, though its number stays
        was, now = dict(places(before)), dict(places(after))
        if change.place in was and change.place in now and not same_words(was[change.place], now[change.place]):
            return True
        if change.place not in now and change.place not in was:
            return False
        gone = change.new is None or change.place not in now
        around |= (
            {*ids_within(before).get(change.place, ()), *ids_within(after).get(change.place, ())} if gone else set()
        )
        if change.place not in now:  # it went there with what was around it, from which the other side took it away
            around |= {outer for outer, inside in ids_within(before).items() if change.place in inside}
    return any(one.id == change.id or (one.kind == "text" and one.place in around) for one in mine)
