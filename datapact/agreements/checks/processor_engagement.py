"""Rules for processors beside the list of Art. 28(3) GDPR: sub-processors, form, guarantees, own purposes."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.agreements.checks.acts import GDPR, SCC_PROCESSORS, SCC_TRANSFERS
from datapact.agreements.checks.citation import cite
from datapact.agreements.checks.facts import Case
from datapact.agreements.checks.rule import Gap, rule
from datapact.agreements.checks.words import joined
from datapact.texts import N_, Message


@rule(
    "P04",
    "E",
    "statute",
    cite(GDPR, "28(2), 28(3)(d)"),
    N_("Sub-processors need specific or general authorisation; a general one comes with notice and a right to object."),
)
def p04(case: Case) -> Iterator[Gap]:
    block = case.terms.processing
    if not case.c2p:
        return
    if not block.sub_processing:
        yield Gap(
            "processing.sub_processing",
            Message(
                N_(
                    "Nothing says whether the processor may engage sub-processors. Forbid it, or choose specific or "
                    "general authorisation."
                )
            ),
        )
    elif block.sub_processing == "forbidden" and case.terms.sub_processors:
        yield Gap(
            "processing.sub_processing",
            Message(
                N_("Sub-processors are forbidden, but the list names some. Authorise them, or take them off the list.")
            ),
        )
    elif block.sub_processing == "general":
        if block.sub_processing_notice_days is None:
            yield Gap(
                "processing.sub_processing_notice_days",
                Message(
                    N_(
                        "Under a general authorisation the processor must announce every new sub-processor. Enter how "
                        "many days beforehand."
                    )
                ),
            )
        if block.sub_processing_objection_days is None:
            yield Gap(
                "processing.sub_processing_objection_days",
                Message(
                    N_(
                        "Under a general authorisation the controller must be able to object to a new sub-processor. "
                        "Enter within how many days."
                    )
                ),
            )


@rule(
    "P05",
    "E",
    "statute",
    cite(GDPR, "28(4)"),
    N_("The same data protection duties are imposed on every sub-processor by contract."),
)
def p05(case: Case) -> Iterator[Gap]:
    block, listed = case.terms.processing, case.terms.sub_processors
    if not case.c2p and not case.p2p:
        return
    if not block.flow_down and (listed or case.p2p or block.sub_processing in ("specific", "general")):
        yield Gap(
            "processing.flow_down",
            Message(
                N_(
                    "The contract does not oblige the processor to impose the same data protection duties on its "
                    "sub-processors. Add this duty."
                )
            ),
        )
    for one in listed:
        if not one.same_duties:
            yield Gap(
                f"sub_processors.{one.key}.same_duties",
                Message(
                    N_(
                        "It is not confirmed that the contract with the sub-processor {name} has the same data "
                        "protection duties. Check that contract and confirm it."
                    ),
                    {"name": one.name or one.key},
                ),
            )


@rule("P11", "E", "statute", cite(GDPR, "28(9)"), N_("The contract is in writing, which includes electronic form."))
def p11(case: Case) -> Iterator[Gap]:
    if case.c2p and not case.terms.form.conclusion:
        yield Gap(
            "form.conclusion",
            Message(
                N_(
                    "A contract with a processor must be in writing or in electronic form. State the form in which it "
                    "is concluded."
                )
            ),
        )


@rule(
    "P12",
    "E",
    "statute",
    cite(GDPR, "28(1)"),
    N_("The processor's sufficient guarantees are shown, for example by certificates, audits or references."),
)
def p12(case: Case) -> Iterator[Gap]:
    if case.c2p and not case.terms.processing.guarantees.given():
        yield Gap(
            "processing.guarantees",
            Message(
                N_(
                    "Nothing shows that the processor offers sufficient guarantees. Name certificates, audit reports "
                    "or references that the controller has examined."
                )
            ),
        )


@rule(
    "P13",
    "E",
    "statute",
    cite(GDPR, "28(10)"),
    N_("The processor does not use the data for its own purposes; training models of its own makes it a controller."),
)
def p13(case: Case) -> Iterator[Gap]:
    if not case.c2p:
        return
    if case.terms.processing.processor_own_purposes:
        yield Gap(
            "processing.processor_own_purposes",
            Message(
                N_(
                    "The processor may use the data for its own purposes and is a controller to that extent. Forbid "
                    "it, or agree on a separate activity in which it is a controller with a legal basis of its own."
                )
            ),
        )
    only_processors = [key for key in case.processors if key not in case.controllers]
    keeping = [case.name(key) for key in only_processors if key in case.terms.models.weights_kept_by]
    if case.trains and keeping:
        yield Gap(
            "models.weights_kept_by",
            Message(
                N_(
                    "A processor keeps the weights of models trained with the data: {parties}. Make sure that it does "
                    "so on behalf of the controller only; training for itself makes it a controller."
                ),
                {"parties": joined(keeping)},
            ),
            "W",
        )


@rule(
    "P14",
    None,
    "standard_clauses",
    cite(GDPR, "28(6)-(7)", SCC_PROCESSORS, SCC_TRANSFERS, "modules 2 and 3"),
    N_(
        "Exemption: where the standard clauses of Decision (EU) 2021/915, or modules 2 or 3 of Decision (EU) 2021/914, "
        "are used unmodified, P00 to P10 are met."
    ),
    exempts=tuple(f"P{number:02}" for number in range(11)),
)
def p14(case: Case) -> Iterator[Gap]:
    block = case.terms.processing
    modules = {transfer.module for transfer in case.terms.transfers if transfer.mechanism == "46(2)(c)"}
    unmodified = block.standard_clauses_unmodified and (
        block.standard_clauses == "2021/915"
        or (block.standard_clauses == "2021/914" and not modules.isdisjoint({"2", "3"}))
    )
    if not unmodified:
        yield Gap(
            "processing.standard_clauses",
            Message(N_("The standard clauses are not used, or not unmodified: their exemption does not apply.")),
        )


RULES = (p04, p05, p11, p12, p13, p14)
