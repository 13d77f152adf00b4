"""``python -m tests.screenshots OUT_DIR [--only NAME]``: pictures of every view in both themes and languages.

Every look has a process of its own, for a scale must be known before Qt is loaded.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

LOOKS = (
    ("light", "de", 1.0, 100),
    ("light", "en", 1.0, 100),
    ("dark", "de", 1.0, 100),
    ("dark", "en", 1.0, 100),
    ("light", "de", 1.75, 100),
    ("dark", "en", 1.75, 100),
    ("light", "de", 1.0, 200),
)
SCREEN = {"screens": [{"name": "photo", "x": 0, "y": 0, "width": 3840, "height": 2400, "logicalDpi": 96, "dpr": 1}]}


def main() -> int:
    """Make the sample and let a process for each look photograph it; returns how many of them failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT_DIR")
    parser.add_argument("--only", default="*", metavar="NAME", help="scenes whose name fits, such as 'agreement-*'")
    parser.add_argument("--look", default="*", help="looks whose name fits, such as 'dark-*'")
    parser.add_argument(
        "--sample", type=Path, help="keep the sample vaults in this folder, or use those that are there"
    )
    parser.add_argument("--docs", action="store_true", help="write the pictures of README and guide, too")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child is not None:
        return photograph(given.out, given.only, given.sample, given.child)
    os.environ["TZ"] = "Europe/Berlin"  # the days of the sample are those of the pictures
    time.tzset()
    with tempfile.TemporaryDirectory() as scratch:
        from tests.screenshots.sample import make_sample
        from tests.screenshots.stage import Look

        sample = given.sample or Path(scratch) / "sample"
        if not (sample / "histories.txt").is_file():
            make_sample(sample)
        failed = 0
        for number, look in enumerate(LOOKS):
            if fnmatch.fnmatch(Look(*look).name, given.look):
                failed += _child(given.out, given.only, sample, number, Path(scratch)) != 0
    if given.docs:
        from tests.screenshots.for_docs import write_pictures

        print(f"{len(write_pictures(given.out))} pictures for README and guide")
    return failed


def _child(out: Path, only: str, sample: Path, number: int, scratch: Path) -> int:
    screen = scratch / "screen.json"
    screen.write_text(json.dumps(SCREEN), "utf-8")
    own = {name: str(scratch / name.lower()) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    own["XDG_STATE_HOME"] = str(scratch / f"state-{number}")  # each look begins with an empty log
    environment = {
        **os.environ,
        **own,
        "QT_QPA_PLATFORM": f"offscreen:configfile={screen}",
        "QT_SCALE_FACTOR": str(LOOKS[number][2]),
        "TZ": "Europe/Berlin",
    }
    arguments = ["--only", only, "--sample", str(sample), "--child", str(number)]
    return subprocess.run(
        [sys.executable, "-m", "tests.screenshots", str(out), *arguments], env=environment, check=False
    ).returncode


def photograph(out: Path, only: str, folder: Path, number: int) -> int:
    """In the process of one look: play every scene; a scene that fails does not keep the others from being seen."""
    from tests.screenshots.sample import Sample
    from tests.screenshots.scenes import SCENES
    from tests.screenshots.stage import Look, Stage

    look, failed = Look(*LOOKS[number]), 0
    with tempfile.TemporaryDirectory() as scratch:
        stage = Stage(Sample(folder), out, look, Path(scratch))
        for name, play in SCENES.items():
            if not fnmatch.fnmatch(name, only):
                continue
            try:
                play(stage)
            except Exception:  # noqa: BLE001 - told below
                failed += 1
                print(f"{look.name}: {name}\n{traceback.format_exc()}", file=sys.stderr)
                stage.close_dialogs()
        stage.close()
        for problem in stage.problems:
            print(f"{look.name}: {problem}", file=sys.stderr)
        print(f"{look.name}: {len(stage.shots)} pictures", flush=True)
        return failed + len(stage.problems)


if __name__ == "__main__":
    sys.exit(main())
