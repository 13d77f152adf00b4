"""A reader of the vault folder written from docs/file-format.md alone: standard library, `cryptography`, SQLCipher."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, mlkem, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import load_der_private_key
from sqlcipher3 import dbapi2

from tests.exchange.mini_reader import canonical, decode, digest, need, parse

HEADER = ("id", "kind", "display_name", "kdf", "salt", "everyday_public", "signing_public")


def derived(secret: bytes, use: str, length: int = 32) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=b"DataPact 1: " + use.encode()).derive(secret)


def opened(key: bytes, wrapped: bytes, bound: bytes) -> bytes:
    return AESGCM(key).decrypt(wrapped[:12], wrapped[12:], bound)


def hpke_opened(private: bytes, sealed: bytes, info: bytes) -> bytes:
    key = MLKEM768X25519PrivateKey(
        mlkem.MLKEM768PrivateKey.from_seed_bytes(private[:64]), x25519.X25519PrivateKey.from_private_bytes(private[64:])
    )
    return Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM).decrypt(sealed, key, info=info)


def open_slot(folder: Path, member: str, passphrase: str) -> tuple[bytes, bytes]:
    """Vault key and everyday key of a member's slot, after all checks of vault.json."""
    file = parse((folder / "vault.json").read_bytes())
    since_2 = ("generation",) if file["format"] == 2 else ()
    covered = canonical({name: file[name] for name in ("format", "schema", "check", "slots", *since_2)})
    need(digest(covered) == file["sha256"], "sha256")
    slot = next(slot for slot in file["slots"] if slot["id"] == member)
    header = {name: slot[name] for name in HEADER}
    kdf = slot["kdf"]
    master = Argon2id(
        salt=decode(slot["salt"]),
        length=32,
        iterations=kdf["passes"],
        lanes=kdf["lanes"],
        memory_cost=kdf["memory_kib"],
    ).derive(unicodedata.normalize("NFC", passphrase).encode())

    def unwrapped(what: str) -> bytes:
        key = derived(master, f"slot wraps the {what}")
        return opened(key, decode(slot[what.replace(" ", "_")]), canonical({"slot": header, "wraps": what}))

    vault_key, everyday = unwrapped("vault key"), unwrapped("everyday key")
    for rotation in slot["rotations"]:
        sealed = opened(derived(vault_key, "rotation"), decode(rotation), canonical(header))
        vault_key = hpke_opened(everyday, sealed, b"DataPact 1: rotation")
    need(derived(vault_key, "key check value", 16) == decode(file["check"]), "key check value")
    mac = hmac.digest(derived(vault_key, "vault.json"), covered, "sha256")
    need(mac == decode(file["mac"]), "mac of vault.json")
    return vault_key, everyday


def tables(folder: Path, vault_key: bytes) -> dict[str, list[dict[str, Any]]]:
    """The rows of the tables that the page names."""
    connection = dbapi2.connect(str(folder / "vault.db"))
    connection.row_factory = dbapi2.Row
    connection.execute(f"PRAGMA key = \"x'{derived(vault_key, 'database').hex()}'\"")
    names = ("entry", "disclosure", "attachment", "partner", "person_key", "sealing_key", "meta")
    found = {name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in names}
    connection.close()
    return found


def check_chain(folder: Path, vault_key: bytes, entries: list[dict[str, Any]]) -> None:
    """Compare the entries in commit order with their running digests and with checkpoint.json."""
    checkpoint = parse((folder / "checkpoint.json").read_bytes())
    mac = decode(checkpoint.pop("mac"))
    need(hmac.digest(derived(vault_key, "checkpoint.json"), canonical(checkpoint), "sha256") == mac, "mac")
    running = bytes(32)
    for entry in sorted(entries, key=lambda entry: entry["seq"]):
        running = hashlib.sha256(running + decode(entry["digest"])).digest()
        need(running == entry["running"], "running digest")
    need((checkpoint["n"], decode(checkpoint["running"])) == (len(entries), running), "checkpoint")


def author_key(everyday: bytes, row: dict[str, Any]) -> ec.EllipticCurvePrivateKey:
    """The private author key in a row of person_key."""
    wrapped = parse(row["wrapped"])
    use = {"purpose": wrapped["purpose"], "slot": wrapped["slot"], "use": "DataPact 1: private key"}
    secret = parse(hpke_opened(everyday, decode(wrapped["sealed"]), canonical(use)))
    key = load_der_private_key(decode(secret["key"]), password=None)
    need(isinstance(key, ec.EllipticCurvePrivateKey), "author key")
    return key  # type: ignore[return-value]
