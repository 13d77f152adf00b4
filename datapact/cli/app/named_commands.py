"""A command line that has only what some words name, so that the other commands need not be made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer
from typer.main import get_command_name


def narrow(app: typer.Typer, words: Sequence[str]) -> typer.Typer:
    """The application, in place: of each group that the words name, its commands; where they name none, all of the group."""
    inner: Any = app
    for word in words:
        groups = [one for one in inner.registered_groups if one.name == word]
        commands = [one for one in inner.registered_commands if _name(one) == word]
        if not groups and not commands:
            break
        inner.registered_groups, inner.registered_commands = groups, commands
        if not groups:
            break
        inner = groups[0].typer_instance
    return app


def _name(command: Any) -> str:
    return command.name or get_command_name(command.callback.__name__)
