"""Load code in a separate thread before somebody needs it: while a passphrase is typed, and once a window is used."""

from __future__ import annotations

import threading
from collections.abc import Sequence
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
"""Set once everything behind the unlock screen is there."""
_begun = threading.Lock()
"""Held from when the views begin to be loaded."""
views_loaded = threading.Event()
"""Set once the code of all views is there."""


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


def read_views_ahead(modules: Sequence[str]) -> None:
    """Load the code of views that nobody has opened yet, in a separate thread; once in a process.

    The first page of an agreement needs half a second of it, in which the window would answer nobody. A window that nobody
    uses does not need the memory.
    """
    if _begun.acquire(blocking=False):
        threading.Thread(target=_load_views, args=(tuple(modules),), name="views-ahead", daemon=True).start()


def _load_views(modules: Sequence[str]) -> None:
    for name in modules:
        import_module(name)
    views_loaded.set()
