"""Rules on data of public bodies, data intermediation and data altruism (Data Governance Act), and open data (DNG)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.rule import Gap, rule
from datapact.contract.vocabulary.acts import DATA_GOVERNANCE, DNG
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import own

LONGEST = 12
"""Months that an exclusive right to re-use protected data may last (Art. 4(4))."""
REVIEWED = timedelta(days=3 * 365 + 1)


@rule(
    "I01",
    "E",
    "statute",
    cite(DATA_GOVERNANCE, "4(1)-(4), 5(3)-(5)"),
    N_(
        "Protected data of a public body is re-used without an exclusive right, or with one of twelve months at most for "
        "a service of general interest; its protection is kept and nobody re-identifies people."
    ),
)
def i01(case: Case) -> Iterator[Gap]:
    terms = case.terms.governance
    if terms.public_data != "protected":
        return
    if terms.exclusive is None:
        yield Gap(
            "governance.exclusive",
            Message(N_("Say whether the recipient gets an exclusive right to re-use the data of the public body.")),
            "W",
            "practice",
        )
    elif terms.exclusive and not terms.exclusive_reason:
        yield Gap(
            "governance.exclusive_reason",
            Message(
                N_(
                    "An exclusive right to re-use the data of a public body is prohibited unless a service of general "
                    "interest needs it. Take it out, or name that service and where the reasons are published."
                )
            ),
        )
    if terms.exclusive and (terms.exclusive_months is None or terms.exclusive_months > LONGEST):
        yield Gap(
            "governance.exclusive_months",
            Message(
                N_("An exclusive right to re-use the data of a public body lasts twelve months at most. Limit it.")
            ),
        )
    if not terms.secure_environment.given():
        yield Gap(
            "governance.secure_environment",
            Message(
                N_(
                    "State how the protection of the public body's data is kept: anonymised or altered data, or a secure "
                    "processing environment."
                )
            ),
        )
    for dataset in case.terms.datasets:
        if not dataset.reidentification_banned:
            yield Gap(
                f"datasets.{dataset.key}.reidentification_banned",
                Message(
                    N_("Who re-uses “{dataset}” of a public body may not re-identify anybody. Agree on it."),
                    {"dataset": own(dataset.name, dataset.key)},
                ),
            )


@rule(
    "I02",
    "E",
    "statute",
    cite(DATA_GOVERNANCE, "12(a), 11(1)"),
    N_("A data intermediation service uses the data for no purpose of its own, and has notified its service."),
)
def i02(case: Case) -> Iterator[Gap]:
    terms = case.terms.governance
    if not terms.intermediary:
        return
    if terms.intermediary_own_use is not False:
        words = (
            N_("{party} acts as data intermediary and may not use the data for purposes of its own. Exclude it.")
            if terms.intermediary_own_use
            else N_("Say that {party}, as data intermediary, uses the data for no purpose of its own.")
        )
        yield Gap("governance.intermediary_own_use", Message(words, {"party": case.name(terms.intermediary)}))
    if not terms.intermediary_notified:
        yield Gap(
            "governance.intermediary_notified",
            Message(
                N_("Enter the notification of the data intermediation service of {party} to the competent authority."),
                {"party": case.name(terms.intermediary)},
            ),
            "W",
        )


@rule(
    "I03",
    "E",
    "statute",
    cite(DATA_GOVERNANCE, "2(16), 17, 21(1)-(2)"),
    N_("A data altruism organisation uses the data for a stated objective of general interest only."),
)
def i03(case: Case) -> Iterator[Gap]:
    terms = case.terms.governance
    if not terms.altruism:
        return
    if not terms.general_interest.given():
        yield Gap(
            "governance.general_interest",
            Message(
                N_(
                    "Name the objective of general interest for which {party}, as data altruism organisation, uses the data."
                ),
                {"party": case.name(terms.altruism)},
            ),
        )
    if not terms.altruism_registered:
        yield Gap(
            "governance.altruism_registered",
            Message(
                N_("Enter the entry of {party} in the public register of recognised data altruism organisations."),
                {"party": case.name(terms.altruism)},
            ),
            "W",
        )


@rule(
    "I04",
    "W",
    "statute",
    cite(DNG, "6"),
    N_(
        "Open data of public bodies and of public undertakings is not given to one alone; an exception needs a service of "
        "general interest, is published and is reviewed every three years."
    ),
)
def i04(case: Case) -> Iterator[Gap]:
    terms = case.terms.governance
    if terms.public_data != "open" or terms.exclusive is False:
        return
    if terms.exclusive is None:
        yield Gap(
            "governance.exclusive",
            Message(N_("Say whether the recipient gets an exclusive right to use the open data of the public body.")),
        )
    elif not terms.exclusive_reason:
        yield Gap(
            "governance.exclusive_reason",
            Message(
                N_(
                    "An exclusive right to use open data of a public body is inadmissible unless a service in the public "
                    "interest needs it. Take it out, or name the service and the publication (two months before it begins)."
                )
            ),
        )
    elif terms.exclusive_reviewed is None or case.on - terms.exclusive_reviewed > REVIEWED:
        yield Gap(
            "governance.exclusive_reviewed",
            Message(N_("The exclusive right is to be reviewed every three years. Enter the last review.")),
        )


@rule(
    "I05",
    "E",
    "statute",
    cite(DATA_GOVERNANCE, "12(a), 12(h)"),
    N_(
        "In the contract on a data intermediation service the intermediary is named, is neither provider nor recipient of the "
        "data, and secures continuity and retrieval."
    ),
)
def i05(case: Case) -> Iterator[Gap]:
    terms = case.terms
    if not terms.intermediation.applies:
        return
    named = terms.governance.intermediary
    if not named:
        yield Gap("governance.intermediary", Message(N_("Say which party is the data intermediation service.")))
    for dataset in terms.datasets:
        if named and named in (dataset.provider, *dataset.recipients):
            yield Gap(
                f"datasets.{dataset.key}.recipients",
                Message(
                    N_(
                        "{party} is intermediary, and provides or receives “{dataset}” itself. An intermediary only puts data at "
                        "the disposal of others; name the parties between which it is exchanged."
                    ),
                    {"party": case.name(named), "dataset": own(dataset.name, dataset.key)},
                ),
            )
    if not terms.intermediation.continuity.given():
        yield Gap(
            "intermediation.continuity",
            Message(
                N_(
                    "Say how the service goes on, and how data holders and data users reach stored data, if the intermediary "
                    "becomes insolvent."
                )
            ),
        )
    if not terms.intermediation.retrieval_days:
        yield Gap(
            "intermediation.retrieval_days",
            Message(
                N_("Nothing says how long stored data can be retrieved after the service has ended. Enter the days.")
            ),
            "W",
        )


RULES = (i01, i02, i03, i04, i05)
