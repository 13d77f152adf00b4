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
ENGINES = ("pyhanko", "pikepdf", "reportlab")
"""What parses and draws: only in the process that reads what others sent."""


@pytest.mark.parametrize("file", ["auditor.dpcard", "signed.pdf", "dossier-partner.pdf", "bag.zip", "consent-row.json"])
def test_the_program_loads_no_tables_and_no_engine(file: str) -> None:
    run = f"sys.argv = ['datapact', 'verify', {str(FILES / file)!r}]; from datapact_ui.launch import main; main()"
    assert loaded_by(run) & {*NEVER, *ENGINES} == set()


def test_the_process_that_reads_loads_no_tables() -> None:
    found = loaded_by("import datapact.audit.verify.verify")
    assert found & {*NEVER} == set()
    assert {*ENGINES} <= found


def loaded_by(statement: str) -> set[str]:
    """The packages that a fresh process has loaded once it has run ``statement``."""
    script = f"import sys\ntry:\n    {statement}\nfinally:\n    print(*{{one.split('.')[0] for one in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    return set(done.stdout.splitlines()[-1].split())
