"""Reminders: the e-mail to a party whose move it is, which a person sends, and the note that it was written.

The note is no entry: it proves nothing, and whether the e-mail was sent nobody here knows. The e-mail names no title, no
term and no other party.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from datapact.base.clock import local_day, write_time
from datapact.base.day_words import long_date
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.texts import N_, Language, Listed, Message
from datapact.exchange.board.rows import Move, PartyRow, Reminded
from datapact.exchange.board.words import local_day_of
from datapact.exchange.send.letters import Letter, language_of, letter_with
from datapact.vault.database.entries import get_facts, set_meta
from datapact.vault.database.stored_json import read_stored_json

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.organisation.identity.profile import Profile
    from datapact.vault.database.session import Session

_WAITING: Mapping[Move, str] = {
    "answer": N_("we are waiting for your reply to the proposed text of agreement {number}."),
    "choose": N_("several proposals for agreement {number} are open, and we are waiting for your reply to them."),
    "freeze": N_("the text of agreement {number} is agreed, and we are waiting until you freeze it for signature."),
    "sign": N_("agreement {number} is waiting for your signature."),
    "vote": N_("we are waiting for your vote under agreement {number}."),
    "answer_change": N_("we are waiting for your reply to the proposed change of agreement {number}."),
}


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder to one party."""

    organisation: str
    """Id; the name for one without DataPact."""
    name: str
    """As the text has it."""
    letter: Letter
    """Ready to be sent by a person."""


def reminder_letter(
    number: str,
    row: PartyRow,
    partner: Profile | None,
    own: Profile,
    languages: Sequence[Language],
    by: date | None = None,
) -> Letter:
    """The e-mail to a party that is waited for; ``by`` is the local day until which a reply is asked for."""
    language = language_of(partner, languages)
    sentences = [Message(_WAITING[row.move], {"number": number})]
    if row.file_on:
        sentences.append(
            Message(
                N_(
                    "Our sealed file with it is of {day}; whether it has arrived we cannot see. If you do not have it,"
                    " please tell us, and we send it again."
                ),
                {"day": _day(row.file_on, language)},
            )
        )
    elif row.sent_by:
        words = N_("Another party wrote what it rests on. If you do not have it, please tell us, and we send it.")
        sentences.append(Message(words))
    elif row.had == "recorded":
        day = _day(row.had_on, language)
        sentences.append(Message(N_("We sent you what you need for it on {day}."), {"day": day}))
    if by is not None:
        sentences.append(Message(N_("Please let us have it by {day}."), {"day": long_date(by, language)}))
    if row.move in ("answer", "choose", "answer_change"):
        sentences.append(
            Message(N_("If you do not agree, or need more time, please tell us so: then we know where we stand."))
        )
    return letter_with(Message(N_("Agreement {number}"), {"number": number}), sentences, partner, own, language)


def _day(written: str, language: Language) -> str:
    return long_date(local_day_of(written), language)


def require_waited_for(rows: Sequence[PartyRow], chosen: Sequence[str]) -> tuple[PartyRow, ...]:
    """The rows of the chosen organisations, or of all that are waited for where none is chosen.

    Raises WrongUse for one that is no other party, AnswerNo where it is not the move of one, or it has nothing to
    answer yet.
    """
    others = {row.organisation: row for row in rows if not row.is_own}
    for organisation in chosen:
        if organisation not in others:
            raise WrongUse(
                N_("{partner} is not another party of this agreement. Choose one of its parties."), partner=organisation
            )
    wanted = [others[one] for one in dict.fromkeys(chosen)] or [row for row in others.values() if row.waited_for]
    unsent = [row.name for row in wanted if row.to_send]
    if unsent or (not wanted and any(row.to_send for row in others.values())):
        names = unsent or [row.name for row in others.values() if row.to_send]
        raise AnswerNo(N_("No file with the newest step is noted for {names}. Send it first."), names=Listed.of(names))
    unsaid = [row.name for row in wanted if row.unsaid]
    if unsaid or (not wanted and any(row.unsaid for row in others.values())):
        names = unsaid or [row.name for row in others.values() if row.unsaid]
        raise AnswerNo(
            N_(
                "The file for {names} is written, and nobody has recorded that it was sent. Send it, and record that first."
            ),
            names=Listed.of(names),
        )
    idle = [row.name for row in wanted if not row.move]
    if idle:
        raise AnswerNo(N_("It is not the move of {names}, so there is nothing to remind of."), names=Listed.of(idle))
    if not wanted:
        raise AnswerNo(N_("No other party is waited for, so there is nothing to remind of."))
    return tuple(wanted)


def require_day_ahead(acting: Acting, by: date | None) -> None:
    """Raise WrongUse for a day that is over."""
    if by is not None and by < local_day(acting.clock()):
        raise WrongUse(N_("The day until which you ask for a reply is over. Name a later one."))


def note_reminded(
    acting: Acting, history: str, rows: Sequence[PartyRow], by: date | None, *, copied: bool = False
) -> None:
    """Note that reminders were written to these parties, in place of earlier ones; ``copied``: only their text was copied."""
    with acting.vault.write() as session:
        for row in rows:
            noted = {
                "time": write_time(acting.clock()),
                "by": by.isoformat() if by is not None else "",
                "about": list(row.about),
                "copied": copied,
            }
            set_meta(session, _key(row.organisation, history), json.dumps(noted))


def all_reminded(session: Session, history: str, organisations: Sequence[str]) -> dict[str, Reminded]:
    """The last reminder to each of these parties that one was written to."""
    keys = {_key(one, history): one for one in organisations}
    return {keys[key]: _read(noted) for key, noted in get_facts(session, list(keys)).items() if noted}


def _read(noted: str) -> Reminded:
    read = read_stored_json(noted)
    return Reminded(str(read["time"]), str(read["by"]), tuple(map(str, read["about"])), read.get("copied") is True)


def _key(organisation: str, history: str) -> str:
    return f"reminded:{organisation}:{history}"
