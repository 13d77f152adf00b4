"""datapact consent: import, record, withdraw, status, events, receipt, proof, notices, pseudonyms."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _
from datapact.cli.kit.moments import WrittenMoment, read_day, read_moment
from datapact.cli.kit.new_option import NEW


def make_app() -> typer.Typer:
    """The commands with help in the current language."""
    app = typer.Typer(
        help=_("Consents of people, by pseudonym: importing, recording, withdrawing, looking up."), no_args_is_help=True
    )
    output = Annotated[Path, typer.Option("--output", "-o", help=_("File to write."))]
    dataset_ = Annotated[str | None, typer.Option("--dataset", help=_("Id of the dataset."))]
    purpose_ = Annotated[str | None, typer.Option("--purpose", help=_("Purpose: DPV term (dpv:…) or key."))]
    controller_ = Annotated[
        str | None, typer.Option("--controller", help=_("Controller: name or id; by default your own organisation."))
    ]
    on_ = Annotated[
        WrittenMoment | None, typer.Option("--on", parser=read_moment, help=_("Day, 2026-12-31; by default now."))
    ]
    known_ = Annotated[
        WrittenMoment | None, typer.Option("--known-at", parser=read_moment, help=_("As known on this day."))
    ]
    subject_ = Annotated[str, typer.Option("--subject", help=_("Pseudonym of the person."))]
    at_ = Annotated[
        WrittenMoment | None, typer.Option("--at", parser=read_moment, help=_("When it happened; by default now."))
    ]
    received_ = Annotated[
        WrittenMoment | None,
        typer.Option(
            "--received",
            parser=read_moment,
            help=_("Day on which it reached you, from which the law counts; by default the day of the record."),
        ),
    ]
    more_ = Annotated[list[str] | None, typer.Option("--more", help=_("Further field: name=text. May be repeated."))]

    @app.command("import", help=_("Import consents from a CSV or XLSX file: all of it, or nothing."))
    def import_(
        file: Annotated[Path, typer.Argument(help=_("CSV or XLSX file."))],
        dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only report what would happen."))] = False,
        preview: Annotated[bool, typer.Option("--preview", help=_("Only show columns and first rows."))] = False,
        column: Annotated[
            list[str] | None,
            typer.Option("--column", help=_("Heading=field: what a column is read as; Heading= leaves it out.")),
        ] = None,
        set_: Annotated[
            list[str] | None, typer.Option("--set", help=_("field=value for all lines, as controller=self."))
        ] = None,
        date_order: Annotated[
            str | None, typer.Option("--date-order", help=_("dmy or mdy, for dates with slashes."))
        ] = None,
        encoding: Annotated[str | None, typer.Option("--encoding", help=_("utf-8, utf-16 or cp1252."))] = None,
        sheet: Annotated[str | None, typer.Option("--sheet", help=_("Sheet of the XLSX file."))] = None,
        pseudonymise: Annotated[
            Path | None,
            typer.Option(
                "--pseudonymise",
                help=_(
                    "Make pseudonyms of the people and write who is who into this CSV file, for a trusted third party."
                ),
            ),
        ] = None,
        report: Annotated[
            Path | None, typer.Option("--report", help=_("Write the lines that cannot be taken into this CSV file."))
        ] = None,
        as_written: Annotated[
            bool,
            typer.Option(
                "--as-written",
                help=_("Pseudonyms that differ from others only in case, width or blanks are different people."),
            ),
        ] = False,
        aside: Annotated[
            Path | None,
            typer.Option(
                "--aside",
                help=_(
                    "Import the other lines where some cannot be taken, and write those into this CSV file to be mended;"
                    " answers about their dataset are incomplete until then."
                ),
            ),
        ] = None,
        mends: Annotated[
            str, typer.Option("--mends", help=_("Entry of the import whose lines left aside this file brings."))
        ] = "",
        fewer: Annotated[
            str, typer.Option("--fewer", help=_("Why the file has fewer lines than were left aside."))
        ] = "",
        read_as: Annotated[
            list[str] | None,
            typer.Option(
                "--read-as",
                help=_(
                    "text=name: a dataset or purpose of the file that no agreement has, as one that an agreement has."
                ),
            ),
        ] = None,
    ) -> None:
        from datapact.cli.actions.consent import import_consents

        import_consents(
            file,
            dry_run=dry_run,
            only_look=preview,
            columns=column or [],
            constants=set_ or [],
            date_order=date_order,
            encoding=encoding,
            sheet=sheet,
            pseudonymise=pseudonymise,
            report_file=report,
            as_written=as_written,
            aside=aside,
            mends=mends,
            fewer=fewer,
            read_as=read_as or [],
        )

    @app.command(help=_("List imports whose lines were left aside and are not mended yet."))
    def aside() -> None:
        from datapact.cli.actions.consent import list_aside

        list_aside()

    @app.command(help=_("Record that lines left aside by an import need not be imported."))
    def mended(
        entry: Annotated[str, typer.Argument(help=_("Entry of the import, or its beginning."))],
        reason: Annotated[str, typer.Option("--reason", help=_("Why; it is signed and stays."))],
    ) -> None:
        from datapact.cli.actions.consent import settle_one

        settle_one(entry, reason)

    @app.command(help=_("Record one consent, as from a paper form."))
    def record(
        subject: subject_,
        dataset: Annotated[str, typer.Option("--dataset", help=_("Id of the dataset."))],
        purpose: Annotated[str, typer.Option("--purpose", help=_("Purpose: DPV term (dpv:…) or key."))],
        controller: controller_ = None,
        state: Annotated[str, typer.Option("--state", help=_("given, renewed, refused, requested …"))] = "given",
        at: at_ = None,
        until: Annotated[
            WrittenMoment | None,
            typer.Option("--until", parser=read_moment, help=_("Last day or moment that it holds.")),
        ] = None,
        notice: Annotated[str, typer.Option("--notice", help=_("Key of the notice."))] = "",
        notice_version: Annotated[str, typer.Option("--notice-version", help=_("Version of the notice."))] = "",
        explicit: Annotated[bool, typer.Option("--explicit", help=_("It was explicit."))] = False,
        guardian: Annotated[
            str, typer.Option("--guardian", help=_("Pseudonym of the parent or guardian who consented."))
        ] = "",
        age_threshold: Annotated[
            str, typer.Option("--age-threshold", help=_("Age below which parents must consent."))
        ] = "",
        evidence: Annotated[
            Path | None, typer.Option("--evidence", help=_("The signed form as PDF; it is kept in the vault."))
        ] = None,
        more: more_ = None,
        another: Annotated[
            bool,
            typer.Option("--another-person", help=_("It is another person than the one who is spelled like this.")),
        ] = False,
        received: received_ = None,
        new: Annotated[bool, typer.Option("--new", help=_(NEW))] = False,
    ) -> None:
        from datapact.cli.actions.consent import record_one

        record_one(
            subject,
            dataset,
            purpose,
            controller or "",
            state,
            at=at,
            until=until,
            notice=notice,
            notice_version=notice_version,
            explicit=explicit,
            guardian=guardian,
            age_threshold=age_threshold,
            evidence=evidence,
            more=more or [],
            another=another,
            received=received,
            new=new,
        )

    @app.command(help=_("Record that a person withdrew consent."))
    def withdraw(
        subject: subject_,
        dataset: dataset_ = None,
        purpose: purpose_ = None,
        controller: controller_ = None,
        at: at_ = None,
        more: more_ = None,
        received: received_ = None,
    ) -> None:
        from datapact.cli.actions.consent import withdraw_consent

        withdraw_consent(subject, dataset, purpose, controller, at, more or [], received)

    @app.command(
        "object-marketing",
        help=_("Record that a person objected to all direct marketing of a controller, in all its data."),
    )
    def object_marketing(
        subject: subject_,
        controller: controller_ = None,
        at: at_ = None,
        evidence: Annotated[
            str, typer.Option("--evidence", help=_("How it was declared, or a file number; no name."))
        ] = "",
        received: received_ = None,
    ) -> None:
        from datapact.cli.actions.consent import object_to_marketing

        object_to_marketing(subject, controller, at, evidence, received)

    @app.command(help=_("Show how consents stand: of one person, or counted."))
    def status(
        subject: Annotated[str | None, typer.Option("--subject", help=_("Pseudonym of the person."))] = None,
        dataset: dataset_ = None,
        purpose: purpose_ = None,
        controller: controller_ = None,
        on: on_ = None,
        known_at: known_ = None,
    ) -> None:
        from datapact.cli.actions.consent import show_status

        show_status(subject, dataset, purpose, controller, on, known_at)

    @app.command(help=_("List recorded events in the order of recording."))
    def events(
        subject: Annotated[str | None, typer.Option("--subject", help=_("Pseudonym of the person."))] = None,
        dataset: dataset_ = None,
        purpose: purpose_ = None,
        controller: controller_ = None,
        known_at: known_ = None,
        limit: Annotated[int, typer.Option("--limit", min=1, max=1_000_000, help=_("How many at most."))] = 100,
        after: Annotated[int, typer.Option("--after", min=0, max=2**53, help=_("Number of the last one seen."))] = 0,
    ) -> None:
        from datapact.cli.actions.consent import list_events

        list_events(subject, dataset, purpose, controller, known_at, limit, after)

    event_ = Annotated[str, typer.Argument(help=_("Id of the event."))]

    @app.command(help=_("Write a receipt of an event for the person, as PDF or JSON."))
    def receipt(
        event: event_,
        output: output,
        form: Annotated[str, typer.Option("--format", help=_("pdf or json."))] = "pdf",
    ) -> None:
        from datapact.cli.actions.consent import write_receipt

        write_receipt(event, output, form)

    @app.command(help=_("Write the proof that an event is in a signed batch, as JSON."))
    def proof(event: event_, output: output) -> None:
        from datapact.cli.actions.consent import write_proof_of

        write_proof_of(event, output)

    _add_notices(app)
    _add_pseudonyms(app)
    return app


def _add_notices(parent: typer.Typer) -> None:
    app = typer.Typer(help=_("Notices: what people are told, version by version."), no_args_is_help=True)
    key_ = Annotated[str, typer.Argument(help=_("Key of the notice."))]
    version_ = Annotated[str, typer.Argument(help=_("Version."))]

    @app.command(help=_("Record a version of a notice from a TOML file."))
    def add(file: Annotated[Path, typer.Argument(help=_("TOML file."))]) -> None:
        from datapact.cli.actions.compliance_records import add_notice

        add_notice(file)

    @app.command("list", help=_("List the notices with their versions."))
    def list_() -> None:
        from datapact.cli.actions.compliance_records import list_notices

        list_notices()

    @app.command(help=_("Show one version of a notice."))
    def show(key: key_, version: version_) -> None:
        from datapact.cli.actions.compliance_records import show_notice

        show_notice(key, version)

    @app.command(help=_("Record that a version is not valid from a day on."))
    def invalidate(
        key: key_,
        version: version_,
        day: Annotated[date, typer.Option("--from", parser=read_day, help=_("First day on which it is not valid."))],
        reason: Annotated[str, typer.Option("--reason", help=_("Why."))],
    ) -> None:
        from datapact.cli.actions.compliance_records import invalidate

        invalidate(key, version, day, reason)

    parent.add_typer(app, name="notice")


def _add_pseudonyms(parent: typer.Typer) -> None:
    app = typer.Typer(help=_("Keyed pseudonyms for recipients."), no_args_is_help=True)
    dataset_ = Annotated[str, typer.Option("--dataset", help=_("Id of the dataset."))]
    to_ = Annotated[
        str | None, typer.Option("--to", help=_("The recipient; without it, pseudonyms in your own records."))
    ]

    @app.command(help=_("Write our pseudonyms and the recipient's as CSV, for a trusted third party."))
    def export(
        dataset: dataset_,
        to: Annotated[str, typer.Option("--to", help=_("The recipient."))],
        output: Annotated[Path, typer.Option("--output", "-o", help=_("File to write."))],
    ) -> None:
        from datapact.cli.actions.consent import export_mapping

        export_mapping(dataset, to, output)

    @app.command(help=_("Forget the key of pseudonyms for good."))
    def forget(dataset: dataset_, to: to_ = None) -> None:
        from datapact.cli.actions.consent import forget

        forget(dataset, to)

    parent.add_typer(app, name="pseudonyms")
