"""The threads of comments that an agreement's entries make: who said what, for whom, and whether it is settled.

What is internal stays apart: an internal answer in a shared thread never counts for the partners, and settles nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from datapact.base.texts import LANGUAGES, Message, counted
from datapact.contract.changes.anchor import Anchor
from datapact.history.fold.agreement import AgreementState
from datapact.history.state.facts import Comment, Note, Remark

type Audience = Literal["house", "partners"]


@dataclass(frozen=True, slots=True)
class ThreadComment:
    """One comment in a thread."""

    digest: str
    """Of its entry, base64url."""
    organisation: str
    """Id of the author's organisation."""
    author: str
    """Thumbprint of the author's key."""
    time: datetime
    """UTC, by the author's clock."""
    text: str
    """Empty where it is withheld or erased."""
    said_by: str
    """Who said it in a Word file; empty: the author."""
    said_at: str
    """When, as that file has it; may be empty."""
    internal: bool
    """Whether it stays in the house."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with its answers."""

    digest: str
    """Of the entry that began it."""
    audience: Audience
    """``house``: internal as a whole."""
    waits: bool
    """For partners, and not in the stream that they have: the text is not offered yet, or goes by e-mail."""
    anchor: Anchor
    """What it is about."""
    said: tuple[ThreadComment, ...]
    """Oldest first, never empty."""
    settled: bool
    """Settled by the last act that counts; an answer opens it again."""
    settled_by: str
    """Thumbprint of the key of who settled it last; empty where it is open."""

    @property
    def shared(self) -> tuple[ThreadComment, ...]:
        """The part that partners may read: nothing of an internal thread."""
        return () if self.audience == "house" else tuple(one for one in self.said if not one.internal)


def threads_in(folded: AgreementState) -> tuple[Thread, ...]:
    """All threads, each with what was said in it, in the order in which they began."""
    facts = folded.facts
    copied = {_alike(one) for one in facts.remarks.values()}
    found: dict[str, Thread] = {}
    listed: list[Comment | Note | Remark] = [
        *facts.comments,
        *facts.notes,
        *facts.remarks.values(),
        *facts.house_remarks.values(),
    ]
    for fact in sorted(listed, key=lambda one: folded.place(one.digest)):
        if isinstance(fact, Remark):
            if not fact.shared and fact.audience == "partners" and _alike(fact) in copied:
                continue  # it was shared when the text was offered
            _add(found, fact)
        else:
            house = folded.entries[fact.digest].stream != "shared"
            organisation = folded.entries[fact.digest].organisation
            first = ThreadComment(fact.digest, organisation, fact.author, fact.time, _text(fact.text), "", "", house)
            found[fact.digest] = Thread(
                fact.digest, "house" if house else "partners", False, Anchor(), (first,), False, ""
            )
    return tuple(found.values())


def open_shared(folded: AgreementState) -> int:
    """The number of threads for partners that nobody settled."""
    return sum(one.audience == "partners" and not one.settled for one in threads_in(folded))


def bars_signature(folded: AgreementState) -> bool:
    """Whether this house decided that open shared threads bar signature."""
    bars = folded.facts.comments_bars
    return bool(bars) and bars[-1].bar is True


def unsettled_words(folded: AgreementState) -> Message | None:
    """What is said before freezing and signing where shared threads are open; None without one.

    Where the house bars signature before they are settled, that is said instead (``steps/permitted.py``).
    """
    number = 0 if bars_signature(folded) else open_shared(folded)
    if not number:
        return None
    return counted(
        "{n} comment thread with the partner is still open: what was asked or promised there is no part of the text that"
        " is signed.",
        "{n} comment threads with the partner are still open: what was asked or promised there is no part of the text that"
        " is signed.",
        number,
    )


def waiting(folded: AgreementState) -> tuple[Remark, ...]:
    """The comments for partners that are not in the stream that they have, in order."""
    copied = {_alike(one) for one in folded.facts.remarks.values()}
    return tuple(
        one for one in folded.facts.house_remarks.values() if one.audience == "partners" and _alike(one) not in copied
    )


def _alike(fact: Remark) -> tuple[object, ...]:
    return fact.act, fact.place, fact.words, fact.at, fact.text, fact.said_at


def _add(found: dict[str, Thread], fact: Remark) -> None:
    audience: Audience = "partners" if fact.shared or fact.audience == "partners" else "house"
    thread = found.get(str(fact.thread)) if fact.thread else None
    said = ThreadComment(
        fact.digest,
        fact.organisation,
        fact.author,
        fact.time,
        _text(fact.text),
        _text(fact.said_by),
        _text(fact.said_at),
        audience == "house",
    )
    if thread is None:
        waits = audience == "partners" and not fact.shared
        found[fact.digest] = Thread(fact.digest, audience, waits, _anchor(fact), (said,), False, "")
        return
    counts = audience == thread.audience
    listed = (*thread.said, said) if said.text or fact.act == "said" else thread.said
    if counts:
        settled = fact.act == "resolved"
        thread = replace(thread, settled=settled, settled_by=fact.author if settled else "")
    found[thread.digest] = replace(thread, said=listed)


def _anchor(fact: Remark) -> Anchor:
    language = next((one for one in LANGUAGES if one == fact.language), None)
    at = fact.at if isinstance(fact.at, int) else 0
    return Anchor(_text(fact.place), language, _text(fact.words), at, _text(fact.of_text))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def in_reading_order(threads: Sequence[Thread], order: Sequence[str]) -> Iterator[Thread]:
    """Threads by the place that they began at; those of places that are not in ``order`` come first."""
    known = {place: position for position, place in enumerate(order)}
    yield from sorted(threads, key=lambda one: (known.get(one.anchor.place, -1), one.anchor.at))
