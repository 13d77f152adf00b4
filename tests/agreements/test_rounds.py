"""Rounds of a negotiation: what each changed, the story of each clause, clauses that nobody touched; as files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.comments import comment_on
from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.agreements.steps.negotiation import accept, comment, counter, new_agreement, offer_draft
from datapact.agreements.steps.reply import open_reply
from datapact.agreements.views.agreement import agreement_page
from datapact.agreements.views.comparison import step_changes
from datapact.agreements.views.list import keys_of, rows_of
from datapact.agreements.views.rounds import Rounds, rounds, stands_by_word
from datapact.base.clock import utc_now
from datapact.base.errors import AnswerNo
from datapact.contract.changes.anchor import anchor_at
from datapact.contract.changes.change_lines import how_many
from datapact.contract.changes.clause_story import Turn, clause_stories
from datapact.contract.editing.commands import Command, RemovePart, Reword, SetTerm
from datapact.contract.editing.edit import apply, replay
from datapact.contract.text.clauses import Run
from datapact.contract.text.document import read_state, write_state
from datapact.exchange.receive.preview import preview_bundle
from datapact.exchange.send.outgoing import outgoing
from datapact.exchange.send.send import say_sent, send_agreement
from datapact.organisation.acting.acting_member import Acting
from datapact.pdf.reports.rounds import rounds_file
from datapact.signing.ceremony.sign import sign
from datapact.word.steps.received import keep_received, open_received
from datapact.word.steps.sent import about_file, last_exchanged, note_sent, whole_version, word_set
from tests.agreements.alliance import MovingClock
from tests.agreements.drafts import example
from tests.agreements.negotiated import PASSPHRASE, Table, at_table, found_houses
from tests.benchmarks import network
from tests.conftest import SteppingClock
from tests.depth import examples
from tests.word import returned_files as files

BASE = read_state(example())
IDS = [one.id for one in BASE.clauses]
SUBJECT = "confidentiality-exceptions"


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    """A table at which every step falls into one second, as on a fast machine: times alone order nothing then."""
    found_houses(tmp_path / "houses", utc_now)
    now = utc_now()
    made = at_table(tmp_path / "houses", tmp_path / "copies", lambda: now)
    yield made
    made.close()


def propose(acting: Acting, history: str, *commands: Command) -> None:
    with acting.vault.read() as session:
        folded = load_state(session, history)
    newest = folded.facts.offers[max(folded.facts.offers, key=folded.order.index)]
    document = replay(read_state(dict(newest.state)), list(commands))  # type: ignore[arg-type]
    counter(acting, history, None, "", None, write_state(document))


def story(found: Rounds, clause: str) -> list[str]:
    return [one.text("en") for one in next(row for row in found.clauses if row.id == clause).story]


def test_one_number_of_changes_in_every_place(table: Table) -> None:
    table.offer()
    anna, sofia, history = table.anna, table.sofia, table.history
    gone = IDS[4]
    edits = (RemovePart(gone), Reword(SUBJECT, "de", (Run("Text des Instituts."),)), SetTerm("law.venue", "Ulm"))
    propose(sofia, history, *edits)
    data = send_agreement(sofia, history, [anna.organisation])
    seen = preview_bundle(anna, data).agreements[0].text
    assert seen is not None
    table.carry(sofia, anna)
    answered = open_reply(anna, history)
    shown = step_changes(anna, history, answered.offer)
    assert {"term:law.venue", f"text:{gone}", f"text:{SUBJECT}"} <= {one.change.id for one in answered.changes}
    assert how_many(seen.changes) == how_many(shown) == rounds(anna, history).rounds[-1].count == len(answered.changes)


@pytest.mark.journey
def test_three_rounds_by_datapact(table: Table) -> None:
    table.draft()
    with pytest.raises(AnswerNo):
        rounds(table.anna, table.history)
    table.offer()
    anna, sofia, history = table.anna, table.sofia, table.history
    first = rounds(anna, history)
    assert (len(first.rounds), first.untouched) == (1, first.clauses)
    words = [one for one in (first.title.text("de"), first.number) if one]
    assert len(words) == 2
    document = read_state(dict(table_state(table)))
    before = next(one for clause in document.clauses for one in clause.paragraphs if one.id == SUBJECT)
    propose(sofia, history, Reword(SUBJECT, "de", (Run("Text des Instituts."),)), SetTerm("law.venue", "Ulm"))
    table.carry(sofia, anna)
    comment_on(anna, history, "Warum?", anchor_at(document, SUBJECT), "partners")
    second = rounds(anna, history)
    assert "waits for your reply" in second.standing.text("en")
    assert [one.number for one in second.rounds] == [1, 2]
    assert any("Ulm" in one.text("de") for one in second.rounds[1].changes)
    propose(anna, history, Reword(SUBJECT, "de", before.text["de"]))
    table.carry(anna, sofia)
    accept(sofia, history)
    table.carry(sofia, anna)
    done = rounds(anna, history)
    assert done.standing.text("en") == "The text is agreed."
    names = [one.party for one in done.rounds]
    assert story(done, "confidentiality") == [
        f"put forward by {names[0]} in round 1",
        f"changed by {names[1]} in round 2",
        f"refused by {names[0]} in round 3: the former words are back",
        "agreed in round 3",
    ]
    row = next(one for one in done.clauses if one.id == "confidentiality")
    assert (row.touched, row.comments) == (True, 1)
    assert "parties" in {one.id for one in done.untouched}
    assert story(done, "parties") == [f"put forward by {names[0]} in round 1", "agreed in round 3"]

    assert rounds_file(anna, done, "pdf", "de").startswith(b"%PDF")
    written = json.loads(rounds_file(anna, done, "json"))
    assert [one["way"] for one in written["rounds"]] == ["offer", "counter", "counter"]
    assert rounds_file(anna, done, "csv", "en").decode().count("\r\n") == len(done.clauses) + 1


def table_state(table: Table):  # type: ignore[no-untyped-def]
    with table.sofia.vault.read() as session:
        return next(iter(load_state(session, table.history).facts.offers.values())).state


def next_by_word(anna: Acting, history: str) -> str:
    """What comes next; the list knows the same as the page of where the Word files stand."""
    with anna.vault.read() as session:
        row = next(iter(rows_of(session, keys_of(session, [history])).values()))
        assert row.waits == stands_by_word(session, load_state(session, history), anna.organisation)
    return agreement_page(anna, history, utc_now().date()).next.action


@pytest.mark.journey
def test_rounds_by_word(table: Table) -> None:
    table.draft()
    anna, history = table.anna, table.history
    clean = word_set(anna, history, languages=("de",))[0].data
    say_sent(anna, history)

    def theirs(root) -> None:  # type: ignore[no-untyped-def]
        for node in root.iter(files.W + "t"):
            node.text = (node.text or "").replace("30. Juni 2028", "31. Dezember 2029")

    assert next_by_word(anna, history) == "word_back"
    received = open_received(anna, files.edited(clean, theirs))
    keep_received(anna, received, [])
    page = agreement_page(anna, history, utc_now().date())
    assert next_by_word(anna, history) == page.next.action
    assert (page.next.action, "Institut" in page.next.words.text("en")) == ("word_answer", True)
    word_set(anna, history)
    say_sent(anna, history)
    assert next_by_word(anna, history) == "word_back"
    found = rounds(anna, history)
    assert [one.way for one in found.rounds] == ["word_sent", "word_received", "word_sent"]
    assert "Institut" in found.rounds[1].party
    changed = [one for one in found.clauses if one.touched]
    assert changed
    assert any("refused by" in one.text("en") for row in changed for one in row.story)


@pytest.mark.journey
def test_in_one_second_a_redline_is_against_what_went_out_last(table: Table) -> None:
    table.draft()
    anna, history = table.anna, table.history
    sent = []
    for months in range(4, 9):
        document = apply(open_draft(anna, history).document, SetTerm("duration.notice_months", months))
        save_draft(anna, document)
        with anna.vault.read() as session:
            folded = load_state(session, history)
            version = whole_version(folded.facts.drafts[-1])
            before = last_exchanged(session, folded, version)
            about = about_file(anna, session, folded, document, ("de",))
        assert (before.document if before else None) == (sent[-1] if sent else None)
        note_sent(anna, history, version, about, [], "")
        sent.append(version.document)


@pytest.mark.journey
def test_in_one_second_what_came_back_goes_before_what_is_sent_again(tmp_path: Path) -> None:
    found_houses(tmp_path / "houses", utc_now)
    now = utc_now()
    table = at_table(tmp_path / "houses", tmp_path / "copies", lambda: now)
    table.draft()
    anna, history = table.anna, table.history
    clean = word_set(anna, history, languages=("de",))[0].data

    def theirs(root) -> None:  # type: ignore[no-untyped-def]
        for node in root.iter(files.W + "t"):
            node.text = (node.text or "").replace("30. Juni 2028", "31. Dezember 2029")

    received = open_received(anna, files.edited(clean, theirs))
    keep_received(anna, received, [one.change.id for one in received.returned.changes])
    assert next_by_word(anna, history) not in (
        "word_back",
        "word_answer",
    )  # all of theirs is ours now
    word_set(anna, history)
    found = rounds(anna, history)
    assert [one.way for one in found.rounds] == ["word_sent", "word_received"]  # the same text went back
    table.close()


@settings(max_examples=examples(80), deadline=None)
@given(st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 3)), min_size=1, max_size=6))
def test_a_story_tells_every_change_of_a_clause_and_no_other(plan: list[tuple[str, int]]) -> None:
    """Each turn gives clause 3 one of three wordings, or takes it out."""
    place = BASE.clauses[3].paragraphs[0].id
    wordings = [replay(BASE, [Reword(place, "de", (Run(f"Fassung {n}."),))]) for n in range(3)]
    without = replace(BASE, clauses=(*BASE.clauses[:3], *BASE.clauses[4:]))
    turns = [Turn(party, without if which == 3 else wordings[which]) for party, which in plan]
    stories = {one.clause: one for one in clause_stories(turns)}
    changes = [n for n in range(1, len(plan)) if plan[n][1] != plan[n - 1][1]]
    first = [0] if plan[0][1] != 3 else []
    if IDS[3] in stories:
        told = stories[IDS[3]]
        assert [one.round - 1 for one in told.events] == sorted({*first, *changes})
        assert [one.party for one in told.events] == [plan[n][0] for n in sorted({*first, *changes})]
        for event in told.events:
            if event.deed == "refused":
                n = event.round - 1
                assert plan[n][0] != plan[n - 1][0] or n - 1 not in changes
    else:
        assert all(which == 3 for _party, which in plan)
    assert not stories[IDS[0]].touched


def told(anna: Acting, history: str) -> str:
    return str(agreement_page(anna, history, utc_now().date()).next.why)


@pytest.fixture
def by_seconds(tmp_path: Path, clock: SteppingClock) -> Iterator[Table]:
    """A table at which each step takes a second."""
    found_houses(tmp_path / "houses", clock)
    made = at_table(tmp_path / "houses", tmp_path / "copies", clock)
    yield made
    made.close()


def test_what_a_word_file_carried_is_known_there(by_seconds: Table) -> None:
    """A text that went out as a Word file, or a comment beside it, is not called unknown to the partner."""
    table = by_seconds
    table.draft()
    anna, history = table.anna, table.history
    offer_draft(anna, history)
    assert "does not know of it" in told(anna, history)
    word_set(anna, history)
    assert outgoing(anna, history).recipients[0].unknown == ("offer",)  # nobody has said that it was sent
    say_sent(anna, history)
    recipient = outgoing(anna, history).recipients[0]
    assert (recipient.unseen, recipient.by_word, recipient.unknown) == (("offer",), ("offer",), ())
    assert "by your Word file of" in told(anna, history)
    table.carry(anna, table.sofia)
    table.carry(table.sofia, anna)
    assert outgoing(anna, history).recipients[0].by_word == ()

    propose(table.sofia, history, SetTerm("law.venue", "Ulm"))
    table.carry(table.sofia, anna)
    propose(anna, history, SetTerm("law.venue", "Kassel"))
    comment(anna, history, "Warum Ulm?")
    assert outgoing(anna, history).recipients[0].unknown == ("counter", "comment")
    word_set(anna, history)
    say_sent(anna, history)
    recipient = outgoing(anna, history).recipients[0]
    assert (set(recipient.by_word), recipient.unknown) == ({"counter", "comment"}, ())
    propose(anna, history, SetTerm("law.venue", "Fulda"))  # what no file carried is told apart
    recipient = outgoing(anna, history).recipients[0]
    assert recipient.unknown == ("counter",)
    assert "not yet what else" in told(anna, history)


def test_a_draft_that_went_out_by_word_is_known_once_it_is_offered(table: Table) -> None:
    table.draft()
    anna, history = table.anna, table.history
    word_set(anna, history)
    say_sent(anna, history)
    offer_draft(anna, history)  # links its parties, so that its digest is another one
    assert outgoing(anna, history).recipients[0].unknown == ()


def test_a_newer_draft_that_stays_here_is_words_before_sending(table: Table) -> None:
    table.offer()
    anna, history = table.anna, table.history
    assert outgoing(anna, history).left_behind is None
    save_draft(anna, apply(open_draft(anna, history).document, SetTerm("law.venue", "Ulm")))
    left = outgoing(anna, history).left_behind
    assert left is not None
    assert "does not go along" in left.text("en")
    propose(anna, history, SetTerm("law.venue", "Kassel"))  # proposed after it: the draft is the older text
    assert outgoing(anna, history).left_behind is None
    table.carry(anna, table.sofia)
    document = open_draft(table.sofia, history).document
    save_draft(table.sofia, apply(document, SetTerm("law.venue", "Trier")))
    assert outgoing(table.sofia, history).left_behind is not None
    accept(table.sofia, history)  # which says that the draft is another text
    assert outgoing(table.sofia, history).left_behind is None


def test_whoever_waits_for_a_signature_is_told_the_people_and_their_house(table: Table) -> None:
    table.freeze()
    day = utc_now().date()
    waits = agreement_page(table.sofia, table.history, day).next.words.text("en")
    assert waits.startswith("Waiting for the signature of Anna Keller, Martin Vogt (")
    keller = next(
        party.name
        for party in agreement_page(table.sofia, table.history, day).overview.parties
        if "Keller" in party.name
    )
    assert keller in waits
    sign(table.anna, table.history, PASSPHRASE)
    table.carry(table.anna, table.sofia)
    waits = agreement_page(table.sofia, table.history, day).next.words.text("en")
    assert waits.startswith("Waiting for the signature of Martin Vogt (")


def test_of_three_each_knows_what_was_in_the_file_for_it(tmp_path: Path) -> None:
    made = network.founded(tmp_path / "three", 3, 2)
    first, second, third = made.acting
    moving = MovingClock()
    for one in made.acting:
        object.__setattr__(one, "clock", moving)
    history = new_agreement(first, network.TEMPLATE, network.answers(3, 2))
    offer_draft(first, history)

    def known(acting: Acting) -> tuple[str, ...]:
        return next(
            one for one in outgoing(first, history).recipients if one.organisation == acting.organisation
        ).by_word

    name = {
        one.organisation: one.partner.name if one.partner is not None else ""
        for one in outgoing(first, history).recipients
    }
    word_set(first, history)  # for nobody by name: who got it is not known
    say_sent(first, history)
    assert (known(second), known(third)) == ((), ())
    word_set(first, history, partner=name[second.organisation])
    assert (known(second), known(third)) == ((), ()), "written is not sent"
    say_sent(first, history)
    assert (known(second), known(third)) == (("offer",), ())
    assert "not all partners know of it" in told(first, history)
    word_set(first, history, partner=f"{name[third.organisation]}; Anwalt Sommer")
    assert (known(second), known(third)) == (("offer",), ()), "the second file of the same text waits"
    say_sent(first, history)
    assert (known(second), known(third)) == (("offer",), ("offer",))
    assert "The partners know it by your Word files" in told(first, history)
    comment(first, history, "Noch ein Wort.")
    assert known(second) == ("offer",)
    assert "not all partners know of them" in told(first, history)
    for one in made.acting:
        one.close()
