"""The last offer, as the ground against which a draft shows its changes, and what the other side changed last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.reading_version import text_amended
from datapact.agreements.text.begun_on import is_begun_on
from datapact.agreements.text.current_text import working_text
from datapact.agreements.text.version_names import named_versions
from datapact.agreements.text.versions import proposals_of, versions
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Language, Message
from datapact.contract.changes.amending import without_amending
from datapact.contract.changes.by_weight import heaviest_first
from datapact.contract.changes.compose import compose
from datapact.contract.changes.proposed import proposed_changes
from datapact.contract.text.document import AgreementDocument, read_state
from datapact.contract.text.marked import MarkedPlace, marked_text
from datapact.organisation.acting.names import known_names

_IN_FORCE = N_("Contract {number} as it is in force")

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting


@dataclass(frozen=True, slots=True)
class TheirChanges:
    """The changes of the newest proposal of another organisation in the text that it answers."""

    name: Message
    """The proposal: what it is, by whom, of which day."""
    before: Message
    """The text that it answers, named alike."""
    places: Mapping[Language, tuple[MarkedPlace, ...]] = field(hash=False)
    """By language the places that it changed, under the headings of their clauses; removed ones where they stood."""


@dataclass(frozen=True, slots=True)
class Undone:
    """The changes of another organisation's newest proposal that a text of ours says as before or otherwise."""

    name: Message
    """The proposal: what it is, by whom, of which day."""
    missing: tuple[str, ...]
    """Sentences, one for each change that the text does not have: proposed as it is, it takes them back."""
    both: tuple[str, ...]
    """Sentences, one for each change at a place that the text changes, too."""
    unread: bool
    """The text has none of the changes: it was begun before they came, and nobody has decided on them."""


@dataclass(frozen=True, slots=True)
class LastOffer:
    """The newest offer or counter-proposal, by whomever; for a text begun before it came, the one that it builds on.

    Before an amendment is offered it is the contract that it amends, as that is in force.
    """

    document: AgreementDocument
    """Its text."""
    name: Message
    """What it is, by whom, of which day."""
    theirs: TheirChanges | None
    """None where no other organisation has answered with a text of its own yet."""
    undone: Undone | None = None
    """None where the text at hand has every change of theirs, or none was given."""
    amended: bool = False
    """Whether it is the contract that is amended, and no offer."""
    drafted: bool = False
    """Whether it is an earlier draft of ours, and no offer."""


def last_offer(acting: Acting, history: str, text: AgreementDocument | None = None) -> LastOffer | None:
    """The newest text that was offered; None while there are only drafts, unless they amend a contract. By place, never by time.

    Where ``text`` of ours was begun before another organisation's proposal came, what they added is not there: against
    that proposal it would look as if we had struck it, so the text that both build on is the ground.
    """
    with acting.vault.read() as session:
        folded = load_state(session, history)
        known = named_versions(session, folded, known_names(session), acting.organisation)
        working = working_text(folded)
        decided = {
            one
            for one in folded.facts.offers
            if working is not None and is_begun_on(session, folded, working.digest, one)
        }
    listed = versions(folded)
    offered = [one for one in listed if one.kind != "draft"]
    if not offered:
        return _amended(acting, text or (_read(folded, listed[-1].digest) if listed else None))
    theirs = None
    answer = next((one for one in reversed(offered) if one.organisation != acting.organisation and one.before), None)
    if answer is not None:
        old, new = _read(folded, answer.before), _read(folded, answer.digest)
        changed = {language: tuple(_changed(marked_text(old, new, language))) for language in new.languages}
        theirs = TheirChanges(known[answer.digest].name, known[answer.before].name, changed)
    found = LastOffer(_read(folded, offered[-1].digest), known[offered[-1].digest].name, theirs)
    if text is None or answer is None or answer is not offered[-1]:
        return found
    undone = _undone(_read(folded, answer.before), found.document, text, found.name)
    if undone is not None and undone.unread and answer.digest in decided:
        undone = replace(undone, unread=False)  # what it lacks was left out there by a person
    if undone is not None and undone.unread:
        return LastOffer(_read(folded, answer.before), known[answer.before].name, theirs, undone)
    return replace(found, undone=undone)


def ground_of_changes(acting: Acting, history: str, text: AgreementDocument | None = None) -> LastOffer | None:
    """The last offer; before the first, the newest draft here that says something else than ``text``, or else the newest.

    None where there is no text yet.
    """
    offer = last_offer(acting, history, text)
    if offer is not None:
        return offer
    with acting.vault.read() as session:
        folded = load_state(session, history)
        known = named_versions(session, folded, known_names(session), acting.organisation)
    listed = [one.digest for one in reversed(versions(folded))]
    if not listed:
        return None
    earlier = next((one for one in listed if _read(folded, one) != text), listed[0])
    return LastOffer(_read(folded, earlier), known[earlier].name, None, drafted=True)


def _amended(acting: Acting, draft: AgreementDocument | None) -> LastOffer | None:
    """The contract that a draft amends."""
    if draft is None or draft.parent is None:
        return None
    with acting.vault.read() as session:
        before = text_amended(session, draft)
    if before is None:
        return None
    return LastOffer(before, Message(_IN_FORCE, {"number": draft.parent.get("number", "")}), None, amended=True)


def amending_changes(acting: Acting, document: AgreementDocument) -> tuple[str, ...]:
    """The changes of an amendment against the contract in force, a sentence each; empty for what amends none that is here."""
    offer = _amended(acting, document)
    if offer is None:
        return ()
    changed = heaviest_first(proposed_changes(offer.document, without_amending(document)))
    return tuple(str(words) for one in changed for words in one.messages)


def _undone(
    before: AgreementDocument, proposal: AgreementDocument, text: AgreementDocument, name: Message
) -> Undone | None:
    theirs = proposed_changes(before, proposal)
    apart = {change.id for change in proposed_changes(proposal, text)}
    ours = {change.id for change in proposed_changes(before, text)}
    lacking = heaviest_first([change for change in theirs if change.id in apart])
    if not lacking:
        return None
    missing, both = (
        tuple(" ".join(map(str, one.messages)) for one in lacking if (one.id in ours) is changed)
        for changed in (False, True)
    )
    return Undone(name, missing, both, len(lacking) == len(theirs))


def with_theirs(acting: Acting, history: str, text: AgreementDocument) -> AgreementDocument:
    """A text of ours with those changes of another organisation's newest proposal that it lacks, save where it says otherwise.

    Raises WrongUse where what it lacks cannot stand beside what it says.
    """
    with acting.vault.read() as session:
        folded = load_state(session, history)
    offered = [one for one in versions(folded) if one.kind != "draft"]
    if not offered or offered[-1].organisation == acting.organisation or not offered[-1].before:
        return text
    before, proposal = _read(folded, offered[-1].before), _read(folded, offered[-1].digest)
    ours = {change.id for change in proposed_changes(before, text)}
    theirs = {change.id for change in proposed_changes(before, proposal)} - ours
    return compose(text, proposal, [one.id for one in proposed_changes(text, proposal) if one.id in theirs]).document


def changes_since_offer(
    acting: Acting, history: str, document: AgreementDocument
) -> tuple[tuple[str, ...], Undone | None]:
    """The changes of a text against the newest offer, a sentence a change, and what of it undoes the other side's changes."""
    offer, beside = last_offer(acting, history), last_offer(acting, history, document)
    if offer is None or beside is None:
        return (), None
    changed = heaviest_first(proposed_changes(offer.document, document))
    return tuple(str(words) for one in changed for words in one.messages), beside.undone


def _changed(listed: Sequence[MarkedPlace]) -> Iterator[MarkedPlace]:
    """The places that are marked, each under the heading of its clause."""
    heading: MarkedPlace | None = None
    for place in listed:
        if place.kind == "heading":
            heading = place
        if place.mark != "same":
            if heading is not None and heading is not place:
                yield heading
            heading = None
            yield place


def _read(folded: AgreementState, digest: str) -> AgreementDocument:
    return read_state(cast(JsonObject, dict(cast("Mapping[str, object]", proposals_of(folded)[digest].state))))
