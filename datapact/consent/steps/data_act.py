"""Step 4 of the decision for data of products, personal or not: the Data Act, Art. 4(12) to 4(14), 5 and 6.

The Data Act does not take the place of the GDPR (Art. 1(5)): for data that is both, both are asked, and what one of them
lacks makes the answer incomplete.
"""

from __future__ import annotations

from collections.abc import Sequence

from datapact.base.texts import N_, Argument, Message
from datapact.checks.model.dated import is_reference
from datapact.checks.model.named import is_stated
from datapact.checks.regimes.data_act import is_exempt, is_wholly_personal, names_data_act
from datapact.consent.facts.facts import Authorisation, holds
from datapact.consent.facts.question import Wanted
from datapact.consent.steps.evaluation import Evaluation
from datapact.consent.steps.legal_basis import Reliance
from datapact.contract.terms import known_facts
from datapact.contract.vocabulary.messages import own, term_called

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
    if not (dataset.product_data or act.applies) or not user_shares or is_exempt(act, evaluation.day):
        return
    if act.gatekeeper == "yes":
        words = N_("{partner} is a gatekeeper and may not receive what the user of the product has obtained.")
        evaluation.deny("D05", Message(words, _names(evaluation)), evaluation.place("data_act.gatekeeper"))
    elif act.gatekeeper != "no":
        _check_gatekeeper(evaluation)


def evaluate_devices(evaluation: Evaluation) -> None:
    """Whether the data is read from terminal equipment, and whether it holds trade secrets, whatever else it is: not answered is not no."""
    dataset, names = evaluation.dataset, _names(evaluation)
    if known_facts.terminal_equipment(dataset).open:
        words = N_(
            "Nobody has answered whether “{dataset}” is read from terminal equipment (§ 25 TDDDG). Answer it on the agreement's page; "
            "not answered is not no."
        )
        evaluation.missing("G41", Message(words, names), evaluation.place(f"datasets.{dataset.key}.terminal_equipment"))
    if known_facts.trade_secrets(dataset).open and not _are_secrets_settled(evaluation):
        words = N_(
            "Nobody has answered whether “{dataset}” holds trade secrets. Answer it on the agreement's page; not answered is not no."
        )
        evaluation.missing("G41", Message(words, names), evaluation.place(f"datasets.{dataset.key}.trade_secrets"))
    elif known_facts.trade_secrets(dataset).value and not _are_secrets_settled(evaluation):
        terms = evaluation.agreement.terms
        if not known_facts.product_data(terms, dataset).value and not terms.data_act.applies:
            words = N_(
                "“{dataset}” holds trade secrets. Check that {partner} is bound to keep them secret: without reasonable measures the law no longer "
                "protects them (§ 2 no. 1(b) GeschGehG)."
            )
            told: dict[str, Argument] = {**names, "partner": evaluation.facts.name(evaluation.question.partner)}
            evaluation.warn("S3", Message(words, told), evaluation.place(f"datasets.{dataset.key}.trade_secrets"))


def evaluate_terminal_equipment(evaluation: Evaluation) -> None:
    """Terminal equipment: reading from it needs consent or strict necessity, personal data or not (s. 25 TDDDG)."""
    if evaluation.dataset.terminal_equipment is not True:
        return
    facts = evaluation.agreement.terms.facts
    if facts.terminal_equipment_ground == "consent":
        _judge_consent_to_reading(evaluation)
    if facts.terminal_equipment_ground:
        return
    words = N_(
        "“{dataset}” is read from terminal equipment. Nobody has chosen whether on consent or strict necessity (§ 25 TDDDG; for data "
        "of products Art. 4(12) and 5(7) Data Act ask for it, too)."
    )
    evaluation.missing("G38", Message(words, _names(evaluation)), evaluation.place("facts.terminal_equipment_ground"))


def _judge_consent_to_reading(evaluation: Evaluation) -> None:
    """Consent under s. 25(1) TDDDG is shown like any other: by one on file that stands, or by where they are kept."""
    kept = evaluation.agreement.terms.facts.terminal_equipment_basis
    if evaluation.dataset.key in evaluation.facts.standing or is_reference(kept):
        return
    words = N_(
        "“{dataset}” is read from terminal equipment on consent (§ 25(1) TDDDG), and no consent is on file. Import the consents; or "
        "answer beside the agreement, under {term}, where they are kept, with a date or number."
    )
    path = "facts.terminal_equipment_basis"
    named: dict[str, Argument] = {**_names(evaluation), "term": term_called(path)}
    evaluation.missing("G38", Message(words, named), evaluation.place(path))


def evaluate_product_data(evaluation: Evaluation, reliances: Sequence[Reliance], *, personal: bool) -> None:
    """Product data: the conditions of the Data Act; ``reliances`` are the legal bases where it is personal, too."""
    act, dataset = evaluation.agreement.terms.data_act, evaluation.dataset
    names, place = _names(evaluation), evaluation.place("data_act")
    if dataset.product_data is None and not act.applies:
        words = N_(
            "Nobody has answered whether “{dataset}” comes from a connected product or related service. Answer it on the "
            "agreement's page; not answered is not no."
        )
        evaluation.missing("G41", Message(words, names), evaluation.place(f"datasets.{dataset.key}"))
        return
    product = bool(dataset.product_data) or act.applies
    exempt = is_exempt(act, evaluation.day)
    _judge_bases(evaluation, reliances, binds=product and not exempt)
    if not product:
        if not personal:
            evaluation.met("S4", Message(N_("“{dataset}” is personal data for neither party."), names), place)
        return
    if exempt:
        words = N_("The manufacturer is a micro or small enterprise: chapter II does not apply.")
        evaluation.met("D15", Message(words, names), place)
        return
    _judge_secrets(evaluation, names)
    user_shares = bool(act.user) and evaluation.agreement.own == act.user
    holder = act.holder or (act.holder_name if user_shares else "")
    if not holder or not (act.user or act.user_name):
        words = N_("For the product data “{dataset}” the holder and the user are not both named.")
        evaluation.missing("D01", Message(words, names), place)
    elif evaluation.partner == act.user:
        evaluation.met("D01", Message(N_("{partner} is the user of the product that made the data."), names), place)
    elif user_shares:
        words = N_(
            "“{dataset}” comes from a product whose user shares it with {partner}: that needs no contract with the holder."
        )
        evaluation.met("D02", Message(words, names), place)
    elif evaluation.partner == act.holder:
        words = N_("“{dataset}” goes back to {partner}, the holder of the data of the product.")
        evaluation.met("D01", Message(words, names), place)
    else:
        _judge_instrument(evaluation, names, personal=personal)


def _judge_bases(evaluation: Evaluation, reliances: Sequence[Reliance], *, binds: bool) -> None:
    """The Data Act is no legal basis, but for the holder where the user asks for data of itself (Art. 4(12), 5(7))."""
    act = evaluation.agreement.terms.data_act
    for one in reliances:
        basis = one.basis
        if basis is None or basis.article not in ("6(1)(c)", "6(1)(e)") or not names_data_act(basis.law):
            continue
        asked = next(
            (each for each in reversed(_authorisations(evaluation, REQUEST)) if _in_force(evaluation, each)), None
        )
        holder = binds and one.party == evaluation.agreement.own == act.holder
        if holder and basis.article == "6(1)(c)" and asked is not None and asked.requester == "subject":
            _expire(evaluation, asked)
            words = N_("The user who asked is the person in “{dataset}”: the Data Act obliges the holder.")
            evaluation.met("D19", Message(words, _names(evaluation)), _link(asked))
            continue
        words = N_(
            "{party} relies on the Data Act for “{dataset}”. It is no legal basis unless the user who asks is the person whose data "
            "it is. Record another basis; or, as the holder, the user's request with the answer that it is that person."
        )
        party = evaluation.facts.name(one.reference) if one.reference else one.party
        evaluation.missing(
            "D19",
            Message(words, {**_names(evaluation), "party": party}),
            ("agreement" if one.from_terms else "legal_basis", basis.key),
            # the Data Act lays down a duty, no task: beside Art. 6(1)(e) the request would close nothing
            wanted=_wanted(evaluation, REQUEST, _user(evaluation)) if holder and basis.article == "6(1)(c)" else None,
        )


def _judge_secrets(evaluation: Evaluation, names: dict[str, Argument]) -> None:
    if _are_secrets_settled(evaluation):
        return
    if known_facts.trade_secrets(evaluation.dataset).value:
        words = N_("“{dataset}” holds trade secrets; they are not identified, or no measures are agreed.")
        evaluation.missing("D06", Message(words, names), evaluation.place("data_act.trade_secret_measures"))


def _are_secrets_settled(evaluation: Evaluation) -> bool:
    """Whether trade secrets are identified, and measures agreed: then it does not matter whether there are any.

    They are in the words for all data, or one by one in the list of secrets, as far as it names this dataset.
    """
    act, key = evaluation.agreement.terms.data_act, evaluation.dataset.key
    if is_stated(act.trade_secret_measures) and is_stated(act.trade_secrets_identified):
        return True
    listed = [one for one in act.secrets if not one.datasets or key in one.datasets]
    return bool(listed) and all(one.owner and is_stated(one.name) and is_stated(one.measures) for one in listed)


def _judge_instrument(evaluation: Evaluation, names: dict[str, Argument], *, personal: bool) -> None:
    """The holder shares at the user's request (Art. 5), or within its contract with the user (Art. 4(13), 4(14)); who has
    received the data passes it on within a contract with the user (Art. 6(2)(c))."""
    act, place = evaluation.agreement.terms.data_act, evaluation.place("data_act")
    holds_it = evaluation.agreement.own == act.holder
    requests, contracts = _authorisations(evaluation, REQUEST), _authorisations(evaluation, CONTRACT)
    request = next((one for one in reversed(requests) if _in_force(evaluation, one)), None)
    if request is not None and holds_it:
        if act.gatekeeper == "yes":
            evaluation.deny("D05", Message(N_("{partner} is a gatekeeper and may not receive the data."), names), place)
            return
        if act.gatekeeper != "no":
            _check_gatekeeper(evaluation)
        _judge_undertakings(evaluation, names)
        evaluation.met("D03", Message(N_("The user asked for the sharing with {partner}."), names), _link(request))
        _expire(evaluation, request)
        return
    if not holds_it and act.gatekeeper == "yes":
        words = N_(
            "{partner} is a gatekeeper: who received the data at the user's request may not give it on to it (Art. 6(2)(d) Data Act)."
        )
        evaluation.deny("D05", Message(words, names), place)
        return
    if not holds_it and act.gatekeeper != "no":
        _check_gatekeeper(evaluation)
    if personal and is_wholly_personal(evaluation.dataset):
        return  # Art. 4(13) and (14) are about what is not personal; the GDPR is asked about the rest
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
    ended = [*(requests if holds_it else ()), *contracts]
    if ended:
        words = N_("The user's contract or request for “{dataset}” was revoked, has ended or begins later.")
        wanted = _wanted(evaluation, ended[-1].sort, ended[-1].granted_by)
        evaluation.deny("D02", Message(words, names), _link(ended[-1]), wanted=wanted)
        return
    if not holds_it:
        words = N_(
            "We are neither user nor holder of the product data “{dataset}”: who received it passes it on only within a contract "
            "with the user. Put that on file."
        )
        wanted = _wanted(evaluation, CONTRACT, _user(evaluation))
        evaluation.missing("D17", Message(words, names), ("authorisation", ""), wanted=wanted)
        return
    words = N_(
        "Neither a request of the user nor a contract with the user covers the sharing of “{dataset}” with "
        "{partner}. Put it on file."
    )
    if personal:
        words = N_(
            "“{dataset}” is data of a product as well as personal data. Neither a request of the user nor a contract with the user "
            "covers the sharing with {partner}. Put it on file; or mark every item as personal data if nothing else is in it."
        )
    sort = CONTRACT if act.gatekeeper == "yes" else REQUEST  # to a gatekeeper no request leads (Art. 5(3))
    wanted = _wanted(evaluation, sort, _user(evaluation))
    evaluation.missing("D02", Message(words, names), ("authorisation", ""), wanted=wanted)


def _check_gatekeeper(evaluation: Evaluation) -> None:
    words = N_(
        "Nobody has answered whether {partner} is a gatekeeper. Answer it in the agreement; not answered is not no."
    )
    evaluation.unanswered("D05", Message(words, _names(evaluation)), evaluation.place("data_act.gatekeeper"))


def _judge_undertakings(evaluation: Evaluation, names: dict[str, Argument]) -> None:
    """What the recipient undertakes under Art. 6; where the agreement was made for requests, its check asks the text."""
    act = evaluation.agreement.terms.data_act
    if act.route == "holder_for_user" or (not act.route and act.instrument == "user_request"):
        return
    if not act.erased_when_unneeded:
        words = N_(
            "“{dataset}” goes out because its user asked. That {partner} erases it when it is no longer needed is not agreed."
        )
        evaluation.missing("D04", Message(words, names), evaluation.place("data_act.erased_when_unneeded"))
    if not act.no_competing_product:
        words = N_(
            "“{dataset}” goes out because its user asked. That {partner} develops no competing product with it is not agreed."
        )
        evaluation.missing("D05", Message(words, names), evaluation.place("data_act.no_competing_product"))


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
        and (sort == PERMISSION or not one.purpose or agreed.is_named((one.purpose,), one.outdated))
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
