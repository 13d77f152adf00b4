"""The list of words that tell of protected data: what it finds beside a "no", and what it leaves in peace."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from datapact.base.resources import data_folder
from datapact.checks.run.engine import check_terms
from datapact.contract.terms import read_terms
from datapact.contract.vocabulary.protected_words import speaks_of
from datapact.contract.vocabulary.words_of_people import lists_people, words_against
from tests.checks.contracts import ON
from tests.consent.sharing import terms

FACTS = ("special_categories", "offence_data", "children", "employees", "secret")
TOPICS: list[dict[str, Any]] = tomllib.loads(
    (data_folder() / "vocabularies" / "protected_words.toml").read_text("utf-8")
)["topic"]

TOLD = {
    "special_categories": """
        Mitglied der IG Metall | Parteibuch | Behinderungsgrad (GdB) | Grad der Behinderung | Depressionsfragebogen PHQ-9 | PHQ-9 score | Speiseplan halal/koscher |
        Genomsequenz | Patienten der Klinik | union (yes/no) | Union membership | Kirchensteuermerkmal | religion (from the church tax) | ICD codes | icd10_code | Blutgruppe |
        blood group | Schwangerschaftswoche | pregnancy | Krankheitstage | days of sick leave | HIV-Status | HIV status | AU-Bescheinigung: arbeitsunfähig bis | Konfession |
        Gewerkschaftsbeitrag | ver.di-Beitrag | trade union dues | SPD-Mitglieder | Mitglied in der CDU | party membership | political views | Wahlverhalten | voting intention |
        DNA-Profil | genome of the participant | Gentest | Fingerabdruck | fingerprints of visitors | Gesichtserkennung | face recognition log | Iris-Scan | voice print | Sexualität |
        sexual orientation | gender identity | dating profile | Ethnie | ethnic origin | Hautfarbe | Migrationshintergrund | asylum file | Muslime | kosher meals | Ramadan-Zeiten |
        Allergien | allergies | Medikationsplan | medication | Impfstatus | vaccination record | Diabetes | asthma | Epilepsie | Krebsregister | cancer | Dialyse | Herzfrequenz | heart rate |
        EKG | psychotherapy | Burnout | GAD-7 | autism | ADHS | Pflegegrad | care level | Schwerbehinderung | disability | disabled staff | wheelchair users | Hörtest | eyesight |
        Arztbrief | Befunde aus dem Krankenhaus | medical history | Laborbefund | hospital stays | FHIR bundle | DICOM-Bilder | Weltanschauung | philosophical beliefs | Streikteilnahme
    """,
    "offence_data": """
        Vorstrafen | criminal record | Führungszeugnis | convictions | Bußgelder | Ordnungswidrigkeiten | Haftbefehl | arrest warrants | Tatverdächtige | suspects | Gefangene | inmates |
        Ermittlungsakten | police records | Ladendiebe | shoplifting incidents | Punkte in Flensburg | penalty points
    """,
    "children": """
        Schüler der 7. Klasse | Siebtklässler | pupils | Kita-Kinder | Kindergarten St. Anna | toddlers | newborns | Neugeborene | Minderjährige | minors | Jugendliche | adolescents | Schulnoten |
        school reports | Kindeswohl | Vorschulkinder | Jugendamt
    """,
    "employees": """
        Lohnabrechnung der Belegschaft | payroll | Schichtpläne der Mitarbeiter | shift rosters | Auszubildende | trainees | Bewerbungen | job applications | Personalnummer | employee ID |
        Arbeitszeitkonto | overtime | Überstunden | Abmahnungen | Gehälter | salaries | Dienstpläne | timesheets | Maschinenbediener | Bedienerkennung
    """,
    "secret": """
        Patienten der Klinik | patients of the hospital | Sozialdaten | social benefits | Bürgergeld | Steuerbescheide | tax returns | Mandantenliste | client files of a law firm | Schuldnerberatung |
        debt counselling | Schweigepflicht | Fernmeldegeheimnis | call detail records | Seelsorgegespräche | Wohngeld
    """,
}
HARMLESS = """
    Spindeldrehzahl | Temperatur des Lagers | Vibration Achse 3 | Laufzeit in Stunden | Fehlercode der Steuerung | Diagnosedaten der Maschine | Ferndiagnose | Krankabelängen | Druckverlauf | Durchfluss |
    Stromaufnahme | Ölstand | Werkzeugverschleiß | Taktzeit | Ausschussquote | Losgröße | Materialcharge | Röntgenprüfung der Schweißnaht | Gangerkennung des Getriebes | Position des Greifers | Energiezähler |
    Wartungsintervall | Seriennummer | Softwarestand | Kalibrierprotokoll | CAD-Modell | Stückliste | Prüfzeugnis EN 10204 | Konformitätserklärung | Lieferschein | Lagerbestand | Bestellnummer |
    Spindle speed | Bearing temperature | Vibration of axis 3 | Error code | Diagnostic trouble codes | Remote diagnostics | Machine health | Battery health data | Pressure curve | Flow rate | Power consumption |
    Oil level | Tool wear | Cycle time | Scrap rate | Lot size | Material batch | X-ray inspection of welds | Gripper position | Energy meter | Maintenance interval | Serial number | Firmware version |
    Calibration record | CAD model | Bill of materials | Delivery note | Stock level | Pipe union joint | Union nut | Certificate fingerprint | SHA-256 fingerprint | Back-dating of orders | Freezing point depression |
    Zählstelle | Verkehrsaufkommen | Kfz je Stunde | Parkplatzbelegung | Ampelphasen | Luftqualität NO2 | Feinstaub | Pegelstand | Grundwasser | Baumkataster | Straßenzustand | Bebauungsplan | Flurstück |
    Hausnummer | Gebäudehöhe | Solarpotenzial | Wärmebedarf | Stromverbrauch der Liegenschaften | Abfallmengen | Wertstoffhof | Haushaltsplan | Ausschreibungen | Ladesäulen | Fahrplan | Haltestellen | Radwege |
    Geodatabase (.gdb) | Behinderung des Verkehrs | Behinderungsanzeige der Baustelle | Behindertenparkplätze | Kinderspielplätze | Krankenhausstandorte | Gemeinden der Europäischen Union | Law of the Union |
    Traffic count | Parking occupancy | Signal phases | Air quality | Water level | Tree register | Road condition | Zoning plan | Parcel | Building height | Solar potential | Heat demand | Waste volume |
    Budget | Tenders | Charging points | Timetable | Stops | Cycle paths | Customs union tariff | Credit union branches | Employee count of companies | Genome of wheat | Genom von Bakterien | Pflanzenkrankheiten |
    Gehaltsklasse Edelmetall | DNS-Einträge | Ordnerstruktur | Child node of the asset tree | Process order | Patience | Third party membership fees | Verdichter | Gewerke | Gewerbeanmeldungen | Parteien des Vertrags
"""


def _split(words: str) -> list[str]:
    return [one.strip() for one in words.split("|")]


@pytest.mark.parametrize("fact", FACTS)
def test_words_that_deny_an_answer_are_found_in_either_language_and_any_text(fact: str) -> None:
    places = (
        "datasets__0__name",
        "datasets__0__description",
        "datasets__0__subjects_note",
        "datasets__0__items",
        "datasets__0__data_contract",
    )
    for words in _split(TOLD[fact]):
        for language in ("de", "en"):
            for place in places:
                said: Any = {language: words}
                if place.endswith("items"):
                    said = [{"name": {"en": "Id"}}, {"name": said}]
                if place.endswith("data_contract"):
                    said = {"columns": [{"name": words}]}
                assert words_against(read_terms(terms(**{place: said})).datasets[0], fact), (words, language, place)


def test_each_word_of_the_list_counts_against_a_no() -> None:
    """A star stands for further letters or none; all ways through a choice are words of their own."""
    assert {one["fact"] for one in TOPICS} == set(FACTS)
    for topic in TOPICS:
        for word in (*topic["de"], *topic["en"]):
            for way in _ways(word):
                for letters in ("", "en"):
                    text = re.sub(r"\s+", " ", way.replace("*", letters).replace("…", "in der")).strip()
                    harmless = any(_likeness(one, text) for one in topic.get("not", ()))
                    assert harmless or speaks_of(topic["fact"], f"Liste: {text}, 3"), (word, text)


def _ways(word: str) -> list[str]:
    found = re.search(r"\(([^()]*)\)(\?)?", word)
    if found is None:
        return [word]
    ways = [*found[1].split("|"), *([""] if found[2] else [])]
    return [each for one in ways for each in _ways(word[: found.start()] + one + word[found.end() :])]


def _likeness(harmless: str, text: str) -> bool:
    """Whether a word of the list reads like a harmless one, so that it need not count."""
    return any(way.replace("*", "").split("…")[0].strip() in text for way in _ways(harmless))


@pytest.mark.parametrize("words", _split(HARMLESS))
def test_items_of_machines_and_municipalities_raise_no_alarm(words: str) -> None:
    for language in ("de", "en"):
        dataset = read_terms(terms(datasets__0__items=[{"name": {language: words}}])).datasets[0]
        assert [fact for fact in FACTS if words_against(dataset, fact)] == []
        assert not lists_people(dataset)


def test_there_are_a_hundred_harmless_ones() -> None:
    assert len(set(_split(HARMLESS))) >= 100


@pytest.mark.parametrize(
    "words",
    ["ohne Gesundheitsdaten", "keine Angaben zur Religion", "without any ICD codes", "no trade union membership"],
)
def test_words_that_exclude_it_count_for_nothing(words: str) -> None:
    assert not speaks_of("special_categories", words)


def test_a_weak_word_counts_against_a_no_and_never_makes_data_personal() -> None:
    dataset = read_terms(terms(datasets__0__items=[{"name": {"en": "Genome sequence"}}])).datasets[0]
    assert words_against(dataset, "special_categories")
    assert not lists_people(dataset)


@pytest.mark.parametrize("fact", FACTS)
def test_drafting_warns_of_words_against_a_no(fact: str) -> None:
    words = _split(TOLD[fact])[0]
    answered = {f"datasets__0__{fact}": False, "datasets__0__items": [{"name": {"de": words}}]}
    found = [one for one in check_terms(read_terms(terms(**answered)), ON) if one.id == "G42"]
    assert f"datasets.panel.{fact}" in [one.place for one in found]
    assert all(one.severity == "W" for one in found)
