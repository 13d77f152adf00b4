"""datapact paper: the Word file or PDF of another house, read in, searched, weighed and taken term by term."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _


def make_app() -> typer.Typer:
    """The commands under ``datapact paper``."""
    app = typer.Typer(
        help=_("Paper of another house: read in a Word file or PDF, see its terms and gaps, take terms one by one."),
        no_args_is_help=True,
    )
    which = Annotated[str, typer.Argument(help=_("Id or number of the agreement."))]

    @app.command(
        "import", help=_("Read in a Word file or PDF of another house as an agreement, or beside one that is here.")
    )
    def import_(
        file: Annotated[Path | None, typer.Argument(help=_("File to read (.docx or .pdf)."))] = None,
        agreement: Annotated[
            str,
            typer.Option(
                "--agreement",
                help=_("Agreement to put it beside; without FILE, read the file that is kept with its record."),
            ),
        ] = "",
        title: Annotated[str, typer.Option("--title", help=_("Title; by default what the file seems to say."))] = "",
        partner: Annotated[
            list[str] | None, typer.Option("--partner", help=_("Name of the other party; several times."))
        ] = None,
        kind: Annotated[str, typer.Option("--kind", help=_("Template that it is most like, such as processing."))] = "",
        recognise: Annotated[
            bool, typer.Option("--recognise", help=_("Have the words of scanned pages recognised by Tesseract."))
        ] = False,
    ) -> None:
        from datapact.cli.actions.paper import read_in

        read_in(file, agreement, title, partner or [], kind, recognise=recognise)

    @app.command(help=_("Show the text by paragraphs with their places, or those that have words."))
    def show(agreement: which, find: Annotated[str, typer.Option("--find", help=_("Words to look for."))] = "") -> None:
        from datapact.cli.actions.paper import show_text

        show_text(agreement, find)

    @app.command(help=_("List the terms that the paper seems to have; take or refuse them one by one."))
    def terms(
        agreement: which,
        take: Annotated[
            list[str] | None, typer.Option("--take", help=_("Id of a term to take; several times."))
        ] = None,
        refuse: Annotated[
            list[str] | None, typer.Option("--refuse", help=_("Id of a term not to take; several times."))
        ] = None,
        note: Annotated[str, typer.Option("--note", help=_("Remark."))] = "",
    ) -> None:
        from datapact.cli.actions.paper import terms_of

        terms_of(agreement, take or [], refuse or [], note)

    @app.command(help=_("Report which requirements its words seem to meet, with their places, and which not."))
    def gaps(
        agreement: which,
        about: Annotated[
            list[str] | None,
            typer.Option(
                "--about",
                help=_("processing, joint, data_act or secrecy; several times. By default what the paper seems to be."),
            ),
        ] = None,
        output: Annotated[Path | None, typer.Option("--output", "-o", help=_("File to write (.pdf)."))] = None,
        confirm: Annotated[
            str, typer.Option("--confirm", help=_("Id of a line that you have read (legal members)."))
        ] = "",
        says: Annotated[
            str,
            typer.Option(
                "--says",
                help=_(
                    "What you found: met, not_met or not_needed; of words to stop at: accepted, to_change or not_so."
                ),
            ),
        ] = "",
        note: Annotated[str, typer.Option("--note", help=_("Remark."))] = "",
    ) -> None:
        from datapact.cli.actions.paper import report_gaps

        report_gaps(agreement, about or [], output, confirm, says, note)

    @app.command(help=_("List for each paragraph the closest clause of the library, and why."))
    def clauses(agreement: which) -> None:
        from datapact.cli.actions.paper import closest

        closest(agreement)

    return app
