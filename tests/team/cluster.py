"""A private PostgreSQL for the tests: on loopback, under a user that is not root, gone afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from datapact.team.database import trying

PLACES = Path("/usr/lib/postgresql")
OWNER = "chief"
"""The superuser of the private cluster."""
QUICK = (
    "-c fsync=off -c full_page_writes=off -c max_wal_size=64MB -c listen_addresses=127.0.0.1 -c max_connections=40"
    " -c shared_buffers=16MB -c autovacuum=off"
)


def programs() -> Path | None:
    """The folder of the newest PostgreSQL on this computer."""
    found = sorted(PLACES.glob("*/bin/initdb"), key=lambda one: int(one.parts[-3]) if one.parts[-3].isdigit() else 0)
    return found[-1].parent if found else trying.programs()


@dataclass(frozen=True)
class Cluster:
    """A running server."""

    bin: Path
    port: int
    passwords: dict[str, str]

    def url(self, user: str, database: str) -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def chief(self, database: str = "postgres") -> psycopg.Connection:
        """A connection of the superuser."""
        return psycopg.connect(self.url(OWNER, database), password=self.passwords[OWNER], autocommit=True)

    def new_database(self, name: str) -> None:
        with self.chief() as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')

    def allow(self, name: str, on: bool) -> None:
        """Let a database be reached, or not."""
        with self.chief() as connection:
            connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {str(on).lower()}')
            if not on:
                connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))

    def dump(self, database: str) -> bytes:
        environment = {**os.environ, "PGPASSWORD": self.passwords[OWNER]}
        command = [self.bin / "pg_dump", "-h", "127.0.0.1", "-p", str(self.port), "-U", OWNER, database]
        return subprocess.run(command, env=environment, check=True, capture_output=True).stdout

    def restore(self, database: str, dump: bytes) -> None:
        environment = {**os.environ, "PGPASSWORD": self.passwords[OWNER]}
        words = ["-h", "127.0.0.1", "-p", str(self.port), "-U", OWNER, "-q", "-v", "ON_ERROR_STOP=1", database]
        subprocess.run([self.bin / "psql", *words], env=environment, check=True, input=dump, stdout=subprocess.DEVNULL)


def as_other_user() -> list[str]:
    """How to start a program that root may not run."""
    if os.getuid() != 0:
        return []
    user = "postgres" if subprocess.run(["id", "postgres"], capture_output=True).returncode == 0 else "nobody"
    return [
        "setpriv",
        f"--reuid={user}",
        f"--regid={subprocess.check_output(['id', '-g', user], text=True).strip()}",
        "--clear-groups",
    ]


@contextmanager
def initialised() -> Iterator[tuple[Path, Path, dict[str, str]]]:
    """The programs, a folder with the data of a new cluster in ``data``, and passwords; skips where there is no PostgreSQL."""
    place = programs()
    if place is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is missing (Debian: postgresql-17)", pytrace=False)
        pytest.skip("PostgreSQL is not installed (Debian: postgresql-17)")
    other = as_other_user()
    folder = Path(tempfile.mkdtemp(prefix="team-"))  # sockets and other users need a short path that they may enter
    passwords = {OWNER: "chief secret", "writer": "writer secret"}
    secret = folder / "secret"
    secret.write_text(passwords[OWNER])
    if other:
        user = other[1].partition("=")[2]
        shutil.chown(folder, user)
        shutil.chown(secret, user)
    words = ["-U", OWNER, "--no-sync", "--no-instructions", "-E", "UTF8", "--locale=C", "-A", "scram-sha-256"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    try:
        command = [*other, place / "initdb", "-D", folder / "data", *words, f"--pwfile={secret}"]
        subprocess.run(command, check=True, **quiet)  # type: ignore[call-overload]
        yield place, folder, passwords
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(options: str = QUICK) -> Iterator[Cluster]:
    """A cluster; skips with a reason where there is no PostgreSQL."""
    with initialised() as (place, folder, passwords):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
        command = [*as_other_user(), place / "postgres", "-D", folder / "data", "-p", str(port), "-k", str(folder)]
        server = subprocess.Popen([*command, *options.split()], **quiet)  # type: ignore[call-overload]
        try:
            cluster = Cluster(place, port, passwords)
            wait_until_up(cluster.chief, server)
            with cluster.chief() as connection:
                connection.execute("CREATE ROLE writer LOGIN PASSWORD 'writer secret'")
            yield cluster
        finally:
            os.kill(server.pid, signal.SIGQUIT)  # nothing in it is kept
            server.wait(20)


def wait_until_up(connect: Callable[[], psycopg.Connection], server: subprocess.Popen | None) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            connect().close()
            return
        except psycopg.OperationalError:
            if server is None or server.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.02)
