"""A Word file that came back, in the vault: which agreement it is about, what it changes, and the draft made of it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from datapact.agreements.approvals.house_positions import house_positions
from datapact.agreements.projection.append import append, load_state
from datapact.agreements.projection.own_findings import confirmed_wordings
from datapact.agreements.steps.negotiation import bounded
from datapact.agreements.steps.reply import Verdicts, with_own_words
from datapact.agreements.text.begun_on import note_begun
from datapact.agreements.text.current_text import current_proposal
from datapact.agreements.text.road import FIXED_TEXT
from datapact.agreements.text.versions import proposals_of
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, DataPactError, WrongUse
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_, Message
from datapact.checks.run.lost import LostPart
from datapact.checks.run.lost_by_change import lost_by_change
from datapact.contract.changes.burdens_by_change import burdens_by_change
from datapact.contract.changes.compose import compose
from datapact.contract.changes.terms_by_change import terms_by_change
from datapact.contract.text.document import AgreementDocument, write_state
from datapact.history.fold.agreement import AgreementState
from datapact.organisation.acting.names import known_names
from datapact.organisation.acting.records import append_record, records
from datapact.vault.database.entries import put_attachment
from datapact.word.read.package import open_package
from datapact.word.read.returned import Identity, Remark, Returned, identity, read_returned
from datapact.word.steps.accepted import without_our_signs
from datapact.word.steps.comments import comment_reasons, new_remarks, take_comments
from datapact.word.steps.older import Older, laid_over, newer_text
from datapact.word.steps.sent import Version, last_exchanged, whole_version

if TYPE_CHECKING:
    from datapact.history.state.facts import Draft, Offer, SignedElsewhere
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Received:
    """A returned file beside the version that was sent."""

    history: str
    """Id of the agreement."""
    version: str
    """Digest of the entry that holds the version that was sent."""
    returned: Returned
    """What it changes."""
    data: bytes
    """The file itself."""
    over: str = ""
    """Digest of the entry that holds the text over which its changes are laid."""
    loses: Mapping[str, tuple[LostPart, ...]] = field(default_factory=dict, hash=False)
    """What a change (by its id) removes that a law or a rule asks for."""
    leaves: Mapping[str, tuple[Message, ...]] = field(default_factory=dict, hash=False)
    """Where accepting a change (by its id) leaves the playbook, and who may concede it; for our house alone."""
    terms: Mapping[str, tuple[Message, ...]] = field(default_factory=dict, hash=False)
    """Weighty sentences that accepting a change (by its id) brings, and defined terms that it leaves undefined, unused or twice."""
    remarks: tuple[Remark, ...] = ()
    """Comments that are not beside the text yet."""
    round: int = 0
    """That the file says within, by whichever house wrote it; 0: it says none."""
    older: Older | None = None
    """Where it answers an older text: then ``returned`` is laid over the newest one."""


def open_received(acting: Acting, data: bytes, history: str = "") -> Received:
    """Lay a file beside the text that was sent, and over the newest one where that is another; nothing is written.

    The file says itself which agreement and version it is; where that was stripped, ``history`` says the agreement and
    the version last exchanged is taken. Raises Malformed, TooLarge, WrongUse (which agreement?) and AnswerNo.
    """
    package = open_package(data)
    said = identity(package)
    wanted = history or (said.agreement if said is not None else "")
    if not wanted:
        raise WrongUse(
            N_(
                "This Word file does not say which agreement it is about. Open the agreement, and read the file in there."
            )
        )
    if said is not None and said.agreement and said.agreement != wanted:
        raise WrongUse(N_("This Word file is about another agreement. Open that agreement, or choose another file."))
    with acting.vault.read() as session:
        try:
            folded = load_state(session, wanted)
        except DataPactError:
            raise WrongUse(N_("This Word file is about an agreement that is not in this vault.")) from None
        version, older = _sent(session, folded, said)
        confirmed = confirmed_wordings(session, folded, acting.organisation)
        returned = read_returned(package, version.document, older, keeping=True)
        returned = replace(returned, remarks=without_our_signs(acting, session, returned.remarks))
        newer = newer_text(session, folded, version)
        answers = None
        if newer is not None:
            returned, answers = laid_over(session, folded, acting.organisation, version, returned, *newer)
        beside = house_positions(session, write_state(returned.proposal), wanted, acting.organisation)
        remarks = new_remarks(folded, returned.remarks, known_names(session))
    changes = [one.change for one in returned.changes]
    lost = lost_by_change(returned.base, returned.proposal, changes, local_day(acting.clock()), confirmed)
    left = beside.left_by(returned.base, returned.proposal, changes)
    burdens = burdens_by_change(returned.base, returned.proposal, changes)
    told = terms_by_change(returned.base, returned.proposal, changes)
    terms = {name: (*burdens.get(name, ()), *told.get(name, ())) for name in {**burdens, **told}}
    over = version.digest if newer is None else newer[0].digest
    return Received(
        wanted, version.digest, returned, data, over, lost, left, terms, remarks, claimed_round(said), answers
    )


def claimed_round(said: Identity | None) -> int:
    """The round that a file says within; 0 for none, or for one that is no number of rounds."""
    number = "" if said is None else said.round
    return int(number) if number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS else 0


_MOST_DIGITS = 5


def names_agreement(data: bytes) -> bool:
    """Whether these are the bytes of a Word file that says which agreement it is about."""
    try:
        said = identity(open_package(data))
    except DataPactError:
        return False
    return said is not None and bool(said.agreement)


def _sent(session: Session, folded: AgreementState, said: Identity | None) -> tuple[Version, AgreementDocument | None]:
    """The version that the file was made of, and the one against which it was a redline."""
    known = {one.state: one for one in map(_version, proposals_of(folded).values()) if one is not None}
    if said is not None and said.state in known:
        older = known.get(said.against)
        return known[said.state], None if older is None else older.document
    current = current_proposal(folded)
    now = None if current is None else _version(current)
    if now is None:
        raise AnswerNo(N_("There is no text to edit in this agreement yet."))
    handed = {str(one.body["version"]) for one in records(session, "word_sent", about=folded.history)}
    if now.digest in handed:
        return now, None
    return last_exchanged(session, folded, now) or now, None


def _version(proposal: Offer | Draft | SignedElsewhere) -> Version | None:
    try:
        return whole_version(proposal)
    except AnswerNo:
        return None


def keep_received(
    acting: Acting,
    received: Received,
    accepted: Collection[str],
    note: str = "",
    decided: Mapping[str, Verdicts] | None = None,
    answers: Mapping[Remark, str] | None = None,
) -> str:
    """Keep the file and make drafts of it: one as it was received, and one with the ``accepted`` changes alone.

    ``decided`` says for changes by their ids which are taken in our own words or with our own value, those among
    ``accepted``, and why others are refused: the reasons become comments for the partner at their places. ``answers`` are
    ours to comments of the file; they leave with our next one.

    Nobody signed the file, so it is no proposal of the partner's. Returns the digest of the last draft. Raises AnswerNo
    once the text is frozen, WrongUse for changes that cannot stand without others.
    """
    decisions = decided or {}
    composed = compose(received.returned.base, received.returned.proposal, accepted)
    document = with_own_words(composed.document, [one.change for one in received.returned.changes], decisions)
    reworded = {name for name, one in decisions.items() if one.verdict == "reworded"}
    with acting.vault.write() as session:
        folded = load_state(session, received.history)
        if folded.stage not in ("draft", "offered", "agreed"):
            raise AnswerNo(FIXED_TEXT)
        put_attachment(session, received.data, DOCX)
        digest = to_base64url(hashlib.sha256(received.data).digest())
        theirs = write_state(received.returned.proposal)
        made = ""
        if received.returned.proposal != received.returned.base:
            entry = append(acting, session, received.history, "draft", {"state": theirs, "note": bounded(note)}, folded)
            made = entry.digest
            note_begun(session, received.history, made, received.over)
        if document != received.returned.proposal:
            folded = load_state(session, received.history)
            state = write_state(document)
            entry = append(acting, session, received.history, "draft", {"state": state, "note": bounded(note)}, folded)
            made = entry.digest
            note_begun(session, received.history, made, received.over)
        remarks = received.returned.remarks
        take_comments(acting, session, received.history, received.returned.proposal, remarks, answers)
        said = [
            (one.change.place, text)
            for one in received.returned.changes
            if (decision := decisions.get(one.change.id)) is not None
            and (one.change.id not in composed.accepted or decision.verdict == "reworded")
            and (text := decision.reason.strip())
        ]
        comment_reasons(acting, session, received.history, document, received.returned.proposal, said)
        append_record(
            acting,
            session,
            "word_received",
            {
                "agreement": received.history,
                "version": received.version,
                "file": digest,
                "draft": made,
                "accepted": sorted(composed.accepted - reworded),
                "refused": sorted(
                    one.change.id
                    for one in received.returned.changes
                    if one.change.id not in composed.accepted or one.change.id in reworded
                ),
                "unmarked": sum(one.origin == "unmarked" for one in received.returned.changes),
                "round": received.round,
            },
        )
    return made
