"""Administration of members: list, certify, change roles, remove."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from datapact.base.errors import Locked, Surroundings, WrongUse
from datapact.base.progress import Progress, silent
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_
from datapact.history.commitments.jws import thumbprint
from datapact.history.state.organisation import Member, OrganisationLine
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.log import append_organisation_entry, public_time
from datapact.organisation.acting.private_keys import (
    forget_keys,
    identity_key,
    personal_kid,
    retire_keys,
    share_identity_key,
    store_sealing_key,
)
from datapact.organisation.acting.vouching import vouched_body
from datapact.organisation.identity import certificate_authority
from datapact.organisation.identity.hpke_keys import new_hybrid_key
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.identity.profile import plain_line
from datapact.organisation.identity.roles import read_capacity
from datapact.organisation.members.certification import CertificationRequest, leave_request, pending_request
from datapact.organisation.members.invitation import (
    Invited,
    certificates_ever,
    forget_invitation,
    invited_as,
    kids_ever,
    old_certificates,
)
from datapact.organisation.members.member_keys import certificates, read_roles
from datapact.vault.database.session import Session
from datapact.vault.folder.open_vault import RECOVERY_ID

type Standing = Literal["active", "invited", "waiting"]


@dataclass(frozen=True, slots=True)
class MemberListed:
    """A present or future member; ``fingerprint`` only for one who waits for certification."""

    id: str
    """Slug of the name, unique in the organisation."""
    name: str
    """Of somebody invited as the slot of the vault has it."""
    roles: tuple[str, ...]
    """Of somebody invited those decided on; may be empty for a slot without an invitation."""
    standing: Standing
    """``waiting`` for keys to be certified, new or renewed ones."""
    fingerprint: str = ""
    power: str = ""
    """Code of the capacity in which the member represents the organisation; empty for none."""
    old_keys: int = 0
    """Replaced keys that nobody has revoked: whoever has a copy of them can still write under them."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A removed member. ``kids`` are the revoked keys to announce in the open agreements, with ``reason``.

    ``knew_identity_key``: it was an administrator; renew the identity if the parting was not in good faith.
    """

    member: str
    """Id of who was removed."""
    kids: tuple[str, ...]
    reason: str
    knew_identity_key: bool


def list_members(acting: Acting) -> tuple[MemberListed, ...]:
    """All members, those who were invited, and those who wait to be certified."""
    with acting.vault.read() as session:
        line = own_line(session)
        members = line.state.members
        listed = [
            _listed(session, member.id, member.name, member, len(old_certificates(line, member.id)))
            for member in members.values()
        ]
        listed += [
            _listed(session, slot.id, slot.display_name, None, 0)
            for slot in acting.vault.slots()
            if slot.id not in members and slot.id != RECOVERY_ID
        ]
    return tuple(listed)


def _listed(session: Session, id: str, name: str, member: Member | None, old_keys: int) -> MemberListed:
    request, invited = pending_request(session, id, member), invited_as(session, id)
    roles = read_roles(member.roles) if member is not None else () if invited is None else invited.roles
    standing: Standing = "waiting" if request is not None else "active" if member is not None else "invited"
    power = member.power if member is not None else "" if invited is None else invited.power
    fingerprint = "" if request is None else request.fingerprint
    return MemberListed(id, name, tuple(roles), standing, fingerprint, power, old_keys)


def certify(acting: Acting, member: str) -> Member:
    """Certify the keys in a member's request: a new member, or new keys of a known one; needs the role admin.

    Raises WrongUse where there is no request, Locked without the role.
    """
    with acting.vault.write() as session:
        return certify_within(acting, session, member)


def certify_within(acting: Acting, session: Session, member: str) -> Member:
    """``certify`` inside a transaction."""
    line = own_line(session)
    key = _identity_key(acting, session, line)
    known = line.state.members.get(member)
    decided = invited_as(session, member) if known is None else Invited(known.name, tuple(known.roles), known.power)
    request = pending_request(session, member, known)
    if request is None or decided is None:
        raise WrongUse(
            N_("{member} does not ask to be certified. Let the member accept the invitation."), member=member
        )
    body = {
        "id": member,
        "name": decided.name,
        "power": decided.power,
        "roles": read_roles(decided.roles),
        "renewed": known is not None,
        **_certified(request, known, decided.name, line, key, acting),
    }
    append_organisation_entry(acting, session, "member", body)
    certified = own_line(session).state.members[member]
    if "admin" in certified.roles:
        forget_keys(session, member, "identity")
        share_identity_key(acting.vault, session, key, line.id, [certified], recovery=False)
    keep = (certified.author_kid, certified.signing_kid, personal_kid(certified.personal))
    retire_keys(session, member, keep=keep, at=acting.clock())
    leave_request(session, member, None)
    forget_invitation(session, member)
    return certified


def _certified(
    request: CertificationRequest,
    known: Member | None,
    name: str,
    line: OrganisationLine,
    key: ec.EllipticCurvePrivateKey,
    acting: Acting,
) -> dict[str, str]:
    issued = certificates(
        request.author,
        request.signing,
        name=name,
        member=request.member,
        identity_certificate=certificate_authority.decode_certificate(line.state.identity),
        identity_key=key,
        at=acting.clock(),
    )
    if known is not None and thumbprint(request.author) == known.author_kid:
        issued["author"] = known.author
    if request.imported is not None:
        issued["signing"] = certificate_authority.encode(request.imported)
    elif request.signing is None and known is not None:
        issued["signing"] = known.signing
    return {**issued, "personal": request.personal}


def set_roles(acting: Acting, member: str, roles: Collection[str]) -> Member:
    """Give a member other roles; needs the role admin. An administrator receives the identity key.

    A new signatory renews its own keys next, to have one for contracts. Raises WrongUse for an unknown member or role,
    or when no administrator would be left.
    """
    granted = read_roles(roles)
    with acting.vault.write() as session:
        line = own_line(session)
        if member not in line.state.members:
            raise _no_member(member)
        key = _identity_key(acting, session, line)
        append_organisation_entry(acting, session, "roles", {"id": member, "roles": granted})
        changed = own_line(session).state.members[member]
        forget_keys(session, member, "identity")
        if "admin" in changed.roles:
            share_identity_key(acting.vault, session, key, line.id, [changed], recovery=False)
        return changed


def set_power(acting: Acting, member: str, power: str) -> Member:
    """Give a member another capacity to represent the organisation, or none; needs the role admin. The keys stay.

    Agreements that are frozen keep the capacity that they name. Raises WrongUse for an unknown member.
    """
    power = read_capacity(power)
    with acting.vault.write() as session:
        known = own_line(session).state.members.get(member)
        if known is None:
            raise _no_member(member)
        if known.power != power:
            body = {
                "id": known.id,
                "name": known.name,
                "power": power,
                "roles": read_roles(known.roles),
                "renewed": True,
                "personal": known.personal,
                "author": known.author,
                "signing": known.signing,
            }
            append_organisation_entry(acting, session, "member", body)
        return own_line(session).state.members[member]


def remove_member(
    acting: Acting,
    member: str,
    reason: str,
    within: Callable[[Session, Removed], None] | None = None,
    progress: Progress = silent,
) -> Removed:
    """Revoke all keys of a member, renew the sealing key, and encrypt the vault with a new key.

    Also takes back an invitation, and finishes a removal that was cut short; repeating a finished one does no harm.
    ``within`` adds further writes to the same transaction (see agreements/steps/key_revocation.py). Raises WrongUse for
    an unknown member, the last administrator or oneself, and Surroundings, before anything is written, where the vault
    is open in another program or the disk too full to encrypt it anew.
    """
    if member == acting.member.id:
        raise WrongUse(N_("You cannot remove yourself. Another administrator has to do it."))
    reason = plain_line(reason, "reason")
    kids: tuple[str, ...] = ()
    has_slot = any(slot.id == member and slot.kind != "recovery" for slot in acting.vault.slots())
    if has_slot:
        with acting.vault.read() as session:
            _identity_key(acting, session, own_line(session))
        acting.vault.require_new_key_possible()
    with acting.vault.write() as session:
        line = own_line(session)
        if member not in line.state.members and not has_slot:
            if certificates_ever(line, member):  # opening the vault finished a removal that was cut short
                _identity_key(acting, session, line)
                return Removed(member, (), reason, False)
            raise _no_member(member)
        knew = "admin" in line.state.members[member].roles if member in line.state.members else False
        key = _identity_key(acting, session, line)
        if member in line.state.members:
            kids = kids_ever(line, member)
            append_revocation(acting, session, key, member, kids, certificates_ever(line, member), reason)
            renew_sealing_key(acting, session)
        forget_keys(session, member)
        leave_request(session, member, None)
        forget_invitation(session, member)
        removed = Removed(member, kids, reason, knew)
        if within is not None:
            within(session, removed)
    if has_slot:
        try:
            acting.vault.remove_slot(member, progress)
        except Surroundings as error:
            raise Surroundings(
                N_(
                    "The keys of {member} are revoked, but the vault still opens with this member's passphrase: {reason}"
                    " The next opening finishes this, or remove the member once more."
                ),
                member=member,
                reason=error.message,
            ) from error
    return removed


def append_revocation(
    acting: Acting,
    session: Session,
    key: ec.EllipticCurvePrivateKey,
    member: str,
    kids: Sequence[str],
    revoked: Sequence[str],
    reason: str,
) -> None:
    """Write the entry that revokes these keys and certificates, with the new revocation list.

    An entry before it vouches for all that these keys have signed here until now.
    """
    vouched = vouched_body(session, acting.organisation, member, kids)
    if vouched is not None:
        append_organisation_entry(acting, session, "vouched", vouched)
    line = own_line(session)
    state, at = line.state, public_time(acting, line)
    root = certificate_authority.decode_certificate(state.identity)
    before = certificate_authority.decode_revocation_list(state.crl)
    serials = {certificate_authority.decode_certificate(text).serial_number: at for text in revoked}
    crl = certificate_authority.revocation_list(
        {**serials, **certificate_authority.revoked_serials(before)},
        number=certificate_authority.list_number(before) + 1,
        identity=root,
        identity_key=key,
        at=at,
    )
    body = {"id": member, "kids": list(kids), "reason": reason, "crl": certificate_authority.encode(crl)}
    append_organisation_entry(acting, session, "revocation", body)


def renew_sealing_key(acting: Acting, session: Session) -> None:
    """Make a new key for partners to seal to; the old ones still open bundles underway."""
    sealing = new_hybrid_key()
    body = {"public": to_base64url(sealing.public), "thumbprint": sealing.thumbprint}
    append_organisation_entry(acting, session, "sealing_key", body)
    store_sealing_key(session, sealing.thumbprint, sealing.private, sealing.public, acting.clock())


def current_identity_key(
    acting: Acting, session: Session
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate, OrganisationLine]:
    """The identity key in force with its certificate and our history; raises Locked unless admin."""
    line = own_line(session)
    return _identity_key(acting, session, line), certificate_authority.decode_certificate(line.state.identity), line


def _identity_key(acting: Acting, session: Session, line: OrganisationLine) -> ec.EllipticCurvePrivateKey:
    member = line.state.members.get(acting.member.id)
    if member is None or "admin" not in member.roles:
        raise Locked(N_("Only an administrator can do this: ask one of them."))
    kid = thumbprint(certificate_authority.p256_key(certificate_authority.decode_certificate(line.state.identity)))
    return identity_key(acting.vault, session, line.id, member, kid)


def _no_member(member: str) -> WrongUse:
    return WrongUse(N_("There is no member {member}. Look at the list of members."), member=member)
