"""Rules on high-risk AI systems, tests in real-world conditions, and transparency towards people (AI Act)."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms.known_facts import employees
from datapact.contract.vocabulary.acts import AI_ACT, AI_TRANSPARENCY, BIAS_CORRECTION, HIGH_RISK_ANNEX_III
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import own

_ALLOWED = ("allowed", "conditional")
_FRIA_POINTS = ("5b", "5c")


def high_risk(case: Case) -> bool:
    """Whether the recipient will provide a high-risk system and the obligations for it have begun on this day.

    An exception counts only with the classification of the system on file; the one for research ends where the system
    is tested in real-world conditions (Art. 2(8), last sentence).
    """
    models = case.terms.models
    excepted = bool(models.high_risk_excepted) and case.has_assessment("ai_classification")
    if models.high_risk_excepted == "research" and models.real_world_testing is not False:
        excepted = False
    return case.high_risk_begun and not excepted


@rule(
    "A02",
    "E",
    "statute",
    cite(AI_ACT, "10(2)(b)"),
    N_(
        "For a high-risk system, training data comes with its origin and, for personal data, the purpose for which it "
        "was first collected. From 2 December 2027 (Annex III) or 2 August 2028 (Annex I); an exception needs the "
        "classification of the system on file."
    ),
    valid_from=HIGH_RISK_ANNEX_III,
    version=2,
)
def a02(case: Case) -> Iterator[Gap]:
    if not high_risk(case) or not case.trains:
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
    version=2,
)
def a03(case: Case) -> Iterator[Gap]:
    if high_risk(case) and case.trains and not case.terms.models.preparation.given():
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
    cite(AI_ACT, "4a"),
    N_(
        "Special categories of personal data used to detect and correct bias, in whatever AI system or model, are not "
        "passed to other parties and are deleted afterwards."
    ),
    valid_from=BIAS_CORRECTION,
    version=2,
)
def a04(case: Case) -> Iterator[Gap]:
    models = case.terms.models
    if not models.bias_correction or not case.special_datasets:
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
    version=2,
)
def a05(case: Case) -> Iterator[Gap]:
    models = case.terms.models
    supplies = any(entry.role == "supplier" for entry in models.act_roles)
    exempt = models.open_source and not models.general_purpose
    if high_risk(case) and supplies and not exempt and not models.supplier_assistance.given():
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
    "A06",
    "W",
    "practice",
    cite(AI_ACT, "25(1)(a)-(c), 25(2)"),
    N_(
        "Where a party may put its name on a high-risk system, modify it substantially or change its intended purpose, the "
        "agreement says who becomes its provider. From 2 December 2027."
    ),
    valid_from=HIGH_RISK_ANNEX_III,
    version=2,
)
def a06(case: Case) -> Iterator[Gap]:
    models = case.terms.models
    if high_risk(case) and models.rebranding in _ALLOWED and not models.rebranding_provider.given():
        yield Gap(
            "models.rebranding_provider",
            Message(
                N_(
                    "A party may put its name on the high-risk system, modify it substantially or change its purpose, and "
                    "so becomes its provider. Agree on who is the provider then and how the first provider cooperates."
                )
            ),
        )


@rule(
    "A12",
    "W",
    "statute",
    cite(AI_ACT, "27(1), Annex III"),
    N_(
        "A deployer of a high-risk system of Annex III (point 2 apart) that is governed by public law, provides public "
        "services as a private body, or uses it for creditworthiness or for life and health insurance has assessed the "
        "impact on fundamental rights."
    ),
    valid_from=HIGH_RISK_ANNEX_III,
    version=2,
)
def a12(case: Case) -> Iterator[Gap]:
    models = case.terms.models
    public = {party.key for party in case.public_bodies}
    public |= {party.key for party in case.terms.parties if party.public_services is True}
    deployers = {entry.party for entry in models.act_roles if entry.role == "deployer"}
    concerned = bool(deployers & public) or (bool(deployers) and models.annex_iii_point in _FRIA_POINTS)
    annex_iii = models.high_risk_annex != "annex_i" and models.annex_iii_point != "2"
    required = models.impact_assessment_required or (high_risk(case) and annex_iii and concerned)
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


@rule(
    "A14",
    "E",
    "statute",
    cite(AI_ACT, "2(8), 60, 61"),
    N_(
        "A system tested in real-world conditions is not excepted as research: for a system of Annex III a plan approved "
        "by the authority, the consent of the people tested on and an end are needed."
    ),
    valid_from=AI_TRANSPARENCY,
)
def a14(case: Case) -> Iterator[Gap]:
    models = case.terms.models
    if models.real_world_testing is not True:
        return
    if models.high_risk_excepted == "research":
        yield Gap(
            "models.high_risk_excepted",
            Message(
                N_(
                    "The system is tested in real-world conditions, so the exception for research does not hold (Art. "
                    "2(8), last sentence, AI Act). Take the exception out, or test in the laboratory only."
                )
            ),
        )
    if models.high_risk_annex == "annex_iii" and not case.has_assessment("ai_classification"):
        yield Gap(
            "assessments",
            Message(
                N_(
                    "A system of Annex III is tested in real-world conditions. Put on file the plan that the authority "
                    "approved and how the people tested on consent (Art. 60 and 61 AI Act), as classification of the "
                    "system with reference and date."
                )
            ),
            "W",
        )


@rule(
    "A15",
    "W",
    "statute",
    cite(AI_ACT, "6(3)-(4)"),
    N_(
        "Who regards a system of Annex III as not high-risk has documented that assessment before it is placed on the "
        "market or put into service."
    ),
    valid_from=HIGH_RISK_ANNEX_III,
)
def a15(case: Case) -> Iterator[Gap]:
    models = case.terms.models
    listed = models.high_risk_annex == "annex_iii" or bool(models.annex_iii_point)
    if (
        listed
        and (not models.high_risk_use or models.high_risk_excepted)
        and not case.has_assessment("ai_classification")
    ):
        yield Gap(
            "assessments",
            Message(
                N_(
                    "The system belongs to an area of Annex III, but counts as not high-risk. Document why, and enter "
                    "the classification with reference and date."
                )
            ),
        )


@rule(
    "A16",
    "W",
    "statute",
    cite(AI_ACT, "26(7)"),
    N_("A deployer that uses a high-risk system at the workplace informs workers and their representatives before."),
    valid_from=HIGH_RISK_ANNEX_III,
)
def a16(case: Case) -> Iterator[Gap]:
    models = case.terms.models
    deploys = any(entry.role == "deployer" for entry in models.act_roles)
    work = models.annex_iii_point == "4" or any(employees(dataset).value for dataset in case.personal_datasets)
    if high_risk(case) and deploys and work and not models.transparency.given():
        yield Gap(
            "models.transparency",
            Message(
                N_(
                    "A high-risk AI system is used at the workplace. Agree on who informs the workers concerned and "
                    "their representatives, before its first use."
                )
            ),
        )


@rule(
    "A17",
    "W",
    "practice",
    cite(AI_ACT, "50"),
    N_(
        "Where a system talks with people, generates content or recognises emotions, the agreement says who tells people "
        "and who marks the content."
    ),
    valid_from=AI_TRANSPARENCY,
)
def a17(case: Case) -> Iterator[Gap]:
    models = case.terms.models
    provides = any(entry.role in ("provider", "deployer") for entry in models.act_roles)
    if models.general_purpose and provides and not models.transparency.given():
        yield Gap(
            "models.transparency",
            Message(
                N_(
                    "A system on a general-purpose model can talk with people or generate content. Agree on who tells "
                    "people that it is an AI system, and who marks its content; or state that it does neither."
                )
            ),
        )


HIGH_RISK_RULES = (a02, a03, a04, a05, a06, a12, a14, a15, a16, a17)
