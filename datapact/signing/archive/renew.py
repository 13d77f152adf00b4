"""Renew the proofs of the whole archive: every agreement that all have signed, one after the other.

Each is kept as soon as it is done, so that whoever stops goes on later. The completed file stays in this vault beside the PDF that
all parties have: it is no entry, and no party is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from sqlalchemy import text

from datapact.agreements.projection.append import load_state
from datapact.base.clock import later
from datapact.base.errors import AnswerNo, DataPactError, Locked
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_, Message, _
from datapact.deadlines.algorithms import held_safe
from datapact.obligations.due.signature_proofs import (
    AHEAD,
    ProofRecord,
    keep_proof_record,
    proof_record,
    proof_records,
    renewal_day,
)
from datapact.organisation.acting.log import directory
from datapact.signing.archive.complete import Completed, complete
from datapact.signing.authorities.level import LEVELS, Level, level_of
from datapact.signing.authorities.settings import TimestampAuthority, authorities
from datapact.signing.ceremony.rendition import frozen_input
from datapact.signing.ceremony.sign import PDF, current_pdf, digest_of, roots_of
from datapact.vault.database import entries

if TYPE_CHECKING:
    from cryptography import x509

    from datapact.base.progress import Progress
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

type Outcome = Literal["renewed", "nothing_due", "not_wanted", "less", "failed"]

OUTCOMES: dict[Outcome, str] = {
    "renewed": N_("proofs added"),
    "nothing_due": N_("nothing due"),
    "not_wanted": N_("no proofs wanted"),
    "less": N_("less than wanted"),
    "failed": N_("not done"),
}
_SIGNED = text("SELECT id, number FROM agreement WHERE stage IN ('signed', 'terminated') ORDER BY number, id")


@dataclass(frozen=True, slots=True)
class RenewalLine:
    """The result for one agreement."""

    agreement: str
    """History id."""
    number: str
    """Such as ``DP-2026-0001``."""
    outcome: Outcome
    """What was done."""
    level: str
    """The least level of its signatures now; empty where nobody could tell."""
    until: datetime | None
    """When the newest proof ends, by its certificate or by an algorithm, UTC; None without proof."""
    reasons: tuple[Message, ...] = ()
    """Why it is less than wanted, or not done."""


@dataclass(frozen=True, slots=True)
class RenewalReport:
    """The result of a round."""

    lines: tuple[RenewalLine, ...]
    """By number; only agreements that were looked at."""
    left: int
    """Agreements that were not looked at, for no authority answered any more."""

    @property
    def whole(self) -> bool:
        """Every agreement has what was wanted."""
        return self.left == 0 and all(one.outcome not in ("less", "failed") for one in self.lines)


def report_lines(report: RenewalReport) -> list[str]:
    """The report for people, an agreement a line with its reasons below."""
    lines: list[str] = []
    for one in report.lines:
        until = _("proven until {day}", day=until_day(one.until)) if one.until is not None else ""
        level = f"PAdES {one.level}" if one.level else ""
        lines.append(f"{one.number}: {', '.join(filter(None, (_(OUTCOMES[one.outcome]), level, until)))}")
        lines += [f"  {reason}" for reason in one.reasons]
    if not lines:
        lines.append(_("No agreement is signed by everybody."))
    if report.left:
        lines.append(_("No authority answers: {n} agreements were not looked at. Run it again later.", n=report.left))
    return lines


def until_day(moment: datetime | None) -> str:
    """The local day of an end, such as ``2031-05-04``; empty for none."""
    return "" if moment is None else day_of(moment, local_zone(moment)).isoformat()


@dataclass(frozen=True, slots=True)
class _Held:
    """A signed PDF as this vault has it."""

    pdf: bytes
    """With the proofs that were added here."""
    revision: str
    """Digest of what all parties have."""
    completed: str
    """Digest of ``pdf`` where proofs were added; empty otherwise."""
    roots: list[x509.Certificate]
    wanted: Level


def renew_archive(
    acting: Acting,
    progress: Progress,
    *,
    wanted: Level | None = None,
    within: timedelta = AHEAD,
    only: Sequence[str] = (),
) -> RenewalReport:
    """Complete every signed agreement (``only``: these) to its level, and renew what ends within that time.

    ``wanted`` replaces the levels that are set. Raises AnswerNo where no authority is set up, or the clock is wrong.
    """
    known = authorities()
    if not known:
        raise AnswerNo(N_("No authority for timestamps is set up on this computer."))
    with acting.vault.read() as session:
        rows = [(str(one[0]), str(one[1])) for one in session.connection().execute(_SIGNED)]
    rows = [one for one in rows if not only or one[0] in only]
    lines: list[RenewalLine] = []
    for done, (history, number) in enumerate(rows):
        progress(_("Agreements"), done, len(rows))
        line, answered = _one(acting, history, number, known, wanted, within)
        if line is not None:
            lines.append(line)
        if not answered:
            return RenewalReport(tuple(lines), len(rows) - done - 1)
    progress(_("Agreements"), len(rows), len(rows))
    return RenewalReport(tuple(lines), 0)


@dataclass(frozen=True, slots=True)
class ArchivedAgreement:
    """The proofs of one signed agreement, as far as this vault knows them."""

    agreement: str
    """History id."""
    number: str
    """Such as ``DP-2026-0001``."""
    level: str
    """The least level of its signatures, such as ``B-LT``."""
    until: datetime | None
    """When the newest proof ends, by its certificate or by an algorithm, UTC; None without proof."""
    renew: date | None
    """Local day by which it is to be renewed; None without proof."""
    completed: bool
    """Proofs were added in this vault."""


def archived(acting: Acting) -> tuple[ArchivedAgreement, ...]:
    """The known proofs, those due first coming first; agreements that no round has looked at are not in it."""
    with acting.vault.read() as session:
        known = proof_records(session)
        numbers = {str(one[0]): str(one[1]) for one in session.connection().execute(_SIGNED)}
    zone = local_zone(acting.clock())
    rows = [
        ArchivedAgreement(history, numbers[history], one.level, one.ends, renewal_day(one, zone), bool(one.completed))
        for history, one in known.items()
        if history in numbers
    ]
    return tuple(sorted(rows, key=lambda one: (one.renew or date.max, one.number)))


def _one(
    acting: Acting,
    history: str,
    number: str,
    known: Sequence[TimestampAuthority],
    wanted: Level | None,
    within: timedelta,
) -> tuple[RenewalLine | None, bool]:
    soon = later(acting.clock(), within)
    with acting.vault.read() as session:
        record = proof_record(session, history)
        level = wanted or level_of(session, history)
        if record is not None and not _due(record, level, soon):
            return RenewalLine(history, number, "nothing_due", record.level, record.ends), True
        try:
            held = _held(acting, session, history, record, level)
        except Locked:
            raise
        except DataPactError as error:
            return RenewalLine(history, number, "failed", "", None, (error.message,)), True
    if held is None:
        return None, True
    found = complete(held.pdf, "B-B", known, acting.clock, held.roots)  # looks, and asks nobody
    aim = held.wanted
    ends = found.ends is not None and found.ends <= soon
    if aim == "B-B" and found.ends is None:
        return RenewalLine(history, number, "not_wanted", found.level, None), True
    try:
        made = complete(held.pdf, aim, known, acting.clock, held.roots, renew=ends)
    except AnswerNo:
        raise
    except DataPactError as error:
        return RenewalLine(history, number, "failed", found.level, found.ends, (error.message,)), True
    missing = made.missing
    if ends and made.pdf != held.pdf and not _gained(found, made):
        made, missing = found, (_no_gain(made),)  # a timestamp that ends no later only makes the file longer
    changed = made.pdf != held.pdf
    _keep(acting, history, held, made.pdf if changed else None, made)
    outcome: Outcome = "less" if missing or (ends and not changed) else "renewed" if changed else "nothing_due"
    return RenewalLine(history, number, outcome, made.level, made.ends, missing), made.answered


def _gained(before: Completed, made: Completed) -> bool:
    """Whether the proofs reach further than before, in time or in level."""
    further = before.ends is not None and made.ends is not None and made.ends > before.ends
    return further or LEVELS.index(made.level) > LEVELS.index(before.level)


def _no_gain(made: Completed) -> Message:
    line = held_safe(made.algorithm)
    if line is not None and made.ends != made.until:
        return Message(
            N_(
                "The authority's new timestamp rests on {algorithm}, too, which counts as safe until {day} ({source}). Set up one"
                " that uses another algorithm."
            ),
            {"algorithm": made.algorithm, "day": line.last.isoformat(), "source": line.source},
        )
    return Message(
        N_(
            "The authority's new timestamp ends no later than the one that is there. Try again when it has a new certificate."
        ),
    )


def _due(record: ProofRecord, wanted: Level, soon: datetime) -> bool:
    if wanted not in LEVELS or record.level not in LEVELS:
        return True
    if record.until is not None and not record.algorithm:
        return True  # a release that knew no ends of algorithms looked
    if record.ends is not None and record.ends <= soon:
        return True
    return LEVELS.index(record.level) < LEVELS.index(wanted)


def _held(acting: Acting, session: Session, history: str, record: ProofRecord | None, wanted: Level) -> _Held | None:
    """The newest file of an agreement that everybody has signed in its PDF; None for another one."""
    folded = load_state(session, history)
    if not folded.fully_signed or folded.freeze is None or not folded.signed:
        return None
    document = frozen_input(session, folded)
    pdf, _first = current_pdf(session, folded, document)
    known = directory(session)
    roots = roots_of(known, {slot.organisation for slot in folded.freeze.slots}, folded)
    revision, completed = digest_of(pdf), ""
    if record is not None and record.revision == revision and record.completed:
        kept = entries.attachment(session, record.completed)
        if kept is not None:
            pdf, completed = kept[1], record.completed
    return _Held(pdf, revision, completed, roots, wanted)


def _keep(acting: Acting, history: str, held: _Held, pdf: bytes | None, made: Completed) -> None:
    with acting.vault.write() as session:
        completed = held.completed
        if pdf is not None:
            completed = entries.put_attachment(session, pdf, PDF)
            if held.completed:
                entries.forget_attachment(session, held.completed)
        record = ProofRecord(held.revision, completed, made.level, made.until, made.algorithm)
        keep_proof_record(session, history, record)


def completed_pdf(acting: Acting, history: str) -> bytes:
    """The signed PDF with the proofs that were added here; raises AnswerNo where there are none."""
    with acting.vault.read() as session:
        record = proof_record(session, history)
        kept = entries.attachment(session, record.completed) if record is not None and record.completed else None
    if kept is None:
        raise AnswerNo(N_("No proofs were added to this agreement in this vault. See datapact archive renew."))
    return kept[1]
