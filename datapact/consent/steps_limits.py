"""Step 3 of the decision: limits of action, place, date and count that the agreement puts on a dataset."""

from __future__ import annotations

from datapact.agreements.checks.words import own
from datapact.consent.judging import Judging
from datapact.consent.steps_transfers import destination
from datapact.texts import N_, Argument, Message


def judge_limits(judging: Judging) -> None:
    """What lies outside a limit is denied; the last day of use is an expiry."""
    limits, question = judging.dataset.limits, judging.question
    names: dict[str, Argument] = {"dataset": own(judging.dataset.name, judging.dataset.key)}
    place = judging.place(f"datasets.{judging.dataset.key}.limits")
    if limits.actions and question.action not in limits.actions:
        judging.deny("S3", Message(N_("The agreement does not permit this action with “{dataset}”."), names), place)
    country = destination(judging)
    if limits.places and country not in limits.places:
        judging.deny(
            "S3",
            Message(
                N_("“{dataset}” may be held in {places} only, not in {country}."),
                {**names, "places": ", ".join(limits.places), "country": country},
            ),
            place,
        )
    if limits.first is not None and judging.day < limits.first:
        judging.deny(
            "S3",
            Message(N_("“{dataset}” may be used from {day} only."), {**names, "day": limits.first.isoformat()}),
            place,
        )
    if limits.last is not None:
        if judging.day > limits.last:
            judging.deny(
                "S3",
                Message(N_("“{dataset}” could be used until {day}."), {**names, "day": limits.last.isoformat()}),
                place,
            )
        judging.expires(limits.last)
    if limits.deliveries is not None:
        done = sum(
            count
            for dataset, recipient, count in judging.world.deliveries
            if dataset == question.dataset and recipient == question.partner
        )
        if done >= limits.deliveries:
            judging.deny(
                "S3",
                Message(
                    N_("The agreement allows {most} deliveries of “{dataset}” to this partner; {n} were made."),
                    {**names, "most": limits.deliveries, "n": done},
                ),
                place,
            )
