"""Texts of a cell of the matrix: the short texts painted, the line for screen readers, the tool tip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from datapact.agreements.projection.status import evidence_words
from datapact.base.clock import in_zone
from datapact.base.texts import Message, _, counted
from datapact.consent.decision.wording import number, people_of, sentence, verdict_word, why_not
from datapact.consent.facts.question import Verdict
from datapact.consent.matrix.matrix import Cell
from datapact.consent.recalls.task import late_short, late_words
from datapact.consent.steps.contract import AGREEMENT_STATUS_WORDS
from datapact_ui.kit.tables.days import short_day
from datapact_ui.kit.theme.colours import Tone

OFFERED = ("given", "renewed", "refused", "requested", "withdrawn", "objected", "restricted", "expired", "invalidated")


VERDICT_LOOKS: Mapping[Verdict, tuple[str, Tone]] = {
    "permit": ("check", "good"),
    "partial": ("partial", "info"),
    "incomplete": ("help", "warn"),
    "deny": ("declined", "bad"),
}
"""Icon and tone of each verdict."""


@dataclass(frozen=True, slots=True)
class CellTexts:
    """The texts of one cell, made once: ``people`` such as ``4,812 of 5,000``, ``until`` a day, ``small_words`` agreement and
    notice, ``pending`` the recalls to pass on."""

    icon: str
    """Name of an icon of the kit."""
    tone: Tone
    """Tone of the verdict."""
    word: str
    """The verdict, in words."""
    people: str
    """Where nobody may be counted yet: how much is missing."""
    until: str
    """With the short day; empty as ``until_short``."""
    until_short: str
    """The day alone, short; empty where the answer does not change by itself."""
    small_words: str
    agreement: str
    """Number and status."""
    notice: str
    """Version alone; empty for none."""
    oldest: str
    """Short day on which the oldest consent was given; empty for none."""
    pending: str
    pending_short: str
    """In a word or two; empty for nothing."""
    late: str
    """That data left after a declaration, in a few words; empty for none."""
    overdue: bool
    """The time of what is pending is up."""
    breach: str
    """That a breach at the partner is open, in a word or two; empty for none."""
    spoken: str
    """All of it as one line, for screen readers."""
    tip: str
    """All of it, a line each."""


def texts_of(cell: Cell, zone: tzinfo, today: date) -> CellTexts:
    """All texts of a cell."""
    picture, tone = VERDICT_LOOKS[cell.verdict]
    status = str(Message(AGREEMENT_STATUS_WORDS.get(cell.agreement_status, cell.agreement_status)))
    agreement = f"{cell.agreement_number} · {status}"
    begins = "" if cell.begins is None else _("applies from {day}", day=short_day(cell.begins.isoformat()))
    notice = _("Notice {version}", version=cell.notice_version) if cell.notice_version else ""
    oldest = "" if cell.oldest is None else short_day(in_zone(cell.oldest, zone).date().isoformat())
    pending, short, overdue = _pending(cell)
    late, late_few = _late(cell)
    answer = sentence(cell.verdict, cell.n, cell.m, cell.next_expiry, zone, cell.until_why, cell.begins)
    lines = [
        f"{cell.dataset_name} → {cell.partner_name}",
        str(cell.purpose_name),
        answer,
        *(str(one) for one in cell.breaches),
        *(f"• {one}" for one in cell.lacking[:_MOST_NAMED]),
        *(f"{number(count)}: {why_not(outcome)}" for outcome, count in cell.counts.items() if count),
        f"{agreement}, {begins}" if begins else agreement,
        _("Evidence: {what}", what=str(evidence_words(cell.evidence, short=True))) if cell.evidence else "",
        notice,
        _("Oldest consent: {day}", day=oldest) if oldest else "",
        pending,
        late,
    ]
    told = [line for line in lines if line]
    last = "" if cell.next_expiry is None else short_day(in_zone(cell.next_expiry, zone).date().isoformat())
    return CellTexts(
        icon=picture,
        tone=tone,
        word=str(verdict_word(cell.verdict, cell.begins)),
        people=people_of(cell.n, cell.m) or _lacking(cell),
        until=_("until {day}", day=last) if last else begins,
        until_short=last,
        small_words=f"{agreement} · {notice}" if notice else agreement,
        agreement=agreement,
        notice=cell.notice_version,
        oldest=oldest,
        pending=pending,
        pending_short=short,
        late=late_few,
        overdue=overdue,
        breach=str(counted("{n} open breach there", "{n} open breaches there", len(cell.breaches)))
        if cell.breaches
        else "",
        spoken=". ".join(told),
        tip="\n".join(told),
    )


_MOST_NAMED = 3
"""Missing things named in a tip; how many there are stands in the cell."""


def _lacking(cell: Cell) -> str:
    if not cell.lacking or cell.begins is not None:
        return ""
    return str(counted("{n} point open", "{n} points open", len(cell.lacking)))


def _pending(cell: Cell) -> tuple[str, str, bool]:
    """The pending recalls in a line and in a word or two, and whether they are overdue."""
    if cell.pending is None:
        return "", "", False
    waiting = cell.pending
    if not waiting.untold:  # the partner was told, and has not answered yet
        words, short = waiting_words(waiting.people), counted("{n} waits", "{n} wait", waiting.people)
    else:
        words = counted("{n} person to report", "{n} people to report", waiting.untold)
        short = counted("{n} open", "{n} open", waiting.people)
    if waiting.overdue:
        late = counted("{n} overdue", "{n} overdue", waiting.people)
        return _("{what}, overdue", what=words), str(late), True
    return str(words), str(short), False


def _late(cell: Cell) -> tuple[str, str]:
    """That data left after a declaration, in a sentence and in a few words; empty where none did."""
    people = 0 if cell.pending is None else cell.pending.late
    told = late_words(people)
    if told is None:
        return "", ""
    return str(told), str(late_short(people))


def waiting_words(people: int) -> Message:
    """The number of people in recalls that a partner has not acknowledged, in words."""
    return counted("{n} person told, not acknowledged", "{n} people told, not acknowledged", people)
