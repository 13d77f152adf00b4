"""The other half of test_kills.py: forks a process a task, which works until it is done or killed.

On stdin one JSON line a task; on stdout ``pid N``, then one line for each change that was acknowledged. This process
has imported everything (some of it by its own name alone), so that the kills fall into the work and not into the start of Python.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from datapact.agreements.steps import approvals, negotiation
from datapact.base.clock import utc_now
from datapact.cli.app.main import run
from datapact.cli.kit import session
from datapact.contract.templates.template import example_answers
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.send import send_agreement
from datapact.history.entries import store
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.partners.partners import list_partners
from datapact.signing.ceremony.sign import sign
from datapact.vault.keys import slots
from tests.acceptance.journey import ANNA, INSTITUTE, KELLER, MARTIN, PASSPHRASE, SOFIA
from tests.conftest import CHEAPEST
from tests.warm import fork_worker

LONGER = b"[datasets.machine-logs.retention]\nmonths = %d\n"


def say(words: str) -> None:
    """What stands here was acknowledged: the function that did it has returned."""
    os.write(1, words.encode() + b"\n")


def draft(folder: Path, history: str, files: Sequence[str]) -> None:
    """New agreements, changed, approved, offered and sent, without end."""
    with unlock(folder / KELLER, ANNA, PASSPHRASE, utc_now) as anna:
        with anna.vault.read() as session:
            partner = list_partners(session)[0].organisation
        while True:
            new = negotiation.new_agreement(anna, "ai-pilot", example_answers("ai-pilot"))
            say_entries(anna, new)
            for months in (12, 18):
                negotiation.revise(anna, new, LONGER % months)
                say_entries(anna, new)
            say(approvals.approve(anna, new, "in order").digest)
            negotiation.offer_draft(anna, new)
            say_entries(anna, new)
            send_agreement(anna, new, [partner])
            say_entries(anna, new)


def receive(folder: Path, history: str, files: Sequence[str]) -> None:
    """Everything that Keller sent, in order, over and over."""
    with unlock(folder / INSTITUTE, SOFIA, PASSPHRASE, utc_now) as sofia:
        while True:
            for file in files:
                receive_bundle(sofia, Path(file).read_bytes())
                say_entries(sofia, history)
            say(negotiation.comment(sofia, history, "received").digest)


def sign_both(folder: Path, history: str, files: Sequence[str]) -> None:
    """Both directors sign, one after the other."""
    for member in (ANNA, MARTIN):
        with unlock(folder / KELLER, member, PASSPHRASE, utc_now) as director:
            say(sign(director, history, PASSPHRASE).digest)


def command(folder: Path, moment: str, words: Sequence[str]) -> None:
    """One command line at a moment; what it printed counts as acknowledged only when it has ended."""
    setattr(session, "utc_now", lambda: datetime.fromisoformat(moment))  # noqa: B010 - the clock of all commands
    with contextlib.redirect_stdout(io.StringIO()):
        code = run(words)
    say(f"exit {code}")


def say_entries(acting: Acting, history: str) -> None:
    """All entries of an agreement as a reader sees them."""
    with acting.vault.read() as session:
        say(" ".join(entry.digest for entry in store.load(session, history)))


TASKS: dict[str, Callable[[Path, str, Sequence[str]], None]] = {
    "draft": draft,
    "receive": receive,
    "sign": sign_both,
    "command": command,
}


def main() -> None:
    slots.RECOMMENDED = CHEAPEST
    say("ready")
    for line in sys.stdin:
        task = json.loads(line)
        child = os.fork()
        if child == 0:
            code = 0
            try:
                fork_worker()
                TASKS[task["task"]](Path(task["folder"]), task["history"], task["files"])
            except BaseException:  # noqa: BLE001 - a child must not come back into this loop
                traceback.print_exc()
                code = 1
            os._exit(code)
        say(f"pid {child}")
        _, status = os.waitpid(child, 0)
        say(f"ended {status}")


if __name__ == "__main__":
    main()
