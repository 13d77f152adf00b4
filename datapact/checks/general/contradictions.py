"""Rules on contradictions: a term against another term, and a text against a term that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from datapact.base.resources import data_folder
from datapact.base.texts import N_, Argument, Message
from datapact.checks.model.facts import Case, Sentence
from datapact.checks.model.rule import Gap, rule
from datapact.contract.screening.access import access_outside_eea
from datapact.contract.terms import Localised, Term, Terms
from datapact.contract.terms.paths import fields_of, joined, members
from datapact.contract.vocabulary.acts import PRACTICE
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.labels import label_of_path
from datapact.contract.vocabulary.messages import label_words, place_name


@rule(
    "G45",
    "W",
    "house",
    cite(PRACTICE),
    N_("The terms agree with each other: renewal with termination, review and milestones with the term."),
)
def g45(case: Case) -> Iterator[Gap]:
    duration, terms = case.terms.duration, case.terms
    monthly = duration.notice_to in ("", "any_day", "month")
    if duration.renewal_months and duration.notice_months is not None and monthly:
        yield Gap(
            "duration.renewal_months",
            Message(
                N_(
                    "The agreement renews itself, and each party may end it to the end of any month anyway: the renewal "
                    "means nothing. Agree on one of the two."
                )
            ),
        )
    if duration.renewal_months and duration.end is None:
        yield Gap(
            "duration.renewal_months",
            Message(N_("The agreement renews itself, but it has no end from which it could. Enter its last day.")),
        )
    if terms.review.first is not None and duration.end is not None and terms.review.first > duration.end:
        yield Gap(
            "review.first", Message(N_("The first review is after the end of the agreement. Correct one of the days."))
        )
    for milestone in terms.pilot.milestones:
        outside = milestone.day is not None and (
            (duration.end is not None and milestone.day > duration.end)
            or (duration.start is not None and milestone.day < duration.start)
        )
        if outside:
            yield Gap(
                f"pilot.milestones.{milestone.key}.day",
                Message(N_("A milestone lies outside the term of the agreement. Correct its day, or the term.")),
            )
    if terms.onward.rule == "forbidden" and terms.onward.conditions.given():
        yield Gap(
            "onward.conditions",
            Message(
                N_("Onward sharing is forbidden, but conditions for it are named. Delete them, or choose conditions.")
            ),
        )
    if terms.facts.access_outside_eea is False and access_outside_eea(terms).value:
        yield Gap(
            "facts.access_outside_eea",
            Message(
                N_("Nobody outside the EEA is said to get access, but {reason}. Correct the answer, or the list."),
                {"reason": access_outside_eea(terms).reason or ""},
            ),
            "E",
        )


@dataclass(frozen=True, slots=True)
class _Speaks:
    """Words that speak of a number that has a term; ``unit`` is its unit in words."""

    about: re.Pattern[str]
    unit: re.Pattern[str]
    path: str
    value: Callable[[Terms], int | None]


_MONTHS = re.compile(r"(\w+)[\s\u00a0](?:Monat(?:e|en|s)?|months?)\b", re.IGNORECASE)
_DAYS = re.compile(r"(\w+)[\s\u00a0](?:Tag(?:e|en)?|days?)\b", re.IGNORECASE)
_HOURS = re.compile(r"(\w+)[\s\u00a0](?:Stunden?|hours?)\b", re.IGNORECASE)
_WORDS_FOR = {
    word: number
    for number, words in enumerate(
        (
            "null zero",
            "ein eine einem einen einer one",
            "zwei two",
            "drei three",
            "vier four",
            "fünf five",
            "sechs six",
            "sieben seven",
            "acht eight",
            "neun nine",
            "zehn ten",
            "elf eleven",
            "zwölf twelve",
        )
    )
    for word in words.split()
}
_ABOUT = (
    _Speaks(
        re.compile(r"kündigungsfrist|mit einer frist von|notice of|notice period", re.IGNORECASE),
        _MONTHS,
        "duration.notice_months",
        lambda terms: terms.duration.notice_months,
    ),
    _Speaks(
        re.compile(r"verlängert sich|is extended by|renews", re.IGNORECASE),
        _MONTHS,
        "duration.renewal_months",
        lambda terms: terms.duration.renewal_months,
    ),
    _Speaks(
        re.compile(r"einspruch|object(ion|s)? to (a|the|new) .*sub-processor", re.IGNORECASE),
        _DAYS,
        "processing.sub_processing_objection_days",
        lambda terms: terms.processing.sub_processing_objection_days,
    ),
    _Speaks(
        re.compile(
            r"(verletzung|vorfall|vorfälle|breach|incident).*(spätestens|binnen|within|no later)", re.IGNORECASE
        ),
        _HOURS,
        "breach.hours",
        lambda terms: terms.breach.hours,
    ),
    _Speaks(
        re.compile(r"(widerruf|widerspr|withdraw|objection).*(spätestens|binnen|within|no later)", re.IGNORECASE),
        _DAYS,
        "rights.propagation_days",
        lambda terms: terms.rights.propagation_days,
    ),
)
_LAWFUL_HOURS = 72  # Art. 33(1) GDPR stands in many texts beside the hours that the parties agreed
_TO = {
    "month": ("kalendermonat", "calendar month"),
    "quarter": ("quartal", "kalendervierteljahr", "quarter"),
    "half_year": ("halbjahr", "half-year"),
    "year": ("kalenderjahr", "jahresende", "calendar year"),
}
_ENDS_ON = re.compile(
    r"(?:endet|läuft bis|ends?|until|gilt bis)[^.]{0,40}?(\d{1,2})\.?\s*(\w+)\s*(\d{4})", re.IGNORECASE
)
_MONTH_NAMES = [
    "januar january",
    "februar february",
    "märz march",
    "april april",
    "mai may",
    "juni june",
    "juli july",
    "august august",
    "september september",
    "oktober october",
    "november november",
    "dezember december",
]
_OTHER_LAW = {
    "AT": r"österreichische[ms]? recht|austrian law",
    "CH": r"schweizer(ische[ms]?)? recht|swiss law",
    "US": r"recht (des staates|von) (new york|delaware|kalifornien)|laws? of (new york|delaware|california)",
    "GB": r"englische[ms]? recht|english law|laws? of england",
    "FR": r"französische[ms]? recht|french law",
    "DE": r"deutsche[ms]? recht|german law|law of germany",
}
_FAR = re.compile(
    r"\b(USA|Vereinigte[nr]? Staaten|United States|Indien|India|China|Russland|Russia|Singapur|Singapore|Israel|Japan|"
    r"Schweiz|Switzerland|Vereinigte[sn]? Königreich|United Kingdom|Kanada|Canada|Australien|Australia|Brasilien|Brazil|"
    r"Türkei|Turkey|Ukraine|Serbien|Serbia|Marokko|Morocco|Philippinen|Philippines)\b"
)


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() and len(word) < 6 else _WORDS_FOR.get(word.casefold())


@cache
def _shipped_words() -> str:
    """The words of every clause that DataPact ships: a number in them was weighed against the terms already."""
    home = data_folder()
    files = [*(home / "clauses").iterdir()]
    for template in (home / "templates").iterdir():
        files += [version / "clauses.toml" for version in template.iterdir()] if template.is_dir() else []
    return "\n".join(file.read_text("utf-8") for file in files if file.name.endswith(".toml"))


def _is_shipped(part: str, match: re.Match[str]) -> bool:
    start, end = max(0, match.start() - 30), match.end() + 12
    around = max(part[start:end].split("␣"), key=lambda piece: match[0] in piece)
    return around.strip() in _shipped_words()


def _free(part: Term, path: str, language: str = "") -> Iterator[Sentence]:
    """The parties' own texts in the terms, as sentences at their places."""
    for name in fields_of(type(part)):
        value, place = getattr(part, name), joined(path, name)
        if isinstance(value, Localised):
            yield Sentence(place, "de", value.de, value.de)
            yield Sentence(place, "en", value.en, value.en)
        elif isinstance(value, Term):
            yield from _free(value, place)
        elif isinstance(value, tuple):
            for step, member in members(value):
                if isinstance(member, Term):
                    yield from _free(member, f"{place}.{step}")


def _split(sentence: Sentence) -> Iterator[str]:
    yield from re.split(r"(?<=[.;:!?])\s+(?=[A-ZÄÖÜ§])", sentence.own)


@rule(
    "G46",
    "W",
    "house",
    cite(PRACTICE),
    N_("No text names another number, day, country or law than the term that it speaks of."),
)
def g46(case: Case) -> Iterator[Gap]:
    found: set[tuple[str, str]] = set()
    for sentence in (*case.document.sentences, *_free(case.terms, "")):
        for path, said in _others(case, sentence):
            if (sentence.place, path) in found or sentence.place == path:
                continue
            found.add((sentence.place, path))
            names: dict[str, Argument] = {
                "place": place_name(sentence.place, case.document.numbers),
                "said": said[:80],
                "term": label_words(label_of_path(path)),
            }
            yield Gap(
                sentence.place,
                Message(N_("{place} says “{said}”, but {term} says otherwise. Make both say the same."), names),
                when_freezing="E",
            )


# What no number of days can stand in is passed over: most sentences of a contract, at each pause in typing.
_UNITS = ("monat", "month", "tag", "day", "stunde", "hour")


def _others(case: Case, sentence: Sentence) -> Iterator[tuple[str, str]]:
    terms = case.terms
    for part in _split(sentence):
        lowered = part.casefold()
        for speaks in _ABOUT if any(unit in lowered for unit in _UNITS) else ():
            agreed = speaks.value(terms)
            if agreed is None or not speaks.about.search(part):
                continue
            for match in speaks.unit.finditer(part):
                number = _number(match[1])
                lawful = speaks.unit is _HOURS and number == _LAWFUL_HOURS
                if number is not None and number != agreed and not lawful and not _is_shipped(part, match):
                    yield speaks.path, match[0]
        yield from _other_end(terms, part)
    yield from _other_places(terms, sentence)


def _other_end(terms: Terms, part: str) -> Iterator[tuple[str, str]]:
    agreed = terms.duration.notice_to
    lowered = part.casefold()
    if agreed in _TO and ("kündig" in lowered or "terminat" in lowered):
        for kind, words in _TO.items():
            said = next((word for word in words if word in lowered), None)
            if kind != agreed and said is not None and not any(word in lowered for word in _TO[agreed]):
                yield "duration.notice_to", said
                break
    if terms.duration.end is not None:
        for match in _ENDS_ON.finditer(part):
            month = next(
                (n for n, names in enumerate(_MONTH_NAMES, 1) if match[2].casefold() in names.split()),
                int(match[2]) if match[2].isdecimal() else 0,
            )
            try:
                day = date(int(match[3]), month, int(match[1]))
            except ValueError:
                continue
            if day != terms.duration.end:
                yield "duration.end", match[0]


_APPLIES = r"(?:gilt|governed by|unterliegt|nach|under)\s+(?:\w+\s+)?"
_LAWS = {code: re.compile(f"{_APPLIES}({law})", re.IGNORECASE) for code, law in _OTHER_LAW.items()}
_ANY_LAW = re.compile(f"{_APPLIES}(?:{'|'.join(f'(?:{law})' for law in _OTHER_LAW.values())})", re.IGNORECASE)


@cache
def _law_of(governing: str) -> str | None:
    """The country whose law this names, of those that are known."""
    return next((code for code, law in _OTHER_LAW.items() if re.search(law, governing, re.IGNORECASE)), None)


def _other_places(terms: Terms, sentence: Sentence) -> Iterator[tuple[str, str]]:
    governing = terms.law.governing
    lowered = sentence.own.casefold()
    if governing and ("recht" in lowered or "law" in lowered) and _ANY_LAW.search(sentence.own) is not None:
        own = _law_of(governing)
        for code, law in _LAWS.items():
            match = law.search(sentence.own)
            if own is not None and code != own and match is not None:
                yield "law.governing", match[0]
    if terms.facts.access_outside_eea is False and not sentence.place.startswith("clauses.final"):
        match = _FAR.search(sentence.own)
        if match is not None:
            yield "facts.access_outside_eea", match[0]


RULES = (g45, g46)
