"""Invitations: an administrator invites, the new member makes its own keys under its own passphrase."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from datapact.base.clock import Clock
from datapact.base.errors import Damaged, DataPactError, WrongUse
from datapact.base.strictjson import canonical, parse_object
from datapact.base.texts import N_
from datapact.history.entries.certificates import key_thumbprint
from datapact.history.state.organisation import OrganisationLine
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.log import append_organisation_entry
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.identity.profile import person_name
from datapact.organisation.identity.roles import member_id, read_capacity
from datapact.organisation.members.certification import leave_request, read_request, write_request
from datapact.organisation.members.member_keys import MemberKeys, read_roles
from datapact.vault.database.entries import get_meta, set_meta
from datapact.vault.database.session import Session
from datapact.vault.folder.opening import open_with_invitation
from datapact.vault.keys.own_data import INVITATION, own_data
from datapact.vault.keys.recovery_code import new_invitation_code
from datapact.vault.keys.slot import KdfParameters

_PREFIX = "invitation."


@dataclass(frozen=True, slots=True)
class Invitation:
    """The invited person, and the one-time code to hand over outside the vault."""

    member: str
    """Id that the new member will have."""
    code: str = field(repr=False)
    """In groups with hyphens; serves once."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A new member who waits for certification; the administrator sees the same fingerprint."""

    member: str
    """Id of the new member."""
    fingerprint: str
    """Of the new author key: eight groups of five digits."""


@dataclass(frozen=True, slots=True)
class Invited:
    """The administrator's choices for an invited person who is not a member yet."""

    name: str
    """As the administrator wrote it."""
    roles: tuple[str, ...]
    """Of ``member_keys.ROLES``, at least one."""
    power: str
    """Power to represent the organisation, such as ``managing_director``; empty for none."""


def invite(
    acting: Acting, name: str, roles: Collection[str], power: str = "", kdf: KdfParameters | None = None
) -> Invitation:
    """Invite a person with these roles and this power to represent the organisation; needs the role admin.

    Raises Malformed or WrongUse for an impossible name or role, Locked without the role.
    """
    name, power, granted = person_name(name), read_capacity(power), read_roles(roles)
    code = new_invitation_code()
    note = canonical({"name": name, "power": power, "roles": granted}).decode()

    def record(session: Session, new_id: str) -> None:
        append_organisation_entry(acting, session, "invited", {"id": new_id, "roles": granted})
        set_meta(session, _PREFIX + new_id, note)

    with acting.vault.rehearse() as session:  # refuse before there is a slot
        taken = ids_ever(own_line(session)) | {slot.id for slot in acting.vault.slots()}
        new_id = member_id(name, taken)
        record(session, new_id)
    # The slot comes first: one without an invitation opens nothing, as nobody has seen its code, and the next opening
    # removes it. An invitation without a slot would wait for somebody who can never join.
    acting.vault.add_slot("invitation", new_id, name, code, kdf)
    try:
        with acting.vault.write() as session:
            record(session, new_id)
    except DataPactError:
        with suppress(DataPactError):
            acting.vault.take_back_slot(new_id)
        raise
    return Invitation(new_id, code)


def join(
    folder: Path, member: str, code: str, passphrase: str, clock: Clock, kdf: KdfParameters | None = None
) -> Joined:
    """Accept an invitation: make own keys under an own passphrase and ask to be certified.

    Raises Locked for a wrong code, WrongUse for one that was used already or a passphrase that is too short.
    """
    with open_with_invitation(folder, member, code, clock) as vault:
        with vault.read() as session:
            invited = invited_as(session, member)
        if invited is None:
            raise WrongUse(N_("There is no such code for this vault: it was used already or taken back. Ask an admin."))
        keys = MemberKeys.fresh(signing="signatory" in invited.roles)
        vault.replace_invitation(passphrase, kdf)
        token = write_request(member, keys)
        with vault.write() as session:
            keys.store(vault, session, member, clock())
            leave_request(session, member, token)
    return Joined(member, read_request(token).fingerprint)


def invited_as(session: Session, member: str) -> Invited | None:
    """The administrator's choices for an invited person; None for everybody else."""
    text = get_meta(session, _PREFIX + member)
    if text is None:
        return None
    with own_data(INVITATION):
        value = parse_object(text)
    match value:
        case {"name": str(name), "power": str(power), "roles": list(roles)}:
            return Invited(name, tuple(str(role) for role in roles), power)
    raise Damaged(INVITATION)


def forget_invitation(session: Session, member: str) -> None:
    """Delete an invitation that was used or taken back."""
    set_meta(session, _PREFIX + member, None)


def ids_ever(line: OrganisationLine) -> set[str]:
    """The ids of all present and former members; none is given twice."""
    return {id for state in line.states.values() for id in state.members}


def kids_ever(line: OrganisationLine, member: str) -> tuple[str, ...]:
    """Every author and signing key that a member ever had, first one first, revoked ones left out."""
    kids: dict[str, None] = {}
    for certificate in certificates_ever(line, member):
        kids[key_thumbprint(certificate)] = None
    return tuple(kid for kid in kids if kid not in line.state.revoked)


def old_certificates(line: OrganisationLine, member: str) -> tuple[str, ...]:
    """Certificates (base64url DER) of keys that a member has replaced and nobody has revoked: they hold still."""
    known = line.state.members.get(member)
    if known is None:
        return ()
    kept = {key_thumbprint(text) for text in (known.author, known.signing) if text} | line.state.revoked
    return tuple(text for text in certificates_ever(line, member) if key_thumbprint(text) not in kept)


def certificates_ever(line: OrganisationLine, member: str) -> tuple[str, ...]:
    """Every author and signing certificate (base64url DER) that a member ever had."""
    found: dict[str, None] = {}
    for state in line.states.values():
        if (known := state.members.get(member)) is not None:
            found |= dict.fromkeys(text for text in (known.author, known.signing) if text)
    return tuple(found)
