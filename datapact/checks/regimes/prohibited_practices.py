"""A rule on the prohibited practices of Art. 5 AI Act: words of the agreement that read like one, for a person to judge.

The words propose, a person decides: with an assessment on file (medical or safety reasons, research, another meaning)
the rule is silent. Words that exclude a practice ("without emotion recognition") are not taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from datapact.base.texts import N_, Argument, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.rule import Gap, rule
from datapact.checks.model.words_of_mood import EXCEPTED, MOOD, SURVEY_ALONE
from datapact.contract.terms import Dataset, Localised, Purpose
from datapact.contract.terms.known_facts import employees
from datapact.contract.vocabulary.acts import AI_ACT, INTIMATE_IMAGES, PROHIBITED_PRACTICES
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import own

_NO = r"\b(?:kein\w*|ohne|nicht(?! (?:nur|allein|bloß))|niemals|no|not(?! only| just)|without|never|excluding|ausgeschlossen)\b"
_NOT = re.compile(rf"(?:{_NO}\W+(?:\w+\W+){{0,3}})$")
_NOT_WITHIN = re.compile(_NO)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Practice:
    """One point of Art. 5(1) and the words that read like it."""

    point: str
    """Letter of the point, such as ``f``."""
    name: str
    """What it is called, for a reader."""
    words: re.Pattern[str]
    """What the practice is called in German and English, whatever the case of letters."""
    needs: re.Pattern[str] | None = None
    """Words that must stand somewhere, too; None for none."""
    spares: re.Pattern[str] | None = None
    """Words that take the text out; None for none."""
    excepted: re.Pattern[str] | None = None
    """Words that claim an exception of the law, which a person has to find; None for none."""
    since: date = PROHIBITED_PRACTICES
    """First local day of the prohibition."""


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_WORK_OR_SCHOOL = _words(
    r"beschäftigt|mitarbeit|arbeitsplatz|arbeitnehm|belegschaft|personal(?=wesen|abteil|verwalt|auswahl|führ)|schule|schüler|studierend|unterricht|"
    r"\b(?:des|beim|vom|im|unser\w*) personals?\b|kolleg|angestellt|bedienstet|auszubildend|azubi|lehrling|bewerb|bewerbungs|"
    r"\bteams?\b|teamstimmung|im betrieb\b|auf der arbeit|im büro|callcenter|call[- ]cent|agent(?:en|s|innen)\b|studenten|lernende|"
    r"lehrkr|lehrer|hochschul|universit|klassenzimmer|prüfling|kita\b|"
    r"workplace|at work\b|employee|worker|workforce|staff|colleague|crew\b|education|school|student|pupil|learner|classroom|trainee|"
    r"apprentice|applicant|candidate|recruit|job interview|human resource|personnel"
)
PRACTICES = (
    Practice("a", N_("manipulation below awareness"), _words(r"unterschwellig|subliminal|manipulati\w* (techni|beeinfluss)")),
    Practice(
        "b",
        N_("exploitation of vulnerabilities"),
        _words(r"(ausnutz\w*|exploit\w*)\W+(?:\w+\W+){0,4}(schutzbedürft|vulnerab|behinderung|disabilit|alter\b|age\b)"),
    ),
    Practice("c", N_("social scoring"), _words(r"social[ -]?scor|sozialkredit|social credit|soziale\w* bewertung\w* von person")),
    Practice(
        "d",
        N_("prediction of crimes from profiling"),
        _words(r"predictive policing|(vorhersage|prognose|predict\w*)\W+(?:\w+\W+){0,4}(straftat|straffäll|crim(e|inal))"),
    ),
    Practice(
        "e",
        N_("scraping of facial images"),
        _words(
            r"(scrap\w*|auslesen|ungezielt\w*|untargeted)\W+(?:\w+\W+){0,5}(gesichtsbild|gesichtsdatenbank|facial image|faces?\b)"
        ),
    ),
    Practice(
        "f",
        N_("recognition of emotions at work or in education"),
        MOOD,
        _WORK_OR_SCHOOL,
        SURVEY_ALONE,
        EXCEPTED,
    ),
    Practice(
        "g",
        N_("biometric categorisation by sensitive traits"),
        _words(r"biometri\w*\W+(?:\w+\W+){0,2}(kategorisier|categori[sz])"),
    ),
    Practice(
        "h",
        N_("real-time remote biometric identification"),
        _words(r"(echtzeit|real[- ]time)\W+(?:\w+\W+){0,3}(biometri|gesichtserkenn|facial recogni)"),
    ),
    Practice(
        "ba",
        N_("intimate images of people without their consent"),
        _words(r"nudif|entkleid|undress|(nackt|intim|nude|intimate)\w*\W+(?:\w+\W+){0,3}(bild|aufnahm|image|video|deepfake)"),
        spares=_words(r"erkenn|bekämpf|verhinder|detect|prevent|combat"),
        since=INTIMATE_IMAGES,
    ),
    Practice(
        "bb",
        N_("depictions of sexual abuse of children"),
        _words(r"missbrauchsdarstell|kinderpornogra|child sexual abuse|\bcsam\b"),
        spares=_words(r"erkenn|bekämpf|verhinder|detect|prevent|combat"),
        since=INTIMATE_IMAGES,
    ),
)  # fmt: skip


_TAKE_OUT = N_(
    "“{purpose}” reads like {practice}, which Art. 5(1)({point}) AI Act prohibits. Take it out. If it "
    "is something else (medical or safety reasons, research), have that assessed and enter the "
    "assessment with reference and date."
)
_ONLY_FOR_REASONS = N_(
    "“{purpose}” reads like {practice}. Art. 5(1)({point}) AI Act permits that for medical or safety reasons only, which the "
    "words name. Have assessed whether they carry it, and enter the assessment with reference and date; or take it out."
)


def practice_in(texts: list[str], context: list[str], day: date) -> Practice | None:
    """The first practice that texts read like, by themselves or with ``context``: what is said of the people."""
    return _reads_like(texts, day) or _reads_like_with(texts, context, day)


def claims_exception(practice: Practice, texts: list[str]) -> bool:
    """Whether the texts name the reasons for which the law excepts from this practice."""
    return practice.excepted is not None and any(practice.excepted.search(text) for text in texts)


def words_of_purpose(purpose: Purpose) -> list[str]:
    """All words of a purpose: name, description, and those of its term."""
    return [*_texts(purpose.name), *_texts(purpose.description), words_of_term(purpose.iri)]


def words_of_term(iri: str) -> str:
    """The name of a term of the vocabulary as separate words."""
    return _CAMEL.sub(" ", iri.rpartition("#")[2])


def words_of_people(dataset: Dataset) -> list[str]:
    """The words of a dataset on the people in it."""
    return [
        *_texts(dataset.name),
        *_texts(dataset.subjects_note),
        *(("employee",) if employees(dataset).value else ()),
    ]


def _texts(text: Localised) -> Iterator[str]:
    yield from (one for one in (text.de, text.en) if one)


def _reads_like(texts: list[str], day: date) -> Practice | None:
    """The first practice that the texts of one place read like."""
    whole = "\n".join(texts)
    for practice in PRACTICES:
        if day < practice.since or (practice.needs and not practice.needs.search(whole)):
            continue
        if practice.spares and practice.spares.search(whole):
            continue
        for text in texts:
            if any(_is_meant(text, found) for found in practice.words.finditer(text)):
                return practice
    return None


def _is_meant(text: str, found: re.Match[str]) -> bool:
    """Whether no word before or within what was found excludes it."""
    before = _NOT.search(text[: found.start()].casefold())
    return before is None and _NOT_WITHIN.search(found[0].casefold()) is None


@rule(
    "A13",
    "E",
    "statute",
    cite(AI_ACT, "5(1)"),
    N_(
        "No purpose or system is a prohibited practice of Art. 5 (emotion recognition at work or in education, social "
        "scoring, biometric categorisation and others; intimate images from 2 December 2026)."
    ),
    valid_from=PROHIBITED_PRACTICES,
)
def a13(case: Case) -> Iterator[Gap]:
    if case.has_assessment("prohibited_practice"):
        return
    terms = case.terms
    about_people = [text for dataset in case.personal_datasets for text in words_of_people(dataset)]
    places: list[tuple[str, Argument, list[str]]] = [
        (
            f"purposes.{purpose.key}.name",
            own(purpose.name, purpose.key),
            words_of_purpose(purpose),
        )
        for purpose in terms.purposes
        if not purpose.prohibited
    ]
    places.append(("models.description", Message(N_("the model")), list(_texts(terms.models.description))))
    places.append(("pilot.goal", Message(N_("the goal of the project")), list(_texts(terms.pilot.goal))))
    for place, name, texts in places:
        practice = practice_in(texts, about_people, case.on)
        if practice is not None:
            yield Gap(
                place,
                Message(
                    _ONLY_FOR_REASONS if claims_exception(practice, texts) else _TAKE_OUT,
                    {"purpose": name, "practice": Message(practice.name), "point": practice.point},
                ),
            )


def _reads_like_with(texts: list[str], context: list[str], day: date) -> Practice | None:
    """As ``_reads_like``, where the words that a practice needs stand with the data, not with the purpose."""
    found = _reads_like(texts + context, day)
    return found if found is not None and any(found.words.search(text) for text in texts) else None


RULES = (a13,)
