"""The words that stand for a deleted or moved part beside its number, and whether given numbers can be.

A list of parts either bears numbers of its own, all of them, or is counted. A part that was deleted stands on with its
number and the words ``(deleted)``, or, where it was moved, with its number now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from datapact.base.texts import Language
from datapact.contract.text.clauses import Clause, Item, Part, Run, RunTexts, inner_parts
from datapact.contract.text.number_order import begins_with_letter, steps
from datapact.contract.text.numbering import PREAMBLE, counted_marks

DELETED: Mapping[Language, str] = {"de": "(entfallen)", "en": "(deleted)"}
"""Words of a deleted part."""
_NOW: Mapping[Language, str] = {"de": "(jetzt ", "en": "(now "}


def deleted_words(languages: Sequence[Language], now: str = "") -> RunTexts:
    """The words of a part that was deleted, or that stands elsewhere ``now`` (its id)."""
    if not now:
        return {language: (Run(DELETED[language]),) for language in languages}
    return {language: (Run(_NOW[language]), Run("", ref=now), Run(")")) for language in languages}


def wrong_number(clauses: Sequence[Clause]) -> str:
    """The id of the first part whose number cannot be, or that says something though it was deleted; empty for none."""
    for listed in lists_of(clauses):
        if any(one.number is not None for one in listed) and (place := _wrong_in(listed)):
            return place
        for one in listed:
            if one.deleted and not _is_marked_deleted(one):
                return one.id
    return ""


def lists_of(clauses: Sequence[Clause]) -> Iterator[Sequence[Part]]:
    """The clauses, then the paragraphs of each and the points of each paragraph: what is numbered together."""
    yield clauses
    for clause in clauses:
        yield clause.paragraphs
        for paragraph in clause.paragraphs:
            yield paragraph.items


def _wrong_in(listed: Sequence[Part]) -> str:
    before: tuple[tuple[int, int], ...] = ()
    for one in listed:
        if one.number is None:
            if one.id != PREAMBLE or not isinstance(one, Clause):
                return one.id
            continue
        now = steps(one.number)
        if begins_with_letter(one.number) is not isinstance(one, Item) or now <= before:
            return one.id
        before = now
    if tuple(one.number or "" for one in listed) == counted_marks(listed):
        return listed[0].id  # one text has one form
    return ""


def _is_marked_deleted(one: Part) -> bool:
    texts = one.heading if isinstance(one, Clause) else one.text
    ids = {run.ref for runs in texts.values() for run in runs if run.ref is not None}
    if inner_parts(one) or len(ids) > 1:
        return False
    said = {
        language: [(run.text if run.ref is None else "", run.ref) for run in runs] for language, runs in texts.items()
    }
    words = deleted_words(list(texts), next(iter(ids), ""))
    return said == {language: [(run.text, run.ref) for run in runs] for language, runs in words.items()}
