"""Help pages in the user's language: typer's own few words, kinds of values, and every command's whole sentence.

Typer writes English and cuts the sentences in lists of commands; German readers would get half a page.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from typing import Any

from datapact.base.texts import N_, _

_VALUES: Mapping[str, str] = {
    "str": N_("<text>"),
    "list[str]": N_("<text>"),
    "path": N_("<path>"),
    "list[Path]": N_("<path>"),
    "int": N_("<number>"),
    "int range": N_("<number>"),
    "date": N_("<YYYY-MM-DD>"),
    "WrittenMoment": N_("<text>"),
}
"""Typer's names for the kinds of values, and ours."""

_WORDS: Mapping[str, str] = {
    "Usage: ": N_("Usage: "),
    "\nArguments:\n": N_("\nArguments:\n"),
    "\nOptions:\n": N_("\nOptions:\n"),
    "\nCommands:\n": N_("\nCommands:\n"),
    "Show this message and exit.": N_("Show this help."),
    "[required]": N_("[required]"),
    "; required]": N_("; required]"),
    "[default:": N_("[default:"),
    "[env var:": N_("[environment variable:"),
}
_ARGUMENT = re.compile(r"(?m)^(  [a-z_.]+)( <[^<>]+>)(?=  )")
"""An argument is named already; its kind says nothing more."""
_RANGE = re.compile(r"(\d+)<=x<=(\d+)")
_LEAST = re.compile(r"\bx>=(\d+)")


def in_words(command: Any) -> Any:
    """The tree of commands of typer, in place, with help pages in the current language."""
    command.options_metavar = _("[OPTIONS]")
    command.short_help = inspect.cleandoc(command.help or "")
    for parameter in command.params:
        kind = _kind(parameter)
        if parameter.param_type_name == "option" and kind in _VALUES and parameter.metavar is None:
            parameter.metavar = _(_VALUES[kind])
    plain = command.get_help

    def get_help(context: Any) -> str:
        return _in_words(str(plain(context)))

    command.get_help = get_help
    for inner in getattr(command, "commands", {}).values():
        in_words(inner)
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = _("COMMAND [ARGUMENTS]...")
    return command


def _kind(parameter: Any) -> str:
    if getattr(parameter, "is_flag", False) or getattr(parameter, "count", False):
        return ""
    return str(parameter.display_type(None) or "").strip("<>")


def _in_words(page: str) -> str:
    page = _ARGUMENT.sub(lambda found: f"{found[1]}{' ' * len(found[2])}", page)
    page = _RANGE.sub(lambda found: _("{least} to {most}", least=found[1], most=found[2]), page)
    page = _LEAST.sub(lambda found: _("at least {least}", least=found[1]), page)
    for word, message in _WORDS.items():
        page = page.replace(word, _(message))
    return page
