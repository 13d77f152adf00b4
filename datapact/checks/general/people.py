"""Rules on data of children and employees, and on data read from people's equipment."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.texts import N_, Argument, Message
from datapact.checks.model.dated import days_in
from datapact.checks.model.facts import Case
from datapact.checks.model.named import is_answer
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms import known_facts
from datapact.contract.vocabulary.acts import (
    BDSG,
    BETRVG,
    BPERSVG,
    CJEU_EMPLOYEES,
    CJEU_WORKS_AGREEMENTS,
    GDPR,
    LAND_LAW,
    TDDDG,
)
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.laws import names_act
from datapact.contract.vocabulary.messages import joined, own


@rule(
    "G25",
    "W",
    "practice",
    cite(GDPR, "8, 25, rec. 38"),
    N_("With children's data, their best interests and a high level of privacy by default are provided for."),
)
def g25(case: Case) -> Iterator[Gap]:
    children = [
        own(dataset.name, dataset.key) for dataset in case.personal_datasets if known_facts.children(dataset).value
    ]
    if children and not case.terms.facts.children_safeguards.given():
        yield Gap(
            "facts.children_safeguards",
            Message(
                N_(
                    "Data of children is shared ({datasets}). Describe how their best interests are protected and "
                    "that settings are private by default."
                ),
                {"datasets": joined(children)},
            ),
        )


@rule(
    "G36",
    "W",
    "statute",
    cite(
        GDPR, "88(2)", BDSG, "26", CJEU_EMPLOYEES, CJEU_WORKS_AGREEMENTS, BETRVG, "87(1) no. 6, 130", BPERSVG, LAND_LAW
    ),
    N_(
        "For employees' data, the legal basis is stated, and the agreement with the works council, or with the staff council "
        "of a public body, that meets Art. 88(2) GDPR."
    ),
    version=2,
)
def g36(case: Case) -> Iterator[Gap]:
    employees = [
        own(dataset.name, dataset.key) for dataset in case.personal_datasets if known_facts.employees(dataset).value
    ]
    if not employees:
        return
    names: dict[str, Argument] = {"datasets": joined(employees)}
    basis = case.terms.facts.employee_basis
    if not (names_act(basis) or days_in(basis)):
        yield Gap(
            "facts.employee_basis",
            Message(
                N_(
                    "Data of employees is shared ({datasets}), for instance operator ids in machine logs. Name the "
                    "basis on which the employer relies: a provision, or a works agreement with its date. § 26(1) BDSG alone may "
                    "not do (CJEU C-34/21)."
                ),
                names,
            ),
        )
    if not is_answer(case.terms.facts.works_council_agreement):
        yield Gap(
            "facts.works_council_agreement",
            Message(
                N_(
                    "Data of employees is shared ({datasets}). Enter the agreement with the works council on the "
                    "technical system, or that there is none, or why it has no say. It has to meet Art. 88(2) GDPR (CJEU "
                    "C-65/23)."
                )
                if not case.public_bodies
                else N_(
                    "Data of employees is shared ({datasets}) with a public body, where the staff council has its say "
                    "(BPersVG or the law of the Land; § 130 BetrVG). Enter the agreement with it, or that there is none, or "
                    "why it has no say."
                ),
                names,
            ),
        )


@rule(
    "G38",
    "W",
    "statute",
    cite(TDDDG, "25"),
    N_("Reading from terminal equipment or a connected product rests on consent or strict necessity, which is chosen."),
    version=2,
)
def g38(case: Case) -> Iterator[Gap]:
    read = [own(dataset.name, dataset.key) for dataset in case.terms.datasets if dataset.terminal_equipment]
    if read and not case.terms.facts.terminal_equipment_ground:
        yield Gap(
            "facts.terminal_equipment_ground",
            Message(
                N_(
                    "Data is read from terminal equipment or a connected product ({datasets}). Choose whether the end user has "
                    "consented, or reading is strictly necessary for the service asked for or for transmission (§ 25 TDDDG)."
                ),
                {"datasets": joined(read)},
            ),
        )


RULES = (g25, g36, g38)
