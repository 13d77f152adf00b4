"""The consolidated state of an agreement as at any day: the signed core with the changes since.

The signed text is untouched; this version serves reading, decisions and obligations, and binds nobody by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from datapact.agreements.projection.folded import load_state
from datapact.agreements.projection.projection import amended_agreement, amendment_day
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.projection.who_is_party import members_of
from datapact.agreements.projection.write_row import amendments_of
from datapact.agreements.text.current_text import current_state
from datapact.agreements.text.text_version import Consolidated, SignedAmendment, next_text, text_on
from datapact.base.errors import DataPactError
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Message
from datapact.contract.changes.amending import with_amending, without_amending
from datapact.contract.editing.merge import merge_text
from datapact.contract.templates.resolve import resolve_clauses
from datapact.contract.templates.template import load_template
from datapact.contract.terms import Terms
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.clauses import Clause
from datapact.contract.text.document import AgreementDocument, read_state, write_state

if TYPE_CHECKING:
    from datapact.contract.terms import Party
    from datapact.history.fold.agreement import AgreementState
    from datapact.vault.database.session import Session

AS_SIGNED = Message(
    N_("The clauses are shown as they were signed: their wording does not follow the changed terms by itself.")
)
GONE = N_(
    "{name} is no party any more; its last day was {last}. The text names it for what it gave and got until then."
)


def state_on(folded: AgreementState, day: date, amendments: Sequence[SignedAmendment] = ()) -> Consolidated:
    """The consolidated state on a local day; ``amendments`` are those signed as agreements of their own.

    For an agreement without changes this is the text that counts now, unread and unchecked. Who joined stands in it from
    its first day on; who went stays in it, since the text still names what it gave (see ``members``).
    """
    amendments = tuple(amendments)
    members = members_of(folded, amendments)
    return text_on(folded, day, amendments, members.circle, members.joined)


def consolidated(session: Session, history: str, day: date) -> Consolidated:
    """The agreement as at a local day with the amendments that this vault has; raises WrongUse for an unknown one."""
    return state_on(load_state(session, history), day, amendments_of(session, history))


def text_in_force(session: Session, history: str, day: date) -> tuple[AgreementState, Mapping[str, Any]]:
    """The agreement, and the text of it that counts on a local day, with what amended it: what is answered, read or set aside beside it."""
    folded = load_state(session, history)
    return folded, state_on(folded, day, amendments_of(session, history)).state


def text_amended(session: Session, document: AgreementDocument) -> AgreementDocument | None:
    """The text in force that an amendment is to replace, under the amendment's own title and number; None for others.

    None, too, where that contract is not here, its text is withheld, or its clauses stand in a file alone.
    """
    state = write_state(document)
    day, core = amendment_day(state), amended_agreement(state)
    if day is None or session.get(AgreementRow, core) is None:
        return None
    others = tuple(one for one in amendments_of(session, core) if one.history != document.agreement)
    on = state_on(load_state(session, core), day, others)
    if not on.state or has_withheld(on.state):
        return None
    before = without_amending(read_state(cast(JsonObject, dict(on.state))))
    if not before.clauses:
        return None
    return replace(
        before,
        agreement=document.agreement,
        number=document.number,
        title=document.title,
        parent=document.parent,
    )


def naming_its_changes(session: Session, document: AgreementDocument) -> AgreementDocument:
    """The text; that of an amendment with the clause that says what it amends, as far as its contract is here."""
    before = text_amended(session, document)
    return document if before is None else with_amending(before, document)


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


def former_parties_on(folded: AgreementState, amendments: Sequence[SignedAmendment], day: date) -> dict[str, date]:
    """By id of each organisation that is no party any more on a local day its last day."""
    members = members_of(folded, tuple(amendments)).members
    return {one.organisation: one.until for one in members if one.until is not None and one.until < day}


def former_party_words(parties: Sequence[Party], last_days: Mapping[str, date]) -> tuple[Message, ...]:
    """A sentence for each of the parties of a text that is no party any more, with its last day."""
    return tuple(
        Message(GONE, {"name": one.name, "last": last_days[one.organisation].isoformat()})
        for one in parties
        if one.organisation in last_days
    )


def _following(document: AgreementDocument, before: Terms) -> tuple[Clause, ...] | None:
    try:
        template = load_template(document.template_id, document.template_version)
        old = resolve_clauses(template, before, document.languages, document.prevailing)
        new = resolve_clauses(template, document.terms, document.languages, document.prevailing)
        return merge_text(document.clauses, old, new, document.languages)
    except DataPactError:
        return None


__all__ = [
    "AS_SIGNED",
    "Consolidated",
    "SignedAmendment",
    "amendments_of",
    "consolidated",
    "former_parties_on",
    "former_party_words",
    "naming_its_changes",
    "next_text",
    "reading_document",
    "state_on",
    "text_amended",
    "text_in_force",
]
