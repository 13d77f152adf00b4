"""The shapes of ``--json`` of commands on foreign paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from datapact.cli.printed.words import AgreementId, Both, Digest, Printed, one_of


class PaperShown(Printed):
    """The members that PaperImport and PaperGaps begin with."""

    number: str
    title: str
    file: str
    file_digest: Digest
    text_digest: Digest
    pages: int
    passages: int
    silent_pages: Sequence[int]
    recognised_pages: Sequence[int]
    tracked_changes: int
    missing_annexes: Sequence[str]
    characters: int
    understood: int
    unresolved: Mapping[str, int]
    comments: int


class PaperOfAgreement(Printed):
    """The members that PaperImport begins with."""

    agreement: AgreementId


class PaperImport(PaperOfAgreement, PaperShown):
    """Printed by datapact paper import."""

    pass


class PaperShowPassage(Printed):
    """One of the ``passages`` of PaperShow."""

    page: int
    passage: int
    place: Both
    heading: bool
    words: str


class PaperShowComment(Printed):
    """One of the ``comments`` of PaperShow; passage is 0 where it stands at no place that was read."""

    author: str
    time: str
    passage: int
    about: str
    words: str
    answers: str
    resolved: bool


class PaperShow(Printed):
    """Printed by datapact paper show; page is 0 where the file has no pages."""

    agreement: AgreementId
    pages: int
    passages: Sequence[PaperShowPassage]
    comments: Sequence[PaperShowComment]


class PaperTermsTerm(Printed):
    """One of the ``terms`` of PaperTerms."""

    id: str
    what: Both
    value: str
    path: str | None
    answer: Annotated[str, one_of(["open", "taken", "refused"])]
    page: int
    passage: int
    place: Both
    words: str


class PaperTerms(Printed):
    """Printed by datapact paper terms; path is where it goes in the terms, null where it is kept as a note."""

    agreement: AgreementId
    terms: Sequence[PaperTermsTerm]


class PaperGapsLineQuote(Printed):
    """One of the ``quotes`` of PaperGapsLine."""

    page: int
    passage: int
    place: Both
    words: str


class PaperGapsLine(Printed):
    """One of the ``lines`` of PaperGapLines."""

    id: str
    group: str
    citation: Both
    what: Both
    verdict: Annotated[str, one_of(["met", "part", "against", "none", "untold", "flagged", "clear"])]
    words: Both
    why: Both
    quotes: Sequence[PaperGapsLineQuote]
    reading: str | None
    by: str | None


class PaperGapLines(Printed):
    """The members that PaperGaps begins with."""

    agreement: AgreementId
    signed: bool
    about: Sequence[str]
    language: str | None
    complete: bool
    output: str | None
    lines: Sequence[PaperGapsLine]


class PaperGaps(PaperGapLines, PaperShown):
    """Printed by datapact paper gaps; complete only once a person has read every line and found none that is not met."""

    pass


class PaperClausesMatch(Printed):
    """One of the ``matches`` of PaperClauses."""

    passage: int
    place: Both
    clause: str
    title: str
    score: int
    closeness: Annotated[str, one_of(["same", "close", "related"])]
    shared: Sequence[str]
    missing: Sequence[str]
    added: Sequence[str]
    run: str


class PaperClauses(Printed):
    """Printed by datapact paper clauses; score from 0 to 100."""

    agreement: AgreementId
    matches: Sequence[PaperClausesMatch]
