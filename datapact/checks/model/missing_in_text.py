"""A missing term that also stands open in the text, said as one finding: entering it settles both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from datapact.base.texts import N_, Message
from datapact.checks.model.finding import Finding

GAP_RULE = "G43"
"""The rule on gaps that stand open in the text; its sentence names the place there as ``clause``."""


def gaps_joined(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with a gap in the text and the rule that misses the same term as one, in their order.

    It names both places, bars freezing and is lifted by no override, as the gap is. It keeps the rule that misses an answer where that is
    an error, with its source, and the rule on gaps where it is advice. Rules about entered values stay as they are, and so does
    what an answer needs besides.
    """
    every = tuple(findings)
    gaps = {one.place: one for one in every if one.id == GAP_RULE and one.missing}
    missing: dict[str, Finding] = {}
    for one in every:
        if one.missing and one.id != GAP_RULE and one.place in gaps and not one.parts:
            missing.setdefault(one.place, one)
    return tuple(
        _as_one(one, gaps[one.place]) if missing.get(one.place) is one else one
        for one in every
        if not (one.place in missing and gaps[one.place] is one)
    )


_REQUIRED = N_("{missing} In the text it still stands open, too: {clause}.")
_ADVISED = N_(
    "{missing} In the text it still stands open, too: {clause}. Where nothing is to be agreed, enter “does not apply”."
)


def _as_one(one: Finding, gap: Finding) -> Finding:
    words = {"missing": one.message, "clause": gap.message.arguments["clause"]}
    return replace(
        one if one.bars_freezing else gap,
        severity="E",
        at_freezing=None,
        message=Message(_REQUIRED if one.bars_freezing else _ADVISED, words),
        final=True,
    )
