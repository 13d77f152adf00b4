"""One's own changes of a text carried over onto another text that was made of the same one meanwhile.

Nothing is lost and nothing undone unsaid: each own change is carried, or stands beside what the new text says at its place
(``colliding``), or is said there already (``there``), or is named as one that has no place there (``homeless``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from datapact.base.errors import WrongUse
from datapact.contract.changes.compose import Composed, compose
from datapact.contract.changes.laid_over import kept_languages, made_by, meets
from datapact.contract.changes.proposed import ProposedChange, proposed_changes
from datapact.contract.text.clauses import places
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.keeping import live


@dataclass(frozen=True, slots=True)
class Carried:
    """The own changes as changes of the new text."""

    draft: AgreementDocument
    """The own text."""
    onto: AgreementDocument
    """The new text."""
    whole: AgreementDocument
    """The new text with every own change, at places that both changed, too."""
    changes: tuple[ProposedChange, ...]
    """From ``onto`` to ``whole``."""
    colliding: frozenset[str]
    """Ids of the changes at places that the new text changed, too, or that cannot stand without one of these."""
    theirs: tuple[ProposedChange, ...]
    """The changes that the new text made of the text that both began with."""
    there: tuple[ProposedChange, ...]
    """Own changes, against the text that both began with, which the new text has made as well."""
    homeless: tuple[ProposedChange, ...] = ()
    """Own changes, against the same, that have no place there: of words in a language that the new text has not, or of where
    something stands that is gone there. They stay in the own text."""

    @property
    def free(self) -> frozenset[str]:
        """Ids of the changes that collide with nothing."""
        return frozenset(one.id for one in self.changes) - self.colliding


def carry(base: AgreementDocument, draft: AgreementDocument, onto: AgreementDocument) -> Carried:
    """The changes from ``base`` to ``draft`` laid over ``onto``, which was made of ``base``, too."""
    mine = proposed_changes(base, draft)
    theirs = proposed_changes(base, onto)
    said = kept_languages(base, onto, draft)
    whole = compose(onto, said, made_by(mine, base, onto, said)).document
    changes = proposed_changes(onto, whole)
    both = {one.id for one in changes if meets(one, theirs, base, onto)}
    free = _standing(onto, whole, {one.id for one in changes} - both)
    left = {one.id for one in proposed_changes(onto, draft)}
    there = tuple(one for one in mine if one.id not in left)
    colliding = frozenset(one.id for one in changes) - free
    placed = {one.id for one in changes} | {one.id for one in there}
    lost = [one for one in mine if one.kind in ("moved", "order") and one.id not in placed]
    homeless = (*_homeless(mine, base, draft, onto), *lost)
    return Carried(draft, onto, whole, changes, colliding, theirs, there, homeless)


def with_chosen(carried: Carried, chosen: Collection[str]) -> Composed:
    """The new text with the chosen ones of the own changes. Raises WrongUse where they cannot stand together."""
    return compose(carried.onto, carried.whole, chosen)


def _homeless(
    mine: Iterable[ProposedChange], base: AgreementDocument, draft: AgreementDocument, onto: AgreementDocument
) -> Iterator[ProposedChange]:
    gone = [one for one in draft.languages if one in base.languages and one not in onto.languages]
    was, now = dict(places(live(base.clauses))), dict(places(live(draft.clauses)))
    for one in mine:
        before, after = was.get(one.place, {}), now.get(one.place, {})
        if one.kind == "text" and any(after.get(language) != before.get(language) for language in gone):
            yield one


def _standing(onto: AgreementDocument, whole: AgreementDocument, free: set[str]) -> set[str]:
    """Those of the changes that stand together without any other one."""
    while free:
        try:
            accepted = compose(onto, whole, free).accepted
        except WrongUse:
            accepted = frozenset()
        if accepted == free:
            break
        bad = {one for one in free if not _stands(onto, whole, one, free)}
        free = free - (bad or free)
    return free


def _stands(onto: AgreementDocument, whole: AgreementDocument, one: str, free: Collection[str]) -> bool:
    try:
        accepted = compose(onto, whole, {one}).accepted
    except WrongUse:
        return False
    return one in accepted and accepted <= set(free)
