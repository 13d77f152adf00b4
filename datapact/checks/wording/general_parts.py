"""Requirements on the wording of any agreement on data: parties, purposes, data, rights, security, and its frame."""

from __future__ import annotations

from collections.abc import Callable

from datapact.base.texts import N_
from datapact.checks.model.facts import Case
from datapact.checks.wording.part import Part, part
from datapact.contract.terms.known_facts import children, employees, special_categories
from datapact.contract.vocabulary.acts import BDSG, BETRVG, BGB, GDPR, HGB, IFG, LAND_LAW, PRACTICE, SCC_TRANSFERS
from datapact.contract.vocabulary.citations import Citation, cite

type _When = Callable[[Case], bool]


def _always(_case: Case) -> bool:
    return True


def _personal(case: Case) -> bool:
    return case.terms.is_personal()


def _shared(case: Case) -> bool:
    """Personal data goes from one controller to another."""
    return case.terms.is_personal() and not case.c2p


def _with_data(case: Case) -> bool:
    """As ``_shared``, of data that is there: a framework agreement may begin without, and each order is checked with its own."""
    return _shared(case) and bool(case.terms.datasets or not case.terms.framework.applies)


def _basis(article: str) -> _When:
    return lambda case: _shared(case) and any(basis.article == article for basis in case.terms.legal_bases)


def _no_processing(case: Case) -> bool:
    return not case.c2p


def _sharing(case: Case) -> bool:
    """Data is shared outside a pilot."""
    return not case.c2p and not case.terms.pilot.applies


def _provision(case: Case) -> bool:
    """Datasets are provided; in a non-disclosure agreement only where it names samples, in a framework where it begins with data."""
    later = case.terms.non_disclosure.applies or case.terms.framework.applies
    return not case.c2p and not (later and not case.terms.datasets)


def _described(case: Case) -> bool:
    """Datasets are shared for use, whose quality matters; in a consortium as outside a pilot."""
    return (_sharing(case) or (case.terms.consortium.applies and not case.c2p)) and _provision(case)


def _law(identifier: str, citation: Citation, what: str, applies: _When) -> Part:
    return part(identifier, "E", "statute", citation, what, applies)


def _practice(identifier: str, what: str, applies: _When, *more: str) -> Part:
    citation = cite(BGB, more[0], PRACTICE) if more else cite(PRACTICE)
    return part(identifier, "W", "practice", citation, what, applies)


def _special(case: Case) -> bool:
    return _shared(case) and any(special_categories(dataset).value for dataset in case.terms.datasets)


def _pseudonymous(case: Case) -> bool:
    """A controller receives data that is pseudonymous to it."""
    return _shared(case) and any(
        entry.judgement == "pseudonymous" and entry.party in dataset.recipients
        for dataset in case.terms.datasets
        for entry in dataset.personal
    )


def _kept_for_months(case: Case) -> bool:
    """Personal data is kept for months from its receipt, which can run beyond the end."""
    return _shared(case) and any(
        dataset.retention.months and not dataset.retention.after_end.given() for dataset in case.personal_datasets
    )


def _penalty(identifier: str, provision: str, what: str) -> Part:
    citation = cite(BGB, provision, HGB, "348") if "343" in provision else cite(BGB, provision)
    return part(identifier, "W", "statute", citation, what, lambda case: case.terms.penalty.agreed)


def _delay(identifier: str, provision: str, what: str) -> Part:
    return part(
        identifier, "W", "statute", cite(BGB, provision), what, lambda case: bool(case.terms.penalty.delay_day_euros)
    )


def _insured(case: Case) -> bool:
    return case.terms.insurance.agreed


DATA_PARTS = (
    _law("G02.roles", cite(GDPR, "4(7)-(8)"), N_("the roles of the parties"), _shared),
    _law("G03.purposes", cite(GDPR, "5(1)(b)"), N_("the limits to the agreed purposes"), _shared),
    _practice("G03.limits", N_("the limits to the agreed purposes"), lambda case: not case.terms.is_personal()),
    _practice("G04.datasets", N_("the datasets that are provided"), _provision),
    _law("G05.bases", cite(GDPR, "6(1), 5(2)"), N_("the legal bases of the controllers"), _with_data),
    part(
        "G06.special",
        "E",
        "statute",
        cite(GDPR, "9", BDSG, "22(2)"),
        N_("specific safeguards for special categories of personal data"),
        _special,
    ),
    _law("G08.objection", cite(GDPR, "21(1)"), N_("what follows an objection"), _basis("6(1)(f)")),
    _law("K03.withdrawal", cite(GDPR, "7(3)"), N_("that withdrawals of consent are passed on"), _basis("6(1)(a)")),
    _law("G10.new-purpose", cite(GDPR, "6(4)"), N_("the procedure for a new purpose"), _shared),
    _law("G11.retention", cite(GDPR, "5(1)(e)"), N_("the retention periods"), _with_data),
    _law("G12.end", cite(GDPR, "5(1)(e)"), N_("the fate of the data at the end"), _shared),
    _law("G13.measures", cite(GDPR, "32(1)"), N_("the technical and organisational measures"), _shared),
    _practice("G14.notice", N_("notice of breaches to the other party"), _no_processing),
    _law("G15.rights", cite(GDPR, "12(3)"), N_("who answers requests of data subjects, and when"), _shared),
    part(
        "G15.pseudonyms",
        "W",
        "statute",
        cite(GDPR, "11(2), 12(2)"),
        N_("how requests are answered where the recipient holds pseudonyms only"),
        _pseudonymous,
    ),
    part(
        "G51.ends",
        "W",
        "statute",
        cite(GDPR, "5(1)(e)"),
        N_("that retention ends with the agreement unless a ground is named"),
        _kept_for_months,
    ),
    part(
        "G16.pass-on",
        "E",
        "house",
        cite(GDPR, "19"),
        N_("that rectification and erasure are passed on"),
        _personal,
    ),
    _law("T01.collector", cite(GDPR, "13(1)(e)"), N_("who informs where the data is collected"), _shared),
    _law("T02.recipient", cite(GDPR, "14(3)"), N_("who informs where the data is received"), _shared),
    _law("G22.accuracy", cite(GDPR, "5(1)(d)"), N_("how the data is kept accurate"), _personal),
    _law("G26.automated", cite(GDPR, "22"), N_("the limits of automated decisions"), _shared),
    part(
        "G25.children",
        "W",
        "practice",
        cite(GDPR, "8, 25"),
        N_("the protection of children"),
        lambda case: _shared(case) and any(children(dataset).value for dataset in case.terms.datasets),
    ),
    part(
        "G36.employees",
        "W",
        "statute",
        cite(BDSG, "26", BETRVG, "87(1) no. 6"),
        N_("the protection of employees against monitoring"),
        lambda case: _shared(case) and any(employees(dataset).value for dataset in case.terms.datasets),
    ),
    _practice("G28.onward", N_("whether data may be passed on"), _no_processing),
    _practice(
        "G29.reidentification",
        N_("the ban on re-identification"),
        lambda case: (
            not case.c2p and any(one.pseudonymised or one.reidentification_banned for one in case.terms.datasets)
        ),
    ),
    _law("X01.place", cite(GDPR, "44"), N_("the place of processing, and remote access as a transfer"), _personal),
    _law("X01.transfers", cite(GDPR, "44"), N_("the conditions of transfers to third countries"), _personal),
)

FRAME_PARTS = (
    part(
        "G01.parties",
        "E",
        "house",
        cite(PRACTICE),
        N_("the parties"),
        _always,
    ),
    part("G19.term", "E", "house", cite(PRACTICE), N_("the beginning and the end"), _always),
    _practice("G20.law", N_("the governing law"), _always),
    _practice("G20.liability", N_("liability"), _always),
    _penalty("G58.promise", "339", N_("the duties whose culpable breach costs a penalty")),
    _penalty("G58.amount", "307(1), 315", N_("who sets the amount of a penalty, and its limits")),
    _penalty("G58.review", "315(3), 343", N_("that a court reviews and reduces a penalty")),
    _penalty("G58.damages", "340(2), 341(2)", N_("that a penalty is credited against damages")),
    _delay("G63.promise", "339", N_("that late provision costs a penalty")),
    _delay(
        "G63.amount", "307(1), 315, 343", N_("who sets the amount of a penalty for delay, its limits and its review")
    ),
    _delay("G63.damages", "340(2), 341", N_("that a penalty for delay is reserved, and credited against damages")),
    _practice("G59.duty", N_("the duty to insure"), _insured),
    _practice("G59.evidence", N_("evidence of the insurance"), _insured),
    _practice("G20.disputes", N_("how disputes are settled"), lambda case: case.terms.law.disputes.given()),
    part(
        "G23.members",
        "W",
        "guidance",
        cite(SCC_TRANSFERS, "clause 7", PRACTICE),
        N_("how parties join and leave"),
        lambda case: len(case.terms.parties) > 2 or case.c2p,
    ),
    part(
        "G23.leaving",
        "W",
        "guidance",
        cite(SCC_TRANSFERS, "clause 7", PRACTICE),
        N_("how a party leaves and what becomes of its data"),
        lambda case: len(case.terms.parties) > 2,
    ),
    part(
        "G24.access",
        "W",
        "practice",
        cite(IFG, LAND_LAW),
        N_("requests for access to official information"),
        lambda case: bool(case.public_bodies) and not case.c2p and case.terms.facts.freedom_of_information.given(),
    ),
    _practice("G31.conclusion", N_("the form of conclusion"), _always, "126a, 127(3)"),
    _practice("G31.amendments", N_("the form of amendments"), _always, "127(2)-(3)"),
    _practice("G31.notices", N_("the form of notices"), _always, "126b"),
    part(
        "G33.prevailing",
        "E",
        "house",
        cite(PRACTICE),
        N_("which language prevails"),
        lambda case: len(case.document.languages) > 1,
    ),
    _practice(
        "G35.precedence",
        N_("the order of precedence"),
        lambda case: bool(case.terms.facts.parent_agreement),
    ),
    _practice("C02.cause", N_("termination for cause"), _always, "314"),
    _practice("C02.confidentiality", N_("confidentiality"), _no_processing),
    _practice("C02.definitions", N_("the meaning of defined words"), _always),
    _practice("C02.provider", N_("the provider’s right to provide the data"), _provision),
    _practice("C02.rights-in-data", N_("the rights in the data"), _no_processing),
    _practice("C02.subject", N_("the subject matter"), _no_processing),
    _practice("C02.quality", N_("changes and defects of the datasets"), _described),
    _practice("C02.evidence", N_("evidence of the use of the data"), _sharing),
    _practice("C02.costs", N_("costs"), _sharing),
    _practice(
        "C02.research",
        N_("rights and publication in research"),
        lambda case: _sharing(case) and bool(case.terms.facts.research),
    ),
    _practice("C02.after-end", N_("which duties continue after the end"), _always),
    _practice("C02.authorities", N_("demands of authorities and courts"), _always),
    _practice("C02.service-providers", N_("the recipient’s service providers"), _no_processing),
)
