"""Requirements on the wording of agreements that prepare or frame a cooperation: non-disclosure, frameworks for orders, consortia."""

from __future__ import annotations

from collections.abc import Callable

from datapact.base.texts import N_
from datapact.checks.model.facts import Case
from datapact.checks.wording.part import Part, part
from datapact.contract.vocabulary.acts import BGB, GDPR, GESCHGEHG, GWB, PRACTICE, STATE_AID, URHG, WHISTLEBLOWERS
from datapact.contract.vocabulary.citations import Citation, cite


def _secret(case: Case) -> bool:
    return case.terms.non_disclosure.applies


def _sampled(case: Case) -> bool:
    return _secret(case) and bool(case.terms.datasets)


def _walled(case: Case) -> bool:
    return _secret(case) and case.terms.non_disclosure.clean_team_for.given()


def _with_room(case: Case) -> bool:
    return _secret(case) and case.terms.non_disclosure.data_room.given()


def _certified(case: Case) -> bool:
    return _secret(case) and case.terms.end_of_data.certificate


def _framed(case: Case) -> bool:
    return case.terms.framework.applies


def _consortium(case: Case) -> bool:
    return case.terms.consortium.applies


def _catalogued(case: Case) -> bool:
    return _framed(case) and case.terms.framework.catalogue.given()


def _warned(
    identifier: str, citation: Citation, what: str, applies: Callable[[Case], bool], *, by_law: bool = False
) -> Part:
    return part(identifier, "W", "statute" if by_law else "practice", citation, what, applies)


NON_DISCLOSURE_PARTS = (
    _warned("N01.information", cite(GESCHGEHG, "2 no. 1"), N_("what is confidential"), _secret, by_law=True),
    _warned("N01.exceptions", cite(PRACTICE), N_("what is not confidential"), _secret),
    _warned("N01.measures", cite(GESCHGEHG, "2 no. 1"), N_("the measures of secrecy"), _secret, by_law=True),
    _warned("N01.access", cite(GESCHGEHG, "2 no. 1", PRACTICE), N_("who may have access"), _secret),
    _warned(
        "N01.reverse-engineering",
        cite(GESCHGEHG, "3(1) no. 2"),
        N_("the ban on reverse engineering"),
        _secret,
        by_law=True,
    ),
    _warned("N01.training", cite(URHG, "44b(3)", PRACTICE), N_("the ban on training models"), _secret),
    _warned(
        "N01.whistleblowing",
        cite(GESCHGEHG, "5", WHISTLEBLOWERS, "39"),
        N_("that lawful disclosure and reports of infringements stay free"),
        _secret,
        by_law=True,
    ),
    _warned("N01.return", cite(PRACTICE), N_("return and deletion"), _secret),
    _warned("N01.certificate", cite(PRACTICE), N_("the certificate of deletion"), _certified),
    _warned("N02.personal", cite(GDPR, "5(1)(c), 26, 28", PRACTICE), N_("what holds for personal data"), _secret),
    _warned("N03.after-effect", cite(BGB, "307", PRACTICE), N_("how long secrecy lasts after the end"), _secret),
    _warned("N04.access", cite(PRACTICE), N_("when access to samples ends"), _sampled),
    _warned("N05.clean-team", cite(GWB, "1", PRACTICE), N_("the clean team"), _walled),
    _warned("N06.data-room", cite(PRACTICE), N_("the rules of the data room"), _with_room),
)

FRAMEWORK_PARTS = (
    _warned("F01.catalogue", cite(PRACTICE), N_("what the catalogue of datasets means"), _catalogued),
    _warned("F01.order-form", cite(PRACTICE), N_("what an order states"), _framed),
    _warned("F01.conclusion", cite(BGB, "145-151", PRACTICE), N_("how an order is concluded"), _framed),
    _warned("F02.precedence", cite(PRACTICE), N_("whether framework or order prevails"), _framed),
    _warned("F03.suspension", cite(PRACTICE), N_("the suspension of single orders"), _framed),
    _warned("F04.changes", cite(BGB, "308 nos. 4 and 5"), N_("the procedure for changes"), _framed, by_law=True),
)

CONSORTIUM_PARTS = (
    _warned("V01.bodies", cite(PRACTICE), N_("the bodies of the consortium"), _consortium),
    _warned("V01.votes", cite(PRACTICE), N_("votes and majorities"), _consortium),
    _warned("V02.background", cite(PRACTICE), N_("the list of background"), _consortium),
    _warned("V03.default", cite(BGB, "314(2)", PRACTICE), N_("what follows the default of a party"), _consortium),
    _warned("V04.shares", cite(BGB, "426", PRACTICE), N_("the shares in joint debts"), _consortium),
    _warned("V05.joint-results", cite(BGB, "741, 749", PRACTICE), N_("what holds for joint results"), _consortium),
    _warned("V05.access", cite(PRACTICE), N_("access to results"), _consortium),
    _warned(
        "V05.state-aid", cite(STATE_AID, "points 28 and 29"), N_("that nobody gets indirect state aid"), _consortium
    ),
    _warned("V06.steps", cite(PRACTICE), N_("the steps of a dispute"), _consortium),
)
