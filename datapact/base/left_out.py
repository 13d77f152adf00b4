"""Modules of other libraries that our libraries load and this program never uses: left out before they are loaded."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager


def leave_out_fetching() -> None:
    """Give pyHanko a stand-in for aiohttp, by which it would fetch what a signature names; our own requests go another way.

    It takes a fifth of the time in which pyHanko is loaded, and what parses others' files cannot ask the network by it. Nothing where it is loaded already.
    """
    sys.modules.setdefault("aiohttp", _NoNetwork("aiohttp"))


@contextmanager
def without(package: str) -> Iterator[None]:
    """Let what is imported meanwhile find no such package, unless it is loaded already."""
    if package in sys.modules:
        yield
        return
    sys.modules[package] = None  # type: ignore[assignment]  # Python's own way to say that there is none
    try:
        yield
    finally:
        del sys.modules[package]


class _NoNetwork(types.ModuleType):
    """Stands in for aiohttp."""

    def __getattr__(self, name: str) -> type[Exception]:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (_NotFetched,), {})


class _NotFetched(Exception):
    """What every name of aiohttp is; whoever makes one has nothing of it."""

    def __init__(self, *_given: object, **_named: object) -> None:
        raise RuntimeError("nothing is fetched by aiohttp in this program")
