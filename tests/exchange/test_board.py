"""The status board: it says what an entry or a note of the vault shows, and never more."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.base.clock import write_time
from datapact.base.errors import AnswerNo, WrongUse
from datapact.exchange.board import board as board_module
from datapact.exchange.board.board import Board, board, boards_among, remind
from datapact.exchange.board.board import _profile as profile_of
from datapact.exchange.board.reminders import reminder_letter
from datapact.exchange.board.rows import Delivered, PartyRow, Reminded, party_rows, subject_of, text_of
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.outgoing import outgoing
from datapact.history.entries.entry import Entry
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import profile_of_actor
from tests.depth import examples
from tests.exchange.houses import HISTORY, Houses, comment, exchange, meet, offer, send, write
from tests.history.random_history import INSTITUT, KELLER, ancestors, folded, play, steps

TODAY = date(2026, 11, 30)
OTHER = "urn:uuid:2f1f2c0e-94a0-4f0e-8a8e-0f6f3f1f7a11"


def row_of(found: Board, acting: Acting) -> PartyRow:
    return next(one for one in found.rows if one.organisation == acting.organisation)


def everyone(houses: Houses) -> Entry:
    """Keller offers to both others, who know each other."""
    meet(houses.institute, houses.third)
    meet(houses.third, houses.institute)
    return offer(houses.keller, houses.institute, houses.third)


def test_a_text_on_its_way_to_two(houses: Houses) -> None:
    keller, institute, third = houses.keller, houses.institute, houses.third
    offered = everyone(houses)
    begun = board(keller, HISTORY)
    assert [(one.had, one.move, one.to_send, one.since) for one in begun.rows] == [
        ("own", "", False, ""),
        ("none", "answer", True, ""),
        ("none", "answer", True, ""),
    ]
    assert str(begun.sentences[0].text("en")).startswith("Send first: no file from here to Institut")
    with pytest.raises(AnswerNo, match="Send it first"):
        remind(keller, HISTORY)

    file = send(keller, institute)
    sent = row_of(board(keller, HISTORY), institute)
    assert (sent.had, sent.answer, sent.to_send, sent.lacks, sent.heard) == ("recorded", "none", False, 0, "")
    assert sent.since == sent.had_on != ""
    assert row_of(board(keller, HISTORY), third).to_send
    comment(keller, "Noch etwas.")
    send(keller, institute)  # a later file does not make the waiting shorter
    assert row_of(board(keller, HISTORY), institute).since == sent.since

    receive_bundle(institute, file)
    mine = board(institute, HISTORY)
    assert (row_of(mine, institute).move, row_of(mine, institute).had) == ("answer", "here")
    assert row_of(mine, keller).had == "own"
    assert row_of(mine, third).had == "none"  # that Keller may have sent it, nothing shows here
    exchange(institute, keller)
    shown = row_of(board(keller, HISTORY), institute)
    assert (shown.had, shown.heard, shown.answer) == ("received", "receipt", "none")

    write(institute, "accept", {"offer": offered.digest})
    exchange(institute, keller)
    agreed = row_of(board(keller, HISTORY), institute)
    assert (agreed.answer, agreed.move) == ("accepted", "")
    assert [one.lacks for one in board(keller, HISTORY).rows] == [
        0,
        *(
            one.unsent
            for name in (institute, third)
            for one in outgoing(keller, HISTORY).recipients
            if one.organisation == name.organisation
        ),
    ]
    exchange(keller, third)
    write(third, "declined", {"reason": "Kein Budget."})
    exchange(third, keller)
    ended = board(keller, HISTORY)
    assert (row_of(ended, third).answer, row_of(ended, third).reason) == ("declined", "Kein Budget.")
    assert ended.newest is not None
    assert (ended.newest.kind, {one.move for one in ended.rows}) == ("declined", {""})
    assert row_of(ended, institute).had == "none"  # it does not know of the refusal yet
    with pytest.raises(AnswerNo, match="nothing to remind of"):
        remind(keller, HISTORY)


def test_a_step_of_another_party_is_for_that_party_to_send(houses: Houses) -> None:
    keller, institute, third = houses.keller, houses.institute, houses.third
    offered = everyone(houses)
    exchange(keller, institute)
    exchange(keller, third)
    write(institute, "counter", {**offered.body, "answers": offered.digest})
    exchange(institute, keller)
    found = board(keller, HISTORY)
    row = row_of(found, third)
    assert (row.move, row.to_send, row.sent_by, row.waited_for) == ("answer", False, (institute.organisation,), True)
    said = " ".join(one.text("en") for one in found.sentences)
    assert re.search(r"Institut.* still has to send .* its last step", said)
    assert not any(one.text("en").startswith("Send first") for one in found.sentences)
    (written,) = remind(keller, HISTORY, [third.organisation], note=False)
    assert "Another party wrote" in written.letter.body or "andere Partei" in written.letter.body
    send(keller, third)
    assert row_of(board(keller, HISTORY), third).sent_by == ()


def test_a_reminder_names_its_day_and_only_then_is_anybody_late(houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    offered = offer(keller, institute)
    send(keller, institute)
    today = keller.clock().date()
    with pytest.raises(WrongUse, match="is over"):
        remind(keller, HISTORY, by=today - timedelta(days=1))
    with pytest.raises(WrongUse, match="not another party"):
        remind(keller, HISTORY, [houses.third.organisation])
    remind(keller, HISTORY, note=False)
    assert row_of(board(keller, HISTORY), institute).reminded is None
    (written,) = remind(keller, HISTORY, by=today + timedelta(days=3))
    assert "whether it has arrived we cannot see" in written.letter.body or "angekommen" in written.letter.body
    assert "KI-Pilot" not in written.letter.body
    assert row_of(board(keller, HISTORY), institute).late_since == ""
    houses.keller.clock.now += timedelta(days=4)  # type: ignore[attr-defined]
    late = board(keller, HISTORY)
    assert row_of(late, institute).late_since == (today + timedelta(days=4)).isoformat()
    assert "Reply overdue: " in " ".join(one.text("en") for one in late.sentences)
    receive_bundle(institute, send(keller, institute))
    counter = {**offered.body, "answers": offered.digest}
    write(institute, "counter", dict(counter))
    exchange(institute, keller)
    assert row_of(board(keller, HISTORY), institute).reminded is None  # another move, another reminder


def test_a_reminder_bears_the_day_of_the_file_with_what_is_to_be_done(houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    offer(keller, institute)
    with keller.vault.read() as session:
        own = profile_of_actor(keller, session)
    row = row_of(board(keller, HISTORY), institute)
    row = replace(row, had="written", had_on="2026-11-01", move="sign", file_on="2026-11-05", since="2026-11-05")
    body = reminder_letter("DP-1", row, None, own, ("en",)).body
    assert "5 November 2026" in body
    assert "1 November 2026" not in body
    shown = reminder_letter("DP-1", replace(row, file_on=""), None, own, ("en",)).body
    assert "whether it has arrived" not in shown  # a step of the party shows that it has


def test_a_name_alone_lends_no_address(houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    offer(keller, institute)
    name = row_of(board(keller, HISTORY), institute).name
    with keller.vault.read() as session:
        row = row_of(board(keller, HISTORY), institute)
        card = profile_of(session, row)
        assert card is not None
        namesake = replace(card, name=name)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(board_module, "list_external_partners", lambda _session: (namesake,))
            assert profile_of(session, replace(row, organisation="x" * 43)) is None  # its card is missing
            assert profile_of(session, replace(row, organisation=name)) == namesake  # a party without DataPact
            patch.setattr(board_module, "list_external_partners", lambda _session: (namesake, namesake))
            assert profile_of(session, replace(row, organisation=name)) is None


def test_agreements_among_the_same_parties_stand_together(houses: Houses) -> None:
    keller, institute, third = houses.keller, houses.institute, houses.third
    everyone(houses)
    offer(keller, institute, history=OTHER)
    assert [one.history for one in boards_among(keller, HISTORY).boards] == sorted([HISTORY, OTHER])
    assert [one.history for one in boards_among(keller, OTHER).boards] == [OTHER]  # the third is no party of it
    exchange(keller, third)
    assert [one.history for one in boards_among(third, HISTORY).boards] == [HISTORY]
    with pytest.raises(WrongUse):
        boards_among(third, OTHER)


@given(steps, st.data())
@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_row_claims_what_no_entry_shows(plan: list[tuple[str, int, int]], data: st.DataObject) -> None:
    if data.draw(st.booleans()):  # as whoever sends confirms what it has
        plan = [step for one in plan for step in (one, ("receipt", one[1], 0))]
    entries = play(plan)
    here, there = data.draw(st.permutations([KELLER.id, INSTITUT.id]))
    entries = [one for one in entries if one.stream == "shared" or one.organisation == here]
    receipts = [one.digest for one in entries if one.kind == "receipt" and one.organisation == here]
    about = tuple(sorted(folded(entries).open_offers))
    asked = Reminded(write_time(entries[0].time), data.draw(st.sampled_from(["", "2026-11-29", "2026-11-30"])), about)
    note = Delivered(
        had=frozenset(data.draw(st.lists(st.sampled_from([one.digest for one in entries])))),
        files=tuple(receipts[data.draw(st.integers(0, 2)) :]),
        reminded=asked,
    )
    check(entries, here, note)
    silent = without(entries, there)
    if any(one.kind == "offer" for one in silent):
        for row in party_rows(folded(silent), here, {there: note}, TODAY):
            if row.organisation == there and row.had not in ("elsewhere", "recorded"):
                assert (row.answer, row.signed, row.heard) == ("none", 0, "")
                assert row.had in ("written", "none")


def without(entries: list[Entry], organisation: str) -> list[Entry]:
    """What is left where an organisation never wrote anything."""
    gone = {one.digest for one in entries if one.organisation == organisation}
    return [
        one
        for one in entries
        if one.digest not in gone and not gone & {other.digest for other in ancestors(entries, one)}
    ]


def check(entries: list[Entry], here: str, note: Delivered) -> None:
    """Hold every claim of a row against the entry that it names, found the plain way."""
    state = folded(entries)
    by_digest = {one.digest: one for one in entries}
    others = {KELLER.id, INSTITUT.id} - {here}
    rows = party_rows(state, here, dict.fromkeys(others, note), TODAY)
    if state.signed_elsewhere is not None or state.outside is not None:
        assert all(by_digest[row.answer_proof].organisation == here for row in rows if row.answer_proof)
        return
    subject, text = subject_of(state), text_of(state)
    assert bool(rows) == bool(text)

    def proven(digest: str, organisation: str, *kinds: str) -> Entry:
        entry = by_digest[digest]
        assert entry.organisation == organisation
        assert digest not in state.void
        assert not kinds or entry.kind in kinds
        return entry

    for row in rows:
        party = row.organisation
        match row.had:
            case "received":
                shown = proven(row.had_proof, party)
                assert subject in {one.digest for one in ancestors(entries, shown)}
            case "written":
                assert row.had_proof in note.files
                assert subject in {one.digest for one in ancestors(entries, by_digest[row.had_proof])}
            case "own":
                assert row.had_proof == subject
                proven(subject, party)
            case "here":
                assert party == here
            case _:
                assert row.had == "none"
        match row.answer:
            case "accepted":
                said = proven(row.answer_proof, party, "accept", "change_accepted")
                assert said.body["offer" if said.kind == "accept" else "change"] in (text, subject)
            case "proposed":
                assert proven(row.answer_proof, party).digest in (text, subject)
            case "declined" | "objected":
                assert proven(row.answer_proof, party, "declined", "objection").body["reason"] == row.reason
            case "other_text":
                said = proven(row.answer_proof, party, "accept", "offer", "counter")
                assert said.body.get("offer", said.digest) in state.open_offers
            case _:
                assert (row.answer, row.answer_proof, row.reason) == ("none", "", "")
        assert row.signed <= row.slots
        assert bool(row.signed) == bool(row.signed_proof)
        if row.signed:
            proven(row.signed_proof, party, "signed", "counterpart_signed")
        if row.heard:
            assert row.heard in {one.kind for one in entries if one.organisation == party}
        if row.late_since:
            assert row.waited_for
            assert note.reminded is not None
            assert "" < note.reminded.by < row.late_since <= TODAY.isoformat()
        if row.move and row.move != "answer_change":
            assert party in state.turn
        if row.to_send:
            assert any(one not in note.had for one in row.about)
        if row.file_on:  # the first file with just these steps, and nothing of the party shows that it came
            known = [{one.digest for one in ancestors(entries, by_digest[file])} for file in note.files]
            brought = [place for place, file in enumerate(known) if set(row.about) <= file]
            assert row.file_on == write_time(by_digest[note.files[brought[0]]].time)
            assert not any(
                set(row.about) <= {one.digest for one in (*ancestors(entries, mine), mine)}
                for mine in entries
                if mine.organisation == party and mine.stream == "shared" and mine.digest not in state.void
            )


def test_what_was_lost_is_to_be_sent_again(houses: Houses) -> None:
    from datapact.exchange.bundle.acknowledgements import take_question

    keller, institute = houses.keller, houses.institute
    offer(keller, institute)
    exchange(keller, institute)
    exchange(institute, keller)
    with keller.vault.write() as session:
        take_question(session, institute.organisation, "R" * 22)
    found = row_of(board(keller, HISTORY), institute)
    assert (found.had, found.lost, found.to_send) == ("received", True, True)
