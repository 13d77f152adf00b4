"""What was written for others, and whether it was sent: a file was written, an e-mail was opened, it was sent.

Whoever wrote a file has told nobody yet, and an e-mail that was opened can be closed again; so only a person says the last of
the three. Notes of this vault, no entries: what arrived, recipients say themselves. A thing without a note was written by an
earlier program, and counts as sent when it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from datapact.base.clock import read_time, write_time
from datapact.base.errors import WrongUse
from datapact.base.local_time import day_of, local_zone
from datapact.base.strictjson import canonical
from datapact.base.texts import N_, Message
from datapact.vault.database.entries import get_facts, set_meta
from datapact.vault.database.session import Session
from datapact.vault.database.stored_json import read_stored_json

HANDED = "handed:"
"""Begins the key of each note; the thing and who gets it follow."""
REPLY = "reply:"
"""Begins the name of a reply to a partner's recall; the key of its record follows. An agreement has its history id as name."""
OUTSIDE, WORD = "outside", "word"
"""In place of a recipient: a text goes to all parties without DataPact as a PDF, or as Word files."""
FILE_WRITTEN = N_("file written, not recorded as sent")
MAIL_OPENED = N_("e-mail opened, not recorded as sent")
_MOST_SENT = 100
"""Of one thing to one recipient; older ones are forgotten."""
NOT_THEN = N_("Name a time between the writing of the file and now.")


@dataclass(frozen=True, slots=True)
class Handed:
    """How far a thing is on its way to one recipient."""

    written: str
    """What the last file held: digest of the entry that tells it from others."""
    written_at: str
    """When that file was written, UTC, ISO 8601."""
    waits: bool = True
    """Whether nobody has said yet that this file was sent."""
    opened: bool = False
    """Whether the e-mail with it was opened."""
    sent: tuple[tuple[str, str], ...] = ()
    """What was sent by a person's word, or has arrived: as ``written``, with the time (UTC, ISO 8601; empty where nobody
    named one), oldest first."""
    how: str = ""
    """How it was sent, in a person's words, or how it is to go out; may be empty."""
    beside: tuple[str, ...] = ()
    """Things that the last file holds, too; of a PDF that goes outside its name and the note."""

    @property
    def words(self) -> Message:
        """How far a file that waits is."""
        return Message(MAIL_OPENED if self.opened else FILE_WRITTEN)


def handed(session: Session, thing: str, recipients: Sequence[str]) -> dict[str, Handed]:
    """How far a thing is on its way, by recipient; none for one that nothing was written for since this is noted."""
    keys = {_key(thing, one): one for one in recipients}
    return {keys[key]: _read(value) for key, value in get_facts(session, list(keys)).items() if value}


def note_written(
    session: Session,
    thing: str,
    to: str,
    what: str,
    now: datetime,
    *,
    before: str = "",
    how: str = "",
    beside: Sequence[str] = (),
) -> None:
    """Note that a file for ``to`` is written; ``before`` is what an earlier program wrote last, which counts as sent."""
    known = handed(session, thing, [to]).get(to) or Handed("", "", sent=((before, ""),) if before else ())
    _write(
        session,
        thing,
        to,
        replace(
            known, written=what, written_at=write_time(now), waits=True, opened=False, how=how, beside=tuple(beside)
        ),
    )


def note_opened(session: Session, thing: str, to: str) -> None:
    """Note that the e-mail with the last file was opened."""
    known = handed(session, thing, [to]).get(to)
    if known is not None and known.waits and not known.opened:
        _write(session, thing, to, replace(known, opened=True))


def note_sending(session: Session, thing: str, to: str, at: datetime, now: datetime, how: str = "") -> Handed | None:
    """Note that a person sent the last file, and return what was; None where nothing waits.

    Raises WrongUse for a time before it was written, or still to come.
    """
    known = handed(session, thing, [to]).get(to)
    if known is None or not known.waits:
        return None
    at, written = at.replace(microsecond=0), read_time(known.written_at)
    zone = local_zone(now)
    if at > now or day_of(at, zone) < day_of(written, zone):
        raise WrongUse(NOT_THEN)
    said = _with_sent(known, write_time(max(at, written)), how)
    _write(session, thing, to, said)
    return said


def note_arrived(session: Session, thing: str, to: str, is_known: Callable[[str], bool]) -> None:
    """Note that the last file is with its recipient, whose own step knows what it held: nobody has to say that it was sent."""
    known = handed(session, thing, [to]).get(to)
    if known is not None and known.waits and is_known(known.written):
        _write(session, thing, to, _with_sent(known, "", ""))


def _with_sent(known: Handed, at: str, how: str) -> Handed:
    return replace(known, waits=False, sent=(*known.sent, (known.written, at))[-_MOST_SENT:], how=how)


def _write(session: Session, thing: str, to: str, one: Handed) -> None:
    set_meta(
        session,
        _key(thing, to),
        canonical({**asdict(one), "beside": list(one.beside), "sent": [list(pair) for pair in one.sent]}).decode(),
    )


def _read(value: str) -> Handed:
    read: dict[str, Any] = read_stored_json(value)
    lines = {name: str(read.get(name, "")) for name in ("written", "written_at", "how")}
    sent = tuple((str(what), str(at)) for what, at in read.get("sent", ()))
    beside = tuple(map(str, read.get("beside", ())))
    return Handed(waits=read.get("waits") is True, opened=read.get("opened") is True, beside=beside, sent=sent, **lines)


def _key(thing: str, to: str) -> str:
    return f"{HANDED}{thing}:{to}"
