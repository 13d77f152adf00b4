"""Load the code behind the unlock screen while a passphrase is typed, so that work begins at once afterwards."""

from __future__ import annotations

import threading
from importlib import import_module

_WINDOW = (
    "datapact.organisation.members.unlocking",
    "datapact_ui.kit.context.app_context",
    "datapact_ui.shell.main_window",
)
"""What every member needs."""
_VIEWS = (
    "datapact_ui.agreements.agreements_view",
    "datapact_ui.overview.overview_view",
)
"""Where members land, by their roles."""
_AFTERWARDS = ("datapact.vault.database.engine", "sqlalchemy.dialects.sqlite")
"""What changes a vault and asks by tables; the list is painted without."""

finished = threading.Event()
"""Set once everything is there."""


def read_ahead(*, has_time: bool) -> None:
    """Load in a separate thread; code that needs one of the modules earlier waits for it or loads it.

    ``has_time``: somebody types, so that there is time for what may not be needed at once, too.
    """
    threading.Thread(target=_load, args=(has_time,), name="read-ahead", daemon=True).start()


def _load(has_time: bool) -> None:
    for name in (*_WINDOW, *_VIEWS, *_AFTERWARDS) if has_time else _WINDOW:
        import_module(name)
    if has_time:  # reading the clauses is a quarter of what the first agreement takes to open
        templates = import_module("datapact.contract.templates.template")
        templates.compile_all(templates.shared_clauses().values())
    finished.set()
