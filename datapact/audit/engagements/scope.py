"""The scope of running audits: agreements shown to their auditor, and whether an export of ours stays within them.

The scope is no lock: every member who can open the vault can read all of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from datapact.audit.engagements.engagements import engagement_lines
from datapact.audit.formats.bag import NAME as INDEX
from datapact.audit.formats.bag import BagIndex
from datapact.audit.formats.bag_archive import Archive, is_archive
from datapact.audit.formats.decision import NAME as DECISION
from datapact.audit.formats.decision import DecisionFile
from datapact.audit.formats.dossier import MOST_FILES, DossierFile
from datapact.audit.formats.dossier import NAME as DOSSIER
from datapact.base.errors import DataPactError
from datapact.organisation.identity.own_history import own_line
from datapact.signing.pades.attachments import attached_files
from datapact.signing.pades.revisions import open_pdf

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.registers.filters import Filters


@dataclass(frozen=True, slots=True)
class EngagementScope:
    """History ids of agreements; None: everything."""

    agreements: frozenset[str] | None = None
    """Empty covers no agreement at all."""

    def covers(self, agreement: str) -> bool:
        """Whether an agreement is in the scope; an item of no agreement is only in the scope of everything."""
        return self.agreements is None or agreement in self.agreements

    def within(self, filters: Filters) -> Filters:
        """The filters of a register, narrowed to the scope."""
        if self.agreements is None:
            return filters
        chosen = self.agreements & frozenset(filters.agreements) if filters.agreements else self.agreements
        return replace(
            filters, agreements=tuple(sorted(chosen)) or ("",)
        )  # no common agreement: nothing, not everything


EVERYTHING = EngagementScope()


def scope_of(acting: Acting) -> EngagementScope:
    """The scope of this member's running audits; everything for members with other roles, nothing without a running one."""
    with acting.vault.read() as session:
        own = own_line(session).state.members.get(acting.member.id, acting.member)
    if own.roles != {"auditor"}:
        return EVERYTHING
    running = [one.engagement for one in engagement_lines(acting) if one.mine and one.state == "running"]
    if any(not one.agreements for one in running):
        return EVERYTHING
    return EngagementScope(frozenset().union(*(one.agreements for one in running)))


def agreements_inside(data: bytes) -> frozenset[str]:
    """History ids of the agreements in a dossier, an exported decision or an export of many; none in any other file."""
    try:
        if is_archive(data):
            return frozenset(one.agreement for one in BagIndex.read(Archive(data).read(f"data/{INDEX}")).dossiers)
        if not data.startswith(b"%PDF-"):
            return frozenset()
        attached = attached_files(open_pdf(data), MOST_FILES + 1)
        if DOSSIER in attached:
            return frozenset({DossierFile.read(attached[DOSSIER]).agreement})
        if DECISION in attached:
            return frozenset({str(DecisionFile.read(attached[DECISION]).entry.body.get("agreement", ""))})
        if INDEX in attached:
            return frozenset(one.agreement for one in BagIndex.read(attached[INDEX]).dossiers)
    except DataPactError:  # no file of ours: only people can judge its content
        return frozenset()
    return frozenset()
