"""The decision in words: its outcome, counts and end in one sentence, which a person reads first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from datapact.base.clock import read_time
from datapact.base.day_words import long_date
from datapact.base.local_time import day_of
from datapact.base.texts import N_, Argument, Message, counted, current_language
from datapact.consent.facts.question import Verdict, Weight
from datapact.contract.vocabulary.messages import OwnWords

WEIGHT_WORDS: Mapping[Weight, str] = {
    "deny": N_("stands against it"),
    "incomplete": N_("missing"),
    "partial": N_("leaves people out"),
    "warning": N_("note"),
    "met": N_("met"),
}
"""The effect of a reason on the decision, in the order in which a person wants to read them."""

VERDICTS: Mapping[Verdict, str] = {
    "permit": N_("No obstacle on file"),
    "partial": N_("Partial"),
    "incomplete": N_("Incomplete"),
    "deny": N_("Not permitted"),
}
"""The shortest words, in the order from yes to no."""

_MEANING: Mapping[Verdict, str] = {
    "permit": N_("Nothing that is on file stands against it. Whoever uses this answer decides."),
    "partial": N_("For these people alone nothing on file stands against it. Whoever uses this answer decides."),
    "incomplete": N_("A fact is missing. Until it is on file the answer is no."),
    "deny": N_("At least one rule or agreement stands against it."),
}

COUNTED = {
    "erased": N_("erased"),
    "restricted": N_("processing restricted (Art. 18 GDPR)"),
    "objected": N_("objected (Art. 21 GDPR)"),
    "meant": N_("said no in other words that mean this purpose"),
    "unplaced": N_("said no in words that nobody has assigned"),
    "said_no": N_("refused or withdrew; another basis relied on"),
    "not_on_file": N_("not on file"),
    "unknown": N_("no consent on record"),
    "requested": N_("asked, not answered"),
    "refused": N_("refused"),
    "withdrawn": N_("consent withdrawn"),
    "invalidated": N_("consent invalidated"),
    "expired": N_("consent expired"),
    "stale": N_("consent to be renewed"),
    "notice_unknown": N_("notice not on file"),
    "notice_invalid": N_("version of the notice no longer valid"),
    "notice_lacks": N_("notice does not name what it must"),
    "notice_unassigned": N_("purpose of the notice not assigned"),
    "not_explicit": N_("consent not explicit"),
    "not_parental": N_("no consent of a parent"),
}
"""The reasons that bar people, in two or three words (see steps.subjects.OUTCOMES)."""


NOT_YET = N_("Not permitted yet")


def verdict_word(verdict: Verdict, begins: date | None = None) -> Message:
    """The shortest word for a decision's outcome; ``begins`` where its agreement is signed and applies from a later day."""
    words = NOT_YET if begins is not None and verdict == "deny" else VERDICTS[verdict]
    return Message(words)


def meaning(verdict: Verdict) -> Message:
    """The meaning of a decision's outcome: what one may do."""
    return Message(_MEANING[verdict])


def people_of(n: int, m: int) -> str:
    """``4,812 of 5,000``, empty where the data concerns nobody."""
    if not m:
        return ""
    return str(Message(N_("{n} of {m}"), {"n": number(n), "m": number(m)}))


def sentence(
    verdict: Verdict,
    n: int,
    m: int,
    until: datetime | None,
    zone: tzinfo,
    why: Message | None = None,
    begins: date | None = None,
) -> str:
    """``Partial: 4,812 of 5,000 people, until 31 March 2027 (the first consents end)``."""
    words = str(verdict_word(verdict, begins))
    parts = []
    if begins is not None:
        parts.append(str(Message(N_("the agreement applies from {day}"), {"day": begins.isoformat()})))
    if m and verdict in ("permit", "partial"):
        parts.append(str(counted("{count} of {m} person", "{count} of {m} people", m, count=number(n), m=number(m))))
    if until is not None:
        day: dict[str, Argument] = {"day": end_day(until, zone)}
        words_of_end = (
            Message(N_("until {day} ({why})"), {**day, "why": why}) if why else Message(N_("until {day}"), day)
        )
        parts.append(str(words_of_end))
    return f"{words}: {', '.join(parts)}" if parts else words


def why_ended(body: Mapping[str, Any]) -> Message | None:
    """The end of a used answer's basis, as its entry says; None where it does not say."""
    told = body.get("until_why")
    if not isinstance(told, Mapping) or not told.get("en"):
        return None
    return OwnWords(str(told["en"]), german=str(told.get("de", "")))


def end_day(until: datetime, zone: tzinfo) -> str:
    """The last local day, in words, with its year: ``31 March 2027``."""
    german = current_language() == "de"
    return str(format_date(day_of(until, zone), "d. MMMM y" if german else "d MMMM y", locale=current_language()))


def number(value: int) -> str:
    """A whole number as people of the language write it."""
    return str(format_decimal(value, locale=current_language()))


def why_not(outcome: str) -> Message:
    """The reason why these people's data may not go out."""
    return Message(COUNTED.get(outcome, outcome))


def used_words(body: Mapping[str, Any], recorded: datetime, zone: tzinfo) -> Message:
    """Words on when a recorded answer was used, what it said and, where that was another day, the day that it was given for."""
    verdict, people = (
        verdict_word(body.get("verdict", "incomplete")),
        people_of(int(body.get("n", 0)), int(body.get("m", 0))),
    )
    language = current_language()
    used = day_of(recorded, zone)
    asked = day_of(read_time(body["at"]), zone) if body.get("at") else used
    told: dict[str, Argument] = {
        "day": long_date(used, language),
        "asked": long_date(asked, language),
        "what": f"{verdict} ({people})" if people else str(verdict),
    }
    words = N_("Used on {day}: {what}") if asked == used else N_("Answer for {asked}, used on {day}: {what}")
    return Message(words, told)


def to_tell_words(people: int, untold: int, partner: Argument) -> Message:
    """Words on how many people in open recalls a partner has still to be told of; where of none, on how many it has not acknowledged."""
    if untold:
        return counted(
            "{n} person, of whom {partner} has still to be told",
            "{n} people, of whom {partner} has still to be told",
            untold,
            partner=partner,
        )
    return counted(
        "{n} person, of whom {partner} was told and has not acknowledged it yet",
        "{n} people, of whom {partner} was told and has not acknowledged it yet",
        people,
        partner=partner,
    )
