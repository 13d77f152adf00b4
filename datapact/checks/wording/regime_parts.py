"""Requirements on the wording of agreements under special regimes: joint control, models and artificial intelligence."""

from __future__ import annotations

from collections.abc import Callable

from datapact.base.texts import N_
from datapact.checks.model.facts import Case
from datapact.checks.regimes.ai_models import owes_documents
from datapact.checks.regimes.joint_controllers import arranged
from datapact.checks.regimes.standard_clauses import needs_reference
from datapact.checks.wording.part import Part, part
from datapact.contract.vocabulary.acts import AI_ACT, EDPB_CONTROLLERS, EDPB_MODELS, GDPR, PRACTICE, SCC_TRANSFERS
from datapact.contract.vocabulary.citations import Citation, cite


def _joint(case: Case) -> bool:
    return case.jc


def _models(case: Case) -> bool:
    return case.terms.models.applies


def _pilot(case: Case) -> bool:
    return case.terms.pilot.applies


def _part(identifier: str, citation: Citation, what: str, applies: Callable[[Case], bool]) -> Part:
    return part(identifier, "E", "statute", citation, what, applies)


def _warned(identifier: str, citation: Citation, what: str, applies: Callable[[Case], bool]) -> Part:
    return part(identifier, "W", "practice", citation, what, applies)


def _arrangement(identifier: str, citation: Citation, what: str) -> Part:
    return part(identifier, "W", "statute", citation, what, arranged)


REGIME_PARTS = (
    part(
        "X12.reference",
        "E",
        "standard_clauses",
        cite(SCC_TRANSFERS, "clause 2"),
        N_("the standard clauses of Decision (EU) 2021/914 by reference, unchanged, with module and options"),
        needs_reference,
    ),
    part(
        "X12.annexes",
        "E",
        "standard_clauses",
        cite(SCC_TRANSFERS, "clause 2"),
        N_("from what the annexes of the standard clauses follow"),
        needs_reference,
    ),
    _part("J01.notices", cite(GDPR, "26(1)"), N_("which joint controller informs data subjects"), _joint),
    _part("J01.rights", cite(GDPR, "26(1)"), N_("which joint controller handles each right"), _joint),
    part(
        "J02.topics",
        "W",
        "guidance",
        cite(EDPB_CONTROLLERS, "part II.2"),
        N_("which joint controller is in charge of what"),
        _joint,
    ),
    _part("J03.essence", cite(GDPR, "26(2)"), N_("how the essence is made available"), _joint),
    _warned("J04.contact", cite(GDPR, "26(1)", PRACTICE), N_("the contact point for data subjects"), _joint),
    _part("J05.rights", cite(GDPR, "26(3)"), N_("that rights stand against each joint controller"), _joint),
    _arrangement("J07.phases", cite(GDPR, "26(1)-(2)"), N_("the phases of the joint processing")),
    _arrangement("J07.assessment", cite(GDPR, "35"), N_("who examines and carries out the impact assessment")),
    _arrangement("J07.breach", cite(GDPR, "33, 34"), N_("who notifies breaches, and from when the time runs")),
    _arrangement("J07.processors", cite(GDPR, "28"), N_("who engages processors for all")),
    _arrangement("J07.end", cite(GDPR, "5(1)(e), 26"), N_("what becomes of the joint data at the end")),
    _arrangement("J08.compensation", cite(GDPR, "82(5)"), N_("the compensation between joint controllers")),
    _warned(
        "A01.permissions",
        cite(PRACTICE),
        N_("which use for models is permitted"),
        lambda case: not case.c2p and bool(case.terms.models.training or case.terms.models.applies),
    ),
    _warned("A08.withdrawal", cite(PRACTICE), N_("what a withdrawal does to models"), _models),
    _warned("A08.end", cite(PRACTICE), N_("what the end of the agreement does to models"), _models),
    part(
        "A09.personal-models",
        "W",
        "guidance",
        cite(EDPB_MODELS),
        N_("the assessment whether a model is personal data"),
        lambda case: _models(case) and case.terms.is_personal() and not case.c2p,
    ),
    _warned(
        "A04.bias",
        cite(AI_ACT, "4a", PRACTICE),
        N_("the handling of special categories used against bias"),
        lambda case: _models(case) and case.terms.models.bias_correction,
    ),
    _warned(
        "A05.supplier",
        cite(AI_ACT, "25(4)", PRACTICE),
        N_("information and assistance for the provider of a high-risk system"),
        lambda case: _models(case) and case.terms.models.high_risk_use,
    ),
    _warned(
        "A06.rebranding",
        cite(AI_ACT, "25(1)", PRACTICE),
        N_("who becomes the provider of a changed system"),
        lambda case: _models(case) and bool(case.terms.models.rebranding),
    ),
    _warned(
        "A07.documents",
        cite(AI_ACT, "53(1)", PRACTICE),
        N_("the documents of a general-purpose model"),
        lambda case: _models(case) and owes_documents(case),
    ),
    _warned("C02.extraction", cite(PRACTICE), N_("the ban on extracting data from models"), _models),
    _warned("C02.ai-roles", cite(AI_ACT, "25", PRACTICE), N_("roles and assistance under the AI Act"), _models),
    _warned(
        "A11.acceptance",
        cite(PRACTICE),
        N_("acceptance of results"),
        lambda case: _pilot(case) and case.terms.pilot.acceptance.given(),
    ),
    _warned("A11.background", cite(PRACTICE), N_("background rights"), _pilot),
    _warned("A11.foreground", cite(PRACTICE), N_("foreground rights in results"), _pilot),
    _warned("A11.publication", cite(PRACTICE), N_("publication"), _pilot),
    _warned("A11.work", cite(PRACTICE), N_("work, schedule and costs"), _pilot),
    _warned("A11.export", cite(PRACTICE), N_("export control"), _pilot),
)
