"""The cache of an open vault in this process, emptied when the vault is closed.

A value is kept under a key that holds all that it depends on, so that it can be neither stale nor another vault's;
tests/acceptance/test_remembered.py checks that. A pure function of values without vault data uses ``lru_cache``.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Protocol


class Holder(Protocol):
    """An open vault, or a session of one: whatever leads to what is remembered of it."""

    @property
    def info(self) -> dict[Any, Any]:
        """Holds what is remembered, under ``MEMORY``."""
        ...


type Memory = dict[Remembered[Any, Any], OrderedDict[Any, Any]]
"""All that is remembered of one vault; its sessions share it."""

MEMORY = "datapact_memory"
"""The key of what is remembered in ``info`` of a session or vault."""
_LOCK = Lock()
_NOTHING = object()


class Remembered[K: Hashable, V]:
    """Cached values by key: of each open vault the ``most`` last used ones."""

    __slots__ = ("_most",)

    def __init__(self, most: int) -> None:
        self._most = most

    def get(self, held: Holder, key: K) -> V | None:
        """The cached value; None for none."""
        found = self._found(held, key)
        return None if found is _NOTHING else found

    def put(self, held: Holder, key: K, value: V) -> V:
        """Cache a value, and drop the least recently used one where there are too many."""
        kept = self._of(held)
        with _LOCK:
            kept[key] = value
            kept.move_to_end(key)
            while len(kept) > self._most:
                kept.popitem(last=False)
        return value

    def made(self, held: Holder, key: K, make: Callable[[], V]) -> V:
        """The cached value, else the one from ``make``, which is cached."""
        found = self._found(held, key)
        return self.put(held, key, make()) if found is _NOTHING else found

    def forget(self, held: Holder) -> None:
        """Drop all values of this vault."""
        with _LOCK:
            self._of(held).clear()

    def _found(self, held: Holder, key: K) -> Any:
        kept = self._of(held)
        with _LOCK:
            if key not in kept:
                return _NOTHING
            kept.move_to_end(key)
            return kept[key]

    def _of(self, held: Holder) -> OrderedDict[K, V]:
        memory: Memory = held.info.setdefault(MEMORY, {})
        return memory.setdefault(self, OrderedDict())
