"""Sentences for a row of the status board in the current language: each with the day of what shows it."""

from __future__ import annotations

from datetime import date

from datapact.base.clock import in_zone, read_time
from datapact.base.day_words import long_date
from datapact.base.texts import _, counted, current_language
from datapact.exchange.board.rows import ANSWER_WORDS, HAD_WORDS, MOVE_WORDS, PartyRow


def local_day_of(written: str) -> date:
    """The local day of a day or a UTC time, both ISO 8601."""
    return in_zone(read_time(written)).date() if "T" in written else date.fromisoformat(written)


def party_words(row: PartyRow) -> tuple[str, ...]:
    """The facts that are known here about a party, a sentence each."""
    return (*_had(row), *_reply(row), *_signatures(row), *_move(row), *_last_contact(row))


def had_words(row: PartyRow) -> str:
    """How far a party is known to have what it needs: the step that all need, and whether others were not sent from here."""
    words = _(HAD_WORDS[row.had])
    if not row.lacks or row.had not in ("own", "received", "written"):
        return words
    return str(counted("{had}; {n} step not sent", "{had}; {n} steps not sent", row.lacks, had=words))


def _day(written: str) -> str:
    return long_date(local_day_of(written), current_language())


def _had(row: PartyRow) -> list[str]:
    lines = []
    match row.had:
        case "received":
            lines.append(
                _("It has the step that all need: a step of its own, of {day}, builds on it.", day=_day(row.had_on))
            )
        case "written":
            day = _day(row.had_on)
            lines.append(_("A file with the newest step was first written on {day}.", day=day))
            lines.append(_("No step of this party shows that the file has arrived."))
        case "unsent" | "opened":
            lines.append(_("A file with the newest step was first written on {day}.", day=_day(row.had_on)))
            lines.append(_("Nobody has recorded that it was sent."))
        case "recorded":
            lines.append(_("It was sent on {day}, as recorded here.", day=_day(row.had_on)))
            lines.append(_("No step of this party shows that the file has arrived."))
        case "none":
            lines.append(_("No file with the newest step is noted here, and no step shows that it is known there."))
    if row.lost:
        lines.append(_("It restored a backup and asked for everything again; no receipt has come since."))
    if row.lacks:
        lines.append(
            str(
                counted(
                    "{n} step of others or of yours was neither acknowledged there nor is in the last file for it.",
                    "{n} steps of others or of yours were neither acknowledged there nor are in the last file for it.",
                    row.lacks,
                )
            )
        )
    return lines


def _reply(row: PartyRow) -> list[str]:
    words = _(ANSWER_WORDS[row.answer])
    answered = _("Reply: {answer}, {day}.", answer=words, day=_day(row.answered_on)) if row.answered_on else ""
    lines = [answered or _("Reply: {answer}.", answer=words)]
    if row.reason:
        lines.append(_("Reason: {reason}", reason=row.reason))
    elif row.withheld:
        lines.append(_("The reason is not shown in this copy."))
    elif row.answer in ("declined", "objected"):
        lines.append(_("No reason was given."))
    return [*lines, *silence_words(row)]


def silence_words(row: PartyRow) -> list[str]:
    """The meaning of a party's silence on an order; nothing where it means nothing."""
    if row.agreed_from:
        day = _day(row.agreed_from)
        return [_("Counts as agreed to from {day} on, once recorded, unless it objects before.", day=day)]
    if row.refused_after:
        return [_("Counts as refused unless it agrees by {day}.", day=_day(row.refused_after))]
    return []


def _signatures(row: PartyRow) -> list[str]:
    if not row.slots:
        return []
    given = _("{n} of {total} signatures are there.", n=row.signed, total=row.slots)
    return [f"{given} {_('The last is of {day}.', day=_day(row.signed_on))}" if row.signed_on else given]


def _move(row: PartyRow) -> list[str]:
    if not row.move:
        return []
    lines = [_("Next move: {what}.", what=_(MOVE_WORDS[row.move]))]
    if row.to_send:
        lines.append(
            _(
                "No file from here holds the step that this rests on. Another party may have sent it; you are sure once you have."
            )
        )
    elif row.unsaid:
        lines.append(_("The file with what it needs for that is written; record it once it was sent."))
    elif row.sent_by:
        words = _("Another party wrote what this rests on, and sends it; whether it has, nothing here shows.")
        lines += [words, _("A file from here brings it, too: send it if nobody else does.")]
    elif row.since:
        lines.append(_("Waiting since {day}.", day=_day(row.since)))
    if row.reminded is not None:
        day = _day(row.reminded.time)
        until = _day(row.reminded.by) if row.reminded.by else ""
        match row.reminded.copied, bool(until):
            case True, True:
                words = _(
                    "The text of a reminder was copied on {day}, asking for a reply by {until}.", day=day, until=until
                )
            case True, False:
                words = _("The text of a reminder was copied on {day}.", day=day)
            case False, True:
                words = _("A reminder was written on {day}, asking for a reply by {until}.", day=day, until=until)
            case _:
                words = _("A reminder was written on {day}.", day=day)
        lines.append(words)
    if row.late_since:
        lines.append(_("The day asked for in a reminder has passed."))
        lines.append(_("Reply overdue since {day}.", day=_day(row.late_since)))
    return lines


def _last_contact(row: PartyRow) -> list[str]:
    if row.heard_on and not row.is_own:
        return [_("The newest step of this party known here is of {day}.", day=_day(row.heard_on))]
    return []
