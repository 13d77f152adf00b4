"""datapact vault: create, info, check, backup, restore, passphrase, members."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _


def make_app() -> typer.Typer:
    """The commands with help in the current language."""
    app = typer.Typer(help=_("The encrypted folder of your organisation."), no_args_is_help=True)

    @app.command(help=_("Create a vault for an organisation and its first member; prints the recovery code once."))
    def create(
        organisation: Annotated[str, typer.Option("--organisation", help=_("Name as in the register."))] = "",
        member: Annotated[str, typer.Option("--member", help=_("Name of the first member."))] = "",
        profile: Annotated[
            Path | None, typer.Option("--profile", help=_("TOML file: name, legal_form, address, registration, …"))
        ] = None,
        roles: Annotated[str, typer.Option("--roles", help=_("Roles, separated by commas."))] = "admin,legal,signatory",
        capacity: Annotated[str, typer.Option("--capacity", help=_("Position in which the member signs."))] = "",
        recovery_file: Annotated[
            Path | None,
            typer.Option("--recovery-file", help=_("Write the recovery code there instead of printing it.")),
        ] = None,
    ) -> None:
        from datapact.cli.actions.vault import create_vault

        create_vault(organisation, member, profile, roles, capacity, recovery_file)

    @app.command(help=_("Show whose vault this is, its fingerprint and its state."))
    def info() -> None:
        from datapact.cli.actions.vault import show_info

        show_info()

    @app.command(
        help=_("Check pages, database, checkpoint, every entry and every table. Exit 1 when anything is wrong.")
    )
    def check(
        backup: Annotated[
            Path | None,
            typer.Option(
                "--backup",
                help=_(
                    "Check this backup instead, with a passphrase of its time: it is restored to a temporary place."
                ),
            ),
        ] = None,
    ) -> None:
        from datapact.cli.actions.vault import check_backup_file, check_vault

        if backup is None:
            check_vault()
        else:
            check_backup_file(backup)

    @app.command(help=_("Write rows that do not fit anew from the signed entries. Exit 1 when some still do not fit."))
    def repair() -> None:
        from datapact.cli.actions.vault import repair_vault

        repair_vault()

    @app.command(help=_("Write the whole vault into one encrypted file."))
    def backup(output: Annotated[Path, typer.Option("--output", "-o", help=_("File to write."))]) -> None:
        from datapact.cli.actions.vault import back_up

        back_up(output)

    @app.command(help=_("Make the vault named by --vault from a backup file."))
    def restore(
        file: Annotated[Path, typer.Argument(help=_("The backup file."))],
        damaged: Annotated[
            bool,
            typer.Option(
                "--damaged", help=_("Restore it also where it was made of a damaged vault, for want of a sound one.")
            ),
        ] = False,
    ) -> None:
        from datapact.cli.actions.vault import restore_from

        restore_from(file, damaged=damaged)

    @app.command(
        "accept-losses",
        help=_(
            "Go on with a vault whose database lost its newest changes. They are lost for good: look for a newer backup first, and restore that instead."
        ),
    )
    def accept_losses(
        yes: Annotated[bool, typer.Option("--yes", help=_("I know that the newest changes are lost."))] = False,
    ) -> None:
        from datapact.cli.actions.vault import accept_losses

        accept_losses(yes=yes)

    @app.command(help=_("Change your passphrase."))
    def passphrase(
        new_file: Annotated[
            Path | None, typer.Option("--new-passphrase-file", help=_("File that holds the new passphrase."))
        ] = None,
    ) -> None:
        from datapact.cli.actions.vault import change_passphrase

        change_passphrase(new_file)

    @app.command(help=_("Come back with the recovery code after a lost passphrase."))
    def recover(
        code_file: Annotated[Path, typer.Option("--recovery-file", help=_("File that holds the recovery code."))],
    ) -> None:
        from datapact.cli.actions.vault import recover_access

        recover_access(code_file)

    @app.command(help=_("Show or set the level of signatures in this vault, from B-B to those with timestamps."))
    def level(
        level: Annotated[str | None, typer.Argument(help=_("The level; without it, it is shown."))] = None,
    ) -> None:
        from datapact.cli.signing.timestamp_authorities import level_of_vault

        level_of_vault(level)

    app.add_typer(_members_app(), name="members")
    return app


def _members_app() -> typer.Typer:
    members = typer.Typer(
        help=_("Members of the vault: list, invite, join, certify, roles, remove, renew, revoke."), no_args_is_help=True
    )
    name = Annotated[str, typer.Argument(help=_("Member id or name."))]

    @members.command("list", help=_("List the members with roles and keys."))
    def list_() -> None:
        from datapact.cli.actions.vault import list_members

        list_members()

    @members.command(help=_("Invite a new member; prints a one-time code."))
    def invite(
        member: Annotated[str, typer.Argument(help=_("Name of the new member."))],
        roles: Annotated[str, typer.Option("--roles", help=_("Roles, separated by commas."))],
        capacity: Annotated[str, typer.Option("--capacity", help=_("Position in which the member signs."))] = "",
        code_file: Annotated[
            Path | None, typer.Option("--code-file", help=_("Write the code there instead of printing it."))
        ] = None,
    ) -> None:
        from datapact.cli.actions.vault import invite_member

        invite_member(member, roles, capacity, code_file)

    @members.command(help=_("First unlock with an invitation: you make your own keys under your own passphrase."))
    def join(
        code_file: Annotated[Path, typer.Option("--code-file", help=_("File that holds the invitation code."))],
    ) -> None:
        from datapact.cli.actions.vault import join_vault

        join_vault(code_file)

    @members.command(help=_("Certify a member who has joined (administrators)."))
    def certify(member: name) -> None:
        from datapact.cli.actions.vault import certify_member

        certify_member(member)

    @members.command(help=_("Change a member's roles."))
    def roles(member: name, roles: Annotated[str, typer.Argument(help=_("Roles, separated by commas."))]) -> None:
        from datapact.cli.actions.vault import change_roles

        change_roles(member, roles)

    @members.command(help=_("Remove a member: revoke the keys and renew the vault's own."))
    def remove(member: name, reason: Annotated[str, typer.Option("--reason", help=_("Why."))] = "") -> None:
        from datapact.cli.actions.vault import remove_from_vault

        remove_from_vault(member, reason)

    @members.command(help=_("Renew your own keys."))
    def renew() -> None:
        from datapact.cli.actions.vault import renew_own_keys

        renew_own_keys()

    @members.command(
        "revoke-old",
        help=_("Revoke the keys that a member has replaced, where a computer or a copy is lost (administrators)."),
    )
    def revoke_old(member: name, reason: Annotated[str, typer.Option("--reason", help=_("Why."))]) -> None:
        from datapact.cli.actions.vault import revoke_old as action

        action(member, reason)

    @members.command("renew-identity", help=_("Replace the organisation's identity key; the old one vouches for it."))
    def renew_identity() -> None:
        from datapact.cli.actions.vault import renew_organisation_identity

        renew_organisation_identity()

    @members.command("import-key", help=_("Take a signing key from a PKCS#12 file (.p12, .pfx)."))
    def import_key(
        file: Annotated[Path, typer.Argument(help=_("The file."))],
        key_passphrase_file: Annotated[
            Path | None, typer.Option("--key-passphrase-file", help=_("File that holds the passphrase of the key."))
        ] = None,
    ) -> None:
        from datapact.cli.actions.vault import import_key_from

        import_key_from(file, key_passphrase_file)

    @members.command(
        "use-key",
        help=_("Sign by a key that stays on a token or at a service: its certificate becomes your signing key."),
    )
    def use_key(
        certificate: Annotated[
            str, typer.Option("--certificate", help=_("Beginning of its digest, where there are several."))
        ] = "",
        service: Annotated[
            str, typer.Option("--service", help=_("Name of the signing service that holds it, instead of a token."))
        ] = "",
    ) -> None:
        from datapact.cli.signing.signing_keys import use_key as action

        action(certificate, service)

    return members
