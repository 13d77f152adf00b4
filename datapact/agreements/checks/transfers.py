"""Rules on transfers to third countries: mechanism, adequacy, assessment, derogations (Art. 44 to 49 GDPR)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from datapact.agreements.checks.acts import (
    CJEU_TRANSFERS,
    EDPB_TRANSFERS,
    GDPR,
    PRACTICE,
    SCC_TRANSFERS,
    UK_DPA,
    UK_GDPR,
)
from datapact.agreements.checks.citation import cite
from datapact.agreements.checks.countries import ADEQUATE_FOR_UK, EEA, adequacy_decisions
from datapact.agreements.checks.facts import Case
from datapact.agreements.checks.rule import Gap, rule
from datapact.agreements.terms import Transfer
from datapact.texts import N_, Argument, Message

WITH_ASSESSMENT = frozenset({"46(2)(a)", "46(2)(b)", "46(2)(c)", "46(2)(d)", "46(2)(e)", "46(2)(f)", "46(3)", "47"})
YEAR = timedelta(days=366)
"""After which good practice renews an assessment."""


def outside(case: Case) -> tuple[Transfer, ...]:
    """The transfers of personal data out of the EEA."""
    return tuple(one for one in case.terms.transfers if case.pd and one.country not in EEA)


def place_of(transfer: Transfer, member: str) -> str:
    return f"transfers.{transfer.key}.{member}"


def names_of(transfer: Transfer) -> dict[str, Argument]:
    return {"importer": transfer.importer or transfer.key, "country": transfer.country}


def needs_assessment(transfer: Transfer) -> bool:
    """Art. 46 tools, module 4 only where the processor adds data collected in the EU (clause 14)."""
    return transfer.mechanism in WITH_ASSESSMENT and (transfer.module != "4" or transfer.adds_own_data)


@rule(
    "X01",
    "E",
    "statute",
    cite(GDPR, "44"),
    N_("A transfer out of the EEA rests on a mechanism of Art. 45, 46, 47 or 49."),
)
def x01(case: Case) -> Iterator[Gap]:
    for one in outside(case):
        if not one.mechanism:
            yield Gap(
                place_of(one, "mechanism"),
                Message(N_("The transfer to {importer} ({country}) needs a mechanism. Choose one."), names_of(one)),
            )
    listed = {one.country for one in case.terms.transfers}
    recipients = {party for dataset in case.personal_datasets for party in dataset.recipients}
    for party in case.terms.parties:
        if party.key in recipients and party.address.country not in EEA | listed:
            yield Gap(
                "transfers",
                Message(
                    N_("{party} receives personal data in {country}, but no transfer there is agreed. Add it."),
                    {"party": case.name(party.key), "country": party.address.country},
                ),
            )


@rule(
    "X02",
    "E",
    "statute",
    cite(GDPR, "45"),
    N_("An adequacy decision is on the dated list, and its scope fits; in the US the importer is DPF-certified."),
)
def x02(case: Case) -> Iterator[Gap]:
    for one in outside(case):
        if one.mechanism != "45":
            continue
        decision = adequacy_decisions().get(one.country)
        if decision is None or not decision.holds_on(case.on):
            yield Gap(
                place_of(one, "mechanism"),
                Message(
                    N_("No adequacy decision for {country} is on the list on this day. Choose another mechanism."),
                    names_of(one),
                ),
            )
        elif decision.scope and not one.scope:
            yield Gap(
                place_of(one, "scope"),
                Message(
                    N_("The adequacy decision for {country} covers {scope} only. Show that {importer} is covered."),
                    {**names_of(one), "scope": decision.scope},
                ),
            )


@rule(
    "X11",
    "E",
    "standard_clauses",
    cite(SCC_TRANSFERS, "clause 14", CJEU_TRANSFERS, PRACTICE),
    N_("Every tool of Art. 46 comes with a dated transfer assessment; one older than a year is a warning."),
)
def x11(case: Case) -> Iterator[Gap]:
    for one in outside(case):
        if not needs_assessment(one):
            continue
        if not one.assessment or one.assessment_date is None:
            yield Gap(
                place_of(one, "assessment"),
                Message(
                    N_("Assess the law and practice of {country} for the transfer to {importer}, and date it."),
                    names_of(one),
                ),
            )
        elif case.on - one.assessment_date > YEAR:
            yield Gap(
                place_of(one, "assessment_date"),
                Message(
                    N_("The assessment of the transfer to {importer} is older than a year. Renew it."), names_of(one)
                ),
                "W",
                "practice",
            )


@rule(
    "X13",
    "W",
    "standard_clauses",
    cite(SCC_TRANSFERS, "rec. 7"),
    N_("The standard clauses are not made for an importer that is itself subject to the GDPR."),
)
def x13(case: Case) -> Iterator[Gap]:
    for one in outside(case):
        if one.mechanism == "46(2)(c)" and one.importer_under_gdpr:
            yield Gap(
                place_of(one, "importer_under_gdpr"),
                Message(
                    N_("{importer} is itself subject to the GDPR: the standard clauses are not made for it."),
                    names_of(one),
                ),
            )


@rule(
    "X14",
    "E",
    "statute",
    cite(GDPR, "49(1)"),
    N_(
        "A derogation names its letter: explicit, informed consent under (a), shown necessity under the others, and for "
        "compelling interests the authority is informed."
    ),
)
def x14(case: Case) -> Iterator[Gap]:
    for one in outside(case):
        if one.mechanism != "49":
            continue
        if not one.derogation:
            yield Gap(
                place_of(one, "derogation"),
                Message(N_("Name the letter of Art. 49(1) on which the transfer to {importer} rests."), names_of(one)),
            )
        elif one.derogation == "a":
            if not case.terms.consent.explicit:
                yield Gap(
                    "consent.explicit",
                    Message(
                        N_(
                            "The transfer to {importer} rests on consent: it must be explicit, after the risks were told."
                        ),
                        names_of(one),
                    ),
                )
        elif not one.necessity:
            yield Gap(
                place_of(one, "necessity"),
                Message(N_("Show where the necessity of the transfer to {importer} is documented."), names_of(one)),
            )
        if one.derogation == "subparagraph_2" and not one.authority_informed:
            yield Gap(
                place_of(one, "authority_informed"),
                Message(N_("Inform the supervisory authority of the transfer to {importer}."), names_of(one)),
            )


@rule(
    "X15",
    "E",
    "statute",
    cite(UK_GDPR, "46", UK_DPA, "s. 119A"),
    N_(
        "An exporter in the United Kingdom without UK adequacy regulations uses the IDTA, the Addendum or a like safeguard."
    ),
)
def x15(case: Case) -> Iterator[Gap]:
    providers = {dataset.provider for dataset in case.personal_datasets}
    british = any(party.key in providers and party.address.country == "GB" for party in case.terms.parties)
    for one in case.terms.transfers if british and case.pd else ():
        if one.country not in ADEQUATE_FOR_UK and not one.uk_safeguard:
            yield Gap(
                place_of(one, "uk_safeguard"),
                Message(
                    N_("An exporter in the United Kingdom needs a safeguard of its law for {country}. Name it."),
                    names_of(one),
                ),
            )


@rule(
    "X16",
    "W",
    "guidance",
    cite(EDPB_TRANSFERS),
    N_("Remote access from outside the EEA counts as a transfer."),
)
def x16(case: Case) -> Iterator[Gap]:
    for one in outside(case):
        if one.remote_access and not one.mechanism:
            yield Gap(
                place_of(one, "remote_access"),
                Message(N_("Remote access by {importer} from {country} counts as a transfer."), names_of(one)),
            )


RULES = (x01, x02, x11, x13, x14, x15, x16)
