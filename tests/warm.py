"""Child processes that begin warm: forked from one process that has imported what they need, which takes Python a second.

For tests that kill, or need a second program at work. What a child prints comes line by line to the test.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import TextIO

import datapact.audit.verify.verify  # noqa: F401 - the worker process loads it
from datapact.base import worker_process

_PRELOADED = ["tests.acceptance.kill_worker", "tests.consent.import_worker", "tests.obligations.erasing_worker"]
"""They import what the workers of all tests need."""


class Child:
    """A function at work in a process of its own; ``stdout`` is what it prints, as text."""

    def __init__(self, work: Callable[..., object], *arguments: str) -> None:
        """Begin ``work``, a function of a module of the tests, in the environment of this moment."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOADED)
        reading, writing = context.Pipe(duplex=False)
        self._process = context.Process(target=_work, args=(work, arguments, dict(os.environ), writing))
        self._process.start()
        writing.close()
        self.stdout: TextIO = os.fdopen(os.dup(reading.fileno()), encoding="utf-8")
        reading.close()

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process.pid is not None
        return self._process.pid

    def kill(self) -> str:
        """End it by SIGKILL; what it had printed and nobody had read."""
        os.kill(self.pid, signal.SIGKILL)
        rest = self.stdout.read()
        self.end()
        return rest

    def end(self) -> int:
        """Wait until it has ended; its exit code, which is negative for a signal."""
        self._process.join()
        code = self._process.exitcode
        self.stdout.close()
        self._process.close()
        assert code is not None
        return code


def _work(
    work: Callable[..., object], arguments: tuple[str, ...], environment: Mapping[str, str], out: Connection
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(out.fileno(), 1)
    out.close()
    fork_worker()
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", buffering=1, closefd=False)
    work(*arguments)
    sys.stdout.flush()


def fork_worker() -> None:
    """Give this forked process its worker process (see ``worker_process``) forked as well, before a vault is open."""
    worker_process._worker = worker_process._Worker(forked=True)
