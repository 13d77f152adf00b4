"""Steps 1 to 3 of the decision: the purpose, the agreement in force, its parties, and its limits of action, place, date
and count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from datapact.agreements.projection.status import STATUS_WORDS
from datapact.base.texts import N_, Argument, Listed, Message, counted, country_name
from datapact.checks.model.dated import is_reference
from datapact.checks.model.named import names_something
from datapact.consent.facts.facts import DISPUTED, AgreementFacts, PurposeLink
from datapact.consent.facts.judgement import roles_of
from datapact.consent.facts.question import Wanted
from datapact.consent.steps.agreed_purpose import Agreed, is_for, near
from datapact.consent.steps.ended_order import receiver
from datapact.consent.steps.evaluation import Evaluation, need_fact
from datapact.consent.steps.legal_basis import Reliance, deciding
from datapact.consent.steps.onward_sharing import BINDING, evaluate_onward
from datapact.consent.steps.transfers import holding_countries
from datapact.consent.terms.agreed_keys import agreed_key
from datapact.consent.terms.purpose_names import called
from datapact.contract.vocabulary.labels import label_of_iri
from datapact.contract.vocabulary.messages import OwnWords, joined, label_words, name_or_words, own

type Names = dict[str, Argument]

SUSPENDED = N_("Suspended")

AGREEMENT_STATUS_WORDS = {
    **STATUS_WORDS,
    "suspended": SUSPENDED,
    "end_disputed": N_("Termination disputed"),
    "text_disputed": N_("Change disputed"),
    "unsigned_then": N_("Nothing on file shows that all had signed by then"),
}
DISPUTES = {
    "end_disputed": N_(
        "Disputed by {parties}: the notice of termination of the agreement {number}. Whether the agreement has ended or ends "
        "is open; settle it first."
    ),
    "text_disputed": N_(
        "Disputed by {parties}: a change of the agreement {number} to which every party had agreed. Which text counts is "
        "open; settle it first."
    ),
}


def evaluate_purpose(evaluation: Evaluation) -> None:
    """Step 1: the purpose asked about is one that the agreement permits."""
    agreed, question = evaluation.agreed, evaluation.question
    number = evaluation.agreement.number or evaluation.agreement.title
    if agreed.purpose is None:
        _judge_not_agreed(evaluation, number)
        return
    names: Names = {
        "purpose": own(agreed.purpose.name, agreed.purpose.key),
        "number": number,
        "asked": label_words(label_of_iri(question.purpose)),
    }
    words = {
        "itself": N_("The agreement {number} permits the purpose “{purpose}”."),
        "term": N_(
            "“{asked}” is the term of the purpose “{purpose}” that the agreement {number} permits; the answer is on it."
        ),
        "part": N_(
            "A legal member has signed that “{asked}” is part of “{purpose}”, which the agreement {number} permits."
        ),
    }
    evaluation.met("S1", Message(words[agreed.how], names), evaluation.place(f"purposes.{agreed.purpose.key}"))


def _judge_not_agreed(evaluation: Evaluation, number: str) -> None:
    question, agreement = evaluation.question, evaluation.agreement
    asked = next((own(one.name, one.key) for one in agreement.terms.purposes if one.key == question.purpose), None)
    names: Names = {"purpose": asked or label_words(label_of_iri(question.purpose)), "number": number}
    close = near(question, agreement, evaluation.dataset.key)
    if close:
        words = N_(
            "The agreement {number} does not permit “{purpose}”. What it permits is {agreed}: if this is part of it, have "
            "the agreement say so, or a legal member records, signed, that it is part of it."
        )
        names["agreed"] = joined([Message(N_("“{purpose}”"), {"purpose": own(one.name, one.key)}) for one in close])
    else:
        words = N_(
            "The agreement {number} does not permit “{purpose}”. Agree on it first, or ask for one of its purposes."
        )
    wanted = None
    if close:
        link = PurposeLink("", "part", question.purpose, agreed_key(agreement.id, close[0].key))
        wanted = Wanted("purpose_link", link=link)
    evaluation.deny("S1", Message(words, names), evaluation.place("purposes"), wanted=wanted)


def evaluate_compatibility(evaluation: Evaluation, reliances: Sequence[Reliance]) -> None:
    """Step 1: a purpose other than that of collection has passed its test, and people were told (Art. 6(4), 13(3), 14(4)).

    With the people's consent to it, none is needed: by the bases relied on for this dataset, whatever the text says of others.
    """
    ours = [one for one in reliances if one.party == evaluation.agreement.own]
    everybody = bool(reliances) and all(_is_consent(one) for one in reliances)
    on_consent = everybody or any(_is_consent(one) for one in ours)
    purpose = evaluation.agreed.purpose
    before = evaluation.dataset.original_purpose
    known = None if purpose is None else purpose.new_purpose
    if purpose is not None and known is None and not everybody:
        asked: Names = {"purpose": own(purpose.name, purpose.key), "dataset": own(evaluation.dataset.name, purpose.key)}
        words = N_(
            "Nobody has answered whether “{dataset}” was collected for “{purpose}” (Art. 6(4) GDPR). Answer it on the agreement's "
            "page; not answered is not no."
        )
        place = evaluation.place(f"purposes.{purpose.key}.new_purpose")
        evaluation.unanswered("G10", Message(words, asked), place)
        return
    if purpose is not None and not known and not on_consent and before.given():
        told: Names = {"purpose": own(purpose.name, purpose.key), "before": own(before, purpose.key)}
        words = N_(
            "The data was collected for “{before}”, and the agreement does not call “{purpose}” another purpose: check that it is "
            "none (Art. 6(4) GDPR)."
        )
        evaluation.warn("G10", Message(words, told), evaluation.place(f"purposes.{purpose.key}"))
    if (
        on_consent
        or purpose is None
        or not known
        or (names_something(purpose.compatibility_test) and is_reference(purpose.further_notice))
    ):
        return
    names: Names = {"purpose": own(purpose.name, purpose.key)}
    words = (
        N_("“{purpose}” is a new purpose; the agreement names no test that it is compatible with the first one.")
        if not names_something(purpose.compatibility_test)
        else N_(
            "“{purpose}” is a new purpose; the agreement names no notice, with its version or its date, by which people were told of it."
        )
    )
    evaluation.missing("G10", Message(words, names), evaluation.place(f"purposes.{purpose.key}"))


def _is_consent(reliance: Reliance) -> bool:
    return reliance.basis is not None and reliance.basis.article == "6(1)(a)"


def evaluate_doubt(evaluation: Evaluation, meant: Sequence[Agreed]) -> None:
    """Step 1: several agreed purposes have the name that was asked by."""
    named = joined(
        [
            Message(
                N_("“{purpose}” ({number})"),
                {
                    "purpose": called(one.purpose, one.agreement.terms.purposes),
                    "number": one.agreement.number or one.agreement.title,
                },
            )
            for one in meant
            if one.purpose is not None
        ]
    )
    asked = label_words(label_of_iri(evaluation.question.purpose))
    message = N_("“{asked}” is the term of several agreed purposes: {purposes}. Ask for one of them.")
    evaluation.missing("S1", Message(message, {"asked": asked, "purposes": named}), evaluation.place("purposes"))


def evaluate_inside(evaluation: Evaluation, binding: Iterable[AgreementFacts]) -> None:
    """Step 1: a purpose prohibited inside the agreed one limits the permission."""
    for agreement in binding:
        for one in agreement.terms.purposes if agreement.status in BINDING else ():
            if one.prohibited and is_for(one, evaluation.dataset.key) and one.iri in evaluation.agreed.inside:
                evaluation.warn(
                    "S1",
                    Message(
                        N_("Not for “{purpose}”: the agreement {number} prohibits it."),
                        {"purpose": own(one.name, one.key), "number": agreement.number or agreement.title},
                    ),
                    ("agreement", f"{agreement.id}#purposes.{one.key}"),
                )


def evaluate_in_force(evaluation: Evaluation) -> None:
    """Step 2, first half: in force on the day, signed as each party's signing rule asks."""
    agreement = evaluation.agreement
    names = {"number": agreement.number or agreement.title}
    if agreement.status in DISPUTED:
        _open(evaluation, agreement)
    elif agreement.status != "in_force":
        authority, rule = _authority_of_contract(evaluation)
        first = agreement.terms.duration.start
        if agreement.status == "signed" and first is not None and first > evaluation.day:
            why = Message(
                N_("The agreement {number} is signed, but only in force from {first} on."),
                {**names, "first": first.isoformat()},
            )
        else:
            why = Message(
                N_("The agreement {number} is not in force on {day}: {status}."),
                {
                    **names,
                    "day": evaluation.day.isoformat(),
                    "status": Message(AGREEMENT_STATUS_WORDS.get(agreement.status, agreement.status)),
                },
            )
        evaluation.deny(
            rule,
            why,
            evaluation.place(""),
            authority=authority,
        )
    elif agreement.signed:
        evaluation.met(
            "S2",
            Message(N_("The agreement {number} is in force."), names),
            evaluation.place(""),
        )
        if agreement.disputed_by:
            message = N_("Disputed by {parties}: the agreement {number}, which all had signed. Read its page before.")
            evaluation.warn("S2", Message(message, _disputing(evaluation, agreement)), evaluation.place(""))
        evaluation.expires(agreement.ends, Message(N_("the agreement {number} ends"), names))
        event = agreement.terms.duration.end_event
        if event.given():
            ending: Names = {**names, "event": own(event, "")}
            words = N_("The agreement {number} also ends with “{event}”: check that this has not happened.")
            evaluation.warn("S2", Message(words, ending), evaluation.place("duration.end_event"))
        if agreement.pauses is not None:
            evaluation.expires_before(agreement.pauses, Message(N_("the agreement {number} is suspended"), names))
            evaluation.warn(
                "S2",
                Message(
                    N_("The agreement {number} is suspended from {day} on."),
                    {**names, "day": agreement.pauses.isoformat()},
                ),
                evaluation.place(""),
            )
    _judge_signing_elsewhere(evaluation)
    if agreement.status in ("in_force", *DISPUTED) and not agreement.signed:
        evaluation.deny(
            "G21",
            Message(N_("Not every party's signing rule is met for the text of the agreement {number}."), names),
            evaluation.place(""),
        )


def _judge_signing_elsewhere(evaluation: Evaluation) -> None:
    """Of a contract signed elsewhere the record says so: not in words that deny it, nor by a bare reference without a day."""
    agreement = evaluation.agreement
    number = agreement.unshown or agreement.number or agreement.title
    names: Names = {"number": number, "words": agreement.reads_unsigned}
    if agreement.reads_unsigned:
        words = N_(
            "The agreement {number} is on file as signed elsewhere, and the record says: “{words}”. Correct the record once all have signed, "
            "with the day of the last signature."
        )
        evaluation.missing("G21", Message(words, names), evaluation.place(""))
    elif agreement.undated:
        words = N_(
            "Of the agreement {number} neither a file nor the day of the last signature is on file: nothing shows that it was signed. Correct "
            "the record and enter the day, or add the file."
        )
        evaluation.missing("G21", Message(words, names), evaluation.place(""))


GONE = {
    "leaving": N_("{party} left the agreement {number}; its last day was {day}."),
    "exclusion": N_("{party} was excluded from the agreement {number}; its last day was {day}."),
}
GOES = {
    "leaving": N_("{party} leaves the agreement {number}"),
    "exclusion": N_("{party} is excluded from the agreement {number}"),
}


def evaluate_members(evaluation: Evaluation) -> None:
    """Step 2, who is a party: nothing goes to or comes from one whose part has ended, whatever the text still says."""
    agreement, day = evaluation.agreement, evaluation.day
    number = agreement.number or agreement.title
    names = {party.key: party.short_name or party.name for party in agreement.terms.parties}
    both = (agreement.own, receiver(evaluation))
    for key, last, way in agreement.going:
        told: Names = {"party": names.get(key, key), "number": number, "day": last.isoformat()}
        if key in both:
            if last < day:
                evaluation.deny("S2", Message(GONE[way], told), evaluation.place(""))
            else:
                evaluation.expires(last, Message(GOES[way], told))
        elif key == evaluation.dataset.provider and last < day:
            words = N_(
                "{party} provided this data and is no party of the agreement {number} any more; its last day was {day}. "
                "Whether the others may go on to use its data, the contract says: ask a legal member."
            )
            evaluation.missing("S2", Message(words, told), evaluation.place(""))
        elif last < day and any(key in deciding(evaluation, one) for one in both if one):
            words = N_(
                "The data are processed on behalf of {party}, which is no party of the agreement {number} any more; its last day was {day}. "
                "Nothing shows that it still has this done: ask it, and a legal member."
            )
            evaluation.missing("S2", Message(words, told), evaluation.place(""))


def _open(evaluation: Evaluation, agreement: AgreementFacts) -> None:
    """Add the open reason that it is disputed whether the agreement binds, or with which text."""
    message = Message(DISPUTES[agreement.status], _disputing(evaluation, agreement))
    evaluation.missing("S2", message, ("agreement", agreement.id))


def _disputing(evaluation: Evaluation, agreement: AgreementFacts) -> Names:
    parties = ", ".join(evaluation.facts.name(one) for one in agreement.disputed_by)
    return {"parties": parties, "number": agreement.number or agreement.title}


def judge_texts(evaluation: Evaluation, binding: Iterable[AgreementFacts]) -> None:
    """Step 1, prohibitions of another agreement on the dataset: open where a change of it is disputed."""
    for one in binding:
        if one.status == "text_disputed" and one.id != evaluation.agreement.id:
            _open(evaluation, one)


def evaluate_unreadable(evaluation: Evaluation) -> None:
    """Step 1, unknown part: an agreement with the partner that is incomplete here may prohibit the purpose."""
    for one in evaluation.facts.unreadable:
        if evaluation.question.partner in one.parties:
            evaluation.missing(
                "S1",
                Message(
                    N_(
                        "Parts of the agreement {number} with {partner} are erased or withheld here, so what it prohibits "
                        "cannot be told. Ask the partner to send it whole."
                    ),
                    {
                        "number": one.number or one.id[:17],
                        "partner": evaluation.facts.name(evaluation.question.partner),
                    },
                ),
                ("agreement", one.id),
            )


def evaluate_unmended(evaluation: Evaluation) -> None:
    """Lines of an import were left aside: what is on file of the dataset is known to be incomplete."""
    for dataset, file, day, lines in evaluation.facts.unmended:
        if dataset == evaluation.question.dataset:
            evaluation.missing(
                "S9",
                counted(
                    "{n} line of “{file}”, imported on {day}, was left aside and is not mended yet. Import the rest, or"
                    " record why it need not come.",
                    "{n} lines of “{file}”, imported on {day}, were left aside and are not mended yet. Import the rest, or"
                    " record why they need not come.",
                    lines,
                    file=file,
                    day=day,
                ),
            )


def evaluate_copy(evaluation: Evaluation) -> None:
    """Evaluate the copy of a team: as of which item of its log the records are, and whether this copy is new enough to answer."""
    copy = evaluation.facts.copy
    if copy is not None and (lacks := copy.lacks) is not None:
        evaluation.missing("S9", lacks)
    elif copy is not None:
        evaluation.met("S9", copy.words)


def evaluate_recalled(evaluation: Evaluation) -> None:
    """Evaluate what whoever gave us the data told us of people who withdrew, objected or are to be erased: nobody passes them on meanwhile."""
    for dataset, sender, day, people in evaluation.facts.recalled:
        if dataset == evaluation.question.dataset:
            evaluation.missing(
                "S8",
                counted(
                    "{sender} called back data of {n} person in these data, known here since {day}. Record what you did with "
                    "them first.",
                    "{sender} called back data of {n} people in these data, known here since {day}. Record what you did with "
                    "them first.",
                    people,
                    sender=sender,
                    day=day,
                ),
            )

    staying = [one for one in evaluation.facts.remaining if one[0] == evaluation.question.dataset]
    if staying:
        _need_left_out(evaluation, sum(one[3] for one in staying), ", ".join(dict.fromkeys(one[1] for one in staying)))


def _need_left_out(evaluation: Evaluation, people: int, senders: str) -> None:
    """A reason to keep somebody's data is none to pass it on (Art. 6(1), 18(2)); which of our lines they are we cannot tell."""
    names: dict[str, Argument] = {
        "sender": senders,
        "dataset": own(evaluation.dataset.name, evaluation.dataset.key),
    }
    absent = counted(
        "{sender} called back data of {n} person in “{dataset}”, and it is still held here. That it may be kept does not mean "
        "that it may be passed on: put a signed statement on file that this person is left out.",
        "{sender} called back data of {n} people in “{dataset}”, and it is still held here. That it may be kept does not mean "
        "that it may be passed on: put a signed statement on file that these people are left out.",
        people,
        **names,
    )
    ended = Message(N_("The statement that people called back are left out of “{dataset}” has ended."), names)
    if need_fact(evaluation, "recalled_left_out", "S8", absent, ended, about=evaluation.facts.own):
        words = counted(
            "Leave out {n} person whom {sender} called back and who is still held here.",
            "Leave out {n} people whom {sender} called back and who are still held here.",
            people,
            **names,
        )
        evaluation.obligation("S8", words)


CHANGES = N_("The agreement {number} reads otherwise from {day} on. Ask again before data leaves on that day or later.")
BEGINS = N_(
    "The agreement {number} comes into force on {day}. Ask again before data leaves on that day or later: it may "
    "prohibit what is permitted now."
)


def look_ahead(evaluation: Evaluation, agreements: Iterable[AgreementFacts]) -> None:
    """Step 2, later texts: a later text of this agreement or of others on the dataset ends the decision."""
    for one in agreements:
        if one.changes is not None:
            names: Names = {"number": one.number or one.title, "day": one.changes.isoformat()}
            evaluation.expires_before(one.changes, Message(N_("the agreement {number} changes"), names))
            evaluation.warn("S2", Message(BEGINS if one.status == "signed" else CHANGES, names), ("agreement", one.id))


def _authority_of_contract(evaluation: Evaluation) -> tuple[str, str]:
    """The authority that requires a contract: the law for processors and joint controllers, else our organisation."""
    roles = {
        role
        for party in (evaluation.agreement.own, evaluation.partner)
        for role in roles_of(evaluation.agreement.terms, party, evaluation.dataset)
    }
    if roles & {"processor", "sub_processor"}:
        return "statute", "P00"
    if "joint_controller" in roles:
        return "statute", "J01"
    return "house", "S2"


def evaluate_parties(evaluation: Evaluation) -> None:
    """Step 2, second half: we hold the dataset under this agreement, and the partner may receive it."""
    dataset, own_key = evaluation.dataset, evaluation.agreement.own
    names: Names = {
        "dataset": own(dataset.name, dataset.key),
        "partner": evaluation.facts.name(evaluation.question.partner),
    }
    place = evaluation.place(f"datasets.{dataset.key}")
    if evaluation.partner.startswith("sub_processors."):
        _judge_sub_recipient(evaluation, names)
    elif evaluation.partner in dataset.recipients:
        evaluation.met("S2", Message(N_("{partner} is a recipient of the dataset “{dataset}”."), names), place)
    elif not dataset.recipients:
        evaluation.missing(
            "S2",
            Message(
                N_("The agreement does not say which parties receive the dataset “{dataset}”. Name the recipients."),
                names,
            ),
            place,
        )
    else:
        evaluation.deny(
            "S2", Message(N_("{partner} is not among the recipients of the dataset “{dataset}”."), names), place
        )
    for one in evaluation.agreement.terms.sub_processors:
        if (
            one.engaged_by == evaluation.partner
            and one.contract_date is not None
            and one.contract_date > evaluation.day
        ):
            words = N_(
                "The contract with the sub-processor {name} begins on {day}: before it, {partner} passes nothing on to it."
            )
            told = {**names, "name": name_or_words(one.name, one.key), "day": one.contract_date.isoformat()}
            evaluation.warn("P05", Message(words, told), evaluation.place(f"sub_processors.{one.key}"))
    if dataset.provider == own_key:
        return
    if own_key in dataset.recipients:
        evaluate_onward(evaluation, names)
    else:
        evaluation.deny(
            "S2",
            Message(N_("Under this agreement we neither provide nor receive the dataset “{dataset}”."), names),
            place,
        )


def _judge_sub_recipient(evaluation: Evaluation, names: Names) -> None:
    terms, key = evaluation.agreement.terms, evaluation.partner.removeprefix("sub_processors.")
    one = next(sub for sub in terms.sub_processors if sub.key == key)
    place = evaluation.place(f"sub_processors.{key}")
    if forbid_sub_processors(evaluation, names):
        return
    if not terms.processing.sub_processing:
        evaluation.missing(
            "P04", Message(N_("Nothing says whether {partner} may be engaged as a sub-processor."), names), place
        )
    elif one.engaged_by not in (*evaluation.dataset.recipients, evaluation.agreement.own):
        evaluation.deny(
            "P05",
            Message(N_("The sub-processor {partner} is engaged by a party that does not receive “{dataset}”."), names),
            place,
        )
    elif not one.same_duties or one.contract_date is None:
        evaluation.missing(
            "P05",
            Message(
                N_(
                    "It is not confirmed that the sub-processor {partner} is bound by a dated contract with the same "
                    "data protection duties."
                ),
                names,
            ),
            place,
        )
    elif one.contract_date > evaluation.day:
        evaluation.deny("P05", Message(N_("The contract with the sub-processor {partner} begins later."), names), place)
    else:
        evaluation.met("P05", Message(N_("{partner} is a permitted sub-processor."), names), place)


def forbid_sub_processors(evaluation: Evaluation, names: Names) -> bool:
    """Whether the agreement forbids sub-processors, one of which the partner is; denies if so."""
    if evaluation.agreement.terms.processing.sub_processing != "forbidden":
        return False
    place = evaluation.place("processing.sub_processing")
    evaluation.deny("P04", Message(N_("Sub-processors are forbidden; {partner} is one."), names), place)
    return True


def _country(code: str) -> OwnWords:
    return OwnWords(str(country_name(code, "en")), german=str(country_name(code, "de")))


def evaluate_limits(evaluation: Evaluation, *, held_by: Evaluation | None = None, source: bool = False) -> None:
    """Step 3, limits: a sharing outside a limit is denied; the last day of use is an expiry.

    ``held_by``: under another agreement it is said where the partner holds the data. ``source``: these are the limits under
    which we hold the data that another agreement shares; whether it may be shared at all, and how often, they do not say.
    """
    limits, question = evaluation.dataset.limits, evaluation.question
    names: dict[str, Argument] = {"dataset": own(evaluation.dataset.name, evaluation.dataset.key)}
    place = evaluation.place(f"datasets.{evaluation.dataset.key}.limits")
    places = Listed.of([_country(one) for one in limits.places])
    passed_on = source and question.action in ("share", "remote_access")
    if limits.actions and question.action not in limits.actions and not passed_on:
        evaluation.deny("S3", Message(N_("The agreement does not permit this action with “{dataset}”."), names), place)
    if limits.places and question.action == "publish":
        words = N_(
            "“{dataset}” may be held in {places} only, and what is published is held everywhere. Have the agreement say which "
            "of both counts."
        )
        evaluation.missing("S3", Message(words, {**names, "places": places}), place)
    for country in holding_countries(held_by or evaluation):
        if not limits.places or country in limits.places:
            continue
        evaluation.deny(
            "S3",
            Message(
                N_("“{dataset}” may be held in {places} only, not in {country}."),
                {**names, "places": places, "country": country},
            ),
            place,
        )
    if limits.first is not None and evaluation.day < limits.first:
        evaluation.deny(
            "S3",
            Message(N_("“{dataset}” may be used from {day} only."), {**names, "day": limits.first.isoformat()}),
            place,
        )
    if limits.last is not None:
        if evaluation.day > limits.last:
            evaluation.deny(
                "S3",
                Message(N_("“{dataset}” could be used until {day}."), {**names, "day": limits.last.isoformat()}),
                place,
            )
        evaluation.expires(limits.last, Message(N_("the agreed use of “{dataset}” ends"), names))
    _judge_once(evaluation, names, source=source)
    if limits.deliveries is not None and evaluation.agreement.key_of(question.partner) and not source:
        done = sum(
            count
            for dataset, recipient, count in evaluation.facts.deliveries
            if dataset == question.dataset and recipient == question.partner
        )
        if done >= limits.deliveries:
            evaluation.deny(
                "S3",
                Message(
                    N_("The agreement allows no delivery of “{dataset}” to this partner.")
                    if not limits.deliveries
                    else N_("The agreement allows {most} deliveries of “{dataset}” to this partner; {n} were made."),
                    {**names, "most": limits.deliveries, "n": done},
                ),
                place,
            )


_ONCE = re.compile(r"\W*(einmalig\w*|einmal|once|one-off|one time|single delivery)\W*", re.IGNORECASE)


def _judge_once(evaluation: Evaluation, names: dict[str, Argument], *, source: bool) -> None:
    """What is to be provided once has been, as soon as one delivery is on record: that a further one is agreed is for a person to say."""
    words, question = evaluation.dataset.frequency, evaluation.question
    done = sum(
        count
        for dataset, recipient, count in evaluation.facts.deliveries
        if (dataset, recipient) == (question.dataset, question.partner)
    )
    if source or not done or evaluation.dataset.limits.deliveries is not None:
        return
    if any(_ONCE.fullmatch(one) for one in (words.de, words.en) if one):
        told = N_(
            "“{dataset}” is to be provided once, and a delivery is on record. Agree on a further one before data leaves again."
        )
        place = evaluation.place(f"datasets.{evaluation.dataset.key}.frequency")
        evaluation.warn("S3", Message(told, names), place)
