"""Requirements on the wording of contracts on a data intermediation service (Art. 11, 12 and 31 of the Data Governance Act)."""

from __future__ import annotations

from datapact.base.texts import N_
from datapact.checks.model.facts import Case
from datapact.checks.wording.part import Part, part
from datapact.contract.vocabulary.acts import DATA_GOVERNANCE
from datapact.contract.vocabulary.citations import cite


def _applies(case: Case) -> bool:
    return case.terms.intermediation.applies


def _with_people(case: Case) -> bool:
    return _applies(case) and case.pd


def _part(name: str, provision: str, what: str) -> Part:
    return part(f"I02.{name}", "E", "statute", cite(DATA_GOVERNANCE, provision), what, _applies)


def _warned(name: str, provision: str, what: str) -> Part:
    return part(f"I02.{name}", "W", "statute", cite(DATA_GOVERNANCE, provision), what, _applies)


INTERMEDIATION_PARTS = (
    _warned("service", "2(11), 10", N_("which intermediation service is provided, and between whom")),
    _warned("notification", "11", N_("the notification of the service to the competent authority")),
    _part("neutrality", "12(a)", N_("that the intermediary uses the data for no purpose of its own")),
    _part("separate", "12(a)", N_("that the service is provided through a separate legal person")),
    _part("price", "12(b)", N_("that prices do not depend on the use of other services")),
    _part("activity-data", "12(c)", N_("the limits of the use of data on the activity of the parties")),
    _part("format", "12(d)", N_("the format of the exchange and the limits of conversion")),
    _part("tools", "12(e)", N_("that tools are used only on request or with approval")),
    _part("access", "12(f)", N_("that access is fair, transparent and non-discriminatory")),
    _warned("fraud", "12(g)", N_("procedures against fraudulent or abusive practices")),
    _part("continuity", "12(h)", N_("continuity and access to stored data in insolvency")),
    _warned("interoperability", "12(i)", N_("interoperability with other intermediation services")),
    _part("unlawful-access", "12(j), 31", N_("measures against unlawful transfer of and access to non-personal data")),
    _part("inform", "12(k)", N_("that data holders are informed of unauthorised transfer, access or use")),
    _part("security", "12(l)", N_("the level of security, the highest for competitively sensitive information")),
    part(
        "I02.data-subjects",
        "E",
        "statute",
        cite(DATA_GOVERNANCE, "12(m)-(n)"),
        N_("the best interest of data subjects, and tools to give and withdraw consent"),
        _with_people,
    ),
    _part("log", "12(o)", N_("the log record of the intermediation activity")),
    _warned("exit", "12(h)-(i)", N_("retrieval and deletion of the data when the service ends")),
)
