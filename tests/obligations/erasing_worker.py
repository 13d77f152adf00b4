"""Erases one person after another until it is killed: the other half of the kill test in test_erasure.py."""

from __future__ import annotations

import sys
from pathlib import Path

from datapact.base.clock import utc_now
from datapact.obligations.retention.erase import erase_person
from datapact.organisation.members.unlocking import unlock
from tests.organisation.conftest import PASSPHRASE


def main() -> None:
    folder, people = Path(sys.argv[1]), sys.argv[2:]
    with unlock(folder, None, PASSPHRASE, utc_now) as acting:
        print("ready", flush=True)
        for one in people:
            erase_person(acting, "ds", one, "request 7")


if __name__ == "__main__":
    main()
