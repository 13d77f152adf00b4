"""What an auditor's running audits are about: the audit room shows a member who only audits that and nothing else.

This keeps the work to what was asked for; it is no lock, as every member who can open the vault can read all of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from datapact.audit.engagements import engagement_lines
from datapact.parties.own_line import own_line

if TYPE_CHECKING:
    from datapact.parties.acting import Acting
    from datapact.tracking.register_filters import Filters


@dataclass(frozen=True, slots=True)
class Scope:
    """History ids of agreements; None: everything."""

    agreements: frozenset[str] | None = None

    def covers(self, agreement: str) -> bool:
        """Whether an agreement is in it; what is about none is in the scope of everything alone."""
        return self.agreements is None or agreement in self.agreements

    def within(self, filters: Filters) -> Filters:
        """The filters of a register, narrowed to it."""
        if self.agreements is None:
            return filters
        chosen = self.agreements & frozenset(filters.agreements) if filters.agreements else self.agreements
        return replace(
            filters, agreements=tuple(sorted(chosen)) or ("",)
        )  # nothing in common is nothing, not everything


EVERYTHING = Scope()


def scope_of(acting: Acting) -> Scope:
    """The scope of this member's running audits; everything for whoever does other work too, or has no running audit."""
    with acting.vault.read() as session:
        own = own_line(session).state.members.get(acting.member.id, acting.member)
    if own.roles != {"auditor"}:
        return EVERYTHING
    running = [one.engagement for one in engagement_lines(acting) if one.mine and one.state == "running"]
    if not running or any(not one.agreements for one in running):
        return EVERYTHING
    return Scope(frozenset().union(*(one.agreements for one in running)))
