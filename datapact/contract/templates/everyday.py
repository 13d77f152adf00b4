"""The words by which people look for a template and which neither its name nor its summary has, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping

_WORDS: Mapping[str, str] = {
    "ai-pilot": "Pilotprojekt Pilotvertrag Machbarkeit Erprobung Test KI künstliche Intelligenz Training proof of concept poc"
    " trial AI machine learning Forschung research Sensordaten Maschinendaten sensor data",
    "consortium": "Konsortialvertrag Kooperation Kooperationsvertrag Verbundprojekt Forschungsprojekt Förderprojekt Hochschule Netzwerk Verbund Allianz"
    " cooperation collaboration grant project university network alliance",
    "controller-to-controller": "Datenweitergabe Datenaustausch Datenüberlassung Datennutzungsvertrag Übermittlung"
    " data sharing transfer exchange C2C Forschung research personenbezogene Daten personal data",
    "data-act-recipient": "Datenverordnung Datenempfänger Datenbereitstellung FRAND",
    "data-act-third-party": "Datenverordnung Dritter Aftermarket Werkstatt Wartung",
    "data-act-user": "Datenverordnung Maschinendaten vernetztes Produkt IoT Gerätedaten Sensordaten connected product sensor data",
    "data-licence": "Datenlizenzvertrag Nutzungsrecht Datenkauf Datensatz kaufen data license purchase Sensordaten Messdaten"
    " Messreihen Maschinendaten Rohdaten Daten bereitstellen Forschung Institut sensor data measurements provide data research",
    "framework": "Rahmenvertrag Rahmenvereinbarung Abruf Einzelauftrag Leistungsschein MSA master agreement call-off"
    " Netzwerk Verbund Allianz mehrere Parteien network alliance several parties",
    "intermediary": "Datentreuhand Treuhänder Datenmarktplatz Vermittler data trust broker marketplace DGA",
    "joint-controllers": "gemeinsame Verantwortlichkeit Joint Control Art. 26 JCA",
    "model-licence": "Modelllizenzvertrag KI-Modell Nutzungsrecht AI model license weights",
    "municipality": "Stadt Gemeinde Kommune Behörde Verwaltung Landkreis öffentliche Hand authority city council procurement",
    "nda": "NDA Vertraulichkeit Vertraulichkeitsvereinbarung Geheimhaltungsvereinbarung Verschwiegenheit Geschäftsgeheimnis"
    " confidentiality secrecy non-disclosure trade secret",
    "participant-consent": "Einwilligungserklärung Probanden Teilnehmer Studie Datenschutzhinweis Aufklärung subjects study"
    " information sheet",
    "processing": "AVV AV-Vertrag ADV Auftragsverarbeitungsvertrag Auftragsdatenverarbeitung Dienstleister Cloud Hosting DPA"
    " processor outsourcing",
}
_ENDINGS = ("keiten", "heiten", "keit", "heit", "ungen", "ung", "ies", "en", "er", "es", "e", "s", "n")
_SHORT = 4
"""Letters below which a word, often an abbreviation, is looked for at the beginning of words only."""
_LEAST = 5
"""Letters of a word that stay when its ending goes."""


def everyday_words(template: str) -> str:
    """Other words for the agreements that a template makes; empty for one of the house."""
    return _WORDS.get(template, "")


def is_meant(words: str, text: str) -> bool:
    """Whether a text has every one of the words people typed, as it stands or without its ending.

    A short one begins a word there: "NDA" is none of the letters of "Maschinendaten". Longer ones may stand within another,
    as "vertrag" does in German.
    """
    said = text.casefold()
    return all(_is_in(word, said) for word in words.casefold().split())


def is_named(words: str, text: str) -> bool:
    """Whether every one of the words people typed begins a word of a text: then it is called so, and does not only have them."""
    said = text.casefold()
    return all(_begins_in(word, said) or _begins_in(_stem(word), said) for word in words.casefold().split())


def _is_in(word: str, said: str) -> bool:
    return _begins_in(word, said) if len(word) < _SHORT else word in said or _stem(word) in said


def _begins_in(word: str, said: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}", said) is not None


def _stem(word: str) -> str:
    ending = next((one for one in _ENDINGS if word.endswith(one) and len(word) - len(one) >= _LEAST), "")
    return word.removesuffix(ending)
