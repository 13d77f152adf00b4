"""The letter of a notice of termination says what the notice says, in each language, and what falls due from its last day on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from datapact.agreements.steps import negotiation
from datapact.base.errors import AnswerNo
from datapact.consent.proof.unproven import NotProven
from datapact.obligations.agenda.agenda import Filters, agenda
from datapact.obligations.agenda.leaving import prove_obligations
from datapact.pdf.letters.termination_letter import given_notice, letter_name, termination_letter, termination_letters
from tests.agreements.signed_table import TODAY, MovingClock, build, reopened
from tests.audit.test_says_nothing_else import by_hand
from tests.pdf.test_essence import told


@pytest.mark.journey
def test_the_letter_says_what_the_notice_says(tmp_path: Path) -> None:
    clock = MovingClock()
    history = build(tmp_path, clock)
    table = reopened(tmp_path, tmp_path / "copy", history, clock)
    with pytest.raises(AnswerNo):
        termination_letters(table.anna, history)  # nobody gave notice
    end = TODAY + timedelta(days=200)
    negotiation.terminate(
        table.anna, history, end, "Die Daten blieben aus.", "cause", "Anna Keller", "Vollmacht vom 3. November"
    )
    letters = termination_letters(table.anna, history)
    assert list(letters) == ["de", "en"]
    assert all(one.startswith(b"%PDF") for one in letters.values())
    given = given_notice(table.anna, history)
    german, english = (
        told(termination_letter(given, table.anna.organisation, language, TODAY)) for language in ("de", "en")
    )
    assert given.duties, "the terms of the example have duties after its end"
    assert all(one.due >= end for one in given.duties)
    assert all(str(one.title.text("de")) in german for one in given.duties)
    for words in (german, english):
        for part in (
            "Die Daten blieben aus.",
            "Anna Keller",
            "Vollmacht vom 3. November",
            "Institut für Produktionsdaten",
        ):
            assert part in words
    assert "aus wichtigem Grund zum Ablauf des" in german
    assert "for cause, to the end of" in english
    assert "prevails" in english
    alone = replace(given, own_part=True, former_parties={table.sofia.organisation})
    german = told(termination_letter(alone, table.anna.organisation, "de", TODAY))
    assert "unsere Beteiligung am Vertrag" in german
    assert "Letzter Tag des Vertrags" not in german
    assert "Institut für Produktionsdaten" not in german.split("Guten Tag")[0], "who is gone gets no letter"
    assert letter_name("DP-2026-0001", "de") == "DP-2026-0001 Kündigung de.pdf"
    with by_hand(table.anna) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(agreement)")]
        kept = ", ".join("'urn:uuid:another'" if one == "id" else one for one in names)
        connection.execute(f"INSERT INTO agreement ({', '.join(names)}) SELECT {kept} FROM agreement")
        assert connection.execute("UPDATE obligation SET due = '2020-01-01'").rowcount
    with pytest.raises(NotProven):
        prove_obligations(table.anna)
    prove_obligations(table.anna, history)
    begin = (end, end + timedelta(days=4_000), Filters(agreement=history))
    assert {one.key for one in given.duties} <= {one.key for one in agenda(table.anna, *begin)}
    with by_hand(table.anna) as connection:
        assert connection.execute("UPDATE obligation SET due = '2020-01-01'").rowcount
    assert given_notice(table.anna, history) == given, "it rests on no other agreement, and on no table of duties"
    with by_hand(table.anna) as connection:
        connection.execute("UPDATE agreement SET ends = '2020-01-01' WHERE id = ?", (history,))
    for leaving in (termination_letters, prove_obligations):
        with pytest.raises(NotProven, match="otherwise than its signed history"):
            leaving(table.anna, history)
    with pytest.raises(AnswerNo):
        termination_letters(table.sofia, history)  # it is not theirs
    table.close()
