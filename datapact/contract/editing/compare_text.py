"""Comparison of two texts, by clause number; wording that only follows from changed terms is marked so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from datapact.base.texts import LANGUAGES, N_, Message
from datapact.contract.editing.change import Change
from datapact.contract.text.clauses import (
    Clause,
    Paragraph,
    Run,
    RunTexts,
    emphasis_by_character,
    places,
    plain_text,
    same_words,
)
from datapact.contract.text.marked import marked_words
from datapact.contract.text.numbering import numbers
from datapact.contract.text.tables import cells, changed_tables, rows_of
from datapact.contract.text.value_words import BilingualMessage, bilingual, cut, quoted
from datapact.contract.text.word_diff import changed_words

type Numbers = Mapping[str, BilingualMessage]


def compare_text(
    old: Sequence[Clause],
    new: Sequence[Clause],
    made_old: Sequence[Clause] | None,
    made_new: Sequence[Clause] | None,
) -> Iterator[Change]:
    """Changes of wording from ``old`` to ``new``.

    ``made_old`` and ``made_new`` are the template's texts for the terms on either side (None without the template, or for
    the same terms): a text that is the template's on both sides follows from the terms, any other changed by itself.
    """
    before, after = dict(places(old)), dict(places(new))
    template_before = dict(places(made_old or ()))
    template_after = dict(places(made_new or ()))
    numbers_before, numbers_after = numbers_in_both(old), numbers_in_both(new)
    following: list[BilingualMessage] = []
    reshaped = changed_tables(old, new)
    inside = cells(old).keys() | cells(new).keys()
    for identifier in [*after, *(name for name in before if name not in after)]:
        left, right = before.get(identifier), after.get(identifier)
        if left is not None and right is not None and same_words(left, right):
            continue
        as_made = _same(left, template_before.get(identifier)) and _same(right, template_after.get(identifier))
        if made_old is not None and as_made:
            following.append(numbers_after[identifier] if right is not None else _deleted(numbers_before[identifier]))
            continue
        if identifier in inside and (left is None or right is None) and not _has_words(left or right or {}):
            continue  # an empty cell that came or went says nothing beside the shape of its table
        yield _changed(identifier, left, right, numbers_before, numbers_after)
    earlier = {one.id: one for clause in old for one in clause.paragraphs}
    for identifier, paragraph in reshaped.items():
        yield _reshaped(numbers_after[identifier], earlier[identifier], paragraph)
    common_before = [name for name in before if name in after and name not in inside]
    common_after = [name for name in after if name in before and name not in inside]
    if common_before != common_after:
        yield Change("clauses", "text", Message(N_("The order of the clauses changed.")), None, None)
    if following:
        listed = bilingual(", ".join(entry.de for entry in following), ", ".join(entry.en for entry in following))
        message = Message(N_("The text follows these changes in: {places}."), {"places": listed})
        yield Change("clauses", "follows", message, None, None)


def _changed(identifier: str, left: RunTexts | None, right: RunTexts | None, before: Numbers, after: Numbers) -> Change:
    old = _words(left) if left is not None else None
    new = _words(right) if right is not None else None
    if left is not None and right is not None and old is not None and new is not None:
        message = _reworded(after[identifier], left, right)
    elif new is not None:
        message = Message(N_("{number} was added: {new}"), {"number": after[identifier], "new": quoted(cut(new))})
    else:
        gone = quoted(cut(old)) if old is not None else bilingual("", "")
        message = Message(N_("{number} (so far) was removed: {old}"), {"number": before[identifier], "old": gone})
    return Change(identifier, "text", message, old, new)


def _has_words(texts: RunTexts) -> bool:
    return any(plain_text(runs).strip() for runs in texts.values())


def _reshaped(number: BilingualMessage, old: Paragraph, new: Paragraph) -> Change:
    """The change of a table that has other rows or columns now, came or went."""
    if new.columns:
        sizes = {"rows": str(len(new.items) // new.columns), "columns": str(new.columns)}
        message = Message(
            N_("{number}: the table now has {rows} rows and {columns} columns."), {"number": number, **sizes}
        )
    else:
        message = Message(N_("{number}: the table was removed."), {"number": number})
    return Change(new.id, "text", message, _table_words(old), _table_words(new))


def _table_words(paragraph: Paragraph) -> BilingualMessage | None:
    """A table in words, a line a row; None where there is none."""
    if not paragraph.columns:
        return None
    said = {
        language: "\n".join(
            " | ".join(plain_text(cell.text.get(language, ())) for cell in row) for row in rows_of(paragraph)
        )
        for language in paragraph.text
    }
    return bilingual(said.get("de", said.get("en", "")), said.get("en", said.get("de", "")))


def _reworded(number: BilingualMessage, left: RunTexts, right: RunTexts) -> Message:
    """The sentence on a text that both sides have: only the differing words, however long the text is."""
    none: RunTexts = {}
    in_german, in_english = (
        changed_words(plain_text((left or none).get(language, ())), plain_text((right or none).get(language, ())))
        for language in LANGUAGES
    )
    if not any(in_german) and not any(in_english):
        return _same_words_otherwise(number, left or none, right or none)
    german = in_german if any(in_german) else in_english
    english = in_english if any(in_english) else in_german
    old, new = (quoted(cut(bilingual(german[side], english[side]))) for side in (0, 1))
    if not german[0] and not english[0]:
        return Message(N_("{number}: {new} was added to the wording."), {"number": number, "new": new})
    if not german[1] and not english[1]:
        return Message(N_("{number}: {old} was removed from the wording."), {"number": number, "old": old})
    return Message(N_("{number}: the wording changed from {old} to {new}."), {"number": number, "old": old, "new": new})


def _same_words_otherwise(number: BilingualMessage, left: RunTexts, right: RunTexts) -> Message:
    """The sentence on a text whose words are the same: how they stand out, where they lead, or the spaces between them."""
    if any(_shown(left.get(one, ())) != _shown(right.get(one, ())) for one in LANGUAGES):
        return Message(
            N_("{number}: the same words stand out otherwise (bold, italics): {new}"),
            {"number": number, "new": quoted(cut(_standing_out(left, right)))},
        )
    if any(_led(left.get(one, ())) != _led(right.get(one, ())) for one in LANGUAGES):
        return Message(
            N_("{number}: the words are the same, but a reference or a value in them is linked otherwise."),
            {"number": number},
        )
    return Message(N_("{number}: the words are the same, but spaces or line breaks changed."), {"number": number})


def _shown(runs: Sequence[Run]) -> list[tuple[str, str]]:
    """How each letter stands out; of spaces nobody sees it."""
    looks = emphasis_by_character(runs)
    return [(letter, look) for letter, look in zip(plain_text(runs), looks, strict=True) if not letter.isspace()]


def _led(runs: Sequence[Run]) -> list[tuple[str, str | None, str | None]]:
    """To which term each letter belongs, and where each reference leads, whatever its number."""
    parts = [(run, " " if run.ref is not None else "".join(run.text.split())) for run in runs]
    return [("" if run.ref is not None else letter, run.term, run.ref) for run, words in parts for letter in words]


def _standing_out(left: RunTexts, right: RunTexts) -> BilingualMessage:
    """The words that stand out in one of two texts only, or otherwise."""
    said = {}
    for language in LANGUAGES:
        pieces = marked_words(left.get(language, ()), right.get(language, ()))
        grouped = groupby((one for one in pieces if one.mark != "deleted"), key=lambda one: one.mark)
        stretches = ("".join(one.text for one in listed).strip() for mark, listed in grouped if mark == "inserted")
        said[language] = " … ".join(filter(None, stretches))
    return bilingual(said["de"] or said["en"], said["en"] or said["de"])


def _deleted(number: BilingualMessage) -> BilingualMessage:
    return bilingual(f"{number.de} (bisher)", f"{number.en} (so far)")


def _same(left: RunTexts | None, right: RunTexts | None) -> bool:
    return left is right if left is None or right is None else same_words(left, right)


def _words(texts: RunTexts) -> BilingualMessage:
    """The words in each language; where the agreement, or what somebody wrote, has one language only, in that one."""
    words = {language: plain_text(runs) for language, runs in texts.items()}
    german, english = words.get("de", ""), words.get("en", "")
    return bilingual(german or english, english or german)


def numbers_in_both(clauses: Sequence[Clause]) -> Numbers:
    """The number of every clause, paragraph and item by id, in both languages."""
    german, english = numbers(clauses, "de"), numbers(clauses, "en")
    return {identifier: bilingual(german[identifier], english[identifier]) for identifier in german}
