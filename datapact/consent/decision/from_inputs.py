"""Repeat a decision from its inputs alone, without a vault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datapact.base.clock import read_time
from datapact.base.errors import Malformed
from datapact.base.strictjson import canonical
from datapact.base.texts import N_
from datapact.consent.decision.decide import decide
from datapact.consent.facts.facts_json import facts_from_json
from datapact.consent.facts.question import Bound, Decision, Needs, Question, Tally


def question_of(inputs: Mapping[str, Any]) -> Question:
    """The question in the inputs of a decision."""
    asked = inputs["question"]
    subjects, bound = asked["subjects"], asked.get("bound")
    return Question(
        dataset=str(asked["dataset"]),
        partner=str(asked["partner"]),
        purpose=str(asked["purpose"]),
        at=read_time(asked["at"]),
        known_at=read_time(asked["known_at"]),
        action=str(asked["action"]),
        place=str(asked["place"]),
        subjects=None if subjects is None else tuple(str(one) for one in subjects),
        bound=None if bound is None else Bound(int(bound["entry"]), int(bound["event"]), bool(bound["timed"])),
        agreed=str(asked.get("agreed", "")),
    )


def decide_from(inputs: Mapping[str, Any]) -> Decision:
    """The decision from inputs alone, without a vault: they hold rules, facts and counts. Raises Malformed."""
    try:
        counted = {canonical(one["needs"]): _tally(one["tally"]) for one in inputs["cohorts"]}
        question, facts = question_of(inputs), facts_from_json(inputs["world"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Malformed(N_("The inputs of this answer cannot be read. Restore the record from a backup.")) from error

    def recorded(needs: Needs) -> Tally:
        found = counted.get(canonical(needs.as_json()))
        if found is None:
            raise Malformed(N_("The inputs of this answer do not count the people that it is about."))
        return found

    return decide(question, facts, recorded)


def _tally(value: Mapping[str, Any]) -> Tally:
    return Tally(
        total=int(value["total"]),
        allowed=int(value["allowed"]),
        counts={str(name): int(count) for name, count in value["counts"].items()},
        until=value["until"],
        oldest=value["oldest"],
        narrower={str(name): int(count) for name, count in value.get("narrower", {}).items()},
    )
