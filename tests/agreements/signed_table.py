"""The two organisations of negotiated.py with an agreement that everybody has signed, for what follows signature."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from datapact.base.clock import Clock
from datapact.contract.templates.template import example_answers
from datapact.signing.ceremony.sign import sign
from tests.agreements.negotiated import PASSPHRASE, Table, at_table, found_houses
from tests.kept import copied

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
PROCESSING = """
[processing]
sub_processing = "general"
sub_processing_notice_days = 30
sub_processing_objection_days = 20

[[sub_processors]]
key = "rz-sued"
name = "Rechenzentrum Süd eG"
engaged_by = "ipd"
"""


class MovingClock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def go(self, day: date) -> None:
        self.now = datetime.combine(day, NOW.timetz())


def answers(*, form: str = "text_form") -> bytes:
    text = example_answers("ai-pilot").decode()
    assert 'amendment = "agreed_electronic"' in text
    return (text.replace('amendment = "agreed_electronic"', f'amendment = "{form}"') + PROCESSING).encode()


def build(folder: Path, clock: Clock, *, form: str = "text_form") -> str:
    """Vaults in ``folder`` with an agreement signed by all; its history id."""
    return copied(folder, f"signed-{form}", clock, lambda where, clock: _build(where, clock, form))


def _build(folder: Path, clock: Clock, form: str) -> str:
    found_houses(folder / "empty", clock)
    table = at_table(folder / "empty", folder / "signed", clock)
    table.draft(answers(form=form))
    from datapact.agreements.steps import negotiation
    from datapact.signing.ceremony.freeze import freeze

    negotiation.offer_draft(table.anna, table.history)
    table.carry(table.anna, table.sofia)
    negotiation.accept(table.sofia, table.history)
    table.carry(table.sofia, table.anna)
    freeze(table.anna, table.history, TODAY)
    sign(table.anna, table.history, PASSPHRASE)
    sign(table.martin, table.history, PASSPHRASE)
    table.carry(table.martin, table.sofia)
    sign(table.sofia, table.history, PASSPHRASE)
    table.carry(table.sofia, table.anna)
    table.close()
    return table.history


def reopened(folder: Path, fresh: Path, history: str, clock: Clock) -> Table:
    table = at_table(folder / "signed", fresh, clock)
    table.history = history
    return table
