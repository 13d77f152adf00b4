"""The page of one agreement, from one reading of the vault: its state, and the changes of each step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from datapact.agreements.approvals.changes import approvals_of_change, change_for
from datapact.agreements.approvals.precedents import Precedent, precedents
from datapact.agreements.approvals.standing import Approvals, standing_of_text
from datapact.agreements.projection.append import known_state, load_state
from datapact.agreements.projection.findings import overrides_that_hold, shown_findings, signed_terms
from datapact.agreements.projection.folded import Known
from datapact.agreements.projection.own_findings import (
    authors_of_words,
    confirmed_wordings,
    house_severity,
    in_order,
    texts_of_amendments,
)
from datapact.agreements.projection.projection import proposal_digest, state_digest
from datapact.agreements.projection.reading_version import amendments_of, state_on
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.steps.accession import step_of_accession, step_of_joined
from datapact.agreements.steps.carry_over import unsent_draft
from datapact.agreements.steps.next_action import NextAction, next_action, until_sent
from datapact.agreements.steps.permitted import StepName, possible_steps, to_approve, unsent
from datapact.agreements.steps.wording import OwnWording, own_wordings
from datapact.agreements.text.carried_by_word import known_to_all
from datapact.agreements.text.changes import Effect
from datapact.agreements.text.current_text import (
    current_proposal,
    current_state,
    is_same_text,
    own_draft,
    working_text,
)
from datapact.agreements.text.paper import received_paper
from datapact.agreements.text.unsaid_files import Unsaid, unsaid_files
from datapact.agreements.text.version_names import named_versions
from datapact.agreements.text.versions import Version, is_only_legal, proposals_of, versions
from datapact.agreements.views.approvals import before_change, before_sending
from datapact.agreements.views.change_sentences import words_of_change
from datapact.agreements.views.comments import unanswered
from datapact.agreements.views.list import MANY_PARTIES
from datapact.agreements.views.overview import Overview, PartyView, overview_of, with_text_in_force
from datapact.agreements.views.rounds import TEXTS_AND_COMMENTS, ByWord, by_word, offer_by_word, stands_by_word
from datapact.agreements.views.timeline import (
    SinceSigned,
    Step,
    sentences_of,
    since_signature,
)
from datapact.base.texts import N_, Message, current_language
from datapact.checks.model.finding import Finding, Tally, tally
from datapact.checks.run.lost import LostPart, lost_parts
from datapact.contract.templates.handouts import has_request, has_sheet, standard_clauses_of
from datapact.contract.templates.interview import has_interview, open_questions
from datapact.contract.terms import read_terms
from datapact.contract.terms.derived import joint_controllers
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.document import ACCEDES, AgreementDocument, read_state
from datapact.contract.wording.remembered import Remembered as RememberedText
from datapact.history.commitments.disclosure import Withheld
from datapact.history.state.facts import Draft, Override
from datapact.library.playbook.deviations import Standing
from datapact.library.playbook.playbook import playbook
from datapact.library.templates.matters import Matter, matter_of
from datapact.organisation.acting.names import known_names
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.namesakes import all_candidates, of_name
from datapact.vault.database import journal
from datapact.vault.database.remembered import Remembered

if TYPE_CHECKING:
    from datapact.contract.wording.provided import Confirmed
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class OverrideView:
    """A finding that a legal member overrode, with the reason."""

    finding: str
    """Id of the check's rule."""
    place: str
    """Where in the text the rule found it, as the finding says."""
    reason: str
    """Words of the member who set it aside."""
    member: str
    """Name of that member; empty where the key is not known."""
    alone: bool = False
    """The member also wrote the text, and was the only legal one."""


@dataclass(frozen=True, slots=True)
class NewerDraft:
    """A draft of our own beside the proposal that lies before the parties."""

    draft: Version
    """It is internal: nothing of it was sent."""
    offered: Version
    """The newest open proposal."""
    shows_offered: bool
    """Whether the page shows the proposal instead of the draft."""


NOT_SHOWN = Message(N_("You see what is proposed. Show your draft first."))
"""Why a step on our draft has to wait: nobody confirms, approves or hands out words that are not on the screen."""
DRAFT_SHOWN = Message(N_("You see your draft. Show what is proposed first: you agree to that text, not to your draft."))
"""Why nobody agrees to a proposal while the page shows a draft over it."""
_ON_OUR_TEXT: frozenset[StepName] = frozenset({"confirm", "override", "approve", "ask_approval", "give_back"})


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """One agreement as its window shows it.

    ``document`` is None where parts of the text are withheld or erased in this vault. ``ours`` says that the current
    text comes from our own organisation: in a partner's vault findings are shown and block nothing. ``drafted`` says
    that the acting member wrote this text and so cannot override findings on it. ``prevailing_version`` is the
    digest of the proposal shown.
    """

    overview: Overview
    """What the top of the page shows."""
    document: AgreementDocument | None
    prevailing_version: str
    versions: tuple[Version, ...]
    """Drafts, offers and counters that are here whole, oldest first."""
    version_names: Mapping[str, Message]
    """Of each of them by its digest; no two are the same."""
    steps: tuple[Step, ...]
    """Entries in sentences, oldest first."""
    findings: tuple[Finding, ...]
    """Of the current text; empty where parts of it are withheld."""
    wordings: tuple[OwnWording, ...]
    """Places of the current text in own words, confirmed ones too."""
    loses: tuple[LostPart, ...]
    """Parts of requirements that the open proposal of a partner takes out of the text that it answers."""
    overrides: tuple[OverrideView, ...]
    """Of findings that are set aside for the wording that they are about."""
    possible: Mapping[StepName, Message | None]
    """Why a step is not possible now, by step; None: it is."""
    answerable: bool
    """Whether a proposal of others waits for our answer, also while the page shows a draft of ours over it."""
    by_word: ByWord
    """Where the text stands by Word files that went out and came back, also of one that was offered."""
    next: NextAction
    """What the button offers, and why."""
    ours: bool
    drafted: bool
    """Whether the member wrote a version of the text."""
    lone_legal: bool
    """Whether the member is the only legal one, who may set findings aside in a text of its own."""
    archived: bool
    """True once moved to the archive of the list."""
    approvals: tuple[str, ...]
    """Names of the members who approved exactly this text, oldest first."""
    approval: Approvals | None
    """How the text that is worked on stands with its approvals; None once it is signed and no change waits, or where it is not here in full."""
    fully_signed: bool
    """True once every slot is signed in DataPact."""
    stage: str
    """As in ``AgreementState``."""
    changes: tuple[Effect, ...]
    """Changes and proposed changes since the signature, with their effect."""
    since: tuple[SinceSigned, ...]
    """The same with notices and pauses, as it is shown."""
    interview: bool
    """Whether the text is a draft whose template asks questions, so that there is an interview to continue."""
    on_paper: bool
    """Whether the agreement goes by e-mail or on paper, because a party has no DataPact."""
    open_questions: int
    """Questions of the interview that a draft leaves without an answer."""
    playbook: tuple[Standing, ...] = ()
    """How the text stands on each topic of the house's own playbook; it is in no file."""
    playbook_words: Mapping[str, Message] = field(default_factory=dict, hash=False)
    """What to say of each of them, by the key of its position."""
    precedents: Mapping[str, tuple[Precedent, ...]] = field(default_factory=dict, hash=False)
    """What its partners accepted before where the text leaves the playbook, by the key of the position."""
    matter: Matter = Matter()  # noqa: RUF009 - frozen
    """Client, matter and template of the house; in this vault alone."""
    paper: Literal["", "there", "possible"] = ""
    """Whether a paper of the other side is here, or can be read in beside a contract signed elsewhere."""
    goes_out: tuple[Message, ...] = ()
    """What sending would carry to the parties now, a sentence for each step; empty before a first offer."""
    newer_draft: NewerDraft | None = None
    """Where a draft of ours is newer than the open proposal: both, and which of them is shown."""
    unsaved: bool = False
    """Whether changes of this desk wait that are in no draft yet, so that the page does not show them."""
    has_unsent: bool = False
    """Whether the newest draft of ours, or what is typed on a text, is none that partners have."""
    unproposed: Version | None = None
    """A draft of ours that is newer than the text on which the parties agreed, and that nobody has proposed."""
    unsaid: tuple[Unsaid, ...] = ()
    """Files that are written and that nobody has said were sent."""
    unanswered: int = 0
    """Open comment threads with partners in which they had the last word; 0 once the text is frozen."""
    text_read: bool = True
    """False where the text was neither read nor checked yet; what is worked out from it is empty then."""

    @property
    def is_foreign(self) -> bool:
        """Whether this is the other side's paper that nobody has recorded as signed."""
        return self.paper == "there" and self.overview.elsewhere is None

    @property
    def tally(self) -> Tally:
        """Number of findings; overridden ones do not count."""
        return tally(self.findings, {(one.finding, one.place) for one in self.overrides})

    @property
    def joint(self) -> bool:
        """Whether parties of the text that is shown are joint controllers, so that it has an essence for data subjects."""
        return self.document is not None and joint_controllers(self.document.terms)

    @property
    def has_sheet(self) -> bool:
        """Whether the text that is shown has clauses for a sheet that participants get."""
        return self.document is not None and has_sheet(self.document)

    @property
    def has_standard_clauses(self) -> bool:
        """Whether a transfer, or the processing, rests on the Commission's standard clauses."""
        return self.document is not None and any(standard_clauses_of(self.document))

    @property
    def has_request(self) -> bool:
        """Whether it is about data that a user can request from the data holder."""
        return self.document is not None and has_request(self.document)

    @property
    def not_shown(self) -> Message | None:
        """Why no step may act on the text that counts in this vault now; None where the page shows that text."""
        return NOT_SHOWN if self.newer_draft is not None and self.newer_draft.shows_offered else None


def agreement_page(
    acting: Acting,
    history: str,
    on: date,
    remembered: RememberedText | None = None,
    *,
    offered: bool = False,
    soon: bool = False,
) -> AgreementPage:
    """Read the page of one agreement; findings as at ``on`` (local day). Raises WrongUse for an unknown one.

    Who reads the page of one agreement again and again passes the same ``remembered``. With ``offered`` it shows the
    open proposal although a draft of ours is newer; steps on the draft, which nobody sees then, have to wait. With
    ``soon`` a text of many parties that nobody opened yet is left unread: what the history alone says comes at once.
    """
    known = remembered or RememberedText()  # findings and own wording ask the same of it
    with acting.vault.read() as session:
        basis, house = known_state(session, history), house_severity(session)
        folded = basis[1] or load_state(session, history)
        confirmed = confirmed_wordings(session, folded, acting.organisation)
        authors = authors_of_words(session, folded, acting.organisation)
        beside = _newer_draft(folded, shows_offered=offered)
        shown = _without_drafts(folded) if beside is not None and offered else folded
        in_force = folded.stage in ("signed", "terminated")
        amended = state_on(folded, on, amendments_of(session, history)).state if in_force else None
        if amended is not None and is_same_text(amended, current_state(folded)):
            amended = None  # nothing changed it
        key = (
            basis[0],
            shown is folded,
            on,
            in_order(house),
            in_order(confirmed),
            authors,
            state_digest(amended) if amended else "",
        )
        text = _TEXTS.get(session, key)
        unread = soon and text is None and folded.stage != "draft" and len(folded.parties) >= MANY_PARTIES
        if text is None:
            text = (
                _UNREAD
                if unread
                else _read_text(session, shown, on, house, confirmed, acting.organisation, known, amended, authors)
            )
        if not unread:
            _TEXTS.put(session, key, text)
        seen = overview_of(session, shown, acting, current_language(), soon=unread and shown is folded)
        if amended is not None and not has_withheld(amended):
            seen = with_text_in_force(seen, amended, current_language())
        row = session.get(AgreementRow, history)
        line = own_line(session)
        member = line.state.members.get(acting.member.id, acting.member)
        names = known_names(session)
        named = named_versions(session, shown, names, acting.organisation)
        waiting = None
        said: tuple[Message, ...] = ()
        may_agree = True
        book = playbook(session)
        by_word_files: ByWord = ""
        if folded.stage in ("draft", "offered", "agreed") and folded.outside is None:
            by_word_files = stands_by_word(session, folded, acting.organisation)
        drafted = folded.stage == "draft"
        lacking = drafted and _lacks_datapact(session, seen.parties)
        matter = matter_of(session, history)
        told = known_to_all(session, folded, acting.organisation)
        joining = step_of_accession(session, folded, acting.organisation, member.roles)
        accessions = [one.history for one in seen.amended_by if one.relation == ACCEDES]
        joined = step_of_joined(session, folded, acting.organisation, member.roles, accessions) if accessions else None
        typed = folded.stage in ("draft", "offered", "agreed") and bool(journal.get_edits(session, history))
        unsaid = unsaid_files(session, folded, acting.organisation)
        if to_approve(folded):
            approval = standing_of_text(acting, session, folded)
        else:
            waiting, approval = change_for(acting, session, folded)
            said = () if waiting is None else words_of_change(acting, session, folded, waiting.change)
            if waiting is not None and waiting.change.answers:
                mine = approvals_of_change(acting, session, folded, waiting.change, agrees=acting.kid)
                may_agree = not mine.missing
    steps = sentences_of(folded, names)
    proposal = current_proposal(shown)
    findings, document, aside = text.findings, text.document, text.aside
    places = frozenset(aside)
    overrides = tuple(
        OverrideView(str(one.finding), str(one.place), str(one.reason), names.get(one.author, ""), one.alone)
        for one in aside.values()
    )
    standings = book.standings(document) if document is not None and folded.signed_elsewhere is None else ()
    left = [one.position.key for one in standings if one.deviates]
    before: Mapping[str, tuple[Precedent, ...]] = {}
    if left:
        with acting.vault.read() as session:
            before = precedents(session, book, current_state(shown), history, acting.organisation, left)
    possible = possible_steps(folded, acting.organisation, member.id, member.roles)
    answerable = possible["accept"] is None
    if beside is not None and not offered:
        possible["accept"] = possible["accept"] or DRAFT_SHOWN
    if beside is not None and offered:
        possible |= {name: possible[name] or NOT_SHOWN for name in _ON_OUR_TEXT}
    by_organisation = {party.organisation: party.name for party in seen.parties}
    silent = [party.name for party in seen.parties if party.outside is not None and not party.outside.answer]
    turn = [name for one, name in by_organisation.items() if one in folded.turn and one != acting.organisation]
    waiting_for = _names_of(silent or turn)
    others = _names_of([party.name for party in seen.parties if party.identity != "own"])
    of_day = state_on(folded, on)
    effects = of_day.effects
    not_sent = unsent(folded, acting.organisation)
    interview, questions = text.questions is not None, text.questions or 0
    counts = tally(findings, places)
    waits = {entry.digest for entry in not_sent} if possible["send"] is None else set()
    step = _change_by_change(
        folded, next_action(folded, acting.organisation, possible, counts, waiting_for, questions, told)
    )
    following = joining or before_change(
        before_sending(
            until_sent(
                by_word(step, by_word_files, others, possible, by_sealed_files=not lacking)
                if drafted
                else offer_by_word(
                    step,
                    by_word_files,
                    others,
                    ours=all(entry.kind in TEXTS_AND_COMMENTS for entry in not_sent),
                    carried=all(entry.digest in told for entry in not_sent),
                ),
                unsaid,
                by_organisation,
                others,
            ),
            None if waiting else approval,
            member.id,
            possible,
        ),
        waiting,
        approval,
        said,
        member.id,
        possible,
        may_agree=may_agree,
    )
    return AgreementPage(
        overview=seen,
        document=document,
        prevailing_version=proposal.digest if proposal is not None else "",
        versions=tuple(one.version for one in named.values()),
        version_names={digest: one.name for digest, one in named.items()},
        steps=steps,
        findings=findings,
        wordings=text.wordings,
        loses=text.loses,
        overrides=overrides,
        possible=possible,
        answerable=answerable,
        by_word=by_word_files,
        next=following if joined is None or following.action != "none" else joined,
        ours=_organisation_of(shown) == acting.organisation,
        drafted=acting.kid in authors,
        lone_legal=is_only_legal(line, member.id),
        archived=bool(row is not None and row.archived),
        approvals=tuple(
            names.get(one.author, "") for one in folded.facts.approvals if one.state_digest == seen.state_digest
        ),
        approval=approval,
        fully_signed=folded.fully_signed,
        stage=folded.stage,
        changes=effects,
        since=since_signature(folded, acting.organisation, by_organisation, effects, on, of_day.state),
        interview=interview,
        on_paper=folded.outside is not None,
        paper=_paper_of(folded, document),
        open_questions=questions,
        playbook=standings,
        playbook_words={one.position.key: one.sentence(book.names) for one in standings},
        precedents=before,
        matter=matter,
        goes_out=tuple(one.sentence for one in steps if one.digest in waits),
        newer_draft=beside,
        unsaved=typed,
        unproposed=_unproposed(folded),
        has_unsent=folded.stage in ("offered", "agreed") and (typed or unsent_draft(folded) is not None),
        unanswered=unanswered(folded, names, acting.organisation, document)
        if folded.stage in ("draft", "offered", "agreed")
        else 0,
        text_read=not unread,
        unsaid=unsaid,
    )


@dataclass(frozen=True, slots=True)
class _Text:
    """The findings and counts of the text on the page, derived from nothing else than its key in ``_TEXTS``."""

    document: AgreementDocument | None
    """None where parts are withheld."""
    findings: tuple[Finding, ...]
    aside: Mapping[tuple[str, str], Override]
    """Overrides that hold, by finding and place."""
    wordings: tuple[OwnWording, ...]
    loses: tuple[LostPart, ...]
    questions: int | None
    """Open questions of the interview that a draft can go on with; None without one."""


type _TextKey = tuple[Known, bool, date, tuple[object, ...], tuple[object, ...], frozenset[str], str]
_TEXTS = Remembered[_TextKey, _Text](8)
"""Of texts that were opened last: checking and reading a text of twenty-five parties takes most of a second."""
_UNREAD = _Text(None, (), {}, (), (), None)


def _lacks_datapact(session: Session, parties: Sequence[PartyView]) -> bool:
    """Whether a party is named that no card here is of, so that no sealed file reaches it; all have to be named."""
    named = [one for one in parties if not one.organisation and one.identity != "undecided"]
    if not named or any(one.unnamed for one in parties):
        return False
    known = all_candidates(session)
    return any(not of_name(known, one.name) for one in named)


_MOST_NAMES = 4


def _names_of(names: Sequence[str]) -> str | Message:
    """Names for a heading; of many the first ones, and how many more."""
    if len(names) <= _MOST_NAMES:
        return ", ".join(names)
    told, more = ", ".join(names[: _MOST_NAMES - 1]), len(names) - _MOST_NAMES + 1
    return Message(N_("{names} and {n} more"), {"names": told, "n": more})


_DOCUMENTS = Remembered[str, AgreementDocument](8)
_WORDINGS = Remembered[tuple[str, tuple[object, ...]], tuple[OwnWording, ...]](8)
"""By the digest of the text, which stays while parties answer and sign."""


def _read_text(
    session: Session,
    shown: AgreementState,
    on: date,
    house: Mapping[str, str],
    confirmed: Confirmed,
    organisation: str,
    known: RememberedText,
    amended: Mapping[str, Any] | None,
    authors: frozenset[str],
) -> _Text:
    """The shown parts of a text; findings and words to read are those of ``amended``, the text as amended, where something amended it."""
    state = current_state(shown)
    if not state or has_withheld(state):
        return _Text(None, (), {}, (), (), None)
    signed, state = state, state if amended is None or has_withheld(amended) else amended
    amendments = () if state is signed else texts_of_amendments(session, shown)
    findings = shown_findings(
        shown, state, on, house, confirmed, ours=organisation, remembered=known, amendments=amendments
    )
    proposal = current_proposal(shown)
    digest = "" if proposal is None else proposal_digest(proposal)
    document = _DOCUMENTS.made(session, digest, lambda: read_state(dict(signed)))
    read = document if state is signed else read_state(dict(state))
    of = digest if state is signed else state_digest(state)
    rendered = None if state is signed else read_terms(signed_terms(shown, state, amendments))
    wordings = _WORDINGS.made(
        session, (of, in_order(confirmed)), lambda: own_wordings(read, confirmed, known, rendered)
    )
    interview = shown.stage == "draft" and has_interview(document)
    return _Text(
        document,
        findings,
        overrides_that_hold(shown, state, organisation, findings, authors),
        wordings,
        _lost(shown, state, organisation, on, confirmed),
        open_questions(document) if interview else None,
    )


def _newer_draft(folded: AgreementState, *, shows_offered: bool) -> NewerDraft | None:
    """Our newer draft and the newest open proposal; None where the text that counts now is no draft over a proposal."""
    current = current_proposal(folded)
    newest = max(folded.open_offers, key=folded.place, default="")
    if not isinstance(current, Draft) or not newest:
        return None
    known = {one.digest: one for one in versions(folded)}
    if current.digest not in known or newest not in known:
        return None
    return NewerDraft(known[current.digest], known[newest], shows_offered)


def _unproposed(folded: AgreementState) -> Version | None:
    """Our draft that goes before an agreed text; None where nothing is agreed yet, or frozen, or where it says the same."""
    working = working_text(folded)
    if folded.stage != "agreed" or not isinstance(working, Draft) or unsent_draft(folded) is None:
        return None
    return next((one for one in versions(folded) if one.digest == working.digest), None)


def _change_by_change(folded: AgreementState, action: NextAction) -> NextAction:
    """Where we drafted on the text that the open proposal answers, both sides edited it: answered one by one."""
    newest = max(folded.open_offers, key=folded.place, default="")
    common = folded.facts.offers[newest].answers if newest else ""
    if action.action != "read" or common not in folded.facts.offers or len(folded.open_offers) > 1:
        return action
    draft = own_draft(folded)
    if draft is None or folded.place(draft.digest) <= folded.place(common):
        return action
    return NextAction(
        "reply",
        Message(N_("Answer the proposal change by change")),
        Message(N_("You have edited this text, too: your words stand beside each change, ready to be proposed.")),
    )


def _without_drafts(folded: AgreementState) -> AgreementState:
    """The agreement as the parties have it: nothing that only we drafted."""
    return replace(folded, facts=replace(folded.facts, drafts=[]))


def _lost(
    folded: AgreementState, state: Mapping[str, Any], organisation: str, on: date, confirmed: Confirmed
) -> tuple[LostPart, ...]:
    """What a partner's open proposal removes from the version before it; nothing for our own text."""
    proposal = current_proposal(folded)
    if folded.stage != "offered" or proposal is None or _organisation_of(folded) == organisation:
        return ()
    known = {version.digest: version for version in versions(folded)}
    before = proposals_of(folded).get(known[proposal.digest].before) if proposal.digest in known else None
    if before is None or isinstance(before.state, Withheld):
        return ()
    return lost_parts(dict(before.state), dict(state), on, confirmed)


def _paper_of(folded: AgreementState, document: AgreementDocument | None) -> Literal["", "there", "possible"]:
    if received_paper(folded) is not None:
        return "there"
    without_clauses = document is not None and not document.clauses
    return "possible" if folded.signed_elsewhere is not None and without_clauses else ""


def _organisation_of(folded: AgreementState) -> str:
    """The organisation whose text counts now."""
    proposal = current_proposal(folded)
    return folded.entries[proposal.digest].organisation if proposal is not None else ""
