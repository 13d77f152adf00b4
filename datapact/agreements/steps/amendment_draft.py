"""The draft of an amendment of a contract whose clauses are not here: what it amends, what changes, who signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from datapact.agreements.projection.parties import KnownParty, with_key
from datapact.base.day_words import long_date
from datapact.base.texts import N_, Language, Message
from datapact.contract.changes.amending import AGREED
from datapact.contract.editing.change import Change
from datapact.contract.templates.clause_library import library_clause
from datapact.contract.templates.resolve import resolve_clauses
from datapact.contract.templates.template import list_templates
from datapact.contract.terms import Party, Terms
from datapact.contract.text.clauses import Clause, Item, Paragraph, Run, RunTexts
from datapact.contract.text.document import AgreementDocument

_HEADINGS = (
    ("amended", N_("The contract that is amended")),
    ("changes", N_("What changes")),
    ("rest", N_("What stays")),
)
_OPEN = {"de": "[offen: was sich ändert, Klausel für Klausel]", "en": "[open: what changes, clause by clause]"}
_AMENDED = N_("This amendment changes the contract “{title}”, number {number}, from {day}.")
_CHANGED = N_("From that day the following applies:")
_PURPOSES = N_("From that day the data may be processed exclusively for the following purposes:")
_ELSEWHERE: Mapping[Language, tuple[str, str]] = {
    "de": (
        N_("{what} changes in the German text only: {new} instead of {old}."),
        N_("{what} of {whom} changes in the German text only: {new} instead of {old}."),
    ),
    "en": (
        N_("{what} changes in the English text only: {new} instead of {old}."),
        N_("{what} of {whom} changes in the English text only: {new} instead of {old}."),
    ),
}
"""By the language that changes alone: without and with whose it is."""
_NEW = (N_("{what}: {new}."), N_("{what} of {whom}: {new}."))
"""Of what nothing is recorded here, though the contract's own clauses may say something: without and with whose it is."""
_REST = N_("Everything else in that contract stays in force unchanged.")


def amendment_clauses(document: AgreementDocument, begins: date, changes: Sequence[Change] = ()) -> tuple[Clause, ...]:
    """Three clauses in every language of the contract in ``document``, which has none.

    The second one says each of the ``changes`` of the terms, or leaves a gap to be filled where there are none. The
    purposes stand there as values of the terms, so that who changes their words changes both.
    """

    def runs_of(pattern: str, languages: Sequence[Language] = document.languages) -> dict[Language, tuple[Run, ...]]:
        runs: dict[Language, tuple[Run, ...]] = {}
        for language in languages:
            day = long_date(begins, language)
            values = {"title": document.title[document.prevailing], "number": document.number or "–", "day": day}
            runs[language] = (Run(Message(pattern, values).text(language)),)
        return runs

    def change_text(change: Change) -> RunTexts:
        return {language: (Run(_sentence(change, language, document.languages)),) for language in document.languages}

    opened = {language: (Run(_OPEN[language]),) for language in document.languages}
    items = tuple(Item(f"changes-1-{number}", change_text(change)) for number, change in enumerate(changes, 1))
    first = Paragraph("changes-1", runs_of(_CHANGED), items) if items else Paragraph("changes-1", opened, ())
    texts = {
        "amended": (Paragraph("amended-1", runs_of(_AMENDED), ()),),
        "changes": (first, *_purposes(document, runs_of(_PURPOSES))),
        "rest": (Paragraph("rest-1", runs_of(_REST), ()),),
    }
    return tuple(Clause(key, runs_of(heading), texts[key]) for key, heading in _HEADINGS)


def _sentence(change: Change, language: Language, languages: Sequence[Language]) -> str:
    """The change as the parties agree it; where words change in the other language only it says so, and quotes those."""
    arguments = change.message.arguments
    old, new = arguments.get("old"), arguments.get("new")
    if old is None and new is not None:
        return Message(_NEW[int("whom" in arguments)], arguments).text(language)
    if isinstance(old, Message) and isinstance(new, Message) and old.text(language) == new.text(language):
        for other in languages:
            if old.text(other) != new.text(other):
                pattern = _ELSEWHERE[other][int("whom" in arguments)]
                words = {**arguments, "old": old.text(other), "new": new.text(other)}
                return Message(pattern, words).text(language)
    return Message(AGREED[change.message.id], arguments).text(language)


def _purposes(document: AgreementDocument, opening: dict[Language, tuple[Run, ...]]) -> list[Paragraph]:
    """The paragraph of the library that lists the permitted purposes, under an opening of ours; none without purposes."""
    source = library_clause("purposes")
    template = list_templates()[0]
    if source is None:
        return []
    made = resolve_clauses(
        replace(template, clauses=(source,)), document.terms, document.languages, document.prevailing
    )
    listed = [one for clause in made for one in clause.paragraphs if one.id == "purposes-list" and one.items]
    return [Paragraph(one.id, opening, one.items) for one in listed]


def with_parties_known(terms: Terms, known: Sequence[KnownParty]) -> Terms:
    """The terms with what cards say of each party (address, register, contact, who can sign) where nothing was entered.

    A contract that was recorded with little has to name its signatories before an amendment of it can be signed.
    """
    parties: list[Party] = []
    for party in terms.parties:
        order = sum(len(one.signatories) for one in parties) + 1
        card = next((one.party for one in known if _is(one, party)), None)
        if card is None:
            parties.append(party)
            continue
        taken = with_key(card, party.key, order).model_dump(exclude_defaults=True, exclude={"short_name"})
        parties.append(Party.model_validate(_over(taken, party.model_dump(exclude_defaults=True))))
    return terms.model_copy(update={"parties": tuple(parties)})


def _is(known: KnownParty, party: Party) -> bool:
    """By identity; by name where neither has one, as for partners without DataPact."""
    if known.organisation or party.organisation:
        return known.organisation == party.organisation
    return known.name == party.name


def _over(base: Mapping[str, Any], entered: Mapping[str, Any]) -> dict[str, Any]:
    """What was entered over what is known, part by part."""
    merged = dict(base)
    for name, value in entered.items():
        below = merged.get(name)
        merged[name] = _over(below, value) if isinstance(value, Mapping) and isinstance(below, Mapping) else value
    return merged
