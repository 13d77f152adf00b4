"""SIGKILL at random moments of writing: what was acknowledged is there, the vault opens, its storage is sound."""

from __future__ import annotations

import sys
import time

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from datapact.vault.database.entries import entries
from datapact.vault.folder.check import check_storage
from tests.depth import examples
from tests.vault.kill_worker import open_with_either, write
from tests.vault.making import HISTORY, Made
from tests.warm import Child


@pytest.mark.kill
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a matter of POSIX")
@seed(20261124)
@settings(max_examples=examples(16), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(delay=st.floats(0.0, 0.4), task=st.sampled_from(["entries", "keys", "slots", "reopen"]))
def test_nothing_acknowledged_is_lost(made: Made, delay: float, task: str) -> None:
    """The same vault through all examples, so that one kill meets what the last one left."""
    process = Child(write, str(made.folder), task)
    assert process.stdout.readline() == "ready\n"
    time.sleep(delay)
    said = process.kill()
    acknowledged = [line for line in said.splitlines(keepends=True) if line.endswith("\n")]
    with open_with_either(made.folder)[0] as vault:
        assert check_storage(vault) == []
        with vault.read() as session:
            stored = {one.digest for one in entries(session, HISTORY)}
    assert {line.strip() for line in acknowledged} <= stored
    assert len(stored) % 3 == 0  # a transaction is there whole or not at all


def test_two_programs_write_in_turns(made: Made) -> None:
    processes = [Child(write, str(made.folder), "entries") for _ in range(2)]
    said = []
    for process in processes:
        for _ in range(10):
            said.append(process.stdout.readline().strip())
    for process in processes:
        process.kill()
    with made.open() as vault:
        assert check_storage(vault) == []
        with vault.read() as session:
            stored = entries(session, HISTORY)
    assert {line for line in said if line != "ready"} <= {one.digest for one in stored}
    assert [one.counter for one in stored] == list(range(1, len(stored) + 1))
