"""Requirements on the wording of agreements on product data and on data processing services (Data Act)."""

from __future__ import annotations

from collections.abc import Callable

from datapact.base.texts import N_
from datapact.checks.model.facts import Case
from datapact.checks.regimes.data_act import (
    by_request,
    holder_shares,
    in_detail,
    product_data,
    product_datasets,
    to_user,
    user_shares,
)
from datapact.checks.wording.part import Part, part
from datapact.contract.terms.known_facts import trade_secrets
from datapact.contract.vocabulary.acts import DATA_ACT, PRACTICE
from datapact.contract.vocabulary.citations import cite


def _holds_secrets(case: Case) -> bool:
    return any(trade_secrets(dataset).value for dataset in product_datasets(case))


def _service(case: Case) -> bool:
    return case.terms.data_act.processing_service is True


def _part(identifier: str, provision: str, what: str, applies: Callable[[Case], bool]) -> Part:
    return part(identifier, "E", "statute", cite(DATA_ACT, provision), what, applies)


def _warned(identifier: str, provision: str, what: str, applies: Callable[[Case], bool]) -> Part:
    return part(identifier, "W", "statute", cite(DATA_ACT, provision), what, applies)


def _recipient(case: Case) -> bool:
    """A holder shares at the user's request, and the agreement goes into the details."""
    return in_detail(case) and by_request(case)


def _third_party(case: Case) -> bool:
    return in_detail(case) and user_shares(case)


def _under_article_6(case: Case) -> bool:
    """A third party receives data at the user's request, from the holder or through a user who goes into the details."""
    return by_request(case) or _third_party(case)


def _secrets_in_detail(case: Case) -> bool:
    return in_detail(case) and _holds_secrets(case)


def _detail(identifier: str, what: str, applies: Callable[[Case], bool] = in_detail) -> Part:
    return part(identifier, "W", "practice", cite(DATA_ACT, "4, 5", PRACTICE), what, applies)


DATA_ACT_PARTS = (
    part(
        "D01.product",
        "E",
        "house",
        cite(DATA_ACT, "2"),
        N_("data holder, user and recipient of product data"),
        lambda case: case.terms.data_act.applies,
    ),
    _part(
        "D02.no-harm",
        "4(13)",
        N_("that no insights are drawn that harm the user"),
        lambda case: holder_shares(case) and not case.terms.data_act.no_harmful_insights,
    ),
    _part(
        "D04.purposes",
        "6(1)",
        N_("purposes and erasure of product data"),
        lambda case: _under_article_6(case) and not case.terms.data_act.erased_when_unneeded,
    ),
    _part("D05.gatekeeper", "5(3), 6(2)(d)", N_("the ban on gatekeepers"), _under_article_6),
    _part(
        "D05.competing",
        "6(2)(e)",
        N_("the ban on competing products"),
        lambda case: _under_article_6(case) and not case.terms.data_act.no_competing_product,
    ),
    _part(
        "D06.secrets",
        "4(6), 5(9)",
        N_("the measures that keep trade secrets"),
        _holds_secrets,
    ),
    _warned(
        "D08.compensation",
        "9",
        N_("the compensation and how it is calculated"),
        lambda case: by_request(case) and case.terms.data_act.compensation.given(),
    ),
    _part(
        "D14.no-sharing-on",
        "4(14)",
        N_("that product data is not shared on"),
        lambda case: (
            holder_shares(case) and not case.terms.data_act.no_sharing_on and case.terms.onward.rule != "forbidden"
        ),
    ),
    _part(
        "D16.competing",
        "4(10)",
        N_("that no competing product is developed with data that a user shares"),
        lambda case: product_data(case) and user_shares(case) and not case.terms.data_act.no_competing_product,
    ),
    _part("D17.coercion", "6(2)(a)", N_("that the user is neither coerced nor deceived"), _under_article_6),
    _part(
        "D17.profiling",
        "6(2)(b)",
        N_("that there is no profiling beyond the service that the user asked for"),
        _under_article_6,
    ),
    _part(
        "D17.third-parties", "6(2)(c)", N_("that data goes to others only by contract with the user"), _under_article_6
    ),
    _part("D17.security", "6(2)(f)", N_("that the security of the product is not harmed"), _under_article_6),
    _part(
        "D17.secrets",
        "6(2)(g)",
        N_("that agreed measures for trade secrets are kept"),
        lambda case: _under_article_6(case) and _holds_secrets(case),
    ),
    _part("D17.consumer", "6(2)(h)", N_("that a consumer may give the data to others, too"), _under_article_6),
    _part("D17.misuse", "11(2)-(3)", N_("what follows from unauthorised use or disclosure"), _under_article_6),
    _part("D20.access", "4(1)", N_("the user's access without charge"), to_user),
    _part("D20.request", "4(5)", N_("what the holder may ask of a user and keep on its access"), to_user),
    _part("D20.hindrance", "4(4)", N_("that the user is not hindered"), to_user),
    _warned("D20.security", "4(2)", N_("limits for the safety of the product"), to_user),
    _part("D20.use", "4(13)", N_("for which purposes the holder uses the data, without harm to the user"), to_user),
    _part("D20.sharing", "4(14)", N_("to whom the holder makes the data available"), to_user),
    _part("D20.competing", "4(10)-(11)", N_("what the user does not use the data for"), to_user),
    _part("D20.third-parties", "5(1), 7(2)", N_("the user's right to have data shared with third parties"), to_user),
    _warned("D21.provision", "5(1)", N_("how the data is made available"), _recipient),
    _warned("D21.equal", "8(3)-(4)", N_("that comparable recipients are treated alike"), _recipient),
    _warned("D21.price", "9(1)-(4), 9(7)", N_("the price, its limits and how it can be checked"), _recipient),
    _warned("D21.protection", "11(1)", N_("technical protection measures of the holder"), _recipient),
    _warned("D21.third-party", "5(1), 6(1)", N_("the request of the user and who makes it"), _third_party),
    _detail("D22.products", N_("the products and the status of the user")),
    _detail("D22.withholding", N_("when trade secrets may be withheld"), _secrets_in_detail),
    _detail("D22.users", N_("several users and a change of users")),
    _detail("D22.remedies", N_("what follows from non-performance")),
    _detail("D22.disputes", N_("dispute settlement and complaints")),
    _warned(
        "D18.switching",
        "25(2)(a)-(c)",
        N_("switching within 30 days with assistance, and the end of the contract"),
        _service,
    ),
    _warned("D18.notice", "25(2)(d)", N_("a notice period for switching of two months at most"), _service),
    _warned("D18.categories", "25(2)(e)-(f)", N_("which data and digital assets can be taken along"), _service),
    _warned("D18.retrieval", "25(2)(g)", N_("at least 30 days to retrieve the data"), _service),
    _warned("D18.erasure", "25(2)(h)", N_("erasure of the data after switching"), _service),
    _warned("D18.charges", "25(2)(i), 29", N_("that switching costs nothing from 12 January 2027 on"), _service),
    _warned("D18.authorities", "28, 32", N_("measures against access by authorities of third countries"), _service),
)
