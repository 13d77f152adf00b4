"""datapact may-share, and the records that it rests on: authorisation, legal-basis, fact, agreed-purpose."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from datapact.base.texts import N_, _
from datapact.cli.kit.moments import read_day
from datapact.cli.kit.new_option import NEW

ACTIONS_SAID = "share, remote_access, derive, link, publish, train, fine_tune, test, license_model"
OUTCOME_HELP = N_("What came of it, as read: carries, conditions or against. Not answered is not yes.")
"""The actions that a question can name; a test compares them with those of the decision."""


def add_to(app: typer.Typer) -> None:
    """Add the commands with help in the current language."""
    _add_may_share(app)
    _add_matrix(app)
    app.add_typer(_authorisations(), name="authorisation")
    app.add_typer(_legal_bases(), name="legal-basis")
    app.add_typer(_facts(), name="fact")
    app.add_typer(_agreed_purposes(), name="agreed-purpose")


def _add_may_share(app: typer.Typer) -> None:
    @app.command("may-share", help=_("May we share a dataset with a partner for a purpose? Exit code 0 for yes alone."))
    def may_share(
        dataset: Annotated[str, typer.Option("--dataset", help=_("Key of the dataset in the agreements."))],
        partner: Annotated[str, typer.Option("--to", help=_("Name of the partner, or the beginning of its id."))],
        purpose: Annotated[
            str, typer.Option("--purpose", help=_("Agreed purpose as NUMBER/KEY, or its key or term (dpv:NAME)."))
        ],
        on: Annotated[
            date | None, typer.Option("--on", parser=read_day, help=_("Asked about this day; today: now."))
        ] = None,
        known_at: Annotated[
            date | None,
            typer.Option("--known-at", parser=read_day, help=_("Only what was on file at the end of this day.")),
        ] = None,
        action: Annotated[
            str, typer.Option("--action", help=_("What is done with it: {actions}.", actions=ACTIONS_SAID))
        ] = "share",
        place: Annotated[str, typer.Option("--place", help=_("Country of the data at the partner, such as US."))] = "",
        subjects: Annotated[
            Path | None,
            typer.Option("--subjects", help=_("File (CSV) to write with the people whom the answer counts.")),
        ] = None,
        use: Annotated[bool, typer.Option("--use", help=_("Record the answer as one that is relied on."))] = False,
        what_if: Annotated[
            list[str] | None,
            typer.Option(
                "--what-if", help=_("Suppose agreement=NUMBER, notice=KEY/VERSION, adequacy=COUNTRY or on=DATE.")
            ),
        ] = None,
    ) -> None:
        from datapact.cli.actions.decisions import answer_question
        from datapact.consent.matrix.question_form import QuestionForm

        asked = QuestionForm(dataset, partner, purpose, action, place, on, known_at)
        answer_question(asked, subjects, tuple(what_if or ()), use=use)


def _add_matrix(app: typer.Typer) -> None:
    @app.command("sharing-matrix", help=_("All datasets, partners and purposes of the agreements, with their answers."))
    def sharing_matrix(
        on: Annotated[date | None, typer.Option("--on", parser=read_day, help=_("As at this day."))] = None,
        what_if: Annotated[
            list[str] | None,
            typer.Option(
                "--what-if", help=_("Suppose agreement=NUMBER, notice=KEY/VERSION, adequacy=COUNTRY or on=DATE.")
            ),
        ] = None,
    ) -> None:
        from datapact.cli.actions.decisions import show_changes, show_matrix

        if what_if:
            show_changes(on, tuple(what_if))
        else:
            show_matrix(on)

    @app.command("decision", help=_("Give an answer that was used again, and say whether it is the same."))
    def decision(entry: Annotated[str, typer.Argument(help=_("Entry of the answer."))]) -> None:
        from datapact.cli.actions.decisions import give_again

        give_again(entry)


def _authorisations() -> typer.Typer:
    app = typer.Typer(
        help=_("Permissions other than consent: users' contracts and requests, permissions of data holders."),
        no_args_is_help=True,
    )

    @app.command(help=_("Put an authorisation on file; prints its key."))
    def add(
        dataset: Annotated[str, typer.Option("--dataset", help=_("Key of the dataset."))],
        sort: Annotated[str, typer.Option("--sort", help=_("user_contract, user_request or holder_permission."))],
        granted_by: Annotated[str, typer.Option("--by", help=_("Who granted it."))],
        reference: Annotated[str, typer.Option("--reference", help=_("Where the document is kept."))],
        valid_from: Annotated[date, typer.Option("--from", parser=read_day, help=_("First day."))],
        partner: Annotated[str, typer.Option("--to", help=_("Partner that it covers; all by default."))] = "",
        purpose: Annotated[str, typer.Option("--purpose", help=_("Purpose that it covers; all by default."))] = "",
        valid_to: Annotated[date | None, typer.Option("--until", parser=read_day, help=_("Last day."))] = None,
        revocable: Annotated[str, typer.Option("--revocable", help=_("How it may be revoked, as agreed."))] = "",
        no_sharing_on: Annotated[
            bool, typer.Option("--no-sharing-on", help=_("Recipients are bound not to share on."))
        ] = False,
        requester: Annotated[
            str,
            typer.Option(
                "--requester", help=_("Of a request: subject (who asks is the person whose data it is) or other.")
            ),
        ] = "",
        key: Annotated[str, typer.Option("--key", help=_("Key; replaces the record with the same one."))] = "",
        new: Annotated[bool, typer.Option("--new", help=_(NEW))] = False,
    ) -> None:
        from datapact.cli.actions.compliance_records import add_authorisation

        add_authorisation(
            key=key,
            new=new,
            sort=sort,
            dataset=dataset,
            partner=partner,
            purpose=purpose,
            granted_by=granted_by,
            reference=reference,
            valid_from=valid_from,
            valid_to=valid_to,
            revocable=revocable,
            no_sharing_on=no_sharing_on,
            requester=requester,
        )

    @app.command(help=_("Record that an authorisation was revoked."))
    def revoke(
        key: Annotated[str, typer.Argument(help=_("Key of the authorisation."))],
        on: Annotated[
            date | None, typer.Option("--on", parser=read_day, help=_("First day without it; today by default."))
        ] = None,
    ) -> None:
        from datapact.cli.actions.compliance_records import revoke

        revoke(key, on)

    @app.command("list", help=_("List what is on file."))
    def list_() -> None:
        from datapact.cli.actions.compliance_records import list_authorisations

        list_authorisations()

    return app


def _legal_bases() -> typer.Typer:
    app = typer.Typer(
        help=_("Legal bases of controllers: on what each relies, by dataset and purpose."), no_args_is_help=True
    )

    @app.command(help=_("Put a legal basis on file; prints its key."))
    def add(
        dataset: Annotated[str, typer.Option("--dataset", help=_("Key of the dataset."))],
        purpose: Annotated[
            str, typer.Option("--purpose", help=_("Key or IRI of the purpose; dpv:NAME for DPV terms."))
        ],
        article: Annotated[str, typer.Option("--article", help=_("Such as 6(1)(f)."))],
        approver: Annotated[str, typer.Option("--approver", help=_("Who approved it."))],
        document: Annotated[str, typer.Option("--document", help=_("Where the reasons are kept."))] = "",
        controller: Annotated[str, typer.Option("--controller", help=_("Who relies on it; we by default."))] = "",
        operation: Annotated[
            str, typer.Option("--operation", help=_("any, or: {actions}.", actions=ACTIONS_SAID))
        ] = "any",
        special: Annotated[str, typer.Option("--special", help=_("Condition of Art. 9(2), such as 9(2)(a)."))] = "",
        law: Annotated[
            str, typer.Option("--law", help=_("Provision of law that is relied on, such as § 13 LHG."))
        ] = "",
        other_act: Annotated[
            bool,
            typer.Option(
                "--other-act", help=_("Its act is none of the program's list; you have read it and confirm it.")
            ),
        ] = False,
        valid_from: Annotated[date | None, typer.Option("--from", parser=read_day, help=_("First day."))] = None,
        valid_to: Annotated[date | None, typer.Option("--until", parser=read_day, help=_("Last day."))] = None,
        review: Annotated[date | None, typer.Option("--review", parser=read_day, help=_("Day of the review."))] = None,
        offence_authority: Annotated[str, typer.Option("--offences", help=_("Authority under Art. 10."))] = "",
        contract_party: Annotated[
            bool, typer.Option("--contract-party", help=_("The people are party to the contract."))
        ] = False,
        overriding_grounds: Annotated[
            str, typer.Option("--overriding-grounds", help=_("Document on grounds that override objections."))
        ] = "",
        despite_restriction: Annotated[
            str,
            typer.Option("--despite-restriction", help=_("legal_claims, rights_of_another or public_interest.")),
        ] = "",
        beside_consent: Annotated[
            str, typer.Option("--beside-consent", help=_("Why it holds for people who refused or withdrew consent."))
        ] = "",
        recipient: Annotated[str, typer.Option("--to", help=_("Partner that it covers; all by default."))] = "",
        outcome: Annotated[str, typer.Option("--outcome", help=_(OUTCOME_HELP))] = "",
        conditions: Annotated[
            str, typer.Option("--conditions", help=_("The conditions on which it carries the use."))
        ] = "",
        key: Annotated[str, typer.Option("--key", help=_("Key; replaces the record with the same one."))] = "",
        new: Annotated[bool, typer.Option("--new", help=_(NEW))] = False,
    ) -> None:
        from datapact.cli.actions.compliance_records import add_legal_basis

        add_legal_basis(
            key=key,
            new=new,
            controller=controller,
            dataset=dataset,
            purpose=purpose,
            operation=operation,
            article=article,
            special=special,
            law=law,
            other_act=other_act,
            document=document,
            approver=approver,
            valid_from=valid_from,
            valid_to=valid_to,
            review=review,
            offence_authority=offence_authority,
            subject_is_contract_party=contract_party,
            overriding_grounds=overriding_grounds,
            despite_restriction=despite_restriction,
            beside_consent=beside_consent,
            recipient=recipient,
            outcome=outcome,
            conditions=conditions,
        )

    @app.command("list", help=_("List what is on file."))
    def list_() -> None:
        from datapact.cli.actions.compliance_records import list_legal_bases

        list_legal_bases()

    return app


def _agreed_purposes() -> typer.Typer:
    app = typer.Typer(
        help=_("What legal members sign about agreed purposes, for their words of today."), no_args_is_help=True
    )

    @app.command(help=_("Sign what a notice's purpose, a use, or a purpose of the house is; prints its key."))
    def add(
        sort: Annotated[
            str,
            typer.Option(
                "--sort",
                help=_(
                    "notice: what a notice calls a purpose is the agreed one; part: a use is part of it; house: it is one of "
                    "a purpose of the house; practice: Art. 5 AI Act prohibits it; no_practice: it reads so and is none."
                ),
            ),
        ],
        agreed: Annotated[
            str, typer.Option("--agreed", help=_("The agreed purpose: NUMBER/KEY, such as DP-2026-0001/research."))
        ],
        purpose: Annotated[
            str, typer.Option("--purpose", help=_("The notice's purpose, the use, or the name of the house."))
        ] = "",
        notice: Annotated[str, typer.Option("--notice", help=_("Key of the notice."))] = "",
        version: Annotated[str, typer.Option("--notice-version", help=_("Version of the notice."))] = "",
        note: Annotated[str, typer.Option("--reason", help=_("Why it is so."))] = "",
        controller: Annotated[
            str,
            typer.Option("--controller", help=_("Towards whom people said no, for said and not_said; we by default.")),
        ] = "",
    ) -> None:
        from datapact.cli.actions.compliance_records import add_link

        add_link(
            sort=sort, agreed=agreed, purpose=purpose, notice=notice, version=version, note=note, controller=controller
        )

    @app.command(help=_("Take back what was signed, from now on."))
    def withdraw(key: Annotated[str, typer.Argument(help=_("Key of the record."))]) -> None:
        from datapact.cli.actions.compliance_records import withdraw

        withdraw(key)

    @app.command("list", help=_("List what is on file."))
    def list_() -> None:
        from datapact.cli.actions.compliance_records import list_links

        list_links()

    return app


def _facts() -> typer.Typer:
    app = typer.Typer(help=_("Facts on file: assessments, notices given, training, adequacy."), no_args_is_help=True)

    @app.command(help=_("Put a fact on file; prints its key."))
    def add(
        sort: Annotated[str, typer.Option("--sort", help=_("Such as transfer_assessment, dpia, training, adequacy."))],
        reference: Annotated[str, typer.Option("--reference", help=_("Where the document is kept."))],
        day: Annotated[date, typer.Option("--dated", parser=read_day, help=_("Date of the document."))],
        about: Annotated[str, typer.Option("--about", help=_("Partner or country that it is about."))] = "",
        dataset: Annotated[str, typer.Option("--dataset", help=_("Key of the dataset; all by default."))] = "",
        valid_from: Annotated[
            date | None, typer.Option("--from", parser=read_day, help=_("First day; the date by default."))
        ] = None,
        valid_to: Annotated[date | None, typer.Option("--until", parser=read_day, help=_("Last day."))] = None,
        result: Annotated[str, typer.Option("--result", help=_("Result in a line."))] = "",
        against: Annotated[
            bool, typer.Option("--against", help=_("It speaks against the use: no answer rests on it."))
        ] = False,
        speaks_against: Annotated[
            str,
            typer.Option("--speaks-against", help=_("As --outcome: yes is against, no is carries.")),
        ] = "",
        outcome: Annotated[str, typer.Option("--outcome", help=_(OUTCOME_HELP))] = "",
        conditions: Annotated[
            str, typer.Option("--conditions", help=_("The conditions on which it carries the use."))
        ] = "",
        key: Annotated[str, typer.Option("--key", help=_("Key; replaces the record with the same one."))] = "",
        new: Annotated[bool, typer.Option("--new", help=_(NEW))] = False,
    ) -> None:
        from datapact.cli.actions.compliance_records import add_fact

        add_fact(
            key=key,
            new=new,
            sort=sort,
            about=about,
            dataset=dataset,
            reference=reference,
            day=day,
            valid_from=valid_from,
            valid_to=valid_to,
            result=result,
            against=against,
            speaks_against=speaks_against,
            outcome=outcome,
            conditions=conditions,
        )

    @app.command("list", help=_("List what is on file."))
    def list_() -> None:
        from datapact.cli.actions.compliance_records import list_facts

        list_facts()

    return app
