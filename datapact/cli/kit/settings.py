"""Global options of the command line, accepted before or after the command."""

from __future__ import annotations

import locale
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from datapact.base.beginnings import LEAST
from datapact.base.texts import Language

WITH_VALUE = ("--vault", "--as", "--passphrase-file", "--lang")
_ID_WITH_DASH = re.compile(rf"-[A-Za-z0-9_-]{{42}}|-(?![do])(?=.*[A-Z0-9_])[A-Za-z0-9_-]{{{LEAST - 1},41}}")
"""A whole digest; or its beginning, save an option -d or -o with its value; a long option has small letters alone."""
FLAGS = ("--json", "--version", "--release-rest")


@dataclass(slots=True)
class Settings:
    """The values of global options and environment; ``exit_code`` is that of the finished command."""

    vault: Path | None = None
    """``--vault``: the folder; None where it is not given."""
    member: str | None = None
    """``--as``: id of the member; None for the only one."""
    passphrase_file: Path | None = None
    """File whose first line is the passphrase; None: it is asked for."""
    json: bool = False
    """Output for machines."""
    release_rest: bool = False
    """``--release-rest``: what leaves is made in spite of rows that do not fit what was signed, and names them."""
    exit_code: int = 0


_current: ContextVar[Settings] = ContextVar("datapact_settings")


def settings() -> Settings:
    """The settings of this run."""
    try:
        return _current.get()
    except LookupError:
        fresh = Settings()
        _current.set(fresh)
        return fresh


def set_settings(value: Settings) -> None:
    _current.set(value)


@contextmanager
def fresh_settings() -> Iterator[None]:
    """Begin with fresh settings and leave none behind: several commands may run in one process."""
    token = _current.set(Settings())
    try:
        yield
    finally:
        _current.reset(token)


def split_global_options(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Split the global options, wherever they are, from the rest: the command with its own arguments."""
    front: list[str] = []
    rest: list[str] = []
    position = 0
    while position < len(arguments):
        argument = arguments[position]
        if argument == "--":
            rest += arguments[position:]
            break
        if argument in FLAGS or argument.startswith(tuple(f"{name}=" for name in WITH_VALUE)):
            front.append(argument)
        elif argument in WITH_VALUE:
            front += arguments[position : position + 2]
            position += 1
        else:
            rest.append(argument)
        position += 1
    return front, rest


def keep_ids(command: list[str]) -> list[str]:
    """Put ids that begin with a dash after ``--``, so that they are not taken for options; arguments stay in their order.

    A word behind an option may be its value, so it stays where it is: arguments are best given before options.
    """
    if "--" in command:
        return command
    front: list[str] = []
    behind: list[str] = []
    is_value = False
    for word in command:
        is_option = len(word) > 1 and word.startswith("-")
        is_id = not is_value and _ID_WITH_DASH.fullmatch(word) is not None
        is_argument = bool(behind) and not is_option and not is_value
        (behind if is_id or is_argument else front).append(word)
        is_value = is_option and not is_id and not is_value and "=" not in word
    return [*front, "--", *behind] if behind else command


def choose_language(arguments: list[str], environment: Mapping[str, str]) -> Language:
    """``--lang``, else the locale: German where it begins with "de", English elsewhere."""
    wanted = ""
    for index, argument in enumerate(arguments):
        if argument == "--lang" and index + 1 < len(arguments):
            wanted = arguments[index + 1]
        elif argument.startswith("--lang="):
            wanted = argument.removeprefix("--lang=")
    if not wanted:
        for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
            if environment.get(name):
                wanted = environment[name]
                break
        else:
            wanted = locale.getlocale()[0] or ""
    return "de" if wanted.lower().startswith("de") else "en"
