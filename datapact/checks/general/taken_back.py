"""Rules on free texts of the terms that take back what the clauses around them say, or what the terms permit.

A free text stands inside a clause that provides something; what provides is compared with the released words and its free
texts are not, so that "Überprüfungen finden nicht statt" could stand among the costs of audits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms import Localised
from datapact.contract.text.sentences import sentences
from datapact.contract.vocabulary.acts import BGB, PRACTICE
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import place_name

_TAKES_BACK = re.compile(
    r"(gilt|gelten|findet|finden|greift|greifen) (insoweit |hier |dabei )?(nicht|keine anwendung)|nicht (statt|anwendbar|anzuwenden|geschuldet|"
    r"zulässig)|verzicht|(ist|sind|wird|werden) (insoweit )?(ausgeschlossen|abbedungen|erlassen)|entfäll|entfallen\b|entbind|"
    r"befrei(t|ung) von|abweichend von|ungeachtet|unwirksam|does not apply|do not apply|shall not apply|not apply|waive|"
    r"(is|are) (hereby )?(excluded|void)|do(es)? not take place|no \w+ (takes?|take) place|releas(e|ed) (it |them )?from|notwithstanding|"
    r"need not|muss (er|sie|es) nicht|müssen (sie )?nicht|braucht? (er|sie|es )?nicht|is not (obliged|bound)|are not (obliged|bound)|"
    r"nicht verpflichtet",
    re.IGNORECASE,
)
_OBLIGATION = re.compile(
    r"§|\babs\. ?\d|\bsection|\bklausel|\bclause|überprüfung|inspektion|weisung|lösch|rückgabe|haftung|meld(ung|en|et)\b|auskunft|"
    r"vertraulich|geheimhalt|rechte\b|pflicht|art\. ?\d|einspruch|genehmigung|maßnahmen|audit|inspection|instruction|delet|"
    r"return\b|liabilit|notif|confidential|rights\b|obligation|\bdut(y|ies)\b|objection|authori[sz]ation|measures",
    re.IGNORECASE,
)
# A duty that stands, and is not worth much: put under somebody's discretion, a price, silence, a year's wait, or another meaning.
_HOLLOWS = re.compile(
    r"(soweit|sofern|so ?weit es)\b.{0,30}(zumutbar|wirtschaftlich|vertretbar)|as far as .{0,30}(reasonable|feasible|economic)|"
    r"(nach|im) (\w+ )?ermessen (de|eine)[rs]|nach (eigenem|freiem|billigem) ermessen|(at|in) (its|his|their|the \w+['’]s) (\w+ )?discretion|"
    r"\d[\d.,]* ?(euro|€|eur)\b.{0,30}(je (überprüfung|antrag|anfrage|meldung))|(per|je|for each) (audit|request|überprüfung)"
    r".{0,30}\d[\d.,]{3,}|(nur )?gegen (gebühr|entgelt)|for a fee|einschreiben|registered (letter|mail)|"
    r"(wirk(en|t|sam)|take(s)? effect|effective)\b.{0,30}\b(monat|woche|month|week)|"
    r"\bschweig|\bsilen(t|ce)\b|gilt .{0,30}als (erteilt|genehmigt)|(counts?|deemed|regarded) as (given|granted|consent)|"
    r"(einmal|nur) (im|pro|je) (jahr|quartal)|\bjährlich (bearbeitet|beantwortet)|(once a|only every) (year|quarter)|"
    r"[„“\"][^„“”\"]{2,60}[“”\"] .{0,60}(im sinne|bedeutet|bezeichnet|sind nur|ist nur|means|are .{0,20}only|is .{0,20}only)|"
    r"bedeutet [„\"]|means (only )?within|"
    r"(der verantwortliche|the controller) .{0,40}(sicherheit|security|maßnahmen|measures).{0,40}(auftragsverarbeiter|processor)",
    re.IGNORECASE | re.DOTALL,
)
_OUTSIDE = (
    "legal_bases",
    "assessments",
    "purposes",
    "notices",
    "parties",
    "participants",
    "datasets",
    "law",
    "remarks",
)
"""Terms that say what is so, or bound a use: to exclude something is what they are for. Remarks are a clause (C01)."""


def _read(case: Case, place: str) -> bool:
    """Whether a legal member confirmed to have read the words at this place: then no list of words speaks any more."""
    return case.document.unread is not None and place not in case.document.unread


def _takes_back(text: str) -> bool:
    """Whether one of its sentences reads as if it took back, or hollowed, what the clauses say."""
    return any((_TAKES_BACK.search(one) and _OBLIGATION.search(one)) or _HOLLOWS.search(one) for one in sentences(text))


def _texts(case: Case) -> Iterator[tuple[str, str]]:
    for place, value in case.values:
        if isinstance(value, Localised) and place.partition(".")[0] not in _OUTSIDE:
            yield from ((place, text) for text in (value.de, value.en) if text)


@rule(
    "G64",
    "W",
    "house",
    cite(PRACTICE),
    N_(
        "No free text of the terms takes back what the clauses say, or hollows it: under somebody's discretion, a price, silence, a "
        "long wait, another meaning of words. One that reads like it is a warning, and an error once the text is fixed for signature, "
        "until a legal member has read it."
    ),
    version=3,
)
def g64(case: Case) -> Iterator[Gap]:
    found: set[str] = set()
    for place, text in _texts(case):
        if place not in found and case.document.recalled(_takes_back, text) and not _read(case, place):
            found.add(place)
            yield Gap(
                place,
                Message(
                    N_(
                        "“{text}” at {place} may take back what the clauses say. Say it as a clause of its own, or a legal member "
                        "who has read it sets this aside."
                    ),
                    {"text": text[:160], "place": place_name(place, case.document.numbers)},
                ),
                when_freezing="E",
            )


_FORBIDS = re.compile(
    r"\b(darf|dürfen)\b.{0,60}\b(nicht|keinesfalls|nie|weder)\b.{0,60}(weitergeg|weitergeb|übermittel|herausgeg|herausgeb|geteilt|"
    r"offengeleg|bereitgestellt|verlassen|genutzt|verwendet|verarbeitet)|\bnur (\w+ )?(zur |für (die |den )?)?intern|"
    r"nicht zur weitergabe|\binternal(ly)? (use )?only|\bonly (for )?internal|not for (disclosure|sharing|distribution|transfer)|"
    r"\b(must|may|shall|can)( |-)?not\b.{0,60}(passed|shared|disclosed|given|transferred|leave|used|processed)",
    re.IGNORECASE,
)
_RELEASE = re.compile(
    r"\b(nur|erst|ausschließlich|vorbehaltlich|sofern|soweit|solange|only|not before|not until|subject to|provided that|unless|as long as)\b"
    r".{0,60}(freigabe|freigegeben|zustimm|genehmig|votum|ethikkommission|einwillig|bestätig|release|approv|consent|permission|"
    r"authori[sz]|vote|ethics|confirm)",
    re.IGNORECASE,
)
_EXCEPTS = re.compile(
    r"(minderjährig|kinder|patient|beschäftigt|mitarbeit|betroffene|personen|minors|children|patients|employees|people|persons)\w*"
    r".{0,80}(ausgenommen|ausgeschlossen|nicht (umfasst|erfasst|enthalten|betroffen)|excluded|exempt|not (covered|included))|"
    r"(ausgenommen|except|excluding|mit ausnahme|außer)\b.{0,60}(minderjährig|kinder|patient|beschäftigt|mitarbeit|minors|children|"
    r"patients|employees)",
    re.IGNORECASE,
)


def _limits(text: str) -> tuple[str, ...]:
    """Its sentences that read as if they forbade a use, made it wait for a release, or excepted people."""
    looked_for = (_FORBIDS, _RELEASE, _EXCEPTS)
    return tuple(one for one in sentences(text) if any(each.search(one) for each in looked_for))


def _described(case: Case) -> Iterator[tuple[str, str]]:
    terms = case.terms
    for purpose in terms.purposes:
        if not purpose.prohibited:
            place = f"purposes.{purpose.key}.description"
            yield from ((place, text) for text in (purpose.description.de, purpose.description.en))
    for dataset in terms.datasets:
        place = f"datasets.{dataset.key}.description"
        yield from ((place, text) for text in (dataset.description.de, dataset.description.en))
    yield from (("remarks", text) for text in (terms.remarks.de, terms.remarks.en))


@rule(
    "G66",
    "W",
    "statute",
    cite(BGB, "133, 157"),
    N_(
        "What describes data, a purpose or the agreement permits what the terms permit. Words that forbid a use, make it wait for a "
        "release or except people are a warning, and an error once the text is fixed for signature, until a legal member has read them."
    ),
    version=2,
    valid_from=date(1900, 1, 1),  # sections 133 and 157 BGB as enacted
)
def g66(case: Case) -> Iterator[Gap]:
    found: set[str] = set()
    for place, text in _described(case):
        for sentence in case.document.recalled(_limits, text):
            if place in found or _read(case, place):
                continue
            found.add(place)
            words = N_(
                "“{text}” at {place} limits what the terms permit, and no program asks whether that is kept. Say it in the term made for "
                "it (limits of the dataset, conditions, forbidden purposes), or a legal member who sees to it sets this aside."
            )
            names = {"text": sentence[:160], "place": place_name(place, case.document.numbers)}
            yield Gap(place, Message(words, names), when_freezing="E")


RULES = (g64, g66)
