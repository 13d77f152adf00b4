"""A member's home in a process of its own: it opens its copy of the vault and does what it is told, one thing after another."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from datapact.base.errors import DataPactError
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.members.unlocking import unlock
from datapact.team.steps.joining import join_team
from tests.conftest import SteppingClock
from tests.warm import fork_worker


class Refused(Exception):
    """What a home refused: the name of its error and its sentence."""


class Home:
    """One home; ``do`` has a function of a module called there with its acting member, and brings back what it returns."""

    def __init__(self, *opening: object, preload: str) -> None:
        """``opening`` as ``_opened`` takes it; ``preload`` is the module whose functions are called."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([preload])
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_live, args=(theirs, opening))
        self._process.start()
        theirs.close()
        self._answer()

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process.pid is not None
        return self._process.pid

    def do(self, step: Callable[..., Any], *given: object) -> Any:
        """Have a step done; raises Refused."""
        self._pipe.send((step, given))
        return self._answer()

    def close(self) -> None:
        """Close the vault and end the process."""
        self._pipe.send(None)
        self._process.join()

    def _answer(self) -> Any:
        kind, value = self._pipe.recv()
        if kind:
            raise Refused(kind, value)
        return value


def _opened(
    start: datetime,
    folder: Path,
    member: str,
    passphrase: str,
    copy: Path | None = None,
    url: str = "",
    password: str = "",
) -> Acting:
    """The copy of a member: its own, or with ``copy`` one that joins the team."""
    clock = SteppingClock(start)
    if copy is None:
        return unlock(folder, member, passphrase, clock)
    return join_team(copy, folder, member, passphrase, clock, url, password)[0]


def _live(pipe: Connection, opening: tuple[Any, ...]) -> None:
    fork_worker()
    acting: Acting | None = None
    told: Any = (None, ())
    while told is not None:
        step, given = told
        try:
            if acting is None:
                acting = _opened(*opening)
                pipe.send(("", None))
            else:
                pipe.send(("", step(acting, *given)))
        except DataPactError as error:
            pipe.send((type(error).__name__, str(error)))
        told = pipe.recv()
    if acting is not None:
        acting.close()
