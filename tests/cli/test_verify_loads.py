"""What ``datapact verify`` loads: neither tables nor SQLCipher nor Qt, in the program and in the process that reads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.journey

FILES = Path(__file__).parents[1] / "corpus" / "files"
NEVER = ("sqlmodel", "sqlalchemy", "sqlcipher3", "alembic", "PySide6")
"""Packages without which a file is verified."""
NETWORK = ("aiohttp", "yarl", "multidict")
"""What pyHanko would fetch by; nothing is fetched."""
ENGINES = ("pyhanko", "pikepdf", "reportlab")
"""What parses and draws: only in the process that reads what others sent."""


def test_who_only_shows_verdicts_on_a_pdf_loads_no_cryptography() -> None:
    run = (
        f"sys.argv = ['datapact', 'verify', {str(FILES / 'signed.pdf')!r}]; from datapact_ui.launch import main; main()"
    )
    assert loaded_by(run) & {*NEVER, *ENGINES, *NETWORK, "cryptography", "joserfc", "pydantic"} == set()


@pytest.mark.in_turn(3)
@pytest.mark.parametrize("file", ["auditor.dpcard", "signed.pdf", "dossier-partner.pdf", "bag.zip", "consent-row.json"])
def test_the_program_loads_no_tables_and_no_engine(file: str) -> None:
    run = f"sys.argv = ['datapact', 'verify', {str(FILES / file)!r}]; from datapact_ui.launch import main; main()"
    assert loaded_by(run) & {*NEVER, *ENGINES, *NETWORK} == set()


def test_a_word_and_a_path_are_taken_without_pydantic_and_wrong_ones_refused_as_ever() -> None:
    run = (
        "sys.argv = ['datapact', 'verify', 'there-is-none.pdf', '--json']; from datapact_ui.launch import main; main()"
    )
    assert "pydantic" not in loaded_by(run)


def test_the_process_that_reads_loads_no_tables() -> None:
    found = loaded_by("import datapact.audit.verify.verify")
    assert found & {*NEVER} == set()
    assert {*ENGINES} <= found


def test_the_process_that_reads_cannot_fetch() -> None:
    """It is asked as the program asks it, and has a stand-in instead of what fetches."""
    asked = "run_apart('builtins:eval', 'tuple(__import__(\\'sys\\').modules)', size=0)"
    script = f"from datapact.base.worker_process import run_apart\nprint(*{asked}, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=True)
    found = {name.split(".")[0] for name in done.stdout.split()}
    assert {*ENGINES} <= found
    assert found & {*NEVER, *NETWORK} == {"aiohttp"}
    assert not any(name.startswith("aiohttp.") for name in done.stdout.split())


def loaded_by(statement: str) -> set[str]:
    """The packages that a fresh process has loaded once it has run ``statement``; a stand-in for aiohttp is none."""
    script = f"import sys\ntry:\n    {statement}\nfinally:\n    print(*{{one.split('.')[0] for one in sys.modules if one != 'aiohttp'}})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    return set(done.stdout.splitlines()[-1].split())
