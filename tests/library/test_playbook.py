"""An own clause with two fallbacks: approved by a second member, drafted with, and conceded only by whom the playbook names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from datapact.agreements.library.drafts import put_clause
from datapact.agreements.steps.approvals import approve
from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.agreements.steps.negotiation import accept, counter, offer_draft
from datapact.agreements.steps.reply import open_reply
from datapact.agreements.views.agreement import agreement_page
from datapact.agreements.views.approvals import standing
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, Locked, WrongUse
from datapact.contract.editing.commands import Reword, SetTerm
from datapact.contract.editing.edit import apply
from datapact.contract.text.clauses import Run, places, plain_text
from datapact.library.clauses.own_clauses import (
    approve_clause,
    approved_texts,
    own_clause,
    own_clauses,
    save_clause,
)
from datapact.library.clauses.versions import retire, take_back_approval
from datapact.library.playbook.playbook import playbook, set_position
from datapact.word.steps.received import open_received
from datapact.word.steps.sent import word_set
from tests.agreements.negotiated import Table, at_table, found_houses
from tests.conftest import SteppingClock
from tests.library.clauses_of_keller import HOURS_POSITION, LIABILITY, LIABILITY_POSITION, stand, with_library
from tests.word import returned_files


@pytest.fixture
def table(tmp_path: Path, clock: SteppingClock) -> Iterator[Table]:
    found_houses(tmp_path / "kept", clock)
    made = at_table(tmp_path / "kept", tmp_path / "here", clock)
    yield made
    made.close()


def levels(table: Table) -> dict[str, object]:
    with table.anna.vault.read() as session:
        book = playbook(session)
    found = book.standings(open_draft(table.anna, table.history).document)
    return {one.position.key: one.level for one in found}


def said(table: Table) -> list[str]:
    with table.anna.vault.read() as session:
        book = playbook(session)
    found = book.standings(open_draft(table.anna, table.history).document)
    return [one.sentence(book.names).text("en") for one in found if one.deviates]


def test_a_clause_is_used_once_a_second_member_approved_exactly_it(table: Table) -> None:
    anna, martin = table.anna, table.martin
    table.draft()
    first = save_clause(anna, LIABILITY, "first")
    assert save_clause(anna, LIABILITY).number == first.number == 1
    with pytest.raises(AnswerNo, match="approved yet"):
        put_clause(anna, table.history, "liability")
    with pytest.raises(AnswerNo, match="Another member"):
        approve_clause(anna, "liability")
    approve_clause(martin, "liability", first.digest[:10])
    document = put_clause(anna, table.history, "liability")
    texts = {name: plain_text(runs["de"]) for name, runs in places(document.clauses)}
    assert texts["liability-p2"].startswith("Sie melden einander Schäden binnen 24 Stunden")
    assert texts["liability-p2-1"] == "den Hergang,"
    assert sum(clause.id == "liability" for clause in document.clauses) == 1

    changed = replace(LIABILITY, name="Haftung, neu")
    save_clause(martin, changed)
    with anna.vault.read() as session:
        kept = own_clause(session, "liability")
        assert [one.approved for one in kept.versions] == [True, False]
        assert kept.used == LIABILITY  # the approved one counts until the new one is approved
        assert {one.language for one in approved_texts(session)} == {"de", "en"}
    take_back_approval(martin, "clause", "liability", first.digest)
    with anna.vault.read() as session:
        assert own_clause(session, "liability").used is None
        assert approved_texts(session) == ()
    retire(anna, "clause", "liability")
    with anna.vault.read() as session:
        assert own_clauses(session) == {}


def test_mistakes_are_kept_and_neither_approved_nor_used(table: Table) -> None:
    house = LIABILITY.alternatives[0]
    text = {"de": "{% for x in datasets %}{{ x.name }}{% endfor %}", "en": "Each {{ secret.key }}"}
    wrong = replace(LIABILITY, alternatives=(replace(house, text=text),))
    save_clause(table.anna, wrong)
    with pytest.raises(AnswerNo, match="template code"):
        approve_clause(table.martin, "liability")
    with table.anna.vault.read() as session:
        assert own_clause(session, "liability").newest == wrong


def test_a_draft_that_concedes_goes_out_once_who_may_concede_it_approved(table: Table) -> None:
    anna, martin = table.anna, table.martin
    table.draft()
    with_library(table)
    assert levels(table) == {"liability": "beyond", "breach-hours": 0}
    put_clause(anna, table.history, "liability")
    assert levels(table) == {"liability": 0, "breach-hours": 0}
    put_clause(anna, table.history, "liability", "last")
    opened = open_draft(anna, table.history)
    save_draft(anna, apply(opened.document, SetTerm("breach.hours", 60), opened.ground))
    assert said(table) == [
        "Haftung: deviates from the playbook: fallback 2 of 2, needs approval by Martin Vogt.",
        "Meldefrist: deviates from the playbook: fallback 2 of 2, needs approval by Martin Vogt.",
    ]
    with pytest.raises(AnswerNo, match="Martin Vogt"):
        offer_draft(anna, table.history)
    found = standing(anna, table.history)
    assert found is not None
    assert [one.rule.name for one in found.missing] == said(table)
    approve(martin, table.history)
    offer_draft(anna, table.history)


def test_a_counter_that_leaves_the_position_says_so_beside_the_change(table: Table) -> None:
    anna, sofia = table.anna, table.sofia
    table.draft()
    with_library(table)
    put_clause(anna, table.history, "liability")
    offer_draft(anna, table.history)
    table.carry(anna, sofia)
    theirs = open_draft(sofia, table.history)
    assert "liability-p1" in dict(places(theirs.document.clauses))
    document = apply(theirs.document, SetTerm("breach.hours", 90), theirs.ground)
    document = apply(document, Reword("liability-p1", "de", (Run("Niemand haftet."),)), theirs.ground)
    save_draft(sofia, document)
    counter(sofia, table.history, None, "Bitte.")
    table.carry(sofia, anna)

    opened = open_reply(anna, table.history)
    beside = {one.change.place: [str(words) for words in one.leaves] for one in opened.changes if one.leaves}
    assert beside["breach.hours"][0].startswith(
        "Meldefrist: beyond the playbook’s last fallback, needs approval by Legal"
    )
    assert beside["liability-p1"][0].startswith("Haftung: beyond the playbook’s last fallback")
    assert "Wir haften wie das Gesetz es sagt." in " ".join(beside["liability-p1"])
    page = agreement_page(anna, table.history, local_day(anna.clock()))
    assert {one.position.key for one in page.playbook if one.deviates} == {"liability", "breach-hours"}
    with pytest.raises(AnswerNo, match="Martin Vogt"):
        accept(anna, table.history)
    theirs_page = agreement_page(sofia, table.history, local_day(sofia.clock()))
    assert theirs_page.playbook == ()


def test_a_word_file_that_leaves_the_position_says_so_beside_the_change(table: Table) -> None:
    table.draft()
    with_library(table)
    put_clause(table.anna, table.history, "liability")
    offer_draft(table.anna, table.history)
    old = plain_text(dict(places(open_draft(table.anna, table.history).document.clauses))["liability-p1"]["de"])

    def reword(root: etree._Element) -> None:
        for node in root.iter(returned_files.W + "t"):
            if node.text and node.text in old and len(node.text) > 10:
                node.text = "Niemand haftet."

    data = returned_files.edited(word_set(table.anna, table.history)[0].data, reword)
    received = open_received(table.anna, data)
    beside = {one.change.place: received.leaves.get(one.change.id) for one in received.returned.changes}
    assert "beyond the playbook’s last fallback" in str((beside["liability-p1"] or ("",))[0])


def test_positions_name_people_and_clauses_that_are_there(table: Table) -> None:
    with pytest.raises(WrongUse, match="no own clause"):
        set_position(table.anna, LIABILITY_POSITION)
    with pytest.raises(WrongUse, match="no member"):
        set_position(table.anna, replace(HOURS_POSITION, beyond_members=("nobody",)))
    assert replace(HOURS_POSITION, stands=(stand("yes"),)).mistake() == "stands.0.values"
    assert replace(HOURS_POSITION, term="").mistake() == "term"
    assert Locked.exit_code == 3
