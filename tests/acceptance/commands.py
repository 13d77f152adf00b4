"""The command line, run in this process: exit code, what it printed, and that it never had a fault."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from datapact.cli.app import main as command_line
from datapact.cli.kit.settings import Settings, set_settings
from tests.acceptance.journey import PASSPHRASE

FILES = ("vault.db", "vault.json", "checkpoint.json")


@dataclass(frozen=True)
class Answer:
    """What one command line answered."""

    code: int
    out: str
    error: str


def run(*arguments: str | Path) -> Answer:
    """Run ``datapact`` in English; a fault of the program fails the test, and so does more than one line of error."""
    set_settings(Settings())
    out, error = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(error):
        code = command_line.run(["--lang", "en", *map(str, arguments)])
    said = error.getvalue()
    assert 0 <= code <= 5
    if code and not out.getvalue():
        assert said.startswith("datapact: ")
        assert said.count("\n") == 1
        assert said.endswith("\n")
    return Answer(code, out.getvalue(), said)


def run_in(vault: Path, member: str, *arguments: str | Path) -> Answer:
    """The same on a vault, as one of its members."""
    secret = vault.parent / "passphrase"
    if not secret.exists():
        secret.write_text(PASSPHRASE + "\n", "utf-8")
    return run("--vault", vault, "--as", member, "--passphrase-file", secret, *arguments)


def contents(vault: Path) -> dict[str, bytes]:
    """The files that a change would change, and what is left of the write-ahead log."""
    kept = {name: (vault / name).read_bytes() for name in FILES if (vault / name).exists()}
    log = vault / "vault.db-wal"
    return {**kept, log.name: log.read_bytes() if log.exists() else b""}
