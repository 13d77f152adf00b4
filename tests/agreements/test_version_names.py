"""The names of versions tell any two apart and say whose words they are; agreed text has no clause that is still open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.agreements.steps.negotiation import accept, counter, new_agreement, offer_draft
from datapact.agreements.text.exchanged import SETTLED, Round, Way
from datapact.agreements.text.version_names import called
from datapact.agreements.text.versions import Version
from datapact.agreements.views.comparison import compare_versions, listed_versions
from datapact.agreements.views.rounds import OPEN, rounds
from datapact.base.errors import AnswerNo
from datapact.base.texts import speaking
from datapact.contract.editing.commands import SetTerm
from datapact.contract.editing.edit import apply
from datapact.contract.templates.template import example_answers
from datapact.exchange.send.send import say_sent
from datapact.history.state.facts import Stage
from datapact.organisation.acting.acting_member import Acting
from datapact.signing.ceremony.freeze import freeze
from datapact.signing.ceremony.sign import sign
from datapact.signing.elsewhere.outside import freeze_outside, record_answer, record_signed, send_outside
from datapact.word.read.returned import Identity
from datapact.word.steps.received import claimed_round, keep_received, open_received
from datapact.word.steps.sent import word_set
from tests.agreements.negotiated import PASSPHRASE, Table, at_table, demo_file, found_houses
from tests.depth import examples
from tests.signing.test_elsewhere import SCAN
from tests.word import returned_files as files

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)
LAB = "Testlabor Süd GmbH"
INSTITUTE = "Institut für Produktionsdaten e. V."
STAGES: tuple[Stage, ...] = get_args(Stage.__value__)
KINDS: tuple[Way, ...] = get_args(Way.__value__)


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    """A table at which every step falls into one second: only what is named can tell versions apart."""
    found_houses(tmp_path / "houses", lambda: NOW)
    made = at_table(tmp_path / "houses", tmp_path / "copies", lambda: NOW)
    yield made
    made.close()


def check(acting: Acting, history: str) -> str:
    """What must hold of an agreement at every point of its way; returns its stage."""
    with acting.vault.read() as session:
        stage = load_state(session, history).stage
    listed = listed_versions(acting, history)
    for language in ("de", "en"):
        said = [name.text(language) for _digest, name in listed]
        assert len(set(said)) == len(said)
        assert all("2026, " in one for one in said)  # the minute stands behind the day
    assert any(", signed" in name.text("en") for _digest, name in listed) == (stage == "signed")
    try:
        found = rounds(acting, history)
    except AnswerNo:
        return stage  # nothing was exchanged yet
    still_open = [row.id for row in found.clauses if row.story[-1].id == OPEN]
    assert (still_open == []) == (stage in SETTLED)
    assert (found.standing.text("en") == "The text is agreed.") == (stage in SETTLED)
    assert [one.number for one in found.rounds] == list(range(1, len(found.rounds) + 1))
    return stage


@pytest.mark.journey
def test_on_the_way_between_partners(table: Table) -> None:
    table.draft()
    anna, sofia, history = table.anna, table.sofia, table.history
    stages = [check(anna, history)]
    save_draft(anna, apply(open_draft(anna, history).document, SetTerm("law.venue", "Ulm")))
    stages.append(check(anna, history))
    offer_draft(anna, history)
    stages.append(check(anna, history))
    table.carry(anna, sofia)
    counter(sofia, history, demo_file("counter.toml"), "Kürzer.")
    stages.append(check(sofia, history))
    table.carry(sofia, anna)
    accept(anna, history)
    stages.append(check(anna, history))
    table.carry(anna, sofia)
    freeze(sofia, history, DAY)
    stages.append(check(sofia, history))
    table.carry(sofia, anna)
    sign(anna, history, PASSPHRASE)
    stages.append(check(anna, history))
    assert stages == ["draft", "draft", "offered", "offered", "agreed", "frozen", "signing"]


@pytest.mark.journey
def test_on_the_way_by_word_and_mail(table: Table) -> None:
    anna = table.anna
    history = new_agreement(anna, "ai-pilot", example_answers("ai-pilot").replace(INSTITUTE.encode(), LAB.encode()))
    assert check(anna, history) == "draft"
    clean = word_set(anna, history, languages=("de",))[0].data
    check(anna, history)
    say_sent(anna, history)
    check(anna, history)
    assert rounds(anna, history).standing.text("en") == f"You wait for the reply of {LAB}."

    def theirs(root) -> None:  # type: ignore[no-untyped-def]
        for node in root.iter(files.W + "t"):
            node.text = (node.text or "").replace("30. Juni 2028", "31. Dezember 2029")

    keep_received(anna, open_received(anna, files.edited(clean, theirs)), [])  # all of it refused
    check(anna, history)
    came = next(digest for digest, name in listed_versions(anna, history) if "read in" in name.text("en"))
    found = compare_versions(anna, history, listed_versions(anna, history)[-1][0], came)
    with speaking("de"):
        assert f"R2 {LAB}: Word-Datei, eingelesen, 24. November 2026, " in str(found.new_name)
        assert "Keller" not in str(found.new_name)
    assert set(found.parties.values()) == {LAB}  # whose changes they are, too
    word_set(anna, history)
    say_sent(anna, history)
    check(anna, history)
    send_outside(anna, history, way="email", on=DAY)
    assert check(anna, history) == "offered"
    assert rounds(anna, history).standing.text("en") == f"You wait for the reply of {LAB}."
    record_answer(anna, history, LAB, "accepted", way="email", on=DAY, reason="Mail vom 24.11.")
    assert check(anna, history) == "agreed"
    ways = [(one.way, one.party == LAB) for one in rounds(anna, history).rounds]
    assert ways == [
        ("word_sent", False),
        ("word_received", True),
        ("word_sent", False),
        ("outside_sent", False),
        ("outside_accepted", True),
    ]
    freeze_outside(anna, history, DAY)
    assert check(anna, history) == "frozen"
    record_signed(anna, history, evidence="paper_scan", signed_on=DAY, files=[("gescannt.pdf", SCAN)])
    assert check(anna, history) == "signed"
    assert rounds(anna, history).clauses[0].story[-1].text("en") == "agreed in round 5"


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_no_two_versions_have_one_name(data: st.DataObject) -> None:
    """Whatever they are, whoever wrote them, and however they went: all in one minute, by one house."""
    count = data.draw(st.integers(1, 7))
    kinds = data.draw(st.lists(st.sampled_from(["draft", "offer", "counter"]), min_size=count, max_size=count))
    listed = [Version(f"v{n}", kind, "us", NOW, f"v{n - 1}" if n else "") for n, kind in enumerate(kinds)]
    went = data.draw(st.lists(st.tuples(st.integers(0, count - 1), st.sampled_from(KINDS)), max_size=8))
    moved = [
        Round(n, way, f"v{which}", "Them" if way == "word_received" else "Us", NOW + timedelta(seconds=n), "")
        for n, (which, way) in enumerate(went, start=1)
    ]
    sent = data.draw(st.sets(st.sampled_from([one.digest for one in listed])))
    stage = data.draw(st.sampled_from(STAGES))
    settled = (data.draw(st.sampled_from(["", *(one.digest for one in listed)])) if stage in SETTLED else "", stage)
    found = called(listed, moved, sent, settled, {"us": "Us"})
    for language in ("de", "en"):
        assert len({one.name.text(language) for one in found.values()}) == count
    for one in found.values():
        came = any(move.way == "word_received" and move.digest == one.version.digest for move in moved)
        assert one.author == ("Them" if came else "Us")
        assert ("Us" in one.name.text("en")) != came
        assert ("Draft" not in one.name.text("en")) or not came


def of_both(first: Acting, second: Acting, history: str) -> list[str]:
    """What both houses call each text that both have, once they call it alike."""
    theirs = dict(listed_versions(second, history))
    both = [(name, theirs[digest]) for digest, name in listed_versions(first, history) if digest in theirs]
    for one, other in both:
        assert (one.text("de"), one.text("en")) == (other.text("de"), other.text("en"))
    return sorted(one.text("en").partition(":")[0] for one, _other in both)


@pytest.mark.journey
def test_both_houses_call_a_text_alike(table: Table) -> None:
    """However many drafts each of them wrote in between, and by whichever way the text went."""
    table.draft()
    anna, sofia, history = table.anna, table.sofia, table.history
    for city in ("Ulm", "Bonn"):
        save_draft(anna, apply(open_draft(anna, history).document, SetTerm("law.venue", city)))
    offer_draft(anna, history)
    table.carry(anna, sofia)
    keller, institute = "R1 Maschinenbau Keller GmbH", f"R2 {INSTITUTE}"
    assert of_both(anna, sofia, history) == [keller]
    save_draft(sofia, apply(open_draft(sofia, history).document, SetTerm("law.venue", "Kiel")))
    counter(sofia, history, demo_file("counter.toml"), "Kürzer.")
    table.carry(sofia, anna)
    assert of_both(anna, sofia, history) == [keller, institute]

    def of_word(acting: Acting, round_number: int) -> list[str]:
        names = [name.text("en") for _digest, name in listed_versions(acting, history)]
        return [one for one in names if one.startswith(f"R{round_number} Maschinenbau Keller GmbH: Word file")]

    for days in (21, 28):  # the first set is written and never sent
        save_draft(anna, apply(open_draft(anna, history).document, SetTerm("pilot.acceptance_days", days)))
        made = word_set(anna, history, languages=("de",))
    assert " R4 Reinfassung" in made[0].name
    keep_received(sofia, open_received(sofia, made[0].data), [])
    assert len(of_word(anna, 4)) == 1
    assert len(of_word(sofia, 4)) == 1
    word_set(anna, history, languages=("de",))
    assert len(of_word(anna, 4)) == 1, "the same text sent once more is the same round"


def test_a_round_that_a_file_claims_is_no_leap() -> None:
    assert claimed_round(None) == 0
    for said, number in (("3", 3), ("", 0), ("-3", 0), ("³", 0), ("9" * 30, 0), ("R3", 0)):
        assert claimed_round(Identity("a", "s", "", ("de",), said)) == number
