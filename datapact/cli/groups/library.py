"""datapact library: list, show, approve, take-back, retire, import, export, insert, playbook."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _


def make_app() -> typer.Typer:
    """The commands with help in the current language."""
    app = typer.Typer(
        help=_("The house's own clauses and its playbook; they stay in the vault but for their own export."),
        no_args_is_help=True,
    )
    which = Annotated[str, typer.Argument(help=_("Id of the clause or key of the position."))]
    note = Annotated[str, typer.Option("--note", help=_("Why, for colleagues."))]
    digest = Annotated[
        str, typer.Option("--digest", help=_("Beginning of the version's digest; by default the newest."))
    ]

    @app.command("list", help=_("List own clauses and positions of the playbook."))
    def list_() -> None:
        from datapact.cli.actions.library import list_library

        list_library()

    @app.command(help=_("Show a clause or a position with its versions and approvals."))
    def show(item: which) -> None:
        from datapact.cli.actions.library import show_item

        show_item(item)

    @app.command(
        help=_(
            "Approve exactly one version of a clause (a legal member; whoever wrote it only where nobody else has that role)."
        )
    )
    def approve(item: which, digest: digest = "", note: note = "") -> None:
        from datapact.cli.actions.library import approve_item

        approve_item(item, digest, note)

    @app.command("take-back", help=_("Take your approval of a version back."))
    def take_back(item: which, digest: digest = "", note: note = "") -> None:
        from datapact.cli.actions.library import take_back_item

        take_back_item(item, digest, note)

    @app.command(help=_("Retire a clause or position; its history stays."))
    def retire(item: which, note: note = "") -> None:
        from datapact.cli.actions.library import retire_item

        retire_item(item, note)

    @app.command("import", help=_("Take clauses and positions of a library file in, as new versions without approval."))
    def import_(
        file: Annotated[Path, typer.Argument(help=_("The .dplib file."))],
        look: Annotated[bool, typer.Option("--look", help=_("Only say what would change."))] = False,
    ) -> None:
        from datapact.cli.actions.library import import_file

        import_file(file, look=look)

    @app.command(
        help=_(
            "Take in DataPact's alternatives for clauses negotiated most, balanced and for each side, as own clauses without"
            " approval; only where the house has none yet."
        )
    )
    def offered(look: Annotated[bool, typer.Option("--look", help=_("Only say what would change."))] = False) -> None:
        from datapact.cli.actions.library import take_offered

        take_offered(look=look)

    @app.command(help=_("Write the library, or some of it, into a file; it names no members and carries no approvals."))
    def export(
        output: Annotated[Path, typer.Option("--output", "-o", help=_("File to write (.dplib)."))],
        item: Annotated[
            list[str] | None,
            typer.Option(
                "--item", help=_("Id of a clause or key of a position; repeat for several. None: everything.")
            ),
        ] = None,
    ) -> None:
        from datapact.cli.actions.library import export_file

        export_file(output, item or [])

    @app.command(
        help=_(
            "Take in a text of the Commission's standard clauses to compare with, or list those on file; it proves nothing."
        )
    )
    def official(
        decision: Annotated[str, typer.Argument(help=_("2021/914 or 2021/915; empty: both."))] = "",
        file: Annotated[Path | None, typer.Argument(help=_("Word file or PDF, German or English."))] = None,
    ) -> None:
        from datapact.cli.negotiation.standards import read_official

        read_official(decision, file)

    @app.command(help=_("Put an approved clause into a draft, in place of the clause that it replaces."))
    def insert(
        agreement: Annotated[str, typer.Argument(help=_("Id or number of the agreement."))],
        item: which,
        alternative: Annotated[
            str, typer.Option("--alternative", help=_("Key of the alternative; by default the first."))
        ] = "",
    ) -> None:
        from datapact.cli.actions.library import insert_clause

        insert_clause(agreement, item, alternative)

    @app.command(help=_("In which agreements a clause of the house stands."))
    def used(item: which) -> None:
        from datapact.cli.actions.library import show_uses

        show_uses(item)

    agreement_ = Annotated[str, typer.Argument(help=_("Id or number of the agreement."))]

    @app.command(
        "template-from", help=_("Make a template of the house from an agreement; what differs becomes own clauses.")
    )
    def template_from(
        agreement: agreement_,
        name: Annotated[str, typer.Option("--name", help=_("Name of the template."))],
        summary: Annotated[str, typer.Option("--summary", help=_("When to use it."))] = "",
    ) -> None:
        from datapact.cli.actions.library import template_from as make

        make(agreement, name, summary)

    @app.command(help=_("Draft with a template of the house or of DataPact; also for others, with client and matter."))
    def draft(
        item: Annotated[str, typer.Argument(help=_("Id of the template."))],
        answers: Annotated[Path, typer.Option("--answers", help=_("Answers file (TOML)."))],
        party: Annotated[
            list[str] | None,
            typer.Option("--party", help=_("PARTY=ID: which organisation a party is; repeat for several.")),
        ] = None,
        client: Annotated[str, typer.Option("--client", help=_("For whom it is drafted; stays in this vault."))] = "",
        matter: Annotated[str, typer.Option("--matter", help=_("Reference of the matter; stays in this vault."))] = "",
        for_others: Annotated[
            bool, typer.Option("--for-others", help=_("Your own organisation need not be a party."))
        ] = False,
    ) -> None:
        from datapact.cli.actions.library import draft as make

        make(item, answers, party or [], client, matter, for_others=for_others)

    @app.command(help=_("Draft the same again under a new number."))
    def duplicate(agreement: agreement_) -> None:
        from datapact.cli.actions.library import duplicate_agreement

        duplicate_agreement(agreement)

    @app.command(help=_("Show or set client and matter of an agreement; they stay in this vault."))
    def matter(
        agreement: agreement_,
        client: Annotated[str | None, typer.Option("--client", help=_("For whom it is drafted."))] = None,
        reference: Annotated[str | None, typer.Option("--matter", help=_("Reference of the matter."))] = None,
    ) -> None:
        from datapact.cli.actions.library import show_matter

        show_matter(agreement, client, reference)

    @app.command(help=_("Which clauses deviate from the template: changed, deleted, added."))
    def deviations(agreement: agreement_) -> None:
        from datapact.cli.actions.library import show_deviations

        show_deviations(agreement)

    @app.command(help=_("Write the signing memo: what, with whom, risk, deviations, approvals; internal, as PDF."))
    def memo(
        agreement: agreement_,
        output: Annotated[Path, typer.Option("--output", "-o", help=_("File to write (.pdf)."))],
    ) -> None:
        from datapact.cli.actions.library import write_memo

        write_memo(agreement, output)

    @app.command("open-points", help=_("Write the list of open points; internal, as PDF or Word file by its ending."))
    def open_points(
        agreement: agreement_,
        output: Annotated[Path, typer.Option("--output", "-o", help=_("File to write (.pdf or .docx)."))],
    ) -> None:
        from datapact.cli.actions.library import write_open_points

        write_open_points(agreement, output)

    @app.command(help=_("How the text of an agreement stands against the playbook, and who may concede what."))
    def playbook(agreement: Annotated[str, typer.Argument(help=_("Id or number of the agreement."))]) -> None:
        from datapact.cli.actions.library import show_playbook

        show_playbook(agreement)

    return app
