"""A Word file of an agreement: clean, or with its changes against an older version as tracked changes.

The same input gives the same bytes. Nothing in it comes from the computer: the author is the one that was set.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from datapact.base.strictjson import canonical, to_base64url
from datapact.base.texts import LANGUAGES, Language, Message
from datapact.contract.text.clauses import places, plain_text
from datapact.contract.text.document import AgreementDocument, write_state
from datapact.word.write import parts
from datapact.word.write.blocks import Block, bookmark, lines_of
from datapact.word.write.body import Body
from datapact.word.write.clause_blocks import clause_blocks
from datapact.word.write.comments import Comment, comments_xml, extended_xml, numbered
from datapact.word.write.frame_blocks import annex_blocks, front_blocks, marked_blocks

DRAFT = Message("Draft R{round}, not binding")


@dataclass(frozen=True, slots=True)
class WordFile:
    """The data that a file depends on besides its text."""

    author: str
    """Name on tracked changes and in the properties."""
    moment: datetime
    """Of the tracked changes and the properties, UTC."""
    round: int
    """Of the negotiation, from 1."""
    languages: tuple[Language, ...]
    """One, or both side by side; the prevailing one first."""
    comments: tuple[Comment, ...] = ()
    """Shared ones only: whoever calls leaves internal ones out."""
    foot: str = ""
    """Words at the foot of each page, for a file that is no draft of a round; empty: those of a draft."""


def word_languages(document: AgreementDocument, wanted: Sequence[Language] = ()) -> tuple[Language, ...]:
    """The languages of a file: those of the agreement that are ``wanted``, all when none is, the prevailing one first."""
    known = [
        one for one in (document.prevailing, *LANGUAGES) if one in document.languages and (not wanted or one in wanted)
    ]
    return tuple(dict.fromkeys(known))


def write_docx(
    document: AgreementDocument,
    about: WordFile,
    older: AgreementDocument | None = None,
    digests: tuple[str, str] | None = None,
) -> bytes:
    """The Word file of ``document``; with ``older``, what differs from it is tracked.

    ``digests`` are those of both texts, where whoever writes several files of them has them.
    """
    languages = about.languages
    main = languages[0]
    blocks = word_blocks(document, languages, older)
    known = frozenset(place for place, _texts in places(document.clauses))
    comments = numbered(about.comments)
    typed = frozenset(line.place for line in lines_of(blocks) if line.number)
    body = Body(main, about.author, about.moment, known, comments, typed)
    inner = body.xml(blocks)
    state, against = digests or (digest_of(document), "" if older is None else digest_of(older))
    head = f"{document.number} · {document.title[main]}"
    files = {
        "[Content_Types].xml": parts.CONTENT_TYPES,
        "_rels/.rels": parts.PACKAGE_RELATIONS,
        "word/document.xml": f"<w:document {parts.NAMESPACES}><w:body>{inner}<w:p/>{parts.SECTION}</w:body></w:document>",
        "word/_rels/document.xml.rels": parts.DOCUMENT_RELATIONS,
        "word/styles.xml": parts.styles(main),
        "word/numbering.xml": parts.numbering(main),
        "word/settings.xml": parts.settings(tracking=True),
        "word/header1.xml": parts.header(head),
        "word/footer1.xml": parts.footer(footer_words(about)),
        "word/comments.xml": comments_xml(comments, parts.NAMESPACES),
        "word/commentsExtended.xml": extended_xml(comments),
        "customXml/item1.xml": _own(document, about, state, against),
        "customXml/itemProps1.xml": parts.ITEM_PROPERTIES,
        "customXml/_rels/item1.xml.rels": parts.ITEM_RELATIONS,
        "docProps/core.xml": parts.core(document.title[main], about.author, about.moment),
        "docProps/app.xml": parts.APP,
    }
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)
    return target.getvalue()


def digest_of(document: AgreementDocument) -> str:
    """base64url SHA-256 of the canonical form of a text."""
    return to_base64url(hashlib.sha256(canonical(write_state(document))).digest())


def footer_words(about: WordFile) -> str:
    """The words at the foot of each page."""
    return about.foot or draft_words(about.languages, str(about.round))


def draft_words(languages: Sequence[Language], number: str) -> str:
    """ "Draft R3, not binding" in all languages of a file, for the round of this number."""
    return " · ".join(DRAFT.text(language).format(round=number) for language in languages)


def word_blocks(
    document: AgreementDocument, languages: Sequence[Language], older: AgreementDocument | None = None
) -> list[Block]:
    """The content of the file between header and footer."""
    front, annexes = front_blocks(document, languages), annex_blocks(document, languages)
    if older is not None:
        shared = [one for one in languages if one in older.languages] or list(older.languages)
        if len(shared) == len(languages):
            front = marked_blocks(front_blocks(older, shared), front)
            annexes = marked_blocks(annex_blocks(older, shared), annexes)
    return [*front, *clause_blocks(document, older, languages), *annexes]


def _own(document: AgreementDocument, about: WordFile, state: str, against: str) -> str:
    listed = []
    terms: dict[str, dict[str, str]] = {}
    for place, texts in places(document.clauses):
        for language in about.languages:
            runs = texts.get(language, ())
            digest = to_base64url(hashlib.sha256(plain_text(runs).encode()).digest())[:16]
            listed.append({"name": bookmark(place, language), "id": place, "language": language, "digest": digest})
            for run in runs:
                if run.term is not None:
                    tag = bookmark(run.term, language).replace("_dp_", "dp:")
                    terms[tag] = {"tag": tag, "path": run.term}
    head = {
        "id": document.agreement,
        "number": document.number,
        "state": state,
        "against": against,
        "languages": " ".join(about.languages),
        "round": str(about.round),
    }
    return parts.own_part(head, listed, list(terms.values()))
