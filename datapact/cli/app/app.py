"""The tree of commands. Built in a function, so that its help is in the language chosen before."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.base.errors import WrongUse
from datapact.base.texts import N_, _
from datapact.cli.kit.settings import Settings, set_settings


def make_app() -> typer.Typer:
    """The whole command line, with help texts in the current language."""
    from datapact.cli.groups import (
        agreements,
        audit,
        breaches,
        consent,
        decisions,
        deliveries,
        directories,
        exchange,
        library,
        obligations,
        paper,
        partners,
        recalls,
        registers,
        team,
        updates,
    )
    from datapact.cli.groups import vault as vault_commands
    from datapact.cli.signing.commands import archive_commands, authority_commands, key_commands, list_commands

    app = typer.Typer(
        help=_(
            "Draft, exchange, sign and verify data-sharing agreements. Nothing leaves this computer but files you send."
        ),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )

    @app.callback()
    def globals_(
        vault: Annotated[
            Path | None, typer.Option("--vault", envvar="DATAPACT_VAULT", help=_("Folder of the vault."))
        ] = None,
        member: Annotated[str | None, typer.Option("--as", help=_("Member who acts."))] = None,
        passphrase_file: Annotated[
            Path | None,
            typer.Option(
                "--passphrase-file",
                envvar="DATAPACT_PASSPHRASE_FILE",
                help=_("File that holds the passphrase; asked for on a terminal otherwise."),
            ),
        ] = None,
        lang: Annotated[str | None, typer.Option("--lang", help=_("de or en."))] = None,
        json: Annotated[bool, typer.Option("--json", help=_("Print one JSON object."))] = False,
        release_rest: Annotated[
            bool,
            typer.Option(
                "--release-rest",
                help=_("As a legal member: export in spite of rows that were not proven; the export names them."),
            ),
        ] = False,
        _version: Annotated[bool, typer.Option("--version", help=_("Print the version."))] = False,
    ) -> None:
        if lang not in (None, "de", "en"):
            raise WrongUse(N_("The language is de or en."))
        set_settings(Settings(vault, member, passphrase_file, json, release_rest))

    app.add_typer(vault_commands.make_app(), name="vault")
    app.add_typer(partners.make_app(), name="partner")
    app.add_typer(directories.make_app(), name="directory")
    app.add_typer(agreements.make_template_app(), name="template")
    app.add_typer(agreements.make_app(), name="agreement")
    app.add_typer(library.make_app(), name="library")
    app.add_typer(paper.make_app(), name="paper")
    app.add_typer(consent.make_app(), name="consent")
    app.add_typer(deliveries.make_app(), name="delivery")
    app.add_typer(recalls.make_app(), name="recall")
    recalls.add_to(app)
    app.add_typer(registers.make_erase_app(), name="erase")
    app.add_typer(registers.make_register_app(), name="register")
    app.add_typer(audit.make_app(), name="audit")
    app.add_typer(archive_commands(), name="archive")
    app.add_typer(authority_commands(), name="timestamp-authorities")
    app.add_typer(list_commands(), name="trust-lists")
    app.add_typer(key_commands(), name="signing-keys")
    app.add_typer(team.make_app(), name="team")
    app.add_typer(updates.make_app(), name="update")
    app.add_typer(obligations.make_app(), name="obligations")
    app.add_typer(breaches.make_app(), name="breach")
    exchange.add_to(app)
    decisions.add_to(app)
    return app
