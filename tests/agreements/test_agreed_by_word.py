"""The text becomes agreed by Word: what went out as Word files is answered by e-mail, and the rounds say that it is agreed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.negotiation import new_agreement
from datapact.agreements.views.agreement import agreement_page
from datapact.agreements.views.rounds import rounds
from datapact.base.errors import AnswerNo
from datapact.exchange.send.outside import record_word_as_sent
from datapact.exchange.send.send import say_sent
from datapact.signing.elsewhere.outside import record_answer
from datapact.word.steps.agreeing import agreeing_step
from datapact.word.steps.received import open_received
from datapact.word.steps.sent import word_set
from tests.agreements.negotiated import Table, at_table, found_houses
from tests.signing.test_outside import INSTITUTE
from tests.signing.test_take_part import two_parties

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LAB = "Labor Süd GmbH"


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    found_houses(tmp_path / "houses", lambda: NOW)
    opened = at_table(tmp_path / "houses", tmp_path / "copies", lambda: NOW)
    yield opened
    opened.close()


def test_a_clean_file_leads_to_the_reply_without_another_sending(table: Table) -> None:
    anna = table.anna
    history = new_agreement(anna, "nda", two_parties(INSTITUTE).replace(INSTITUTE.encode(), LAB.encode()))
    clean = word_set(anna, history)[0].data
    with pytest.raises(AnswerNo):
        record_word_as_sent(anna, history)  # written is not sent
    say_sent(anna, history)
    step, words = agreeing_step(anna, open_received(anna, clean, history))
    assert step == "record_by_word"
    assert words is not None
    assert agreement_page(anna, history, NOW.date()).next.action == "word_back"
    record_word_as_sent(anna, history)
    record_answer(anna, history, LAB, "accepted", reason="Mail", way="email", on=NOW.date())
    with anna.vault.read() as session:
        outside = load_state(session, history).outside
    assert outside is not None
    assert outside.stage == "agreed"
    found = rounds(anna, history)
    assert found.standing.text("de") == "Der Text ist abgestimmt."
    assert all(row.story[-1].text("de") == "abgestimmt in Runde 2" for row in found.clauses if not row.deleted)
