"""Replay a used decision years later: from the inputs kept with it, and from what the vault records of that moment.

The same version of the rules must give the same decision. With a version that this program does not have, the replay is
indeterminate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from datapact.base.clock import write_time
from datapact.base.errors import WrongUse
from datapact.base.local_time import read_zone
from datapact.base.strictjson import parse_object
from datapact.base.texts import N_, Argument, Message
from datapact.consent.decision.decide import decide, digest_of, rule_set
from datapact.consent.decision.fast_count import Counter
from datapact.consent.decision.from_inputs import decide_from, question_of
from datapact.consent.decision.wording import VERDICTS, verdict_word
from datapact.consent.facts.facts import DecisionFacts
from datapact.consent.facts.facts_json import facts_as_json, facts_from_json
from datapact.consent.facts.load_facts import load_facts
from datapact.consent.facts.question import Decision, Verdict
from datapact.organisation.acting.records import Record, record_by_entry
from datapact.vault.database import entries

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

LARGEST_INPUTS = 64 * 1024 * 1024
type Outcome = Literal["same", "different", "indeterminate"]


@dataclass(frozen=True, slots=True)
class Replay:
    """The result of replaying a used decision.

    ``outcome`` judges the inputs that were kept with it; ``today`` judges the same question put to the vault as known
    then ("different" where records were erased since). ``differences`` name what changed.
    """

    record: Record
    """The entry of the kind ``decision`` that recorded the use."""
    outcome: Outcome
    today: Outcome
    differences: tuple[Message, ...]
    decision: Decision | None
    """The answer made anew from the kept inputs; None where they or their rules are missing here."""


def replay(acting: Acting, entry: str) -> Replay:
    """Replay the decision of an entry; raises WrongUse where the entry is no decision, Malformed for broken inputs."""
    with acting.vault.read() as session:
        record = record_by_entry(session, entry)
        if record is None or record.kind != "decision":
            raise WrongUse(N_("There is no answer with this entry in the vault."))
        kept = entries.attachment(session, str(record.body.get("inputs", "")))
        if kept is None:
            reason = Message(N_("The inputs of the answer are no longer in this vault."))
            return Replay(record, "indeterminate", "indeterminate", (reason,), None)
        inputs = parse_object(kept[1], limit=LARGEST_INPUTS)
        if record.body.get("rule_set") != rule_set():
            reason = Message(
                N_("The answer was given by version {version} of the rules; this program has {own}."),
                {"version": str(record.body.get("rule_set", "")), "own": rule_set()},
            )
            return Replay(record, "indeterminate", "indeterminate", (reason,), None)
        again = decide_from(inputs)
        differences = list(_differences(record.body, again))
        if digest_of(inputs) != record.body.get("inputs"):
            differences.append(Message(N_("The inputs are not those that the entry names.")))
        question = question_of(inputs)
        stored = entries.entry(session, entry)
        if question.bound is not None and stored is not None and stored.seq != question.bound.entry + 1:
            differences.append(_ELSEWHERE)  # its numbers count what lay in the vault of that computer
            outcome: Outcome = "different" if differences[:-1] else "same"
            return Replay(record, outcome, "indeterminate", tuple(differences), again)
        zone = read_zone(str(inputs["world"]["zone"]))  # type: ignore[index,call-overload]
        then = facts_from_json(inputs["world"])  # type: ignore[arg-type]
        facts = _with_todays(load_facts(acting, session, question, zone=zone), then)
        now = decide(question, facts, Counter(session, now=False))
        changed = list(_differences(record.body, now))
        if _facts(facts_as_json(facts, question.dataset, question.partner)) != _facts(inputs["world"]):
            changed.append(Message(N_("What the vault shows of that moment is not what the answer was made of.")))
    return Replay(
        record,
        "different" if differences else "same",
        "different" if changed else "same",
        (*differences, *(one for one in changed if one not in differences)),
        again,
    )


_ELSEWHERE = Message(
    N_(
        "The answer was given at another computer of the team; what was known there at that moment is repeated there. The kept"
        " inputs were repeated here."
    )
)


def _with_todays(facts: DecisionFacts, then: DecisionFacts) -> DecisionFacts:
    """The facts with what no history keeps, as the answer had it: the age of the copy, the countries on the partners' pages."""
    seats = {one.id: one.seats for one in then.agreements}
    placed = tuple(replace(one, seats=seats.get(one.id, one.seats)) for one in facts.agreements)
    return replace(facts, copy=then.copy, agreements=placed)


def _facts(facts: Any) -> Mapping[str, Any]:
    """The facts without the names and numbers in lists, which are today's."""
    facts = {name: value for name, value in facts.items() if name != "names"}
    told = {"number": "", "disputed_by": []}  # the status already covers who disputes it
    return {**facts, "agreements": [{**one, **told} for one in facts["agreements"]]}


def _differences(body: Mapping[str, Any], again: Decision) -> list[Message]:
    ends = write_time(again.valid_until) if again.valid_until is not None else ""
    compared = {"verdict": again.verdict, "n": again.n, "m": again.m, "valid_until": ends, "agreement": again.agreement}
    return [
        Message(_CHANGED[name], {"before": _value(body.get(name, "")), "now": _value(value)})
        for name, value in compared.items()
        if body.get(name) != value
    ]


def _value(value: object) -> Argument:
    if isinstance(value, str) and value in _VERDICTS:
        return verdict_word(_VERDICTS[value])
    return str(value) or "–"


_VERDICTS: Mapping[str, Verdict] = {one: one for one in VERDICTS}
_CHANGED: Mapping[str, str] = {
    "verdict": N_("The verdict was “{before}” and is “{now}”."),
    "n": N_("{before} people could go out, and {now} can."),
    "m": N_("{before} people were counted, and {now} are."),
    "valid_until": N_("It was valid until {before}, and is until {now}."),
    "agreement": N_("It rested on the agreement {before}, and rests on {now}."),
}
