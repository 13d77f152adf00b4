"""Whether words name anything at all: "none", "keine" and "pending" are no document, ground or measure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datapact.contract.terms import Localised

_NOTHING = frozenset(
    [
        "kein",
        "keine",
        "keinen",
        "keiner",
        "keines",
        "keins",
        "nein",
        "nicht",
        "nichts",
        "nie",
        "ohne",
        "fehlt",
        "fehlend",
        "offen",
        "unbekannt",
        "ausstehend",
        "entfällt",
        "folgt",
        "no",
        "none",
        "not",
        "nothing",
        "never",
        "without",
        "missing",
        "open",
        "unknown",
        "pending",
        "tbd",
        "tba",
        "todo",
        "na",
        "nv",
        "xxx",
    ]
)


_DENIALS = frozenset(["kein", "keine", "keinen", "keiner", "nicht", "no", "none", "not", "ohne", "without"])
# What somebody still means to write, in more than one word: "wird nachgereicht", "in Arbeit", "not yet".
_PENDING = re.compile(
    r"\W*(offen|folgt|ausstehend|pending|tbd|tba|todo)\W*$|"
    r"\W*(noch (nicht|offen|unklar|zu|in|kein\w*)|(liegt|ist|sind) noch|(wird|werden) (noch |gerade |derzeit )?(nachgereicht|geprüft|geklärt|ergänzt|"
    r"erstellt|verhandelt|benannt|vorgelegt)|(ist )?in (arbeit|vorbereitung|bearbeitung|prüfung|klärung|verhandlung)|"
    r"(liegt|liegen) (noch )?nicht vor|(steht|stehen) (noch )?aus|verhandlung(en)? (laufen|läuft|dauern)|(zur ?zeit|derzeit|bisher) "
    r"(noch )?(kein\w*|nicht|offen|in )|to follow|to be (confirmed|determined|agreed|provided|supplied|added|announced|done)|"
    r"not yet|in (progress|preparation)|under (review|negotiation|discussion|preparation)|negotiations? (are |is )?"
    r"(ongoing|under ?way|running|continu)|awaiting|kommt noch|später|later|n\. ?n\.?\W*$|nn\W*$|k\.? ?a\.?\W*$)(?!\w)",
    re.IGNORECASE,
)
# "Vermerk folgt", "LIA to follow": the last words of a clause that is one piece.
_TO_FOLLOW = re.compile(
    r"[^,;:–()]*\W(folgt( noch| später| in kürze)?|(wird|werden) (noch )?(nachgereicht|erstellt|ergänzt)|(steht|stehen) (noch )?aus|ausstehend|"
    r"in arbeit|in vorbereitung|in progress|in preparation|to follow|to come|(is |still )?pending|tbd|tba)\W*",
    re.IGNORECASE,
)
_OPEN_NAMES = frozenset(["access", "data", "research", "science", "source"])


def names_something(words: str) -> bool:
    """Whether words name a document, ground or measure: not "–", "[offen: …]", "none", "keine Abwägung", "pending".

    What begins with a word that denies names nothing. "No. 5" does, and so do a number and "Open Source Policy".
    """
    if words.lstrip().casefold().startswith(("[offen", "[open")) or is_pending(words):
        return False
    found = [one for one in re.split(r"[^\w]+", words.replace("/", "").casefold()) if one]
    if not found:
        return False
    # "No. 5", and a file mark such as "NA-2026-11"
    numbered = len(found) > 1 and (
        (found[0] == "no" and found[1][:1].isdigit()) or any(one.isdigit() for one in words.split()[0])
    )
    titled = found[0] == "open" and len(found) > 1 and found[1] in _OPEN_NAMES
    return found[0] not in _NOTHING or numbered or titled


def is_pending(words: str) -> bool:
    """Whether words only say that somebody will still enter it: "wird nachgereicht", "Vermerk folgt", "LIA to follow"."""
    return _PENDING.match(words) is not None or _TO_FOLLOW.fullmatch(words) is not None


def is_answer(words: str) -> bool:
    """Whether words answer a question to which "there is none" is an answer: "Kein Betriebsrat", not "–", "keine", "in Arbeit"."""
    if names_something(words):
        return True
    open_ended = any(is_pending(one) for one in re.split(r"[,;:–]", words)) or words.lstrip().casefold().startswith(
        ("[offen", "[open")
    )
    said = [one for one in re.split(r"[^\w]+", words.casefold()) if len(one) > 1]
    return (
        not open_ended
        and len(said) > 1
        and bool(_DENIALS.intersection(said))
        and any(one not in _NOTHING for one in said)
    )


def is_stated(words: Localised) -> bool:
    """Whether words in either language name something, and none of them denies."""
    given = [one for one in (words.de, words.en) if one.strip()]
    return bool(given) and all(map(names_something, given))
