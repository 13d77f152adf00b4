"""Filters of a register's agreements, in words, with a count of the agreements that each one leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from datapact.agreements.projection.status import STATUS_WORDS, status_message
from datapact.base.errors import WrongUse
from datapact.base.texts import N_, Message, counted
from datapact.registers.point_in_time import KnownAgreement, KnownAgreements
from datapact.registers.register import Left


@dataclass(frozen=True, slots=True)
class Filters:
    """The choice of agreements in a register.

    ``status`` are status words of agreements, ``partner`` the beginning of a partner's name; empty means all.

    ``agreements`` are history ids: the scope of an audit, or agreements picked one by one.
    """

    status: tuple[str, ...] = ()
    partner: str = ""
    agreements: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for word in self.status:
            if word not in STATUS_WORDS:
                raise WrongUse(
                    N_("There is no status {status}. Statuses: {statuses}."),
                    status=word,
                    statuses=", ".join(STATUS_WORDS),
                )

    def words(self) -> tuple[Message, ...]:
        """The filters in words."""
        found = [Message(N_("Status: {status}"), {"status": status_message(word)}) for word in self.status]
        if self.partner:
            found.append(Message(N_("Partner: {partner}"), {"partner": self.partner}))
        if self.agreements:
            found.append(counted("Scope: {n} agreement", "Scope: {n} agreements", len(set(self.agreements))))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Taken:
    """The agreements of a register, and those that the filters left out."""

    agreements: tuple[KnownAgreement, ...]
    """Those that passed, by number."""
    left_out: tuple[Left, ...]
    """One for each filter that left something out, and one for what came later."""


def take(known: KnownAgreements, filters: Filters) -> Taken:
    """The agreements that pass the filters; those recorded only later are left out by the day."""
    kept: list[KnownAgreement] = []
    wanted = frozenset(filters.agreements)
    counts = {"status": 0, "partner": 0, "scope": 0, "later": known.later}
    for agreement in known.agreements:
        if filters.status and agreement.status not in filters.status:
            counts["status"] += 1
        elif filters.partner and not _has_partner(agreement, filters.partner):
            counts["partner"] += 1
        elif wanted and agreement.history not in wanted:
            counts["scope"] += 1
        else:
            kept.append(agreement)
    reasons = {
        "status": Message(N_("another status than asked for")),
        "partner": Message(N_("another partner than asked for")),
        "scope": Message(N_("outside the scope asked for")),
        "later": Message(N_("recorded only after that day")),
    }
    return Taken(tuple(kept), tuple(Left(reasons[name], count) for name, count in counts.items() if count))


def _has_partner(agreement: KnownAgreement, wanted: str) -> bool:
    return any(name.casefold().startswith(wanted.casefold()) for name in agreement.partners)


def population(known: KnownAgreements) -> tuple[Message, ...]:
    """The number of agreements that were known, of those that bind, and of those that came later."""
    agreements: Sequence[KnownAgreement] = known.agreements
    found = [
        counted("{n} agreement was known in this vault.", "{n} agreements were known in this vault.", len(agreements)),
        counted(
            "{n} of them was in force on that day.",
            "{n} of them were in force on that day.",
            sum(one.binds for one in agreements),
        ),
    ]
    elsewhere = sum(bool(one.evidence) and one.evidence != "signed_here" for one in agreements)
    if elsewhere:
        found.append(counted("{n} was signed elsewhere.", "{n} were signed elsewhere.", elsewhere))
    if known.later:
        found.append(
            counted(
                "{n} agreement was recorded only later and is not part of it.",
                "{n} agreements were recorded only later and are not part of it.",
                known.later,
            )
        )
        found.append(
            counted(
                "{n} of those recorded later was in force on that day, by what is known now.",
                "{n} of those recorded later were in force on that day, by what is known now.",
                known.later_in_force,
            )
        )
    return tuple(found)
