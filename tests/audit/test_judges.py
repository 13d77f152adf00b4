"""The signed agreement before independent judges: pdfsig, qpdf, mutool, veraPDF, pikepdf's own PDF/A check."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.audit.frozen import signed_agreement
from tests.tools.verapdf import complaints


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("signed") / "agreement.pdf"
    path.write_bytes(signed_agreement().pdf)
    return path


@pytest.mark.judge("pdfsig")
def test_pdfsig_says_three_times_valid(file: Path) -> None:
    said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature Validation: Signature is Valid.") == 3
    assert said.count("Total document signed") == 1


@pytest.mark.judge("qpdf")
def test_qpdf_finds_no_error(file: Path) -> None:
    checked = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.judge("mutool")
def test_mutool_draws_every_page(file: Path, tmp_path: Path) -> None:
    drawn = subprocess.run(
        ["mutool", "draw", "-o", str(tmp_path / "page-%d.png"), "-r", "30", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert drawn.returncode == 0, drawn.stderr
    assert "error" not in drawn.stderr


@pytest.mark.judge("verapdf")
def test_verapdf_finds_nothing_after_the_last_signature(file: Path) -> None:
    assert complaints([file]) == ""
