"""Rules on contractual penalties and insurance: limits that hold in standard and imposed terms, sums that fit together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case, is_negotiated
from datapact.checks.model.named import names_something
from datapact.checks.model.rule import Gap, rule
from datapact.checks.regimes.unfair_terms import imposed
from datapact.contract.terms.base import Localised
from datapact.contract.vocabulary.acts import BGB, DATA_ACT, HGB, PRACTICE
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import own

_NO_LIMIT = Gap(
    "penalty.year_euros",
    Message(
        N_(
            "Nothing limits the sum of all penalties. In standard terms a penalty without such a limit can be void "
            "(§ 307 BGB). Enter the highest sum in a calendar year."
        )
    ),
)


@rule(
    "G58",
    "W",
    "statute",
    cite(BGB, "307(1), 310(1), 315, 339, 340(2), 341(2), 343", HGB, "348", DATA_ACT, "13(5)(a)"),
    N_(
        "A contractual penalty is owed for fault only, is credited against damages and has limits that fit the least breach "
        "and the contract as a whole; in pre-formulated wording one that is too high falls entirely."
    ),
    valid_from=date(2002, 1, 1),  # sections 307 and 310 BGB; Art. 13(5)(a) Data Act came on 12 September 2025
)
def g58(case: Case) -> Iterator[Gap]:
    penalty = case.terms.penalty
    if not penalty.agreed:
        return
    if penalty.year_euros is None:
        yield _NO_LIMIT
    elif penalty.breach_euros is not None and penalty.year_euros < penalty.breach_euros:
        yield Gap(
            "penalty.year_euros",
            Message(
                N_(
                    "The penalty for one breach may be higher than all penalties of a year. Correct one of both amounts."
                )
            ),
        )
    yield from _imposed(case, "penalty.agreed")
    yield from _negotiated(case, "penalty.breach_euros")


def _imposed(case: Case, place: str) -> Iterator[Gap]:
    if imposed(case):
        yield Gap(
            place,
            Message(
                N_(
                    "One enterprise imposed terms on the other. A penalty extends the liability of that other party and is "
                    "presumed unfair (Art. 13(5)(a) Data Act); then it does not bind. Negotiate it, or keep the reasons why "
                    "it is fair."
                )
            ),
        )


def _negotiated(case: Case, place: str) -> Iterator[Gap]:
    """Whether the amounts stand in pre-formulated wording: there one out of proportion is void as a whole."""
    if is_negotiated(case, "penalty"):
        return
    if names_something(case.terms.facts.negotiation_record):
        yield Gap(
            place,
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
            place,
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


_WITHOUT_A_TIME = frozenset(["laufend", "fortlaufend", "kontinuierlich", "ständig", "unregelmäßig", "gelegentlich"])
_WITHOUT_A_TIME |= {"nach bedarf", "bei bedarf", "auf abruf", "auf anfrage", "auf anforderung", "auf verlangen"}
_WITHOUT_A_TIME |= {"continuous", "continuously", "ongoing", "irregularly", "occasionally", "as needed", "as required"}
_WITHOUT_A_TIME |= {"on demand", "on request"}


def _names_no_time(frequency: Localised) -> bool:
    """Whether a frequency is one of the words that leave open when something is due, and nothing else."""
    return not _WITHOUT_A_TIME.isdisjoint(words.strip(" .").casefold() for words in (frequency.de, frequency.en))


@rule(
    "G63",
    "W",
    "statute",
    cite(BGB, "286, 307(1), 310(1), 315, 339, 341, 343", HGB, "348", DATA_ACT, "13(5)(a)"),
    N_(
        "A penalty for late provision says by when data is due, is owed for fault only, and has limits for a day, for one "
        "provision and for a year; in pre-formulated wording one that grows without a limit falls entirely."
    ),
    version=2,
    valid_from=date(2002, 1, 1),  # sections 286, 307 and 310 BGB; Art. 13(5)(a) Data Act came on 12 September 2025
)
def g63(case: Case) -> Iterator[Gap]:
    penalty = case.terms.penalty
    if not penalty.delay_day_euros:
        if penalty.delay_euros:
            yield Gap(
                "penalty.delay_day_euros",
                Message(
                    N_(
                        "A highest amount for late provision is entered, but none for a day, so no penalty for delay is "
                        "agreed. Enter the amount for a day, or take the other out."
                    )
                ),
            )
        return
    for dataset in case.terms.datasets:
        if not dataset.frequency.given():
            yield Gap(
                f"datasets.{dataset.key}.frequency",
                Message(
                    N_(
                        "Late provision is to cost a penalty, but nothing says when this dataset is due, so nobody can be late "
                        "without a reminder (§ 286(1), (2) BGB). Enter how often, and by when, it is provided."
                    )
                ),
            )
        elif _names_no_time(dataset.frequency):
            yield Gap(
                f"datasets.{dataset.key}.frequency",
                Message(
                    N_(
                        "Late provision is to cost a penalty, but “{frequency}” names no time at which this dataset is due, so "
                        "nobody can be late without a reminder (§ 286(1), (2) BGB). Say by when it is provided."
                    ),
                    {"frequency": own(dataset.frequency, dataset.key)},
                ),
            )
    if penalty.delay_euros is None:
        yield Gap(
            "penalty.delay_euros",
            Message(
                N_(
                    "The penalty for delay grows with each day without a limit. In standard terms it is void then (§ 307 "
                    "BGB). Enter the highest sum for one late provision."
                )
            ),
        )
    elif penalty.delay_euros < penalty.delay_day_euros:
        yield Gap(
            "penalty.delay_euros",
            Message(
                N_(
                    "The penalty for one day of delay may be higher than that for the whole delay. Correct one of both amounts."
                )
            ),
        )
    if penalty.year_euros is None and not penalty.agreed:
        yield _NO_LIMIT
    elif penalty.year_euros is not None and penalty.year_euros < (penalty.delay_euros or 0):
        yield Gap(
            "penalty.year_euros",
            Message(
                N_(
                    "The penalty for one late provision may be higher than all penalties of a year. Correct one of both amounts."
                )
            ),
        )
    yield from _imposed(case, "penalty.delay_day_euros")
    yield from _negotiated(case, "penalty.delay_euros")


RULES = (g58, g59, g63)
