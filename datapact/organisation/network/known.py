"""The directories that this vault has taken in or written: of each network and writing organisation the newest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from datapact.base.errors import WrongUse
from datapact.base.texts import N_, Argument, Message
from datapact.organisation.acting.names import known_names
from datapact.organisation.acting.records import Record, records
from datapact.organisation.network.directory_file import LeftInFile, NetworkDirectory
from datapact.organisation.network.labels import Routing
from datapact.organisation.partners.confirmed_names import is_same_name

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

KIND = "network_directory"


@dataclass(frozen=True, slots=True)
class KnownDirectory:
    """A directory on record; its cards are those of the partners."""

    network: str
    """Id of the network for the organisation that put it together."""
    by: str
    """Id of that organisation."""
    name: str
    """Of the network."""
    version: int
    """From 1."""
    day: date
    """As of which it holds."""
    digest: str
    """Of the signed content, base64url."""
    names: Mapping[str, str] = field(hash=False)
    """The members' names by organisation id, as their cards had them; the writing organisation is among them."""
    left: tuple[LeftInFile, ...]
    """Who left, by that organisation's word."""
    written: bool
    """Whether it was put together in this vault."""
    routing_key: str = ""
    """Key of the network's routing labels, base64url; empty where it has none."""

    @property
    def members(self) -> tuple[str, ...]:
        """Organisation ids of the members."""
        return tuple(self.names)

    @property
    def routing(self) -> Routing | None:
        """The way of files in this network; None where it has no labels."""
        return (
            Routing(self.network, self.name, self.members, self.routing_key, self.version) if self.routing_key else None
        )


def known_directories(session: Session) -> Mapping[tuple[str, str], KnownDirectory]:
    """The highest version of each network and writing organisation, by the ids of both."""
    return _newest(_read(record) for record in records(session, KIND))


def own_directories(session: Session, own: str) -> tuple[KnownDirectory, ...]:
    """The newest directory of each network that was put together in this vault, by name.

    A file that only says that it is ours is the base of nothing.
    """
    found = _newest(one for one in map(_read, records(session, KIND)) if one.written and one.by == own)
    return tuple(sorted(found.values(), key=lambda one: one.name.casefold()))


def own_directory(session: Session, own: str, name: str) -> KnownDirectory | None:
    """The newest directory of the network of this name that was put together in this vault."""
    return next((one for one in own_directories(session, own) if is_same_name(one.name, name)), None)


def routing_keys(session: Session) -> tuple[str, ...]:
    """The routing keys of all directories on record, the newest first: files under earlier labels stay readable."""
    found = [_read(record).routing_key for record in records(session, KIND)]
    return tuple(dict.fromkeys(key for key in reversed(found) if key))


def routings(session: Session, organisations: Iterable[str]) -> tuple[Routing, ...]:
    """The networks with labels of which all these organisations are members, by name."""
    wanted = set(organisations)
    found = (one.routing for one in known_directories(session).values() if wanted <= set(one.members))
    return tuple(sorted((one for one in found if one is not None), key=lambda one: (one.name.casefold(), one.network)))


def find_routing(session: Session, text: str) -> Routing:
    """The network with labels that a name, or the beginning of one, or an id means.

    Raises WrongUse for none or several.
    """
    every = routings(session, ())
    wanted = text.strip().casefold()
    exact = [one for one in every if one.name.casefold() == wanted or one.network == text.strip()]
    meant = exact or [one for one in every if wanted and one.name.casefold().startswith(wanted)]
    if len(meant) == 1:
        return meant[0]
    raise WrongUse(
        N_(
            "“{text}” is not one network with routing labels. Take in its newest directory, or write one with labels "
            "(datapact directory write --labels)."
        ),
        text=text,
    )


def _newest(found: Iterable[KnownDirectory]) -> dict[tuple[str, str], KnownDirectory]:
    return {(one.network, one.by): one for one in sorted(found, key=lambda one: one.version)}


@dataclass(frozen=True, slots=True)
class Membership:
    """A directory that lists an organisation, as a member or as one that left."""

    directory: KnownDirectory
    """The newest version that is on record."""
    by_name: str
    """The organisation that put it together, by the name that we know."""
    left: date | None
    """Last day of the membership, by the word of that organisation; None for a member."""


def memberships(session: Session, organisation: str) -> tuple[Membership, ...]:
    """The directories that list an organisation, by the name of the network."""
    names = known_names(session)
    found = []
    for one in known_directories(session).values():
        days = [left.day for left in one.left if left.organisation == organisation]
        if days or organisation in one.members:
            found.append(Membership(one, names.get(one.by, one.by), days[0] if days else None))
    return tuple(sorted(found, key=lambda one: (one.directory.name.casefold(), one.directory.by)))


def membership_words(membership: Membership) -> Message:
    """The sentence on one membership."""
    one = membership.directory
    said: dict[str, Argument] = {"network": one.name, "version": one.version, "by": membership.by_name}
    if membership.left is not None:
        return Message(
            N_("Left the network {network} on {day}, by version {version} of the directory of {by}."),
            {**said, "day": membership.left.isoformat()},
        )
    return Message(
        N_("Member of the network {network} by version {version} of {day} of the directory of {by}."),
        {**said, "day": one.day.isoformat()},
    )


def record_body(directory: NetworkDirectory, *, written: bool) -> dict[str, object]:
    """The body of the record of a directory; ``written``: it was put together here."""
    return {
        "key": f"{directory.network}.{directory.organisation}",
        "by": directory.organisation,
        "name": directory.name,
        "version": directory.version,
        "day": directory.day.isoformat(),
        "digest": directory.digest,
        "members": [
            {"organisation": one.card.organisation, "name": one.card.profile.name} for one in directory.members
        ],
        "left": [
            {"organisation": one.organisation, "name": one.name, "day": one.day.isoformat()} for one in directory.left
        ],
        "written": written,
        **({"routing": directory.routing_key} if directory.routing_key else {}),
    }


def _read(record: Record) -> KnownDirectory:
    body = record.body
    left = (LeftInFile(date.fromisoformat(one["day"]), one["name"], one["organisation"]) for one in body["left"])
    return KnownDirectory(
        network=str(body["key"]).partition(".")[0],
        by=body["by"],
        name=body["name"],
        version=body["version"],
        day=date.fromisoformat(body["day"]),
        digest=body["digest"],
        names={one["organisation"]: one["name"] for one in body["members"]},
        left=tuple(left),
        written=body["written"],
        routing_key=body.get("routing", ""),
    )
