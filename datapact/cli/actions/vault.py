"""The actions of the commands on the vault and its members."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from datapact.base.clock import utc_now
from datapact.base.errors import AnswerNo, Damaged, Locked, Malformed, NewerFormat, WrongUse
from datapact.base.files import read_whole, write_whole
from datapact.base.texts import N_, Message, _, counted
from datapact.cli.kit.columns import Column, Columns, emit_list
from datapact.cli.kit.output import Progress, answer, emit, require_folder
from datapact.cli.kit.session import acting, passphrase, read_secret, vault_folder
from datapact.cli.kit.settings import settings
from datapact.cli.printed.vault import (
    KeysCertified,
    MemberRoles,
    ProofOfRows,
    VaultBackup,
    VaultCheck,
    VaultCreate,
    VaultInfo,
    VaultMembersInvite,
    VaultMembersJoin,
    VaultMembersRemove,
    VaultMembersRenewIdentity,
    VaultMembersRevokeOld,
    VaultPassphrase,
    VaultRestore,
)
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.identity.roles import roles_in_words
from datapact.organisation.members import members

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.folder.open_vault import OpenVault


LARGEST_PROFILE = 64 * 1024


def split_roles(text: str) -> list[str]:
    """Roles from a list with commas."""
    return [role.strip() for role in text.split(",") if role.strip()]


def _profile(organisation: str, file: Path | None) -> dict[str, Any]:
    if file is None:
        if not organisation:
            raise WrongUse(N_("Say whose vault it is: --organisation NAME, or --profile FILE."))
        return {"name": organisation}
    try:
        profile = tomllib.loads(read_whole(file, limit=LARGEST_PROFILE).decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        raise Malformed(N_("The file {file} is not valid TOML. Correct it and try again."), file=file.name) from None
    return {**profile, "name": organisation} if organisation else profile


def create_vault(
    organisation: str, member: str, profile: Path | None, roles: str, capacity: str, recovery_file: Path | None
) -> None:
    from datapact.organisation.members.founding import create_organisation

    if not member:
        raise WrongUse(N_("Name the first member: --member NAME."))
    if recovery_file is not None:
        require_folder(recovery_file)
    folder = vault_folder()
    created = create_organisation(
        folder, _profile(organisation, profile), member, split_roles(roles), passphrase(new=True), capacity, utc_now
    )
    with created.acting as first:
        shown = fingerprint(first.organisation)
        result: VaultCreate = {
            "vault": str(folder),
            "organisation": first.organisation,
            "fingerprint": shown,
            "member": first.member.id,
        }
    lines = [
        _("The vault is ready: {folder}", folder=str(folder)),
        _("Your member id, for --as: {id}", id=first.member.id),
        _("Fingerprint of your organisation: {digits}", digits=shown),
    ]
    if recovery_file is not None:
        write_whole(recovery_file, (created.recovery_code + "\n").encode())
        lines.append(
            _("The recovery code is in {file}. Print it and keep it away from this computer.", file=str(recovery_file))
        )
    else:
        result["recovery_code"] = created.recovery_code
        lines.append(_("Recovery code, shown this once: {code}", code=created.recovery_code))
        lines.append(_("Whoever loses passphrase and recovery code loses the vault. Print the code and keep it safe."))
    emit(result, lines)


def show_info() -> None:
    from datapact.agreements.views.list import count_agreements
    from datapact.organisation.identity.own_history import own_line
    from datapact.organisation.partners.partners import list_partners
    from datapact.vault.database.entries import get_meta
    from datapact.vault.folder.restore import RESTORED

    with acting() as member, member.vault.read() as session:
        line = own_line(session)
        agreements = count_agreements(session)
        partners = list_partners(session)
        restored = get_meta(session, RESTORED)
        result: VaultInfo = {
            "vault": str(member.vault.folder),
            "organisation": line.id,
            "name": line.state.name,
            "fingerprint": fingerprint(line.id),
            "member": member.member.id,
            "roles": sorted(member.member.roles),
            "agreements": agreements,
            "partners": len(partners),
            "replica": member.vault.replica,
            "restored": restored,
        }
    lines = [
        line.state.name,
        _("Fingerprint: {digits}", digits=fingerprint(line.id)),
        _(
            "You are {name} ({roles}).",
            name=member.member.name,
            roles=roles_in_words(member.member.roles),
        ),
        f"{counted('{n} agreement', '{n} agreements', agreements)}, {counted('{n} partner', '{n} partners', len(partners))}",
    ]
    if restored:
        lines.append(
            _(
                "This vault was restored from a backup of {time}. The next bundles ask your partners for what is missing.",
                time=restored,
            )
        )
    emit(result, lines)


def check_vault() -> None:
    from datapact.audit.own_vault.check import check_whole_vault
    from datapact.audit.own_vault.notes import check_result, notes_on_vault

    progress = Progress()
    with acting() as member:
        problems = check_whole_vault(member, progress)
        notes = notes_on_vault(member)
    progress.finish()
    emit(
        VaultCheck(
            {
                "sound": not problems,
                "problems": [problem.both() for problem in problems],
                "notes": [note.both() for note in notes],
            }
        ),
        check_result(problems, notes, member.clock()),
    )
    answer(1 if problems else 0)


def check_backup_file(file: Path) -> None:
    from datapact.audit.own_vault.backups import check_backup, keep_result
    from datapact.vault.folder.opening import open_vault

    if not file.is_file():
        raise WrongUse(N_("There is no file {file}. Check the name."), file=str(file))
    folder, secret, member, progress = vault_folder(), passphrase(), settings().member, Progress()
    place = folder if folder.is_dir() else file.parent
    checked = check_backup(file, place, member_id=member, passphrase=secret, clock=utc_now, progress=progress)
    progress.finish()
    if folder.is_dir():
        with suppress(Locked), open_vault(folder, member_id=member, passphrase=secret, clock=utc_now) as vault:
            keep_result(vault, checked)  # the passphrase of that time may be another one
    emit(
        VaultCheck({"sound": not checked.problems, "problems": [one.both() for one in checked.problems], "notes": []}),
        checked.lines(),
    )
    answer(1 if checked.problems else 0)


def repair_vault() -> None:
    from datapact.consent.proof.repair import repair

    with acting() as member:
        proof = repair(member)
    lines = [str(one.message) for one in proof.unproven]
    emit(cast("ProofOfRows", proof.as_json()), lines or [_("Every row follows from the signed entries.")])
    answer(0 if proof.holds else 1)


def back_up(output: Path) -> None:
    from datapact.vault.folder.backup import backup_vault

    require_folder(output)
    progress = Progress()
    with acting() as member:
        backup_vault(member.vault, output, progress)
    progress.finish()
    emit(
        VaultBackup({"file": str(output)}),
        [_("Written: {file}. It opens with the passphrases and the recovery code of today.", file=str(output))],
    )


def restore_from(file: Path, *, damaged: bool) -> None:
    from datapact.vault.folder.restore import restore_vault

    folder = vault_folder()
    with restore_vault(
        file, folder, member_id=settings().member, passphrase=passphrase(), clock=utc_now, damaged=damaged
    ) as vault:
        since = _record_restored(vault)
    emit(
        VaultRestore({"vault": str(folder), "restored": since}),
        [
            _("Restored: {folder}, as it was on {time}.", folder=str(folder), time=since),
            _("The next bundles ask your partners for what is missing. Do not go on working with an older copy."),
        ],
    )


def _record_restored(vault: OpenVault) -> str:
    """Record in the organisation's history that the vault continues from an earlier state; returns that time."""
    from datapact.organisation.acting.acting_member import acting_in
    from datapact.organisation.acting.log import append_organisation_entry
    from datapact.vault.database.entries import get_meta
    from datapact.vault.folder.restore import RESTORED

    with vault.read() as session:
        since = get_meta(session, RESTORED) or ""
    member = acting_in(vault)
    if member.member.roles & {"admin", "legal"}:
        with vault.write() as session:
            append_organisation_entry(member, session, "restored", {"from_time": since})
    return since


def accept_losses(*, yes: bool) -> None:
    """Continue with a vault that lost its newest changes, for a member who was told so and has no better backup."""
    from datapact.organisation.members.unlocking import unlock
    from datapact.vault.folder import restore

    folder, secret, member_id = vault_folder(), passphrase(), settings().member
    try:
        unlock(folder, member_id, secret, utc_now).vault.close()
    except Damaged as damage:
        if isinstance(damage, NewerFormat):
            raise
        if not yes:
            raise AnswerNo(
                N_(
                    "{damage} If you have no better backup, what is missing is lost, except for what partners can send again. To go on with what is left, repeat this command with --yes."
                ),
                damage=damage.message,
            ) from None
    else:
        raise AnswerNo(N_("This vault has lost nothing. Nothing was changed."))
    with restore.accept_losses(folder, member_id=member_id, passphrase=secret, clock=utc_now) as vault:
        since = _record_restored(vault)
    emit(
        VaultRestore({"vault": str(folder), "restored": since}),
        [
            _("The vault goes on with what is left. Newer changes that it had are lost."),
            _("The next bundles ask your partners for what is missing. Do not go on working with an older copy."),
        ],
    )


def change_passphrase(new_file: Path | None) -> None:
    import getpass

    old = passphrase()
    with acting(old) as member:
        if new_file is not None:
            new = read_secret(new_file)
        elif sys.stdin.isatty():
            new = getpass.getpass(_("New passphrase: "))
            if getpass.getpass(_("Once more: ")) != new:
                raise WrongUse(N_("The two passphrases differ. Try again."))
        else:
            raise WrongUse(N_("Say the new passphrase: --new-passphrase-file FILE."))
        progress = Progress()
        member.vault.set_passphrase(old, new, progress=progress)
        progress.finish()
    emit(
        VaultPassphrase({"member": member.member.id}),
        [_("The passphrase has been changed and the vault encrypted anew. Old copies and backups keep the old one.")],
    )


def recover_access(code_file: Path) -> None:
    from datapact.organisation.members.recovery import recover

    with recover(vault_folder(), read_secret(code_file), settings().member, passphrase(new=True), utc_now) as member:
        result: VaultPassphrase = {"member": member.member.id}
    emit(
        result,
        [_("{name} can open the vault again, with new keys. Give partners a new card.", name=member.member.name)],
    )


LARGEST_KEY = 1024 * 1024
STANDINGS = {
    "active": N_("active"),
    "invited": N_("invited"),
    "waiting": N_("waits to be certified"),
}


def list_members() -> None:
    with acting() as member:
        known = members.list_members(member)
    emit_list(known, _MEMBERS)


_MEMBERS: Columns[members.MemberListed] = (
    Column("id", N_("Id")),
    Column("name", N_("Name")),
    Column("roles", N_("Roles"), cell=lambda one: str(roles_in_words(one.roles))),
    Column("standing", N_("Standing"), cell=lambda one: str(Message(STANDINGS[one.standing]))),
    Column("fingerprint", N_("Fingerprint")),
    Column("old_keys", N_("Old keys"), cell=lambda one: str(one.old_keys or "")),
)


def invite_member(name: str, roles: str, capacity: str, code_file: Path | None) -> None:
    from datapact.organisation.members.invitation import invite

    if code_file is not None:
        require_folder(code_file)
    with acting() as member:
        invitation = invite(member, name, split_roles(roles), capacity)
    result: VaultMembersInvite = {"member": invitation.member}
    lines = [_("Invited: {id}", id=invitation.member)]
    if code_file is not None:
        write_whole(code_file, (invitation.code + "\n").encode())
        lines.append(_("The one-time code is in {file}.", file=str(code_file)))
    else:
        result["code"] = invitation.code
        lines.append(_("One-time code: {code}", code=invitation.code))
    emit(result, lines)


def join_vault(code_file: Path) -> None:
    from datapact.organisation.members.invitation import join

    identity = settings().member
    if identity is None:
        raise WrongUse(N_("Say which member you are: --as MEMBER."))
    joined = join(vault_folder(), identity, read_secret(code_file), passphrase(new=True), utc_now)
    emit(
        VaultMembersJoin({"member": joined.member, "fingerprint": joined.fingerprint}),
        [
            _("You have made your keys. An administrator has to certify them now."),
            _("Compare this fingerprint with the administrator's screen: {digits}", digits=joined.fingerprint),
        ],
    )


def _named(member: Acting, who: str) -> str:
    """The id of the member with this id or name; the text unchanged where there is none."""
    listed = members.list_members(member)
    named = [one.id for one in listed if one.id == who] or [one.id for one in listed if one.name == who]
    return named[0] if len(named) == 1 else who


def certify_member(who: str) -> None:
    with acting() as member:
        certified = members.certify(member, _named(member, who))
    emit(
        MemberRoles({"member": certified.id, "roles": sorted(certified.roles)}),
        [_("{name} is a member now.", name=certified.name)],
    )


def change_roles(who: str, roles: str) -> None:
    from datapact.organisation.members.key_renewal import own_signing_key

    with acting() as member:
        changed = members.set_roles(member, _named(member, who), split_roles(roles))
        renewed = own_signing_key(member, changed.id)
    lines = [_("The roles of {name} have been changed.", name=changed.name)]
    if renewed is not None:
        lines.append(_("You have a key for contracts now. Give partners a new card."))
    emit(MemberRoles({"member": changed.id, "roles": sorted(changed.roles)}), lines)


def remove_from_vault(who: str, reason: str) -> None:
    from datapact.agreements.steps.key_revocation import remove_and_announce

    progress = Progress()
    with acting() as member:
        removed, told = remove_and_announce(member, _named(member, who), reason, progress)
    progress.finish()
    lines = [
        _("{member} is removed: keys are revoked, the vault's own keys renewed.", member=removed.member),
        _("Old copies of the vault stay readable to whoever had them. Give partners a new card."),
    ]
    lines += _to_send_again(told)
    if removed.knew_identity_key:
        lines.append(_("This administrator knew the identity key. Renew it: vault members renew-identity."))
    emit(
        VaultMembersRemove(
            {
                "member": removed.member,
                "keys": list(removed.kids),
                "agreements": list(told),
                "knew_identity_key": removed.knew_identity_key,
            }
        ),
        lines,
    )


def _to_send_again(told: Sequence[str]) -> list[str]:
    """A line on the open agreements in which partners are told; none where there are none."""
    if not told:
        return []
    sentence = counted(
        "{n} open agreement tells your partners: send it again.",
        "{n} open agreements tell your partners: send them again.",
        len(told),
    )
    return [str(sentence)]


def revoke_old(who: str, reason: str) -> None:
    from datapact.agreements.steps.key_revocation import revoke_old_and_announce

    with acting() as member:
        kids, told = revoke_old_and_announce(member, _named(member, who), reason)
    lines = [
        str(counted("{n} old key is revoked.", "{n} old keys are revoked.", len(kids))),
        _("Give partners a new card."),
    ]
    lines += _to_send_again(told)
    emit(VaultMembersRevokeOld({"keys": list(kids), "agreements": list(told)}), lines)


def renew_own_keys() -> None:
    from datapact.organisation.members.key_renewal import renew_keys

    with acting() as member:
        renewed = renew_keys(member)
    lines = [_("Your new keys are certified. Give partners a new card.")]
    if not renewed.certified:
        lines = [
            _("Your new keys wait for an administrator; until then you work with the old ones."),
            _("Compare this fingerprint with the administrator's screen: {digits}", digits=renewed.fingerprint),
        ]
    emit(KeysCertified({"certified": renewed.certified, "fingerprint": renewed.fingerprint}), lines)


def renew_organisation_identity() -> None:
    from datapact.organisation.members.key_renewal import renew_identity

    with acting() as member:
        entry = renew_identity(member)
    emit(
        VaultMembersRenewIdentity({"entry": entry.digest}),
        [_("The identity key is renewed; your fingerprint stays. Give partners a new card.")],
    )


def import_key_from(file: Path, key_passphrase_file: Path | None) -> None:
    from datapact.organisation.members.key_renewal import import_signing_key
    from datapact.signing.pades.pkcs12 import load_pkcs12

    secret = read_secret(key_passphrase_file) if key_passphrase_file is not None else ""
    loaded = load_pkcs12(read_whole(file, limit=LARGEST_KEY), secret)
    with acting() as member:
        renewed = import_signing_key(member, loaded.key, loaded.certificate, loaded.chain)
    line = (
        _("The signing key is recorded. Give partners a new card.")
        if renewed.certified
        else _("The signing key waits for an administrator to record it.")
    )
    emit(KeysCertified({"certified": renewed.certified, "fingerprint": renewed.fingerprint}), [line])
