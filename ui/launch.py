"""The ``datapact`` command: with arguments the command line, before anything of Qt is imported."""

from __future__ import annotations

import sys


def main() -> int:
    """Entry point of the console script; returns the exit code."""
    from datapact.cli.main import run

    return run(sys.argv[1:])
