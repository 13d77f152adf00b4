"""Renew the proofs of the whole archive: every signed PDF of every contract that all have signed, one after the other.

Each is kept as soon as it is done, so that whoever stops goes on later. The completed file stays in this vault beside the PDF that
all parties have: it is no entry, and no party is told. What carries no signature in a PDF is named with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from datapact.agreements.projection.append import load_state
from datapact.base.clock import later
from datapact.base.errors import AnswerNo, DataPactError, Locked
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_, Message, _
from datapact.deadlines.algorithms import held_safe
from datapact.obligations.due.signature_proofs import (
    AHEAD,
    ProofRecord,
    forget_proof_record,
    keep_proof_record,
    proof_record,
    proof_records,
    renewal_day,
)
from datapact.organisation.acting.log import directory
from datapact.signing.archive.complete import Completed, complete, complete_foreign
from datapact.signing.archive.signed_pdfs import (
    NO_SIGNATURE,
    LeftOut,
    SignedPdf,
    has_copies,
    signed_contract,
    signed_contracts,
)
from datapact.signing.authorities.level import LEVELS, Level, level_of
from datapact.signing.authorities.settings import TimestampAuthority, authorities
from datapact.signing.ceremony.sign import PDF, roots_of
from datapact.vault.database import entries

if TYPE_CHECKING:
    from cryptography import x509

    from datapact.base.progress import Progress
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

type Outcome = Literal["renewed", "nothing_due", "not_wanted", "less", "failed", "left_out"]

OUTCOMES: dict[Outcome, str] = {
    "renewed": N_("proofs added"),
    "nothing_due": N_("nothing due"),
    "not_wanted": N_("no proofs wanted"),
    "less": N_("less than wanted"),
    "failed": N_("not done"),
    "left_out": N_("left out"),
}


@dataclass(frozen=True, slots=True)
class RenewalLine:
    """The result for one signed PDF, or for what a contract rests on instead."""

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
    """Why it is less than wanted, not done or left out."""
    file: str = ""
    """Name of the file where others signed it, too; empty for the PDF signed here."""
    pades: bool = True
    """Its signatures are PAdES; others can have the same proofs."""


@dataclass(frozen=True, slots=True)
class RenewalReport:
    """The result of a round."""

    lines: tuple[RenewalLine, ...]
    """By number, every file of each agreement that was looked at."""
    left: int
    """Agreements that were not looked at, for no authority answered any more."""

    @property
    def whole(self) -> bool:
        """Every agreement has what was wanted."""
        return self.left == 0 and all(one.outcome not in ("less", "failed") for one in self.lines)


def report_lines(report: RenewalReport) -> list[str]:
    """The report for people, a file a line with its reasons below."""
    lines: list[str] = []
    for one in report.lines:
        until = _("proven until {day}", day=until_day(one.until)) if one.until is not None else ""
        level = ""
        if one.level:
            level = f"PAdES {one.level}" if one.pades else _("proofs as for PAdES {level}", level=one.level)
        said = ", ".join(filter(None, (_(OUTCOMES[one.outcome]), level, until)))
        lines.append(f"{', '.join(filter(None, (one.number, one.file)))}: {said}")
        lines += [f"  {reason}" for reason in one.reasons]
    if report.left:
        lines.append(_("No authority answers: {n} agreements were not looked at. Run it again later.", n=report.left))
    return lines or [_("No agreement is signed by everybody.")]


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
    name: str
    """Its name where others signed it, too; empty for the one signed here."""
    roots: Sequence[x509.Certificate]
    """Identity certificates of the parties, for a PDF signed here."""


@dataclass(frozen=True, slots=True)
class _Round:
    """What a round asks for."""

    known: Sequence[TimestampAuthority]
    wanted: Level | None
    """Instead of the levels that are set."""
    soon: datetime
    """Proofs that end by then are renewed, UTC."""


def renew_archive(
    acting: Acting,
    progress: Progress,
    *,
    wanted: Level | None = None,
    within: timedelta = AHEAD,
    only: Sequence[str] = (),
) -> RenewalReport:
    """Complete every signed PDF (``only``: of these agreements) to its level, and renew what ends within that time.

    ``wanted`` replaces the levels that are set. Raises AnswerNo where no authority is set up, or the clock is wrong.
    """
    known = authorities()
    if not known:
        raise AnswerNo(N_("No authority for timestamps is set up on this computer."))
    with acting.vault.read() as session:
        rows = signed_contracts(session, only)
    asked = _Round(known, wanted, later(acting.clock(), within))
    lines: list[RenewalLine] = []
    for done, (history, number) in enumerate(rows):
        progress(_("Agreements"), done, len(rows))
        for line, answered in _of_agreement(acting, history, number, asked):
            lines.append(line)
            if not answered:
                return RenewalReport(tuple(lines), len(rows) - done - 1)
    progress(_("Agreements"), len(rows), len(rows))
    return RenewalReport(tuple(lines), 0)


@dataclass(frozen=True, slots=True)
class ArchivedAgreement:
    """The proofs of one signed PDF, as far as this vault knows them."""

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
    file: str = ""
    """Name of the file where others signed it, too; empty for the PDF signed here."""


def archived(acting: Acting) -> tuple[ArchivedAgreement, ...]:
    """The known proofs, those due first coming first; files that no round has looked at are not in it."""
    with acting.vault.read() as session:
        known = proof_records(session)
        numbers = dict(signed_contracts(session))
    zone = local_zone(acting.clock())
    rows = [
        ArchivedAgreement(
            history, numbers[history], one.level, one.ends, renewal_day(one, zone), bool(one.completed), one.file
        )
        for history, one in known
        if history in numbers
    ]
    return tuple(sorted(rows, key=lambda one: (one.renew or date.max, one.number, one.file)))


def _of_agreement(acting: Acting, history: str, number: str, asked: _Round) -> Iterator[tuple[RenewalLine, bool]]:
    """A line for each file, and whether an authority answered where one was asked."""
    with acting.vault.read() as session:
        level = asked.wanted or level_of(session, history)
        record = proof_record(session, history)
        if record is not None and not _due(record, level, asked.soon) and not has_copies(session, history):
            yield RenewalLine(history, number, "nothing_due", record.level, record.ends), True
            return
        try:
            contract = signed_contract(session, history)
            roots = _roots(session, history) if any(not one.name for one in contract.pdfs) else []
        except Locked:
            raise
        except DataPactError as error:
            yield RenewalLine(history, number, "failed", "", None, (error.message,)), True
            return
    _forget_others(acting, history, contract.pdfs)
    for one in contract.pdfs:
        yield _of_file(acting, history, number, one, roots, level, asked)
    for left in contract.left_out:
        yield _left_out(history, number, left), True


def _left_out(history: str, number: str, left: LeftOut) -> RenewalLine:
    return RenewalLine(history, number, "left_out", "", None, (left.reason,), left.name)


def _of_file(
    acting: Acting,
    history: str,
    number: str,
    one: SignedPdf,
    roots: Sequence[x509.Certificate],
    aim: Level,
    asked: _Round,
) -> tuple[RenewalLine, bool]:
    with acting.vault.read() as session:
        record = proof_record(session, history, one.digest if one.name else "")
        if record is not None and not _due(record, aim, asked.soon):
            return RenewalLine(history, number, "nothing_due", record.level, record.ends, (), one.name), True
        held = _held(session, one, record, roots)
    found: Completed | None = None
    try:
        found = _completed(held, "B-B", acting, asked)  # looks, and asks nobody
    except DataPactError as error:
        return RenewalLine(history, number, "failed", "", None, (error.message,), one.name), True
    if found is None:
        return _left_out(history, number, LeftOut(NO_SIGNATURE, one.name)), True
    ends = found.ends is not None and found.ends <= asked.soon
    if record is not None and record.until is not None and found.ends is None:  # its authority is relied on no longer
        aim = max(aim, _level(record), key=LEVELS.index)
    if aim == "B-B" and found.ends is None:
        return RenewalLine(history, number, "not_wanted", found.level, None, (), one.name, found.pades), True
    try:
        made = _completed(held, aim, acting, asked, renew=ends) or found
    except AnswerNo:
        raise
    except DataPactError as error:
        reasons = (error.message,)
        return RenewalLine(history, number, "failed", found.level, found.ends, reasons, one.name, found.pades), True
    missing = made.missing
    if ends and made.pdf != held.pdf and not _gained(found, made):
        made, missing = found, (_no_gain(made),)  # a timestamp that ends no later only makes the file longer
    changed = made.pdf != held.pdf
    _keep(acting, history, held, made.pdf if changed else None, made)
    outcome: Outcome = "less" if missing or (ends and not changed) else "renewed" if changed else "nothing_due"
    line = RenewalLine(history, number, outcome, made.level, made.ends, missing, one.name, made.pades)
    return line, made.answered


def _level(record: ProofRecord) -> Level:
    return next((level for level in LEVELS if level == record.level), "B-B")


def _completed(held: _Held, aim: Level, acting: Acting, asked: _Round, *, renew: bool = False) -> Completed | None:
    """The file with what was asked for; None where nobody signed it."""
    if held.name:
        return complete_foreign(held.pdf, aim, asked.known, acting.clock, renew=renew)
    return complete(held.pdf, aim, asked.known, acting.clock, held.roots, renew=renew)


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


def _held(session: Session, one: SignedPdf, record: ProofRecord | None, roots: Sequence[x509.Certificate]) -> _Held:
    """A signed PDF with the proofs that were added to it here."""
    if record is not None and record.revision == one.digest and record.completed:
        kept = entries.attachment(session, record.completed)
        if kept is not None:
            return _Held(kept[1], one.digest, record.completed, one.name, roots)
    return _Held(one.pdf, one.digest, "", one.name, roots)


def _roots(session: Session, history: str) -> list[x509.Certificate]:
    """The identity certificates of the parties of a contract signed here."""
    folded = load_state(session, history)
    assert folded.freeze is not None
    return roots_of(directory(session), {slot.organisation for slot in folded.freeze.slots}, folded)


def _keep(acting: Acting, history: str, held: _Held, pdf: bytes | None, made: Completed) -> None:
    with acting.vault.write() as session:
        completed = held.completed
        if pdf is not None:
            completed = entries.put_spare(session, pdf, PDF)
            if held.completed:
                entries.forget_spare(session, held.completed)
        record = ProofRecord(held.revision, completed, made.level, made.until, made.algorithm, held.name)
        keep_proof_record(session, history, record)


def _forget_others(acting: Acting, history: str, pdfs: Sequence[SignedPdf]) -> None:
    """Forget proofs of files on which the contract no longer rests, as after a correction of its record."""
    counted = {one.digest for one in pdfs}
    with acting.vault.read() as session:
        gone = [one for _history, one in proof_records(session, history) if one.file and one.revision not in counted]
    if gone:
        with acting.vault.write() as session:
            for one in gone:
                forget_proof_record(session, history, one)
                if one.completed:
                    entries.forget_spare(session, one.completed)


def completed_pdfs(acting: Acting, history: str) -> tuple[bytes, ...]:
    """The signed PDFs with the proofs that were added here, in the order of the record; raises AnswerNo where there are none."""
    with acting.vault.read() as session:
        order = {one.digest: place for place, one in enumerate(signed_contract(session, history).pdfs)}
        found = [one for _history, one in proof_records(session, history) if one.completed and one.revision in order]
        kept = [
            entries.attachment(session, one.completed) for one in sorted(found, key=lambda one: order[one.revision])
        ]
    files = tuple(one[1] for one in kept if one is not None)
    if not files:
        raise AnswerNo(N_("No proofs were added to this agreement in this vault. See datapact archive renew."))
    return files
