"""Ask veraPDF whether files conform to PDF/A-3a and PDF/UA-1 (mark the test ``@pytest.mark.judge("verapdf")``)."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

RUNNER = Path(__file__).parent / "pdfa" / "verapdf"
FLAVOURS = ("3a", "ua1")


def complaints(files: Iterable[Path], flavours: Iterable[str] = FLAVOURS) -> str:
    """What veraPDF says against the files, or nothing when all of them conform."""
    names = [str(file) for file in files]
    wanted = ",".join(flavours)
    run = subprocess.run([str(RUNNER), wanted, *names], capture_output=True, text=True, timeout=600, check=False)
    expected = len(names) * (wanted.count(",") + 1)
    if run.returncode or run.stdout.count("PASS ") != expected:
        return f"{wanted}: exit {run.returncode}\n{run.stdout}{run.stderr}"
    return ""
