"""The tree of commands. Built in a function, so that its help is in the language chosen before."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.base.errors import WrongUse
from datapact.base.texts import N_, _
from datapact.cli.kit.settings import Settings, set_settings

_ALONE = ("demo", "send", "receive", "send-all", "receive-all", "relay", "relay-receipts", "verify")
"""Commands of ``groups/exchange``."""
_DECISIONS = ("may-share", "sharing-matrix", "decision", "authorisation", "legal-basis", "fact", "agreed-purpose")
"""Commands and groups of ``groups/decisions``."""


def make_app(first: str = "") -> typer.Typer:
    """The command line with help texts in the current language.

    ``first`` is the first word of a command: then only what can be meant by it is there, which is made sooner. A word that
    names nothing, such as an option, gives the whole.
    """
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

    _add_parts(app, first)
    if not app.registered_groups and not app.registered_commands:
        _add_parts(app, "")
    return app


def _add_parts(app: typer.Typer, first: str) -> None:
    """Add all commands, or those that begin with the word ``first``; what is not needed is not loaded."""

    def wanted(*names: str) -> bool:
        return not first or first in names

    if wanted("vault"):
        from datapact.cli.groups import vault as vault_commands

        app.add_typer(vault_commands.make_app(), name="vault")
    if wanted("partner"):
        from datapact.cli.groups import partners

        app.add_typer(partners.make_app(), name="partner")
    if wanted("directory"):
        from datapact.cli.groups import directories

        app.add_typer(directories.make_app(), name="directory")
    if wanted("template"):
        from datapact.cli.groups import agreements

        app.add_typer(agreements.make_template_app(), name="template")
    if wanted("agreement"):
        from datapact.cli.groups import agreements

        app.add_typer(agreements.make_app(), name="agreement")
    if wanted("library"):
        from datapact.cli.groups import library

        app.add_typer(library.make_app(), name="library")
    if wanted("paper"):
        from datapact.cli.groups import paper

        app.add_typer(paper.make_app(), name="paper")
    if wanted("consent"):
        from datapact.cli.groups import consent

        app.add_typer(consent.make_app(), name="consent")
    if wanted("delivery"):
        from datapact.cli.groups import deliveries

        app.add_typer(deliveries.make_app(), name="delivery")
    if wanted("recall"):
        from datapact.cli.groups import recalls

        app.add_typer(recalls.make_app(), name="recall")
    if wanted("person"):
        from datapact.cli.groups import recalls

        recalls.add_to(app)
    if wanted("erase"):
        from datapact.cli.groups import registers

        app.add_typer(registers.make_erase_app(), name="erase")
    if wanted("register"):
        from datapact.cli.groups import registers

        app.add_typer(registers.make_register_app(), name="register")
    if wanted("audit"):
        from datapact.cli.groups import audit

        app.add_typer(audit.make_app(), name="audit")
    if wanted("archive"):
        from datapact.cli.signing import commands

        app.add_typer(commands.archive_commands(), name="archive")
    if wanted("timestamp-authorities"):
        from datapact.cli.signing import commands

        app.add_typer(commands.authority_commands(), name="timestamp-authorities")
    if wanted("trust-lists"):
        from datapact.cli.signing import commands

        app.add_typer(commands.list_commands(), name="trust-lists")
    if wanted("signing-keys"):
        from datapact.cli.signing import commands

        app.add_typer(commands.key_commands(), name="signing-keys")
    if wanted("shared-folder"):
        from datapact.cli.groups import exchange

        app.add_typer(exchange.make_shared_folder(), name="shared-folder")
    if wanted("team"):
        from datapact.cli.groups import team

        app.add_typer(team.make_app(), name="team")
    if wanted("update"):
        from datapact.cli.groups import updates

        app.add_typer(updates.make_app(), name="update")
    if wanted("obligations"):
        from datapact.cli.groups import obligations

        app.add_typer(obligations.make_app(), name="obligations")
    if wanted("breach"):
        from datapact.cli.groups import breaches

        app.add_typer(breaches.make_app(), name="breach")
    if wanted(*_ALONE):
        from datapact.cli.groups import exchange

        exchange.add_to(app)
    if wanted(*_DECISIONS):
        from datapact.cli.groups import decisions

        decisions.add_to(app)
