"""Requirements on the wording of an agreement on information and consent of participants (Art. 4(11), 6(1)(a), 7, 9(2)(a) and 13 GDPR)."""

from __future__ import annotations

from collections.abc import Callable

from datapact.base.texts import N_
from datapact.checks.model.facts import Case
from datapact.checks.wording.part import Part, part
from datapact.contract.vocabulary.acts import GDPR, PRACTICE
from datapact.contract.vocabulary.citations import cite


def _applies(case: Case) -> bool:
    return case.terms.participants.applies


def _special(case: Case) -> bool:
    return _applies(case) and bool(case.special_datasets)


def _models(case: Case) -> bool:
    return _applies(case) and case.terms.models.applies


def _broad(case: Case) -> bool:
    return _applies(case) and case.terms.participants.broad.given()


def _law(name: str, provision: str, what: str, applies: Callable[[Case], bool] = _applies) -> Part:
    return part(f"K07.{name}", "E", "statute", cite(GDPR, provision), what, applies)


def _practice(name: str, what: str, applies: Callable[[Case], bool] = _applies) -> Part:
    return part(f"K07.{name}", "W", "practice", cite(PRACTICE), what, applies)


PARTICIPANT_PARTS = (
    _law("sheet", "7(2)", N_("that the wording for participants is handed out apart from the rest")),
    _practice("collecting", N_("who informs participants and obtains their consent")),
    _law("free", "7(4)", N_("that nobody in a position of power obtains consent")),
    _law("proof", "7(1)", N_("how each consent is demonstrated")),
    _law("withdrawals", "7(3), 17(1)(b)", N_("what the parties do after a withdrawal")),
    _practice("models", N_("what a withdrawal means for trained models"), _models),
    _law("controllers", "13(1)(a)-(b)", N_("who is responsible, with contacts and data protection officers")),
    _practice("study", N_("what the project is about and what happens to participants")),
    _law("voluntary", "7(4), 13(2)(e)", N_("that taking part is voluntary and a refusal has no disadvantages")),
    _law("data", "13", N_("which data of participants is processed")),
    _law("special", "9(2)(a)", N_("that specially protected data is processed on explicit consent"), _special),
    _law("purposes", "13(1)(c)", N_("the purposes and the legal basis, told to participants")),
    _practice("broad", N_("the areas and safeguards of a broad consent"), _broad),
    _law("automated", "13(2)(f)", N_("whether there are automated decisions")),
    _law("recipients", "13(1)(e)", N_("who receives the data, told to participants")),
    _law("storage", "13(2)(a)", N_("how long the data is kept, told to participants")),
    _law("transfers", "13(1)(f)", N_("transfers to third countries, told to participants")),
    _law("rights", "13(2)(b)", N_("the rights of participants")),
    _law("withdrawal", "7(3), 13(2)(c)", N_("the right to withdraw, how, and what it cannot undo")),
    _law("complaint", "13(2)(d)", N_("the right to complain to a supervisory authority")),
    _law("declaration", "4(11), 7(2)", N_("a declaration that names purposes and controllers")),
    _law("explicit", "9(2)(a)", N_("the explicit declaration on specially protected data"), _special),
    _law("separate", "7(4)", N_("that each consent is given on its own")),
)
