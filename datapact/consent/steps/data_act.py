"""Step 4 of the decision for data that is personal to neither party: the Data Act, Art. 4(13), 4(14) and 5."""

from __future__ import annotations

from datapact.base.texts import N_, Argument, Message
from datapact.consent.facts.facts import Authorisation, holds
from datapact.consent.facts.question import Wanted
from datapact.consent.steps.evaluation import Evaluation
from datapact.contract.vocabulary.messages import own

CONTRACT, REQUEST, PERMISSION = "user_contract", "user_request", "holder_permission"


def evaluate_permissions(evaluation: Evaluation) -> None:
    """A revoked or expired permission of a holder that covered this sharing forbids it, whatever the data is."""
    covering = _authorisations(evaluation, PERMISSION)
    if covering and not any(_in_force(evaluation, one) for one in covering):
        evaluation.deny(
            "S4",
            Message(
                N_("The permission of {holder} for “{dataset}” was revoked or has ended."),
                {**_names(evaluation), "holder": covering[-1].granted_by},
            ),
            ("authorisation", covering[-1].key),
            wanted=_wanted(evaluation, PERMISSION, covering[-1].granted_by),
        )
    for one in covering:
        if _in_force(evaluation, one):
            _expire(evaluation, one)


def evaluate_gatekeeper(evaluation: Evaluation) -> None:
    """A gatekeeper may not receive what the user of a product got at its request, personal or not (Art. 5(3)(c))."""
    act, dataset = evaluation.agreement.terms.data_act, evaluation.dataset
    user_shares = bool(act.user) and evaluation.agreement.own == act.user
    if (dataset.product_data or act.applies) and user_shares and act.gatekeeper == "yes" and not act.small_manufacturer:
        words = N_("{partner} is a gatekeeper and may not receive what the user of the product has obtained.")
        evaluation.deny("D05", Message(words, _names(evaluation)), evaluation.place("data_act.gatekeeper"))


def evaluate_non_personal(evaluation: Evaluation) -> None:
    """Requirements of the Data Act on the holder of product data; other non-personal data needs only the agreement."""
    act, dataset = evaluation.agreement.terms.data_act, evaluation.dataset
    names, place = _names(evaluation), evaluation.place("data_act")
    if dataset.product_data is None and not act.applies:
        words = N_(
            "Nobody has answered whether “{dataset}” comes from a connected product or related service. Answer it on the "
            "agreement's page; not answered is not no."
        )
        evaluation.missing("G41", Message(words, names), evaluation.place(f"datasets.{dataset.key}"))
        return
    if not dataset.product_data and not act.applies:
        evaluation.met("S4", Message(N_("“{dataset}” is personal data for neither party."), names), place)
        return
    if act.small_manufacturer:
        evaluation.met(
            "D15",
            Message(N_("The manufacturer is a micro or small enterprise: chapter II does not apply."), names),
            place,
        )
        return
    user_shares = bool(act.user) and evaluation.agreement.own == act.user
    holder = act.holder or (act.holder_name if user_shares else "")
    if not holder or not (act.user or act.user_name):
        evaluation.missing(
            "D01",
            Message(N_("For the product data “{dataset}” the holder and the user are not both named."), names),
            place,
        )
        return
    if evaluation.partner == act.user:
        evaluation.met("D01", Message(N_("{partner} is the user of the product that made the data."), names), place)
    elif user_shares:
        evaluation.met(
            "D02",
            Message(
                N_(
                    "“{dataset}” comes from a product whose user shares it with {partner}: that needs no contract with the holder."
                ),
                names,
            ),
            place,
        )
    elif evaluation.agreement.own == act.holder:
        _judge_holder(evaluation, names)
    if dataset.trade_secrets is None and not (
        act.trade_secret_measures.given() and act.trade_secrets_identified.given()
    ):
        words = N_(
            "Nobody has answered whether “{dataset}” holds trade secrets. Answer it on the agreement's page; not answered is not no."
        )
        evaluation.missing("G41", Message(words, names), evaluation.place(f"datasets.{dataset.key}"))
    if dataset.trade_secrets and not (act.trade_secret_measures.given() and act.trade_secrets_identified.given()):
        evaluation.missing(
            "D06",
            Message(N_("“{dataset}” holds trade secrets; they are not identified, or no measures are agreed."), names),
            evaluation.place("data_act.trade_secret_measures"),
        )


def _judge_holder(evaluation: Evaluation, names: dict[str, Argument]) -> None:
    """The holder shares at the user's request (Art. 5), or within its contract with the user (Art. 4(13), 4(14))."""
    act, place = evaluation.agreement.terms.data_act, evaluation.place("data_act")
    requests, contracts = _authorisations(evaluation, REQUEST), _authorisations(evaluation, CONTRACT)
    request = next((one for one in reversed(requests) if _in_force(evaluation, one)), None)
    if request is not None:
        if act.gatekeeper == "yes":
            evaluation.deny("D05", Message(N_("{partner} is a gatekeeper and may not receive the data."), names), place)
            return
        evaluation.met("D03", Message(N_("The user asked for the sharing with {partner}."), names), _link(request))
        _expire(evaluation, request)
        return
    contract = next((one for one in reversed(contracts) if _in_force(evaluation, one)), None)
    if contract is not None:
        if not (contract.no_sharing_on or act.no_sharing_on or evaluation.agreement.terms.onward.rule == "forbidden"):
            evaluation.missing(
                "D14",
                Message(N_("Nothing binds {partner} not to share “{dataset}” on."), names),
                _link(contract),
                wanted=Wanted("authorisation", CONTRACT, key=contract.key),
            )
            return
        evaluation.met(
            "D14",
            Message(N_("The contract with the user covers the sharing of “{dataset}” with {partner}."), names),
            _link(contract),
        )
        _expire(evaluation, contract)
        return
    ended = [*requests, *contracts]
    if ended:
        evaluation.deny(
            "D02",
            Message(
                N_("The user's contract or request for “{dataset}” was revoked, has ended or begins later."), names
            ),
            _link(ended[-1]),
            wanted=_wanted(evaluation, ended[-1].sort, ended[-1].granted_by),
        )
    else:
        evaluation.missing(
            "D02",
            Message(
                N_(
                    "Neither a request of the user nor a contract with the user covers the sharing of “{dataset}” with "
                    "{partner}. Put it on file."
                ),
                names,
            ),
            ("authorisation", ""),
            wanted=_wanted(evaluation, REQUEST, _user(evaluation)),
        )


def _wanted(evaluation: Evaluation, sort: str, granted_by: str) -> Wanted:
    return Wanted("authorisation", sort, evaluation.question.partner, granted_by=granted_by)


def _user(evaluation: Evaluation) -> str:
    """The name of the user of the product in the agreement."""
    act = evaluation.agreement.terms.data_act
    named = (one.short_name or one.name for one in evaluation.agreement.terms.parties if one.key == act.user)
    return act.user_name or next(named, "")


def _authorisations(evaluation: Evaluation, sort: str) -> list[Authorisation]:
    """The authorisations of a sort for this dataset, partner and purpose, in force or not.

    A permission that is gone forbids a narrower purpose, too; what lets data out names the purpose itself, in its words of today.
    """
    agreed = evaluation.agreed
    purposes = agreed.own | agreed.held if sort == PERMISSION else agreed.own
    return [
        one
        for one in evaluation.facts.authorisations
        if one.sort == sort
        and one.dataset == evaluation.question.dataset
        and one.partner in ("", evaluation.question.partner)
        and (one.purpose == "" or one.purpose in purposes)
        and (sort == PERMISSION or not one.purpose or agreed.is_called((one.purpose,), one.outdated))
    ]


def _in_force(evaluation: Evaluation, one: Authorisation) -> bool:
    gone = one.revoked is not None and one.revoked <= evaluation.day
    return not gone and holds(one.valid_from, one.valid_to, evaluation.day)


def _expire(evaluation: Evaluation, one: Authorisation) -> None:
    from datetime import timedelta

    why = Message(N_("what {by} granted ends"), {"by": one.granted_by})
    evaluation.expires(one.valid_to, why)
    if one.revoked is not None:
        evaluation.expires(one.revoked - timedelta(days=1), why)


def _link(one: Authorisation) -> tuple[str, str]:
    return "authorisation", one.key


def _names(evaluation: Evaluation) -> dict[str, Argument]:
    return {
        "partner": evaluation.facts.name(evaluation.question.partner),
        "dataset": own(evaluation.dataset.name, evaluation.dataset.key),
    }
