"""Types into a draft until it is killed, and says after each journaled edit how much stands in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from datapact.agreements.steps.drafting import journal_edits, open_draft, save_draft
from datapact.contract.editing.commands import MovePart, Reword, SetTerm
from datapact.contract.editing.edit import apply
from datapact.contract.text.clauses import Run
from datapact.organisation.members.unlocking import unlock

PASSPHRASE = "korrekt pferd batterie"
PLACE = "subject-1"


def type_on(folder: str, history: str) -> None:
    with unlock(Path(folder), None, PASSPHRASE, lambda: datetime(2026, 11, 24, 12, tzinfo=UTC)) as acting:
        opened = open_draft(acting, history)
        document, base = opened.document, opened.base
        print("ready", flush=True)
        for n in range(1, 100_000):
            commands = (
                Reword(PLACE, "de", (Run("x" * n),)),
                SetTerm("remarks", {"de": f"Stand {n}"}),
                MovePart("liability", n % 20),
            )
            for command in commands:
                document = apply(document, command)
            journal_edits(acting, history, base, commands)
            print(n, flush=True)
            if n % 7 == 0:
                document, base = save_draft(acting, document)
