"""Imports a file until it is killed: the other half of test_import_kill.py. Says each thousand lines on stdout."""

from __future__ import annotations

from pathlib import Path

from datapact.base.clock import utc_now
from datapact.consent.imports.import_file import import_file
from datapact.consent.imports.options import AS_FOUND
from datapact.organisation.members.unlocking import unlock
from tests.organisation.conftest import PASSPHRASE


def import_it(folder: str, file: str) -> None:
    with unlock(Path(folder), None, PASSPHRASE, utc_now) as acting:
        import_file(acting, Path(file), AS_FOUND, progress=lambda _what, done, _total: print(done, flush=True))
        print("done", flush=True)
