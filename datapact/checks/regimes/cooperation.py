"""Rules on agreements that frame a cooperation: a framework under which datasets are ordered."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.rule import Gap, rule
from datapact.contract.vocabulary.acts import BGB, PRACTICE
from datapact.contract.vocabulary.citations import cite


@rule(
    "F01",
    "W",
    "practice",
    cite(BGB, "127, 145-151", PRACTICE),
    N_("A framework agreement says what an order states and how it is concluded, without signatures where possible."),
)
def f01(case: Case) -> Iterator[Gap]:
    terms = case.terms
    if terms.framework.applies and terms.form.amendment not in ("", "text_form") and not terms.form.orders:
        yield Gap(
            "form.orders",
            Message(
                N_(
                    "Each order would need the form of amendments, and so the signatures of all. Exempt orders: then they are "
                    "concluded in text form."
                )
            ),
        )


@rule(
    "F02",
    "W",
    "practice",
    cite(BGB, "305b, 305c(2)", PRACTICE),
    N_("A framework agreement says whether it or the order prevails."),
)
def f02(case: Case) -> Iterator[Gap]:
    if case.terms.framework.applies and not case.terms.framework.prevails:
        yield Gap(
            "framework.prevails",
            Message(N_("Nothing says whether the framework agreement or an order prevails. Choose one.")),
        )


@rule(
    "F03",
    "W",
    "practice",
    cite(BGB, "273, 314", PRACTICE),
    N_("A framework agreement says when and how long a single order may be suspended."),
)
def f03(case: Case) -> Iterator[Gap]:
    framework = case.terms.framework
    if framework.applies and not framework.suspension_days:
        yield Gap(
            "framework.suspension_days",
            Message(N_("Nothing says how many days beforehand the suspension of an order is announced. Enter them.")),
        )


@rule(
    "F04",
    "W",
    "statute",
    cite(BGB, "308 nos. 4 and 5, 310(1)"),
    N_("A framework agreement has a procedure for changes in which silence is no consent."),
)
def f04(case: Case) -> Iterator[Gap]:
    if case.terms.framework.applies and not case.terms.framework.answer_days:
        yield Gap(
            "framework.answer_days",
            Message(N_("Nothing says within how many days proposals of change are answered. Enter them.")),
        )


RULES = (f01, f02, f03, f04)
