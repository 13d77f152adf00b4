"""The actions of the commands on the paper of another house."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from datapact.agreements.projection.append import load_state
from datapact.agreements.views.list import find_agreement
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.files import read_whole, write_whole
from datapact.base.texts import N_, Argument, Message, _, current_language
from datapact.cli.kit.output import emit, require_folder
from datapact.cli.kit.session import acting, on_agreement
from datapact.cli.printed.paper import PaperClauses, PaperGaps, PaperImport, PaperShow, PaperShown, PaperTerms
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.references import reference_names
from datapact.paper.judge.gaps import GROUPS, VERDICTS
from datapact.paper.judge.matches import explained
from datapact.paper.judge.places import place_words
from datapact.paper.read.reading import LARGEST_PAPER
from datapact.paper.steps.closest import closest_clauses
from datapact.paper.steps.confirmed import READINGS, confirm_line
from datapact.paper.steps.received import (
    PaperFile,
    attach_paper,
    first_look,
    kept_file,
    open_paper,
    require_text,
    take_in,
)
from datapact.paper.steps.report import LIMITS, cautions, comment_place, comment_time, coverage, gap_report_pdf
from datapact.paper.steps.taken import answer_term, terms_of_paper
from datapact.paper.steps.view import page_json, paper_page

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.paper.judge.requirement import Group
    from datapact.paper.read.text import PaperText
    from datapact.paper.steps.view import PaperPage


def read_in(
    file: Path | None, agreement: str, title: str, partners: Sequence[str], kind: str, *, recognise: bool
) -> None:
    if file is None and not agreement:
        raise WrongUse(N_("Name a file to read in, or an agreement with --agreement."))
    data = None if file is None else read_whole(file, limit=LARGEST_PAPER)
    with acting() as member:
        if not agreement:
            assert file is not None
            assert data is not None
            read = open_paper(file.name, data, recognise=recognise)
            history = _new(member, read, title, partners, kind)
        else:
            with member.vault.read() as session:
                history = find_agreement(session, agreement)
            name, held = (file.name, data) if file is not None and data is not None else kept_file(member, history)
            read = open_paper(name, held, recognise=recognise)
            attach_paper(member, history, read)
        page = _page(member, history)
    lines = [
        _("Read in: {file}. Its text can be searched.", file=read.name),
        *([str(share)] if (share := coverage(page.text)) is not None else []),
        *map(str, cautions(page)),
        _("Next: datapact paper terms {number}, datapact paper gaps {number}.", number=page.number),
    ]
    emit(PaperImport({**_paper_json(page), "agreement": history}), lines)


def _new(member: Acting, read: PaperFile, title: str, partners: Sequence[str], kind: str) -> str:
    with member.vault.read() as session:
        own = own_line(session).state.name
        known = sorted({name for name in reference_names(session).values() if name})
    seems = first_look(read, own, known)
    named = list(partners) or list(seems.partners[:1])
    if not named:
        raise WrongUse(N_("The file names no other party that could be read. Name it: --partner NAME."))
    return take_in(member, read, title=title or seems.title or Path(read.name).stem, partners=named, kind=kind)


def show_text(agreement: str, find: str) -> None:
    with on_agreement(agreement) as (member, history), member.vault.read() as session:
        text = require_text(session, load_state(session, history))
    wanted = find.casefold().split()
    shown = [one for one in text.passages if all(word in one.text.casefold() for word in wanted)]
    if wanted and not shown:
        raise AnswerNo(N_("No paragraph of the paper has all of these words."))
    emit(
        PaperShow(
            {
                "agreement": history,
                "pages": text.pages,
                "passages": [
                    {
                        "page": one.page,
                        "passage": one.number,
                        "place": place_words(text, one.number).both(),
                        "heading": one.heading,
                        "words": one.text,
                    }
                    for one in shown
                ],
                "comments": [
                    {
                        "author": one.author,
                        "time": one.time,
                        "passage": one.passage,
                        "about": one.words,
                        "words": one.text,
                        "answers": one.answers,
                        "resolved": one.resolved,
                    }
                    for one in text.comments
                ],
            }
        ),
        [
            *(f"[{place_words(text, one.number)}] {one.text}" for one in shown),
            *(
                _(
                    "Comment by {author}, {time}, [{place}]: {words}",
                    author=one.author or "–",
                    time=comment_time(one, current_language()) or "–",
                    place=comment_place(text, one),
                    words=one.text.replace("\n", " "),
                )
                for one in (() if wanted else text.comments)
            ),
        ],
    )


def terms_of(agreement: str, take: Sequence[str], refuse: Sequence[str], note: str) -> None:
    with on_agreement(agreement) as (member, history):
        for identifier in (*take, *refuse):
            answer_term(member, history, identifier, take=identifier in take, note=note)
        with member.vault.read() as session:
            folded = load_state(session, history)
            text = require_text(session, folded)
            found = terms_of_paper(session, folded, text)
    answers = {"open": N_("open"), "taken": N_("taken"), "refused": N_("not taken")}
    lines = []
    for one in found:
        proposal = one.proposal
        where = place_words(text, proposal.quote.passage)
        lines.append(f"{proposal.id}  {proposal.what}: {_text(proposal.value)}  [{_(answers[one.answer])}]")
        lines.append("    " + _("{place}: “{words}”", place=where, words=proposal.quote.shown))
    emit(
        PaperTerms(
            {
                "agreement": history,
                "terms": [
                    {
                        "id": one.proposal.id,
                        "what": one.proposal.what.both(),
                        "value": _text(one.proposal.value),
                        "path": one.proposal.path or None,
                        "answer": one.answer,
                        "page": one.proposal.quote.page,
                        "passage": one.proposal.quote.passage,
                        "place": place_words(text, one.proposal.quote.passage).both(),
                        "words": one.proposal.quote.words,
                    }
                    for one in found
                ],
            }
        ),
        lines or [_("No terms were found in it.")],
    )


def _text(value: Argument) -> str:
    return value.text() if isinstance(value, Message) else str(value)


def report_gaps(agreement: str, about: Sequence[str], output: Path | None, confirm: str, says: str, note: str) -> None:
    unknown = [one for one in about if one not in GROUPS]
    if unknown:
        raise WrongUse(
            N_("{value} is not known here. Use one of: {values}."), value=unknown[0][:40], values=", ".join(GROUPS)
        )
    if bool(confirm) != bool(says):
        raise WrongUse(N_("Name the line with --confirm, and what you found with --says."))
    if output is not None:
        require_folder(output)
    groups = cast("frozenset[Group]", frozenset(about)) if about else None
    with on_agreement(agreement) as (member, history):
        if confirm:
            confirm_line(member, history, confirm, says, note=note)
        page = _page(member, history, groups)
        if output is not None:
            write_whole(output, gap_report_pdf(member, page), private=False)
    lines = [str(page.standing), *map(str, cautions(page))]
    for one in page.lines:
        reading = (
            f"  ({_(READINGS[one.reading])}, {one.by}{f': {one.note}' if one.note else ''})" if one.reading else ""
        )
        lines.append(f"{one.line.id}  {_(VERDICTS[one.line.verdict])}: {one.line.what} ({one.line.citation}){reading}")
        lines += [
            "    " + _("{place}: “{words}”", place=place_words(page.text, quote.passage), words=quote.shown)
            for quote in one.line.quotes
        ]
        if one.line.verdict in ("part", "untold") or one.line.reversed or one.line.conspicuous:
            lines.append(f"    {one.why}")
    if output is not None:
        lines.append(_("Written: {file}", file=str(output)))
    lines += ["", str(LIMITS)]
    emit(cast("PaperGaps", {**page_json(page), "output": None if output is None else str(output)}), lines)


def closest(agreement: str) -> None:
    with on_agreement(agreement) as (member, history):
        with member.vault.read() as session:
            text = require_text(session, load_state(session, history))
        found, _own = closest_clauses(member, text)
    lines = []
    for one in found:
        lines.append(f"{place_words(text, one.passage)} → {one.title} ({one.clause}, {one.score})")
        lines += [f"    {message}" for message in explained(one)]
    emit(
        PaperClauses(
            {
                "agreement": history,
                "matches": [
                    {
                        "passage": one.passage,
                        "place": place_words(text, one.passage).both(),
                        "clause": one.clause,
                        "title": one.title,
                        "score": one.score,
                        "closeness": one.closeness,
                        "shared": list(one.shared),
                        "missing": list(one.missing),
                        "added": list(one.added),
                        "run": one.run,
                    }
                    for one in found
                ],
            }
        ),
        lines or [_("No clause of the library is close to a paragraph of it.")],
    )


def _page(member: Acting, history: str, groups: frozenset[Group] | None = None) -> PaperPage:
    page = paper_page(member, history, groups)
    if page is None:
        raise AnswerNo(N_("There is no paper of another house in this agreement. Read one in first."))
    return page


def _paper_json(page: PaperPage) -> PaperShown:
    text: PaperText = page.text
    return {
        "number": page.number,
        "title": page.title,
        "file": page.file,
        "file_digest": page.file_digest,
        "text_digest": page.text_digest,
        "pages": text.pages,
        "passages": len(text.passages),
        "silent_pages": list(text.silent),
        "recognised_pages": list(text.recognised),
        "tracked_changes": text.tracked,
        "missing_annexes": list(page.gaps.annexes),
        "characters": text.characters,
        "understood": text.understood,
        "unresolved": dict(text.markup),
        "comments": len(text.comments),
    }
