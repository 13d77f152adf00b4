"""What is relied on is recorded in the transaction in which it was asked: nobody's withdrawal comes in between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from datapact.base.errors import AnswerNo
from datapact.consent.decision.may_share import may_share
from datapact.consent.decision.used_decisions import use_decision
from datapact.consent.deliveries.deliveries import Sent, deliveries, rows_of
from datapact.consent.facts.question import Question
from datapact.consent.matrix.decision_page import Changed, Leaving, deliver, use_cell_decision
from datapact.consent.matrix.question_form import QuestionForm
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.records import records
from datapact.vault.database.session import Session
from datapact.vault.folder.open_vault import OpenVault
from tests.consent.sharing import PARTNER, RESEARCH, ready, record

ASKED = QuestionForm("panel", PARTNER, RESEARCH)
ARMED: list[bool] = []
"""Not empty once the other program may come in."""


@pytest.fixture
def meddled(keller: Acting, monkeypatch: pytest.MonkeyPatch) -> Acting:
    """Another program records a withdrawal of P1 as soon as a reading has ended."""
    ready(keller, {"P1": "given", "P2": "given"})
    reading = OpenVault.read
    done: list[bool] = []

    @contextmanager
    def read(self: OpenVault) -> Iterator[Session]:
        with reading(self) as session:
            yield session
        if not done and ARMED:
            done.append(True)
            with keller.vault.write() as session:
                record(keller, session, {"P1": "withdrawn"}, at=keller.clock() - timedelta(minutes=1))

    ARMED.clear()
    monkeypatch.setattr(OpenVault, "read", read)
    return keller


def sent_after_withdrawing(acting: Acting) -> list[str]:
    """People in deliveries whose withdrawal stands in an entry before that of the delivery."""
    ARMED.clear()
    with acting.vault.read() as session:
        found = []
        for one in deliveries(session):
            before = session.connection().exec_driver_sql(
                "SELECT u.pseudonym FROM consent_event e JOIN consent_subject u ON u.id = e.subject JOIN consent_batch b"
                " ON b.id = e.batch WHERE e.state = 5 AND (SELECT seq FROM entry WHERE digest = b.entry)"
                " < (SELECT seq FROM entry WHERE digest = ?)",
                (one.entry,),
            )
            withdrawn = {name for (name,) in before}
            found += [row.subject for row in rows_of(session, one.entry) if row.subject in withdrawn]
    return found


@pytest.mark.parametrize("at_once", [False, True])
def test_a_withdrawal_in_between_counts(meddled: Acting, at_once: bool) -> None:
    decision = use_decision(meddled, Question("panel", PARTNER, RESEARCH, meddled.clock())).record.entry
    ARMED.append(True)
    try:
        if at_once:
            deliver(meddled, Leaving(subjects=[Sent("P1"), Sent("P2")]), ASKED)
        else:
            deliver(meddled, Leaving(decision, at=meddled.clock()))
    except AnswerNo:
        pass
    assert sent_after_withdrawing(meddled) == []


def test_an_answer_that_is_not_the_one_shown_is_not_relied_on(keller: Acting) -> None:
    ready(keller, {"P1": "given", "P2": "given"})
    shown = may_share(keller, Question("panel", PARTNER, RESEARCH, keller.clock()))
    with keller.vault.write() as session:
        record(keller, session, {"P1": "withdrawn"}, at=keller.clock() - timedelta(minutes=1))
    with pytest.raises(Changed, match="it is now “Partial”, 1 of 2 people") as changed:
        use_cell_decision(keller, ASKED, shown)
    with keller.vault.read() as session:
        assert list(records(session, "decision")) == []
    assert use_cell_decision(keller, ASKED, changed.value.decision).decision.n == 1


def test_what_cannot_be_delivered_leaves_no_answer_used(keller: Acting) -> None:
    ready(keller, {"P1": "given", "P2": "withdrawn"})
    with pytest.raises(AnswerNo):
        deliver(keller, Leaving(subjects=[Sent("P1"), Sent("P2")]), ASKED)
    with keller.vault.read() as session:
        assert list(records(session, "decision")) == []
    assert deliver(keller, Leaving(), ASKED).count == 1
