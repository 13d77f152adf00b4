"""The checks of a vault that need no knowledge of its content: ``datapact vault check`` begins here."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from sqlalchemy import Connection, text
from sqlcipher3 import dbapi2

from datapact.base.errors import Damaged
from datapact.base.progress import Progress, silent
from datapact.base.strictjson import to_base64url
from datapact.base.texts import Message, _, counted
from datapact.vault.database.checkpoint import START, compare, following, read_checkpoint
from datapact.vault.database.database import connect, damaged_pages, database_errors
from datapact.vault.folder.lock import writing
from datapact.vault.folder.newest_file import require_newest, stated_file, statements
from datapact.vault.folder.open_vault import OpenVault
from datapact.vault.keys.header import check_vault_file, read_vault_file
from datapact.vault.keys.subkeys import database_key

log = logging.getLogger(__name__)

_REPORT_EVERY = 1000


def check_storage(vault: OpenVault, progress: Progress = silent) -> list[Message]:
    """Problems found, none in a sound vault; ``progress`` gets a step's name, the amount done and the total.

    Page HMACs, SQLite's own structure, references, vault.json, checkpoint, the running digest over all entries, each
    entry's digest and each attachment's. Raises Surroundings when the vault cannot be read at all.
    """
    problems: list[Message] = []
    with writing(vault.paths.lock):
        problems += _files(vault)
        problems += page_problems(vault.paths.database, vault.vault_key, progress)
        try:
            with vault.read() as session:
                problems += content_problems(session.connection(), progress)
        except Damaged as error:
            problems.append(error.message)
    if problems:
        log.warning("the check of the vault found problems in its files: %s", len(problems))
    return problems


def _files(vault: OpenVault) -> list[Message]:
    problems = []
    try:
        file = read_vault_file(vault.paths.vault_file)
        check_vault_file(file, vault.vault_key)
        with vault.read() as session:
            require_newest(file, stated_file(statements(session.connection())))
    except Damaged as error:
        problems.append(error.message)
    try:
        with vault.read() as session:
            compare(session.connection(), read_checkpoint(vault.paths.checkpoint, vault.vault_key))
    except Damaged as error:
        problems.append(error.message)
    return problems


def page_problems(database: Path, vault_key: bytes, progress: Progress = silent) -> list[Message]:
    """What is wrong with the pages of a database file, its structure and its references; writers wait meanwhile.

    Raises Surroundings when the disk fails.
    """
    try:
        with database_errors(database):
            connection = connect(database, database_key(vault_key))
            try:
                return _page_problems(connection, progress)
            finally:
                connection.close()
    except dbapi2.Error as error:
        return [Message("SQLite reports: {report}. Restore the newest backup.", {"report": str(error)})]
    except Damaged as error:
        return [error.message]


def _page_problems(connection: dbapi2.Connection, progress: Progress) -> list[Message]:
    problems = []
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the next step reads only the main file
    progress(_("database pages"), 0, 1)
    wrong = damaged_pages(connection)
    if wrong:
        problems.append(
            counted(
                "{n} page of the database fails its authentication: it is damaged. Restore the newest backup.",
                "{n} pages of the database fail their authentication: they are damaged. Restore the newest backup.",
                wrong,
            )
        )
    progress(_("database structure"), 0, 1)
    said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(10)")]
    problems += [
        Message("SQLite reports: {report}. Restore the newest backup.", {"report": line})
        for line in said
        if line != "ok"
    ]
    progress(_("references"), 0, 1)
    astray = len(connection.execute("PRAGMA foreign_key_check").fetchall())
    if astray:
        problems.append(
            counted(
                "{n} reference in the database leads nowhere. Restore the newest backup.",
                "{n} references in the database lead nowhere. Restore the newest backup.",
                astray,
            )
        )
    progress(_("references"), 1, 1)
    return problems


def content_problems(connection: Connection, progress: Progress = silent) -> list[Message]:
    """Which entries and attachments are not those that were stored, in every schema so far. Raises Damaged, Surroundings."""
    return [*_entries(connection, progress), *_attachments(connection, progress)]


def _entries(connection: Connection, progress: Progress) -> list[Message]:
    """Check the running digest in commit order without gaps, and each entry's digest against its signed bytes."""
    total = connection.execute(text("SELECT count(*) FROM entry")).scalar_one()
    running, last = START.running, 0
    rows = connection.execution_options(yield_per=_REPORT_EVERY).execute(
        text("SELECT seq, digest, running, jws FROM entry ORDER BY seq")
    )
    for row in rows:
        last, running = last + 1, following(running, row.digest)
        if row.seq != last or bytes(row.running) != running:
            return [
                Message(
                    "The order of the entries is damaged from place {seq} on. Restore the newest backup.",
                    {"seq": row.seq},
                )
            ]
        signed = row.jws.rpartition(".")[0].encode("utf-8", "replace")
        if to_base64url(hashlib.sha256(signed).digest()) != row.digest:
            return [
                Message(
                    "The entry at place {seq} is not the one that was stored. Restore the newest backup.",
                    {"seq": row.seq},
                )
            ]
        if last % _REPORT_EVERY == 0:
            progress(_("entries"), last, total)
    progress(_("entries"), total, total)
    return []


def _attachments(connection: Connection, progress: Progress) -> list[Message]:
    digests = list(connection.execute(text("SELECT digest, size FROM attachment ORDER BY digest")))
    problems = []
    for done, (digest, size) in enumerate(digests, 1):
        data = connection.execute(text("SELECT data FROM attachment WHERE digest = :d"), {"d": digest}).scalar_one()
        if len(data) != size or to_base64url(hashlib.sha256(data).digest()) != digest:
            problems.append(
                Message(
                    "The attachment {digest} is not the one that was stored. Restore the newest backup.",
                    {"digest": digest},
                )
            )
        progress(_("attachments"), done, len(digests))
    return problems
