"""The text that a draft was begun on, and the last text that two versions have in common.

An entry of a draft does not say it. What this copy saved itself it remembers; of other drafts it is told from the history
and the words: the newest offer before the draft, save one of whose changes the draft has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from datapact.agreements.text.versions import proposals_of
from datapact.base.strictjson import JsonObject, canonical, parse_object
from datapact.contract.changes.proposed import proposed_changes
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.document import AgreementDocument, read_state
from datapact.history.state.facts import Offer
from datapact.vault.database.entries import get_meta, set_meta

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.vault.database.session import Session

_KEY = "begun:"


def note_begun(session: Session, history: str, draft: str, base: str) -> None:
    """Remember in this copy on which version (both digests of entries) a draft was begun; nothing for none."""
    if base and base != draft:
        set_meta(session, _KEY + history, canonical({**_noted(session, history), draft: base}).decode())


def is_begun_on(session: Session, folded: AgreementState, draft: str, offer: str) -> bool:
    """Whether this copy remembers that a draft was begun on an offer, or on a draft that was."""
    noted, at = _noted(session, folded.history), draft
    while at in noted and at != offer:
        at = noted[at]
    return at == offer


def _noted(session: Session, history: str) -> dict[str, str]:
    kept = get_meta(session, _KEY + history)
    return {draft: str(base) for draft, base in parse_object(kept.encode()).items()} if kept else {}


def common_version(session: Session, folded: AgreementState, draft: str, onto: str) -> str:
    """Digest of the last text from which both versions come; that of ``onto`` itself where the draft has it already.

    Empty where no such text is here in full.
    """
    noted = _noted(session, folded.history)
    theirs = _way(folded, onto, noted)
    same = {canonical(state): one for one in reversed(theirs) if (state := _whole(folded, one)) is not None}
    for one in _way(folded, draft, noted):
        state = _whole(folded, one)
        if state is not None and (found := same.get(canonical(state))) is not None:
            return found
    return next((one for one in reversed(theirs) if _whole(folded, one) is not None), "")


def _way(folded: AgreementState, digest: str, noted: Mapping[str, str]) -> list[str]:
    """The version and those that it comes from, newest first."""
    way = [digest]
    while (before := _before(folded, way[-1], noted)) and before not in way:
        way.append(before)
    return way


def _before(folded: AgreementState, digest: str, noted: Mapping[str, str]) -> str:
    known = proposals_of(folded)
    one = known.get(digest)
    if one is None:
        return ""
    if isinstance(one, Offer):
        return one.answers if one.answers in known else _newest_offer(folded, digest)
    if noted.get(digest, "") in known:
        return noted[digest]
    before = _newest_offer(folded, digest)
    while before and not _has_something_of(folded, digest, before):
        before = _before(folded, before, noted)
    return before


def _newest_offer(folded: AgreementState, before: str) -> str:
    earlier = [one for one in folded.facts.offers if folded.place(one) < folded.place(before)]
    return max(earlier, key=folded.place, default="")


def _has_something_of(folded: AgreementState, draft: str, offer: str) -> bool:
    """Whether a draft has a change that an offer made; one that made none counts as had."""
    answered = folded.facts.offers[offer].answers
    texts = [_document(folded, one) for one in (answered, offer, draft)]
    before, proposed, written = texts
    if before is None or proposed is None or written is None:
        return True
    made = {one.id for one in proposed_changes(before, proposed)}
    return not made or bool(made - {one.id for one in proposed_changes(proposed, written)})


def _document(folded: AgreementState, digest: str) -> AgreementDocument | None:
    state = _whole(folded, digest)
    return None if state is None else read_state(state)


def _whole(folded: AgreementState, digest: str) -> JsonObject | None:
    one = proposals_of(folded).get(digest)
    state = None if one is None else one.state
    return cast(JsonObject, dict(state)) if isinstance(state, Mapping) and not has_withheld(state) else None
