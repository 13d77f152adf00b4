"""Reports of incidents under NIS 2 (in Germany § 32 BSIG) and the Cyber Resilience Act, where the user says they apply."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from datapact.base.local_time import day_of, end_of_day
from datapact.base.texts import N_, Message
from datapact.deadlines.eu import eu_period
from datapact.deadlines.period import Period
from datapact.obligations.breaches.steps import Counting, Step, a_month_after, within_hours

NIS2 = "CELEX:32022L2555"
CRA = "CELEX:32024R2847"
CRA_REPORTS_FROM = date(2026, 9, 11)
"""Art. 71(2) of Regulation (EU) 2024/2847: Art. 14 applies from this day."""


def nis2_steps(counting: Counting) -> Iterator[Step]:
    """Reports of an incident under the NIS 2 Directive, each with its last moment."""
    if "nis2" not in counting.breach.regimes:
        return
    whom = N_("BSI, by the joint reporting portal; elsewhere the CSIRT or competent authority")
    yield within_hours(
        counting,
        "nis2-24h",
        24,
        N_("NIS 2: early warning"),
        whom,
        N_("Art. 23(4)(a) Directive (EU) 2022/2555; § 32(1) no. 1 BSIG"),
        NIS2,
    )
    notification = within_hours(
        counting,
        "nis2-72h",
        72,
        N_("NIS 2: incident notification"),
        whom,
        N_("Art. 23(4)(b) Directive (EU) 2022/2555; § 32(1) no. 2 BSIG"),
        NIS2,
    )
    yield notification
    yield a_month_after(
        counting,
        notification,
        "nis2-final",
        N_("NIS 2: final report, or a progress report while it goes on"),
        N_("Art. 23(4)(d) and (e) Directive (EU) 2022/2555; § 32(1) no. 4, (2) BSIG"),
    )


def cra_steps(counting: Counting) -> Iterator[Step]:
    """Reports of a vulnerability or an incident under the Cyber Resilience Act, each with its last moment."""
    if day_of(counting.breach.aware, counting.zone) < CRA_REPORTS_FROM:
        return
    whom = N_("coordinating CSIRT and ENISA, by the single reporting platform")
    if "cra_vulnerability" in counting.breach.regimes:
        yield within_hours(
            counting,
            "cra-vulnerability-24h",
            24,
            N_("Cyber Resilience Act: early warning of an exploited vulnerability"),
            whom,
            N_("Art. 14(1) and (2)(a) Regulation (EU) 2024/2847"),
            CRA,
        )
        notification = within_hours(
            counting,
            "cra-vulnerability-72h",
            72,
            N_("Cyber Resilience Act: vulnerability notification"),
            whom,
            N_("Art. 14(2)(b) Regulation (EU) 2024/2847"),
            CRA,
        )
        yield notification
        if counting.breach.measure_available is not None:
            found = eu_period(
                day_of(counting.breach.measure_available, counting.zone), Period(14, "days"), counting.place
            )
            yield Step(
                "cra-vulnerability-final",
                Message(N_("Cyber Resilience Act: final report on the vulnerability")),
                notification.whom,
                Message(N_("Art. 14(2)(c) Regulation (EU) 2024/2847")),
                CRA,
                due=end_of_day(found.counted, counting.zone),
                latest=end_of_day(found.day, counting.zone),
                steps=(Message(N_("Counted from the day on which a corrective measure is available.")), *found.steps),
            )
    if "cra_incident" in counting.breach.regimes:
        yield within_hours(
            counting,
            "cra-incident-24h",
            24,
            N_("Cyber Resilience Act: early warning of a severe incident"),
            whom,
            N_("Art. 14(3) and (4)(a) Regulation (EU) 2024/2847"),
            CRA,
        )
        notification = within_hours(
            counting,
            "cra-incident-72h",
            72,
            N_("Cyber Resilience Act: incident notification"),
            whom,
            N_("Art. 14(4)(b) Regulation (EU) 2024/2847"),
            CRA,
        )
        yield notification
        yield a_month_after(
            counting,
            notification,
            "cra-incident-final",
            N_("Cyber Resilience Act: final report on the incident"),
            N_("Art. 14(4)(c) Regulation (EU) 2024/2847"),
        )
