"""The actions of the commands for parties without DataPact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from datapact.agreements.projection.status import ELSEWHERE
from datapact.base.clock import local_day
from datapact.base.errors import WrongUse
from datapact.base.files import read_whole, write_whole
from datapact.base.texts import N_, _
from datapact.cli.actions.agreements import on_agreement
from datapact.cli.kit.output import emit, require_folder
from datapact.exchange.send.outside import send_out_outside
from datapact.signing.elsewhere.outside import Answer, record_answer, record_signed
from datapact.signing.pades.revisions import LARGEST_PDF

_ANSWERS: tuple[Answer, ...] = ("accepted", "changes", "refused")


def write_packet(agreement: str, output: Path, way: str, on: date | None, note: str) -> None:
    require_folder(output)
    with on_agreement(agreement) as (member, history):
        day = on or local_day(member.clock())
        sent = send_out_outside(member, history, way=way, on=day, note=note, file=output.name)
    write_whole(output, sent.data, private=False)
    emit(
        {"agreement": history, "file": str(output), "recorded": sent.is_recorded},
        [_("Written: {file}. Send it, and record each reply with datapact agreement answered.", file=str(output))],
    )


def record_one(
    agreement: str, party: str, answer: str, way: str, on: date | None, remark: str, files: Sequence[Path]
) -> None:
    chosen = next((one for one in _ANSWERS if one == answer), None)
    if chosen is None:
        raise WrongUse(N_("The reply is accepted, changes or refused."))
    kept = [(file.name, read_whole(file, limit=LARGEST_PDF)) for file in files]
    with on_agreement(agreement) as (member, history):
        day = on or local_day(member.clock())
        entry = record_answer(member, history, party, chosen, way=way, on=day, reason=remark, files=kept)
    emit({"agreement": history, "entry": entry.digest}, [_("The reply is recorded.")])


def record_return(agreement: str, files: Sequence[Path], evidence: str, on: date | None, remark: str) -> None:
    chosen = next((one for one in ELSEWHERE if one == evidence), None)
    if chosen is None:
        raise WrongUse(
            N_("{value} is not known here. Use one of: {values}."), value=evidence[:40], values=", ".join(ELSEWHERE)
        )
    if not agreement:
        raise WrongUse(N_("Name the agreement that was signed: --agreement NUMBER."))
    kept = [(file.name, read_whole(file, limit=LARGEST_PDF)) for file in files]
    with on_agreement(agreement) as (member, history):
        made = record_signed(member, history, evidence=chosen, signed_on=on, files=kept, remarks=remark)
    emit({"agreement": history, "entry": made.entry.digest}, [_("The contract is recorded as signed.")])
