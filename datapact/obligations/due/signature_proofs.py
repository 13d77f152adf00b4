"""Until when the proofs of a signed agreement last: kept in this vault alone, and shown as a day in the calendar.

A timestamp proves its time as long as the certificate behind it is valid. Before that ends, another timestamp has to cover it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from datapact.base.clock import read_time, write_time
from datapact.base.errors import Damaged
from datapact.base.local_time import day_of
from datapact.base.strictjson import canonical, parse_object
from datapact.base.texts import N_, Message
from datapact.obligations.due.obligation import Obligation, short_key
from datapact.vault.database.entries import get_meta, set_meta

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

AHEAD: Final = timedelta(days=90)
"""How long before their end proofs are to be renewed."""
_PREFIX: Final = "signature-proof/"
_ALL: Final = text("SELECT key, value FROM meta WHERE substr(key, 1, :length) = :prefix")


@dataclass(frozen=True, slots=True)
class ProofRecord:
    """What this vault knows of the proofs of one signed agreement."""

    revision: str
    """Digest of the PDF that all parties have, after the last signature."""
    completed: str
    """Digest of the same PDF with proofs added here; empty where none were added."""
    level: str
    """The least level of its signatures, such as ``B-LT``."""
    until: datetime | None
    """End of the certificate behind the newest proof of time, UTC; None without such a proof."""


def proof_record(session: Session, history: str) -> ProofRecord | None:
    """What is known of one agreement; None where nobody looked."""
    kept = get_meta(session, _PREFIX + history)
    return None if kept is None else _read(kept)


def keep_proof_record(session: Session, history: str, record: ProofRecord) -> None:
    """Keep what was found; it replaces what was known."""
    until = "" if record.until is None else write_time(record.until)
    value = {"revision": record.revision, "completed": record.completed, "level": record.level, "until": until}
    set_meta(session, _PREFIX + history, canonical(value).decode())


def proof_records(session: Session) -> Mapping[str, ProofRecord]:
    """What is known, by history id."""
    rows = session.connection().execute(_ALL, {"prefix": _PREFIX, "length": len(_PREFIX)})
    found = {key.removeprefix(_PREFIX): _read(value) for key, value in rows}
    return {history: record for history, record in found.items() if record is not None}


def renewal_day(record: ProofRecord, zone: tzinfo) -> date | None:
    """The local day on which proofs are to be renewed; None without an end."""
    return None if record.until is None else day_of(record.until, zone) - AHEAD


def proof_obligations(session: Session, now: datetime, zone: tzinfo) -> Iterator[Obligation]:
    """For each signed agreement with proofs the day on which they are to be renewed."""
    today = day_of(now, zone)
    for history, record in proof_records(session).items():
        due = renewal_day(record, zone)
        if due is None or record.until is None:
            continue
        ends = day_of(record.until, zone).isoformat()
        yield Obligation(
            key=short_key("proof", history, ends),
            agreement=history,
            kind="proof",
            title=Message(
                N_("Renew the proofs of the signatures: their newest timestamp ends on {day}."), {"day": ends}
            ),
            due=due,
            overdue=due < today,
            party_name="",
            series=short_key("proof", history),
            place="",
            citation=Message(N_("ETSI EN 319 142-1, 5.5")),
            source="",
            steps=(
                Message(
                    N_(
                        "The certificate behind the timestamp ends then; {n} days before, a new one should cover the file."
                    ),
                    {"n": AHEAD.days},
                ),
                Message(N_("All due ones at once: datapact archive renew, or Settings, Signatures.")),
            ),
        )


def _read(kept: str) -> ProofRecord | None:
    try:
        found = parse_object(kept.encode())
        revision, completed, level, until = (str(found[key]) for key in ("revision", "completed", "level", "until"))
        return ProofRecord(revision, completed, level, read_time(until) if until else None)
    except (Damaged, KeyError):  # found anew by the next round
        return None
