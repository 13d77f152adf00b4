"""What loading libraries costs for nothing: parts that this program has no use for, and what is compiled anew at each start."""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]
import dataclasses
import marshal
import mmap
import re
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import _bootstrap_external
from pathlib import Path
from typing import Any, Final

try:
    from _sha2 import sha256 as _sha256  # type: ignore[import-not-found]  # what hashlib falls back to
except ImportError:  # a Python that was built without
    from hashlib import sha256 as _sha256

MAGIC: Final[bytes] = _bootstrap_external.MAGIC_NUMBER
"""The bytes that this Python's compiled code begins with: that of another is none of its own."""


_read: Callable[[str], Any] = lambda _text: None  # noqa: E731 - replaced where there is a file


def compiled_file(package: str) -> Path:
    """The place of what was compiled before, of a program whose ``__init__`` is this file: beside its compiled modules."""
    return Path(package).parent / "__pycache__" / f"compiled.{sys.implementation.cache_tag}"


def take_compiled(file: Path) -> None:
    """Take what each start would compile anew from a file, where there is one: methods of dataclasses, patterns, and the tables of our own TOML files.

    A dataclass writes its methods as text and has Python compile it: with 400 of them a fifth of a start; 500 patterns are a tenth. Compiled modules lie in
    ``__pycache__``; this lies beside them, made by ``.ci/compiled.py``. All is found by the whole text, so what has changed since is compiled as ever.
    """
    global _read
    try:
        with file.open("rb") as opened:
            whole = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
            magic, begins, places = marshal.load(opened)  # noqa: S302 - of this installation, as its modules are
    except (OSError, EOFError, ValueError, TypeError):
        return
    if magic != MAGIC:
        return

    def read(text: str) -> Any:
        place = places.get(key_of(text))
        if place is None:
            return None
        begin = begins + place[0]
        return marshal.loads(whole[begin : begin + place[1]])  # noqa: S302 - of this installation, as its modules are

    _read = read
    dataclasses.exec = _run  # type: ignore[attr-defined]
    re._compiler.compile = _pattern  # type: ignore[attr-defined]


def compiled(text: str) -> Any:
    """The object made of this text when the program was installed: code, or the tables of a TOML file, new each time; None where nothing was."""
    return _read(text)


def _run(text: str, names: dict[str, Any], made: dict[str, Any]) -> None:
    exec(_read(text) or text, names, made)  # noqa: S102 - as dataclasses do


compile_pattern: Final[Callable[[Any, int], re.Pattern[Any]]] = re._compiler.compile  # type: ignore[attr-defined]


def pattern_text(pattern: str | bytes, flags: int) -> str:
    """What a pattern's code is found by: all that it is made of, and the version of the machine that runs it."""
    return f"pattern {_sre.MAGIC} {flags} {pattern!r}"


def _pattern(pattern: Any, flags: int = 0) -> re.Pattern[Any]:
    """Compile a pattern as ``re`` does; take its code from the file where it lies there. Python holds that code valid before it runs it."""
    if isinstance(pattern, str | bytes) and (kept := _read(pattern_text(pattern, flags))):
        made, code, groups, names, numbered = kept
        return _sre.compile(pattern, made, code, groups, names, numbered)  # type: ignore[no-any-return]
    return compile_pattern(pattern, flags)


def sha256(data: bytes) -> bytes:
    """SHA-256 by Python's own code, for few and short texts: hashlib loads OpenSSL first, which the first window does without."""
    return bytes(_sha256(data).digest())


def key_of(text: str) -> bytes:
    """The key by which a text is looked up: no other text has the same."""
    return sha256(text.encode())


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
