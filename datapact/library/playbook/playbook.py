"""The playbook of a vault: positions set by legal members, and how a text stands against them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from datapact.base.errors import Locked, WrongUse
from datapact.base.texts import N_
from datapact.library.clauses.own_clause import OwnClause, read_clause
from datapact.library.clauses.own_clauses import own_clauses
from datapact.library.clauses.versions import Version, all_versions, newest, write_version
from datapact.library.playbook.deviations import Standing, standings, standings_of_state
from datapact.library.playbook.position import Position, position_json, read_position
from datapact.organisation.acting.records import records
from datapact.organisation.identity.own_history import own_line

if TYPE_CHECKING:
    from datapact.contract.text.document import AgreementDocument
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class KeptPosition:
    """A position with its versions."""

    position: Position
    """As it stands."""
    versions: tuple[Version, ...]
    """Oldest first."""


@dataclass(frozen=True, slots=True)
class Playbook:
    """The positions, and the approved clauses that they name."""

    positions: tuple[Position, ...]
    """In the order of their first writing."""
    clauses: Mapping[str, tuple[OwnClause, ...]]
    """Approved versions by id, newest first."""
    names: Mapping[str, str]
    """Names of members by id."""
    called: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Names of alternatives by key, by the id of their clause; of the newest version, released or not."""

    def standings(self, document: AgreementDocument) -> tuple[Standing, ...]:
        """The standing of a text on each topic that concerns it."""
        return standings(document, self.positions, self.clauses) if self.positions else ()

    def of_state(self, state: Mapping[str, Any]) -> tuple[Standing, ...]:
        """Like ``standings``, for a complete state; none where parts of it are withheld."""
        return standings_of_state(state, self.positions, self.clauses)

    def alternative_names(self, position: Position) -> dict[str, str]:
        """Names of the alternatives of the clause that a position is about, by key."""
        return dict(self.called.get(position.clause, {}))


def playbook(session: Session) -> Playbook:
    """The playbook as it stands."""
    positions = tuple(one.position for one in kept_positions(session).values())
    named = {one.clause for one in positions if one.clause}
    kept_clauses = {one: kept for one, kept in (own_clauses(session) if named else {}).items() if one in named}
    clauses = {
        identifier: tuple(
            read_clause(version.content)
            for version in reversed(kept.versions)
            if version.approved and not version.retired
        )
        for identifier, kept in kept_clauses.items()
    }
    called = {one: {each.key: each.name for each in kept.newest.alternatives} for one, kept in kept_clauses.items()}
    people = own_line(session).state.members.values() if positions else ()
    return Playbook(positions, clauses, {one.id: one.name or one.id for one in people}, called)


def has_playbook(session: Session) -> bool:
    """Whether the house ever set a position; much cheaper than reading it."""
    return any(one.body["sort"] == "position" for one in records(session, "library_version"))


def kept_positions(session: Session) -> dict[str, KeptPosition]:
    """The positions by key, without those taken out, in the order of their first writing."""
    found = {}
    for key, versions in all_versions(session, "position").items():
        last = newest(versions)
        if last is not None:
            found[key] = KeptPosition(read_position(last.content), versions)
    return found


def set_position(acting: Acting, position: Position, note: str = "") -> Version:
    """Set a position; only a member with the role Legal does.

    Raises Locked for others, WrongUse for a member who does not exist or can concede nothing, and for an alternative that
    no own clause has.
    """
    content = position_json(position)
    read_position(content)
    with acting.vault.write() as session:
        people = own_line(session).state.members
        acting_roles = people[acting.member.id].roles if acting.member.id in people else frozenset()
        if "legal" not in acting_roles:
            raise Locked(N_("Only a member with the role Legal changes the playbook."))
        for one in (*position.beyond_members, *(name for stand in position.stands for name in stand.members)):
            if one not in people:
                raise WrongUse(N_("There is no member “{id}”. See datapact vault members list."), id=one[:60])
            if not people[one].roles & {"legal", "lead"}:
                raise WrongUse(
                    N_("{name} can approve nothing without the role Legal or Project lead."),
                    name=people[one].name[:200],
                )
        clause = own_clauses(session).get(position.clause)
        known = {one.key for one in clause.newest.alternatives} if clause is not None else set()
        for stand in position.stands:
            if stand.test == "own" and stand.values[0] not in known:
                raise WrongUse(
                    N_("The library has no own clause {id} with an alternative {key}. Write it first."),
                    id=position.clause[:100],
                    key=stand.values[0][:60],
                )
        return write_version(acting, session, "position", position.key, position.name, content, note)
