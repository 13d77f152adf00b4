"""A version of an agreement compared with a Word file or a PDF from anywhere, whether it was sent from here or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from datapact.agreements.projection.append import load_state
from datapact.agreements.text.current_text import current_proposal
from datapact.agreements.text.version_names import named_versions
from datapact.agreements.text.versions import proposals_of
from datapact.agreements.views.comparison import Compared
from datapact.base.beginnings import named
from datapact.base.errors import AnswerNo, Malformed, WrongUse
from datapact.base.texts import N_, Message, _, counted
from datapact.contract.changes.comparison import compared
from datapact.contract.changes.pages import PagesRead, read_pages
from datapact.contract.text.value_words import bilingual
from datapact.organisation.acting.names import known_names
from datapact.word.read.package import open_package
from datapact.word.read.returned import read_returned
from datapact.word.steps.coverage import coverage_lines, outside_line
from datapact.word.steps.sent import whole_version

if TYPE_CHECKING:
    from datapact.contract.text.document import AgreementDocument
    from datapact.organisation.acting.acting_member import Acting


def compare_with_file(acting: Acting, history: str, data: bytes, name: str, version: str = "") -> Compared:
    """A version (beginning of its digest, by default the text that counts now) against a Word file with all its changes.

    Raises Malformed for a file in which no clause is recognised, and what reading a Word file raises.
    """
    base, digest, called = _base(acting, history, version)
    returned = read_returned(open_package(data), base)
    return Compared(
        history,
        digest,
        "",
        called,
        bilingual(name, name),
        compared(base, returned.proposal),
        {},
        (*map(outside_line, returned.outside), *coverage_lines(returned)),
    )


def compare_with_pages(acting: Acting, history: str, pages: Sequence[str], name: str, version: str = "") -> Compared:
    """A version against the text of a PDF's pages, as a program reads it from the file.

    Raises Malformed where the pages do not have the words of this agreement, as scans do not.
    """
    base, digest, called = _base(acting, history, version)
    read = read_pages(base, pages)
    if not read.languages:
        raise Malformed(
            N_(
                "The words of this agreement were not found in the PDF. A scan holds pictures and no words; ask for the "
                "file in Word, or for a PDF made from it."
            )
        )
    new = read.document
    return Compared(
        history, digest, "", called, bilingual(name, name), compared(base, new), {}, tuple(_pages_lines(base, read))
    )


def _pages_lines(base: AgreementDocument, read: PagesRead) -> Iterator[str]:
    """Lines on the parts of a PDF that were compared and those that cannot be."""
    yield _("{found} of {words} words of the clauses were found in the PDF.", found=read.found, words=read.words)
    if len(read.languages) < len(base.languages):
        one = N_("German") if read.languages[0] == "de" else N_("English")
        yield _("Only one language was found in it: {language}.", language=Message(one))
    if len(read.languages) > 1:
        yield _("It has two columns: a word or two at the end of a place can be those of the other language.")
    yield _(
        "Not compared: {before} words before the clauses and {behind} behind them (cover, parties, annexes, signatures),"
        " and pictures, tables, layout and notes at the margin.",
        before=read.before,
        behind=read.behind,
    )
    if read.empty:
        yield str(
            counted(
                "{n} page holds no words, as a scan; read it yourself.",
                "{n} pages hold no words, as a scan; read them yourself.",
                read.empty,
            )
        )


def _base(acting: Acting, history: str, version: str) -> tuple[AgreementDocument, str, Message]:
    """The version to compare with, its digest and what it is called."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        known = named_versions(session, folded, known_names(session), acting.organisation)
    current = current_proposal(folded)
    fitting = named(list(known), version) if version else () if current is None else (current.digest,)
    if len(fitting) != 1 or fitting[0] not in known:
        if version:
            raise WrongUse(
                N_("There is no single version {digest}. See datapact agreement history."), digest=version[:43]
            )
        raise AnswerNo(N_("There is no text to compare in this agreement yet."))
    digest = fitting[0]
    return whole_version(proposals_of(folded)[digest]).document, digest, known[digest].name
