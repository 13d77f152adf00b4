"""Trials of a legal reading: the shipped example answers with a few facts changed, and the answer that should come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from tests.checks.contracts import ON, findings


@dataclass(frozen=True)
class Trial:
    """``expected`` are findings that must come, as id and severity (``X01E``); ``absent`` ids that must not."""

    name: str
    template: str
    changes: Mapping[str, Any]
    expected: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    no_errors: bool = False
    on: date = ON


AVV, C2C, PILOT = "processing", "controller-to-controller", "ai-pilot"
USER_SHARES = {
    "data_act.applies": True,
    "data_act.user": "keller",
    "data_act.recipient": "ipd",
    "data_act.holder_name": "Fräszentren AG (Hersteller)",
    "data_act.no_competing_product": True,
    "data_act.trade_secrets_identified": {"de": "Schwingungsmessreihen", "en": "Vibration time series"},
    "data_act.trade_secret_measures": {"de": "Vertraulich nach § 9", "en": "Confidential under Section 9"},
    "datasets.vibration.product_data": True,
}
EMOTIONS = {
    "de": "Emotionserkennung bei Beschäftigten am Arbeitsplatz",
    "en": "Emotion recognition of employees at work",
}

TRIALS = [
    Trial(
        "avv-us-sub",
        AVV,
        {"sub_processors.rz-sued.country": "US"},
        ("X01E",),
    ),
    Trial(
        "pilot-unfair",
        PILOT,
        {
            "data_act.unilateral_terms": "yes",
            "data_act.unfair": ["excludes_intent_or_gross_negligence"],
            "data_act.excludes_article_13": True,
        },
        ("D10E", "D12E"),
    ),
    Trial("pilot-user", PILOT, USER_SHARES, no_errors=True, absent=("D01", "D02", "D14")),
    Trial("pilot-emotion", PILOT, {"purposes.maintenance.name": EMOTIONS}, ("A13E",)),
    Trial(
        "pilot-gpai",
        PILOT,
        {
            "models.general_purpose": True,
            "models.open_source": True,
            "models.placed_on_market": date(2025, 3, 1),
        },
        absent=("A07",),
        no_errors=True,
        on=date(2027, 8, 1),
    ),
    Trial(
        "pilot-gpai from 2 August 2027 on",
        PILOT,
        {
            "models.general_purpose": True,
            "models.placed_on_market": date(2025, 3, 1),
        },
        ("A07E",),
        on=date(2027, 8, 2),
    ),
]


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_the_answer_that_should_come_comes(trial: Trial) -> None:
    found = findings(trial.template, trial.changes, trial.on)
    for wanted in trial.expected:
        assert wanted[3:] in found.get(wanted[:3], set()), (wanted, found)
    assert not found.keys() & set(trial.absent)
    if trial.no_errors:
        assert not {one for one, severities in found.items() if "E" in severities}
