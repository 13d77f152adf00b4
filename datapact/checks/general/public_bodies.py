"""Rules where a public body takes part: access to information, and the form in which it can bind itself."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.texts import N_, Argument, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.rule import Gap, rule
from datapact.contract.vocabulary.acts import GEMO_BW, GO_NRW, ICO_CODE, IFG, LAND_LAW, UIG
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import joined


@rule(
    "G24",
    "W",
    "statute",
    cite(IFG, UIG, LAND_LAW, ICO_CODE),
    N_("With a public body, the handling of freedom-of-information requests is agreed and its Land is stated."),
)
def g24(case: Case) -> Iterator[Gap]:
    if not case.public_bodies:
        return
    names: dict[str, Argument] = {"parties": joined([case.name(party.key) for party in case.public_bodies])}
    if not case.terms.facts.freedom_of_information.given():
        yield Gap(
            "facts.freedom_of_information",
            Message(
                N_(
                    "As public bodies take part ({parties}), third parties may request access to the agreement or "
                    "the data under freedom-of-information law. Agree on how such requests are handled and who is "
                    "heard before."
                ),
                names,
            ),
        )
    if not case.terms.facts.public_body_land:
        yield Gap(
            "facts.public_body_land",
            Message(
                N_("State the Land (or the Federation) whose law applies to the public bodies: {parties}."),
                names,
            ),
        )


@rule(
    "G32",
    "W",
    "statute",
    cite(GEMO_BW, "54", GO_NRW, "64", LAND_LAW),
    N_("Where a municipality or other public body enters into obligations, the form that its law asks for is stated."),
)
def g32(case: Case) -> Iterator[Gap]:
    if case.public_bodies and not case.terms.facts.public_form:
        yield Gap(
            "facts.public_form",
            Message(
                N_(
                    "The form in which {parties} can enter into obligations is not stated. Check the law of the "
                    "Land (municipalities often need handwritten or qualified electronic signatures, two persons "
                    "or an official seal) and state the form; a self-issued signature may not do."
                ),
                {"parties": joined([case.name(party.key) for party in case.public_bodies])},
            ),
        )


RULES = (g24, g32)
