"""Names of the files that agreements are written to: readable, safe on every system, never overwriting another."""

from __future__ import annotations

import re
from pathlib import Path

_UNSAFE = re.compile(r"[^\w.\-]+")
_LONGEST = 80


def file_name(number: str, title: str, ending: str) -> str:
    """``DP-2026-0001 Vibration data.pdf``; ``ending`` comes without its dot."""
    words = _UNSAFE.sub(" ", f"{number} {title}").strip(" .")
    return f"{words[:_LONGEST].strip(' .') or 'agreement'}.{ending}"


def free_place(folder: Path, name: str) -> Path:
    """A free path for that name in a folder, numbered where the name is taken."""
    wanted = folder / name
    count = 2
    while wanted.exists():
        wanted = folder / f"{Path(name).stem} ({count}){Path(name).suffix}"
        count += 1
    return wanted
