"""The list of words that tell of protected data: what it finds beside a "no", and what it leaves in peace."""

from __future__ import annotations

import random
import re
import sys
import tomllib
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from datapact.base.resources import data_folder
from datapact.checks.run.engine import check_terms
from datapact.contract.terms import read_terms
from datapact.contract.vocabulary import protected_words
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
                for before, after in product(("", "klinik"), ("", "en")):
                    text = re.sub(r"\s+", " ", _lettered(way, before, after).replace("…", "in der")).strip()
                    assert speaks_of(topic["fact"], f"Liste: {text}, 3"), (word, text)


def _lettered(way: str, before: str, after: str) -> str:
    """A way with letters for its stars: ``before`` where a word begins with one."""
    return re.sub(r"(?<![^\s])\*", before, way).replace("*", after)


COMPOUNDS = {
    "special_categories": """
        krankheit krankmeld krankschreib krankenakte krankengeschicht arbeitsunfähig gesundheits(daten|zustand) schwerbehind schwanger konfession religionszug kirchensteuer
        gewerkschaftszug sexuelle blutgruppe blutdruck patienten(daten|akte) herzfrequenz medikation gewerkschaft parteizugehör parteimitglied wahlverhalten weltanschau arztbrief
        arztbericht stimmprofil gesichtserkennung fingerabdr impf(status|pass|daten|nachweis) hörtest sehtest sehstärke insulin blutzucker allergi pflegegrad psychotherap suchtberatung
        partnervermittlung asyl(antrag|anträge|verfahren|bewerb) sprechererkennung stimmerkennung coronatest
    """,
    "offence_data": """
        straftat strafanzeige vorstraf führungszeugnis strafregister strafverfahren bußgeld fahreignungsregister ermittlungs(akte|verfahren) strafakte justizvollzug strafgefangen
        bewährungshilfe straffällig
    """,
    "children": """
        schülerinnen| grundschul kindergarten kindertages minderjährige zeugnisnote schulnoten klassenarbeit jugendamt jugendhilfe schüler(akte|ausweis|daten|liste|nummer|verzeichnis)
        schülern|
    """,
    "employees": """
        beschäftigten| beschäftigtendaten mitarbeiter(|innen|nummer|daten|kennung)| mitarbeitende arbeitnehmer personalnummer personalakte dienstplan dienstpläne
        arbeitszeiten| arbeitszeit(konto|konten|erfassung) belegschaft gehälter gehalts lohn(abrechnung|daten|konto|konten|liste) bewerbungsunterlagen abmahnung praktikantinnen|
        praktikanten| personal(beurteilung|fragebogen|fragebögen|stammdaten) betriebsrats(protokoll|mitglied|wahl)
    """,
    "secret": """
        sozialdaten sozialleistung bürgergeld sozialhilfe arbeitslosengeld steuerakte steuerbescheid steuergeheim mandanten(akte|daten|kartei|liste|unterlage|verzeichnis)
        klienten(akte|daten|liste) patienten(akte|daten) schweigepflicht sozialgeheimnis
    """,
}
"""What was looked for anywhere in a word before there was a list; a bar ends what was looked for at the end of a word only."""
COMPOUNDS_OF_OTHERS = """
    Masernimpfstatus | Mitarbeitergesundheitsdaten | Gesundheitsdatensatz | Facharztberichte | Lohnkirchensteuer | Klinikpatientendaten | Genetische Daten | genetic data
"""


@pytest.mark.parametrize("fact", FACTS)
def test_compounds_count_as_their_word_does(fact: str) -> None:
    for word in COMPOUNDS[fact].split():
        whole = word.endswith("|")
        for way in _ways(word.removesuffix("|")):
            for before, after in product(("", "klinik", "jahres", "landes"), ("",) if whole else ("", "satz", "liste")):
                assert speaks_of(fact, f"Feld {before}{way}{after}", surely=fact != "secret"), (before, way, after)


def test_compounds_that_were_found_before_there_was_a_list_still_are() -> None:
    for words in _split(COMPOUNDS_OF_OTHERS):
        assert speaks_of("special_categories", words, surely=True), words
    for words in (
        "Monatsgehälter",
        "Mitarbeitergehälter",
        "Jahresgehaltsliste",
        "Zeitarbeitnehmer",
        "Klinikmitarbeiterdaten",
    ):
        assert speaks_of("employees", words, surely=True), words
    for words in ("Kreisjugendamt", "Landesjugendamt", "Waldkindergarten"):
        assert speaks_of("children", words, surely=True), words
    for words in ("Einkommensteuerbescheid", "Landessozialhilfe", "Klinikpatientendaten"):
        assert speaks_of("secret", words), words
    assert speaks_of("offence_data", "Polizeiführungszeugnisse", surely=True)


def _shapes(word: str, size: int) -> Iterator[str]:
    """Texts of a size that are hard on a search which tries again: one unbroken word, the word with spaces, beside a word that excludes it."""
    for way in _ways(word):
        bare = re.sub(r"\s+", " ", way.replace("*", "").replace("…", " "))
        first = bare.split()[0]
        for unit in (first, f"{bare} ", f"no {bare} ", f"{first} a ", f"{first[:-1]} "):
            yield (unit * (size // len(unit) + 1))[:size]


def test_long_texts_of_others_are_read_in_a_time_that_grows_as_they_do() -> None:
    """Counted are the calls of functions, which are the same on each machine; a search that tries again has 16 times as many."""
    for topic in TOPICS:
        for word in [*topic["de"], *topic["en"], *topic.get("not", [])][::60]:
            for short, long in zip(_shapes(word, 2_500), _shapes(word, 10_000), strict=True):
                counted = [_steps_for(topic["fact"], text) for text in (short, long)]
                assert counted[1] < 8 * counted[0] + 2_000, (word, counted, long[:60])


def _steps_for(fact: str, text: str) -> int:
    steps = 0

    def count(_frame: object, _event: str, _argument: object) -> None:
        nonlocal steps
        steps += 1

    protected_words._cut.cache_clear()
    protected_words._topics()
    sys.setprofile(count)
    try:
        protected_words._speaks.__wrapped__(fact, text, False)
    finally:
        sys.setprofile(None)
    return steps


def test_no_word_of_the_list_runs_away_in_ten_thousand_characters() -> None:
    """Fails by the bound of the test run where one does."""
    letters = random.Random(7)
    texts = {"".join(letters.choices("abcdefghijklmnopqrstuvwxyzäöüß", k=10_000))}
    for topic in TOPICS:
        texts |= {text for word in (*topic["de"], *topic["en"]) for text in list(_shapes(word, 10_000))[:2]}
    assert len(texts) > 1_000
    for text in texts:
        for fact in FACTS:
            speaks_of(fact, text)


def _ways(word: str) -> list[str]:
    found = re.search(r"\(([^()]*)\)(\?)?", word)
    if found is None:
        return [word]
    ways = [*found[1].split("|"), *([""] if found[2] else [])]
    return [each for one in ways for each in _ways(word[: found.start()] + one + word[found.end() :])]


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
