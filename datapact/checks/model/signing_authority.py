"""Signing authority: whether a party's signatories may bind it, by its signing rule and their capacities."""

from __future__ import annotations

from collections.abc import Collection

from datapact.base.texts import Message
from datapact.organisation.identity.legal_forms import legal_form
from datapact.organisation.identity.roles import CAPACITIES

DIRECTORS = frozenset({"managing_director", "board_member", "owner", "partner", "official"})
RULES = ("sole", "two_jointly", "all_jointly", "majority", "director_with_prokurist", "by_power")
PROXIES = frozenset({"by_power_of_attorney", "commercial_agent"})


def exists_in(form_name: str, capacity: str) -> bool:
    """Whether this capacity exists in an organisation of that legal form: a GmbH has no board.

    Prokura and powers of attorney exist everywhere; nothing is known of an unlisted form (sections 35 GmbHG, 78 AktG,
    24 GenG, 26, 720 BGB, 124 HGB).
    """
    form = legal_form(form_name)
    return form is None or not form.organs or capacity in form.organs or capacity not in DIRECTORS


def offered_in(form_name: str) -> tuple[str, ...]:
    """The capacities to choose from in an organisation of that legal form; all of them in an unlisted form.

    Prokura and Handlungsvollmacht are powers of merchants (sections 48, 54 HGB), officials those of public bodies.
    """
    form = legal_form(form_name)
    if form is None:
        return tuple(CAPACITIES)
    organs = form.organs or {
        "company": ("managing_director", "owner", "partner"),
        "public_body": ("official",),
        "university": ("official", "board_member"),
        "person": ("owner",),
    }.get(form.kind, tuple(DIRECTORS))
    merchant = form.register in _MERCHANTS
    powers = (*MERCHANT_POWERS, "by_power_of_attorney") if merchant else ("by_power_of_attorney",)
    return tuple(capacity for capacity in CAPACITIES if capacity in organs or capacity in powers)


_MERCHANTS = frozenset({"HRA", "HRB", "GnR"})
MERCHANT_POWERS = ("sole_prokurist", "joint_prokurist", "prokurist", "commercial_agent")


def rules_offered_in(form_name: str) -> tuple[str, ...]:
    """The signing rules to choose from in an organisation of that legal form; all of them in an unlisted form.

    Prokura is a merchant's power (section 48 HGB); a board decides by majority in associations and foundations (sections
    26(2), 84(2) BGB). A public body or a university is represented by one official or by two, or by power of attorney; a
    natural person acts alone or by power of attorney (section 164 BGB).
    """
    form = legal_form(form_name)
    if form is None:
        return RULES
    left_out: tuple[str, ...] = ()
    if form.register not in _MERCHANTS:
        left_out += ("director_with_prokurist",)
    if form.kind not in ("association", "foundation"):
        left_out += ("majority",)
    if form.kind in ("public_body", "university"):
        left_out += ("all_jointly",)
    if form.kind == "person":
        left_out += ("two_jointly", "all_jointly")
    return tuple(rule for rule in RULES if rule not in left_out)


def is_met(rule: str, capacities: Collection[str]) -> bool:
    """Whether persons in these capacities, one each, satisfy the rule (sections 35 GmbHG, 78 AktG, 124 HGB, 26, 720 BGB).

    Who holds sole Prokura binds alone, whatever the rule for the organ (sections 48(1), 49(1) HGB); so do two holders
    of joint Prokura, or one with a member of the organ (section 48(2) HGB), and who has a power of attorney (sections
    164, 167 BGB, 54 HGB), of which evidence is asked elsewhere. How many belong to an organ is not known here: all, and
    a majority, are two at least. An unknown rule is never met.
    """
    if rule not in RULES:
        return False
    directors = sum(capacity in DIRECTORS for capacity in capacities)
    joint = sum(capacity == "joint_prokurist" for capacity in capacities)
    with_prokura = joint + sum(capacity == "prokurist" for capacity in capacities)
    if "sole_prokurist" in capacities or any(capacity in PROXIES for capacity in capacities):
        return True
    if joint and directors + with_prokura >= 2:
        return True
    match rule:
        case "sole":
            return directors >= 1
        case "director_with_prokurist":
            return directors >= 2 or (directors >= 1 and with_prokura >= 1)
        case "by_power":
            return with_prokura >= 1
        case _:
            return directors >= 2


def by_general_partner(form_name: str) -> bool:
    """Whether an organisation of that legal form is represented by a company that is its general partner."""
    return "& co" in form_name.casefold()


def capacity_words(capacity: str) -> Message:
    """The capacity in words; an unknown one unchanged."""
    return Message(CAPACITIES.get(capacity, capacity))
