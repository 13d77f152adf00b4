"""The commands archive, signing-keys, timestamp-authorities and trust-lists: options and help."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _


def archive_commands() -> typer.Typer:
    """``datapact archive``: renew, list, with help in the current language."""
    app = typer.Typer(
        help=_("The archive of signed agreements: until when their signatures can be proven, and renewing that."),
        no_args_is_help=True,
    )

    @app.command(
        help=_(
            "Add proofs to every agreement that all have signed, to the level that is set, and renew those that end soon. Stop"
            " it at any time and run it again: what is done stays. Exit 1 when some lack what was wanted."
        )
    )
    def renew(
        agreements: Annotated[
            list[str] | None,
            typer.Option("--agreement", help=_("Only this agreement; repeatable. Without any, the whole archive.")),
        ] = None,
        level: Annotated[
            str | None, typer.Option("--level", help=_("Level for all of them; by default as set for each."))
        ] = None,
        within: Annotated[int, typer.Option("--within", help=_("Renew what ends within so many days."), min=0)] = 90,
    ) -> None:
        from datapact.cli.signing.archive import renew as action

        action(agreements or (), level, within)

    @app.command(
        help=_(
            "Seal every agreement that all have signed with the house's long-term key (ML-DSA), which quantum computers do not"
            " break. The PDF stays as it is; exporting it writes the seal beside it."
        )
    )
    def seal(
        agreements: Annotated[
            list[str] | None,
            typer.Option("--agreement", help=_("Only this agreement; repeatable. Without any, the whole archive.")),
        ] = None,
    ) -> None:
        from datapact.cli.signing.archive import seal as action

        action(agreements or ())

    @app.command(
        "seal-key",
        help=_("Show the house's key for long-term seals; begin with one, or end it. Partners see it on the card."),
    )
    def seal_key(
        begin: Annotated[
            bool, typer.Option("--begin", help=_("Make a key and announce it; for administrators."))
        ] = False,
        end: Annotated[
            str | None, typer.Option("--end", help=_("End the key in force, for this reason; for administrators."))
        ] = None,
    ) -> None:
        from datapact.cli.signing.archive import seal_key as action

        action(begin=begin, end=end)

    @app.command("list", help=_("Show until when the signatures of each agreement can be proven, as last found."))
    def list_() -> None:
        from datapact.cli.signing.archive import show

        show()

    return app


def key_commands() -> typer.Typer:
    """``datapact signing-keys``: list, add-module, remove-module, add-service, remove-service, with help in the current language."""
    app = typer.Typer(
        help=_("Keys of others for signing: tokens and smart cards at this computer, remote signing services."),
        no_args_is_help=True,
    )
    library = Annotated[
        Path, typer.Argument(help=_("The module (PKCS#11) of the token's software: .so, .dll, .dylib."))
    ]

    @app.command("list", help=_("Show the certificates on connected tokens, or at a service; no PIN is asked."))
    def list_(
        service: Annotated[
            str,
            typer.Option("--service", help=_("Name of a signing service, which may ask for a login in the browser.")),
        ] = "",
    ) -> None:
        from datapact.cli.signing.signing_keys import show_keys

        show_keys(service)

    @app.command("add-module", help=_("Name the module of a token, on this computer only."))
    def add_module(file: library) -> None:
        from datapact.cli.signing.signing_keys import add_library

        add_library(file)

    @app.command("remove-module", help=_("Forget the module of a token; the file itself stays."))
    def remove_module(file: library) -> None:
        from datapact.cli.signing.signing_keys import remove_library

        remove_library(file)

    @app.command(
        "add-service", help=_("Set up a remote signing service (Cloud Signature Consortium), on this computer only.")
    )
    def add_service(
        name: Annotated[str, typer.Argument(help=_("As you call it."))],
        address: Annotated[
            str, typer.Option("--address", help=_("Its address, as its operator gives it, without /csc."))
        ],
        api: Annotated[
            str, typer.Option("--api", help=_("Version of its interface: 1 (1.0.4.0) or 2 (2.0.0.2)."))
        ] = "2",
        client_id: Annotated[
            str, typer.Option("--client-id", help=_("The client id that the operator gave you for DataPact."))
        ] = "",
        confidential: Annotated[
            bool,
            typer.Option(
                "--client-secret",
                help=_("The operator gave a client secret, too: it is asked for at each login, and kept nowhere."),
            ),
        ] = False,
    ) -> None:
        from datapact.cli.signing.signing_keys import add_service as action

        action(name, address, api, client_id, confidential=confidential)

    @app.command("remove-service", help=_("Forget a remote signing service and the keys noted for it."))
    def remove_service(name: Annotated[str, typer.Argument(help=_("As you call it."))]) -> None:
        from datapact.cli.signing.signing_keys import remove_service as action

        action(name)

    return app


def authority_commands() -> typer.Typer:
    """``datapact timestamp-authorities``: add, list, remove, with help in the current language."""
    app = typer.Typer(
        help=_("Authorities that attest when a signature was made, as you set them up on this computer."),
        no_args_is_help=True,
    )

    @app.command(help=_("Set up an authority (RFC 3161). It is asked once, now, to learn its certificate."))
    def add(
        address: Annotated[str, typer.Argument(help=_("Its address, https:// or http://."))],
        name: Annotated[str, typer.Option("--name", help=_("How you call it; by default its computer."))] = "",
        certificate: Annotated[
            Path | None,
            typer.Option("--certificate", help=_("The certificate that it publishes; then it is not asked now.")),
        ] = None,
        revocation: Annotated[
            list[str] | None,
            typer.Option(
                "--revocation",
                help=_(
                    "A further address that is asked whether a certificate was revoked: OCSP, or a list. Repeatable."
                ),
            ),
        ] = None,
        first: Annotated[bool, typer.Option("--first", help=_("Ask it before all others."))] = False,
    ) -> None:
        from datapact.cli.signing.timestamp_authorities import add as action

        action(address, name, certificate, revocation or (), first=first)

    @app.command("list", help=_("Show the authorities in the order in which they are asked."))
    def list_() -> None:
        from datapact.cli.signing.timestamp_authorities import show

        show()

    @app.command(help=_("Ask an authority no longer."))
    def remove(name: Annotated[str, typer.Argument(help=_("Its name."))]) -> None:
        from datapact.cli.signing.timestamp_authorities import remove as action

        action(name)

    return app


def list_commands() -> typer.Typer:
    """``datapact trust-lists``: import, list, with help in the current language."""
    app = typer.Typer(
        help=_("Trusted lists of the European Union on this computer: who was qualified on which day."),
        no_args_is_help=True,
    )

    @app.command(
        "import", help=_("Verify the list of lists and national lists, and keep the newer ones; nothing is fetched.")
    )
    def import_(
        files: Annotated[list[Path], typer.Argument(help=_("XML files, or a folder with them."))],
    ) -> None:
        from datapact.cli.signing.trust_lists import import_files

        import_files(files)

    @app.command("list", help=_("Show the lists on this computer, with the day of each and when the next is due."))
    def list_() -> None:
        from datapact.cli.signing.trust_lists import show_lists

        show_lists()

    return app
