"""What a deletion takes away stands at the change that deletes it."""

from __future__ import annotations

from datetime import date

from datapact.checks.run.lost_by_change import lost_by_change
from datapact.contract.changes.proposed import proposed_changes
from datapact.contract.editing.commands import RemovePart, SetTerm
from datapact.contract.editing.edit import replay
from datapact.contract.text.document import read_state
from tests.agreements.drafts import example

ON = date(2026, 12, 1)


def test_each_deletion_says_what_it_takes_away() -> None:
    base = read_state(example("processing"))
    clauses = [clause.id for clause in base.clauses if clause.id.startswith("audits")]
    assert clauses
    proposal = replay(base, [SetTerm("law.venue", "Ulm"), *map(RemovePart, clauses)])
    changes = proposed_changes(base, proposal)
    lost = lost_by_change(base, proposal, changes, ON)
    assert set(lost) == {f"text:{clause}" for clause in clauses}
    assert any("28" in message.text("de") for messages in lost.values() for message in messages)


def test_a_change_of_a_value_takes_nothing_away() -> None:
    base = read_state(example("processing"))
    proposal = replay(base, [SetTerm("law.venue", "Ulm")])
    assert lost_by_change(base, proposal, proposed_changes(base, proposal), ON) == {}
