"""The effect of a change after signature on the terms, in sentences, for parties who have yet to agree or object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from datapact.agreements.approvals.changes import changed_state
from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.reading_version import amendments_of, state_on
from datapact.agreements.text.change_rules import terms_after
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Argument, Listed, Message
from datapact.contract.editing.change import Change
from datapact.contract.editing.compare import compare
from datapact.contract.editing.compare_terms import compare_terms
from datapact.contract.editing.orders import name_of, ordered_datasets, with_order
from datapact.contract.terms import Terms, read_terms, write_terms
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.forms import with_clauses
from datapact.contract.vocabulary.labels import label_of_path
from datapact.contract.vocabulary.messages import label_words, name_or_words, own

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
    """The differences, and of an order what is for all data already and so for its datasets, too."""
    found = compare(before, after)
    return (
        (*found, *_also_for(content, read_terms(cast(JsonObject, after["terms"]))))
        if annex == "order"
        else tuple(found)
    )


def changes_of_order(terms: Terms, order: Mapping[str, Any]) -> tuple[Change, ...]:
    """The effect of an order on the terms, in the sentences that those read who are to agree to it.

    Raises AnswerNo where it would change more than an order may, Malformed where it is not whole yet.
    """
    after = read_terms(with_order(write_terms(terms), order))
    return (*compare_terms(terms, after), *_also_for(order, after))


def _also_for(content: Mapping[str, Any], terms: Terms) -> Iterator[Change]:
    names = Listed.of(name_of(one) for one in ordered_datasets(content))
    for part in ("purposes", "activities", "notices", "transfers"):
        for one in getattr(terms, part):
            if not one.datasets and names.parts:
                given = getattr(one, "name", None)
                name = (
                    own(given, one.key) if given is not None else name_or_words(getattr(one, "importer", ""), one.key)
                )
                told: dict[str, Argument] = {"what": label_words(label_of_path(part)), "name": name, "names": names}
                sentence = Message(N_("{what}: “{name}” is for all datasets, so for {names} too."), told)
                yield Change(f"{part}.{one.key}", "follows", sentence, None, None)


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
