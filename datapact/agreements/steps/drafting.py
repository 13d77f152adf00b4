"""Working on a draft in the vault: begin or import one, keep its unsaved edits, save it, propose it as a counter.

Every edit is in the encrypted vault within two seconds. After a kill the edits are replayed over the text that they
were made on; saving a draft and forgetting its journal is one transaction, so nothing is ever applied twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from datapact.agreements.projection.append import append, load_state, state_so_far
from datapact.agreements.projection.findings import earlier_states
from datapact.agreements.projection.numbers import next_number, require_free
from datapact.agreements.projection.parties import (
    KnownParty,
    blank_party,
    known_parties,
    link_parties,
    link_state,
    with_key,
)
from datapact.agreements.projection.party_answers import answers_before, parties_to_choose
from datapact.agreements.projection.reading_version import naming_its_changes
from datapact.agreements.steps.negotiation import bounded, counter
from datapact.agreements.text.begun_on import note_begun
from datapact.agreements.text.common_text import common_clauses
from datapact.agreements.text.current_text import current_state, whole_state, working_text
from datapact.agreements.text.paper import FOREIGN, is_foreign
from datapact.agreements.text.road import FIXED_TEXT
from datapact.agreements.text.versions import proposals_of
from datapact.base.clock import write_time
from datapact.base.errors import AnswerNo, DataPactError, Malformed, WrongUse
from datapact.base.strictjson import JsonObject, canonical, parse_object
from datapact.base.texts import LANGUAGES, N_, Language, Message
from datapact.contract.changes.renumbering import NumberChange, renumbering
from datapact.contract.editing.commands import Command, Renumber, read_command, write_command
from datapact.contract.editing.edit import apply
from datapact.contract.templates.clause_library import free_id
from datapact.contract.templates.resolve import draft_state
from datapact.contract.templates.template import load_template
from datapact.contract.terms import Terms, read_terms, write_terms
from datapact.contract.text.document import AgreementDocument, read_state, write_state
from datapact.contract.text.names import title_of_document
from datapact.history.entries.entry import Entry
from datapact.library.templates.matters import Matter, matter_of, write_matter
from datapact.library.templates.own_templates import under, usable_template, with_template
from datapact.vault.database import journal
from datapact.vault.database.entries import get_meta
from datapact.vault.keys.own_data import UNSAVED, own_data

if TYPE_CHECKING:
    from datapact.contract.text.clauses import Clause
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

MARKS = "drafts:"
"""Key in meta, before the id of an agreement, of what was noted at its drafts."""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """The edits over one text: ``base`` is the digest of the entry that holds it, ``since`` the time of the first."""

    base: str
    since: str
    commands: tuple[Command, ...]
    """Oldest first; only those over the newest base."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """The result of replaying edits; ``applied`` of them fitted, the rest could no longer be read or applied."""

    document: AgreementDocument
    """With the first ``applied`` edits in it."""
    applied: int
    lost: int
    """Number of edits from the first that did not fit."""


def note_edits(session: Session, history: str, base: str, commands: Sequence[Command], moment: datetime) -> None:
    """Keep edits in the running transaction; ``base`` is the digest of the entry whose text they change."""
    if not commands:
        return
    written = canonical({"base": base, "commands": [write_command(command) for command in commands]})
    journal.put_edit(session, history, written.decode(), write_time(moment))


def unsaved(session: Session, history: str) -> Unsaved | None:
    """The edits of an agreement that are in no draft yet; None where there are none. Raises Malformed."""
    rows = journal.get_edits(session, history)
    if not rows:
        return None
    base = ""
    commands: list[Command] = []
    for row in rows:
        with own_data(UNSAVED):
            value = parse_object(row.change.encode())
        listed = value.get("commands")
        if set(value) != {"base", "commands"} or not isinstance(listed, list):
            raise Malformed(N_("An unsaved change in this vault cannot be read. The changes before it were kept."))
        if value["base"] != base:
            base, commands = str(value["base"]), []
        commands += [read_command(entry) for entry in listed]
    return Unsaved(base, rows[0].time, tuple(commands))


def forget_edits(session: Session, history: str) -> None:
    """Forget the edits of an agreement: they are in a draft now, or were thrown away."""
    journal.clear_edits(session, history)


def marks_of_drafts(session: Session, history: str) -> dict[str, JsonObject]:
    """What was noted at drafts, by their digests: ``name``, and ``away`` for one that was put away."""
    kept = get_meta(session, MARKS + history)
    value = parse_object(kept.encode()) if kept else {}
    return {digest: one for digest, one in value.items() if isinstance(one, dict)}


def play(document: AgreementDocument, commands: Sequence[Command], ground: Sequence[Clause] | None = None) -> Replayed:
    """The document with the edits replayed over it, as far as they can be applied; numbers of ``ground`` stay."""
    for index, command in enumerate(commands):
        try:
            document = apply(document, command, ground)
        except DataPactError:
            return Replayed(document, index, len(commands) - index)
    return Replayed(document, len(commands), 0)


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft open for editing.

    ``base`` is the digest of the entry that the edits build on, empty for one that is not saved yet. ``restored``
    edits from the journal are in the document already, the first of them made at ``since``; ``lost`` could not be
    applied. ``earlier`` are the states before it, for the check of translations; ``answers`` says that an offer
    of a partner is open, so that the text can be sent as a counter-proposal. ``ground`` are the clauses that partners
    have already, whose numbers stay; None: nobody has any.
    """

    history: str
    """``urn:uuid:`` id of the agreement, also before it is saved."""
    document: AgreementDocument
    """The text with the restored edits in it."""
    base: str
    restored: int = 0
    since: str = ""
    lost: int = 0
    answers: bool = False
    offers: tuple[str, ...] = ()
    """Digests of the open offers when it was opened."""
    newest: str = ""
    """Digest of the entry whose text counted when it was opened; another one than ``base`` where that was chosen."""
    ground: tuple[Clause, ...] | None = None
    earlier: tuple[JsonObject, ...] = ()
    known: tuple[KnownParty, ...] = ()
    """Organisations to choose parties from, our own first."""
    before: Terms | None = None
    """The answers of the newest other agreement from the same template; None: there is none."""


NO_MATTER = Matter()


def begin_draft(
    acting: Acting,
    template_id: str,
    languages: Sequence[Language] = LANGUAGES,
    matter: Matter = NO_MATTER,
    version: int | None = None,
) -> Opened:
    """A new draft from a template with our own organisation as a party; it is in no history until it is saved.

    One that is drafted for others begins without us; that, with client and matter, is recorded at once. ``version`` is
    that of the template, by default the newest.
    """
    template = load_template(template_id, version)
    with acting.vault.read() as session:
        known = parties_to_choose(session)
        before = answers_before(session, template_id)
    own = blank_party("first") if matter.for_others else with_key(known[0].party, known[0].party.key, 1)
    other = blank_party(free_id("partner", {own.key}))
    state = draft_state(
        template,
        Terms(parties=(own, other)),
        agreement=f"urn:uuid:{uuid.uuid4()}",
        number="",
        title={language: template.name.text(language) for language in languages},
        languages=languages,
        prevailing=languages[0],
    )
    document = read_state(state)
    if matter != NO_MATTER:
        with acting.vault.write() as session:
            write_matter(acting, session, document.agreement, matter)
    return Opened(document.agreement, document, "", known=known, before=before)


def begin_from_own(acting: Acting, key: str, languages: Sequence[Language], matter: Matter) -> Opened:
    """A new draft from an approved template of the house; which one is recorded, in this vault alone.

    Raises AnswerNo where the template or a clause of it waits for approval, WrongUse for an unknown one and where a clause
    lacks one of the languages.
    """
    with acting.vault.read() as session:
        template, version, clauses = usable_template(session, key)
    opened = begin_draft(acting, template.base.id, languages, matter, template.base.version)
    given = under(template.answers, write_terms(opened.document.terms))
    terms = read_terms(given)
    base = load_template(template.base.id, template.base.version)
    state = draft_state(
        base,
        terms,
        agreement=opened.history,
        number="",
        title={str(language): text for language, text in opened.document.title.items()},
        languages=languages,
        prevailing=languages[0],
    )
    document = with_template(read_state(state), template, clauses)
    with acting.vault.write() as session:
        write_matter(acting, session, opened.history, replace(matter, template=key, version=version.number))
    return replace(opened, document=document)


def open_draft(acting: Acting, history: str, base: str = "") -> Opened:
    """Open the text that counts now, with the unsaved edits replayed over the text that they were made on.

    ``base`` is the digest of the draft or proposal to begin with; unsaved edits stay with theirs.
    Raises AnswerNo once the text is frozen or ended, and where parts of it are withheld.
    """
    with acting.vault.read() as session:
        folded = load_state(session, history)
        pending = unsaved(session, history)
        known = known_parties(session)
        ground = common_clauses(session, folded)
        if folded.stage not in ("draft", "offered", "agreed"):
            raise AnswerNo(FIXED_TEXT)
        if is_foreign(folded):
            raise AnswerNo(FOREIGN)
        current = working_text(folded)
        if current is None:
            raise AnswerNo(N_("There is no text to edit in this agreement yet."))
        wanted = proposals_of(folded).get(base, current)
        chosen = (pending and proposals_of(folded).get(pending.base)) or wanted
        text = read_state(whole_state(chosen))
        before = answers_before(session, text.template_id, history)
    opened = Opened(
        history,
        text,
        chosen.digest,
        answers=bool(folded.open_offers),
        offers=tuple(folded.open_offers),
        newest=current.digest,
        ground=ground,
        earlier=(*cast("list[JsonObject]", earlier_states(folded)), cast(JsonObject, whole_state(chosen))),
        known=known,
        before=before,
    )
    if pending is None:
        return opened
    if pending.base != chosen.digest:
        return replace(opened, lost=len(pending.commands), since=pending.since)
    played = play(opened.document, pending.commands, ground)
    return replace(opened, document=played.document, restored=played.applied, since=pending.since, lost=played.lost)


def newest_of(acting: Acting, before: Opened, base: str) -> Opened:
    """The text that takes the place of an opened one without unsaved edits, whose entry is ``base`` by now; the same base: nothing does.

    A chosen text stays as long as it is open, or the same offers are and nobody has saved a newer draft. Whatever answers them
    puts the text that counts now in its place, so that nobody proposes anew what was given up since. Raises AnswerNo as
    open_draft does.
    """
    found = open_draft(acting, before.history, base)
    saved = found.newest not in (before.newest, base)
    stays = base in found.offers or (found.offers == before.offers and not saved)
    return found if stays or not base else open_draft(acting, before.history)


def journal_edits(acting: Acting, history: str, base: str, commands: Sequence[Command]) -> None:
    """Keep edits that are in no draft yet, encrypted, durable when this returns."""
    with acting.vault.write() as session:
        note_edits(session, history, base, commands, acting.clock())


def discard_edits(acting: Acting, history: str) -> None:
    """Discard the edits that were not saved as a draft."""
    with acting.vault.write() as session:
        forget_edits(session, history)


def save_draft(
    acting: Acting, document: AgreementDocument, note: str = "", *, begun: str = ""
) -> tuple[AgreementDocument, str]:
    """Save the document as a ``draft`` entry and forget its journal, in one transaction.

    Parties are linked to known organisations by name, where only one matches; the first draft gets its number. ``begun``
    is the digest of the entry whose text was edited; by default that is told from the history. Returns the document as it was saved, and the digest of the entry. Raises WrongUse when the own organisation is not a party.
    """
    with acting.vault.write() as session:
        folded = state_so_far(session, document.agreement)
        # Undoing the first saving must not spend another number.
        before = "" if folded is None else str(current_state(folded).get("number", ""))
        number = document.number or before or next_number(session, acting.clock())
        if number != before and folded is not None and before and number in _earlier_numbers(folded):
            number = before  # a text opened before the number was changed is saved under the number of now
        if number != before:
            require_free(session, number, document.agreement)
        others = matter_of(session, document.agreement).for_others
        terms = link_parties(session, acting, document.terms, asking=False, for_others=others)
        saved = naming_its_changes(session, replace(document, number=number, terms=terms))
        state = write_state(saved)
        read_state(state)
        entry = append(acting, session, document.agreement, "draft", {"state": state, "note": bounded(note)}, folded)
        note_begun(session, document.agreement, entry.digest, begun)
        forget_edits(session, document.agreement)
    return saved, entry.digest


def _earlier_numbers(folded: AgreementState) -> set[str]:
    states = [*(one.state for one in folded.facts.drafts), *(one.state for one in folded.facts.offers.values())]
    return {str(one.get("number", "")) for one in states if isinstance(one, Mapping)}


def renumber(acting: Acting, history: str, *, write: bool) -> tuple[NumberChange, ...]:
    """The numbers that change when the text to work on is counted anew; with ``write`` a draft in which they have.

    Raises AnswerNo once the text is frozen, and WrongUse while a text refers to a deleted part.
    """
    opened = open_draft(acting, history)
    changes = renumbering(opened.document.clauses)
    made = apply(opened.document, Renumber(), opened.ground)
    if write and changes:
        save_draft(acting, made)
    return changes


def propose_counter(acting: Acting, document: AgreementDocument, note: str = "", base: str = "") -> Entry:
    """Save the document and make it the own counter-proposal to the open offer.

    Of several open ones it answers ``base``, or the newest where that is not open; only the counter stays open.
    """
    save_draft(acting, document, note)
    return propose_saved(acting, document.agreement, note, base)


def propose_saved(acting: Acting, history: str, note: str = "", base: str = "") -> Entry:
    """Make the newest draft the own counter-proposal, as propose_counter does once it is saved."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
    newest = max(folded.open_offers, key=folded.place, default=None)
    return counter(acting, history, None, note, base if base in folded.open_offers else newest)


def state_of(document: AgreementDocument) -> dict[str, Any]:
    """The state for the checks."""
    return cast("dict[str, Any]", write_state(document))


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """The agreement in a file; ``why_not`` says why it cannot become a draft here, None: it can."""

    state: Mapping[str, Any]
    """As the file has it, agreement.json in JSON."""
    number: str
    """As in the file; may be empty."""
    title: str
    """In the prevailing language."""
    kind: str
    """Kind of contract, such as ``ai-pilot``."""
    parties: tuple[str, ...]
    """Names in the order of the terms."""
    clauses: int
    """Number of clauses."""
    why_not: Message | None
    """The reason why no draft can be made of it; None where one can."""


def preview_import(acting: Acting, state: Mapping[str, Any]) -> ImportPreview:
    """Preview the import of a state; raises what ``read_state`` raises for an invalid one."""
    document = read_state(dict(state))
    why_not = None
    with acting.vault.read() as session:
        try:
            link_state(session, acting, state)
        except WrongUse as error:
            why_not = error.message
    return ImportPreview(
        state=state,
        number=document.number,
        title=title_of_document(document),
        kind=document.kind,
        parties=tuple(party.name for party in document.terms.parties),
        clauses=len(document.clauses),
        why_not=why_not,
    )
