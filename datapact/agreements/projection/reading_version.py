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


def contract_amended(session: Session, document: AgreementDocument) -> AgreementDocument | None:
    """The text in force that an amendment is to replace, under the amendment's own title and number; None for others.

    With every other amendment that counts by then. It has no clauses where these stand in a file alone. None, too, where
    that contract is not here, or its text is withheld.
    """
    state = write_state(document)
    day, core = amendment_day(state), amended_agreement(state)
    if day is None or session.get(AgreementRow, core) is None:
        return None
    others = tuple(one for one in amendments_of(session, core) if one.history != document.agreement)
    on = state_on(load_state(session, core), day, others)
    if not on.state or has_withheld(on.state):
        return None
    before = replace(
        without_amending(read_state(cast(JsonObject, dict(on.state)))),
        agreement=document.agreement,
        number=document.number,
        title=document.title,
        parent=document.parent,
    )
    return (
        replace(before, clauses=()) if before.amends_on_paper else before
    )  # those of an earlier amendment stay in force


def text_amended(session: Session, document: AgreementDocument) -> AgreementDocument | None:
    """The same for a contract whose clauses are here; None where they stand in a file alone."""
    before = contract_amended(session, document)
    return before if before is not None and before.clauses else None


def naming_its_changes(session: Session, document: AgreementDocument) -> AgreementDocument:
    """The text; that of an amendment with the clause that says what it amends, as far as its contract is here."""
    before = text_amended(session, document)
    return document if before is None else with_amending(before, document)


def under_its_own_names(folded: AgreementState, document: AgreementDocument) -> AgreementDocument:
    """A text of the agreement under the agreement's own number and title: the text of an amendment bears that one's own.

    What a further amendment or an accession names is the agreement, whatever amended it. What is withheld here stays as it is.
    """
    own = current_state(folded)
    number, titles = own.get("number"), own.get("title")
    known: Mapping[str, Any] = titles if isinstance(titles, Mapping) and not has_withheld(titles) else {}
    return replace(
        document,
        number=number if isinstance(number, str) else document.number,
        title={language: str(known.get(language) or words) for language, words in document.title.items()},
    )


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
    "contract_amended",
    "former_parties_on",
    "former_party_words",
    "naming_its_changes",
    "next_text",
    "reading_document",
    "state_on",
    "text_amended",
    "text_in_force",
    "under_its_own_names",
]
