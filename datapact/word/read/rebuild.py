"""The agreement as one view of a returned file has it: clauses rebuilt in the order of the file, terms where values changed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Literal

from datapact.base.texts import Language
from datapact.contract.changes.rewritten import Rewritten, clean, rewritten
from datapact.contract.text.clauses import (
    Clause,
    Item,
    Paragraph,
    Part,
    Run,
    RunTexts,
    parts_of,
    places,
    plain_text,
    same_words,
    with_parts,
    without_emphasis,
)
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.keeping import settled_as_kept
from datapact.contract.text.numbering import numbers
from datapact.word.read.align import Slot, aligned, without_number
from datapact.word.read.emphasis import restyled
from datapact.word.read.interleaved_languages import bare_numbers, has_words, woven_slots
from datapact.word.read.passages import Span, Unit
from datapact.word.read.references import shown_references, with_references
from datapact.word.read.tables import Cells, FoundTables, found_tables, new_table, with_tables
from datapact.word.read.values import with_value
from datapact.word.write.blocks import Block, Line, bookmark, bookmarked

type Kind = Literal["clause", "paragraph", "item"]
_CLAUSE_STYLES = {"heading1", "dppreamble", "berschrift1", "überschrift1", "annex"}
_POINT_STYLES = {"dppoint"}


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One view of a file as an agreement."""

    document: AgreementDocument
    """Complete; places that the file does not have are removed."""
    slots: tuple[Slot, ...]
    """Of the file, in its order, without empty ones."""
    pairs: Mapping[int, int]
    """Index of a slot of the file -> index of the slot that was sent."""
    region: range
    """The slots among which clauses stand."""
    place_of: Mapping[int, str]
    """Index of a slot of the file -> id of the clause, paragraph or item that it is now."""
    cells: Mapping[str, Mapping[Language, Sequence[Unit]]] = field(default_factory=dict)
    """The paragraphs of the file in each cell of a table, by its id and language."""


def sent_slots(blocks: Sequence[Block], languages: Sequence[Language]) -> list[Slot]:
    """The slots of a file as it was sent, in its order."""
    found: list[Slot] = []
    single = languages[0] if len(languages) == 1 else ""
    for block in blocks:
        if isinstance(block, Line):
            found.append(Slot({single: clean(block.words)}, block.place))
            continue
        if block.place:  # tables of paragraphs are found by themselves
            continue
        for row in block.rows:
            if not block.ruled:
                found.append(
                    Slot(
                        {line.language: clean(line.words) for cell in row.cells for line in cell}, row.cells[0][0].place
                    )
                )
            else:
                found += [Slot({"": clean(line.words)}) for cell in row.cells for line in cell]
    return [slot for slot in found if any(slot.words.values())]


def returned_slots(units: Sequence[Unit], base: AgreementDocument, languages: Sequence[Language]) -> list[Slot]:
    """The slots of a file that came back; in two languages the rows of a table of clauses are one slot each."""
    names = bookmarked(base, languages)
    bare = bare_numbers(base)
    if len(languages) == 1:
        return [slot for unit in units if (slot := _single(unit, names, languages[0], bare)) is not None]
    columns = _clause_tables(units, base, languages)
    if not columns and (woven := woven_slots(units, base, languages, bare)):
        return woven
    found: list[Slot] = []
    rows: dict[tuple[int, ...], list[Unit]] = {}
    for unit in units:
        if len(unit.cell) == 3 and unit.cell[0] in columns:
            rows.setdefault(unit.cell[:2], []).append(unit)
    done: set[tuple[int, ...]] = set()
    for unit in units:
        row = unit.cell[:2]
        if row not in rows or len(unit.cell) != 3:
            if words := clean(unit.text):
                found.append(Slot({"": words}, "", {"": unit}))
        elif row not in done:
            done.add(row)
            found += _row(rows[row], names, columns[unit.cell[0]], bare)
    return found


def _single(unit: Unit, names: Mapping[str, str], language: Language, bare: Mapping[str, bool]) -> Slot | None:
    words = clean(unit.text)
    where = "" if unit.cell else language
    if not (words if unit.cell else has_words(unit, bare)):
        return None
    return Slot({where: words}, _named(unit, names), {where: unit})


def _row(
    units: Sequence[Unit], names: Mapping[str, str], columns: Mapping[int, Language], bare: Mapping[str, bool]
) -> Iterator[Slot]:
    """One slot for each paragraph of a row: somebody may have made two of one, or put in a column of their own."""
    cells = {
        language: [unit for unit in units if unit.cell[2] == column and has_words(unit, bare)]
        for column, language in columns.items()
    }
    for number in range(max(map(len, cells.values()))):
        there: dict[Language | str, Unit] = {
            language: cell[number] for language, cell in cells.items() if number < len(cell)
        }
        place = next((name for unit in there.values() if (name := _named(unit, names))), "")
        yield Slot({language: clean(unit.text) for language, unit in there.items()}, place, there)
    for unit in units:
        if unit.cell[2] not in columns and (words := clean(unit.text)):
            yield Slot({"": words}, "", {"": unit})


def _named(unit: Unit, names: Mapping[str, str]) -> str:
    return next((names[name] for name in unit.bookmarks if name in names), "")


def _clause_tables(
    units: Sequence[Unit], base: AgreementDocument, languages: Sequence[Language]
) -> dict[int, dict[int, Language]]:
    """The tables that hold clauses, with the language of each column: by bookmarks, or by paragraphs in known words."""
    marked = {bookmark(place, language): language for place, _texts in places(base.clauses) for language in languages}
    worded: dict[str, set[Language]] | None = None
    votes: dict[int, Counter[tuple[int, Language]]] = {}
    for unit in units:
        if len(unit.cell) == 3:
            told = {marked[name] for name in unit.bookmarks if name in marked}
            if not told and len(unit.text) > 30:
                worded = _worded(base, languages) if worded is None else worded  # most files have their bookmarks
                told = worded.get(without_number(clean(unit.text)), set())
            if told:
                counted = votes.setdefault(unit.cell[0], Counter())
                counted.update((unit.cell[2], language) for language in told)
    return {table: _columns(counted, languages) for table, counted in votes.items()}


def _worded(base: AgreementDocument, languages: Sequence[Language]) -> dict[str, set[Language]]:
    """The languages in which the agreement has some words."""
    found: dict[str, set[Language]] = {}
    for _place, texts in places(base.clauses):
        for language in languages:
            words = without_number(clean(plain_text(texts.get(language, ()))))
            found.setdefault(words, set()).add(language)
    return found


def _columns(votes: Counter[tuple[int, Language]], languages: Sequence[Language]) -> dict[int, Language]:
    """The language of each column of a table of clauses; where nothing tells, as they were sent."""
    found: dict[int, Language] = {}
    for (column, language), _count in votes.most_common():
        if column not in found and language not in found.values():
            found[column] = language
    for column, language in enumerate(languages):
        if language not in found.values():
            free = next(n for n in (column, *range(len(languages) + 1)) if n not in found)
            found[free] = language
    return found


def rebuilt(
    base: AgreementDocument,
    sent: Sequence[Slot],
    units: Sequence[Unit],
    languages: Sequence[Language],
    counted: Mapping[str, str],
) -> Rebuilt:
    """The agreement that these paragraphs make of ``base``, which was sent in these ``languages``.

    ``counted``: what its references show once a program counts the file as it lies there.
    """
    shown = shown_references(base, languages)
    units = [with_references(unit, shown, counted) for unit in units]
    tables = found_tables(units, base, languages)
    while True:
        slots = returned_slots([unit for unit in units if not tables.has(unit)], base, languages)
        pairs = aligned(sent, slots)
        region = _region(sent, slots, pairs)
        where = _places(base, sent, slots, pairs, region)
        place_of = {index: place for index, (place, _kind) in where.items()}
        before_tables = _before_tables(units, slots, place_of, tables)
        known = {place for place, _texts in places(base.clauses)}
        parted = {
            name for name, before in before_tables.items() if name in place_of.values() and before in known - {name}
        }
        if not parted:  # else the words stay where they are, and the table is one that was put in
            break
        tables = replace(tables, of={name: number for name, number in tables.of.items() if name not in parted})
    if _as_it_was_sent(base, sent, slots, pairs):
        return Rebuilt(base, tuple(slots), pairs, region, place_of)
    first = _built(base, slots, where, region, languages, {})
    now = {language: numbers(first.clauses, language) for language in languages}
    before = {language: numbers(base.clauses, language) for language in languages}
    same = all(
        before[language].get(place) == number for language in languages for place, number in now[language].items()
    )
    document = built = first if same else _built(base, slots, where, region, languages, now)
    document, cells = with_tables(document, base, tables, languages, before_tables)
    document, added = _with_new_tables(document, base, tables, slots, place_of, pairs, languages, cells)
    if document.clauses != built.clauses:  # else they are settled
        document = replace(document, clauses=settled_as_kept(document.clauses, base.terms, base.languages))
    return Rebuilt(document, tuple(slots), pairs, region, {**place_of, **added}, cells)


def _as_it_was_sent(
    base: AgreementDocument, sent: Sequence[Slot], slots: Sequence[Slot], pairs: Mapping[int, int]
) -> bool:
    """Whether a view has every line as it was sent, where it was: rejecting all in an honest redline gives that.

    A text with tables is laid beside it cell by cell.
    """
    if len(slots) != len(sent) or any(index != ours for index, ours in pairs.items()) or len(pairs) != len(sent):
        return False
    if not all(_says_what_was_sent(one, other) for one, other in zip(slots, sent, strict=True)):
        return False
    if any(paragraph.columns for clause in base.clauses for paragraph in clause.paragraphs):
        return False
    own = dict(places(base.clauses))
    return all(
        _has_the_emphasis_sent(own[place].get(language, ()), unit)
        for index, slot in enumerate(slots)
        if (place := sent[index].place)
        for language in base.languages
        if (unit := (slot.units or {}).get(language)) is not None
    )


def _says_what_was_sent(slot: Slot, sent: Slot) -> bool:
    """Whether a line has the words that were sent, or in a clause these with their number typed before them."""
    if slot.words == sent.words:
        return True
    units = slot.units or {}
    return (
        sent.place != ""
        and slot.words.keys() == sent.words.keys()
        and all(
            words == sent.words[language]
            or (units[language].last.level is None and without_number(words) == sent.words[language])
            for language, words in slot.words.items()
        )
    )


def _has_the_emphasis_sent(runs: tuple[Run, ...], unit: Unit) -> bool:
    return restyled(runs, unit) == runs


def _before_tables(
    units: Sequence[Unit], slots: Sequence[Slot], place_of: Mapping[int, str], tables: FoundTables
) -> dict[str, str]:
    """For each paragraph whose table the file has, the place that stands right before that table there."""
    place_at = {id(unit): place for index, place in place_of.items() for unit in (slots[index].units or {}).values()}
    names = {number: name for name, number in tables.of.items()}
    found: dict[str, str] = {}
    before = ""
    for unit in units:
        if unit.cell and (name := names.get(unit.cell[0])) is not None:
            found.setdefault(name, before)
        before = place_at.get(id(unit), before)
    return found


def _with_new_tables(
    document: AgreementDocument,
    base: AgreementDocument,
    tables: FoundTables,
    slots: Sequence[Slot],
    place_of: Mapping[int, str],
    pairs: Mapping[int, int],
    languages: Sequence[Language],
    cells: Cells,
) -> tuple[AgreementDocument, dict[int, str]]:
    """The document with tables that somebody put among its clauses, each a paragraph; and which slots are in them."""
    inside: dict[int, list[int]] = {}
    of_clauses = {unit.cell[:1] for index in place_of for unit in (slots[index].units or {}).values()}
    for index, slot in enumerate(slots):
        unit = slot.units.get("") if slot.units else None
        if unit is not None and unit.cell and index not in pairs and unit.cell[:1] not in of_clauses:
            inside.setdefault(unit.cell[0], []).append(index)
    known = {place for place, _texts in places(document.clauses)}
    clauses = list(document.clauses)
    added: dict[int, str] = {}
    behind: dict[str, str] = {}  # place -> the new table that stands behind it by now
    for number, indices in inside.items():
        earlier = [place_of[n] for n in place_of if n < indices[0]]
        if not earlier or not any(n > indices[-1] for n in place_of) or number in tables.of.values():
            continue
        name = _free("table " + " ".join(slots[n].whole for n in indices), known)
        made = new_table(name, tables.grids[number], base, languages, cells)
        if made is None:
            continue
        before = behind.get(earlier[-1], earlier[-1])
        clauses = [_with_behind(clause, before, made) for clause in clauses]
        behind[earlier[-1]] = name
        known.add(name)
        added |= dict.fromkeys(indices, name)
    return replace(document, clauses=tuple(clauses)), added


def _with_behind(clause: Clause, place: str, made: Paragraph) -> Clause:
    """The clause with a paragraph behind the one that is, or has, a place; unchanged where it has no such place."""
    if clause.id == place:
        return replace(clause, paragraphs=(made, *clause.paragraphs))
    for n, one in enumerate(clause.paragraphs):
        if one.id == place or any(item.id == place for item in one.items):
            return replace(clause, paragraphs=(*clause.paragraphs[: n + 1], made, *clause.paragraphs[n + 1 :]))
    return clause


def _region(sent: Sequence[Slot], slots: Sequence[Slot], pairs: Mapping[int, int]) -> range:
    ours = sorted(index for index, other in pairs.items() if sent[other].place)
    if not ours:
        return range(0)
    end = ours[-1] + 1
    while end < len(slots) and end not in pairs and "" not in slots[end].words:
        end += 1
    return range(ours[0], end)


def _places(
    base: AgreementDocument, sent: Sequence[Slot], slots: Sequence[Slot], pairs: Mapping[int, int], region: range
) -> dict[int, tuple[str, Kind]]:
    """Id and kind of every slot among the clauses; new ones get an id from their words."""
    kinds = _kinds(base)
    learnt: dict[tuple[str, int | None], Counter[Kind]] = {}
    for index in region:
        ours = pairs.get(index)
        if ours is not None and sent[ours].place:
            learnt.setdefault(_look(slots[index]), Counter())[kinds[sent[ours].place]] += 1
    taken = set(kinds)
    result: dict[int, tuple[str, Kind]] = {}
    for index in region:
        ours = pairs.get(index)
        if ours is not None:
            if place := sent[ours].place:
                result[index] = (place, kinds[place])
        elif "" not in slots[index].words:
            name = _free(before_marks(slots[index]), taken)
            taken.add(name)
            look = learnt.get(_look(slots[index]))
            result[index] = (name, look.most_common(1)[0][0] if look else _guessed(slots[index]))
    return result


def _kinds(base: AgreementDocument) -> dict[str, Kind]:
    kinds: dict[str, Kind] = {}
    for clause in base.clauses:
        kinds[clause.id] = "clause"
        for paragraph in clause.paragraphs:
            kinds[paragraph.id] = "paragraph"
            kinds |= dict.fromkeys((item.id for item in paragraph.items), "item")
    return kinds


def before_marks(slot: Slot) -> str:
    """The words as they stand without marks, by which a new part is known in both views; all words of a marked one."""
    units = [(slot.units or {})[language] for language in sorted(slot.units or {})]
    rejected = "\n".join(clean(unit.last.text("rejected")) for unit in units if not unit.last.inserted)
    return rejected if rejected.strip() else slot.whole


def _look(slot: Slot) -> tuple[str, int | None]:
    unit = next(iter((slot.units or {}).values()))
    return unit.last.style, unit.last.level


def _guessed(slot: Slot) -> Kind:
    style, level = _look(slot)
    if style.casefold() in _CLAUSE_STYLES:
        return "clause"
    return "item" if level == 2 or style.casefold() in _POINT_STYLES else "paragraph"


def _free(words: str, taken: set[str]) -> str:
    name = "word-" + hashlib.sha256(words.encode()).hexdigest()[:10]
    number = 2
    result = name
    while result in taken:
        result, number = f"{name}-{number}", number + 1
    return result


def _built(
    base: AgreementDocument,
    slots: Sequence[Slot],
    where: Mapping[int, tuple[str, Kind]],
    region: range,
    languages: Sequence[Language],
    now: Mapping[Language, Mapping[str, str]],
) -> AgreementDocument:
    """``base`` with the clauses of the file; ``now`` are the numbers by which its references may have been renewed."""
    before = {language: numbers(base.clauses, language) for language in languages}
    reader = _Words(bookmarked(base, languages), before, now)
    base, texts = _with_values(base, slots, where, languages, reader)
    there = {part.id: part for part in parts_of(base.clauses)}
    clauses: list[Clause] = []
    for index in region:
        if index not in where:
            continue
        place, kind = where[index]
        runs = texts[index]
        if kind == "clause" or not clauses:
            clauses.append(_as_sent(there, Clause(place, runs, ())))
        elif kind == "item" and clauses[-1].paragraphs:
            *others, last = clauses[-1].paragraphs
            last = replace(last, items=(*last.items, _as_sent(there, Item(place, runs))))
            clauses[-1] = replace(clauses[-1], paragraphs=(*others, last))
        else:
            paragraph = _as_sent(there, Paragraph(place, runs))
            clauses[-1] = replace(clauses[-1], paragraphs=(*clauses[-1].paragraphs, paragraph))
    return replace(base, clauses=settled_as_kept(_kept_clauses(clauses, base), base.terms, base.languages))


def _kept_clauses(clauses: Sequence[Clause], base: AgreementDocument) -> tuple[Clause, ...]:
    """The clauses, of which none counts as deleted that says something now."""
    sent = dict(places(base.clauses))

    def kept[P: (Clause, Paragraph, Item)](one: P) -> P:
        inner = one.paragraphs if isinstance(one, Clause) else one.items if isinstance(one, Paragraph) else ()
        texts = one.heading if isinstance(one, Clause) else one.text
        return replace(one, deleted=False) if one.deleted and (inner or not same_words(texts, sent[one.id])) else one

    return with_parts(clauses, kept)


def _as_sent[P: (Clause, Paragraph, Item)](there: Mapping[str, Part], made: P) -> P:
    """``made`` with what it had beside its words and parts when it was sent."""
    known = there.get(made.id)
    if type(known) is not type(made):
        return made
    own = ("id", "heading", "paragraphs", "text", "items", "columns")  # a table comes from the file
    beside = {one.name: getattr(known, one.name) for one in fields(made) if one.name not in own}
    return replace(made, **beside)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a paragraph with its references as they were sent, as long as they still lead to the same place."""

    names: Mapping[str, str]
    before: Mapping[Language, Mapping[str, str]]
    now: Mapping[Language, Mapping[str, str]]

    def of(self, unit: Unit, language: Language) -> str:
        parts: list[str] = []
        spans: list[Span] = list(unit.spans)
        for index, span in enumerate(spans):
            if index and span.target and span.target == spans[index - 1].target:
                continue
            text = span.text
            if span.target:
                for later in spans[index + 1 :]:
                    if later.target != span.target:
                        break
                    text += later.text
                place = self.names.get(span.target, "")
                if place and text == self.now.get(language, {}).get(place):
                    text = self.before[language].get(place, text)
            parts.append(text)
        return "".join(parts)


def _with_values(
    base: AgreementDocument,
    slots: Sequence[Slot],
    where: Mapping[int, tuple[str, Kind]],
    languages: Sequence[Language],
    reader: _Words,
) -> tuple[AgreementDocument, dict[int, RunTexts]]:
    """``base`` with the terms whose values the file changed, and the texts of the slots over it."""
    own = dict(places(base.clauses))
    written: dict[str, dict[Language, set[str]]] = {}
    given = {index: list(_given(slots[index], languages, reader, known=where[index][0] in own)) for index in where}
    made: dict[tuple[str, Language], Rewritten] = {}
    for index, (place, _kind) in where.items():
        for language, words in given[index]:
            runs = own[place].get(language, ()) if place in own else ()
            if any(run.term is not None for run in runs):
                made[place, language] = rewritten(runs, words)
                for term, value in made[place, language].values:
                    written.setdefault(term, {}).setdefault(language, set()).add(clean(value))
    for term, said in written.items():
        if all(len(values) == 1 for values in said.values()):
            changed = with_value(base, term, {language: next(iter(values)) for language, values in said.items()})
            base = changed or base
    now = dict(places(base.clauses))
    texts: dict[int, RunTexts] = {}
    for index, (place, kind) in where.items():
        result: dict[Language, tuple[Run, ...]] = {
            language: now.get(place, own.get(place, {})).get(language, ()) for language in base.languages
        }
        for language, words in given[index]:
            unit = (slots[index].units or {}).get(language)
            if place not in own:
                result[language] = (Run(clean(words)),) if clean(words) else ()
            elif clean(plain_text(own[place].get(language, ()))) != clean(words):
                source = now.get(place, own[place]).get(language, ())
                known = made.get((place, language)) if source == own[place].get(language, ()) else None
                result[language] = (known or rewritten(source, words)).runs
            if kind == "clause":  # a heading stands out as a whole
                result[language] = without_emphasis({language: result[language]})[language]
            elif unit is not None:
                result[language] = restyled(result[language], unit)
        texts[index] = result
    return base, texts


def _given(slot: Slot, languages: Sequence[Language], reader: _Words, *, known: bool) -> Iterator[tuple[Language, str]]:
    """The words of a slot by language; an empty cell beside a filled one is a text that was emptied."""
    units = slot.units or {}
    for language in languages:
        unit = units.get(language)
        words = reader.of(unit, language) if unit is not None else ""
        numbered = unit is not None and unit.last.level is not None
        yield language, words if numbered or (unit is None and known) else without_typed(words)


def without_typed(words: str) -> str:
    """The words without a number typed before them: numbers follow from positions."""
    return without_number(clean(words))
