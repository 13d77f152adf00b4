"""The effect of a change after signature on the terms, in sentences, for parties who have yet to agree or object."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from datapact.agreements.approvals.changes import changed_state
from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.reading_version import amendments_of, state_on
from datapact.agreements.text.change_rules import terms_after
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Message
from datapact.contract.editing.change import Change
from datapact.contract.editing.compare import compare
from datapact.contract.editing.order_words import for_all_data, order_sentences
from datapact.contract.editing.orders import with_order
from datapact.contract.terms import Terms, read_terms, write_terms
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.forms import with_clauses

if TYPE_CHECKING:
    from datapact.agreements.approvals.changes import PlannedChange
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


def what_changes(acting: Acting, history: str, digest: str) -> tuple[Change, ...]:
    """The differences between the terms that count today and the change with this digest; none once it counts.

    Raises WrongUse for an unknown change, AnswerNo where parts are withheld, Malformed for a change that does not fit
    the terms.
    """
    with acting.vault.read() as session:
        folded = load_state(session, history)
        amendments = amendments_of(session, history)
    change = folded.facts.changes.get(digest)
    if change is None:
        raise WrongUse(
            N_("There is no single notice or change {digest}. See datapact agreement history."), digest=digest[:43]
        )
    first = max(local_day(acting.clock()), date.fromisoformat(change.effective))
    on = state_on(folded, first, amendments)
    if has_withheld(on.state) or has_withheld(change.content):
        raise AnswerNo(N_("Parts of this text are withheld or erased in this vault, so this step is not possible."))
    base = with_clauses(on.state)
    terms = write_terms(read_terms(base["terms"]))
    after = {
        **base,
        "terms": write_terms(read_terms(terms_after(terms, change.annex, change.content, change.removals))),
    }
    return _differences(change.annex, change.content, base, after)


def _differences(annex: str, content: Mapping[str, Any], before: JsonObject, after: JsonObject) -> tuple[Change, ...]:
    """The differences; of an order its text instead, which says who gives what to whom, for what and how long."""
    found = tuple(compare(before, after))
    return _of_order(read_terms(cast(JsonObject, after["terms"])), content) if annex == "order" and found else found


def changes_of_order(terms: Terms, order: Mapping[str, Any]) -> tuple[Change, ...]:
    """The effect of an order on the terms, in the sentences that those read who are to agree to it.

    Raises AnswerNo where it would change more than an order may, Malformed where it is not whole yet.
    """
    return _of_order(read_terms(with_order(write_terms(terms), order)), order)


def _of_order(after: Terms, order: Mapping[str, Any]) -> tuple[Change, ...]:
    """What an order says, and what is for all data already and so for its datasets, too; ``after`` are the terms with it."""
    told = (Change("datasets", "added", one, None, one) for one in order_sentences(after, order))
    also = (Change(place, "follows", one, None, None) for place, one in for_all_data(after, order))
    return (*told, *also)


def words_of_change(
    acting: Acting, session: Session, folded: AgreementState, change: PlannedChange
) -> tuple[Message, ...]:
    """The terms of today that a change waiting for approval would alter, in sentences; none where that is unknown."""
    on = state_on(folded, local_day(acting.clock()), amendments_of(session, folded.history))
    if has_withheld(on.state):
        return ()
    before = {**with_clauses(on.state), "terms": write_terms(read_terms(on.state["terms"]))}
    after = with_clauses(changed_state(session, folded, change, acting))
    return tuple(one.message for one in _differences(change.annex, change.content, before, after))
