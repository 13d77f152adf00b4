"""Rules for data and components of high-risk AI systems, from the day on which the duties begin."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.agreements.checks.acts import AI_ACT, HIGH_RISK_ANNEX_III
from datapact.agreements.checks.citation import cite
from datapact.agreements.checks.facts import Case
from datapact.agreements.checks.rule import Gap, rule
from datapact.agreements.checks.words import own
from datapact.texts import N_, Message


@rule(
    "A02",
    "E",
    "statute",
    cite(AI_ACT, "10(2)(b)"),
    N_(
        "For a high-risk system, training data comes with its origin and, for personal data, the purpose for which it "
        "was first collected. From 2 December 2027 (Annex III) or 2 August 2028 (Annex I)."
    ),
    valid_from=HIGH_RISK_ANNEX_III,
)
def a02(case: Case) -> Iterator[Gap]:
    if not case.high_risk or not case.trains:
        return
    personal = {dataset.key for dataset in case.personal_datasets}
    for dataset in case.terms.datasets:
        names = {"dataset": own(dataset.name, dataset.key)}
        if not dataset.origin.given():
            yield Gap(
                f"datasets.{dataset.key}.origin",
                Message(
                    N_("The origin of the dataset “{dataset}” for a high-risk AI system is missing. Describe it."),
                    names,
                ),
            )
        if dataset.key in personal and not dataset.original_purpose.given():
            yield Gap(
                f"datasets.{dataset.key}.original_purpose",
                Message(
                    N_(
                        "The dataset “{dataset}” is to train a high-risk AI system. State for which purpose its "
                        "personal data was first collected."
                    ),
                    names,
                ),
            )


@rule(
    "A03",
    "W",
    "statute",
    cite(AI_ACT, "10(2)-(4)"),
    N_(
        "For a high-risk system, preparation, assumptions, bias, gaps and representativeness of the data are described."
    ),
    valid_from=HIGH_RISK_ANNEX_III,
)
def a03(case: Case) -> Iterator[Gap]:
    if case.high_risk and case.trains and not case.terms.models.preparation.given():
        yield Gap(
            "models.preparation",
            Message(
                N_(
                    "The data is to serve a high-risk AI system. Describe its preparation, the assumptions behind it, "
                    "known bias and gaps, and how representative it is."
                )
            ),
        )


@rule(
    "A04",
    "E",
    "statute",
    cite(AI_ACT, "10(5)(d)-(e), moving to Art. 4a"),
    N_(
        "Special categories of personal data used against bias in a high-risk system are not passed to other parties "
        "and are deleted afterwards."
    ),
    valid_from=HIGH_RISK_ANNEX_III,
)
def a04(case: Case) -> Iterator[Gap]:
    models = case.terms.models
    if not case.high_risk or not models.bias_correction or not case.special_datasets:
        return
    if models.bias_data_shared:
        yield Gap(
            "models.bias_data_shared",
            Message(
                N_(
                    "Special categories of personal data processed to detect and correct bias must not be transmitted "
                    "to other parties or opened to them. Take them out of the sharing."
                )
            ),
        )
    if not models.bias_data_deleted:
        yield Gap(
            "models.bias_data_deleted",
            Message(
                N_(
                    "Special categories of personal data processed to correct bias must be deleted once the bias is "
                    "corrected or their retention ends. Agree on it."
                )
            ),
        )


@rule(
    "A05",
    "E",
    "statute",
    cite(AI_ACT, "25(4)"),
    N_(
        "A supplier to the provider of a high-risk system agrees in writing on information, access and assistance; "
        "free and open-source components other than general-purpose models are exempt."
    ),
    valid_from=HIGH_RISK_ANNEX_III,
)
def a05(case: Case) -> Iterator[Gap]:
    models = case.terms.models
    supplies = any(entry.role == "supplier" for entry in models.act_roles)
    exempt = models.open_source and not models.general_purpose
    if case.high_risk and supplies and not exempt and not models.supplier_assistance.given():
        yield Gap(
            "models.supplier_assistance",
            Message(
                N_(
                    "A party supplies the provider of a high-risk AI system. Agree in writing which information, "
                    "capabilities, technical access and assistance the provider gets."
                )
            ),
        )


@rule(
    "A12",
    "W",
    "statute",
    cite(AI_ACT, "27"),
    N_(
        "A public body or essential service that deploys a high-risk system has assessed its impact on fundamental "
        "rights."
    ),
    valid_from=HIGH_RISK_ANNEX_III,
)
def a12(case: Case) -> Iterator[Gap]:
    public = {party.key for party in case.public_bodies}
    deploys = any(entry.role == "deployer" and entry.party in public for entry in case.terms.models.act_roles)
    required = case.terms.models.impact_assessment_required or (case.high_risk and deploys)
    if required and not case.has_assessment("fundamental_rights"):
        yield Gap(
            "assessments",
            Message(
                N_(
                    "The deployer must assess the impact on fundamental rights before the first use. Carry the "
                    "assessment out and enter it with reference and date."
                )
            ),
        )


RULES = (a02, a03, a04, a05, a12)
