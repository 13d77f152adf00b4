"""The actions of the commands for the archive of signed agreements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from datapact.agreements.views.list import find_agreement
from datapact.base.clock import write_time
from datapact.base.texts import N_, _
from datapact.cli.kit.columns import Column, Columns, emit_list
from datapact.cli.kit.output import Progress, emit
from datapact.cli.kit.session import acting
from datapact.cli.kit.settings import settings
from datapact.signing.archive.renew import ArchivedAgreement, archived, renew_archive, report_lines, until_day
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
    result = {
        "agreements": [
            {
                "agreement": one.agreement,
                "number": one.number,
                "outcome": one.outcome,
                "level": one.level,
                "until": write_time(one.until) if one.until is not None else None,
                "reasons": [reason.both() for reason in one.reasons],
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
        Column("level", N_("Level"), cell=lambda one: f"PAdES {one.level}"),
        Column("until", N_("Proven until"), cell=lambda one: until_day(one.until)),
        Column("renew", N_("Renew by")),
        Column("completed", "", cell=lambda one: _("with proofs added here") if one.completed else ""),
    )
    emit_list(rows, columns, N_("Nothing is known yet. See datapact archive renew."))
