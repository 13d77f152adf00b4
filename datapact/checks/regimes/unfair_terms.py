"""Rules on terms that one enterprise imposes on another (Data Act, chapter IV, Art. 13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.named import names_something
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms import Party
from datapact.contract.vocabulary.acts import DATA_ACT
from datapact.contract.vocabulary.citations import cite

APPLIES = date(2025, 9, 12)
REACHES_OLDER = date(2027, 9, 12)
LONG_RUNNING = date(2034, 1, 11)  # ten years after the Data Act entered into force on 11 January 2024
ALWAYS_UNFAIR = ("excludes_intent_or_gross_negligence", "excludes_remedies", "sole_interpretation")
_ENTERPRISES = ("company", "association", "university", "foundation")


def acts_as_enterprise(party: Party) -> bool | None:
    """Whether the party acts in trade, business, craft or profession (Art. 2(24)); None where only it can say.

    Legal form and profit do not matter; public bodies and persons may act outside any of these.
    """
    if party.enterprise is not None:
        return party.enterprise
    return True if party.kind in _ENTERPRISES else None


def between_enterprises(case: Case) -> bool:
    """Whether at least two of the parties are enterprises."""
    return sum(acts_as_enterprise(party) is True for party in case.terms.parties) > 1


def _concluded_before(case: Case) -> bool:
    """Whether the contract was concluded by 12 September 2025; what nobody signed yet is concluded later (Art. 50)."""
    facts = case.signing
    if facts is None:
        return False
    if facts.concluded is not None:
        return facts.concluded <= APPLIES
    start = case.terms.duration.start
    return facts.in_force and start is not None and start <= APPLIES


def is_older(case: Case) -> bool:
    """Whether a contract from before the Data Act is indefinite or runs long enough for Art. 50 to apply later."""
    end = case.terms.duration.end
    return _concluded_before(case) and (end is None or end >= LONG_RUNNING)


def article_13_applies(case: Case) -> bool:
    """Whether Art. 13 applies to the contract on the day (Art. 50)."""
    if not between_enterprises(case):
        return False
    return not _concluded_before(case) or (is_older(case) and case.on >= REACHES_OLDER)


@rule(
    "D09",
    "W",
    "practice",
    cite(DATA_ACT, "13(6), 2(24)"),
    N_(
        "Between enterprises it is stated, with evidence, whether terms were imposed by one side; enterprise is who acts "
        "in trade, business, craft or profession."
    ),
    version=2,
)
def d09(case: Case) -> Iterator[Gap]:
    act = case.terms.data_act
    known = [acts_as_enterprise(party) for party in case.terms.parties]
    if known.count(True) < 2 <= known.count(True) + known.count(None):
        for party, answer in zip(case.terms.parties, known, strict=True):
            if answer is None:
                yield Gap(
                    f"parties.{party.key}.enterprise",
                    Message(
                        N_(
                            "Say whether {party} acts as an enterprise here (in trade, business, craft or profession): "
                            "then Art. 13 of the Data Act protects it from imposed terms, or binds it."
                        ),
                        {"party": case.name(party.key)},
                    ),
                )
    if not article_13_applies(case):
        return
    if not act.unilateral_terms:
        yield Gap("data_act.unilateral_terms", Message(N_("Say whether one enterprise imposed terms on the other.")))
    elif not names_something(act.unilateral_evidence):
        yield Gap(
            "data_act.unilateral_evidence",
            Message(
                N_(
                    "Say what shows that terms were negotiated, or imposed: the burden of proof is on who supplied them."
                )
            ),
        )


def imposed(case: Case) -> bool:
    """Whether one enterprise imposed terms on another, so that Art. 13 may keep them from binding it."""
    return article_13_applies(case) and case.terms.data_act.unilateral_terms == "yes"


@rule(
    "D10",
    "E",
    "statute",
    cite(DATA_ACT, "13(4)(a)-(c), 13(8)"),
    N_(
        "An imposed term that is not the main subject or the price neither excludes nor limits liability for intent or "
        "gross negligence, nor excludes remedies, nor gives the sole right to judge conformity or to interpret."
    ),
    version=2,
)
def d10(case: Case) -> Iterator[Gap]:
    if not imposed(case):
        return
    if any(one in ALWAYS_UNFAIR for one in case.terms.data_act.unfair):
        yield Gap(
            "data_act.unfair",
            Message(N_("An imposed term is unfair in every case and does not bind. Take it out.")),
        )
    liability = case.terms.liability
    if liability.rule == "capped" and not liability.cap_spares_intent_and_gross_negligence:
        yield Gap(
            "liability.cap_spares_intent_and_gross_negligence",
            Message(
                N_(
                    "The imposed cap also limits liability for intent or gross negligence, and does not bind. Spare "
                    "both."
                )
            ),
        )


@rule(
    "D11",
    "W",
    "statute",
    cite(DATA_ACT, "13(5)(a)-(g)"),
    N_(
        "An imposed term is presumed unfair that limits remedies or liability inappropriately, extends the liability of "
        "the other party, harms by use of the other's data, blocks its own data, leaves no exit or copy, allows "
        "termination at short notice or change without reason and exit."
    ),
    version=2,
)
def d11(case: Case) -> Iterator[Gap]:
    if imposed(case) and any(one not in ALWAYS_UNFAIR for one in case.terms.data_act.unfair):
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
    version=2,
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
        "Art. 13 reaches contracts concluded on or before 12 September 2025 from 12 September 2027, where they are "
        "indefinite or end ten years or more after 11 January 2024."
    ),
    version=2,
)
def d13(case: Case) -> Iterator[Gap]:
    if between_enterprises(case) and is_older(case) and case.on < REACHES_OLDER:
        yield Gap(
            "duration.start",
            Message(N_("From 12 September 2027 Art. 13 of the Data Act applies to this contract. Review its terms.")),
        )


UNFAIR_TERM_RULES = (d09, d10, d11, d12, d13)
