"""Samples that are kept on disk: made once, by one worker, and never half."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.kept import ROOT, UNUSED_SECONDS, kept

MAKE = """
import sys, time
from pathlib import Path
from tests.kept import kept

def make(folder):
    folder.mkdir()
    (folder / "file").write_text("whole")
    with Path(sys.argv[2]).open("a") as made:
        made.write("x")
    time.sleep(0.2)
    return "value"

folder, value = kept("sample", make, Path(sys.argv[1]))
print((folder / "file").read_text(), value)
"""


def _make(folder: Path) -> str:
    folder.mkdir()
    (folder / "file").write_text("whole", "utf-8")
    return "value"


def test_what_was_made_is_found_again(tmp_path: Path) -> None:
    folder, value = kept("sample", _make, tmp_path)
    assert (folder / "file").read_text("utf-8") == "whole"
    again = kept("sample", lambda _folder: pytest.fail("made twice"), tmp_path)
    assert again == (folder, value) == (folder, "value")


def test_two_workers_make_it_once(tmp_path: Path) -> None:
    made = tmp_path / "made"
    command = [sys.executable, "-c", MAKE, str(tmp_path / "cache"), str(made)]
    workers = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _worker in range(2)]
    assert [worker.communicate()[0] for worker in workers] == ["whole value\n"] * 2
    assert made.read_text("utf-8") == "x"


def test_what_could_not_be_made_is_not_kept(tmp_path: Path) -> None:
    def fail(folder: Path) -> str:
        _make(folder)
        raise ValueError("in the middle")

    with pytest.raises(ValueError, match="in the middle"):
        kept("sample", fail, tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.name == "file"]
    assert kept("sample", _make, tmp_path)[1] == "value"


def test_what_nobody_asked_for_any_more_goes(tmp_path: Path) -> None:
    old, young = tmp_path / "of-yesterday", tmp_path / "of-another-run"
    for folder in (old, young):
        folder.mkdir()
    os.utime(old, (0, time.time() - UNUSED_SECONDS - 60))
    kept("sample", _make, tmp_path)
    assert not old.exists()
    assert young.exists()
