"""The list of exports from the vault: what, when, by whom; for internal dossiers the legal member who released them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from datapact.base.clock import write_time
from datapact.base.texts import N_, Message
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.entries import store as history_store
from datapact.history.entries.entry import organisation_history
from datapact.organisation.acting.records import records
from datapact.organisation.identity.own_history import own_line
from datapact.vault.database.tables import EntryRow

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

MOST = 10_000


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One export. ``digest`` is the base64url SHA-256 of the file; ``recipient`` and ``withheld`` are those of a release."""

    entry: str
    """Digest of the ``exported`` entry, base64url."""
    time: datetime
    """UTC, by the exporter's clock."""
    member: str
    """Name of who exported; empty where the key is not known."""
    what: str
    """In the words and language of who exported; empty once erased."""
    digest: str
    recipient: str = ""
    withheld: tuple[str, ...] = ()
    released: bool = False
    """True where a legal member released exactly this file."""


def exports(acting: Acting, limit: int = MOST) -> tuple[ExportLine, ...]:
    """The newest exports, newest first."""
    history = organisation_history(acting.organisation)
    with acting.vault.read() as session:
        names = own_line(session).names_by_kid()
        released = {str(one.body.get("digest", "")): one.body for one in records(session, "dossier_released")}
        wanted = (
            select(EntryRow.digest)
            .where(EntryRow.kind == "exported", EntryRow.history == history)
            .order_by(col(EntryRow.seq).desc())
            .limit(limit)
        )
        found = [history_store.load_one(session, digest) for digest in session.exec(wanted)]
    lines = []
    for entry in found:
        if entry is None:
            continue
        what, digest = entry.body.get("what"), entry.body.get("digest")
        body = released.get(str(digest), {})
        withheld = body.get("withheld", ())
        lines.append(
            ExportLine(
                entry.digest,
                entry.time,
                names.get(entry.kid, ""),
                "" if what in (None, WITHHELD) else str(what),
                "" if digest in (None, WITHHELD) else str(digest),
                str(body.get("recipient", "")),
                tuple(str(one) for one in withheld),
                bool(body),
            )
        )
    return tuple(lines)


def known_digest(acting: Acting, digest: str) -> Message | None:
    """The export or letter that a file with this SHA-256 (base64url) is; None for a file unknown to this vault."""
    for line in exports(acting):
        if line.digest == digest:
            told: dict[str, str | int | Message] = {
                "time": write_time(line.time),
                "person": line.member,
                "what": line.what,
            }
            return Message(N_("Exactly this file was exported on {time} by {person}: {what}"), told)
    with acting.vault.read() as session:
        for record in records(session, "recall"):
            if record.body.get("letter") == digest:
                letter: dict[str, str | int | Message] = {
                    "time": write_time(record.recorded),
                    "entry": record.entry[:12],
                }
                return Message(N_("Exactly this letter was written on {time}; entry {entry} names it."), letter)
    return None
