"""datapact breach: the facts, whom to notify until when, and the steps done."""

from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import _
from datapact.cli.kit.moments import WrittenMoment, read_moment_if_any, read_time_if_any
from datapact.cli.kit.new_option import NEW


def make_app() -> typer.Typer:
    """datapact breach: record, show, list, done, notice."""
    app = typer.Typer(help=_("Personal data breaches and security incidents."), no_args_is_help=True)
    which = Annotated[str, typer.Argument(help=_("Key of the breach, or its beginning."))]
    several = Annotated[list[str] | None, typer.Option("--agreement", help=_("Agreement concerned; several times."))]

    @app.command(help=_("Record a breach, or with --key what has become known since; prints the plan."))
    def record(
        title: Annotated[str, typer.Option("--title", help=_("A line that names it."))] = "",
        aware: Annotated[
            WrittenMoment | None,
            typer.Option("--aware", parser=read_time_if_any, help=_("When you became aware: 2026-11-24 14:20.")),
        ] = None,
        key: Annotated[str, typer.Option("--key", help=_("Key of a breach that is recorded already."))] = "",
        what: Annotated[str, typer.Option("--what", help=_("What happened."))] = "",
        occurred: Annotated[
            WrittenMoment | None,
            typer.Option(
                "--occurred",
                parser=read_moment_if_any,
                help=_("When it happened; the day alone where no more is known."),
            ),
        ] = None,
        role: Annotated[str, typer.Option("--role", help=_("controller, joint_controller or processor."))] = "",
        risk: Annotated[str, typer.Option("--risk", help=_("unknown, none, risk or high."))] = "",
        dataset: Annotated[
            list[str] | None, typer.Option("--dataset", help=_("Dataset concerned; several times."))
        ] = None,
        agreement: several = None,
        people: Annotated[int | None, typer.Option("--people", min=0, help=_("How many people, about."))] = None,
        records: Annotated[int | None, typer.Option("--records", min=0, help=_("How many records, about."))] = None,
        categories: Annotated[str, typer.Option("--categories", help=_("Categories of people and data."))] = "",
        consequences: Annotated[str, typer.Option("--consequences", help=_("Likely consequences."))] = "",
        measures: Annotated[str, typer.Option("--measures", help=_("Measures taken and proposed."))] = "",
        authority: Annotated[str, typer.Option("--authority", help=_("Competent supervisory authority."))] = "",
        contact: Annotated[str, typer.Option("--contact", help=_("Who answers questions."))] = "",
        regime: Annotated[
            list[str] | None,
            typer.Option(
                "--regime",
                help=_(
                    "Also applies; several times: nis2, nis2_recipients, cra_vulnerability, cra_incident, dora, "
                    "social_data, telecom, ai_provider or ai_deployer (with ai_death, ai_widespread), trade_secrets, "
                    "data_act, insurer."
                ),
            ),
        ] = None,
        fixed: Annotated[
            WrittenMoment | None,
            typer.Option("--fixed", parser=read_time_if_any, help=_("When a corrective measure was available.")),
        ] = None,
        classified: Annotated[
            WrittenMoment | None,
            typer.Option("--classified", parser=read_time_if_any, help=_("DORA: when it was classified as major.")),
        ] = None,
        at_partner: Annotated[
            str, typer.Option("--at-partner", help=_("Partner at which it happened and that told you."))
        ] = "",
        told: Annotated[
            WrittenMoment | None,
            typer.Option("--told", parser=read_time_if_any, help=_("When the partner told you.")),
        ] = None,
        partner_aware: Annotated[
            WrittenMoment | None,
            typer.Option(
                "--partner-aware",
                parser=read_moment_if_any,
                help=_("When the partner became aware, as it says; the day alone where no more is known."),
            ),
        ] = None,
        told_by: Annotated[
            str, typer.Option("--told-by", help=_("Who told you there, and how: name, by telephone or e-mail."))
        ] = "",
        note: Annotated[str, typer.Option("--note", help=_("Remark; for a late notification the reasons."))] = "",
        new: Annotated[bool, typer.Option("--new", help=_(NEW))] = False,
    ) -> None:
        from datapact.cli.actions.breaches import record as action

        texts = {
            "title": title,
            "what": what,
            "role": role,
            "risk": risk,
            "categories": categories,
            "consequences": consequences,
            "measures": measures,
            "authority": authority,
            "contact": contact,
            "note": note,
            "at_partner": at_partner,
            "told_by": told_by,
        }
        times = {"aware": aware, "occurred": occurred, "measure_available": fixed, "classified": classified}
        times |= {"told": told, "partner_aware": partner_aware}
        lists = {"datasets": dataset or [], "agreements": agreement or [], "regimes": regime or []}
        action(key, texts, times, lists, {"people": people, "records": records}, new=new)

    @app.command(help=_("Show a breach: whom to tell until when, and what was done."))
    def show(breach: which) -> None:
        from datapact.cli.actions.breaches import show_one

        show_one(breach)

    @app.command("list", help=_("List all breaches."))
    def list_() -> None:
        from datapact.cli.actions.breaches import list_all

        list_all()

    @app.command(help=_("Record that a step was taken, or why it is not needed."))
    def done(
        breach: which,
        step: Annotated[str, typer.Argument(help=_("Id of the step, as datapact breach show prints it."))],
        at: Annotated[
            WrittenMoment | None, typer.Option("--at", parser=read_time_if_any, help=_("When; now by default."))
        ] = None,
        reference: Annotated[str, typer.Option("--reference", help=_("Where the evidence is."))] = "",
        file: Annotated[Path | None, typer.Option("--file", help=_("Evidence to keep in the vault."))] = None,
        not_needed: Annotated[str, typer.Option("--not-needed", help=_("Why the step is not needed."))] = "",
    ) -> None:
        from datapact.cli.actions.breaches import record_step

        record_step(breach, step, at, reference, file, not_needed)

    @app.command(help=_("Write the notification for one step as a PDF."))
    def notice(
        breach: which,
        step: Annotated[str, typer.Argument(help=_("Id of the step, as datapact breach show prints it."))],
        output: Annotated[Path, typer.Option("--output", "-o", help=_("File to write."))],
        language: Annotated[
            str, typer.Option("--language", help=_("de or en; by default that of whom it goes to."))
        ] = "",
    ) -> None:
        from datapact.cli.actions.breaches import write_notice

        write_notice(breach, step, output, language)

    return app
