"""The e-mail of Word files: whom it goes to, what it says, and the draft file that mail programs open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.agreements.projection.append import load_state
from datapact.agreements.text.carried_by_word import BETWEEN
from datapact.agreements.text.current_text import current_state
from datapact.exchange.send import outgoing
from datapact.exchange.send.letters import Letter
from datapact.exchange.send.outgoing import other_parties
from datapact.exchange.send.word_letter import carried_by_letter, mail_draft, word_letter
from datapact.word.steps.sent import word_set
from tests.agreements.negotiated import Table, at_table, found_houses

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    found_houses(tmp_path / "houses", lambda: NOW)
    made = at_table(tmp_path / "houses", tmp_path / "copies", lambda: NOW)
    yield made
    made.close()


def test_the_letter_says_what_is_attached_and_nothing_confidential(table: Table) -> None:
    table.offer()
    files = word_set(table.anna, table.history)
    letter = word_letter(carried_by_letter(table.anna, table.history), len(files))
    assert "KI-Pilot" not in letter.body, "the title stands in the names of the files, not in the e-mail"
    assert letter.subject == "Vereinbarung DP-2026-0001"
    assert letter.to
    assert "bindet niemanden" in letter.body
    assert "in Ihrer Word-Datei" in word_letter(carried_by_letter(table.anna, table.history), 1, answer=True).body
    elsewhere = word_letter(carried_by_letter(table.anna, table.history, "Anwalt Sommer"), 1)
    assert elsewhere.to == "", "an address of nobody who is meant"


@pytest.mark.parametrize("named", ["id", "name", "short_name", "card", "several"])
def test_whoever_a_file_was_made_for_is_addressed_by_whatever_name_it_bears(
    table: Table, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the card says another name than the text: its organisation was renamed since."""
    table.offer()
    with table.anna.vault.read() as session:
        folded = load_state(session, table.history)
        (party,) = other_parties(table.anna, session, folded, current_state(folded))
        parties = current_state(folded)["terms"]["parties"]
    (said,) = (one for one in parties if one["organisation"] == party.organisation)
    renamed = [replace(one, name="Umbenannt gGmbH") for one in (party.partner,) if one is not None]
    assert renamed
    monkeypatch.setattr(outgoing, "list_partners", lambda _session: renamed)
    words = {
        "id": party.organisation,
        "name": said["name"],
        "short_name": said["short_name"].upper(),
        "card": "Umbenannt gGmbH",
        "several": BETWEEN.join(["Anwalt Sommer", said["name"]]),
    }
    assert words[named]
    letter = word_letter(carried_by_letter(table.anna, table.history, words[named]), 1)
    assert letter.to == word_letter(carried_by_letter(table.anna, table.history), 1).to != ""


NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=40)


@given(NAMES, st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200), st.binary(max_size=300))
def test_a_draft_holds_what_is_sent(name: str, body: str, data: bytes) -> None:
    letter = Letter("bea@lab.example", "Vereinbarung DP-2026-0001", f"{body}\n", "de")
    read = message_from_bytes(mail_draft(letter, [(f"{name}.docx", data), ("b.pdf", b"%PDF")]), policy=default)
    assert (read["X-Unsent"], read["To"], read["Subject"]) == ("1", letter.to, letter.subject)
    first, second = read.iter_attachments()
    assert (first.get_content(), first.get_content_type().endswith("wordprocessingml.document")) == (data, True)
    assert (second.get_content(), second.get_content_type()) == (b"%PDF", "application/pdf")
    text = read.get_body(("plain",))
    assert text is not None
    assert text.get_content().splitlines() == letter.body.splitlines()
