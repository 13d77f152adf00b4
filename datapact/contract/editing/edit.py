"""Editing an agreement: a command over a document gives the next document and the command that undoes it.

The document (terms and clause tree) is the truth that windows show. It never changes in place: undo and redo give other
documents, and the journal replays the same commands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from datapact.base.errors import WrongUse
from datapact.base.strictjson import JsonObject, JsonValue
from datapact.base.texts import LANGUAGES, N_, Language
from datapact.contract.editing import clause_edits, term_edits
from datapact.contract.editing.clause_edits import TextRange, with_emphasis, with_range_replaced
from datapact.contract.editing.commands import (
    AddMember,
    Command,
    Emphasise,
    InsertClause,
    InsertItem,
    InsertParagraph,
    InsertTable,
    JoinPart,
    MoveMember,
    MovePart,
    Paste,
    RemoveMember,
    RemovePart,
    Renumber,
    ReplaceRange,
    Restore,
    Reword,
    SetLanguages,
    SetTable,
    SetTerm,
    SetTitle,
    SplitPart,
    Structural,
)
from datapact.contract.editing.compare_text import numbers_in_both
from datapact.contract.editing.paste import read_parts, with_pasted
from datapact.contract.screening.outcomes import without_stale
from datapact.contract.templates.propagate import followed
from datapact.contract.terms import Terms, read_terms, write_terms
from datapact.contract.terms.base import LONGEST_LINE, one_line
from datapact.contract.terms.references import dangling_key
from datapact.contract.text.clauses import (
    MOST_ITEMS,
    MOST_PARAGRAPHS,
    Clause,
    Item,
    Paragraph,
    Run,
    parts_of,
    places,
    tidy_runs,
)
from datapact.contract.text.document import (
    MOST_CLAUSES,
    AgreementDocument,
    read_clause,
    read_runs,
    write_clause,
    write_runs,
)
from datapact.contract.text.keeping import (
    bears_numbers,
    live,
    places_that_refer_to_deleted,
    renumbered,
    settled_as_kept,
)
from datapact.contract.text.numbering import numbers, settled_runs
from datapact.contract.text.value_words import bilingual

_FRAME = ("number", "title", "languages", "prevailing")


def apply(document: AgreementDocument, command: Command, ground: Sequence[Clause] | None = None) -> AgreementDocument:
    """The document after the command; raises WrongUse, Malformed or TooLarge, and then nothing changes.

    ``ground`` are the clauses that both sides have already: their numbers stay. Where there are none yet, clauses are
    counted, unless the document has numbers that stay.
    """
    if ground is None and bears_numbers(document.clauses):
        ground = document.clauses
    _require_live(document, command)
    match command:
        case Reword():
            return _reword(document, command)
        case SetTerm() | AddMember() | RemoveMember() | MoveMember():
            edited = _edited_terms(write_terms(document.terms), command)
            if isinstance(command, SetTerm):  # a legal basis that moved is told apart by nothing but its place
                edited = without_stale(document.terms, edited, (command.path,))
            return with_terms(document, edited, ground)
        case Renumber():
            _require_no_reference_to_deleted(document)
            return _settled(document, renumbered(document.clauses), None)
        case SetTitle(language, text):
            if language not in document.languages:
                raise _no_language(language)
            return replace(document, title={**document.title, language: _title(text)})
        case SetLanguages(languages, prevailing):
            return _with_languages(document, languages, prevailing, ground)
        case Restore(parts):
            return _restored(document, parts)
        case _:
            moved = command.place if isinstance(command, MovePart) else ""
            return _settled(document, _edited_clauses(document, command), ground, moved)


def inverse(before: AgreementDocument, after: AgreementDocument) -> Restore:
    """The command that turns ``after`` back into ``before``."""
    parts: JsonObject = {}
    if before.terms != after.terms:
        parts["terms"] = write_terms(before.terms)
    for name in _FRAME:
        if getattr(before, name) != getattr(after, name):
            value = getattr(before, name)
            parts[name] = list(value) if isinstance(value, tuple) else cast(JsonValue, value)
    if before.clauses != after.clauses:
        later = {clause.id: clause for clause in after.clauses}
        parts["order"] = [clause.id for clause in before.clauses]
        parts["clauses"] = [write_clause(clause) for clause in before.clauses if later.get(clause.id) != clause]
    return Restore(parts)


def replay(
    document: AgreementDocument, commands: Sequence[Command], ground: Sequence[Clause] | None = None
) -> AgreementDocument:
    """The document after all of the commands, one after the other."""
    for command in commands:
        document = apply(document, command, ground)
    return document


def _require_live(document: AgreementDocument, command: Command) -> None:
    """Raise WrongUse for a command on a part of which only the number stands."""
    match command:
        case Reword(place) | RemovePart(place) | MovePart(place) | SplitPart(place) | JoinPart(place) | SetTable(place):
            named = {place}
        case InsertParagraph(clause) | InsertTable(clause):
            named = {clause}
        case InsertItem(paragraph):
            named = {paragraph}
        case ReplaceRange(first=first, last=last) | Paste(first=first, last=last) | Emphasise(first=first, last=last):
            named = {first, last}
        case _:
            return
    if isinstance(command, MovePart) and command.clause:
        named.add(command.clause)
    for part in parts_of(document.clauses):
        if part.deleted and part.id in named:
            raise WrongUse(
                N_("{number} was deleted; only its number stands here. Undo the deletion, or renumber the clauses."),
                number=numbers_in_both(document.clauses)[part.id],
            )


def _require_no_reference_to_deleted(document: AgreementDocument) -> None:
    found = places_that_refer_to_deleted(document.clauses)
    if found:
        numbered = numbers_in_both(document.clauses)
        german, english = (", ".join(getattr(numbered[place], name) for place in found) for name in ("de", "en"))
        raise WrongUse(
            N_("These places refer to deleted parts: {places}. Correct the references, then renumber."),
            places=bilingual(german, english),
        )


def _edited_terms(terms: JsonObject, command: SetTerm | AddMember | RemoveMember | MoveMember) -> Terms:
    match command:
        case SetTerm(path, value):
            changed = term_edits.with_value(terms, path, value)
        case AddMember(path, value, at):
            changed = term_edits.with_member(terms, path, value, at)
        case RemoveMember(path):
            changed = term_edits.without_member(terms, path)
        case MoveMember(path, to):
            changed = term_edits.moved_member(terms, path, to)
    result = read_terms(changed)
    if (found := dangling_key(result)) is not None:
        raise WrongUse(
            N_("'{key}' is named at {place}, but there is nothing with this key."), key=found[1], place=found[0][:200]
        )
    return result


def with_terms(document: AgreementDocument, terms: Terms, ground: Sequence[Clause] | None = None) -> AgreementDocument:
    """The document with other terms, and the clauses that they ask for; ``ground`` as for ``apply``."""
    if ground is None and bears_numbers(document.clauses):
        ground = document.clauses
    if terms == document.terms:
        return document
    return _following(document, replace(document, terms=terms), ground)


def _following(
    before: AgreementDocument, after: AgreementDocument, ground: Sequence[Clause] | None
) -> AgreementDocument:
    """``after`` with the clauses that its terms ask for; what was deleted stays deleted until they ask for it."""
    clauses = before.clauses
    if bears_numbers(clauses):
        before = replace(before, clauses=live(clauses))
        after = replace(after, clauses=before.clauses)
    return _settled(replace(after, clauses=clauses), followed(before, after), ground)


def _with_languages(
    document: AgreementDocument,
    languages: tuple[Language, ...],
    prevailing: Language,
    ground: Sequence[Clause] | None,
) -> AgreementDocument:
    if not languages or len(set(languages)) != len(languages) or not set(languages) <= set(LANGUAGES):
        raise _no_language(", ".join(languages))
    if prevailing not in languages:
        raise _no_language(prevailing)
    title = {language: document.title.get(language, next(iter(document.title.values()))) for language in languages}
    changed = replace(document, languages=languages, prevailing=prevailing, title=title)
    return _following(document, changed, ground)


def _reword(document: AgreementDocument, command: Reword) -> AgreementDocument:
    if command.language not in document.languages:
        raise _no_language(command.language)
    runs = read_runs(write_runs(command.runs), command.place)
    if any(run.ref is not None or run.term is not None for run in runs):
        table = numbers(document.clauses, command.language)
        runs = settled_runs(runs, table, document.terms, command.language)
    if any(run.emphasis for run in runs) and any(clause.id == command.place for clause in document.clauses):
        runs = tidy_runs([replace(run, emphasis="") for run in runs])  # a heading stands out as a whole
    return replace(document, clauses=clause_edits.reworded(document.clauses, command.place, command.language, runs))


def _replaced_range(document: AgreementDocument, command: ReplaceRange) -> tuple[Clause, ...]:
    if command.language not in document.languages:
        raise _no_language(command.language)
    runs = read_runs(write_runs(command.runs), command.first)
    chosen = TextRange(command.language, command.first, command.start, command.last, command.end)
    return with_range_replaced(document.clauses, chosen, runs)


def _edited_clauses(document: AgreementDocument, command: Structural) -> tuple[Clause, ...]:
    clauses = document.clauses
    empty: dict[Language, tuple[Run, ...]] = dict.fromkeys(document.languages, ())
    match command:
        case ReplaceRange():
            return _replaced_range(document, command)
        case Paste(language, first, start, last, end, parts):
            if language not in document.languages:
                raise _no_language(language)
            pasted = with_pasted(clauses, TextRange(language, first, start, last, end), read_parts(parts))
            kept = {id(clause) for clause in clauses}
            return tuple(
                clause if id(clause) in kept else read_clause(write_clause(clause), document.languages)
                for clause in pasted
            )
        case Emphasise(language, first, start, last, end, style, on):
            if language not in document.languages:
                raise _no_language(language)
            return with_emphasis(clauses, TextRange(language, first, start, last, end), style, on=on)
        case InsertClause(clause, at):
            return clause_edits.with_clause(clauses, read_clause(clause, document.languages), at)
        case InsertParagraph(clause, identifier, at):
            return clause_edits.with_paragraph(clauses, clause, Paragraph(identifier, empty), at)
        case InsertItem(paragraph, identifier, at):
            return clause_edits.with_item(clauses, paragraph, Item(identifier, empty), at)
        case InsertTable(clause, identifier, at, columns, order):
            added = clause_edits.with_paragraph(clauses, clause, Paragraph(identifier, empty), at)
            return clause_edits.with_table(added, identifier, columns, order)
        case SetTable(place, columns, order):
            return clause_edits.with_table(clauses, place, columns, order)
        case RemovePart(place):
            return clause_edits.without_part(clauses, place)
        case MovePart(place, to, clause):
            return clause_edits.with_moved(clauses, place, to, clause)
        case SplitPart(place, identifier, cuts):
            return clause_edits.with_split(clauses, place, identifier, cuts)
        case JoinPart(place):
            return clause_edits.with_joined(clauses, place)


def _settled(
    document: AgreementDocument, clauses: tuple[Clause, ...], ground: Sequence[Clause] | None, moved: str = ""
) -> AgreementDocument:
    ids = [identifier for identifier, _texts in places(clauses)]
    if len(set(ids)) != len(ids):
        raise WrongUse(N_("A part with this name is already in the agreement."))
    made = settled_as_kept(clauses, document.terms, document.languages, ground, moved=moved, before=document.clauses)
    clause_edits.check_bounds(made, MOST_CLAUSES, MOST_PARAGRAPHS, MOST_ITEMS)
    return replace(document, clauses=made)


def _restored(document: AgreementDocument, parts: JsonObject) -> AgreementDocument:
    languages = cast("tuple[Language, ...]", tuple(cast("list[str]", parts.get("languages", document.languages))))
    clauses = document.clauses
    if "order" in parts:
        known = {clause.id: clause for clause in clauses}
        for value in cast("list[JsonValue]", parts["clauses"]):
            clause = read_clause(value, languages)
            known[clause.id] = clause
        clauses = tuple(known[str(name)] for name in cast("list[JsonValue]", parts["order"]))
    return replace(
        document,
        terms=read_terms(cast(JsonObject, parts["terms"])) if "terms" in parts else document.terms,
        number=str(parts.get("number", document.number)),
        title=cast("dict[Language, str]", parts.get("title", document.title)),
        languages=languages,
        prevailing=cast(Language, parts.get("prevailing", document.prevailing)),
        clauses=clauses,
    )


def _title(text: str) -> str:
    try:
        line = one_line(text)
    except ValueError:
        line = ""
    if not line or len(line) > LONGEST_LINE:
        raise WrongUse(N_("The title must not be empty, longer than 300 characters or contain control characters."))
    return line


def _no_language(language: str) -> WrongUse:
    return WrongUse(N_("The agreement has no text in the language {language}."), language=language[:10])
