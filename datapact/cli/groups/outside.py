"""datapact agreement packet, answered, return: the steps with a party that has no DataPact."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _
from datapact.cli.kit.moments import read_day_if_any


def add_outside_commands(app: typer.Typer) -> None:
    """Add the commands to ``datapact agreement``."""
    which = Annotated[str, typer.Argument(help=_("Id or number of the agreement."))]
    day = Annotated[
        date | None, typer.Option("--on", parser=read_day_if_any, help=_("Day, YYYY-MM-DD; today by default."))
    ]
    by_your_word = Annotated[
        bool,
        typer.Option(
            "--by-word",
            help=_(
                "You know that a signature is the person's although the party's card certifies another key: it counts by your word."
            ),
        ),
    ]
    read_first = Annotated[
        bool,
        typer.Option(
            "--remarks-read",
            help=_(
                "You have read what is unsure about who signed, such as an issuer whom nobody here knows, and know that it is the right"
                " person. Without a terminal nothing of that kind is recorded unless you say so."
            ),
        ),
    ]
    way = Annotated[str, typer.Option("--way", help=_("email, letter, handed_over, meeting or other."))]

    @app.command(
        help=_(
            "Write the PDF for parties without DataPact, and record that it goes out. Once the text is fixed for signature,"
            " two pages beside it say how to sign, in German and English."
        )
    )
    def packet(
        agreement: which,
        output: Annotated[Path, typer.Option("--output", "-o", help=_("File to write (.pdf)."))],
        way: way = "email",
        on: day = None,
        note: Annotated[str, typer.Option("--note", help=_("Remark."))] = "",
        sent: Annotated[
            bool,
            typer.Option(
                "--sent", help=_("You send it now, or sent it --on that day: record it. Else: datapact sent.")
            ),
        ] = False,
    ) -> None:
        from datapact.cli.network.outside import write_packet

        write_packet(agreement, output, way, on, note, sent=sent)

    @app.command(help=_("Record a party's reply that came by e-mail or on paper, with its evidence (legal members)."))
    def answered(
        agreement: which,
        party: Annotated[str, typer.Option("--party", help=_("Name of the party, as the text has it."))],
        answer: Annotated[str, typer.Option("--answer", help=_("accepted, changes or refused."))],
        way: way = "email",
        on: day = None,
        remark: Annotated[str, typer.Option("--remark", help=_("Where the reply is kept, or who took it down."))] = "",
        file: Annotated[
            list[Path] | None, typer.Option("--file", help=_("E-mail, letter or scan; several times."))
        ] = None,
    ) -> None:
        from datapact.cli.network.outside import record_one

        record_one(agreement, party, answer, way, on, remark, file or [])

    @app.command(
        "take-part",
        help=_(
            "Take part in a signing that another house leads, because not everybody signs in DataPact: keep a record of its packet,"
            " then sign it here, and bring back what others signed (legal members)."
        ),
    )
    def take_part(
        file: Annotated[Path, typer.Argument(help=_("The PDF that the other house wrote for signature."))],
        copies: Annotated[
            str, typer.Option("--copies", help=_("chain or counterparts, where the packet does not say."))
        ] = "",
        elsewhere: Annotated[
            list[str] | None,
            typer.Option("--elsewhere", help=_("A person of your house who signs in another program; several times.")),
        ] = None,
        by_word: by_your_word = False,
        remarks_read: read_first = False,
    ) -> None:
        from datapact.cli.network.brought_back import take_part_in

        take_part_in(file, copies, elsewhere or (), by_word=by_word, remarks_read=remarks_read)

    @app.command(
        "take-out",
        help=_(
            "Take a text that is agreed in DataPact out of it, because somebody signs on paper or in another program: it goes on"
            " as an agreement of its own, and the negotiation ends (legal members)."
        ),
    )
    def take_out(agreement: which, on: day = None) -> None:
        from datapact.cli.network.brought_back import take_out_of_here

        take_out_of_here(agreement, on)

    @app.command(
        "brought-back",
        help=_(
            "Judge a signed file that came back, and record it. A signed PDF is checked; anything else counts by your word,"
            " with --evidence and --slot (legal members)."
        ),
    )
    def brought_back(
        agreement: which,
        file: Annotated[list[Path] | None, typer.Option("--file", help=_("Signed PDF or scan; several times."))] = None,
        slot: Annotated[
            list[str] | None,
            typer.Option("--slot", help=_("Whose signature it shows: number of the place, or name; several times.")),
        ] = None,
        evidence: Annotated[
            str, typer.Option("--evidence", help=_("other_service, paper_scan or reference_only."))
        ] = "",
        on: day = None,
        remark: Annotated[str, typer.Option("--remark", help=_("Where the original is kept."))] = "",
        look: Annotated[bool, typer.Option("--look", help=_("Only judge; record nothing."))] = False,
        by_word: by_your_word = False,
        remarks_read: read_first = False,
    ) -> None:
        from datapact.cli.network.brought_back import bring_back_files, look_at_files

        if look:
            look_at_files(agreement, file or [])
        else:
            bring_back_files(
                agreement, file or [], slot or [], evidence, on, remark, by_word=by_word, remarks_read=remarks_read
            )

    @app.command("return", help=_("Record the contract that everybody signed elsewhere, with its evidence."))
    def return_(
        files: Annotated[list[Path], typer.Argument(help=_("Signed PDF or scan; several."))],
        agreement: Annotated[str, typer.Option("--agreement", help=_("Id or number of the agreement."))] = "",
        evidence: Annotated[
            str, typer.Option("--evidence", help=_("Class of the evidence, as datapact agreement register has it."))
        ] = "paper_scan",
        on: day = None,
        remark: Annotated[str, typer.Option("--remark", help=_("Where the original is kept."))] = "",
    ) -> None:
        from datapact.cli.network.outside import record_return

        record_return(agreement, files, evidence, on, remark)
