"""A primary and its standby, and PgBouncer in front of a server: private, on loopback, gone afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.team.cluster import OWNER, QUICK, Cluster, as_other_user, initialised, wait_until_up

BOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Server:
    """One server of a pair, which can be stopped as by a cut of the power and started again."""

    def __init__(self, bin: Path, data: Path, port: int) -> None:
        self.bin, self.data, self.port = bin, data, port
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *more: str) -> None:
        command = [
            *as_other_user(),
            self.bin / "postgres",
            "-D",
            self.data,
            "-p",
            str(self.port),
            "-k",
            self.data.parent,
        ]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": self.data.parent}
        self.process = subprocess.Popen([*command, *QUICK.split(), *more], **quiet)  # type: ignore[call-overload]

    def kill(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """End it; by SIGQUIT nothing is tidied up."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, how)
            self.process.wait(20)
            self.process = None


@dataclass(frozen=True)
class Pair(Cluster):
    """A primary and a standby; whoever connects finds the one that takes something in."""

    primary: Server
    standby: Server

    def url(self, user: str, database: str) -> str:
        hosts = f"127.0.0.1:{self.primary.port},127.0.0.1:{self.standby.port}"
        return f"postgresql://{user}@{hosts}/{database}?target_session_attrs=read-write"

    def at(self, server: Server, database: str = "postgres") -> psycopg.Connection:
        """A connection of the superuser to one of them."""
        url = f"postgresql://{OWNER}@127.0.0.1:{server.port}/{database}"
        return psycopg.connect(url, password=self.passwords[OWNER], autocommit=True)

    def set_synchronous(self, names: str) -> None:
        """Which standbys must have an item before it is acknowledged; empty for none."""
        with self.at(self.primary) as chief:
            chief.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
            chief.execute("SELECT pg_reload_conf()")
            until = time.monotonic() + 20
            state = "sync" if names else "async"
            while chief.execute("SELECT sync_state FROM pg_stat_replication").fetchall() != [(state,)]:
                assert time.monotonic() < until
                time.sleep(0.05)

    def promote(self) -> None:
        """Let the standby take the place of the primary."""
        with self.at(self.standby) as chief:
            assert chief.execute("SELECT pg_promote(true, 30)").fetchone() == (True,)


@contextmanager
def running_pair() -> Iterator[Pair]:
    """A primary with a standby; skips with a reason where there is no PostgreSQL."""
    with initialised() as (place, folder, passwords):
        primary, standby = (Server(place, folder / name, free_port()) for name in ("data", "standby"))
        cluster = Pair(place, primary.port, passwords, primary, standby)
        try:
            primary.start("-c", "wal_level=replica", "-c", "max_wal_senders=4")
            wait_until_up(lambda: cluster.at(primary), primary.process)
            with cluster.at(primary) as chief:
                chief.execute("CREATE ROLE writer LOGIN PASSWORD 'writer secret'")
            copy = [
                place / "pg_basebackup",
                "-h",
                "127.0.0.1",
                "-p",
                str(primary.port),
                "-U",
                OWNER,
                "-D",
                standby.data,
                "-R",
            ]
            environment = {**os.environ, "PGPASSWORD": passwords[OWNER]}
            subprocess.run(
                [*as_other_user(), *copy, "-c", "fast", "-X", "stream", "--no-sync"],
                env=environment, check=True, capture_output=True, cwd=folder,
            )  # fmt: skip
            standby.start("-c", "hot_standby=on")
            wait_until_up(lambda: cluster.at(standby), standby.process)
            yield cluster
        finally:
            primary.kill()
            standby.kill()


@contextmanager
def bouncing(cluster: Cluster) -> Iterator[Cluster]:
    """PgBouncer with transaction pooling over two connections, in front of a server; skips where it is not installed."""
    if BOUNCER is None:
        pytest.skip("PgBouncer is not installed (Debian: pgbouncer)")
    folder, port, other = Path(tempfile.mkdtemp(prefix="pool-")), free_port(), as_other_user()
    (folder / "users").write_text("".join(f'"{user}" "{word}"\n' for user, word in cluster.passwords.items()))
    (folder / "ini").write_text(
        f"[databases]\n* = host=127.0.0.1 port={cluster.port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n"
        f"unix_socket_dir =\nauth_type = scram-sha-256\nauth_file = {folder / 'users'}\npool_mode = transaction\n"
        "default_pool_size = 2\n"
    )
    for path in (folder, folder / "users", folder / "ini"):
        if other:
            shutil.chown(path, other[1].partition("=")[2])
    process = subprocess.Popen(
        [*other, BOUNCER, "-q", folder / "ini"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        made = Cluster(cluster.bin, port, cluster.passwords)
        wait_until_up(made.chief, process)
        yield made
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)
