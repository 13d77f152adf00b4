"""Whether words on a document read as if it came to a no, had ended, or was never signed.

Who chose that it carries the use settles that first: by words that say what holds, or by naming the conditions.
"""

from __future__ import annotations

import re
from functools import lru_cache

_BARE = r"(?:und|oder|sowie|aber|sondern|doch|and|or|but|yet)\b"
"""Words with which something else begins: "nicht erteilt und versagt" denies the first alone."""
_SAFEGUARDS = r"(?:\w*maßnahme\w*|\w*garantie\w*|zustimmung|einwilligung|genehmigung|sie|diese\w*|measures?|safeguards?|approval|consent|them|these|this|it)\b"
"""What is missing where these words follow "ohne": "ohne Maßnahmen hohes Risiko" denies no risk."""
_PARTICIPLES = (
    r"unzulässig\w*|unvertretbar\w*|unlawful|prohibited|verboten\w*|untersagt\w*|rejected|abgelehnt\w*|überwiegen\w*|prevail|override|"
    r"abgelaufen\w*|aufgehoben\w*|gekündigt\w*|widerrufen\w*|expired|repealed|terminated|revoked|withdrawn"
)
_REFUSALS = r"widersprochen\w*|versagt\w*|verweigert\w*|abgeraten|durchgefallen\w*|beanstandet\w*|refused|denied|objected|opposed|failed"
_NOUNS = (
    r"bedenken|einwände|vorbehalte|beanstandung\w*|hohes?|hohen|erhebliche\w*|restrisik\w*|high|residual|objections?|concerns?|negativ\w*|"
    r"entwurf|draft"
)
_OPEN_STILL = (
    r"nicht|kaum|kein\w*|ohne|nie|nur|teil\w*|bleib\w*|noch|bis|muss|müss\w*|soll\w*|zu|wenn|falls|sofern|bevor|hoch|hohe\w*|erheblich\w*|"
    r"restrisik\w*|not|never|no|none|cannot|without|only|part\w*|remain\w*|still|until|must|should|shall|will|to|if|unless|before|high|residual|"
    r"hardly|barely|un\w+"
)
_MITIGATED = re.compile(
    r"\b(hohes?|hohen|erhebliche\w*|high)[ -](\w+ )?(rest)?(risik\w+|risks?)\b\W+"
    rf"((?!(?:{_OPEN_STILL})\b)\w+\W+){{0,7}}?"
    r"(auf (ein )?(gering|niedrig|vertretbar|akzeptabel|annehmbar)\w*( \w+)? (gesenkt|gemindert|reduziert|gebracht|verringert)|"
    r"gesenkt|gemindert|gemildert|behoben|beseitigt|ausgeräumt|(mitigated|reduced|lowered) to (a |an )?(low|acceptable|tolerable)\w*|"
    r"mitigated|reduced|lowered|removed|eliminated|resolved)\b"
    rf"(?![^.;]*\b(?:{_OPEN_STILL})\b)",
    re.IGNORECASE,
)
"""A high risk of which the words say that it is none any more, and nothing else beside it."""
_KIND = re.compile(
    r"\b(objections?|concerns?|high[ -]risks?|residual risks?|bedenken|einwände|hoch?risiko)[ -]?"
    r"(procedures?|process|polic(y|ies)|handling|management|registers?|forms?|logs?|guidelines?|concept|verfahren\w*|register\w*|"
    r"prozess\w*|formular\w*|liste\w*|richtlinie\w*|konzept\w*|behandlung\w*)\b",
    re.IGNORECASE,
)
"""What a document is about, which is no result of it: "Objections procedure v2"."""
_SPARED = re.compile(
    r"(zustimmung|mitbestimmung|beteiligung|prüfung|dsfa|folgenabschätzung|genehmigung|konsultation|consent|approval|consultation|assessment|dpia)"
    r"\W+((ist|war|is|was|wäre|hier) ){0,2}(nicht|not) (erforderlich|notwendig|nötig|geboten|required|necessary|needed)",
    re.IGNORECASE,
)
"""That nobody had to agree."""
_DENIED = re.compile(
    rf"\b(kein\w*|nicht|no|not|never|any)\s+(\w+\s+){{0,2}}({_NOUNS})|"
    rf"\b(ohne|without)\s+((?!{_SAFEGUARDS})\w+\s+){{0,2}}({_NOUNS})|"
    rf"\b(kein\w*|nicht|no|not|never|any)\s+((?!{_BARE})\w+\s+){{0,2}}({_PARTICIPLES})|"
    rf"\b(nicht|not|never)\s+((?!{_BARE})\w+\s+){{0,2}}({_REFUSALS})|"
    rf"\b(ohne|without)\s+((any|jed\w+|weiter\w+|sonst\w+|further|other|such)\s+)?({_PARTICIPLES})|"
    r"(interessen|rechte|interests|rights)\W+(\w+\W+){0,5}(überwiegen nicht|überwiegt nicht|do not (prevail|override))|"
    r"(bedenken|einwände|concerns?|objections?) (\w+ ){0,2}(ausgeräumt|behoben|erledigt|settled|resolved|addressed|removed)|"
    r"(did|does|do|has|have|had) not (object|oppose|refuse|reject|fail)\b",
    re.IGNORECASE,
)
_NOT_SO = re.compile(
    r"\bnicht (\w+ )?(zulässig|vertretbar|hinnehmbar|akzeptabel|annehmbar|vereinbar|bestanden|freigegeben|empfohlen|ausreichend|"
    r"angemessen|beherrschbar|tragbar|erforderlich|zu (empfehlen|verantworten|rechtfertigen)|gerechtfertigt|zugestimmt|erteilt|"
    r"gehalten|erfüllt|unterschrieben|unterzeichnet|abgeschlossen|durchgeführt|bestätigt|gelistet|zertifiziert|auf der liste|vollständig)|"
    r"\bnot (be )?(permitted|permissible|acceptable|lawful|compatible|approved|recommended|adequate|sufficient|justified|necessary|"
    r"proportionate|passed|agreed|given|held|met|signed|listed|on the list|done|concluded|completed|fulfilled|confirmed|certified|whole)",
    re.IGNORECASE,
)
_NO = re.compile(
    r"\bnegativ|unzulässig|unvertretbar|unannehmbar|unvereinbar|untersagt|rechtswidrig|\babgelehnt|\babzulehnen|\brät .{0,40}\bab\b|abzuraten|"
    r"abgeraten|verweigert|versagt|widersprochen|zustimmung (fehlt|steht aus)|(hohes?|hohen|erhebliches?) (rest)?risiko|"
    r"restrisik\w* (\w+ )?(ist |bleibt |sind )?(hoch|erheblich)|\bbedenken\b|einwände|durchgefallen|"
    r"(interessen|rechte|freiheiten)( und \w+)? der (betroffenen|menschen)\w*( personen)? überwiegen|interesse der betroffenen\w*( person)? überwiegt|"
    r"unlawful|unacceptable|inadmissible|incompatible|\brejected|\brefused|\bobjected|advises? against|"
    r"high (residual )?risks?\b|residual risks? (is |are |remains? )?high|\bprohibited|\b(must|may|should|do|does|shall) not\b|\bfailed\b|"
    r"(interests|rights)( and \w+)? of (the )?(data subjects|people) (prevail|override)|objections?\b|concerns\b",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"\b(aufgehoben|gekündigt|abgelaufen|widerrufen|zurückgezogen|zurückgenommen|inaktiv|ungültig|veraltet|überholt|entwurf|"
    r"vorläufig\w*|repealed|terminated|expired|revoked|withdrawn|inactive|lapsed|superseded|invalid|void|draft|provisional)\b|"
    r"außer kraft|no longer|nicht mehr",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\b(objections?|concerns?|bedenken|einwände|(hohes?|hohen|erhebliches?|high|residual|high residual)[ -](rest)?(risiko|risks?))\b",
    re.IGNORECASE,
)
"""What a title can name as its subject; as a result it is one."""

_SIGN = r"(?:gegengezeichnet|gezeichnet|unterschrieben|unterzeichnet|signiert|signed|countersigned|executed)"
_SIGNATURE = r"(?:unterschrift|unterzeichnung|gegenzeichnung|signatur)"
_NONE_LACKS = re.compile(
    r"\b(keine|no) (\w+ )?(unterschrift|(counter)?signature)\w* (\w+ )?(fehlt|missing|lacking|outstanding|pending)|"
    r"\bfehlt keine (\w+ )?unterschrift|\bnicht ohne (\w+ )?unterschrift",
    re.IGNORECASE,
)
_UNSIGNED = re.compile(
    rf"\b(nicht|not|noch nie|never)[ -]+((?!(?:nur|only|bloß|merely)\b)\w+ ){{0,3}}{_SIGN}\w*|\bun-?{_SIGN}\w*|"
    rf"\b{_SIGN}\b[^.;]{{0,60}}\b((nicht|not)( yet)?\s*([.;,!)]|$)|(nicht|not) (yet )?(by|von|durch)\b)|\b{_SIGN}( \w+)?: ?(nein|no)\b|"
    r"unterschrift\w* (\w+ ){0,3}(fehlt|fehlen|folgt|folgen|ausst|offen)|gegenzeichnung (\w+ ){0,3}(fehlt|ausst|folgt)|"
    r"(unterschrift\w*|gegenzeichnung) (\w+ ){0,3}((steht|stehen)(?! (auf|unter|in|im|am|an|bei|vor|hinter|oben|unten)\b)|aus(?! (dem|der|den|\d)))\b|"
    rf"\bwarte\w* (\w+ ){{0,4}}{_SIGNATURE}|\b(ohne|keine) (\w+ )?unterschrift|"
    rf"\b(liegt|liegen) (\w+ ){{0,2}}(nicht|kein\w*) (\w+ ){{0,3}}{_SIGNATURE}|{_SIGNATURE}\w* (\w+ ){{0,4}}nicht (vor|da|vorhanden|geleistet|erfolgt)\b|"
    r"(noch )?zu (unterschreiben|unterzeichnen|signieren)|"
    r"(nur|bisher|erst|lediglich) (\w+ ){0,3}(einseitig|von uns|von einer (seite|partei)) (\w+ )?(unterschrieben|unterzeichnet|gezeichnet|signiert)|"
    r"(signature|countersignature)s? (is |are |of \w+ |still ){0,4}(missing|pending|outstanding|awaited|to follow|open)|"
    r"\b(no|without|missing|lacks?) (\w+ )?(counter)?signature|\b(to be|yet to be) (counter)?(signature|signed)\b|"
    r"\bsigned (only )?by (us|one party|one side)( only| alone)|\bsigned only by (us|one)\b|\bentwurf\w*|\bdraft\b|in verhandlung|under negotiation",
    re.IGNORECASE,
)
_SENT = re.compile(
    rf"\b(zur|zu) {_SIGNATURE}\b|\bfor (counter)?(signature|signed)\b|(out|sent) for signature|\bawaiting (\w+ ){{0,2}}(counter)?signature",
    re.IGNORECASE,
)
"""On the way to those who sign; what follows may tell that it came back."""
_BY_ALL = re.compile(
    rf"\b{_SIGN} (by|von|durch) (all|both|each|every|allen|beiden|sämtlichen|jeder)\b|"
    rf"\b(von|durch) (allen|beiden|sämtlichen|jeder)( \w+){{0,2}} {_SIGN}\b|\b(beidseitig|beiderseits|allseitig|allseits|fully) {_SIGN}\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(wird|werden|soll\w*|muss|müssen|will|shall|must|should|be|being|sobald|wenn|falls|once|when|if|until|bis)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1_000)
def reads_as_unsigned(words: str) -> bool:
    """Whether words on a contract read as if not all had signed it: "noch nicht unterschrieben", "awaiting countersignature"; not
    "sent for signature on 1 May, signed by all on 3 May".
    """
    rest = _NONE_LACKS.sub(" ", words)
    sent = max((one.end() for one in _SENT.finditer(rest)), default=-1)
    back = _BY_ALL.search(rest, max(sent, 0)) is not None and _LATER.search(rest) is None
    return _UNSIGNED.search(rest) is not None or (sent >= 0 and not back)


@lru_cache(maxsize=1_000)
def reads_as_no(words: str, title: str = "") -> bool:
    """Whether words on a document read as if it came to a no, or held no longer: "hohes Restrisiko", "nicht vereinbar",
    "gekündigt zum 30. Juni", "Entwurf"; not "keine Bedenken".

    ``title`` is the title of a document whose result the words are: what it is about is no result ("Objections procedure v2").
    Without words it is all that is known, and read as they are.
    """
    if title and words.strip():
        return _denies(_SUBJECT.sub(" ", title)) or _denies(words)
    return _denies(words or title)


def _denies(words: str) -> bool:
    rest = _SPARED.sub(" ", _KIND.sub(" ", words))
    if _NOT_SO.search(rest) is not None:
        return True
    rest = _DENIED.sub(" ", _MITIGATED.sub(" ", rest))
    return _NO.search(rest) is not None or _ENDED.search(rest) is not None
