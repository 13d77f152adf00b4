"""What their file has no room for where it belongs: said at its end, by its number, as tracked paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from datapact.base.texts import N_, Language, Message
from datapact.contract.text.clauses import Run, places, plain_text
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.numbering import numbers
from datapact.word.read.story import W
from datapact.word.read.tracked_runs import Marks, fill, mark_paragraph

_INTRODUCTION = N_("Our reply also has these words, for which this file has no room where they belong:")
_STANDS = N_("{number}: {words}")
_GONE = N_("{number}: left out")
_NO_NUMBER = N_("Without a number")


def write_at_end(
    root: etree._Element, ours: AgreementDocument, beside: Sequence[str], languages: Sequence[Language], marks: Marks
) -> None:
    """Put a line for each place before the end of the body; nothing where there is none."""
    body = root.find(W + "body")
    if not beside or body is None:
        return
    texts = dict(places(ours.clauses))
    last = body.find(W + "sectPr")
    for language in languages:
        counted = numbers(ours.clauses, language)
        lines = [Message(_INTRODUCTION).text(language)]
        for place in beside:
            number = counted.get(place) or Message(_NO_NUMBER).text(language)
            words = plain_text(texts.get(place, {}).get(language, ()))
            made = Message(_STANDS, {"number": number, "words": words}) if words else Message(_GONE, {"number": number})
            lines.append(made.text(language))
        for line in lines:
            paragraph = etree.Element(W + "p")
            fill(paragraph, (), (Run(line),), (), marks, {})
            mark_paragraph(paragraph, "ins", marks)
            if last is None:
                body.append(paragraph)
            else:
                last.addprevious(paragraph)
