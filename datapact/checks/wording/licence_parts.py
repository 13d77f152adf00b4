"""Requirements on the wording of licences of models and of data."""

from __future__ import annotations

from collections.abc import Callable

from datapact.base.texts import N_
from datapact.checks.model.facts import Case
from datapact.checks.regimes.licences import data_licensed, licensed, model_licensed
from datapact.checks.wording.part import Part, part
from datapact.contract.vocabulary.acts import AI_ACT, BGB, DATA_ACT, EDPB_MODELS, GESCHGEHG, PRACTICE, TFEU, URHG
from datapact.contract.vocabulary.citations import Citation, cite


def _part(identifier: str, citation: Citation, what: str, applies: Callable[[Case], bool] = model_licensed) -> Part:
    return part(identifier, "W", "practice", citation, what, applies)


_PRACTICE = cite(PRACTICE)

LICENCE_PARTS = (
    _part("L01.grant", cite(URHG, "31(5)", PRACTICE), N_("the right that is granted"), licensed),
    _part("L01.card", _PRACTICE, N_("the data card of the model")),
    _part("L01.uses", cite(URHG, "31(5)", PRACTICE), N_("the permitted uses of the model")),
    _part("L01.never", cite(AI_ACT, "5", PRACTICE), N_("the uses that are always forbidden")),
    _part("L01.output", _PRACTICE, N_("who may use output")),
    _part("L02.derived", _PRACTICE, N_("tuning, derived models and distillation")),
    _part("L02.rights", cite(URHG, "3, 23, 69c no. 2", PRACTICE), N_("the rights in derived models")),
    _part("L02.back", cite(TFEU, "101(1)", PRACTICE), N_("the back-licence")),
    _part("L02.flow-down", _PRACTICE, N_("what recipients of the model are bound to")),
    _part("L03.origin", cite(URHG, "44b(3)", PRACTICE), N_("the origin of the training content")),
    _part("L03.claims", _PRACTICE, N_("what follows where third parties assert rights")),
    _part("L03.open", _PRACTICE, N_("the terms of open licences")),
    _part("L03.export", _PRACTICE, N_("export control")),
    _part("L04.updates", _PRACTICE, N_("the support of the model")),
    _part("L04.recall", _PRACTICE, N_("the recall of a version")),
    _part("L04.remedies", cite(BGB, "536", PRACTICE), N_("what follows where artefacts have defects")),
    _part("L04.end", _PRACTICE, N_("the end of the right of use")),
    _part("L04.derived-end", _PRACTICE, N_("the fate of derived models at the end")),
    _part("L05.telemetry", _PRACTICE, N_("which data on the use is transmitted")),
    _part("L05.audit", _PRACTICE, N_("how the use is audited")),
    _part("L05.misuse", _PRACTICE, N_("what follows from use of the model outside the licence")),
    _part("L05.security", cite(GESCHGEHG, "2 no. 1", PRACTICE), N_("the protection of weights against theft")),
    part(
        "L06.personal",
        "W",
        "guidance",
        cite(EDPB_MODELS, PRACTICE),
        N_("that no personal data is licensed, and what happens if there is some"),
        licensed,
    ),
    _part("L06.duties", cite(AI_ACT, "25, 53", PRACTICE), N_("the duties under the AI Act")),
    _part("L07.derived", _PRACTICE, N_("the rights in derived data"), data_licensed),
    _part("L07.back", cite(TFEU, "101(1)", PRACTICE), N_("the rights of the provider in derived data"), data_licensed),
    _part("L07.database", cite(URHG, "87b", DATA_ACT, "43", PRACTICE), N_("the database right"), data_licensed),
    _part("L07.remedies", cite(BGB, "536", DATA_ACT, "13(4)(b)"), N_("the remedies for faulty data"), data_licensed),
    _part("L07.protection", cite(DATA_ACT, "11(1)", PRACTICE), N_("technical protection measures"), data_licensed),
    _part(
        "L07.fair", cite(DATA_ACT, "13(4)-(5)"), N_("that no imposed unfair term stands in the licence"), data_licensed
    ),
)
