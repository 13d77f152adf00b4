"""What left: lists that prove themselves, refusals by line, deliveries on a recorded decision, and whom a person's data went to."""

from __future__ import annotations

import contextlib
import dataclasses
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from datapact.agreements.steps.signed_elsewhere import end_elsewhere
from datapact.agreements.views.known_names import known_datasets
from datapact.base.errors import AnswerNo, Damaged, Locked, WrongUse
from datapact.base.write_table import SheetTable, write_xlsx
from datapact.consent.decision.may_share import may_share
from datapact.consent.decision.used_decisions import use_decision
from datapact.consent.deliveries.by_hand import read_list, read_subjects
from datapact.consent.deliveries.deliveries import (
    Delivery,
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
from datapact.consent.facts.compliance_records import record_fact
from datapact.consent.facts.facts import FactOnFile
from datapact.consent.facts.question import Question
from datapact.consent.matrix.decision_page import Leaving, deliver, foresee
from datapact.consent.matrix.question_form import QuestionForm
from datapact.consent.proof.run import EVERYTHING, prove
from datapact.consent.recalls.confirmations import Evidence, acknowledge
from datapact.consent.recalls.deadlines import agreed_days
from datapact.consent.recalls.pending import open_recalls
from datapact.consent.recalls.records import record_recalls
from datapact.consent.terms.states import CALLING_CODES
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.profile import Profile
from datapact.pdf.letters.person_answer import answer_pdf, person_report, proven_answer
from datapact.pdf.reports.parts import Facts, Heading, Paragraph, Part, Table
from datapact.pdf.reports.report import render_report
from datapact.pdf.reports.story import in_running_text
from tests.consent.sharing import PARTNER, RESEARCH, amend_elsewhere, ready, record
from tests.exchange.houses import with_roles


def new(acting: Acting, *people: str, **more: Any) -> NewDelivery:
    made = NewDelivery("panel", "7", PARTNER, RESEARCH, acting.clock(), [Sent(one) for one in people], reason="old")
    return dataclasses.replace(made, **more)


def used(acting: Acting) -> str:
    question = Question(dataset="panel", partner=PARTNER, purpose=RESEARCH, at=acting.clock())
    return use_decision(acting, question).record.entry


def sound(acting: Acting, delivery: Delivery) -> None:
    with acting.vault.read() as session:
        assert proves_itself(session, delivery)
        assert find_delivery(session, delivery.entry[:10]) == delivery
        assert delivery in deliveries(session, dataset="panel", recipient=PARTNER)
        assert deliveries(session, known_at=delivery.recorded - timedelta(seconds=1)) == ()


def test_what_was_shown_is_recorded_or_nothing(keller: Acting) -> None:
    ready(keller, {"P1": "given", "P2": "given"})
    asked = QuestionForm("panel", PARTNER, RESEARCH)
    shown = foresee(keller, Leaving(), asked)
    assert shown.people == ("P1", "P2")
    with keller.vault.write() as session:
        record(keller, session, {"P2": "withdrawn", "P3": "given"}, at=keller.clock())
    with pytest.raises(AnswerNo):  # as many, but others
        deliver(keller, Leaving(), asked, shown)
    used_before = Leaving(used(keller))
    with pytest.raises(AnswerNo):
        deliver(keller, used_before, asked, dataclasses.replace(shown, decision=None))
    with pytest.raises(WrongUse):
        foresee(keller, Leaving(day=keller.clock().date() + timedelta(days=2)), asked)
    with keller.vault.read() as session:
        assert deliveries(session, dataset="panel") == ()
    now = foresee(keller, Leaving(), asked)
    assert deliver(keller, Leaving(), asked, now).count == len(now.people) == 2


def test_on_a_decision_all_whom_it_lets_out(keller: Acting) -> None:
    agreement = ready(keller, {"P1": "given", "P2": "withdrawn", "P3": "given"})
    made = deliver(keller, Leaving(used(keller), at=keller.clock()))
    assert (made.count, made.agreement, made.basis, made.purpose) == (2, agreement, "6(1)(a)", RESEARCH)
    with keller.vault.read() as session:
        assert [row.subject for row in rows_of(session, made.entry)] == ["P1", "P3"]
        assert recipients_of(session, "panel", "P1") == ((PARTNER, made),)
        assert recipients_of(session, "panel", "P2") == ()
    sound(keller, made)


def test_who_was_not_allowed_is_named_by_line(keller: Acting) -> None:
    ready(keller, {"P1": "given", "P2": "withdrawn"})
    decision = used(keller)
    people = [Sent("P1"), Sent("P2"), Sent("P9")]
    with pytest.raises(AnswerNo, match=r"2 of the people in the list: line 2 \(P2\), 3 \(P9\)"):
        deliver(keller, Leaving(decision, at=keller.clock(), subjects=people))
    of_a_file = read_subjects(b"pseudonym\nP1\n\nP2\nP9\n")  # counted as the file counts, heading and empty lines too
    with pytest.raises(AnswerNo, match=r"line 4 \(P2\), 5 \(P9\)"):
        deliver(keller, Leaving(decision, at=keller.clock(), subjects=of_a_file))
    lead = with_roles(keller, ["lead"])
    with pytest.raises(Locked):
        deliver(lead, Leaving(decision, at=keller.clock(), subjects=people, override="sent by mistake"))
    made = deliver(keller, Leaving(decision, at=keller.clock(), subjects=people, override="sent by mistake"))
    assert (made.overridden, made.override_reason) == (2, "sent by mistake")
    with keller.vault.read() as session:
        assert [row.overridden for row in rows_of(session, made.entry)] == [False, True, True]
        (task,) = [one for one in open_recalls(session, keller.clock()) if one.stage == "tell"]
    assert task.people == 1  # what should not have left is called back
    sound(keller, made)
    assert deliver(lead, Leaving(decision, at=keller.clock(), subjects=people[:1])).overridden == 0


def test_a_lapsed_decision_lets_nobody_out(keller: Acting, clock: Any) -> None:
    ready(keller, {"P1": "given"})
    with keller.vault.write() as session:
        record(keller, session, {"P1": "renewed"}, at=keller.clock(), until=keller.clock() + timedelta(days=3))
    decision = used(keller)
    clock.now += timedelta(days=4)
    with pytest.raises(AnswerNo, match="valid until"):
        deliver(keller, Leaving(decision, at=keller.clock()))
    assert deliver(keller, Leaving(decision, at=keller.clock(), override="sent late")).overridden == 1


def test_who_withdrew_after_the_decision_does_not_leave(keller: Acting, clock: Any) -> None:
    ready(keller, {"P1": "given", "P2": "given"})
    decision = used(keller)
    clock.now += timedelta(days=1)
    with keller.vault.write() as session:
        record(keller, session, {"P2": "withdrawn"}, at=keller.clock())
    with pytest.raises(AnswerNo, match="1 of the people whom the answer allowed may no longer go out, such as P2"):
        deliver(keller, Leaving(decision, at=keller.clock()))
    made = deliver(keller, Leaving(decision, at=keller.clock() - timedelta(hours=1)))
    assert (made.count, made.overridden) == (2, 0)  # before the withdrawal
    assert deliver(keller, Leaving(decision, at=keller.clock(), subjects=[Sent("P1")])).overridden == 0
    assert deliver(keller, Leaving(decision, at=keller.clock(), override="left at night")).overridden == 1


def test_an_agreement_that_ended_after_the_decision_lets_nothing_out(keller: Acting, clock: Any) -> None:
    agreement = ready(keller, {"P1": "given"})
    decision = used(keller)
    clock.now += timedelta(days=1)
    end_elsewhere(keller, agreement, clock.now.date(), ground="agreed", reason="No longer needed.")
    clock.now += timedelta(days=1)
    with pytest.raises(AnswerNo, match=r"no longer the same when the data leaves\. The agreement DP-1 is not in force"):
        deliver(keller, Leaving(decision, at=keller.clock()))
    assert deliver(keller, Leaving(decision, at=keller.clock(), override="left by mistake")).overridden == 1


def test_a_decision_about_a_later_day_is_none_for_today(keller: Acting, clock: Any) -> None:
    ready(keller, {"P1": "given"})
    later = Question(dataset="panel", partner=PARTNER, purpose=RESEARCH, at=keller.clock() + timedelta(days=3))
    decision = use_decision(keller, later).record.entry
    with pytest.raises(AnswerNo, match="the data left before"):
        deliver(keller, Leaving(decision, at=keller.clock()))
    clock.now += timedelta(days=3)
    assert deliver(keller, Leaving(decision, at=keller.clock())).overridden == 0


def test_people_on_another_basis_are_named_though_nothing_is_recorded_of_them(keller: Acting) -> None:
    bases = [
        {
            "party": party,
            "dataset": "panel",
            "purpose": "research",
            "article": "6(1)(f)",
            "balancing_test": "2026-4",
            "balancing_outcome": "carries",
        }
        | {"outside_public_tasks": True}
        for party in ("keller", "uni")
    ]
    ready(keller, {}, legal_bases=bases)
    assert may_share(keller, Question("panel", PARTNER, RESEARCH, keller.clock())).verdict == "incomplete"
    today = keller.clock().date()
    with keller.vault.write() as session:
        said = FactOnFile(
            "", "objections_filtered", keller.organisation, "panel", "Brief 3", today, today, weighed=True
        )
        record_fact(keller, session, said)
    decision = used(keller)
    with pytest.raises(AnswerNo, match="name the people"):
        deliver(keller, Leaving(decision, at=keller.clock()))
    made = deliver(keller, Leaving(decision, at=keller.clock(), subjects=[Sent("P1"), Sent("P2")]))
    assert (made.count, made.overridden, made.basis) == (2, 0, "6(1)(f)")
    with keller.vault.write() as session:
        record(keller, session, {"P2": "objected"}, at=keller.clock())
    with pytest.raises(AnswerNo, match="such as P2"):
        deliver(keller, Leaving(decision, at=keller.clock(), subjects=[Sent("P1"), Sent("P2")]))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"subjects": ()}, "empty"),
        ({"reason": " "}, "the answer"),
        ({"recipient": "external:99"}, "no partner"),
        ({"recipient": "somebody"}, "partner"),
        ({"subjects": [Sent("P1"), Sent("P1")]}, "Line 2"),
        ({"subjects": [Sent("P1"), Sent("")]}, "Line 2"),
        ({"subjects": [Sent("P" * 101)]}, "Line 1"),
        ({"subjects": [Sent("P\u202e1")]}, "Line 1"),
        ({"of_nobody": True}, "empty"),
    ],
)
def test_what_cannot_be_is_refused(keller: Acting, changes: dict[str, Any], words: str) -> None:
    ready(keller, {})
    with pytest.raises(WrongUse, match=words):
        record_delivery(keller, new(keller, "P1", **changes))
    with keller.vault.read() as session:
        assert deliveries(session) == ()


def test_the_future_and_ourselves_are_refused(keller: Acting) -> None:
    ready(keller, {})
    with pytest.raises(WrongUse, match="future"):
        record_delivery(keller, new(keller, "P1", at=keller.clock() + timedelta(hours=1)))
    with pytest.raises(WrongUse, match="partner"):
        record_delivery(keller, new(keller, "P1", recipient=keller.organisation))
    with pytest.raises(Locked):
        record_delivery(with_roles(keller, ["auditor"]), new(keller, "P1"))


def test_data_of_nobody_has_an_empty_list(keller: Acting) -> None:
    ready(keller, {})
    made = record_delivery(keller, new(keller, of_nobody=True))
    assert made.count == 0
    sound(keller, made)


def test_a_changed_list_no_longer_proves_itself(keller: Acting) -> None:
    ready(keller, {})
    made = record_delivery(keller, new(keller, "P1", "P2"))
    for change in (
        "pseudonym = 'P3' WHERE line = 1",
        "line = 9 WHERE line = 2",
        "overridden = 1",
        "leaf = zeroblob(32)",
    ):
        with keller.vault.rehearse() as session:
            session.connection().exec_driver_sql(f"UPDATE delivery_subject SET {change}")
            assert not proves_itself(session, made)


SENDER = Profile("Keller GmbH")


def spoken(block: Part) -> str:
    """The German words of a part of a report."""
    match block:
        case Facts() | Table():
            return "\n".join(in_running_text(cell, "de") for row in block.rows for cell in row)
        case Heading() | Paragraph():
            return in_running_text(block.text, "de")
        case _:
            return ""


def test_whom_a_persons_data_went_to(keller: Acting) -> None:
    ready(keller, {"P1": "given"}, purposes__0__name={"en": "Research", "de": "Forschung am Menschen"})
    decision = used(keller)
    first = deliver(keller, Leaving(decision, at=keller.clock(), version="1"))
    second = record_delivery(keller, new(keller, "P1", "P2", subjects=[Sent("P1", "X1"), Sent("P2")]))
    with keller.vault.write() as session:
        record(keller, session, {"P1": "withdrawn"}, at=keller.clock())
        (recall, *_more) = record_recalls(keller, session, PARTNER, letter=lambda _: b"%PDF")
        acknowledge(keller, session, recall.key, "erased", evidence=Evidence(b"signed", person="Frau M"))
    with keller.vault.read() as session:
        answer = disclosure_log_of(session, "panel", "P1", keller.clock())
        nobody = disclosure_log_of(session, "panel", "P0", keller.clock())
    assert answer.recipients == ("Uni Beispielstadt",)
    assert [one.delivery for one in answer.given] == [first, second]
    assert [one.sent_as for one in answer.given] == ["P1", "X1"]
    assert {called.state for one in answer.given for called in one.recalls} == {"withdrawn"}
    assert any(called.outcome == "erased" for one in answer.given for called in one.recalls)
    assert nobody.given == ()
    for one in (answer, nobody):
        for language in ("de", "en"):
            assert render_report(person_report(one, SENDER, language), one.at).startswith(b"%PDF-1.7")
    assert answer_pdf(keller, proven_answer(keller, "panel", "P1"), "de").startswith(b"%PDF-1.7")
    with keller.vault.read() as session:
        names = known_datasets(session)
    blocks = person_report(answer, SENDER, "de", {**names}, addressee="Ada Beispiel\nWeg 1").blocks
    plain = "\n".join(spoken(one) for one in blocks)
    assert "Forschung am Menschen" in plain
    assert "Ada Beispiel\nWeg 1" in plain
    assert "Person mit dem Pseudonym" not in plain
    assert "Person mit dem Pseudonym P0" in "\n".join(map(spoken, person_report(nobody, SENDER, "de").blocks))
    assert "Art. 6 Abs. 1 Buchst. a DSGVO" in plain
    for machine in ("https://", "dpv#", "6(1)(a)", first.entry, first.decision, f"{keller.clock():%Y-%m-%d}"):
        assert machine not in plain


@pytest.mark.parametrize(
    ("basis", "withdraw", "object_to"),
    [("6(1)(a)", True, False), ("6(1)(a), 9(2)(a)", True, False), ("6(1)(f)", False, True), ("6(1)(e)", False, True),
     ("6(1)(a), 6(1)(f)", True, True), ("6(1)(c)", False, False), ("", True, True)],
)  # fmt: skip
def test_the_answer_to_a_person_names_the_rights_of_its_bases(
    keller: Acting, basis: str, withdraw: bool, object_to: bool
) -> None:
    ready(keller, {"P1": "given"})
    record_delivery(keller, new(keller, "P1"))
    told = proven_answer(keller, "panel", "P1")
    given = [
        dataclasses.replace(one, delivery=dataclasses.replace(one.delivery, basis=basis)) for one in told.log.given
    ]
    log = dataclasses.replace(told.log, given=tuple(given))
    written = "\n".join(map(spoken, person_report(log, SENDER, "de", proof=told.proof).blocks))
    assert ("Art. 7 Abs. 3 DSGVO" in written, "Art. 21 Abs. 1 DSGVO" in written or "21 Abs. 1 DSGVO" in written) == (
        withdraw,
        object_to,
    )
    assert "Tresor" not in written, "how much was proven is of no use to the person"


def test_the_answer_to_a_person_says_that_a_recipient_was_not_told(keller: Acting) -> None:
    ready(keller, {"P1": "given", "P2": "given"})
    record_delivery(keller, new(keller, "P1", "P2"))
    with keller.vault.write() as session:
        record(keller, session, {"P1": "withdrawn"}, at=keller.clock())
    with keller.vault.read() as session:
        ours, other = (disclosure_log_of(session, "panel", one, keller.clock()) for one in ("P1", "P2"))
    assert [what.state for one in ours.given for what in one.uninformed] == ["withdrawn"]
    assert not any(one.uninformed for one in other.given)
    written = "\n".join(map(spoken, person_report(ours, SENDER, "de").blocks))
    assert "noch nicht unterrichtet" in written
    assert "Dieser Empfänger ist darüber noch nicht unterrichtet." in written
    assert "noch nicht unterrichtet" not in "\n".join(map(spoken, person_report(other, SENDER, "de").blocks))
    with keller.vault.write() as session:
        record_recalls(keller, session, PARTNER, letter=lambda _: b"%PDF")
    with keller.vault.read() as session:
        told = disclosure_log_of(session, "panel", "P1", keller.clock())
    assert not any(one.uninformed for one in told.given)


def test_the_agreement_says_how_soon_recipients_are_told(keller: Acting) -> None:
    agreement = ready(keller, {"P1": "given"}, rights={"propagation_days": 2})
    deliver(keller, Leaving(used(keller), at=keller.clock()))
    with keller.vault.write() as session:
        record(keller, session, {"P1": "withdrawn"}, at=keller.clock())
    with keller.vault.read() as session:
        assert agreed_days(session, agreement, keller.clock().date()) == 2
        (task,) = [one for one in open_recalls(session, keller.clock()) if one.stage == "tell"]
    assert task.due == keller.clock().astimezone().date() + timedelta(days=2)


def test_an_amendment_says_how_soon_from_its_day_on(keller: Acting, clock: Any) -> None:
    agreement = ready(keller, {"P1": "given", "P2": "given"}, rights={"propagation_days": 9})
    begins = keller.clock().date() + timedelta(days=3)
    deliver(keller, Leaving(used(keller), at=keller.clock()))
    with keller.vault.write() as session:
        amend_elsewhere(keller, session, agreement, begins, rights={"propagation_days": 1})
        record(keller, session, {"P1": "withdrawn"}, at=keller.clock())
    with keller.vault.read() as session:
        (task,) = [one for one in open_recalls(session, keller.clock()) if one.stage == "tell"]
        assert task.due == clock.now.astimezone().date() + timedelta(days=9)
    with keller.vault.write() as session:
        (told,) = record_recalls(keller, session, PARTNER)
    assert told.due == task.due
    clock.now += timedelta(days=3)
    with keller.vault.write() as session:
        record(keller, session, {"P2": "withdrawn"}, at=keller.clock())
    with keller.vault.read() as session:
        (task,) = [one for one in open_recalls(session, keller.clock()) if one.stage == "tell"]
    assert task.due == clock.now.astimezone().date() + timedelta(days=1)


def test_the_index_names_the_states_that_call_back() -> None:
    assert CALLING_CODES == (5, 7, 8, 9, 10)  # as in v0002 and in the queries


def test_lists_of_people() -> None:
    assert read_subjects(b"P1\nP2\n") == (Sent("P1"), Sent("P2"))
    assert read_subjects("\ufeffsent_as;Pseudonym\nX1;P1\n;P2\n".encode()) == (Sent("P1", "X1"), Sent("P2"))
    assert read_subjects(b"subject,valid_until\r\nP1,2027-01-01T00:00:00Z\r\n") == (Sent("P1"),)
    assert read_subjects(b"subject\r\n'-5\r\n'5\r\n") == (Sent("-5"), Sent("'5"))  # as write_subjects writes them
    for hostile in (b"\xff", b"a@b.de\n", b"subject\n\n,\n", b'subject\n"P1', b"P1,\xc3\x28"):
        with contextlib.suppress(Damaged):
            assert read_subjects(hostile) == ()


def test_a_list_of_people_may_be_a_workbook(tmp_path: Path) -> None:
    """As DataPact writes it, with a title above, and as somebody types it, with numbers and without a heading."""
    columns = ("Pseudonym", "Gültig bis")
    people = SheetTable("People", columns, (("P1", date(2027, 1, 1)), ("-5", "")), ("May we share it?", "Partly."))
    file = tmp_path / "people.xlsx"
    file.write_bytes(write_xlsx([people], datetime(2026, 1, 1, tzinfo=UTC)))
    assert read_list(file) == (Sent("P1"), Sent("-5"))
    file.write_bytes(write_xlsx([people, dataclasses.replace(people, name="More")], datetime(2026, 1, 1, tzinfo=UTC)))
    with pytest.raises(Damaged, match="More"):
        read_list(file)
    workbook = xlsxwriter.Workbook(file)
    sheet = workbook.add_worksheet()
    sheet.write_column(0, 0, [17, 18])
    workbook.add_worksheet("empty")
    workbook.close()
    assert read_list(file) == (Sent("17"), Sent("18"))
    file.write_text("P1\nP2\n")
    assert read_list(file) == (Sent("P1"), Sent("P2"))


def _typed(path: Path, *rows: Any) -> Path:
    """A workbook with these values in its first column, or in columns for a tuple; a Formula that fails is ``#N/A``."""
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet()
    dated = workbook.add_format({"num_format": "yyyy-mm-dd"})
    for line, row in enumerate(rows):
        for column, value in enumerate(row if isinstance(row, tuple) else (row,)):
            if value == "#N/A":
                sheet.write_formula(line, column, "=NA()", None, "#N/A")
            elif isinstance(value, date):
                sheet.write_datetime(line, column, value, dated)
            else:
                sheet.write(line, column, value)
    workbook.close()
    return path


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (("Pseudonym", "P1", "#N/A", "P3"), 3),
        (("Pseudonym", "P1", 12345678901234567890, "P3"), 3),
        (("Pseudonym", 10**15), 2),
        (("Pseudonym", "P1", 1.1), 3),
        (("Pseudonym", "P1", True), 3),
        (("Pseudonym", "P1", date(2026, 2, 1)), 3),
        ((("Pseudonym", "sent_as"), ("P1", 1e20)), 2),
        (("P1", "P2", "Pseudonym", "P3"), 1),
        (("List of people", "", 17, "Pseudonym", "P3"), 3),
        ((("P1", "x"), ("P2", "y"), ("Pseudonym", "Remark"), ("P3", "z")), 1),
    ],
)
def test_a_workbook_loses_or_changes_no_person(tmp_path: Path, rows: tuple[Any, ...], line: int) -> None:
    with pytest.raises(Damaged, match=f"^Line {line} of the list"):
        read_list(_typed(tmp_path / "people.xlsx", *rows))


def test_what_a_workbook_keeps_exactly_is_read(tmp_path: Path) -> None:
    told = ("May we share panel on 2026-12-02?", ("Exported", date(2026, 12, 2)), "", ("Pseudonym", "Weight"))
    people = (("P1", 1.5), (10**15 - 1, date(2027, 1, 1)), ("12345678901234567890", True), (-5, ""))
    read = read_list(_typed(tmp_path / "people.xlsx", *told, *people))
    assert [one.subject for one in read] == ["P1", "999999999999999", "12345678901234567890", "-5"]


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_file_is_a_list_or_refused(data: bytes) -> None:
    try:
        found = read_subjects(data)
    except Damaged:
        return
    assert all(one.subject and one.subject.isprintable() for one in found)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE delivery SET recipient = 'external:2'",
        "UPDATE delivery SET at = at - 86400",
        "DELETE FROM delivery",
        "DELETE FROM delivery_subject WHERE line = 2",
        "UPDATE delivery_subject SET pseudonym = 'P9' WHERE line = 1",
        "INSERT INTO delivery_subject VALUES (99, 1, 'panel', 'P1', 'P1', 0, NULL, x'00')",
        "UPDATE recall_subject SET pseudonym = 'P9'",
        "DELETE FROM recall_subject",
    ],
)
def test_the_check_of_the_vault_sees_changed_lists(keller: Acting, change: str) -> None:
    ready(keller, {"P1": "given"})
    record_delivery(keller, new(keller, "P1", "P2"))
    with keller.vault.write() as session:
        record(keller, session, {"P1": "withdrawn"}, at=keller.clock())
        record_recalls(keller, session, PARTNER, letter=lambda _: b"%PDF")
    with keller.vault.rehearse() as session:
        assert prove(keller, session, EVERYTHING).holds
        session.connection().exec_driver_sql(change)
        assert not prove(keller, session, EVERYTHING).holds
