"""Rules on terms imposed between enterprises: Data Act, Art. 13, and from when it reaches a contract (Art. 50)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from datapact.agreements.checks.acts import DATA_ACT
from datapact.agreements.checks.citation import cite
from datapact.agreements.checks.facts import Case
from datapact.agreements.checks.rule import Gap, rule
from datapact.texts import N_, Message

APPLIES = date(2025, 9, 12)
REACHES_OLDER = date(2027, 9, 12)
LONG_RUNNING = date(2034, 1, 11)  # ten years after the Data Act entered into force on 11 January 2024
ALWAYS_UNFAIR = ("excludes_intent_or_gross_negligence", "excludes_remedies", "sole_interpretation")


def between_enterprises(case: Case) -> bool:
    """At least two of the parties are enterprises."""
    return sum(party.kind == "company" for party in case.terms.parties) > 1


def is_older(case: Case) -> bool:
    """A contract of before the Data Act that is indefinite or runs long enough for Art. 50 to reach it later."""
    start, end = case.terms.duration.start, case.terms.duration.end
    return start is not None and start <= APPLIES and (end is None or end >= LONG_RUNNING)


def article_13_applies(case: Case) -> bool:
    """Whether Art. 13 applies to the contract on the day (Art. 50)."""
    start = case.terms.duration.start
    if not between_enterprises(case):
        return False
    return start is None or start > APPLIES or (is_older(case) and case.on >= REACHES_OLDER)


@rule(
    "D09",
    "W",
    "statute",
    cite(DATA_ACT, "13(6)"),
    N_("Between enterprises it is stated, with evidence, whether terms were imposed by one side."),
)
def d09(case: Case) -> Iterator[Gap]:
    act = case.terms.data_act
    if not article_13_applies(case):
        return
    if not act.unilateral_terms:
        yield Gap("data_act.unilateral_terms", Message(N_("Say whether one enterprise imposed terms on the other.")))
    elif not act.unilateral_evidence:
        yield Gap(
            "data_act.unilateral_evidence",
            Message(
                N_(
                    "Say what shows that terms were negotiated, or imposed: the burden of proof is on who supplied them."
                )
            ),
        )


def _imposed(case: Case) -> bool:
    return article_13_applies(case) and case.terms.data_act.unilateral_terms == "yes"


@rule(
    "D10",
    "E",
    "statute",
    cite(DATA_ACT, "13(4)(a)-(c), 13(8)"),
    N_(
        "An imposed term that is not the main subject or the price does not exclude liability for intent or gross "
        "negligence or remedies, nor give the sole right to judge conformity or to interpret."
    ),
)
def d10(case: Case) -> Iterator[Gap]:
    if _imposed(case) and any(one in ALWAYS_UNFAIR for one in case.terms.data_act.unfair):
        yield Gap(
            "data_act.unfair",
            Message(N_("An imposed term is unfair in every case and does not bind. Take it out.")),
        )


@rule(
    "D11",
    "W",
    "statute",
    cite(DATA_ACT, "13(5)(a)-(g)"),
    N_(
        "An imposed term is presumed unfair that limits remedies, harms by use of the other's data, blocks its own "
        "data, leaves no exit or copy, allows termination at short notice or change without reason and exit."
    ),
)
def d11(case: Case) -> Iterator[Gap]:
    if _imposed(case) and any(one not in ALWAYS_UNFAIR for one in case.terms.data_act.unfair):
        yield Gap(
            "data_act.unfair",
            Message(N_("An imposed term is presumed to be unfair. Change it, or keep the reasons why it is fair.")),
        )


@rule(
    "D12",
    "E",
    "statute",
    cite(DATA_ACT, "13(9)"),
    N_("No clause excludes Art. 13, derogates from it or varies its effects."),
)
def d12(case: Case) -> Iterator[Gap]:
    if article_13_applies(case) and case.terms.data_act.excludes_article_13:
        yield Gap(
            "data_act.excludes_article_13", Message(N_("A clause excludes Art. 13 of the Data Act. Take it out."))
        )


@rule(
    "D13",
    "W",
    "statute",
    cite(DATA_ACT, "50"),
    N_(
        "Art. 13 reaches contracts of 12 September 2025 or before from 12 September 2027, where they are indefinite or "
        "end ten years or more after 11 January 2024."
    ),
)
def d13(case: Case) -> Iterator[Gap]:
    if between_enterprises(case) and is_older(case) and case.on < REACHES_OLDER:
        yield Gap(
            "duration.start",
            Message(N_("From 12 September 2027 Art. 13 of the Data Act applies to this contract. Review its terms.")),
        )


RULES = (d09, d10, d11, d12, d13)
