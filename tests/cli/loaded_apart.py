"""What the process that reads others' files has loaded, asked in it."""

from __future__ import annotations

import sys


def loaded() -> tuple[str, ...]:
    """The names of all modules there."""
    return tuple(sys.modules)
