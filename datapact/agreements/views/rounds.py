"""The rounds of a negotiation: what each one changed, who waits for whom, and the story of every clause.

It supports that terms were negotiated individually (s. 305(1) sentence 3 BGB); whether they were is a question of law.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, cast

from datapact.agreements.comments.threads import threads_in
from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.next_action import ActionName, NextAction
from datapact.agreements.text.carried_by_word import text_words
from datapact.agreements.text.current_text import whole_state, working_text
from datapact.agreements.text.exchanged import (
    ANSWERS,
    OTHER_SIDE,
    SETTLED,
    Round,
    Way,
    exchanges,
    other_names,
    settled_digest,
    settled_text,
)
from datapact.agreements.text.outside_replies import WAY_WORDS as WAYS_OUTSIDE
from datapact.agreements.text.versions import proposals_of
from datapact.base.clock import write_time
from datapact.base.errors import AnswerNo
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Message
from datapact.contract.changes.clause_story import Deed, Turn, clause_stories
from datapact.contract.changes.proposed import proposed_changes
from datapact.contract.editing.compare_text import numbers_in_both
from datapact.contract.text.clauses import Clause, plain_text
from datapact.contract.text.document import AgreementDocument, read_state
from datapact.contract.text.keeping import live
from datapact.contract.text.value_words import BilingualMessage, bilingual
from datapact.organisation.acting.names import known_names
from datapact.organisation.acting.records import records

if TYPE_CHECKING:
    from datapact.agreements.steps.permitted import StepName
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

WAY_WORDS: Mapping[Way, str] = {
    "offer": N_("Offer"),
    "counter": N_("Counter-proposal"),
    "word_sent": N_("Word files sent"),
    "word_received": N_("Word file received"),
    "outside_sent": N_("Sent for acceptance"),
    "outside_accepted": N_("Text accepted"),
    "outside_changes": N_("Changes asked for"),
    "outside_refused": N_("Text refused"),
}
DEED_WORDS: Mapping[Deed, str] = {
    "offered": N_("put forward by {party} in round {round}"),
    "added": N_("added by {party} in round {round}"),
    "changed": N_("changed by {party} in round {round}"),
    "countered": N_("countered by {party} in round {round}"),
    "refused": N_("refused by {party} in round {round}: the former words are back"),
    "removed": N_("taken out by {party} in round {round}"),
}
AGREED = N_("agreed in round {round}")
AGREED_AT_ALL = N_("agreed")
AGREED_OTHERWISE = N_("agreed in other words than these, which are not agreed")
OPEN = N_("not agreed yet")
NOTE = Message(
    N_(
        "This shows which words changed when, and what was commented on. Whether a term was negotiated individually (section"
        " 305(1) sentence 3 BGB) is a question of law: talks leave no trace here, and a change of words proves no talks."
    )
)


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One clause and what became of it."""

    id: str
    """Of the clause."""
    number: BilingualMessage
    """In the last text that has it."""
    heading: BilingualMessage
    """Without the number."""
    story: tuple[Message, ...]
    """Oldest first, agreement or its lack last."""
    touched: bool
    """Whether its words ever changed."""
    comments: int
    """Shared threads on it."""
    deleted: bool
    """Whether the last text lacks it."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """A negotiation from its first round to now."""

    history: str
    """Id of the agreement."""
    number: str
    """As the text has it."""
    title: BilingualMessage
    """In both languages."""
    rounds: tuple[Round, ...]
    """Oldest first."""
    clauses: tuple[ClauseRow, ...]
    """In reading order of the last text, those that are gone last."""
    standing: Message
    """Who waits for whom, or that the text is agreed."""

    @property
    def untouched(self) -> tuple[ClauseRow, ...]:
        """Clauses whose words never changed."""
        return tuple(one for one in self.clauses if not one.touched)


def rounds(acting: Acting, history: str) -> Rounds:
    """The rounds of an agreement; raises AnswerNo where nothing was put forward yet, or parts are withheld."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        names = known_names(session)
        moved = exchanges(session, folded, names, acting.organisation)
        negotiated = folded.stage in ("draft", "offered") and folded.outside is None
        stands: ByWord = stands_by_word(session, folded, acting.organisation) if negotiated else ""
    found = list(_with_changes(moved, folded))
    if not found:
        raise AnswerNo(N_("Nothing was put before the other side yet, so there are no rounds."))
    listed = [one for one, _document in found]
    texts = [(one, document) for one, document in found if one.way not in ANSWERS]
    last = texts[-1][1]
    return Rounds(
        history,
        last.number,
        _both(last.title),
        tuple(listed),
        tuple(_rows(texts, _agreement(folded, listed), _commented(folded, [one for _round, one in texts]))),
        _standing(folded, names, acting.organisation, stands),
    )


@dataclass(frozen=True, slots=True)
class _Agreement:
    """Whether the parties agreed on a text, and on which."""

    settled: bool
    """By the stage of the whole: the only word on it, for the head as for each clause."""
    round: int
    """In which the text was agreed on; 0 where it is none of the rounds."""
    document: AgreementDocument | None
    """The text; None where none is agreed, or where parts of it are withheld."""

    def of(self, clause: str, last: AgreementDocument) -> Message | None:
        """What a clause of the last text is, agreed or not; None for one that is neither there nor in the agreed text."""
        here = _clause(last, clause)
        if not self.settled:
            return None if here is None else Message(OPEN)
        there = here if self.document is None else _clause(self.document, clause)
        if here is None and there is None:
            return None
        if here != there:
            return Message(AGREED_OTHERWISE)
        return Message(AGREED, {"round": self.round}) if self.round else Message(AGREED_AT_ALL)


def _clause(document: AgreementDocument, identity: str) -> Clause | None:
    return next((one for one in live(document.clauses) if one.id == identity), None)


def _agreement(folded: AgreementState, listed: Sequence[Round]) -> _Agreement:
    text, digest = settled_text(folded), settled_digest(folded)
    number = next((one.number for one in reversed(listed) if one.digest == digest), 0)
    try:
        document = None if text is None else _read(text)
    except AnswerNo:
        document = None
    return _Agreement(folded.stage in SETTLED, number, document)


def _with_changes(moved: Sequence[Round], folded: AgreementState) -> Iterator[tuple[Round, AgreementDocument]]:
    """Every exchange with what it changed against the one before."""
    known = proposals_of(folded)
    before: AgreementDocument | None = None
    for one in moved:
        document = _read(known[one.digest])
        if one.way in ANSWERS:
            yield replace(one, note=_note(one)), document
            continue
        changes = () if before is None or document == before else proposed_changes(before, document)
        told = tuple(message for change in changes for message in change.messages)
        yield replace(one, note=_note(one), changes=told, count=len(changes)), document
        before = document


def _note(one: Round) -> str:
    """The message of a round; of what went by e-mail or on paper which way and on which day, too."""
    if not one.sent_by:
        return one.note
    way = Message(WAYS_OUTSIDE.get(one.sent_by, WAYS_OUTSIDE["other"]))
    said = str(Message(N_("Recorded by us: {way}, {day}."), {"way": way, "day": one.day}))
    return f"{said} {one.note}".strip()


type ByWord = Literal["", "awaited", "changed", "unanswered"]
"""Where a text stands that goes as Word files: not so, a file is awaited, our text is newer than the one that went out,
or one came back that was not answered."""


def stands_by_word(session: Session, folded: AgreementState, own: str) -> ByWord:
    """The standing of our text by the Word files that went out and came back.

    Empty once all of theirs was taken over, and where the last word of a partner came as a sealed file. ``own`` is the id
    of our organisation.
    """
    sent = records(session, "word_sent", about=folded.history)
    received = records(session, "word_received", about=folded.history)
    if not sent and not received:
        return ""
    current = working_text(folded)
    newest = current.digest if current is not None else ""
    went = str(sent[-1].body["version"]) if sent else ""
    if went and went not in folded.entries:
        return ""
    last = max(one.recorded for one in (*sent[-1:], *received[-1:]))
    sealed = [one for one in folded.entries.values() if one.stream == "shared" and one.organisation != own]
    if any(one.kind in _PARTNERS_WORD and one.time > last for one in sealed):
        return ""
    if received:
        made = str(received[-1].body["draft"])
        # Times are whole seconds, so the place of the draft that was made of it says which was first.
        if not (
            went
            and (
                folded.place(went) >= folded.place(made)
                if made in folded.entries
                else sent[-1].recorded > received[-1].recorded
            )
        ):
            return "unanswered" if made and (made != newest or received[-1].body["refused"]) else ""
    if not went or current is None:
        return ""
    known = proposals_of(folded)
    offered = folded.stage != "draft" and went in known  # an offer links its parties, so its digest is another one
    same = went == newest or (offered and text_words(known[went].state) == text_words(current.state) != {})
    return "awaited" if same else "changed"


type WordStep = Literal["", "word", "word_answer"]
"""How a text goes out in Word: not at all, as files of its own, or in the file that came back."""


def word_step(acting: Acting, history: str) -> WordStep:
    """How the text goes out in Word, while it is negotiated; raises WrongUse for an unknown agreement."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        if folded.stage not in ("draft", "offered", "agreed"):
            return ""
        stands = stands_by_word(session, folded, acting.organisation)
    return "word_answer" if stands == "unanswered" else "word"


_PARTNERS_WORD = frozenset({"offer", "counter", "accept", "decline", "comment", "remark"})
"""What a partner says to a text in a sealed file."""


_BY_WORD: Mapping[ByWord, tuple[ActionName, str, str]] = {
    "awaited": (
        "word_back",
        N_("Waiting for the reply of {party}"),
        N_("The text went out as a Word file. Read in the file that comes back."),
    ),
    "changed": (
        "word",
        N_("Send {party} your newer text as Word files"),
        N_("You changed the text since the last Word file."),
    ),
    "unanswered": (
        "word_answer",
        N_("Answer the Word file of {party}"),
        N_("It was read in. Your answer goes into the same file, as tracked changes."),
    ),
}


def by_word(
    action: NextAction,
    stands: ByWord,
    party: str | Message,
    possible: Mapping[StepName, Message | None],
    *,
    by_sealed_files: bool = True,
) -> NextAction:
    """The next action on a draft of ours that goes as Word files: it follows what went out and came back.

    A first text for a party that gets no sealed files (``by_sealed_files``) goes as Word files, too, unless somebody chooses
    the PDF.
    """
    if possible["edit"] is not None:
        return action
    if stands:
        name, words, why = _BY_WORD[stands]
        return NextAction(name, Message(words, {"party": party}), Message(why))
    if action.action == "send" and not by_sealed_files:
        return NextAction("word", Message(N_("Send {party} the draft as Word files"), {"party": party}), action.why)
    return action


def offer_by_word(action: NextAction, stands: ByWord, party: str | Message, *, ours: bool, carried: bool) -> NextAction:
    """The next action on an offered text of which the partner's last word came as a Word file, or that went out as one.

    ``ours``: what waits to be sent are texts and comments alone; ``carried``: Word files told the partner all of it.
    """
    if stands not in ("awaited", "unanswered") or action.action not in ("send", "read", "reply", "none"):
        return action
    if (action.action == "send" and not ours) or (stands == "awaited" and not carried):
        return action
    if stands == "awaited" and action.action in ("read", "reply"):
        return action
    name, words, why = _BY_WORD[stands]
    kept = action.why if stands == "awaited" and action.action == "send" else None
    return NextAction(name, Message(words, {"party": party}), kept or Message(why))


TEXTS_AND_COMMENTS = frozenset({"offer", "counter", "comment", "remark"})
"""The kinds of shared steps that a Word file can tell."""


def _read(proposal: Any) -> AgreementDocument:
    return read_state(cast(JsonObject, whole_state(proposal)))


def _commented(folded: AgreementState, documents: Sequence[AgreementDocument]) -> dict[str, int]:
    """Shared threads by the clause in which they began."""
    clause_of: dict[str, str] = {}
    for document in documents:
        for clause in document.clauses:
            clause_of[clause.id] = clause.id
            for paragraph in clause.paragraphs:
                clause_of[paragraph.id] = clause.id
                clause_of.update({item.id: clause.id for item in paragraph.items})
    found: dict[str, int] = {}
    for thread in threads_in(folded):
        place = clause_of.get(thread.anchor.place)
        if thread.audience == "partners" and place is not None:
            found[place] = found.get(place, 0) + 1
    return found


def _rows(
    texts: Sequence[tuple[Round, AgreementDocument]],
    agreed: _Agreement,
    commented: Mapping[str, int],
) -> Iterator[ClauseRow]:
    stories = clause_stories([Turn(one.party, document) for one, document in texts])
    numbers = [one.number for one, _document in texts]  # an answer is a round without a text
    documents = [replace(one, clauses=live(one.clauses)) for _round, one in texts]
    last = {clause.id for clause in documents[-1].clauses}
    where = {clause.id: document for document in documents for clause in document.clauses}
    for story in stories:
        document = where[story.clause]
        clause = next(one for one in document.clauses if one.id == story.clause)
        told = [
            Message(DEED_WORDS[one.deed], {"party": one.party, "round": numbers[one.round - 1]}) for one in story.events
        ]
        deleted = story.clause not in last
        if (said := agreed.of(story.clause, documents[-1])) is not None:
            told.append(said)
        yield ClauseRow(
            story.clause,
            numbers_in_both(document.clauses)[story.clause],
            _both({language: plain_text(runs) for language, runs in clause.heading.items()}),
            tuple(told),
            story.touched,
            commented.get(story.clause, 0),
            deleted,
        )


def _both(words: Mapping[Any, str]) -> BilingualMessage:
    return bilingual(words.get("de", words.get("en", "")), words.get("en", words.get("de", "")))


def _standing(folded: AgreementState, names: Mapping[str, str], own: str, stands: ByWord) -> Message:
    if folded.stage in SETTLED:
        return Message(N_("The text is agreed."))
    if folded.outside is not None and folded.stage == "offered":
        silent = [one for one in other_names(folded, own) if one not in folded.outside.answers]
        return Message(N_("You wait for the reply of {whom}."), {"whom": ", ".join(silent) or OTHER_SIDE})
    if stands in ("awaited", "unanswered"):
        whom = ", ".join(other_names(folded, own)) or OTHER_SIDE
        if stands == "unanswered":
            return Message(N_("{who} waits for your reply."), {"who": whom})
        return Message(N_("You wait for the reply of {whom}."), {"whom": whom})
    waiting = [names.get(one, one[:8]) for one in folded.turn]
    if not waiting or folded.stage != "offered":
        return Message(N_("Nobody waits for a reply."))
    others = [names.get(one, one[:8]) for one in sorted(folded.parties) if one not in folded.turn]
    if own in folded.turn:
        return Message(N_("{who} waits for your reply."), {"who": ", ".join(others) or "–"})
    return Message(N_("You wait for the reply of {whom}."), {"whom": ", ".join(waiting)})


def rounds_json(found: Rounds) -> JsonObject:
    """The whole as JSON, for a file or a command."""
    return {
        "agreement": found.history,
        "number": found.number,
        "standing": _texts(found.standing),
        "rounds": [
            {
                "number": one.number,
                "way": one.way,
                "entry": one.digest,
                "party": one.party,
                "time": write_time(one.time),
                "note": one.note,
                "changes": [_texts(message) for message in one.changes],
            }
            for one in found.rounds
        ],
        "clauses": [
            {
                "id": one.id,
                "number": _texts(one.number),
                "heading": _texts(one.heading),
                "story": [_texts(message) for message in one.story],
                "touched": one.touched,
                "comments": one.comments,
                "gone": one.deleted,
            }
            for one in found.clauses
        ],
        "note": _texts(NOTE),
    }


def _texts(message: Message) -> JsonObject:
    return {"de": message.text("de"), "en": message.text("en")}
