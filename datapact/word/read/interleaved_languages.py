"""A text in two languages whose table is gone: its paragraphs stand one after the other, each language in turn.

LibreOffice and others dissolve a table that they do not understand. Languages are told by bookmarks and known words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from datapact.base.texts import Language
from datapact.contract.changes.rewritten import clean
from datapact.contract.text.clauses import places, plain_text
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.numbering import marks
from datapact.word.read.align import Slot, is_number_alone, likeness, without_number
from datapact.word.read.markup import W
from datapact.word.read.passages import Unit
from datapact.word.write.blocks import bookmark

_LEAST = 0.2  # of the words in common with what was sent at a place, to be taken for it

_LONG = 30  # characters; shorter words, such as a heading, may stand before or behind the clauses, too

type _Placed = tuple[str, Language]


def woven_slots(
    units: Sequence[Unit], base: AgreementDocument, languages: Sequence[Language], bare: Mapping[str, bool]
) -> list[Slot]:
    """The slots of such a file, in its order; nothing where no clause is known."""
    told = _placed(units, base, languages)
    if not told:
        return []
    region = range(min(told), max(told) + 1)
    texts = dict(places(base.clauses))
    found: list[Slot] = []
    row: dict[Language | str, Unit] = {}
    place = ""

    def end() -> None:
        nonlocal row, place
        if row:
            found.append(Slot({one: clean(unit.text) for one, unit in row.items()}, place, row))
        row, place = {}, ""

    for index, unit in enumerate(units):
        if index not in region or unit.cell:
            if words := clean(unit.text):
                end()
                found.append(Slot({"": words}, "", {"": unit}))
            continue
        if not has_words(unit, bare):
            continue
        known = told.get(index)
        if known is None:
            missing = next((one for one in languages if one not in row), None) if row else None
            said = clean(plain_text(texts[place].get(missing, ()))) if place and missing else ""
            if missing is None or (place and likeness(said, clean(unit.text)) < _LEAST):
                end()
                missing = languages[0]
            row[missing] = unit
            continue
        if known[1] in row or place not in ("", known[0]):
            end()
        place, row[known[1]] = known[0], unit
    end()
    return found


def _placed(units: Sequence[Unit], base: AgreementDocument, languages: Sequence[Language]) -> dict[int, _Placed]:
    """For each paragraph among the clauses that is known its place and language."""
    marked: dict[str, _Placed] = {}
    worded: dict[str, set[_Placed]] = {}
    for place, texts in places(base.clauses):
        for language in languages:
            marked[bookmark(place, language)] = place, language
            words = without_number(clean(plain_text(texts.get(language, ()))))
            worded.setdefault(words, set()).add((place, language))
    found: dict[int, _Placed] = {}
    sure: set[int] = set()
    for index, unit in enumerate(units):
        if unit.cell:
            continue
        named = next((marked[name] for name in unit.bookmarks if name in marked), None)
        same = worded.get(without_number(clean(unit.text)), set())
        if named is not None or len(same) == 1:
            found[index] = named or next(iter(same))
            sure |= {index} if named is not None or len(unit.text) > _LONG else set()
    if not sure:
        return {}
    first, last = min(sure), max(sure)
    while first - 1 in found:  # the heading before
        first -= 1
    while last + 1 in found:
        last += 1
    return {index: one for index, one in found.items() if first <= index <= last}


def bare_numbers(base: AgreementDocument) -> Mapping[str, bool]:
    """Numbers alone: True for those of parts without words, which were typed; False for what is the words of a part."""
    found: dict[str, bool] = {}
    for clause in base.clauses:
        for paragraph, mark in zip(clause.paragraphs, marks(clause.paragraphs), strict=True):
            listed = [(f"({mark})", paragraph.text)]
            if not paragraph.columns:
                items = zip(paragraph.items, marks(paragraph.items), strict=True)
                listed += [(f"{m})", item.text) for item, m in items]
            for number, texts in listed:
                words = {clean(plain_text(runs)) for runs in texts.values()}
                found |= {number: True} if "" in words else {}
                found |= {one: False for one in words if is_number_alone(one)}
    return found


def has_words(unit: Unit, bare: Mapping[str, bool]) -> bool:
    """Whether a paragraph of a clause has words: more than the number of one that is empty."""
    words = clean(unit.text)
    if not is_number_alone(words):
        return bool(words)
    node = unit.last.node
    typed = node is not None and any(one.get(W + "val") == "0" for one in node.iter(W + "numId"))
    return not bare.get(words, typed)
