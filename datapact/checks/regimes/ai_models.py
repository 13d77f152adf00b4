"""Rules on models made with the data, general-purpose models, pilots, and data and components of high-risk AI systems."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms import Localised
from datapact.contract.vocabulary.acts import (
    AI_ACT,
    COMMISSION_MODELS,
    EDPB_MODELS,
    GENERAL_PURPOSE_MODELS,
    HIGH_RISK_ANNEX_III,
    PRACTICE,
)
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import own

_ALLOWED = ("allowed", "conditional")


@rule(
    "A01",
    "W",
    "practice",
    cite(PRACTICE),
    N_("The agreement allows, forbids or conditions training, fine-tuning and testing of models with the data."),
)
def a01(case: Case) -> Iterator[Gap]:
    models = case.terms.models
    questions = {
        "training": (
            models.training,
            N_("Nothing says whether models may be trained with the data. Allow, forbid or condition it."),
        ),
        "fine_tuning": (
            models.fine_tuning,
            N_("Nothing says whether models may be fine-tuned with the data. Allow, forbid or condition it."),
        ),
        "testing": (
            models.testing,
            N_("Nothing says whether models may be tested with the data. Allow, forbid or condition it."),
        ),
    }
    for member, (answer, words) in questions.items():
        if not answer:
            yield Gap(f"models.{member}", Message(words))
    answers = {models.training, models.fine_tuning, models.testing, models.derived_models}
    if "conditional" in answers and not models.conditions.given():
        yield Gap(
            "models.conditions",
            Message(N_("Models may be made or tested under conditions, but none is named. Name the conditions.")),
        )


@rule(
    "A06",
    "W",
    "statute",
    cite(AI_ACT, "25(1)-(2)"),
    N_("Where a party may rebrand or modify a system, the agreement says who becomes its provider."),
)
def a06(case: Case) -> Iterator[Gap]:
    models = case.terms.models
    if models.rebranding in _ALLOWED and not models.rebranding_provider.given():
        yield Gap(
            "models.rebranding_provider",
            Message(
                N_(
                    "A party may put its name on the system or modify it, and can so become its provider. Agree on "
                    "who is the provider then and how the first provider cooperates."
                )
            ),
        )


@rule(
    "A07",
    "E",
    "statute",
    cite(AI_ACT, "53(1)-(2)"),
    N_(
        "A general-purpose model comes with the documentation of Annex XII, a copyright policy and a summary of the "
        "training content; open-source models without systemic risk need no documentation."
    ),
    valid_from=GENERAL_PURPOSE_MODELS,
)
def a07(case: Case) -> Iterator[Gap]:
    models = case.terms.models
    if not models.general_purpose:
        return
    if not models.documentation_pack and (models.systemic_risk or not models.open_source):
        yield Gap(
            "models.documentation_pack",
            Message(
                N_(
                    "The documentation for those who integrate the general-purpose model (Annex XII of the AI Act) is "
                    "missing. Obtain it and enter where it is kept."
                )
            ),
        )
    if not models.copyright_policy:
        yield Gap(
            "models.copyright_policy",
            Message(N_("The copyright policy for the general-purpose model is missing. Enter where it is kept.")),
        )
    if not models.training_summary:
        yield Gap(
            "models.training_summary",
            Message(
                N_(
                    "The public summary of the content used to train the general-purpose model is missing. Enter where "
                    "it is published."
                )
            ),
        )


def _unanswered(place: str, answer: Localised, words: str) -> Iterator[Gap]:
    if not answer.given():
        yield Gap(place, Message(words))


@rule(
    "A08",
    "W",
    "practice",
    cite(PRACTICE),
    N_("Where models are made with the data, the agreement says what withdrawal and termination do to them."),
)
def a08(case: Case) -> Iterator[Gap]:
    models = case.terms.models
    if not case.ai:
        return
    yield from _unanswered(
        "models.effect_of_withdrawal",
        models.effect_of_withdrawal,
        N_("Nothing says what becomes of trained models when data is withdrawn. Agree on it."),
    )
    yield from _unanswered(
        "models.effect_of_end",
        models.effect_of_end,
        N_("Nothing says what becomes of trained models when the agreement ends. Agree on it."),
    )


@rule(
    "A09",
    "W",
    "guidance",
    cite(EDPB_MODELS),
    N_("Where models are trained with personal data, it is assessed whether the model itself is personal data."),
)
def a09(case: Case) -> Iterator[Gap]:
    if case.pd and case.trains and not case.has_assessment("model_personal_data"):
        yield Gap(
            "assessments",
            Message(
                N_(
                    "Models are trained with personal data. Assess whether personal data can be drawn from the model, "
                    "and enter the assessment with reference and date."
                )
            ),
        )


@rule(
    "A10",
    "W",
    "guidance",
    cite(AI_ACT, "53", COMMISSION_MODELS),
    N_("Where a general-purpose model is fine-tuned, the agreement says who becomes its provider."),
    valid_from=GENERAL_PURPOSE_MODELS,
)
def a10(case: Case) -> Iterator[Gap]:
    models = case.terms.models
    if models.general_purpose and models.fine_tuning in _ALLOWED:
        yield from _unanswered(
            "models.fine_tuned_provider",
            models.fine_tuned_provider,
            N_(
                "A general-purpose model may be fine-tuned, which can make the one who does it a provider. Agree on "
                "who is the provider of the fine-tuned model."
            ),
        )


@rule(
    "A11",
    "W",
    "practice",
    cite(PRACTICE),
    N_(
        "An AI pilot or research cooperation settles background and foreground rights, publication, export control and "
        "acceptance."
    ),
)
def a11(case: Case) -> Iterator[Gap]:
    pilot = case.terms.pilot
    if not pilot.applies and not case.terms.facts.research:
        return
    yield from _unanswered(
        "pilot.background_rights",
        pilot.background_rights,
        N_("The rights in what each party brings in are not settled. Agree on them."),
    )
    yield from _unanswered(
        "pilot.foreground_rights",
        pilot.foreground_rights,
        N_("The rights in the results are not settled. Agree on them."),
    )
    yield from _unanswered(
        "pilot.publication",
        pilot.publication,
        N_("Nothing says whether and how results may be published. Agree on it."),
    )
    yield from _unanswered(
        "pilot.export_control",
        pilot.export_control,
        N_("Export control is not addressed. State whether the data or results are listed, and who checks it."),
    )
    yield from _unanswered(
        "pilot.acceptance",
        pilot.acceptance,
        N_("Nothing says how the results are accepted. Agree on the procedure and its criteria."),
    )


MODEL_RULES = (a01, a06, a07, a08, a09, a10, a11)


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


HIGH_RISK_RULES = (a02, a03, a04, a05, a12)
