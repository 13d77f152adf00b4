"""Numbers that stay while a text is negotiated: inserted, deleted and moved parts, merges, and counting anew."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.agreements.projection.projection import search_text
from datapact.base.errors import TooLarge, WrongUse
from datapact.contract.changes.compose import compose
from datapact.contract.changes.proposed import NUMBERS, proposed_changes
from datapact.contract.editing.commands import (
    Command,
    Emphasise,
    InsertClause,
    InsertItem,
    InsertParagraph,
    InsertTable,
    JoinPart,
    MovePart,
    RemovePart,
    Renumber,
    Reword,
    SetTable,
    SplitPart,
    read_command,
    write_command,
)
from datapact.contract.editing.edit import apply, inverse, replay
from datapact.contract.text.clauses import Clause, Item, Paragraph, Part, Run, parts_of, places, plain_text
from datapact.contract.text.document import AgreementDocument, read_state, write_clause, write_state
from datapact.contract.text.keeping import live, places_that_refer_to_deleted
from datapact.contract.text.kept_numbers import deleted_words
from datapact.contract.text.number_order import is_number, steps
from datapact.contract.text.numbering import clause_marks, marks, numbers
from tests.agreements.drafts import example
from tests.depth import examples


def words(text: str) -> dict[str, tuple[Run, ...]]:
    return {"de": (Run(text),), "en": (Run(text),)}


def small(many: int = 5) -> AgreementDocument:
    """An agreement of clauses c1, c2 …, each with two paragraphs of two points; c4 refers to c2."""
    made = []
    for n in range(1, many + 1):
        points = tuple(Item(f"c{n}-p2-{mark}", words(f"Punkt {n}{mark}")) for mark in ("a", "b"))
        body = (Paragraph(f"c{n}-p1", words(f"Absatz {n}.1")), Paragraph(f"c{n}-p2", words(f"Absatz {n}.2"), points))
        made.append(Clause(f"c{n}", words(f"Klausel {n}"), body))
    document = replace(read_state(example()), clauses=tuple(made))
    reference = {"de": (Run("Siehe "), Run("", ref="c2")), "en": (Run("See "), Run("", ref="c2"))}
    clauses = list(document.clauses)
    if many >= 4:
        first = replace(clauses[3].paragraphs[0], text=reference)
        clauses[3] = replace(clauses[3], paragraphs=(first, *clauses[3].paragraphs[1:]))
    return apply(replace(document, clauses=tuple(clauses)), MovePart("c1", 0))


def new(name: str) -> Clause:
    return Clause(name, words(name), (Paragraph(f"{name}-p1", words(f"Absatz {name}")),))


def insert(name: str, at: int) -> Command:
    return InsertClause(write_clause(new(name)), at)


def shown(document: AgreementDocument) -> list[str]:
    listed = zip(clause_marks(document.clauses, "de"), document.clauses, strict=True)
    return [f"{mark} {plain_text(clause.heading['de'])}" for mark, clause in listed]


def edited(document: AgreementDocument, *commands: Command) -> AgreementDocument:
    """The document after commands, when both sides have it already; it can be written and read."""
    made = replay(document, commands, document.clauses)
    assert read_state(write_state(made)) == made
    return made


def test_an_inserted_clause_does_not_move_the_others() -> None:
    made = edited(small(), insert("x", 2), insert("y", 3), insert("z", 7))
    assert shown(made) == [
        "§ 1 Klausel 1", "§ 2 Klausel 2", "§ 2a x", "§ 2b y", "§ 3 Klausel 3", "§ 4 Klausel 4", "§ 5 Klausel 5", "§ 6 z",
    ]  # fmt: skip
    again = edited(made, insert("w", 2), insert("v", 0))
    assert shown(again)[:5] == ["§ 01 v", "§ 1 Klausel 1", "§ 2 Klausel 2", "§ 2-0a w", "§ 2a x"]
    assert numbers(again.clauses, "en")["x-p1"] == "Section 2a(1)"


def test_a_text_that_nobody_else_has_is_counted() -> None:
    made = replay(small(), [insert("x", 2), RemovePart("c3")])
    assert shown(made) == ["§ 1 Klausel 1", "§ 2 Klausel 2", "§ 3 x", "§ 4 Klausel 4", "§ 5 Klausel 5"]
    assert made.own_number() == 1


def test_a_deleted_clause_leaves_its_number_and_references_to_it() -> None:
    made = edited(small(), RemovePart("c2"))
    assert shown(made) == [
        "§ 1 Klausel 1", "§ 2 (entfallen)", "§ 3 Klausel 3", "§ 4 Klausel 4", "§ 5 Klausel 5",
    ]  # fmt: skip
    assert plain_text(dict(places(made.clauses))["c4-p1"]["de"]) == "Siehe § 2"
    assert [change.place for change in proposed_changes(small(), made)] == ["c2"]
    assert made.own_number() == 2


def test_what_came_in_and_went_again_leaves_no_trace() -> None:
    made = edited(small(), insert("x", 2), RemovePart("x"))
    assert made == small()
    assert made.own_number() == 1


def test_a_moved_clause_leaves_its_number_and_where_it_is() -> None:
    made = edited(small(), MovePart("c2", 3))
    assert shown(made) == [
        "§ 1 Klausel 1", "§ 2 (jetzt § 4a)", "§ 3 Klausel 3", "§ 4 Klausel 4", "§ 4a Klausel 2", "§ 5 Klausel 5",
    ]  # fmt: skip
    assert plain_text(dict(places(made.clauses))["c4-p1"]["en"]) == "See Section 4a"
    back = edited(small(), MovePart("c2", 3), MovePart("c2", 1))
    assert back == small(), "back in its place it has its number again"
    gone = edited(small(), MovePart("c2", 3), RemovePart("c2"))
    assert shown(gone)[1] == "§ 2 (entfallen)"
    assert len(gone.clauses) == 5
    other = edited(small(), MovePart("c3", 1))
    assert shown(other)[1:4] == ["§ 1a Klausel 3", "§ 2 Klausel 2", "§ 3 (jetzt § 1a)"], "the one that was moved"


def test_paragraphs_and_points_keep_theirs() -> None:
    made = edited(
        small(),
        InsertParagraph("c1", "n", 1),
        RemovePart("c2-p1"),
        InsertItem("c3-p2", "m", 1),
        RemovePart("c3-p2-b"),
        SplitPart("c4-p2", "s", {"de": 3, "en": 3}),
        JoinPart("c5-p2"),
    )
    by_id = {one.id: one for one in made.clauses}
    assert marks(by_id["c1"].paragraphs) == ("1", "1a", "2")
    assert [plain_text(one.text["de"]) for one in by_id["c2"].paragraphs] == ["(entfallen)", "Absatz 2.2"]
    assert marks(by_id["c3"].paragraphs[1].items) == ("a", "a1", "b")
    assert by_id["c3"].paragraphs[1].items[2].deleted
    assert marks(by_id["c4"].paragraphs) == ("1", "2", "3")
    assert numbers(made.clauses, "de")["m"] == "§ 3 Abs. 2 Buchst. a1"
    assert by_id["c5"].paragraphs[1].deleted
    away = edited(small(), MovePart("c1-p1", 2, "c2"))
    moved = {one.id: one for one in away.clauses}
    assert plain_text(moved["c1"].paragraphs[0].text["de"]) == "(jetzt § 2 Abs. 3)"
    assert marks(moved["c2"].paragraphs) == ("1", "2", "3")


def test_only_the_number_stands_of_a_deleted_part() -> None:
    made = edited(small(), RemovePart("c2"))
    for command in (
        RemovePart("c2"),
        Reword("c2", "de", (Run("x"),)),
        MovePart("c2", 0),
        InsertParagraph("c2", "n", 0),
        InsertTable("c2", "n", 0, 2, ("n-1", "n-2")),
        SetTable("c2", 2, ("n-1", "n-2")),
        Emphasise("de", "c2", 0, "c2", 3, "bold", True),
    ):
        with pytest.raises(WrongUse, match=r"§ 2|Section 2"):
            apply(made, command, small().clauses)
    one = edited(small(2), RemovePart("c1"), RemovePart("c2-p1"))
    for command in (RemovePart("c2"), RemovePart("c2-p2")):
        with pytest.raises(WrongUse):
            apply(one, command, small(2).clauses)


def test_counting_anew_is_one_change() -> None:
    with pytest.raises(WrongUse, match=r"§ 4|Section 4"):
        apply(edited(small(), RemovePart("c2")), Renumber(), small().clauses)
    offered = edited(small(), RemovePart("c3"), insert("x", 3), MovePart("c5", 0))
    assert read_command(write_command(Renumber())) == Renumber()
    made = apply(offered, Renumber(), offered.clauses)
    assert shown(made) == ["§ 1 Klausel 5", "§ 2 Klausel 1", "§ 3 Klausel 2", "§ 4 x", "§ 5 Klausel 4"]
    assert made.own_number() == 1
    (change,) = proposed_changes(offered, made)
    assert (change.id, change.kind) == (NUMBERS, "numbers")
    assert "§ 01 → § 1" in change.messages[0].text("de")
    assert apply(made, inverse(offered, made)) == offered
    later = replay(offered, [Renumber(), insert("y", 1), RemovePart("c4")], offered.clauses)
    assert shown(later) == ["§ 1 Klausel 5", "§ 1a y", *shown(made)[1:4], "§ 5 (entfallen)"], "and stays so"


def test_a_clause_that_moves_on_counts_nothing_anew() -> None:
    offered = edited(small(), RemovePart("c3"), insert("x", 3))
    made = edited(offered, MovePart("c5", 0), MovePart("x", 1), RemovePart("c4-p2"))
    assert NUMBERS not in {change.id for change in proposed_changes(offered, made)}


@pytest.mark.parametrize("renumber", [True, False])
def test_a_reply_decides_on_counting_anew_by_itself(renumber: bool) -> None:
    offered = edited(small(), RemovePart("c3"), insert("x", 3))
    proposal = apply(offered, Renumber(), offered.clauses)
    proposal = apply(proposal, Reword("c1", "de", (Run("Anders"),)), None)
    chosen = [NUMBERS] if renumber else ["text:c1"]
    made = compose(offered, proposal, chosen).document
    assert read_state(write_state(made)) == made
    assert shown(made)[1:] == shown(proposal if renumber else offered)[1:]
    assert (shown(made)[0] == "§ 1 Anders") is not renumber


def kinds(old: AgreementDocument, new: AgreementDocument) -> list[str]:
    return [change.id for change in proposed_changes(old, new)]


def test_numbers_that_were_agreed_are_not_undone_in_silence() -> None:
    old = edited(small(3), RemovePart("c2"), insert("x", 1))
    ours = apply(old, Renumber(), old.clauses)
    assert shown(ours) == ["§ 1 Klausel 1", "§ 2 x", "§ 3 Klausel 3"]
    assert kinds(ours, old) == [NUMBERS]
    theirs = apply(apply(old, Reword("c1", "de", (Run("Anders"),))), Reword("c3", "de", (Run("Auch"),)))
    assert kinds(ours, theirs) == ["text:c1", "text:c3", NUMBERS]
    made = compose(ours, theirs, ["text:c1", "text:c3"]).document
    assert shown(made) == ["§ 1 Anders", "§ 2 x", "§ 3 Auch"]
    assert shown(compose(ours, theirs, ["text:c1"]).document) == ["§ 1 Anders", "§ 2 x", "§ 3 Klausel 3"]
    taken = compose(ours, theirs, [NUMBERS, "text:c3"]).document
    check(taken)
    assert shown(taken) == [mark.replace("Anders", "Klausel 1") for mark in shown(theirs)]


def test_a_clause_comes_in_without_the_numbers_beside_it() -> None:
    ours = small(3)
    theirs = apply(edited(ours, insert("x", 1)), Renumber(), ours.clauses)
    (added, counted) = proposed_changes(ours, theirs)
    assert (added.id, counted.id) == ("text:x", NUMBERS)
    assert "§ 2 → § 3, § 3 → § 4" in counted.messages[0].text("de")
    assert shown(compose(ours, theirs, ["text:x"]).document) == [
        "§ 1 Klausel 1",
        "§ 1a x",
        "§ 2 Klausel 2",
        "§ 3 Klausel 3",
    ]
    assert compose(ours, theirs, [NUMBERS]).document == ours


@pytest.mark.parametrize("numbers_of_theirs", [("1", "11", "21"), ("01", "1", "2"), ("1", "2", "2a")])
def test_a_partner_numbers_nothing_otherwise_in_silence(numbers_of_theirs: tuple[str, ...]) -> None:
    ours = small(3)
    clauses = tuple(replace(one, number=n) for one, n in zip(ours.clauses, numbers_of_theirs, strict=True))
    theirs = replace(ours, clauses=clauses)
    assert read_state(write_state(theirs)) == theirs
    (change,) = proposed_changes(ours, theirs)
    assert change.id == NUMBERS
    theirs = apply(theirs, insert("x", 3), theirs.clauses)
    made = compose(ours, theirs, ["text:x"]).document
    assert shown(made) == ["§ 1 Klausel 1", "§ 2 Klausel 2", "§ 3 Klausel 3", "§ 4 x"]


@pytest.mark.parametrize("at", [0, 1, 3])
def test_a_deleted_clause_that_never_was_is_shown(at: int) -> None:
    ours = small(3)
    clauses = list(apply(ours, insert("nie", at)).clauses)
    clauses[at] = replace(clauses[at], heading=deleted_words(ours.languages), paragraphs=(), deleted=True)
    theirs = replace(ours, clauses=tuple(clauses))
    assert read_state(write_state(theirs)) == theirs
    (change,) = proposed_changes(ours, theirs)
    assert change.id == NUMBERS
    assert f"§ {at + 1}" in " ".join(one.text("de") for one in change.messages)
    theirs = apply(theirs, Reword("c1", "de", (Run("Anders"),)), theirs.clauses)
    assert shown(compose(ours, theirs, ["text:c1"]).document) == ["§ 1 Anders", "§ 2 Klausel 2", "§ 3 Klausel 3"]


def test_what_comes_back_stands_where_its_number_is() -> None:
    old = small(3)
    ours = edited(old, RemovePart("c2"))
    theirs = apply(old, MovePart("c2", 0), old.clauses)
    assert kinds(ours, theirs) == ["text:c2", "order:clauses"]
    assert shown(compose(ours, theirs, ["text:c2"]).document) == shown(old)


def test_a_deleted_point_leaves_one_sign_wherever_it_stood() -> None:
    ground = small()
    ours = edited(ground, JoinPart("c4-p2"))
    theirs = edited(ground, RemovePart("c4-p2-b"))
    changes = {one.id for one in proposed_changes(ours, theirs)}
    for left_out in changes:
        check(compose(ours, theirs, changes - {left_out}).document)


def test_two_that_both_insert_get_two_numbers() -> None:
    ground = small()
    mine = edited(ground, insert("x", 2), insert("x2", 3), Reword("c1", "de", (Run("Meins"),)))
    theirs = edited(ground, insert("y", 2))
    made = compose(mine, theirs, ["text:y"]).document
    assert read_state(write_state(made)) == made
    assert shown(made)[2:5] == ["§ 2a x", "§ 2b x2", "§ 2c y"]
    other = compose(theirs, mine, ["text:x", "text:x2", "text:c1"]).document
    assert shown(other)[2:5] == shown(made)[2:5], "whoever merges"


def test_a_paragraph_that_was_split_may_be_taken_without_its_points() -> None:
    ground = small()
    theirs = edited(ground, SplitPart("c1-p2", "s", {"de": 3, "en": 3}))
    changes = {one.id for one in proposed_changes(ground, theirs)}
    assert "moved:c1-p2-a" in changes
    for refused in changes:
        check(compose(ground, theirs, changes - {refused}).document)


def with_points(many: int, *numbers: str) -> AgreementDocument:
    """The first paragraph has points i0, i1 …, with numbers where some are given."""
    points = tuple(Item(f"i{n}", words(f"Punkt {n}"), numbers[n] if numbers else None) for n in range(many))
    first, *others = small(1).clauses[0].paragraphs
    clause = replace(small(1).clauses[0], paragraphs=(replace(first, items=points), *others))
    return replace(small(1), clauses=(clause,))


def points_of(document: AgreementDocument) -> tuple[str, ...]:
    return marks(document.clauses[0].paragraphs[0].items)


@pytest.mark.parametrize("at", [10, 1998])
def test_a_point_comes_into_a_list_as_long_as_the_format_has(at: int) -> None:
    ground = with_points(1999)
    made = apply(ground, InsertItem("c1-p1", "neu", at), ground.clauses)
    check(made)
    there = [one for one in made.clauses[0].paragraphs[0].items if one.id != "neu"]
    assert [
        mark for mark, one in zip(points_of(made), made.clauses[0].paragraphs[0].items, strict=True) if one in there
    ] == list(points_of(ground))


@pytest.mark.parametrize("last", ["9999", "14a9999", "1" + "a" * 23, "1" + "a1" * 11 + "z"])
def test_a_number_that_the_format_refuses_is_never_made(last: str) -> None:
    clauses = (replace(new("x"), number="1-0a"), replace(new("y"), number=last))
    ground = read_state(write_state(replace(small(2), clauses=clauses)))
    check(apply(ground, insert("m", 1), ground.clauses))
    with suppress(TooLarge):
        check(apply(ground, insert("m", 2), ground.clauses))
    if last == "9999":
        with pytest.raises(TooLarge, match="short number"):
            apply(ground, insert("m", 2), ground.clauses)


def test_a_point_behind_the_last_letter_is_refused_in_words() -> None:
    ground = with_points(2, "b", "z" * 77)
    check(ground)
    assert not is_number("z" * 78)
    assert not is_number("a" * 77 + "1" * 100)
    with pytest.raises(TooLarge, match="short number"):
        apply(ground, InsertItem("c1-p1", "neu", 2), ground.clauses)


# ---- any edits ----


def lists(clauses: Sequence[Clause]) -> list[Sequence[Part]]:
    found: list[Sequence[Part]] = [clauses]
    for clause in clauses:
        found.append(clause.paragraphs)
        found += [one.items for one in clause.paragraphs]
    return found


def draw_command(draw: st.DrawFn, document: AgreementDocument, n: int) -> Command:
    alive = [one for one in parts_of(document.clauses) if not one.deleted]
    part = draw(st.sampled_from(alive))
    at = draw(st.integers(0, 6))
    match part:
        case Clause():
            return draw(
                st.sampled_from(
                    [
                        insert(f"n{n}", at),
                        RemovePart(part.id),
                        MovePart(part.id, at),
                        InsertParagraph(part.id, f"n{n}", at),
                        Renumber(),
                    ]
                )
            )
        case Paragraph():
            target = draw(st.sampled_from([one for one in document.clauses if not one.deleted])).id
            return draw(
                st.sampled_from(
                    [
                        RemovePart(part.id),
                        MovePart(part.id, at, target),
                        InsertItem(part.id, f"n{n}", at),
                        SplitPart(part.id, f"n{n}", {"de": 2, "en": 2}),
                        JoinPart(part.id),
                    ]
                )
            )
        case _:
            return draw(st.sampled_from([RemovePart(part.id), MovePart(part.id, at), JoinPart(part.id)]))


def brief(command: Command) -> str:
    told = {name: one for name, one in write_command(command).items() if name not in ("runs", "cuts")}
    return " ".join(str(one["id"] if isinstance(one, dict) else one) for one in told.values())


class Rounds:
    """Texts that follow each other, each made of the one before by a few commands."""

    def __init__(self, texts: list[AgreementDocument], told: list[list[str]]) -> None:
        self.texts, self.told = texts, told

    def __repr__(self) -> str:
        return f"{len(self.texts[0].clauses)} clauses, {self.told}"


@st.composite
def rounds(draw: st.DrawFn) -> Rounds:
    texts = [small(draw(st.integers(2, 6)))]
    told: list[list[str]] = []
    n = 0
    for _round in range(draw(st.integers(1, 3))):
        ground = texts[-1].clauses
        document = texts[-1]
        told.append([])
        for _step in range(draw(st.integers(1, 6))):
            n += 1
            command = draw_command(draw, document, n)
            told[-1].append(brief(command))
            with suppress(WrongUse):
                document = apply(document, command, ground)
        texts.append(document)
    return Rounds(texts, told)


def check(document: AgreementDocument) -> None:
    assert read_state(write_state(document)) == document
    for listed in lists(document.clauses):
        order = [steps(mark) for mark in marks(listed)]
        assert order == sorted(set(order)), "unique, in the order of the parts"


@settings(max_examples=examples(60))
@given(rounds())
def test_over_any_rounds_numbers_stay_and_ascend(made_of: Rounds) -> None:
    texts = made_of.texts
    for (ground, made), told in zip(pairwise(texts), made_of.told, strict=True):
        check(made)
        if "renumber" in told:
            continue
        assert NUMBERS not in {change.id for change in proposed_changes(ground, made)}
        before, after = numbers(ground.clauses, "de"), numbers(made.clauses, "de")
        there = {(parent, one.id) for parent, one in held(made)}
        kept = [(parent, one) for parent, one in held(ground) if (parent, one.id) in there]
        orders = {parent: [one.id for other, one in kept if other == parent] for parent, _one in kept}
        for parent, names in orders.items():
            now = [one.id for other, one in held(made) if other == parent and one.id in names]
            if now == names:
                for name in names:
                    assert mark_of(made, name) == mark_of(ground, name), (name, before[name], after[name])
        for parent, one in held(ground):
            if (parent, one.id) not in there and (not parent or parent in {p.id for p in live(made.clauses)}):
                assert before[one.id] in after.values() or one.deleted or parent, one.id
    if places_that_refer_to_deleted(texts[-1].clauses):
        return
    again = apply(texts[-1], Renumber())
    assert again.own_number() == 1
    assert marks(again.clauses) == tuple(str(n + 1) for n in range(len(again.clauses)))


def held(document: AgreementDocument) -> list[tuple[str, Part]]:
    found: list[tuple[str, Part]] = [("", one) for one in document.clauses]
    for clause in document.clauses:
        found += [(clause.id, one) for one in clause.paragraphs]
        found += [(one.id, item) for one in clause.paragraphs for item in one.items]
    return found


def marked(document: AgreementDocument) -> list[tuple[str, Part, str]]:
    by_id = {
        id(one): mark for listed in lists(document.clauses) for one, mark in zip(listed, marks(listed), strict=True)
    }
    return [(parent, one, by_id[id(one)]) for parent, one in held(document)]


def mark_of(document: AgreementDocument, name: str) -> str:
    return next(
        mark
        for listed in lists(document.clauses)
        for one, mark in zip(listed, marks(listed), strict=True)
        if one.id == name
    )


@settings(max_examples=examples(40))
@given(rounds(), st.data())
def test_a_merge_of_any_two_texts_is_whole(made_of: Rounds, data: st.DataObject) -> None:
    texts = made_of.texts
    base, proposal = texts[-1], texts[max(0, len(texts) - 3)]
    changes = [change.id for change in proposed_changes(base, proposal)]
    if changes:
        chosen = data.draw(st.sets(st.sampled_from(changes)))
        check(compose(base, proposal, chosen).document)
    assert compose(base, proposal, changes).document == (proposal if changes else base)


@st.composite
def two_sides(draw: st.DrawFn) -> tuple[AgreementDocument, AgreementDocument]:
    """Two texts, each made of the last one of some rounds by a few commands."""
    ground = draw(rounds()).texts[-1]
    sides = []
    for side in (100, 200):
        document = ground
        for step in range(draw(st.integers(0, 4))):
            command = draw_command(draw, document, side + step)
            with suppress(WrongUse):
                document = apply(document, command, ground.clauses)
        sides.append(document)
    return sides[0], sides[1]


@settings(max_examples=examples(60))
@given(two_sides(), st.data())
def test_numbers_change_only_where_that_was_chosen(sides: tuple[AgreementDocument, ...], data: st.DataObject) -> None:
    ours, theirs = sides
    changes = [change.id for change in proposed_changes(ours, theirs)]
    chosen = data.draw(st.sets(st.sampled_from(changes))) if changes else set()
    composed = compose(ours, theirs, chosen)
    made = composed.document
    check(made)
    alive_in_both = {one.id for one in parts_of(live(ours.clauses))} & {
        one.id for one in parts_of(live(theirs.clauses))
    }
    assert alive_in_both <= {one.id for one in parts_of(live(made.clauses))}, "nothing that both have is lost"
    if NUMBERS not in changes:
        assert not composed.accepted & set(kinds(made, theirs)), "what was accepted is in it"
    if NUMBERS in chosen:
        return
    there = {(parent, one.id) for parent, one in held(theirs)}
    now = {(parent, one.id): mark for parent, one, mark in marked(made)}
    was = {(parent, one.id): mark for parent, one, mark in marked(ours)}
    alive = {one.id for one in parts_of(live(ours.clauses))}
    both = [place for place in was if place in there and place in now and place[1] in alive]
    for parent in {parent for parent, _name in both}:
        names = [place for place in both if place[0] == parent]
        same = f"order:{parent or 'clauses'}" not in chosen
        if same and [place for place in now if place in names] == names:
            assert {place: now[place] for place in names} == {place: was[place] for place in names}
    assert chosen or made == ours
    assert NUMBERS not in kinds(ours, made)


@settings(max_examples=examples(40))
@given(two_sides(), st.booleans())
def test_counting_anew_is_a_change_beside_all_others(sides: tuple[AgreementDocument, ...], renumber: bool) -> None:
    ours, theirs = sides
    if renumber and not places_that_refer_to_deleted(theirs.clauses):
        theirs = apply(theirs, Renumber(), ours.clauses)
    changes = kinds(ours, theirs)
    made = compose(ours, theirs, [one for one in changes if one != NUMBERS]).document
    check(made)
    assert NUMBERS not in kinds(ours, made)
    assert kinds(made, theirs) in ([], [NUMBERS])


@settings(max_examples=examples(40))
@given(st.integers(0, 5), st.integers(0, 5), st.integers(1, 3), st.integers(1, 3))
def test_both_merge_alike(at: int, other: int, mine: int, theirs: int) -> None:
    ground = small()
    one = edited(ground, *(insert(f"x{n}", at + n) for n in range(mine)))
    two = edited(ground, *(insert(f"y{n}", other + n) for n in range(theirs)))
    here = compose(one, two, [f"text:y{n}" for n in range(theirs)]).document
    there = compose(two, one, [f"text:x{n}" for n in range(mine)]).document
    check(here)
    assert here == there
    assert len(set(clause_marks(here.clauses, "de"))) == 5 + mine + theirs


def test_search_finds_every_word_whatever_number_stands_before_it() -> None:
    after = edited(small(), insert("neu", 2), InsertParagraph("c2", "eins", 1))
    after = edited(after, Reword("eins", "de", words("Neuer Absatz")["de"]))
    assert any(one.number for one in parts_of(after.clauses))
    said = search_text(write_state(after)).split()
    for _place, texts in places(after.clauses):
        for runs in texts.values():
            assert set(plain_text(runs).split()) <= set(said)
