"""Every entry of a dossier in words: when, by whom, what happened, and the digest that names it in dossier.json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from datapact.audit.dossier_content import Content
from datapact.documents.report import Heading, Part, Table, Words
from datapact.history.entry import Entry
from datapact.history.kinds import registry
from datapact.texts import N_, Language, Message


def history_blocks(content: Content, language: Language) -> Iterator[Part]:
    """The entries in their order, then the organisation's own records; those without effect say why."""
    yield Heading(Message(N_("Every entry in words")))
    names = content.names(language)
    yield _entries_table(content.entries, names, content.folded.void, language)
    if content.records:
        yield Heading(Message(N_("Records of the organisation about this agreement")), 2)
        yield _entries_table(content.records, names, {}, language)


def _entries_table(
    entries: Sequence[Entry], names: Mapping[str, str], void: Mapping[str, Message], language: Language
) -> Table:
    headings = [
        Message(N_("No.")),
        Message(N_("Time")),
        Message(N_("Author")),
        Message(N_("What happened")),
        Message(N_("Digest")),
    ]
    rows: list[list[Words]] = []
    for number, entry in enumerate(entries, 1):
        words = registry.rule_of(entry.history, entry.kind).sentence(entry, names).text(language)
        remark = _remark(entry)
        if remark:
            words = f"{words}\n{remark}"
        if entry.digest in void:
            reason = void[entry.digest].text(language)
            words = f"{words}\n{Message(N_('Without effect: {reason}'), {'reason': reason}).text(language)}"
        author = names.get(entry.kid, "")
        by = "\n".join(part for part in (author, names.get(entry.organisation, "")) if part) or entry.kid[:8]
        rows.append([str(number), entry.time, by, words, entry.digest[:8]])
    return Table(headings, rows, widths=[0.6, 2.5, 3.2, 5.5, 1.6])


_REMARKS = {"comment": "text", "note": "text", "revocation": "reason", "override": "reason", "declined": "reason"}


def _remark(entry: Entry) -> str:
    text = entry.body.get(_REMARKS.get(entry.kind, "note"))
    return text if isinstance(text, str) else ""
