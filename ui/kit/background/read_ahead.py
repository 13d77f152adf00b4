"""Load the code behind the unlock screen while a passphrase is typed, so that work begins at once afterwards."""

from __future__ import annotations

import threading
from importlib import import_module

_MODULES = (
    "datapact.organisation.members.unlocking",
    "sqlalchemy.dialects.sqlite",
    "datapact_ui.kit.context.app_context",
    "datapact_ui.shell.main_window",
    "datapact_ui.agreements.agreements_view",
    "datapact_ui.overview.overview_view",
)

finished = threading.Event()
"""Set once everything is loaded."""


def read_ahead() -> None:
    """Load in a separate thread; code that needs one of the modules earlier waits for it or loads it."""
    threading.Thread(target=_load, name="read-ahead", daemon=True).start()


def _load() -> None:
    for name in _MODULES:
        import_module(name)
    finished.set()
