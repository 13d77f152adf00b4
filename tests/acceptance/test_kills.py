"""SIGKILL at random points of drafting, receiving and signing.

After each kill every acknowledged change is there, the vault opens, its whole check finds nothing, and the work goes
on to its end as if nothing had happened. DATAPACT_KILL_SEED repeats a run.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlmodel import select

from datapact.audit.own_vault.check import check_whole_vault
from datapact.base.clock import utc_now
from datapact.exchange.receive.receive import receive_bundle
from datapact.history.entries import store
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.members.unlocking import unlock
from datapact.signing.ceremony.sign import sign
from datapact.vault.database.tables import EntryRow
from tests.acceptance.journey import ANNA, INSTITUTE, KELLER, MARTIN, PASSPHRASE, SOFIA, Journey
from tests.depth import rounds

KILLS = rounds(20)  # of each task
MOST_STEPS = {"draft": 4, "receive": 3, "sign": 1}  # acknowledged before the kill, at most
LONGEST = 0.4  # seconds from there until the kill, at most
SEED = int(os.environ.get("DATAPACT_KILL_SEED", "20261124"))

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="SIGKILL and fork are a matter of POSIX")


class Nursery:
    """The process whose children are killed."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.acceptance.kill_worker"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.read() == "ready"

    def read(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().rstrip("\n")

    def kill(
        self,
        chance: random.Random,
        task: str,
        folder: Path,
        history: str,
        files: Sequence[Path | str],
        longest: float = LONGEST,
    ) -> tuple[set[str], int]:
        """Run a task and kill it; returns the words that were acknowledged, and the child's wait status."""
        steps, seconds = chance.randint(0, MOST_STEPS.get(task, 0)), chance.uniform(0.0, longest)
        asked = {"task": task, "folder": str(folder), "history": history, "files": [str(file) for file in files]}
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        said: set[str] = set()
        child, timer = 0, None
        while True:
            words = self.read().split()
            if words[0] == "ended":
                if timer is not None:
                    timer.cancel()
                return said, int(words[1])
            if words[0] == "pid":  # the child may have been faster than this line
                child = int(words[1])
            else:
                said.update(words)
                steps -= 1
            if child and steps <= 0 and timer is None:
                timer = threading.Timer(seconds, _kill, [child])
                timer.start()

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return  # it was done before


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    print(f"DATAPACT_KILL_SEED={SEED}")
    return random.Random(f"{SEED} {request.node.name}")


def quiet(_what: str, _done: int, _total: int) -> None:
    """No progress."""


def all_digests(acting: Acting) -> set[str]:
    with acting.vault.read() as session:
        return set(session.exec(select(EntryRow.digest)))


def check(acting: Acting, acknowledged: set[str]) -> None:
    """What must hold after every kill."""
    assert check_whole_vault(acting, quiet) == []
    assert acknowledged <= all_digests(acting)


def was_killed(status: int) -> bool:
    """Whether the kill came in time; a task that failed by itself is a failure of the test."""
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def test_drafting(journey: Journey, nursery: Nursery, chance: random.Random, tmp_path: Path) -> None:
    """One vault for many kills, so that each meets what the last one left; a new one when it has grown."""
    acknowledged: set[str] = set()
    total = 0
    for number in range(KILLS):
        folder = tmp_path / str(number // 5)
        if number % 5 == 0:
            journey.stage("met", folder)
            acknowledged = set()
        said, status = nursery.kill(chance, "draft", folder, journey.history, [])
        assert was_killed(status)
        acknowledged |= said
        total += len(said)
        with unlock(folder / KELLER, ANNA, PASSPHRASE, utc_now) as anna:
            check(anna, acknowledged)
    assert total > KILLS


def test_receiving(journey: Journey, nursery: Nursery, chance: random.Random, tmp_path: Path) -> None:
    files = []
    for place, bundle in enumerate(journey.bundles):
        files.append(tmp_path / f"{place}.dpact")
        files[-1].write_bytes(bundle)
    total = 0
    for number in range(KILLS):
        folder = tmp_path / str(number)
        journey.stage("offered" if number % 2 else "frozen", folder)
        # only the offer can be received before the institute's own counter-proposal exists
        sent = files[:1] if number % 2 else files[:2]
        said, status = nursery.kill(chance, "receive", folder, journey.history, sent)
        assert was_killed(status)
        with unlock(folder / INSTITUTE, SOFIA, PASSPHRASE, utc_now) as sofia:
            check(sofia, said)
            for file in sent:
                receive_bundle(sofia, file.read_bytes())
            check(sofia, said)
        total += len(said)
        shutil.rmtree(folder)
    assert total > KILLS


def test_signing(journey: Journey, nursery: Nursery, chance: random.Random, tmp_path: Path) -> None:
    killed = 0
    for number in range(KILLS):
        folder = journey.stage("frozen", tmp_path / str(number))
        said, status = nursery.kill(chance, "sign", folder, journey.history, [])
        killed += was_killed(status)
        with unlock(folder / KELLER, ANNA, PASSPHRASE, utc_now) as anna:
            check(anna, said)
            signed = entries_of_kind(anna, journey.history, "signed")
        assert len(said) <= len(signed) <= 2
        if number % 5 == 0:  # the work goes on from where the kill left it
            for member in (ANNA, MARTIN)[len(signed) :]:
                with unlock(folder / KELLER, member, PASSPHRASE, utc_now) as director:
                    sign(director, journey.history, PASSPHRASE)
            with unlock(folder / KELLER, ANNA, PASSPHRASE, utc_now) as anna:
                assert len(entries_of_kind(anna, journey.history, "signed")) == 2
        shutil.rmtree(folder)
    assert killed >= KILLS // 4


def entries_of_kind(acting: Acting, history: str, kind: str) -> list[str]:
    with acting.vault.read() as session:
        return [entry.digest for entry in store.load(session, history) if entry.kind == kind]
