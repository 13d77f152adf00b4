"""Whether a sentence denies what it speaks of: a penalty that is not owed, a help that nobody has to give.

A denial counts where it governs the words that were found: not in a condition or a side clause, and not where two denials, or a limit
("not without", "no later than"), say that something is owed.
"""

from __future__ import annotations

import itertools
import re

_SIDE_CLAUSE = re.compile(
    r"(?:^|[,;(–])\W*(?:(?:wenn|sofern|soweit|falls|solange|sobald|bevor|es sei denn|außer|ausgenommen|nachdem|weil|da|ob|damit|obwohl|unless|if|except|save|to the extent"
    r"|where|provided|until|even)\b)[^,;)–]*(?=[,;)–]|$)"
    r"|[,(–]\W*(?:(?:in|an|von|mit|zu|für|auf|bei|durch|über) )?(?:die|der|das|dem|den|denen|welche\w?|deren|dessen|which|who|whom|whose|that)\b[^,;)–]*(?=[,;)–]|$)"
    r"|\b(?:unless|except (?:to|where|as|if)|to the extent|save (?:to|where|as)|other than|which|who|if|whether or)\b[^,;]*"
)
"""Conditions and relative clauses: what they deny is not what the sentence says."""
_BEGINS_AS_CONDITION = re.compile(
    r"^\W*(?:\(?[\dIVXa-z]{1,3}(?:\.\d{1,3})*[).]\W+)?(?:komm(?:t|en)|ist|sind|wird|werden|hat|haben|kann|können|gelingt|stellt|erfüllt|tr(?:ifft|effen)|verletzt|besteh(?:t|en)|lieg(?:t|en)"
    r"|widerspricht|endet|nutzt|bedarf|verlangt|fehlt|fällt|steht|geht|lässt|macht|erhält|führt|verst(?:ö|o)(?:ß|ss)t|hält|wirkt|reicht|beruht|ergib(?:t|en)|gibt|soll\w{0,3}|darf|muss|informiert"
    r"|meldet|zahlt|beendet|verarbeitet|überschreitet|untersagt|entfällt|tritt|treten|scheitert|weicht|nimmt|wendet|bringt|enthält)\b[^,;]*,"
)
"""A condition without "wenn": the verb stands first. A statement with the verb first has no comma behind it."""
_LIMITS = re.compile(
    r"\b(?:nicht|kein\w{0,2}) (?:nur|ohne|allein|lediglich|anders|eigenmächtig|unter|weniger|geringer\w*|später|länger|mehr als|mehr|ander\w*|weiter\w*|beschränkt|begrenzt|abschließend"
    r"|unangemessen|öffentlich\w*|berührt|unverhältnismäßig|autorisiert\w*|befugt\w*|personenbezogen\w*|automatisiert\w*)\b"
    r"|\bnot (?:only|without|less|later|more|limited|unreasonabl\w+|exceed\w*|merely|solely|affect\w*|publicly|exhausti\w+|be unreasonably|longer|otherwise)|\bno (?:less|later|more|longer|other|further|event|way)\b"
    r"|\b(?:no|not|any|none|nobody|nothing)\b(?! (?:be )?(?:permitted|allowed|obliged|required|entitled|available)\b)[^,;]{0,60}\b(?:other than|except|save for|unless|without|until|before)\b|\b(?:nicht|kein\w{0,2})\b[^,;]{0,60}\b(?:anders als|außer|ohne|bevor)\b"
    r"|\bnon-|\b(?:ohne|without)\b|\bnicht\b[^;]{0,100}\bsondern\b|\bnot\b[^,;]{0,60}\bbut\b|\bwhether or not\b|\bob (?:oder|und) nicht\b|\bnos?\. ?(?=\d)|\bno (?=\d)"
)
"""Words with a denial in them that set a limit and take nothing back."""
_NO = r"(?:nicht|kein(?:e[nmrs]?|erlei)?|niemals|not|no|never|neither|nor|none|nothing)"
_ANY = re.compile(rf"\b{_NO}\b")
_NOT_OWED = re.compile(
    r"\b(?:wird|werden|wurde|ist|sind)\b(?:[^,;:]|,(?=\d)){0,80}\b(?:nicht|kein\w{0,2})\b(?:[^,;:]|,(?=\d)){0,40}\b(?:vereinbart|geschuldet|vorgesehen|gewährt|begründet|eingeräumt|erteilt|gewollt|geregelt|festgelegt|bestimmt|verlangt|erhoben|angewandt|übernommen|erfasst|ausgelöst|verwirkt)"
    r"|\b(?:besteh\w{0,3}|bestand)\b(?:[^,;:]|,(?=\d)){0,50}\b(?:nicht|kein\w{0,2})\b|\b(?:nicht|kein\w{0,2})\b(?:[^,;:]|,(?=\d)){0,60}\bbesteh\w{0,3}\b"
    r"|\b(?:findet|finden)\b(?:[^,;:]|,(?=\d)){0,60}\b(?:nicht|keine)\b(?:[^,;:]|,(?=\d)){0,30}\b(?:statt|anwendung)"
    r"|\b(?:gilt|gelten)\b(?:[^,;:]|,(?=\d)){0,20}\bnicht\b(?! für)|\bkeine?[nmr]? (?:pflicht|verpflichtung|anspruch|recht)\b|\bnicht (?:verpflichtet|berechtigt|befugt|gehalten|gehindert|zur? [\wäöüß]{4,30} verpflichtet)"
    r"|\bhafte[tn]\b(?:[^,;:]|,(?=\d)){0,60}\b(?:nicht|kein\w{0,2})\b|\bkeine(?:rlei)? haftung\b|\bniemand\b|\bkeine der parteien\b|\bkeine partei\b(?! (?:darf|kann|wird|gibt|macht))"
    r"|\bverzicht\w{0,3}\b|\bentfäll\w{0,2}\b|\bentfallen\b|\b(?:ist|sind|wird|werden|bleibt|bleiben)\b(?:[^,;:]|,(?=\d)){0,60}\b(?:ausgeschlossen|abbedungen)\b"
    r"|\b(?:schuldet|schulden|zahlt|zahlen|stellt|stellen|erhält|erhalten|räumt|übernimmt|übernehmen)\b(?:[^,;:]|,(?=\d)){0,80}\b(?:nicht|kein\w{0,2})\b"
    r"|\bverlänger\w+ sich\b(?:[^,;:]|,(?=\d)){0,30}\bnicht\b|\bendet\b[^.;]{0,60}\bohne\b"
    r"|\b(?:shall|will|does|do|is|are|may|can) not\b(?:[^,;:]|,(?=\d)){0,20}\b(?:renew|be deemed|constitute|be obliged|be required|be bound|be liable|be owed|be payable|be agreed|be granted|indemnify|apply|have to|be entitled|entitled|obliged|required|bound|liable|responsible|included|permitted|be responsible|be subject|extend|arise|be construed|be exclu)"
    r"|\bno\b(?:[^,;:]|,(?=\d)){0,60}\b(?:appl(?:y|ies)|exists?|survives?|continues?|(?:is|are|shall be|will be) (?:granted|agreed|payable|owed|due|given|imposed|conferred|assumed|made|intended|created|permitted))"
    r"|\b(?:no|neither|nor|none)\b(?:[^,;:]|,(?=\d)){0,60}\b(?:obliged|required|bound|liable|entitled|obligation|duty|right to|have to)\b"
    r"|\bnothing\b[^,;]{0,60}\b(?:obliges|requires|restricts|prevents|prohibits|grants|shall be construed)|\bthere (?:is|are|shall be) no\b|\bwaives?\b|\b(?:is|are) (?:hereby )?excluded\b|\bwithout any (?:obligation|duty)"
)
"""Says of a thing that it is not owed, not agreed, not granted."""
_FORBIDDEN = re.compile(
    r"\b(?:untersagt|unzulässig|verboten|prohibited|forbidden)\b|\bnicht (?:gestattet|erlaubt|zulässig)|\b(?:not|neither|no)\b(?:[^,;:]|,(?=\d)){0,40}\b(?:permitted|allowed)\b"
)
_BAN_LIFTED = re.compile(
    r"\bnicht (?:untersagt|verboten|ausgeschlossen|unzulässig|gehindert|verwehrt|beschränkt|eingeschränkt)\b|\bkein(?:e|em|en|er)? (?:[\wäöüß]+ )?(?:verbot|beschränkung|einschränkung|untersagung)"
    r"|\bsteh(?:t|en)\b(?:[^,;:]|,(?=\d)){0,60}\bfrei\b|\b(?:gestattet|erlaubt|zulässig)\b|\b(?:not|nothing|neither party|no party)\b(?:[^,;:]|,(?=\d)){0,60}\b(?:prohibited|prevented|precluded|restricted|prevents|prohibits|restricts|precludes|limits|forbids)"
    r"|\bno (?:restriction|prohibition|ban)\b|\b(?:is|are|remains?|shall be) free to\b|\b(?:is|are) (?:permitted|allowed)\b"
)
"""Lifts a ban: two denials, or a permission in so many words."""
_REFUSED = re.compile(
    r"(?:\b(?:nicht|kein\w{0,2}|not|never|weder|neither|no)\b(?:[^,;:]|,(?=\d)){0,60}|\bun|\bwithout (?:[^,;:]|,(?=\d)){0,40})(?:gestattet|erlaubt|zulässig|permitted|allowed)"
)


def main_words(said: str) -> str:
    """A sentence in lower case with its conditions, side clauses and limits blanked out; every character keeps its place."""
    for one in (_LIMITS, _BEGINS_AS_CONDITION, _SIDE_CLAUSE):
        said = one.sub(lambda found: " " * len(found[0]), said)
    return said


def is_not_owed(said: str, place: int = 0, *, strict: bool = False) -> bool:
    """Whether the stretch around ``place`` of a sentence in lower case says that its thing is not owed, agreed or granted."""
    return _NOT_OWED.search(stretch(said, place, strict=strict)) is not None


def has_denial(said: str, place: int = 0) -> bool:
    """Whether the part of the sentence around ``place`` has any denial that no limit or side clause holds."""
    return _ANY.search(main_words(_part_around(said, place))) is not None


def is_forbidden(said: str, place: int = 0, *, strict: bool = False) -> bool:
    """Whether the stretch of the sentence around ``place`` forbids what it speaks of."""
    return _FORBIDDEN.search(stretch(said, place, strict=strict)) is not None


def lifts_a_ban(said: str, place: int = 0) -> bool:
    """Whether the part of the sentence around ``place`` permits what a ban would forbid."""
    part = main_words(_part_around(said, place))
    return _BAN_LIFTED.search(_REFUSED.sub(lambda found: " " * len(found[0]), part)) is not None


_PARTS = re.compile(
    r";|,? (?:aber|jedoch|während|hingegen|but|whereas|however)\b|, (?:und|and) (?=\w+ (?:haftet|ist|wird|kann|darf|hat|shall|may|will)\b)"
)


def _part_around(said: str, place: int) -> str:
    """The part of a sentence of several main clauses that ``place`` stands in."""
    begin, end = _part_bounds(said, place)
    return said[begin:end]


def _part_bounds(said: str, place: int) -> tuple[int, int]:
    begin = end = 0
    for found in _PARTS.finditer(said):
        if found.start() >= place:
            end = found.start()
            break
        begin = found.end()
    return begin, end or len(said)


_BREAK = re.compile(r",(?!\d)|[;:]|\b(?:und|and|oder|or|but|aber|sowie)\b")
_INFINITIVE = re.compile(
    r"\bzu [a-zäöüß]+n\W*$|\b[a-zäöüß]+zu[a-zäöüß]+n\W*$|^\W*(?:\w{1,3}[.\d]{0,9}\W+|im übrigen\W+)?was\b|^\s*$"
)
_GOES_ON = re.compile(r"^\W*(?:besteht|bestehen|ist|sind|wird|werden)\b")
_FINITE = re.compile(
    r"\b(?:sind|werden|haben|kann|können|darf|dürfen|muss|müssen|shall|will|may|must|is|are|has|have|(?!(?:nicht|mit|seit|statt|art|[a-zäöüß]*(?:heit|keit|schaft|pflicht|recht|zeit|arbeit))\b)[a-zäöüß]{2,}t)\b"
)
_LABEL = re.compile(r"^\W*(?:\(?\w{1,3}\)\W+)?(?:im übrigen|hinweis|note)\W*$")
_FEW = re.compile(r"^\W*\w+\W*$")


def stretch(said: str, place: int, *, strict: bool = False) -> str:
    """The main words of the stretch around ``place``, as far as a denial in it reaches: to the next comma, colon, or "and".

    An infinitive with "zu" belongs to the words before it, and so does the verb that goes on after a clause put in ("a duty, to do it, does
    not exist"). Unless ``strict``, an "and" or a comma after words without a verb joins things, not clauses.
    """
    begun, ended = _part_bounds(said, place)
    part = main_words(said[begun:ended])
    edges = [(0, 0), *((one.start(), one.end()) for one in _BREAK.finditer(part)), (len(part), len(part))]
    kept: list[tuple[int, int]] = []
    put_in = False
    for (at, begin), (end, _) in itertools.pairwise(edges):
        words, mark = part[begin:end], part[at:begin]
        held = (mark in {"", ","} and _INFINITIVE.search(words) is not None) or (mark.isalpha() and _FEW.match(words))
        goes_on = mark == "," and (put_in or part[:at].endswith("  ")) and _GOES_ON.search(words)
        things = not strict and (mark.isalpha() or mark == ",") and kept and not _FINITE.search(part[kept[-1][0] : at])
        label = mark == ":" and len(kept) == 1 and _LABEL.match(part[:at]) is not None
        if kept and (held or goes_on or things or label):
            kept[-1] = (kept[-1][0], end)
        else:
            kept.append((begin, end))
        put_in = bool(held or (label and _INFINITIVE.search(words)))
    begin, end = next((one for one in kept if place - begun <= one[1]), kept[-1])
    return part[begin:end]
