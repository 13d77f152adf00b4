"""One change of a proposal in marked words, as a reader compares it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from datapact.base.texts import Language
from datapact.contract.changes.proposed import ProposedChange
from datapact.contract.text.clauses import Paragraph, Run, RunTexts, parts_of, places, within
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.keeping import live
from datapact.contract.text.marked import Mark, Piece, marked_words
from datapact.contract.text.tables import changed_tables, rows_of

_LONGEST_WHOLE = 60  # characters


def marked_change(
    own: AgreementDocument, proposal: AgreementDocument, change: ProposedChange
) -> Mapping[Language, tuple[Piece, ...]]:
    """The words of a change by language of the proposal, deleted ones where they stood; empty for moves and orders."""
    if change.kind in ("moved", "order", "numbers"):
        return {}
    own, proposal = (replace(one, clauses=live(one.clauses)) for one in (own, proposal))
    if change.kind != "text":
        return {language: pieces for language in proposal.languages if (pieces := tuple(_value(change, language)))}
    before, after = dict(places(own.clauses)), dict(places(proposal.clauses))
    if change.place in before and change.place in after:
        left, right = before[change.place], after[change.place]
        table = changed_tables(own.clauses, proposal.clauses).get(change.place)
        if table is not None:
            was = next(one for clause in own.clauses for one in clause.paragraphs if one.id == change.place)
            return {language: tuple(_table(was, table, language)) for language in proposal.languages}
        return {
            language: marked_words(left.get(language, ()), right.get(language, ())) for language in proposal.languages
        }
    added = change.place in after
    texts = list(_within(proposal if added else own, change.place))
    return {language: _whole(texts, language, "inserted" if added else "deleted") for language in proposal.languages}


def _value(change: ProposedChange, language: Language) -> Iterator[Piece]:
    if change.old is not None and change.new is not None:
        old, new = change.old.text(language), change.new.text(language)
        if min(len(old), len(new)) > _LONGEST_WHOLE:  # sentences; a number or a day is read as a whole
            yield from marked_words((Run(old),), (Run(new),))
            return
    if change.old is not None:
        yield Piece(change.old.text(language), "deleted")
    if change.old is not None and change.new is not None:
        yield Piece(" ")
    if change.new is not None:
        yield Piece(change.new.text(language), "inserted")


def _table(was: Paragraph, now: Paragraph, language: Language) -> Iterator[Piece]:
    """The words before a table and its cells, a line a row; cells that are gone behind them."""
    yield from marked_words(was.text.get(language, ()), now.text.get(language, ()))
    before = {cell.id: cell.text.get(language, ()) for cell in was.items if was.columns}
    for row in rows_of(now):
        for n, cell in enumerate(row):
            yield Piece(" | " if n else "\n")
            yield from marked_words(before.pop(cell.id, ()), cell.text.get(language, ()))
    for runs in before.values():
        if runs:
            yield Piece("\n")
            yield from marked_words(runs, ())


def _within(document: AgreementDocument, place: str) -> Iterator[RunTexts]:
    """The texts of a part and of all parts in it."""
    inside = {one.id for part in parts_of(document.clauses) if part.id == place for one in within(part)}
    return (texts for name, texts in places(document.clauses) if name in inside)


def _whole(texts: list[RunTexts], language: Language, mark: Mark) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for text in texts:
        runs = text.get(language, ())
        if pieces and runs:
            pieces.append(Piece("\n", mark))
        pieces += [Piece(run.text, mark, emphasis=run.emphasis) for run in runs]
    return tuple(pieces)
