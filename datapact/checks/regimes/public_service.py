"""Rules on contracts in which an IT or model provider serves a public body."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.texts import N_, Message
from datapact.checks.general.named_law import lacks_law, names_law
from datapact.checks.model.facts import Case
from datapact.checks.model.named import names_something
from datapact.checks.model.rule import Gap, rule
from datapact.contract.vocabulary.acts import AI_ACT, BPERSVG, DATA_ACT, GDPR, IFG, LAND_LAW, PRACTICE
from datapact.contract.vocabulary.citations import cite

LONGEST_NOTICE = 2  # months, Art. 25(2)(d) Data Act
LONGEST_TRANSITION = 30  # days, Art. 25(2)(a)
SHORTEST_RETRIEVAL = 30  # days, Art. 25(2)(g)


def serves(case: Case) -> bool:
    """Whether the agreement is one on a service for a public body."""
    return bool(case.terms.service.kind)


def gives_model(case: Case) -> bool:
    """Whether the service is the provision of a model."""
    return case.terms.service.kind == "model"


@rule(
    "M01",
    "E",
    "statute",
    cite(GDPR, "6(1)(e), 6(3)", LAND_LAW),
    N_(
        "A public body that has data processed for a task names the task and the provision on which it rests; its tasks "
        "never rest on legitimate interests."
    ),
)
def m01(case: Case) -> Iterator[Gap]:
    service = case.terms.service
    if not serves(case):
        return
    if not service.task.given():
        yield Gap("service.task", Message(N_("Name the public task that the service serves.")))
    if not names_law(service.task_law):
        yield Gap(
            "service.task_law",
            lacks_law(
                service.task_law,
                Message(
                    N_("Name the provision, with its section, on which the public task or the processing for it rests.")
                ),
            ),
        )


@rule(
    "M02",
    "W",
    "practice",
    cite(BPERSVG, "80(1) no. 21", IFG, "5, 6, 8", LAND_LAW),
    N_(
        "A service for a public body is introduced with its staff council; access to official information and what may be "
        "published are agreed."
    ),
)
def m02(case: Case) -> Iterator[Gap]:
    if serves(case) and not case.terms.service.staff_council.given():
        yield Gap(
            "service.staff_council",
            Message(
                N_(
                    "Nothing says how the staff council took part. Technical systems that can monitor employees mostly "
                    "need its consent: enter what was agreed, or why it need not take part."
                )
            ),
        )


@rule(
    "M03",
    "W",
    "practice",
    cite(AI_ACT, "4, 26, 27, 49(3), 50", PRACTICE),
    N_(
        "A service with an AI system for a public body says who is provider and deployer, classifies the system, assesses "
        "fundamental rights where the risk is high, and shows an attestation of its security."
    ),
    version=2,
)
def m03(case: Case) -> Iterator[Gap]:
    models, service = case.terms.models, case.terms.service
    if serves(case) and not names_something(service.attestation):
        yield Gap(
            "service.attestation",
            Message(N_("Name the attestation of the provider's security (C5 of the BSI or an equal one).")),
            "W",
            "practice",
        )
    if not gives_model(case):
        return
    if not models.act_roles:
        yield Gap("models.act_roles", Message(N_("Say who is provider and who deployer under the AI Act.")))
    if not models.high_risk_use and not case.has_assessment("ai_classification"):
        yield Gap(
            "assessments",
            Message(
                N_(
                    "The text says that the system is no high-risk AI system, but no classification is on file. Enter it "
                    "with reference and date."
                )
            ),
        )


@rule(
    "M04",
    "E",
    "statute",
    cite(DATA_ACT, "25(2)(a), 25(2)(d)-(e), 25(2)(g)"),
    N_(
        "Where the service is a data processing service, switching is announced by two months' notice at most, takes 30 days "
        "at most, leaves at least 30 days to retrieve data, and what can be taken along is listed in full."
    ),
)
def m04(case: Case) -> Iterator[Gap]:
    service = case.terms.service
    if not serves(case) or case.terms.data_act.processing_service is False:
        return
    notice, transition, retrieval = (
        service.switching_notice_months,
        service.transition_days,
        service.retrieval_days,
    )
    if notice is None or notice > LONGEST_NOTICE:
        yield Gap("service.switching_notice_months", Message(N_("Agree on two months' notice of switching at most.")))
    if transition is None or transition > LONGEST_TRANSITION:
        yield Gap("service.transition_days", Message(N_("Agree on a transition of 30 days at most.")))
    if retrieval is None or retrieval < SHORTEST_RETRIEVAL:
        yield Gap("service.retrieval_days", Message(N_("Agree on at least 30 days to retrieve the data.")))
    if not service.exportable.given():
        yield Gap(
            "service.exportable",
            Message(N_("List all data and digital assets that can be taken along when switching.")),
        )


RULES = (m01, m02, m03, m04)
