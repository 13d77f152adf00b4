"""The section of internal dossiers on audits: remarks on this agreement, what they said before, the house's answers.

Made from the entries in the file, so that whoever draws the pages again gets the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from datapact.audit.formats.remark_words import MARK_WORDS, STAND_WORDS
from datapact.audit.pages.dossier_content import Content, shown, utc_words
from datapact.base.texts import N_, Argument, Language, Message
from datapact.history.entries.entry import Entry
from datapact.pdf.reports.parts import Heading, Part, Table, Words

_OPEN = Message(N_("not answered"))


def audit_blocks(content: Content, language: Language) -> Iterator[Part]:
    """Remarks of audits with their answers; nothing where no auditor wrote a remark on the agreement."""
    remarks = [one for one in content.records if one.kind == "remarked" and one.body["what"] == "remark"]
    if not remarks:
        return
    answers = [one for one in content.records if one.kind == "remark_answered"]
    wordings: dict[tuple[str, str], list[Entry]] = {}
    for one in remarks:
        wordings.setdefault((shown(one.body["key"], language), one.kid), []).append(one)
    names = content.names()
    yield Heading(Message(N_("Remarks of audits, and what the house answered")), new_page=True)
    headings = [
        Message(N_("Remark")),
        Message(N_("Mark")),
        Message(N_("Written by")),
        Message(N_("Answer of the house")),
    ]
    rows = [_row(one, answers, names, language) for one in wordings.values()]
    yield Table(headings, rows, widths=[4.6, 1.6, 2.4, 4.4])


def _row(
    wordings: Sequence[Entry], answers: Sequence[Entry], names: Mapping[str, str], language: Language
) -> list[Words]:
    newest = wordings[-1]
    lines = [shown(newest.body["text"], language) or "–"]
    for one in reversed(wordings[:-1]):
        told: dict[str, Argument] = {
            "time": utc_words(one.time),
            "mark": _mark(one, language),
            "text": shown(one.body["text"], language),
        }
        lines.append(Message(N_("Before, {time}: {mark}. {text}"), told).text(language))
    entries = {one.digest for one in wordings}
    replies = []
    for one in answers:
        if one.body["remark"] in entries:
            stands = shown(one.body["stands"], language)
            said: dict[str, Argument] = {
                "person": names.get(one.kid, one.kid[:8]),
                "time": utc_words(one.time),
                "stands": Message(STAND_WORDS[stands]) if stands in STAND_WORDS else stands,
                "text": shown(one.body["text"], language),
            }
            replies.append(Message(N_("{person}, {time}: {stands}. {text}"), said).text(language))
    by = f"{names.get(newest.kid, newest.kid[:8])}\n{utc_words(newest.time).text(language)}"
    return ["\n".join(lines), _mark(newest, language), by, "\n".join(replies) or _OPEN]


def _mark(entry: Entry, language: Language) -> str:
    mark = shown(entry.body["mark"], language)
    return Message(MARK_WORDS[mark]).text(language) if mark in MARK_WORDS else mark
