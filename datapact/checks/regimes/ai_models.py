"""Rules on models made with the data, general-purpose models, pilots and research cooperations."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.named import names_something
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms import Localised
from datapact.contract.vocabulary.acts import (
    AI_ACT,
    COMMISSION_MODELS,
    DATA_ACT,
    DATABASES,
    EDPB_MODELS,
    GENERAL_PURPOSE_MODELS,
    OLDER_GENERAL_PURPOSE_MODELS,
    PRACTICE,
    STATE_AID,
    TFEU,
    URHG,
)
from datapact.contract.vocabulary.citations import cite

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


def owes_documents(case: Case) -> bool:
    """Whether a party provides a general-purpose model and must hand down its documents on this day (Art. 53, 111(3))."""
    models = case.terms.models
    provides = any(entry.role == "provider" for entry in models.act_roles)
    placed = models.placed_on_market
    later = placed is not None and placed < GENERAL_PURPOSE_MODELS and case.on < OLDER_GENERAL_PURPOSE_MODELS
    return models.general_purpose and provides and not later


@rule(
    "A07",
    "E",
    "statute",
    cite(AI_ACT, "53(1)(b), 53(2), 111(3), Annex XII"),
    N_(
        "A party that provides a general-purpose model hands down the information and documentation of Annex XII; "
        "open-source models without systemic risk are exempt, models of before 2 August 2025 follow on 2 August 2027."
    ),
    valid_from=GENERAL_PURPOSE_MODELS,
    version=2,
)
def a07(case: Case) -> Iterator[Gap]:
    models = case.terms.models
    if not owes_documents(case):
        return
    if not names_something(models.documentation_pack) and (models.systemic_risk or not models.open_source):
        yield Gap(
            "models.documentation_pack",
            Message(
                N_(
                    "The information and documentation for those who integrate the general-purpose model (Annex XII of "
                    "the AI Act) is missing. Have its provider hand it down, and enter where it is kept."
                )
            ),
        )
    if not names_something(models.copyright_policy):
        yield Gap(
            "models.copyright_policy",
            Message(
                N_(
                    "Nothing says where the provider of the general-purpose model keeps its copyright policy (Art. "
                    "53(1)(c) AI Act). Ask for it, and enter the place."
                )
            ),
            "W",
            "practice",
        )
    if not names_something(models.training_summary):
        yield Gap(
            "models.training_summary",
            Message(
                N_(
                    "Nothing says where the provider of the general-purpose model published the summary of its "
                    "training content (Art. 53(1)(d) AI Act). Enter the place."
                )
            ),
            "W",
            "practice",
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
    if not case.terms.consortium.background:  # a consortium lists them one by one
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


@rule(
    "A18",
    "W",
    "practice",
    cite(URHG, "44b, 60d, 87a", DATABASES, "7", DATA_ACT, "43"),
    N_(
        "Where works or databases of others are in training data, the right to use them is stated; machine-generated data "
        "of connected products has no database right."
    ),
)
def a18(case: Case) -> Iterator[Gap]:
    models = case.terms.models
    if case.trains and models.third_party_content is True:
        yield from _unanswered(
            "models.third_party_rights",
            models.third_party_rights,
            N_(
                "The training data contains works or databases of others. State on which right that rests: a licence, "
                "text and data mining without reservation (§ 44b UrhG), or scientific research (§ 60d UrhG)."
            ),
        )


@rule(
    "A19",
    "W",
    "guidance",
    cite(TFEU, "107(1)", STATE_AID, "para. 28 to 30"),
    N_(
        "Where a publicly funded research body and an undertaking work together, the agreement shows that the undertaking "
        "is granted no indirect State aid, and names the funding terms that bind."
    ),
)
def a19(case: Case) -> Iterator[Gap]:
    pilot = case.terms.pilot
    research = any(party.kind == "university" or party.non_profit_research for party in case.terms.parties)
    together = research and any(party.kind == "company" for party in case.terms.parties)
    if pilot.public_funding is True or (pilot.public_funding is None and pilot.applies and together):
        yield from _unanswered(
            "pilot.state_aid",
            pilot.state_aid,
            N_(
                "A research body and an undertaking work together, or public money pays for part of it. State how results and rights are paid for at market price or "
                "shared by contribution, so that no State aid is granted, and which funding terms bind."
            ),
        )


MODEL_RULES = (a01, a07, a08, a09, a10, a11, a18, a19)
