"""A rectification is told to whoever got the data (Art. 16, 19 GDPR), answered, shown to the person, and kept for no longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest

from datapact.audit.own_vault.check import check_whole_vault
from datapact.base.errors import AnswerNo, WrongUse
from datapact.consent.deliveries.disclosure_log import disclosure_log_of
from datapact.consent.recalls.list import people_of_line, recall_lines
from datapact.consent.recalls.rectified import rectifications_of
from datapact.consent.recalls.rectify import record_rectification
from datapact.consent.views.person_story import story_of
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.send_recall import recall_route, send_recall_to
from datapact.obligations.retention import rules
from datapact.obligations.retention.erase import erase_due, erase_person
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.profile import Profile
from datapact.pdf.letters.person_answer import person_report
from datapact.pdf.reports.report import render_report
from tests.conftest import SteppingClock
from tests.exchange.houses import Houses
from tests.exchange.test_withdrawals import DATASET, answered, confirmed, consents, delivered, tasks, told
from tests.organisation.lists import import_csv

WHAT = "date of birth, postcode"


def sound(acting: Acting) -> None:
    assert check_whole_vault(acting, lambda *_: None) == []


def test_there_and_back(houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    consents(keller, "given", "P1", "P2")
    delivered(keller, institute, "P1", "P2", sent_as="X-")
    made = record_rectification(keller, DATASET, ["P1", "P9"], WHAT)
    assert (made.people, made.recipients, made.not_delivered) == (1, 1, ("P9",))
    delivered(keller, institute, "P1", sent_as="X-")  # what leaves afterwards is right already
    (task,) = tasks(keller, "tell", "own")
    assert (task.ask, task.people, len(task.deliveries)) == ("rectify", 1, 1)
    with keller.vault.read() as session:
        names = {institute.organisation: "Institut"}
        assert str(task.sentence(names)) == "Tell Institut that data of 1 person in machine-logs was corrected."

    arrived = receive_bundle(institute, told(keller, institute))
    assert "corrected data of 1 person in the dataset delivery of " in str(arrived.notices[0])
    assert "machine-logs" not in str(arrived.notices[0]), "our own name for it, which no agreement tells"
    assert tasks(keller, "tell") == ()
    with institute.vault.read() as session:
        (line,) = recall_lines(session, institute.clock())
        assert people_of_line(session, line)[0][:2] == ("X-P1", "rectified")
        assert (line.ask, line.note) == ("rectify", WHAT)
    confirmed(institute, "rectified")
    news = receive_bundle(keller, answered(institute, keller)).notices
    assert "corrected the data" in str(news[0])
    assert tasks(keller, "tell", "send", "wait", "confirm") == ()

    with keller.vault.read() as session:
        log = disclosure_log_of(session, DATASET, "P1", keller.clock())
        story = [str(one.sentence) for one in story_of(session, DATASET, "P1", keller.clock()).happenings]
    assert [one.what for one in log.rectified] == [WHAT]
    assert [[back.outcome for back in one.recalls] for one in log.given] == [["rectified"], []]
    assert any(WHAT in one for one in story)
    assert render_report(person_report(log, Profile("Keller GmbH"), "de"), keller.clock()).startswith(b"%PDF")
    sound(keller)
    sound(institute)


def test_each_rectification_is_told_and_a_consent_stays_what_it_was(houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    consents(keller, "given", "P1")
    delivered(keller, institute, "P1")
    for what in ("postcode", "street"):
        record_rectification(keller, DATASET, ["P1"], what)
        receive_bundle(institute, told(keller, institute))
    assert len(tasks(institute, "answer")) == 2
    with keller.vault.read() as session:
        assert [one.state for one in story_of(session, DATASET, "P1", keller.clock()).standing] == ["given"]


def test_what_goes_is_not_corrected_first(houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    consents(keller, "given", "P1", "P2")
    delivered(keller, institute, "P1", "P2")
    record_rectification(keller, DATASET, ["P1", "P2"], WHAT)
    consents(keller, "withdrawn", "P1")
    consents(keller, "restricted", "P2")  # kept, so it is corrected as well
    asked = {(task.ask, task.people) for task in tasks(keller, "tell")}
    assert asked == {("erase_or_return", 1), ("restrict", 1), ("rectify", 1)}


def test_nobody_is_named_and_nobody_is_told_in_vain(houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    delivered(keller, institute, "P1")
    with pytest.raises(WrongUse, match="without naming"):
        record_rectification(keller, DATASET, ["P1"], "P1 moved")
    with pytest.raises(WrongUse, match="pseudonyms"):
        record_rectification(keller, DATASET, [" "], WHAT)
    with pytest.raises(AnswerNo, match="nobody has to be told"):
        record_rectification(keller, DATASET, ["P2"], WHAT)


def test_by_letter(houses: Houses) -> None:
    keller = houses.keller
    import_csv(keller, "name\nMüller KG\n".encode())
    delivered(keller, houses.institute, "P1", recipient="external:1")
    record_rectification(keller, DATASET, ["P1"], WHAT)
    route = recall_route(keller, "external:1")
    assert route.language == "de"  # its country is not known
    sent, letter = send_recall_to(keller, replace(route, language="en"), "letter.pdf")
    assert sent.data.startswith(b"%PDF")
    assert (letter.language, "corrected" in letter.body) == ("en", True)
    with pypdfium2.PdfDocument(sent.data) as read:
        assert "GDPR" in read[0].get_textpage().get_text_range()
    assert [one.ask for one in sent.recalls] == ["rectify"]


def test_its_lines_go_with_those_of_the_recall_and_with_the_person(houses: Houses, clock: SteppingClock) -> None:
    keller, institute = houses.keller, houses.institute
    delivered(keller, institute, "P1-old", "P2-asks")
    record_rectification(keller, DATASET, ["P1-old", "P2-asks"], WHAT)
    with keller.vault.write() as session:
        rules.set_rule(keller, session, "recall", 1, "as the notice says")
    clock.now += timedelta(days=40)
    assert erase_due(keller, ["recall"]) == ()  # the recipient was not told yet
    receive_bundle(institute, told(keller, institute))
    confirmed(institute, "rectified")
    receive_bundle(keller, answered(institute, keller))
    assert erase_due(keller, ["recall"]) == ()
    erase_person(keller, DATASET, "P2-asks", "request 7")
    with keller.vault.read() as session:
        assert rectifications_of(session, DATASET, "P2-asks") == ()
        assert len(rectifications_of(session, DATASET, "P1-old")) == 1
    clock.now += timedelta(days=40)
    (made,) = erase_due(keller, ["recall"])
    assert made.recalls == 2  # the line of the rectification, and that of the recall
    assert tasks(keller, "tell", "send") == tasks(keller, "tell")  # nobody is told twice of P1
    assert {task.ask for task in tasks(keller, "tell")} <= {"erase"}
    sound(keller)
