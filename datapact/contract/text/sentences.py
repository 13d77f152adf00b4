"""The sentences of a text in German or English: a stop behind an abbreviation or an ordinal number ends none."""

from __future__ import annotations

import re
from collections.abc import Iterator

_IN_THE_MIDDLE = """
    abb al bd bes bspw bzgl bzw co corp dergl dgl dipl dr ebd einschl etc evtl fa ff ggf ggü gem grds inc inkl ing insb insbes jr
    jur lfd ltd messrs mio mr mrd mrs ms mwst o.ä prof s.o s.u sog sr st std str tel u.a u.ä usf usw v vgl vs z.b z.t zb zt zzgl
    appr approx cf dept e.g est i.e incl viz
"""
_ABBREVIATIONS = frozenset(_IN_THE_MIDDLE.split())
"""Words that are written with a stop in the middle of a sentence; one that ends it as well is followed by a word that begins one."""
_NUMBERED_PARTS = """
    abs abschn abt alt anh anl anm art arts buchst ca ch cl fig hs jhg kap lit max min mind n no nos nr nrn num p para paras pos pp
    mar pt pts rdnr rn rz s sec secs ser subs subsec tab vers vol ziff jan jän feb mär mrz apr jun jul aug may mai juni juli june july sep sept okt oct nov dez dec
    mo di mi do fr sa so mon tue tues wed thu thur thurs fri sat sun
"""
_BEFORE_A_NUMBER = frozenset(_NUMBERED_PARTS.split())
"""Words that are written with a stop where a number, a letter or a further one of them follows ("jeder Art." ends a sentence)."""
_NUMBERED = re.compile(r"\d|[A-Za-z]\b|[ivxIVX]+\b")
_OF_A_PROVISION = re.compile(
    r"(?:§|\b(?:abs|absatz|art|artikel|nr|nummer|satz|ziffer|ziff|buchst|section|sections|article|articles|paragraph|clause|annex|no|anlage|"
    r"anhang|part|teil|kapitel|chapter|version|to|bis|und|and|or|oder|of|than|als|is|are|ist|sind|beträgt)\.?)\s*$",
    re.IGNORECASE,
)
"""What stands before a number that is counted or points somewhere, and is no ordinal: with its stop the sentence ends."""
_FIRST_WORDS = """
    Der Die Das Den Dem Des Ein Eine Einen Einem Einer Eines Es Er Sie Ihr Ihre Wir Dies Diese Dieser Dieses Diesen Diesem Jede
    Jeder Jedes Kein Keine Alle Beide Wenn Soweit Sofern Falls Im In Am An Auf Aus Bei Beim Bis Durch Für Mit Nach Ohne Über Um
    Unter Von Vor Während Zu Zum Zur Danach Dann Dort Hier Dabei Damit Daher Darüber Hierzu Insoweit Ferner Außerdem Auch Nur Nicht
    So Solange Ist Sind Wird Werden Hat Haben Wer Was Weitere Widerspricht Verlangt Endet Gilt The This That These Those A It They
    He She We Each Every Any No All Both If Where When Unless Until After Before Within On At By For From With Without Under Over
    Upon Such Then There Otherwise Thereafter However Only Not Is Are Has Have Who What Neither Either
"""
_BEGINS = frozenset(_FIRST_WORDS.split())
"""Words that begin a sentence, and that no ordinal number stands before."""
_STOP = re.compile(r"[.;:!?][\"'“”»)\]]*(?=\s)")
_WORD_BEFORE = re.compile(r"(?:[^\W\d_]\.[ \u00a0]?)*[^\W\d_]+$")
_NUMBER_BEFORE = re.compile(r"(?<![\w.,/-])\d{1,3}$")
_NEXT = re.compile(r"\s+[\"'„“»(\[]*(\w*)")


def sentence_ends(text: str, marks: str = ".;!?") -> list[int]:
    """The places behind the stops that end a sentence, except at the end of the text; ``marks``: the signs that can end one."""
    last = len(text.rstrip())
    return [
        match.end()
        for match in _STOP.finditer(text, 0, last)
        if match[0][0] in marks and not (match[0][0] == "." and _goes_on(text, match))
    ]


def sentences(text: str, marks: str = ".;!?") -> list[str]:
    """The sentences of a text, in order, without the space between them."""
    return [piece.strip() for piece in _pieces(text, sentence_ends(text, marks))] if text.strip() else []


def _pieces(text: str, ends: list[int]) -> Iterator[str]:
    for begin, end in zip([0, *ends], [*ends, len(text)], strict=True):
        yield text[begin:end]


def _goes_on(text: str, stop: re.Match[str]) -> bool:
    """Whether a sentence goes on behind this stop."""
    following = _NEXT.match(text, stop.end())
    word = following[1] if following else ""
    if word[:1].islower():
        return True
    before = text[max(0, stop.start() - 40) : stop.start()]
    if len(stop[0]) > 1:  # behind it a bracket or quotation closes: "(3 Abs.)" ends nothing, "(siehe Anlage 2.)" does
        return False
    if (number := _NUMBER_BEFORE.search(before)) is not None:
        points = _OF_A_PROVISION.search(before[: number.start()]) is not None
        return word[:1].isdigit() or not (points or word in _BEGINS)
    if (named := _WORD_BEFORE.search(before)) is not None:
        whole = named[0].replace(" ", "").replace("\u00a0", "").casefold()
        last = whole.rpartition(".")[2]
        if last in _BEFORE_A_NUMBER and _NUMBERED.match(word):
            return True
        return word not in _BEGINS and (whole in _ABBREVIATIONS or last in _ABBREVIATIONS or len(last) == 1)
    return False
