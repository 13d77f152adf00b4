"""Comments in the margin of a Word file, with their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from datapact.base.texts import Language


@dataclass(frozen=True, slots=True)
class Comment:
    """One remark, or an answer to one."""

    author: str
    """Name as it shall stand in the file."""
    time: datetime
    """UTC."""
    text: str
    """Line feeds begin paragraphs."""
    place: str
    """Id of the clause, paragraph or item that it is about; empty: the title."""
    language: Language
    """Of the words that it is about."""
    start: int = 0
    """Of the passage within the place, in characters."""
    end: int = 0
    """Behind the passage; 0: the whole place."""
    resolved: bool = False
    """Shown as done."""
    answers: tuple[Comment, ...] = ()
    """In their order; answers have none themselves."""
    initials: str = ""
    """In the margin; empty: the first letters of the author's name."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A comment with its number in the file and that of the comment that it answers."""

    id: int
    """In the file, from 0."""
    comment: Comment
    """The remark or the answer."""
    parent: int | None
    """None: it answers none."""

    @property
    def paragraph(self) -> str:
        """The name of its last paragraph, by which answers find it: eight hexadecimal digits under 80000000."""
        return f"{0x10000000 + self.id:08X}"


def numbered(comments: Sequence[Comment]) -> list[Numbered]:
    """The comments and their answers with numbers from 0."""
    found: list[Numbered] = []
    for comment in comments:
        first = Numbered(len(found), comment, None)
        found.append(first)
        found += [Numbered(len(found) + n, answer, first.id) for n, answer in enumerate(comment.answers)]
    return found


def comments_xml(listed: Sequence[Numbered], namespaces: str) -> str:
    """The part ``word/comments.xml``."""
    return f"<w:comments {namespaces}>" + "".join(map(_comment, listed)) + "</w:comments>"


def _comment(one: Numbered) -> str:
    comment = one.comment
    initials = comment.initials or "".join(word[0] for word in comment.author.split() if word)[:3]
    paragraphs = comment.text.split("\n")
    body = "".join(
        f"<w:p{f' w14:paraId={quoteattr(one.paragraph)}' if n == len(paragraphs) else ''}>"
        f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
        for n, text in enumerate(paragraphs, start=1)
    )
    date = comment.time.strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f'<w:comment w:id="{one.id}" w:author={quoteattr(comment.author)} w:date="{date}" '
        f"w:initials={quoteattr(initials)}>{body}</w:comment>"
    )


def extended_xml(listed: Sequence[Numbered]) -> str:
    """The part ``word/commentsExtended.xml``: which comment answers which, and which are settled."""
    by_id = {one.id: one for one in listed}
    rows = []
    for one in listed:
        parent = f' w15:paraIdParent="{by_id[one.parent].paragraph}"' if one.parent is not None else ""
        rows.append(f'<w15:commentEx w15:paraId="{one.paragraph}"{parent} w15:done="{int(one.comment.resolved)}"/>')
    return (
        '<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">'
        + "".join(rows)
        + "</w15:commentsEx>"
    )
