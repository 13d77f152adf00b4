"""Tables in the text: cells are places with words of their own, the shape is one whole, old states keep their bytes."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import DataPactError, Malformed, WrongUse
from datapact.base.strictjson import JsonObject, canonical
from datapact.contract.changes.comparison import compared
from datapact.contract.changes.compose import compose
from datapact.contract.changes.marked_change import marked_change
from datapact.contract.changes.proposed import NUMBERS, proposed_changes
from datapact.contract.clipboard.clip import Clip
from datapact.contract.clipboard.copied import CopiedPart, as_html
from datapact.contract.editing.clause_edits import TextRange
from datapact.contract.editing.commands import (
    Command,
    InsertItem,
    InsertTable,
    JoinPart,
    MovePart,
    Paste,
    RemovePart,
    ReplaceRange,
    Reword,
    SetTable,
    SetTerm,
    SplitPart,
    read_command,
    write_command,
)
from datapact.contract.editing.edit import apply, inverse, replay
from datapact.contract.editing.find_words import Wanted, find_words
from datapact.contract.editing.paste import parts_of, write_parts
from datapact.contract.text.clauses import Run, places, plain_text
from datapact.contract.text.document import AgreementDocument, check_partial_state, read_state, write_state
from datapact.contract.text.keeping import live, settled_as_kept
from datapact.contract.text.numbering import numbers
from tests.agreements.drafts import AGREEMENT
from tests.agreements.tabled import BASE, PLAIN, TABLE, names, reshaped, table_of
from tests.agreements.test_kept_numbers import small
from tests.depth import examples

CELL = "zelle-1-0"


def said(document: AgreementDocument) -> list[str]:
    return [plain_text(cell.text["de"]) for cell in table_of(document).items]


def reworded(document: AgreementDocument, place: str, words: str) -> AgreementDocument:
    return apply(document, Reword(place, "de", (Run(words),)))


def test_a_state_with_a_table_says_its_form_and_reads_back() -> None:
    written = write_state(BASE)
    assert written["format"] == 3
    assert read_state(written) == BASE
    assert write_state(PLAIN)["format"] == 1
    check_partial_state(written, AGREEMENT, frozenset())
    assert canonical(write_state(apply(BASE, RemovePart(TABLE)))) == canonical(write_state(PLAIN))


@pytest.mark.parametrize(
    "members",
    [
        {"columns": 2},
        {"columns": 0},
        {"columns": 13},
        {"columns": -3},
        {"columns": True},
        {"columns": "3"},
        {"items": []},
    ],
)
def test_what_is_no_table_is_refused(members: JsonObject) -> None:
    state = write_state(BASE)
    clauses = state["clauses"]
    assert isinstance(clauses, list)
    changed = [
        {**clause, "paragraphs": [{**one, **members} if one["id"] == TABLE else one for one in clause["paragraphs"]]}
        for clause in clauses
    ]
    with pytest.raises(Malformed):
        read_state({**state, "clauses": changed})


def test_a_cell_is_a_place_like_any_other() -> None:
    counted = numbers(BASE.clauses, "de")
    assert counted[CELL] == f"{counted[TABLE]} Zeile 2 Spalte 1"
    assert numbers(BASE.clauses, "en")[CELL].endswith(", row 2 column 1")
    hits = list(find_words(places(BASE.clauses), ["de"], Wanted("Druck", same_case=True, whole_words=True)))
    assert CELL in {hit.place for hit in hits}
    changed = reworded(BASE, CELL, "Kraft")
    assert [one.id for one in proposed_changes(BASE, changed)] == [f"text:{CELL}"]
    both = reworded(reworded(BASE, CELL, "Kraft"), "zelle-2-0", "Wärme")
    assert compose(BASE, both, [f"text:{CELL}"]).document == changed
    assert [place.cell for place in compared(BASE, changed).places["de"] if place.mark != "same"] == [(1, 0, 3)]


def test_rows_and_columns_are_one_change() -> None:
    rows = reshaped(BASE, 3, (*names(3, 3), "neu-0", "neu-1", "neu-2"))
    changed = reworded(reworded(rows, "neu-0", "Strom"), CELL, "Kraft")
    found = proposed_changes(BASE, changed)
    assert [one.id for one in found] == [f"text:{TABLE}"]
    words = " ".join(message.text("de") for message in found[0].messages)
    assert "4 rows and 3 columns" in found[0].messages[-1].text("en")
    assert "Kraft" in words
    assert "Strom" in words
    assert compose(BASE, changed, [f"text:{TABLE}"]).document == changed
    assert compose(BASE, changed, []).document == BASE
    pieces = marked_change(BASE, changed, found[0])["de"]
    assert "Strom" in "".join(one.text for one in pieces if one.mark == "inserted")
    assert "Druck" in "".join(one.text for one in pieces if one.mark == "deleted")
    other = reworded(reworded(BASE, CELL, "Last"), TABLE, "Andere Worte:")
    both = proposed_changes(other, changed)
    assert [one.id for one in both] == [f"text:{TABLE}"]  # two visible proposals, none lost
    assert compose(other, changed, []).document == other
    columns = reshaped(BASE, 2, tuple(one for one in names(3, 3) if not one.endswith("-2")))
    mine = replace(BASE)
    assert compose(mine, columns, [f"text:{TABLE}"]).document == columns
    gone = apply(BASE, SetTable(TABLE, 0, ()))
    assert [one.id for one in proposed_changes(BASE, gone)] == [f"text:{TABLE}"]
    assert [one.id for one in proposed_changes(gone, BASE)] == [f"text:{TABLE}"]
    assert compose(gone, BASE, [f"text:{TABLE}"]).document == BASE
    assert [one.id for one in proposed_changes(PLAIN, BASE)] == [f"text:{TABLE}", NUMBERS]  # it is counted
    taken = compose(PLAIN, BASE, [f"text:{TABLE}"]).document
    assert table_of(taken).items == table_of(BASE).items
    assert [one.id for one in proposed_changes(PLAIN, taken)] == [f"text:{TABLE}"]


def test_tables_stay_when_terms_change() -> None:
    changed = apply(BASE, SetTerm("parties.keller.short_name", "Fräs-Keller"))
    assert table_of(changed) == table_of(BASE)
    term = apply(BASE, Reword(CELL, "de", (Run("Keller", "parties.keller.short_name"),)))
    assert said(apply(term, SetTerm("parties.keller.short_name", "Fräs-Keller")))[3] == "Fräs-Keller"


@pytest.mark.parametrize(
    "command",
    [
        InsertItem(TABLE, "punkt", 0),
        RemovePart(CELL),
        MovePart(CELL, 0),
        SplitPart(CELL, "neu", {"de": 1}),
        JoinPart(CELL),
        SetTable(TABLE, 2, names(3, 3)),
        SetTable(TABLE, 0, ("zelle-0-0",)),
        SetTable(TABLE, 3, ()),
        SetTable(TABLE, 13, names(13, 1)),
        SetTable(TABLE, 1, ("zelle-0-0", "zelle-0-0")),
        SetTable("parties-1", 1, ("neu",)),
    ],
)
def test_no_edit_breaks_a_table(command: Command) -> None:
    with pytest.raises(WrongUse):
        apply(BASE, command)


def pasted(html: str, chosen: TextRange, text: str = "", document: AgreementDocument = BASE) -> AgreementDocument:
    parts = parts_of(Clip(text, html).read().blocks, document.clauses, chosen)
    return replay(document, [Paste("de", chosen.first, chosen.start, chosen.last, chosen.end, write_parts(parts))])


def test_what_is_pasted_into_a_cell_stays_in_it() -> None:
    changed = pasted("<p>eins <b>zwei</b></p><p>drei</p>", TextRange("de", CELL, 5, CELL, 5))
    assert said(changed)[3] == "Druckeins zwei\ndrei"
    assert len(table_of(changed).items) == 9
    assert any(run.is_bold for run in table_of(changed).items[3].text["de"])
    lead = pasted("<p>eins</p><ol><li>zwei</ol>", TextRange("de", TABLE, 3, TABLE, 3))
    assert table_of(lead).items == table_of(BASE).items


def test_cells_bear_no_numbers_where_numbers_are_kept() -> None:
    gone = apply(BASE, RemovePart(BASE.clauses[3].id))
    clauses = settled_as_kept(gone.clauses, gone.terms, gone.languages, BASE.clauses)
    numbered = replace(gone, clauses=clauses)
    assert any(one.deleted for one in numbered.clauses)
    assert table_of(numbered) == table_of(BASE)
    rows = reshaped(numbered, 3, ("neu-0", "neu-1", "neu-2", *names(3, 3)))
    shorter = reshaped(rows, 3, names(3, 2))
    without = apply(shorter, SetTable(TABLE, 0, ()))
    ground = numbered.clauses
    for one in (rows, shorter, without):
        again = replace(one, clauses=settled_as_kept(one.clauses, one.terms, one.languages, ground, before=ground))
        assert read_state(write_state(again)) == again
        assert table_of(again).items == table_of(one).items
    lost = apply(rows, RemovePart(TABLE))
    again = replace(lost, clauses=settled_as_kept(lost.clauses, lost.terms, lost.languages, ground, before=ground))
    assert read_state(write_state(again)) == again
    assert table_of(again).deleted


GRID = (
    "<p>Erfasst werden:</p><table><tr><th>Sensor<th>Einheit</tr><tr><td><b>Druck</b></td><td><p>1. bar</p></td></tr>"
    "<tr><td>Strom<td></table><p>Danach.</p>"
)


def test_a_grid_that_is_pasted_is_a_table_and_a_layout_is_none() -> None:
    blocks = Clip("", GRID).read().blocks
    assert [(one.kind, one.words, one.columns) for one in blocks] == [
        ("words", "Erfasst werden:", 0), ("cell", "Sensor", 2), ("cell", "Einheit", 0), ("cell", "Druck", 0),
        ("cell", "1. bar", 0), ("cell", "Strom", 0), ("cell", "", 0), ("words", "Danach.", 0),
    ]  # fmt: skip
    last = PLAIN.clauses[5].paragraphs[-1].id
    end = len(plain_text(dict(places(PLAIN.clauses))[last]["de"]))
    changed = pasted(GRID, TextRange("de", last, end, last, end), document=PLAIN)
    table = next(one for one in changed.clauses[5].paragraphs if one.columns)
    assert [plain_text(cell.text["de"]) for cell in table.items] == [
        "Sensor",
        "Einheit",
        "Druck",
        "1. bar",
        "Strom",
        "",
    ]
    assert table.items[2].text["de"][0].is_bold
    assert plain_text(changed.clauses[5].paragraphs[-1].text["de"]) == "Danach."
    assert read_state(write_state(changed)) == changed
    amid = pasted(GRID, TextRange("de", last, 5, last, 5), document=PLAIN)
    words = [plain_text(texts["de"]) for _place, texts in places(amid.clauses)]
    before = plain_text(dict(places(PLAIN.clauses))[last]["de"])
    assert words.index("Strom") < next(n for n, one in enumerate(words) if one.endswith(before[5:]))
    heading = PLAIN.clauses[5].id
    points = pasted(GRID, TextRange("de", heading, 0, heading, 0), document=PLAIN)
    assert "Druck; 1. bar" in [plain_text(texts["de"]) for _place, texts in places(points.clauses)]
    mail = "<table><tr><td><p>a</p><p>b</p></td></tr></table><table><tr><td>x<td>y</table>"
    assert not any(one.kind == "cell" for one in Clip("", mail).read().blocks)


def test_a_table_that_is_copied_is_pasted_as_one() -> None:
    cells = table_of(BASE).items
    copied = [
        CopiedPart("item", "", n, plain_text(one.text["de"]), one.text["de"], (*divmod(n, 3), 3))
        for n, one in enumerate(cells)
    ]
    html = as_html([CopiedPart("paragraph", "(1)", 0, "Vor"), *copied, CopiedPart("paragraph", "(2)", 1, "Nach")])
    blocks = Clip("", html).read().blocks
    assert [one.words for one in blocks if one.kind == "cell"] == said(BASE)
    assert [one.words for one in blocks if one.kind != "cell"] == ["Vor", "Nach"]


ids = st.sampled_from([*names(3, 3), *names(2, 4, "neu")])


@settings(max_examples=examples(12))
@given(st.data())
def test_any_edits_keep_a_table_whole(data: st.DataObject) -> None:
    document = BASE
    for step in range(data.draw(st.integers(1, 5))):
        kind = data.draw(st.sampled_from(["shape", "range", "paste", "join", "split", "term"]))
        order = list(dict(places(document.clauses)))
        near = [one for one in order if one.startswith((TABLE, "zelle", "neu", "datasets", "work"))]
        command: Command
        if kind == "shape":
            columns = data.draw(st.integers(1, 4))
            rows = data.draw(st.integers(1, 3))
            cells = data.draw(st.lists(ids, min_size=columns * rows, max_size=columns * rows, unique=True))
            command = SetTable(TABLE, columns, tuple(cells))
        elif kind in ("range", "paste"):
            first, last = sorted((data.draw(st.sampled_from(near)), data.draw(st.sampled_from(near))), key=order.index)
            start = data.draw(st.integers(0, 6))
            if kind == "range":
                command = ReplaceRange("de", first, start, last, start, (Run("neu"),))
            else:
                chosen = TextRange("de", first, start, first, start)
                parts = parts_of(
                    Clip("", "<p>a</p><ul><li>b</ul><table><tr><td>1<td>2<tr><td>3<td></table><h1>c</h1><p>d</p>")
                    .read()
                    .blocks,
                    document.clauses,
                    chosen,
                )
                command = Paste("de", first, start, first, start, write_parts(parts))
        elif kind == "join":
            command = JoinPart(data.draw(st.sampled_from(near)))
        elif kind == "split":
            command = SplitPart(data.draw(st.sampled_from(near)), f"teil-{step}", {"de": 3})
        else:
            command = SetTerm("parties.keller.short_name", f"K{step}")
        assert read_command(write_command(command)) == command
        try:
            after = apply(document, command)
        except DataPactError:
            continue
        assert read_state(write_state(after)) == after
        assert apply(after, inverse(document, after)) == document
        changes = proposed_changes(document, after)
        assert bool(changes) == (compared(document, after).changes != ())
        assert compose(document, after, [one.id for one in changes]).document == after
        half = [one.id for one in changes][::2]
        try:
            mixed = compose(document, after, half).document
        except WrongUse:
            mixed = document
        assert read_state(write_state(mixed)) == mixed
        document = after


def two_tables() -> AgreementDocument:
    """Three clauses of a lead, a table and a paragraph with two points; the last one has no table."""
    made = small(3)
    for clause, columns in (("c1", 2), ("c2", 3)):
        cells = names(columns, 2, f"{clause}-zelle")
        made = apply(made, InsertTable(clause, f"{clause}-t", 1, columns, cells))
        made = replay(made, [Reword(f"{clause}-t", one, (Run("Werte:"),)) for one in made.languages])
    return made


GROUND = two_tables()


@st.composite
def table_edits(draw: st.DrawFn, side: str) -> AgreementDocument:
    document = GROUND
    for step in range(draw(st.integers(0, 4))):
        table = draw(st.sampled_from(["c1-t", "c2-t"]))
        clause = draw(st.sampled_from(["c1", "c2", "c3"]))
        columns = draw(st.integers(1, 3))
        cells = draw(st.permutations([*names(columns, 2, f"{table[:2]}-zelle"), *(f"{side}{step}-{n}" for n in "abc")]))
        command = draw(
            st.sampled_from(
                [
                    MovePart(table, draw(st.integers(0, 3)), clause),
                    SetTable(table, columns, tuple(cells[: columns * 2])),
                    SetTable(table, 0, ()),
                    InsertItem(table, f"{side}{step}", 0),
                    RemovePart(table),
                    JoinPart(table),
                    JoinPart(f"{clause}-p2"),
                    SplitPart(f"{clause}-p2", f"{side}{step}", {"de": 3, "en": 3}),
                    RemovePart(f"{clause}-p1"),
                ]
            )
        )
        with suppress(WrongUse):
            document = apply(document, command, GROUND.clauses)
    return document


@settings(max_examples=examples(60))
@given(table_edits("n"), table_edits("m"), st.data())
def test_no_choice_loses_a_cell_or_breaks_a_table(
    ours: AgreementDocument, theirs: AgreementDocument, data: st.DataObject
) -> None:
    changes = [one.id for one in proposed_changes(ours, theirs)]
    assert bool(changes) == (ours != theirs)
    chosen = data.draw(st.sets(st.sampled_from(changes))) if changes else set()
    made = compose(ours, theirs, chosen)
    assert read_state(write_state(made.document)) == made.document
    here, there, now = (dict(places(live(one.clauses))).keys() for one in (ours, theirs, made.document))
    assert here & there <= now
    rest = {one.id for one in proposed_changes(made.document, theirs)}
    if NUMBERS not in changes:
        assert not made.accepted & rest
        assert set(changes) <= made.accepted | rest


def test_points_that_went_where_a_table_was_come_with_it() -> None:
    theirs = replay(GROUND, [SetTable("c1-t", 0, ()), JoinPart("c1-p2")], GROUND.clauses)
    made = compose(GROUND, theirs, ["text:c1-p2"])
    assert "text:c1-t" in made.accepted
    assert {"c1-p2-a", "c1-p2-b"} <= dict(places(live(made.document.clauses))).keys()
