"""Recovery: with the printed recovery code when a passphrase is lost, and from a backup.

Restoring a backup makes the vault anew, and the organisation's history records it.
"""

from __future__ import annotations

from pathlib import Path

from datapact.base.clock import Clock
from datapact.base.errors import WrongUse
from datapact.base.files import surroundings
from datapact.base.texts import N_
from datapact.history.commitments.jws import thumbprint
from datapact.organisation.acting.acting_member import Acting, acting_in
from datapact.organisation.acting.log import append_organisation_entry
from datapact.organisation.acting.private_keys import (
    forget_keys,
    identity_secret,
    recovered_identity_key,
    retire_keys,
    share_identity_key,
    wrapped_key,
)
from datapact.organisation.identity import certificate_authority
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.members.member_keys import MemberKeys, read_roles
from datapact.organisation.members.members import current_identity_key
from datapact.organisation.members.unlocking import unlock
from datapact.vault.database.entries import get_meta
from datapact.vault.folder.backup import read_header
from datapact.vault.folder.open_vault import RECOVERY_ID
from datapact.vault.folder.opening import open_with_recovery
from datapact.vault.folder.restore import RESTORED, restore_vault
from datapact.vault.keys.slot import KdfParameters, SlotInfo


def recover(
    folder: Path,
    recovery_code: str,
    member_id: str | None,
    new_passphrase: str,
    clock: Clock,
    kdf: KdfParameters | None = None,
) -> Acting:
    """Give an administrator a new passphrase and new keys, certified by the identity key that the code opens.

    ``member_id`` None means the only administrator. The keys under the lost passphrase are gone for good, an imported
    signing key too. Raises Locked for a wrong code, WrongUse for a member who is no administrator.
    """
    with open_with_recovery(folder, recovery_code, clock) as vault:
        with vault.read() as session:
            line = own_line(session)
            root = certificate_authority.decode_certificate(line.state.identity)
            key = recovered_identity_key(vault, session, thumbprint(certificate_authority.p256_key(root)))
        admins = [member for member in line.state.members.values() if "admin" in member.roles]
        chosen = [member for member in admins if member_id in (None, member.id)]
        if len(chosen) != 1:
            raise WrongUse(
                N_("Say which administrator gets a new passphrase: {names}."),
                names=", ".join(member.id for member in admins),
            )
        (member,) = chosen
        vault.add_slot("member", member.id, member.name or member.id, new_passphrase, kdf, replacing=True)
        keys = MemberKeys.fresh(signing="signatory" in member.roles)
        at = clock()
        certified = keys.certified(
            name=member.name, member=member.id, identity_certificate=root, identity_key=key, at=at
        )
        body = {
            "id": member.id,
            "name": member.name,
            "power": member.power,
            "roles": read_roles(member.roles),
            "renewed": True,
            **certified,
        }
        with vault.write() as session:
            acting = Acting(vault, line.id, member, keys.author, thumbprint(keys.author.public_key()), clock)
            append_organisation_entry(acting, session, "member", body, key=keys.author)
            renewed = own_line(session).state.members[member.id]
            forget_keys(session, member.id, "identity")
            retire_keys(session, member.id, keep=(), at=at)
            keys.store(vault, session, member.id, at)
            share_identity_key(vault, session, key, line.id, [renewed], recovery=False)
    return unlock(folder, member.id, new_passphrase, clock)


def renew_recovery_code(acting: Acting, kdf: KdfParameters | None = None) -> str:
    """Make a new recovery code; the old one no longer opens anything; needs the role admin.

    Identity key and vault key are wrapped for it together, both or neither.
    """
    with acting.vault.read() as session:
        key, _root, line = current_identity_key(acting, session)
        mine = thumbprint(key.public_key())
        stored = wrapped_key(session, RECOVERY_ID, "identity", mine)
    if stored is None:  # a renewal under an earlier program was cut short
        with acting.vault.write() as session:
            share_identity_key(acting.vault, session, key, line.id, [])
    secret = identity_secret(key)
    return acting.vault.renew_recovery_code(kdf, lambda _purpose, kid, _wrapped: secret if kid == mine else None)


def restore_organisation(file: Path, folder: Path, *, member_id: str | None, passphrase: str, clock: Clock) -> Acting:
    """Restore a backup to the vault ``folder`` and open it; raises like ``restore_vault``."""
    vault = restore_vault(file, folder, member_id=member_id, passphrase=passphrase, clock=clock)
    try:
        acting = acting_in(vault)
        if acting.member.roles & {"admin", "legal"}:
            with vault.write() as session:
                since = get_meta(session, RESTORED) or ""
                append_organisation_entry(acting, session, "restored", {"from_time": since})
        return acting
    except BaseException:
        vault.close()
        raise


def members_of_backup(file: Path) -> tuple[SlotInfo, ...]:
    """The members whose passphrases of that time open a backup; raises Damaged, NewerFormat or Surroundings."""
    try:
        with file.open("rb") as stream:
            header, _line = read_header(stream)
    except OSError as error:
        raise surroundings(error, file) from error
    return tuple(slot.info for slot in header.vault_file().slots if slot.info.kind == "member")
