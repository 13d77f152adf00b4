"""Step 4 of the decision for personal data: the legal basis of each controller (Art. 6, 9, 10 GDPR)."""

from __future__ import annotations

from dataclasses import dataclass

from datapact.base.texts import N_, Argument, Message
from datapact.checks.general.named_law import is_federal_only, is_of_public_bodies, is_other_act, names_law
from datapact.checks.model.named import is_answer, names_something
from datapact.checks.model.words_of_no import reads_as_no
from datapact.consent.facts.facts import BasisRecord, holds
from datapact.consent.facts.judgement import is_personal_for, roles_of
from datapact.consent.facts.question import Link, Wanted
from datapact.consent.steps.evaluation import Evaluation
from datapact.contract.terms import Dataset, LegalBasis
from datapact.contract.terms.known_facts import is_of_land, land_of, public_bodies, public_body
from datapact.contract.text.formatters import article
from datapact.contract.vocabulary.laws import lands_of
from datapact.contract.vocabulary.messages import OwnWords, joined, own, term_called

CONTROLLERS = frozenset({"controller", "joint_controller"})
_BY_LAW = ("9(2)(b)", "9(2)(g)", "9(2)(h)", "9(2)(i)", "9(2)(j)")
"""Conditions that a law of the Union or a Member State has to lay down."""
BY_DOCUMENT = ("9(2)(c)", "9(2)(e)", "9(2)(f)")
"""Conditions that are facts: a vital interest, what people made public themselves, a legal claim."""
PROCESSORS = frozenset({"processor", "sub_processor"})


@dataclass(frozen=True, slots=True)
class Reliance:
    """A controller and its legal basis; ``basis`` is None where no valid one is on file."""

    party: str
    """Key of the party within the agreement."""
    reference: str
    """Organisation id or ``external:N``; empty where we do not know the party."""
    basis: BasisRecord | None
    from_terms: bool
    """The agreement states the basis, or there is none at all; False for one on file."""


def relying_controllers(evaluation: Evaluation) -> tuple[str, ...]:
    """Keys of the controllers whose processing this sharing is: us, the partner, or those on whose behalf either acts.

    Adds a missing fact to the reasons."""
    terms, dataset = evaluation.agreement.terms, evaluation.dataset
    pair = (evaluation.agreement.own, evaluation.partner)
    for party in pair:
        if not roles_of(terms, party, dataset) and is_personal_for(terms, dataset, party):
            evaluation.missing(
                "G02",
                Message(
                    N_("Nothing says in which role {party} handles the dataset “{dataset}”."),
                    {"party": _name(evaluation, party), "dataset": own(dataset.name, dataset.key)},
                ),
                evaluation.place("activities"),
            )
    chosen = [one for party in pair for one in deciding(evaluation, party) if is_personal_for(terms, dataset, one)]
    return tuple(dict.fromkeys(chosen))


def deciding(evaluation: Evaluation, party: str) -> list[str]:
    """The controller itself; for a processor, the controllers on whose behalf it processes the dataset."""
    terms, dataset = evaluation.agreement.terms, evaluation.dataset
    if party.startswith("sub_processors."):
        key = party.removeprefix("sub_processors.")
        return deciding(evaluation, next(one.engaged_by for one in terms.sub_processors if one.key == key))
    roles = roles_of(terms, party, dataset)
    found = [party] if roles & CONTROLLERS else []
    if roles & PROCESSORS:
        for activity in terms.activities:
            if (not activity.datasets or dataset.key in activity.datasets) and activity.role_of(party) in PROCESSORS:
                found += [entry.party for entry in activity.roles if entry.role in CONTROLLERS]
        if party == terms.processing.processor and terms.processing.controller:
            found.append(terms.processing.controller)
    return found


def evaluate_legal_bases(evaluation: Evaluation) -> tuple[Reliance, ...]:
    """The legal basis of each controller, with the reasons for what it lacks."""
    found = []
    controllers = relying_controllers(evaluation)
    if not controllers and not any(one.verdict == "incomplete" for one in evaluation.reasons):
        evaluation.missing(
            "G02",
            Message(N_("No party is named as the controller for this dataset.")),
            evaluation.place("activities"),
        )
    for party in controllers:
        reference = evaluation.agreement.reference(party)
        basis, from_terms = _basis_of(evaluation, party, reference)
        if basis is not None:
            _judge_basis(evaluation, party, basis, from_terms)
        found.append(Reliance(party, reference, basis, from_terms))
    return tuple(found)


def _basis_of(evaluation: Evaluation, party: str, reference: str) -> tuple[BasisRecord | None, bool]:
    """The record in force on the day, else the basis stated in the agreement; adds a reason where there is neither."""
    question, day = evaluation.question, evaluation.day
    names = _names(evaluation, party)
    on_file = [
        one
        for one in evaluation.facts.bases
        if reference
        and one.controller == reference
        and one.dataset == question.dataset
        and evaluation.agreed.is_named((one.purpose,))
        and _covers(one.operation, question.action)
        and one.recipient in ("", *_receiving(evaluation))
    ]
    on_file = [one for one in on_file if one.recipient] or on_file  # what was weighed for this recipient goes before
    named = [one for one in on_file if evaluation.agreed.is_named((one.purpose,), one.outdated)]
    here = [one for one in named if not evaluation.changes_of(one.changed)]
    valid = [one for one in here if holds(one.valid_from, one.valid_to, day)]
    if valid:
        return valid[-1], False
    if named and not here:
        words = N_(
            "The legal basis on file of {party} for “{dataset}” was recorded before this changed: {changes}. Weigh it again, and record it "
            "anew."
        )
        evaluation.missing(
            "G05",
            Message(words, {**names, "changes": joined(evaluation.changes_of(named[-1].changed))}),
            ("legal_basis", named[-1].key),
            wanted=Wanted("legal_basis", about=reference, stated=named[-1]),
        )
        return None, False
    if on_file and not here:
        words = N_(
            "The legal basis on file of {party} for “{dataset}” was recorded before the words of this purpose, or of the data, changed. "
            "Record it for the words of today."
        )
        evaluation.missing(
            "G05",
            Message(words, names),
            ("legal_basis", on_file[-1].key),
            wanted=Wanted("legal_basis", about=reference, stated=on_file[-1]),
        )
        return None, False
    if here:
        evaluation.deny(
            "G05",
            Message(N_("The legal basis on file of {party} for “{dataset}” does not hold on {day}."), names),
            ("legal_basis", on_file[-1].key),
            wanted=Wanted("legal_basis", about=reference, stated=on_file[-1]),
        )
        return None, False
    purpose = evaluation.agreed.purpose
    stated = next(
        (
            (index, one)
            for index, one in enumerate(evaluation.agreement.terms.legal_bases)
            if purpose is not None
            and _covers("any", question.action)
            and one.party == party
            and one.dataset == question.dataset
            and one.purpose == purpose.key
            and one.operation in ("", *_own_operation(evaluation.dataset, party))
            and one.article
        ),
        None,
    )
    if stated is None:
        evaluation.missing(
            "G05",
            Message(
                N_("No legal basis of {party} for “{dataset}” and this purpose is on file. Record it."),
                names,
            ),
            ("legal_basis", ""),
            wanted=Wanted("legal_basis", about=reference) if reference else None,
        )
        return None, True
    return _as_basis(stated[1], reference, f"{evaluation.agreement.id}#legal_bases.{stated[0]}"), True


def _own_operation(dataset: Dataset, party: str) -> tuple[str, ...]:
    """What a controller does in this sharing: who provides the data discloses it, who receives it uses it; both, where neither is said."""
    if party == dataset.provider:
        return ("disclosure",)
    return ("use",) if party in dataset.recipients else ("disclosure", "use")


def _receiving(evaluation: Evaluation) -> tuple[str, ...]:
    """The partner, and whoever engages it where it is a sub-processor: what is disclosed to that one goes to it."""
    agreement, partner = evaluation.agreement, evaluation.question.partner
    engaged_by = (
        one.engaged_by for one in agreement.terms.sub_processors if f"sub_processors.{one.key}" == evaluation.partner
    )
    return tuple(one for one in (partner, *map(agreement.reference, engaged_by)) if one)


def _covers(operation: str, action: str) -> bool:
    """Whether a basis for an operation is one for the action: to give access is to disclose (Art. 4(2) GDPR).

    To publish is to disclose to everybody, whom no notice names: a basis for that says so by its name.
    """
    if operation == "any":
        return action != "publish"
    return operation == action or (operation == "share" and action == "remote_access")


def _as_basis(stated: LegalBasis, reference: str, link: str) -> BasisRecord:
    """What the agreement says of the basis; whoever puts it on file begins with that."""
    return BasisRecord(
        key=link,
        controller=reference,
        dataset=stated.dataset,
        purpose=stated.purpose,
        operation="any",
        article=stated.article,
        special=stated.special,
        law=stated.law,
        document=stated.balancing_test if stated.article == "6(1)(f)" else link,
        offence_authority=stated.offence_authority,
        subject_is_contract_party=stated.subject_is_contract_party,
    )


def _judge_basis(evaluation: Evaluation, party: str, basis: BasisRecord, from_terms: bool) -> None:
    german = article(basis.article, "de").removesuffix(" DSGVO")
    names = {
        **_names(evaluation, party),
        "special": OwnWords(f"Art. {basis.special}", german=article(basis.special, "de").removesuffix(" DSGVO")),
        "article": OwnWords(f"Art. {basis.article}", german=german),
    }
    link = ("agreement" if from_terms else "legal_basis", basis.key)
    dataset = evaluation.dataset
    sound = True
    about = basis.controller
    wanted = Wanted("legal_basis", about=about, stated=basis) if from_terms else Wanted("legal_basis", key=basis.key)

    def lacks(rule: str, message: str, *, answered: bool = True, link: Link = link) -> None:
        nonlocal sound
        sound = False
        add = evaluation.missing if answered else evaluation.unanswered
        add(rule, Message(message, names), link, wanted=wanted if about else None)

    if from_terms and not _rests_on_consent(basis, dataset):
        words = N_(
            "The agreement names {article} GDPR as the basis of {party} for “{dataset}”. A contract is no proof of its own basis: a "
            "legal member looks at it and puts it on file."
        )
        lacks("G05", words)
    if dataset.special_categories is True and not basis.special:
        lacks("G06", N_("“{dataset}” has special categories of data; {party} names no condition of Art. 9(2) GDPR."))
    if dataset.special_categories is True and basis.special in _BY_LAW and not _has_law(basis):
        lacks("G49", N_("{party} relies on {special} GDPR for “{dataset}” without naming the law."))
    if not from_terms:
        lacking = _lacks_outcome(basis)
        names |= {"what": OwnWords(_document_of(basis)), "conditions": OwnWords(basis.conditions)}
        if lacking:
            lacks("G65", lacking, answered=basis.outcome != "")
        elif basis.conditions:
            words = N_("Keep the conditions on which {what} carries the use: {conditions}")
            evaluation.obligation("G65", Message(words, names), link)
        if basis.outcome == "conditions" and reads_as_no(_document_of(basis)):
            words = N_(
                "The legal basis of {party} for “{dataset}” was recorded as carrying the use; its words may read otherwise: {what}. "
                "Read it again."
            )
            evaluation.warn("G65", Message(words, names), link)
        elif basis.outcome == "carries" and reads_as_no(_document_of(basis)):
            lacks("G65", _READS_OTHERWISE)
    if dataset.special_categories is True and basis.special == "9(2)(d)":
        lacks(
            "G06",
            N_(
                "{party} relies on {special} GDPR for “{dataset}”. That lets nothing out of the body without the consent of the people: "
                "name another condition."
            ),
        )
    if (
        dataset.special_categories is True
        and basis.special in BY_DOCUMENT
        and not (from_terms or names_something(basis.document))
    ):
        lacks(
            "G06",
            N_(
                "{party} relies on {special} GDPR for “{dataset}”; no document on file shows that its facts are there. Record the basis with it."
            ),
        )
    if dataset.offence_data is True and not _has_law(basis, basis.offence_authority):
        lacks("G07", N_("“{dataset}” has data on offences; {party} names no authority under Art. 10 GDPR."))
    public = _of_public_task(evaluation, party, basis) if basis.article == "6(1)(f)" and not from_terms else False
    if public:
        lacks(
            "G08",
            N_(
                "{party} is a public body and cannot rely on legitimate interests for “{dataset}” in the performance of its "
                "tasks. Record another basis, or the provision by which this lies outside them."
            ),
        )
    elif public is None:
        path = f"parties.{party}.public_body"
        names["term"] = term_called(path)
        lacks(
            "G08",
            N_(
                "{party} relies on legitimate interests for “{dataset}”, and nobody has answered whether it is a public body, which cannot "
                "in the performance of its tasks (Art. 6(1) subpara. 2 GDPR). Answer it beside the agreement, under {term}; not answered is "
                "not no."
            ),
            answered=False,
            link=evaluation.place(path),
        )
    if basis.article == "6(1)(f)" and not names_something(basis.document):
        lacks("G08", N_("{party} relies on legitimate interests for “{dataset}” without a balancing test on file."))
    if basis.article in ("6(1)(c)", "6(1)(e)") and not _has_law(basis):
        lacks("G09", N_("{party} relies on {article} GDPR for “{dataset}” without naming the law."))
    on_law = basis.article in ("6(1)(c)", "6(1)(e)") or (
        dataset.special_categories is True and basis.special in _BY_LAW
    )
    if on_law and is_federal_only(basis.law) and is_of_land(evaluation.agreement.terms, party):
        words = N_(
            "{party} is a body of a Land, and relies on the Federal Data Protection Act alone for “{dataset}”: check that its Land "
            "has no provision of its own (section 1(1) BDSG)."
        )
        evaluation.warn("G09", Message(words, names), link)
    lands, public_of = lands_of(basis.law), land_of(evaluation.agreement.terms, party)
    if on_law and lands and public_of and public_of not in lands:
        names["law"] = OwnWords(basis.law)
        lacks(
            "G09",
            N_(
                "{party} is a body of another Land, or of the Federation, than the one whose law it relies on for “{dataset}”: {law}. Name the "
                "law that it is subject to itself, or also the provision by which this one holds for it (Art. 6(3) GDPR)."
            ),
        )
    if on_law and basis.other_act and not names_law(basis.law):
        words = N_(
            "{party} relies on “{law}” for “{dataset}”, an act that the program's list lacks; who recorded the basis has read it and "
            "confirmed it."
        )
        evaluation.warn("G09", Message(words, {**names, "law": OwnWords(basis.law)}), link)
    if basis.article == "6(1)(d)" and not (from_terms or names_something(basis.document)):
        lacks(
            "G05",
            N_(
                "{party} relies on vital interests for “{dataset}”; no document on file shows whose, and why nothing else carries "
                "(rec. 46)."
            ),
        )
    if basis.article == "6(1)(b)" and not basis.subject_is_contract_party:
        lacks("G30", N_("{party} relies on a contract for “{dataset}”; nothing shows that the people are party to it."))
    if basis.article == "6(1)(f)" and not from_terms and not basis.recipient:
        words = N_(
            "The balancing test of {party} for “{dataset}” is on file for every recipient. Check that it weighs the disclosure to "
            "{partner}, or record the basis for this recipient."
        )
        partner = evaluation.facts.name(evaluation.question.partner)
        evaluation.warn("G08", Message(words, {**names, "partner": partner}), link)
    if basis.article == "6(1)(f)" and dataset.children is True:
        words = N_(
            "“{dataset}” has data of children, whose interests weigh more in particular: check that the balancing test of {party} "
            "says why they do not prevail."
        )
        evaluation.warn("G56", Message(words, names), link)
    private = party not in {one.key for one in public_bodies(evaluation.agreement.terms)}
    if basis.article in ("6(1)(c)", "6(1)(e)") and private and is_of_public_bodies(basis.law):
        lacks(
            "G57",
            N_(
                "{party} relies for “{dataset}” on a provision that holds for public bodies alone, and is not entered as one. Enter it as a "
                "public body where it has public tasks, or name the law that entrusts the task to it."
            ),
        )
    elif basis.article == "6(1)(e)" and private:
        words = N_(
            "{party} relies on a public task for “{dataset}” and is not entered as a public body: check that the law named "
            "entrusts the task to {party}."
        )
        evaluation.warn("G57", Message(words, names), link)
    if basis.article == "6(1)(a)" and dataset.employees is True:
        words = N_(
            "{party} relies on consent for “{dataset}”, which is about employees: it counts only where it was free in spite of the "
            "employment, in writing or electronic form, and after information in text form on purpose and withdrawal (§ 26(2) BDSG). Check that."
        )
        evaluation.warn("S7", Message(words, names), link)
    if basis.article != "6(1)(a)" and dataset.key in evaluation.facts.consented:
        words = N_(
            "Consents are on file for “{dataset}”, and {party} relies on {article} GDPR. Consent that was asked for cannot be "
            "swapped for another basis afterwards: whoever refused or withdrew is left out."
        )
        if names_something(basis.beside_consent):
            words = N_(
                "Consents are on file for “{dataset}”, and {party} relies on {article} GDPR, for people who refused or "
                "withdrew, too: {why}"
            )
            names = {**names, "why": OwnWords(basis.beside_consent)}
        evaluation.warn("K03", Message(words, names), ("consent", dataset.key))
    if sound:
        evaluation.met("G05", Message(N_("{party} relies on {article} GDPR for “{dataset}”."), names), link)
    evaluation.expires(basis.valid_to, Message(N_("the legal basis of {party} ends"), names))
    if basis.review is not None and basis.review < evaluation.day:
        evaluation.warn(
            "G05",
            Message(
                N_("The review of {party}'s legal basis for “{dataset}” was due on {day}."),
                {**names, "day": basis.review.isoformat()},
            ),
            link,
            wanted=wanted,
        )


def _rests_on_consent(basis: BasisRecord, dataset: Dataset) -> bool:
    """Whether the consents on file alone show it (Art. 7(1) GDPR): no condition or authority by law stands beside them."""
    special = dataset.special_categories is True and basis.special not in ("", "9(2)(a)")
    return basis.article == "6(1)(a)" and not special and dataset.offence_data is not True


def _has_law(basis: BasisRecord, words: str | None = None) -> bool:
    """Whether its law, or ``words``, is a provision of the list, or of another act that a legal member confirmed."""
    law = basis.law if words is None else words
    return names_law(law) or (basis.other_act and is_other_act(law))


def _document_of(basis: BasisRecord) -> str:
    """The documents on file for the reasons of a basis and for its approval; empty where neither is named."""
    return "; ".join(one.strip() for one in (basis.document, basis.approver) if one.strip())


_READS_OTHERWISE = N_(
    "The legal basis of {party} for “{dataset}” was recorded as carrying the use, and its words read otherwise: {what}. Read it again and correct "
    "the words; if it carries the use in spite of them, choose that it does on conditions, and name there what settles it."
)


def _lacks_outcome(basis: BasisRecord) -> str:
    """The chosen result, where a record that names a document or an approval lacks it; empty for nothing."""
    if basis.outcome == "against":
        return N_(
            "What is on file of the legal basis of {party} for “{dataset}” does not carry the use: {what}. Settle that."
        )
    if basis.outcome == "conditions" and not is_answer(basis.conditions):
        return N_(
            "{what} carries the legal basis of {party} for “{dataset}” on conditions that are not named. Name them."
        )
    if not basis.outcome and _document_of(basis):
        return N_(
            "Nobody has answered whether {what} carries the legal basis of {party} for “{dataset}”. Read it, correct the record and "
            "choose; not answered is not yes."
        )
    return ""


def _of_public_task(evaluation: Evaluation, party: str, basis: BasisRecord) -> bool | None:
    """Whether a basis on file is of a public body, where neither that nor the agreement takes it outside of its tasks; None where
    nobody has answered whether its controller is one."""
    terms = evaluation.agreement.terms
    outside = any(
        one.party == party and one.dataset == basis.dataset and one.outside_public_tasks for one in terms.legal_bases
    )
    if outside or _has_law(basis):
        return False
    found = next((one for one in terms.parties if one.key == party), None)
    return False if found is None else public_body(found).value


def _names(evaluation: Evaluation, party: str) -> dict[str, Argument]:
    return {
        "party": _name(evaluation, party),
        "dataset": own(evaluation.dataset.name, evaluation.dataset.key),
        "day": evaluation.day.isoformat(),
    }


def _name(evaluation: Evaluation, party: str) -> Argument:
    reference = evaluation.agreement.reference(party)
    if reference in evaluation.facts.names:
        return evaluation.facts.names[reference]
    return next((one.short_name or one.name for one in evaluation.agreement.terms.parties if one.key == party), party)
