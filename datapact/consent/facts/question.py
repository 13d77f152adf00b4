"""The question "may we share dataset D with partner P for purpose U at this moment?" and the shape of its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from datapact.base.clock import write_time
from datapact.base.strictjson import JsonObject
from datapact.base.texts import LANGUAGES, Message

if TYPE_CHECKING:
    from datapact.consent.facts.facts import Basis

type Verdict = Literal["permit", "partial", "deny", "incomplete"]
type Weight = Literal["met", "deny", "incomplete", "partial", "warning"]
"""What a reason does to the answer: nothing (a step that is met, a warning), or decides it."""
type Link = tuple[str, str]
"""Where to look: kind ("agreement", "legal_basis", "notice", "fact_on_file", "authorisation", "consent", …) and id; an
agreement's id may be followed by ``#`` and the path of a term."""

ACTIONS = ("share", "train", "fine_tune", "test")


@dataclass(frozen=True, slots=True)
class Bound:
    """What the vault held when an answer was used: the numbers of its last entry and of its last event of a consent.

    Times have whole seconds, and partners state their own; numbers leave no doubt. ``timed``: the question was what was
    known at an earlier moment, so the times of what is up to these numbers count too.
    """

    entry: int
    event: int
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """``at``: the moment asked about; ``known_at``: only what had been recorded by then counts (None: all).

    ``place`` is the country (two letters) where the recipient will hold the data, empty: where it is seated.
    ``subjects``: pseudonyms asked about, None for all with any record of the dataset. ``bound`` is known once an answer
    was used.
    """

    dataset: str
    partner: str
    purpose: str
    at: datetime
    known_at: datetime | None = None
    action: str = "share"
    place: str = ""
    subjects: tuple[str, ...] | None = None
    bound: Bound | None = None

    @property
    def counting(self) -> datetime | None:
        """The moment up to which the times of records count: None where numbers alone say what was known."""
        return None if self.bound is not None and not self.bound.timed else self.known_at


@dataclass(frozen=True, slots=True)
class Wanted:
    """A record that would answer a missing fact: ``kind`` as in Link, ``sort`` of a fact, whom it is ``about``.

    ``key`` is the record that lacks something: the one to put on file in its place. ``stated`` is what the agreement
    states so far, ``granted_by`` who would have to grant it.
    """

    kind: str
    sort: str = ""
    about: str = ""
    key: str = ""
    stated: Basis | None = None
    granted_by: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of the answer with the rule that it follows.

    ``rule`` is an id of the table of rules or a step of the decision (S1 to S9); ``authority`` says whose rule it is;
    ``citation`` in both languages, ``source`` the address of the act.
    """

    rule: str
    verdict: Weight
    message: Message
    citation: Mapping[str, str] = field(hash=False)
    source: str
    authority: str
    link: Link = ("", "")
    count: int = 0
    """People whom the reason concerns, 0 where it concerns all or none in particular."""
    wanted: Wanted | None = field(default=None, compare=False)
    """What can be put on file about it; no part of the answer that is kept."""

    def as_json(self) -> JsonObject:
        return {
            "rule": self.rule,
            "verdict": self.verdict,
            "message": {language: self.message.text(language) for language in LANGUAGES},
            "citation": dict(self.citation),
            "source": self.source,
            "authority": self.authority,
            "link": {"kind": self.link[0], "id": self.link[1]},
            "count": self.count,
        }


@dataclass(frozen=True, slots=True)
class Duty:
    """What must be done along with the sharing or after it."""

    rule: str
    message: Message
    citation: Mapping[str, str] = field(hash=False)
    """The provision that it rests on; None for none."""
    source: str
    """Act, such as ``CELEX:32016R0679``, or address on the web; empty for none."""
    link: Link = ("", "")

    def as_json(self) -> JsonObject:
        return {
            "rule": self.rule,
            "message": {language: self.message.text(language) for language in LANGUAGES},
            "citation": dict(self.citation),
            "source": self.source,
            "link": {"kind": self.link[0], "id": self.link[1]},
        }


@dataclass(frozen=True, slots=True)
class NoticeUse:
    """A version of a notice, as events name it, whose consents count until ``ends`` (seconds, None: open)."""

    key: str
    version: str
    ends: int | None = None


@dataclass(frozen=True, slots=True)
class ConsentNeed:
    """Consent for one controller that relies on it: which purposes cover the question, which notices suffice.

    ``invalid`` are versions that count no more, ``lacking`` those that do not name what they must; any other version
    is not on file, which is a missing fact.
    """

    controller: str
    purposes: tuple[str, ...]
    accepted: tuple[NoticeUse, ...]
    invalid: tuple[tuple[str, str], ...]
    lacking: tuple[tuple[str, str], ...]
    explicit: bool = False
    parental: bool = False


@dataclass(frozen=True, slots=True)
class Needs:
    """What is asked of each person in the cohort: consents, and which objections and restrictions take effect."""

    dataset: str
    at: int
    known_at: int | None
    consents: tuple[ConsentNeed, ...]
    controllers: tuple[str, ...]
    """Those towards whom an objection counts: we, the partner, and whoever else relies on a legal basis here."""
    purposes: tuple[str, ...]
    objections: bool
    restrictions: bool
    subjects: tuple[str, ...] | None = None
    last_event: int | None = None
    """Number of the last event that counts, None for all."""
    reaching: tuple[str, ...] = ()
    """Purposes for which a consent permits nothing, but what takes consent back reaches this question: the root. Where
    there are any, of two events at one second the one that takes consent back holds."""
    narrower: tuple[str, ...] = ()
    """Purposes within the one asked about: who took consent back for them is shown beside the answer."""

    def as_json(self) -> JsonObject:
        shown: JsonObject = {} if self.last_event is None else {"last_event": self.last_event}
        shown |= {"reaching": list(self.reaching)} if self.reaching else {}
        shown |= {"narrower": list(self.narrower)} if self.narrower else {}
        return {
            **shown,
            "dataset": self.dataset,
            "at": self.at,
            "known_at": self.known_at,
            "consents": [
                {
                    "controller": one.controller,
                    "purposes": list(one.purposes),
                    "accepted": [[use.key, use.version, use.ends] for use in one.accepted],
                    "invalid": [list(pair) for pair in one.invalid],
                    "lacking": [list(pair) for pair in one.lacking],
                    "explicit": one.explicit,
                    "parental": one.parental,
                }
                for one in self.consents
            ],
            "controllers": list(self.controllers),
            "purposes": list(self.purposes),
            "objections": self.objections,
            "restrictions": self.restrictions,
        }


@dataclass(frozen=True, slots=True)
class Tally:
    """How the cohort divides: ``allowed`` of ``total``; ``counts`` of the others by the first thing that stands in the way.

    ``until`` is the earliest expiry among the allowed (seconds), ``oldest`` their oldest consent.
    """

    total: int
    allowed: int
    counts: Mapping[str, int] = field(hash=False, default_factory=dict)
    until: int | None = None
    oldest: int | None = None
    turns: int | None = field(default=None, compare=False)
    """The last second at which these counts hold if nothing new is recorded, None: for ever."""
    narrower: Mapping[str, int] = field(hash=False, default_factory=dict)
    """Of the allowed, how many took consent back for a purpose within the one asked about, by purpose."""

    def as_json(self) -> JsonObject:
        shown: JsonObject = {"narrower": dict(sorted(self.narrower.items()))} if self.narrower else {}
        return {
            **shown,
            "total": self.total,
            "allowed": self.allowed,
            "counts": dict(sorted(self.counts.items())),
            "until": self.until,
            "oldest": self.oldest,
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer. ``n`` of ``m`` people (both 0 where the data is of nobody); ``valid_until`` is the earliest expiry
    of what it rests on, None where nothing expires or the answer is no; ``inputs`` what it was made of, ``inputs_digest``
    the digest of their canonical JSON."""

    question: Question
    verdict: Verdict
    n: int
    m: int
    reasons: tuple[Reason, ...]
    duties: tuple[Duty, ...]
    agreement: str
    evidence: str
    """Class of evidence of the agreement: ``signed_here``, or how a contract signed elsewhere is shown."""
    basis: str
    """Article that the sharing rests on, several joined; empty for data of nobody."""
    valid_until: datetime | None
    tally: Tally
    needs: Needs | None
    rule_set: str
    inputs: Mapping[str, Any] = field(hash=False, default_factory=dict)
    inputs_digest: str = ""

    def as_json(self) -> JsonObject:
        question = self.question
        return {
            "dataset": question.dataset,
            "partner": question.partner,
            "purpose": question.purpose,
            "action": question.action,
            "place": question.place,
            "at": write_time(question.at),
            "known_at": write_time(question.known_at) if question.known_at else "",
            "verdict": self.verdict,
            "n": self.n,
            "m": self.m,
            "counts": dict(sorted(self.tally.counts.items())),
            "basis": self.basis,
            "agreement": self.agreement,
            "evidence": self.evidence,
            "valid_until": write_time(self.valid_until) if self.valid_until else "",
            "reasons": [reason.as_json() for reason in self.reasons],
            "duties": [duty.as_json() for duty in self.duties],
            "rule_set": self.rule_set,
            "inputs_digest": self.inputs_digest,
        }
