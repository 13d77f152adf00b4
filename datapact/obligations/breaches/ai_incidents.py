"""Serious incidents with high-risk AI systems (Art. 73 and 26(5) of Regulation (EU) 2024/1689): provider and deployer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from datapact.base.local_time import day_of, end_of_day
from datapact.base.texts import N_, Message
from datapact.deadlines.eu import eu_period
from datapact.deadlines.period import Period
from datapact.obligations.breaches.steps import Counting, Step

AI_ACT = "CELEX:32024R1689"
AI_REPORTS_FROM = date(2027, 12, 2)
"""The day from which systems are high-risk (Annex III; those of Annex I from 2 August 2028), and Art. 73 asks for reports."""
_DAYS = (("ai_widespread", 2, N_("Art. 73(3) AI Act")), ("ai_death", 10, N_("Art. 73(4) AI Act")))


def ai_steps(counting: Counting) -> Iterator[Step]:
    """The provider reports to the authority; the deployer tells the provider first, then the authority."""
    regimes = set(counting.breach.regimes)
    if not regimes & {"ai_provider", "ai_deployer"} or day_of(counting.breach.aware, counting.zone) < AI_REPORTS_FROM:
        return
    if "ai_deployer" in regimes:
        yield Step(
            "ai-tell-provider",
            Message(N_("AI Act: tell the provider of the AI system of the serious incident")),
            Message(N_("the provider of the AI system, then importer or distributor")),
            Message(N_("Art. 26(5) AI Act")),
            AI_ACT,
            steps=(
                Message(
                    N_("Who deploys the system tells its provider at once, then importer or distributor and authority.")
                ),
                Message(N_("Where the provider cannot be reached, the deployer reports in its place (Art. 73).")),
            ),
        )
    yield _report(counting, regimes)


def _report(counting: Counting, regimes: set[str]) -> Step:
    """The report to the authority; of several periods the shortest counts."""
    days, law = next(((days, law) for name, days, law in _DAYS if name in regimes), (15, N_("Art. 73(2) AI Act")))
    found = eu_period(day_of(counting.breach.aware, counting.zone), Period(days, "days"), counting.place)
    provider = "ai_provider" in regimes
    first = (
        Message(
            N_(
                "At once when a causal link with the AI system is established or reasonably likely; at the latest {n} "
                "days after becoming aware."
            ),
            {"n": days},
        )
        if provider
        else Message(
            N_(
                "The authority is told as well. Who cannot reach the provider reports in its place, at the latest {n} "
                "days after becoming aware."
            ),
            {"n": days},
        )
    )
    return Step(
        "ai-report",
        Message(N_("AI Act: report the serious incident"))
        if provider
        else Message(N_("AI Act: tell the market surveillance authority of the serious incident")),
        Message(N_("market surveillance authority of the Member State where it happened")),
        Message(law) if provider else Message(N_("Art. 26(5) and 73 AI Act")),
        AI_ACT,
        due=end_of_day(found.counted, counting.zone),
        latest=end_of_day(found.day, counting.zone),
        steps=(
            first,
            *found.steps,
            Message(N_("A first, incomplete report is allowed; a complete one follows (Art. 73(5)).")),
            Message(
                N_(
                    "The provider investigates and must not change the system in a way that affects the evaluation "
                    "before the authority is told (Art. 73(6))."
                )
            ),
        ),
    )
