"""Nonsense in every place of every command: a sentence and one of the exit codes, never a trace, and nothing changes
that was not asked for.

Each option and argument gets values that are no days, no ids, folders where files belong, nothing, or far too much; the
rest of the line is right. DATAPACT_FUZZ_SEED repeats a run, DATAPACT_FUZZ_ROUNDS makes it longer.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from datapact.base.clock import utc_now
from datapact.cli.app.app import make_app
from datapact.organisation.members.unlocking import unlock
from tests.cli.desks import PASSPHRASE, Desk, Houses
from tests.cli.test_help import commands
from tests.consent.sharing import PARTNER_NAME, ready
from tests.depth import depth

SEED = os.environ.get("DATAPACT_FUZZ_SEED", "20261126")
ROUNDS = int(os.environ.get("DATAPACT_FUZZ_ROUNDS", {"quick": "1", "everyday": "2", "long": "20"}[depth()]))
NONSENSE = (
    "", "   ", "-", "0", "-1", "99999999999999999999", "1e400", "٣", "x" * 3000, "2026-13-45", "2026-02-29", "9999-12-31",
    "0001-01-01", "2026-12-01T25:00", "1.1.2026", "a-folder", "no/such/file.pdf", "table.csv", "bytes.bin", "\u202eabc",
    "a\x07b", "a\x1b[31m", "=1+1", "%s{n}{0}", "../../etc/passwd", "\udcff", "DP-2026-9999", "dpv:Nope", "'", "*", "out.xlsx",
)  # fmt: skip
GOOD = {
    "dataset": "panel", "to": PARTNER_NAME, "partner": PARTNER_NAME, "purpose": "dpv:ScientificResearch", "subject": "S1",
    "subjects": "people.csv", "file": "table.csv", "output": "out.pdf", "answers": "changes.toml", "evidence": "paper_scan",
    "reason": "because", "outcome": "erased", "months": "12", "kind": "consent", "days": "5", "day": "2026-01-01",
    "due": "2030-01-01", "effective": "2030-01-01", "valid_from": "2026-01-01", "begins": "2030-01-01", "article": "6(1)(a)",
    "approver": "Anna", "granted_by": "Anna", "reference": "Folder 4", "sort": "training", "of": "consent_batches",
    "size": "1", "annex": "contacts", "about": "own", "title": "T", "text": "Good morning", "aware": "2026-03-01 10:00",
    "event": "given-S1", "key": "panel", "version": "1", "on": "2026-03-01", "until": "2030-01-01", "auditor": PARTNER_NAME,
}  # fmt: skip
ASKED_ON_A_TERMINAL = ("vault", "demo", "template", "verify")


def leaves() -> list[tuple[tuple[str, ...], Any]]:
    found = [(path, one) for path, one in commands(get_command(make_app())) if path]
    return [
        (path, one)
        for path, one in found
        if path[0] not in ASKED_ON_A_TERMINAL and (not getattr(one, "commands", {}) or one.invoke_without_command)
    ]


@pytest.fixture
def lea(houses: Houses, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A vault with an agreement, a notice, consents, a delivery to call back from and a breach; files to stumble over."""
    folder = houses.folder
    for name in ("institut", "lindner"):
        shutil.rmtree(folder / name)
    with unlock(houses.anna.vault, houses.anna.member, PASSPHRASE, utc_now) as acting:
        ready(acting, {"S1": "given", "S2": "given", "S3": "withdrawn"})
    (folder / "people.csv").write_text("subject\nS1\n", "utf-8")
    (folder / "table.csv").write_text("a;b\n1;2\n", "utf-8")
    (folder / "changes.toml").write_text("[duration]\nnotice_months = 3\n", "utf-8")
    (folder / "bytes.bin").write_bytes(bytes(range(256)) * 8)
    (folder / "a-folder").mkdir()
    monkeypatch.chdir(folder)
    return houses.anna


def lines(chance: random.Random) -> Iterator[tuple[str, ...]]:
    """One line for each round and command, nonsense in one place of it."""
    for path, command in leaves() * ROUNDS:
        places = [one for one in command.params if one.name != "help" and not getattr(one, "is_flag", False)]
        wrong = chance.choice(places) if places else None
        words, last = list(path), []
        for one in places:
            if one is not wrong and not one.required and chance.random() < 0.7:
                continue
            value = chance.choice(NONSENSE) if one is wrong else GOOD.get(one.name, "x")
            option = next((name for name in one.opts if name.startswith("--")), "")
            if option:
                words += [option, value]
            else:
                last.append(value)
        yield (*words, *last)


@pytest.mark.journey
def test_nonsense_gets_a_sentence(lea: Desk) -> None:
    codes = set()
    for words in lines(random.Random(SEED)):
        answer = lea.run(*words, lang="de")  # fails on a trace, on a fault of the program and on a second line
        codes.add(answer.code)
        assert 0 <= answer.code <= 5, words
        if answer.code >= 2:
            assert answer.err.startswith("datapact: "), (words, answer)
            assert answer.err.rstrip().endswith((".", "?", ")")), (words, answer.err)
            assert all(one.isprintable() for one in answer.err.rstrip("\n")), (words, answer.err)
    assert {0, 2} <= codes
    assert lea.json("vault", "check")["sound"]
    assert {one.name for one in Path().iterdir() if one.name.startswith(".datapact-")} == set()
