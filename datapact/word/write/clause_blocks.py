"""The clauses of an agreement as lines, marked by words, moved parts included, against an older version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from datapact.base.texts import Language
from datapact.contract.text.clauses import Clause, Item, Paragraph, RunTexts
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.marked import Mark, Piece, marked_words, piece_of
from datapact.contract.text.numbering import PREAMBLE, clause_number, counted_marks, marks, numbers
from datapact.word.write.blocks import Block, Line, LineMark, LineStyle, Row, Table
from datapact.word.write.table_blocks import table_blocks


@dataclass(frozen=True, slots=True)
class _Place:
    id: str
    style: LineStyle
    texts: RunTexts
    mark: str = ""
    """Typed number without sign; empty where Word counts."""

    def number(self, language: Language) -> str:
        """The number as it is typed before the words; empty where Word counts."""
        if not self.mark:
            return ""
        if self.style == "Clause":
            return clause_number(self.mark, language)
        return f"({self.mark})" if self.style == "Paragraph" else f"{self.mark})"


def clause_blocks(
    document: AgreementDocument, older: AgreementDocument | None, languages: Sequence[Language]
) -> list[Block]:
    """The clauses in one language as lines, in two as a table with one row a paragraph.

    Rejecting every mark gives the words of ``older`` in its order, accepting them those of ``document``.
    """
    now = {one.id: one for clause in document.clauses for one in clause.paragraphs}
    was = now if older is None else {one.id: one for clause in older.clauses for one in clause.paragraphs}
    blocks: list[Block] = []
    rows: list[Row] = []
    for lines in _marked(document, older, languages):
        place, mark = lines[0].place, lines[0].mark
        if len(languages) == 1:
            blocks.append(lines[0])
        else:
            rows.append(Row(tuple((_in_row(line),) for line in lines), _row_mark(lines)))
        gone, come = mark in ("removed", "moved_from"), mark in ("added", "moved_to")
        table = table_blocks(None if come else was.get(place), None if gone else now.get(place), languages)
        if table and rows:
            blocks += [_columns(rows, languages), Line("Cell", languages[0], ())]
            rows = []
        blocks += table
    return [*blocks, _columns(rows, languages)] if rows else blocks


def _columns(rows: Sequence[Row], languages: Sequence[Language]) -> Table:
    return Table(tuple(rows), (1.0,) * len(languages), ruled=False)


def _in_row(line: Line) -> Line:
    """A line whose row bears the mark; one that goes gives up its place to the one that stays."""
    gone = line.mark in ("removed", "moved_from")
    return replace(line, mark="same", move="", place="" if gone else line.place)


def _row_mark(row: Sequence[Line]) -> LineMark:
    of_row: Mapping[LineMark, LineMark] = {"moved_from": "removed", "moved_to": "added"}
    return of_row.get(row[0].mark, row[0].mark)


def _marked(
    document: AgreementDocument, older: AgreementDocument | None, languages: Sequence[Language]
) -> Iterator[tuple[Line, ...]]:
    after = list(_places(document.clauses))
    if older is None:
        yield from (_lines(place, languages, "same") for place in after)
        return
    before = list(_places(older.clauses))
    old, new = {place.id: place for place in before}, {place.id: place for place in after}
    earlier = {language: numbers(older.clauses, language) for language in languages}
    steps = SequenceMatcher(None, [_key(one) for one in before], [_key(one) for one in after], autojunk=False)
    moved = _moved(before, after, steps, languages)
    for what, start, end, first, last in steps.get_opcodes():
        if what == "equal":
            for place in after[first:last]:
                yield tuple(
                    Line(
                        place.style,
                        language,
                        _compared(old, place, language, earlier),
                        place.id,
                        number=place.number(language),
                    )
                    for language in languages
                )
            continue
        for place in before[start:end]:
            yield _lines(place, languages, "moved_from" if place.id in moved else "removed")
        for place in after[first:last]:
            yield _lines(new[place.id], languages, "moved_to" if place.id in moved else "added")


def _key(place: _Place) -> tuple[str, str, str]:
    return place.id, place.style, place.mark  # a paragraph that got or lost its number is set anew


def _moved(
    before: Sequence[_Place],
    after: Sequence[_Place],
    steps: SequenceMatcher[tuple[str, str, str]],
    languages: Sequence[Language],
) -> set[str]:
    """Parts that stand elsewhere in the same words; what was reworded as well is shown as removed and added."""
    if len(languages) > 1:
        return set()  # Word knows no moved rows
    gone = {
        place.id: place
        for what, start, end, _first, _last in steps.get_opcodes()
        if what != "equal"
        for place in before[start:end]
    }
    return {
        place.id
        for what, _start, _end, first, last in steps.get_opcodes()
        if what != "equal"
        for place in after[first:last]
        if place.id in gone and _words(gone[place.id], languages) == _words(place, languages) != ""
    }


def _words(place: _Place, languages: Sequence[Language]) -> str:
    return "".join(run.text for language in languages for run in place.texts.get(language, ()))


def _lines(place: _Place, languages: Sequence[Language], mark: LineMark) -> tuple[Line, ...]:
    marks: Mapping[LineMark, Mark] = {"added": "inserted", "removed": "deleted", "moved_to": "inserted"}
    mark_of_words = "deleted" if mark == "moved_from" else marks.get(mark, "same")
    move = place.id if mark in ("moved_from", "moved_to") else ""
    return tuple(
        Line(
            place.style,
            language,
            tuple(piece_of(run, mark_of_words) for run in place.texts.get(language, ())),
            place.id,
            mark,
            move,
            number=place.number(language),
        )
        for language in languages
    )


def _compared(
    old: Mapping[str, _Place], place: _Place, language: Language, earlier: Mapping[Language, Mapping[str, str]]
) -> tuple[Piece, ...]:
    """The words with their marks; a reference whose target got another number is marked, too."""
    if language not in old[place.id].texts:
        return tuple(piece_of(run) for run in place.texts.get(language, ()))
    found: list[Piece] = []
    for piece in marked_words(old[place.id].texts[language], place.texts.get(language, ())):
        before = earlier[language].get(piece.ref, piece.text) if piece.ref is not None else piece.text
        if piece.mark == "same" and before != piece.text:
            found += [replace(piece, text=before, mark="deleted"), replace(piece, mark="inserted")]
        else:
            found.append(piece)
    return tuple(found)


def _places(clauses: Sequence[Clause]) -> Iterator[_Place]:
    """The places in reading order. Word counts them as far as it comes to their numbers; others bear theirs typed.

    Word begins to count anew below what it has counted itself, so what stands below a typed number is typed, too; and
    in a preamble, which has none: LibreOffice would count it as a clause and be one ahead in all that follow.
    """
    for clause, clause_mark, counted in _counted(clauses):
        yield _Place(clause.id, "Clause" if clause_mark else "Preamble", clause.heading, "" if counted else clause_mark)
        several = len(clause.paragraphs) > 1
        for paragraph, mark, next_one in _counted(clause.paragraphs):
            by_word = counted and bool(clause_mark) and (next_one or not several)
            yield _Place(
                paragraph.id,
                "Paragraph" if several else "Single",
                paragraph.text,
                mark if several and not by_word else "",
            )
            for item, letter, following in () if paragraph.columns else _counted(paragraph.items):
                yield _Place(item.id, "Point", item.text, "" if by_word and following else letter)


def _counted[P: (Clause, Paragraph, Item)](parts: Sequence[P]) -> Iterator[tuple[P, str, bool]]:
    """Each part with its mark, and whether a program that counts what it has counted comes to it."""
    steps = iter(counted_marks([one for one in parts if not isinstance(one, Clause) or one.id != PREAMBLE]))
    wanted = next(steps, "")
    for one, mark in zip(parts, marks(parts), strict=True):
        yield one, mark, mark in ("", wanted)
        if mark == wanted:
            wanted = next(steps, "")
