"""Requirements on the wording of contracts of public bodies with their providers."""

from __future__ import annotations

from collections.abc import Callable

from datapact.base.texts import N_
from datapact.checks.model.facts import Case
from datapact.checks.regimes.public_service import gives_model, serves
from datapact.checks.wording.part import Part, part
from datapact.contract.vocabulary.acts import AI_ACT, BPERSVG, DATA_ACT, GDPR, IFG, LAND_LAW, PRACTICE
from datapact.contract.vocabulary.citations import Citation, cite


def _warned(identifier: str, citation: Citation, what: str, applies: Callable[[Case], bool] = serves) -> Part:
    return part(identifier, "W", "practice", citation, what, applies)


PUBLIC_SERVICE_PARTS = (
    part(
        "M01.task",
        "E",
        "statute",
        cite(GDPR, "6(1)(e), 6(3)", LAND_LAW),
        N_("the public task and the provision on which it rests"),
        serves,
    ),
    _warned("M02.staff", cite(BPERSVG, "80(1) no. 21", LAND_LAW), N_("the participation of the staff council")),
    _warned("M02.access", cite(IFG, "5, 6, 8", LAND_LAW), N_("requests for access to official information")),
    _warned("M02.confidentiality", cite(PRACTICE), N_("confidentiality")),
    _warned("M03.attestation", cite(PRACTICE), N_("the attestation of security")),
    _warned("M03.ai-roles", cite(AI_ACT, "26", PRACTICE), N_("the roles under the AI Act"), gives_model),
    _warned("M03.ai-duties", cite(AI_ACT, "4, 26", PRACTICE), N_("the duties under the AI Act"), gives_model),
    _warned("M03.fria", cite(AI_ACT, "27", PRACTICE), N_("the assessment of fundamental rights"), gives_model),
    _warned("M04.service", cite(PRACTICE), N_("the service and its quality")),
    _warned("M04.defects", cite(PRACTICE), N_("what follows where the service has defects")),
    _warned("M04.price", cite(PRACTICE), N_("the remuneration")),
    _warned("M04.exit", cite(DATA_ACT, "25", PRACTICE), N_("switching and exit")),
)
