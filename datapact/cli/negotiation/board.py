"""The actions of the commands on the status board and its reminders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from datapact.agreements.steps.going_on import go_on, text_for_the_others
from datapact.base.texts import Listed, _, counted
from datapact.cli.kit.output import emit, table
from datapact.cli.kit.session import on_agreement
from datapact.cli.printed.negotiation import AgreementBoard, AgreementRemind, BoardAgreement, WithoutParty
from datapact.exchange.board.board import Board, Boards, board, board_json, boards_among, remind
from datapact.exchange.board.rows import ANSWER_WORDS, MOVE_WORDS, PartyRow
from datapact.exchange.board.words import had_words, local_day_of, silence_words
from datapact.organisation.partners.partners import find_partner


def show_board(agreement: str, *, group: bool) -> None:
    with on_agreement(agreement) as (member, history):
        found = boards_among(member, history) if group else Boards((board(member, history),))
    lines: list[str] = []
    for one in found.boards:
        lines += _lines(one)
    if found.left_out:
        lines.append(
            str(counted("{n} more agreement is not shown.", "{n} more agreements are not shown.", found.left_out))
        )
    emit(
        AgreementBoard(
            {
                "agreements": [cast("BoardAgreement", board_json(one)) for one in found.boards],
                "left_out": found.left_out,
            }
        ),
        lines,
    )


def _lines(found: Board) -> list[str]:
    lines = [f"{found.number}  {found.title}".strip()]
    if found.newest is not None:
        lines.append(f"{found.newest.words}, {local_day_of(found.newest.time)}")
    lines += [str(one) for one in found.sentences]
    if not found.rows:
        return lines
    headings = (
        _("Party"),
        _("Newest step"),
        _("Reply"),
        _("Signatures"),
        _("Next move"),
        _("Since"),
        _("Reply overdue since"),
    )
    lines += table([_cells(row) for row in found.rows], headings)
    lines += [
        _("{party} declined: {reason}", party=row.name, reason=row.reason)
        for row in found.rows
        if row.answer == "declined" and row.reason
    ]
    lines += [f"{row.name}: {words}" for row in found.rows for words in silence_words(row)]
    return lines


def _cells(row: PartyRow) -> tuple[str, ...]:
    return (
        row.name,
        _on(had_words(row), row.had_on),
        _on(_(ANSWER_WORDS[row.answer]), row.answered_on),
        _on(_("{n} of {total}", n=row.signed, total=row.slots), row.signed_on) if row.slots else "",
        next_words(row),
        _day(row.since),
        _day(row.late_since),
    )


def next_words(row: PartyRow) -> str:
    """The next move in words; empty where it has none."""
    if not row.move:
        return ""
    words = _(MOVE_WORDS[row.move])
    if row.sent_by:
        return _("{what}; another party sends what it needs", what=words)
    if row.unsaid:
        return _("{what}; record first that its file was sent", what=words)
    return _("{what}; send it first", what=words) if row.to_send else words


def _on(words: str, moment: str) -> str:
    return f"{words}, {_day(moment)}" if moment else words


def _day(moment: str) -> str:
    return local_day_of(moment).isoformat() if moment else ""


def write_reminders(agreement: str, names: Sequence[str], by: date | None, *, sent: bool) -> None:
    """Print an e-mail for each party that is waited for; ``sent`` notes it, for printing hands nothing out."""
    with on_agreement(agreement) as (member, history):
        with member.vault.read() as session:
            chosen = [find_partner(session, name).organisation for name in names]
        written = remind(member, history, chosen, by, note=sent)
    lines = (
        [_("Noted as sent to {names}.", names=Listed.of([one.name for one in written]))]
        if sent
        else [
            _(
                "Nothing was sent, and nothing noted. Send these e-mails yourself, then give the command again with --sent."
            )
        ]
    )
    for one in written if not sent else ():
        lines += [
            "",
            _("To: {address}", address=one.letter.to or one.name),
            _("Subject: {subject}", subject=one.letter.subject),
            "",
            one.letter.body,
        ]
    emit(
        AgreementRemind(
            {
                "agreement": history,
                "by": by.isoformat() if by is not None else "",
                "noted": sent,
                "reminders": [
                    {
                        "organisation": one.organisation,
                        "name": one.name,
                        "to": one.letter.to,
                        "subject": one.letter.subject,
                        "body": one.letter.body,
                        "language": one.letter.language,
                    }
                    for one in written
                ],
            }
        ),
        lines,
    )


def go_on_without(agreement: str, silent: Sequence[str]) -> None:
    """Draft the text for the others and print its id, and what fell away."""
    with on_agreement(agreement) as (member, history):
        with member.vault.read() as session:
            left_out = {find_partner(session, one).organisation for one in silent}
        found = text_for_the_others(member, history, left_out)
        fresh = go_on(member, history, left_out)
    lines = [fresh, _("Without {names}.", names=Listed.of(found.names))]
    if found.dropped:
        lines.append(_("This falls away with it: {what}.", what=Listed.of(found.dropped)))
    emit(
        WithoutParty(
            {
                "agreement": fresh,
                "from": history,
                "without": list(found.names),
                "dropped": [one.both() for one in found.dropped],
            }
        ),
        lines,
    )
