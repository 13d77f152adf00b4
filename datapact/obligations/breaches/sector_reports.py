"""Reports of a sector: finance (DORA), social data (§ 83a SGB X), telecommunications (§ 169 TKG)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from datapact.base.clock import later
from datapact.base.local_time import day_of, end_of_day
from datapact.base.texts import N_, Message
from datapact.deadlines.eu import eu_hours, eu_period
from datapact.deadlines.period import Period
from datapact.obligations.breaches.steps import Counting, Step, within_hours

DORA = "CELEX:32022R2554"
SGB_X = "https://www.gesetze-im-internet.de/sgb_10/__83a.html"
TKG = "https://www.gesetze-im-internet.de/tkg_2021/__169.html"
_WEEKEND = N_(
    "Where it ends on a weekend or a bank holiday, it may be submitted by noon of the next working day; not by banks, "
    "central counterparties, trading venues and entities that are essential or important (Art. 5 of it)."
)


def dora_steps(counting: Counting) -> Iterator[Step]:
    """Initial, intermediate and final report of a major incident; clients are told where their interests suffer."""
    breach = counting.breach
    if "dora" not in breach.regimes:
        return
    whom = Message(N_("the competent financial authority (in Germany BaFin, by its reporting portal)"))
    first = within_hours(
        counting,
        "dora-initial",
        24,
        N_("DORA: initial notification"),
        whom.id,
        N_("Art. 19(4)(a) Regulation (EU) 2022/2554; Art. 5(1)(a) Delegated Regulation (EU) 2025/301"),
        DORA,
    )
    if breach.classified is None:
        said = Message(
            N_(
                "Within four hours of classifying the incident as major, and at the latest 24 hours after becoming "
                "aware. Record when it was classified: then the four hours are counted."
            )
        )
    else:
        four = later(breach.classified, timedelta(hours=4))
        day_later = later(breach.aware, timedelta(hours=24))
        late = breach.classified > day_later
        due = four if late else min(four, day_later)
        first = replace(first, due=due, latest=due)
        said = (
            Message(
                N_("Classified as major only after the first 24 hours: within four hours from then (Art. 5 of it).")
            )
            if late
            else Message(N_("Four hours from classifying it as major, and at the latest 24 hours from becoming aware."))
        )
    yield replace(first, steps=(said, Message(_WEEKEND)))
    mark = counting.marks.get("dora-initial")
    assert first.due is not None
    submitted = mark.at if mark is not None and mark.state == "done" else first.due
    found = eu_hours(submitted, 72, counting.place, counting.zone)
    second = Step(
        "dora-intermediate",
        Message(N_("DORA: intermediate report")),
        whom,
        Message(N_("Art. 19(4)(b) Regulation (EU) 2022/2554; Art. 5(1)(b) Delegated Regulation (EU) 2025/301")),
        DORA,
        due=found.plain,
        latest=found.moment,
        steps=(
            Message(N_("72 hours from the initial notification, also where nothing has changed.")),
            *found.steps,
            Message(N_("As soon as regular activities are recovered, an updated report follows without undue delay.")),
            Message(_WEEKEND),
        ),
    )
    yield second
    mark = counting.marks.get("dora-intermediate")
    moment = mark.at if mark is not None and mark.state == "done" else found.plain
    last = eu_period(day_of(moment, counting.zone), Period(1, "months"), counting.place)
    yield Step(
        "dora-final",
        Message(N_("DORA: final report")),
        whom,
        Message(N_("Art. 19(4)(c) Regulation (EU) 2022/2554; Art. 5(1)(c) Delegated Regulation (EU) 2025/301")),
        DORA,
        due=end_of_day(last.counted, counting.zone),
        latest=end_of_day(last.day, counting.zone),
        steps=(Message(N_("One month from the latest intermediate report.")), *last.steps, Message(_WEEKEND)),
    )
    yield Step(
        "dora-clients",
        Message(N_("DORA: tell the clients whose financial interests the incident affects")),
        Message(N_("the clients concerned")),
        Message(N_("Art. 19(3) Regulation (EU) 2022/2554")),
        DORA,
        steps=(Message(N_("Without undue delay, with the measures taken to protect them.")),),
    )


def social_data_steps(counting: Counting) -> Iterator[Step]:
    """Bodies of § 35 SGB I notify their legal or technical supervision, too."""
    if "social_data" not in counting.breach.regimes:
        return
    found = within_hours(
        counting,
        "social-data",
        72,
        N_("Social data: notify the supervising authority, too"),
        N_("the authority for legal or technical supervision (Rechts- oder Fachaufsicht)"),
        N_("§ 83a SGB X with Art. 33 GDPR"),
        SGB_X,
    )
    yield replace(
        found,
        steps=(
            Message(N_("Beside the notification under Art. 33 GDPR, and in its time: without undue delay, 72 hours.")),
            *found.steps,
        ),
    )


def telecom_steps(counting: Counting) -> Iterator[Step]:
    """Providers of public telecommunications notify both authorities, and people whose rights suffer seriously."""
    if "telecom" not in counting.breach.regimes:
        return
    found = within_hours(
        counting,
        "telecom",
        24,
        N_("Telecommunications: notify the breach of personal data"),
        N_("Bundesnetzagentur and the Federal Commissioner for Data Protection (BfDI)"),
        N_("§ 169(1) TKG; Art. 2(2) Regulation (EU) No 611/2013"),
        TKG,
    )
    yield replace(
        found,
        steps=(
            Message(
                N_("Without undue delay; where feasible within 24 hours of detecting it, details within three days.")
            ),
            *found.steps,
        ),
    )
    yield Step(
        "telecom-people",
        Message(N_("Telecommunications: tell subscribers and others whose rights are seriously affected")),
        Message(N_("the people concerned")),
        Message(N_("§ 169(1), second sentence, TKG; Art. 3 Regulation (EU) No 611/2013")),
        TKG,
        steps=(
            Message(N_("Without undue delay; not needed where the data was made unintelligible by security measures.")),
        ),
    )
