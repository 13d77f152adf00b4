"""The complete text of an agreement that counts now: between parties every disclosure is required."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datapact.base.errors import AnswerNo
from datapact.base.texts import N_
from datapact.contract.terms import Terms, read_terms
from datapact.contract.terms.references import has_withheld
from datapact.history.commitments.disclosure import Withheld

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import Draft, Offer, SignedElsewhere, Text


def current_proposal(state: AgreementState) -> Offer | Draft | SignedElsewhere | None:
    """The text that counts now: the one signed elsewhere, the frozen or agreed one, else the newest offer or draft."""
    if state.signed_elsewhere is not None:
        return state.signed_elsewhere

    def place(one: Offer | Draft) -> int:
        return state.place(one.digest)

    chosen = state.freeze.offer if state.freeze else state.agreed
    if chosen is not None and chosen in state.facts.offers:
        return state.facts.offers[chosen]
    shared = max((state.facts.offers[digest] for digest in state.open_offers), key=place, default=None)
    draft = own_draft(state)
    if draft is not None and (shared is None or place(draft) > place(shared)):
        return draft
    return shared or max(state.facts.offers.values(), key=place, default=None)


def own_draft(state: AgreementState) -> Draft | None:
    """Our newest draft; None where it is the offer before it, to the last member: as when a draft was put away."""
    if not state.facts.drafts:
        return None
    draft = state.facts.drafts[-1]
    before = [one for one in state.facts.offers.values() if state.place(one.digest) < state.place(draft.digest)]
    offer = max(before, key=lambda one: state.place(one.digest), default=None)
    return None if offer is not None and offer.state == draft.state else draft


def is_same_text(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two states have the same terms and the same words, whatever their titles and numbers are."""
    return all(one.get(name) == other.get(name) for name in ("terms", "clauses", "languages", "prevailing"))


def is_whole_text(state: AgreementState, text: Offer | Draft | SignedElsewhere) -> bool:
    """Whether a text stands in the state without anything withheld; where its entry withholds nothing, nobody has to look."""
    entry = state.entries.get(text.digest)
    return (entry is not None and not entry.absent) or is_whole(state, text.state)


def is_whole(state: AgreementState, part: object) -> bool:
    """Whether nothing of a part of the state is withheld; looked through once, for a text of many parties has thousands of parts."""
    kept, key = state.ledger.resolved, ("whole", id(part))
    held, whole = kept.get(key, (None, False))
    if held is not part:
        text = current_proposal(state)
        entry = None if text is None else state.entries.get(text.digest)
        shown = {} if text is None or entry is None or entry.absent else readable(text.state)  # an entry without gaps
        whole = part is shown or part is shown.get("terms", shown)
        whole = (
            whole or kept.get(("read", id(part)), (None,))[0] is part or not has_withheld(part)
        )  # terms have no gaps
        kept[key] = (part, whole)
    return bool(whole)


def read_once(state: AgreementState, terms: Mapping[str, Any]) -> Terms:
    """Terms as JSON that belong to the state, read once for all that ask; raises what ``read_terms`` raises."""
    kept, key = state.ledger.resolved, ("read", id(terms))
    held, found = kept.get(key, (None, None))
    if found is None or held is not terms:
        found = read_terms(terms)
        kept[key] = (terms, found)
    result: Terms = found
    return result


def working_text(state: AgreementState) -> Offer | Draft | SignedElsewhere | None:
    """The text to work on: like the one that counts now, but a newer draft of ours goes before agreed text, too.

    Until the text is frozen, what was agreed can be replaced by a new proposal.
    """
    current = current_proposal(state)
    draft = own_draft(state)
    if draft is None or current is None or state.freeze is not None or state.signed_elsewhere is not None:
        return current
    return draft if state.place(draft.digest) > state.place(current.digest) else current


def current_state(state: AgreementState) -> Mapping[str, Any]:
    """The state of the text that counts now; empty where this copy does not show it."""
    proposal = current_proposal(state)
    return {} if proposal is None else readable(proposal.state)


def readable(value: Any) -> Mapping[str, Any]:
    """A mapping, or an empty one where something else or nothing is shown."""
    return value if isinstance(value, Mapping) else {}


def whole_state(proposal: Offer | Draft | SignedElsewhere, of: AgreementState | None = None) -> dict[str, Any]:
    """The complete state of a proposal; raises AnswerNo where parts are withheld or erased.

    Who knows the agreement names it: then a text from which nothing is withheld is not looked through for it.
    """
    whole = not has_withheld(proposal.state) if of is None else is_whole_text(of, proposal)
    if isinstance(proposal.state, Withheld) or not whole:
        raise AnswerNo(N_("Parts of this text are withheld or erased in this vault, so this step is not possible."))
    return dict(proposal.state)


def known_text(value: Text) -> str:
    """A text member of an entry; raises AnswerNo where it is withheld or erased."""
    if isinstance(value, Withheld):
        raise AnswerNo(N_("Parts of this text are withheld or erased in this vault, so this step is not possible."))
    return value
