"""The comments of an agreement as they are shown: beside the text that counts, with names, filtered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal, get_args

from datapact.agreements.comments.threads import (
    Audience,
    Thread,
    ThreadComment,
    bars_signature,
    in_reading_order,
    threads_in,
)
from datapact.agreements.projection.append import load_state
from datapact.agreements.text.current_text import current_state, working_text
from datapact.base.beginnings import named as begun
from datapact.base.errors import WrongUse
from datapact.base.texts import N_, Message, _, counted
from datapact.contract.changes.anchor import Anchor, Found, found_all, place_words
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.clauses import places
from datapact.contract.text.document import AgreementDocument, read_state
from datapact.organisation.acting.names import is_author, known_names

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting

type Shown = Literal["all", "open", "settled"]
SHOWN: tuple[Shown, ...] = get_args(Shown.__value__)


AUDIENCE_WORDS: Mapping[Audience, str] = {"house": N_("internal"), "partners": N_("shared")}


@dataclass(frozen=True, slots=True)
class CommentView:
    """One comment as it is shown."""

    author: str
    """Name of who said it; with a Word file, as the file names him."""
    organisation: str
    """Name of the organisation; empty where it is not known. With a Word file that of the other party of two."""
    own: bool
    """Whether somebody of our organisation said it."""
    time: datetime
    """UTC, by the author's clock; of a Word comment when it was taken over."""
    text: str
    """What was said; empty where it is withheld or erased."""
    internal: bool
    """Whether it stays in the house."""
    from_word: bool
    """Whether it came with a Word file."""


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread as it is shown."""

    digest: str
    """Of the entry that began it."""
    audience: Audience
    """``house``: internal as a whole."""
    waits: bool
    """For partners, but leaves only with Word files until the text is offered."""
    anchor: Anchor
    """What it was about when it was written."""
    found: Found
    """Where that stands in the text."""
    where: Message
    """Name of that place; of the former one where it is gone."""
    settled: bool
    """Whether it is settled."""
    settled_by: str
    """Name of who settled it last; empty where it is open."""
    said: tuple[CommentView, ...]
    """Oldest first, never empty."""

    @property
    def first(self) -> CommentView:
        """The comment that began the thread."""
        return self.said[0]


@dataclass(frozen=True, slots=True)
class Comments:
    """All comments of an agreement beside one text."""

    history: str
    """Id of the agreement."""
    document: AgreementDocument | None
    """The text; None where there is none, or not whole."""
    threads: tuple[ThreadView, ...]
    """In reading order."""
    bar: bool
    """Whether this house does not freeze the text while a shared thread is open."""
    offered: bool
    """Whether partners get shared comments at once with the next file."""

    @property
    def open_shared(self) -> int:
        """Shared threads that nobody settled."""
        return sum(one.audience == "partners" and not one.settled for one in self.threads)

    @property
    def unanswered(self) -> int:
        """Open shared threads in which others had the last word that partners read."""
        return sum(not one.settled and waits_for_us(one.audience, one.said) for one in self.threads)


def comments(acting: Acting, history: str, document: AgreementDocument | None = None) -> Comments:
    """The comments beside ``document``, by default the text that editing goes on with."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        names = known_names(session)
    return comments_of(folded, names, acting.organisation, document or document_of(folded))


def waits_for_us(audience: Audience, said: Sequence[CommentView]) -> bool:
    """Whether others had the last word in a shared thread; what was said inside the house answers nobody."""
    shared = [] if audience == "house" else [one for one in said if not one.internal]
    return bool(shared) and not shared[-1].own


def unanswered(folded: AgreementState, names: Mapping[str, str], own: str, document: AgreementDocument | None) -> int:
    """The number of open shared threads in which others had the last word, without looking for their places in the text."""
    listed = [one for one in threads_in(folded) if not one.settled and one.audience == "partners"]
    authors = _authors(folded, names, own, document)
    return sum(waits_for_us(one.audience, [authors.view(said) for said in one.said]) for one in listed)


def unanswered_words(number: int) -> Message:
    """That comments of others are open and not answered here."""
    return counted(
        "{n} comment of another party is open, and nobody here has answered it.",
        "{n} comments of other parties are open, and nobody here has answered them.",
        number,
    )


def document_of(folded: AgreementState) -> AgreementDocument | None:
    """The text that editing goes on with; None where this copy does not show it whole."""
    working = working_text(folded)
    state = current_state(folded) if working is None else working.state
    if not isinstance(state, Mapping) or not state or has_withheld(state):
        return None
    return read_state(dict(state))


def comments_of(
    folded: AgreementState, names: Mapping[str, str], own: str, document: AgreementDocument | None
) -> Comments:
    """``comments`` of an agreement that is already folded."""
    order = [] if document is None else [place for place, _texts in places(document.clauses)]
    threads = list(in_reading_order(threads_in(folded), order))
    anchors = [one.anchor for one in threads]
    stands = [Found("gone", "")] * len(anchors) if document is None else found_all(anchors, document)
    authors = _authors(folded, names, own, document)
    return Comments(
        folded.history,
        document,
        tuple(_view(one, here, authors, document) for one, here in zip(threads, stands, strict=True)),
        bars_signature(folded),
        bool(folded.facts.offers),
    )


@dataclass(frozen=True, slots=True)
class _Authors:
    """Who said what: a comment of a Word file is the other party's, whoever took it over."""

    names: Mapping[str, str]
    own: str
    parties: frozenset[str]

    def view(self, one: ThreadComment) -> CommentView:
        house = self._house(one)
        return CommentView(
            one.said_by or self.names.get(one.author, one.author[:8]),
            self.names.get(house, ""),
            house == self.own,
            one.time,
            one.text,
            one.internal,
            bool(one.said_at),
        )

    def _house(self, one: ThreadComment) -> str:
        if not one.said_at or is_author(one.said_by, one.organisation, one.author, self.names):
            return one.organisation
        others = self.parties - {one.organisation}
        return next(iter(others)) if len(others) == 1 else ""


def _authors(
    folded: AgreementState, names: Mapping[str, str], own: str, document: AgreementDocument | None
) -> _Authors:
    parties = () if document is None else document.terms.parties
    named = {one.organisation or one.key: one.name for one in parties} or dict.fromkeys(folded.parties, "")
    return _Authors({**named, **names}, own, frozenset(named))


def _view(thread: Thread, here: Found, authors: _Authors, document: AgreementDocument | None) -> ThreadView:
    place = here.place or thread.anchor.place
    return ThreadView(
        thread.digest,
        thread.audience,
        thread.waits,
        thread.anchor,
        here,
        Message(N_("Text")) if document is None else place_words(place, document),
        thread.settled,
        authors.names.get(thread.settled_by, "") if thread.settled else "",
        tuple(authors.view(one) for one in thread.said),
    )


def placed_anew(listed: Sequence[ThreadView], document: AgreementDocument) -> tuple[ThreadView, ...]:
    """The same threads beside another text, for an editor whose text changes as one types."""
    stands = found_all([one.anchor for one in listed], document)
    return tuple(
        replace(one, found=here, where=place_words(here.place or one.anchor.place, document))
        for one, here in zip(listed, stands, strict=True)
    )


def filtered(
    listed: Sequence[ThreadView], shown: Shown = "all", audience: Audience | None = None, words: str = ""
) -> tuple[ThreadView, ...]:
    """The threads that are open or settled, for one audience, and have all ``words`` in place, passage or text."""
    wanted = words.casefold().split()
    return tuple(
        one
        for one in listed
        if (shown == "all" or one.settled == (shown == "settled"))
        and (audience is None or one.audience == audience)
        and all(word in _words(one) for word in wanted)
    )


def _words(thread: ThreadView) -> str:
    parts = [str(thread.where), thread.anchor.words]
    parts += [f"{one.author} {one.organisation} {one.text}" for one in thread.said]
    return " ".join(parts).casefold()


def whereabouts_words(thread: ThreadView) -> str:
    """A sentence on the place, for the reader of a comment; empty where it stands as it did."""
    match thread.found.whereabouts:
        case "moved":
            return _("The words moved here.")
        case "changed":
            return _("The text around it was changed since.")
        case "gone":
            return _("Its words are gone from the text.")
        case _:
            return ""


def internal_threads(acting: Acting, history: str, named: Sequence[str]) -> tuple[str, ...]:
    """Digests of the internal threads, and of internal answers in shared ones, that ``named`` (beginnings, or ``all``) means.

    Raises WrongUse for one that is not there.
    """
    if not named:
        return ()
    with acting.vault.read() as session:
        known = [
            one.digest for thread in threads_in(load_state(session, history)) for one in thread.said if one.internal
        ]
    if "all" in named:
        return tuple(known)
    found: list[str] = []
    for beginning in named:
        fitting = begun(known, beginning)
        if len(fitting) != 1:
            raise WrongUse(
                N_("There is no single comment {digest}. See datapact agreement comments."), digest=beginning[:43]
            )
        found += fitting
    return tuple(found)
