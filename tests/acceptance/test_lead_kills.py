"""SIGKILL at random moments of the lead's commands: importing consents, recording what left, calling data back.

After each kill the vault's own check finds nothing, the step has happened whole or not at all, and the same command
then brings it to its end. DATAPACT_KILL_SEED repeats a run.
"""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from tests.acceptance.lead_study import ALLOWED, DATASET, PURPOSE, LeadHouses, ask, made_study, study
from tests.acceptance.test_kills import Nursery, chance, nursery, pytestmark, was_killed
from tests.cli.desks import Answer, Desk
from tests.depth import rounds

__all__ = ["chance", "made_study", "nursery", "pytestmark", "study"]
KILLS = rounds(12)  # of each command
LINES = 4_000


@dataclass
class Killing:
    """A command of one member that is killed, over and over."""

    nursery: Nursery
    chance: random.Random
    desk: Desk
    moment: str
    longest: float
    """Seconds until the kill, at most; shorter after a kill that came too late, so that the kills stay around the end."""

    def __call__(self, *words: object) -> bool:
        """Start it and kill it; whether it had said that it was done. The vault is sound afterwards."""
        said, status = self.nursery.kill(
            self.chance, "command", self.desk.folder, self.moment, arguments(self.desk, *words), self.longest
        )
        was_killed(status)
        self.longest *= 0.75 if "0" in said else 1.25
        assert said <= {"exit", "0"}, said
        assert self.desk.json("vault", "check")["sound"]
        return "0" in said


def arguments(desk: Desk, *words: object) -> list[str]:
    access = ("--vault", desk.vault, "--as", desk.member, "--passphrase-file", desk.folder / "passphrase")
    return [str(word) for word in (*words, *access)]


@pytest.fixture
def killing(study: LeadHouses, nursery: Nursery, chance: random.Random) -> Callable[[float], Killing]:
    """How to kill commands of the lead, given how many seconds one takes that is left alone."""

    def of(took: float) -> Killing:
        return Killing(nursery, chance, study.lea, study.clock.now.isoformat(), took)

    return of


def seconds(work: Callable[[], Answer]) -> float:
    """How long a command takes here today: the kills are spread over it."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def consents(file: Path, dataset: str) -> Path:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(("event_id", "subject", "dataset", "purpose", "controller", "state", "at"))
        writer.writerows(
            (f"{dataset}-{one}", f"N-{one}", dataset, PURPOSE, "self", "given", "2026-03-01") for one in range(LINES)
        )
    return file


def test_an_import(study: LeadHouses, killing: Callable[[float], Killing]) -> None:
    lea = study.lea
    undisturbed = consents(study.folder / "first.csv", "first")
    kill = killing(seconds(lambda: lea.run("consent", "import", undisturbed)))
    kept = 0
    for number in range(KILLS):
        dataset = f"panel-{number}"
        file = consents(study.folder / "file.csv", dataset)
        acknowledged = kill("consent", "import", file)
        answer = lea.run("consent", "status", "--dataset", dataset, "--json")
        assert answer.code == 0 or (answer.code == 2 and dataset in answer.err), "nothing has the key yet"
        stored = 0 if answer.code else answer.result["total"]
        assert stored in (0, LINES)
        assert stored == LINES or not acknowledged
        again = lea.json("consent", "import", file)
        assert (again["taken"], again["known"]) == (LINES - stored, stored)
        assert lea.json("consent", "status", "--dataset", dataset)["total"] == LINES
        kept += bool(stored)
    assert kept < KILLS  # some were killed in time
    assert lea.run(*ask("--json")).result["n"] == ALLOWED


def test_recording_a_delivery(study: LeadHouses, killing: Callable[[float], Killing]) -> None:
    lea, listed = study.lea, study.folder / "liste.csv"
    entry = lea.run(*ask("--subjects", listed, "--use", "--json")).result["entry"]
    command = ("delivery", "record", "--decision", entry, "--subjects", listed, "--version-of-data")
    kill = killing(seconds(lambda: lea.run(*command, "undisturbed")))
    for number in range(KILLS):
        version = f"v{number}"
        acknowledged = kill(*command, version)
        left = [one for one in lea.json("delivery", "list") if one["version"] == version]
        assert len(left) <= 1
        assert left or not acknowledged
        assert all((one["count"], one["overridden"]) == (ALLOWED, 0) for one in left)
        if not left:
            lea(*command, version)
    told = lea.json("person", "B-0001", "--dataset", DATASET)["deliveries"]
    assert sorted(one["version"] for one in told) == sorted(["undisturbed", *(f"v{one}" for one in range(KILLS))])


def test_calling_back(study: LeadHouses, killing: Callable[[float], Killing]) -> None:
    """Telling a partner records what was told, then writes the file: killed between, the next file tells it again."""
    lea, sofia, folder, listed = study.lea, study.sofia, study.folder, study.folder / "liste.csv"
    entry = lea.run(*ask("--subjects", listed, "--use", "--json")).result["entry"]
    lea("delivery", "record", "--decision", entry, "--subjects", listed)
    lea("recall", "settle", "--dataset", DATASET, "--purpose", PURPOSE, "--outcome", "erased", "--note", "before")
    study.clock.now += timedelta(days=14)
    kill = None
    for number in range(KILLS):
        person, file = f"B-{number + 1:04d}", folder / f"rueckruf-{number}.dpact"
        lea("consent", "withdraw", "--subject", person, "--dataset", DATASET)
        if kill is None:
            took = seconds(lambda: lea.run("recall", "send", "--to", "Institut", "-o", folder / "undisturbed.dpact"))
            kill = killing(took)
            sofia("receive", folder / "undisturbed.dpact")
            continue
        acknowledged = kill("recall", "send", "--to", "Institut", "-o", file)
        stages = {one["stage"] for one in lea.json("recall", "list")}
        assert ("tell" in stages) + file.exists() <= 1  # a file that is there says what was recorded, and all of it
        assert file.exists() or not acknowledged
        if not file.exists():
            lea("recall", "send", "--to", "Institut", "-o", file)
        assert "tell" not in {one["stage"] for one in lea.json("recall", "list")}
        assert len(sofia.json("receive", file)["notices"]) >= 1
        assert sum(one["people"] for one in sofia.run("recall", "list", "--json").result) == number + 1
    assert sofia.json("vault", "check")["sound"]


def test_consent_withdrawn(study: LeadHouses, killing: Callable[[float], Killing]) -> None:
    lea = study.lea
    kill = killing(seconds(lambda: lea.run("consent", "withdraw", "--subject", "B-0100", "--dataset", DATASET)))
    gone = 1
    for number in range(KILLS):
        person = f"B-{number + 1:04d}"
        acknowledged = kill("consent", "withdraw", "--subject", person, "--dataset", DATASET)
        events = [one["state"] for one in lea.json("consent", "events", "--subject", person)]
        assert events in (["given"], ["given", "withdrawn"])
        assert len(events) == 2 or not acknowledged
        gone += len(events) - 1
        assert lea.run(*ask("--json")).result["n"] == ALLOWED - gone
