"""The actions of the commands for parties without DataPact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.status import ELSEWHERE
from datapact.base.clock import local_day
from datapact.base.errors import WrongUse
from datapact.base.files import read_whole, write_whole
from datapact.base.texts import N_, _
from datapact.cli.kit.output import emit, require_folder
from datapact.cli.kit.session import on_agreement
from datapact.cli.printed.signing import AgreementOutside, AgreementPacket
from datapact.consent.proof.run import prove_contract
from datapact.exchange.send.outside import send_out_outside
from datapact.organisation.acting.exported import agreement_file
from datapact.organisation.acting.records import record_export
from datapact.signing.elsewhere.outside import Answer, record_answer, record_signed
from datapact.signing.pades.revisions import LARGEST_PDF
from datapact.signing.returned.own_copy import is_frozen_here
from datapact.signing.returned.page import instruction_pages, packet_files

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

_ANSWERS: tuple[Answer, ...] = ("accepted", "changes", "refused")


def write_packet(agreement: str, output: Path, way: str, on: date | None, note: str, *, sent: bool) -> None:
    require_folder(output)
    with on_agreement(agreement) as (member, history):
        prove_contract(member, history)
        if _is_frozen_here(member, history):
            _write_own_packet(member, agreement, history, output)
            return
        day = on or local_day(member.clock())
        gone = sent or on is not None
        written = send_out_outside(member, history, way=way, on=day, note=note, file=output.name, sent=gone)
        pages = _pages(member, history, output)
        for data in (written.data, *pages.values()) if pages else ():
            record_export(member, agreement_file(agreement), data)
    write_whole(output, written.data, private=False)
    for path, page in pages.items():
        write_whole(path, page, private=False)
    then = (
        _(
            "Written: {file}. Send it, and record what comes back with datapact agreement brought-back.",
            file=str(output),
        )
        if pages
        else _("Written: {file}. Send it, then record that with datapact sent.", file=str(output))
        if written.waits
        else _("Written: {file}. Send it, and record each reply with datapact agreement answered.", file=str(output))
    )
    lines = [then, *(_("How to sign: {file}", file=str(path)) for path in pages)]
    result: AgreementPacket = {"agreement": history, "file": str(output), "recorded": written.is_recorded}
    if pages:
        result["pages"] = [str(path) for path in pages]
    emit(result, lines)


def _is_frozen_here(member: Acting, history: str) -> bool:
    with member.vault.read() as session:
        return is_frozen_here(load_state(session, history))


def _write_own_packet(member: Acting, agreement: str, history: str, output: Path) -> None:
    """The packet for our own people, who sign a copy of the text that was frozen between houses."""
    files = packet_files(member, history, output.name)
    for name, data in files.items():
        record_export(member, agreement_file(agreement), data)
        write_whole(output.with_name(name), data, private=False)
    pages = [str(output.with_name(name)) for name in files if name != output.name]
    then = _(
        "Written: {file}. Have your people sign it, and record the signed file with datapact agreement brought-back.",
        file=str(output),
    )
    result: AgreementPacket = {"agreement": history, "file": str(output), "recorded": False, "pages": pages}
    emit(result, [then, *(_("How to sign: {file}", file=page) for page in pages)])


def _pages(member: Acting, history: str, output: Path) -> dict[Path, bytes]:
    """The pages that say how to sign, by file; none before the text is fixed with signature fields."""
    with member.vault.read() as session:
        outside = load_state(session, history).outside
    if outside is None or outside.slots is None:
        return {}
    return {output.with_name(name): page for name, page in instruction_pages(member, history, output.name).items()}


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
    emit(AgreementOutside({"agreement": history, "entry": entry.digest}), [_("The reply is recorded.")])


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
    emit(
        AgreementOutside({"agreement": history, "entry": made.entry.digest}), [_("The contract is recorded as signed.")]
    )
