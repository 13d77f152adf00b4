"""Changes of a proposal decided one by one: all of them are the proposal, none is the own text, any choice is a whole text."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import DataPactError, WrongUse
from datapact.base.texts import Message
from datapact.contract.changes.burdens_by_change import burdens_by_change
from datapact.contract.changes.by_weight import heaviest_first
from datapact.contract.changes.change_lines import change_lines, how_many
from datapact.contract.changes.compose import compose
from datapact.contract.changes.proposed import ProposedChange, displaced, proposed_changes
from datapact.contract.editing.commands import (
    AddMember,
    Command,
    InsertClause,
    InsertItem,
    InsertParagraph,
    MovePart,
    RemoveMember,
    RemovePart,
    Reword,
    SetTerm,
    SetTitle,
)
from datapact.contract.editing.compare import compare_documents
from datapact.contract.editing.edit import apply, replay
from datapact.contract.text.clauses import Clause, Paragraph, Run, places, plain_text
from datapact.contract.text.document import AgreementDocument, read_state, write_clause, write_state
from datapact.contract.text.numbering import numbers
from tests.agreements.drafts import example
from tests.depth import examples

BASE = read_state(example())
PLACES = [place for place, _texts in places(BASE.clauses)]
CLAUSES = [clause.id for clause in BASE.clauses]
PARAGRAPHS = [paragraph.id for clause in BASE.clauses for paragraph in clause.paragraphs]
NEW_CLAUSE = Clause(
    "own-clause",
    {"de": (Run("Eigene"),), "en": (Run("Own"),)},
    (Paragraph("own-clause-1", {"de": (Run("Neu."),), "en": (Run("New."),)}),),
)

_words = st.text("abc äé.", min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(lambda months: SetTerm("duration.notice_months", months), st.integers(1, 12)),
    st.builds(lambda day: SetTerm("duration.end", f"2029-0{day}-01"), st.integers(1, 9)),
    st.builds(lambda text: SetTerm("law.venue", text.strip()), _words),
    st.just(AddMember("purposes", {"key": "extra", "name": {"de": "Extra", "en": "Extra"}}, 0)),
    st.sampled_from(
        [RemoveMember(f"datasets.{BASE.terms.datasets[0].key}"), RemoveMember(f"purposes.{BASE.terms.purposes[0].key}")]
    ),
    st.builds(lambda text: SetTitle("de", text.strip()), _words),
    st.builds(lambda place, text: Reword(place, "de", (Run(text.strip()),)), st.sampled_from(PLACES), _words),
    st.just(InsertClause(write_clause(NEW_CLAUSE), 3)),
    st.builds(lambda clause: InsertParagraph(clause, f"new-{clause}", 1), st.sampled_from(CLAUSES)),
    st.builds(lambda place: InsertItem(place, f"item-{place}", 0), st.sampled_from(PARAGRAPHS)),
    st.builds(RemovePart, st.sampled_from(PLACES)),
    st.builds(MovePart, st.sampled_from(CLAUSES), st.integers(0, 9)),
    st.builds(MovePart, st.sampled_from(PARAGRAPHS), st.integers(0, 2), st.sampled_from(CLAUSES)),
)


def edited(commands: Sequence[Command], document: AgreementDocument = BASE) -> AgreementDocument:
    """The document after those of the commands that can be applied."""
    for command in commands:
        try:
            document = apply(document, command)
        except DataPactError:
            continue
    return document


@settings(max_examples=examples(90))
@given(st.lists(commands, max_size=6), st.data())
def test_any_choice_of_changes_is_a_whole_text(edits: list[Command], data: st.DataObject) -> None:
    proposal = edited(edits)
    changes = proposed_changes(BASE, proposal)
    ids = [change.id for change in changes]
    assert len(set(ids)) == len(ids)
    assert compose(BASE, proposal, ids).document == proposal
    assert compose(BASE, proposal, ()).document == BASE
    chosen = data.draw(st.sets(st.sampled_from(ids))) if ids else set()
    composed = compose(BASE, proposal, chosen)
    state = write_state(composed.document)
    assert read_state(state) == composed.document
    # What differs from the own text now was accepted; nothing else came in. (Moves and orders depend on each other.)
    came = {change.id for change in proposed_changes(BASE, composed.document) if change.kind not in ("moved", "order")}
    assert came <= composed.accepted


@settings(max_examples=examples(90))
@given(st.lists(commands, max_size=6))
def test_each_change_is_told_once_and_counted_once(edits: list[Command]) -> None:
    proposal = edited(edits)
    told = change_lines(BASE, proposal)
    said = [str(message) for one in told for message in one.messages]
    moved = "clauses"  # its order is told by parts that moved
    for change in compare_documents(BASE, proposal):
        if change.place != moved or change.kind == "follows":
            assert said.count(str(change.message)) >= 1
    own = [one.place for one in told if not one.follows]
    assert how_many(told) == len(own) == len(proposed_changes(BASE, proposal))
    assert sum(one.follows for one in told) <= 1


def test_a_clause_that_goes_is_one_change_however_many_paragraphs_it_has() -> None:
    proposal = edited([RemovePart(CLAUSES[3]), InsertClause(write_clause(NEW_CLAUSE), 3)])
    assert len(compare_documents(BASE, proposal)) >= how_many(change_lines(BASE, proposal)) == 2


def test_a_refused_term_shows_its_own_value_in_an_accepted_wording() -> None:
    place = next(
        place
        for place, texts in places(BASE.clauses)
        if any(run.term == "duration.notice_months" for run in texts["de"])
    )
    runs = next(texts["de"] for name, texts in places(BASE.clauses) if name == place)
    longer = SetTerm("duration.notice_months", 9)
    proposal = apply(BASE, longer)
    there = next(texts["de"] for name, texts in places(proposal.clauses) if name == place)
    proposal = apply(proposal, Reword(place, "de", (*there, Run(" Zusatz."))))
    composed = compose(BASE, proposal, [f"text:{place}"]).document
    assert composed.terms == BASE.terms
    now = next(texts["de"] for name, texts in places(composed.clauses) if name == place)
    shown = [run.text for run in runs if run.term == "duration.notice_months"]
    assert [run.text for run in now if run.term == "duration.notice_months"] == shown
    assert now[-1].text.endswith("Zusatz.")


def test_a_change_brings_what_it_needs() -> None:
    party = BASE.terms.parties[0].key
    proposal = apply(BASE, AddMember("datasets", {"key": "extra", "name": {"de": "Neu"}, "provider": party}, 0))
    basis = {"party": party, "dataset": "extra", "purpose": BASE.terms.purposes[0].key}
    proposal = apply(proposal, AddMember("legal_bases", basis, 0))
    composed = compose(BASE, proposal, ["term:legal_bases"])
    assert composed.accepted == {"term:legal_bases", "term:datasets.extra"}


@given(st.permutations(range(7)), st.permutations(range(7)))
def test_what_left_its_place_is_all_that_stands_otherwise(before: list[int], after: list[int]) -> None:
    names, now = [[str(one) for one in listed] for listed in (before, after)]
    left = displaced(names, now)
    assert [one for one in names if one not in left] == [one for one in now if one not in left]
    assert (not left) == (names == now)


@given(st.permutations(range(7)), st.integers(0, 6), st.integers(0, 6))
def test_who_moves_one_part_reads_of_that_one_alone(before: list[int], which: int, to: int) -> None:
    names = [str(one) for one in before]
    now = [one for one in names if one != names[which]]
    now.insert(to, names[which])
    left = displaced(names, now)
    assert len(left) == (names != now)
    assert not left or left == (names[which],) or abs(which - to) == 1  # of two neighbours either has moved


@pytest.mark.parametrize("clause", [one for one in BASE.clauses if len(one.paragraphs) > 2], ids=lambda one: one.id)
def test_a_changed_order_says_which_part_moved_and_what_it_says(clause: Clause) -> None:
    moved = clause.paragraphs[0]
    now = apply(BASE, MovePart(moved.id, len(clause.paragraphs) - 1))
    (change,) = [one for one in proposed_changes(BASE, now) if one.kind == "order"]
    assert change.displaced == (moved.id,)
    for language in BASE.languages:
        before, after = numbers(BASE.clauses, language)[moved.id], numbers(now.clauses, language)[moved.id]
        told = change.messages[-1].text(language)
        beginning = plain_text(moved.text[language]).strip()[:60].replace("\n", " ")
        assert before in told
        assert after in told
        assert beginning in told


def test_a_part_in_another_clause_says_its_words() -> None:
    source = next(one for one in BASE.clauses if len(one.paragraphs) > 2)
    target = next(one for one in BASE.clauses if one.id != source.id)
    moved = source.paragraphs[1]
    (change,) = [
        one for one in proposed_changes(BASE, apply(BASE, MovePart(moved.id, 0, target.id))) if one.kind == "moved"
    ]
    assert plain_text(moved.text["en"]).strip()[:60] in change.messages[0].text("en")


def test_what_weighs_most_is_read_first() -> None:
    places = ("z", "fristen", "kosten", "z2", "liability-cap")
    listed = [ProposedChange(one, "text", one, "", (Message("x"),), None, None) for one in places]
    said = [one.place for one in heaviest_first(listed)]
    assert said == ["liability-cap", "kosten", "fristen", "z", "z2"]


def test_an_unknown_change_is_refused() -> None:
    with pytest.raises(WrongUse):
        compose(BASE, edited([SetTitle("de", "Anders")]), ["text:gone"])


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("Im Übrigen ist die Haftung auf 50.000 Euro begrenzt.", "Haftung"),
        ("Die Parteien haften für jeden Schaden verschuldensunabhängig.", "ohne Verschulden"),
        ("Für jeden Verstoß ist eine Vertragsstrafe von 10.000 Euro zu zahlen.", "Vertragsstrafe"),
        ("Gerichtsstand ist Wilmington, Delaware.", "Gerichte"),
        ("Die Daten werden monatlich in zwei Teilen übergeben.", ""),
    ],
)
def test_a_weighty_sentence_is_told_where_a_change_brings_it(sentence: str, says: str) -> None:
    place = BASE.clauses[2].paragraphs[0].id
    now = replay(
        BASE, [Reword(place, "de", (Run(f"{plain_text(dict(places(BASE.clauses))[place]['de'])} {sentence}"),))]
    )
    found = proposed_changes(BASE, now)
    told = burdens_by_change(BASE, now, found).get(f"text:{place}", ())
    assert [sentence in one.text("de") and says in one.text("de") for one in told] == [True] * bool(says)
    assert burdens_by_change(now, BASE, proposed_changes(now, BASE)) == {}
