"""Rules on contractual penalty and insurance: limits that hold in standard and imposed terms, sums that fit together."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case, is_negotiated
from datapact.checks.model.named import names_something
from datapact.checks.model.rule import Gap, rule
from datapact.checks.regimes.unfair_terms import imposed
from datapact.contract.vocabulary.acts import BGB, DATA_ACT, HGB, PRACTICE
from datapact.contract.vocabulary.citations import cite


@rule(
    "G58",
    "W",
    "statute",
    cite(BGB, "307(1), 310(1), 315, 339, 340(2), 341(2), 343", HGB, "348", DATA_ACT, "13(5)(a)"),
    N_(
        "A contractual penalty is owed for fault only, is credited against damages and has limits that fit the least breach "
        "and the contract as a whole; in pre-formulated wording one that is too high falls entirely."
    ),
)
def g58(case: Case) -> Iterator[Gap]:
    penalty = case.terms.penalty
    if not penalty.agreed:
        return
    if penalty.year_euros is None:
        yield Gap(
            "penalty.year_euros",
            Message(
                N_(
                    "Nothing limits the sum of all penalties. In standard terms a penalty without such a limit can be void "
                    "(§ 307 BGB). Enter the highest sum in a calendar year."
                )
            ),
        )
    elif penalty.breach_euros is not None and penalty.year_euros < penalty.breach_euros:
        yield Gap(
            "penalty.year_euros",
            Message(
                N_(
                    "The penalty for one breach may be higher than all penalties of a year. Correct one of both amounts."
                )
            ),
        )
    if imposed(case):
        yield Gap(
            "penalty.agreed",
            Message(
                N_(
                    "One enterprise imposed terms on the other. A penalty extends the liability of that other party and is "
                    "presumed unfair (Art. 13(5)(a) Data Act); then it does not bind. Negotiate it, or keep the reasons why "
                    "it is fair."
                )
            ),
        )
    record = case.terms.facts.negotiation_record
    if is_negotiated(case, "penalty"):
        return
    if names_something(record):
        yield Gap(
            "penalty.breach_euros",
            Message(
                N_(
                    "The penalty is not among the clauses that the record of negotiation covers, and so counts as pre-formulated. "
                    "If its amounts are out of proportion, it is void as a whole, between businesses too (§§ 306, 307, 310(1) "
                    "BGB). Negotiate it individually (§ 305(1) sentence 3 BGB), then choose it among the clauses negotiated."
                )
            ),
        )
    else:
        yield Gap(
            "penalty.breach_euros",
            Message(
                N_(
                    "The penalty stands in pre-formulated wording. If its amounts are out of proportion, it is void as a whole, "
                    "between businesses too (§§ 306, 307, 310(1) BGB). Negotiate it individually (§ 305(1) "
                    "sentence 3 BGB) and record that beside the agreement."
                )
            ),
        )


@rule(
    "G59",
    "W",
    "practice",
    cite(PRACTICE),
    N_("Where parties are to be insured, the agreement says which, and the sums insured fit together."),
)
def g59(case: Case) -> Iterator[Gap]:
    insurance = case.terms.insurance
    if not insurance.agreed:
        return
    if not insurance.kept_by:
        yield Gap(
            "insurance.kept_by",
            Message(N_("A duty to insure is agreed, but for no party. Name those who are to be insured.")),
        )
    if insurance.event_euros is None:
        yield Gap(
            "insurance.event_euros",
            Message(N_("A duty to insure is agreed without a sum. Enter the sum insured for each insured event.")),
        )
    elif insurance.year_euros is not None and insurance.year_euros < insurance.event_euros:
        yield Gap(
            "insurance.year_euros",
            Message(
                N_("The sum insured for a year is lower than that for one insured event. Correct one of both amounts.")
            ),
        )


RULES = (g58, g59)
