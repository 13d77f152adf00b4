"""Which deliveries count is said in one place: every reader asks there, also where somebody changed the rows behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import datapact
from datapact.base.errors import AnswerNo
from datapact.consent.deliveries.correct import correct_delivery
from datapact.consent.deliveries.deliveries import (
    NewDelivery,
    Sent,
    deliveries,
    find_delivery,
    proves_itself,
    recipients_of,
    record_delivery,
    rows_of,
)
from datapact.consent.deliveries.disclosure_log import disclosure_log_of
from datapact.consent.facts.load_facts import facts_at
from datapact.consent.facts.question import Question
from datapact.consent.matrix.what_if import Change, returned_if, what_if
from datapact.consent.proof.repair import repair
from datapact.consent.proof.run import EVERYTHING, prove, proven
from datapact.consent.proof.unproven import NotProven
from datapact.consent.recalls.list import recall_lines, unknown_people
from datapact.consent.recalls.pending import people_to_recall
from datapact.consent.recalls.rectify import record_rectification
from datapact.consent.records.delivered import counting_deliveries
from datapact.consent.views.people import datasets_with
from datapact.consent.views.person_story import story_of
from datapact.obligations.breaches.delivered import datasets_at, missing_at, people_at
from datapact.organisation.acting.acting_member import Acting
from datapact.vault.database.session import Session
from tests.consent.sharing import PARTNER, RESEARCH, ready, record
from tests.depth import examples
from tests.exchange.houses import with_roles

type Reader = Callable[[Acting, Session, str], object]


def _ended(acting: Acting, history: str) -> Any:
    return next(iter(what_if(acting, Change(agreements=(history,)))))


def _rectified(acting: Acting, _session: Session, _history: str) -> int:
    try:
        return record_rectification(acting, "panel", ["P1"], "The address.").recipients
    except AnswerNo:
        return 0


READERS: Mapping[str, Reader] = {
    "limit of a contract": lambda acting, session, _history: facts_at(acting, session, acting.clock()).deliveries,
    "returns": lambda acting, _session, history: _ended(acting, history).returns,
    "people at the partner, in what-if": lambda acting, _session, history: _ended(acting, history).delivered,
    "recalls": lambda _acting, session, _history: people_to_recall(session),
    "list of recalls": lambda acting, session, _history: [
        one for one in recall_lines(session, acting.clock()) if one.step == "tell"
    ],
    "answer to a person": lambda acting, session, _history: (
        disclosure_log_of(session, "panel", "P1", acting.clock()).given
    ),
    "story of a person": lambda acting, session, _history: [
        one for one in story_of(session, "panel", "P1", acting.clock()).happenings if one.delivery
    ],
    "recipients": lambda _acting, session, _history: recipients_of(session, "panel", "P1"),
    "datasets at a partner with a breach": lambda _acting, session, _history: datasets_at(session, PARTNER),
    "people at a partner with a breach": lambda _acting, session, _history: people_at(session, PARTNER, ["panel"]),
}
"""Every reader that says, or counts, what left."""


def delivered(acting: Acting, *people: str) -> tuple[str, str]:
    """An agreement, and the entry of a delivery under it; P1 withdraws afterwards."""
    history = ready(acting, dict.fromkeys(people, "given"))
    sent = NewDelivery(
        *("panel", "1", PARTNER, RESEARCH, acting.clock() - timedelta(days=1), tuple(map(Sent, people))),
        agreement=history,
        reason="On paper.",
    )
    entry = record_delivery(acting, sent).entry
    with acting.vault.write() as session:
        record(acting, session, {"P1": "withdrawn"}, at=acting.clock())
    return history, entry


def counted_by(acting: Acting, history: str) -> set[str]:
    """The readers for which something left."""
    found = set()
    for name, reader in READERS.items():
        with acting.vault.read() as session:
            if reader(acting, session, history):
                found.add(name)
    if _rectified(acting, None, history):  # type: ignore[arg-type]
        found.add("rectification")
    return found


EVERY = {*READERS, "rectification"}


def test_what_two_persons_say_never_left_counts_nowhere(keller: Acting) -> None:
    history, entry = delivered(keller, "P1", "P2")
    assert counted_by(keller, history) == EVERY
    correct_delivery(keller, entry, "never_left", "The stick is here.")
    assert counted_by(keller, history) == EVERY
    correct_delivery(with_roles(keller, ["lead"]), entry, "never_left", "I counted them.")
    assert counted_by(keller, history) == set()
    with keller.vault.read() as session:
        assert [one.standing for one in deliveries(session)] == ["never_left"]  # the list keeps what was recorded


def test_it_counts_until_it_was_known(keller: Acting, clock: Any) -> None:
    history, entry = delivered(keller, "P1")
    other = with_roles(keller, ["lead"])
    clock.now += timedelta(hours=1)
    correct_delivery(keller, entry, "never_left", "The stick is here.")
    clock.now += timedelta(hours=1)
    before = clock.now
    clock.now += timedelta(hours=1)
    correct_delivery(other, entry, "never_left", "I counted them.")
    clock.now += timedelta(hours=1)
    with keller.vault.read() as session:
        at = keller.clock()
        assert facts_at(keller, session, at, known_at=before).deliveries == (("panel", PARTNER, 1),)
        assert facts_at(keller, session, at, known_at=at).deliveries == ()
        assert [one.entry for one in counting_deliveries(session, known_at=before)] == [entry]
        assert counting_deliveries(session, known_at=before - timedelta(days=300)) == ()
    change = Change(agreements=(history,))
    asked = {known: Question("panel", PARTNER, RESEARCH, at, known_at=known) for known in (before, at)}
    assert [len(returned_if(keller, question, change)) for question in asked.values()] == [1, 0]


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from(["wrong", "never_left", "holds"])), min_size=1, max_size=6
    )
)
def test_at_each_place_the_last_words_until_there_count(
    said: Sequence[tuple[str, str]], delivered_once: tuple[Acting, Acting, str]
) -> None:
    first, second, entry = delivered_once
    with first.vault.read() as session:
        ends = [_last(session)]
        words = dict(_words(session, entry))
    seen = [_gone(words)]
    for place, (who, finding) in enumerate(said):
        acting = {"a": first, "b": second}[who]
        if finding == "holds" and who not in words:
            continue
        correct_delivery(acting, entry, finding, f"Said {place}, {ends[-1]}.")  # type: ignore[arg-type]
        words.pop(who, None)
        if finding != "holds":
            words[who] = finding
        with first.vault.read() as session:
            ends.append(_last(session))
        seen.append(_gone(words))
    with first.vault.read() as session:
        for end, gone in zip(ends, seen, strict=True):
            assert (counting_deliveries(session, up_to=end) == ()) == gone


def _gone(words: Mapping[str, str]) -> bool:
    return [*words.values()].count("never_left") == 2


def _words(session: Session, entry: str) -> list[tuple[str, str]]:
    from datapact.consent.records.corrections import corrections

    return [("b" if one.member == "rita-rot" else "a", one.finding) for one in corrections(session).get(entry, ())]


def _last(session: Session) -> int:
    return int(session.connection().exec_driver_sql("SELECT max(seq) FROM entry").scalar() or 0)


@pytest.fixture
def delivered_once(keller: Acting) -> tuple[Acting, Acting, str]:
    """Two persons of a house, and a delivery of it."""
    _history, entry = delivered(keller, "P1")
    return keller, with_roles(keller, ["lead"]), entry


CHANGED = {
    "deleted": "DELETE FROM delivery",
    "sent to another": "UPDATE delivery SET recipient = 'external:77', dataset = 'other', count = 0, at = at + 9000000000",
    "of another agreement": "UPDATE delivery SET agreement = '', purpose = 'x', basis = '6(1)(f)', recorded = 0",
}


@pytest.mark.parametrize("statement", CHANGED.values(), ids=CHANGED)
def test_a_row_that_somebody_changed_hides_no_recipient(keller: Acting, statement: str) -> None:
    history, entry = delivered(keller, "P1", "P2")
    change(keller, statement)
    assert counted_by(keller, history) == EVERY
    with keller.vault.read() as session:
        (one,) = deliveries(session)
        assert (one.entry, one.recipient, one.dataset, one.count) == (entry, PARTNER, "panel", 2)
        assert one.row_missing == statement.startswith("DELETE")
        assert [row.subject for row in rows_of(session, entry)] == ["P1", "P2"]
        assert proves_itself(session, find_delivery(session, entry))
        assert datasets_with(session, "P2") == ("panel",)
        (line,) = [one for one in recall_lines(session, keller.clock()) if one.step == "tell" and one.ask != "rectify"]
        assert ("row of a delivery behind it is missing" in line.sentence.text("en")) == one.row_missing
        assert not prove(keller, session, EVERYTHING).holds
    assert repair(keller).holds
    with keller.vault.read() as session:
        lines = recall_lines(session, keller.clock())
        assert not any("missing" in one.sentence.text("en") for one in lines)


def test_a_list_that_is_gone_is_said_where_people_are_looked_for(keller: Acting) -> None:
    delivered(keller, "P1")
    with keller.vault.read() as session:
        assert unknown_people(session) == missing_at(session, PARTNER) == ()
    change(keller, "DELETE FROM delivery")
    with keller.vault.read() as session:
        assert unknown_people(session) == ()
        assert "signed entry" in str(missing_at(session, PARTNER)[0])
    change(keller, "DELETE FROM delivery_subject")
    with keller.vault.read() as session:
        told = unknown_people(session)
        assert [one.text("en")[:54] for one in told] == ["The row of 1 delivery and its list of people are missi"]
        assert missing_at(session, PARTNER) == told
        assert disclosure_log_of(session, "panel", "P1", keller.clock()).lost == told
        assert facts_at(keller, session, keller.clock()).deliveries == (("panel", PARTNER, 1),)
        assert datasets_at(session, PARTNER) == ("panel",)
    with keller.vault.read() as session, pytest.raises(NotProven):
        proven(keller, session, EVERYTHING)


def test_a_row_that_nobody_signed_is_no_delivery(keller: Acting) -> None:
    history, _entry = delivered(keller, "P1")
    change(
        keller,
        "INSERT INTO delivery SELECT 9, 'never', dataset, version, 'external:77', purpose, basis, agreement, decision, at,"
        " recorded, count FROM delivery",
    )
    change(
        keller,
        "INSERT INTO delivery_subject SELECT 9, line, dataset, pseudonym, sent_as, overridden, salt, leaf FROM delivery_subject",
    )
    with keller.vault.read() as session:
        assert [one.recipient for one in counting_deliveries(session)] == [PARTNER]
        assert {group.recipient for group in people_to_recall(session)} == {PARTNER}
    assert counted_by(keller, history) == EVERY


def test_a_number_is_never_given_twice(keller: Acting) -> None:
    history, entry = delivered(keller, "P1", "P2")
    change(keller, "DELETE FROM delivery")
    at = keller.clock()
    new = NewDelivery("panel", "2", PARTNER, RESEARCH, at, (Sent("P3"),), agreement=history, reason="On paper.")
    second = record_delivery(keller, new).entry
    with keller.vault.read() as session:
        assert [row.subject for row in rows_of(session, entry)] == ["P1", "P2"]
        assert [row.subject for row in rows_of(session, second)] == ["P3"]
    assert repair(keller).holds
    with keller.vault.read() as session:
        assert [len(rows_of(session, one)) for one in (entry, second)] == [2, 1]


def change(acting: Acting, statement: str) -> None:
    """Change the database, as somebody with its key does."""
    with acting.vault.write() as session:
        assert session.connection().exec_driver_sql(statement).rowcount > 0


READ_THEMSELVES = {
    "consent/records/delivered.py": "the one place",
    "consent/records/tables.py": "the table",
    "consent/deliveries/deliveries.py": "writes the row",
    "consent/proof/lists.py": "holds the rows against the entries",
    "consent/proof/repair.py": "writes the rows anew",
    "consent/proof/carried_rows.py": "carries lists between the computers of a team",
    "consent/matrix/question_form.py": "names to choose from",
    "consent/terms/named_purposes.py": "names to choose from",
    "consent/views/known_purposes.py": "names to choose from",
    "organisation/partners/removing.py": "looks into every entry, too",
    "obligations/due/projection.py": "asks the records, and leaves out what never left",
    "audit/engagements/decisions.py": "how often an answer was used, whatever became of it",
}
_READS = re.compile(
    r"(?:FROM|JOIN|INTO|UPDATE) delivery\b|\bDeliveryRow\b|records\(\s*session,\s*\"delivery\"[,)]", re.IGNORECASE
)


def test_no_other_module_reads_the_table_of_deliveries() -> None:
    root = Path(datapact.__file__).parent
    found = {
        file.relative_to(root).as_posix()
        for file in root.rglob("*.py")
        if "migrations" not in file.parts and _READS.search(file.read_text("utf-8"))
    }
    assert found == READ_THEMSELVES.keys()
