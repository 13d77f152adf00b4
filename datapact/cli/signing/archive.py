"""The actions of the commands for the archive of signed agreements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from datapact.agreements.views.list import find_agreement
from datapact.base.clock import write_time
from datapact.base.errors import WrongUse
from datapact.base.texts import N_, _
from datapact.cli.kit.columns import Column, Columns, emit_list
from datapact.cli.kit.output import Progress, emit
from datapact.cli.kit.session import acting
from datapact.cli.kit.settings import settings
from datapact.cli.printed.signing import ArchiveRenew, ArchiveSeal, ArchiveSealKey, SealKeyShown
from datapact.signing.archive.renew import ArchivedAgreement, archived, renew_archive, report_lines, until_day
from datapact.signing.archive.seal_key import SealKey, begin_sealing, end_sealing
from datapact.signing.archive.seal_key import seal_key as key_in_force
from datapact.signing.archive.seals import seal_archive, seal_lines
from datapact.signing.authorities.level import read_level


def renew(agreements: Sequence[str], level: str | None, within: int) -> None:
    """Renew the archive, or some of its agreements."""
    wanted = read_level(level) if level is not None else None
    with acting() as member:
        with member.vault.read() as session:
            only = [find_agreement(session, one) for one in agreements]
        progress = Progress()
        report = renew_archive(member, progress, wanted=wanted, within=timedelta(days=within), only=only)
        progress.finish()
    result: ArchiveRenew = {
        "agreements": [
            {
                "agreement": one.agreement,
                "number": one.number,
                "outcome": one.outcome,
                "level": one.level,
                "until": write_time(one.until) if one.until is not None else None,
                "reasons": [reason.both() for reason in one.reasons],
                "file": one.file,
            }
            for one in report.lines
        ],
        "left": report.left,
    }
    emit(result, report_lines(report))
    if not report.whole:
        settings().exit_code = 1


def show() -> None:
    """Print what is known of each agreement."""
    with acting() as member:
        rows = archived(member)
    columns: Columns[ArchivedAgreement] = (
        Column("agreement"),
        Column("number", N_("Agreement")),
        Column("file", N_("File")),
        Column("level", N_("Level"), cell=_level),
        Column("until", N_("Proven until"), cell=lambda one: until_day(one.until)),
        Column("renew", N_("Renew by")),
        Column("completed", "", cell=lambda one: _("with proofs added here") if one.completed else ""),
    )
    emit_list(rows, columns, N_("Nothing is known yet. See datapact archive renew."))


def _level(one: ArchivedAgreement) -> str:
    """The level; of a file that any program signed only whose proofs it has, for it need not be PAdES."""
    return _("proofs as for PAdES {level}", level=one.level) if one.file else f"PAdES {one.level}"


def seal(agreements: Sequence[str]) -> None:
    """Seal the archive, or some of its agreements."""
    with acting() as member:
        with member.vault.read() as session:
            only = [find_agreement(session, one) for one in agreements]
        progress = Progress()
        lines = seal_archive(member, progress, only=only)
        progress.finish()
    result: ArchiveSeal = {
        "agreements": [
            {
                "agreement": one.agreement,
                "number": one.number,
                "new": one.new,
                "reason": None if one.reason is None else one.reason.both(),
                "file": one.file,
                "left_out": one.left_out,
            }
            for one in lines
        ]
    }
    emit(result, seal_lines(lines))
    if any(one.reason is not None and not one.left_out for one in lines):
        settings().exit_code = 1


def seal_key(*, begin: bool, end: str | None) -> None:
    """Print the key for long-term seals, after beginning with one or ending it."""
    if begin and end is not None:
        raise WrongUse(N_("Begin with a key or end one, not both at once."))
    with acting() as member:
        if begin:
            begin_sealing(member)
        elif end is not None:
            end_sealing(member, end)
        with member.vault.read() as session:
            key = key_in_force(session)
    emit(ArchiveSealKey({"key": None if key is None else _key_json(key)}), _key_lines(key))


def _key_json(key: SealKey) -> SealKeyShown:
    return {"sha256": key.sha256, "since": write_time(key.since), "here": key.here, "certificate": key.certificate}


def _key_lines(key: SealKey | None) -> list[str]:
    if key is None:
        return [_("This house does not seal its contracts for the long term.")]
    lines = [
        _("Key for long-term seals (ML-DSA-65) since {day}.", day=until_day(key.since)),
        _("Digest of its certificate (SHA-256): {digest}", digest=key.sha256),
    ]
    if not key.here:
        lines.append(_("Its private half lies in the vault of another computer, which makes the seals."))
    return lines
