"""What a process remembers of an open vault, and forgets when the vault is closed.

A value is kept under a key that holds all that it depends on, so that an answer can be neither stale nor another vault's;
tests/acceptance/test_remembered.py holds that. A pure function of values that hold nothing of a vault uses ``lru_cache``.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from datapact.vault.database.session import Session

type Memory = dict[Remembered[Any, Any], OrderedDict[Any, Any]]
"""All that is remembered of one vault; its sessions share it."""

MEMORY = "datapact_memory"
"""Where in ``session.info`` it is."""
_LOCK = Lock()
_NOTHING = object()


class Remembered[K: Hashable, V]:
    """Values by key, of each open vault the ``most`` that were used last."""

    __slots__ = ("_most",)

    def __init__(self, most: int) -> None:
        self._most = most

    def get(self, session: Session, key: K) -> V | None:
        """What was remembered; None for nothing."""
        found = self._found(session, key)
        return None if found is _NOTHING else found

    def put(self, session: Session, key: K, value: V) -> V:
        """Remember a value, and forget the one that was not used for the longest time where there are too many."""
        kept = self._of(session)
        with _LOCK:
            kept[key] = value
            kept.move_to_end(key)
            while len(kept) > self._most:
                kept.popitem(last=False)
        return value

    def made(self, session: Session, key: K, make: Callable[[], V]) -> V:
        """What was remembered, else what ``make`` gives from now on."""
        found = self._found(session, key)
        return self.put(session, key, make()) if found is _NOTHING else found

    def forget(self, session: Session) -> None:
        """Forget all of this vault."""
        with _LOCK:
            self._of(session).clear()

    def _found(self, session: Session, key: K) -> Any:
        kept = self._of(session)
        with _LOCK:
            if key not in kept:
                return _NOTHING
            kept.move_to_end(key)
            return kept[key]

    def _of(self, session: Session) -> OrderedDict[K, V]:
        memory: Memory = session.info.setdefault(MEMORY, {})
        return memory.setdefault(self, OrderedDict())
