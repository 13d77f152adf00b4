"""Carrying one's own unsent changes over onto a text that came since: nothing is typed twice, nothing of either side is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.agreements.steps.reply import Verdicts, with_own_words
from datapact.agreements.text.begun_on import common_version
from datapact.agreements.text.current_text import is_same_text, whole_state, working_text
from datapact.agreements.text.version_names import named_versions
from datapact.agreements.text.versions import proposals_of
from datapact.base.errors import AnswerNo, DataPactError, WrongUse
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Message, counted
from datapact.contract.changes.carry import Carried, carry, with_chosen
from datapact.contract.changes.proposed import proposed_changes
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.document import AgreementDocument, read_state
from datapact.organisation.acting.names import known_names

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import Draft, Offer
    from datapact.organisation.acting.acting_member import Acting


@dataclass(frozen=True, slots=True)
class OpenCarry:
    """A draft of ours beside a text that came since."""

    history: str
    """Id of the agreement."""
    draft: str
    """Digest of the draft; of the text that the unsaved changes were made on, where these are carried."""
    unsaved: bool
    """Whether it has changes that are in no draft yet; they become one first."""
    onto: str
    """Digest of the text onto which the changes are carried."""
    common: Message
    """The text with which both began: what it is, by whom, of which day."""
    new: Message
    """The text onto which the changes are carried, named alike."""
    last: str
    """Digest of the newest version of all when this was read; nothing is written over one that came since."""
    carried: Carried
    """The changes laid over it."""


def open_carry(acting: Acting, history: str, draft: str = "", onto: str = "") -> OpenCarry:
    """Lay a draft beside the newest text; nothing is written.

    ``draft`` and ``onto`` are digests; by default what is worked on, the newest draft that was not sent, and the newest
    text that is not this draft. Raises AnswerNo where there is nothing to carry, and once the text is frozen.
    """
    opened = open_draft(acting, history)
    with acting.vault.read() as session:
        folded = load_state(session, history)
        named = named_versions(session, folded, known_names(session), acting.organisation)
        known = proposals_of(folded)
        unsaved = bool(opened.restored) and draft in ("", opened.base)
        source = opened.base if unsaved else draft or _unsent(folded)
        if source not in known or (onto and onto not in known):
            raise WrongUse(N_("There is no such draft in this agreement any more."))
        target = onto or _newest(folded, source)
        last = _last(folded)
        common = common_version(session, folded, source, target) if target else ""
    mine = opened.document if unsaved else _document(known[source])
    if not target or not common or common == target:
        raise AnswerNo(N_("No text came since this draft was begun: its changes stand against the newest one already."))
    new, before = _document(known[target]), _document(known[common])
    if is_same_text(whole_state(known[target]), whole_state(known[common])):
        raise AnswerNo(N_("No text came since this draft was begun: its changes stand against the newest one already."))
    return OpenCarry(
        history, source, unsaved, target, named[common].name, named[target].name, last, carry(before, mine, new)
    )


def to_carry(acting: Acting, history: str, draft: str = "", onto: str = "") -> int:
    """The number of own changes that the newest text lacks and that can be carried over onto it, or have no place in it; 0 for none.

    What we proposed in the draft's words since it was saved does not count: the partners had it, and the newest text is their answer.
    """
    try:
        opened = open_carry(acting, history, draft, onto)
    except DataPactError:
        return 0
    with acting.vault.read() as session:
        folded = load_state(session, history)
    left = {one.id for one in opened.carried.changes}
    for proposed in _proposed_since(folded, opened, acting.organisation):
        left &= {one.id for one in proposed_changes(proposed, opened.carried.draft)}
    if opened.carried.changes:
        return len(left)
    return len(opened.carried.homeless)


def _proposed_since(folded: AgreementState, opened: OpenCarry, own: str) -> list[AgreementDocument]:
    """The texts that we proposed after the draft; none while changes are unsaved, for they were typed later."""
    if opened.unsaved:
        return []
    since = folded.place(opened.draft)
    return [
        _document(one)
        for one in folded.facts.offers.values()
        if folded.entries[one.digest].organisation == own
        and folded.place(one.digest) > since
        and isinstance(one.state, Mapping)
        and not has_withheld(whole_state(one))
    ]


def working_draft(acting: Acting, history: str) -> str:
    """Digest of the draft of ours that is worked on and that the partners do not have; empty for none.

    Where it has unsaved changes they become a draft first, so that a text which comes does not leave them behind.
    """
    with acting.vault.read() as session:
        folded = load_state(session, history)
    try:
        opened = open_draft(acting, history)
    except DataPactError:
        return ""
    if opened.restored:
        return save_draft(acting, opened.document, begun=opened.base)[1]
    draft = unsent_draft(folded)
    return draft.digest if draft is not None and opened.base == draft.digest else ""


def chosen_changes(opened: OpenCarry, decided: Mapping[str, Verdicts]) -> frozenset[str]:
    """The ids of the changes that are carried: all that collide with nothing, and those that were decided for us.

    What collides with nothing can be left out, too, by a decision. Raises WrongUse while a colliding one is undecided.
    """
    missing = opened.carried.colliding - decided.keys()
    if missing:
        raise WrongUse(counted("{n} change is not decided yet.", "{n} changes are not decided yet.", len(missing)))
    left = {name for name, one in decided.items() if one.verdict == "refused"}
    known = {one.id for one in opened.carried.changes}
    return frozenset(known - left)


def carry_over(acting: Acting, opened: OpenCarry, decided: Mapping[str, Verdicts], note: str) -> str:
    """Save the new text with the own changes as the draft to work on; returns its digest.

    The draft that was carried stays, with what was left out; unsaved changes become one first, those on another text, too.
    Raises AnswerNo where another text came meanwhile or more was typed, WrongUse for what ``chosen_changes`` refuses and
    for changes that cannot stand together.
    """
    document = carried_text(opened, decided)
    with acting.vault.read() as session:
        folded = load_state(session, opened.history)
    if _last(folded) != opened.last:
        raise AnswerNo(N_("Another text came meanwhile. Carry your changes over again."))
    typed = open_draft(acting, opened.history)
    if opened.unsaved and typed.document != opened.carried.draft:
        raise AnswerNo(N_("Something was changed in your draft meanwhile. Carry your changes over again."))
    if typed.restored:  # saving the new draft forgets what was typed, on whatever text
        save_draft(acting, typed.document, begun=typed.base)
    _saved, digest = save_draft(acting, document, note, begun=opened.onto)
    return digest


def carried_text(opened: OpenCarry, decided: Mapping[str, Verdicts]) -> AgreementDocument:
    """The new text with the own changes as decided. Raises WrongUse as ``chosen_changes`` does."""
    chosen = chosen_changes(opened, decided)
    document = with_chosen(opened.carried, chosen).document
    return with_own_words(document, opened.carried.changes, decided)


def unsent_draft(folded: AgreementState) -> Draft | None:
    """The newest draft of ours, unless an offer or counter-proposal says the same; None, too, where no text was offered."""
    draft = folded.facts.drafts[-1] if folded.facts.drafts else None
    if draft is None or not isinstance(draft.state, Mapping) or not folded.facts.offers:
        return None
    said = draft.state
    sent = any(isinstance(one.state, Mapping) and is_same_text(one.state, said) for one in folded.facts.offers.values())
    return None if sent else draft


def _unsent(folded: AgreementState) -> str:
    draft = unsent_draft(folded)
    if draft is None:
        raise AnswerNo(N_("There is no draft of yours that the partners do not have."))
    return draft.digest


def _newest(folded: AgreementState, draft: str) -> str:
    """The text to work on, where it is newer than the draft; else the one that lies before the parties."""
    working = working_text(folded)
    if working is not None and working.digest != draft and folded.place(working.digest) > folded.place(draft):
        return working.digest
    if folded.agreed in folded.facts.offers:
        return str(folded.agreed)
    return max(folded.open_offers or folded.facts.offers, key=folded.place, default="")


def _last(folded: AgreementState) -> str:
    return max(proposals_of(folded), key=folded.place, default="")


def _document(version: Offer | Draft) -> AgreementDocument:
    return read_state(cast(JsonObject, whole_state(version)))
