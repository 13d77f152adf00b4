"""The library as its window and its commands show it: rows of clauses and positions, with who wrote and approved them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from datapact.base.texts import N_, Listed, Message, _
from datapact.contract.templates.template import load_template
from datapact.contract.vocabulary.messages import OwnWords
from datapact.library.clauses.own_clause import SLANT_WORDS, OwnClause
from datapact.library.clauses.own_clauses import KeptClause, own_clauses
from datapact.library.clauses.sources import mistakes_in
from datapact.library.clauses.versions import LibraryApproval, Version, in_use, only_legal, why_not_approve
from datapact.library.playbook.playbook import KeptPosition, Playbook, kept_positions, playbook
from datapact.library.playbook.position import stand_words, topic_label
from datapact.library.templates.own_templates import KeptTemplate, own_templates
from datapact.organisation.acting.names import known_names
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.identity.roles import ROLE_WORDS

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

type ApprovalStanding = str
"""``approved``, ``waiting`` (a newer version waits), ``none``, or ``mistakes``."""

STANDING_WORDS = {
    "approved": N_("approved"),
    "waiting": N_("approved; a newer version waits"),
    "none": N_("not approved yet"),
    "mistakes": N_("has mistakes"),
}


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the history of a clause or position."""

    number: int
    """From 1."""
    at: datetime
    """UTC."""
    by: str
    """Name of the member."""
    digest: str
    """base64url SHA-256 of the content."""
    approved_by: tuple[str, ...]
    """Names of the members whose approval holds; that of the only legal member for its own words is marked."""
    note: str
    """Why it was changed; may be empty."""


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """An own clause in the list."""

    kept: KeptClause
    """With all versions."""
    standing: ApprovalStanding
    """Whether it may be used."""
    replaces: bool
    """It stands in place of a clause of DataPact."""
    lines: tuple[VersionLine, ...]
    """Oldest first."""
    mistakes: tuple[Message, ...]
    """Of the newest version."""
    why_not_approve: Message | None
    """Why the member at work cannot approve the newest version; None: it can."""

    @property
    def clause(self) -> OwnClause:
        """The newest version."""
        return self.kept.newest

    @property
    def slants(self) -> Sequence[str]:
        """Kinds of its alternatives, as message ids."""
        return list(dict.fromkeys(SLANT_WORDS[one.slant] for one in self.clause.alternatives))


@dataclass(frozen=True, slots=True)
class PositionRow:
    """A position of the playbook in the list."""

    kept: KeptPosition
    """With all versions."""
    topic: Message
    """The term or clause that it is about."""
    house: Message
    """The house position in words."""
    fallbacks: tuple[Message, ...]
    """In order, each with who may concede it."""
    beyond: Message
    """Who may concede what lies beyond."""
    lines: tuple[VersionLine, ...]
    """Oldest first."""


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template of the house in the list."""

    kept: KeptTemplate
    """With all versions."""
    standing: ApprovalStanding
    """Whether it may be drafted with."""
    base: Message
    """Name of the template of DataPact that it rests on."""
    outdated: bool
    """DataPact has a newer version of that template."""
    own: tuple[str, ...]
    """Names of the own clauses in it, with those that are not approved marked by ``waiting``."""
    waiting: tuple[str, ...]
    """Names of its clauses that have no approved version: nobody can draft with it until then."""
    lines: tuple[VersionLine, ...]
    """Oldest first."""
    why_not_approve: Message | None
    """Why the member at work cannot approve the newest version; None: it can."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The content of the library."""

    clauses: tuple[ClauseRow, ...]
    """In the order of their first writing."""
    positions: tuple[PositionRow, ...]
    """In the order of their first writing."""
    templates: tuple[TemplateRow, ...]
    """In the order of their first writing."""
    members: tuple[tuple[str, str], ...]
    """(id, name) of the members who can concede something."""
    book: Playbook
    """The playbook."""
    may_write: bool
    """Whether the member at work writes clauses."""
    may_decide: bool
    """Whether the member at work is legal: approves, and sets positions."""
    alone: bool
    """Whether nobody else is legal, so that it approves what it wrote, too."""


def shelf(acting: Acting) -> Shelf:
    """Read the library."""
    with acting.vault.read() as session:
        clauses, positions, book = own_clauses(session), kept_positions(session), playbook(session)
        names = known_names(session)
        people = own_line(session).state.members
        templates = own_templates(session)
        barred = {name: why_not_approve(acting, session, kept.last) for name, kept in clauses.items()}
        alone = only_legal(acting, session)
        shut = {name: why_not_approve(acting, session, kept.last) for name, kept in templates.items()}
    roles = people[acting.member.id].roles if acting.member.id in people else frozenset()
    return Shelf(
        tuple(_clause_row(kept, names, barred[name]) for name, kept in clauses.items()),
        tuple(_position_row(kept, book, names) for kept in positions.values()),
        tuple(_template_row(kept, clauses, names, shut[name]) for name, kept in templates.items()),
        tuple((one.id, one.name or one.id) for one in people.values() if one.roles & {"legal", "lead"}),
        book,
        bool(roles & {"legal", "lead"}),
        "legal" in roles,
        alone,
    )


def _clause_row(kept: KeptClause, names: dict[str, str], barred: Message | None) -> ClauseRow:
    mistakes = mistakes_in(kept.newest)
    used = in_use(kept.versions)
    standing = "mistakes" if mistakes and used is None else "none" if used is None else "waiting"
    if used is not None and used.number == kept.last.number:
        standing = "approved"
    why = mistakes[0] if mistakes else barred
    if why is None and kept.last.approved:
        why = Message(N_("This version is approved already."))
    return ClauseRow(kept, standing, kept.replaces_shipped, _lines(kept.versions, names), mistakes, why)


def _template_row(
    kept: KeptTemplate, clauses: Mapping[str, KeptClause], names: dict[str, str], barred: Message | None
) -> TemplateRow:
    template = kept.newest
    used = kept.used_version
    standing = "none" if used is None else "approved" if used.number == kept.last.number else "waiting"
    base = load_template(template.base.id)
    named = {one.clause: clauses[one.clause] for one in template.own if one.clause in clauses}
    waiting = [one.newest.name for one in named.values() if one.used is None]
    waiting += [one.clause for one in template.own if one.clause not in clauses]
    why = barred
    if why is None and kept.last.approved:
        why = Message(N_("This version is approved already."))
    return TemplateRow(
        kept,
        standing,
        OwnWords(base.name.text("en"), german=base.name.text("de")),
        base.version > template.base.version,
        tuple(one.newest.name for one in named.values()),
        tuple(waiting),
        _lines(kept.versions, names),
        why,
    )


def _position_row(kept: KeptPosition, book: Playbook, names: dict[str, str]) -> PositionRow:
    position = kept.position
    known = book.alternative_names(position)

    def who(role: str, members: Sequence[str]) -> Message:
        return Listed.of(book.names.get(one, one) for one in members) if members else Message(ROLE_WORDS[role])

    fallbacks = tuple(
        Message(
            N_("{what} – conceded by {who}"),
            {"what": stand_words(position, one, known), "who": who(one.role, one.members)},
        )
        for one in position.stands[1:]
    )
    house = stand_words(position, position.stands[0], known)
    if position.stands[0].test == "own" and not book.clauses.get(position.clause):
        house = Message(N_("{what} (not released yet)"), {"what": house})
    return PositionRow(
        kept,
        topic_label(position),
        house,
        fallbacks,
        who(position.beyond, position.beyond_members),
        _lines(kept.versions, names),
    )


def _approver(approval: LibraryApproval, names: Mapping[str, str]) -> str:
    name = names.get(approval.author, "")
    return _("{name} (own text, as the only legal member)", name=name) if approval.alone else name


def _lines(versions: Sequence[Version], names: dict[str, str]) -> tuple[VersionLine, ...]:
    return tuple(
        VersionLine(
            one.number,
            one.at,
            names.get(one.author, ""),
            one.digest,
            tuple(_approver(approval, names) for approval in one.approvals),
            one.note,
        )
        for one in versions
    )
