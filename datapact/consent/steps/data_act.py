"""Step 4 of the decision for data that is personal to neither party: the Data Act, Art. 4(13), 4(14) and 5."""

from __future__ import annotations

from datapact.base.texts import N_, Argument, Message
from datapact.consent.facts.facts import Authorisation, holds
from datapact.consent.facts.question import Wanted
from datapact.consent.steps.evaluation import Judging
from datapact.contract.vocabulary.messages import own

CONTRACT, REQUEST, PERMISSION = "user_contract", "user_request", "holder_permission"


def judge_permissions(judging: Judging) -> None:
    """A revoked or expired permission of a holder that covered this sharing forbids it, whatever the data is."""
    covering = _authorisations(judging, PERMISSION)
    if covering and not any(_in_force(judging, one) for one in covering):
        judging.deny(
            "S4",
            Message(
                N_("The permission of {holder} for “{dataset}” was revoked or has ended."),
                {**_names(judging), "holder": covering[-1].granted_by},
            ),
            ("authorisation", covering[-1].key),
            wanted=_wanted(judging, PERMISSION, covering[-1].granted_by),
        )
    for one in covering:
        if _in_force(judging, one):
            _expire(judging, one)


def judge_non_personal(judging: Judging) -> None:
    """Requirements of the Data Act on the holder of product data; other non-personal data needs only the agreement."""
    act, dataset = judging.agreement.terms.data_act, judging.dataset
    names, place = _names(judging), judging.place("data_act")
    if not dataset.product_data and not act.applies:
        judging.met("S4", Message(N_("“{dataset}” is personal data for neither party."), names), place)
        return
    if act.small_manufacturer:
        judging.met(
            "D15",
            Message(N_("The manufacturer is a micro or small enterprise: chapter II does not apply."), names),
            place,
        )
        return
    if not act.holder or not (act.user or act.user_name):
        judging.missing(
            "D01",
            Message(N_("For the product data “{dataset}” the holder and the user are not both named."), names),
            place,
        )
        return
    if judging.partner == act.user:
        judging.met("D01", Message(N_("{partner} is the user of the product that made the data."), names), place)
    elif judging.agreement.own == act.holder:
        _judge_holder(judging, names)
    if dataset.trade_secrets and not (act.trade_secret_measures.given() and act.trade_secrets_identified.given()):
        judging.missing(
            "D06",
            Message(N_("“{dataset}” holds trade secrets; they are not identified, or no measures are agreed."), names),
            judging.place("data_act.trade_secret_measures"),
        )


def _judge_holder(judging: Judging, names: dict[str, Argument]) -> None:
    """The holder shares at the user's request (Art. 5), or within its contract with the user (Art. 4(13), 4(14))."""
    act, place = judging.agreement.terms.data_act, judging.place("data_act")
    requests, contracts = _authorisations(judging, REQUEST), _authorisations(judging, CONTRACT)
    request = next((one for one in reversed(requests) if _in_force(judging, one)), None)
    if request is not None:
        if act.gatekeeper == "yes":
            judging.deny("D05", Message(N_("{partner} is a gatekeeper and may not receive the data."), names), place)
            return
        judging.met("D03", Message(N_("The user asked for the sharing with {partner}."), names), _link(request))
        _expire(judging, request)
        return
    contract = next((one for one in reversed(contracts) if _in_force(judging, one)), None)
    if contract is not None:
        if not (contract.no_sharing_on or act.no_sharing_on or judging.agreement.terms.onward.rule == "forbidden"):
            judging.missing(
                "D14",
                Message(N_("Nothing binds {partner} not to share “{dataset}” on."), names),
                _link(contract),
                wanted=Wanted("authorisation", CONTRACT, key=contract.key),
            )
            return
        judging.met(
            "D14",
            Message(N_("The contract with the user covers the sharing of “{dataset}” with {partner}."), names),
            _link(contract),
        )
        _expire(judging, contract)
        return
    ended = [*requests, *contracts]
    if ended:
        judging.deny(
            "D02",
            Message(
                N_("The user's contract or request for “{dataset}” was revoked, has ended or begins later."), names
            ),
            _link(ended[-1]),
            wanted=_wanted(judging, ended[-1].sort, ended[-1].granted_by),
        )
    else:
        judging.missing(
            "D02",
            Message(
                N_(
                    "Neither a request of the user nor a contract with the user covers the sharing of “{dataset}” with "
                    "{partner}. Put it on file."
                ),
                names,
            ),
            ("authorisation", ""),
            wanted=_wanted(judging, REQUEST, _user(judging)),
        )


def _wanted(judging: Judging, sort: str, granted_by: str) -> Wanted:
    return Wanted("authorisation", sort, judging.question.partner, granted_by=granted_by)


def _user(judging: Judging) -> str:
    """The name of the user of the product in the agreement."""
    act = judging.agreement.terms.data_act
    named = (one.short_name or one.name for one in judging.agreement.terms.parties if one.key == act.user)
    return act.user_name or next(named, "")


def _authorisations(judging: Judging, sort: str) -> list[Authorisation]:
    """The authorisations of a sort for this dataset, partner and purpose, in force or not."""
    return [
        one
        for one in judging.world.authorisations
        if one.sort == sort
        and one.dataset == judging.question.dataset
        and one.partner in ("", judging.question.partner)
        and (one.purpose == "" or one.purpose in judging.covering)
    ]


def _in_force(judging: Judging, one: Authorisation) -> bool:
    gone = one.revoked is not None and one.revoked <= judging.day
    return not gone and holds(one.valid_from, one.valid_to, judging.day)


def _expire(judging: Judging, one: Authorisation) -> None:
    from datetime import timedelta

    judging.expires(one.valid_to)
    if one.revoked is not None:
        judging.expires(one.revoked - timedelta(days=1))


def _link(one: Authorisation) -> tuple[str, str]:
    return "authorisation", one.key


def _names(judging: Judging) -> dict[str, Argument]:
    return {
        "partner": judging.world.name(judging.question.partner),
        "dataset": own(judging.dataset.name, judging.dataset.key),
    }
