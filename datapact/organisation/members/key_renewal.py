"""Renewal of keys: a member's own, an imported one for signing contracts, and the organisation's identity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from datapact.base.errors import WrongUse
from datapact.base.texts import N_
from datapact.history.entries.certificates import key_thumbprint
from datapact.history.entries.entry import Entry
from datapact.history.state.organisation import Member
from datapact.organisation.acting.acting_member import Acting, acting_within
from datapact.organisation.acting.log import append_organisation_entry
from datapact.organisation.acting.private_keys import (
    ContractKey,
    KeyWithChain,
    forget_keys,
    share_identity_key,
    store_key,
)
from datapact.organisation.identity import certificate_authority
from datapact.organisation.identity.certificate_authority import identity_roots
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.identity.profile import plain_line
from datapact.organisation.members.certification import (
    countersigned,
    leave_request,
    read_request,
    write_import_request,
    write_request,
)
from datapact.organisation.members.invitation import old_certificates
from datapact.organisation.members.member_keys import MemberKeys, certificates, read_roles
from datapact.organisation.members.members import append_revocation, certify_within, current_identity_key
from datapact.vault.database.session import Session
from datapact.vault.folder.open_vault import RECOVERY_ID


@dataclass(frozen=True, slots=True)
class Renewed:
    """The result of a renewal of a member's keys.

    ``acting`` continues with the new keys when they are certified; otherwise they wait for an administrator.
    """

    acting: Acting
    certified: bool
    """The member is an administrator, who certifies its own keys at once."""
    fingerprint: str
    """Of the author key in the request: eight groups of five digits."""


def renew_keys(acting: Acting) -> Renewed:
    """Make new author, personal and (for a signatory without an imported one) signing keys.

    An administrator certifies their own at once; other members wait, and work with the old keys until then.
    """
    with acting.vault.write(reader=True) as session:
        line = own_line(session)
        member = line.state.members[acting.member.id]
        imported = bool(member.signing) and not _own(member.signing, identity_roots(line))
        keys = MemberKeys.fresh(signing="signatory" in member.roles and not imported)
        keys.store(acting.vault, session, member.id, acting.clock())
        return _requested(acting, session, write_request(member.id, keys))


def own_signing_key(acting: Acting, member: str) -> Renewed | None:
    """New keys for the acting member who was made a signatory and has none for contracts; None for everybody else."""
    with acting.vault.read() as session:
        known = own_line(session).state.members[member]
    if member != acting.member.id or "signatory" not in known.roles or known.signing:
        return None
    return renew_keys(acting)


def import_signing_key(
    acting: Acting, key: ContractKey, certificate: x509.Certificate, chain: Sequence[x509.Certificate] = ()
) -> Renewed:
    """Import a signing key (a PKCS #12 that signing/ has read); its certificate is recorded.

    Raises WrongUse unless it is P-256 or RSA of 3072 bits or more, for nonRepudiation, valid now, and the
    certificate's own key.
    """
    now = acting.clock()
    _require_usable(certificate, now)
    if certificate.public_key() != key.public_key():
        raise _unsuitable()
    with acting.vault.write() as session:
        member = _signatory(acting, session)
        wrapped = acting.vault.wrap_private_for(member.id, "signing", KeyWithChain(key, tuple(chain)).to_bytes())
        kid = key_thumbprint(certificate_authority.encode(certificate))
        store_key(session, member=member.id, purpose="signing", kid=kid, wrapped=wrapped, at=now)
        token = write_import_request(member.id, acting.author_key, certificate, member.personal)
        return _requested(acting, session, token)


def use_certificate(acting: Acting, certificate: x509.Certificate) -> Renewed:
    """Record the certificate of a key that stays on a token or with a remote service; no key comes into the vault.

    Raises WrongUse as ``import_signing_key`` does.
    """
    _require_usable(certificate, acting.clock())
    with acting.vault.write() as session:
        member = _signatory(acting, session)
        token = write_import_request(member.id, acting.author_key, certificate, member.personal)
        return _requested(acting, session, token)


def _require_usable(certificate: x509.Certificate, now: datetime) -> None:
    if not certificate_authority.for_signing_contracts(certificate):
        raise _unsuitable()
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise WrongUse(N_("The certificate of this key is not valid today. Ask its issuer for a new one."))


def _unsuitable() -> WrongUse:
    return WrongUse(
        N_(
            "This key cannot sign contracts: it takes P-256 or RSA of {bits} bits or more, and a certificate for non-repudiation."
        ),
        bits=certificate_authority.SMALLEST_RSA,
    )


def _signatory(acting: Acting, session: Session) -> Member:
    member = own_line(session).state.members[acting.member.id]
    if "signatory" not in member.roles:
        raise WrongUse(N_("Only a signatory needs a key for contracts. Ask an administrator for that role."))
    return member


def _requested(acting: Acting, session: Session, token: str) -> Renewed:
    request = read_request(token)
    leave_request(session, request.member, countersigned(token, acting.author_key))
    if "admin" not in own_line(session).state.members[request.member].roles:
        return Renewed(acting, False, request.fingerprint)
    certify_within(acting, session, request.member)
    return Renewed(acting_within(acting.vault, session), True, request.fingerprint)


def revoke_old_keys(
    acting: Acting, member: str, reason: str, within: Callable[[Session, tuple[str, ...]], None] | None = None
) -> tuple[str, ...]:
    """Revoke every key of a member except those in force, after a renewal because of loss; needs the role admin.

    Returns the revoked kids; ``within`` writes them into the open agreements in the same transaction. Raises WrongUse
    where there are none.
    """
    reason = plain_line(reason, "reason")
    with acting.vault.write() as session:
        key, _root, line = current_identity_key(acting, session)
        old = old_certificates(line, member)
        if not old:
            raise WrongUse(N_("{member} has no old keys that could be revoked."), member=member)
        kids = tuple(dict.fromkeys(key_thumbprint(text) for text in old))
        append_revocation(acting, session, key, member, kids, old, reason)
        if within is not None:
            within(session, kids)
        return kids


def renew_identity(acting: Acting) -> Entry:
    """Replace the identity key; the old one vouches for it, the organisation's id stays; needs the role admin.

    All members' certificates are issued anew for the keys that they have. The old key is deleted.
    """
    with acting.vault.write() as session:
        old_key, old_root, line = current_identity_key(acting, session)
        at, state = acting.clock(), line.state
        new_key = certificate_authority.new_key()
        root = certificate_authority.identity_certificate(new_key, state.name, at)
        before = certificate_authority.decode_revocation_list(state.crl)
        crl = certificate_authority.revocation_list(
            certificate_authority.revoked_serials(before),
            number=certificate_authority.list_number(before) + 1,
            identity=root,
            identity_key=new_key,
            at=at,
        )
        body = {
            "identity": certificate_authority.encode(root),
            "cross": certificate_authority.encode(certificate_authority.cross_certificate(root, old_root, old_key, at)),
            "crl": certificate_authority.encode(crl),
        }
        entry = append_organisation_entry(acting, session, "identity_renewal", body)
        for member in state.members.values():
            signing = certificate_authority.decode_certificate(member.signing) if member.signing else None
            own = signing is not None and _own(member.signing, identity_roots(line))
            issued = certificates(
                member.author_key,
                certificate_authority.p256_key(signing) if signing is not None and own else None,
                name=member.name,
                member=member.id,
                identity_certificate=root,
                identity_key=new_key,
                at=at,
            )
            append_organisation_entry(
                acting,
                session,
                "member",
                {
                    "id": member.id,
                    "name": member.name,
                    "power": member.power,
                    "roles": read_roles(member.roles),
                    "renewed": True,
                    "personal": member.personal,
                    "author": issued["author"],
                    "signing": issued["signing"] if own else member.signing,
                },
            )
        admins = [member for member in state.members.values() if "admin" in member.roles]
        for holder in (*(admin.id for admin in admins), RECOVERY_ID):
            forget_keys(session, holder, "identity")
        share_identity_key(acting.vault, session, new_key, line.id, admins)
        return entry


def _own(certificate: str, roots: Sequence[x509.Certificate]) -> bool:
    leaf = certificate_authority.decode_certificate(certificate)
    return any(certificate_authority.issued_by(leaf, root) for root in roots)
