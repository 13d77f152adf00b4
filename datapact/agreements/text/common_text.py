"""The last text that partners have, too: the clauses in it keep their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from datapact.agreements.text.versions import proposals_of
from datapact.base.strictjson import JsonObject
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.document import AMENDS, read_state
from datapact.organisation.acting.records import records

if TYPE_CHECKING:
    from datapact.contract.text.clauses import Clause
    from datapact.history.fold.agreement import AgreementState
    from datapact.vault.database.session import Session


def common_clauses(session: Session, folded: AgreementState) -> tuple[Clause, ...] | None:
    """The clauses of the last text that went out or came in, by offer, counter or Word file, by place in the history.

    Of an amendment that nobody has seen yet, those with which it began. None where there is no such text here in full.
    """
    known = proposals_of(folded)
    sent = (str(one.body["version"]) for one in records(session, "word_sent", about=folded.history))
    seen = [digest for digest in (*folded.facts.offers, *sent) if digest in known]
    last = max(seen, key=folded.place, default="")
    if not last and folded.facts.drafts and _amends(folded.facts.drafts[0].state):
        last = folded.facts.drafts[0].digest
    state = known[last].state if last else None
    if not isinstance(state, Mapping) or has_withheld(state):
        return None
    return read_state(cast(JsonObject, dict(state))).clauses


def _amends(state: object) -> bool:
    parent = state.get("parent") if isinstance(state, Mapping) else None
    return isinstance(parent, Mapping) and parent.get("relation") == AMENDS
