"""The kept judge says the same as one that is started for each file, and finds what is wrong."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.tools.verapdf import RUNNER, _judge, complaints

pytestmark = pytest.mark.judge("verapdf")


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A PDF that is no archival one, under a name with a blank and an umlaut."""
    from reportlab.pdfgen.canvas import Canvas

    file = tmp_path / "kein Archiv für später.pdf"
    canvas = Canvas(str(file))
    canvas.drawString(100, 100, "words")
    canvas.save()
    return file


def test_what_does_not_conform_is_named(plain: Path) -> None:
    said = complaints([plain])
    assert said.startswith("3a,ua1: exit 1\n")
    assert f"FAIL 3a {plain}" in said
    alone = subprocess.run([str(RUNNER), "3a,ua1", str(plain)], capture_output=True, text=True, check=False)
    assert alone.returncode == 1
    assert said.split("\n", 1)[1] == alone.stdout


def test_it_goes_on_after_a_file_that_it_cannot_read(plain: Path, tmp_path: Path) -> None:
    assert "exit 2" in complaints([tmp_path / "missing.pdf"])
    judge = _judge()
    assert "FAIL ua1" in complaints([plain])
    assert _judge() is judge


def test_a_judge_that_ended_is_started_anew(plain: Path) -> None:
    complaints([plain])
    _judge().kill()
    _judge().wait()
    assert complaints([plain]) != ""
    assert "FAIL 3a" in complaints([plain])
