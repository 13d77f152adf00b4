"""SIGKILL at any moment of any command: what was acknowledged is there, the vault is sound, and the work goes on."""

from __future__ import annotations

import contextlib
import dataclasses
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from datapact.audit.own_vault.check import check_whole_vault
from datapact.organisation.members.unlocking import unlock
from datapact.vault.database.tables import EntryRow
from tests.acceptance.test_kills import Nursery
from tests.cli.desks import Desk
from tests.corpus.reading import FOLDER, READ_AT, contents, run_by_clock, unpack

VAULT, MEMBER = "study-keller", "anna-keller"
LONGEST = 1.2  # seconds until the kill, at most: longer than most commands take


@dataclasses.dataclass
class Yard:
    """A vault to work in, and the process whose children are killed."""

    folder: Path
    nursery: Nursery
    history: str
    passphrase: str
    round: int = 0

    @property
    def desk(self) -> Desk:
        return Desk(self.folder / str(self.round), self.folder / str(self.round) / VAULT, MEMBER)


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Yard]:
    told = contents()
    unpack(FOLDER, VAULT, folder / "template")
    history = told["vaults"][VAULT]["then"][0][2]
    with pytest.MonkeyPatch.context() as patch:
        run_by_clock(patch, READ_AT)
        nursery = Nursery()
        yield Yard(folder, nursery, history, told["passphrase"])
        nursery.close()


def commands(yard: Yard, number: int) -> dict[str, tuple[object, ...]]:
    """What can be killed; each says by its end whether it is done, and can be given again."""
    folder = yard.desk.folder
    return {
        "comment": ("agreement", "comment", yard.history, f"remark {number}"),
        "consent": (
            "consent", "record", "--subject", f"N-{number}", "--dataset", "panel", "--purpose", "dpv:ScientificResearch",
        ),
        "send": ("send", yard.history, "--to", "Institut", "-o", folder / f"{number}.dpact"),
        "backup": ("vault", "backup", "-o", folder / f"{number}.dpbackup"),
        "export": ("audit", "export", "--agreement", yard.history, "--internal", "-o", folder / f"{number}.pdf"),
        "invite": ("vault", "members", "invite", f"Nora {number}", "--roles", "lead"),
        "passphrase": ("vault", "passphrase", "--new-passphrase-file", folder / "passphrase"),
        "remove": ("vault", "members", "remove", "martin-vogt", "--reason", "left"),
        "identity": ("vault", "members", "renew-identity"),
        "terminate": ("agreement", "terminate", yard.history, "--end", "2028-12-31", "--authority", "x"),
    }  # fmt: skip


def try_kill(yard: Yard, chance: random.Random) -> str:
    _fresh(yard)
    desk, number = yard.desk, chance.randrange(10**6)
    name, words = chance.choice(sorted(commands(yard, number).items()))
    before = _digests(yard)
    access = ("--vault", desk.vault, "--as", desk.member, "--passphrase-file", desk.folder / "passphrase")
    arguments = [str(word) for word in (*words, *access)]
    moment = READ_AT.isoformat()
    said, _status = yard.nursery.kill(chance, "command", desk.folder, moment, arguments, LONGEST)
    ended = "exit" in said
    with unlock(desk.vault, MEMBER, yard.passphrase, lambda: READ_AT) as acting:
        assert check_whole_vault(acting, lambda _what, _done, _total: None) == []
    after = _digests(yard)
    assert before <= after, "entries are gone"
    if ended and "0" in said:
        written = [one for one in words if isinstance(one, Path) and name in ("send", "backup", "export")]
        assert all(one.exists() for one in written), "what was said to be written is not there"
        assert name in ("backup", "invite", "passphrase") or before < after, "what was acknowledged is not there"
    again = desk.run(*words)
    assert again.code in (0, 1, 2), again.err  # done now, or was done before
    assert "has a fault" not in again.err
    assert desk.run("vault", "check").code == 0
    return f"{name} {'ended' if ended else 'killed'}"


def _fresh(yard: Yard) -> None:
    shutil.rmtree(yard.folder / str(yard.round), ignore_errors=True)
    yard.round += 1
    shutil.copytree(yard.folder / "template", yard.folder / str(yard.round))
    (yard.folder / str(yard.round) / "passphrase").write_text(yard.passphrase + "\n", "utf-8")


def _digests(yard: Yard) -> set[str]:
    with (
        unlock(yard.desk.vault, MEMBER, yard.passphrase, lambda: READ_AT) as acting,
        acting.vault.read() as session,
    ):
        return set(session.exec(select(EntryRow.digest)))
