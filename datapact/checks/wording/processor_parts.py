"""Requirements on the wording of a contract with a processor (Art. 28 GDPR)."""

from __future__ import annotations

from collections.abc import Callable

from datapact.base.texts import N_
from datapact.checks.model.facts import Case
from datapact.checks.wording.part import Part, part
from datapact.contract.vocabulary.acts import GDPR, PRACTICE, SCC_PROCESSORS
from datapact.contract.vocabulary.citations import cite


def _c2p(case: Case) -> bool:
    return case.c2p


def _sub_processing(choice: str) -> Callable[[Case], bool]:
    return lambda case: case.c2p and case.terms.processing.sub_processing == choice


def _engages_others(case: Case) -> bool:
    return case.c2p and case.terms.processing.sub_processing in ("specific", "general")


def _statute(identifier: str, provision: str, what: str, applies: Callable[[Case], bool] = _c2p) -> Part:
    return part(identifier, "E", "statute", cite(GDPR, provision), what, applies)


PROCESSOR_PARTS = (
    _statute("P00.subject", "28(3)", N_("the subject matter of the processing")),
    _statute("P00.duration", "28(3)", N_("the duration of the processing")),
    _statute("P00.nature", "28(3)", N_("the nature of the processing")),
    _statute("P00.purpose", "28(3)", N_("the purposes of the processing")),
    _statute("P00.data", "28(3)", N_("the types of personal data and the categories of data subjects")),
    _statute("P00.controller", "28(3)", N_("the rights and duties of the controller")),
    _statute("P01.instructions", "28(3)(a)", N_("processing on documented instructions only")),
    _statute("P01.transfers", "28(3)(a)", N_("instructions for transfers to third countries, too")),
    _statute("P01.contrary-law", "28(3)(a)", N_("notice of law that demands other processing")),
    part(
        "P01.contacts",
        "W",
        "practice",
        cite(PRACTICE),
        N_("the form of instructions and who may give them"),
        _c2p,
    ),
    _statute("P02.confidentiality", "28(3)(b)", N_("confidentiality of the persons who process the data")),
    _statute("P03.measures", "28(3)(c)", N_("all measures that Art. 32 requires")),
    _statute(
        "P04.forbidden", "28(2), 28(3)(d)", N_("that no sub-processors are engaged"), _sub_processing("forbidden")
    ),
    _statute(
        "P04.specific",
        "28(2), 28(3)(d)",
        N_("the specific authorisation of sub-processors"),
        _sub_processing("specific"),
    ),
    _statute(
        "P04.general",
        "28(2), 28(3)(d)",
        N_("the general authorisation of sub-processors with notice and objection"),
        _sub_processing("general"),
    ),
    _statute("P05.flow-down", "28(4)", N_("the same duties for every sub-processor"), _engages_others),
    _statute("P05.liability", "28(4)", N_("the processor’s liability for its sub-processors"), _engages_others),
    part(
        "P05.beneficiary",
        "W",
        "practice",
        cite(SCC_PROCESSORS, "clause 7.7(e)"),
        N_("the controller’s rights against a sub-processor where the processor is gone"),
        _engages_others,
    ),
    _statute("P06.rights", "28(3)(e)", N_("assistance with requests of data subjects")),
    _statute("P07.security", "28(3)(f)", N_("assistance with the security of processing")),
    _statute("P07.breaches", "28(3)(f)", N_("assistance with personal data breaches")),
    _statute("P07.assessment", "28(3)(f)", N_("assistance with impact assessments and prior consultation")),
    _statute("P08.choice", "28(3)(g)", N_("deletion or return at the controller’s choice, and of copies")),
    _statute("P08.storage", "28(3)(g)", N_("the exception for data that law requires to be stored")),
    _statute("P09.information", "28(3)(h)", N_("all information needed to show compliance")),
    _statute("P09.audits", "28(3)(h)", N_("audits and inspections")),
    _statute("P10.warning", "28(3) subpara. 2", N_("a warning of instructions that infringe the law")),
    _statute("P11.form", "28(9)", N_("the written form, which includes electronic form")),
    _statute("P12.guarantees", "28(1)", N_("the processor’s sufficient guarantees")),
    _statute("P13.own-purposes", "28(10)", N_("the ban on own purposes of the processor")),
    _statute("P13.models", "28(3)(a)", N_("that models are made only on instructions and for the controller")),
    _statute("P13.onward", "28(3)(a), 29", N_("that data is passed to third parties on instructions only")),
    _statute("G14.breach", "33(2)", N_("notice of breaches to the controller without undue delay")),
)
