"""Terms of a foreign paper, taken one by one with the place that they come from, or refused. Nothing is taken silently."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from datapact.agreements.projection.append import append, load_state
from datapact.agreements.projection.numbers import require_free
from datapact.agreements.projection.parties import link_parties
from datapact.agreements.steps.negotiation import bounded
from datapact.agreements.text.current_text import current_proposal, whole_state
from datapact.agreements.text.paper import received_paper
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Language
from datapact.contract.terms import Terms, read_terms, write_terms
from datapact.contract.text.document import read_state
from datapact.organisation.acting.names import known_names
from datapact.organisation.identity.confusable_names import plain_name
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.identity.roles import member_id
from datapact.organisation.partners.references import reference_names
from datapact.organisation.partners.without_datapact import remember_names
from datapact.paper.judge.places import Quote
from datapact.paper.judge.term_signs import TermProposal, proposed_terms
from datapact.paper.steps.received import paper_body, require_text

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.paper.read.text import PaperText
    from datapact.vault.database.session import Session

type Answer = Literal["open", "taken", "refused"]


@dataclass(frozen=True, slots=True)
class ProposedTerm:
    """A proposal, and what a person said to it."""

    proposal: TermProposal
    """As the paper has it."""
    answer: Answer
    """``open`` until a person took or refused it."""
    by: str
    """Name of that person; empty while it is open."""
    time: datetime | None
    """When, UTC; None while it is open."""


def terms_of_paper(session: Session, folded: AgreementState, text: PaperText) -> tuple[ProposedTerm, ...]:
    """The proposals of a paper's text with the newest answer to each, as far as the words are still the same."""
    names = known_names(session)
    paper = received_paper(folded)
    said = {
        str(one.about): one
        for one in folded.facts.papers
        if one.step in ("taken", "refused") and paper is not None and one.text == paper.text
    }
    found = []
    for proposal in _proposals(session, text):
        answer = said.get(proposal.id)
        if answer is None:
            found.append(ProposedTerm(proposal, "open", "", None))
        else:
            step: Answer = "taken" if answer.step == "taken" else "refused"
            found.append(ProposedTerm(proposal, step, names.get(answer.author, ""), answer.time))
    return tuple(found)


def answer_term(acting: Acting, history: str, identifier: str, *, take: bool, note: str = "") -> Entry:
    """Take a proposed term into the agreement's terms with its source on record, or refuse it.

    Raises WrongUse for an unknown proposal; what a wrong value raises where the terms cannot hold it, which then have not
    changed; AnswerNo without a paper.
    """
    with acting.vault.write() as session:
        folded = load_state(session, history)
        text = require_text(session, folded)
        paper = received_paper(folded)
        assert paper is not None
        chosen = next((one for one in _proposals(session, text) if one.id == identifier), None)
        if chosen is None:
            raise WrongUse(N_("The paper has no proposed term {id}. See datapact paper terms."), id=identifier[:60])
        if take and chosen.path and chosen.data is not None:
            folded = _changed(acting, session, history, folded, chosen)
        says = json.dumps(chosen.data, ensure_ascii=False, sort_keys=True) if take and chosen.data is not None else ""
        body = paper_body(
            "taken" if take else "refused",
            paper.text,
            about=chosen.id[:300],
            says=says or (str(chosen.value) if take else ""),
            places=[place_of(chosen.quote)],
            note=bounded(note),
        )
        return append(acting, session, history, "foreign_paper", body, folded)


def place_of(quote: Quote) -> JsonObject:
    """A place as an entry keeps it."""
    return {"page": quote.page, "passage": quote.passage, "words": quote.words}


def _proposals(session: Session, text: PaperText) -> tuple[TermProposal, ...]:
    known = [name for name in reference_names(session).values() if name]
    return proposed_terms(text, own_line(session).state.name, sorted(known))


def _changed(
    acting: Acting, session: Session, history: str, folded: AgreementState, chosen: TermProposal
) -> AgreementState:
    """The agreement with the term in it: a new draft, or a corrected record of the contract."""
    current = current_proposal(folded)
    if current is None:
        raise AnswerNo(N_("There is no text to edit in this agreement yet."))
    before = whole_state(current)
    state = _with(acting, session, history, before, chosen)
    read_state(state)
    if state == before:
        return folded
    record = folded.signed_elsewhere
    if record is None:
        append(acting, session, history, "draft", {"state": state, "note": ""}, folded)
    else:
        body = {
            "state": state,
            "evidence": record.evidence,
            "signed_on": record.signed_on,
            "reference": str(record.reference),
            "files": [{"digest": one.digest, "name": str(one.name), "media": one.media} for one in record.files],
            "signatures": [dict(one) for one in record.signatures],
            "remarks": str(record.remarks),
        }
        append(acting, session, history, "signed_elsewhere", body, folded)
    return load_state(session, history)


def _with(
    acting: Acting, session: Session, history: str, state: Mapping[str, Any], chosen: TermProposal
) -> dict[str, Any]:
    language: Language = state["prevailing"]
    data = chosen.data
    if chosen.path == "title":
        return {**state, "title": {**state["title"], language: str(data)[:300]}}
    if chosen.path == "reference":
        if str(data) != state["number"]:
            require_free(session, str(data), history)
        return {**state, "number": str(data)}
    terms = read_terms(state["terms"])
    if chosen.path == "party":
        terms = _with_party(acting, session, terms, str(data))
    elif chosen.path == "purpose":
        terms = _with_purpose(terms, str(data), language)
    else:
        part, _dot, name = chosen.path.partition(".")
        shown: dict[str, Any] = dict(write_terms(terms))
        kept = shown.get(part)
        value = {**_localised(kept, name), **data} if isinstance(data, dict) else data
        shown[part] = {**(kept if isinstance(kept, dict) else {}), name: value}
        if chosen.path == "liability.cap":
            shown[part]["rule"] = "capped"
        terms = read_terms(shown)
    return {**state, "terms": write_terms(terms)}


def _localised(part: object, name: str) -> dict[str, Any]:
    kept = part.get(name) if isinstance(part, dict) else None
    return dict(kept) if isinstance(kept, dict) else {}


def _with_party(acting: Acting, session: Session, terms: Terms, name: str) -> Terms:
    if plain_name(name) in {plain_name(party.name) for party in terms.parties}:
        return terms
    key = member_id(name, {party.key for party in terms.parties})
    shown: dict[str, Any] = dict(write_terms(terms))
    shown["parties"] = [*shown["parties"], {"key": key, "name": name}]
    made = link_parties(session, acting, read_terms(shown), asking=False)
    remember_names(session, (party.name for party in made.parties if not party.organisation))
    return made


def _with_purpose(terms: Terms, name: str, language: Language) -> Terms:
    if any(purpose.name.text(language) == name for purpose in terms.purposes):
        return terms
    key = member_id(name[:40], {purpose.key for purpose in terms.purposes})
    shown: dict[str, Any] = dict(write_terms(terms))
    shown["purposes"] = [*shown.get("purposes", []), {"key": key, "name": {language: name}}]
    return read_terms(shown)
