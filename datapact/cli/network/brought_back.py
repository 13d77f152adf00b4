"""The actions of datapact agreement brought-back: judging what came back, and recording it."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

from datapact.agreements.projection.append import load_state
from datapact.agreements.text.current_text import known_text
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.files import read_whole
from datapact.base.texts import N_, Message, _
from datapact.cli.kit.output import emit, tell
from datapact.cli.kit.session import acting, on_agreement
from datapact.cli.printed.signing import (
    AgreementBroughtBack,
    AgreementLook,
    AgreementLookFile,
    AgreementTakeOut,
    AgreementTakePart,
    JudgedSignature,
)
from datapact.signing.ceremony.outside_slots import COPIES, fixed_slots, slot_named
from datapact.signing.elsewhere.taken_out import take_out
from datapact.signing.pades.revisions import LARGEST_PDF
from datapact.signing.returned.bring_back import bring_back, look_at, places_to_fill, still_open, vouch
from datapact.signing.returned.look import WEAKER, Look
from datapact.signing.returned.take_part import look_at_packet, read_packet, take_part
from datapact.signing.returned.words import look_lines, packet_lines

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry


def look_at_files(agreement: str, files: Sequence[Path]) -> None:
    """Judge files and record nothing."""
    if not files:
        raise WrongUse(N_("Name the file that came back."))
    with on_agreement(agreement) as (member, history):
        seen = [(file, look_at(member, history, file.name, read_whole(file, limit=LARGEST_PDF))) for file in files]
    lines = [line for file, one in seen for line in [f"{file}:", *(f"  {words}" for words in look_lines(one))]]
    emit(AgreementLook({"agreement": history, "files": [_look_json(file, one) for file, one in seen]}), lines)


def bring_back_files(
    agreement: str,
    files: Sequence[Path],
    slots: Sequence[str],
    evidence: str,
    on: date | None,
    remark: str,
    *,
    by_word: bool = False,
    remarks_read: bool = False,
) -> None:
    """Record files that came back: signed PDFs by what they show, others by the word of the member.

    Who signed, and on what that rests, is shown before; at a terminal a person is asked.
    """
    chosen = next((one for one in WEAKER if one == evidence), None)
    if evidence and chosen is None:
        raise WrongUse(
            N_("{value} is not known here. Use one of: {values}."), value=evidence[:40], values=", ".join(WEAKER)
        )
    if chosen is None and (not files or slots or on is not None):
        raise WrongUse(N_("Name the signed PDF; or say with --evidence and --slot what shows whose signature."))
    read = [(file.name, read_whole(file, limit=LARGEST_PDF)) for file in files]
    shown: list[Message] = []
    with on_agreement(agreement) as (member, history):
        if chosen is None:
            made: list[Entry] = []
            for name, data in read:
                seen = look_at(member, history, name, data)
                is_read = _show_first(name, look_lines(seen), recorded=bool(made)) or remarks_read
                shown += look_lines(seen)
                made += bring_back(member, history, name, data, remarks=remark, by_word=by_word, remarks_read=is_read)
        else:
            with member.vault.read() as session:
                places = places_to_fill(load_state(session, history), member.organisation)
            wanted = [slot_named(places, one).id for one in slots]
            made = list(vouch(member, history, wanted, evidence=chosen, on=on, files=read, remarks=remark))
        with member.vault.read() as session:
            folded = load_state(session, history)
            left = [known_text(slot.person) for slot in still_open(folded)]
    told = (
        _("Recorded. Still to sign: {names}.", names=", ".join(left)) if left else _("Recorded. Everybody has signed.")
    )
    result: AgreementBroughtBack = {
        "agreement": history,
        "entries": [one.digest for one in made],
        "open": left,
        "told": [one.both() for one in shown],
    }
    emit(result, [told])


def _show_first(name: str, lines: Sequence[Message], *, recorded: bool = False) -> bool:
    """Show what a file shows before anything of it is recorded, and ask a person at a terminal; ``recorded``: files before it were.

    Returns whether somebody was there to be asked, and agreed.
    """
    tell([f"{name}:", *(f"  {words}" for words in lines)])
    if not sys.stdin.isatty():
        return False
    if not typer.confirm(_("Record this?"), err=True):
        raise AnswerNo(
            N_("This file was not recorded; those before it were.") if recorded else N_("Nothing was recorded.")
        )
    return True


def take_part_in(
    file: Path, copies: str, elsewhere: Collection[str], *, by_word: bool = False, remarks_read: bool = False
) -> None:
    """Keep a record of another house's packet, with the signatures in it, which are shown before."""
    chosen = next((one for one in COPIES if one == copies), None)
    if copies and chosen is None:
        raise WrongUse(N_("--copies is chain or counterparts."))
    data = read_whole(file, limit=LARGEST_PDF)
    with acting() as member:
        packet = read_packet(member, file.name, data)
        shown = packet_lines(look_at_packet(packet, elsewhere))
        if shown:
            remarks_read = _show_first(file.name, shown) or remarks_read
        taken = take_part(member, packet, chosen, elsewhere, by_word=by_word, remarks_read=remarks_read)
        with member.vault.read() as session:
            left = [known_text(slot.person) for slot in fixed_slots(load_state(session, taken.history)).open]
    told = _("Your house takes part now. Still to sign: {names}.", names=", ".join(left) or "–")
    problem = taken.problem
    result: AgreementTakePart = {
        "agreement": taken.history,
        "open": left,
        "problem": problem.both() if problem else None,
        "told": [one.both() for one in shown],
    }
    emit(result, [told, *([str(problem)] if problem else [])])


def take_out_of_here(agreement: str, on: date | None) -> None:
    """Take an agreed text out of DataPact, for a signature on paper or in another program."""
    with on_agreement(agreement) as (member, history):
        out = take_out(member, history, on or local_day(member.clock()))
    told = [
        _("The text goes on as {number}, agreed by every party; {old} has ended.", number=out.number, old=agreement),
        _(
            "Now freeze it (datapact agreement freeze), write the packet, and send {old}, so that all know.",
            old=agreement,
        ),
    ]
    emit(AgreementTakeOut({"agreement": out.history, "number": out.number, "ended": history}), told)


def _look_json(file: Path, seen: Look) -> AgreementLookFile:
    return {
        "file": str(file),
        "came": seen.judged.came if seen.judged is not None else "other",
        "fills": [one.place.id for one in seen.signed if one.doubt is None],
        "by_word": [one.place.id for one in seen.signed if one.doubt is not None],
        "problem": seen.problem.both() if seen.problem is not None else None,
        "remarks": [remark.both() for remark in (*seen.doubts, *seen.remarks)],
        "signatures": [cast("JudgedSignature", one.to_json()) for one in seen.judged.signatures]
        if seen.judged is not None
        else [],
    }
