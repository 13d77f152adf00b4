"""Putting the directory of a network together: the newest cards of its members, and who left.

The version before decides what is new: whoever was listed and is not any more has left, and stays listed with the day.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, TooLarge, WrongUse
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_
from datapact.history.commitments.jws import sign_compact
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.acting.records import append_record
from datapact.organisation.identity.profile import plain_line
from datapact.organisation.network.directory_file import (
    LARGEST,
    MOST,
    MOST_VERSIONS,
    TYPE,
    DirectoryPayload,
    LeftInFile,
    MemberInFile,
    read_directory,
)
from datapact.organisation.network.known import KIND, KnownDirectory, own_directories, own_directory, record_body
from datapact.organisation.network.labels import new_routing_key
from datapact.organisation.partners.partners import (
    Partner,
    find_partner,
    list_partners,
    may_add,
    require_may_add,
)
from datapact.organisation.partners.provenance import Provenance, provenance

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.organisation.network.directory_file import NetworkDirectory


@dataclass(frozen=True, slots=True)
class Written:
    """A directory that was put together; ``data`` is the file."""

    directory: NetworkDirectory
    """As its readers will see it."""
    data: bytes
    """The file, ASCII."""


@dataclass(frozen=True, slots=True)
class ToWrite:
    """The choices of a person before a directory is written."""

    partners: tuple[Partner, ...]
    """All partners with a card, by name."""
    withdrawn: frozenset[str]
    """Ids of those whose trust was withdrawn; they cannot be listed."""
    own: tuple[KnownDirectory, ...]
    """The newest directory of each network that our organisation put together, by name."""
    today: date
    """Local day."""
    may: bool
    """Whether the acting member may write one."""


def to_write(acting: Acting) -> ToWrite:
    """The cards from which a directory can be made."""
    with acting.vault.read() as session:
        known = provenance(session)
        return ToWrite(
            list_partners(session),
            frozenset(organisation for organisation, one in known.items() if one.is_withdrawn),
            own_directories(session, acting.organisation),
            local_day(acting.clock()),
            may_add(acting, session),
        )


def members_after(acting: Acting, name: str, added: Collection[str], left: Collection[str]) -> frozenset[str]:
    """The partners in the next version: those of the former one that we still have, with these (names or ids), without those.

    Raises WrongUse for a partner that is unknown, or that left a directory in which it never was.
    """
    with acting.vault.read() as session:
        former = own_directory(session, acting.organisation, name)
        known = {
            one.organisation for one in list_partners(session)
        }  # who was taken off the list since leaves the network
        members = {one for one in (former.members if former else ()) if one in known}
        members |= {find_partner(session, text).organisation for text in added}
        for text in left:
            partner = find_partner(session, text)
            if former is None or partner.organisation not in former.members:
                raise WrongUse(
                    N_("{partner} is not listed in the directory of {name}, so it cannot leave it."),
                    partner=partner.name,
                    name=name,
                )
            members.discard(partner.organisation)
    return frozenset(members)


def listed_before(acting: Acting, name: str, texts: Collection[str]) -> frozenset[str]:
    """The organisations that the former version names, as members or as left, by name (or its beginning) or id.

    They may be no partners any more. Raises WrongUse for a text that means none of them, or several.
    """
    with acting.vault.read() as session:
        former = own_directory(session, acting.organisation, name)
    named = {} if former is None else dict(former.names) | {one.organisation: one.name for one in former.left}
    named.pop(acting.organisation, None)
    found = set()
    for text in texts:
        wanted = text.strip().casefold()
        exact = {one for one, known in named.items() if one == text.strip() or known.casefold() == wanted}
        meant = exact or {one for one, known in named.items() if wanted and known.casefold().startswith(wanted)}
        if len(meant) != 1:
            raise WrongUse(
                N_(
                    "“{text}” is not one of the organisations in the directory of {name}. Give the whole name or the id."
                ),
                text=text,
                name=name,
            )
        found |= meant
    return frozenset(found)


def write_directory(
    acting: Acting,
    name: str,
    members: Collection[str],
    *,
    day: date | None = None,
    left_on: date | None = None,
    vouch: bool = False,
    never: Collection[str] = (),
    labels: bool = False,
    last_days: Mapping[str, date] = MappingProxyType({}),
) -> Written:
    """Put the next version of a network's directory together, sign it and record it; its first version where there is none.

    ``members`` are organisation ids without our own, which is always listed. Who was listed before and is not among them
    left on ``last_days``, else on ``left_on`` (default: ``day``, and that today), without those in ``never``: who was listed by mistake and never
    was a member is not named any more. With ``vouch`` it says of each confirmed partner on which day
    its fingerprint was compared. With ``labels`` the network gets routing labels, and keeps them from version to version
    from then on. Raises WrongUse for an empty name or no member, AnswerNo for a partner whose trust was
    withdrawn, TooLarge, Locked unless the member is legal or admin.
    """
    title = plain_line(name, "name")
    if not title:
        raise WrongUse(N_("Give the network a name."))
    as_of = day or local_day(acting.clock())
    own_card = write_card(acting)
    with acting.vault.write() as session:
        require_may_add(acting, session)
        former = own_directory(session, acting.organisation, title)
        partners = {one.organisation: one for one in list_partners(session)}
        listed = _listed(partners, members, provenance(session), vouch=vouch)
        left = _left(former, {*members, acting.organisation}, left_on or as_of, never, last_days)
        if len(listed) >= MOST or len(left) > MOST:
            raise TooLarge(DirectoryPayload.too_large)
        if former is not None and former.version >= MOST_VERSIONS:
            raise AnswerNo(
                N_("The directory of {name} has no room for another version. Begin a new one under another name."),
                name=former.name,
            )
        payload = DirectoryPayload(
            day=as_of,
            left=left,
            members=(MemberInFile(own_card.decode("ascii"), None), *listed),
            name=former.name if former else title,
            network=former.network if former else to_base64url(os.urandom(16)),
            organisation=acting.organisation,
            version=former.version + 1 if former else 1,
            routing=(former.routing_key if former else "") or (new_routing_key() if labels else ""),
        )
        data = sign_compact(payload.write(), acting.author_key, typ=TYPE).encode("ascii")
        if len(data) > LARGEST:
            raise TooLarge(DirectoryPayload.too_large)
        directory = read_directory(data)  # what a partner would refuse is not written
        append_record(acting, session, KIND, record_body(directory, written=True))
    return Written(directory, data)


def _listed(
    partners: Mapping[str, Partner], members: Collection[str], known: Mapping[str, Provenance], *, vouch: bool
) -> list[MemberInFile]:
    if not members:
        raise WrongUse(N_("Choose at least one partner for the directory."))
    unknown = sorted(set(members) - partners.keys())
    if unknown:
        raise WrongUse(
            N_("There is no partner “{text}”. Add its card first, or look at the list of partners."), text=unknown[0]
        )
    found = []
    for partner in sorted(
        (partners[one] for one in set(members)), key=lambda one: (one.name.casefold(), one.organisation)
    ):
        past = known.get(partner.organisation, Provenance())
        if past.is_withdrawn:
            raise AnswerNo(
                N_(
                    "The trust in {partner} is withdrawn, so a directory does not pass its card on. Leave it out, or compare "
                    "its fingerprint anew."
                ),
                partner=partner.name,
            )
        sure = vouch and partner.standing == "confirmed" and past.confirmed_at is not None
        confirmed = local_day(past.confirmed_at) if sure and past.confirmed_at else None
        found.append(MemberInFile(partner.card.data.decode("ascii"), confirmed))
    return found


def _left(
    former: KnownDirectory | None,
    members: Collection[str],
    left_on: date,
    never: Collection[str],
    last_days: Mapping[str, date],
) -> tuple[LeftInFile, ...]:
    if former is None:
        return ()
    left = {one.organisation: one for one in former.left if one.organisation not in members}
    for organisation, name in former.names.items():
        if organisation not in members:
            left[organisation] = LeftInFile(last_days.get(organisation, left_on), name, organisation)
    return tuple(left[one] for one in sorted(left) if one not in never)
