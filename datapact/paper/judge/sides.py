"""Which side a sentence binds: whether a duty of the one is a duty of the other in truth.

A duty counts for the side that is its grammatical subject. German tells it by the case of the article, English by what stands before the
verb. Where neither side is the subject, such as in the passive, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from datapact.paper.read.text import Passage

type Side = Literal["processor", "holder", "taker"]
"""Who has to be bound: the processor; the holder of product data; who gets them."""

_ROLES: dict[Side, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "processor": (
        ("auftragnehmer", "auftragnehmerin", "auftragsverarbeiter", "auftragsverarbeiterin", "dienstleister", "dienstleisterin", "anbieter",
         "anbieterin", "lieferant", "provider", "processor", "supplier", "vendor", "service provider", "contractor", "data importer"),
        ("auftraggeber", "auftraggeberin", "verantwortliche", "verantwortlicher", "kunde", "kundin", "besteller", "bestellerin", "anwender",
         "controller", "customer", "client", "data exporter"),
    ),
    "holder": (("dateninhaber", "dateninhaberin", "data holder"), ("nutzer", "nutzerin", "user", "datenempfänger", "data recipient", "third party")),
    "taker": (
        ("dritte", "dritter", "datenempfänger", "datenempfängerin", "third party", "data recipient", "nutzer", "nutzerin", "user", "recipient"),
        ("dateninhaber", "dateninhaberin", "data holder"),
    ),
}  # fmt: skip
"""The words for the side that is to be bound, and for the other one."""
_START = r"^\W*(?:\(?(?:\d{1,3}|[ivx]{1,4}|[a-z])(?:\.\d{1,3})*[).]?\W+)?"
_NAMED = re.compile(r"[(„“\"»][^()„“\"»]{0,60}?[„“\"»]([A-ZÄÖÜ][\w&äöüß.-]{1,30})[“”\"«]")
_RECEIVES = (
    r"(?:darf|dürfen|kann|können|ist berechtigt|sind berechtigt|berechtigt|hat (?:jederzeit )?das recht|hat (?:einen |einen eigenen )?anspruch|erhält|verlangt|verlangen|wünscht"
    r"|erteil\w*|genehmig\w*|zugestimmt|stimmt|weist\b[^.;]{0,60}\ban\b|anzuweisen|entscheidet|bestimmt|wählt|überzeug\w*|überprüft|kontrolliert|beauftragt|zu (?:überprüfen|kontrollieren|prüfen)|widersp\w*|nachgewiesen"
    r"|(?:ist|sind|wird|werden|worden)\b[^.;]{0,200}\b(?:zu (?:informieren|unterrichten|benachrichtigen|unterstützen|melden)|informiert|unterrichtet|benachrichtigt|unterstützt|hingewiesen|in kenntnis)"
    r")"
)
_RECEIVES_EN = (
    r"(?:may|can|is entitled|are entitled|has the right|have the right|receives?|requests?|chooses?|elects?|instructs?|authori[sz]es?|approves?|objects?|consents?"
    r"|(?:shall|will|must|is|are) (?:\w+ )?be (?:informed|notified|assisted|entitled|given|provided|permitted|allowed|supported|told|granted))"
)
"""What makes the subject one who gets something or decides, and no debtor."""
_BOTH = re.compile(
    r"\b(?:(?:die|jede) (?:jeweils )?(?:anderen? )?(?:vertrags)?partei(?:en)?|beide (?:vertrags)?parteien|jeder vertragspartner|(?:each|either) (?:party|of the parties)|the other part(?:y|ies)|(?:both|the) parties)\b"
)
"""Somebody who is bound whatever their part."""
_OWES = (
    r"(?:shall|must|will|undertakes?|agrees?|warrants?|commits?|ensures?|(?:is|are) (?:obliged|required|responsible|liable|bound)|remains?|assists?|notif(?:y|ies)|informs?|imposes?"
    r"|provides?|supports?|processes|deletes?|returns?|keeps?|treats?|takes|implements?|makes available|allows?|warns?|maintains?|helps?|cooperates?|demonstrates?|holds?|has (?:bound|committed|obliged)|does not|trains?|uses?|answers?|makes)"
)


@dataclass(frozen=True, slots=True)
class Sides:
    """The words by which one paper names the two sides, in lower case."""

    bound: tuple[str, ...]
    """The side that has to be bound."""
    other: tuple[str, ...]
    """The other one."""

    def binds_other(self, said: str) -> bool:
        """Whether the sentence, in lower case, binds the other side and not the one that has to be bound."""
        own, other = _signs(self.bound), _signs(self.other)
        if own.subject.search(said) or own.subject_en.search(said) or _BOTH.search(said):
            return False
        if other.gets.search(said) or other.gets_en.search(said):
            return False
        if other.subject.search(said) or other.subject_en.search(said):
            return True
        return own.given.search(said) is not None and other.object.search(said) is None


@dataclass(frozen=True, slots=True)
class _Signs:
    """How one side stands in a sentence."""

    subject: re.Pattern[str]
    subject_en: re.Pattern[str]
    gets: re.Pattern[str]
    gets_en: re.Pattern[str]
    object: re.Pattern[str]
    given: re.Pattern[str]


@cache
def _signs(names: tuple[str, ...]) -> _Signs:
    """The patterns of one side; its names may be roles or names of the parties."""
    named = "|".join(re.escape(one) for one in sorted(names, key=len, reverse=True))
    male = rf"(?:\b(?:der|dieser|jeder|ein) (?:\w+e )?(?:{named})(?!\w)|{_START}(?:die |diese )?(?:{named})(?!\w)|\b(?:hat|wird|ist|muss|darf|soll|stellt|meldet|verpflichtet) (?:die )?(?:{named})(?!\w))"
    subject = rf"{male}(?! (?:oder|und|or|and) )"
    before = rf"(?:^|[^\w])(?:the |each |a )?(?:{named})(?!\w)(?:'s)?(?! (?:or|and) )[^.;:]{{0,12}}?"
    owing = rf"(?<!by )(?<!by the )(?<!to the )(?<!of the )\b(?:{named})(?: \([^)]{{1,40}}\))?,?(?: (?:hereby|also|further|always|promptly|immediately|only|itself|and its [\w-]{{1,20}})){{0,2}}(?: that [^,;]{{1,60}})?(?:,? [^,]{{1,80}},)? {_OWES}\b"
    return _Signs(
        subject=re.compile(subject),
        subject_en=re.compile(owing),
        gets=re.compile(rf"{male}[^.;]{{0,160}}?\b{_RECEIVES}\b|\b(?:kann|darf|ist|wird|hat|erhält|entscheidet|kontrolliert) (?:der |die )?(?:{named})(?!\w)[^.;]{{0,200}}\b(?:verlangen|zu informieren|informiert|unterrichtet|berechtigt|recht|prüfen|überzeugen|widersprechen|erheben|wählen|bestimmen|entscheiden|weisung\w*)"),
        gets_en=re.compile(rf"{before}\b{_RECEIVES_EN}\b"),
        object=re.compile(rf"\b(?:dem|den|des|einem) (?:\w+n )?(?:{named})n?s?(?!\w)|\b(?:to|of|for|with|by) (?:the )?(?:{named})(?!\w)|\b(?:assists?|notif(?:y|ies)|informs?|supports?|helps?|warns?) (?:the )?(?:{named})(?!\w)"),
        given=re.compile(rf"{_START}(?:er|sie|dieser|diese|it|they)\b[^.;]{{0,120}}\b(?:dem|den) (?:{named})n?(?!\w)|{_START}(?:dem) (?:{named})n?(?!\w)[^.;]{{0,200}}\b(?:zu melden|mitzuteilen|anzuzeigen|gemeldet|mitgeteilt)"
                         rf"|\b(?:{named}) (?:shall|must|will|is to) be (?:informed|notified|assisted|supported|told)"),
    )  # fmt: skip


def sides_of(passages: Sequence[Passage], side: Side) -> Sides:
    """The words of a paper for both sides: the usual roles, and names of the parties whose part the paper tells."""
    bound, other = _ROLES[side]
    if side != "processor":
        return Sides(bound, other)
    names = dict.fromkeys(
        found.lower()
        for one in passages[:30]
        for found in _NAMED.findall(one.text)
        if found.lower() not in (*bound, *other)
    )
    whole = " ".join(one.text for one in passages).lower()
    processing = tuple(
        name
        for name in names
        if re.search(
            rf"\b{re.escape(name)} (?:only )?(?:verarbeitet|processes|shall process|will process|handelt als auftragsverarbeiter|acts as (?:a |the )?processor)|\b{re.escape(name)}\b[^.;]{{0,40}}\bals auftragsverarbeiter",
            whole,
        )
    )
    if not processing:
        return Sides(bound, other)
    return Sides((*bound, *processing), (*other, *(name for name in names if name not in processing)))
