"""The verifier in one page, run by Node: what it says of files, by their names."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
VERIFIER = HERE.parents[1] / "resources" / "verifier"
PAGE = VERIFIER / "datapact-verify.html"
PASSED = {
    "verdictProven",
    "verdictGood",
    "verdictOther",
    "verdictCard",
    "verdictReport",
    "verdictReceipt",
    "verdictRecord",
}
_HAS_MODULES = shutil.which("node") is not None and (VERIFIER / "node_modules" / "esbuild").is_dir()

needs_the_page = pytest.mark.skipif(
    not _HAS_MODULES and not os.environ.get("CI"),
    reason="node or the packages of resources/verifier are not installed: npm ci --prefix resources/verifier",
)
"""The packages of the page, as the lock file pins them; ``.ci/run`` installs them, so that there they are never missing."""


def node(*arguments: object) -> str:
    done = subprocess.run(["node", *map(str, arguments)], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def driven(browser: str, page: Path, *files: Path) -> dict[str, Any]:
    """What the built page shows of the files in a browser; Node of Debian has lines of the web by an option only."""
    drive = ("--no-warnings", "--experimental-websocket", HERE / "drive.mjs")
    said: dict[str, Any] = json.loads(node(*drive, shutil.which(browser), page, *files))
    return said


def judged(folder: Path, files: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    """What the page says of each file, by its name."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    found = json.loads(node(HERE / "judge_files.mjs", *(folder / name for name in files)))
    return {Path(path).name: value for path, value in found.items()}


def keys(value: dict[str, Any], result: str) -> set[str]:
    return {one["key"] for one in value["steps"] if one["result"] == result}
