"""The question "may we share dataset D with partner P for purpose U at this moment?" and the shape of the decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from datapact.base.clock import write_time
from datapact.base.strictjson import JsonObject
from datapact.base.texts import LANGUAGES, Message

if TYPE_CHECKING:
    from datapact.consent.facts.facts import BasisRecord, PurposeLink

type Verdict = Literal["permit", "partial", "deny", "incomplete"]
type Weight = Literal["met", "deny", "incomplete", "partial", "warning"]
"""The effect of a reason on the decision: none (a step that is met, a warning), or the outcome that it decides."""
type Link = tuple[str, str]
"""Where to look: kind ("agreement", "legal_basis", "notice", "fact_on_file", "authorisation", "consent", …) and id; an
agreement's id may be followed by ``#`` and the path of a term."""

ACTIONS = (
    "share",
    "remote_access",
    "derive",
    "link",
    "publish",
    "train",
    "fine_tune",
    "test",
    "license_model",
)
"""Actions with the data, as far as agreements tell them apart."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The vault's content when a decision was used: the numbers of its last entry and of its last consent event.

    Numbers leave no doubt; times have whole seconds, and partners state their own. ``timed``: the question was about
    what was known at an earlier moment, so the times of records up to these numbers count too.
    """

    entry: int
    """Place in the order in which the vault stored entries."""
    event: int
    """Number of the event in the vault's tables; 0 for none."""
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """May this dataset be shared with this partner for this purpose?

    ``at``: the moment asked about; ``known_at``: only what had been recorded by then counts (None: all).

    ``place`` is the country (two letters) where the recipient will hold the data, empty: that of its seat.
    ``subjects``: pseudonyms asked about, None for all with any record of the dataset. ``bound`` is set once a decision
    was used.
    """

    dataset: str
    """Key of the dataset within its agreements."""
    partner: str
    """Reference of the recipient: organisation id or ``external:N``."""
    purpose: str
    """IRI, or the key of an agreement's own purpose: of the agreed purpose, or what a person asked by."""
    at: datetime
    known_at: datetime | None = None
    action: str = "share"
    """One of ``ACTIONS``."""
    place: str = ""
    subjects: tuple[str, ...] | None = None
    bound: Bound | None = None
    agreed: str = ""
    """The agreed purpose asked about, ``AGREEMENT#purposes.KEY``; empty: the one that ``purpose`` names, if just one."""

    @property
    def counting(self) -> datetime | None:
        """The moment up to which the times of records count; None where ``bound`` alone limits what was known."""
        return None if self.bound is not None and not self.bound.timed else self.known_at


@dataclass(frozen=True, slots=True)
class Wanted:
    """A record that would supply a missing fact: ``kind`` as in Link, ``sort`` of a fact, whom it is ``about``.

    ``key`` is the incomplete record to be replaced. ``stated`` is what the agreement states so far, ``granted_by`` who
    would have to grant it.
    """

    kind: str
    sort: str = ""
    about: str = ""
    key: str = ""
    stated: BasisRecord | None = None
    granted_by: str = ""
    link: PurposeLink | None = None
    """Of the kind ``purpose_link``: what a legal member would sign."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of the decision with the rule that it follows.

    ``rule`` is an id of the table of rules or a step of the decision (S1 to S9); ``authority`` says whose rule it is;
    ``citation`` in both languages, ``source`` the address of the act.
    """

    rule: str
    verdict: Weight
    """What the sentence does to the answer."""
    message: Message
    """The sentence, in every language of the program."""
    citation: Mapping[str, str] = field(hash=False)
    source: str
    authority: str
    link: Link = ("", "")
    """Where to look; two empty texts for nowhere."""
    count: int = 0
    """People whom the reason concerns, 0 where it concerns all or none in particular."""
    wanted: Wanted | None = field(default=None, compare=False)
    """The record that would settle it; not kept with a used decision."""

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
class Obligation:
    """An obligation that comes with the sharing, to be met along with it or after it."""

    rule: str
    """Id of the table of rules, or a step of the decision (S1 to S9)."""
    message: Message
    """What to do, in every language of the program."""
    citation: Mapping[str, str] = field(hash=False)
    """The provision that it rests on; None for none."""
    source: str
    """Act, such as ``CELEX:32016R0679``, or address on the web; empty for none."""
    link: Link = ("", "")
    """Where to look; two empty texts for nowhere."""

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
    """Of the notice."""
    version: str
    """Of the notice, as people number it."""
    ends: int | None = None


@dataclass(frozen=True, slots=True)
class ConsentNeed:
    """Consent for one controller that relies on it: which purposes cover the question, which notices suffice.

    ``invalid`` are versions that no longer count, ``lacking`` those that do not name what they must; any other version
    is not on file, which is a missing fact.
    """

    controller: str
    """Reference: organisation id or ``external:N``; empty where we do not know the party."""
    purposes: tuple[str, ...]
    """IRIs and keys within which the purpose asked about lies, itself among them."""
    accepted: tuple[NoticeUse, ...]
    """Versions that name all they must and are not invalid on the day."""
    invalid: tuple[tuple[str, str], ...]
    lacking: tuple[tuple[str, str], ...]
    explicit: bool = False
    """Only explicit consent counts (Art. 9, 22 or 49 GDPR)."""
    parental: bool = False
    """Only consent with a guardian counts (Art. 8 GDPR)."""
    unassigned: tuple[tuple[str, str, str], ...] = ()
    """Key and version of a notice and a purpose that it names, of which nobody signed that it is the agreed one."""
    since: int | None = None
    """A consent from before counts only once it is renewed, seconds since 1970 (UTC); None: the agreement sets no interval."""


@dataclass(frozen=True, slots=True)
class Needs:
    """The needs of a decision: consents of each person, and which objections and restrictions take effect."""

    dataset: str
    """Key of the dataset whose people are counted."""
    at: int
    """Moment asked about, seconds since 1970 (UTC)."""
    known_at: int | None
    """Events recorded later do not count, seconds since 1970 (UTC); None: all count."""
    consents: tuple[ConsentNeed, ...]
    """All of them are needed of each person; empty where nobody relies on consent."""
    controllers: tuple[str, ...]
    """Those towards whom an objection counts: we, the partner, and whoever else relies on a legal basis here."""
    purposes: tuple[str, ...]
    """IRIs and keys within which the purpose asked about lies; objections to these count."""
    objections: bool
    """Whether who objected (Art. 21 GDPR) is left out."""
    restrictions: bool
    """Whether whose processing is restricted (Art. 18 GDPR) is left out."""
    subjects: tuple[str, ...] | None = None
    """Pseudonyms asked about; None for all with any record of the dataset."""
    last_event: int | None = None
    """Number of the last event that counts, None for all."""
    reaching: tuple[str, ...] = ()
    """Purposes for which a consent permits nothing, but what takes consent back reaches this question: the root. Where
    there are any, of two events at one second the one that takes consent back holds."""
    narrower: tuple[str, ...] = ()
    """Purposes within the one asked about: who took consent back for them is shown beside the answer."""
    refusing: tuple[str, ...] = ()
    """Those who rely on another basis than consent, without a word on file why it holds for people who refused or withdrew:
    whoever said no to one of them is left out."""
    meant: tuple[tuple[str, str], ...] = ()
    """Purposes and controllers that no agreement has, and of which a legal member signed that noes to them mean this one."""
    unplaced: tuple[tuple[str, str], ...] = ()
    """Such purposes and controllers of which nobody has said what they mean: whoever said no there is left out."""
    strangers: bool = False
    """Whether people asked about of whom nothing is on file are left out: an objection of theirs could not be honoured."""

    def as_json(self) -> JsonObject:
        shown: JsonObject = {} if self.last_event is None else {"last_event": self.last_event}
        shown |= {"strangers": True} if self.strangers else {}
        shown |= {"meant": [list(place) for place in self.meant]} if self.meant else {}
        shown |= {"unplaced": [list(place) for place in self.unplaced]} if self.unplaced else {}
        shown |= {"reaching": list(self.reaching)} if self.reaching else {}
        shown |= {"narrower": list(self.narrower)} if self.narrower else {}
        shown |= {"refusing": list(self.refusing)} if self.refusing else {}
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
                    **({"unassigned": [list(place) for place in one.unassigned]} if one.unassigned else {}),
                    **({} if one.since is None else {"since": write_time(datetime.fromtimestamp(one.since, UTC))}),
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
    """Counts of the cohort: ``allowed`` of ``total``; ``counts`` of the others by the first thing that bars them.

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
    """Of the allowed, how many said no to a purpose within the one asked about, or to it, by purpose."""

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
    """The sharing decision. ``n`` of ``m`` people (both 0 where the data concerns nobody); ``valid_until`` is the
    earliest expiry among its reasons, None where nothing expires or for a deny; ``inputs_digest`` is the digest of the
    canonical JSON of its ``inputs``."""

    question: Question
    """What was asked, with the moment and, once used, its bound."""
    verdict: Verdict
    """``partial``: some of the people may go out; ``incomplete``: a fact is missing."""
    n: int
    m: int
    reasons: tuple[Reason, ...]
    """In the order of the steps, met ones too."""
    obligations: tuple[Obligation, ...]
    """In the order of the steps; empty where nothing is to be done."""
    agreement: str
    """History id of the agreement that it rests on; empty for none."""
    agreed: str
    """The agreed purpose that it is about, ``AGREEMENT#purposes.KEY``; empty where nobody agreed to the one asked."""
    evidence: str
    """Class of evidence of the agreement: ``signed_here``, or how a contract signed elsewhere is shown."""
    basis: str
    """Article that the sharing rests on, several joined; empty for data of nobody."""
    valid_until: datetime | None
    until_why: Message | None
    """What ends then; None where nothing does."""
    tally: Tally
    """How the people divide; all 0 where nobody was counted."""
    needs: Needs | None
    """What was asked of each person; None where nobody was counted."""
    rule_set: str
    """Version of the rules, a slash, and that of the vocabulary of purposes."""
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
            "agreed": self.agreed,
            "evidence": self.evidence,
            "valid_until": write_time(self.valid_until) if self.valid_until else "",
            "until_why": {one: self.until_why.text(one) if self.until_why else "" for one in LANGUAGES},
            "reasons": [reason.as_json() for reason in self.reasons],
            "duties": [obligation.as_json() for obligation in self.obligations],
            "rule_set": self.rule_set,
            "inputs_digest": self.inputs_digest,
        }
