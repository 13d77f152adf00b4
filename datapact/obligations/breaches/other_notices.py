"""Notices that no supervisory authority of data protection asks for: recipients of services, trade secrets, insurer."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.local_time import day_of, end_of_day
from datapact.base.texts import N_, Message
from datapact.deadlines.bgb import from_event
from datapact.deadlines.period import Period
from datapact.obligations.breaches.incident_reports import CRA, CRA_REPORTS_FROM
from datapact.obligations.breaches.steps import Counting, Step

BSIG = "https://www.gesetze-im-internet.de/bsig_2025/__35.html"
DATA_ACT = "CELEX:32023R2854"
GESCHGEHG = "https://www.gesetze-im-internet.de/geschgehg/__2.html"
VVG = "https://www.gesetze-im-internet.de/vvg_2008/"


def recipients_steps(counting: Counting) -> Iterator[Step]:
    """§ 35 BSIG: recipients of services, on the order of the BSI, or at once for a threat in the sectors named there."""
    if "nis2_recipients" not in counting.breach.regimes:
        return
    yield Step(
        "nis2-recipients",
        Message(N_("NIS 2: tell the recipients of our services")),
        Message(N_("the recipients whom incident or threat may affect, and the BSI")),
        Message(N_("§ 35 BSIG; Art. 23(1) and (2) Directive (EU) 2022/2555")),
        BSIG,
        steps=(
            Message(N_("Where the BSI orders it: without undue delay, also by publication on our website (§ 35(1)).")),
            Message(
                N_(
                    "For a significant cyber threat, bodies of finance, social insurance, digital infrastructure, "
                    "administration of ICT services and digital services tell them at once what they can do (§ 35(2))."
                )
            ),
        ),
    )


def users_steps(counting: Counting) -> Iterator[Step]:
    """Art. 14(8) of the Cyber Resilience Act: users of the product."""
    regimes = set(counting.breach.regimes)
    if not regimes & {"cra_vulnerability", "cra_incident"}:
        return
    if day_of(counting.breach.aware, counting.zone) < CRA_REPORTS_FROM:
        return
    yield Step(
        "cra-users",
        Message(N_("Cyber Resilience Act: tell the users of the product")),
        Message(N_("the users concerned, where needed all users")),
        Message(N_("Art. 14(8) Regulation (EU) 2024/2847")),
        CRA,
        steps=(
            Message(
                N_("After becoming aware, of vulnerability or incident and of what they can do; the law says in time.")
            ),
            Message(N_("Where we stay silent, the CSIRT may tell the users itself.")),
        ),
    )


def trade_secret_steps(counting: Counting) -> Iterator[Step]:
    """The holder of trade secrets; and notices of the Data Act where data was used or disclosed without right."""
    regimes = set(counting.breach.regimes)
    if "trade_secrets" in regimes:
        yield Step(
            "trade-secrets",
            Message(N_("Tell the holder of the trade secrets")),
            Message(N_("the holder of the trade secrets, as the agreement names it")),
            Message(N_("§ 2 no. 1(b) GeschGehG, § 241(2) BGB and the agreement")),
            GESCHGEHG,
            steps=(
                Message(
                    N_("Without undue delay: the holder must be able to act, or what was secret is one no longer.")
                ),
            ),
        )
    if "data_act" in regimes:
        yield Step(
            "data-act-user",
            Message(N_("Data Act: tell the user of the unauthorised use or disclosure")),
            Message(N_("the user of the product, and the data holder or holder of the trade secrets")),
            Message(N_("Art. 11(2) and (3) Data Act")),
            DATA_ACT,
            steps=(
                Message(
                    N_(
                        "On request of holder or user the recipient erases the data, ends products made with it, tells "
                        "the user of use or disclosure and of the measures, and makes good the damage."
                    )
                ),
            ),
        )
        yield Step(
            "data-act-withheld",
            Message(N_("Data Act: give notice if sharing is withheld or suspended")),
            Message(N_("the user or third party in writing, and the competent authority under the Data Act")),
            Message(N_("Art. 4(7) and 5(10) Data Act")),
            DATA_ACT,
            steps=(
                Message(
                    N_(
                        "Only where a holder of trade secrets withholds or suspends: with reasons and without undue "
                        "delay, naming the measures that were not agreed or not kept."
                    )
                ),
            ),
        )


def insurer_steps(counting: Counting) -> Iterator[Step]:
    """§§ 30 and 104 VVG: the insured event without undue delay, facts that may lead to liability within a week."""
    if "insurer" not in counting.breach.regimes:
        return
    whom = Message(N_("our insurer, as the policy names it"))
    yield Step(
        "insurer",
        Message(N_("Report the insured event to the cyber insurer")),
        whom,
        Message(N_("§ 30(1) VVG and the terms of the policy")),
        VVG,
        steps=(
            Message(N_("Without undue delay after knowledge; the policy may ask for hours and a hotline. Look it up.")),
        ),
    )
    found = from_event(day_of(counting.breach.aware, counting.zone), Period(1, "weeks"), counting.place)
    yield Step(
        "insurer-liability",
        Message(N_("Report to the liability insurer what may make us liable")),
        whom,
        Message(N_("§ 104(1) VVG")),
        VVG,
        due=end_of_day(found.day, counting.zone),
        latest=end_of_day(found.day, counting.zone),
        steps=(
            *found.steps,
            Message(N_("Sending it in time is enough (§ 104(3) VVG). A claim raised starts a week of its own.")),
        ),
    )
