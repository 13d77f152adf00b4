"""Load Qt, and put Python's own import back.

PySide6 replaces ``builtins.__import__`` by one that reads the source of every module loaded from then on, and keeps it, to
see whether it asks for ``from __feature__ import ...``. Nothing here does, so whoever starts with Qt does without.
"""

from __future__ import annotations

import builtins


def load_qt() -> None:
    """Load the widgets, once; ImportError where a library of the system is missing."""
    import PySide6.QtWidgets  # noqa: F401

    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
