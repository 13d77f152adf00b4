"""Rules for joint controllers (Art. 26 GDPR)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from datapact.base.texts import N_, Argument, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms.frame import Right
from datapact.contract.vocabulary.acts import EDPB_CONTROLLERS, GDPR
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import joined

_RIGHTS: tuple[str, ...] = get_args(Right.__value__)
_TOPICS = {
    "principles": N_("principles of processing"),
    "basis": N_("legal basis"),
    "security": N_("security"),
    "breach": N_("personal data breaches"),
    "dpia": N_("data protection impact assessment"),
    "processors": N_("processors"),
    "transfers": N_("transfers to third countries"),
    "authority_contact": N_("contact with authorities"),
}


@rule(
    "J01",
    "E",
    "statute",
    cite(GDPR, "26(1)"),
    N_("Joint controllers state who gives the notices and who handles each right of Art. 15 to 22."),
)
def j01(case: Case) -> Iterator[Gap]:
    if not case.jc:
        return
    joint = case.terms.joint
    if not case.has_party(joint.notices_owner):
        yield Gap(
            "joint.notices_owner",
            Message(
                N_("Nothing says which joint controller informs data subjects (Art. 13 and 14 GDPR). Name the party.")
            ),
        )
    owned = {owner.right for owner in joint.rights if case.has_party(owner.party)}
    missing: list[Argument] = [f"Art. {right}" for right in _RIGHTS if right not in owned]
    if missing:
        yield Gap(
            "joint.rights",
            Message(
                N_(
                    "Nothing says which joint controller handles these rights of data subjects: {rights} GDPR. Name a "
                    "party for each right."
                ),
                {"rights": joined(missing)},
            ),
        )


@rule(
    "J02",
    "W",
    "guidance",
    cite(EDPB_CONTROLLERS, "part II.2"),
    N_(
        "Joint controllers state who is in charge of principles, basis, security, breaches, impact assessment, "
        "processors, transfers and contact with authorities."
    ),
)
def j02(case: Case) -> Iterator[Gap]:
    owned = {owner.topic for owner in case.terms.joint.topics if case.has_party(owner.party)}
    missing: list[Argument] = [Message(name) for topic, name in _TOPICS.items() if topic not in owned]
    if case.jc and missing:
        yield Gap(
            "joint.topics",
            Message(
                N_("Nothing says which joint controller is in charge of: {topics}. Name a party for each."),
                {"topics": joined(missing)},
            ),
        )


@rule(
    "J03",
    "E",
    "statute",
    cite(GDPR, "26(2)"),
    N_("The essence of the arrangement of joint controllers is made available to data subjects."),
)
def j03(case: Case) -> Iterator[Gap]:
    if case.jc and not case.terms.joint.essence_available.given():
        yield Gap(
            "joint.essence_available",
            Message(
                N_(
                    "Nothing says how data subjects get to know the essence of the arrangement. State where it is "
                    "available, for example in the privacy notice."
                )
            ),
        )


@rule(
    "J04",
    "W",
    "practice",
    cite(GDPR, "26(1)"),
    N_("Joint controllers designate a contact point for data subjects."),
)
def j04(case: Case) -> Iterator[Gap]:
    if case.jc and not case.terms.joint.contact_point.given():
        yield Gap(
            "joint.contact_point",
            Message(
                N_(
                    "The joint controllers have no contact point for data subjects. Name one with e-mail address or "
                    "telephone number."
                )
            ),
        )


@rule(
    "J05",
    "E",
    "statute",
    cite(GDPR, "26(3)"),
    N_("No clause limits the rights of data subjects against either joint controller."),
)
def j05(case: Case) -> Iterator[Gap]:
    if case.jc and case.terms.joint.limits_rights:
        yield Gap(
            "joint.limits_rights",
            Message(
                N_(
                    "A clause limits the rights of data subjects against a joint controller. They can exercise their "
                    "rights against each of them: remove the clause."
                )
            ),
        )


@rule(
    "J06",
    "E",
    "house",
    cite(GDPR, "26(1)"),
    N_("The template for independent controllers is not used where parties are joint controllers."),
)
def j06(case: Case) -> Iterator[Gap]:
    name, version = case.document.template
    if name != "controller-to-controller" or version < _WITHOUT_ARRANGEMENT:
        return
    if case.jc or case.terms.joint.screened == "joint":
        yield Gap(
            "activities" if case.jc else "joint.screened",
            Message(
                N_(
                    "This template is for parties that are each controllers on their own; it has no arrangement of joint "
                    "controllers. Correct the roles, or begin anew with a template that has one, such as the AI pilot."
                )
            ),
        )


_WITHOUT_ARRANGEMENT = 2  # the first version of the template without clauses on joint control


RULES = (j01, j02, j03, j04, j05, j06)
