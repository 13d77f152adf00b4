"""The ``datapact`` command line: language first, then global options, then the command, then its exit code.

Nothing heavy is imported here: ``datapact --help`` is measured against importing typer alone.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from datapact.base.errors import DataPactError, Surroundings, WrongUse
from datapact.base.texts import N_, Language, _, current_language, use_language
from datapact.cli.kit.output import complain
from datapact.cli.kit.settings import (
    Settings,
    choose_language,
    fresh_settings,
    keep_ids,
    set_settings,
    settings,
    split_global_options,
)


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line; returns the exit code of docs and design, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a letter must not fail
    words, unreadable = _words(arguments)
    options, command = split_global_options(words)
    use_language(choose_language(options, os.environ))
    try:
        if unreadable:
            raise WrongUse(
                N_("“{text}” is not text in UTF-8. Rename the file, or set the terminal to UTF-8."), text=unreadable
            )
        with fresh_settings():
            return _run(options, command)
    except DataPactError as error:
        complain(str(error))
        _log(error)
        return error.exit_code
    except (KeyboardInterrupt, EOFError):  # also the end of input where a passphrase is asked for
        complain(_("Stopped. Nothing that was not confirmed has been changed."))
        return 5
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        _log(error)
        complain(
            str(
                Surroundings(
                    N_("The computer refused ({reason}). Check disk and permissions and try again."),
                    reason=os.strerror(error.errno or 0),
                )
            )
        )
        return 5
    except Exception as error:  # noqa: BLE001 - the last barrier: a bug must not show a traceback to a person
        from datapact.base.local_log import keep_report

        try:
            kept = keep_report(error)
            complain(_("DataPact has a fault. A report was kept on this computer: {file}", file=str(kept)))
        except (OSError, DataPactError):
            complain(_("DataPact has a fault, and the disk took no report of it."))
        return 5


def _log(error: Exception) -> None:
    import logging

    from datapact.base.local_log import level_of

    logging.getLogger(__name__).log(level_of(error), "a command ended with an error", exc_info=error)


def _words(arguments: Sequence[str]) -> tuple[list[str], str]:
    """The typed words, and the first word with bytes that are no text, with those escaped."""
    words = [word.encode("utf-8", "backslashreplace").decode("utf-8") for word in arguments]
    unreadable = next((shown[:80] for shown, word in zip(words, arguments, strict=True) if shown != word), "")
    return words, unreadable


def _run(options: list[str], command: list[str]) -> int:
    from datapact.base.local_log import start_log

    if "--version" in options:
        from datapact import __version__

        print(f"datapact {__version__}")  # noqa: T201
        return 0
    start_log(os.environ)
    if not command or _names_a_file(command[0]):
        raise WrongUse(
            N_("The window opens one file at a time and takes no other option. See datapact --help for the commands.")
        )
    if _verifies_files(options, command):
        from datapact.cli.actions.verify import verify_files

        set_settings(Settings(json="--json" in options))
        verify_files([Path(word) for word in command[1:]], [], require_trust=False)
        return settings().exit_code
    from typer import exceptions as typer_exceptions

    try:
        code = _tree(current_language(), command)(
            args=[*options, *keep_ids(command)], prog_name="datapact", standalone_mode=False
        )
    except typer_exceptions.TyperException as error:
        raise WrongUse(_usage_message(error)) from None
    except typer_exceptions.Abort:
        raise KeyboardInterrupt from None
    except typer_exceptions.Exit as leaving:
        return int(leaving.exit_code)
    return int(code) if isinstance(code, int) else settings().exit_code


def _verifies_files(options: Sequence[str], command: Sequence[str]) -> bool:
    """Whether the words are ``verify FILE...`` and nothing else, which need no tree of commands to be understood."""
    return (
        len(command) > 1
        and command[0] == "verify"
        and all(word and not word.startswith("-") for word in command)
        and set(options) <= {"--json"}
    )


_begun: dict[Language, tuple[str, ...]] = {}


def _tree(language: Language, command: Sequence[str] = ()) -> Any:
    """The commands with their help in the current language: for the first command of a process what it names, then all."""
    path = tuple(takewhile(lambda word: not word.startswith("-"), command))
    return _built(language, path if _begun.setdefault(language, path) == path else ())


@lru_cache
def _built(_language: Language, path: tuple[str, ...]) -> Any:
    """What begins with the words of ``path``, or all; built once a process, for no command changes it."""
    from typer.main import get_command

    from datapact.cli.app.app import make_app
    from datapact.cli.app.help_pages import in_words
    from datapact.cli.app.named_commands import narrow
    from datapact.cli.app.plain_values import spare_pydantic

    spare_pydantic()
    return in_words(get_command(narrow(make_app(*path[:1]), path)))


def _names_a_file(argument: str) -> bool:
    return argument.lower().rstrip("/\\").endswith((".dpact", ".dpcard", ".dpdir", ".datapact"))


def _usage_message(error: Exception) -> str:
    """The message of a usage error in the user's language, by its class."""
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return _("There is no option {name}. See --help.", name=str(getattr(error, "option_name", "")))
    if kind == "MissingParameter":
        return _("Something is missing: {name}. See --help.", name=_name_of(getattr(error, "param", None)))
    if kind == "BadParameter":
        return _bad_value(getattr(error, "param", None))
    if kind in ("NoArgsIsHelpError", "UsageError", "NoSuchCommand"):
        context = getattr(error, "ctx", None)
        path = str(getattr(context, "command_path", "datapact"))
        return _("This command is not complete or not known. See {command} --help.", command=path)
    return _("This option is not used correctly. See --help.")


def _name_of(parameter: object) -> str:
    """The name of an option as typed (the long form), or of an argument as in its usage line."""
    names = [str(name) for name in getattr(parameter, "opts", None) or []]
    options = sorted((name for name in names if name.startswith("-")), key=len)
    return options[-1] if options else str(getattr(parameter, "name", "") or "").upper()


def _bad_value(parameter: object) -> str:
    name = _name_of(parameter)
    least, most = getattr(parameter, "min", None), getattr(parameter, "max", None)
    from datapact.cli.kit.moments import REFUSALS

    reader: Any = getattr(getattr(getattr(parameter, "type_descriptor", None), "parameter_info", None), "parser", None)
    if reader in REFUSALS:
        return _(REFUSALS[reader], name=name)
    if least is not None and most is not None:
        return _("{name} takes a whole number from {least} to {most}.", name=name, least=least, most=most)
    return _("The value for {name} is not valid. See --help.", name=name)
