"""Facts on file that a step asks for: one that holds is an expiry, one that has ended a no, none at all is missing."""

from __future__ import annotations

from datapact.consent.judging import Judging
from datapact.consent.question import Wanted
from datapact.consent.world import holds
from datapact.texts import Message


def need_fact(
    judging: Judging, sort: str, rule: str, absent: Message, ended: Message, about: str | None = None
) -> bool:
    """Whether a fact about the partner (or ``about``) holds on the day; says what is missing or has ended if not."""
    wanted = judging.question.partner if about is None else about
    known = [
        one
        for one in judging.world.facts
        if wanted and one.sort == sort and one.about == wanted and one.dataset in ("", judging.dataset.key)
    ]
    valid = [one for one in known if holds(one.valid_from, one.valid_to, judging.day)]
    if valid:
        best = max(valid, key=lambda one: (one.valid_to is None, one.valid_to or judging.day, one.key))
        judging.expires(best.valid_to)
        return True
    # nothing on file could be about a party that is no partner of ours
    record = Wanted("fact_on_file", sort, wanted) if wanted else None
    over = [one for one in known if one.valid_to is not None and one.valid_to < judging.day]
    if over:
        judging.deny(rule, ended, ("fact_on_file", over[-1].key), wanted=record)
    else:
        judging.missing(rule, absent, ("fact_on_file", ""), wanted=record)
    return False
