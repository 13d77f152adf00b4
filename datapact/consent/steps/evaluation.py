"""Evaluation of one agreement (or none), step by step: reasons, obligations, expiries, and the facts on file it needs.

A fact that holds sets an expiry, one that has ended denies, and one not on file is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from datapact.base.texts import LANGUAGES, N_, Argument, Message
from datapact.checks.model.named import is_pending, names_something
from datapact.checks.model.words_of_no import reads_as_no
from datapact.checks.run.engine import RULES
from datapact.consent.facts.facts import AgreementFacts, DecisionFacts, FactOnFile, holds
from datapact.consent.facts.judgement import is_agreed_personal, is_unjudged
from datapact.consent.facts.question import Link, Obligation, Question, Reason, Wanted, Weight
from datapact.consent.steps.agreed_purpose import Agreed
from datapact.contract.terms import Dataset
from datapact.contract.vocabulary.acts import GDPR, PRACTICE
from datapact.contract.vocabulary.citations import Citation, cite
from datapact.contract.vocabulary.messages import joined, own

STEPS: Mapping[str, tuple[Citation, str]] = {
    # steps of the decision that are no rule of the table: their citation and authority
    "S1": (cite(GDPR, "5(1)(b), 6(4)"), "statute"),
    "S2": (cite(PRACTICE), "house"),
    "S3": (cite(PRACTICE), "practice"),
    "S4": (cite(GDPR, "4(1), 6(1)"), "statute"),
    "S6": (cite(GDPR, "5(2), 39(1)(b)"), "statute"),
    "S7": (cite(GDPR, "6(1)(a), 7"), "statute"),
    "S8": (cite(GDPR, "17, 18, 21"), "statute"),
    "S9": (cite(GDPR, "5(2)"), "statute"),
}


@cache
def citation_of(rule: str) -> tuple[Citation, str]:
    """Citation and authority of a rule of the table, or of a step of the decision; raises KeyError."""
    found = next(((one.citation, one.authority) for one in RULES if one.id == rule), None)
    return found if found is not None else STEPS[rule]


_OF_PEOPLE_ALONE = frozenset({"S1", "S9"})
"""Steps whose citation is of personal data; for other data they rest on the contract alone."""
_OF_TRANSFERS = frozenset({"G28"})
"""Rules whose citation is of the standard clauses for transfers."""


@cache
def _words(rule: str) -> tuple[Mapping[str, str], str, str]:
    citation, authority = citation_of(rule)
    return {language: citation.text(language) for language in LANGUAGES}, citation.act.url, authority


def reason(
    rule: str,
    verdict: Weight,
    message: Message,
    link: Link = ("", ""),
    *,
    authority: str = "",
    count: int = 0,
    wanted: Wanted | None = None,
    by_contract: bool = False,
) -> Reason:
    """A reason with the citation of its rule; ``by_contract`` for one that rests on the contract alone here."""
    citation, source, usual = _words("S3" if by_contract else rule)
    return Reason(rule, verdict, message, citation, source, authority or usual, link, count, wanted)


@dataclass(slots=True)
class Evaluation:
    """The evaluation of one agreement; each step adds to it in turn."""

    question: Question
    """The question asked."""
    facts: DecisionFacts
    """The facts on file; terms and records must hold on their day."""
    agreement: AgreementFacts
    """The one whose terms are judged."""
    dataset: Dataset
    """The dataset asked about, as this agreement describes it."""
    partner: str
    """Key of the partner's party, or ``sub_processors.KEY``."""
    agreed: Agreed
    """The purpose of this agreement that the question is about, or the lack of one."""
    reasons: list[Reason] = field(default_factory=list)
    """In the order in which the steps add them."""
    obligations: list[Obligation] = field(default_factory=list)
    """In the order in which the steps add them."""
    expiries: list[tuple[datetime, Message]] = field(default_factory=list)
    """Last seconds until which the findings hold, each with what ends then; the earliest counts."""

    @property
    def day(self) -> date:
        return self.facts.day

    def place(self, path: str) -> Link:
        """A link to a term of the agreement."""
        return "agreement", f"{self.agreement.id}#{path}" if path else self.agreement.id

    def is_of_people(self) -> bool:
        """Whether the data is personal for somebody, or nobody has said that it is not."""
        terms, pair = self.agreement.terms, (self.agreement.own, self.partner)
        return (
            is_agreed_personal(terms, self.dataset)
            or is_unjudged(terms, self.dataset, pair, added=self.dataset.key in self.agreement.added)
            or self.dataset.key in self.facts.consented
        )

    def by_contract(self, rule: str) -> bool:
        """Whether a rule rests on the contract alone here, as the act that it cites does not apply."""
        if rule in _OF_TRANSFERS:
            return not any(one.mechanism == "46(2)(c)" for one in self.agreement.terms.transfers)
        return rule in _OF_PEOPLE_ALONE and not self.is_of_people()

    def met(self, rule: str, message: Message, link: Link = ("", "")) -> None:
        self.reasons.append(self._reason(rule, "met", message, link, "", None))

    def deny(
        self, rule: str, message: Message, link: Link = ("", ""), *, authority: str = "", wanted: Wanted | None = None
    ) -> None:
        self.reasons.append(self._reason(rule, "deny", message, link, authority, wanted))

    def missing(self, rule: str, message: Message, link: Link = ("", ""), *, wanted: Wanted | None = None) -> None:
        self.reasons.append(self._reason(rule, "incomplete", message, link, "", wanted))

    def unanswered(self, rule: str, message: Message, link: Link = ("", ""), *, wanted: Wanted | None = None) -> None:
        """A question that nobody has answered bars the answer, too; that it is to be answered is our own policy and no breach of the
        law that an answer may bring in."""
        self.reasons.append(self._reason(rule, "incomplete", message, link, "house", wanted))

    def warn(
        self, rule: str, message: Message, link: Link = ("", ""), *, authority: str = "", wanted: Wanted | None = None
    ) -> None:
        self.reasons.append(self._reason(rule, "warning", message, link, authority, wanted))

    def _reason(
        self, rule: str, verdict: Weight, message: Message, link: Link, authority: str, wanted: Wanted | None
    ) -> Reason:
        return reason(
            rule, verdict, message, link, authority=authority, wanted=wanted, by_contract=self.by_contract(rule)
        )

    def obligation(self, rule: str, message: Message, link: Link = ("", "")) -> None:
        citation, source, _authority = _words("S3" if self.by_contract(rule) else rule)
        self.obligations.append(Obligation(rule, message, citation, source, link))

    def expires(self, day: date | None, why: Message) -> None:
        """The decision expires at the end of this local day, for what ends then."""
        if day is not None:
            self.expiries.append((self.facts.end_of(day), why))

    def expires_before(self, day: date | None, why: Message) -> None:
        """The decision expires before this local day, when its grounds change."""
        if day is not None and day > date.min:
            self.expires(day - timedelta(days=1), why)

    def is_outgrown(self, fact: FactOnFile) -> bool:
        """Whether a document judged something else than what is asked about."""
        return self.dataset.key in fact.outdated or bool(self.changes_of(fact.changed, fact.about))

    def changes_of(self, changed: Sequence[str], about: str = "") -> list[Message]:
        """What of a record has changed (``FactOnFile.changed``) that matters for this question, in words; ``about``: whom the record is about."""
        prefix = f"{self.agreement.id}#datasets.{self.dataset.key} "
        purpose = self.agreed.purpose if self.agreed.agreement.id == self.agreement.id else None
        names: dict[str, Argument] = {
            "dataset": own(self.dataset.name, self.dataset.key),
            "partner": self.facts.name(self.question.partner),
            "purpose": "" if purpose is None else own(purpose.name, purpose.key),
        }
        found = []
        for one in changed:
            part, _, more = one.removeprefix(prefix).partition(".") if one.startswith(prefix) else ("", "", "")
            told = _CHANGES.get(part)
            if part == "purposes":
                told = told if purpose is not None and more == purpose.key else None
            elif part == "recipients":
                told = told if more == self.question.partner else None
            elif part == "places":
                where = more.partition("@")[0]
                told = told if where in (self.question.partner, about) else None
                names = {**names, "partner": self.facts.name(where)}
            elif part == "retention" and more and self.dataset.retention.months is not None:
                told, names = _MONTHS, {**names, "then": int(more), "now": self.dataset.retention.months}
            if told is not None:
                found.append(Message(told, names))
        return found

    def stopped(self) -> bool:
        """Whether a step denied, so that later steps cannot change the decision."""
        return any(one.verdict == "deny" for one in self.reasons)


def need_fact(
    evaluation: Evaluation, sort: str, rule: str, absent: Message, ended: Message, about: str | None = None
) -> bool:
    """Whether a fact about the partner (or ``about``) holds on the day; adds the reason (missing, ended) if not."""
    wanted = evaluation.question.partner if about is None else about
    known = [
        one
        for one in evaluation.facts.facts
        if one.about == wanted  # few are, so that is asked first
        and wanted
        and one.sort == sort
        and one.dataset in ("", evaluation.dataset.key)
        and (one.day is None or one.day <= evaluation.day)  # a document that is not there yet shows nothing
        and shows_something(one)
    ]
    before = [one for one in known if evaluation.is_outgrown(one)]
    known = [one for one in known if one not in before]
    valid = [one for one in known if holds(one.valid_from, one.valid_to, evaluation.day)]
    unread = [one for one in valid if one.open]
    if valid and len(unread) == len(valid):
        add_unweighed(evaluation, rule, unread[-1])
        return False
    valid = [one for one in valid if one not in unread]
    doubted = [one for one in valid if one.reads_otherwise]
    if valid and len(doubted) == len(valid):
        add_doubted(evaluation, rule, doubted[-1])
        return False
    valid = [one for one in valid if one not in doubted]
    if valid and add_refusal(evaluation, sort, rule, wanted):
        return False
    if valid:
        best = max(valid, key=lambda one: (one.valid_to is None, one.valid_to or evaluation.day, one.key))
        evaluation.expires(best.valid_to, Message(N_("a fact on file ends: {what}"), {"what": best.reference}))
        _add_outcome(evaluation, rule, best)
        return True
    # no record can be about a party that is no partner of ours
    record = Wanted("fact_on_file", sort, wanted) if wanted else None
    over = [one for one in known if one.valid_to is not None and one.valid_to < evaluation.day]
    if over:
        evaluation.deny(rule, ended, ("fact_on_file", over[-1].key), wanted=record)
    elif before:
        add_outgrown(evaluation, rule, before[-1], record)
    else:
        evaluation.missing(rule, absent, ("fact_on_file", ""), wanted=record)
    return False


def add_outgrown(evaluation: Evaluation, rule: str, fact: FactOnFile, record: Wanted | None) -> None:
    """Add that a document weighs data that an amendment has made others since, or what else of what it judged has changed."""
    if changes := evaluation.changes_of(fact.changed, fact.about):
        words = N_(
            "{what} was put on file before this changed: {changes}. See whether it still carries the use, and put it on file anew."
        )
        told: dict[str, Argument] = {"what": fact.reference, "changes": joined(changes)}
        evaluation.missing(rule, Message(words, told), ("fact_on_file", fact.key), wanted=record)
        return
    words = N_(
        "{what} was put on file before the description of “{dataset}” changed. See whether it still carries the use, and put it on "
        "file anew."
    )
    names: dict[str, Argument] = {
        "what": fact.reference,
        "dataset": own(evaluation.dataset.name, evaluation.dataset.key),
    }
    evaluation.missing(rule, Message(words, names), ("fact_on_file", fact.key), wanted=record)


_CHANGES = {
    "data": N_("what is in “{dataset}” and whom it is about"),
    "marks": N_("what the agreement says of “{dataset}”, in a way that weighs more for the people"),
    "purposes": N_("the purpose “{purpose}”"),
    "recipients": N_("that “{dataset}” may go to {partner}"),
    "places": N_("where {partner} has “{dataset}”"),
    "retention": N_("how long “{dataset}” is kept"),
}
_MONTHS = N_("how long “{dataset}” is kept: {then} months then, {now} now")

SPEAKS_AGAINST = N_("{what} of {day} on file speaks against it: {result}. Settle that, then correct the record.")
SPEAKS_AGAINST_IT = N_("{what} of {day} on file speaks against it. Settle that, then correct the record.")


def add_refusal(evaluation: Evaluation, sort: str, rule: str, about: str) -> bool:
    """Whether a document of this sort about whoever, or whichever country, speaks against the use: no other of its sort undoes it."""
    refused = [
        one
        for one in evaluation.facts.against
        if (one.sort, one.about) == (sort, about)
        and one.dataset in ("", evaluation.dataset.key)
        and holds(one.valid_from, one.valid_to, evaluation.day)
    ]
    for one in refused[-1:]:
        dated = "" if one.day is None else one.day.isoformat()
        said = {"what": one.reference, "day": dated, "result": one.result}
        wanted = Wanted("fact_on_file", one.sort, one.about, key=one.key)
        words = SPEAKS_AGAINST if one.result else SPEAKS_AGAINST_IT
        evaluation.missing(rule, Message(words, said), ("fact_on_file", one.key), wanted=wanted)
    return bool(refused)


def _add_outcome(evaluation: Evaluation, rule: str, fact: FactOnFile) -> None:
    """What a document found and on which conditions it carries the use, as it was put on file; words that read otherwise
    than the choice are a hint.
    """
    dated = "" if fact.day is None else fact.day.isoformat()
    said = {"what": fact.reference, "day": dated, "result": fact.result, "conditions": fact.conditions}
    link = ("fact_on_file", fact.key)
    if fact.result:
        evaluation.met(rule, Message(N_("On file is {what} of {day}: {result}"), said), link)
    if fact.conditions:
        words = N_("Keep the conditions on which {what} carries the use: {conditions}")
        evaluation.obligation(rule, Message(words, said), link)
    if fact.conditions and reads_as_no(fact.result, fact.reference):
        words = N_(
            "{what} of {day} was recorded as carrying the use; its words may read otherwise: {result}. Read it again."
        )
        evaluation.warn(rule, Message(words, {**said, "result": fact.result or fact.reference}), link)


def shows_something(fact: FactOnFile) -> bool:
    """Whether a fact names its document and has its finding, and does not only promise it ("wird nachgereicht"); one of before the law
    that asks for it shows something else.
    """
    return names_something(fact.reference) and not is_pending(fact.result) and not fact.before_the_law


def add_doubted(evaluation: Evaluation, rule: str, fact: FactOnFile) -> None:
    """Add that the words of a document read otherwise than what somebody chose of it."""
    words = N_(
        "{what} of {day} was recorded as carrying the use, and its words read otherwise: {result}. Read it again and correct the words; if it "
        "carries the use in spite of them, choose that it does on conditions, and name there what settles it."
    )
    dated = "" if fact.day is None else fact.day.isoformat()
    said = {"what": fact.reference, "day": dated, "result": fact.result or fact.reference}
    wanted = Wanted("fact_on_file", fact.sort, fact.about, key=fact.key)
    evaluation.missing(rule, Message(words, said), ("fact_on_file", fact.key), wanted=wanted)


def add_unweighed(evaluation: Evaluation, rule: str, fact: FactOnFile) -> None:
    """Add that a document on file counts once somebody has chosen whether it carries the use."""
    words = N_(
        "Nobody has answered whether {what} of {day} carries the use. Read it, correct the record and choose; not answered is not yes."
    )
    if fact.result:
        words = N_(
            "Nobody has answered whether {what} of {day} carries the use: {result}. Read it, correct the record and choose; not "
            "answered is not yes."
        )
    dated = "" if fact.day is None else fact.day.isoformat()
    said = {"what": fact.reference, "day": dated, "result": fact.result}
    wanted = Wanted("fact_on_file", fact.sort, fact.about, key=fact.key)
    evaluation.unanswered(rule, Message(words, said), ("fact_on_file", fact.key), wanted=wanted)
