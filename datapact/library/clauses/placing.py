"""An own clause in an agreement: in place of the clause that bears its id, else put in where it is wanted; others on the same matter are named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from datapact.base.texts import Language
from datapact.contract.text.clauses import Clause, Run, RunTexts, mapped, places
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.keeping import bears_numbers, live, settled_as_kept

_WORD = re.compile(r"[^\W\d_]{7,}")


def with_own_clause(
    document: AgreementDocument, clause: Clause, at: int | None = None, ground: Sequence[Clause] | None = None
) -> AgreementDocument:
    """The document with the clause in place of the one of its id, or put in before the one at ``at`` (None: at the end).

    A reference to a part of the replaced clause that is gone points at the clause itself from then on. Numbers of
    ``ground``, which both sides have already, stay.
    """
    earlier = document.clauses
    clauses = list(live(earlier))
    place = next((index for index, one in enumerate(clauses) if one.id == clause.id), None)
    taken = {identifier for one in clauses if one.id != clause.id for identifier, _texts in places([one])}
    clause = _free(clause, taken)
    if place is None:
        clauses.insert(len(clauses) if at is None else sum(not one.deleted for one in earlier[:at]), clause)
    else:
        gone = {name for name, _texts in places([clauses[place]])} - {name for name, _texts in places([clause])}
        clauses[place] = clause

        def repointed(run: Run) -> Run:
            return replace(run, ref=clause.id) if run.ref in gone else run

        def settled(_place: str, texts: RunTexts) -> RunTexts:
            return {language: tuple(map(repointed, runs)) for language, runs in texts.items()}

        clauses = list(mapped(clauses, settled))
    ground = earlier if ground is None and bears_numbers(earlier) else ground
    made = settled_as_kept(clauses, document.terms, document.languages, ground, before=earlier)
    return replace(document, clauses=made)


_OF_ALL = frozenset({"vertrag", "persone", "vereinb", "agreeme", "contrac", "provisi", "allgeme", "general"})
"""Beginnings of words that headings of any clause have."""
_LISTED = ("parties.", "datasets.", "purposes.")


def on_same_matter(document: AgreementDocument, identifier: str) -> tuple[Clause, ...]:
    """The other clauses that seem to speak of what this one speaks of: they show a term that it shows, or their headings begin alike."""
    clauses = live(document.clauses)
    own = next((one for one in clauses if one.id == identifier), None)
    if own is None:
        return ()
    terms, words = _terms(own), _heads(own)
    return tuple(one for one in clauses if one.id != identifier and (terms & _terms(one) or words & _heads(one)))


def _terms(clause: Clause) -> set[str]:
    shown = (run.term for _name, texts in places([clause]) for runs in texts.values() for run in runs)
    return {one for one in shown if one is not None and not one.startswith(_LISTED)}


def _heads(clause: Clause) -> set[str]:
    said = (run.text for runs in clause.heading.values() for run in runs)
    return {word[:7] for text in said for word in _WORD.findall(text.casefold())} - _OF_ALL


def _free(clause: Clause, taken: set[str]) -> Clause:
    """The clause with other ids for parts whose ids stand elsewhere in the agreement, where somebody moved them."""

    def free(name: str) -> str:
        return name if name not in taken else f"{name}-{len(taken)}"

    return replace(
        clause,
        paragraphs=tuple(
            replace(one, id=free(one.id), items=tuple(replace(item, id=free(item.id)) for item in one.items))
            for one in clause.paragraphs
        ),
    )


def words_of(clause: Clause, languages: Sequence[Language]) -> tuple[tuple[str, ...], ...]:
    """The words of a clause without heading and numbers, spaces as one: for each language its paragraphs and points.

    A reference is what it refers to, for its number changes with the text around it.
    """
    return tuple(tuple(_words(clause, language)) for language in languages)


def _words(clause: Clause, language: Language) -> Iterator[str]:
    for name, texts in places([clause]):
        shown = (run.text if run.ref is None else f"§{run.ref}" for run in texts.get(language, ()))
        words = " ".join("".join(shown).split())
        if name != clause.id and words:
            yield words
