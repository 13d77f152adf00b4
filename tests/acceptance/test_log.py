"""What is left in the log of a computer after a whole job that did not go smoothly: enough to help, nothing to know."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from datapact.base import worker_process
from datapact.base.errors import TooLarge
from datapact.cli.app.main import run
from datapact.vault.folder.lock import writing
from datapact.vault.keys.paths import Paths
from tests.acceptance.private import private_words, require_no_contents
from tests.cli.desks import PASSPHRASE, Houses, build, datapact, found, opened, profile, signed

type Written = Callable[[], str]


@pytest.fixture
def houses(tmp_path: Path) -> Houses:
    (tmp_path / "desks").mkdir()
    build(tmp_path / "desks")
    return opened(tmp_path / "desks", tmp_path / "work")


def test_the_words_are_those_of_the_journey() -> None:
    words = private_words()
    assert {PASSPHRASE, "Maschinenbau Keller GmbH", "Anna"} <= words
    for text in ("by Maschinenbau keller", "the person B-0017", "vier Worte sind gut"):
        with pytest.raises(AssertionError):
            require_no_contents(text)
    require_no_contents("2026-11-27T02:00:00Z WARNING datapact.vault.folder.lock: it is held")


def test_a_job_with_setbacks_by_command(
    houses: Houses, log_without_contents: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = signed(houses)
    anna, folder = houses.anna, houses.folder
    (folder / "neu").mkdir()
    found(folder / "neu", "neu.datapact", profile("keller"), [("Anna Keller", ("admin", "legal"), "")])
    pdf, wrong = folder / "Wartungsdaten.pdf", folder / "wrong"
    anna("agreement", "export", history, "-o", pdf)
    pdf.write_bytes(pdf.read_bytes()[:5000])
    datapact("verify", pdf)
    wrong.write_text("kein Kranich am Fluss\n", "utf-8")
    access = ("--vault", anna.vault, "--as", anna.member, "--passphrase-file", wrong)
    assert datapact("agreement", "list", *access).code == 3
    broken = folder / "Angebot an Keller.dpact"
    broken.write_bytes(b'{"sealed": "Keller"}')
    assert anna.run("receive", broken).code == 4
    anna("vault", "backup", "-o", folder / "Sicherung Keller.dpbackup")
    with monkeypatch.context() as patch:
        patch.setattr("datapact.vault.folder.backup._assemble", disk_is_full)
        assert anna.run("vault", "backup", "-o", folder / "nirgends.dpbackup").code == 5
    new = folder / "new"
    new.write_text("sechs blaue Reiher am Ufer\n", "utf-8")
    anna("vault", "passphrase", "--new-passphrase-file", new)
    with writing(Paths(anna.vault).lock):
        assert in_another_process(anna.vault, new) == 5
    monkeypatch.setattr("datapact.cli.negotiation.templates.template_heads", lambda: {}["Maschinenbau Keller"])
    assert fault() == 5
    database = Paths(houses.sofia.vault).database
    database.write_bytes(database.read_bytes()[: 3 * 4096] + b"Institut" * 4096)
    assert houses.sofia.run("agreement", "list").code == 4
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
    worker_process.close()
    with pytest.raises(TooLarge):
        worker_process.run_apart("tests.acceptance.test_log:turn_for_ever", "Maschinenbau Keller", size=1)
    text = log_without_contents()
    for event in (
        "INFO datapact.vault.folder.opening: a vault was made",
        "INFO datapact.vault.folder.opening: a vault was opened, schema",
        "INFO datapact.vault.folder.open_vault: a vault was locked",
        "INFO datapact.vault.folder.backup: a backup was made,",
        "WARNING datapact.vault.folder.backup: no backup was made: ",
        "INFO datapact.vault.folder.rotation: the vault has a new key",
        "WARNING datapact.vault.folder.lock: the lock of the vault is held",
        "a command ended with an error: datapact.base.errors.Locked at datapact/",
        "a command ended with an error: datapact.base.errors.Malformed at datapact/",
        "a command ended with an error: datapact.base.errors.Damaged at datapact/",
        "ERROR datapact.base.local_log: DataPact has a fault, reported in fault-",
        "WARNING datapact.base.worker_process: the process that reads what others sent was ended",
    ):
        assert event in text, event
    secrets = [file.read_text("utf-8").strip() for file in folder.rglob("*.recovery")]
    places = [folder.parent.name, anna.vault.name, pdf.name, broken.name, "nirgends", "kein Kranich", "blaue Reiher"]
    assert secrets
    require_no_contents(text, history, history[:12], *secrets, *places, f"{Path.home()}{os.sep}")


def in_another_process(vault: Path, passphrase: Path) -> int:
    """The exit code of a command that opens the vault while this process holds the lock."""
    words = [sys.executable, "-c", ANOTHER, "--vault", vault, "--as", "anna-keller", "agreement", "list"]
    done = subprocess.run([*map(str, words), "--passphrase-file", str(passphrase)], check=False, capture_output=True)
    return done.returncode


ANOTHER = """
import sys
from datapact.vault.folder import lock
lock.writing.__wrapped__.__kwdefaults__["patience"] = 0.05
from datapact.cli.app.main import run
raise SystemExit(run(sys.argv[1:]))
"""


def disk_is_full(target: Path, *_more: object) -> None:
    raise OSError(errno.ENOSPC, "no space", str(target))


def fault() -> int:
    return run(["template", "list"])


def turn_for_ever(_name: str) -> None:
    """In the process that reads what others sent."""
    while True:
        pass
