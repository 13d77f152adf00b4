"""Commands that stand alone: demo, send and receive, one file or many, verify; and the group on shared folders."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _
from datapact.cli.kit.moments import WrittenMoment, read_moment_if_any


def _write_page(file: Path | None) -> None:
    if file is not None:
        from datapact.cli.actions.verify import write_page

        write_page(file)
        raise typer.Exit


def add_to(app: typer.Typer) -> None:
    """Register the commands with help in the current language."""

    @app.command(
        help=_("The main job from end to end: two vaults, one agreement, signed and verified, in a new folder.")
    )
    def demo(
        folder: Annotated[Path, typer.Argument(help=_("New folder for vaults, passphrase files and PDFs."))],
    ) -> None:
        from datapact.cli.actions.demo import run_demo
        from datapact.cli.kit.output import answer

        answer(0 if run_demo(folder) else 1)

    @app.command(help=_("Write a sealed file with an agreement for a partner."))
    def send(
        agreement: Annotated[str, typer.Argument(help=_("Id or number of the agreement."))],
        to: Annotated[list[str], typer.Option("--to", help=_("Partner; repeat for several."))],
        output: Annotated[Path, typer.Option("--output", "-o", help=_("File to write (.dpact)."))],
        note: Annotated[str, typer.Option("--note", help=_("Remark that travels with a first offer."))] = "",
        everything: Annotated[
            bool, typer.Option("--everything", help=_("Include what was acknowledged before."))
        ] = False,
        with_gaps: Annotated[
            bool,
            typer.Option(
                "--with-gaps", help=_("Send an offer or a counter-proposal although gaps stand open in its text.")
            ),
        ] = False,
        with_errors: Annotated[
            bool,
            typer.Option(
                "--with-errors",
                help=_("Send an offer or a counter-proposal although errors stand in its text, without being asked."),
            ),
        ] = False,
        through: Annotated[
            str | None, typer.Option("--through", help=_("Network under whose labels the file travels, for a relay."))
        ] = None,
    ) -> None:
        from datapact.cli.network.exchange import send_to

        send_to(
            agreement,
            to,
            output,
            note=note,
            everything=everything,
            with_gaps=with_gaps,
            with_errors=with_errors,
            through=through,
        )

    @app.command(help=_("Record that a written file was sent; from then on its recipients are waited for."))
    def sent(
        agreement: Annotated[str, typer.Argument(help=_("Id or number of the agreement."))],
        to: Annotated[
            list[str] | None,
            typer.Option("--to", help=_("Partner; repeat for several. All whose file waits by default.")),
        ] = None,
        on: Annotated[
            WrittenMoment | None,
            typer.Option(
                "--on", parser=read_moment_if_any, help=_("Day, or day and time, when it was sent; now by default.")
            ),
        ] = None,
        how: Annotated[str, typer.Option("--how", help=_("By e-mail, by post, by hand …"))] = "",
    ) -> None:
        from datapact.cli.network.exchange import sent_to

        sent_to(agreement, to or [], on, how)

    @app.command(help=_("Take in a sealed file of a partner."))
    def receive(file: Annotated[Path, typer.Argument(help=_("The .dpact file."))]) -> None:
        from datapact.cli.network.exchange import receive_from

        receive_from(file)

    @app.command("send-all", help=_("Write a sealed file for each agreement of which a party lacks something."))
    def send_all(
        folder: Annotated[Path, typer.Argument(help=_("Folder for the files; no file there is replaced."))],
        through: Annotated[
            str | None,
            typer.Option("--through", help=_("Network under whose labels the files travel, for a relay.")),
        ] = None,
    ) -> None:
        from datapact.cli.network.exchange import send_what_all_lack

        send_what_all_lack(folder, through)

    @app.command(
        "receive-all", help=_("Take in all sealed files and cards of a folder, in whatever order they lie there.")
    )
    def receive_all(folder: Annotated[Path, typer.Argument(help=_("Folder with .dpact and .dpcard files."))]) -> None:
        from datapact.cli.network.exchange import receive_folder

        receive_folder(folder)

    @app.command(
        help=_("Carry files in a relay's folder to their recipients by their labels; needs no vault and reads nothing.")
    )
    def relay(
        folder: Annotated[
            Path, typer.Argument(help=_("Folder of the relay; its files come into the folder incoming."))
        ],
        labels: Annotated[
            Path | None,
            typer.Option(
                "--labels",
                help=_("Labels of the network: its directory (.dpdir) or a list (.dplabels); needed the first time."),
            ),
        ] = None,
        every: Annotated[
            int | None,
            typer.Option(
                "--every", min=1, max=1440, help=_("Go on, and look again every so many minutes, until stopped.")
            ),
        ] = None,
    ) -> None:
        from datapact.cli.network.relay import relay_again, relay_folder

        if every is None:
            relay_folder(folder, labels)
        else:
            relay_again(folder, labels, every)

    @app.command(
        "relay-receipts",
        help=_("Hold a relay's receipts against what was sent and received, and name what is missing."),
    )
    def relay_receipts(
        file: Annotated[Path, typer.Argument(help=_("The .dpreceipts file from the own folder of the relay."))],
        accept: Annotated[
            bool,
            typer.Option(
                "--accept", help=_("Go by these receipts from now on, although they contradict earlier ones.")
            ),
        ] = False,
    ) -> None:
        from datapact.cli.network.relay import compare_files

        compare_files(file, accept=accept)

    @app.command(help=_("Verify PDFs, bundles, cards and libraries; needs no vault and no network."))
    def verify(
        files: Annotated[list[Path], typer.Argument(help=_("Files to verify."))],
        trust: Annotated[
            list[Path] | None, typer.Option("--trust", help=_("Card of an organisation whose identity you confirmed."))
        ] = None,
        require_trust: Annotated[
            bool, typer.Option("--require-trust", help=_("Answer no when an identity is only declared."))
        ] = False,
        jobs: Annotated[
            int, typer.Option("--jobs", min=1, max=64, help=_("How many files to verify at the same time."))
        ] = 1,
        write_html: Annotated[
            Path | None,
            typer.Option(
                "--write-html",
                help=_("Write the page that verifies PDFs in a browser, and stop."),
                is_eager=True,  # it needs no files
                callback=_write_page,
            ),
        ] = None,
    ) -> None:
        from datapact.cli.actions.verify import verify_files

        del write_html  # written before the files were asked for
        verify_files(files, trust or [], require_trust=require_trust, jobs=jobs)


def make_shared_folder() -> typer.Typer:
    """The commands on folders that are shared with partners, with help in the current language."""
    app = typer.Typer(
        help=_("Folders that you share with partners, on a cloud or a server, so that nobody attaches files by hand."),
        no_args_is_help=True,
    )

    @app.command("set", help=_("Share a folder with a partner at this computer; without a folder: no more."))
    def set_folder(
        partner: Annotated[str, typer.Argument(help=_("Name or id of the partner."))],
        folder: Annotated[Path | None, typer.Argument(help=_("Folder that both can read and write."))] = None,
    ) -> None:
        from datapact.cli.network.shared_folder import share_folder

        share_folder(partner, folder)

    @app.command(help=_("Lay there what partners with a shared folder were not sent yet, of all offered agreements."))
    def put() -> None:
        from datapact.cli.network.shared_folder import put_files

        put_files()

    @app.command(help=_("Show what lies there: what is new, what is left alone, and why. Nothing is taken in."))
    def look() -> None:
        from datapact.cli.network.shared_folder import look_at_folders

        look_at_folders()

    @app.command(help=_("Take in what is new there. The files stay where they are."))
    def take() -> None:
        from datapact.cli.network.shared_folder import take_files

        take_files()

    return app
