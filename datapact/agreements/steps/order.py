"""Whether an order of datasets is whole: what it adds can be used as it says, and breaks no rule that held before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from datapact.agreements.projection.findings import findings_on
from datapact.agreements.projection.reading_version import Consolidated, reading_document
from datapact.agreements.text.change_rules import objection_to_orders, terms_after
from datapact.base.errors import AnswerNo
from datapact.base.texts import N_, Listed, Message
from datapact.checks.general.screening import still_open
from datapact.contract.editing.order_parties import Answering, answering, named_by
from datapact.contract.screening.data_words import datasets_added
from datapact.contract.screening.questions import questions_of_added
from datapact.contract.terms import Terms, read_terms, write_terms
from datapact.contract.text.document import write_state
from datapact.contract.vocabulary.messages import own

if TYPE_CHECKING:
    from datapact.checks.model.finding import Finding
    from datapact.history.fold.agreement import AgreementState

_MOST_SAID = 3


def require_whole(
    folded: AgreementState,
    on: Consolidated,
    content: Mapping[str, Any],
    organisation: str,
    former_parties: Collection[str] = (),
) -> Answering:
    """The way in which an order by an organisation is answered; raises AnswerNo where an order lacks its form or something else, or brings an error of the check that was not there before.

    ``on`` is the agreement as it reads on the first day of the order, without it. Rules that nobody may set aside and
    all others of severity E count; what was wrong before is not the order's fault. ``former_parties``: ids of who is no party any more.
    """
    if (reason := objection_to_orders(on.terms)) is not None:
        raise AnswerNo(reason)
    terms = read_terms(terms_after(write_terms(on.terms), "order", content, ()))
    if named := [
        one.name for one in terms.parties if one.organisation in former_parties and one.key in named_by(content)
    ]:
        raise AnswerNo(
            N_("{names}: no party any more, and the order gives it something. Take it out."), names=Listed.of(named)
        )
    lacking = [*_lacking(on.terms, terms), *(one.message for one in _new_errors(folded, on, terms, organisation))]
    if lacking:
        raise AnswerNo(N_("The order is not whole: {what}"), what=Listed.of(lacking[:_MOST_SAID], " "))
    return answering(on.terms, terms, content, organisation, former_parties)


def _lacking(before: Terms, after: Terms) -> Iterator[Message]:
    """The terms that a dataset lacks before anybody can answer whether it may be shared."""
    added = datasets_added(before, after)
    for dataset in after.datasets:
        if dataset.key not in added:
            continue
        name = {"name": own(dataset.name, dataset.key)}
        if not dataset.recipients:
            yield Message(N_("Nobody receives the dataset “{name}”."), name)
        if not any(dataset.key in one.datasets or not one.datasets for one in after.purposes if not one.prohibited):
            yield Message(N_("The dataset “{name}” is for no purpose."), name)
    for one in questions_of_added(after, added):
        if one.is_open:  # an error, as it is at freezing: nobody signs the text of an order again
            yield still_open(one)


def _new_errors(folded: AgreementState, on: Consolidated, terms: Terms, organisation: str) -> Iterable[Finding]:
    before = _errors(folded, on, organisation)
    after = _errors(folded, replace(on, state={**on.state, "terms": write_terms(terms)}), organisation)
    return [one for where, one in after.items() if where not in before]


def _errors(folded: AgreementState, on: Consolidated, organisation: str) -> dict[tuple[str, str], Finding]:
    """By rule and place the errors of a text whose clauses follow its terms, where they can."""
    document, _remark = reading_document(folded, on)
    found = findings_on(folded, write_state(document), on.day, ours=organisation, amendments=[on.signed])
    return {(one.id, one.place): one for one in found if one.severity == "E"}
