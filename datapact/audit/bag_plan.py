"""What an export of many agreements would hold, before it is written: counts, what is left out, and known gaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from datapact.audit.bag_content import BagRequest, Selection, select_agreements, within_audit
from datapact.audit.engagements import engagement as find_audit
from datapact.audit.withholding import CHOICES, choice_words
from datapact.errors import AnswerNo
from datapact.parties.own_line import own_line
from datapact.texts import N_, Message, counted
from datapact.tracking import register_agreements
from datapact.tracking.known import Known
from datapact.tracking.register import Left
from datapact.tracking.registers import gaps_of

if TYPE_CHECKING:
    from datapact.parties.acting import Acting

_INDEX = Message(N_("An index as PDF (signed), XLSX and HTML, which works from disk; checksums as BagIt (RFC 8493)"))
_REGISTERS = Message(N_("The registers as at the day, as PDF, XLSX, CSV and JSON"))
_TABLES = Message(N_("Tables of consents (counted, without pseudonyms), deliveries and obligations"))
_TABLES_THEN = Message(
    N_("Tables of consents (counted, without pseudonyms) and deliveries; obligations are known as of today alone")
)
_NO_TABLES = Message(N_("No registers and tables: they would show what is withheld"))
_ONLY_SHARED = Message(N_("Of each agreement only what was shared with a partner; where nothing was, it is left out"))
_NOT_FOR_YOU = Message(N_("Internal audit dossiers are for members with the role Legal or Auditor."))
_ONLY_LEGAL = Message(
    N_("An internal export leaves the house only when a member with the role Legal releases it, or within an audit.")
)


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact that is missing, and the agreement that it is missing of."""

    history: str
    number: str
    message: Message


@dataclass(frozen=True, slots=True)
class BagPlan:
    """``holds`` are the parts of the export in words. ``nothing`` says why there is nothing to export.

    ``bars`` says why this member may not let such an export out.
    """

    on: date | None = None
    agreements: tuple[Known, ...] = field(default=(), repr=False)
    holds: tuple[Message, ...] = ()
    population: tuple[Message, ...] = ()
    filters: tuple[Message, ...] = ()
    left_out: tuple[Left, ...] = ()
    gaps: tuple[Gap, ...] = ()
    nothing: Message | None = None
    bars: Message | None = None


def plan_bag(acting: Acting, request: BagRequest, *, engagement: str = "") -> BagPlan:
    """Look at what an export for this request would hold; ``engagement`` is the audit that it is for."""
    with acting.vault.read() as session:
        roles = own_line(session).state.members.get(acting.member.id, acting.member).roles
        bars = None
        if request.audience == "internal" and roles.isdisjoint({"legal", "auditor"}):
            bars = _NOT_FOR_YOU
        elif request.audience == "internal" and "legal" not in roles and not engagement:
            bars = _ONLY_LEGAL
        try:
            if engagement:
                request = within_audit(request, find_audit(session, engagement))
            chosen = select_agreements(acting, session, request)
        except AnswerNo as error:
            return BagPlan(nothing=error.message, bars=bars)
    return BagPlan(
        on=chosen.on,
        agreements=chosen.agreements,
        holds=tuple(_holds(request, chosen)),
        population=chosen.population,
        filters=chosen.filters,
        left_out=chosen.left_out,
        gaps=tuple(_gaps(request, chosen)),
        bars=bars,
    )


def _gaps(request: BagRequest, chosen: Selection) -> Iterator[Gap]:
    """What the registers in it lack; without registers what the agreements lack by themselves."""
    inside = request.audience == "internal" and not request.withheld
    for one in chosen.agreements:
        for gap in gaps_of(one, chosen.on) if inside else register_agreements.gaps(one):
            yield Gap(one.history, one.number, gap.message)


def _holds(request: BagRequest, chosen: Selection) -> Iterator[Message]:
    yield counted("{n} dossier, signed", "{n} dossiers, each signed", len(chosen.agreements))
    if request.audience == "partner":
        yield _ONLY_SHARED
    yield _INDEX
    if request.audience == "internal" and not request.withheld:
        yield _REGISTERS
        yield _TABLES if chosen.on == chosen.today else _TABLES_THEN
    elif request.audience == "internal":
        yield _NO_TABLES
    for choice in CHOICES:
        if choice in request.withheld:
            yield Message(N_("Withheld: {parts}"), {"parts": choice_words(choice)})
