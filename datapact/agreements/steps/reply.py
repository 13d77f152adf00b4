"""A reply to a proposal, change by change: accepted, refused with a reason, or answered in other words, those of our draft where both sides changed it.

What was decided is kept in the vault until the reply is written, so that it survives a restart. A clause that both sides
edited is shown in both texts; whichever is not taken stays in the history.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, cast

from datapact.agreements.approvals.exact_text import is_exactly
from datapact.agreements.approvals.house_positions import house_positions
from datapact.agreements.approvals.standing import approvals_of
from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.own_findings import confirmed_wordings
from datapact.agreements.steps.drafting import marks_of_drafts, open_draft, save_draft
from datapact.agreements.steps.negotiation import LONGEST_NOTE, accept, chosen_offer, counter
from datapact.agreements.text.current_text import whole_state
from datapact.agreements.text.versions import proposals_of
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, DataPactError, WrongUse
from datapact.base.strictjson import JsonObject, JsonValue, canonical, parse_object
from datapact.base.texts import LANGUAGES, N_, Language, Message, counted
from datapact.checks.run.lost import LostPart
from datapact.checks.run.lost_by_change import lost_by_change
from datapact.contract.changes.burdens_by_change import burdens_by_change
from datapact.contract.changes.compose import compose
from datapact.contract.changes.proposed import ProposedChange, proposed_changes
from datapact.contract.changes.rewritten import rewritten
from datapact.contract.changes.terms_by_change import terms_by_change
from datapact.contract.editing.commands import Command, Reword, SetTerm
from datapact.contract.editing.edit import apply
from datapact.contract.terms import Localised
from datapact.contract.terms.paths import value_at
from datapact.contract.text.clauses import places, plain_text
from datapact.contract.text.document import AgreementDocument, read_state, write_state
from datapact.contract.text.word_diff import changed_words
from datapact.vault.database.entries import get_meta, set_meta

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import Draft, Offer
    from datapact.organisation.acting.acting_member import Acting

type Verdict = Literal["accepted", "refused", "reworded"]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The decisions on one change."""

    verdict: Verdict
    """``reworded``: taken in other words, or with another value."""
    reason: str = ""
    """Told to the partner; wanted for a refusal."""
    words: Mapping[Language, str] = field(default_factory=dict, hash=False)
    """For a change of wording, or of a term that is free text: the own words by language."""
    value: JsonValue = None
    """For a change of a term: the own value as JSON."""


@dataclass(frozen=True, slots=True)
class OpenChange:
    """One change of a proposal, waiting to be decided on."""

    change: ProposedChange
    """Against our own text."""
    both: bool
    """Whether our side changed the same place since the text that both sides had in common."""
    loses: tuple[LostPart, ...] = ()
    """What accepting it removes that a law or a rule asks for."""
    leaves: tuple[Message, ...] = ()
    """Where accepting it leaves the playbook, who may concede it, and what to tell the other side; for our house alone."""
    terms: tuple[Message, ...] = ()
    """Weighty sentences that accepting it brings, and defined terms that it leaves undefined, unused or defined twice."""
    drafted: Mapping[Language, str] = field(default_factory=dict, hash=False)
    """Our own words there by language, as a draft that nobody else has says them; empty for none."""
    drafted_value: JsonValue = None
    """The own value there, as such a draft has it."""


@dataclass(frozen=True, slots=True)
class OpenReply:
    """A proposal of a partner beside our own text."""

    history: str
    """Id of the agreement."""
    offer: str
    """Digest of the entry that proposes."""
    own: AgreementDocument
    """Our own newest text that the partner has; the proposal itself where there is none."""
    proposal: AgreementDocument
    """As proposed."""
    changes: tuple[OpenChange, ...]
    """In reading order; empty where there is nothing of ours to compare with."""
    decided: Mapping[str, Verdicts] = field(hash=False)
    """Kept decisions by the ids of the changes."""
    loses: tuple[LostPart, ...] = ()
    """What the proposal as a whole removes, as far as no single change of wording does."""
    note: str = ""
    """What the partner wrote with the proposal: a message, and reasons for what it refused or put in other words."""
    draft: AgreementDocument | None = None
    """Our newest text since the one that both sides had in common, which nobody else has; None for none."""


def open_reply(acting: Acting, history: str, offer: str = "") -> OpenReply:
    """Open a proposal to be answered; ``offer`` is the beginning of its digest where several are open. Raises AnswerNo."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        theirs = [one for one in folded.open_offers if acting.organisation not in folded.accepted[one]]
        chosen = chosen_offer(theirs, offer or None)
        kept = get_meta(session, _key(history, chosen))
        confirmed = confirmed_wordings(session, folded, acting.organisation)
        offered = folded.facts.offers[chosen].state
        away = {digest for digest, mark in marks_of_drafts(session, history).items() if mark.get("away") is True}
        beside = house_positions(session, offered if isinstance(offered, Mapping) else {}, history, acting.organisation)
    written = folded.entries[chosen].body.get("note")
    note = written.strip() if isinstance(written, str) else ""
    known = proposals_of(folded)
    proposal = read_state(cast(JsonObject, whole_state(folded.facts.offers[chosen])))
    ours = _own_text(folded, acting.organisation, chosen)
    if ours is None:
        return OpenReply(history, chosen, proposal, proposal, (), {}, note=note)
    own = read_state(cast(JsonObject, whole_state(ours)))
    common = known.get(folded.facts.offers[chosen].answers)
    own_ids: set[str] = set()
    if common is not None and common.digest != ours.digest:
        before = read_state(cast(JsonObject, whole_state(common)))
        own_ids = {change.id for change in proposed_changes(before, own)} & {
            change.id for change in proposed_changes(before, proposal)
        }
    found = proposed_changes(own, proposal)
    drafts = _drafts(acting, folded, common, away)
    lost = lost_by_change(own, proposal, found, local_day(acting.clock()), confirmed)
    left = beside.left_by(own, proposal, found)
    terms, burdens = terms_by_change(own, proposal, found), burdens_by_change(own, proposal, found)
    changes = tuple(
        OpenChange(
            change,
            change.id in own_ids or bool(_drafted(change, own, proposal, drafts)),
            lost.get(change.id, ()),
            left.get(change.id, ()),
            (*burdens.get(change.id, ()), *terms.get(change.id, ())),
            _drafted(change, own, proposal, drafts),
            _drafted_value(change, own, proposal, drafts),
        )
        for change in found
    )
    ids = {one.change.id for one in changes}
    decided = {name: one for name, one in _read(kept).items() if name in ids}
    draft = drafts[0] if drafts else None
    return OpenReply(history, chosen, own, proposal, changes, decided, lost.get("", ()), note, draft)


def left_of_draft(opened: OpenReply, decided: Mapping[str, Verdicts]) -> tuple[Message, ...]:
    """What our newest draft says otherwise than our own offer, and the reply that the decisions make does not say.

    What the partner proposed, too, is left out: a draft onto which our changes were carried holds it, and it was decided.

    Raises what ``composed_reply`` raises.
    """
    if opened.draft is None or not opened.changes:
        return ()
    mine = proposed_changes(opened.own, opened.draft)
    missing = {one.id for one in proposed_changes(composed_reply(opened, decided), opened.draft)}
    theirs = {one.change.id: one.change.messages for one in opened.changes}
    open_still = (one for one in mine if one.id in missing and one.kind != "numbers")
    left = (one for one in open_still if theirs.get(one.id) != one.messages)
    return tuple(message for one in left for message in one.messages)


def _drafts(
    acting: Acting, folded: AgreementState, common: Offer | Draft | None, away: Collection[str]
) -> list[AgreementDocument]:
    """What we wrote since the text that both sides had in common, newest first: unsaved edits, then drafts not put ``away``."""
    since = -1 if common is None else folded.place(common.digest)
    found = []
    for draft in folded.facts.drafts:
        if draft.digest in away:
            continue
        try:
            if folded.place(draft.digest) > since:
                found.append(read_state(cast(JsonObject, whole_state(draft))))
        except DataPactError:  # parts of it were erased
            continue
    try:
        opened = open_draft(acting, folded.history)
    except DataPactError:
        return found[::-1]
    return [*([opened.document] if opened.restored else []), *found[::-1]]


def _drafted(
    change: ProposedChange, own: AgreementDocument, proposal: AgreementDocument, drafts: Sequence[AgreementDocument]
) -> Mapping[Language, str]:
    """The words of our newest draft there, where it says something else than either side's text."""
    if change.kind != "text":
        return {}
    theirs, ours = _words_at(proposal, change.place), _words_at(own, change.place)
    return _newest((_words_at(draft, change.place) for draft in drafts), ours, theirs) or {}


def _newest[T](said: Iterable[T], ours: T, theirs: T) -> T | None:
    """What drafts say, newest first, without those that follow the proposal; None where the newest went back to our text.

    Words that an older draft had were given up since, or came with a file whose changes we refused.
    """
    newest = next((one for one in said if one and one != theirs), None)
    return None if newest == ours else newest


def _words_at(document: AgreementDocument, place: str) -> dict[Language, str]:
    texts = dict(places(document.clauses)).get(place, {})
    return {language: plain_text(runs) for language, runs in texts.items() if plain_text(runs)}


def _drafted_value(
    change: ProposedChange, own: AgreementDocument, proposal: AgreementDocument, drafts: Sequence[AgreementDocument]
) -> JsonValue:
    if change.kind != "term":
        return None
    theirs, ours = _value_at(proposal, change.place), _value_at(own, change.place)
    return _newest((_value_at(draft, change.place) for draft in drafts), ours, theirs)


def _value_at(document: AgreementDocument, place: str) -> int | str | None:
    try:
        value = value_at(document.terms, place)
    except (KeyError, DataPactError):
        return None
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int | str) and not isinstance(value, bool) else None


def _own_text(folded: AgreementState, organisation: str, offer: str) -> Offer | Draft | None:
    """Our newest proposal that the partner knows; where we made none yet, the one that this one answers."""
    mine = [
        one
        for digest, one in folded.facts.offers.items()
        if folded.entries[digest].organisation == organisation and digest != offer
    ]
    if mine:
        return max(mine, key=lambda one: folded.place(one.digest))
    return folded.facts.offers.get(folded.facts.offers[offer].answers)


def keep_decisions(acting: Acting, history: str, offer: str, decided: Mapping[str, Verdicts]) -> None:
    """Keep what was decided so far, encrypted in the vault; nothing of it is shared."""
    written: JsonObject = {
        name: {
            "verdict": one.verdict,
            "reason": one.reason,
            "words": {str(language): text for language, text in one.words.items()},
            **({} if one.value is None else {"value": one.value}),
        }
        for name, one in decided.items()
    }
    with acting.vault.write() as session:
        set_meta(session, _key(history, offer), canonical(written).decode() if written else None)


def _key(history: str, offer: str) -> str:
    return f"reply:{history}:{offer}"


def _read(kept: str | None) -> dict[str, Verdicts]:
    """The kept decisions; none where they cannot be read any more."""
    if kept is None:
        return {}
    try:
        value = parse_object(kept.encode())
    except DataPactError:
        return {}
    found: dict[str, Verdicts] = {}
    for name, one in value.items():
        if isinstance(one, dict) and one.get("verdict") in ("accepted", "refused", "reworded"):
            words = one.get("words")
            said = words if isinstance(words, dict) else {}
            texts: dict[Language, str] = {language: str(said[language]) for language in LANGUAGES if language in said}
            verdict = cast(Verdict, one["verdict"])
            found[name] = Verdicts(verdict, str(one.get("reason", "")), texts, one.get("value"))
    return found


def composed_reply(reply: OpenReply, decided: Mapping[str, Verdicts]) -> AgreementDocument:
    """The text that the decisions make: our own, with what was accepted and what was put in other words.

    Raises WrongUse for a change without a decision, and for a value or words that do not fit.
    """
    missing = [one for one in reply.changes if one.change.id not in decided]
    if missing:
        raise WrongUse(counted("{n} change is not decided yet.", "{n} changes are not decided yet.", len(missing)))
    taken = [name for name, one in decided.items() if one.verdict != "refused"]
    document = compose(reply.own, reply.proposal, taken).document
    return with_own_words(document, [one.change for one in reply.changes], decided)


def with_own_words(
    document: AgreementDocument, changes: Iterable[ProposedChange], decided: Mapping[str, Verdicts]
) -> AgreementDocument:
    """The text in which changes were accepted, those that were put in other words with these or with another value.

    Raises WrongUse for a value or words that do not fit.
    """
    ground = document.clauses
    for change in changes:
        verdict = decided.get(change.id)
        if verdict is not None and verdict.verdict == "reworded":
            for command in _commands(document, change, verdict):
                document = apply(document, command, ground)
    return document


def _commands(document: AgreementDocument, change: ProposedChange, verdict: Verdicts) -> list[Command]:
    if change.kind == "term" and verdict.words:
        said = value_at(document.terms, change.place)
        before: dict[str, JsonValue] = {"de": said.de, "en": said.en} if isinstance(said, Localised) else {}
        return [SetTerm(change.place, before | {str(language): text for language, text in verdict.words.items()})]
    if change.kind == "term":
        return [SetTerm(change.place, verdict.value)]
    texts = dict(places(document.clauses)).get(change.place)
    if texts is None or not verdict.words:
        raise WrongUse(N_("Give your own words for this change, or refuse it."))
    return [
        Reword(change.place, language, rewritten(texts.get(language, ()), words).runs)
        for language, words in verdict.words.items()
        if language in document.languages
    ]


def reply(acting: Acting, opened: OpenReply, decided: Mapping[str, Verdicts], note: str = "") -> Entry:
    """Write the reply: an acceptance where everything was accepted, else a counter-proposal with the reasons.

    A counter-proposal that colleagues have to approve first is kept as a draft, and refused; what was decided stays.
    Raises AnswerNo where the proposal is no longer open, WrongUse for what ``composed_reply`` refuses.
    """
    document = composed_reply(opened, decided)
    if document == opened.proposal:
        entry = accept(acting, opened.history, opened.offer)
    else:
        if document == opened.own and not any(one.reason for one in decided.values()) and not note.strip():
            raise AnswerNo(N_("You refuse every change. Say why, so that the partner knows how to go on."))
        state: dict[str, Any] = dict(write_state(document))
        _keep_until_approved(acting, opened, document, state)
        told = reply_note(opened, decided, document, note)
        entry = counter(acting, opened.history, None, told, opened.offer, state)
    keep_decisions(acting, opened.history, opened.offer, {})
    return entry


def _keep_until_approved(acting: Acting, opened: OpenReply, document: AgreementDocument, state: dict[str, Any]) -> None:
    """Where colleagues have to approve the text of a reply first, keep it as a draft that they can read."""
    with acting.vault.read() as session:
        folded = load_state(session, opened.history)
        missing = approvals_of(acting, session, folded, state, agrees=acting.kid).missing
    drafts = folded.facts.drafts
    if missing and not (drafts and is_exactly(whole_state(drafts[-1]), state)):
        save_draft(acting, document, begun=opened.offer)


def reply_note(opened: OpenReply, decided: Mapping[str, Verdicts], document: AgreementDocument, note: str) -> str:
    """The note for the partner: message, each refusal and each answer with what we offer in it, with reasons, what was accepted."""
    language = document.prevailing
    offered = {change.id: change for change in proposed_changes(opened.proposal, document)}
    lines = [note.strip()] if note.strip() else []
    for one in opened.changes:
        verdict = decided.get(one.change.id)
        if verdict is None or verdict.verdict == "accepted":
            continue
        reason = f" – {verdict.reason.strip()}" if verdict.reason.strip() else ""
        if verdict.verdict == "refused":
            lines.append(f"{REFUSED.text(language)}: {one.change.messages[0].text(language)}{reason}")
            continue
        ours = offered.get(one.change.id)
        said = _offered_words(opened, one.change, verdict, ours, language)
        lines.append(f"{OFFERED.text(language)}: {said}{reason}")
    taken = [one.change for one in opened.changes if _is_accepted(decided.get(one.change.id))]
    if lines and taken:
        places_of = dict.fromkeys(change.messages[0].text(language).partition(": ")[0] for change in taken)
        lines.append(f"{ACCEPTED.text(language)}: {'; '.join(places_of)}")
    return "\n".join(lines)[:LONGEST_NOTE]


def _offered_words(
    opened: OpenReply, change: ProposedChange, verdict: Verdicts, ours: ProposedChange | None, language: Language
) -> str:
    """What we offer at the place of a change, measured against what the partner proposed: never their words as ours."""
    if verdict.words:
        words = verdict.words.get(language) or next(iter(verdict.words.values()))
        theirs = plain_text(dict(places(opened.proposal.clauses)).get(change.place, {}).get(language, ()))
        ours_alone = changed_words(theirs, words)[1] or words
        return f"„{ours_alone}“" if language == "de" else f"“{ours_alone}”"
    told = ours if ours is not None else change
    return " ".join(message.text(language) for message in told.messages)


def _is_accepted(decided: Verdicts | None) -> bool:
    return decided is not None and decided.verdict == "accepted"


ACCEPTED = Message("Accepted")
REFUSED = Message("Refused")
OFFERED = Message(N_("We offer instead"))
