"""The rule on suppliers of entities under the NIS 2 Directive: whoever gets their data is part of their supply chain."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.rule import Gap, rule
from datapact.contract.vocabulary.acts import BSIG, NIS2
from datapact.contract.vocabulary.citations import cite

EARLY_WARNING_HOURS = 24
_EVIDENCE = ("P09.audits", "C02.evidence")


@rule(
    "G54",
    "W",
    "statute",
    cite(BSIG, "30(2) no. 4, 32(1)", NIS2, "21(2)(d), 21(3)"),
    N_(
        "Where a party is an essential or important entity, the contract secures its supply chain: whoever gets its data owes "
        "measures, reports incidents in time for the early warning within 24 hours, and shows evidence."
    ),
)
def g54(case: Case) -> Iterator[Gap]:
    terms = case.terms
    entities = [party for party in terms.parties if party.essential_entity is True]
    holders = {key for dataset in terms.datasets for key in dataset.recipients} | {terms.processing.processor}
    for entity in entities:
        suppliers = [party.key for party in terms.parties if party.key in holders - {entity.key}]
        if not suppliers:
            continue
        names = {"party": case.name(entity.key), "supplier": case.name(suppliers[0])}
        if not any(one.party in ("", *suppliers) for one in terms.measures):
            yield Gap(
                "measures",
                Message(
                    N_(
                        "{party} answers for the security of its suppliers. Agree on the measures that {supplier} takes."
                    ),
                    names,
                ),
            )
        if terms.breach.hours is None or terms.breach.hours > EARLY_WARNING_HOURS:
            yield Gap(
                "breach.hours",
                Message(
                    N_(
                        "{party} must give an early warning of a significant incident within 24 hours of knowing of it. Agree "
                        "that {supplier} reports within 24 hours or less."
                    ),
                    names,
                ),
            )
        if all(case.lacks(part) for part in _EVIDENCE):
            yield Gap(
                f"parties.{entity.key}.essential_entity",
                Message(
                    N_(
                        "{party} must see that its suppliers are secure, but the text gives it neither evidence nor audits of "
                        "{supplier}. Insert such a clause."
                    ),
                    names,
                ),
            )
        return


RULES = (g54,)
