"""Rules of the Data Act: data of connected products (chapters II and III), and terms imposed between enterprises (Art. 13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.rule import Gap, rule
from datapact.contract.vocabulary.acts import DATA_ACT
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import own

SMALL = ("micro", "small", "medium")


def product_data(case: Case) -> bool:
    """Whether data of a connected product or related service is shared."""
    return case.terms.data_act.applies or any(dataset.product_data for dataset in case.terms.datasets)


def _by_request(case: Case) -> bool:
    """Whether the holder shares because the user asked for it (Art. 5)."""
    return product_data(case) and case.terms.data_act.instrument == "user_request"


def _documented(case: Case) -> bool:
    act = case.terms.data_act
    return bool(act.instrument_reference) and act.instrument_date is not None


@rule(
    "D01",
    "E",
    "statute",
    cite(DATA_ACT, "2"),
    N_("For product data, user, data holder and data recipient are named."),
)
def d01(case: Case) -> Iterator[Gap]:
    act = case.terms.data_act
    if not product_data(case):
        return
    if not act.holder:
        yield Gap("data_act.holder", Message(N_("Say which party is the data holder.")))
    if not act.user and not act.user_name:
        yield Gap("data_act.user", Message(N_("Name the user of the connected product.")))
    if not act.recipient:
        yield Gap("data_act.recipient", Message(N_("Say which party is the data recipient.")))


@rule(
    "D02",
    "E",
    "statute",
    cite(DATA_ACT, "4(13)"),
    N_(
        "The holder uses non-personal product data on a contract with the user, and draws no insights that harm the user."
    ),
)
def d02(case: Case) -> Iterator[Gap]:
    act = case.terms.data_act
    if not product_data(case) or _by_request(case):
        return
    if act.instrument != "user_contract" or not _documented(case):
        yield Gap(
            "data_act.instrument",
            Message(N_("The holder needs a contract with the user. Name it with reference and date.")),
        )
    if not act.no_harmful_insights:
        yield Gap(
            "data_act.no_harmful_insights",
            Message(N_("Agree that no insights are drawn from the data that could harm the user.")),
        )


@rule(
    "D03",
    "E",
    "statute",
    cite(DATA_ACT, "5(1), 5(4)"),
    N_("Sharing under Art. 5 rests on the user's request on file, and no more data on access is kept than necessary."),
)
def d03(case: Case) -> Iterator[Gap]:
    if not _by_request(case):
        return
    if not _documented(case):
        yield Gap(
            "data_act.instrument_reference", Message(N_("Put the user's request on file, with reference and date."))
        )
    if not case.terms.data_act.no_extra_access_data:
        yield Gap(
            "data_act.no_extra_access_data",
            Message(N_("Agree that no more data on the access is kept than necessary.")),
        )


@rule(
    "D04",
    "E",
    "statute",
    cite(DATA_ACT, "6(1)"),
    N_("The recipient uses the data for the purposes agreed with the user and erases it when it is no longer needed."),
)
def d04(case: Case) -> Iterator[Gap]:
    if not _by_request(case):
        return
    if not any(not one.prohibited for one in case.terms.purposes):
        yield Gap("purposes", Message(N_("Name the purposes that were agreed with the user.")))
    if not case.terms.data_act.erased_when_unneeded:
        yield Gap(
            "data_act.erased_when_unneeded",
            Message(N_("Agree that the recipient erases the data when it is no longer needed for the agreed purpose.")),
        )


@rule(
    "D05",
    "E",
    "statute",
    cite(DATA_ACT, "5(3), 6(2)(d)-(e)"),
    N_("The recipient is no gatekeeper and develops no competing product with the data."),
)
def d05(case: Case) -> Iterator[Gap]:
    act = case.terms.data_act
    if not _by_request(case):
        return
    if act.gatekeeper != "no":
        words = (
            N_("The recipient is a gatekeeper and may not receive the data.")
            if act.gatekeeper
            else N_("Say whether the recipient is a gatekeeper under the Digital Markets Act.")
        )
        yield Gap("data_act.gatekeeper", Message(words))
    if not act.no_competing_product:
        yield Gap(
            "data_act.no_competing_product",
            Message(N_("Agree that the recipient develops no competing product with the data.")),
        )


@rule(
    "D06",
    "E",
    "statute",
    cite(DATA_ACT, "4(6), 5(9)"),
    N_("Trade secrets in product data are identified, and measures to keep them are agreed."),
)
def d06(case: Case) -> Iterator[Gap]:
    act = case.terms.data_act
    if not product_data(case) or not any(dataset.trade_secrets for dataset in case.terms.datasets):
        return
    if not act.trade_secrets_identified.given():
        yield Gap("data_act.trade_secrets_identified", Message(N_("Identify the data that is a trade secret.")))
    if not act.trade_secret_measures.given():
        yield Gap("data_act.trade_secret_measures", Message(N_("Agree on the measures that keep the trade secrets.")))


@rule(
    "D07",
    "E",
    "statute",
    cite(DATA_ACT, "8(1), 8(4)"),
    N_(
        "A holder that must share does so on fair, reasonable and non-discriminatory terms, exclusively only if the user asks."
    ),
)
def d07(case: Case) -> Iterator[Gap]:
    act = case.terms.data_act
    if not _by_request(case):
        return
    if not act.fair_terms.given():
        yield Gap(
            "data_act.fair_terms",
            Message(
                N_("State the terms, so that it can be seen that they are fair, reasonable and non-discriminatory.")
            ),
        )
    if act.exclusive and not act.exclusivity_asked_by_user:
        yield Gap("data_act.exclusive", Message(N_("Exclusivity is allowed only where the user asked for it.")))


@rule(
    "D08",
    "E",
    "statute",
    cite(DATA_ACT, "9(4), 9(7)"),
    N_(
        "A small or medium-sized or a non-profit research recipient pays direct costs at most; the calculation is disclosed."
    ),
)
def d08(case: Case) -> Iterator[Gap]:
    act = case.terms.data_act
    recipient = next((party for party in case.terms.parties if party.key == act.recipient), None)
    if not _by_request(case) or recipient is None or not act.compensation.given():
        return
    protected = recipient.size in SMALL or recipient.non_profit_research
    if protected and not act.recipient_has_large_partner and not act.price_at_direct_cost:
        yield Gap(
            "data_act.price_at_direct_cost",
            Message(
                N_("{party} may be asked for the direct costs of making the data available at most."),
                {"party": case.name(recipient.key)},
            ),
        )
    if not act.price_basis.given():
        yield Gap("data_act.price_basis", Message(N_("Disclose how the compensation was calculated.")))


@rule(
    "D14",
    "E",
    "statute",
    cite(DATA_ACT, "4(14)"),
    N_(
        "Non-personal product data is shared otherwise than under Art. 5 only as the user contract covers it; recipients are bound not to share on."
    ),
)
def d14(case: Case) -> Iterator[Gap]:
    act = case.terms.data_act
    if not product_data(case) or _by_request(case):
        return
    for dataset in case.terms.datasets:
        if not dataset.product_data or dataset.is_personal():
            continue
        if not act.no_sharing_on and case.terms.onward.rule != "forbidden":
            yield Gap(
                "data_act.no_sharing_on",
                Message(
                    N_("Bind the recipients not to share “{dataset}” on."), {"dataset": own(dataset.name, dataset.key)}
                ),
            )


@rule(
    "D15",
    None,
    "statute",
    cite(DATA_ACT, "7(1)"),
    N_(
        "Exemption: where the manufacturer or provider is a micro or small enterprise without a larger partner, the "
        "duties of chapter II (D01 to D06, D14) do not apply."
    ),
    exempts=("D01", "D02", "D03", "D04", "D05", "D06", "D14"),
)
def d15(case: Case) -> Iterator[Gap]:
    if not case.terms.data_act.small_manufacturer:
        yield Gap(
            "data_act.small_manufacturer", Message(N_("The manufacturer is not stated to be a small enterprise."))
        )


DATA_ACT_RULES = (d01, d02, d03, d04, d05, d06, d07, d08, d14, d15)


APPLIES = date(2025, 9, 12)
REACHES_OLDER = date(2027, 9, 12)
LONG_RUNNING = date(2034, 1, 11)  # ten years after the Data Act entered into force on 11 January 2024
ALWAYS_UNFAIR = ("excludes_intent_or_gross_negligence", "excludes_remedies", "sole_interpretation")


def between_enterprises(case: Case) -> bool:
    """Whether at least two of the parties are enterprises."""
    return sum(party.kind == "company" for party in case.terms.parties) > 1


def is_older(case: Case) -> bool:
    """Whether a contract from before the Data Act is indefinite or runs long enough for Art. 50 to apply later."""
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


UNFAIR_TERM_RULES = (d09, d10, d11, d12, d13)
