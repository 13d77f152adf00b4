"""A real server that asks for TLS and a certificate of the client: one sentence for each that lacks it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from datapact.base.errors import DataPactError, Locked, Surroundings
from datapact.team.database.address import address
from datapact.team.database.rows import connected
from tests.team.cluster import Cluster, as_other_user

PAGE = (Path(__file__).parents[2] / "docs" / "team.md").read_text(encoding="utf-8")
SECRET = "writer secret"


def blocks(language: str) -> list[str]:
    return [
        one.replace("'…'", f"'{SECRET}'") for one in re.findall(rf"^ *```{language}\n(.*?)^ *```$", PAGE, re.S | re.M)
    ]


def made(folder: Path, name: str, user: str) -> None:
    """A certificate as the page makes one for a member."""
    line = next(one for one in blocks("sh")[0].splitlines() if "anna" in one)
    line = line.replace("team_keller", user).replace("anna", name)
    before = [one for one in blocks("sh")[0].splitlines() if '="' in one]
    subprocess.run(["bash", "-ec", "\n".join([*before, line])], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def strict(tmp_path: Path, cluster: Cluster) -> Iterator[Path]:
    """The page followed to the letter by a superuser and its shell; returns the folder with certificates."""
    database, tables, settings, sweeper, *_rest = blocks("sql")
    subprocess.run(["bash", "-ec", blocks("sh")[0]], cwd=tmp_path, check=True, capture_output=True)
    with cluster.chief() as chief:
        chief.execute(database)
        ((hba,), (data,)) = (chief.execute(f"SHOW {name}").fetchone() for name in ("hba_file", "data_directory"))  # type: ignore[misc]
    for name in ("server.crt", "server.key", "ca.crt"):
        shutil.copy(tmp_path / name, data)
        if other := as_other_user():
            shutil.chown(Path(data) / name, other[1].partition("=")[2])
    with cluster.chief("team") as chief:
        chief.execute(tables)
        chief.execute(sweeper)
        for line in settings.replace("/etc/postgresql/team", data).strip().splitlines():
            chief.execute(line)
        before = Path(hba).read_text()
        (lines,) = (one for one in blocks("") if one.startswith("hostssl"))
        Path(hba).write_text(lines + before)
        chief.execute("SELECT pg_reload_conf()")
    yield tmp_path
    Path(hba).write_text(before)
    with cluster.chief() as chief:
        chief.execute("ALTER SYSTEM RESET ALL")
        chief.execute("SELECT pg_reload_conf()")


def test_the_page_is_followed_to_the_letter_and_each_fault_has_a_sentence(strict: Path, cluster: Cluster) -> None:
    (url,) = set(re.findall(r'team create .*"(postgresql://.*)"$', PAGE, re.M))
    url = url.replace("db.example/", f"db.example:{cluster.port}/").replace("?", "?hostaddr=127.0.0.1&")
    for name in ("ca.crt", "anna.crt", "anna.key"):
        url = url.replace(f"={name}", f"={strict / name}")
    for name, user in (("wrong", "anna"), ("sweeper", "team_sweeper")):
        made(strict, name, user)
    other = strict / "other"  # authority and certificates of somebody else
    other.mkdir()
    subprocess.run(["bash", "-ec", blocks("sh")[0]], cwd=other, check=True, capture_output=True)
    right, plain = address(url, SECRET), url.partition("&sslcert")[0]
    for _try in range(100):  # the server takes its new rules up in a moment
        try:
            with connected(right) as log:
                assert log.rows("A" * 22) == []
            break
        except (DataPactError, psycopg.Error):
            if _try == 99:
                raise
            os.sched_yield()
    sweeper = url.replace("team_keller", "team_sweeper").replace("anna.", "sweeper.")
    with connected(address(sweeper, SECRET)) as log:
        assert log.delete("A" * 22) == 0
    shutil.copy(strict / "anna.key", strict / "open.key")
    (strict / "open.key").chmod(0o644)
    cases: list[tuple[str, type[DataPactError], str]] = [
        (f"{plain}&sslcertmode=disable", Locked, "asks for a certificate of yours"),
        (url.replace(f"{strict}/ca.crt", f"{other}/ca.crt"), Surroundings, "no encrypted connection"),
        (url.replace("anna.", "wrong."), Locked, r"must name the user of the address \(CN\)"),
        (url.replace(f"{strict}/anna", f"{other}/anna"), Locked, "refuses your certificate"),
        (url.replace("anna.key", "open.key"), Surroundings, "others may read the key"),
        (url.replace("anna.key", "bernd.key"), Surroundings, "do not belong together"),
    ]
    for wrong, error, words in cases:
        with pytest.raises(error, match=words), connected(address(wrong, SECRET)):
            raise AssertionError
    with pytest.raises(Locked, match="refuses user, password or certificate"), connected(address(url, "wrong")):
        raise AssertionError
    with cluster.chief() as chief:  # a server that asks nobody for one is not enough where the address demands it
        chief.execute("ALTER SYSTEM RESET ssl_ca_file")
        chief.execute("SELECT pg_reload_conf()")
    demanding = right.replace("dbname=team", "dbname=postgres")
    for _try in range(100):
        with pytest.raises(DataPactError) as told, connected(demanding):
            raise Locked("it asked")
        if "does not ask" in str(told.value):
            break
        os.sched_yield()
    assert "does not ask for a certificate of yours" in str(told.value)
