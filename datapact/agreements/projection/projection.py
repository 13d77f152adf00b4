"""The row and the search text of an agreement, derived from its folded state; can be rebuilt at any time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from datapact.agreements.projection.disputes import disputes_of, names_disputing
from datapact.agreements.projection.endings import ending_notices
from datapact.agreements.projection.motions import to_vote, votes_waiting
from datapact.agreements.projection.status import duration_days, status
from datapact.agreements.projection.who_is_party import members_of, waiting_for
from datapact.agreements.text.changes import effects_within
from datapact.agreements.text.current_text import current_proposal, current_state, readable
from datapact.agreements.text.paper import is_foreign
from datapact.agreements.text.slot_evidence import evidence_elsewhere
from datapact.agreements.text.text_version import text_on
from datapact.base.clock import days_later, write_time
from datapact.base.errors import DataPactError
from datapact.base.strictjson import canonical, strings_in, to_base64url
from datapact.base.texts import Language, current_language
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.document import ACCEDES, AMENDS, relation_of
from datapact.contract.text.names import dataset_names, prevailing_title, titles_of

if TYPE_CHECKING:
    from datapact.agreements.text.text_version import SignedAmendment
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import Draft, Offer, SignedElsewhere


def ends_on(state: AgreementState, amendments: Sequence[SignedAmendment] = ()) -> date | None:
    """The last day by the earliest valid notice of termination, by a vote, or because nobody is left to share with."""
    days = [date.fromisoformat(notice.end) for notice in ending_notices(state, amendments)]
    common = members_of(state, amendments).end
    return min([*days, *([] if common is None else [common])], default=None)


def ends_for(state: AgreementState, organisation: str, amendments: Sequence[SignedAmendment] = ()) -> date | None:
    """The last day for one of its parties: that of all, or of its own part, whichever is first."""
    member = members_of(state, amendments).of(organisation)
    days = [ends_on(state, amendments), None if member is None else member.until]
    return min((one for one in days if one is not None), default=None)


def _names_of_datasets(
    state: AgreementState, clock_day: date, amendments: Sequence[SignedAmendment]
) -> dict[str, dict[Language, str]]:
    """The names of the signed datasets, and of those that a change which holds brings now or on a later day, by key."""
    signed = dataset_names(current_state(state))
    if not state.facts.changes:
        return signed
    try:
        members = members_of(state, amendments)
        begins = [one.begins for one in effects_within(state, members.circle) if one.begins is not None]
        on = text_on(state, max([clock_day, *begins]), amendments, members.circle, members.joined)
    except DataPactError:  # terms that this program cannot read: the row still shows the rest
        return signed
    return {**signed, **dataset_names(on.state)}


def lasting_terms(state: AgreementState, amendments: Sequence[SignedAmendment] = ()) -> Mapping[str, Any]:
    """The terms by which the duration of an agreement is told: with every change that begins before it would have ended.

    A change from a later day on counts already, since it holds; one behind the last day finds nothing to change.
    """
    terms = readable(current_state(state).get("terms"))
    if not state.facts.changes and not amendments:
        return terms
    try:
        members = members_of(state, amendments)
        days = {one.begins for one in effects_within(state, members.circle) if one.begins is not None}
        for day in sorted(days | {one.begins for one in amendments}):
            _start, last = duration_days(terms)
            if last is not None and day > days_later(last, 1):
                break
            on = text_on(state, day, amendments, members.circle, members.joined)
            terms = readable(on.state.get("terms"))
    except DataPactError:  # terms that this program cannot read: what was signed still shows
        return terms
    return terms


def next_step(state: AgreementState, organisation: str) -> str:
    """The next step for ``organisation``, one of status.NEXT_STEPS."""
    mine = organisation in state.turn
    match state.stage:
        case "draft" if is_foreign(state):
            return "read_paper"
        case "draft":
            return "finish_draft"
        case "offered" if state.outside is not None:
            return "record_answer"
        case "agreed" if state.outside is not None:
            return "freeze"
        case "frozen" | "signing" if state.outside is not None:
            return "record_signature"
        case "offered":
            if len(state.open_offers) > 1:
                return "choose"
            return "answer" if mine else "await_answer"
        case "agreed":
            return "freeze" if mine else "await_freeze"
        case "frozen" | "signing":
            return "sign" if mine else "await_signature"
        case "signed" | "terminated" if votes_waiting(state, organisation):
            return "vote"
        case "signed" | "terminated" if state.facts.changes:
            waiting = waiting_for(state)
            return "answer_change" if organisation in waiting else "await_change" if waiting else "none"
        case _:
            return "none"


def search_text(current: Mapping[str, Any]) -> str:
    """The text for full-text search: number, titles, all words of terms and clauses."""
    parts = [str(current.get("number", ""))]
    parts += strings_in(current.get("title"))
    terms = current.get("terms")
    if isinstance(terms, Mapping):
        parts += (text for text in strings_in(terms) if not text.startswith("https://"))
    for clause in current.get("clauses") or ():
        runs = "".join(text if text != " " else " " for text in strings_in(_without_ids(clause)))
        parts.append(runs)
    return "\n".join(parts)


def _without_ids(value: Any) -> Any:
    if isinstance(value, Mapping):
        if "text" in value and isinstance(value["text"], str):
            return value["text"]
        named = ("id", "term", "ref", "number")
        return [(_without_ids(member), "\n") for name, member in value.items() if name not in named]
    if isinstance(value, list | tuple):
        return [_without_ids(member) for member in value]
    return value


@dataclass(frozen=True, slots=True)
class FoldedRow:
    """The row of the list derived from a folded state; its members are those of its table (``AgreementRow``)."""

    id: str
    """``urn:uuid:`` id of the agreement's history."""
    number: str
    """As the text has it, such as ``DP-2026-0001``; may be empty."""
    title: str
    """In the prevailing language."""
    kind: str
    """Kind of contract by its template, such as ``ai-pilot``."""
    partners: str
    """Names of the other parties, joined by a comma and a space."""
    status: str
    """By the calendar on the day of writing; one of ``STATUS_WORDS``."""
    stage: str
    """How far it got by its entries alone, as in ``AgreementState``."""
    turn: str
    """``us``, ``partner``, or empty for nobody."""
    since: str
    """Time of the newest entry that is no remark, receipt or approval; ISO 8601 in UTC."""
    next_step: str
    """One of ``NEXT_STEPS``, for our organisation."""
    due: str | None
    """Last day by the earliest notice of termination, not a due day; None without a notice."""
    starts: str | None
    """First local day by the terms, or of an amendment; None where they have none."""
    ends: str | None
    """Last local day by the terms, included; None without an end."""
    archived: int
    """1 once moved to the archive, else 0; no entry says it."""
    head: str
    """Digests of the newest entries, joined by commas; shared ones where there are any."""
    changed: str
    """Claimed time of the newest entry, ISO 8601 in UTC."""
    state_digest: str
    """Always empty here; ``write_row`` fills it in."""
    evidence: str
    """Class of evidence of a contract signed elsewhere, else empty."""
    amends: str
    """History id of the agreement whose text it replaces, else empty."""
    disputed: str
    """Names of the parties that dispute it, joined by commas; empty for nobody."""
    title_de: str
    """In German, else the prevailing one."""
    title_en: str
    """In English, else the prevailing one."""
    datasets: str
    """Names of its datasets by key and language, as JSON; empty for none."""

    @property
    def shown_title(self) -> str:
        """The title in the language of the reader."""
        return self.title_de if current_language() == "de" else self.title_en


def row_of(
    state: AgreementState,
    organisation: str,
    *,
    clock_day: date,
    archived: int = 0,
    amendments: Sequence[SignedAmendment] = (),
    contract_ends: date | None = None,
) -> FoldedRow:
    """The row of the list for ``organisation`` (own id), with the status on ``clock_day``.

    ``amendments``: those signed as agreements of their own. ``contract_ends``: of one that amends or joins another
    contract, the last day of that one, for all or for ``organisation``; what belongs to a contract ends with it.
    """
    current = current_state(state)
    terms = readable(current.get("terms"))
    starts, _ends = duration_days(terms)
    _starts, ends = duration_days(lasting_terms(state, amendments))
    titles, names = titles_of(current), _names_of_datasets(state, clock_day, amendments)
    others = [
        str(party.get("name", ""))
        for party in terms.get("parties", ())
        if isinstance(party, Mapping) and party.get("organisation") != organisation
    ]
    if state.facts.accessions:  # who joined stands in the text of its accession alone
        named = {one.joined: str(one.name) for one in state.facts.accessions.values() if one.joined != organisation}
        joined = [named.get(one.organisation, "") for one in members_of(state, amendments).joined]
        others += [name for name in joined if name and name not in others]
    effective = amendment_day(current)
    if effective is not None:  # the text counts from that day, and no earlier than its own terms say
        starts = max(effective, starts or effective)
    member = members_of(state, amendments).of(organisation)
    if member is not None and member.since is not None:  # it is no party before
        starts = max(member.since, starts or member.since)
    ended = ends_for(state, organisation, amendments)
    if contract_ends is not None and state.stage in ("signed", "terminated"):
        ended = min(contract_ends, ended or contract_ends)
    turn = frozenset(state.turn) or waiting_for(state) | to_vote(state)
    newest = state.entries[state.order[-1]]
    steps = [
        digest
        for digest in state.order
        if state.entries[digest].kind
        not in (
            "receipt",
            "note",
            "comment",
            "remark",
            "house_remark",
            "comments_bar",
            "approval",
            "approval_request",
            "own_fact",
        )
    ]
    since = state.entries[steps[-1]].time if steps else newest.time
    return FoldedRow(
        id=newest.history,
        number=str(current.get("number", "")),
        title=prevailing_title(current),
        kind=str(current.get("kind", "")),
        partners=", ".join(others),
        status=status(state.stage, clock_day, starts=starts, ends=ends, terminated=ended),
        stage=state.stage,
        turn="us" if organisation in turn else ("partner" if turn else ""),
        since=write_time(since),
        next_step=next_step(state, organisation),
        due=ended.isoformat() if ended else None,
        starts=starts.isoformat() if starts else None,
        ends=ends.isoformat() if ends else None,
        archived=archived,
        head=",".join(state.shared_heads or state.heads),
        changed=write_time(newest.time),
        state_digest="",
        evidence=evidence_elsewhere(state),
        amends=amended_agreement(current),
        disputed=names_disputing(disputes_of(state, _party_names(terms))) if state.disputes else "",
        title_de=titles["de"],
        title_en=titles["en"],
        datasets=json.dumps(names, ensure_ascii=False, sort_keys=True) if names else "",
    )


def _party_names(terms: Mapping[str, Any]) -> dict[str, str]:
    """The parties' names in the text, by organisation id."""
    parties = [party for party in terms.get("parties", ()) if isinstance(party, Mapping)]
    return {str(party.get("organisation", "")): str(party.get("name", "")) for party in parties}


def amended_agreement(current: Mapping[str, Any]) -> str:
    """The history id of the agreement whose text this state replaces, or which it joins; empty for one of its own."""
    parent = readable(current.get("parent"))
    return str(parent.get("agreement", "")) if parent.get("relation") in (AMENDS, ACCEDES) else ""


def amendment_day(current: Mapping[str, Any]) -> date | None:
    """The local day from which an amendment's text counts; None for an agreement of its own."""
    if relation_of(current) != AMENDS:
        return None
    try:
        return date.fromisoformat(str(readable(current.get("parent")).get("effective", "")))
    except ValueError:
        return None


def state_digest(state: Mapping[str, Any]) -> str:
    """base64url SHA-256 of the canonical state, the digest of ``agreement.json``."""
    return to_base64url(hashlib.sha256(canonical(dict(state))).digest())


def digest_or_empty(current: Mapping[str, Any]) -> str:
    """The digest of a complete state; empty where parts of it are withheld, so that the digest cannot be known."""
    return "" if not current or has_withheld(current) else state_digest(current)


def text_digest(state: AgreementState) -> str:
    """The digest of the text that counts now; empty where there is none, or parts of it are withheld."""
    proposal = current_proposal(state)
    return "" if proposal is None else proposal_digest(proposal)


@lru_cache(maxsize=16)
def proposal_digest(proposal: Offer | Draft | SignedElsewhere) -> str:
    """The digest of a proposal's text; empty where parts of it are withheld."""
    # Equal proposals have equal states, so the digest cannot differ; the canonical form takes milliseconds.
    return digest_or_empty(readable(proposal.state))
