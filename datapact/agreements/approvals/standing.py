"""Approvals of a text: which rules want one, who may give it, who has, and how many are missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datapact.agreements.approvals.concessions import concessions
from datapact.agreements.approvals.exact_text import is_exactly, is_one
from datapact.agreements.approvals.rules import ApprovalRule, Step, approval_rules
from datapact.agreements.projection.findings import overridden_places
from datapact.agreements.projection.own_findings import (
    authors_of_words,
    findings_of_text,
)
from datapact.agreements.projection.projection import digest_or_empty
from datapact.agreements.text.current_text import is_whole_text, working_text
from datapact.agreements.text.versions import proposals_of
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo
from datapact.base.texts import N_, Listed, Message
from datapact.contract.terms.references import has_withheld
from datapact.library.playbook.playbook import has_playbook
from datapact.organisation.identity.own_history import own_line

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import Approval, ApprovalRequest
    from datapact.history.state.organisation import Member, OrganisationLine
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the house."""

    id: str
    """Member id."""
    name: str
    """The id where the name was erased."""


@dataclass(frozen=True, slots=True)
class Approved:
    """A colleague's approval of exactly this text."""

    person: Person
    """Who approved it."""
    alone: bool
    """It is the approval of a text of one's own, by the only legal member."""


@dataclass(frozen=True, slots=True)
class Needed:
    """A rule that concerns the text."""

    rule: ApprovalRule
    """As it is set."""
    may: tuple[Person, ...]
    """Who may still approve; nobody who has, and not who wrote the text."""
    approved: tuple[Approved, ...]
    """Approvals that count."""

    @property
    def missing(self) -> int:
        """The number of missing approvals."""
        return max(0, self.rule.number - len(self.approved))

    @property
    def words(self) -> Message:
        """The members or roles that have to approve, in words."""
        names = Listed.of(one.name for one in self.may)
        if len(self.may) < self.missing:
            return Message(N_("another member of the house, whom an administrator has to appoint"))
        if len(self.may) == self.missing:
            return names
        return Message(N_("{n} of: {names}"), {"n": self.missing, "names": names})


@dataclass(frozen=True, slots=True)
class Open:
    """A request for approval of exactly this text that waits for an answer."""

    request: ApprovalRequest
    """As it was asked."""
    silent: tuple[Person, ...]
    """Who has not answered and was not asked again since; not empty."""


@dataclass(frozen=True, slots=True)
class Approvals:
    """Approvals of one text."""

    text: str
    """Digest of the entry that holds the text; empty where none does yet."""
    step: Step
    """What the text has before it."""
    needed: tuple[Needed, ...]
    """Rules that concern it, in their order."""
    approved: tuple[Approved, ...]
    """All approvals of exactly this text, whether a rule wants them or not; oldest first."""
    asked: ApprovalRequest | None
    """The newest request for it."""
    returned: ApprovalRequest | None
    """Why a colleague gave exactly this text back, unless somebody asked again or that colleague approved since."""
    open: tuple[Open, ...] = ()
    """Requests that somebody has not answered, while the answer still counts: also where no rule wants it; oldest first."""

    @property
    def silent(self) -> tuple[Person, ...]:
        """Those who were asked and have not answered, by any request that is open."""
        return tuple(person for one in self.open for person in one.silent)

    @property
    def missing(self) -> tuple[Needed, ...]:
        """The approvals that are missing."""
        return tuple(one for one in self.needed if one.missing)


def standing_of_text(acting: Acting, session: Session, folded: AgreementState) -> Approvals | None:
    """The standing of the text that is worked on; None where there is none, or not in full."""
    text = working_text(folded)
    if text is None or not isinstance(text.state, Mapping) or not text.state or not is_whole_text(folded, text):
        return None
    return approvals_of(acting, session, folded, dict(text.state), text.digest)


def approvals_of(
    acting: Acting,
    session: Session,
    folded: AgreementState,
    state: Mapping[str, Any],
    text: str = "",
    *,
    agrees: str = "",
) -> Approvals:
    """The standing of a complete state; ``text`` is the digest of the entry that holds it, where one does.

    Of a partner's text nobody here is the writer: in that place stands the member (key) who ``agrees`` to it, by default
    who asked first.
    """
    step = step_before(folded, state)
    untouched = not folded.facts.approvals and not folded.facts.approval_requests
    if untouched and not approval_rules(session) and not has_playbook(session):
        return Approvals(text, step, (), (), None, None)
    about = _about(folded, state)
    asked = [one for one in folded.facts.approval_requests if one.act == "asked" and one.digest in about]
    first = min(asked, key=lambda one: folded.place(one.digest), default=None)
    writer = writer_of(folded, acting.organisation, state) or agrees or (first.author if first else acting.kid)
    return reckoned(acting, session, folded, state, writer, about, step, text)


def reckoned(
    acting: Acting,
    session: Session,
    folded: AgreementState,
    state: Mapping[str, Any],
    writer: str,
    about: Collection[str],
    step: Step,
    text: str,
) -> Approvals:
    """The standing of what ``writer`` (key) wrote: ``about`` are the approvals and requests that name exactly it.

    ``state`` is the agreement as it would then be, by which rules tell whether they concern it.
    """
    line = own_line(session)
    rules = (*approval_rules(session), *concessions(session, state))
    acts = _acts(folded, about)
    back = {one.author for one in folded.facts.approval_requests if acts.get(one.author) == one.digest}
    approvals = {one.author: one for one in folded.facts.approvals if acts.get(one.author) == one.digest}
    people = _people(line)
    given = [
        (people[kid], Approved(_person(people[kid]), kid == writer and one.alone), kid == writer)
        for kid, one in approvals.items()
        if kid in people
    ]
    needed = []
    for rule in rules:
        due = step in rule.before or any(kid in people and _may(rule, people[kid]) for kid in back)
        if not due or not rule.concerns(state) or not _has_finding(acting, session, folded, state, rule):
            continue
        counted = {
            one.person.id: one
            for member, one, own in given
            if _may(rule, member) and (not own or (rule.own and one.alone))
        }
        lone = rule.own and _lone(line, acting.kid)
        may = [
            _person(member)
            for member in line.state.members.values()
            if _may(rule, member) and member.id not in counted and (lone or member.author_kid != writer)
        ]
        needed.append(Needed(rule, tuple(may), tuple(counted.values())))
    requests = [one for one in folded.facts.approval_requests if one.digest in about]
    asked = next((one for one in reversed(requests) if one.act == "asked"), None)
    last = requests[-1] if requests else None
    back_now = last if last is not None and acts.get(last.author) == last.digest else None
    approved = tuple(one for _member, one, _own in given)
    still: tuple[Open, ...] = ()
    if back_now is None:
        wanted = {person.id for one in needed if one.missing for person in one.may}
        still = tuple(
            one
            for one in _open(folded, requests, {one.person.id for one in approved}, people, wanted)
            if not _is_moot(acting, folded, one.request, needed, step, text)
        )
    return Approvals(
        text,
        step,
        tuple(needed),
        approved,
        asked,
        back_now,
        still,
    )


def _open(
    folded: AgreementState,
    requests: Sequence[ApprovalRequest],
    done: Collection[str],
    people: Mapping[str, Member],
    wanted: Collection[str],
) -> tuple[Open, ...]:
    """The unanswered requests; a later one does not close an earlier one, but for whom it asks again.

    Giving the text back closes all before it: whoever asks again says whom. Those whom a rule wants (``wanted``, member
    ids) stay asked, or nobody would tell them that the text waits for them.
    """
    names = {member.id: _person(member) for member in people.values()}
    last: dict[str, ApprovalRequest] = {}  # by member id: what each was last asked
    for one in sorted(requests, key=lambda one: folded.place(one.digest)):
        if one.act == "asked":
            last.update(dict.fromkeys(one.members, one))
        else:
            gone = people[one.author].id if one.author in people else ""
            last = {member: request for member, request in last.items() if member in wanted and member != gone}
    found = []
    for one in requests:
        silent = [member for member in one.members if last.get(member) == one and member not in done]
        if one.act == "asked" and silent:
            found.append(Open(one, tuple(names.get(member, Person(member, member)) for member in silent)))
    return tuple(found)


def _is_moot(
    acting: Acting, folded: AgreementState, asked: ApprovalRequest, needed: Sequence[Needed], step: Step, text: str
) -> bool:
    """Whether the answer to a request changes nothing any more: the text is out, or the rules have what they want."""
    missing = any(one.missing for one in needed)
    if needed and not missing:
        return True
    if text not in folded.facts.offers or folded.entries[text].organisation != acting.organisation:
        return False
    before = folded.place(asked.digest) < folded.place(text)  # it was asked for sending, which is done
    return step == "sending" or (before and not missing)


def step_before(folded: AgreementState, state: Mapping[str, Any]) -> Step:
    """The next step of a text: signing where every party agreed to exactly it, else going out."""
    chosen = folded.freeze.offer if folded.freeze else folded.agreed
    if chosen is not None and chosen in folded.facts.offers:
        return "signing" if _is(folded.facts.offers[chosen].state, state) else "sending"
    on_paper = folded.outside is not None and folded.outside.stage in ("agreed", "frozen", "signing")
    return "signing" if on_paper and folded.facts.drafts and _is(folded.facts.drafts[-1].state, state) else "sending"


def why_unapproved(
    acting: Acting, session: Session, folded: AgreementState, state: Mapping[str, Any]
) -> Message | None:
    """The sentence on who has to approve the agreed text before it is signed; None where nothing is missing."""
    missing = approvals_of(acting, session, folded, state, agrees=acting.kid).missing
    if not missing:
        return None
    return Message(N_("This text has to be approved before it is signed, by {who}."), {"who": who_must(missing)})


def require_approved(acting: Acting, session: Session, folded: AgreementState, state: Mapping[str, Any]) -> None:
    """Raise AnswerNo, naming who has to approve, where an approval of exactly this state is missing."""
    found = approvals_of(acting, session, folded, state, agrees=acting.kid)
    if found.step == "signing" and found.missing:
        raise AnswerNo(N_("This text has to be approved before it is signed, by {who}."), who=who_must(found.missing))
    if found.missing:
        raise AnswerNo(
            N_("This text has to be approved first, by {who}. Save it as a draft and ask for approval."),
            who=who_must(found.missing),
        )


def silent_words(found: Approvals) -> Message:
    """Who was asked for approval of the text and is silent, in words."""
    who = {"who": ", ".join(one.name for one in found.silent)}
    return Message(N_("Asked for approval of this text and not answered yet: {who}"), who)


def who_must(missing: Sequence[Needed]) -> Message:
    """The members whose approval is missing, in words."""
    words: list[Message] = []
    for one in missing:
        if one.words not in words:
            words.append(one.words)
    return Listed.of(words)


def writer_of(folded: AgreementState, organisation: str, state: Mapping[str, Any]) -> str:
    """Key of the member of the organisation who wrote exactly this text first; empty where it is a partner's, or new."""
    known = proposals_of(folded)
    for digest in folded.order:
        if digest in known and _is(known[digest].state, state):
            entry = folded.entries[digest]
            return entry.kid if entry.organisation == organisation else ""
    return ""


def is_alone(line: OrganisationLine, folded: AgreementState, acting: Acting, state: Mapping[str, Any]) -> bool:
    """Whether an approval now is that of the only legal member, of a text that nobody else here wrote."""
    return _lone(line, acting.kid) and writer_of(folded, acting.organisation, state) in ("", acting.kid)


def is_lone_legal(acting: Acting, session: Session) -> bool:
    """Whether the member at work is the only legal one of the house."""
    return _lone(own_line(session), acting.kid)


def _acts(folded: AgreementState, about: Collection[str]) -> dict[str, str]:
    """The last act of each member on exactly this text: the digest of an approval or of a return, by key."""
    acts = [(one.digest, one.author) for one in folded.facts.approvals]
    acts += [(one.digest, one.author) for one in folded.facts.approval_requests if one.act == "returned"]
    found = {}
    for digest, author in sorted(acts, key=lambda one: folded.place(one[0])):
        if digest in about:
            found[author] = digest
    return found


def _about(folded: AgreementState, state: Mapping[str, Any]) -> frozenset[str]:
    """The approvals and requests that name exactly this text."""
    facts = folded.facts
    listed: tuple[Approval | ApprovalRequest, ...] = (*facts.approvals, *facts.approval_requests)
    named = {str(one.state_digest) for one in listed}
    if not named:
        return frozenset()
    same = {
        digest
        for one in proposals_of(folded).values()
        if isinstance(one.state, Mapping)
        and (digest := digest_or_empty(one.state)) in named
        and is_exactly(one.state, state)
    }
    return frozenset(one.digest for one in listed if one.state_digest in same)


def _is(held: Any, state: Mapping[str, Any]) -> bool:
    if not isinstance(held, Mapping) or not held:
        return False
    return is_one(held, state) or (not has_withheld(held) and is_exactly(held, state))  # ``state`` is complete


def _has_finding(
    acting: Acting, session: Session, folded: AgreementState, state: Mapping[str, Any], rule: ApprovalRule
) -> bool:
    if not rule.finding:
        return True
    found = findings_of_text(session, folded, state, acting.organisation, local_day(acting.clock()))
    authors = authors_of_words(session, folded, acting.organisation)
    aside = overridden_places(folded, state, acting.organisation, found, authors)
    severities = ("E",) if rule.finding == "E" else ("E", "W")
    return any(one.severity in severities and (one.final or (one.id, one.place) not in aside) for one in found)


def _people(line: OrganisationLine) -> dict[str, Member]:
    """Everybody who ever wrote for the house, by key, as the newest entry that knows them has them."""
    return {member.author_kid: member for member in line.people()}


def _person(member: Member) -> Person:
    return Person(member.id, member.name or member.id)


def _may(rule: ApprovalRule, member: Member) -> bool:
    if not member.roles & {"legal", "lead"}:
        return False
    return member.id in rule.members if rule.members else rule.role in member.roles


def _lone(line: OrganisationLine, kid: str) -> bool:
    return {one.author_kid for one in line.state.members.values() if "legal" in one.roles} == {kid}
