"""Rules of the Data Act on data of connected products and related services (chapters II and III).

Holders share on a contract with the user or on the user's request; a user may also share itself what it has (Art. 4).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.named import names_something
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms import DataActFacts, Dataset, Localised, known_facts
from datapact.contract.terms.paths import walk
from datapact.contract.vocabulary.acts import DATA_ACT, PRACTICE
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import own

CLOUD = re.compile(r"\bcloud|\bsaas\b|software as a service|hosting|\biaas\b|\bpaas\b", re.IGNORECASE)
NAMES = ("dataact", "20232854", "datenverordnung", "datengesetz", "dadg")
"""The Data Act and its German act of execution, letters and digits only, as people cite them."""
SMALL = ("micro", "small", "medium")


def is_exempt(act: DataActFacts, day: date) -> bool:
    """Whether chapter II does not bind: a micro or small maker that is not subcontracted, or in the year of a medium one."""
    small = act.small_manufacturer and act.manufacturer_subcontracted is False
    return small or (act.manufacturer_medium_until is not None and day <= act.manufacturer_medium_until)


def is_wholly_personal(dataset: Dataset) -> bool:
    """Whether every item listed is marked as personal data; Art. 4(13) and (14) are about whatever else is in it."""
    return bool(dataset.items) and all(any("/dpv/pd#" in iri for iri in one.categories) for one in dataset.items)


def names_data_act(law: str) -> bool:
    """Whether words cite the Data Act (Regulation (EU) 2023/2854) as the law that is relied on."""
    written = "".join(one for one in law.casefold() if one.isalnum())
    return any(one in written for one in NAMES)


def product_data(case: Case) -> bool:
    """Whether data of a connected product or related service is shared."""
    return case.terms.data_act.applies or any(
        known_facts.product_data(case.terms, dataset).value for dataset in case.terms.datasets
    )


def product_datasets(case: Case) -> tuple[Dataset, ...]:
    """The datasets with product data; all where the Data Act applies and none is marked."""
    if not product_data(case):
        return ()
    marked = tuple(dataset for dataset in case.terms.datasets if known_facts.product_data(case.terms, dataset).value)
    return marked or case.terms.datasets


def user_shares(case: Case) -> bool:
    """Whether the user of the product itself provides the data: holder's duties towards the user are not its own."""
    route = case.terms.data_act.route
    if route:
        return route == "user"
    user, shared = case.terms.data_act.user, product_datasets(case)
    return bool(user) and bool(shared) and all(dataset.provider == user for dataset in shared)


def by_request(case: Case) -> bool:
    """Whether the holder shares because the user asked for it (Art. 5)."""
    act = case.terms.data_act
    return (
        product_data(case)
        and not user_shares(case)
        and (act.route == "holder_for_user" or (not act.route and act.instrument == "user_request"))
    )


def to_user(case: Case) -> bool:
    """Whether the agreement is that of the holder with its user: access, and the holder's own use (Art. 4)."""
    return case.terms.data_act.route == "to_user"


def in_detail(case: Case) -> bool:
    """Whether the agreement was drafted with a list of products: then its text goes into the details of the act."""
    return bool(case.terms.data_act.products) or to_user(case)


def holder_shares(case: Case) -> bool:
    """Whether a holder shares non-personal product data on its contract with the user (Art. 4(13) and (14))."""
    if user_shares(case) or by_request(case) or to_user(case):
        return False
    return any(_holds_other_data(dataset) for dataset in product_datasets(case))


def _holds_other_data(dataset: Dataset) -> bool:
    """Whether something in it may not be personal: all of it, or an item that nobody marked so."""
    return not dataset.is_personal() or not is_wholly_personal(dataset)


def _unsaid(case: Case, *, term: bool) -> bool:
    """Whether terms alone are known and do not say it; what the wording lacks, checks/wording finds."""
    return not term and case.document.text is None


def _documented(case: Case) -> bool:
    act = case.terms.data_act
    return names_something(act.instrument_reference) and act.instrument_date is not None


@rule(
    "D01",
    "E",
    "house",
    cite(DATA_ACT, "2"),
    N_(
        "For product data, user, data holder and data recipient are named: on these roles rest the duties of the Data "
        "Act. Where the user shares, a holder that is not named is a warning. A processor is no data recipient."
    ),
    version=3,
)
def d01(case: Case) -> Iterator[Gap]:
    act = case.terms.data_act
    if not product_data(case):
        return
    if not act.holder and not act.holder_name:
        if user_shares(case):
            yield Gap(
                "data_act.holder_name",
                Message(
                    N_(
                        "Name the data holder (often the manufacturer): its contract with the user may protect trade "
                        "secrets that the recipient must keep, too."
                    )
                ),
                "W",
                "practice",
            )
        else:
            yield Gap("data_act.holder", Message(N_("Say which party is the data holder.")))
    if not act.user and not act.user_name:
        yield Gap("data_act.user", Message(N_("Name the user of the connected product.")))
    if not act.recipient and not to_user(case) and not case.processing_only:
        yield Gap("data_act.recipient", Message(N_("Say which party is the data recipient.")))


@rule(
    "D02",
    "E",
    "statute",
    cite(DATA_ACT, "4(13)"),
    N_(
        "A holder uses non-personal product data on a contract with the user, and draws no insights that harm the user. "
        "A user who shares its own data needs neither."
    ),
    version=2,
)
def d02(case: Case) -> Iterator[Gap]:
    act = case.terms.data_act
    if not holder_shares(case):
        return
    if (act.instrument != "user_contract" and act.route != "holder") or not _documented(case):
        yield Gap(
            "data_act.instrument",
            Message(N_("The holder needs a contract with the user. Name it with reference and date.")),
        )
    if _unsaid(case, term=act.no_harmful_insights):
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
    if not by_request(case):
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
    if not by_request(case):
        return
    if not any(not one.prohibited for one in case.terms.purposes):
        yield Gap("purposes", Message(N_("Name the purposes that were agreed with the user.")))
    if _unsaid(case, term=case.terms.data_act.erased_when_unneeded):
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
    if not by_request(case):
        return
    if act.gatekeeper != "no":
        words = (
            N_("The recipient is a gatekeeper and may not receive the data.")
            if act.gatekeeper
            else N_("Say whether the recipient is a gatekeeper under the Digital Markets Act.")
        )
        yield Gap("data_act.gatekeeper", Message(words))
    if _unsaid(case, term=act.no_competing_product):
        yield Gap(
            "data_act.no_competing_product",
            Message(N_("Agree that the recipient develops no competing product with the data.")),
        )


@rule(
    "D06",
    "E",
    "statute",
    cite(DATA_ACT, "4(6), 5(9)"),
    N_(
        "Trade secrets in product data are identified, and measures to keep them are agreed; a user who shares passes on "
        "what it agreed with the holder."
    ),
    version=3,
)
def d06(case: Case) -> Iterator[Gap]:
    act = case.terms.data_act
    if not any(known_facts.trade_secrets(dataset).value for dataset in product_datasets(case)):
        return
    if not act.trade_secrets_identified.given() and not act.secrets:
        yield Gap("data_act.trade_secrets_identified", Message(N_("Identify the data that is a trade secret.")))
    for secret in act.secrets:
        if not secret.measures.given() or not secret.owner:
            yield Gap(
                f"data_act.secrets.{secret.key}",
                Message(
                    N_("Name the holder of the trade secret “{secret}” and the measures that keep it."),
                    {"secret": own(secret.name, secret.key)},
                ),
            )
    if not act.trade_secret_measures.given() and not act.secrets:
        words = (
            N_("Bind the recipient to the measures that the user agreed with the holder of the trade secrets.")
            if user_shares(case)
            else N_("Agree on the measures that keep the trade secrets.")
        )
        yield Gap("data_act.trade_secret_measures", Message(words))


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
    if not by_request(case):
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
    if not by_request(case) or recipient is None or not act.compensation.given():
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
        "A holder shares non-personal product data otherwise than under Art. 5 only as its contract with the user covers "
        "recipient and purpose; recipients are bound not to share on."
    ),
    version=2,
)
def d14(case: Case) -> Iterator[Gap]:
    act = case.terms.data_act
    if not holder_shares(case):
        return
    if not act.user_contract_covers:
        yield Gap(
            "data_act.user_contract_covers",
            Message(
                N_(
                    "A holder may share the data only to fulfil its contract with the user. Name the place in that "
                    "contract that covers this recipient and this purpose."
                )
            ),
        )
    for dataset in product_datasets(case):
        if not _holds_other_data(dataset) or case.terms.onward.rule == "forbidden":
            continue
        if _unsaid(case, term=act.no_sharing_on):
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
        "Exemption: where the manufacturer or provider is a micro or small enterprise without a larger partner and not "
        "subcontracted, or within the year of a medium-sized one, the duties of chapter II and those that rest on it "
        "(D02 to D08, D14, D16, D17, D20, D21) do not apply."
    ),
    version=2,
    exempts=("D02", "D03", "D04", "D05", "D06", "D07", "D08", "D14", "D16", "D17", "D20", "D21"),
)
def d15(case: Case) -> Iterator[Gap]:
    act = case.terms.data_act
    if not is_exempt(act, case.on):
        yield Gap(
            "data_act.small_manufacturer",
            Message(
                N_(
                    "It is not stated that the manufacturer is a micro or small enterprise that is not subcontracted, or "
                    "within the year of a medium-sized one."
                )
            ),
        )


@rule(
    "D16",
    "E",
    "statute",
    cite(DATA_ACT, "4(10), 4(6)"),
    N_(
        "A user who shares product data excludes that it serves to develop a competing connected product, or to learn of "
        "the holder's economic situation, assets or production."
    ),
)
def d16(case: Case) -> Iterator[Gap]:
    if user_shares(case) and _unsaid(case, term=case.terms.data_act.no_competing_product):
        yield Gap(
            "data_act.no_competing_product",
            Message(
                N_(
                    "A user may not share the data so that a competing connected product is developed with it. Agree "
                    "that the recipient develops none."
                )
            ),
        )


@rule(
    "D17",
    "E",
    "statute",
    cite(DATA_ACT, "6(2)(a)-(c), 6(2)(f)-(h), 11(2)-(3)"),
    N_(
        "Who receives data on the user's request coerces nobody, does no profiling beyond the service, passes data on only "
        "by contract with the user, keeps product security and trade secrets, hinders no consumer; misuse has consequences."
    ),
)
def d17(_case: Case) -> Iterator[Gap]:
    # Only the wording can say it: checks/wording/data_act_parts.py.
    yield from ()


@rule(
    "D18",
    "W",
    "statute",
    cite(DATA_ACT, "23, 25, 28, 29, 32"),
    N_(
        "A contract on a data processing service (cloud, hosting) governs switching, notice of two months at most, the "
        "data that can be taken along, its retrieval and erasure, charges, and access by authorities of third countries."
    ),
)
def d18(case: Case) -> Iterator[Gap]:
    if case.terms.data_act.processing_service is not None or not case.c2p:
        return
    said = [case.terms.processing.nature, case.terms.processing.subject_matter]
    said += [one.service for one in case.terms.sub_processors if one.engaged_by == case.terms.processing.processor]
    words = [word for text in said for word in (text.de, text.en) if CLOUD.search(word)]
    if words:
        yield Gap(
            "data_act.processing_service",
            Message(
                N_(
                    "The agreement speaks of “{words}”. Say whether the processor gives a data processing service (cloud, "
                    "hosting, software as a service): then chapter VI of the Data Act asks for terms on switching."
                ),
                {"words": words[0][:80]},
            ),
        )


@rule(
    "D19",
    "E",
    "statute",
    cite(DATA_ACT, "4(12), 5(7)"),
    N_(
        "The Data Act is no legal basis for personal data of a product where the user is not the person in it: a basis of "
        "Art. 6 GDPR is named, and where relevant a condition of Art. 9 GDPR and of Art. 5(3) of Directive 2002/58/EC."
    ),
)
def d19(case: Case) -> Iterator[Gap]:
    user = next((one for one in case.terms.parties if one.key == case.terms.data_act.user), None)
    for number, basis in enumerate(case.terms.legal_bases):
        if basis.article not in ("6(1)(c)", "6(1)(e)") or not names_data_act(basis.law):
            continue
        obliged = basis.article == "6(1)(c)" and bool(basis.party) and basis.party == case.terms.data_act.holder
        if obliged and user is not None and user.kind == "person":
            continue  # who asks for its own data: that the user is that person is a matter for its request on file
        yield Gap(
            f"legal_bases.{number}",
            Message(
                N_(
                    "{party} relies on the Data Act. It is no legal basis where the user is not the person whose data it is. Name "
                    "another one."
                ),
                {"party": case.name(basis.party)},
            ),
        )


@rule(
    "D20",
    "E",
    "statute",
    cite(DATA_ACT, "4(1)-(2), 4(4)-(5), 4(10)-(14)"),
    N_(
        "The contract of a holder with its user gives access without charge in the holder's quality, names the purposes of "
        "the holder's own use, keeps it from insights that harm the user and from sharing on, and does not hinder the user."
    ),
)
def d20(case: Case) -> Iterator[Gap]:
    act = case.terms.data_act
    if not to_user(case):
        return
    if act.compensation.given():
        yield Gap("data_act.compensation", Message(N_("The user's access is free of charge. Delete the compensation.")))
    if not act.access.given():
        yield Gap("data_act.access", Message(N_("Say how the user gets at the data.")))
    if not any(not purpose.prohibited for purpose in case.terms.purposes):
        yield Gap("purposes", Message(N_("Name the purposes for which the holder itself may use the data.")))


@rule(
    "D21",
    "W",
    "statute",
    cite(DATA_ACT, "8(2)-(4), 9(1)-(7), 10"),
    N_(
        "A contract of a holder with a recipient under Art. 5 treats comparable recipients alike, explains the price and lets "
        "the recipient check it, and names how disputes are settled."
    ),
)
def d21(_case: Case) -> Iterator[Gap]:
    # Only the wording can say it: checks/wording/data_act_parts.py.
    yield from ()


@rule(
    "D22",
    "W",
    "practice",
    cite(DATA_ACT, "2(5)-(6), 2(12), 4(7)-(8), 5(10)-(11)", PRACTICE),
    N_(
        "An agreement on product data lists the products, says on what the user's right rests, what applies to several users, "
        "when trade secrets are withheld, and which remedies there are."
    ),
)
def d22(case: Case) -> Iterator[Gap]:
    act = case.terms.data_act
    if not in_detail(case):
        return
    if not act.products:
        yield Gap("data_act.products", Message(N_("List the connected products whose data is shared.")))
    if not act.user_title.given():
        yield Gap("data_act.user_title", Message(N_("Say on what the user's right in the products rests.")))
    for dataset in product_datasets(case):
        if not dataset.quality.given() or not dataset.source_format:
            yield Gap(
                f"datasets.{dataset.key}.quality",
                Message(
                    N_("Describe the quality and the format of “{dataset}”."),
                    {"dataset": own(dataset.name, dataset.key)},
                ),
            )


_WEBSITE = re.compile(
    r"https?://\S|\bwww\.\S|(?<![@\w.-])[\w.-]{1,200}\.(de|eu|com|net|org|cloud|example)\b", re.IGNORECASE
)


@rule(
    "D23",
    "W",
    "statute",
    cite(DATA_ACT, "28(1)-(2)"),
    N_(
        "A contract on a data processing service lists the website on which its provider says which jurisdiction its infrastructure is "
        "subject to, and what it does against access by authorities of third countries."
    ),
)
def d23(case: Case) -> Iterator[Gap]:
    terms = case.terms
    if terms.data_act.processing_service is not True:
        return
    said = [value for part in (terms.service, terms.processing) for _place, value in walk(part)]
    texts = [text for one in (*said, terms.remarks) if isinstance(one, Localised) for text in (one.de, one.en)]
    if not any(_WEBSITE.search(text) for text in texts):
        yield Gap(
            "service.levels" if terms.service.kind else "processing.guarantees",
            Message(
                N_(
                    "Name the website on which the provider of the data processing service says which jurisdiction its infrastructure is "
                    "subject to and how it prevents access by authorities of third countries."
                )
            ),
        )


DATA_ACT_RULES = (d01, d02, d03, d04, d05, d06, d07, d08, d14, d15, d16, d17, d18, d19, d20, d21, d22, d23)
