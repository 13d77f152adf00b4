"""The steps of a negotiation, each one entry: draft, offer, counter (to one of several open offers), accept, decline, remarks, termination."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from datapact.agreements.approvals.standing import require_approved
from datapact.agreements.comments.threads import open_shared
from datapact.agreements.comments.waiting import share_waiting
from datapact.agreements.projection.append import append, load_state, require_road
from datapact.agreements.projection.findings import wording_of
from datapact.agreements.projection.numbers import next_number, require_free
from datapact.agreements.projection.own_findings import (
    authors_of_words,
    blocking_findings,
    findings_of_text,
    whose_move,
)
from datapact.agreements.projection.parties import (
    NOBODY,
    known_parties,
    link_parties,
    link_state,
    organisations_of,
    with_registers,
)
from datapact.agreements.projection.projection import state_digest
from datapact.agreements.projection.reading_version import naming_its_changes, text_in_force
from datapact.agreements.text.common_text import common_clauses
from datapact.agreements.text.current_text import current_state, whole_state
from datapact.agreements.text.paper import FOREIGN, is_foreign
from datapact.agreements.text.road import FIXED_TEXT
from datapact.agreements.text.versions import is_only_legal, proposals_of
from datapact.base.beginnings import LEAST, begins
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.texts import N_, Message
from datapact.checks.model.missing_in_text import GAP_RULE
from datapact.checks.run.sentences import open_gaps
from datapact.contract.editing import answers_file
from datapact.contract.templates.resolve import draft_state
from datapact.contract.templates.template import load_template
from datapact.contract.terms import Terms, read_terms
from datapact.contract.terms.base import printable
from datapact.contract.text.document import AMENDS, read_state, relation_of, taking_part, write_state
from datapact.history.entries.body_members import meant
from datapact.library.templates.matters import Matter, matter_of, write_matter
from datapact.organisation.identity.own_history import own_line

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

LONGEST_NOTE = 10_000


@dataclass(frozen=True, slots=True)
class AgreedWith:
    """The open ends of a text, told before somebody agrees to it: gaps in it, findings on it, and what is asked beside it."""

    gaps: tuple[str, ...]
    """What the text shows as open, in its words; in reading order."""
    barring: tuple[Message, ...]
    """Findings that keep the text from being frozen for signature, and that nobody here has set aside; those on ``gaps`` left out."""
    others: int
    """Number of findings that bar nothing."""
    threads: int
    """Number of comment threads with partners that nobody settled."""

    def __bool__(self) -> bool:
        return bool(self.gaps or self.barring or self.others or self.threads)


def new_agreement(
    acting: Acting,
    template_id: str,
    answers: bytes,
    who: Mapping[str, str] = NOBODY,
    matter: Matter | None = None,
) -> str:
    """Draft an agreement from a template and an answers file (TOML); returns the new history id.

    Parties are linked to the own organisation and to known partners as ``link_parties`` does; ``who`` says which
    partner a party is, ``matter`` for whom it is drafted. Raises Malformed naming the invalid place in the answers, WrongUse when the template is not
    known or several partners can be meant.
    """
    template = load_template(template_id)
    read = answers_file.read_answers(answers)
    history = f"urn:uuid:{uuid.uuid4()}"
    with acting.vault.write() as session:
        require_free(session, read.number, history)
        others = matter is not None and matter.for_others
        terms = link_parties(session, acting, read.terms, who, for_others=others)
        if not all(party.registration.number for party in terms.parties):
            terms = with_registers(terms, known_parties(session))
        state = draft_state(
            template,
            terms,
            agreement=history,
            number=read.number or next_number(session, acting.clock()),
            title={str(language): text for language, text in read.title.items()},
            languages=read.languages,
            prevailing=read.prevailing,
            parent=read.parent,
        )
        if matter is not None:
            write_matter(acting, session, history, matter)
        append(acting, session, history, "draft", {"state": state, "note": ""})
    return history


def import_state(acting: Acting, state: Mapping[str, Any]) -> str:
    """Make a draft of an ``agreement.json`` state, under a new history id and number; returns the id.

    Raises Malformed for an invalid state, WrongUse when the own organisation is not among its parties.
    """
    history = f"urn:uuid:{uuid.uuid4()}"
    with acting.vault.write() as session:
        read_state(dict(state))
        number = next_number(session, acting.clock())
        fresh = link_state(session, acting, {**state, "agreement": history, "number": number})
        append(acting, session, history, "draft", {"state": fresh, "note": ""})
    return history


def revise(acting: Acting, history: str, changes: bytes, note: str = "") -> None:
    """Change an own draft by a partial answers file; raises AnswerNo once the text is frozen."""
    with acting.vault.write() as session:
        folded = load_state(session, history)
        if folded.stage not in ("draft", "offered", "agreed"):
            raise AnswerNo(FIXED_TEXT)
        if is_foreign(folded):
            raise AnswerNo(FOREIGN)
        ground = common_clauses(session, folded)
        state = answers_file.apply_changes(before := dict(current_state(folded)), changes, ground)
        if relation_of(state) == AMENDS:
            state = write_state(naming_its_changes(session, read_state(state)))
        if state["number"] != before.get("number"):
            require_free(session, str(state["number"]), history)
        append(acting, session, history, "draft", {"state": state, "note": bounded(note)}, folded)


def _require_party(acting: Acting, state: Mapping[str, Any]) -> None:
    """Raise AnswerNo for a draft for others in which the own organisation is no party: one of them proposes it."""
    if all(one.get("organisation") != acting.organisation for one in state["terms"]["parties"]):
        raise AnswerNo(
            N_(
                "You draft this for others. Export it as JSON and hand it to them: a party imports the draft and proposes it"
                " under its own name."
            )
        )


def offer_draft(acting: Acting, history: str, note: str = "") -> Entry | None:
    """Make the first shared entry from the draft, or None when the agreement has been offered before."""
    with acting.vault.write() as session:
        folded = load_state(session, history)
        if folded.facts.offers:
            return None
        if not folded.facts.drafts:
            raise AnswerNo(N_("There is no draft to offer."))
        require_road(folded, "offer")
        if matter_of(session, history).for_others:
            _require_party(acting, whole_state(folded.facts.drafts[-1]))
        state = link_state(session, acting, whole_state(folded.facts.drafts[-1]))
        body = {"parties": organisations_of(state), "state": state, "note": bounded(note)}
        require_approved(acting, session, folded, state)
        entry = append(acting, session, history, "offer", body, folded)
        share_waiting(acting, session, history, folded)
        return entry


def counter(
    acting: Acting,
    history: str,
    changes: bytes | None,
    note: str = "",
    answers_offer: str | None = None,
    composed: Mapping[str, Any] | None = None,
) -> Entry:
    """Answer an open offer with a changed state; of several open ones this leaves only the counter open.

    ``changes`` is a partial answers file over the offer; None takes ``composed``, else the newest own draft as it is.
    Raises AnswerNo when nothing is open or nothing changed.
    """
    with acting.vault.write() as session:
        folded = _offered(session, history, "counter")
        offer = chosen_offer(folded.open_offers, answers_offer)
        base = whole_state(folded.facts.offers[offer])
        if changes is not None:
            state = answers_file.apply_changes(base, changes, common_clauses(session, folded))
        elif composed is not None:
            state = dict(composed)
        elif folded.facts.drafts:
            state = whole_state(folded.facts.drafts[-1])
        else:
            raise WrongUse(N_("Say what you propose instead: --answers FILE."))
        if relation_of(state) == AMENDS:
            state = write_state(naming_its_changes(session, read_state(state)))
        if len(folded.open_offers) == 1 and state_digest(state) == state_digest(base):
            raise AnswerNo(N_("The counter-proposal is the same as the offer. Accept it, or change something."))
        body = {"parties": organisations_of(state), "state": state, "answers": offer, "note": bounded(note)}
        require_approved(acting, session, folded, state)
        return append(acting, session, history, "counter", body, folded)


def chosen_offer(open_offers: Sequence[str], wanted: str | None) -> str:
    """The chosen open offer: the only one, or the one whose digest begins with ``wanted``."""
    fitting = [digest for digest in open_offers if not wanted or begins(digest, wanted)]
    if wanted and open_offers and not fitting:
        raise AnswerNo(
            N_("No open offer begins with “{digest}”. Give at least the first {least} characters of its digest."),
            digest=wanted[:43],
            least=LEAST,
        )
    if not fitting:
        raise AnswerNo(N_("There is no open offer to answer."))
    if len(fitting) > 1:
        raise AnswerNo(N_("Several offers are open. Say which one by the beginning of its digest."))
    return fitting[0]


def agreed_with(acting: Acting, history: str, version: str) -> AgreedWith:
    """The open ends of one version of the text (digest of its entry); nothing for one that is not here whole."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        proposal = proposals_of(folded).get(version)
        threads = open_shared(folded)
        if proposal is None:
            return AgreedWith((), (), 0, threads)
        try:
            state = whole_state(proposal)
        except AnswerNo:
            return AgreedWith((), (), 0, threads)
        day = local_day(acting.clock())
        every = findings_of_text(session, folded, state, acting.organisation, day, freezing=True)
        barring = blocking_findings(session, folded, state, acting.organisation, day)
    gaps = tuple(one.words for one in open_gaps(state.get("clauses")))
    terms = read_state(dict(state)).terms
    told = tuple(whose_move(one, terms, acting.organisation).message for one in barring if one.id != GAP_RULE)
    return AgreedWith(gaps, told, len(every) - len(barring), threads)


def accept(acting: Acting, history: str, wanted: str | None = None) -> Entry:
    """Accept an open offer of another party: the text is agreed, not binding (s. 154(2) BGB)."""
    with acting.vault.write() as session:
        folded = _offered(session, history, "accept")
        if wanted in folded.facts.offers and wanted not in folded.open_offers:
            raise AnswerNo(
                N_("This proposal is no longer open. Open the agreement again and read what is proposed now.")
            )
        theirs = [digest for digest in folded.open_offers if acting.organisation not in folded.accepted[digest]]
        chosen = chosen_offer(folded.open_offers if wanted or not theirs else theirs, wanted)
        require_approved(acting, session, folded, whole_state(folded.facts.offers[chosen]))
        return append(acting, session, history, "accept", {"offer": chosen}, folded)


def decline(acting: Acting, history: str, reason: str) -> Entry:
    """End the negotiation with a reason."""
    if not reason.strip():
        raise WrongUse(N_("Say why: --reason TEXT."))
    with acting.vault.write() as session:
        folded = _offered(session, history, "declined")
        return append(acting, session, history, "declined", {"reason": bounded(reason)}, folded)


def _offered(session: Session, history: str, kind: str) -> AgreementState:
    """The state for an entry of this kind; raises AnswerNo where its road does not allow it, or nothing was offered."""
    folded = load_state(session, history)
    require_road(folded, kind)
    if not folded.facts.offers:
        raise AnswerNo(N_("The agreement has not been offered yet. Send it to your partners first."))
    return folded


def comment(acting: Acting, history: str, text: str, about: str = "") -> Entry:
    """A remark that travels to the partners."""
    with acting.vault.write() as session:
        folded = _offered(session, history, "comment")
        return append(acting, session, history, "comment", {"text": bounded(text), "about": about}, folded)


def override(acting: Acting, history: str, finding: str, place: str, reason: str) -> Entry:
    """Set a finding of severity E aside, in this vault and for the wording that it is about; after signature, too.

    By a legal member who did not draft the text, or, marked as such, by the only one that there is. Raises WrongUse
    without a reason, AnswerNo where another legal member has to do it.
    """
    if not reason.strip():
        raise WrongUse(N_("Say why: --reason TEXT."))
    with acting.vault.write() as session:
        day = local_day(acting.clock())
        folded, state = text_in_force(session, history, day)
        drafted = acting.kid in authors_of_words(session, folded, acting.organisation)
        if drafted and not is_only_legal(own_line(session), acting.member.id):
            raise AnswerNo(N_("An override needs a second legal member, who did not draft this text."))
        found = findings_of_text(session, folded, state, acting.organisation, day, freezing=True)
        meant = next((one for one in found if (one.id, one.place) == (finding, place)), None)
        if meant is not None and meant.final:
            raise AnswerNo(N_("Nobody can set this aside. Correct the text."))
        body = {
            "finding": finding,
            "place": place,
            "reason": bounded(reason),
            "state_digest": state_digest(state),
            **({} if meant is None else {"wording": wording_of(state, meant)}),
            **({"alone": True} if drafted else {}),
        }
        return append(acting, session, history, "override", body, folded)


def terminate(
    acting: Acting,
    history: str,
    end: date,
    reason: str,
    ground: str = "",
    declared_by: str = "",
    authority: str = "",
) -> Entry:
    """Give notice of termination: the agreement ends after ``end`` (local day, included).

    ``declared_by`` names the persons who declare it, ``authority`` is on what they may; both may be unstated.
    """
    with acting.vault.write() as session:
        folded = _offered(session, history, "termination_notice")
        body = {"end": end.isoformat(), "reason": bounded(reason), "ground": ground}
        told = {
            "declared_by": declared_by,
            "authority": bounded(authority),
        }  # programs from before read what is without
        body |= {name: value for name, value in told.items() if value}
        return append(acting, session, history, "termination_notice", body, folded)


def bounded(text: str) -> str:
    """A remark fit for an entry, without what pasting brings along; raises WrongUse when too long or with characters nobody can see."""
    if len(text) > LONGEST_NOTE:
        raise WrongUse(N_("The text is longer than 10,000 characters. Shorten it."))
    try:
        return printable(meant(text))
    except ValueError:
        raise WrongUse(N_("The text contains control or direction characters. Remove them.")) from None


def terms_of(state: Mapping[str, Any]) -> Terms:
    """The terms of a complete state."""
    return read_state(dict(state)).terms


def terms_to_sign(state: Mapping[str, Any]) -> Terms:
    """The terms of a complete state with only the parties that sign it, see ``AgreementDocument.taking_part``.

    The clauses are not read: the offer, and whoever signs, did that.
    """
    terms, signing = read_terms(state["terms"]), {one["key"] for one in taking_part(state)}
    return terms.model_copy(update={"parties": tuple(one for one in terms.parties if one.key in signing)})
