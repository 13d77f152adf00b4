"""Rules for joint controllers (Art. 26 GDPR)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from datapact.base.texts import N_, Argument, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms.frame import Right
from datapact.contract.vocabulary.acts import EDPB_CONTROLLERS, GDPR, PRACTICE
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.labels import label_of_field
from datapact.contract.vocabulary.messages import joined, label_words, own

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
    N_("A template for independent controllers is not used where parties are joint controllers."),
)
def j06(case: Case) -> Iterator[Gap]:
    name, version = case.document.template
    if version < _WITHOUT_ARRANGEMENT.get(name, version + 1):
        return
    if case.jc or case.terms.joint.screened == "joint":
        yield Gap(
            "activities" if case.jc else "joint.screened",
            Message(
                N_(
                    "This template is for parties that are each controllers on their own; it has no arrangement of joint "
                    "controllers. Correct the roles, or conclude one with the template “Joint controllers”."
                )
            ),
        )


_WITHOUT_ARRANGEMENT = {"controller-to-controller": 2, "framework": 1, "consortium": 1, "participant-consent": 1}
"""By template, its first version without clauses on joint control."""


@rule(
    "J07",
    "W",
    "statute",
    cite(GDPR, "26(1)-(2)", EDPB_CONTROLLERS, "part II.2"),
    N_(
        "The arrangement of joint controllers describes each phase: who decides on purposes and means, who carries it out, "
        "with which data, flows and means. Together the phases cover all data."
    ),
)
def j07(case: Case) -> Iterator[Gap]:
    if not arranged(case):
        return
    phases = case.terms.joint.phases
    if not phases:
        yield Gap(
            "joint.phases",
            Message(
                N_(
                    "No phase of the processing is described. The arrangement has to reflect who does what: add the phases, "
                    "such as collecting, combining and analysing."
                )
            ),
        )
        return
    for phase in phases:
        missing = [
            name
            for name, given in (
                ("decision", bool(phase.decision)),
                ("carried_out_by", bool(phase.carried_out_by)),
                ("flow", phase.flow.given()),
                ("means", phase.means.given()),
            )
            if not given
        ]
        if missing:
            yield Gap(
                f"joint.phases.{phase.key}.{missing[0]}",
                Message(
                    N_("The phase “{phase}” lacks: {fields}. Add it."),
                    {
                        "phase": own(phase.name, phase.key),
                        "fields": joined([label_words(label_of_field("JointPhase", name)) for name in missing]),
                    },
                ),
            )
    if not any(phase.decision == "joint" for phase in phases):
        yield Gap(
            "joint.phases",
            Message(
                N_(
                    "No phase is decided jointly. Then the parties are controllers on their own: use that template, or "
                    "correct the phases."
                )
            ),
        )
    if all(phase.datasets for phase in phases):
        covered = {key for phase in phases for key in phase.datasets}
        for dataset in case.personal_datasets:
            if dataset.key not in covered:
                yield Gap(
                    "joint.phases",
                    Message(
                        N_("The dataset “{dataset}” is in no phase. Add it to one."),
                        {"dataset": own(dataset.name, dataset.key)},
                    ),
                )


@rule(
    "J08",
    "W",
    "practice",
    cite(GDPR, "82(5)", PRACTICE),
    N_("Shares of joint controllers in damage that cannot be attributed make up the whole, one for each party."),
)
def j08(case: Case) -> Iterator[Gap]:
    shares = case.terms.joint.shares
    if not case.jc or not shares:
        return
    named = [entry.party for entry in shares]
    if sum(entry.percent for entry in shares) != 100 or len(set(named)) != len(named):
        yield Gap(
            "joint.shares",
            Message(N_("The shares of the parties do not make up 100 per cent. Correct them, one for each party.")),
        )


@rule(
    "J09",
    "W",
    "practice",
    cite(GDPR, "5(1)(e), 26", PRACTICE),
    N_("Joint controllers state who alone remains responsible for which data after the end."),
)
def j09(case: Case) -> Iterator[Gap]:
    if arranged(case) and not case.terms.joint.exit.given():
        yield Gap(
            "joint.exit",
            Message(
                N_(
                    "Nothing says what becomes of the data of the joint phases at the end. Name who alone remains responsible "
                    "for which data, or say that all of it is deleted."
                )
            ),
        )


def arranged(case: Case) -> bool:
    """Whether the agreement is an arrangement of joint controllers with phases, or is to be one."""
    return case.jc and (bool(case.terms.joint.phases) or case.document.template[0] == "joint-controllers")


RULES = (j01, j02, j03, j04, j05, j06, j07, j08, j09)
