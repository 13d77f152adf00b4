"""The verifier in one page: how long a browser takes to judge signed agreements, one of thirty pages, and an archive that DATAPACT_ARCHIVE names."""

from __future__ import annotations

import os
import shutil
import tempfile
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

import pikepdf

from tests.audit.frozen import make, signed_agreement
from tests.benchmarks.measure import Figure
from tests.verifier.page import PAGE, driven

PDF_AIM, ARCHIVE_AIM = 1.0, 20.0  # seconds by the clock, from the choice of the file to the verdict
ROUNDS = 5
MORE_CLAUSES = 36
"""So many more give a PDF of thirty pages."""


def judged_in_browsers() -> list[Figure]:
    """By the clock and by the processor, the browser's own start left out; each file in a page that was just opened."""
    figures = []
    with tempfile.TemporaryDirectory(prefix="datapact-benchmark-") as folder:
        files = []
        for name, data in (("usual", signed_agreement().pdf), ("long", make(change_state=_longer).pdf)):
            file = Path(folder) / f"{name}.pdf"
            file.write_bytes(data)
            with pikepdf.open(BytesIO(data)) as pdf:
                files.append((len(pdf.pages), file))
        for browser in ("chromium", "firefox-esr"):
            if shutil.which(browser):
                for pages, file in files:
                    figures += _figures(f"page: PDF of {pages} pages, {browser}", browser, file, PDF_AIM, ROUNDS)
                if archive := os.environ.get("DATAPACT_ARCHIVE"):
                    figures += _figures(f"page: archive, {browser}", browser, Path(archive), ARCHIVE_AIM, 1)
    return figures


def _longer(state: dict[str, Any]) -> None:
    """The same clauses again, under other ids, until there are thirty pages."""

    def renamed(value: Any, number: int) -> Any:
        if isinstance(value, dict):
            return {key: f"{one}-{number}" if key == "id" else renamed(one, number) for key, one in value.items()}
        return [renamed(one, number) for one in value] if isinstance(value, list) else value

    clauses = list(state["clauses"])
    for number in range(100, 100 + MORE_CLAUSES):
        state["clauses"].append(renamed(clauses[number % len(clauses)], number))


def _figures(name: str, browser: str, file: Path, aim: float, rounds: int) -> list[Figure]:
    told = [driven(browser, PAGE, file) for _ in range(rounds)]
    return [
        Figure(name, median(one["took"] for one in told), aim, "s", 1.0),
        Figure(f"{name}, processor", median(one["processor"] for one in told), None, "s"),
        Figure(f"{name}, longest pause", median(one["longest"] for one in told), None, "ms"),
    ]
