"""The ``datapact`` command: opens the window when no command is given, else the command line, before any Qt is loaded."""

from __future__ import annotations

import atexit
import gc
import os
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from datapact.base.left_out import leave_out_fetching
from datapact.base.texts import N_, Message, use_language
from datapact.cli.kit.settings import WITH_VALUE, choose_language
from datapact_ui.shell.window_start import WindowStart

FILES = (".dpact", ".dpcard", ".dpdir")


def main() -> int:
    """Entry point of the console script; returns the exit code."""
    atexit.register(gc.freeze)  # the system takes all memory back; sweeping it before takes longer than some commands
    leave_out_fetching()
    arguments = sys.argv[1:]
    if arguments == ["--read-apart"]:  # this process is the one that reads what others sent
        from datapact.base.worker_process import serve

        serve()
        return 0
    if arguments == ["--token-apart"]:  # and this is the one that speaks with a token
        from datapact.signing.keys.token_process import serve as speak_with_token

        speak_with_token()
        return 0
    start = window_start(arguments, os.environ)
    if start is None:
        gc.set_threshold(1_000_000)  # most commands end before there is garbage worth a search among all modules
        from datapact.cli.app.main import run

        return run(arguments)
    use_language(start.language or choose_language([], os.environ))
    if not has_display(os.environ):
        return _refuse(
            2,
            Message(
                N_(
                    "There is no display here for the window of DataPact. See datapact --help for the commands that need none."
                )
            ),
        )
    try:
        gc.disable()  # the application collects by itself (``Collector``); a search among modules while they load is for nothing
        from datapact_ui.kit.background.load_qt import load_qt

        load_qt()
        from datapact_ui.shell.app import run_app
    except ImportError as error:
        return _refuse(
            5,
            Message(
                N_(
                    "The window cannot be opened: a system library is missing ({reason}). On Debian: apt-get install libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1."
                ),
                {"reason": str(error)},
            ),
        )
    return run_app(start)


def window_start(arguments: Sequence[str], environment: Mapping[str, str]) -> WindowStart | None:
    """The start of the window, or None when the arguments are a command for the command line.

    Only ``--vault``, ``--as``, ``--passphrase-file`` and ``--lang`` and at most one .dpact, .dpcard or .dpdir file open it;
    in place of ``--vault`` a vault by its folder NAME.datapact, or by the vault.json in it.
    """
    given: dict[str, str] = {}
    files: list[str] = []
    left = list(arguments)
    while left:
        argument = left.pop(0)
        name, equals, value = argument.partition("=")
        if name in WITH_VALUE:
            if not equals:
                if not left:
                    return None
                value = left.pop(0)
            given[name] = value
        elif argument.lower().endswith(FILES) and not argument.startswith("-"):
            files.append(argument)
        elif "--vault" not in given and not argument.startswith("-") and (folder := vault_named(argument)):
            given["--vault"] = folder
        else:
            return None
    if len(files) > 1 or given.get("--lang", "de") not in ("de", "en"):
        return None
    vault = given.get("--vault") or environment.get("DATAPACT_VAULT")
    secret = given.get("--passphrase-file") or environment.get("DATAPACT_PASSPHRASE_FILE")
    return WindowStart(
        Path(vault) if vault else None,
        given.get("--as"),
        Path(secret) if secret else None,
        choose_language(["--lang", given["--lang"]], environment) if "--lang" in given else None,
        Path(files[0]) if files else None,
    )


def vault_named(argument: str) -> str:
    """The folder of the vault that an argument names by its own name; empty where it names none."""
    path = Path(argument)
    if path.name.lower().endswith(".datapact"):
        return argument
    return str(path.parent) if path.name == "vault.json" else ""


def has_display(environment: Mapping[str, str]) -> bool:
    """Whether a window can be shown: Qt itself would end the process without a word that helps."""
    if environment.get("QT_QPA_PLATFORM") or sys.platform in ("win32", "darwin"):
        return True
    if environment.get("WAYLAND_DISPLAY"):
        return True
    display = environment.get("DISPLAY", "")
    host, colon, screen = display.rpartition(":")
    number = screen.partition(".")[0]
    if not colon or not number.isdecimal():
        return False
    sockets = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - where X servers listen
    return bool(host) or _answers("\0" + sockets) or _answers(sockets)


def _answers(address: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as attempt:
        attempt.settimeout(2)
        try:
            attempt.connect(address)
        except OSError:
            return False
    return True


def _refuse(code: int, message: Message) -> int:
    print(f"datapact: {message}", file=sys.stderr)  # noqa: T201
    return code
