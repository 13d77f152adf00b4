"""Comments in Word files: shared threads leave as Word's comments, and comments of a file that came back become threads.

Nothing internal gets here: what leaves is made of ``Thread.shared`` alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from datapact.agreements.comments.threads import Audience, Thread, ThreadComment, in_reading_order, threads_in
from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.comments import write_remark
from datapact.agreements.steps.negotiation import LONGEST_NOTE
from datapact.base.texts import N_, Language, Message
from datapact.contract.changes.anchor import TERM, Anchor, Found, anchor_of_words, found_all, place_words
from datapact.contract.changes.rewritten import clean
from datapact.contract.text.clauses import places
from datapact.organisation.acting.names import is_author, known_names
from datapact.word.steps.author import FileAuthor
from datapact.word.write.comments import Comment

if TYPE_CHECKING:
    from datapact.contract.text.document import AgreementDocument
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session
    from datapact.word.read.returned import Remark

_MOST_PARTIES = 2
UNNAMED = "Word"
"""Author and time of a comment whose file names none."""
NOBODY: Final = ("", UNNAMED, "Author", "Autor")
"""Authors of comments whose file was freed of personal data."""
GONE = N_("On “{words}”, which is gone from the text: {text}")
ABOUT = N_("On {where}: {text}")


def word_comments(
    folded: AgreementState,
    names: Mapping[str, str],
    document: AgreementDocument,
    languages: Sequence[Language],
    author: FileAuthor,
    own: str,
) -> tuple[Comment, ...]:
    """The shared threads beside ``document``, in reading order; those whose words are gone stand at the title.

    Members of ours (organisation ``own``) are named as the settings say.
    """
    said = _Named(names, author, own)
    order = [place for place, _texts in places(document.clauses)]
    threads = [one for one in in_reading_order(threads_in(folded), order) if one.shared and one.shared[0].text]
    stands = found_all([one.anchor for one in threads], document)
    return tuple(_comment(one, here, said, document, languages) for one, here in zip(threads, stands, strict=True))


def _comment(
    thread: Thread,
    here: Found,
    said: _Named,
    document: AgreementDocument,
    languages: Sequence[Language],
) -> Comment:
    first, *answers = thread.shared
    main = languages[0]
    text, place = first.text, here.place
    if here.whereabouts == "gone" and thread.anchor.words:
        text = Message(GONE, {"text": first.text, "words": thread.anchor.words[:120]}).text(main)
    elif place.startswith(TERM):
        text = Message(ABOUT, {"where": place_words(place, document), "text": first.text}).text(main)
        place = ""
    inside = thread.anchor.language in languages and here.end > 0
    return Comment(
        said.author(first),
        first.time,
        text,
        place,
        thread.anchor.language if inside and thread.anchor.language is not None else main,
        here.start if inside else 0,
        here.end if inside else 0,
        thread.settled,
        tuple(
            Comment(said.author(one), one.time, one.text, place, main, initials=said.initials(one))
            for one in answers
            if one.text
        ),
        said.initials(first),
    )


@dataclass(frozen=True, slots=True)
class _Named:
    """How those who said something are named in a file."""

    names: Mapping[str, str]
    file: FileAuthor
    own: str

    def author(self, one: ThreadComment) -> str:
        if one.organisation == self.own and not one.said_at:
            return self.file.of(one.said_by or self.names.get(one.author, ""))
        return one.said_by or self.names.get(one.author, "") or self.names.get(one.organisation, "")

    def initials(self, one: ThreadComment) -> str:
        ours = one.organisation == self.own and not one.said_at and not one.said_by
        return self.file.initials if ours and self.names.get(one.author) == self.file.member else ""


def take_comments(
    acting: Acting,
    session: Session,
    history: str,
    document: AgreementDocument,
    remarks: Sequence[Remark],
    answers: Mapping[Remark, str] | None = None,
) -> int:
    """Make threads and answers of the comments of a file; returns how many were new. ``answers`` are ours to some of them.

    Ours come back with the file, and so do those that were taken over before: they are known by words, person and place.
    An answer hangs where the comment stands that it answers; a program that keeps no threads leaves it at the same
    words. With more than two parties what one wrote stays in the house, for the others have not seen it.
    """
    before = load_state(session, history)
    earlier = {one.digest for one in _in_files(before)}
    known = _known(before, remarks, known_names(session))
    threads = ["" if one is None else one.digest for one in known]
    taken = 0
    for at, one in sorted(enumerate(remarks), key=lambda numbered: bool(numbered[1].answers)):
        if threads[at]:
            continue
        folded = load_state(session, history)
        audience: Audience = "partners" if len(folded.parties) <= _MOST_PARTIES else "house"
        parent = _answered(_in_files(folded), one, earlier)
        anchor = anchor_of_words(document, one.place, one.words) if one.place and parent is None else Anchor()
        kept: Audience = audience if parent is None else parent.audience
        who, when = one.author or UNNAMED, one.time or UNNAMED
        text = one.text[:LONGEST_NOTE]
        said = write_remark(acting, session, folded, "said", text, anchor, kept, parent, who, when)
        threads[at] = said.digest if parent is None else parent.digest
        taken += 1
    for one, digest in zip(
        remarks, threads, strict=True
    ):  # an answer opens a thread again: what the file settles comes last
        if not one.resolved or one.answers:
            continue
        folded = load_state(session, history)
        thread = next((each for each in _in_files(folded) if each.digest == digest), None)
        if thread is not None and not thread.settled:
            who, when = one.author or UNNAMED, one.time or UNNAMED
            write_remark(acting, session, folded, "resolved", "", Anchor(), thread.audience, thread, who, when)
    for one, digest in zip(remarks, threads, strict=True):
        text = (answers or {}).get(one, "").strip()
        if text:
            folded = load_state(session, history)
            thread = next(each for each in _in_files(folded) if each.digest == digest)
            write_remark(acting, session, folded, "said", text[:LONGEST_NOTE], Anchor(), thread.audience, thread)
    return taken


def new_remarks(folded: AgreementState, remarks: Sequence[Remark], names: Mapping[str, str]) -> tuple[Remark, ...]:
    """Remarks and settlements of a file that are not beside the text yet: ours come back with it, and so do the earlier ones.

    ``names`` are those of organisations and people by id and key.
    """
    return tuple(
        one
        for one, known in zip(remarks, _known(folded, remarks, names), strict=True)
        if known is None or (one.resolved and not one.answers and not known.settled)
    )


def comment_reasons(
    acting: Acting,
    session: Session,
    history: str,
    document: AgreementDocument,
    theirs: AgreementDocument,
    reasons: Sequence[tuple[str, str]],
) -> None:
    """Say why changes of a file were refused, as comments at their places (id, text), which leave with our next file.

    What only ``theirs`` has, as an added paragraph, stands behind what comes before it there.
    """
    there = {place for place, _texts in places(document.clauses)}
    for place, text in reasons:
        folded = load_state(session, history)
        audience: Audience = "partners" if len(folded.parties) <= _MOST_PARTIES else "house"
        anchor = Anchor(last_known(place, theirs, there))
        write_remark(acting, session, folded, "said", text[:LONGEST_NOTE], anchor, audience)


def last_known(place: str, theirs: AgreementDocument, there: Collection[str]) -> str:
    """A place of their text, where ours has it, else the last one before it in their clause that ours has; empty for none."""
    if place in there:
        return place
    for clause in theirs.clauses:
        inner = [one for one, _texts in places([clause])]
        if place in inner:
            return next((one for one in reversed(inner[: inner.index(place)]) if one in there), "")
    return ""


def _in_files(folded: AgreementState) -> list[Thread]:
    """The threads that can stand in a Word file, or came with one; internal ones are never compared with a file."""
    return [one for one in threads_in(folded) if one.shared or one.said[0].said_at]


def _known(folded: AgreementState, remarks: Sequence[Remark], names: Mapping[str, str]) -> list[Thread | None]:
    """For each comment of a file the thread in which it was said already.

    What was said once is one comment of the file, at its own place where there is one: who writes the same words at two
    places within a minute, which is all that Word keeps, said two things.
    """
    threads = _in_files(folded)
    found: list[Thread | None] = [None] * len(remarks)
    used: set[str] = set()
    for is_near in (True, False):
        for at, remark in enumerate(remarks):
            for thread in threads if found[at] is None else ():
                if is_near and thread.anchor.place != remark.place:
                    continue
                if (said := _remark_in(thread, remark, names, used)) is not None:
                    found[at] = thread
                    used.add(said.digest)
                    break
    return found


def _remark_in(thread: Thread, remark: Remark, names: Mapping[str, str], used: Collection[str]) -> ThreadComment | None:
    """What of a thread a comment of a file is, without what others are.

    A program may drop which comment answers which, and move what stood at no words: the moment or the person tells.
    """
    beside = thread.anchor.place in ("", remark.place) or not remark.place
    beside = beside or _is_same_text(thread.said[0], remark.answers)
    for one in thread.said:
        if one.digest in used or (one.internal and not one.said_at) or not _is_same_text(one, remark.text):
            continue
        if _is_same_moment(one, remark) or (beside and _is_same_person(one, remark, names)):
            return one
    return None


def _answered(threads: Sequence[Thread], remark: Remark, before: Collection[str]) -> Thread | None:
    """The thread that a remark answers: as the file says it, else the one ``before`` the file at the same words."""
    if remark.answers:
        found = [one for one in threads if any(_is_same_text(said, remark.answers) for said in one.said)]
        return next((one for one in found if one.anchor.place == remark.place), found[0] if found else None)
    if not remark.words:
        return None
    here = remark.place, clean(remark.words)
    return next(
        (one for one in threads if one.digest in before and (one.anchor.place, clean(one.anchor.words)) == here), None
    )


def _is_same_moment(said: ThreadComment, remark: Remark) -> bool:
    """Whether a comment bears the time of one that left with our file or came with an earlier one: its place may be another."""
    times = {said.time.strftime("%Y-%m-%dT%H:%M:%S"), said.said_at[:19]}
    return bool(remark.time) and remark.time[:19] in times


def _is_same_person(said: ThreadComment, remark: Remark, names: Mapping[str, str]) -> bool:
    """Whether the file names who said it, or nobody; names are ours by any setting."""
    if remark.author in NOBODY:
        return True
    if said.said_at:
        return remark.author == said.said_by and not (remark.time and said.said_at != UNNAMED)
    known = {**names, said.author: said.said_by or names.get(said.author, "")}
    return is_author(remark.author, said.organisation, said.author, known)


def _is_same_text(said: ThreadComment, text: str) -> bool:
    return (
        bool(text)
        and bool(said.text)
        and (clean(said.text) == clean(text) or clean(text).endswith(clean(f": {said.text}")))
    )
