"""What tests/test_apart.py asks of the process that reads others' files; it loads little, for each start loads it anew."""

from __future__ import annotations

import os
import time
from pathlib import Path

from datapact.base import worker_process
from datapact.base.errors import Malformed
from datapact.base.worker_process import DRAWING_SECONDS, budget, drawing, drawings

START_LIGHT = "from datapact.base import worker_process; worker_process.serve(())"
"""Starts the process without what verifies files, which is loaded by the first file."""


def seen_by_the_worker() -> tuple[bool, int]:
    return worker_process._inside, os.getpid()


def name_of(folder: Path) -> tuple[str, bool]:
    return folder.name, folder.is_absolute()


def spin(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def draw_and_spin(drawing: float, after: float) -> str:
    with budget(DRAWING_SECONDS):
        spin(drawing)
    spin(after)
    return "done"


def draw_often(total: float, each: float, number: int) -> str:
    with drawings(total):
        for _ in range(number):
            with budget(1.0), drawing():
                spin(each)
    with drawing():
        spin(0.2)
    return "done"


def fill_memory() -> int:
    return len(bytearray(64 << 30))


def crash() -> None:
    os.abort()


def refuse() -> None:
    raise Malformed("This file is not a PDF.")


def fail() -> None:
    raise KeyError("a value that is nobody's business")


def limits() -> tuple[int, int]:
    import resource

    return resource.getrlimit(resource.RLIMIT_CORE)
