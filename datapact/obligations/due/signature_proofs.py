"""Until when the proofs of a signed agreement last: kept in this vault alone, and shown as a day in the calendar.

A timestamp proves its time as long as the certificate behind it is valid and its algorithms are held safe. Before either ends,
another timestamp has to cover it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from datapact.base.clock import read_time, write_time
from datapact.base.errors import Damaged
from datapact.base.local_time import day_of
from datapact.base.strictjson import canonical, parse_object
from datapact.base.texts import N_, Message, counted
from datapact.deadlines.algorithms import end_of_proof, held_safe
from datapact.obligations.due.obligation import Obligation, short_key
from datapact.vault.database.entries import get_meta, set_meta
from datapact.vault.database.settings import WHOLE_VAULT, read_settings

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

AHEAD: Final = timedelta(days=90)
"""The time before their end at which proofs are to be renewed."""
_PREFIX: Final = "signature-proof/"
LEVEL: Final = "signing.level"
"""Setting of the vault that says which level signatures are to have; with a slash and a history's id behind it, that of one agreement."""
NO_PROOFS: Final = "B-B"
"""The level that wants no proofs of time."""
_UNSEEN: Final = text(
    "SELECT id FROM agreement WHERE stage IN ('signed', 'terminated')"
    " AND (evidence IN ('', 'signed_here', 'pdf_signature', 'qualified_as_stated')"
    " OR EXISTS (SELECT 1 FROM entry WHERE history = agreement.id AND kind = 'signed'))"
    " AND NOT EXISTS (SELECT 1 FROM meta WHERE key = :prefix || agreement.id"
    " OR (key > :prefix || agreement.id || '/' AND key < :prefix || agreement.id || '0'))"
)
_ALL: Final = text("SELECT key, value FROM meta WHERE substr(key, 1, :length) = :prefix")


@dataclass(frozen=True, slots=True)
class ProofRecord:
    """The proofs of one signed agreement, as far as this vault knows them."""

    revision: str
    """Digest of the PDF that all parties have, after the last signature."""
    completed: str
    """Digest of the same PDF with proofs added here; empty where none were added."""
    level: str
    """The least level of its signatures, such as ``B-LT``."""
    until: datetime | None
    """End of the certificate behind the newest proof of time, UTC; None without such a proof."""
    algorithm: str = ""
    """The algorithm behind it that falls first, such as ``RSA 2048``; empty where none does, or a release before 2026-12 looked."""
    file: str = ""
    """Name of the PDF where others signed it, too, so that a contract may have several; empty for the one signed here."""

    @property
    def ends(self) -> datetime | None:
        """The end of the newest proof, by its certificate or by an algorithm as this release dates it, UTC; None without one."""
        return None if self.until is None else end_of_proof(self.until, self.algorithm)


def proof_record(session: Session, history: str, file: str = "") -> ProofRecord | None:
    """The proofs of one agreement, or of the PDF with the digest ``file`` that others signed; None where nobody looked."""
    kept = get_meta(session, _key(history, file))
    return None if kept is None else _read(kept)


def keep_proof_record(session: Session, history: str, record: ProofRecord) -> None:
    """Keep what was found; it replaces what was known."""
    until = "" if record.until is None else write_time(record.until)
    value = {
        "revision": record.revision,
        "completed": record.completed,
        "level": record.level,
        "until": until,
        "algorithm": record.algorithm,
        **({"file": record.file} if record.file else {}),
    }
    key = _key(history, record.revision if record.file else "")
    set_meta(session, key, canonical(value).decode())


def forget_proof_record(session: Session, history: str, record: ProofRecord) -> None:
    """Forget what was known of a PDF that the contract no longer rests on."""
    set_meta(session, _key(history, record.revision if record.file else ""), None)


def proof_records(session: Session, only: str = "") -> tuple[tuple[str, ProofRecord], ...]:
    """The known proofs of signatures, each with its history id; ``only``: those of this history."""
    prefix = _PREFIX + only
    rows = session.connection().execute(_ALL, {"prefix": prefix, "length": len(prefix)})
    found = ((key.removeprefix(_PREFIX).partition("/")[0], _read(value)) for key, value in rows)
    return tuple((history, one) for history, one in found if one is not None and only in ("", history))


def _key(history: str, file: str) -> str:
    return f"{_PREFIX}{history}/{file}" if file else _PREFIX + history


def renewal_day(record: ProofRecord, zone: tzinfo) -> date | None:
    """The local day on which proofs are to be renewed; None without an end."""
    return None if record.ends is None else day_of(record.ends, zone) - AHEAD


def proof_obligations(session: Session, now: datetime, zone: tzinfo) -> Iterator[Obligation]:
    """The day, for each signed agreement with proofs, on which they are to be renewed."""
    today = day_of(now, zone)
    unseen = _unseen(session)
    if unseen:
        yield Obligation(
            key=short_key("proof", "unseen"),
            agreement="",
            kind="proof",
            title=counted(
                "Add proofs to signatures: no round has looked at {n} contract that is to have them.",
                "Add proofs to signatures: no round has looked at {n} contracts that are to have them.",
                unseen,
            ),
            due=today,
            party_name="",
            series=short_key("proof", "unseen"),
            place="",
            citation=Message(N_("ETSI EN 319 142-1, 5.5")),
            source="",
            steps=(
                Message(N_("Until when their proofs last, nobody knows before.")),
                Message(N_("All due ones at once: datapact archive renew, or Settings, Signatures.")),
            ),
        )
    for history, record in proof_records(session):
        due = renewal_day(record, zone)
        if due is None or record.ends is None:
            continue
        ends = day_of(record.ends, zone).isoformat()
        which = (record.revision,) if record.file else ()
        title = Message(N_("Renew the proofs of the signatures: their newest timestamp ends on {day}."), {"day": ends})
        if record.file:
            title = Message(
                N_("Renew the proofs of the signatures in {file}: their newest timestamp ends on {day}."),
                {"file": record.file, "day": ends},
            )
        yield Obligation(
            key=short_key("proof", history, *which, ends),
            agreement=history,
            kind="proof",
            title=title,
            due=due,
            overdue=due < today,
            party_name="",
            series=short_key("proof", history, *which),
            place="",
            citation=Message(N_("ETSI EN 319 142-1, 5.5")),
            source="",
            steps=(
                _why(record),
                Message(N_("All due ones at once: datapact archive renew, or Settings, Signatures.")),
            ),
        )


def _unseen(session: Session) -> int:
    """How many signed contracts are to have proofs by the level that is set, and no round has looked at."""
    kept = read_settings(session, WHOLE_VAULT)
    wanted = kept.get(LEVEL) not in (None, NO_PROOFS)
    if not wanted and all(level == NO_PROOFS for key, level in kept.items() if key.startswith(f"{LEVEL}/")):
        return 0
    found = (str(one[0]) for one in session.connection().execute(_UNSEEN, {"prefix": _PREFIX}))
    of_vault = kept.get(LEVEL, NO_PROOFS)
    return sum(kept.get(f"{LEVEL}/{history}", of_vault) != NO_PROOFS for history in found)


def _why(record: ProofRecord) -> Message:
    """What ends then, and how long before something is to be done."""
    line = held_safe(record.algorithm)
    if line is None or record.ends == record.until:
        return Message(
            N_("The certificate behind the timestamp ends then; {n} days before, a new one should cover the file."),
            {"n": AHEAD.days},
        )
    return Message(
        N_(
            "The timestamp rests on {algorithm}, which counts as safe until {day} ({source}); {n} days before, one with another"
            " algorithm should cover the file."
        ),
        {"algorithm": record.algorithm, "day": line.last.isoformat(), "source": line.source, "n": AHEAD.days},
    )


def _read(kept: str) -> ProofRecord | None:
    try:
        found = parse_object(kept.encode())
        revision, completed, level, until = (str(found[key]) for key in ("revision", "completed", "level", "until"))
        algorithm = str(found.get("algorithm", ""))
        file = str(found.get("file", ""))
        return ProofRecord(revision, completed, level, read_time(until) if until else None, algorithm, file)
    except (Damaged, KeyError):  # found anew by the next round
        return None
