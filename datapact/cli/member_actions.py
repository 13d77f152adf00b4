"""What the commands on members do and print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from datapact.cli.output import Progress, emit, require_folder, table
from datapact.cli.session import acting, passphrase, read_secret, vault_folder
from datapact.cli.settings import settings
from datapact.cli.vault_actions import split_roles
from datapact.clock import utc_now
from datapact.errors import WrongUse
from datapact.files import read_whole, write_whole
from datapact.parties import members
from datapact.parties.role_words import roles_in_words
from datapact.texts import N_, Message, _, counted

if TYPE_CHECKING:
    from datapact.parties.acting import Acting

LARGEST_KEY = 1024 * 1024
STANDINGS = {
    "active": N_("active"),
    "invited": N_("invited"),
    "waiting": N_("waits to be certified"),
}


def list_members() -> None:
    with acting() as member:
        known = members.list_members(member)
    result = [
        {
            "id": one.id,
            "name": one.name,
            "roles": list(one.roles),
            "standing": one.standing,
            "fingerprint": one.fingerprint,
        }
        for one in known
    ]
    rows = [
        [one.id, one.name, str(roles_in_words(one.roles)), str(Message(STANDINGS[one.standing])), one.fingerprint]
        for one in known
    ]
    emit(result, table(rows, [_("Id"), _("Name"), _("Roles"), _("Standing"), _("Fingerprint")]))


def invite_member(name: str, roles: str, capacity: str, code_file: Path | None) -> None:
    from datapact.parties.invitation import invite

    if code_file is not None:
        require_folder(code_file)
    with acting() as member:
        invitation = invite(member, name, split_roles(roles), capacity)
    result: dict[str, str] = {"member": invitation.member}
    lines = [_("Invited: {id}", id=invitation.member)]
    if code_file is not None:
        write_whole(code_file, (invitation.code + "\n").encode())
        lines.append(_("The one-time code is in {file}.", file=str(code_file)))
    else:
        result["code"] = invitation.code
        lines.append(_("One-time code: {code}", code=invitation.code))
    emit(result, lines)


def join_vault(code_file: Path) -> None:
    from datapact.parties.invitation import join

    identity = settings().member
    if identity is None:
        raise WrongUse(N_("Say which member you are: --as MEMBER."))
    joined = join(vault_folder(), identity, read_secret(code_file), passphrase(new=True), utc_now)
    emit(
        {"member": joined.member, "fingerprint": joined.fingerprint},
        [
            _("You have made your keys. An administrator has to certify them now."),
            _("Compare this fingerprint with the administrator's screen: {digits}", digits=joined.fingerprint),
        ],
    )


def _named(member: Acting, who: str) -> str:
    """The id of the one member that a person means by id or by name; as it stands when it is nobody's."""
    listed = members.list_members(member)
    named = [one.id for one in listed if one.id == who] or [one.id for one in listed if one.name == who]
    return named[0] if len(named) == 1 else who


def certify_member(who: str) -> None:
    with acting() as member:
        certified = members.certify(member, _named(member, who))
    emit(
        {"member": certified.id, "roles": sorted(certified.roles)}, [_("{name} is a member now.", name=certified.name)]
    )


def change_roles(who: str, roles: str) -> None:
    with acting() as member:
        changed = members.set_roles(member, _named(member, who), split_roles(roles))
    emit(
        {"member": changed.id, "roles": sorted(changed.roles)},
        [_("The roles of {name} have been changed.", name=changed.name)],
    )


def remove_from_vault(who: str, reason: str) -> None:
    from datapact.agreements.revocation import remove_and_tell

    progress = Progress()
    with acting() as member:
        removed, told = remove_and_tell(member, _named(member, who), reason, progress)
    progress.finish()
    lines = [
        _("{member} is removed: keys are revoked, the vault's own keys renewed.", member=removed.member),
        _("Old copies of the vault stay readable to whoever had them. Give partners a new card."),
    ]
    if told:
        lines.append(
            str(
                counted(
                    "{n} open agreement tells your partners: send it again.",
                    "{n} open agreements tell your partners: send them again.",
                    len(told),
                )
            )
        )
    if removed.knew_identity_key:
        lines.append(_("This administrator knew the identity key. Renew it: vault members renew-identity."))
    emit(
        {
            "member": removed.member,
            "keys": list(removed.kids),
            "agreements": list(told),
            "knew_identity_key": removed.knew_identity_key,
        },
        lines,
    )


def renew_own_keys() -> None:
    from datapact.parties.key_renewal import renew_keys

    with acting() as member:
        renewed = renew_keys(member)
    lines = [_("Your new keys are certified. Give partners a new card.")]
    if not renewed.certified:
        lines = [
            _("Your new keys wait for an administrator; until then you work with the old ones."),
            _("Compare this fingerprint with the administrator's screen: {digits}", digits=renewed.fingerprint),
        ]
    emit({"certified": renewed.certified, "fingerprint": renewed.fingerprint}, lines)


def renew_organisation_identity() -> None:
    from datapact.parties.key_renewal import renew_identity

    with acting() as member:
        entry = renew_identity(member)
    emit({"entry": entry.digest}, [_("The identity key is renewed; your fingerprint stays. Give partners a new card.")])


def import_key_from(file: Path, key_passphrase_file: Path | None) -> None:
    from datapact.parties.key_renewal import import_signing_key
    from datapact.signing.pkcs12 import load_pkcs12

    secret = read_secret(key_passphrase_file) if key_passphrase_file is not None else ""
    loaded = load_pkcs12(read_whole(file, limit=LARGEST_KEY), secret)
    with acting() as member:
        renewed = import_signing_key(member, loaded.key, loaded.certificate, loaded.chain)
    line = (
        _("The signing key is recorded. Give partners a new card.")
        if renewed.certified
        else _("The signing key waits for an administrator to record it.")
    )
    emit({"certified": renewed.certified, "fingerprint": renewed.fingerprint}, [line])
