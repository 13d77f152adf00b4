"""Rules on non-disclosure before a cooperation: what is secret, for how long, and what is kept out of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from datapact.base.texts import N_, Message, counted
from datapact.checks.model.facts import Case
from datapact.checks.model.rule import Gap, rule
from datapact.contract.vocabulary.acts import BGB, GDPR, GESCHGEHG, GWB, PRACTICE, TFEU
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import own

_LONGEST_YEARS = 10  # beyond it, a duty in standard terms to keep what is no trade secret needs a reason (s. 307 BGB)


@rule(
    "N01",
    "W",
    "statute",
    cite(GESCHGEHG, "2 no. 1, 3(1) no. 2, 5"),
    N_(
        "A non-disclosure agreement says what is confidential and protects it by reasonable measures of secrecy, since only "
        "then the law protects it as a trade secret."
    ),
)
def n01(case: Case) -> Iterator[Gap]:
    if not case.terms.non_disclosure.applies:
        return
    if not case.terms.non_disclosure.information.given():
        yield Gap(
            "non_disclosure.information",
            Message(
                N_(
                    "Nothing says which information is confidential. A clause that declares everything secret is no measure "
                    "of secrecy. Name the subjects."
                )
            ),
        )
    if not case.terms.measures:
        yield Gap(
            "measures",
            Message(N_("No measure of secrecy is agreed. Name at least how access and storage are protected.")),
        )


@rule(
    "N02",
    "E",
    "house",
    cite(GDPR, "5(1)(c), 26, 28"),
    N_("Personal data is not shared under a non-disclosure agreement, but under the agreement that the GDPR requires."),
)
def n02(case: Case) -> Iterator[Gap]:
    if case.terms.non_disclosure.applies and case.pd and not case.terms.non_disclosure.personal_agreement:
        yield Gap(
            "non_disclosure.personal_agreement",
            Message(
                N_(
                    "Personal data is shared, and a non-disclosure agreement is no basis for it. Take the data out, or "
                    "conclude the agreement for it (controllers among themselves, joint controllers, processing) and name it."
                )
            ),
        )


@rule(
    "N03",
    "W",
    "statute",
    cite(BGB, "307(1), 310(1)"),
    N_("Secrecy of what is no trade secret ends some years after the agreement."),
    valid_from=date(2002, 1, 1),  # sections 307 and 310 BGB
    version=2,
)
def n03(case: Case) -> Iterator[Gap]:
    if not case.terms.non_disclosure.applies:
        return
    years = case.terms.pilot.confidentiality_years
    if years is None:
        yield Gap(
            "pilot.confidentiality_years",
            Message(N_("Nothing says how long secrecy lasts after the end. Enter the years, often three to five.")),
            authority="practice",
            citation=cite(PRACTICE),
        )
    elif years > _LONGEST_YEARS:
        yield Gap(
            "pilot.confidentiality_years",
            Message(
                N_(
                    "Secrecy for more than ten years can be an unreasonable disadvantage in standard terms for information "
                    "that is no trade secret (§ 307 BGB). Trade secrets are protected as long as they are secret anyway."
                )
            ),
        )


@rule(
    "N04",
    "W",
    "practice",
    cite(PRACTICE),
    N_("Access to samples of data ends by itself after some days, and nobody keeps them longer."),
    version=2,
)
def n04(case: Case) -> Iterator[Gap]:
    if not case.terms.non_disclosure.applies:
        return
    days = case.terms.non_disclosure.sample_days
    if case.terms.datasets and not days:
        yield Gap(
            "non_disclosure.sample_days",
            Message(N_("Nothing ends the access to the samples. Enter the days, often 30.")),
        )
    for dataset in case.terms.datasets if days else ():
        if (dataset.retention.months or 0) * 28 > (days or 0):  # the shortest month
            yield Gap(
                f"datasets.{dataset.key}.retention",
                Message(
                    N_(
                        "“{dataset}” may be kept for {months}, but access to the sample ends after {days}, and it is then to be "
                        "deleted. Name one time for both."
                    ),
                    {
                        "dataset": own(dataset.name, dataset.key),
                        "months": counted("{n} month", "{n} months", dataset.retention.months or 0),
                        "days": counted("{n} day", "{n} days", days or 0),
                    },
                ),
            )


@rule(
    "N05",
    "W",
    "practice",
    cite(GWB, "1", TFEU, "101", PRACTICE),
    N_("Where a clean team is agreed, the information for it and its members are named."),
    valid_from=date(2009, 12, 1),  # Art. 101 TFEU; section 1 GWB as it stands is of 2005
    version=2,
)
def n05(case: Case) -> Iterator[Gap]:
    terms = case.terms.non_disclosure
    if not terms.applies:
        return
    if terms.clean_team_for.given() and not terms.clean_team:
        yield Gap(
            "non_disclosure.clean_team",
            Message(N_("Information is reserved for a clean team that has no member. Name the persons.")),
        )
    if terms.clean_team and not terms.clean_team_for.given():
        yield Gap(
            "non_disclosure.clean_team_for",
            Message(N_("The clean team has members, but no information is reserved for it. Name the information.")),
        )


@rule(
    "N06",
    "W",
    "practice",
    cite(PRACTICE),
    N_("Where there is a data room, the text says who has access and that access is logged."),
)
def n06(case: Case) -> Iterator[Gap]:
    # The words of the clause are a part of this rule (wording/cooperation_parts.py); terms alone cannot show them.
    yield from ()


RULES = (n01, n02, n03, n04, n05, n06)
