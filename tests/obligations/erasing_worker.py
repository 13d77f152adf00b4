"""Erases one person after another until it is killed: the other half of the kill test in test_erasure.py."""

from __future__ import annotations

from pathlib import Path

from datapact.base.clock import utc_now
from datapact.obligations.retention.erase import erase_person
from datapact.organisation.members.unlocking import unlock
from tests.organisation.conftest import PASSPHRASE


def erase_all(folder: str, *people: str) -> None:
    with unlock(Path(folder), None, PASSPHRASE, utc_now) as acting:
        print("ready", flush=True)
        for one in people:
            erase_person(acting, "ds", one, "request 7")
