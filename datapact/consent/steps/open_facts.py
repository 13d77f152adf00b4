"""Facts of step 4 that nobody may guess: whether data is anonymous, under secrecy, about employees; what is not answered."""

from __future__ import annotations

from datapact.base.texts import N_, Argument, Message
from datapact.checks.general.named_law import is_for_assistants, is_of_criminal_code, is_release, names_law
from datapact.checks.model.named import is_answer, is_stated
from datapact.consent.facts.facts import SEPARATE, UNSIGNED, holds
from datapact.consent.facts.judgement import (
    is_about_people,
    is_agreed_anonymous,
    is_personal_for,
    is_unjudged,
    roles_of,
)
from datapact.consent.facts.question import Wanted
from datapact.consent.steps.evaluation import SPEAKS_AGAINST, SPEAKS_AGAINST_IT, Evaluation, need_fact
from datapact.consent.steps.legal_basis import CONTROLLERS
from datapact.contract.screening.access import access_outside_eea
from datapact.contract.terms import known_facts
from datapact.contract.vocabulary.messages import joined, own, place_name, term_called
from datapact.organisation.identity.confusable_names import plain_name

_ASKED = {
    "special_categories": N_("special categories (Art. 9 GDPR)"),
    "offence_data": N_("data on offences (Art. 10 GDPR)"),
    "children": N_("children"),
    "employees": N_("employees"),
    "secret": N_("statutory secrecy"),
}


_OF_WHOLE = {
    "access_outside_eea": N_("access from outside the EEA (Art. 44 GDPR)"),
    "monitoring": N_("observing or judging people"),
    "automated_decisions": N_("automatic decisions (Art. 22 GDPR)"),
}


def evaluate_judgement(evaluation: Evaluation) -> None:
    """Whether the data is personal: a word in an agreement is no assessment, and records on file speak, too."""
    terms, dataset, question = evaluation.agreement.terms, evaluation.dataset, evaluation.question
    names = _names(evaluation)
    holders = ((evaluation.agreement.own, evaluation.facts.own), (evaluation.partner, question.partner))
    for party, reference in holders:
        if is_agreed_anonymous(dataset, party):
            called = {**names, "party": evaluation.facts.name(reference)}
            need_fact(
                evaluation,
                "anonymity",
                "S4",
                Message(
                    N_(
                        "The agreement calls “{dataset}” anonymous for {party}. Put a dated assessment on file that nobody "
                        "can be recognised in it."
                    ),
                    called,
                ),
                Message(N_("The assessment that “{dataset}” is anonymous for {party} no longer holds."), called),
                about=reference,
            )
    if any(is_personal_for(terms, dataset, party) for party, _reference in holders):
        return
    added = dataset.key in evaluation.agreement.added
    if is_unjudged(terms, dataset, (party for party, _reference in holders), added=added):
        words = N_(
            "Nothing says whether “{dataset}” is personal data for both who give and who receive it. Answer it on the agreement's page."
        )
        evaluation.unanswered("S4", Message(words, names), evaluation.place(f"datasets.{dataset.key}.personal"))
    if dataset.key in evaluation.facts.consented:
        words = N_(
            "Consents are on file for “{dataset}”, so it cannot be personal data for neither party. Correct the agreement, "
            "or the records."
        )
        evaluation.missing("S4", Message(words, names), ("consent", dataset.key))
    if is_about_people(dataset) and not any(is_agreed_anonymous(dataset, party) for party, _reference in holders):
        need_fact(
            evaluation,
            "anonymity",
            "S4",
            Message(
                N_(
                    "“{dataset}” is called personal for neither party, and lists data of people or is pseudonymised. Correct "
                    "the agreement, or put a dated assessment on file that nobody can be recognised in it."
                ),
                names,
            ),
            Message(N_("The assessment that nobody can be recognised in “{dataset}” no longer holds."), names),
            about=evaluation.facts.own,
        )
    others = [number for key, number in evaluation.facts.personal_by if key == dataset.key]
    if others:
        words = N_(
            "Another agreement calls “{dataset}” personal data: {numbers}. It cannot be personal for neither party here. "
            "Correct one of them."
        )
        said = {**names, "numbers": ", ".join(others)}
        evaluation.missing("S4", Message(words, said), evaluation.place(f"datasets.{dataset.key}.personal"))


def evaluate_contradicted(evaluation: Evaluation) -> None:
    """What our house has on file beside the agreement, and the text answers otherwise, is settled first: neither goes before the other."""
    purpose = evaluation.agreed.purpose
    rows = {"datasets": evaluation.dataset.key, "purposes": "" if purpose is None else purpose.key}
    here = [
        place
        for place in evaluation.agreement.contradicted
        if rows.get(place.split(".")[0], place.split(".")[1]) == place.split(".")[1]
    ]
    if here:
        words = N_(
            "Beside the agreement {number} our house has other answers on file than its text gives: {facts}. Take back what is wrong "
            "there, or amend the agreement."
        )
        names: dict[str, Argument] = {
            "number": evaluation.agreement.number or evaluation.agreement.title,
            "facts": joined([place_name(one, {}) for one in here]),
        }
        evaluation.missing("S9", Message(words, names), evaluation.place(here[0]))


def evaluate_findings(evaluation: Evaluation) -> None:
    """A document that speaks against the use is settled before the data go; nobody counts it for others of its sort."""
    question, facts = evaluation.question, evaluation.facts
    for one in facts.against:
        here = one.dataset in ("", question.dataset) and one.about in ("", facts.own, question.partner)
        if not here or not holds(one.valid_from, one.valid_to, evaluation.day):
            continue
        names: dict[str, Argument] = {
            "what": one.reference,
            "day": "" if one.day is None else one.day.isoformat(),
            "result": one.result,
        }
        words = SPEAKS_AGAINST if one.result else SPEAKS_AGAINST_IT
        wanted = Wanted("fact_on_file", one.sort, one.about, key=one.key)
        evaluation.missing("S9", Message(words, names), ("fact_on_file", one.key), wanted=wanted)


def evaluate_namesakes(evaluation: Evaluation) -> None:
    """Records under another key of the same name may be about these data: a person says that they are not."""
    dataset = evaluation.dataset
    for one in evaluation.facts.namesakes:
        if one.dataset != dataset.key:
            continue
        pair = {one.dataset, one.other}
        apart = [
            fact
            for fact in evaluation.facts.facts
            if fact.sort == SEPARATE
            and {fact.dataset or one.dataset, fact.about} == pair
            and holds(fact.valid_from, fact.valid_to, evaluation.day)
            and (fact.day is None or fact.day <= evaluation.day)
        ]
        names: dict[str, Argument] = {**_names(evaluation), "other": one.other, "number": one.number}
        if not apart:
            words = N_(
                "The agreement {number} has data of the name “{dataset}” under the key {other}: what is on file there does not "
                "count here. Put on file that these are two sets of data, or give them one key."
            )
            wanted = Wanted("fact_on_file", SEPARATE, one.other)
            place = evaluation.place(f"datasets.{dataset.key}")
            evaluation.missing("S9", Message(words, names), place, wanted=wanted)
        elif all(fact.valid_to is not None for fact in apart):
            last = max(fact.valid_to for fact in apart if fact.valid_to is not None)
            evaluation.expires(last, Message(N_("a fact on file ends: {what}"), {"what": apart[-1].reference}))


def evaluate_shared_key(evaluation: Evaluation) -> None:
    """Consents and deliveries go by the key of a dataset: where another contract calls other data by it, they count for both."""
    dataset = evaluation.dataset
    for other in evaluation.facts.agreements:
        one = next((each for each in other.terms.datasets if each.key == dataset.key), None)
        if one is None or other.id == evaluation.agreement.id or other.status in UNSIGNED:
            continue
        pairs = [
            (mine, theirs)
            for mine, theirs in ((dataset.name.de, one.name.de), (dataset.name.en, one.name.en))
            if mine and theirs
        ]
        if pairs and all(plain_name(mine) != plain_name(theirs) for mine, theirs in pairs):
            words = N_(
                "The agreement {number} calls the data of this key “{other}”. Consents and deliveries go by the key: check that both are the "
                "same data."
            )
            names: dict[str, Argument] = {"number": other.number or other.title, "other": own(one.name, one.key)}
            evaluation.warn("S9", Message(words, names), evaluation.place(f"datasets.{dataset.key}"))


def evaluate_secrecy(evaluation: Evaluation) -> None:
    """Data under a statutory secrecy leaves on a named authority, and whoever assists is bound to it."""
    dataset = evaluation.dataset
    if dataset.secret is None and not dataset.secrecies and dataset.trade_secrets is True:
        words = N_(
            "“{dataset}” holds trade secrets, and nobody has answered whether they are under a statutory secrecy: of a profession, the tax "
            "office or statistics, which protect those of companies, too (§ 203 StGB, § 30 AO, § 16 BStatG). Answer it beside the "
            "agreement, under {term}; not answered is not no."
        )
        path = f"datasets.{dataset.key}.secret"
        told: dict[str, Argument] = {**_names(evaluation), "term": term_called(path)}
        evaluation.unanswered("S01", Message(words, told), evaluation.place(path))
    bound = names_law(dataset.secrecy_basis) and is_stated(dataset.secrecy_bound)
    bound = bound and not is_release(
        dataset.secrecy_basis
    )  # the release of each is no word of the contract: it is on file
    bound = bound and evaluation.question.action != "publish" and _carries(evaluation)
    if (
        dataset.secret is True or dataset.secrecies
    ) and not bound:  # who is bound to secrecy publishes nothing: that takes a release on file
        need_fact(
            evaluation,
            "secrecy",
            "S01",
            Message(
                N_(
                    "“{dataset}” is under a statutory secrecy. Nothing shows on which authority or release it may go to "
                    "{partner}, and that {partner} is bound to secrecy: put it on file."
                ),
                _names(evaluation),
            ),
            Message(
                N_("What permitted “{dataset}” to go to {partner} despite secrecy no longer holds."), _names(evaluation)
            ),
        )


_OWN_ACTS = frozenset({"social", "tax", "statistical"})
_ASSISTING = frozenset({"processor", "sub_processor"})


def _carries(evaluation: Evaluation) -> bool:
    """Whether the provision that the agreement names can permit this: one for assistants permits nothing to who uses the data itself."""
    basis = evaluation.dataset.secrecy_basis
    if _OWN_ACTS & set(evaluation.dataset.secrecies) and is_of_criminal_code(basis):
        return False
    roles = roles_of(evaluation.agreement.terms, evaluation.partner, evaluation.dataset)
    return not is_for_assistants(basis) or (bool(roles) and roles <= _ASSISTING)


def evaluate_open(evaluation: Evaluation) -> None:
    """Evaluate open facts about personal data: what nobody has answered, the works or staff council, a processor's contract."""
    dataset, names = evaluation.dataset, _names(evaluation)
    still = [
        Message(words)
        for name, words in _ASKED.items()
        if getattr(dataset, name) is None and not (name == "secret" and dataset.secrecies)
    ]
    _judge_marks(evaluation, names)
    _judge_whole(evaluation)
    if still:
        words = N_("Not answered for “{dataset}”: {facts}. Answer it on the agreement's page; not answered is not no.")
        place = evaluation.place(f"datasets.{dataset.key}")
        evaluation.missing("G41", Message(words, {**names, "facts": joined(still)}), place)
    facts = evaluation.agreement.terms.facts
    if facts.automated_decisions is True and not facts.automated_decisions_ground:
        words = N_("Decisions on people are automatic; the agreement names no ground of Art. 22(2) GDPR.")
        evaluation.missing("G26", Message(words), evaluation.place("facts.automated_decisions_ground"))
    elif facts.automated_decisions is True and not is_stated(facts.automated_decisions_safeguards):
        words = N_(
            "Decisions on people are automatic; nothing says how a person can have somebody intervene, state a view and contest "
            "the decision (Art. 22(3) GDPR). Answer it beside the agreement, under {term}."
        )
        path = "facts.automated_decisions_safeguards"
        evaluation.missing("G26", Message(words, {"term": term_called(path)}), evaluation.place(path))
    if dataset.employees is True and not is_answer(evaluation.agreement.terms.facts.works_council_agreement):
        need_fact(
            evaluation,
            "works_council",
            "G36",
            Message(
                N_(
                    "“{dataset}” is about employees. Put on file what the works or staff council agreed to, that there is "
                    "none, or why it has no say."
                ),
                names,
            ),
            Message(N_("What was on file about the works or staff council for “{dataset}” no longer holds."), names),
            about=evaluation.facts.own,
        )
    _judge_unread_contract(evaluation, names)


def _judge_marks(evaluation: Evaluation, names: dict[str, Argument]) -> None:
    """What another agreement says is in the same data cannot be answered with no here."""
    dataset = evaluation.dataset
    for name, words in _ASKED.items():
        others = [number for key, mark, number in evaluation.facts.marked_by if (key, mark) == (dataset.key, name)]
        if getattr(dataset, name) is False and others:
            told = N_(
                "The agreement says that “{dataset}” is without {fact}; another says that it has: {numbers}. Correct one of them."
            )
            said = {**names, "fact": Message(words), "numbers": ", ".join(dict.fromkeys(others))}
            evaluation.missing("G42", Message(told, said), evaluation.place(f"datasets.{dataset.key}.{name}"))


def _judge_whole(evaluation: Evaluation) -> None:
    """What is asked of the agreement as a whole: not answered is not no, and access from outside needs its transfer."""
    terms = evaluation.agreement.terms
    access = access_outside_eea(terms)
    known = {
        "access_outside_eea": access,
        "monitoring": known_facts.monitoring(terms),
        "automated_decisions": known_facts.automated_decisions(terms),
    }
    still = [Message(_OF_WHOLE[name]) for name, one in known.items() if one.open]
    if still:
        words = N_(
            "Not answered for the agreement: {facts}. Answer it on the agreement's page; not answered is not no."
        )
        evaluation.missing("G41", Message(words, {"facts": joined(still)}), evaluation.place("facts"))
    if access.value is True and access.reason is None:  # answered, and nothing in the terms shows who it is
        words = N_(
            "Another organisation outside the EEA gets access, as the agreement says, and it names no transfer: agree on a mechanism "
            "of Art. 45 to 49 GDPR."
        )
        evaluation.missing("X01", Message(words), evaluation.place("transfers"))


def _judge_unread_contract(evaluation: Evaluation, names: dict[str, Argument]) -> None:
    """What Art. 26 and 28 GDPR ask of a contract stands in its words: of paper that nobody here has read, nothing shows it."""
    terms, dataset = evaluation.agreement.terms, evaluation.dataset
    parties = (evaluation.agreement.own, evaluation.partner)
    if not evaluation.agreement.unread:
        return
    number = {**names, "number": evaluation.agreement.number or evaluation.agreement.title}
    bare = evaluation.agreement.evidence == "reference_only"
    roles = [roles_of(terms, one, dataset) for one in parties]
    if any(one & {"processor", "sub_processor"} for one in roles):
        reference = N_(
            "Of the processing agreement {number} only a reference is on file. A legal member ticks what Art. 28(3) "
            "GDPR asks, with the pages where it stands."
        )
        paper = N_(
            "The processing agreement {number} was signed elsewhere, and the program reads no words of its paper. A legal member who "
            "has read it ticks what Art. 28(3) GDPR asks, with the pages where it stands."
        )
        need_fact(
            evaluation,
            "article_28",
            "P00",
            Message(reference if bare else paper, number),
            Message(N_("The examination of the processing agreement with {partner} no longer holds."), names),
        )
    if not all(one & CONTROLLERS for one in roles):
        return
    if any("joint_controller" in one for one in roles):
        reference = N_(
            "Of the arrangement between joint controllers {number} only a reference is on file. A legal member who has read "
            "it puts on file who fulfils which duty (Art. 26(1) GDPR)."
        )
        paper = N_(
            "The arrangement between joint controllers {number} was signed elsewhere, and the program reads no words of its paper. A "
            "legal member who has read it puts on file who fulfils which duty (Art. 26(1) GDPR)."
        )
        need_fact(
            evaluation,
            "article_26",
            "J01",
            Message(reference if bare else paper, number),
            Message(N_("The examination of the arrangement with {partner} no longer holds."), names),
        )
    elif terms.joint.screened != "separate":
        reference = N_(
            "Of the agreement {number} only a reference is on file, and nobody has answered whether the controllers decide on purposes "
            "and means jointly (Art. 26 GDPR). Answer it beside the agreement, under {term}; not answered is not no."
        )
        paper = N_(
            "The agreement {number} was signed elsewhere, and nobody has answered whether the controllers decide on purposes and means "
            "jointly (Art. 26 GDPR). Answer it beside the agreement, under {term}; not answered is not no."
        )
        told: dict[str, Argument] = {**number, "term": term_called("joint.screened")}
        evaluation.unanswered("G48", Message(reference if bare else paper, told), evaluation.place("joint.screened"))


def _names(evaluation: Evaluation) -> dict[str, Argument]:
    return {
        "partner": evaluation.facts.name(evaluation.question.partner),
        "dataset": own(evaluation.dataset.name, evaluation.dataset.key),
    }
