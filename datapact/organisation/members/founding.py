"""Founding of an organisation: its vault, its identity and its first member."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from datapact.base.clock import Clock
from datapact.base.strictjson import JsonValue, to_base64url
from datapact.history.commitments.jws import thumbprint
from datapact.history.entries import store
from datapact.history.entries.entry import organisation_history, write_entry
from datapact.history.fold.organisation import verify_line
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.private_keys import share_identity_key, store_sealing_key
from datapact.organisation.identity import certificate_authority
from datapact.organisation.identity.hpke_keys import new_hybrid_key
from datapact.organisation.identity.own_history import set_own_organisation
from datapact.organisation.identity.profile import Profile, person_name, read_profile, write_profile
from datapact.organisation.identity.roles import member_id, read_capacity
from datapact.organisation.members.member_keys import MemberKeys, read_roles
from datapact.vault.folder.opening import create_vault
from datapact.vault.keys.slot import KdfParameters


@dataclass(frozen=True, slots=True)
class Created:
    """A new organisation, its founder at work, and the recovery code to print, which is shown only once."""

    acting: Acting
    """The founder, with the vault open."""
    recovery_code: str = field(repr=False)
    """In groups with hyphens."""


def create_organisation(
    folder: Path,
    profile: Profile | Mapping[str, JsonValue],
    member_name: str,
    roles: Collection[str],
    passphrase: str,
    capacity: str,
    clock: Clock,
    kdf: KdfParameters | None = None,
) -> Created:
    """Make the vault of a new organisation; its founder is an administrator, whatever else ``roles`` say.

    ``capacity`` is the founder's power to represent it (``managing_director``), empty for none. Raises Malformed or
    WrongUse before anything is written, Surroundings when the disk fails.
    """
    profile = read_profile(write_profile(profile) if isinstance(profile, Profile) else profile)
    name, power = person_name(member_name), read_capacity(capacity)
    granted = read_roles({*roles, "admin"})
    founder = member_id(name)
    keys = MemberKeys.fresh(signing="signatory" in granted)
    sealing = new_hybrid_key()
    identity_key = certificate_authority.new_key()
    organisation = thumbprint(identity_key.public_key())
    at = clock()
    root = certificate_authority.identity_certificate(identity_key, profile.name, at)
    certified = keys.certified(name=name, member=founder, identity_certificate=root, identity_key=identity_key, at=at)
    crl = certificate_authority.revocation_list({}, number=1, identity=root, identity_key=identity_key, at=at)
    vault, recovery_code = create_vault(
        folder, member_id=founder, display_name=name, passphrase=passphrase, clock=clock, kdf=kdf
    )
    entry = write_entry(
        key=identity_key,
        history=organisation_history(organisation),
        kind="founding",
        body={
            "crl": certificate_authority.encode(crl),
            "identity": certificate_authority.encode(root),
            "member": {"id": founder, "name": name, "power": power, "roles": granted, **certified},
            "profile": write_profile(profile),
            "sealing": {"public": to_base64url(sealing.public), "thumbprint": sealing.thumbprint},
        },
        parents=(),
        organisation=organisation,
        organisation_head=None,
        time=at,
        replica=vault.replica,
        counter=1,
    )
    line = verify_line([entry])
    member = line.state.members[founder]
    with vault.write() as session:
        store.save(session, entry)
        set_own_organisation(session, organisation)
        keys.store(vault, session, founder, at)
        store_sealing_key(session, sealing.thumbprint, sealing.private, sealing.public, at)
        share_identity_key(vault, session, identity_key, organisation, [member])
    return Created(Acting(vault, organisation, member, keys.author, member.author_kid, clock), recovery_code)
