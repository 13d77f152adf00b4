"""The clause in which the text of an amendment says what it amends: a sentence for each place that is otherwise."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from datapact.base.day_words import long_date
from datapact.base.texts import LANGUAGES, N_, Language, Message
from datapact.contract.editing.compare_terms import compare_terms
from datapact.contract.text.clauses import (
    Clause,
    Item,
    Paragraph,
    Part,
    Run,
    RunTexts,
    inner_parts,
    parts_of,
    places,
    plain_text,
    same_words,
    within,
)
from datapact.contract.text.document import AMENDS, AgreementDocument
from datapact.contract.text.keeping import live
from datapact.contract.text.number_order import steps
from datapact.contract.text.numbering import numbers

AMENDING = "amending"
"""Id of the clause; its points are one sentence each."""

type Texts = Mapping[Language, str]

_HEADING = N_("What this amendment changes")
_OPENING = N_("This amendment changes the contract “{title}”, number {number}, from {day}:")
_REST = N_("Everything else in that contract stays in force unchanged. The text above is the contract as amended.")
_REWORDED = N_("{number} now reads: “{new}”")
_OPENING_REWORDED = N_("In {number} the words before the points now read: “{new}”")
_HEADED = N_("The heading of {number} now reads: “{new}”")
_INSERTED = N_("{number} is inserted: “{new}”")
_CLAUSE_INSERTED = N_("{number} “{new}” is inserted, as it stands there.")
_REMOVED = N_("{number} is repealed.")
_BECOMES = N_("{old} becomes {number}.")
_TABLE = N_("The table in {number} is replaced by the one that stands there.")
AGREED: Mapping[str, str] = {
    "{what} of {whom} is now {new}; nothing was stated before.": N_("{what} of {whom} is stated as {new}."),
    "{what} is now {new}; nothing was stated before.": N_("{what} is stated as {new}."),
    "{what} of {whom} is no longer stated; it was {old}.": N_("{what} of {whom}, so far {old}, is no longer stated."),
    "{what} is no longer stated; it was {old}.": N_("{what}, so far {old}, is no longer stated."),
    "{what} of {whom} changed from {old} to {new}.": N_("{what} of {whom} is changed from {old} to {new}."),
    "{what} changed from {old} to {new}.": N_("{what} is changed from {old} to {new}."),
    "{what} was added, without a name so far.": N_("{what} is added, without a name so far."),
    "{what}: the order changed.": N_("{what}: the order is changed."),
    "{what} {who} was added to {whom}.": N_("{what} {who} is added to {whom}."),
    "{what} {who} was added.": N_("{what} {who} is added."),
    "{what} {who} was removed from {whom}.": N_("{what} {who} is removed from {whom}."),
    "{what} {who} was removed.": N_("{what} {who} is removed."),
}
"""What a contract says of each change of its terms, by the sentence that tells of it: parties agree it, they do not report it."""
_LONGEST_NAMES = 160  # characters of title and number
_MORE_THAN_NAMES = re.compile(
    r"[\"„“”«»‚‘’;:§\n]|[.!?] |\b(?:nicht|kein\w*|no|not|zahlt|haftet|pays?|shall|muss)\b", re.IGNORECASE
)
_LONGEST = 8_000  # characters of a text that is quoted; a longer one stands in its place alone


@dataclass(frozen=True, slots=True)
class _Texts:
    """Both texts with the numbers of their places by language."""

    before: Mapping[str, Part]
    after: Mapping[str, Part]
    was: Mapping[Language, Mapping[str, str]]
    now: Mapping[Language, Mapping[str, str]]
    around: Mapping[str, str]
    """Of the new text the id of the part around each one."""


def without_amending(document: AgreementDocument) -> AgreementDocument:
    """The text without that clause: what is compared, and what a later amendment begins with."""
    kept = tuple(one for one in document.clauses if one.id != AMENDING)
    return document if len(kept) == len(document.clauses) else replace(document, clauses=kept)


def with_amending(before: AgreementDocument, document: AgreementDocument) -> AgreementDocument:
    """The text of an amendment with the clause that says how it differs from ``before``; as it is where nothing does.

    What somebody worded in it stays as long as the change that it is about does. Others get their sentences anew.
    """
    parent = document.parent
    if parent is None or parent.get("relation") != AMENDS:
        return document
    languages = document.languages
    text, earlier = without_amending(document), without_amending(before)
    own = next((one for one in document.clauses if one.id == AMENDING), None)
    worded = {item.id: item for paragraph in own.paragraphs for item in paragraph.items} if own is not None else {}
    items = tuple(worded.get(one.id, one) for one in _items(earlier, text))
    if not items:
        return text

    def in_each_language(pattern: str) -> RunTexts:
        return {language: (Run(_framing(pattern, parent, language)),) for language in languages}

    first = Paragraph(f"{AMENDING}-1", in_each_language(_OPENING), items)
    made = Clause(AMENDING, in_each_language(_HEADING), (first, Paragraph(f"{AMENDING}-2", in_each_language(_REST))))
    number = _free_number(text.clauses)
    return replace(text, clauses=(*text.clauses, replace(made, number=number)))


def restated_places(
    clauses: Sequence[Clause], parent: Mapping[str, object] | None, language: Language
) -> frozenset[str]:
    """The parts of that clause that say nothing which the text around them does not: its frame, and quotes of that text.

    Ids of the clause, for its heading, and of its paragraphs. A repeal, or a change in an annex, is not told from the text
    alone and is left out, and with it the paragraph in which it stands.
    """
    own = next((one for one in clauses if one.id == AMENDING), None)
    if own is None or parent is None or parent.get("relation") != AMENDS or not _only_names(parent):
        return frozenset()

    def says(runs: RunTexts, pattern: str) -> bool:
        return plain_text(runs.get(language, ())) == _framing(pattern, parent, language)

    quotes = _quotes([one for one in clauses if one.id != AMENDING], language)
    found = {own.id} if says(own.heading, _HEADING) else set()
    for paragraph in own.paragraphs:
        quoted = all(plain_text(item.text.get(language, ())) in quotes for item in paragraph.items)
        if (says(paragraph.text, _OPENING) and quoted) or (says(paragraph.text, _REST) and not paragraph.items):
            found.add(paragraph.id)
    return frozenset(found)


def _only_names(parent: Mapping[str, object]) -> bool:
    """Whether title, number and day of what is amended are no more than that: a title can carry sentences, and end its quote."""
    try:
        date.fromisoformat(str(parent.get("effective", "")))
    except ValueError:
        return False
    names = f"{parent.get('title', '')} {parent.get('number', '')}"
    return len(names) <= _LONGEST_NAMES and not _MORE_THAN_NAMES.search(names)


def _framing(pattern: str, parent: Mapping[str, object], language: Language) -> str:
    day = date.fromisoformat(str(parent["effective"]))
    told = {"title": str(parent.get("title", "")), "number": str(parent.get("number", "") or "–")}
    return Message(pattern, {**told, "day": long_date(day, language)}).text(language)


def _quotes(clauses: Sequence[Clause], language: Language) -> frozenset[str]:
    """Each sentence with which the clause may quote a part of the text as it stands."""
    kept = live(clauses)
    numbered = numbers(kept, language)
    found: set[str] = set()
    for part in parts_of(kept):
        texts = [_own_text(part)]
        if isinstance(part, Paragraph):
            found.add(_filled(_TABLE, language, number=numbered[part.id]))
            joined_ = " ".join(plain_text(runs.get(language, ())) for _place, runs in _texts_in(part))
            texts.append({language: (Run(joined_),)})
        for runs in texts:
            words = _quoted(runs, language)
            for pattern in (_REWORDED, _OPENING_REWORDED, _HEADED, _INSERTED, _CLAUSE_INSERTED):
                found.add(_filled(pattern, language, number=numbered[part.id], new=words))
    return frozenset(found)


def _free_number(clauses: Sequence[Clause]) -> str | None:
    """The number behind the last one where clauses keep theirs; None where they are counted."""
    kept = [steps(one.number)[0][1] for one in clauses if one.number is not None]
    return str(1 + max(kept)) if kept else None


def amending_sentences(before: AgreementDocument, after: AgreementDocument) -> tuple[Texts, ...]:
    """Sentences on the changes of an amendment, by language, in reading order; what stands in no clause comes last."""
    found = _items(without_amending(before), without_amending(after))
    return tuple({language: plain_text(runs) for language, runs in one.text.items()} for one in found)


def _items(before: AgreementDocument, after: AgreementDocument) -> tuple[Item, ...]:
    made: dict[str, Item] = {}
    for texts in (*_in_clauses(before, after), *_in_terms(before, after)):
        name = hashlib.sha256("\n".join(texts[one] for one in after.languages).encode()).hexdigest()[:12]
        key = f"{AMENDING}-p{name}"
        made[key] = Item(key, {language: (Run(texts[language]),) for language in after.languages})
    return tuple(made.values())


def _in_clauses(before: AgreementDocument, after: AgreementDocument) -> Iterator[Texts]:
    old, new = live(before.clauses), live(after.clauses)
    both = _Texts(
        {one.id: one for one in parts_of(old)},
        {one.id: one for one in parts_of(new)},
        {language: numbers(old, language) for language in LANGUAGES},
        {language: numbers(new, language) for language in LANGUAGES},
        {inner.id: one.id for one in parts_of(new) for inner in inner_parts(one)},
    )
    gone = {one.id: one for one in parts_of(old) if one.id not in both.after}
    covered: set[str] = set()
    for clause in old:
        yield from _deleted(clause, gone, covered, both)
    for clause in new:
        yield from _changed(clause, both)


def _deleted(part: Part, deleted: Mapping[str, Part], covered: set[str], both: _Texts) -> Iterator[Texts]:
    """The sentences on what was deleted; ``covered`` are the parts of which one has spoken already."""
    if part.id in deleted:
        if part.id not in covered:
            yield _sentence(_REMOVED, both.was, part.id)
        covered.update(one.id for one in within(part))
        return
    for inner in inner_parts(part):
        if not (isinstance(part, Paragraph) and part.columns):
            yield from _deleted(inner, deleted, covered, both)


def _changed(part: Part, both: _Texts) -> Iterator[Texts]:
    """The sentences on a part of the new text, and on what is in it."""
    earlier = both.before.get(part.id)
    if earlier is None:
        yield _inserted(part, both)
        return
    was, now = both.was, both.now
    if any(was[language][part.id] != now[language][part.id] for language in LANGUAGES) and _moved(part, both):
        yield {
            language: _filled(_BECOMES, language, number=now[language][part.id], old=was[language][part.id])
            for language in LANGUAGES
        }
    if isinstance(part, Paragraph) and isinstance(earlier, Paragraph) and (part.columns or earlier.columns):
        if (part.columns, part.items) != (earlier.columns, earlier.items):
            yield _sentence(_TABLE, now, part.id)
        if not same_words(earlier.text, part.text):
            yield _quoting(_REWORDED, part.text, part.id, both)
        return
    if not same_words(_own_text(earlier), _own_text(part)):
        pattern = _HEADED if isinstance(part, Clause) else _REWORDED
        if isinstance(part, Paragraph) and part.items:
            pattern = _OPENING_REWORDED
        yield _quoting(pattern, _own_text(part), part.id, both)
    for inner in inner_parts(part):
        yield from _changed(inner, both)


def _moved(part: Part, both: _Texts) -> bool:
    """Whether a number is another one by itself, and not only since that of the part around it is."""
    around = both.around.get(part.id)
    return around is None or all(both.was[one].get(around) == both.now[one][around] for one in LANGUAGES)


def _inserted(part: Part, both: _Texts) -> Texts:
    pattern = _CLAUSE_INSERTED if isinstance(part, Clause) else _INSERTED
    if isinstance(part, Paragraph) and part.columns:
        return _quoting(_INSERTED, part.text, part.id, both)
    if isinstance(part, Paragraph) and part.items:
        told: dict[Language, tuple[Run, ...]] = {
            language: (Run(" ".join(plain_text(texts.get(language, ())) for _place, texts in _texts_in(part))),)
            for language in part.text
        }
        return _quoting(pattern, told, part.id, both)
    return _quoting(pattern, _own_text(part), part.id, both)


def _texts_in(paragraph: Paragraph) -> list[tuple[str, RunTexts]]:
    return [(paragraph.id, paragraph.text), *((item.id, item.text) for item in paragraph.items)]


def _own_text(part: Part) -> RunTexts:
    return part.heading if isinstance(part, Clause) else part.text


def _sentence(pattern: str, numbered: Mapping[Language, Mapping[str, str]], place: str) -> Texts:
    return {language: _filled(pattern, language, number=numbered[language][place]) for language in LANGUAGES}


def _quoting(pattern: str, words: RunTexts, place: str, both: _Texts) -> Texts:
    """The sentence in each language with the words in it; of very long ones their beginning, for they stand in their place."""
    found: dict[Language, str] = {}
    for language in LANGUAGES:
        found[language] = _filled(pattern, language, number=both.now[language][place], new=_quoted(words, language))
    return found


def _quoted(words: RunTexts, language: Language) -> str:
    text = plain_text(words.get(language, ()))
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + " …"


def _filled(pattern: str, language: Language, **values: str) -> str:
    return Message(pattern, dict(values)).text(language)


def _in_terms(before: AgreementDocument, after: AgreementDocument) -> Iterator[Texts]:
    """Changes of terms that no sentence on the clauses shows: most of them stand in an annex alone."""
    old, new = dict(places(before.clauses)), dict(places(after.clauses))
    none: RunTexts = {}
    told = {
        run.term
        for place in {*old, *new}
        if place not in old or place not in new or not same_words(old[place], new[place])
        for texts in (old.get(place, none), new.get(place, none))
        for runs in texts.values()
        for run in runs
        if run.term is not None
    }
    for change in compare_terms(before.terms, after.terms):
        if not any(path == change.place or path.startswith(f"{change.place}.") for path in told):
            message = Message(AGREED[change.message.id], change.message.arguments)
            yield {language: message.text(language) for language in LANGUAGES}
