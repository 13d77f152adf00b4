"""Approvals of changes after signature: of exactly one change, proposed by us or agreed to, which waits in this vault until then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datapact.agreements.approvals.standing import Approvals, reckoned, who_must
from datapact.agreements.projection.reading_version import amendments_of, state_on
from datapact.agreements.projection.who_is_party import to_agree
from datapact.agreements.text.change_rules import terms_after
from datapact.agreements.text.current_text import known_text
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, DataPactError
from datapact.base.strictjson import JsonObject, canonical, sha256_of
from datapact.base.texts import N_
from datapact.contract.terms import read_terms, write_terms

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import ApprovalRequest
    from datapact.history.state.later_facts import ContractChange
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A change as a member wants it, with everything that goes out."""

    annex: str
    """Name of the annex; empty for an amendment."""
    content: Mapping[str, Any]
    """Terms to merge into those that count."""
    removals: tuple[str, ...]
    """Paths of terms to remove."""
    effective: str
    """First day, ISO 8601; empty: as early as the rule allows."""
    note: str = ""
    """To the partners, may be empty."""
    objection_days: int | None = None
    """Days for objections where the member chose them."""
    answers: str = ""
    """Digest of the partner's change that is to be agreed to; empty for one of our own."""

    @property
    def body(self) -> JsonObject:
        """The body of the request for approval."""
        return {
            "annex": self.annex,
            "content": dict(self.content),
            "removals": list(self.removals),
            "effective": self.effective,
            "note": self.note,
            "objection_days": self.objection_days or 0,
            "answers": self.answers,
        }

    @property
    def key(self) -> str:
        """base64url SHA-256 over everything in it: what is approved."""
        return sha256_of(canonical(self.body))


class NotApproved(AnswerNo):
    """Colleagues have to approve the change first."""

    def __init__(self, change: PlannedChange, found: Approvals) -> None:
        super().__init__(
            N_(
                "This change has to be approved first, by {who}. It is kept in this vault, and they find it on their"
                " overview. Once they have approved it, do this step again."
            ),
            who=who_must(found.missing),
        )
        self.change = change
        """Exactly what has to be approved."""
        self.members = tuple(dict.fromkeys(person.id for one in found.missing for person in one.may))
        """Ids of those who may."""


@dataclass(frozen=True, slots=True)
class WaitingChange:
    """A change for which colleagues were asked, and which is neither out nor given back."""

    change: PlannedChange
    """Exactly this one."""
    request: ApprovalRequest
    """The newest request for it."""


def of_partner(change: ContractChange) -> PlannedChange:
    """The consent to a partner's change; raises AnswerNo where parts of it are withheld."""
    content = change.content if isinstance(change.content, Mapping) else {}
    removals = tuple(change.removals)
    return PlannedChange(
        change.annex, content, removals, change.effective, known_text(change.note), answers=change.digest
    )


def read_planned(request: ApprovalRequest) -> PlannedChange | None:
    """The change that a request is about; None where it is about a text."""
    body = request.change
    if not body:
        return None
    days = body.get("objection_days")
    content = body.get("content")
    return PlannedChange(
        str(body.get("annex", "")),
        content if isinstance(content, Mapping) else {},
        tuple(str(one) for one in body.get("removals", ())),
        str(body.get("effective", "")),
        str(body.get("note", "")),
        days if isinstance(days, int) and days else None,
        str(body.get("answers", "")),
    )


def waiting_changes(folded: AgreementState, organisation: str) -> tuple[WaitingChange, ...]:
    """The changes that wait here for approval, or that are approved and not out yet; in the order in which they were asked for.

    None hides another: each is kept until it is out or given back.
    """
    acts: dict[str, ApprovalRequest] = {}
    for one in sorted(folded.facts.approval_requests, key=lambda one: folded.place(one.digest)):
        if isinstance(one.state_digest, str):
            acts.pop(one.state_digest, None)
            acts[one.state_digest] = one
    found = []
    for request in acts.values():
        change = read_planned(request)
        if request.act == "asked" and change is not None and not _is_out(folded, organisation, change, request):
            found.append(WaitingChange(change, request))
    return tuple(found)


def change_for(
    acting: Acting, session: Session, folded: AgreementState
) -> tuple[WaitingChange, Approvals] | tuple[None, None]:
    """The waiting change that the member at work deals with first, with its standing.

    First one that this member was asked about and has not answered, then one that has all approvals, then the newest; of
    several the oldest, so that what a window shows is what its step is about, whatever comes in between.
    """
    listed = [
        (one, approvals_of_change(acting, session, folded, one.change))
        for one in waiting_changes(folded, acting.organisation)
    ]
    asked = (pair for pair in listed if acting.member.id in {person.id for person in pair[1].silent})
    ready = (pair for pair in listed if not pair[1].missing)
    return next(asked, None) or next(ready, None) or (listed[-1] if listed else (None, None))


def _is_out(folded: AgreementState, organisation: str, change: PlannedChange, request: ApprovalRequest) -> bool:
    if change.answers:
        waiting = set(to_agree(folded, organisation))
        return change.answers not in waiting
    return any(
        one.organisation == organisation
        and folded.place(one.digest) > folded.place(request.digest)
        and (one.annex, one.content, tuple(one.removals)) == (change.annex, change.content, change.removals)
        for one in folded.facts.changes.values()
    )


def approvals_of_change(
    acting: Acting, session: Session, folded: AgreementState, change: PlannedChange, *, agrees: str = ""
) -> Approvals:
    """The approvals of a change; its author is the member who asked for them first.

    Of a partner's change nobody here is the writer: in that place stands the member (key) who ``agrees`` to it, by
    default who asked first.
    """
    key = change.key
    approvals = [one.digest for one in folded.facts.approvals if one.state_digest == key]
    requests = [one for one in folded.facts.approval_requests if one.state_digest == key]
    asked = [one for one in requests if one.act == "asked"]
    first = min(asked, key=lambda one: folded.place(one.digest), default=None)
    author = agrees if change.answers else ""
    author = author or (first.author if first else acting.kid)
    about = frozenset([*approvals, *(one.digest for one in requests)])
    text = first.digest if first else ""
    state = changed_state(session, folded, change, acting)
    return reckoned(acting, session, folded, state, author, about, "sending", text)


def changed_state(session: Session, folded: AgreementState, change: PlannedChange, acting: Acting) -> JsonObject:
    """The state that counts today with the change in it, as it stands where the change does not fit."""
    on = state_on(folded, local_day(acting.clock()), amendments_of(session, folded.history))
    try:
        terms = terms_after(
            write_terms(read_terms(on.state["terms"])), change.annex, dict(change.content), change.removals
        )
        return {**on.state, "terms": write_terms(read_terms(terms))}
    except DataPactError:
        return dict(on.state)


def require_change_approved(acting: Acting, session: Session, folded: AgreementState, change: PlannedChange) -> None:
    """Raise NotApproved where an approval of exactly this change is missing."""
    found = approvals_of_change(acting, session, folded, change, agrees=acting.kid)
    if found.missing:
        raise NotApproved(change, found)
