"""The verifier in one page: how long a browser takes to judge a signed agreement, and an archive that DATAPACT_ARCHIVE names."""

from __future__ import annotations

import os
import shutil
import tempfile
from io import BytesIO
from pathlib import Path
from statistics import median

import pikepdf

from tests.audit.frozen import signed_agreement
from tests.benchmarks.measure import Figure
from tests.verifier.page import PAGE, driven

PDF_AIM, ARCHIVE_AIM = 1.0, 20.0  # seconds by the clock, from the choice of the file to the verdict
ROUNDS = 5


def judged_in_browsers() -> list[Figure]:
    """By the clock and by the processor, the browser's own start left out; each file in a page that was just opened."""
    figures = []
    with tempfile.TemporaryDirectory(prefix="datapact-benchmark-") as folder:
        file = Path(folder) / "signed.pdf"
        file.write_bytes(signed_agreement().pdf)
        with pikepdf.open(BytesIO(file.read_bytes())) as pdf:
            pages = len(pdf.pages)
        for browser in ("chromium", "firefox-esr"):
            if shutil.which(browser):
                figures += _figures(f"page: PDF of {pages} pages, {browser}", browser, file, PDF_AIM, ROUNDS)
                if archive := os.environ.get("DATAPACT_ARCHIVE"):
                    figures += _figures(f"page: archive, {browser}", browser, Path(archive), ARCHIVE_AIM, 1)
    return figures


def _figures(name: str, browser: str, file: Path, aim: float, rounds: int) -> list[Figure]:
    told = [driven(browser, PAGE, file) for _ in range(rounds)]
    return [
        Figure(name, median(one["took"] for one in told), aim, "s", 1.0),
        Figure(f"{name}, processor", median(one["processor"] for one in told), None, "s"),
        Figure(f"{name}, longest pause", median(one["longest"] for one in told), None, "ms"),
    ]
