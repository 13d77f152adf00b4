"""The consolidated state of an agreement as at any day: the signed core with the changes since.

The signed text is untouched; this version serves reading, decisions and obligations, and binds nobody by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from sqlmodel import col, select

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.changes import (
    Effect,
    first_effects,
    objection_to_change,
    suspensions_on,
    terms_after,
)
from datapact.agreements.projection.current_text import current_state
from datapact.agreements.projection.projection import amendment_day
from datapact.agreements.projection.tables import AgreementRow
from datapact.base.errors import DataPactError
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Message
from datapact.contract.editing.merge import merge_text
from datapact.contract.templates.resolve import resolve_clauses
from datapact.contract.templates.template import load_template
from datapact.contract.terms import Terms, read_terms, write_terms
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.clauses import Clause
from datapact.contract.text.document import AgreementDocument, read_state, write_state

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import Suspension
    from datapact.vault.database.session import Session

AS_SIGNED = Message(
    N_("The clauses are shown as they were signed: their wording does not follow the changed terms by itself.")
)


@dataclass(frozen=True, slots=True)
class SignedAmendment:
    """An agreement that replaces the text of another from a day on; ``state`` is its whole text."""

    history: str
    """``urn:uuid:`` id of the amendment."""
    begins: date
    """Local day from which its text counts."""
    state: Mapping[str, Any] = field(repr=False, hash=False)


@dataclass(frozen=True, slots=True)
class Consolidated:
    """An agreement as at a local day.

    ``state`` has the shape of ``agreement.json``. ``applied`` are the changes that count on the day, in their order;
    ``effects`` all changes with their effects; ``amendment`` the history id of the amendment whose text counts.
    """

    day: date
    """Local day that all of it is said for."""
    state: Mapping[str, Any] = field(repr=False, hash=False)
    applied: tuple[Effect, ...]
    effects: tuple[Effect, ...]
    amendment: str
    suspended: tuple[Suspension, ...]
    """Those that hold on ``day``."""

    @property
    def terms(self) -> Terms:
        """The terms that count on the day."""
        return read_terms(self.state["terms"])


def state_on(folded: AgreementState, day: date, amendments: Sequence[SignedAmendment] = ()) -> Consolidated:
    """The consolidated state on a local day; ``amendments`` are those signed as agreements of their own.

    For an agreement without changes this is the text that counts now, unread and unchecked.
    """
    state = dict(current_state(folded))
    texts = sorted(amendments, key=lambda one: (one.begins, one.history))
    suspended = suspensions_on(folded, day)
    if not folded.facts.changes and not texts:
        return Consolidated(day, state, (), (), "", suspended)
    if not state or has_withheld(state):
        return Consolidated(day, state, (), first_effects(folded), "", suspended)
    terms = core = write_terms(read_terms(state["terms"]))
    amendment = ""
    effects: list[Effect] = []
    applied: list[Effect] = []
    for effect in first_effects(folded):
        while texts and effect.begins is not None and texts[0].begins <= effect.begins:
            if texts[0].begins <= day:
                state, amendment = dict(texts[0].state), texts[0].history
                terms = core = write_terms(read_terms(state["terms"]))
            texts.pop(0)
        if effect.begins is None or effect.begins > day:
            effects.append(_later(folded, effect, terms))
            continue
        outcome, terms = _applied(folded, effect, terms)
        effects.append(outcome)
        if outcome.begins is not None:
            applied.append(outcome)
    for text in texts:
        if text.begins <= day:
            state, amendment = dict(text.state), text.history
            terms = core = write_terms(read_terms(state["terms"]))
    if terms != core:
        state = {**state, "terms": terms}
    return Consolidated(day, state, tuple(applied), tuple(effects), amendment, suspended)


def _applied(folded: AgreementState, effect: Effect, terms: JsonObject) -> tuple[Effect, JsonObject]:
    """The terms with a change, or as they were where the change breaks the rules of its annex."""
    change = effect.change
    try:
        before = read_terms(terms)
        after = read_terms(terms_after(terms, change.annex, change.content, change.removals))
        merged = write_terms(after)
        read_state(_probe(folded, merged))
    except DataPactError as error:
        return replace(effect, standing="without_effect", begins=None, reason=error.message), terms
    reason = objection_to_change(effect, folded.facts.notices.get(change.notice), before, after)
    if reason is not None:
        return replace(effect, standing="without_effect", begins=None, reason=reason), terms
    return effect, merged


def _later(folded: AgreementState, effect: Effect, terms: JsonObject) -> Effect:
    """The effect of a change that does not count yet; under the present terms it may never count."""
    if effect.standing not in ("in_effect", "pending"):
        return effect
    return _applied(folded, effect, terms)[0]


def _probe(folded: AgreementState, terms: JsonObject) -> JsonObject:
    """The state with other terms and no clauses, for the strict reading that finds dangling keys."""
    return {**cast(JsonObject, dict(current_state(folded))), "terms": terms, "clauses": []}


def next_text(on: Consolidated, amendments: Sequence[SignedAmendment]) -> date | None:
    """The first local day after that of ``on`` on which other terms count, as far as is known now."""
    later = [one.begins for one in amendments]
    later += [one.begins for one in on.effects if one.begins is not None]
    return min((one for one in later if one > on.day), default=None)


def amendments_of(session: Session, history: str) -> tuple[SignedAmendment, ...]:
    """The signed agreements that amend this one, by first day; those not signed by all do not count."""
    statement = select(AgreementRow.id).where(
        AgreementRow.amends == history, col(AgreementRow.stage).in_(("signed", "terminated"))
    )
    found = []
    for id_ in session.exec(statement):
        folded = load_state(session, id_)
        state = current_state(folded)
        begins = amendment_day(state)
        if begins is None or has_withheld(state):
            continue
        if folded.signed_elsewhere is not None or folded.fully_signed:
            found.append(SignedAmendment(id_, begins, state))
    return tuple(sorted(found, key=lambda one: (one.begins, one.history)))


def consolidated(session: Session, history: str, day: date) -> Consolidated:
    """The agreement as at a local day with the amendments that this vault has; raises WrongUse for an unknown one."""
    return state_on(load_state(session, history), day, amendments_of(session, history))


def reading_document(folded: AgreementState, on: Consolidated) -> tuple[AgreementDocument, Message | None]:
    """The whole text for reading, with clauses that follow the changed terms, or a remark that they do not.

    Raises AnswerNo or Malformed where parts of the text are withheld here.
    """
    document = read_state(cast(JsonObject, dict(on.state)))
    signed = read_state(cast(JsonObject, dict(current_state(folded))))
    if on.amendment or document.terms == signed.terms or not document.clauses:
        return document, None
    clauses = _following(document, signed.terms)
    if clauses is None:
        # runs that show a term would contradict it: they stay as signed, and the reader is told
        return document, AS_SIGNED
    followed = replace(document, clauses=clauses)
    write_state(followed)
    return followed, None


def _following(document: AgreementDocument, before: Terms) -> tuple[Clause, ...] | None:
    try:
        template = load_template(document.template_id, document.template_version)
        old = resolve_clauses(template, before, document.languages, document.prevailing)
        new = resolve_clauses(template, document.terms, document.languages, document.prevailing)
        return merge_text(document.clauses, old, new, document.languages)
    except DataPactError:
        return None
