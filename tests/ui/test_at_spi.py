"""The window as a screen reader meets it: over AT-SPI, on a real X server, in a session of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.sample_vaults import Sample

WALK = Path(__file__).with_name("at_spi_walk.py")


@pytest.fixture
def display() -> Iterator[str]:
    """An X server without a screen; its name."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        name = f":{told.readline().strip()}"
    yield name
    server.terminate()
    server.wait(10)


@pytest.mark.judge("Xvfb", "dbus-run-session", "gdbus", "/usr/libexec/at-spi-bus-launcher")
def test_a_screen_reader_finds_its_way(sample: Sample, display: str, tmp_path: Path) -> None:
    secret = sample.folder / "Keller.anna-keller.passphrase"
    start = ["--vault", str(sample.keller), "--as", "anna-keller", "--passphrase-file", str(secret), "--lang", "en"]
    environment = {**os.environ, "DISPLAY": display, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    environment.pop("QT_QPA_PLATFORM", None)
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, str(WALK), *start],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    nameless = [
        one
        for before, one in pairwise(seen["found"])
        if one["focusable"] and not one["name"].strip() and not (before["focusable"] and before["name"])
    ]  # the ground of a named view has no name of its own
    assert not nameless, nameless
    names = {one["name"] for one in seen["found"]}
    assert {"Overview", "Agreements", "Partners"} <= names
    assert any(one["role"] in ("table", "tree", "list") and one["name"] for one in seen["found"])
    assert seen["title"].startswith("Partners")


@pytest.mark.judge("Xvfb", "dbus-run-session", "gdbus", "/usr/libexec/at-spi-bus-launcher")
def test_a_screen_reader_reads_a_text_row_by_row(display: str, tmp_path: Path) -> None:
    environment = {**os.environ, "DISPLAY": display, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    environment.pop("QT_QPA_PLATFORM", None)
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, str(WALK.with_name("at_spi_rows.py"))],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    *rows, last = json.loads(done.stdout.splitlines()[-1])
    assert [name for role, name in rows if role == "heading"] == ["Preamble", "Section 1 Parties"]
    assert rows[1][0] == "paragraph"
    assert last[0] == "paragraph"
    assert last[1].startswith("(")
