"""Looks and words of obligations: icon, word and tone of a state, days left, names of evidence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from datapact.base.clock import in_zone
from datapact.base.day_words import long_date
from datapact.base.texts import N_, Message, _, counted, current_language
from datapact.obligations.due.obligation import Obligation
from datapact_ui.kit.tables.days import short_day
from datapact_ui.kit.theme.colours import Tone

SOON_DAYS = 7
KIND_ICONS: Mapping[str, str] = {
    "review": "refresh",
    "end": "expired",
    "notice": "send",
    "termination": "terminated",
    "deletion": "delete",
    "certificate_due": "approve",
    "choice": "counter",
    "retention": "archive",
    "measures": "lock",
    "guarantees": "trust",
    "assessment": "findings",
    "transfer_assessment": "network",
    "milestone": "in-force",
    "acceptance": "accept",
    "provision": "send",
    "objection": "comment",
    "change": "compare",
    "training": "library",
    "certificate": "key",
    "guarantee": "trust",
    "proof": "signed",
    "policy": "export",
    "sub_processor": "organisation",
    "consent": "consent",
    "recall": "restore",
    "legal_basis": "clause",
    "authorisation": "signed",
    "document": "text",
    "breach": "breach",
    "own": "bookmark",
}
EVIDENCE_WORDS: Mapping[str, str] = {
    "on": N_("Met on"),
    "by": N_("Recorded by"),
    "reference": N_("Reference"),
    "scope": N_("Scope of the deletion"),
    "method": N_("Method"),
    "signatory": N_("Signed by"),
    "reason": N_("Reason"),
}
"""Words for the evidence recorded when an obligation was met or waived; a button shows the file."""
SETTLED_ELSEWHERE = frozenset(
    {"recall", "breach", "consent", "legal_basis", "authorisation", "document", "policy", "proof"}
)
"""Kinds not in the table of obligations: they are settled where they were recorded, proofs of signatures by a round through the archive."""

ON_FILE: Mapping[str, str] = {
    "legal_basis": "legal_basis",
    "authorisation": "authorisation",
    "document": "fact_on_file",
}
"""Kinds of obligations whose day is that of a compliance record, with the kind of the record."""


def state_appearance(obligation: Obligation, today: date) -> tuple[str, str, Tone]:
    """Icon, word and tone of an obligation's state."""
    if obligation.overdue:
        return "warning", _("overdue"), "bad"
    match obligation.state:
        case "done":
            return "check", str(obligation.state_words), "good"
        case "waived":
            return "close", str(obligation.state_words), "neutral"
        case "not_ours":
            return "partners", str(obligation.state_words), "neutral"
        case _:
            if obligation.nature == "date":
                return "calendar", _("a date to know"), "neutral"
            soon = (obligation.due - today).days <= SOON_DAYS
            return "time", str(obligation.state_words), "warn" if soon else "info"


def due_words(obligation: Obligation) -> str:
    """The due day, and the local hour if any, for a table."""
    day = short_day(obligation.due.isoformat())
    return f"{day} {in_zone(obligation.moment):%H:%M}" if obligation.moment is not None else day


def long_due_words(obligation: Obligation, today: date) -> str:
    """The due day in full with its distance in days."""
    day = long_date(obligation.due, current_language())
    if obligation.moment is not None:
        day = _("{day}, {time}", day=day, time=f"{in_zone(obligation.moment):%H:%M}")
    return f"{day} ({away_words((obligation.due - today).days)})"


def away_words(days: int) -> str:
    """The distance in days, in words."""
    if days == 0:
        return _("today")
    if days < 0:
        return str(counted("{n} day ago", "{n} days ago", -days))
    return str(counted("in {n} day", "in {n} days", days))


def agreement_words(obligation: Obligation) -> str:
    """Number and title of the agreement; empty for an obligation of the organisation."""
    return f"{obligation.number}  {obligation.agreement_title}".strip()


def obligations_words(number: int) -> str:
    """``3 duties``."""
    return str(counted("{n} duty", "{n} duties", number))


def evidence_lines(obligation: Obligation, members: Mapping[str, str]) -> list[tuple[str, str]]:
    """The record about an obligation, as names and texts."""
    lines = []
    for name, words in EVIDENCE_WORDS.items():
        text = obligation.evidence.get(name, "")
        if not text:
            continue
        if name == "on":
            text = long_date(date.fromisoformat(text), current_language())
        elif name == "by":
            text = members.get(text, text)
        lines.append((str(Message(words)), text))
    return lines
