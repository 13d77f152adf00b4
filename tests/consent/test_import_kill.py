"""An import that is killed half-way leaves nothing; one that was acknowledged is all there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from datapact.audit.own_vault.check import check_whole_vault
from datapact.base.clock import utc_now
from datapact.consent.imports.import_file import import_file
from datapact.consent.imports.options import AS_FOUND
from datapact.consent.records.events import events_of
from datapact.organisation.members.unlocking import unlock
from tests.consent.import_worker import import_it
from tests.organisation.conftest import PASSPHRASE, Found
from tests.warm import Child

LINES = 30_000


@pytest.mark.kill
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a matter of POSIX")
def test_killed_half_way(found: Found, tmp_path: Path) -> None:
    made = found("Maschinenbau Keller GmbH", "Anna Keller", {"legal"}).acting
    folder = made.vault.folder
    made.close()
    file = tmp_path / "consents.csv"
    with file.open("w", encoding="utf-8") as target:
        target.write("event_id,subject,dataset,purpose,controller,state,event_time\n")
        target.writelines(f"e{n},P{n},d,dpv:ScientificResearch,self,given,2026-03-01\n" for n in range(LINES))
    for kill_at in ("5000", str(LINES), "done"):  # amid the lines; before the commit, or amid it; after it
        process = Child(import_it, str(folder), str(file))
        said = next(line for line in iter(process.stdout.readline, "") if line.strip() == kill_at)
        rest = process.kill()
        with unlock(folder, None, PASSPHRASE, utc_now) as acting:
            assert check_whole_vault(acting, lambda *_: None) == []
            with acting.vault.read() as session:
                stored = len(events_of(session))
            assert stored in (0, LINES)
            assert stored == LINES or "done" not in said + rest
            assert stored == 0 or kill_at != "5000"
            if kill_at == "done":
                assert import_file(acting, file, AS_FOUND).known == LINES
