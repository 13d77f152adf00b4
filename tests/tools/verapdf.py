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
    said = []
    for flavour in flavours:
        run = subprocess.run([str(RUNNER), flavour, *names], capture_output=True, text=True, timeout=300, check=False)
        passed = run.stdout.count("PASS ")
        if run.returncode or passed != len(names):
            said.append(f"{flavour}: exit {run.returncode}\n{run.stdout}{run.stderr}")
    return "\n".join(said)
