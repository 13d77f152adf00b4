"""One version of an agreement's text, and any two compared: which they are, whose changes lie between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.projection import amended_agreement
from datapact.agreements.projection.reading_version import contract_amended
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.text.current_text import current_state, whole_state
from datapact.agreements.text.version_names import NamedVersion, named_versions
from datapact.agreements.text.versions import proposals_of, versions
from datapact.base.beginnings import named
from datapact.base.errors import AnswerNo, DataPactError, WrongUse
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Message
from datapact.contract.changes.change_lines import ChangeLine, change_lines
from datapact.contract.changes.comparison import Comparison, compared
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.clauses import places, same_words
from datapact.contract.text.document import AMENDS, AgreementDocument, read_state, relation_of, write_state
from datapact.history.commitments.disclosure import Withheld
from datapact.history.state.facts import Offer
from datapact.organisation.acting.names import known_names

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class Compared:
    """Two texts compared, with their names."""

    history: str
    """Id of the agreement."""
    old: str
    """Digest of the entry of the older text."""
    new: str
    """The same of the newer one; empty: a file from outside."""
    old_name: Message
    """Its number, round, what it is, by whom and of which minute."""
    new_name: Message
    """The same; the name of the file for one from outside."""
    comparison: Comparison
    """What differs."""
    parties: Mapping[str, str] = field(hash=False)
    """Name of the organisation whose change a place holds, by the place."""
    outside: tuple[str, ...] = ()
    """What else a file from outside holds, in sentences."""


def compare_versions(acting: Acting, history: str, old: str = "", new: str = "") -> Compared:
    """Two versions by the beginnings of their digests; by default the newest and the one that it answers.

    The first version of an amendment is compared with the text that it amends; its ``old`` is ``AMENDED`` and that agreement.
    Raises AnswerNo when there is nothing to compare, WrongUse for a version that is not there.
    """
    if not old and (amendment := _with_amended(acting, history, new)) is not None:
        return amendment
    before, after = proposals(acting, history, old, new)
    with acting.vault.read() as session:
        folded = load_state(session, history)
        known = named_versions(session, folded, known_names(session), acting.organisation)
    texts = _read(before.state), _read(after.state)
    found = compared(*texts)
    return Compared(
        history,
        before.digest,
        after.digest,
        known[before.digest].name,
        known[after.digest].name,
        found,
        whose_changes(folded, known, before.digest, after.digest),
    )


def _with_amended(acting: Acting, history: str, new: str) -> Compared | None:
    """The first version of an amendment beside the text that it amends; None for any other version, or where that is not here."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        order = [digest for digest in folded.order if digest in proposals_of(folded)]
        if not order or (_one(order, new) if new else order[-1]) != order[0]:
            return None
        text = _version(folded, order[0])
        amended = amended_agreement(write_state(text))
        row = session.get(AgreementRow, amended) if amended else None
        if row is None:
            return None
        known = named_versions(session, folded, known_names(session), acting.organisation)
        name = Message(N_("Contract {number} as it is in force"), {"number": row.number})
        found = compared(_text_before(session, amended, text), text)
        return Compared(history, f"{AMENDED}{amended}", order[0], name, known[order[0]].name, found, {})


def _read(state: Mapping[str, object]) -> AgreementDocument:
    return read_state(cast(JsonObject, dict(state)))


def listed_versions(acting: Acting, history: str) -> tuple[tuple[str, Message], ...]:
    """Every version that is here whole, newest first: its digest and its name."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        known = named_versions(session, folded, known_names(session), acting.organisation)
    return tuple((digest, one.name) for digest, one in reversed(list(known.items())))


def whose_changes(folded: AgreementState, known: Mapping[str, NamedVersion], old: str, new: str) -> dict[str, str]:
    """The name of the organisation, by place, that changed it last on the way from one version to another.

    Where the older one is no ancestor of the newer, every change is that of the newer one's author. What came back in a
    Word file is the partner's. ``known`` are all versions by digest.
    """
    way = [new]
    while way[-1] != old and known[way[-1]].version.before:
        way.append(known[way[-1]].version.before)
    if way[-1] != old:
        way = [new, old]
    texts = {}
    for digest in way:
        try:
            texts[digest] = dict(places(_read(whole_state(proposals_of(folded)[digest])).clauses))
        except (AnswerNo, DataPactError, KeyError):
            continue
    found: dict[str, str] = {}
    steps = [digest for digest in reversed(way) if digest in texts]
    for before, after in pairwise(steps):
        left, right = texts[before], texts[after]
        for place in {**left, **right}:
            one, other = left.get(place), right.get(place)
            if one is None or other is None or not same_words(one, other):
                found[place] = known[after].author
    return found


@dataclass(frozen=True, slots=True)
class Proposal:
    """A complete state that somebody proposed or drafted."""

    digest: str
    """Of its entry, base64url."""
    state: dict[str, Any]
    """As agreement.json, JSON."""


def proposals(acting: Acting, history: str, old: str = "", new: str = "") -> tuple[Proposal, Proposal]:
    """Two proposals by the beginnings of their digests; by default the newest and the one that it answers.

    Raises AnswerNo when there is nothing to compare, WrongUse when a digest matches no proposal.
    """
    with acting.vault.read() as session:
        folded = load_state(session, history)
    known = proposals_of(folded)
    order = [digest for digest in folded.order if digest in known]
    if len(order) < 2 and not (old and new):
        raise AnswerNo(N_("There is only one version so far, so there is nothing to compare."))
    after = _one(order, new) if new else order[-1]
    if old:
        before = _one(order, old)
    else:
        newest = known[after]
        answered = newest.answers if isinstance(newest, Offer) else ""
        before = answered if answered in known else order[max(0, order.index(after) - 1)]
    return Proposal(before, whole_state(known[before])), Proposal(after, whole_state(known[after]))


def _one(order: Sequence[str], beginning: str) -> str:
    found = named(order, beginning)
    if len(found) != 1:
        raise WrongUse(
            N_("There is no single version {digest}. See datapact agreement history."), digest=beginning[:43]
        )
    return found[0]


def version_document(acting: Acting, history: str, digest: str) -> AgreementDocument:
    """One version of the text; raises WrongUse for an unknown one, AnswerNo where parts are withheld."""
    with acting.vault.read() as session:
        if digest.startswith(AMENDED):
            amended, state = digest.removeprefix(AMENDED), current_state(load_state(session, history))
            amending = read_state(dict(state)) if state and not has_withheld(state) else None
            return _signed_text(session, amended) if amending is None else _text_before(session, amended, amending)
        folded = load_state(session, history)
    return _version(folded, digest)


_NOT_WHOLE = N_("Parts of this text are withheld or erased in this vault, so this step is not possible.")
AMENDED = "amended:"
"""Stands before the history id of the amended agreement, where the text that it replaces is meant."""


def _text_before(session: Session, amended: str, text: AgreementDocument) -> AgreementDocument:
    """What an amendment is compared with: the contract as it is in force on its first day, with the amendments before it.

    Under the amendment's own title and number, since these say of no change. An accession is compared with the text that it joins.
    """
    if relation_of(write_state(text)) != AMENDS:
        return _signed_text(session, amended)
    before = contract_amended(session, text)
    if before is None:
        raise AnswerNo(_NOT_WHOLE)
    return before


def _signed_text(session: Session, amended: str) -> AgreementDocument:
    """The text of an agreement that counts now, without what amended it."""
    state = current_state(load_state(session, amended))
    if not state or has_withheld(state):
        raise AnswerNo(_NOT_WHOLE)
    return read_state(dict(state))


def _version(folded: AgreementState, digest: str) -> AgreementDocument:
    proposal = proposals_of(folded).get(digest)
    if proposal is None or isinstance(proposal.state, Withheld):
        raise WrongUse(N_("This version of the text is not in this vault."))
    return read_state(whole_state(proposal))


def step_changes(acting: Acting, history: str, digest: str) -> tuple[ChangeLine, ...]:
    """The changes that the draft, offer or counter with this digest brought; empty for the first version.

    Raises WrongUse when there is no such version, AnswerNo where parts are withheld.
    """
    with acting.vault.read() as session:
        folded = load_state(session, history)
        known = {version.digest: version for version in versions(folded)}
        new = _version(folded, digest)
        before = known[digest].before if digest in known else ""
        amended = amended_agreement(write_state(new))
        if not before and amended and session.get(AgreementRow, amended) is not None:
            return change_lines(_text_before(session, amended, new), new)
    if not before:
        return ()
    return change_lines(_version(folded, before), new)
