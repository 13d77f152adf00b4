"""The output of commands: one JSON object for machines, plain lines for people, progress only on a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from datapact.base.errors import WrongUse
from datapact.base.strictjson import indented
from datapact.base.texts import N_
from datapact.cli.kit.settings import settings
from datapact.cli.printed.words import Printed

FORMAT = 1


def emit(
    result: Printed | Sequence[Printed], lines: Iterable[str] = (), *, findings: Sequence[Mapping[str, Any]] = ()
) -> None:
    """Print ``result`` as ``{"format":1,"result":…,"findings":[…]}`` with --json, else ``lines``."""
    if settings().json:
        shape = {"format": FORMAT, "result": result, "findings": list(findings)}
        print(indented(shape))  # noqa: T201
    else:
        for line in lines:
            print(clean(line))  # noqa: T201


def tell(lines: Iterable[str]) -> None:
    """Print lines at once, before something is done; nothing with --json, whose answer has them."""
    if not settings().json:
        print("\n".join(map(clean, lines)), flush=True)  # noqa: T201


def clean(line: str) -> str:
    """A line without control and bidirectional characters, which a partner's text may contain."""
    if line.isprintable():
        return line
    return "".join(character if character.isprintable() or character == "\n" else " " for character in line)


def complain(sentence: str) -> None:
    """Print one line on stderr, without control characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in sentence).split())
    print(f"datapact: {line}", file=sys.stderr)  # noqa: T201


def require_folder(file: Path) -> None:
    """Refuse, before any work, a file that could not be written: its folder is missing, or a folder is in its place."""
    if file.is_dir():
        raise WrongUse(N_("{file} is a folder. Name a file to write."), file=str(file))
    if not file.parent.is_dir():
        raise WrongUse(N_("There is no folder {folder} to write into. Check the name."), folder=str(file.parent))


def answer(code: int) -> None:
    """Set the exit code of a command that has finished: 0 yes, 1 no."""
    settings().exit_code = code


def table(rows: Sequence[Sequence[str]], headings: Sequence[str]) -> list[str]:
    """Rows as aligned columns under headings, for a terminal of any width."""
    cells = [list(headings), *[[clean(cell).replace("\n", " ") for cell in row] for row in rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]


class Progress:
    """Progress on stderr for work over a second; silent when stderr is not a terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty() and not settings().json
        self._start = time.monotonic()
        self._width = 0

    def __call__(self, what: str, done: int, total: int) -> None:
        if not self._shown or time.monotonic() - self._start < 1:
            return
        line = f"{what}: {done}/{total}" if total else what
        sys.stderr.write("\r" + line.ljust(self._width))
        sys.stderr.flush()
        self._width = len(line)

    def finish(self) -> None:
        if self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
