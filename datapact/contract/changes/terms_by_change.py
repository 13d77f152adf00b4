"""Effects on the defined terms of accepting a change: a definition that goes, a second one that comes, a term that nobody uses any more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from datapact.base.texts import N_, Language, Message
from datapact.contract.changes.proposed import ProposedChange
from datapact.contract.text.clauses import ids_within
from datapact.contract.text.defined_terms import FAULT_WORDS, DefinedTerm, terms_of
from datapact.contract.text.document import AgreementDocument


def terms_by_change(
    own: AgreementDocument, proposal: AgreementDocument, changes: Sequence[ProposedChange]
) -> Mapping[str, tuple[Message, ...]]:
    """The terms, for each change of wording (by its id), that have a fault in the proposal and had none in our own text."""
    worded = [one for one in changes if one.kind in ("text", "moved")]
    if not worded:
        return {}
    inner = {**ids_within(own.clauses), **ids_within(proposal.clauses)}
    parts = {one.id: inner.get(one.place, frozenset()) | {one.place} for one in worded}
    found: dict[str, list[Message]] = {}
    languages: Sequence[Language] = [one for one in proposal.languages if one in own.languages]
    for language in languages:
        wrong = terms_of(proposal, language, faults_only=True)
        before = {one.term.casefold(): one for one in terms_of(own, language)} if wrong else {}
        for term in wrong:
            earlier = before.get(term.term.casefold())
            if not term.fault or (earlier is not None and earlier.fault == term.fault):
                continue
            said = Message(
                N_("With it the text has the term “{term}”: {fault}."),
                {"term": term.term, "fault": Message(FAULT_WORDS[term.fault])},
            )
            for name in _causes(parts, _where(term, earlier)):
                told = found.setdefault(name, [])
                if said not in told:
                    told.append(said)
    return {name: tuple(messages) for name, messages in found.items()}


def _where(term: DefinedTerm, earlier: DefinedTerm | None) -> Sequence[Collection[str]]:
    """Places in which the cause may be, the likelier ones first."""
    was = () if earlier is None else earlier.defined
    used = () if earlier is None else (earlier.first,)
    if term.fault == "twice":
        return ([one for one in term.defined if one not in was], term.defined)
    if term.fault == "unused":
        return (used, term.defined)
    return (was, (term.first,))


def _causes(parts: Mapping[str, frozenset[str]], places: Sequence[Collection[str]]) -> Sequence[str]:
    for some in places:
        if named := [name for name, inside in parts.items() if not inside.isdisjoint(some)]:
            return named
    return ()
