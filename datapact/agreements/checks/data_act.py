"""Rules for data of connected products and related services: Data Act, chapters II and III."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.agreements.checks.acts import DATA_ACT
from datapact.agreements.checks.citation import cite
from datapact.agreements.checks.facts import Case
from datapact.agreements.checks.rule import Gap, rule
from datapact.agreements.checks.words import own
from datapact.texts import N_, Message

SMALL = ("micro", "small", "medium")


def product_data(case: Case) -> bool:
    """Data of a connected product or related service is shared."""
    return case.terms.data_act.applies or any(dataset.product_data for dataset in case.terms.datasets)


def _by_request(case: Case) -> bool:
    """The holder shares because the user asked for it (Art. 5)."""
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


RULES = (d01, d02, d03, d04, d05, d06, d07, d08, d14, d15)
