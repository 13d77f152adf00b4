"""The text of the agreement in a dossier: numbered clauses, in one language, with what is withheld marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from datapact.audit.dossier_content import Content
from datapact.audit.dossier_words import WITHHELD_WORD, member, members, runs_text
from datapact.documents.report import Heading, Items, Note, Paragraph, Part, warning
from datapact.texts import N_, Language, Message

TITLE = Message(N_("Text of the agreement"))
_NO_CLAUSES = Message(N_("The text is in the attached files; no clauses are recorded in DataPact."))
_NOT_HERE = Message(
    N_(
        "The text of this contract is not in this vault: only a reference to it is on file. What this dossier says of the"
        " contract is what was recorded of it."
    )
)
_FILES_WITHHELD = Message(N_("The text is in the files of the contract, which are withheld."))
_OTHER_LANGUAGE = Message(N_("The text is shown in its prevailing language."))


def text_blocks(content: Content, language: Language) -> Iterator[Part]:
    """The clauses in ``language``, else in the prevailing one; or where the text is instead."""
    state = content.state
    yield Heading(TITLE, new_page=True)
    spoken = member(state, "languages")
    prevailing = member(state, "prevailing")
    known = [one for one in members(spoken) if one in ("de", "en")]
    chosen: Language = language
    if known and language not in known:
        chosen = "de" if prevailing == "de" or "en" not in known else "en"
        yield Note(_OTHER_LANGUAGE)
    clauses = member(state, "clauses")
    if not isinstance(clauses, list | tuple):
        yield Paragraph(WITHHELD_WORD)
        return
    if not clauses:
        yield _elsewhere(content)
    for number, clause in enumerate(clauses, 1):
        yield from _clause(clause, number, chosen)


def _elsewhere(content: Content) -> Part:
    """Where the text of a contract without recorded clauses is."""
    signed = content.folded.signed_elsewhere
    if signed is None or (signed.files and not content.withheld):
        return Paragraph(_NO_CLAUSES, quiet=True)
    return Paragraph(_FILES_WITHHELD, quiet=True) if signed.files else warning(_NOT_HERE)


def _clause(clause: Any, number: int, language: Language) -> Iterator[Part]:
    sign = f"§ {number}" if language == "de" else f"Section {number}"
    if not isinstance(clause, Mapping):
        yield Paragraph(f"{sign}  {WITHHELD_WORD.text(language)}", quiet=True)
        return
    heading = _said(member(clause, "heading"), language)
    yield Heading(f"{sign}  {heading}", 2)
    paragraphs = members(member(clause, "paragraphs"))
    for place, paragraph in enumerate(paragraphs, 1):
        words = _said(member(paragraph, "text"), language)
        yield Paragraph(f"({place}) {words}" if len(paragraphs) > 1 else words)
        items = [_said(member(item, "text"), language) for item in members(member(paragraph, "items"))]
        if items:
            yield Items(items, labels=[f"{chr(ord('a') + place % 26)})" for place in range(len(items))])


def _said(texts: Any, language: Language) -> str:
    if not isinstance(texts, Mapping):
        return WITHHELD_WORD.text(language)
    return runs_text(texts.get(language), language)
