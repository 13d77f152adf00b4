"""A message, reason or comment with characters that nobody sees: recorded as meant, or refused by one sentence; never half of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps import comments, negotiation
from datapact.agreements.steps.approvals import approve, give_back, request_approval
from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.agreements.steps.reply import Verdicts, open_reply, reply
from datapact.base.errors import WrongUse
from datapact.contract.editing.commands import SetTerm
from datapact.contract.editing.edit import apply
from tests.agreements.negotiated import Table, at_table, demo_file, found_houses

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PASTED = "Bitte\tprüfen.\r\nDanke\u00a0sehr.\u2028Ende"
UNSEEN = ("\x00", "\x07", "\x1b", "\u202e", "\u2066")

type Step = Callable[[Table, str], object]


def _reply(table: Table, words: str) -> object:
    opened = open_reply(table.anna, table.history)
    decided = {one.change.id: Verdicts("refused", words) for one in opened.changes}
    return reply(table.anna, opened, decided, words)


def _saved(table: Table, words: str) -> object:
    text = apply(open_draft(table.anna, table.history).document, SetTerm("law.venue", "Ulm"))
    return save_draft(table.anna, text, words)


def _thread(table: Table, words: str) -> object:
    begun = comments.comment_on(table.anna, table.history, "Frage", audience="partners")
    return comments.reply(table.anna, table.history, begun.digest, words)


STEPS: dict[str, Step] = {
    "the note of a draft": _saved,
    "the note of a counter": lambda table, words: negotiation.counter(
        table.anna, table.history, b"[duration]\nnotice_months = 7\n", words
    ),
    "the message and reasons of a reply": _reply,
    "a refusal": lambda table, words: negotiation.decline(table.anna, table.history, words),
    "a remark": lambda table, words: negotiation.comment(table.anna, table.history, words),
    "a comment": lambda table, words: comments.comment_on(table.anna, table.history, words, audience="partners"),
    "an answer to a comment": _thread,
    "a question to colleagues": lambda table, words: request_approval(
        table.anna, table.history, words, ["martin-vogt"]
    ),
    "an approval": lambda table, words: approve(table.anna, table.history, words),
    "a text given back": lambda table, words: give_back(table.anna, table.history, words),
}


@pytest.fixture(scope="module")
def countered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The houses as they are once the institute's counter has come to Keller."""
    folder = tmp_path_factory.mktemp("countered")
    found_houses(folder / "houses", lambda: NOW)
    table = at_table(folder / "houses", folder / "copies", lambda: NOW)
    table.offer()
    negotiation.counter(table.sofia, table.history, demo_file("counter.toml"), "Kürzer.")
    table.carry(table.sofia, table.anna)
    (folder / "history").write_text(table.history, "utf-8")
    table.close()
    return folder


@pytest.fixture
def table(countered: Path, tmp_path: Path) -> Iterator[Table]:
    made = at_table(countered / "copies", tmp_path / "copies", lambda: NOW)
    made.history = (countered / "history").read_text("utf-8")
    yield made
    made.close()


def bodies(table: Table) -> set[str]:
    """What the entries of the agreement say, each as one text."""
    with table.anna.vault.read() as session:
        folded = load_state(session, table.history)
    return {str(one.body) for one in folded.entries.values()}


@pytest.mark.parametrize("name", STEPS)
def test_pasted_words_are_recorded_as_meant_and_unseen_ones_refused(table: Table, name: str) -> None:
    """What Word and Outlook bring along, such as a Tab, loses no message; what could hide words is named and nothing written."""
    step = STEPS[name]
    before = bodies(table)
    for sign in UNSEEN:
        with pytest.raises(WrongUse) as refused:
            step(table, f"Bitte {sign}prüfen.")
        assert refused.value.message.id == "The text contains control or direction characters. Remove them."
        assert all("prüfen" not in body for body in bodies(table) - before), sign
    step(table, PASTED)
    written = " ".join(bodies(table) - before)
    assert "Bitte prüfen." in written
    assert not set(written) & set("\t\r\u2028")
