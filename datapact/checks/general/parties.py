"""Rules on the parties: who they are, which role each has, who signs for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case, covers, states_role
from datapact.checks.model.named import names_something
from datapact.checks.model.rule import Gap, rule
from datapact.checks.model.signing_authority import DIRECTORS, by_general_partner, exists_in, is_met
from datapact.contract.terms import Party, Signatory, known_facts
from datapact.contract.vocabulary.acts import (
    AKTG,
    BDSG,
    BGB,
    EDPB_CONTROLLERS,
    GDPR,
    GMBHG,
    HGB,
    ICO_CODE,
    PRACTICE,
    SCC_TRANSFERS,
)
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.labels import word
from datapact.contract.vocabulary.messages import joined, label_words, name_or_words, own
from datapact.organisation.identity.confusable_names import plain_name

OLDEST_EXCERPT_DAYS = 366
_EXCERPT = re.compile(r"register|auszug|excerpt|\b(HRB|HRA|VR|GnR|GsR|PR)\b", re.IGNORECASE)
"""Legal forms of which several members of the organ act jointly by law (§ 35(2) GmbHG, § 78(2) AktG, § 25(1) GenG, §§ 26(2), 720(1) BGB)."""
_REGISTERED = ("company", "association")


@rule(
    "G01",
    "E",
    "house",
    cite(PRACTICE, ICO_CODE),
    N_(
        "Two different parties at least, each with legal name, address, register or tax number, contact and at least one "
        "signatory."
    ),
)
def g01(case: Case) -> Iterator[Gap]:
    yield from _twice(case)
    for party in case.terms.parties:
        place, name = f"parties.{party.key}", {"party": case.name(party.key)}
        if not party.name:
            yield Gap(f"{place}.name", Message(N_("A party has no legal name. Enter its full legal name.")))
        if not party.address.given():
            yield Gap(f"{place}.address", Message(N_("{party} has no address. Enter street and place."), name))
        if party.kind != "person" and not party.registration.number and not party.tax_id:
            yield Gap(
                f"{place}.registration.number",
                Message(
                    N_(
                        "{party} cannot be identified without doubt. Enter the register number or a tax number; "
                        "for a public body, the law or charter that founded it."
                    ),
                    name,
                ),
            )
        if not party.contact.given():
            yield Gap(
                f"{place}.contact",
                Message(N_("{party} has no contact. Enter a name with an e-mail address or telephone number."), name),
            )
        if not any(signatory.name for signatory in party.signatories):
            yield Gap(
                f"{place}.signatories",
                Message(N_("{party} has no signatory. Name at least one person who signs for it."), name),
            )


def _twice(case: Case) -> Iterator[Gap]:
    """A party that is another one under a second key: the same organisation, register number or name."""
    seen: dict[tuple[str, str], str] = {}
    for party in case.terms.parties:
        number = f"{party.registration.court} {party.registration.number}".strip() if party.registration.number else ""
        marks = [("organisation", party.organisation), ("register", number), ("name", party.name.casefold())]
        first = next((seen[mark] for mark in marks if mark[1] and mark in seen), None)
        if first is not None:
            yield Gap(
                f"parties.{party.key}.name",
                Message(
                    N_(
                        "{party} is party twice: nobody can conclude an agreement with itself. Enter the other "
                        "organisation here."
                    ),
                    {"party": case.name(party.key)},
                ),
                "E",
                final=True,
            )
        for mark in marks:
            seen.setdefault(mark, party.key)
    yield from _called_alike(case)


def _called_alike(case: Case) -> Iterator[Gap]:
    """Parties whom the clauses call by one word: which of them owes what, nobody can read."""
    called: dict[str, str] = {}
    for party in case.terms.parties:
        for name in dict.fromkeys((party.short_name.strip().casefold(), party.name.strip().casefold())):
            if name and called.setdefault(name, party.key) != party.key:
                yield Gap(
                    f"parties.{party.key}.short_name",
                    Message(
                        N_("Two parties are called “{word}” in the text. Give each a short name of its own."),
                        {"word": party.short_name or party.name},
                    ),
                )
                break


@rule(
    "G02",
    "E",
    "statute",
    cite(GDPR, "4(7)-(8)", EDPB_CONTROLLERS, "para. 12"),
    N_("Where personal data is shared, the role of each party is stated for each processing activity."),
)
def g02(case: Case) -> Iterator[Gap]:
    if not case.pd:
        return
    if not case.terms.activities:
        yield Gap(
            "activities",
            Message(
                N_(
                    "Personal data is shared, but no processing activity is described. Describe each activity and "
                    "state for each party whether it acts as controller, joint controller or processor."
                )
            ),
        )
        return
    for activity in case.activities:
        silent = [party for party in case.terms.parties if not states_role(activity, party.key, case.activities)]
        roles = {entry.role for entry in activity.roles}
        name = own(activity.name, activity.key)
        if silent:
            yield Gap(
                f"activities.{activity.key}.roles",
                Message(
                    N_(
                        "In the activity “{activity}” the data protection role is missing for: {parties}. State "
                        "controller, joint controller, processor or sub-processor, or that the party has no part."
                    ),
                    {"activity": name, "parties": joined([case.name(party.key) for party in silent])},
                ),
            )
        elif roles <= {"none", "holder", "user", "recipient"}:
            yield Gap(
                f"activities.{activity.key}.roles",
                Message(
                    N_(
                        "In the activity “{activity}” no party is responsible for the personal data. State who "
                        "decides on purposes and means (controller), or on whose behalf it is processed."
                    ),
                    {"activity": name},
                ),
            )
    for dataset in case.personal_datasets:
        if not any(covers(activity, dataset.key) for activity in case.activities):
            yield Gap(
                f"datasets.{dataset.key}",
                Message(
                    N_(
                        "The dataset “{dataset}” with personal data belongs to no processing activity. Assign it, so "
                        "that the roles of the parties are known."
                    ),
                    {"dataset": own(dataset.name, dataset.key)},
                ),
            )


@rule(
    "G18",
    "W",
    "statute",
    cite(GDPR, "37(1), 37(7), 38(6)", BDSG, "5, 38"),
    N_(
        "A party that must have a data protection officer states how to reach the officer, who does not decide on purposes and means "
        "as well."
    ),
    version=2,
)
def g18(case: Case) -> Iterator[Gap]:
    for party in case.terms.parties:
        decides = {plain_name(one.name) for one in party.signatories if one.capacity in DIRECTORS and one.name}
        if party.dpo.name and plain_name(party.dpo.name) in decides:
            words = N_(
                "{person} is data protection officer of {party} and signs for it as its organ: who decides on purposes and means cannot "
                "watch over them (Art. 38(6) GDPR, CJEU C-453/21). Name somebody else."
            )
            yield Gap(
                f"parties.{party.key}.dpo", Message(words, {"person": party.dpo.name, "party": case.name(party.key)})
            )
        if known_facts.dpo_required(party).value and not party.dpo.given():
            yield Gap(
                f"parties.{party.key}.dpo",
                Message(
                    N_(
                        "{party} must have a data protection officer, but no contact is given. Enter name and e-mail "
                        "address or telephone number of the officer."
                    ),
                    {"party": case.name(party.key)},
                ),
            )


@rule(
    "G21",
    "E",
    "house",
    cite(PRACTICE),
    N_(
        "An agreement counts as in force when each party's signing rule is met for exactly this text, or its signing "
        "elsewhere was recorded by a legal member with evidence."
    ),
)
def g21(case: Case) -> Iterator[Gap]:
    facts = case.signing
    if facts is None or not facts.in_force:
        return
    for party in case.terms.parties:
        if party.key not in facts.rule_met and not facts.elsewhere.get(party.key):
            yield Gap(
                f"parties.{party.key}.signing_rule",
                Message(
                    N_(
                        "The agreement is treated as in force, but the signing rule of {party} is not met for this "
                        "text. Obtain the missing signature, or have a legal member record the signing elsewhere "
                        "with evidence."
                    ),
                    {"party": case.name(party.key)},
                ),
            )


@rule(
    "G23",
    "W",
    "guidance",
    cite(ICO_CODE, SCC_TRANSFERS, "clause 7"),
    N_("An agreement of more than two parties says how a party joins and leaves."),
)
def g23(case: Case) -> Iterator[Gap]:
    said = case.terms.facts.joining_and_leaving.given() or (
        case.provides("G23.members") and case.provides("G23.leaving")
    )
    if len(case.terms.parties) > 2 and not said:
        yield Gap(
            "facts.joining_and_leaving",
            Message(N_("More than two parties take part, but nothing says how one joins or leaves. Agree on both.")),
        )


@rule(
    "G34",
    "W",
    "practice",
    cite(GMBHG, "35", AKTG, "78", HGB, "48, 54, 124", BGB, "26, 164, 720"),
    N_(
        "Each party states legal form, register and signing rule, with dated evidence of each signatory's authority; an excerpt "
        "is no older than a year. Where the law has several act jointly, the evidence says that one may act alone. By law an error: "
        "a capacity that the legal form does not have, and at freezing signatories who do not meet the signing rule."
    ),
    version=4,
)
def g34(case: Case) -> Iterator[Gap]:
    for party in case.terms.parties:
        place, name = f"parties.{party.key}", {"party": case.name(party.key)}
        if party.kind != "person" and not party.legal_form:
            yield Gap(
                f"{place}.legal_form",
                Message(N_("The legal form of {party} is missing. Enter it (for example GmbH, AG, e. V.)."), name),
            )
        if party.kind in _REGISTERED and not (party.registration.court and party.registration.number):
            yield Gap(
                f"{place}.registration",
                Message(N_("The register entry of {party} is incomplete. Enter register court and number."), name),
            )
        for signatory in party.signatories:
            if not exists_in(party.legal_form, signatory.capacity):
                yield Gap(
                    f"{place}.signatories.{signatory.key}.capacity",
                    Message(
                        N_(
                            "{person} is to sign for {party} as “{capacity}”, but this capacity does not exist in the "
                            "legal form {form}. Correct the capacity, or the legal form."
                        ),
                        {
                            **name,
                            "person": name_or_words(signatory.name, signatory.key),
                            "capacity": label_words(word("capacity", signatory.capacity)),
                            "form": party.legal_form,
                        },
                    ),
                    "E",
                    "statute",
                )
            if not names_something(signatory.evidence) or signatory.evidence_date is None:
                yield Gap(
                    f"{place}.signatories.{signatory.key}.evidence",
                    Message(
                        N_(
                            "Dated evidence that {person} may sign for {party} is missing. Name it with its date, for "
                            "example a register excerpt or a power of attorney."
                        ),
                        {**name, "person": name_or_words(signatory.name, signatory.key)},
                    ),
                )
            yield from _dated(case, party, signatory)
        yield from _sole(case, party)
        if party.signatories and not _can_meet(party):
            yield Gap(
                f"{place}.signing_rule",
                Message(
                    N_(
                        "The signatories named for {party} cannot meet its signing rule. Name the missing person, or "
                        "correct signing rule or capacity."
                    ),
                    name,
                ),
                authority="statute",
                when_freezing="E",
                final=True,
            )


def _dated(case: Case, party: Party, signatory: Signatory) -> Iterator[Gap]:
    """Evidence of a day that is still to come shows nothing, and an excerpt that is older than a year may be outdated."""
    dated = signatory.evidence_date
    if dated is None or not names_something(signatory.evidence):
        return
    names = {
        "person": name_or_words(signatory.name, signatory.key),
        "party": case.name(party.key),
        "day": dated.isoformat(),
    }
    place = f"parties.{party.key}.signatories.{signatory.key}.evidence_date"
    if dated > case.on:
        words = N_("The evidence that {person} may sign for {party} bears a day to come: {day}. Correct it.")
        yield Gap(place, Message(words, names))
    elif _EXCERPT.search(signatory.evidence) and (case.on - dated).days > OLDEST_EXCERPT_DAYS and case.signing is None:
        words = N_(
            "The evidence that {person} may sign for {party} is of {day}, an excerpt older than a year. Obtain a new one."
        )
        yield Gap(place, Message(words, names))


def _sole(case: Case, party: Party) -> Iterator[Gap]:
    """By law several act jointly in these forms; that one acts alone is what a register or charter has to say."""
    if any(one.capacity not in DIRECTORS for one in party.signatories):
        return
    if party.signatories and not known_facts.names_who_acts_alone(party):
        yield Gap(
            f"parties.{party.key}.signing_rule",
            Message(
                N_(
                    "For {party} one person is to sign alone. By law the organ of a {form} acts jointly unless register or charter "
                    "says otherwise: choose the signing rule, or say in the evidence that the person may act alone, such as "
                    "“register extract, may act alone”."
                ),
                {"party": case.name(party.key), "form": party.legal_form},
            ),
        )


def _can_meet(party: Party) -> bool:
    return is_met(party.signing_rule, [signatory.capacity for signatory in party.signatories])


@rule(
    "G61",
    "W",
    "statute",
    cite(BGB, "181"),
    N_("Nobody signs for two parties without being exempt from the restrictions of section 181 BGB."),
    valid_from=date(1900, 1, 1),  # section 181 BGB as enacted
)
def g61(case: Case) -> Iterator[Gap]:
    signs: dict[str, list[tuple[Party, Signatory]]] = {}
    for party in case.terms.parties:
        for signatory in party.signatories:
            if signatory.name:
                signs.setdefault(plain_name(signatory.name), []).append((party, signatory))
    for found in signs.values():
        if not _opposed(case, [party.key for party, _signatory in found]):
            continue
        for party, signatory in found:
            itself = party.kind == "person" and plain_name(party.name) == plain_name(signatory.name)
            if not itself and signatory.exempt_from_181 is not True:
                yield Gap(
                    f"parties.{party.key}.signatories.{signatory.key}.exempt_from_181",
                    Message(
                        N_(
                            "{person} signs for several parties, also for {party}. Without an exemption from section 181 BGB "
                            "the agreement has no effect until that party approves of it. State the exemption as the register "
                            "or the power of attorney has it, or let somebody else sign; two people of one name are no such "
                            "case."
                        ),
                        {"person": signatory.name, "party": case.name(party.key)},
                    ),
                )


def _opposed(case: Case, keys: list[str]) -> bool:
    """Whether parties conclude the agreement with each other, and not side by side with a third one: with two parties,
    or where their roles differ in an activity. Declarations to a third party are no case of section 181 BGB.
    """
    if len(set(keys)) < 2:
        return False
    roles = {tuple(activity.role_of(key) for activity in case.activities) for key in keys}
    return len(case.terms.parties) == 2 or len(roles) > 1


@rule(
    "G62",
    "W",
    "statute",
    cite(HGB, "124, 125, 161(2), 170"),
    N_("A GmbH & Co. KG names its general partner, which represents it, with that partner's own register entry."),
    # sections 124 and 125 HGB in the numbers of the act on the modernisation of partnerships
    valid_from=date(2024, 1, 1),
)
def g62(case: Case) -> Iterator[Gap]:
    for party in case.terms.parties:
        if by_general_partner(party.legal_form) and not party.registration.general_partner:
            yield Gap(
                f"parties.{party.key}.registration.general_partner",
                Message(
                    N_(
                        "{party} is represented by its general partner, which is not named. Enter its name, register court "
                        "and number; the signatories are managing directors of the general partner."
                    ),
                    {"party": case.name(party.key)},
                ),
            )


RULES = (g01, g02, g18, g21, g23, g34, g61, g62)
