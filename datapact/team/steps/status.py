"""The status of a team as this device knows it: no network is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import func, select

from datapact.base.errors import Locked, WrongUse
from datapact.base.texts import N_, Message
from datapact.consent.records.tables import RepeatRow
from datapact.organisation.acting.records import records_against_each_other
from datapact.organisation.identity.copy_age import CopyAge
from datapact.organisation.identity.house import MOST_HOURS, code_to_read_aloud, copy_age, write_answer_hours
from datapact.organisation.identity.own_history import own_line
from datapact.team.database.address import shown
from datapact.team.kept.facts import LastSync, require_team, state_of
from datapact.team.kept.heard import heard_since
from datapact.team.kept.store import has_acknowledged, kept_items, newest_logged, refused_items
from datapact.team.kept.things import last_writers
from datapact.team.kept.unconfirmed import unopened
from datapact.team.steps.numbers import same_numbers
from datapact.team.steps.outgoing import waiting
from datapact.team.steps.synchronise import in_words

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

MAY_BOUND = frozenset({"admin", "legal"})


@dataclass(frozen=True, slots=True)
class DeviceSeen:
    """A device of the team."""

    device: str
    """Thumbprint of the key that signs its items; the database sees it, too."""
    member: str
    """Id of the member whose device it is."""
    name: str
    """Name of that member."""
    is_keeper: bool
    """Whether the team was created there."""
    is_here: bool
    """Whether it is this one."""
    has_left: bool
    """Whether it has left and waits for the next key."""
    newest: int
    """Number of its newest item; it had all items before that one."""
    code: str
    """The code of that item; empty where it has written none."""
    heard: datetime | None
    """Since when that item is known here, UTC; None where nobody wrote it down."""

    has_erased: bool | None = True
    """Whether it said that it has erased the same; None where it wrote behind the newest erasure and did not say so."""


_RECORDED = {
    "legal_basis": N_("Legal basis"),
    "authorisation": N_("Authorisation"),
    "fact_on_file": N_("Fact on file"),
    "purpose_link": N_("About an agreed purpose"),
    "notice": N_("Notice"),
}
_AGAINST = N_(
    "{what} {key}: recorded at two computers that did not know of each other. The strictest of both holds until you record it once more."
)


@dataclass(frozen=True, slots=True)
class SettingSeen:
    """A setting of the house that somebody changed since the team began: the last writer counts."""

    key: str
    """Its name among the settings."""
    name: str
    """Name of the member who changed it last, in the order of the log."""
    number: int
    """Number of the item that brought it."""


@dataclass(frozen=True, slots=True)
class TeamStatus:
    """The team of a copy."""

    team: str
    """Random id."""
    database: str
    """Server, port and database."""
    sequence: int
    """Number of the newest item here."""
    head: str
    """Digest of the newest item here."""
    code: str
    """Four groups of five digits of the head, which colleagues with the same number read to each other."""
    waiting: int
    """Entries that the log has not."""
    devices: tuple[DeviceSeen, ...]
    """All devices, this one too."""
    last: LastSync
    """What the last synchronisation found."""
    refused: tuple[str, ...]
    """Why contents of colleagues' items were not taken in."""
    age: CopyAge
    """How new this copy is, and why it does not answer, if so."""
    repeated: int
    """Consents that colleagues recorded twice, or against each other at one second, and that do not count here."""
    against_each_other: tuple[Message, ...]
    """What permits sharing and was recorded at two computers that did not know of each other, in sentences."""
    same_numbers: tuple[Message, ...] = ()
    """Numbers that several agreements keep, in sentences."""
    settings: tuple[SettingSeen, ...] = ()
    """Settings of the house that travelled, with who changed each last."""
    unopened: str = ""
    """The file with new keys of a change that was cut short which nobody can open here; empty for none."""


def set_answer_hours(acting: Acting, hours: int) -> None:
    """Set within how many hours of a synchronisation each copy answers “May we share?”; it travels as a setting.

    Raises WrongUse for a number out of bounds, Locked unless the member is legal or admin.
    """
    if not 1 <= hours <= MOST_HOURS:
        raise WrongUse(N_("The bound for answers is 1 to {most} hours."), most=MOST_HOURS)
    if acting.member.roles.isdisjoint(MAY_BOUND):
        raise Locked(
            N_("Your roles do not allow this. It takes one of these roles: {roles}."),
            roles=", ".join(sorted(MAY_BOUND)),
        )
    with acting.vault.write() as session:
        write_answer_hours(session, hours)


def team_status(acting: Acting) -> TeamStatus:
    """The state of the team; raises WrongUse where this copy takes part in none."""
    with acting.vault.read() as session:
        facts = require_team(session)
        state, line = state_of(session, facts), own_line(session)
        newest = {item.device: item for item in kept_items(session)}
        heard = heard_since(session)
        names = {member.id: member.name for member in line.people()}
        devices = tuple(
            DeviceSeen(
                device=one.kid,
                member=one.member,
                name=names.get(one.member) or one.member,
                is_keeper=one.kid == state.keeper,
                is_here=one.kid == facts.device,
                has_left=one.kid in state.left,
                newest=item.sequence if item else 0,
                code=code_to_read_aloud(item.digest) if item else "",
                heard=heard.get(item.digest) if item else None,
                has_erased=_has_erased(session, one.kid, item.sequence if item else 0),
            )
            for one in state.devices.values()
            for item in [newest.get(one.kid)]
        )
        return TeamStatus(
            team=facts.team,
            database=shown(facts.database),
            sequence=facts.sequence,
            head=facts.head,
            code=code_to_read_aloud(facts.head),
            waiting=len(waiting(session, acting.organisation)),
            devices=devices,
            last=facts.last,
            refused=tuple(in_words(item, why) for item, why in refused_items(session)),
            age=copy_age(session, acting.clock()) or CopyAge(facts.sequence, code_to_read_aloud(facts.head), -1, 0),
            against_each_other=tuple(
                Message(_AGAINST, {"what": Message(_RECORDED[one.kind]), "key": one.key})
                for one in records_against_each_other(session)
            ),
            same_numbers=same_numbers(session),
            settings=tuple(
                SettingSeen(key, names.get(member) or member, number)
                for key, (member, number) in sorted(last_writers(session).items())
            ),
            unopened=str(unopened(acting.vault) or ""),
            repeated=session.exec(select(func.count()).select_from(RepeatRow)).one(),
        )


def _has_erased(session: Session, device: str, newest: int) -> bool | None:
    if refused_items(session):
        return None  # what was refused here may be an erasure
    if has_acknowledged(session, device):
        return True
    return None if newest >= newest_logged(session, "erasure") else False
