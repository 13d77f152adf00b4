"""The drafts of an agreement, all of them in sight: named, compared, opened again, put away and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from datapact.agreements.projection.append import append, load_state
from datapact.agreements.steps.drafting import MARKS, marks_of_drafts, unsaved
from datapact.agreements.text.current_text import whole_state, working_text
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.strictjson import JsonObject, canonical
from datapact.base.texts import N_
from datapact.contract.changes.proposed import proposed_changes
from datapact.contract.text.document import read_state
from datapact.history.state.facts import Offer
from datapact.organisation.acting.names import known_names
from datapact.vault.database.entries import set_meta

if TYPE_CHECKING:
    from collections.abc import Mapping

    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import Draft
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

LONGEST_NAME = 80
_MOST_COUNTED = 12  # newest drafts whose changes are counted: each takes a tenth of a second


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One saved draft."""

    digest: str
    """Of its entry."""
    name: str
    """As somebody named it; empty for none."""
    author: str
    """Name of the member who saved it."""
    time: datetime
    """UTC."""
    note: str
    """Remark that it was saved with."""
    changes: int | None
    """Number of changes against the newest text that partners have, or the draft before; None: not counted."""
    sent: bool
    """Whether an offer or counter-proposal has the same text."""
    put_away: bool
    """Out of the list of daily work; nothing of it is lost."""
    worked_on: bool
    """Whether it is the text that editing goes on with."""


def drafts(acting: Acting, history: str) -> tuple[DraftRow, ...]:
    """Every draft of ours that this vault shows whole, newest first."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        marks = marks_of_drafts(session, history)
        names = known_names(session)
    shared = {canonical(dict(one.state)) for one in folded.facts.offers.values() if isinstance(one.state, dict)}
    working = working_text(folded)
    offers = sorted(folded.facts.offers.values(), key=lambda one: folded.place(one.digest))
    counted = {draft.digest for draft in folded.facts.drafts[-_MOST_COUNTED:]}
    rows: list[DraftRow] = []
    before: JsonObject | None = None
    for draft in folded.facts.drafts:
        try:
            state = cast(JsonObject, whole_state(draft))
        except AnswerNo:
            continue
        known = [one for one in offers if folded.place(one.digest) < folded.place(draft.digest)]
        base = before
        if known:
            try:
                base = cast(JsonObject, whole_state(known[-1]))
            except AnswerNo:
                base = None
        count = None
        if base is not None and draft.digest in counted:
            found = proposed_changes(read_state(base), read_state(state))
            count = sum(1 for one in found if known or one.kind != "numbers")  # what nobody else has is counted
        mark = marks.get(draft.digest, {})
        rows.append(
            DraftRow(
                draft.digest,
                str(mark.get("name", "")),
                names.get(draft.author, ""),
                draft.time,
                draft.note if isinstance(draft.note, str) else "",
                count,
                canonical(state) in shared,
                mark.get("away") is True,
                working is not None and working.digest == draft.digest,
            )
        )
        before = state
    return tuple(reversed(rows))


def mark_draft(acting: Acting, history: str, digest: str, *, name: str | None = None, away: bool | None = None) -> None:
    """Name a draft, put it away or take it back; None leaves as it is.

    Where the text of that draft is worked on, the one before it counts again: the newest offer, else the draft before, saved
    anew. Raises WrongUse for a draft that is not there; AnswerNo where no other text is, or edits are in no draft yet.
    """
    with acting.vault.write() as session:
        folded = load_state(session, history)
        draft = next((one for one in folded.facts.drafts if one.digest == digest), None)
        if draft is None:
            raise WrongUse(N_("There is no such draft in this agreement any more."))
        if name is not None and len(name) > LONGEST_NAME:
            raise WrongUse(N_("The name of a draft has at most 80 characters."))
        marks = marks_of_drafts(session, history)
        mark = dict(marks.get(digest, {}))
        if name is not None:
            mark["name"] = " ".join(name.split())
        if away is not None:
            if away and not mark.get("away"):
                _go_back(acting, session, folded, draft, marks)
            mark["away"] = away
        set_meta(session, MARKS + history, canonical({**marks, digest: mark}).decode())


def _go_back(
    acting: Acting, session: Session, folded: AgreementState, draft: Draft, marks: Mapping[str, JsonObject]
) -> None:
    """Save the text before a draft anew where the draft is worked on."""
    working = working_text(folded)
    if working is None or working.digest != draft.digest:
        return
    kept = unsaved(session, folded.history)
    if kept is not None and kept.base == draft.digest:
        raise AnswerNo(N_("There are edits over this draft that are in no draft yet. Save or discard them first."))
    if folded.outside is not None:
        raise AnswerNo(N_("This draft is the text that the other side has. Only another draft can take its place."))
    texts: list[Offer | Draft] = [*folded.facts.offers.values(), *folded.facts.drafts]
    others = [
        one
        for one in texts
        if folded.place(one.digest) < folded.place(draft.digest) and marks.get(one.digest, {}).get("away") is not True
    ]
    newest = max(others, key=lambda one: (isinstance(one, Offer), folded.place(one.digest)), default=None)
    if newest is None:
        raise AnswerNo(N_("This draft is the only text of the agreement. Save another one, then put this one away."))
    append(acting, session, folded.history, "draft", {"state": whole_state(newest), "note": ""}, folded)
