"""Rules on agreements that frame a cooperation: a framework under which datasets are ordered, and a consortium."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.rule import Gap, rule
from datapact.contract.vocabulary.acts import BGB, PRACTICE, STATE_AID
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import own


@rule(
    "F01",
    "W",
    "practice",
    cite(BGB, "127, 145-151", PRACTICE),
    N_("A framework agreement says what an order states and how it is concluded, without signatures where possible."),
    version=2,
)
def f01(case: Case) -> Iterator[Gap]:
    terms = case.terms
    if (
        terms.framework.applies
        and terms.form.amendment in ("qualified_electronic", "written")
        and not terms.form.orders
    ):
        yield Gap(
            "form.orders",
            Message(
                N_(
                    "Each order would need the form of amendments, and so signatures of all in that form. Exempt orders: then they "
                    "are concluded in text form."
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
    valid_from=date(2002, 1, 1),  # sections 308 and 310 BGB
)
def f04(case: Case) -> Iterator[Gap]:
    if case.terms.framework.applies and not case.terms.framework.answer_days:
        yield Gap(
            "framework.answer_days",
            Message(N_("Nothing says within how many days proposals of change are answered. Enter them.")),
        )


@rule(
    "V01",
    "W",
    "practice",
    cite(PRACTICE),
    N_("A consortium says who coordinates, which bodies decide on what, and which majority each decision needs."),
)
def v01(case: Case) -> Iterator[Gap]:
    terms = case.terms.consortium
    if not terms.applies:
        return
    if not case.has_party(terms.coordinator):
        yield Gap("consortium.coordinator", Message(N_("Nothing says which party coordinates. Name it.")))
    if not terms.bodies:
        yield Gap("consortium.bodies", Message(N_("The consortium has no body that decides. Name at least one.")))
    for body in terms.bodies:
        if not (body.members.given() and body.tasks.given()):
            yield Gap(
                f"consortium.bodies.{body.key}",
                Message(
                    N_("Nothing says who sits in “{body}” and what it decides on. Add both."),
                    {"body": own(body.name, body.key)},
                ),
            )
    if not any(vote.majority for vote in terms.votes):
        yield Gap("consortium.votes", Message(N_("Nothing says which majority decisions need. Add it.")))


@rule(
    "V02",
    "W",
    "practice",
    cite(PRACTICE),
    N_("A consortium lists the background that parties bring in."),
)
def v02(case: Case) -> Iterator[Gap]:
    if case.terms.consortium.applies and not case.terms.consortium.background:
        yield Gap(
            "consortium.background",
            Message(
                N_(
                    "No background is listed, so no party may use any of another. List what each party brings in, with its "
                    "limits."
                )
            ),
        )


@rule(
    "V03",
    "W",
    "practice",
    cite(BGB, "314(2)", PRACTICE),
    N_("A consortium says what follows when a party does not fulfil its duties, after a time to remedy."),
)
def v03(case: Case) -> Iterator[Gap]:
    if case.terms.consortium.applies and not case.terms.consortium.remedy_days:
        yield Gap(
            "consortium.remedy_days",
            Message(N_("Nothing says how much time a party in default gets to remedy. Enter the days.")),
        )


@rule(
    "V04",
    "W",
    "practice",
    cite(BGB, "426", PRACTICE),
    N_("Shares of the parties in debts for which all are liable make up the whole, one for each party."),
)
def v04(case: Case) -> Iterator[Gap]:
    shares = case.terms.consortium.shares
    named = [entry.party for entry in shares]
    if shares and (sum(entry.percent for entry in shares) != 100 or len(set(named)) != len(named)):
        yield Gap(
            "consortium.shares",
            Message(N_("The shares of the parties do not make up 100 per cent. Correct them, one for each party.")),
        )


@rule(
    "V05",
    "W",
    "practice",
    cite(STATE_AID, "points 28 and 29", PRACTICE),
    N_("A consortium settles joint results, access to results with a last day to ask for it, and state aid."),
)
def v05(case: Case) -> Iterator[Gap]:
    if case.terms.consortium.applies and not case.terms.consortium.access_months:
        yield Gap(
            "consortium.access_months",
            Message(N_("Nothing says until when access to results can be requested. Enter the months after the end.")),
        )


@rule(
    "V06",
    "W",
    "practice",
    cite(PRACTICE),
    N_("A consortium has steps to settle disputes, each with an end."),
)
def v06(case: Case) -> Iterator[Gap]:
    if case.terms.consortium.applies and not case.terms.consortium.dispute_days:
        yield Gap(
            "consortium.dispute_days",
            Message(N_("Nothing ends a step of a dispute. Enter the days that each step lasts.")),
        )


RULES = (f01, f02, f03, f04, v01, v02, v03, v04, v05, v06)
