"""Damaged and doctored files of a vault: it opens and is sound, or is refused in one line and left as it is."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from datapact.agreements.steps import negotiation
from datapact.audit.own_vault.check import check_whole_vault
from datapact.base.errors import DataPactError
from datapact.base.strictjson import canonical, to_base64url
from datapact.organisation.members.unlocking import unlock
from tests.acceptance.commands import contents
from tests.corpus.reading import FOLDER, READ_AT, unpack
from tests.corpus.reading import contents as corpus_contents
from tests.faults.attempts import refused_by
from tests.faults.mutating import bytes_changed, value_changed

NAME = "gap"
MOST_MEMORY_KIB, MOST_PASSES = 65_536, 3  # what an attempt may ask of the key derivation; bounds have their own tests


@dataclass(frozen=True)
class Cabinet:
    """A good vault to copy."""

    vault: Path
    member: str
    passphrase: str
    history: str
    copy: Path


@contextmanager
def opened(folder: Path) -> Iterator[Cabinet]:
    told = corpus_contents()
    unpack(FOLDER, NAME, folder)
    vault = folder / NAME
    member, passphrase = told["vaults"][NAME]["member"], told["passphrase"]
    history = told["vaults"][NAME]["then"][0][2]
    with unlock(vault, member, passphrase, lambda: READ_AT) as acting:  # migrated, and nothing else changes it
        negotiation.comment(acting, history, "before")
    shutil.rmtree(vault / "backups", ignore_errors=True)
    yield Cabinet(vault, member, passphrase, history, folder / "copy")


def try_vault(cabinet: Cabinet, chance: random.Random) -> str:
    shutil.rmtree(cabinet.copy, ignore_errors=True)
    shutil.copytree(cabinet.vault, cabinet.copy)
    name = chance.choice(("vault.json", "vault.json", "checkpoint.json", "vault.db"))
    file = cabinet.copy / name
    good = file.read_bytes()
    doctored = name != "vault.db" and chance.random() < 0.7
    file.write_bytes(_doctored(good, chance) if doctored else bytes_changed(good, chance))
    before = contents(cabinet.copy)
    seen: list[bool] = []

    def use() -> None:
        with unlock(cabinet.copy, cabinet.member, cabinet.passphrase, lambda: READ_AT) as acting:
            seen.append(True)
            problems = check_whole_vault(acting, lambda _what, _done, _total: None)
            seen.append(not problems)
            entry = negotiation.comment(acting, cabinet.history, "after")
            with acting.vault.read() as session:
                from datapact.history.entries import store

                assert entry.digest in {one.digest for one in store.load(session, cabinet.history)}

    refusal = refused_by(use)
    if refusal is not None and not seen:
        after = contents(cabinet.copy)
        assert after["vault.json" if name != "vault.json" else name] == before["vault.json"]
        assert after["vault.db"] == before["vault.db"]
        return "refused"
    if refusal is not None:
        return "opened, then refused"
    return "opened, sound" if seen[1] else "opened, unsound and said so"


def _doctored(good: bytes, chance: random.Random) -> bytes:
    """Other values under a digest that fits, as somebody without a key can write them."""
    told = value_changed(json.loads(good), chance)
    if not isinstance(told, dict):
        return json.dumps(told).encode()
    for slot in told.get("slots") if isinstance(told.get("slots"), list) else ():
        kdf = slot.get("kdf") if isinstance(slot, dict) else None
        if isinstance(kdf, dict):  # expensive ones are lawful, and slow
            for name, most in (("memory_kib", MOST_MEMORY_KIB), ("passes", MOST_PASSES)):
                if isinstance(kdf.get(name), int) and kdf[name] > most and chance.random() < 0.9:
                    kdf[name] = most
    try:
        covered = {name: told[name] for name in ("format", "schema", "check", "slots") if name in told}
        if "sha256" in told:
            told["sha256"] = to_base64url(hashlib.sha256(canonical(covered)).digest())
        return canonical(told)
    except (ValueError, RecursionError, DataPactError):
        return json.dumps(told).encode("utf-8", "surrogatepass")
