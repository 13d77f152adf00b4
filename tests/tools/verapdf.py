"""Ask veraPDF whether files conform to PDF/A-3a and PDF/UA-1 (mark the test ``@pytest.mark.judge("verapdf")``).

The judge is one process that is kept until the tests end: starting Java takes longer than judging.
"""

from __future__ import annotations

import atexit
import contextlib
import subprocess
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from threading import Timer

RUNNER = Path(__file__).parent / "pdfa" / "verapdf"
FLAVOURS = ("3a", "ua1")
PATIENCE_SECONDS = 600


def complaints(files: Iterable[Path], flavours: Iterable[str] = FLAVOURS) -> str:
    """What veraPDF says against the files, or nothing when all of them conform."""
    names = [str(Path(file).absolute()) for file in files]
    wanted = ",".join(flavours)
    answer, code = _ask([wanted, *names])
    expected = len(names) * (wanted.count(",") + 1)
    if code != "0" or answer.count("PASS ") != expected:
        return f"{wanted}: exit {code}\n{answer}"
    return ""


def _ask(words: list[str]) -> tuple[str, str]:
    """What the judge prints to one line of words, and the exit code that it would have ended with."""
    assert not any("\t" in word or "\n" in word for word in words), words
    judge = _judge()
    assert judge.stdin is not None
    assert judge.stdout is not None
    clock = Timer(PATIENCE_SECONDS, judge.kill)
    clock.start()
    try:
        with contextlib.suppress(BrokenPipeError):  # the reason is read below
            judge.stdin.write("\t".join(words) + "\n")
            judge.stdin.flush()
        said = []
        for line in judge.stdout:
            if line.startswith("END "):
                return "".join(said), line.removeprefix("END ").strip()
            said.append(line)
    finally:
        clock.cancel()
    _judge.cache_clear()
    return "".join(said), str(judge.wait())


@lru_cache
def _judge() -> subprocess.Popen[str]:
    judge = subprocess.Popen(
        [str(RUNNER), "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    atexit.register(_end, judge)
    return judge


def _end(judge: subprocess.Popen[str]) -> None:
    """Close its input: then it ends by itself."""
    with contextlib.suppress(BrokenPipeError):
        judge.communicate()
