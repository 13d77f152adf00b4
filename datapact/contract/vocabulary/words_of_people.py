"""Words of the parties that can hardly mean anything but people, or what the law protects in particular (``protected_words``).

A person who answered "no" may be right in spite of them, so they never decide: they ask for a second look. Words that
exclude what they name ("ohne Gesundheitsdaten", "no children") are not taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from datapact.contract.terms.base import Localised
from datapact.contract.terms.data import DataItem, Dataset, Purpose
from datapact.contract.vocabulary.protected_words import is_excluded, speaks_of


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_PEOPLE_DE = (
    "patient|kundin|kunden|mitarbeit|beschäftigt|arbeitnehm|bewohner|mieter|nutzer|teilnehm|teilnahme|schüler|versichert|spender|"
    "mitglied|fahrer|proband|studierend|bewerber|bürger|person|mensch|kinder|gäste|käufer|fahrzeughalter|ansprechpartner|einwohner"
)
_PEOPLE_EN = (
    "patient|customer|employee|worker|resident|tenant|user|participant|pupil|student|policyholder|donor|member|driver|applicant|"
    "citizen|person|people|child|guest|buyer|contact"
)
_PERSON = _words(
    r"\b(vor|nach|familien|geburts)name\w*|\bname (und|oder) (anschrift|adresse|e-?mail)|geburts(datum|tag|jahr|ort)|"
    r"\be-?mail-?adress\w*|(mobil|telefon|handy)nummer|privatanschrift|wohnanschrift|wohnort|personalausweis|reisepass|"
    r"steuer-?id|sozialversicherungsnummer|versichertennummer|\b(first|last|family|given|sur) ?names?\b|"
    r"\bnames? and (address|e-?mail)|date of birth|birth ?date|\be-?mail address|(mobile|phone|telephone) number|home address|"
    r"passport|identity card|social security number|"
    rf"\bnamen? (der|des|von|aller|unserer|eine[rs]) (\w+ ){{0,2}}({_PEOPLE_DE})|\b({_PEOPLE_DE})\w*(namen?|liste|verzeichnis|adressen?|kennung|kartei)\b|"
    rf"\bnames? of (\w+ ){{0,2}}({_PEOPLE_EN})|\b({_PEOPLE_EN})s?['’]? (names?|lists?|register|address(es)?|ids?|photos?)\b|"
    r"\b(nach|zu|ruf)name\w*|\bip-?adresse|kfz-kennzeichen|amtliche[ns]? kennzeichen|\biban\b|kontonummer|lichtbild|passfoto|familienstand|"
    r"kundenname|\bgeschlecht\b|staatsangehörigkeit|fahrprofil|bewegungsprofil|anrufliste|"
    r"\bip address|licen[cs]e plate|number plate|bank account number|marital status|\bgender\b|nationality|call records?\b"
)
_MARKETING = _words(
    r"werbung|werbe(zwecke|ansprache|mail|brief|maßnahme|kampagne)|direktmarketing|newsletter|\badvertis|direct marketing|"
    r"\bmarketing\b|promotional"
)
_SURE = ("special_categories", "offence_data", "children", "employees")
"""Facts that are about people alone; a tax file or a client can be a company's."""


def _in(texts: Iterable[Localised], pattern: re.Pattern[str]) -> str:
    """The first text, shortened to 80 characters, that says so and does not exclude it; empty for none."""
    for text in texts:
        for words in (text.de, text.en):
            if any(not is_excluded(words, found.start()) for found in pattern.finditer(words)):
                return words[:80]
    return ""


def names_personal_data(*texts: Localised) -> bool:
    """Whether a text names what only people have, such as a date of birth."""
    return bool(_in(texts, _PERSON))


_OF_PEOPLE = "/dpv/pd#"


def is_of_people(item: DataItem) -> bool:
    """Whether a data item has a category of personal data; “non-personal data” is a category, too, and is none of people."""
    return any(_OF_PEOPLE in iri for iri in item.categories)


def lists_people(dataset: Dataset) -> bool:
    """Whether the dataset, or a data item without a category of personal data, by its name tells of people.

    A category that says “non-personal” does not make it so: the name of the item counts beside it.
    """
    texts = [dataset.name, *(item.name for item in dataset.items if not is_of_people(item))]
    return names_personal_data(*texts) or any(_words_that_tell(texts, fact, surely=True) for fact in _SURE)


def words_against(dataset: Dataset, fact: str, purposes: Iterable[Purpose] = ()) -> str:
    """The words that speak against a "no" to a fact (``special_categories``, ``children``, …); empty for none.

    Those of the dataset count, and of ``purposes`` that are for this dataset alone: whoever analyses days of illness has them.
    """
    texts = [dataset.name, dataset.description, dataset.subjects_note, *(item.name for item in dataset.items)]
    texts += [text for purpose in purposes for text in (purpose.name, purpose.description)]
    return _words_that_tell(texts, fact) or next((one[:80] for one in _columns(dataset) if speaks_of(fact, one)), "")


def _words_that_tell(texts: Iterable[Localised], fact: str, *, surely: bool = False) -> str:
    found = (words for text in texts for words in (text.de, text.en) if words and speaks_of(fact, words, surely=surely))
    return next((words[:80] for words in found), "")


def _columns(dataset: Dataset) -> Iterator[str]:
    """The words of the fields of its technical schema."""
    for column in dataset.data_contract.columns:
        yield from (one for one in (column.title, column.name, column.note) if one)


_JUDGED = _words(
    r"leistungs(beurteilung|kontroll|überwachung)|verhaltens(kontroll|überwachung|profil|bewertung)|"
    r"(überwachung|beobachtung|bewertung|beurteilung|profil\w*) (der|des|von) (unserer |ihrer )?"
    r"(beschäftigt|mitarbeit|arbeitnehm|bewerb|kund|schüler|bürger|person|mensch|mieter|patient|versichert)|"
    r"\bprofilbildung|\bprofiling\b|(kredit|bonitäts|social|sozial|credit|kunden)-?\s?(score|scoring|bewertung)|bonität|kreditwürdig|"
    r"(performance|behaviou?r|conduct) (review|appraisal|evaluation|assessment|monitoring|tracking|profile)|creditworth|"
    r"(monitoring|observation|evaluation|assessment|appraisal|profiles?) of (the |our |their )?"
    r"(staff|employee|worker|applicant|customer|pupil|citizen|person|people|tenant|patient)"
)


_AUTOMATIC = _words(
    r"(automatische[nrs]?|automatisierte[nrs]?|vollautomatisch\w*|maschinelle[nrs]?) (\w+ )?(entscheidung|auswahl|vorauswahl|ablehnung|einstufung)|"
    r"entscheidet (automatisch|selbsttätig)|automat(ed|ic) (\w+ )?(decision|selection|pre-?selection|rejection|screening)|"
    r"\bAI (pre-?selection|selection|screening|ranking) of"
)


def reads_as_automatic(purpose: Purpose) -> str:
    """The words of a purpose that read like decisions without a human being (Art. 22 GDPR); empty for none."""
    return _in([purpose.name, purpose.description], _AUTOMATIC)


def reads_as_observing(purpose: Purpose) -> str:
    """The words of a purpose that read like observing or judging people (Art. 35(3)(a), (c) GDPR); empty for none."""
    return _in([purpose.name, purpose.description], _JUDGED)


def is_advertising(purpose: Purpose) -> bool:
    """Whether a purpose reads like direct marketing (Art. 21(2) GDPR), whatever its term of the vocabulary."""
    return bool(_in([purpose.name, purpose.description], _MARKETING))


_MODELS = re.compile(
    r"\b(training|trainieren|anlernen|fine-?tuning|nachtrainieren)\b.{0,40}(modell|\bKI\b|netz|algorithm|model|\bAI\b)|"
    r"(modell|\bKI-?|model|\bAI )\w*-?\W?(training|entwicklung|development)|\btrain(ing)?\b.{0,30}\bmodels?\b|"
    r"\b(entwicklung|development|developing)\b.{0,30}\b(KI|AI|machine learning|maschinellen? lernens?)\b",
    re.IGNORECASE,
)


def is_of_models(purpose: Purpose) -> bool:
    """Whether a purpose is named as the making of models, such as "Training of AI models"."""
    return any(_MODELS.search(one) for one in (purpose.name.de, purpose.name.en))
