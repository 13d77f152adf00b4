"""Records about sharing: consents, notices, compliance records, decisions, recalls, corrections of deliveries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from datapact.base.texts import N_, Argument, Message
from datapact.history.entries.author_roles import EVERYBODY, LEGAL, LEGAL_OR_LEAD
from datapact.history.entries.body_members import (
    anything,
    day,
    digest,
    line,
    listed,
    moment,
    name,
    number,
    one_of,
    optional,
    party,
    record,
    text,
    truth,
)
from datapact.history.entries.record import Record
from datapact.history.entries.sentence import Names, Sentence, Written, member_value, titled, who, words

AUTHORISATION_SORTS = ("user_contract", "user_request", "holder_permission")

REQUESTERS = ("subject", "other")

FACT_ON_FILE_SORTS = (
    "adequacy",  # about: a country; a decision under Art. 45(3)
    "dpf",  # about: an importer certified under the EU-U.S. Data Privacy Framework
    "transfer_assessment",  # about: an importer (or country)
    "derogation",  # about: an importer; the necessity under Art. 49(1)(b) to (g) shown
    "dpia",  # about: a controller
    "prior_consultation",  # about: a controller
    "notice_13",  # about: a recipient, or empty: any recipient in the notice's categories
    "notice_14",  # about: the recipient that informed, or is exempt
    "training",  # about: a recipient whose people were trained
    "onward_conditions",  # about: a recipient that meets the conditions for sharing on
    "model_conditions",  # about: a recipient that meets the conditions for training models
    "anonymity",  # about: a party for which nobody can be recognised in the data, by a dated assessment
    "article_28",  # about: a recipient; what Art. 28(3) asks was found in its contract, with the pages in the result
    "article_26",  # about: a joint controller; who fulfils which duty was found in the arrangement with it
    "works_council",  # about: a controller; an agreement with the council, that there is none, or why it has no say
    "secrecy",  # about: a recipient that secret data may go to, and that is bound to secrecy
    "adequacy_scope",  # about: an importer that the adequacy decision for its country covers
    "objections_filtered",  # about: a controller that filters those who objected at the source
    "separate_data",  # about: the key of another dataset of the same name, which is not this one
    "recalled_left_out",  # about: a controller that leaves out of what it shares whom a recall names and it still holds
)

DOCUMENT_OUTCOMES = ("", "carries", "conditions", "against")

PURPOSE_LINK_SORTS = ("part", "notice", "house", "practice", "no_practice", "said", "not_said")

ARTICLES = ("6(1)(a)", "6(1)(b)", "6(1)(c)", "6(1)(d)", "6(1)(e)", "6(1)(f)")

SPECIAL = tuple(f"9(2)({letter})" for letter in "abcdefghij")

OPERATIONS = (
    *("any", "share", "train", "fine_tune", "test"),
    *("remote_access", "derive", "link", "publish", "license_model"),
)

DESPITE_RESTRICTION = ("legal_claims", "rights_of_another", "public_interest")

ASKS = ("erase", "erase_or_return", "restrict", "stop", "rectify")
"""The requests to a recipient on the data of the people named; each but ``rectify`` includes to stop using it."""

DONE = ("erased", "returned", "restricted", "stopped", "rectified", "kept")
"""The outcomes for the data. ``kept``: it stays, for a reason in the note (Art. 17(3) GDPR)."""

OUTCOMES = ("received", *DONE)

CORRECTIONS = ("wrong", "never_left", "holds")
"""Statements of one person on a recorded delivery; ``holds`` takes the own correction back."""

SENDING = ("mail_opened", "sent")
"""Steps after a recall was written into a file: the e-mail was opened, and a person says that it was sent."""

VERDICT_WORDS: Mapping[str, str] = {
    "permit": N_("No obstacle on file"),
    "partial": N_("Partial"),
    "incomplete": N_("Incomplete"),
    "deny": N_("Not permitted"),
}

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)


def _language(value: Any) -> bool:
    return isinstance(value, str) and _LANGUAGE.fullmatch(value) is not None


def _notice(body: Mapping[str, Any]) -> str:
    if isinstance(body["invalid_from"], str) and body["invalid_from"]:
        return N_("Notice {notice}, version {version}, is not valid from {day}.")
    return N_("Notice {notice}, version {version}, was recorded.")


def _mended(body: Mapping[str, Any]) -> str:
    if isinstance(body["batch"], str) and body["batch"]:
        return N_("{member} imported the lines that an import had left aside.")
    return N_("{member} recorded that lines left aside by an import need not be imported: {reason}")


def _authorisation(body: Mapping[str, Any]) -> str:
    if isinstance(body["revoked"], str) and body["revoked"]:
        return N_("{member} recorded that an authorisation for the dataset {dataset} was revoked.")
    return N_("{member} recorded an authorisation for the dataset {dataset}.")


_LINKED = {
    "part": N_("{member} recorded that “{purpose}” is part of an agreed purpose."),
    "notice": N_("{member} recorded which agreed purpose “{purpose}” of a notice is."),
    "house": N_("{member} recorded that an agreed purpose is “{purpose}” of the house."),
    "practice": N_("{member} recorded that an agreed purpose is a prohibited practice (Art. 5 AI Act)."),
    "no_practice": N_("{member} recorded why an agreed purpose is no prohibited practice (Art. 5 AI Act)."),
    "said": N_("{member} recorded that people who said no to “{purpose}” mean an agreed purpose."),
    "not_said": N_("{member} recorded that people who said no to “{purpose}” do not mean an agreed purpose."),
}


def _linked(body: Mapping[str, Any]) -> str:
    if body["withdrawn"] is True:
        return N_("{member} took back what was recorded about an agreed purpose: “{purpose}”.")
    return _LINKED.get(str(body["sort"]), _LINKED["part"])


def _verdict(entry: Written, _names: Names) -> Argument:
    verdict = entry.body["verdict"]
    return Message(VERDICT_WORDS[verdict]) if verdict in VERDICT_WORDS else words(verdict)


_CORRECTED = {
    "wrong": N_("{member} recorded that a delivery of {dataset} was recorded wrongly: {reason}"),
    "never_left": N_("{member} recorded that a delivery of {dataset} never left: {reason}"),
    "holds": N_("{member} took back a correction of a delivery of {dataset}: {reason}"),
}


def _corrected(body: Mapping[str, Any]) -> str:
    return _CORRECTED.get(str(body["finding"]), _CORRECTED["wrong"])


def _recalled(body: Mapping[str, Any]) -> str:
    if body.get("ask") == "rectify":
        return N_("A notice to {recipient} about corrected data of people in {dataset} was written; number: {count}.")
    if body.get("since"):
        return N_("A notice to {recipient} about people in {dataset} was written; number: {count}.")
    return N_("{recipient} was told about people in {dataset} whose data it may no longer use; number: {count}.")


def _sent(body: Mapping[str, Any]) -> str:
    if body["step"] == "sent":
        return N_("{member} recorded that a notice about called-back data was sent to {recipient}.")
    return N_("The e-mail to {recipient} about called-back data was opened.")


def _acknowledged(body: Mapping[str, Any]) -> str:
    if body["outcome"] == "received":
        return N_("{recipient} confirmed that it was told whose data it may no longer use.")
    if body["outcome"] == "rectified":
        return N_("{recipient} confirmed that it corrected the data that we told it of.")
    return N_("{recipient} confirmed what it did with the data that we called back.")


def _pseudonym_key(body: Mapping[str, Any]) -> str:
    if body["forgotten"] is True:
        return N_("{member} deleted the key for pseudonyms of {dataset} for good.")
    return N_("It was written down which key makes pseudonyms of {dataset}.")


RECORDS: tuple[Record, ...] = (
    # A batch of consent events, signed by the root of a tree over their rows.
    Record(
        "consent_batch",
        roles=LEGAL_OR_LEAD,
        sentence=Sentence(N_("Consents were recorded; number of events: {count}; source: {source}.")),
        members={
            "key": name,
            "count": number,
            "root": digest,
            "source": line,
            "file": optional(digest),
            "mapping": anything,
            "datasets": listed(name),
        },
        later=frozenset({"datasets"}),
    ),
    # Which key makes the pseudonyms of a dataset for a recipient, or that it was deleted for good.
    Record(
        "pseudonym_key",
        roles=EVERYBODY,
        sentence=Sentence(_pseudonym_key),
        members={
            "key": name,  # the dataset, then a space and the recipient where it is not the house
            "dataset": name,
            "recipient": line,  # reference; empty for our own records
            "digest": digest,  # of the key, which stays in the vault
            "forgotten": truth,
        },
    ),
    # Lines that an import left aside came with another one, or need not come, for a reason.
    Record(
        "import_mended",
        roles=LEGAL_OR_LEAD,
        sentence=Sentence(_mended),
        members={
            "key": name,  # entry of the batch that left them aside
            "batch": optional(digest),  # entry of the batch that brought them; empty: none is to come
            "reason": text,
        },
    ),
    # A version of a notice (Art. 13, 14 GDPR), or the record that it is no longer valid.
    Record(
        "notice",
        roles=LEGAL_OR_LEAD,
        sentence=Sentence(_notice, {"day": member_value("invalid_from")}),
        members={
            "key": name,
            "notice": name,
            "version": name,
            "texts": listed(
                record(
                    {"language": _language, "title": name, "text": text, "file": optional(digest), "reference": line},
                ),
                least=1,
            ),
            "controllers": listed(name),
            "recipients": listed(name),
            "purposes": listed(name),
            "categories": listed(name),
            "transfers": text,
            "withdrawal": text,
            "retention": text,
            "jurisdiction": line,
            "rights": text,
            "contact": text,
            "valid_from": day,
            "invalid_from": optional(day),
            "reason": text,
        },
    ),
    # A controller's legal basis for a dataset, a purpose and an operation (Art. 6, 9, 10 GDPR).
    Record(
        "legal_basis",
        roles=LEGAL,
        sentence=Sentence(N_("{member} recorded a legal basis for the dataset {dataset}: {article}.")),
        members={
            "key": name,
            "controller": name,  # a party reference
            "recipient": line,  # a party reference: to whom the data may go on it; empty: whoever
            "dataset": name,
            "purpose": name,
            "operation": one_of(*OPERATIONS),
            "article": one_of(*ARTICLES),
            "special": one_of("", *SPECIAL),
            "law": line,  # the provision of Union or Member State law, where one is relied on
            "document": line,  # where the reasons are kept: consent form, contract, balancing test
            "approver": line,
            "valid_from": optional(day),
            "valid_to": optional(day),
            "review": optional(day),
            "offence_authority": line,  # Art. 10
            "subject_is_contract_party": truth,
            "overriding_grounds": line,  # Art. 21(1): compelling legitimate grounds, where they are documented
            "despite_restriction": one_of("", *DESPITE_RESTRICTION),  # Art. 18(2)
            "beside_consent": line,  # why it holds for people who refused or withdrew consent
            "outcome": one_of(
                *DOCUMENT_OUTCOMES
            ),  # what its document or approval came to, as chosen; empty: not answered
            "conditions": line,  # on which it carries the use
            "other_act": truth,  # the act is none of the program's list, and this legal member confirms that it carries the use
            "words": line,  # digests of the words of the agreed purposes named, with spaces; empty: not kept
            "judged": listed(text, most=2_000),  # a line for each dataset of an agreement that it judged, as it stood
            "note": text,
        },
        later=frozenset({"beside_consent", "words", "recipient", "outcome", "conditions", "other_act", "judged"}),
    ),
    # A user's contract or request, or a data holder's permission; no consent, revocable as agreed.
    Record(
        "authorisation",
        roles=LEGAL_OR_LEAD,
        sentence=Sentence(_authorisation),
        members={
            "key": name,
            "sort": one_of(*AUTHORISATION_SORTS),
            "dataset": name,
            "partner": line,  # a party reference; empty: whoever
            "purpose": line,  # empty: any purpose that the document allows, as its reader found
            "granted_by": name,
            "reference": name,  # where contract, request or permission is kept
            "valid_from": day,
            "valid_to": optional(day),
            "revocable": line,  # how it may be revoked, as agreed
            "revoked": optional(day),
            "no_sharing_on": truth,  # recipients must not share onward (Art. 4(14) Data Act)
            "words": line,  # as of a legal basis
            # of a user's request: who asks is the person whose data it is, or another (Art. 4(12), 5(7)); empty: not answered
            "requester": one_of("", *REQUESTERS),
            "note": text,
        },
        later=frozenset({"words", "requester"}),
    ),
    # A document or a finding that decisions rest on, with the days on which it holds.
    Record(
        "fact_on_file",
        roles=LEGAL_OR_LEAD,
        sentence=Sentence(N_("{member} put a fact on file: {what}."), {"what": member_value("reference")}),
        members={
            "key": name,
            "sort": one_of(*FACT_ON_FILE_SORTS),
            "about": line,  # a party reference or a country; see FACT_ON_FILE_SORTS
            "dataset": line,  # empty: all
            "reference": name,
            "day": day,  # date of the document
            "valid_from": day,
            "valid_to": optional(day),
            "result": line,
            "against": truth,  # it speaks against the use, so nothing rests on it
            "weighed": truth,  # a person has said whether it does; not answered is not no
            "conditions": line,  # on which it carries the use; empty: without conditions
            "judged": listed(text, most=2_000),  # as of a legal basis
            "note": text,
        },
        later=frozenset({"against", "weighed", "conditions", "judged"}),
    ),
    # What a legal member says of an agreed purpose, bound to its words: that a use is part of it, that it is the purpose
    # of a version of a notice, that it is one of a purpose of the house, whether it is a prohibited practice (then
    # ``purpose`` is ``AI Act, Art. 5``), whether people who said no in other words mean it. Withdrawn: no longer said.
    Record(
        "purpose_link",
        roles=LEGAL,
        sentence=Sentence(_linked, {"purpose": member_value("purpose")}),
        members={
            "key": name,
            "sort": one_of(*PURPOSE_LINK_SORTS),
            "purpose": name,  # IRI, key or own words; for a purpose of the house its name
            "notice": line,
            "version": line,
            "agreed": name,  # AGREEMENT#purposes.KEY
            "term": name,  # of the agreed purpose: IRI, or its key
            "words": digest,  # of the agreed purpose
            "withdrawn": truth,
            "controller": line,  # towards whom a no was said, for said and not_said
            "note": text,
        },
        later=frozenset({"controller"}),
    ),
    # A sharing decision that was used, with all that is needed to replay it.
    Record(
        "decision",
        roles=LEGAL_OR_LEAD,
        sentence=Sentence(
            N_("{member} recorded an answer on sharing the dataset {dataset}: {verdict}, {n} of {m}."),
            {"dataset": titled("dataset"), "verdict": _verdict},
        ),
        members={
            "key": name,
            "agreement": line,
            "dataset": name,
            "partner": name,
            "purpose": name,
            "agreed": line,  # AGREEMENT#purposes.KEY of the agreed purpose; empty for none
            "action": name,
            "place": line,
            "at": moment,
            "known_at": moment,
            "verdict": one_of(*VERDICT_WORDS),
            "n": number,
            "m": number,
            "reasons": listed(anything),
            "evidence": line,
            "valid_until": optional(moment),
            "until_why": record({"de": text, "en": text}),  # what ends then; empty where nothing does
            "rule_set": name,
            "inputs": digest,  # of the attachment with the inputs of the decision
            "subjects": digest,  # salted, over the people whose data may go out
        },
        later=frozenset({"agreed", "until_why"}),
    ),
    # A partner was told to stop using, erase or return what we delivered about people who withdrew or objected.
    Record(
        "recall",
        roles=LEGAL_OR_LEAD,
        sentence=Sentence(_recalled, {"recipient": who("recipient")}),
        members={
            "key": name,
            "agreement": line,
            "dataset": name,
            "recipient": party,
            "purpose": name,
            "ask": one_of(*ASKS),
            "channel": one_of("bundle", "letter"),
            "due": line,
            "deliveries": listed(digest),
            "count": number,
            "root": digest,
            "letter": optional(digest),
            "note": text,
            "since": moment,  # when we learned of the oldest event; with it, sending is recorded apart
            "rectified": listed(digest),  # the rectifications that it tells of
            "called": listed(line),  # names of dataset and purpose, German and English, as the recipient reads them
            "told": optional(name),  # what the recipient reads in place of a dataset that it does not know
        },
        later=frozenset({"since", "rectified", "called", "told"}),
    ),
    # Data of people that was delivered has been corrected (Art. 16): whoever got it is to be told (Art. 19).
    Record(
        "rectified",
        roles=LEGAL_OR_LEAD,
        sentence=Sentence(
            N_("{member} recorded that data of people in {dataset} was corrected; number: {count}."),
            {"dataset": titled("dataset")},
        ),
        members={
            "key": name,
            "dataset": name,
            "what": text,
            "at": moment,
            "count": number,
            "root": digest,
        },
    ),
    # What followed after a recall was written: the e-mail was opened; a person says that it was sent.
    Record(
        "recall_sent",
        roles=LEGAL_OR_LEAD,
        sentence=Sentence(_sent, {"recipient": who("recipient")}),
        members={
            "key": name,  # of the recall
            "recipient": party,
            "step": one_of(*SENDING),
            "at": moment,
            "how": line,  # by e-mail, by post, by hand; may be empty
            "note": text,
        },
    ),
    # A correction of a delivery. It erases nothing, and one person's word takes nothing away.
    Record(
        "delivery_corrected",
        roles=LEGAL_OR_LEAD,
        sentence=Sentence(_corrected, {"dataset": titled("dataset")}),
        members={
            "key": name,  # DELIVERY.MEMBER
            "agreement": line,
            "delivery": digest,
            "dataset": name,
            "finding": one_of(*CORRECTIONS),
            "evidence": optional(digest),
            "reason": text,
        },
    ),
    # A partner's recall: people whose delivered data we may no longer use.
    Record(
        "recall_received",
        roles=EVERYBODY,
        sentence=Sentence(
            N_("{sender} told us about people in {dataset} whose data we may no longer use; number: {count}."),
            {"sender": who("sender")},
        ),
        members={
            "key": name,
            "agreement": line,
            "sender": digest,
            "dataset": name,
            "purpose": name,
            "ask": one_of(*ASKS),
            "due": line,
            "count": number,
            "root": digest,
            "message": digest,
            "entry": digest,
            "note": text,
            "called": listed(line),  # the sender's names, as of a recall
        },
        later=frozenset({"called"}),
    ),
    # A partner acknowledged a recall, or said what it has done with the data since.
    Record(
        "recall_acknowledged",
        roles=EVERYBODY,
        sentence=Sentence(_acknowledged, {"recipient": who("recipient")}),
        members={
            "key": name,
            "recipient": party,
            "outcome": one_of(*OUTCOMES),
            "at": moment,
            "channel": one_of("bundle", "evidence"),
            "entry": optional(digest),
            "evidence": optional(digest),
            "person": line,
            "note": text,
        },
    ),
    # Our own handling of the data of people who withdrew or objected, or whom a partner's recall names.
    Record(
        "recall_done",
        roles=LEGAL_OR_LEAD,
        sentence=Sentence(N_("It was confirmed what was done here with called-back data of {dataset}.")),
        members={
            "key": name,
            "sender": optional(digest),
            "dataset": name,
            "purpose": name,
            "outcome": one_of(*DONE),
            "at": moment,
            "through": optional(moment),
            # of one line alone: the moment at which its people became known, and what is asked; then ``through`` is empty
            "known": optional(moment),
            "ask": optional(one_of(*ASKS)),
            "evidence": optional(digest),
            "person": line,
            "note": text,
        },
        later=frozenset({"known", "ask"}),
    ),
)
