"""Whether words on a document read as if it came to a no, had ended, or was never signed.

Who chose that it carries the use settles that first: by words that say what holds, or by naming the conditions.
"""

from __future__ import annotations

import re
from functools import lru_cache

_DENIED = re.compile(
    r"\b(kein\w*|ohne|nicht|no|not|without|never|any)\s+(\w+\s+){0,2}"
    r"(bedenken|einwände|vorbehalte|unzulässig\w*|unvertretbar\w*|hohes?|hohen|erhebliche\w*|restrisik\w*|high|residual|unlawful|"
    r"objections?|concerns?|negativ\w*|prohibited|verboten\w*|untersagt\w*|rejected|abgelehnt\w*|überwiegen\w*|prevail|override|"
    r"abgelaufen\w*|aufgehoben\w*|gekündigt\w*|widerrufen\w*|expired|repealed|terminated|revoked|withdrawn|entwurf|draft)|"
    r"(interessen|rechte|interests|rights)\W+(\w+\W+){0,5}(überwiegen nicht|überwiegt nicht|do not (prevail|override))|"
    r"(bedenken|einwände|concerns?|objections?) (\w+ ){0,2}(ausgeräumt|behoben|erledigt|settled|resolved|addressed|removed)|"
    r"(zustimmung|mitbestimmung|beteiligung|prüfung|dsfa|folgenabschätzung|genehmigung|konsultation|consent|approval|consultation|assessment|dpia)"
    r"\W+((ist|war|is|was|wäre|hier) ){0,2}(nicht|not) (erforderlich|notwendig|nötig|geboten|required|necessary|needed)",
    re.IGNORECASE,
)
_NO = re.compile(
    r"\bnegativ|\bnicht (\w+ )?(zulässig|vertretbar|hinnehmbar|akzeptabel|annehmbar|vereinbar|bestanden|freigegeben|empfohlen|ausreichend|"
    r"angemessen|beherrschbar|tragbar|erforderlich|zu (empfehlen|verantworten|rechtfertigen)|gerechtfertigt|zugestimmt|erteilt|"
    r"gehalten|erfüllt|unterschrieben|unterzeichnet|abgeschlossen|durchgeführt|bestätigt|gelistet|zertifiziert|auf der liste|vollständig)"
    r"|unzulässig|unvertretbar|unannehmbar|unvereinbar|untersagt|rechtswidrig|\babgelehnt|\babzulehnen|\brät .{0,40}\bab\b|abzuraten|"
    r"abgeraten|verweigert|versagt|widersprochen|zustimmung (fehlt|steht aus)|(hohes?|hohen|erhebliches?) (rest)?risiko|"
    r"restrisik\w* (\w+ )?(ist |bleibt |sind )?(hoch|erheblich)|\bbedenken\b|einwände|durchgefallen|"
    r"(interessen|rechte|freiheiten)( und \w+)? der (betroffenen|menschen)\w*( personen)? überwiegen|interesse der betroffenen\w*( person)? überwiegt|"
    r"\bnot (be )?(permitted|permissible|acceptable|lawful|compatible|approved|recommended|adequate|sufficient|justified|necessary|"
    r"proportionate|passed|agreed|given|held|met|signed|listed|on the list|done|concluded|completed|fulfilled|confirmed|certified|whole)|"
    r"unlawful|unacceptable|inadmissible|incompatible|\brejected|\brefused|advises? against|"
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


_UNSIGNED = re.compile(
    r"\b(nicht|not|un|noch nie|never)[ -]?(\w+ ){0,3}(gegengezeichnet|gezeichnet|unterschrieben|unterzeichnet|signiert|signed|countersigned|executed)\b|"
    r"unterschrift\w* (\w+ ){0,3}(fehlt|fehlen|steht|stehen|aus|folgt|folgen|ausstehend|offen)|gegenzeichnung (\w+ ){0,3}(fehlt|steht|aus|folgt)|"
    r"(warte\w*|wartet|liegt|liegen) (\w+ ){0,4}(unterschrift|unterzeichnung|gegenzeichnung|signatur)|\b(ohne|keine) (\w+ )?unterschrift|"
    r"\b(zur|zu) (unterschrift|unterzeichnung|gegenzeichnung)\b|(noch )?zu (unterschreiben|unterzeichnen|signieren)|"
    r"(nur|bisher|erst|lediglich) (\w+ ){0,3}(einseitig|von uns|von einer (seite|partei)) (\w+ )?(unterschrieben|unterzeichnet|gezeichnet|signiert)|"
    r"(signature|countersignature)s? (is |are |of \w+ |still ){0,4}(missing|pending|outstanding|awaited|to follow|open)|\bawaiting (\w+ ){0,2}(counter)?signature|"
    r"\b(no|without|missing|lacks?) (\w+ )?(counter)?signature|\b(for|to be|yet to be) (counter)?(signature|signed)\b|(out|sent) for signature|"
    r"\bsigned (only )?by (us|one party|one side)( only| alone)|\bentwurf\w*|\bdraft\b|in verhandlung|under negotiation",
    re.IGNORECASE,
)


@lru_cache(maxsize=1_000)
def reads_as_unsigned(words: str) -> bool:
    """Whether words on a contract read as if not all had signed it: "noch nicht unterschrieben", "awaiting countersignature"."""
    return _UNSIGNED.search(words) is not None


@lru_cache(maxsize=1_000)
def reads_as_no(words: str) -> bool:
    """Whether words on a document read as if it came to a no, or held no longer: "hohes Restrisiko", "nicht vereinbar",
    "gekündigt zum 30. Juni", "Entwurf"; not "keine Bedenken".
    """
    rest = _DENIED.sub(" ", words)
    return _NO.search(rest) is not None or _ENDED.search(rest) is not None
