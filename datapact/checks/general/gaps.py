"""Rules that bar signature: open gaps in the text, and values that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from babel import Locale

from datapact.base.date_formats import is_day
from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.missing_in_text import GAP_RULE
from datapact.checks.model.named import is_pending
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms import Contact, Localised
from datapact.contract.vocabulary.acts import PRACTICE
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import OwnWords, place_name


@rule(
    GAP_RULE,
    "E",
    "house",
    cite(PRACTICE),
    N_("No gap stands open in the text. Nobody can override this: what is open is not agreed."),
)
def g43(case: Case) -> Iterator[Gap]:
    for gap in case.document.gaps:
        yield Gap(
            gap.place,
            Message(
                N_(
                    "{clause} still says “[open: {words}]”. Enter it; where nothing is to be agreed, enter “does not apply”."
                ),
                {
                    "clause": place_name(gap.clause, case.document.numbers),
                    "words": OwnWords(gap.words, german=gap.words),
                },
            ),
            "E",
            final=True,
        )


_PLACEHOLDER = re.compile(
    r"\s*(test(text|vertrag|daten)?|x{2,}|todo|tbd|tba|n\. ?n\.|lorem ipsum.*|\?+|\.{2,}|…|platzhalter|placeholder|"
    r"muster(text)?|beispiel(text)?|example|asdf\w*|foo|bar|blah?|offen|ausstehend|folgt( noch)?|pending|follows)\s*\.?\s*",
    re.IGNORECASE | re.DOTALL,
)
LONGEST_PENDING = 60  # characters; longer words that begin so go on to say something
# Words by which a text names a law: German law, droit français, CISG, laws of England.
_LAW = re.compile(r"recht|law|gesetz|droit|derecho|diritto|prawo|cisg|unidroit|bgb", re.IGNORECASE)


@cache
def _countries() -> frozenset[str]:
    names = [Locale(language).territories for language in ("de", "en")]
    return frozenset(word.casefold() for table in names for code, name in table.items() for word in (code, name))


def _is_law(words: str) -> bool:
    """Whether the words name a law, or a country whose law it is."""
    return _LAW.search(words) is not None or words.strip().casefold() in _countries()


def _is_placeholder(text: str) -> bool:
    short = len(text.strip()) <= LONGEST_PENDING
    return _PLACEHOLDER.fullmatch(text) is not None or (short and is_pending(text))


def _texts(case: Case) -> Iterator[tuple[str, str]]:
    for place, value in case.values:
        if isinstance(value, Localised):
            yield place, value.de
            yield place, value.en
        elif isinstance(value, str):
            yield place, value


@rule(
    "G44",
    "E",
    "house",
    cite(PRACTICE),
    N_(
        "No value is a placeholder, or one that cannot be: a city is no law, a law is no venue, whom nobody can reach is no "
        "contact, a day or a number is no name, a period of 0 is none, and no term lasts for centuries."
    ),
    version=4,
)
def g44(case: Case) -> Iterator[Gap]:
    for place, text in _texts(case):
        if case.document.recalled(_is_placeholder, text) and place.rpartition(".")[2] not in (
            "key",
            "party",
            "dataset",
            "purpose",
        ):
            yield Gap(
                place,
                Message(
                    N_("“{text}” at {place} is a placeholder. Enter what is meant."),
                    {"text": text.strip()[:80], "place": place_name(place, case.document.numbers)},
                ),
            )
    for place, contact in case.values:
        if isinstance(contact, int) and contact == 0 and contact is not False:
            yield from _no_time(case, place)
        if not isinstance(contact, Contact):
            continue
        if (
            contact.name and not contact.given() and not re.fullmatch(r"parties\.[^.]+\.(contact|dpo)", place)
        ):  # G01, G18
            yield Gap(
                place,
                Message(
                    N_(
                        "Nobody can reach {name}, the contact at {place}. Enter an e-mail address or a telephone number."
                    ),
                    {"name": contact.name[:80], "place": place_name(place, case.document.numbers)},
                ),
            )
        if contact.email and "@" not in contact.email and not _is_placeholder(contact.email):
            yield Gap(
                f"{place}.email",
                Message(N_("“{text}” is no e-mail address. Enter one, or leave it out."), {"text": contact.email[:80]}),
            )
    yield from _strange_days(case)
    yield from _no_names(case)
    law = case.terms.law
    if law.governing and not _is_law(law.governing) and not _PLACEHOLDER.fullmatch(law.governing):
        yield Gap(
            "law.governing",
            Message(
                N_("“{law}” is no law. Name the law that governs, such as German law; a city belongs to the venue."),
                {"law": law.governing[:80]},
            ),
        )
    if law.venue and re.search(r"\brecht\b|\blaw\b", law.venue, re.IGNORECASE):
        yield Gap(
            "law.venue",
            Message(
                N_("“{venue}” is a law and no venue. Name the place whose courts decide."), {"venue": law.venue[:80]}
            ),
        )


_NAMES = re.compile(r"parties\.[^.]+\.(name|short_name|registration\.general_partner)|data_act\.(user|holder)_name")
"""Fields for the name of an organisation, which may be a number, but no day."""
_WORDS = re.compile(
    r"law\.venue|parties\.[^.]+\.(legal_form|address\.(city|country)|registration\.court|signatories\.[^.]+\.name)"
)
"""Fields for a court, a place or a person, whose name has letters."""


def _no_names(case: Case) -> Iterator[Gap]:
    """Fields for a name that hold a day, a number, or nothing but signs."""
    for place, text in case.values:
        if not isinstance(text, str):
            continue
        worded = _WORDS.fullmatch(place) is not None
        if not worded and not _NAMES.fullmatch(place):
            continue
        wordless = worded and not any(letter.isalpha() for letter in text)
        if text.strip() and not _is_placeholder(text) and (wordless or is_day(text)):
            yield Gap(
                place,
                Message(
                    N_("“{text}” at {place} is no name. Enter what is meant."),
                    {"text": text.strip()[:80], "place": place_name(place, case.document.numbers)},
                ),
            )


_SOME_TIME = re.compile(
    r"breach\.hours|rights\.answer_days|pilot\.(acceptance|publication_notice)_days|processing\.sub_processing_(notice|objection)_days|"
    r"periods\.(forward_days|defect_days|suspension_months|objection_exit_months|measures_review_months|report_months)|review\.every_months|consent\.refresh_months|"
    r".*\.(remedy_days|dispute_days|retrieval_days|suspension_days|payment_days|update_days)"
)
"""Periods in which somebody has to be able to do something: none at all takes the right, or the duty, away."""
LONGEST_YEARS = 100
LONGEST_BACK_YEARS = 30


def _no_time(case: Case, place: str) -> Iterator[Gap]:
    """A period of nothing in which somebody would have to do something."""
    if _SOME_TIME.fullmatch(place):
        yield Gap(
            place,
            Message(
                N_("{place} is a period of 0: nobody can do anything in it. Enter how long it is."),
                {"place": place_name(place, case.document.numbers)},
            ),
        )


def _strange_days(case: Case) -> Iterator[Gap]:
    """Terms of a length that nobody agrees on, and a first day long before anybody signs; what was signed long ago began long ago."""
    start, end = case.terms.duration.start, case.terms.duration.end
    signed = case.on if case.signing is None else case.signing.concluded
    if start is not None and signed is not None and signed.year - start.year > LONGEST_BACK_YEARS:
        yield Gap(
            "duration.start",
            Message(
                N_("The agreement is to count from {day}, more than {years} years ago. Correct the day."),
                {"day": start.isoformat(), "years": LONGEST_BACK_YEARS},
            ),
        )
    if end is not None and (end.year - (start or case.on).year) > LONGEST_YEARS:
        yield Gap(
            "duration.end",
            Message(
                N_(
                    "The agreement is to end on {day}, after more than {years} years. Correct the day, or agree on no end."
                ),
                {"day": end.isoformat(), "years": LONGEST_YEARS},
            ),
        )


RULES = (g43, g44)
