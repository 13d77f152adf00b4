"""Pasted blocks as parts of an agreement: words at the cursor, then paragraphs, points and clauses behind them.

What stands before the first heading goes into the part with the cursor and behind it; from the first heading on new
clauses follow the present one. The words behind the cursor stay behind what was pasted before that heading. A part of the
other language stays where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from datapact.base.errors import Malformed
from datapact.base.strictjson import JsonObject, JsonValue
from datapact.base.texts import N_, Language
from datapact.contract.clipboard.blocks import Block, without_tables
from datapact.contract.editing.clause_edits import (
    Clauses,
    TextRange,
    cut_range,
    find,
    part_at,
    reworded,
    text_of,
    with_range_replaced,
)
from datapact.contract.templates.clause_library import free_id
from datapact.contract.text.clauses import Clause, Item, Paragraph, Run, RunTexts, places, plain_text, tidy_runs
from datapact.contract.text.document import read_runs, write_runs

type PartKind = Literal["heading", "paragraph", "item", "cell"]


@dataclass(frozen=True, slots=True)
class PastedPart:
    """A part to be made of what was pasted; the first may become words of the part with the cursor instead."""

    kind: PartKind
    """A heading begins a clause."""
    id: str
    """Free in the agreement; that of a heading also with ``-p1`` behind it."""
    runs: tuple[Run, ...]
    """Words with line breaks; what comes from the same agreement keeps the terms that it shows."""
    columns: int = 0
    """Of the table, in its first cell; else 0."""

    @property
    def length(self) -> int:
        """The length in characters."""
        return len(plain_text(self.runs))


def parts_of(
    blocks: Sequence[Block], clauses: Clauses, chosen: TextRange, texts: Sequence[tuple[Run, ...]] | None = None
) -> tuple[PastedPart, ...]:
    """The parts that the blocks become at this place; ``texts`` has the runs of each, where they are known.

    Numbered paragraphs are those of a clause; what is lettered, has bullets or lies deeper are points, and so is a
    numbered list after words that end in a colon. Points that no paragraph precedes become paragraphs.
    """
    where = find(clauses, chosen.first)
    taken = {identifier for identifier, _texts in places(clauses)}
    before = plain_text(text_of(part_at(clauses, where)).get(chosen.language, ()))[: chosen.start].strip()
    last = before if len(where) == 2 else ""  # the words of the paragraph that points would follow
    as_items: bool | None = None  # what the numbered list at hand becomes
    result: list[PastedPart] = []
    if len(where) != 2:  # a table stands in a paragraph
        blocks = without_tables(blocks)
    for n, block in enumerate(blocks):
        kind: PartKind = "heading" if block.kind == "heading" else "paragraph"
        words, number = block.words, ""
        if block.kind == "cell":
            kind, last, as_items = "cell", "", None
            fresh = _fresh(chosen.first, "z", taken)
            result.append(PastedPart(kind, fresh, block.runs(), block.columns))
            continue
        if n == 0 and before and (len(blocks) == 1 or not _begins_part(block)):
            number = block.number  # amid a sentence "(2)" is a word
        if kind == "heading":
            last, as_items = "", None
        elif (not block.marker and not block.level) or block.number.startswith("("):  # "(1)" numbers paragraphs
            as_items = None
        elif block.marker == "number" and block.level <= 1:
            as_items = last.endswith(":") if as_items is None else as_items
            kind = "item" if as_items else "paragraph"
        else:
            kind = "item" if last else "paragraph"
        if kind == "paragraph":
            last = number + words
        fresh = _fresh(chosen.first, kind[0], taken)
        runs = block.runs(number) if texts is None else texts[n]
        if kind == "heading":
            runs = _line(runs)
        result.append(PastedPart(kind, fresh, runs))
    return tuple(result)


def _fresh(first: str, letter: str, taken: set[str]) -> str:
    fresh = free_id(f"{first}-{letter}1", taken)
    while f"{fresh}-p1" in taken:
        taken.add(fresh)
        fresh = free_id(fresh, taken)
    taken.update((fresh, f"{fresh}-p1"))
    return fresh


def _begins_part(block: Block) -> bool:
    return bool(block.level or block.marker) or block.kind == "heading"


def with_pasted(clauses: Clauses, chosen: TextRange, parts: Sequence[PastedPart]) -> Clauses:
    """The clauses with the parts in place of the range; raises WrongUse when the range is not in the text."""
    clauses = with_range_replaced(clauses, chosen, ())
    where, language = find(clauses, chosen.first), chosen.language
    part = part_at(clauses, where)
    left, right = cut_range(text_of(part).get(language, ()), chosen.start, chosen.start)
    merged = parts[:1] if _merges(part, left, parts) else ()
    new = [run for one in merged for run in (_line(one.runs) if len(where) == 1 else one.runs)]
    head = tidy_runs([*left, *new])
    rest = parts[len(merged) :]
    first_heading = next((n for n, one in enumerate(rest) if one.kind == "heading"), len(rest))
    body, clauses_to_come = rest[:first_heading], rest[first_heading:]
    clause = clauses[where[0]]
    languages = tuple(text_of(part))
    match part:
        case Clause():
            made = _paragraphs(body, languages, language)
            heading = {**part.heading, language: tidy_runs([*head, *right])}
            clause = replace(part, heading=heading, paragraphs=(*made, *part.paragraphs))
        case Paragraph():
            begun = replace(part, text={**part.text, language: head}, items=part.items if part.columns else ())
            made = _paragraphs(body, languages, language, begun)
            if made[-1].columns and right and len(made) > 1:  # the words behind the cursor stay behind the table
                made.append(Paragraph(f"{made[-1].items[-1].id}-p1", _texts((), languages, language)))
            made[-1] = _with_tail(made[-1], language, right)
            if not part.columns:  # points go behind what was pasted, a table stays
                made[-1] = replace(made[-1], items=(*made[-1].items, *part.items))
            at = where[1]
            clause = replace(clause, paragraphs=(*clause.paragraphs[:at], *made, *clause.paragraphs[at + 1 :]))
        case Item() if clause.paragraphs[where[1]].columns:
            listed = [one.runs for one in (*merged, *rest)]
            inside = [run for n, runs in enumerate(listed) for run in (*([Run("\n")] if n else []), *runs)]
            return reworded(clauses, part.id, language, tidy_runs([*left, *inside, *right]))
        case Item():
            points = [replace(part, text={**part.text, language: head})]
            points += [Item(one.id, _texts(one.runs, languages, language)) for one in body]
            tail = {**points[-1].text, language: tidy_runs([*points[-1].text[language], *right])}
            points[-1] = replace(points[-1], text=tail)
            paragraph, at = clause.paragraphs[where[1]], where[2]
            paragraph = replace(paragraph, items=(*paragraph.items[:at], *points, *paragraph.items[at + 1 :]))
            clause = replace(
                clause, paragraphs=(*clause.paragraphs[: where[1]], paragraph, *clause.paragraphs[where[1] + 1 :])
            )
    fresh = _clauses(clauses_to_come, languages, language)
    return (*clauses[: where[0]], clause, *fresh, *clauses[where[0] + 1 :])


def end_of(clauses: Clauses, chosen: TextRange, parts: Sequence[PastedPart]) -> tuple[str, int]:
    """Place and position behind what was pasted, where the cursor goes; ``clauses`` as they were before."""
    if len(parts) > 1:
        return parts[-1].id, parts[-1].length
    left, _right = cut_range(
        text_of(part_at(clauses, find(clauses, chosen.first))).get(chosen.language, ()), chosen.start, chosen.start
    )
    return chosen.first, len(plain_text(left)) + sum(one.length for one in parts)


def write_parts(parts: Sequence[PastedPart]) -> tuple[JsonObject, ...]:
    """The parts as a command carries them."""
    return tuple(
        {
            "kind": one.kind,
            "id": one.id,
            "runs": write_runs(one.runs),
            **({"columns": one.columns} if one.columns else {}),
        }
        for one in parts
    )


def read_parts(written: Sequence[JsonValue]) -> tuple[PastedPart, ...]:
    """The parts of a command; raises Malformed for what ``write_parts`` does not write."""
    result = []
    for one in written:
        if not isinstance(one, dict) or one.keys() - {"columns"} != {"kind", "id", "runs"}:
            raise _malformed()
        kind, identifier, columns = one["kind"], one["id"], one.get("columns", 0)
        if type(columns) is not int or (columns and kind != "cell"):
            raise _malformed()
        if kind not in ("heading", "paragraph", "item", "cell") or not isinstance(identifier, str):
            raise _malformed()
        result.append(PastedPart(kind, identifier, read_runs(one["runs"], identifier[:120]), columns))
    if not result:
        raise _malformed()
    return tuple(result)


def _merges(part: Clause | Paragraph | Item, left: Sequence[Run], parts: Sequence[PastedPart]) -> bool:
    """Whether the first part becomes words of the part with the cursor."""
    first = parts[0]
    if len(parts) == 1 or isinstance(part, Clause):
        return True
    if first.kind in ("heading", "cell"):
        return False
    return isinstance(part, Item) or first.kind == "paragraph" or not left


def _line(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    return tuple(replace(run, text=run.text.replace("\n", " ")) for run in runs)


def _texts(runs: tuple[Run, ...], languages: Sequence[Language], language: Language) -> RunTexts:
    return {one: runs if one == language else () for one in languages}


def _paragraphs(
    parts: Sequence[PastedPart], languages: Sequence[Language], language: Language, begun: Paragraph | None = None
) -> list[Paragraph]:
    made = [] if begun is None else [begun]
    for one in parts:
        if one.kind == "cell":
            if one.columns:
                attach = begun is None or made[-1] is not begun or not begun.items
                if not (made and attach and not made[-1].items and any(made[-1].text.values())):
                    made.append(Paragraph(f"{one.id}-p1", _texts((), languages, language)))
                made[-1] = replace(made[-1], columns=one.columns)
            made[-1] = replace(made[-1], items=(*made[-1].items, Item(one.id, _texts(one.runs, languages, language))))
            continue
        texts = _texts(one.runs, languages, language)
        if one.kind == "item" and made and not made[-1].columns:
            made[-1] = replace(made[-1], items=(*made[-1].items, Item(one.id, texts)))
        else:
            made.append(Paragraph(one.id, texts))
    return made


def _with_tail(paragraph: Paragraph, language: Language, tail: Sequence[Run]) -> Paragraph:
    """The paragraph with words at its end: behind its last point, if it has any."""
    if paragraph.items and not paragraph.columns:
        last = paragraph.items[-1]
        text = {**last.text, language: tidy_runs([*last.text.get(language, ()), *tail])}
        return replace(paragraph, items=(*paragraph.items[:-1], replace(last, text=text)))
    return replace(paragraph, text={**paragraph.text, language: tidy_runs([*paragraph.text.get(language, ()), *tail])})


def _clauses(parts: Sequence[PastedPart], languages: Sequence[Language], language: Language) -> list[Clause]:
    made: list[Clause] = []
    bodies: list[list[PastedPart]] = []
    for one in parts:
        if one.kind == "heading":
            made.append(Clause(one.id, _texts(_line(one.runs), languages, language), ()))
            bodies.append([])
        else:
            bodies[-1].append(one)
    return [
        replace(
            clause,
            paragraphs=tuple(_paragraphs(body, languages, language))
            or (Paragraph(f"{clause.id}-p1", _texts((), languages, language)),),
        )
        for clause, body in zip(made, bodies, strict=True)
    ]


def _malformed() -> Malformed:
    return Malformed(N_("An unsaved change in this vault cannot be read. The changes before it were kept."))
