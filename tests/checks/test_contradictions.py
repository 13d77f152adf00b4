"""Contradictions between the terms and what texts say of them (G46), in both languages."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.day_words import long_date
from datapact.base.resources import data_folder
from datapact.base.texts import Language
from datapact.checks.mentions.laws import law_of
from datapact.checks.run.engine import check
from datapact.contract.templates.template import load_template
from datapact.contract.terms import read_terms
from datapact.contract.terms.paths import value_at
from tests.agreements.drafts import TEMPLATES, draft
from tests.checks.contracts import ON, answers_file
from tests.checks.full_agreements import everything, state
from tests.depth import examples

START, END = date(2027, 1, 1), date(2029, 12, 31)


def said(terms: dict[str, Any], **texts: str) -> set[str]:
    """The places of contradictions where the remarks of these terms are these texts."""
    found = check(state({**terms, "remarks": texts}), ON)
    return {one.place for one in found if one.id == "G46"}


ENDS = {
    "de": [
        "Der Vertrag endet am {day}.",
        "Diese Vereinbarung läuft bis zum {day}.",
        "Der Vertrag ist bis zum {day} befristet.",
        "Die Laufzeit ist nach § 4 Abs. 2 Nr. 3 bis zum {day} bemessen.",
        "Am {day} endet der Vertrag.",
        "Vertragsende ist der {day}.",
    ],
    "en": [
        "The agreement ends on {day}.",
        "The term of this contract runs until {day}.",
        "This agreement expires on {day}.",
        "On {day} the agreement ends.",
    ],
}
BEGINS = {
    "de": [
        "Der Vertrag beginnt am {day}.",
        "Die Vereinbarung tritt am {day} in Kraft.",
        "Vertragsbeginn ist der {day}.",
    ],
    "en": ["The agreement begins on {day}.", "This agreement enters into force on {day}."],
}
SENTENCES: list[tuple[str, Language, str]] = [
    (path, language, sentence)
    for path, table in (("end", ENDS), ("start", BEGINS))
    for language in ("de", "en")
    for sentence in table[language]
]


def written(day: date, language: Language) -> list[str]:
    """A day as people write it."""
    if language == "de":
        return [long_date(day, "de"), f"{day:%d.%m.%Y}", f"{day.day}. {day.month}. {day.year}", day.isoformat()]
    month = long_date(day, "en").split()[1]
    return [
        long_date(day, "en"),
        f"{month} {day.day}, {day.year}",
        f"{month[:3]}. {day.day}, {day.year}",
        day.isoformat(),
    ]


@pytest.mark.parametrize(("path", "language", "sentence"), SENTENCES)
@settings(max_examples=examples(12), deadline=None)
@given(st.integers(-400, 400), st.integers(0, 3))
def test_another_day_is_found_and_the_same_is_not(
    path: str, language: Language, sentence: str, moved: int, form: int
) -> None:
    terms = everything()
    agreed = END if path == "end" else START
    terms["duration"] = {**terms["duration"], "start": START.isoformat(), "end": END.isoformat()}
    day = agreed + timedelta(moved)
    text = sentence.format(day=written(day, language)[form])
    assert said(terms, **{language: text}) == (set() if moved == 0 else {"remarks"}), text


@pytest.mark.parametrize(
    "text",
    [
        "Die Erprobung endet am 31. März 2027.",
        "Messreihen bis zum 30. Juni 2026.",
        "Readings that were taken until 30 June 2026.",
        "Der Hauptvertrag vom 3. März 2026 endet am 31. Dezember 2030.",
        "Das Zertifikat ist bis zum 1. Mai 2028 gültig.",
    ],
)
def test_the_last_day_of_something_else_is_no_contradiction(text: str) -> None:
    assert said(everything(), de=text, en=text) == set()


RELEASED = [(template, version) for template in TEMPLATES for version in range(1, load_template(template).version + 1)]


@pytest.mark.parametrize(("template", "version"), RELEASED)
@pytest.mark.parametrize("prevailing", ["de", "en"])
def test_the_text_of_no_released_template_contradicts_its_terms(
    template: str, version: int, prevailing: Language
) -> None:
    made = draft(template, answers_file(template, {"agreement.prevailing": prevailing}, version), version)
    assert made["prevailing"] == prevailing
    assert not [(one.place, one.message.text("de")) for one in check(made, ON) if one.id == "G46"]


NAMES = {
    "DE": [
        "DE",
        "Recht der Bundesrepublik Deutschland",
        "Deutsches Recht",
        "das Recht Deutschlands",
        "German law",
        "Germany",
        "Deutschland",
        "the laws of the Federal Republic of Germany",
        "deutsches Recht unter Ausschluss des UN-Kaufrechts",
    ],
    "FR": [
        "FR",
        "französisches Recht",
        "Recht der Französischen Republik, Frankreich",
        "laws of France",
        "French law",
        "France",
    ],
    "AT": ["AT", "österreichisches Recht", "Recht der Republik Österreich", "Austrian law", "the law of Austria"],
    "CH": ["CH", "schweizerisches Recht", "Schweizer Recht", "Recht der Schweiz", "Swiss law", "laws of Switzerland"],
    "NL": [
        "NL",
        "niederländisches Recht",
        "Recht des Königreichs der Niederlande",
        "Dutch law",
        "the law of the Netherlands",
    ],
    "GB": [
        "UK",
        "GB",
        "englisches Recht",
        "the laws of England and Wales",
        "English law",
        "Recht des Vereinigten Königreichs",
    ],
    "US": ["US", "Recht des Staates New York", "the laws of the State of Delaware", "Recht der Vereinigten Staaten"],
    "IE": ["IE", "irisches Recht", "Recht Irlands", "Irish law", "the law of Ireland"],
    "PL": ["PL", "polnisches Recht", "Polish law", "Recht der Republik Polen"],
}
CHOICES = {
    "FR": [
        ("de", "Es gilt französisches Recht."),
        ("de", "Der Vertrag unterliegt dem Recht von Frankreich."),
        ("de", "Auf diesen Vertrag findet das Recht Frankreichs Anwendung."),
        ("de", "Anwendbar ist französisches materielles Recht unter Ausschluss des UN-Kaufrechts."),
        ("en", "This agreement is governed by the laws of France."),
        ("en", "French law applies, excluding its conflict of laws rules."),
        ("en", "It shall be construed in accordance with the law of the French Republic (France)."),
    ],
    "AT": [("de", "Es gilt österreichisches Recht."), ("en", "It is governed by the laws of the Republic of Austria.")],
    "DE": [
        ("de", "Für die Haftung gilt deutsches Recht."),
        ("en", "The law of the Federal Republic of Germany applies."),
    ],
}


@pytest.mark.parametrize(("code", "words"), [(code, one) for code, names in NAMES.items() for one in names])
def test_a_law_is_known_by_code_name_and_adjective(code: str, words: str) -> None:
    assert law_of(words) == code


@pytest.mark.parametrize(
    "words", ["Stuttgart", "BGB", "", "das anwendbare Recht", "the law of the seat", "Recht der Mitgliedstaaten"]
)
def test_what_names_no_country_is_no_law_of_one(words: str) -> None:
    assert law_of(words) is None


@pytest.mark.parametrize("agreed", [(code, one) for code in ("DE", "FR", "AT") for one in NAMES[code]])
def test_another_law_is_found_whatever_names_the_agreed_one(agreed: tuple[str, str]) -> None:
    code, words = agreed
    terms = {**everything(), "law": {"governing": words}}
    for named, texts in CHOICES.items():
        for language, text in texts:
            assert said(terms, **{language: text}) == (set() if named == code else {"remarks"}), (words, text)


def test_the_agreed_law_that_is_excluded_is_found() -> None:
    terms = {**everything(), "law": {"governing": "DE"}}
    assert said(terms, de="Deutsches Recht findet keine Anwendung.") == {"remarks"}
    assert said(terms, en="German law does not apply.") == {"remarks"}
    assert said(terms, de="Französisches Recht gilt nicht.") == set()


@pytest.mark.parametrize(
    "text",
    [
        "Die Keller SA ist nach französischem Recht gegründet.",
        "A company existing under French law.",
        "Es gilt das Recht der Mitgliedstaaten und das Unionsrecht.",
        "Klausel 17 der Standardvertragsklauseln nennt irisches Recht.",
        "Mandatory consumer law of France is not affected.",
    ],
)
def test_a_law_that_nobody_chooses_is_no_contradiction(text: str) -> None:
    assert said({**everything(), "law": {"governing": "DE"}}, de=text, en=text) == set()


SAID: dict[str, tuple[str, str]] = {
    "breach.hours": ("Datenpannen meldet jede Seite binnen {period}.", "Any incident is reported within {period}."),
    "consent.refresh_months": (
        "Einwilligungen werden alle {period} neu eingeholt.",
        "Consents are obtained anew every {period}.",
    ),
    "consortium.access_months": (
        "Zugang zu Ergebnissen kann bis {period} nach dem Ende beantragt werden.",
        "Access to results can be requested for {period} after the end.",
    ),
    "consortium.dispute_days": ("Bei Streit dauert jede Stufe {period}.", "In a dispute each level takes {period}."),
    "consortium.remedy_days": (
        "Der Verstoß ist zur Abhilfe binnen {period} abzustellen.",
        "It has {period} to remedy it.",
    ),
    "datasets.logs.retention.months": (
        "Die Daten werden nach {period} gelöscht.",
        "The data is deleted after {period}.",
    ),
    "duration.notice_days": (
        "Die Kündigungsfrist beträgt {period}.",
        "The notice period is {period} if a party terminates.",
    ),
    "duration.notice_months": (
        "Gekündigt werden kann mit einer Frist von {period}.",
        "Each side may terminate by giving {period} notice.",
    ),
    "duration.renewal_months": ("Er verlängert sich um {period}.", "It renews automatically for {period}."),
    "end_of_data.days": (
        "Nach Vertragsende werden Kopien binnen {period} vernichtet.",
        "After termination all copies are destroyed within {period}.",
    ),
    "framework.answer_days": (
        "Auf Änderungsvorschläge ist binnen {period} zu antworten.",
        "A proposal is answered within {period}.",
    ),
    "framework.order_months": (
        "Ein einzelner Abruf ist mit einer Frist von {period} kündbar.",
        "A single order may be terminated by notice of {period}.",
    ),
    "framework.suspension_days": (
        "Die Aussetzung wird {period} vorher angekündigt.",
        "Suspension needs {period} notice.",
    ),
    "framework.suspension_months": (
        "Ist länger als {period} ausgesetzt, endet er.",
        "After {period} of suspension it ends.",
    ),
    "insurance.after_months": (
        "Die Versicherung besteht noch {period} nach Vertragsende.",
        "Insurance is kept for {period} after the end.",
    ),
    "intermediation.retrieval_days": ("Sie bleiben {period} abrufbar.", "They can be retrieved for {period}."),
    "licence.payment_days": ("Rechnungen sind binnen {period} zahlbar.", "Invoices are payable within {period}."),
    "licence.support_months": ("Pflege gibt es für mindestens {period}.", "Support is given for at least {period}."),
    "licence.transition_days": (
        "Es gibt eine Übergangszeit von {period}.",
        "There is a transition period of {period}.",
    ),
    "licence.update_days": (
        "Nach einem Rückruf endet die Nutzung binnen {period}.",
        "After a recall, use ends within {period}.",
    ),
    "membership.data_after_days": (
        "Wer ausscheidet, löscht seine Daten binnen {period}.",
        "Whoever leaves deletes its copies within {period}.",
    ),
    "membership.leaving_days": (
        "Der Austritt ist mit einer Frist von {period} möglich.",
        "A member may leave by notice of {period}.",
    ),
    "membership.leaving_months": (
        "Austreten kann man mit einer Frist von {period}.",
        "Withdrawal needs {period} notice.",
    ),
    "non_disclosure.clean_team_months": (
        "Mitglieder des Clean Teams warten {period}.",
        "Members of the clean team wait for {period}.",
    ),
    "non_disclosure.sample_days": ("Das Muster steht {period} bereit.", "The sample is available for {period}."),
    "orders.days": (
        "Wer einem Abruf {period} lang nicht widerspricht, schweigt.",
        "Silence on an order for {period} counts.",
    ),
    "periods.audit_notice_days": (
        "Prüfungen vor Ort werden {period} vorher angekündigt.",
        "On-site audits are announced {period} in advance.",
    ),
    "periods.backup_months": (
        "Sicherungskopien verschwinden nach {period}.",
        "Backups are overwritten after {period}.",
    ),
    "periods.change_notice_days": (
        "Änderungen am Datenformat werden {period} vorher mitgeteilt.",
        "A change of the data format is announced {period} before.",
    ),
    "periods.defect_days": (
        "Fehlerhafte Datensätze werden binnen {period} berichtigt.",
        "Faulty datasets are corrected within {period}.",
    ),
    "periods.evidence_days": (
        "Auf Verlangen weist er die Nutzung binnen {period} nach.",
        "It gives evidence of its use within {period}.",
    ),
    "periods.exit_months": (
        "Wird das Ziel verfehlt, kann mit Frist von {period} gekündigt werden.",
        "If the goal is missed, a party may terminate by notice of {period}.",
    ),
    "periods.forward_days": (
        "Anfragen werden binnen {period} weitergeleitet.",
        "Requests are forwarded within {period}.",
    ),
    "periods.measures_review_months": (
        "Die Maßnahmen werden alle {period} überprüft.",
        "The measures are tested every {period}.",
    ),
    "periods.objection_exit_months": (
        "Nach einem Einspruch kann er mit einer Frist von {period} kündigen.",
        "After an objection it may terminate by notice of {period}.",
    ),
    "periods.publication_delay_months": (
        "Die Veröffentlichung wird für Schutzrechte {period} aufgeschoben.",
        "Publication is delayed by {period} for a patent.",
    ),
    "periods.records_years": ("Protokolle werden {period} aufbewahrt.", "Log records are kept for {period}."),
    "periods.report_months": (
        "Über den Stand wird alle {period} berichtet.",
        "They report on progress every {period}.",
    ),
    "periods.suspension_months": ("Nach {period} Aussetzung endet der Vertrag.", "Suspended for {period}, it ends."),
    "pilot.acceptance_days": ("Die Abnahme erfolgt binnen {period}.", "Acceptance takes place within {period}."),
    "pilot.confidentiality_years": ("Die Geheimhaltung gilt noch {period}.", "Confidentiality lasts {period}."),
    "pilot.publication_notice_days": (
        "Veröffentlichungen werden {period} vorher vorgelegt.",
        "Publications are submitted {period} before.",
    ),
    "pilot.warranty_months": ("Mängelansprüche verjähren in {period}.", "Claims for defects lapse in {period}."),
    "processing.sub_processing_notice_days": (
        "Über neue Unterauftragnehmer wird {period} vorher informiert.",
        "New sub-processors are announced {period} in advance.",
    ),
    "processing.sub_processing_objection_days": (
        "Gegen einen Unterauftragnehmer ist binnen {period} Einspruch möglich.",
        "It may object to a new sub-processor within {period}.",
    ),
    "review.every_months": (
        "Die Parteien überprüfen den Vertrag alle {period}.",
        "The parties review the agreement every {period}.",
    ),
    "rights.answer_days": (
        "Anfragen Betroffener werden binnen {period} beantwortet.",
        "Requests of data subjects are answered within {period}.",
    ),
    "rights.extension_months": (
        "Bei komplexen Anträgen wird die Frist um {period} verlängert.",
        "For complex requests the period is extended by {period}.",
    ),
    "rights.propagation_days": (
        "Einen Widerruf gibt er binnen {period} weiter, spätestens dann.",
        "A withdrawal is passed on within {period}.",
    ),
    "service.payment_days": ("Die Vergütung ist {period} nach Zugang fällig.", "Fees are due {period} after receipt."),
    "service.retrieval_days": ("Die Inhalte bleiben {period} abrufbar.", "Content can be exported for {period}."),
    "service.switching_notice_months": (
        "Der Wechsel wird mit einer Frist von {period} angekündigt.",
        "Switching is announced by notice of {period}.",
    ),
    "service.transition_days": ("Der Wechsel dauert {period}.", "Switching takes {period} of transition."),
}
UNITS = {
    "hours": ("Stunde", "Stunden", "hour", "hours"),
    "days": ("Tag", "Tagen", "day", "days"),
    "weeks": ("Woche", "Wochen", "week", "weeks"),
    "months": ("Monat", "Monaten", "month", "months"),
    "years": ("Jahr", "Jahren", "year", "years"),
}
IN_WORDS = {
    "de": "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "en": "zero one two three four five six seven eight nine ten eleven twelve",
}
HOURS = {"hours": (1, 1), "days": (24, 24), "weeks": (168, 168)}
PARTIES = everything()["parties"][:2]
AGREED = {"hours": 37, "days": 23, "months": 17, "years": 11}
"""Numbers that no law knows, and that are no whole number of another unit."""


def words_for(number: int, unit: str, language: Language, spelled: bool) -> str:
    one, many = UNITS[unit][:2] if language == "de" else UNITS[unit][2:]
    words = IN_WORDS[language].split()
    return f"{words[number] if spelled and 1 < number < len(words) else number} {one if number == 1 else many}"


def same(number: int, unit: str, agreed: int, agreed_unit: str) -> bool:
    """Whether two periods can be the same time, told by the calendar."""

    def spans(count: int, one: str) -> set[int]:
        if one in HOURS:
            return {count * HOURS[one][0]}
        months = count * (12 if one == "years" else 1)
        ends = set()
        for first in range(48):
            year, month = divmod(first + months, 12)
            ends.add((date(2024 + year, month + 1, 1) - date(2024 + first // 12, first % 12 + 1, 1)).days * 24)
        return ends

    whole = {"months": 1, "years": 12}
    if unit in whole and agreed_unit in whole:
        return number * whole[unit] == agreed * whole[agreed_unit]
    return not spans(number, unit).isdisjoint(spans(agreed, agreed_unit))


def only(path: str, number: int) -> dict[str, Any]:
    """Terms that say nothing but this."""
    if path.startswith("datasets."):
        return {
            "parties": PARTIES,
            "datasets": [
                {
                    "key": "logs",
                    "provider": PARTIES[0]["key"],
                    "name": {"de": "Protokolle"},
                    "retention": {"months": number},
                }
            ],
        }
    block, name = path.split(".")
    return {"parties": PARTIES, block: {name: number}}


def unit_of(path: str) -> str:
    return re.split(r"[._]", path)[-1]


def test_each_period_that_a_released_template_prints_is_tried() -> None:
    home = data_folder()
    texts = [file.read_text("utf-8") for file in home.rglob("*.toml")]
    printed = {
        path for text in texts for path in re.findall(r"\{\{ *([\w.]+) *\| *(?:period\(|hours|days|months|years)", text)
    }
    assert len(printed) > 45
    assert printed | {"datasets.logs.retention.months"} == SAID.keys()


@pytest.mark.parametrize("path", sorted(SAID))
@pytest.mark.parametrize("language", ["de", "en"])
def test_another_period_is_found_and_the_agreed_one_is_not(path: str, language: Language) -> None:
    unit = unit_of(path)
    agreed = AGREED[unit]
    sentence = SAID[path][language == "en"]
    for said_unit in UNITS:
        for number in (1, 2, 5, 12, agreed, 34, 90):
            text = sentence.format(period=words_for(number, said_unit, language, spelled=number % 2 == 0))
            lawful = path in ("rights.answer_days", "rights.extension_months") and said_unit == "months" and number < 4
            expected = set() if lawful or same(number, said_unit, agreed, unit) else {"remarks"}
            assert said(only(path, agreed), **{language: text}) == expected, text


@pytest.mark.parametrize(
    ("path", "agreed", "text"),
    [
        ("processing.sub_processing_notice_days", 28, "Neue Unterauftragnehmer werden vier Wochen vorher angekündigt."),
        ("breach.hours", 24, "An incident is reported within one day."),
        ("duration.notice_months", 12, "Die Kündigungsfrist beträgt ein Jahr."),
        ("duration.notice_months", 3, "Er ist mit dreimonatiger Frist kündbar."),
        ("duration.notice_days", 30, "A party may terminate on 30 days’ notice."),
        ("datasets.logs.retention.months", 24, "Die Daten werden zwei Jahre aufbewahrt."),
        ("end_of_data.days", 14, "Nach Vertragsende werden die Daten binnen zwei Wochen gelöscht."),
    ],
)
def test_the_same_time_in_another_unit_is_no_contradiction(path: str, agreed: int, text: str) -> None:
    assert said(only(path, agreed), de=text, en=text) == set()
    assert said(only(path, agreed + 5), de=text, en=text) == {"remarks"}


@pytest.mark.parametrize(
    "text",
    [
        "Gelöscht werden Protokolle, die älter als 30 Tage sind, und Sensorwerte alle fünf Minuten.",
        "Die Aufsichtsbehörde wird binnen 72 Stunden über Verletzungen unterrichtet (Art. 33 DSGVO).",
        "Das Treffen dauert drei Stunden.",
        "Die Fräszentren laufen seit zwölf Jahren.",
        "Belege werden zehn Jahre aufbewahrt (§ 147 AO).",
        "Einladungen ergehen mit einer Frist von zwei Wochen.",
        "The plant has run for twelve years and stops for two weeks a year.",
        "Invitations are sent two weeks before a meeting.",
    ],
)
def test_periods_of_something_else_are_no_contradictions(text: str) -> None:
    terms = everything()
    terms["duration"] = {**terms["duration"], "notice_months": 3}
    assert said(terms, de=text, en=text) == set()


def retyped(template: str, version: int, language: Language, moved: int) -> tuple[dict[str, Any], set[str]]:
    """The example of a template in which somebody typed each period anew, and the places where it stands."""
    made: Any = draft(template, answers_file(template, {}, version), version)
    terms = read_terms(made["terms"])
    places: set[str] = set()

    def go(members: list[dict[str, Any]]) -> None:
        for member in members:
            for run in member["text"][language] if "text" in member else ():
                path = run.get("term", "")
                if unit_of(path) not in AGREED or not isinstance(number := value_at(terms, path), int):
                    continue
                del run["term"]
                run["text"] = words_for(number + moved, unit_of(path), language, spelled=False)
                places.add(f"clauses.{member['id']}")
            go([*member.get("paragraphs", ()), *member.get("items", ())])

    go(made["clauses"])
    return made, places


@pytest.mark.parametrize(("template", "version"), RELEASED)
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_period_that_somebody_typed_into_a_released_clause_is_compared(
    template: str, version: int, language: Language
) -> None:
    same_as, places = retyped(template, version, language, 0)
    assert not [(one.place, one.message.text("de")) for one in check(same_as, ON) if one.id == "G46"]
    other, places = retyped(template, version, language, 41)
    found = {one.place for one in check(other, ON) if one.id == "G46"}
    assert places <= found, sorted(places - found)
