"""The actions of send and receive, one file or many."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from datapact.agreements.steps.negotiation import offer_draft
from datapact.agreements.views.list import find_agreement
from datapact.base.errors import AnswerNo
from datapact.base.files import read_whole, write_whole
from datapact.base.texts import N_, _
from datapact.cli.kit.moments import WrittenMoment
from datapact.cli.kit.output import Progress, answer, clean, complain, emit, require_folder
from datapact.cli.kit.session import acting
from datapact.cli.printed.exchange import ReceiveAll, ReceivedShown, Send, SendAll, SentSaid
from datapact.exchange.bundle.limits import LIMITS
from datapact.exchange.receive.many import files_in, receive_many
from datapact.exchange.receive.receive import Received, receive_bundle
from datapact.exchange.relay.received_receipts import compare_all, news_of, receipts_in, sum_of
from datapact.exchange.send.many import send_what_lacks
from datapact.exchange.send.outgoing import (
    Outgoing,
    errors_stand,
    former_parties_among,
    note_sent_knowingly,
    outgoing,
    require_sound_text,
)
from datapact.exchange.send.send import mark_written, say_sent, send_agreement
from datapact.organisation.network.known import find_routing
from datapact.organisation.partners.namesakes import all_candidates, has_confirmed_namesake, namesake_warning
from datapact.organisation.partners.partners import find_partner


def send_to(
    agreement: str,
    names: list[str],
    output: Path,
    *,
    note: str,
    everything: bool,
    with_gaps: bool,
    with_errors: bool,
    through: str | None,
) -> None:
    """Write the sealed file; the first time this offers the draft to the partners."""
    require_folder(output)
    with acting() as member:
        with member.vault.read() as session:
            history = find_agreement(session, agreement)
            recipients = [find_partner(session, name).organisation for name in names]
            routing = None if through is None else find_routing(session, through)
        ready = outgoing(member, history)
        if ready.goes_outside is not None:
            raise AnswerNo(ready.goes_outside)
        if ready.errors and not with_errors:
            _confirm_errors(ready)
        require_sound_text(ready, with_gaps=with_gaps, with_errors=True)
        gone = former_parties_among(member, history, recipients)
        offered = offer_draft(member, history, note)
        note_sent_knowingly(member, ready)
        data = send_agreement(member, history, recipients, everything=everything, through=routing)
        with member.vault.read() as session:
            known = all_candidates(session)
        write_whole(output, data, private=False)
        mark_written(member, history, recipients, data, routing)
    risky = [one for one in known if one.organisation in recipients and has_confirmed_namesake(known, one.organisation)]
    lines = [
        _("Written: {file}. Send this file to your partner, then record that with datapact sent.", file=str(output))
    ]
    warnings = [namesake_warning(one.name) for one in risky] + list(gone)
    emit(
        Send(
            {
                "agreement": history,
                "file": str(output),
                "bytes": len(data),
                "offered": offered.digest if offered else None,
                "warnings": [warning.both() for warning in warnings],
            }
        ),
        [*lines, *map(str, filter(None, [ready.left_behind])), *map(str, warnings)],
    )


def sent_to(agreement: str, names: Sequence[str], on: WrittenMoment | None, how: str) -> None:
    """Record that the files of an agreement that wait were sent, to these partners or to all."""
    with acting() as member:
        with member.vault.read() as session:
            history = find_agreement(session, agreement)
            partners = [find_partner(session, name).organisation for name in names]
        at = None if on is None else on.asked(member.clock())
        found = say_sent(member, history, partners, at=at, how=how)
    emit(SentSaid({"agreement": history, "recipients": list(found)}), [_("Recorded.")])


def _confirm_errors(ready: Outgoing) -> None:
    """Ask a person at a terminal whether a text with errors is to go; tell a script, whose author has decided."""
    said = str(errors_stand(ready.errors))
    if not sys.stdin.isatty():
        complain(said)
    elif not typer.confirm(clean(f"{said} {_('Send it nevertheless?')}"), err=True):
        raise AnswerNo(N_("Nothing was sent."))


def receive_from(file: Path) -> None:
    """Receive a bundle and print its news."""
    data = read_whole(file, limit=LIMITS.payload + LIMITS.header + 1024)
    with acting() as member:
        received = receive_bundle(member, data)
    emit(_received_json(received), _received_lines(received))


def _received_lines(received: Received) -> list[str]:
    lines = [_("From {name}:", name=received.sender_name)]
    lines += [str(change) for change in (*received.changes, *received.notices)] or [
        _("Nothing new: everything had been received before.")
    ]
    return lines + [str(warning) for warning in received.warnings]


def _received_json(received: Received) -> ReceivedShown:
    return {
        "sender": received.sender,
        "sender_name": received.sender_name,
        "agreements": list(received.agreements),
        "new_entries": list(received.new_entries),
        "changes": [change.both() for change in received.changes],
        "warnings": [warning.both() for warning in received.warnings],
        "notices": [notice.both() for notice in received.notices],
        "went_back": [
            {"agreement": one.agreement, "number": one.number, "before": one.before, "after": one.after}
            for one in received.setbacks
        ],
    }


def receive_folder(folder: Path) -> None:
    """Receive all bundles of a folder and print what became of each; the answer is no where one was refused."""
    files = files_in(folder)
    progress = Progress()
    with acting() as member:
        taken = receive_many(member, files, progress)
        compared = compare_all(member, receipts_in(folder))
    progress.finish()
    lines: list[str] = [] if files else [_("There is no sealed file and no card in {folder}.", folder=str(folder))]
    for one in taken:
        lines.append(f"{one.path.name}")
        said = (
            _received_lines(one.received) if one.received is not None else [_("Refused: {why}", why=one.refused or "")]
        )
        lines += [f"    {line}" for line in said]
    for receipts in compared:
        lines.append(receipts.path.name)
        found = receipts.compared
        told = [_("Refused: {why}", why=receipts.refused or "")] if found is None else [sum_of(found), *news_of(found)]
        lines += [f"    {line}" for line in told]
    emit(
        ReceiveAll(
            {
                "files": [
                    {
                        "file": one.path.name,
                        "received": None if one.received is None else _received_json(one.received),
                        "refused": None if one.refused is None else one.refused.both(),
                    }
                    for one in taken
                ],
                "receipts": [
                    {
                        "file": one.path.name,
                        "missing": None if one.compared is None else one.compared.missing,
                        "news": [] if one.compared is None else [news.both() for news in news_of(one.compared)],
                        "refused": None if one.refused is None else one.refused.both(),
                    }
                    for one in compared
                ],
            }
        ),
        lines,
    )
    unsound = any(one.compared is None or not one.compared.is_sound for one in compared)
    answer(int(unsound or any(one.refused is not None for one in taken)))


def send_what_all_lack(folder: Path, through: str | None) -> None:
    """Write a file for each agreement of which somebody lacks something; the answer is no where one could not be."""
    require_folder(folder / "x")
    progress = Progress()
    with acting() as member:
        with member.vault.read() as session:
            routing = None if through is None else find_routing(session, through)
        sent = send_what_lacks(member, folder, progress, routing)
    progress.finish()
    lines = [_("Written: {file}", file=str(file)) for file in sent.files]
    lines += [f"{number}: {reason}" for number, reason in sent.refused]
    lines += map(str, sent.warnings)
    emit(
        SendAll(
            {
                "files": [str(file) for file in sent.files],
                "refused": [{"number": number, "reason": reason.both()} for number, reason in sent.refused],
                "warnings": [warning.both() for warning in sent.warnings],
            }
        ),
        lines or [_("No party lacks anything.")],
    )
    answer(int(bool(sent.refused)))
