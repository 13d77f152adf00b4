"""The list of exports from the vault: what, when, by whom, for whom; where a release was asked, who released it and when.

Besides the ``exported`` entries it has the files that leave by records of their own: sealed files, whose receipts are
signed entries, Word files of a round and letters of recalls.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from sqlmodel import col, select

from datapact.agreements.views.list import keys_of, rows_of
from datapact.audit.engagements.scope import EVERYTHING, EngagementScope, scope_of
from datapact.base.clock import write_time
from datapact.base.texts import N_, Message
from datapact.exchange.bundle.acknowledgements import RECEIPT, recipients_of_files
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.entries import store as history_store
from datapact.history.entries.entry import organisation_history
from datapact.organisation.acting.records import records
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.references import reference_names
from datapact.vault.database.tables import EntryRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from datapact.history.entries.entry import Entry
    from datapact.organisation.acting.acting_member import Acting
    from datapact.organisation.acting.records import Record
    from datapact.vault.database.session import Session

MOST = 10_000


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One file that left. ``digest`` is the base64url SHA-256 of the file."""

    entry: str
    """Digest of the entry that records it, base64url."""
    time: datetime
    """UTC, by the exporter's clock."""
    member: str
    """Name of who exported; empty where the key is not known."""
    what: str
    """In the words and language of who exported; empty once erased."""
    digest: str
    """Empty for sealed files: each is sealed anew, and its entry is made before it is."""
    recipient: str = ""
    """Who got it, as far as somebody said; empty for nobody named."""
    withheld: tuple[str, ...] = ()
    """Of ``CHOICES``, as the release has it."""
    released: bool = False
    """True where a legal member released exactly this file, or the audit within which it left."""
    released_by: str = ""
    """Name of that member; empty where nothing was released, or the key is not known."""
    released_at: datetime | None = None
    """UTC, by the clock of that member."""
    by_audit: bool = False
    """True where the release is that of an audit, given when it was opened or changed last."""


def exports(acting: Acting, limit: int = MOST) -> tuple[ExportLine, ...]:
    """The newest exports that the member may see, newest first; of those at most ``limit``.

    To a mere auditor whose audits cover some agreements alone: the files that this member wrote, and sealed files and Word
    files of those agreements.
    """
    history = organisation_history(acting.organisation)
    scope = scope_of(acting)
    with acting.vault.read() as session:
        names = own_line(session).names_by_kid()
        releases = _Releases(session, names)
        wanted = (
            select(EntryRow.digest)
            .where(EntryRow.kind == "exported", EntryRow.history == history)
            .order_by(col(EntryRow.seq).desc())
        )
        found = (history_store.load_one(session, digest) for digest in session.exec(wanted).all())
        whose = (
            one for one in found if one is not None and (scope == EVERYTHING or one.kid == acting.member.author_kid)
        )
        lines = [_line(one, names, releases) for one in islice(whose, limit)]
        lines += _by_other_records(session, names, scope)
        lines += _sealed(session, acting.organisation, names, scope, limit)
    return tuple(sorted(lines, key=lambda one: one.time, reverse=True)[:limit])  # of one second as they were read


class _Releases:
    """The releases of this vault: of one file, found by its digest, and of audits."""

    def __init__(self, session: Session, names: Mapping[str, str]) -> None:
        self.names = names
        found = records(session, "dossier_released")
        self.by_digest = {str(one.body.get("digest", "")): one for one in found}
        audits = [one for one in records(session, "engagement") if one.body.get("release")]
        self.by_entry = {one.entry: one for one in (*found, *audits)}

    def of(self, entry: Entry) -> Record | None:
        """The release of a file that left; exports of earlier programs name none, and are found by their digest."""
        named, digest = entry.body.get("release"), entry.body.get("digest")
        return self.by_entry.get(str(named)) if named else self.by_digest.get(str(digest))


def _line(entry: Entry, names: Mapping[str, str], releases: _Releases) -> ExportLine:
    release = releases.of(entry)
    body = {} if release is None else release.body
    return ExportLine(
        entry=entry.digest,
        time=entry.time,
        member=names.get(entry.kid, ""),
        what=_shown(entry.body.get("what")),
        digest=_shown(entry.body.get("digest")),
        recipient=_shown(entry.body.get("recipient")) or str(body.get("recipient", "")),
        withheld=tuple(str(one) for one in body.get("withheld", ())),
        released=release is not None,
        released_by="" if release is None else names.get(release.author, ""),
        released_at=None if release is None else release.recorded,
        by_audit=release is not None and release.kind == "engagement",
    )


def _shown(value: object) -> str:
    return "" if value in (None, WITHHELD) else str(value)


def _by_other_records(session: Session, names: Mapping[str, str], scope: EngagementScope) -> Iterator[ExportLine]:
    """Word files and letters of recalls, whose own records have the digests of the files."""
    partners = reference_names(session)
    numbers = _numbers(session, _agreements(session))
    for one in records(session, "word_sent"):
        if not scope.covers(str(one.body.get("agreement", ""))):
            continue
        told: dict[str, str | int | Message] = {
            "number": numbers.get(str(one.body.get("agreement", "")), ""),
            "round": int(one.body.get("round", 0)),
        }
        words = Message(N_("Word file of {number}, round {round}"), told)
        for digest in one.body.get("files", ()):
            yield ExportLine(
                one.entry,
                one.recorded,
                names.get(one.author, ""),
                str(words),
                str(digest),
                str(one.body.get("partner", "")),
            )
    for one in records(session, "recall"):
        if one.body.get("letter") and scope.covers(str(one.body.get("agreement", ""))):
            recipient = str(one.body.get("recipient", ""))
            to = partners.get(recipient, recipient)
            words = Message(N_("Letter to {partner} about called-back data"), {"partner": to})
            yield ExportLine(
                one.entry, one.recorded, names.get(one.author, ""), str(words), str(one.body["letter"]), to
            )


def _sealed(
    session: Session, own: str, names: Mapping[str, str], scope: EngagementScope, limit: int
) -> Iterator[ExportLine]:
    """Sealed files: each is written with a receipt of ours, an entry in the history of its agreement."""
    wanted = (
        select(EntryRow.digest, EntryRow.history)
        .where(EntryRow.kind == RECEIPT, EntryRow.organisation == own)
        .order_by(col(EntryRow.seq).desc())
    )
    covered = (digest for digest, history in session.exec(wanted).all() if scope.covers(history))
    receipts = [history_store.load_one(session, digest) for digest in islice(covered, limit)]
    partners, to = reference_names(session), recipients_of_files(session)
    numbers = _numbers(session, [one.history for one in receipts if one is not None])
    for one in receipts:
        if one is not None:
            words = Message(N_("Sealed file of {number}"), {"number": numbers.get(one.history, "")})
            known = [partners.get(partner, partner) for partner in to.get(one.digest, ())]
            yield ExportLine(one.digest, one.time, names.get(one.kid, ""), str(words), "", ", ".join(known))


def _numbers(session: Session, histories: Sequence[str]) -> dict[str, str]:
    return {one.id: one.number for one in rows_of(session, keys_of(session, histories)).values()}


def _agreements(session: Session) -> list[str]:
    return [str(one.body.get("agreement", "")) for one in records(session, "word_sent")]


def known_digest(acting: Acting, digest: str) -> Message | None:
    """The export or letter that a file with this SHA-256 (base64url) is; None for a file unknown to this vault."""
    with acting.vault.read() as session:
        for record in records(session, "recall"):
            if record.body.get("letter") == digest:
                letter: dict[str, str | int | Message] = {
                    "time": write_time(record.recorded),
                    "entry": record.entry[:12],
                }
                return Message(N_("Exactly this letter was written on {time}; entry {entry} names it."), letter)
    for line in exports(acting, limit=sys.maxsize):
        if line.digest == digest:
            told: dict[str, str | int | Message] = {
                "time": write_time(line.time),
                "person": line.member,
                "what": line.what,
            }
            return Message(N_("Exactly this file was exported on {time} by {person}: {what}"), told)
    return None
